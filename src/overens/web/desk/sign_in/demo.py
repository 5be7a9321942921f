"""The demo's links: one for each example post, and only while the instance shows the demo."""

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from overens.base.access.models import DemoAccount
from overens.base.access.queries import seats_now
from overens.base.municipalities.rules import Refused
from overens.web.design.words import marked
from overens.web.desk.sign_in.gates import open_to_all
from overens.web.desk.sign_in.sessions import begin_session


@open_to_all
def sign_in(request: HttpRequest, language: str, secret: str, name: str) -> HttpResponse:
    """Says first for whom one signs in; the button does it."""
    found = _demo_account(secret, name)
    if request.method == "POST":
        try:
            begin_session(request, found.account, "demo")
        except Refused as refused:
            raise Http404 from refused
        way = "desk/instance/" if found.account.is_operator else "desk/"
        return redirect(f"/{language}/{way}")
    seats = seats_now(found.account, timezone.now())
    post = seats[0].post if seats else None
    shown = {
        "post": post and marked(post.names.shown(language), language),
        "authority": post and marked(post.authority.name, language),
        "is_operator": found.account.is_operator,
    }
    return render(request, "desk/sign_in/demo.html", shown)


def _demo_account(secret: str, name: str) -> DemoAccount:
    """Whose link it is. Raises Http404 for a wrong one, and wherever there is no demo."""
    if not settings.DEMO:
        raise Http404
    try:
        right = settings.DEMO_SECRET.read_text("ascii").strip()
    except OSError as error:
        raise Http404 from error
    if not right or not secrets.compare_digest(secret.encode(), right.encode()):
        raise Http404
    found = DemoAccount.objects.filter(name=name, account__is_active=True)
    account = found.select_related("account").first()
    if account is None:
        raise Http404
    return account
