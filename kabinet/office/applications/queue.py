"""The queue of applications: its tabs by whose turn it is, its filters, by what one is found."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final, override

from kabinet.accounts.duties import Duty
from kabinet.applications.asked.questions.request import REASONS
from kabinet.applications.content.search import is_searchable, number_in, search
from kabinet.applications.models import CLOSED, Application, Applications
from kabinet.applications.rules.states import State
from kabinet.core.channels import NUMBERED
from kabinet.core.values import spaced
from kabinet.law.applicability import Band
from kabinet.office.queue.choice import QueueChoice
from kabinet.office.queue.declaration import CaseQueue, QueueTab, WhoseTurn
from kabinet.office.queue.filters import by_applicant, by_specialist, from_list

TEMPORARY: Final = "temporary"

_NEW = (State.SUBMITTED,)
_WAITING = (State.AWAITING_DOCUMENTS, State.AWAITING_PAYMENT, State.OFFER_SENT, State.DOCUMENTS_PLACED)
"""The states in which the applicant acts next."""
_WORKING = tuple(state for state in State.values if state not in (State.DRAFT, *_NEW, *_WAITING, *CLOSED))

_BY_TERM: Final = ("due_rank", "submitted_at", "pk")
_BY_STATE: Final = ("state", *_BY_TERM)
"""A page of several states is listed by the term, and their count would read the table for the states on its
way: it is counted by the index of states."""

_BANDS = tuple((band.value, f"{band.value}\N{NO-BREAK SPACE}кВт") for band in Band)
_KINDS = {
    **dict(REASONS),
    "": "Временное присоединение",
    "ИС": "Изменение схемы",
    "ПМ": "Перераспределение мощности",
    "МГ": "Микрогенерация",
}
"""The kinds of connection, short enough for a column."""


class ApplicationQueue(CaseQueue[Applications]):
    """Applications stand in the queue from their submission on."""

    duty = Duty.APPLICATIONS
    address = "office_queue"
    page = "office/queue.html"
    moment = "submitted_at"
    tabs = (
        QueueTab("new", "Новые", lambda found, _whose, _today: found.filter(state__in=_NEW)),
        QueueTab("mine", "Мои", lambda found, whose, _today: found.open().filter(specialist__in=whose)),
        QueueTab(
            "working",
            "В работе",
            lambda found, _whose, _today: found.open().filter(state__in=_WORKING),
            counted=_BY_STATE,
        ),
        QueueTab(
            "waiting",
            "Ждут заявителя",
            lambda found, _whose, _today: found.open().filter(state__in=_WAITING),
            counted=_BY_STATE,
        ),
        QueueTab(
            "late",
            "Просрочены",
            lambda found, _whose, today: found.filter(due_rank__lt=today),
            alarming=True,
        ),
        QueueTab("open", "Все открытые", lambda found, _whose, _today: found.open()),
        QueueTab("all", "Все", lambda found, _whose, _today: found),
    )
    filters = (
        from_list(
            "status",
            "Статус",
            [(value, label) for value, label in State.choices if value != State.DRAFT],
            narrow=lambda found, state: found.filter(state=state),
        ),
        from_list(
            "kind",
            "Вид присоединения",
            (*REASONS, (TEMPORARY, "Временное присоединение")),
            narrow=lambda found, kind: found.filter(reason="" if kind == TEMPORARY else kind),
        ),
        from_list(
            "band",
            "Мощность",
            _BANDS,
            everything="Любая",
            narrow=lambda found, band: found.filter(band=band),
        ),
        by_applicant(),
        from_list(
            "channel",
            "Как поступила",
            [(channel.value, channel.label.capitalize()) for channel in NUMBERED],
            narrow=lambda found, channel: found.filter(channel=channel),
        ),
        by_specialist(Duty.APPLICATIONS),
    )

    @override
    def cases(self) -> Applications:
        return Application.objects.queued()

    @override
    def usual_tab(self, *, search: str, filtered_by: Collection[str]) -> str:
        """A search looks among the open ones, a status everywhere."""
        return "all" if "status" in filtered_by else "open" if search else "new"

    @override
    def is_searchable(self, text: str) -> bool:
        return is_searchable(text)

    @override
    def find(self, found: Applications, text: str) -> Applications:
        return search(found, text)

    @override
    def named_exactly(self, text: str) -> Applications | None:
        number = number_in(text)
        exact = self.cases().filter(sequence=number) if number is not None else None
        return exact if exact is not None and exact.exists() else None

    @override
    def for_page(self, found: Applications) -> Applications:
        return found.defer("answers")

    @override
    def newest_first(self, chosen: Mapping[str, str]) -> bool:
        """Finished applications have no term, the last of them matter."""
        return chosen.get("status") in CLOSED

    @override
    def found_counted(self, tab: QueueTab[Applications], chosen: Mapping[str, str]) -> tuple[str, ...]:
        return ("specialist_id", *_BY_TERM) if "specialist" in chosen else tab.counted or _BY_TERM

    @override
    def turn_of(self, case: Application) -> WhoseTurn | None:
        if case.state in CLOSED:
            return None
        return WhoseTurn.THEIRS if case.state in _WAITING else WhoseTurn.OURS

    @override
    def words_of(self, case: Application) -> Mapping[str, str]:
        return {"kind": kind_of(case), "power": power_of(case)}


APPLICATION_QUEUE = ApplicationQueue()
type ApplicationChoice = QueueChoice[Applications]


def kind_of(application: Application) -> str:
    """The kind of connection, in a word or two."""
    return _KINDS.get(application.reason, "")


def power_of(application: Application) -> str:
    """The whole power with its unit."""
    power: Decimal | None = application.total_power
    return "" if power is None else f"{spaced(power)}\N{NO-BREAK SPACE}кВт"
