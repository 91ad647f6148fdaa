"""What happens to a form whose session has ended, and how it comes back.

Of every POST to a page that requires a login it is asked whose form it is. Unless its author is signed in,
it is kept for the author and goes no further; the page that the author opens then has the form filled again.
"""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.middleware import locked_user, session_ended
from kabinet.accounts.models import User
from kabinet.kept.marks import author_of, posted_ids, posted_mark
from kabinet.kept.refill import refill
from kabinet.kept.services import LIFETIME, has_typed, keep_form, kept_for, let_go, page_of_form

WAITING = f"{settings.COOKIE_PREFIX}kabinet_kept"
"""A cookie that says that this browser has sent something that was kept: others ask the database nothing."""
ACCEPTED = f"{settings.COOKIE_PREFIX}kabinet_accepted"
"""A cookie for the script: the forms whose sending the portal has carried out (ids of their marks)."""
_MOST_ACCEPTED = 20

ENDED = "Вы вышли из кабинета, или сеанс закончился. Войдите снова."
_KEPT = "Набранное сохранено: после входа оно будет в той же форме. Ничего не отправлено."
_NOT_KEPT = "Ничего не отправлено, и сохранить набранное не удалось."
_CHANGED = "В другой вкладке вы начали действовать за другого заявителя."
_NOTHING = "Ничего не сделано: после входа нажмите ещё раз."


class KeptForms:
    """Keeps forms of ended sessions and shows them again to their author."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before the views."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Note which forms were accepted; fill those that wait for the person."""
        response = self.get_response(request)
        if request.method == "POST":
            owner = author_of(posted_mark(request))
            if owner is not None and isinstance(request.user, User) and owner == request.user.pk:
                _note_accepted(request, response, request.user)
        elif request.method == "GET" and WAITING in request.COOKIES and isinstance(request.user, User):
            return _show_again(request, response, request.user)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Stop what comes without the session of its author."""
        if not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return _answer_stranger(request)
        owner = author_of(posted_mark(request)) if request.method == "POST" else None
        return _answer_another(request) if owner not in {None, request.user.pk} else None


def answer_changed_party(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponseBase:
    """What to answer a form whose page acts for another applicant than its person does by now.

    It is kept and goes no further; a person gets the page of `template`, which leads back to it.
    """
    is_kept = keep_form(request, at=timezone.now())
    if _is_script(request):
        return _to_script(request, 403, _CHANGED, kept=is_kept, changed=True)
    response = render(
        request, template, {**context, "kept": is_kept, "page": page_of_form(request)}, status=409
    )
    return _waiting(response) if is_kept else response


def answer_unverified(request: HttpRequest) -> HttpResponseBase | None:
    """What to answer a form whose token against forgery is lost or old; None when it is nobody's.

    A form that another site sent bears the name of that site, and nothing of it is kept.
    """
    match = request.resolver_match
    origin = request.headers.get("Origin", f"{request.scheme}://{request.get_host()}")
    ours = origin == f"{request.scheme}://{request.get_host()}"
    owner = author_of(posted_mark(request))
    if not ours or owner is None or match is None or not getattr(match.func, "login_required", True):
        return None
    if not request.user.is_authenticated:
        return _answer_stranger(request)
    if owner != request.user.pk:
        return _answer_another(request)
    is_kept = keep_form(request, at=timezone.now())
    if _is_script(request):
        return _to_script(request, 403, "Страница устарела: обновите её.", kept=is_kept)
    if not is_kept:
        return None
    return _waiting(redirect(request.path))


def _answer_stranger(request: HttpRequest) -> HttpResponseBase | None:
    """Keep what was sent and send the person to the entrance; None leaves a page to the login's own way."""
    is_kept = request.method == "POST" and keep_form(request, at=timezone.now())
    if _is_script(request):
        return _to_script(request, 401, ENDED, kept=is_kept)
    if request.method != "POST":
        lost = settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.session_key is None
        if lost or (session_ended(request) and locked_user(request) is None):
            messages.info(request, ENDED)
        return None
    about = _KEPT if is_kept else _NOT_KEPT if has_typed(request) else _NOTHING
    messages.warning(request, f"{ENDED} {about}{_files_of(request)}")
    # An address that only takes forms has no page; what is kept finds its own.
    page = "" if is_kept else page_of_form(request)
    response = redirect_to_login(page or request.get_full_path())
    return _waiting(response) if is_kept else response


def _answer_another(request: HttpRequest) -> HttpResponseBase:
    """The page was opened by one person and sent in the session of another: it is neither's act."""
    is_kept = keep_form(request, at=timezone.now())
    if _is_script(request):
        return _to_script(request, 403, "В этом браузере вошёл другой человек.", kept=is_kept, another=True)
    response = render(request, "kept/another.html", {"kept": is_kept}, status=403)
    return _waiting(response) if is_kept else response


def _show_again(request: HttpRequest, response: HttpResponseBase, user: User) -> HttpResponseBase:
    """Fill the forms of the page that wait for the person; an address that is no page leads to one."""
    waiting = list(kept_for(user, at=timezone.now()))
    if not waiting:
        return response
    if response.status_code == 405:
        page = next((kept.page for kept in waiting if kept.path == request.path), "")
        return redirect(page if page not in {"", request.path} else "kept_forms")
    is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
    if response.status_code != 200 or not is_page or request.path == reverse("kept_forms"):
        return response
    shown = cast("HttpResponse", response)
    text, empty = refill(shown.content.decode(), path=request.path, waiting=waiting)
    let_go(user, empty)
    shown.content = text.encode()
    if "Content-Length" in shown:
        shown["Content-Length"] = str(len(shown.content))
    return shown


def _note_accepted(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Let go what the portal has now, and tell the browser, which lets its own copy go.

    A form was carried out when the answer leads on; it is shown when the page carries what it answers.
    """
    match = request.resolver_match
    if match is None or not getattr(match.func, "login_required", True) or WAITING in response.cookies:
        return
    ids = posted_ids(request)
    is_carried_out = 300 <= response.status_code < 400 and not _has_error(request)
    is_saved = response.status_code == 200 and "X-Autosave" in request.headers
    if WAITING in request.COOKIES and (is_carried_out or is_saved or _shows(response, ids[-1])):
        let_go(user, ids)
    if is_carried_out:
        told = [*request.COOKIES.get(ACCEPTED, "").split("."), *ids]
        response.set_cookie(
            ACCEPTED,
            ".".join([one for one in told if one.isalnum()][-_MOST_ACCEPTED:]),
            max_age=24 * 60 * 60,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )


def _shows(response: HttpResponseBase, form_id: str) -> bool:
    """Whether the page has the form again, with what was sent. A page of an error has a menu alone."""
    if response.status_code not in {200, 409, 422, 429} or not isinstance(response, HttpResponse):
        return False
    return f'data-answers="{form_id}"'.encode() in response.content


def _has_error(request: HttpRequest) -> bool:
    """Whether the next page will say why nothing was done."""
    added = getattr(messages.get_messages(request), "_queued_messages", [])
    return any(one.level >= messages.ERROR for one in added)


def _is_script(request: HttpRequest) -> bool:
    return "X-Autosave" in request.headers or "HX-Request" in request.headers


def _to_script(request: HttpRequest, status: int, text: str, *, kept: bool, **more: bool) -> HttpResponseBase:
    """A script that saves by itself gets JSON, one that uploads a file gets text for people."""
    response: HttpResponse
    if "X-Autosave" in request.headers:
        response = JsonResponse({"text": text, "kept": kept, "another": False, **more}, status=status)
    else:
        response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    return _waiting(response) if kept else response


def _files_of(request: HttpRequest) -> str:
    names = [f"«{file.name}»" for _, files in request.FILES.lists() for file in files]
    return f" Файлы сохранить нельзя, их нужно будет выбрать снова: {', '.join(names)}." if names else ""


def _waiting[R: HttpResponseBase](response: R) -> R:
    response.set_cookie(
        WAITING,
        "1",
        max_age=int(LIFETIME.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
