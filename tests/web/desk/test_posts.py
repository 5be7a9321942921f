import pytest

from overens.base.municipalities.states import Role
from tests.cast import cast, signed_in


@pytest.mark.django_db
def test_pages():
    c = cast()
    for role in Role:
        client = signed_in(c.accounts["koge", role])
        r = client.get("/da/desk/posts/")
        assert r.status_code == 200
        r = client.get("/da/desk/posts/coordinator/")
        assert r.status_code == 200
    client = signed_in(c.accounts["koge", Role.ADMINISTRATOR])
    r = client.post("/en/desk/posts/coordinator/", {"do": "open"}, follow=True)
    assert r.status_code == 200, r.content
    print(r.request["PATH_INFO"], r.content.decode()[2500:9000])
    r = client.get(r.request["PATH_INFO"][:-1] + ".pdf")
    assert r.status_code == 200
