"""«Заполнить по ИНН»: what the register tells is shown beside what is typed; a second press fills it in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from kabinet.accounts import throttle
from kabinet.accounts.addresses import client_address
from kabinet.accounts.models import User
from kabinet.applicants.registers import (
    TOLD,
    NothingFound,
    Register,
    RegisterUnavailable,
    find_applicant,
    register,
)
from kabinet.core.errors import DomainError
from kabinet.core.questions import Answers, Question, is_empty, parse, tidied
from kabinet.law.errors import Malformed


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that the register tells: the question, what is typed, what was found."""

    label: str
    typed: str
    found: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The button, and what its press has found: `found` is sent back as JSON by the buttons that fill."""

    told: str = ""
    found: str = ""
    rows: list[Difference] = field(default_factory=list)

    @property
    def fills(self) -> bool:
        """Whether something found has no answer yet."""
        return any(not row.typed for row in self.rows)

    @property
    def replaces(self) -> bool:
        """Whether something found is other than what is typed."""
        return any(row.typed and row.typed != row.found for row in self.rows)


def offers(kind: str) -> Offer | None:
    """The button of a page that is opened; None where nobody is asked."""
    return Offer() if kind in TOLD and register() else None


def answer_press(request: HttpRequest, kind: str, typed: Answers) -> tuple[Answers, Offer | None]:
    """What the pressed button comes to: the answers of the form, filled if it was said so, and the offer.

    «ask» asks the register, «empty» fills what has no answer, «all» replaces the rest too. An address may ask
    so often; of the operator's people each by themselves, as their office has one address.
    """
    source = register()
    if kind not in TOLD or source is None:
        return typed, None
    pressed = request.POST.get("by_register")
    if pressed == "ask":
        return typed, _asked(request, source, kind, typed)
    found = _sent_back(request.POST.get("found", ""), TOLD[kind])
    if pressed not in ("empty", "all") or not found:
        return typed, Offer()
    chosen = {name: text for name, text in found.items() if pressed == "all" or is_empty(typed.get(name))}
    told = "Поля заполнены. Проверьте их: сохраняется только то, что стоит в форме."
    return {**typed, **chosen}, Offer(told=told)


def _asked(request: HttpRequest, source: Register, kind: str, typed: Answers) -> Offer:
    try:
        number = _number(kind, typed)
        throttle.attempt(_limit(request), at=timezone.now())
        found = find_applicant(source, kind=kind, number=number)
    except (Malformed, NothingFound, RegisterUnavailable, throttle.TooManyAttempts) as refusal:
        return Offer(told=str(refusal))
    questions = {question.name: question for question in TOLD[kind]}
    rows = [
        Difference(questions[name].label, str(tidied(questions[name], typed.get(name)) or ""), text)
        for name, text in found.items()
    ]
    return Offer(found=json.dumps(found, ensure_ascii=False), rows=rows)


def _limit(request: HttpRequest) -> tuple[throttle.ThrottlePolicy, str]:
    if isinstance(request.user, User) and request.user.is_operator:
        return throttle.REGISTER_OF_PERSON, str(request.user.pk)
    return throttle.REGISTER_FROM_ADDRESS, client_address(request) or ""


def _number(kind: str, typed: Answers) -> str:
    """The number to ask by: ИНН, or ОГРН where that alone is typed. Raises Malformed."""
    by_tax, by_state = TOLD[kind][:2]
    for asked in (by_tax, by_state):
        if not is_empty(raw := typed.get(asked.name)):
            return str(parse(asked, raw))
    raise Malformed("Впишите ИНН, и мы найдём остальное.")


def _sent_back(text: str, questions: tuple[Question, ...]) -> Mapping[str, Any]:
    """What the page showed as found; nothing when it is not what a page could have shown."""
    try:
        found = json.loads(text)
        return {q.name: found[q.name] for q in questions if parse(q, found.get(q.name))}
    except (ValueError, AttributeError, RecursionError, DomainError, Malformed):
        return {}
