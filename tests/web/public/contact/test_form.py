import re

import pytest
from django.test import Client

from tests.cast import cast

pytestmark = pytest.mark.django_db


def test_x(client: Client):
    cast()
    page = "/sv/contact/ask/?page=/sv/agreements/koge-kristianstad/text/"
    got = client.get(page)
    assert got.status_code == 200
    text = got.content.decode()
    open("/tmp/f_form.html", "w").write(text)
    key = re.search(r'name="key" value="([^"]+)"', text)[1]
    a = client.post(page, {"key": key, "text": "Hej", "to": "all", "reply": "yes"})
    open("/tmp/f_form2.html", "w").write(a.content.decode())
    a = client.post(
        page, {"key": key, "text": "Hej", "to": "all", "reply": "yes", "email": "a@example.org"}
    )
    assert a.status_code == 303, a.content.decode()
    b = client.get(a["Location"])
    open("/tmp/f_case.html", "w").write(b.content.decode())
    assert b.status_code == 200
    c = client.get(a["Location"].split("?")[0] + "receipt.pdf")
    assert c.status_code == 200
    c = client.get(a["Location"].split("?")[0] + "add/")
    assert c.status_code == 200
