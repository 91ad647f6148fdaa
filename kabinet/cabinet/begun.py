"""The answers of «С чего начать» on their way into a draft: in an address, in a letter's link, in a draft.

They travel in the open, as the query of an address: closed choices and a number of kilowatts, which give
nobody any right and are read anew wherever they arrive. So neither a session nor a signature is needed, and
they outlive the letter that is opened in another browser.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from kabinet.accounts.models import User
from kabinet.applicants.models import Applicant
from kabinet.applicants.services import prefill
from kabinet.applications.asked.beginning import QUESTIONS, WHO, Beginning, begun
from kabinet.applications.models import Application
from kabinet.applications.submission.services import start_draft
from kabinet.cabinet.access import Right, party_of
from kabinet.core.ids import new_id
from kabinet.law.applicability import ApplicantKind

_WHAT = {
    "new": "новое подключение",
    "more": "больше мощности",
    "temporary": "временное подключение",
    "generation": "своя генерация",
}


def begun_in(request: HttpRequest) -> Beginning | None:
    """What the address of this request says was answered; None when it says nothing whole."""
    return begun(request.GET)


def with_begun(address: str, beginning: Beginning | None) -> str:
    """An address of the portal that carries the answers on."""
    return f"{address}?{beginning.query}" if beginning else address


def form_address(beginning: Beginning) -> str:
    """The first step of a new application, filled in by the answers."""
    return with_begun(reverse("application_new"), beginning)


def login_address(beginning: Beginning) -> str:
    """Signing in that leads on to the same."""
    return f"{reverse('login')}?{urlencode({'next': form_address(beginning)})}"


def form_address_of(request: HttpRequest) -> str:
    """The form of what the address of this request says was answered; «» when it says nothing."""
    beginning = begun_in(request)
    return form_address(beginning) if beginning else ""


def login_address_of(request: HttpRequest) -> str:
    """Signing in, on to the form of what the address of this request says was answered, if anything."""
    beginning = begun_in(request)
    return login_address(beginning) if beginning else reverse("login")


def registration_address(beginning: Beginning) -> str:
    """The tab of registration of whoever applies."""
    slug = next(slug for slug, kind in WHO.items() if kind is beginning.applicant)
    return with_begun(reverse("registration", kwargs={"kind": slug}), beginning)


def applicant_of(request: HttpRequest) -> Applicant | None:
    """For whom somebody who is signed in may begin an application."""
    user = request.user
    if not isinstance(user, User) or user.is_operator:
        return None
    party = party_of(request)
    if not party.may(Right.PREPARE):
        return None
    return Applicant.objects.filter(user=party.owner).first()


def answers_for(applicant: Applicant, beginning: Beginning | None, *, email: str = "") -> dict[str, Any]:
    """What a new application begins with: the profile and, if any, what was answered before.

    `email`: of whoever acts for an applicant without a mailbox of its own.
    """
    said = beginning.answers(applicant.kind) if beginning else {}
    return {**prefill(applicant, email=email), **said}


def begin_draft(applicant: Applicant, beginning: Beginning, *, at: datetime) -> Application:
    """Make a draft of the answers. Raises what `start_draft` raises."""
    return start_draft(
        draft_id=new_id(), applicant=applicant, answers=answers_for(applicant, beginning), at=at
    )


def told(beginning: Beginning) -> str:
    """The answers in a line: «новое подключение, 15 кВт, дом»."""
    purposes = dict(next(question.choices for question in QUESTIONS if question.name == "purpose"))
    power = f"{beginning.power:f}".replace(".", ",") + "\N{NO-BREAK SPACE}кВт"
    parts = [_WHAT[beginning.what], *([power] if beginning.power else [])]
    if beginning.purpose != "other":
        parts.append(purposes[beginning.purpose].lower())
    return ", ".join(parts)


def applicants_told(beginning: Beginning) -> list[dict[str, Any]]:
    """Who may apply, each with the query that says so, for the choice on the page of the answers."""
    words = {
        ApplicantKind.PERSON: "гражданин",
        ApplicantKind.ENTREPRENEUR: "ИП",
        ApplicantKind.COMPANY: "организация",
    }
    return [
        {"title": title, "query": beginning.by(kind).query, "current": kind is beginning.applicant}
        for kind, title in words.items()
    ]
