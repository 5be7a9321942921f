"""The line of every value of a TOML file."""

from overens.cycle.agreements.agreement_file.positions import lines

SOURCE = b"""\
# a comment
title = { da = "a", sv = "b" }
list = [
  "one", # first
  "two",
]
a.b = 1

[[parties]]
name = "x"
[[parties.posts]]
post = "p"
[[parties.posts]]
post = "q"
[[parties]]
name = "y"
"quoted key" = true
[term]
ends = 2020-01-01
"""


def test_each_value_has_its_line() -> None:
    found = lines(SOURCE)
    assert found["title",] == found["title", "sv"] == 2
    assert (found["list", 0], found["list", 1]) == (4, 5)
    assert found["a", "b"] == 7
    assert found["parties", 0, "posts", 1, "post"] == 14
    assert found["parties", 1, "name"] == 16
    assert found["parties", 1, "quoted key"] == 17
    assert found["term", "ends"] == 19


def test_a_table_stands_where_its_heading_stands() -> None:
    found = lines(SOURCE)
    assert (found["parties", 0], found["parties", 1]) == (9, 15)
    assert found["parties",] == 9
    assert found["term",] == 18
    assert found[()] == 1
