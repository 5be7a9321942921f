"""Where `typing.js` saves what is typed, and where it is dropped."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from overens.base.drafts.actions import SentAlready, TypedElsewhere, drop_draft, keep_draft
from overens.base.drafts.rules import token_of
from overens.base.municipalities.rules import Refused
from overens.web.desk import keeping
from overens.web.desk.entering import signed_in


@require_POST
@signed_in
def save(request: HttpRequest, language: str) -> HttpResponse:
    """One form as it stands. 200 saved · 409 another tab has saved since, or this very page (`own`)
    · 410 sent already · 413 refused, with a sentence · 403 not this account's form."""
    account = request.user
    seal = keeping.opened(request.POST.get(keeping.SEAL, ""))
    if seal is None or seal[0] != str(account.pk):
        return JsonResponse({}, status=403)
    _account, place, never = seal
    base = request.POST.get(keeping.BASE, "")
    token = token_of(account.pk, request.POST.get(keeping.TOKEN, ""))
    try:
        draft = keep_draft(
            by=account,
            place=place,
            fields=keeping.typed_in(request, never),
            read=request.POST.get(keeping.READ, ""),
            base=int(base) if base.isascii() and base.isdigit() and len(base) < 10 else 0,
            token=token,
            at=timezone.now(),
        )
    except TypedElsewhere as other:
        draft = other.draft
        said = {
            "read": draft.mark,
            "fields": draft.fields,
            "said": str(other),
            "own": bool(token) and draft.token == token,
        }
        return JsonResponse(said, status=409)
    except SentAlready:
        return JsonResponse({}, status=410)
    except Refused as refused:
        return JsonResponse({"said": str(refused)}, status=413)
    time = keeping.at_the_clock(draft.saved_at, account, request)["time"]
    return JsonResponse({"read": draft.mark, "time": time})


@require_POST
@signed_in
def drop(request: HttpRequest, language: str) -> HttpResponse:
    """Forget what was typed, and show the form as it was."""
    seal = keeping.opened(request.POST.get(keeping.SEAL, ""))
    if seal and seal[0] == str(request.user.pk):
        drop_draft(by=request.user, place=seal[1])
        keeping.forget(request, seal[1])
    back = request.POST.get("back", "")
    if back.startswith(f"/{language}/") and url_has_allowed_host_and_scheme(
        back, allowed_hosts=None
    ):
        return redirect(back)
    return redirect(f"/{language}/desk/")
