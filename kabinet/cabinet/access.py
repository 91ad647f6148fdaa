"""Who may open a page of the cabinet, for whom the request acts, and what it may do there.

A person acts for their own applicant or, by a membership, for another. The session keeps whom they chose;
every request asks the database whether they still may. Views take the rows and the acts of
`request.party.owner`, the account of the applicant; of `request.user` only what is the person's own: login,
letters, own data.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import partial, wraps
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal
from kabinet.applicants.members import memberships_of
from kabinet.applicants.models import Applicant, MemberRole, Membership
from kabinet.applications.models import Application
from kabinet.core import journal
from kabinet.kept.marks import ACTING, acts_for
from kabinet.kept.middleware import answer_changed_party
from kabinet.ui.context import first_page

type CabinetView = Callable[..., HttpResponseBase]

_CHOSEN, _PARTY = "acting", "kabinet_party"
"""In the session: the membership, «» for oneself; nothing for somebody who acts for nobody else."""
_ENDED = "Вы больше не действуете за прежнего заявителя: полномочия прекращены или их срок истёк."


class Right(IntEnum):
    """What may be done for an applicant; who may one thing may all that stand before it."""

    READ = 1
    PREPARE = 2
    ACT = 3
    MANAGE = 4


RIGHTS = {
    MemberRole.HEAD: Right.MANAGE,
    MemberRole.REPRESENTATIVE: Right.ACT,
    MemberRole.PREPARES: Right.PREPARE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """For whom a request acts: `person` at the keyboard, `owner` the account of the applicant."""

    person: User
    owner: User
    right: Right
    membership: Membership | None = None
    several: bool = False
    """Whether the person may act for others too."""

    @property
    def applicant(self) -> Applicant:
        """The applicant. Raises Applicant.DoesNotExist for a person who has none of their own."""
        return self.owner.applicant

    @property
    def is_own(self) -> bool:
        """Whether the person acts for themselves."""
        return self.membership is None

    def may(self, right: Right) -> bool:
        """Whether the person may do this for the applicant."""
        return self.right >= right

    @property
    def manages(self) -> bool:
        """Whether the person decides who else acts."""
        return self.may(Right.MANAGE)

    @property
    def acts(self) -> bool:
        """Whether the person may submit, sign and answer."""
        return self.may(Right.ACT)


class ApplicantRequest(HttpRequest):
    """A request whose user has been seen to be an applicant."""

    user: User
    party: Party
    htmx: HtmxDetails


def party_of(request: HttpRequest) -> Party:
    """For whom a signed-in person's request acts: asked once, and of the database only when for another."""
    found: Party | None = getattr(request, _PARTY, None)
    if found is None:
        found = _resolve(request, cast("User", request.user))
        setattr(request, _PARTY, found)
    return found


def _resolve(request: HttpRequest, user: User) -> Party:
    chosen = request.session.get(_CHOSEN)
    if not chosen:
        return Party(person=user, owner=user, right=Right.MANAGE, several=chosen is not None)
    held = Membership.objects.in_force(timezone.localdate()).filter(pk=str(chosen), person=user)
    membership = held.select_related("applicant__user").first()
    if membership is None:
        begin_acting(request, user)
        messages.warning(request, _ENDED)
        return _resolve(request, user)
    owner = membership.applicant.user
    right = RIGHTS[MemberRole(membership.role)]
    return Party(person=user, owner=owner, right=right, membership=membership, several=True)


def begin_acting(request: HttpRequest, user: User) -> None:
    """Begin a session: for oneself, or for the first of the others without data of one's own."""
    held = memberships_of(user, at=timezone.now())
    if not held:
        request.session.pop(_CHOSEN, None)
        return
    own = Applicant.objects.filter(user=user).exists()
    act_for(request, None if own else held[0])


def act_again(request: HttpRequest, user: User, membership_id: str) -> None:
    """Go on acting by the membership that a page of the ended session acted by, if it is still in force."""
    if not membership_id:
        return
    again = next(
        (one for one in memberships_of(user, at=timezone.now()) if str(one.pk) == membership_id), None
    )
    if again is not None:
        act_for(request, again)


def act_for(request: HttpRequest, membership: Membership | None) -> None:
    """From the next request on act by this membership, or for oneself."""
    request.session[_CHOSEN] = str(membership.pk) if membership else ""


def decides_for(person: User, applicant: Applicant) -> bool:
    """Whether the person decides who acts for the applicant, for whomever they act at the moment."""
    if applicant.user_id == person.pk:
        return True
    held = Membership.objects.in_force(timezone.localdate()).filter(person=person, applicant=applicant)
    return any(RIGHTS[MemberRole(one.role)] >= Right.MANAGE for one in held)


def applicant_required(view: CabinetView) -> CabinetView:
    """Let an applicant in, to change something only who may act for the applicant.

    A specialist goes to the office, a stranger to the entrance.
    """
    return _guarded(view, reading=Right.READ, changing=Right.ACT)


def preparing(view: CabinetView) -> CabinetView:
    """The same for pages of drafts, which whoever prepares documents may change too."""
    return _guarded(view, reading=Right.READ, changing=Right.PREPARE)


def managing(view: CabinetView) -> CabinetView:
    """The same for pages of whoever decides for the applicant."""
    return _guarded(view, reading=Right.MANAGE, changing=Right.MANAGE)


def own_account(view: CabinetView) -> CabinetView:
    """The same for pages about the person, for whomever they act."""
    return _guarded(view, reading=None, changing=None)


def _guarded(view: CabinetView, *, reading: Right | None, changing: Right | None) -> CabinetView:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = cast("User", request.user)
        if user.is_operator:
            if request.path == reverse("home"):
                return redirect(first_page(user))
            raise Http404
        party = cast("ApplicantRequest", request).party = party_of(request)
        needed = reading if request.method in {"GET", "HEAD"} else changing
        if needed is None:
            return view(request, *args, **kwargs)
        here = _named(party.membership)
        if party.several:
            acts_for(request, here)
        if request.POST.get(ACTING, here) != here:
            return _of_former_party(request, party)
        return _acted(partial(view, request, *args, **kwargs), request, party, needed)

    return guarded


def _acted(
    view: Callable[[], HttpResponseBase], request: HttpRequest, party: Party, needed: Right
) -> HttpResponseBase:
    if not party.may(needed):
        return refuse(request, party)
    try:
        with journal.acting_for(_acting(party)):
            return view()
    except Applicant.DoesNotExist:
        return render(request, "cabinet/people/nobody.html", status=404)
    except OfAnother as found:
        page = {"membership": found.membership, "party": party}
        return render(request, "cabinet/people/of_another.html", page, status=404)


def _named(membership: Membership | None) -> str:
    return str(membership.pk) if membership else "own"


def _of_former_party(request: HttpRequest, party: Party) -> HttpResponseBase:
    """A form of a page that was opened for one applicant, sent once another tab acts for another."""
    held = memberships_of(party.person, at=timezone.now())
    former = next((one for one in held if _named(one) == request.POST[ACTING]), None)
    context = {"former": former, "party": party, "is_own": request.POST[ACTING] == _named(None)}
    return answer_changed_party(request, "cabinet/people/former_party.html", context)


def _acting(party: Party) -> journal.Acting | None:
    return None if party.is_own else journal.Acting(party.person.pk, party.owner.pk)


def refuse(request: HttpRequest, party: Party) -> HttpResponse:
    """The page that says what the person's role for this applicant does not allow, and whom to ask."""
    return render(request, "cabinet/people/refused.html", {"party": party}, status=403)


class OfAnother(Http404):
    """The case belongs to another applicant for whom the person may act: its page offers to change over."""

    def __init__(self, membership: Membership | None) -> None:
        self.membership = membership
        super().__init__()


def mine_or_404(request: HttpRequest, pk: UUID) -> Application:
    """The application `pk` of the party; nobody else's exists for it."""
    party = party_of(request)
    found = Application.objects.of(party.owner).filter(pk=pk).first()
    if found is None:
        raise _not_here(party, Application.objects.filter(pk=pk).first())
    return found


def my_appeal_or_404(request: HttpRequest, pk: UUID) -> Appeal:
    """The appeal `pk` of the party; nobody else's exists for it."""
    party = party_of(request)
    mine = Appeal.objects.of(party.owner)
    found = mine.select_related("topic", "thread", "application").filter(pk=pk).first()
    if found is None:
        raise _not_here(party, Appeal.objects.filter(pk=pk).first())
    return found


def _not_here(party: Party, case: Application | Appeal | None) -> Http404:
    if case is None or not party.several:
        return Http404()
    if case.owner_id == party.person.pk:
        return OfAnother(None)
    others = memberships_of(party.person, at=timezone.now())
    held = next((one for one in others if one.applicant.user_id == case.owner_id), None)
    return OfAnother(held) if held else Http404()
