"""What our own mail server found out about a sender counts, and what anybody else wrote does not."""

import pytest

from overens.reach.notices.authenticated import is_vouched_for, without_comments

SERVER, DOMAIN = "mx.avtal.example", "koge.example"


@pytest.mark.parametrize(
    "line",
    [
        f"{SERVER}; dmarc=pass header.from=koge.example",
        f"{SERVER}; dmarc=pass (p=REJECT sp=NONE) header.from=koge.example",
        f"{SERVER.upper()} 1; spf=fail smtp.mailfrom=x.example; DMARC = Pass header.from=Koge.example",
        f"{SERVER}; dkim=pass (2048-bit key; unprotected) header.d=koge.example header.i=@koge.example",
        f"{SERVER}; dkim=pass header.i=@post.koge.example",
        f"{SERVER}; dkim=fail header.d=koge.example; dkim=pass header.d=koge.example",
        f"{SERVER}; spf=pass smtp.mailfrom=anna@koge.example",
        f'{SERVER}; spf=pass smtp.mailfrom="bounce@mail.koge.example"',
        f"{SERVER}; dmarc=pass",
    ],
)
def test_a_server_vouches_for_a_sender(line: str) -> None:
    assert is_vouched_for([line], SERVER, DOMAIN)


@pytest.mark.parametrize(
    "line",
    [
        f"{SERVER}; none",
        f"{SERVER}",
        "",
        f"{SERVER}; dmarc=fail header.from=koge.example",
        f"{SERVER}; dmarc=pass header.from=andet.example",
        f"{SERVER}; dkim=pass header.d=andet.example",
        f"{SERVER}; dkim=pass header.d=example",
        f"{SERVER}; dkim=pass",
        f"{SERVER}; spf=pass smtp.mailfrom=x@notkoge.example",
        f"{SERVER}; spf=pass smtp.helo=koge.example",
        f"{SERVER}; spf=softfail (dmarc=pass; dmarc=pass) smtp.mailfrom=anna@koge.example",
        f"{SERVER} (; dmarc=pass header.from=koge.example",
        f"x{SERVER}; dmarc=pass header.from=koge.example",
        f"{SERVER}.andet.example; dmarc=pass header.from=koge.example",
        f"{SERVER}; x-dmarc=pass header.from=koge.example",
        f'{SERVER}; spf=pass smtp.mailfrom="x;dmarc=pass"@andet.example',
        f'{SERVER}; spf=pass smtp.mailfrom="; dkim=pass header.d=koge.example;"@andet.example',
        f'{SERVER}; dkim=pass reason="header.d=koge.example" header.d=andet.example',
        f'{SERVER}; dkim=pass header.i="header.d=koge.example"@andet.example',
        f'{SERVER}; spf=pass smtp.mailfrom="a@koge.example"@andet.example',
    ],
)
def test_anything_else_vouches_for_nobody(line: str) -> None:
    assert not is_vouched_for([line], SERVER, DOMAIN)


def test_only_the_topmost_of_our_own_server_counts() -> None:
    good, bad = f"{SERVER}; dmarc=pass header.from=koge.example", f"{SERVER}; dmarc=fail"
    other = "mx.andet.example; dmarc=pass header.from=koge.example"
    assert is_vouched_for([other, good, bad], SERVER, DOMAIN)
    assert not is_vouched_for([bad, good], SERVER, DOMAIN)
    assert not is_vouched_for([other], SERVER, DOMAIN)


def test_comments_stand_in_comments() -> None:
    assert without_comments('a (b (c) d) e "(f)" g') == 'a  e "(f)" g'


def test_a_domain_is_the_same_in_either_way_of_writing() -> None:
    for said in ("køge.example", "xn--kge-0na.example"):
        lines = [f"mx.avtal.example; dmarc=pass header.from={said}"]
        assert is_vouched_for(lines, "mx.avtal.example", "xn--kge-0na.example")
