"""Who may open a page of the office: for anybody without the duty it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_htmx.middleware import HtmxDetails

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.models import Application
from kabinet.office.journal.readings import record_reading

type OfficeView = Callable[..., HttpResponseBase]


class OfficeRequest(HttpRequest):
    """A request whose user has been seen to have the duty."""

    user: User
    htmx: HtmxDetails
    reading: dict[str, str]
    """What the view tells of what it shows, for the record of the reading."""


_SHOWN = frozenset({200, 409, 422})
"""The answers that show a page or a file; the rest lead elsewhere or say that there is nothing."""


def duty_required(*duties: Duty) -> Callable[[OfficeView], OfficeView]:
    """Let in whoever has one of the duties. Strangers go to the entrance, everybody else gets 404.

    Pages of the office hold other people's data, so no browser keeps them, and who was shown one is recorded
    before it is sent (kabinet.office.journal.readings).
    """

    def guard(view: OfficeView) -> OfficeView:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user
            if not (isinstance(user, User) and user.duties.intersection(duties)):
                raise Http404
            asked = cast("OfficeRequest", request)
            asked.reading = {}
            response = view(asked, *args, **kwargs)
            if response.status_code in _SHOWN:
                _record(asked, user)
            return response

        return never_cache(guarded)

    return guard


def _record(request: OfficeRequest, user: User) -> None:
    match = request.resolver_match
    assert match is not None  # noqa: S101 - a view has been found
    record_reading(
        match.url_name or "",
        match.kwargs,
        request.GET.urlencode(),
        by=user.pk,
        at=timezone.now(),
        address=client_address(request),
        details=request.reading,
    )


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
