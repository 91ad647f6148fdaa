"""What of the queue of applications is asked for: a tab, filters, a search, a place.

All of it lives in the address, so a page can be bookmarked and sent to a colleague.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal, Self
from uuid import UUID

from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applicants.models import ApplicantKind
from kabinet.applications.asked.questions.request import REASONS
from kabinet.applications.content.search import is_searchable
from kabinet.applications.models import CLOSED, Application, Applications
from kabinet.applications.rules.states import State
from kabinet.core.values import storable
from kabinet.law.applicability import Band
from kabinet.office.paging import LONGEST_SEARCH, Place, date_in, id_in, query_of

TEMPORARY: Final = "temporary"
NOBODY: Final = "nobody"

_NEW = (State.SUBMITTED,)
_WAITING = (State.AWAITING_DOCUMENTS, State.AWAITING_PAYMENT, State.OFFER_SENT, State.DOCUMENTS_PLACED)
"""The states in which the applicant acts next."""
_WORKING = tuple(state for state in State.values if state not in (State.DRAFT, *_NEW, *_WAITING, *CLOSED))

BY_TERM: Final = ("due_rank", "submitted_at", "pk")
_BY_STATE: Final = ("state", *BY_TERM)

type Narrow = Callable[[Applications, User, date], Applications]


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the queue: its name in the address, its title, what it shows to whom on which day.

    `counted`: the order of the index that alone knows what the tab shows; its rows are counted in it. A page
    of several states is listed by the term, and their count would read the table for the states on its way.
    """

    slug: str
    title: str
    shows: Narrow
    counted: tuple[str, ...] = BY_TERM


TABS = (
    Tab("new", "Новые", lambda found, _who, _today: found.filter(state__in=_NEW)),
    Tab("mine", "Мои", lambda found, who, _today: found.open().filter(specialist=who)),
    Tab(
        "working",
        "В работе",
        lambda found, _who, _today: found.open().filter(state__in=_WORKING),
        counted=_BY_STATE,
    ),
    Tab(
        "waiting",
        "Ждут заявителя",
        lambda found, _who, _today: found.open().filter(state__in=_WAITING),
        counted=_BY_STATE,
    ),
    Tab("late", "Просрочены", lambda found, _who, today: found.filter(due_rank__lt=today)),
    Tab("open", "Все открытые", lambda found, _who, _today: found.open()),
    Tab("all", "Все", lambda found, _who, _today: found),
)
_BY_SLUG = {tab.slug: tab for tab in TABS}
NEW, LATE, OPEN, ALL = (_BY_SLUG[slug] for slug in ("new", "late", "open", "all"))

STATES = tuple((value, label) for value, label in State.choices if value != State.DRAFT)
KINDS = (*REASONS, (TEMPORARY, "Временное присоединение"))
BANDS = tuple((band.value, f"{band.value}\N{NO-BREAK SPACE}кВт") for band in Band)
APPLICANTS = tuple(ApplicantKind.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is asked for; an empty filter lets everything through."""

    tab: Tab = NEW
    search: str = ""
    status: str = ""
    kind: str = ""
    band: str = ""
    applicant: str = ""
    specialist: UUID | Literal["nobody"] | None = None
    since: date | None = None
    until: date | None = None
    after: Place | None = None

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Self:
        """Read the choice from the query of an address; what cannot be read is passed over.

        A search looks among the open applications and a status everywhere unless a tab is named too.
        """
        search = " ".join(storable(str(query.get("q", ""))).split())[:LONGEST_SEARCH]
        status = _one_of(query, "status", STATES)
        usual = ALL if status else OPEN if search else NEW
        return cls(
            tab=_BY_SLUG.get(str(query.get("state", "")), usual),
            search=search,
            status=status,
            kind=_one_of(query, "kind", KINDS),
            band=_one_of(query, "band", BANDS),
            applicant=_one_of(query, "applicant", APPLICANTS),
            specialist="nobody" if query.get("specialist") == NOBODY else id_in(query, "specialist"),
            since=date_in(query, "since"),
            until=date_in(query, "until"),
            after=Place.read(str(query.get("after", ""))),
        )

    def query(self, **changed: Any) -> str:
        """The query of the address of this choice with something changed; without `after`, from the start."""
        choice = replace(self, **{"after": None, **changed})
        return query_of(
            state=choice.tab.slug,
            q=choice.search,
            status=choice.status,
            kind=choice.kind,
            band=choice.band,
            applicant=choice.applicant,
            specialist=choice.specialist or "",
            since=choice.since or "",
            until=choice.until or "",
            after=choice.after or "",
        )

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(
            self.status
            or self.kind
            or self.band
            or self.applicant
            or self.specialist
            or self.since
            or self.until
        )

    @property
    def search_is_short(self) -> bool:
        """Whether the search is too short to be looked for."""
        return bool(self.search) and not is_searchable(self.search)

    @property
    def newest_first(self) -> bool:
        """Whether only finished applications are asked for: they have no term, the last of them matter."""
        return self.status in CLOSED

    @property
    def counted(self) -> tuple[str, ...]:
        """The order in which what the filters let through is counted, as that of a tab."""
        return ("specialist_id", *BY_TERM) if self.specialist else self.tab.counted

    def filtered(self, *, who: User, today: date) -> Applications:
        """The applications of the tab that the filters let through, whatever is searched for."""
        found = self.tab.shows(Application.objects.queued(), who, today)
        if self.status:
            found = found.filter(state=self.status)
        if self.kind:
            found = found.filter(reason="" if self.kind == TEMPORARY else self.kind)
        if self.band:
            found = found.filter(band=self.band)
        if self.applicant:
            found = found.filter(applicant_kind=self.applicant)
        if self.specialist:
            found = found.filter(specialist=None if self.specialist == "nobody" else self.specialist)
        # The moments of an edge day belong to it: a day begins at midnight of the portal's time zone.
        if self.since:
            found = found.filter(submitted_at__gte=_midnight(self.since))
        if self.until:
            found = found.filter(submitted_at__lt=_midnight(self.until + timedelta(days=1)))
        return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _one_of(query: Mapping[str, Any], name: str, choices: tuple[tuple[str, str], ...]) -> str:
    value = str(query.get(name, ""))
    return value if value in dict(choices) else ""
