"""What of an appeal's history may be mended, and what stays; how: kabinet.cases.entries.

A decision that the portal sent may be taken back while nothing followed it: the applicant gets a letter with
the reason, the message stays in the conversation, and the term of the answer runs again as if it had never
stopped (186, п. 43: considered is what was answered). What was told by telephone or on paper the portal
cannot take back, so it refuses.
"""

from collections.abc import Sequence
from typing import Any, override

from kabinet.appeals.derive import derive
from kabinet.appeals.models import Appeal, AppealChange
from kabinet.appeals.states import Action
from kabinet.appeals.transitions import ENGINE
from kabinet.cases.entries import Entries
from kabinet.core.channels import Channel

_DECISIONS = (Action.ANSWER, Action.REFER, Action.REFUSE)


class AppealEntries(Entries[Appeal, AppealChange]):
    """The history of appeals."""

    engine = ENGINE

    @override
    def is_dated(self, change: AppealChange) -> bool:
        """What came or was told outside the cabinet; all the rest happened when it was pressed."""
        return change.channel != Channel.CABINET

    @override
    def why_not_taken_back(self, change: AppealChange, history: Sequence[AppealChange]) -> str:
        later = history[history.index(change) + 1 :]
        if change.action == Action.TELL:
            return ""
        if change.action == Action.SEND:
            return "Регистрацию обращения не отменяют: его отзывает заявитель, или на него отвечают."
        if any(other.moved for other in later):
            return "После этой записи обращение пошло дальше. Сначала отмените более поздние записи."
        if change.channel == Channel.CABINET and change.by_id == change.appeal.owner_id:
            return "Это сделал сам заявитель в кабинете: его действие отменить нельзя."
        told = next((other for other in later if other.action == Action.TELL), None)
        if change.action in _DECISIONS and told is not None:
            return (
                f"О решении заявителю сообщено {told.on:%d.%m.%Y}: обратно его не взять. Если оно неверно, "
                "сообщите ему исправленный ответ и запишите это. Если на самом деле не сообщали, сначала "
                "отмените запись об этом."
            )
        return ""

    @override
    def precedes(self, earlier: AppealChange, later: AppealChange) -> bool:
        """Steps go one after another; what was told was not told before the appeal came."""
        return earlier.moved if later.moved else earlier.action in (Action.SEND, Action.REOPEN)

    @override
    def derive(self, locked: Appeal, mended: AppealChange) -> None:
        derive(locked, mended)

    @override
    def told(self, locked: Appeal, entry: AppealChange) -> dict[str, Any]:
        return {"decision": entry.taken_back and entry.action in _DECISIONS}


ENTRIES = AppealEntries()
