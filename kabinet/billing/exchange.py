"""Reading a bank statement in the exchange format of 1C («1CClientBankExchange», version 1.02–1.03).

A text of lines «Ключ=Значение» in Windows-1251, OEM 866, KOI8-R, UTF-8 or UTF-16. Banks differ in what they
fill in, so only what money is told apart by is demanded. Sums become whole kopecks. Nothing is passed over in
silence: a date or a sum that cannot be understood refuses the whole file.
"""

import codecs
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

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
_CLOSING = {"Документ": "КонецДокумента"}
_PURPOSE = "НазначениеПлатежа"


@dataclass(frozen=True, slots=True)
class Party:
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
class Document:
    """One payment of a statement; `moved_on` is the day on which the money came or went."""

    kind: str
    number: str
    dated_on: date
    moved_on: date
    kopecks: int
    payer: Party
    payee: Party
    purpose: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A file: the accounts it tells of, its period, its documents.

    `received`: how much came to an account by the bank's own words, kopecks; without those it does not say.
    """

    accounts: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    documents: tuple[Document, ...]
    received: Mapping[str, int]


@dataclass(slots=True)
class _Section:
    """The lines between an opening and a closing one; `line` is the number of the first."""

    kind: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    last: str = ""

    def take(self, key: str, value: str) -> None:
        self.values.setdefault(key, value.strip())
        self.last = key

    def go_on(self, text: str) -> None:
        """Add a line without a key to the value before it: purposes come in several lines."""
        if self.last:
            self.values[self.last] = f"{self.values[self.last]} {text.strip()}".strip()

    def text(self, *keys: str) -> str:
        return next((self.values[key] for key in keys if self.values.get(key)), "")


def read_exchange(content: bytes) -> Exchange:
    """Read a file. Raises Malformed with the line that is wrong."""
    lines = _decoded(content).splitlines()
    if not lines or lines[0].strip() != _SIGNATURE:
        raise Malformed(
            f"Это не выписка в формате обмена 1С: файл должен начинаться со слова «{_SIGNATURE}». "
            "Выгрузите выписку в банк-клиенте для «1С:Предприятия»."
        )
    if not any(line.strip() == _END for line in lines):
        raise Malformed("Файл обрывается: в нём нет строки «КонецФайла». Выгрузите выписку ещё раз.")
    header, sections = _sections(lines[1:])
    accounts = [section for section in sections if section.kind == "РасчСчет"]
    return Exchange(
        accounts=tuple(
            dict.fromkeys(
                [*header.values.get("РасчСчет", "").split(), *(item.text("РасчСчет") for item in accounts)]
            )
        ),
        starts_on=_optional_date(header, "ДатаНачала"),
        ends_on=_optional_date(header, "ДатаКонца"),
        documents=tuple(_document(section) for section in sections if section.kind == "Документ"),
        received=_received(accounts),
    )


def identities(documents: tuple[Document, ...]) -> Iterator[tuple[Document, str]]:
    """Each document with what tells it from all others, the same in every file that holds it.

    A bank may list two payments alike in everything, so the place among the like ones counts too: a file
    holds all payments of its days.
    """
    seen: Counter[str] = Counter()
    for document in documents:
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
        key = "|".join(re.sub(r"\W+", "", part).casefold() for part in parts)
        seen[key] += 1
        yield document, hashlib.sha256(f"{key}|{seen[key]}".encode()).hexdigest()


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    # What a file declares as its encoding is often wrong; its own last word is not.
    for encoding in _ENCODINGS:
        if _END.encode(encoding) in content:
            return content.decode(encoding, errors="replace")
    return content.decode("cp1251", errors="replace")


def _sections(lines: list[str]) -> tuple[_Section, list[_Section]]:
    header = current = _Section("", 1)
    found = []
    for number, line in enumerate(lines, start=2):
        text = line.strip()
        if text == _END:
            break
        if text.startswith("Секция"):
            if current is not header:
                raise Malformed(f"Строка {number}: раздел внутри другого. Выгрузите выписку ещё раз.")
            name, _, kind = text.removeprefix("Секция").partition("=")
            current = _Section(name.strip(), number)
            current.take("Вид", kind)
        elif current is not header and text == _CLOSING.get(current.kind, f"Конец{current.kind}"):
            found.append(current)
            current = header
        elif key := _KEY.fullmatch(text):
            _take(current, header, key[1], key[2])
        else:
            current.go_on(text)
    if current is not header:
        raise Malformed(f"Строка {current.line}: раздел не закончен. Выгрузите выписку ещё раз.")
    return header, found


def _take(current: _Section, header: _Section, key: str, value: str) -> None:
    if current is header and key == "РасчСчет":
        value = f"{header.values.pop('РасчСчет', '')} {value}"  # one line for each account
    current.take(key, value)


def _document(section: _Section) -> Document:
    dated_on = _date(section, "Дата")
    moved = [_optional_date(section, key) for key in ("ДатаПоступило", "ДатаСписано")]
    purpose = section.text(_PURPOSE) or " ".join(
        filter(None, (section.text(f"{_PURPOSE}{place}") for place in range(1, 7)))
    )
    return Document(
        kind=section.text("Вид"),
        number=section.text("Номер"),
        dated_on=dated_on,
        moved_on=next((day for day in moved if day), dated_on),
        kopecks=_kopecks(section, "Сумма"),
        payer=_party(section, "Плательщик"),
        payee=_party(section, "Получатель"),
        purpose=purpose,
    )


def _party(section: _Section, side: str) -> Party:
    name = section.text(f"{side}1", side)
    return Party(
        name=re.sub(r"^ИНН\s+[0-9]+\s*", "", name),
        inn=section.text(f"{side}ИНН"),
        accounts=tuple(filter(None, (section.text(f"{side}Счет"), section.text(f"{side}РасчСчет")))),
    )


def _received(accounts: list[_Section]) -> dict[str, int]:
    """What came to each account in the period; banks give one section for it or one for each day."""
    totals: Counter[str] = Counter()
    untold = set()
    for section in accounts:
        account = section.text("РасчСчет")
        if section.text("ВсегоПоступило"):
            totals[account] += _kopecks(section, "ВсегоПоступило", zero=True)
        else:
            untold.add(account)
    return {account: total for account, total in totals.items() if account not in untold}


def _date(section: _Section, key: str) -> date:
    text = section.text(key)
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - a date has no time zone
    except ValueError:
        raise _wrong(section, key, text, "дата пишется так: 24.11.2026") from None


def _optional_date(section: _Section, key: str) -> date | None:
    return _date(section, key) if section.text(key) else None


def _kopecks(section: _Section, key: str, *, zero: bool = False) -> int:
    text = section.text(key)
    found = re.fullmatch(r"([0-9]{1,13})(?:[.,]([0-9]{1,2}))?", re.sub(r"\s", "", text))
    kopecks = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else 0
    if not found or not (kopecks or zero):
        raise _wrong(section, key, text, "сумма пишется так: 1500.00")
    return kopecks


def _wrong(section: _Section, key: str, text: str, example: str) -> Malformed:
    return Malformed(
        f"Раздел со строки {section.line}: в «{key}» написано «{text[:40]}», а {example}. Файл не загружен."
    )
