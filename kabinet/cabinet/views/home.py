"""The home of the cabinet: what to do now, the latest applications, where to ask for help."""

from typing import NamedTuple, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kabinet.appeals.models import Appeal, AppealDraft
from kabinet.applicants.lookup import has_twin
from kabinet.applications.course.deadlines import NextStep, next_step
from kabinet.applications.models import Application
from kabinet.cabinet.access import ApplicantRequest, applicant_required
from kabinet.cabinet.todo import todo_of
from kabinet.published.models import Outage

LATEST = 5
LATEST_APPEALS = 3
LATEST_OUTAGES = 3


class Card(NamedTuple):
    """One application on the home page, and what happens to it next."""

    application: Application
    next: NextStep


@applicant_required
def home(request: HttpRequest) -> HttpResponse:
    """Show the newest applications and appeals, and what waits for the applicant."""
    request = cast("ApplicantRequest", request)
    latest = list(
        Application.objects.of(request.party.owner).latest_first().with_unread(for_operator=False)[:LATEST]
    )
    cards = [Card(application, next_step(application)) for application in latest]
    context = {
        "applicant": request.party.applicant,
        "twin": has_twin(request.party.applicant),
        "cards": cards,
        "appeals": Appeal.objects.of(request.party.owner)
        .latest_first()
        .select_related("topic")
        .with_unread(for_operator=False)[:LATEST_APPEALS],
        "appeal_begun": AppealDraft.objects.filter(owner=request.party.owner).exists(),
        "outages": Outage.objects.shown(timezone.now())[:LATEST_OUTAGES],
        "todo": todo_of(
            request.party.owner, drafts=[one for one in latest if one.is_draft], today=timezone.localdate()
        ),
    }
    return render(request, "cabinet/home.html", context)
