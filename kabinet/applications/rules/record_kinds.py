"""What a fact of a case is that changes no state; the facts: kabinet.applications.rules.records."""

from dataclasses import dataclass
from enum import StrEnum

from kabinet.applications.rules.course import When
from kabinet.applications.rules.states import Action, State
from kabinet.cases.sides import Side
from kabinet.law.deadlines import Code


class Record(StrEnum):
    """The names of the facts in code and in the history."""

    WORKS_DONE = "works_done"
    READINESS_SENT = "readiness_sent"
    PERMISSION = "permission"
    INSPECTED = "inspected"
    METER_ADMITTED = "meter_admitted"
    METER_TOLD = "meter_told"
    CONNECTED = "connected"
    ENERGISED = "energised"
    SIGNED_BY_OPERATOR = "signed_by_operator"
    SIGNED_BY_APPLICANT = "signed_by_applicant"
    DEVIATION_ASKED = "deviation_asked"
    DEVIATION_ANSWERED = "deviation_answered"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_ANSWERED = "extension_answered"
    AGREEMENT = "agreement"
    DISAGREEMENTS = "disagreements"
    DEFECTS_TOLD = "defects_told"
    DEFECTS_MENDED = "defects_mended"
    SCHEME_ENDED = "scheme_ended"
    COURT = "court"
    COPIES_SENT = "copies_sent"
    METER_ACT_SENT = "meter_act_sent"
    VOLTAGE_SENT = "voltage_sent"
    ACT_SENT = "act_sent"
    TERMINATION_SENT = "termination_sent"
    DISPATCHER_SENT = "dispatcher_sent"
    DISPATCHER_DRAFT = "dispatcher_draft"
    DISPATCHER_REMARKED = "dispatcher_remarked"
    DISPATCHER_AGREED = "dispatcher_agreed"
    FOURTH_OFFERED = "fourth_offered"
    FOURTH_APPLIES = "fourth_applies"
    CONSENTS_NEEDED = "consents_needed"
    CONSENTS_TERM = "consents_term"
    CONSENTS_CAME = "consents_came"
    GIVER_SENT = "giver_sent"
    GIVER_SUPPLIER_SENT = "giver_supplier_sent"
    SOURCE_READY = "source_ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """A fact that may be written down: `title` is what the history calls it, `asks` the day's label.

    `by`: whose fact it is; what comes from the applicant a specialist may also enter for them. `states`:
    where it may be entered; `when`: for which applications. `after`: what must have happened by that day.
    `within`: the term, since the present state began, in which the applicant may do it. `tells`: what the
    applicant reads in a letter; nothing is sent without. `once`: it happens once. `ahead`: what was agreed is
    a day that may lie ahead, so it has to be named.
    """

    record: Record
    title: str
    asks: str
    basis: str
    states: tuple[State, ...]
    by: Side = Side.SPECIALIST
    when: When = When.ALWAYS
    after: Record | Action | None = None
    within: Code | None = None
    tells: str = ""
    once: bool = True
    ahead: bool = False
    needs_comment: bool = False
