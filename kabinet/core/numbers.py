"""THE formats of numbers that people see, and the counters behind them.

A draft «4896ТП» keeps its number when it is submitted and only gains the rest: «4894ТП/ФЛ/НП/До 15/ЛК». The
reason is empty for a temporary connection: «1637ТП/ФЛ//До 15/ЛК». An appeal is «13620/01/ЛК».
The invoices of an application are «4894ТП-1», «4894ТП-2»: short enough to be typed by hand into a payment.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from django.db import transaction

from kabinet.core.channels import NUMBERED, Channel
from kabinet.core.models import Counter
from kabinet.law.applicability import ApplicantKind, Band


class Sequence(StrEnum):
    """The sequences of numbers, each shared by all users."""

    APPLICATION = "application"
    APPEAL = "appeal"
    STATEMENT = "statement"


REASONS = ("НП", "УМ", "ИС", "ИТ", "ИК", "ПМ", "МГ")
"""Новое присоединение, увеличение мощности, изменение схемы, точки присоединения, категории надёжности;
перераспределение мощности, микрогенерация."""


def _one_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


DRAFT = re.compile(r"[0-9]+ТП")
APPLICATION = re.compile(
    rf"[0-9]+ТП/({_one_of(ApplicantKind)})/({_one_of(REASONS)})?/({_one_of(Band)})/({_one_of(NUMBERED)})"
)
INVOICE = re.compile(r"[0-9]+ТП-[0-9]+")
# Payers type any space, any dash and Latin letters that look alike or stand on the same keys.
_LETTERS = r"(?:[ТтTt][ПпPpNn])"
_DASH = r"[-\u2010-\u2015\u2212]"
_INVOICE_IN_TEXT = re.compile(
    rf"(?<![0-9])([0-9]{{1,12}})\s?{_DASH}?\s?{_LETTERS}"
    # Nothing between or a mark; a bare space may part the application from something else: «4894ТП 1 этап».
    rf"(?:\s?(?:{_DASH}|[/_])\s?)?([0-9]{{1,4}})(?![0-9])"
)
_APPLICATION_IN_TEXT = re.compile(rf"(?<![0-9])([0-9]{{1,12}})\s?{_DASH}?\s?{_LETTERS}(?![A-Za-zА-Яа-яЁё])")
APPEAL = re.compile(rf"[0-9]+/[0-9]{{2}}/({_one_of(Channel)})")


@transaction.atomic
def next_in_sequence(kind: Sequence) -> int:
    """The next number, from 1; two transactions never get the same one, a rolled back one leaves no trace.

    The counter stays locked until the caller's transaction ends.
    """
    counter, _ = Counter.objects.select_for_update().get_or_create(name=kind)
    counter.value += 1
    counter.save(update_fields=["value"])
    return counter.value


def draft_number(sequence: int) -> str:
    """«4896ТП»."""
    return _matching(DRAFT, f"{sequence}ТП")


def application_number(
    sequence: int, *, applicant: str, reason: str, band: str, channel: str = Channel.CABINET
) -> str:
    """«4894ТП/ФЛ/НП/До 15/ЛК»; `reason` is empty for a temporary connection."""
    return _matching(APPLICATION, f"{draft_number(sequence)}/{applicant}/{reason}/{band}/{channel}")


def appeal_number(sequence: int, *, topic: str, channel: str = Channel.CABINET) -> str:
    """«13620/01/ЛК»; `topic` is the two digits of its topic."""
    return _matching(APPEAL, f"{sequence}/{topic}/{channel}")


def invoice_number(sequence: int, ordinal: int) -> str:
    """«4894ТП-1»: the first invoice of the application 4894ТП."""
    return _matching(INVOICE, f"{sequence}ТП-{ordinal}")


def invoice_numbers_in(text: str) -> set[str]:
    """The numbers of invoices in what a payer wrote, whatever dash, case or letter Т was typed."""
    return {f"{int(sequence)}ТП-{int(ordinal)}" for sequence, ordinal in _INVOICE_IN_TEXT.findall(text)}


def application_sequences_in(text: str) -> set[int]:
    """The sequences of the applications that a text names: 4894 for «4894ТП/ФЛ/НП/До 15/ЛК»."""
    return {int(sequence) for sequence in _APPLICATION_IN_TEXT.findall(text)}


def _matching(pattern: re.Pattern[str], number: str) -> str:
    if not pattern.fullmatch(number):
        raise ValueError(f"not a number by the grammar: {number!r}")
    return number
