"""Reading a bank statement in the exchange format of 1C («1CClientBankExchange», version 1.02–1.03).

A text of lines «Ключ=Значение» in Windows-1251, OEM 866, KOI8-R, UTF-8 or UTF-16. Banks differ in what they
fill in, so only what money is told apart by is demanded. Sums become whole kopecks. Each document is judged
by itself: one that cannot be understood waits for a person with its lines, the rest of the file is read.
"""

import codecs
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from kabinet.law.errors import Malformed

_SIGNATURE = "1CClientBankExchange"
_END = "КонецФайла"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENCODINGS = ("utf-8", "cp1251", "cp866", "koi8-r")
_KEY = re.compile(r"([А-ЯЁа-яё]+[0-9]*)\s*=(.*)", re.DOTALL)
_SECTION = re.compile(r"Секция\s*(Документ|РасчСчет)(?:[\s=]+(.*))?", re.DOTALL | re.IGNORECASE)
_KINDS = {"документ": "Документ", "расчсчет": "РасчСчет"}
_CLOSING = {"Документ": "КонецДокумента", "РасчСчет": "КонецРасчСчет"}
_OF_DOCUMENTS = frozenset({"Номер", "Дата", "Сумма"})
"""Keys that no header has: between sections they are of a document whose first line is missing."""
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
_PURPOSE = "НазначениеПлатежа"


@dataclass(frozen=True, slots=True)
class PaymentSide:
    """A side of a payment, as the bank wrote it; an unknown part is empty.

    `accounts`: «Счет» and, when the payment went through a correspondent, «РасчСчет».
    """

    name: str
    inn: str
    accounts: tuple[str, ...]

    @property
    def account(self) -> str:
        """The side's own account."""
        return self.accounts[-1] if self.accounts else ""


@dataclass(frozen=True, slots=True)
class PaymentDocument:
    """One payment of a statement; `moved_on` is the day on which the money came or went."""

    kind: str
    number: str
    dated_on: date
    moved_on: date
    kopecks: int
    payer: PaymentSide
    payee: PaymentSide
    purpose: str


@dataclass(frozen=True, slots=True)
class UnreadLines:
    """A document that a person has to read: the number of its first line, its lines, what is wrong."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A file: the accounts it tells of, its period, its documents, those that could not be read.

    `received`: how much came to an account by the bank's own words, kopecks; without those it does not say.
    `is_whole`: whether the file has its last line; without it the end may be missing.
    """

    accounts: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    documents: tuple[PaymentDocument, ...]
    unread: tuple[UnreadLines, ...]
    received: Mapping[str, int]
    is_whole: bool


@dataclass(slots=True)
class _Section:
    """The lines between an opening and a closing one; `line` is the number of the first."""

    kind: str
    line: int
    parts: dict[str, list[str]] = field(default_factory=dict)
    last: str = ""
    lines: list[str] = field(default_factory=list)
    is_opened: bool = True
    is_closed: bool = False

    def take(self, key: str, value: str) -> None:
        self.parts.setdefault(key, [value.strip()])
        self.last = key

    def go_on(self, text: str) -> None:
        """Add a line without a key to the value before it: purposes come in several lines."""
        if self.last and text:
            self.parts[self.last].append(text)

    def text(self, *keys: str) -> str:
        return next(filter(None, (" ".join(self.parts.get(key, ())).strip() for key in keys)), "")


def read_stream(stream: IO[bytes]) -> Exchange:
    """Read a file that is open. Raises Malformed when it is no statement at all."""
    return read_exchange(stream.read())


def read_exchange(content: bytes) -> Exchange:
    """Read a file. Raises Malformed when it is no statement at all."""
    lines = _decoded(content).splitlines()
    if not lines or lines[0].strip() != _SIGNATURE:
        raise Malformed(
            f"Это не выписка в формате обмена 1С: файл должен начинаться со слова «{_SIGNATURE}». "
            "Выгрузите выписку в банк-клиенте для «1С:Предприятия»."
        )
    header, sections, is_whole = _sections(lines[1:])
    accounts = [section for section in sections if section.kind == "РасчСчет"]
    documents, unread = [], []
    for section in sections:
        if section.kind != "Документ":
            continue
        try:
            documents.append(_document(section))
        except Malformed as refusal:
            unread.append(UnreadLines(section.line, "\n".join(section.lines), str(refusal)))
    return Exchange(
        accounts=tuple(
            dict.fromkeys([*header.text("РасчСчет").split(), *(item.text("РасчСчет") for item in accounts)])
        ),
        starts_on=_period_day(header, "ДатаНачала"),
        ends_on=_period_day(header, "ДатаКонца"),
        documents=tuple(documents),
        unread=tuple(unread),
        received=_received(accounts),
        is_whole=is_whole,
    )


def identities(documents: tuple[PaymentDocument, ...]) -> Iterator[tuple[PaymentDocument, str, str]]:
    """Each document with its identity, the same in every file that holds it, and with its former one.

    It is what the bank states about the money: both accounts, the day of arrival, the number, the sum. Names,
    purposes and padding are written freely. A bank may list two payments alike in everything, so the place
    among the like ones counts too: a file holds all payments of its days. The former identity had no day of
    arrival; payments loaded with it are known by it and their day.
    """
    seen: Counter[str] = Counter()
    seen_formerly: Counter[str] = Counter()
    for document in documents:
        key = "|".join(
            (
                document.payer.account or document.payer.inn,
                document.payee.account or document.payee.inn,
                plain_number(document.number),
                document.moved_on.isoformat(),
                str(document.kopecks),
            )
        )
        seen[key] += 1
        former = _former_key(document)
        seen_formerly[former] += 1
        yield document, _digest(f"money|{key}|{seen[key]}"), _digest(f"{former}|{seen_formerly[former]}")


def plain_number(text: str) -> str:
    """A document's number without the zeros, signs and letters' case that banks add to it."""
    return re.sub(r"\W+", "", text).casefold().lstrip("0")


def _former_key(document: PaymentDocument) -> str:
    parts = (
        document.payer.account,
        document.payer.inn,
        document.payer.name,
        document.payee.account,
        document.number,
        document.dated_on.isoformat(),
        str(document.kopecks),
        document.purpose,
    )
    return "|".join(re.sub(r"\W+", "", part).casefold() for part in parts)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    # What a file declares as its encoding is often wrong; its own words are not.
    for word in (_END, "КонецДокумента", "Секция"):
        for encoding in _ENCODINGS:
            if word.encode(encoding) in content:
                return content.decode(encoding, errors="replace")
    return content.decode("cp1251", errors="replace")


def _sections(lines: list[str]) -> tuple[_Section, list[_Section], bool]:
    """The header, the sections, the unfinished too, and whether the file's last line was met.

    What follows a last line is read on: people put the files of several days into one.
    """
    header = current = _Section("", 1)
    found: list[_Section] = []
    is_whole = False
    for number, line in enumerate(lines, start=2):
        text = line.strip()
        if text == _END:
            current, is_whole = header, True
            continue
        opening, key = _SECTION.fullmatch(text), _KEY.fullmatch(text)
        if opening or (current is header and key and key[1] in _OF_DOCUMENTS):
            kind = _KINDS[opening[1].casefold()] if opening else "Документ"
            current = _Section(kind, number, is_opened=bool(opening))
            found.append(current)
            is_whole = False
        if opening:
            current.take("Вид", opening[2] or "")
        elif current is not header and text.casefold() == _CLOSING[current.kind].casefold():
            current.is_closed = True
            current = header
            continue
        elif key:
            _take(current, header, key[1], key[2])
        else:
            current.go_on(text)
        current.lines.append(text)
    return header, found, is_whole


def _take(current: _Section, header: _Section, key: str, value: str) -> None:
    if current is header and key in header.parts and key == "РасчСчет":  # one line for each account
        header.last = key
        header.go_on(value.strip())
    else:
        current.take(key, value)


def _document(section: _Section) -> PaymentDocument:
    if not section.is_opened:
        raise Malformed("У документа нет первой строки «СекцияДокумент»: его начало могло потеряться.")
    if not section.is_closed:
        raise Malformed("Документ не закончен: в файле не хватает его последних строк.")
    days = [_day(section, key) for key in ("ДатаПоступило", "ДатаСписано", "Дата")]
    if not any(days):
        raise Malformed("В документе нет ни одной даты.")
    arrived, left, ordered = days
    moved_on = arrived or left or ordered
    assert moved_on is not None  # noqa: S101 - one of them is there
    purpose = section.text(_PURPOSE) or " ".join(
        filter(None, (section.text(f"{_PURPOSE}{place}") for place in range(1, 7)))
    )
    return PaymentDocument(
        kind=section.text("Вид"),
        number=section.text("Номер"),
        dated_on=ordered or moved_on,
        moved_on=moved_on,
        kopecks=_kopecks(section, "Сумма"),
        payer=_party(section, "Плательщик"),
        payee=_party(section, "Получатель"),
        purpose=purpose,
    )


def _party(section: _Section, side: str) -> PaymentSide:
    name = section.text(f"{side}1", side)
    return PaymentSide(
        name=re.sub(r"^ИНН\s+[0-9]+\s*", "", name),
        inn=section.text(f"{side}ИНН"),
        accounts=tuple(filter(None, (_plain(section, f"{side}Счет"), _plain(section, f"{side}РасчСчет")))),
    )


def _plain(section: _Section, key: str) -> str:
    """An account without the spaces and dots that some banks put between its parts."""
    return re.sub(r"\W+", "", section.text(key))


def _received(accounts: list[_Section]) -> dict[str, int]:
    """What came to each account in the period; banks give one section for it or one for each day.

    A total that cannot be read is no total.
    """
    totals: Counter[str] = Counter()
    untold = set()
    for section in accounts:
        account = section.text("РасчСчет")
        try:
            totals[account] += _kopecks(section, "ВсегоПоступило", zero=True)
        except Malformed:
            untold.add(account)
    return {account: total for account, total in totals.items() if account not in untold}


_ZEROS = re.compile(r"[0.\-/: T]*")
_DAYS = (
    (re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ T].*)?"), (3, 2, 1)),
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2})"), (3, 2, 1)),
)
"""How banks write a day, with the places of year, month and day; two digits of a year are of this century."""


def _day(section: _Section, key: str) -> date | None:
    """The day under a key; None for nothing or «00.00.0000». Raises Malformed for what is no day."""
    text = section.text(key)
    if _ZEROS.fullmatch(text):
        return None
    for pattern, places in _DAYS:
        if found := pattern.fullmatch(text):
            year, month, day = (int(found[place]) for place in places)
            with suppress(ValueError):
                read = date(year + 2000 if len(found[places[0]]) == 2 else year, month, day)
                if _EARLIEST <= read <= _LATEST:
                    return read
    raise Malformed(f"В «{key}» написано «{text[:40]}»: это не дата.")


def _period_day(header: _Section, key: str) -> date | None:
    try:
        return _day(header, key)
    except Malformed:
        return None


def _kopecks(section: _Section, key: str, *, zero: bool = False) -> int:
    """A sum in kopecks, however it is written: «100.», «.50», «100-00», «1 000,50». Raises Malformed."""
    text = section.text(key)
    found = re.fullmatch(r"([0-9]{0,13})(?:[.,=-]([0-9]{0,2}))?", re.sub(r"[\s'’]", "", text))
    if not found or not (found[1] or found[2]):
        raise Malformed(f"В «{key}» написано «{text[:40]}»: это не сумма.")
    kopecks = int(found[1] or "0") * 100 + int((found[2] or "0").ljust(2, "0"))
    if not (kopecks or zero):
        raise Malformed(f"В «{key}» стоит ноль: что это за документ, скажет только человек.")
    return kopecks
