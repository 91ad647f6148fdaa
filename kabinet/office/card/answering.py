"""Answering from a card: what is pressed is carried out as it was seen, once, or nothing typed is lost."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kabinet.cases.models import Case
from kabinet.cases.rows import Row
from kabinet.core.errors import DomainError
from kabinet.correspondence.compose import (
    Written,
    keep_written,
    remove_unsent,
    save_if_asked,
    take_written,
)
from kabinet.office.access import OfficeRequest
from kabinet.office.card.decisions import ConfirmationNeeded, require_decision
from kabinet.office.card.declaration import COMMENT, NO_ANSWER, CardAnswer, CaseCard
from kabinet.office.card.forms import AnswerForm
from kabinet.office.card.freshness import CardStale, require_fresh
from kabinet.office.card.showing import show_card
from kabinet.office.people import letter_told
from kabinet.office.queue.walk import Onward, card_address
from kabinet.office.templates.choice import text_with_template


@transaction.atomic
def answer_case[C: Case, R: Row](card: CaseCard[C, R], case: C, answer: CardAnswer) -> None:
    """Carry out what was decided on a card; once for one token.

    Raises CardStale, ConfirmationNeeded, what send_message refuses, and what the kind refuses.
    """
    engine = card.engine
    locked = engine.lock(case)
    if not engine.is_repeated(locked, answer.token):
        require_fresh(answer.seen, locked)
        if answer.act not in (COMMENT, NO_ANSWER):
            row = card.checked(locked, answer)
            require_decision(engine, locked, row, by=answer.by, confirmed=answer.confirmed, why=answer.why)
            card.explain(locked, answer)
    if answer.act == COMMENT:
        engine.comment(
            case=locked, by=answer.by, text=answer.text, files=answer.files, token=answer.token, at=answer.at
        )
    elif answer.act == NO_ANSWER:
        engine.leave_unanswered(locked, by=answer.by, at=answer.at)
    else:
        card.perform(locked, answer)


def answer_from[C: Case, R: Row](card: CaseCard[C, R], request: OfficeRequest, case: C) -> HttpResponse:
    """Carry out what was sent from a card: whatever is refused, the text and the files stay."""
    form, by = card.form(request.POST, request.FILES), request.user
    written = take_written(request, form, by=by)
    saved = save_if_asked(
        request,
        case.thread,
        written,
        form,
        by=by,
        told="Черновик ответа сохранён: его видите только вы.",
        back=card_address(request, card.address, case.pk),
    )
    if saved is not None:
        return saved
    filled = text_with_template(request, purpose=card.engine.name, case=case)
    if filled is not None:
        form = card.form(initial={**request.POST.dict(), "text": filled})
        return show_card(card, request, case, form, token=written.token, kept=written.files)
    status = 422
    if not form.errors:
        answer = _answer_in(request, form, written)
        onward = Onward(request, card.queue, case, card=card.address)
        try:
            answer_case(card, case, answer)
        except ConfirmationNeeded as needed:
            keep_written(case.thread, written, by=by)
            return _ask_first(card, request, case, needed, files=written.files, token=written.token)
        except DomainError as refusal:
            form.add_error(card.field_of(refusal), card.told(refusal, case))
            status = 409 if isinstance(refusal, (CardStale, *card.outdated)) else 422
        else:
            remove_unsent(written.files)
            if answer.act == NO_ANSWER:
                keep_written(case.thread, written, by=by)
            return onward.told(_told(card, case, answer.act), stays=answer.act in card.begins)
    keep_written(case.thread, written, by=by)
    fresh = card.find(case.pk)
    return show_card(card, request, fresh, form, token=written.token, kept=written.files, status=status)


def _answer_in(request: OfficeRequest, form: AnswerForm, written: Written) -> CardAnswer:
    return CardAnswer(
        act=request.POST.get("act", COMMENT),
        seen=request.POST.get("seen", ""),
        text=written.text,
        files=written.files,
        given=form.given(),
        confirmed="confirmed" in request.POST,
        why=request.POST.get("why", ""),
        token=written.token,
        by=request.user,
        at=timezone.now(),
    )


def _ask_first(
    card: CaseCard[Any, Any],
    request: OfficeRequest,
    case: Case,
    needed: ConfirmationNeeded,
    *,
    files: Sequence[Any],
    token: UUID,
) -> HttpResponse:
    """The page that says what follows from an act and asks whether it is meant; it carries the whole form."""
    carried = ("seen", "text", "act", *card.carried)
    context = {
        "case": case,
        "address": card.address,
        "act": card.act_of(needed.row, case, timezone.localdate()),
        "is_final": needed.row.is_final,
        "colleague": needed.colleague,
        "carried": {name: request.POST.get(name, "") for name in carried},
        "token": token,
        "kept": files,
        "unanswered": "confirmed" in request.POST,
    }
    return render(request, card.asking_page, context, status=422 if context["unanswered"] else 200)


def _told(card: CaseCard[Any, Any], case: Case, act: str) -> str:
    letter = letter_told(reached=card.engine.reaches(case))
    if act == NO_ANSWER:
        return "Отмечено: ответ не\N{NO-BREAK SPACE}нужен. Заявитель этой отметки не\N{NO-BREAK SPACE}видит."
    if act == COMMENT:
        return card.sent if card.engine.recipient(case) else f"Комментарий записан. {letter}"
    case.refresh_from_db(fields=["state"])
    return f"Статус изменён: теперь он — «{case.state_label}». {letter}"
