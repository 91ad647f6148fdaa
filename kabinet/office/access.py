"""Who may open a page of the office: for anybody without the duty it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.models import Application

type View = Callable[..., HttpResponseBase]


class OfficeRequest(HttpRequest):
    """A request whose user has been seen to have the duty."""

    user: User


def duty_required(*duties: Duty) -> Callable[[View], View]:
    """Let in whoever has one of the duties. Strangers go to the entrance, everybody else gets 404.

    Pages of the office hold other people's data, so no browser keeps them.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user
            if not (isinstance(user, User) and user.duties.intersection(duties)):
                raise Http404
            return view(cast("OfficeRequest", request), *args, **kwargs)

        return never_cache(guarded)

    return guard


def submitted_or_404(pk: UUID) -> Application:
    """The submitted application `pk`; a draft is its applicant's own business and does not exist here."""
    found = (
        Application.objects.submitted()
        .select_related("owner", "specialist", "thread")
        .prefetch_related("attachments__file")
        .filter(pk=pk)
        .first()
    )
    return found or not_found()


def not_found() -> NoReturn:
    """Answer that there is no such thing."""
    raise Http404
