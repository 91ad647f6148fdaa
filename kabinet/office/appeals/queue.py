"""The queue of appeals: its tabs, its filters, by what one is found."""

from collections.abc import Collection
from datetime import date
from typing import override

from kabinet.accounts.duties import Duty
from kabinet.appeals.models import Appeal, Appeals, Topic
from kabinet.appeals.states import OPEN, State
from kabinet.core.channels import Channel
from kabinet.office.appeals.finding import is_searchable, named_by, search
from kabinet.office.appeals.terms import term_of_appeal
from kabinet.office.people import People
from kabinet.office.queue.declaration import CaseQueue, Pairs, QueueFilter, QueueTab, WhoseTurn
from kabinet.office.queue.filters import by_applicant, by_specialist
from kabinet.office.terms import Term


def _topics(_people: People) -> Pairs:
    return [(one.code, f"{one.code} {one.title}") for one in Topic.objects.order_by("order", "code")]


class AppealQueue(CaseQueue[Appeals]):
    """Every appeal that was sent."""

    duty = Duty.APPEALS
    address = "office_appeals"
    page = "office/appeals/queue.html"
    moment = "sent_at"
    tabs = (
        QueueTab("new", "Новые", lambda found, _whose, _today: found.filter(state=State.SENT)),
        QueueTab("mine", "Мои", lambda found, whose, _today: found.open().filter(specialist__in=whose)),
        QueueTab(
            "waiting", "Ждут заявителя", lambda found, _whose, _today: found.filter(state=State.CLARIFYING)
        ),
        QueueTab("calls", "Перезвонить", lambda found, _whose, _today: found.calls()),
        QueueTab("tell", "Сообщить ответ", lambda found, _whose, _today: found.to_tell()),
        QueueTab("late", "Просрочены", lambda found, _whose, today: found.overdue(today)),
        QueueTab("all", "Все", lambda found, _whose, _today: found, counted=()),
    )
    filters = (
        QueueFilter(
            name="topic",
            label="Тема",
            everything="Любая",
            options=_topics,
            read=lambda text: text if text.isdecimal() and len(text) == 2 else "",
            narrow=lambda found, code: found.filter(topic__code=code),
        ),
        QueueFilter(
            name="channel",
            label="Как поступило",
            everything="Любым способом",
            options=lambda _people: [(one.value, one.label.capitalize()) for one in Channel],
            read=lambda text: text if text in Channel.values else "",
            narrow=lambda found, channel: found.filter(channel=channel),
        ),
        by_specialist(Duty.APPEALS),
        by_applicant(),
    )

    @override
    def cases(self) -> Appeals:
        return Appeal.objects.all()

    @override
    def usual_tab(self, *, search: str, filtered_by: Collection[str]) -> str:
        """A search or a filter looks everywhere."""
        return "all" if search or filtered_by else "new"

    @override
    def is_searchable(self, text: str) -> bool:
        return is_searchable(text)

    @override
    def find(self, found: Appeals, text: str) -> Appeals:
        return search(found, text)

    @override
    def named_exactly(self, text: str) -> Appeals | None:
        exact = named_by(self.cases(), text)
        return exact if exact is not None and exact.exists() else None

    @override
    def turn_of(self, case: Appeal) -> WhoseTurn | None:
        if case.state not in OPEN:
            return None
        return WhoseTurn.THEIRS if case.state == State.CLARIFYING else WhoseTurn.OURS

    @override
    def term_of(self, case: Appeal, today: date) -> Term | None:
        return term_of_appeal(case, today=today)

    @override
    def for_page(self, found: Appeals) -> Appeals:
        return found.select_related("topic")


APPEAL_QUEUE = AppealQueue()
