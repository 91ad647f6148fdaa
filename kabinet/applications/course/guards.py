"""What else a transition asks for besides the state: its time, documents, a comment."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from kabinet.applications.course.deadlines import contract_day, entered_day, resolve, running_limit
from kabinet.applications.course.known_facts import day_of
from kabinet.applications.course.operator_signatures import demanded_and_missing
from kabinet.applications.models import Application, PlacedDocument
from kabinet.applications.rules.course import Course, When, holds
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.states import Action, Clock, Depends, Fact, State, Transition
from kabinet.applications.rules.table import transitions_from
from kabinet.cases.days import DayImpossible
from kabinet.cases.sides import Side
from kabinet.core.errors import DomainError
from kabinet.law.applicability import Paragraph
from kabinet.law.deadlines import Code
from kabinet.law.working_days import add_working_days


class TransitionImpossible(DomainError):
    """The action cannot be made in the present state."""

    def __init__(self, application: Application) -> None:
        label = State(application.state).label
        super().__init__(f"Сейчас это действие невозможно: статус заявки\u00a0— «{label}».")


class CommentNeeded(DomainError):
    """The other side has to be told what is wanted."""

    def __init__(self) -> None:
        super().__init__("Напишите комментарий: без него будет непонятно, что нужно сделать.")


class TooEarly(DomainError):
    """The law opens the action later."""

    def __init__(self, row: Transition, last_day: date, basis: str) -> None:
        super().__init__(
            f"«{row.label}»: это можно сделать только после {last_day:%d.%m.%Y} ({basis}). "
            "До этого дня заявитель ещё может ответить."
        )


class TooLate(DomainError):
    """The law has closed the action."""

    def __init__(self, last_day: date, basis: str) -> None:
        super().__init__(
            f"Срок для этого истёк {last_day:%d.%m.%Y} ({basis}). Напишите нам в переписке по заявке: "
            "мы рассмотрим и поздний ответ."
        )


PLACING = "«Документы и сроки»"
"""The page of the office on which documents are placed, as refusals name it."""


class DocumentsMissing(DomainError):
    """Documents have to be placed before."""

    def __init__(self, kinds: list[PlacedKind]) -> None:
        names = ", ".join(f"«{kind.label}»" for kind in kinds)
        super().__init__(f"Сначала разместите на странице {PLACING}: {names}.")


class NothingRenewed(DomainError):
    """The documents are the same that the applicant did not agree with."""

    def __init__(self) -> None:
        super().__init__(
            f"Документы не менялись. Разместите новую редакцию на странице {PLACING} или напишите в "
            "комментарии, почему менять их не нужно."
        )


class DocumentsUnsigned(DomainError):
    """The operator has to sign what it placed (861, пп. 8, 105, 110)."""

    def __init__(self, documents: Sequence[PlacedDocument]) -> None:
        names = ", ".join(f"«{one.get_kind_display()}» ({one.file.name})" for one in documents)
        super().__init__(
            f"Сначала подпишите квалифицированной электронной подписью на странице {PLACING}: {names}. "
            "Без неё документы сетевой организации не имеют силы (пп. 8, 105 и 110 Правил)."
        )


class InvoiceOutdated(DomainError):
    """The invoice and the state that waits for its payment would have different terms."""

    def __init__(self) -> None:
        super().__init__(
            "Срок первой части в счёте уже не тот, что у заявки: с тех пор изменили условия. Выставьте новый "
            "счёт взамен."
        )


class PaidAlready(DomainError):
    """The money that was missing is there."""

    def __init__(self) -> None:
        super().__init__(
            "Деньги по этой заявке поступили и покрывают первую часть счёта: «счёт не оплачен» не основание. "
            "Решите с заявителем, согласен ли он с новой редакцией или деньги нужно вернуть."
        )


def day_of_event(
    row: Transition, application: Application, *, asked: date | None, today: date, outside: bool = False
) -> date:
    """The day on which it happened: `asked` for a `dated` row, that of the fact it follows, else `today`.

    `outside`: it came to the operator outside the cabinet, so it has a day of its own whatever the row.

    Raises DayImpossible when the day lies ahead or before what must precede it, or is asked of a row that is
    always of the day of its entry.
    """
    dated = outside or bool(row.dated)
    if asked is not None and asked != today and not dated:
        raise DayImpossible(f"«{row.label}» записывается днём, когда это сделано: уберите дату.")
    if row.follows is not None:
        return day_of(row.follows, application) or today
    if not dated:
        return today
    day = asked or today
    earliest = (contract_day if row.since is Clock.CONTRACT else entered_day)(application) or day
    if earliest <= day <= today:
        return day
    before = "дня договора" if row.since is Clock.CONTRACT else "предыдущего шага"
    raise DayImpossible(
        f"Укажите день от {earliest:%d.%m.%Y} до {today:%d.%m.%Y}: не раньше {before} и не позже "
        "сегодняшнего дня."
    )


def is_open(row: Transition, application: Application, today: date) -> bool:
    """Whether the law and what is known of the application let the action be made on this day."""
    return (fact_refusal(row, application) or _time_refusal(row, application, today)) is None


class PermissionMissing(DomainError):
    """The act of connection waits for the permission of the state energy supervision (861, п. 110)."""

    def __init__(self) -> None:
        super().__init__(
            "Сначала запишите на странице «События» уведомление заявителя о разрешении Ростехнадзора: "
            "для категорий I и II акт о присоединении составляют только после него (п. 110 Правил)."
        )


class StagesUnchecked(DomainError):
    """The conditions are checked stage by stage before they are checked in the whole (861, п. 101)."""

    def __init__(self, checked: int, stages: int) -> None:
        super().__init__(
            f"Этапов в технических условиях {stages}, проверено {checked}. Сначала проверьте остальные: "
            "последний можно вместе с условиями в целом (п. 101 Правил). Или напишите в комментарии, почему "
            "этапов не будет."
        )


class ReasonForNone(DomainError):
    """A document is usual here: without it a comment says why there is none."""

    def __init__(self, kinds: list[PlacedKind]) -> None:
        names = ", ".join(f"«{kind.label}»" for kind in kinds)
        super().__init__(
            f"Разместите на странице {PLACING}: {names}. Или напишите в комментарии, почему его нет."
        )


def kinds_needed(row: Transition, course: Course) -> tuple[PlacedKind, ...]:
    """The documents without which a row is refused; п. 105 adds the instruction to all offers but п. 12."""
    instructed = course.applicability.paragraph is not Paragraph.MIDDLE
    more = (PlacedKind.INSTRUCTION,) if PlacedKind.INVOICE in row.needs and instructed else ()
    return (*row.needs, *more)


def follows_at_once(row: Transition, application: Application) -> Transition | None:
    """What happens by itself once the act is made, for a fact that is known already; None if nothing."""
    if row.leads_on is None or day_of(row.leads_on, application) is None:
        return None
    rows = transitions_from(row.target, Side.SYSTEM, application.course)
    return next((later for later in rows if later.follows is not None), None)


def check(row: Transition, application: Application, *, today: date, comment: str) -> None:
    """Raise what is refused for the facts and the time, or for what is missing.

    The latter: CommentNeeded, DocumentsMissing, InvoiceOutdated, NothingRenewed, DocumentsUnsigned.
    """
    refusal = fact_refusal(row, application) or _time_refusal(row, application, today)
    if refusal:
        raise refusal
    if row.needs_comment and not comment.strip():
        raise CommentNeeded
    placed = set(application.placed.current().values_list("kind", flat=True))
    if missing := [kind for kind in kinds_needed(row, application.course) if kind not in placed]:
        raise DocumentsMissing(missing)
    unexplained = [kind for kind in row.wants if kind not in placed and not comment.strip()]
    if unexplained:
        raise ReasonForNone(unexplained)
    if row.whole and not comment.strip() and holds(When.STAGED, application.course):
        _refuse_before_stages(application)
    if row.permitted and application.course.supervised and not _is_permitted(application):
        raise PermissionMissing
    if PlacedKind.INVOICE in row.needs and day_of(Fact.INVOICE_OUTDATED, application) is not None:
        raise InvoiceOutdated
    if row.renews and not comment.strip() and not _renewed(row, application):
        raise NothingRenewed
    if documents := demanded_and_missing(application, row.needs):
        raise DocumentsUnsigned(documents)


def fact_refusal(row: Transition, application: Application) -> DomainError | None:
    """Why what is known of the application lets the action not be made, whatever the day; None if it does."""
    for needed in (row.supposes, row.follows):
        if needed is not None and day_of(needed, application) is None:
            return TransitionImpossible(application)
    if row.unless is not None and day_of(row.unless, application) is not None:
        return PaidAlready()
    if row.recorded and not _is_recorded_here(row.recorded, application):
        return TransitionImpossible(application)
    if row.action is Action.CHECK_STAGE and stages_checked(application) >= application.course.stages:
        return TransitionImpossible(application)
    return None


def _time_refusal(row: Transition, application: Application, today: date) -> DomainError | None:
    if row.within is None and row.not_before is None:
        return None
    entered, law = entered_day(application) or today, application.law
    if row.within is not None:
        limit = law.limits[_answer_limit(row.within, application)]
        last = application.due(limit.code, entered)
        return TooLate(last, limit.paragraph) if today > last else None
    if row.not_before is Code.ANNUL_UNPAID and settings.UNPAID_ANNUL_AFTER == "off":
        return TransitionImpossible(application)
    if row.not_before is not None:
        limit = law.limits[resolve(row.not_before, application.course)]
        last = _last_before(limit.code, entered, application)
        return TooEarly(row, last, limit.paragraph) if today <= last else None
    return None


def _last_before(code: Code, entered: date, application: Application) -> date:
    """The last day on which it is too early for the action; for an unpaid invoice, by the setting."""
    if code is Code.ANNUL_UNPAID:
        days = int(settings.UNPAID_ANNUL_AFTER)
        return add_working_days(entered, days, overrides=application.overrides)
    return application.due(code, entered)


def _answer_limit(within: Code | Depends, application: Application) -> Code:
    """The limit in which the applicant may answer: the running one for documents placed again (п. 110)."""
    running = running_limit(application) if within is Depends.ANSWER else None
    return running or resolve(within, application.course)


def _refuse_before_stages(application: Application) -> None:
    checked, stages = stages_checked(application), application.course.stages
    if checked < stages - 1:
        raise StagesUnchecked(checked, stages)


def stages_checked(application: Application) -> int:
    """How many stages of the technical conditions were checked (861, п. 101)."""
    return application.history.filter(action=Action.CHECK_STAGE).count()


def _is_recorded_here(record: str, application: Application) -> bool:
    """Whether a fact was written down since the present state began."""
    for change in application.history.order_by("-at", "-id"):
        if change.moved or change.action == record:
            return not change.moved
    return False


def _is_permitted(application: Application) -> bool:
    return application.history.filter(action=Record.PERMISSION).exists()


def _renewed(row: Transition, application: Application) -> bool:
    """Whether one of the needed documents was placed since the present state began."""
    last = application.history.order_by("-at", "-id").values_list("at", flat=True).first()
    return last is not None and application.placed.filter(kind__in=row.needs, placed_at__gte=last).exists()
