"""THE terms that run beside that of the state: what begins each, and what ends it. ПП РФ № 861."""

from dataclasses import dataclass

from kabinet.applications.rules.course import When
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.states import Action
from kabinet.law.deadlines import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class SideTerm:
    """A term that any of `begun_by` starts: a step, a fact, a document that was placed.

    `ended_by`: what shows that it was kept. `supposes`: it runs only if that fact was written down; `agreed`:
    the fact whose day is the last one instead, when that is later; `unless`: the fact for which the law has
    another term.
    """

    limit: Code
    begun_by: tuple[Action | Record | PlacedKind, ...]
    ended_by: tuple[Action | Record, ...]
    when: When = When.ALWAYS
    supposes: Record | None = None
    agreed: Record | None = None
    unless: Record | None = None


SIDE_TERMS = (
    SideTerm(
        limit=Code.SUPPLIER_COPIES_SIMPLIFIED,
        begun_by=(Action.CONCLUDE,),
        ended_by=(Record.COPIES_SENT,),
        when=When.SIMPLIFIED,
    ),
    SideTerm(
        limit=Code.SUPPLIER_COPIES_GENERAL,
        begun_by=(Action.CONCLUDE,),
        ended_by=(Record.COPIES_SENT,),
        when=When.GENERAL,
    ),
    SideTerm(
        limit=Code.OWNER_CONSENTS,
        begun_by=(Action.CONCLUDE,),
        ended_by=(Record.CONSENTS_CAME,),
        supposes=Record.CONSENTS_NEEDED,
        agreed=Record.CONSENTS_TERM,
    ),
    SideTerm(
        limit=Code.NOTICE_PLACED,
        begun_by=(Record.WORKS_DONE,),
        ended_by=(Action.PLACE,),
        when=When.UNCHECKED,
    ),
    SideTerm(
        limit=Code.METER_NOTICE,
        begun_by=(Record.METER_ADMITTED,),
        ended_by=(Record.METER_TOLD,),
    ),
    SideTerm(
        limit=Code.SUPPLIER_METER_ACT,
        begun_by=(PlacedKind.ADMISSION_ACT,),
        ended_by=(Record.METER_ACT_SENT,),
    ),
    SideTerm(
        limit=Code.ACT_AFTER_ENERGISING,
        begun_by=(Record.ENERGISED,),
        ended_by=(Record.SIGNED_BY_OPERATOR, Action.PLACE, Action.COMPLETE),
        when=When.CHECKED,
    ),
    SideTerm(
        limit=Code.SUPPLIER_VOLTAGE,
        begun_by=(Record.ENERGISED,),
        ended_by=(Record.VOLTAGE_SENT,),
    ),
    SideTerm(
        limit=Code.SUPPLIER_ACT,
        begun_by=(Action.PLACE, Action.FIX),
        ended_by=(Record.ACT_SENT,),
        when=When.SIMPLIFIED,
    ),
    SideTerm(
        limit=Code.SUPPLIER_ACT_GENERAL,
        begun_by=(Action.COMPLETE, Action.CONFIRM),
        ended_by=(Record.ACT_SENT,),
        when=When.GENERAL,
    ),
    SideTerm(
        limit=Code.SUPPLIER_TERMINATION,
        begun_by=(Action.TERMINATE,),
        ended_by=(Record.TERMINATION_SENT,),
    ),
    SideTerm(
        limit=Code.DEVIATION,
        begun_by=(Record.DEVIATION_ASKED,),
        ended_by=(Record.DEVIATION_ANSWERED,),
    ),
    SideTerm(
        limit=Code.DEFECTS,
        begun_by=(Record.DEFECTS_TOLD,),
        ended_by=(Record.DEFECTS_MENDED,),
        when=When.SIMPLIFIED,
    ),
    SideTerm(
        limit=Code.DISPATCHER_COPY,
        begun_by=(Action.SUBMIT,),
        ended_by=(Record.DISPATCHER_SENT,),
        when=When.DISPATCHED,
    ),
    SideTerm(
        limit=Code.DISPATCHER_AGREEMENT,
        begun_by=(Record.DISPATCHER_DRAFT,),
        ended_by=(Record.DISPATCHER_REMARKED, Record.DISPATCHER_AGREED),
        when=When.DISPATCHED,
    ),
    SideTerm(
        limit=Code.OFFER_AGREED,
        begun_by=(Record.DISPATCHER_AGREED,),
        ended_by=(Action.OFFER,),
        when=When.DISPATCHED,
        unless=Record.FOURTH_APPLIES,
    ),
    SideTerm(
        limit=Code.FOURTH_OFFER,
        begun_by=(Record.DISPATCHER_AGREED,),
        ended_by=(Action.OFFER,),
        when=When.FOURTH_AGREED,
        supposes=Record.FOURTH_APPLIES,
    ),
    SideTerm(
        limit=Code.FOURTH_CONSENT,
        begun_by=(Record.FOURTH_OFFERED,),
        ended_by=(
            Action.CHOOSE_FOURTH,
            Action.CONCLUDE,
            Action.REFUSE,
            Action.ANNUL_UNSIGNED,
            Action.WITHDRAW,
        ),
        when=When.DISPATCHED,
    ),
    SideTerm(
        limit=Code.GIVER_CONDITIONS,
        begun_by=(Action.OFFER,),
        ended_by=(Record.GIVER_SENT,),
        when=When.REDISTRIBUTED,
    ),
    SideTerm(
        limit=Code.GIVER_SUPPLIER_COPIES,
        begun_by=(Action.PLACE, Action.FIX),
        ended_by=(Record.GIVER_SUPPLIER_SENT,),
        when=When.REDISTRIBUTED,
    ),
    SideTerm(
        limit=Code.AUTONOMOUS_SOURCE,
        begun_by=(Action.CONCLUDE,),
        ended_by=(Record.SOURCE_READY,),
        when=When.AUTONOMOUS,
    ),
)
"""In the order in which they begin."""
