"""What is counted, and what the columns of a figure mean with it."""

from enum import StrEnum

from kabinet.applications.rules.states import Action, State
from kabinet.law.deadlines import WORKS, Bound, Code
from kabinet.law.editions import Law


class Counted(StrEnum):
    """What is counted. The first group are facts of a month, the second is how things stood at its end."""

    SUBMITTED = "submitted"
    """Applications that came; `total`: their power, W."""
    REACHED = "reached"
    """`about`: the state that was reached; `total`: power, W; `person`: whose the application is."""
    ENDED = "ended"
    """Without a connection: `about` is «action:state it was in» (rules.table tells the ground)."""
    TERM = "term"
    """Terms that ended: `about` their code, `side` whose they were."""
    TOOK = "took"
    """From submission to a state, `about`, in `days`."""
    FEES = "fees"
    """Fees of the contracts concluded; `total`: kopecks."""
    APPEALED = "appealed"
    """Appeals that came; `about`: the code of the topic."""
    DECIDED = "decided"
    """Appeals decided; `about`: the code of the topic, `side`: the outcome."""

    OPEN = "open"
    """Open applications: `about` the state, `side` whose turn it is."""
    AGED = "aged"
    """Open applications: `about` is one of AGES."""
    OPEN_APPEALS = "open_appeals"
    """`person` alone."""
    OWED = "owed"
    """Invoices with a part to be paid; `total`: kopecks that have not come, `late`: with a missed day."""
    OVERDUE = "overdue"
    """The invoices of OWED that are late; `total`: kopecks that have not come."""


STANDING = (Counted.OPEN, Counted.AGED, Counted.OPEN_APPEALS, Counted.OWED, Counted.OVERDUE)
"""How things stand: only the present month can be counted, a former one keeps what its last night found."""


class Whose(StrEnum):
    """Whose turn it is, or whose the term was."""

    OPERATOR = "operator"
    APPLICANT = "applicant"
    BOTH = "both"
    """Works of a contract: either side has its part, each has the same last day (п. 16 «б»)."""
    DISPATCHER = "dispatcher"
    """The system operator agrees the technical conditions (п. 21)."""
    NOBODY = "nobody"


AGES = (("15", 15), ("30", 30), ("90", 90), ("180", 180), ("365", 365), ("more", None))
"""The ages of open applications: the name of each step and its longest age, days since the submission."""

MEASURED = {
    State.ACCEPTED: "До принятия в работу",
    State.CONTRACTED: "До заключения договора",
    State.COMPLETED: "До завершения",
}
"""What an application takes time for, from its submission on."""

FOUNDED, UNFOUNDED = "founded", "unfounded"
"""The outcomes of a complaint; those of other appeals are their states."""

_STANDING_STILL = {State.REVIEW_SUSPENDED, State.WORKS_SUSPENDED}
_APPLICANTS = {State.AWAITING_DOCUMENTS, State.AWAITING_PAYMENT, State.OFFER_SENT, State.DOCUMENTS_PLACED}

_BOUND = {
    Bound.OPERATOR: Whose.OPERATOR,
    Bound.APPLICANT: Whose.APPLICANT,
    Bound.DISPATCHER: Whose.DISPATCHER,
}


def turn_of(state: str, limit: str, law: Law) -> Whose:
    """Whose turn it is in a state under a running limit; without one the state itself tells."""
    if state in _STANDING_STILL:
        return Whose.NOBODY
    if limit in WORKS or state == State.FULFILLING:
        return Whose.BOTH
    return bound(limit, law) or (Whose.APPLICANT if state in _APPLICANTS else Whose.OPERATOR)


def whose_term(limit: str, ended_by: str, law: Law) -> Whose:
    """Whose a term was that a step has ended: of works the part that the step reports."""
    if limit in WORKS:
        return Whose.APPLICANT if ended_by == Action.NOTIFY else Whose.OPERATOR
    return bound(limit, law) or Whose.OPERATOR


def bound(limit: str, law: Law) -> Whose | None:
    """Whom a limit of the law binds; None for one that it has no more."""
    known = law.limits.get(Code(limit)) if limit in Code else None
    if known is None:
        return None
    return _BOUND[known.binds]
