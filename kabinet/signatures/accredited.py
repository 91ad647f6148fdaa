"""The list of accredited authorities of Минцифры (TSL): read from its XML, brought into the trust folder.

Each authority is taken or named with the reason why not; a bad one takes nothing from the others. One whose
accreditation has ended stays, with the days on which it was accredited: what its people signed then is judged
by that day (63-ФЗ, ст. 11 п. 1). Roots are never taken from the list: these are put there by hand.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from defusedxml import DefusedXmlException, ElementTree

from kabinet.core.errors import DomainError
from kabinet.core.limited import Budget, Crashed, OverBudget, run_limited
from kabinet.signatures.certificates import read_certificate
from kabinet.signatures.der import UNREADABLE, trimmed
from kabinet.signatures.trust import ACCREDITATION, INTERMEDIATES, Period, thumbprint

BUDGET = Budget(cpu_seconds=60, memory=1024**3, wall_seconds=300)
"""The official list is some tens of megabytes."""
_ROOT = "АккредитованныеУдостоверяющиеЦентры"
_IN_FORCE = "Действует"


class ListUnfit(DomainError):
    """The file is no list of accredited authorities."""


@dataclass(frozen=True, slots=True)
class ListedAuthority:
    """An authority of the list: when it was accredited, its certificates, what of them cannot be read."""

    name: str
    status: str
    periods: tuple[Period, ...]
    certificates: tuple[bytes, ...]
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an authority of the list."""

    authority: ListedAuthority
    added: int
    known: int

    @property
    def told(self) -> str:
        """The outcome in a line."""
        authority = self.authority
        parts = [f"новых сертификатов {self.added}, известных {self.known}"]
        if not authority.periods:
            parts = ["не взят: в списке нет дней аккредитации"]
        elif not (self.added or self.known):
            parts = ["не взят: ни одного пригодного сертификата"]
        parts += [f"отложен сертификат: {fault}" for fault in authority.unreadable]
        return f"{authority.name}: {authority.status.lower() or 'статус не указан'}; {'; '.join(parts)}"


def import_list(stream: IO[bytes], folder: Path) -> list[Imported]:
    """Bring the authorities of an official list into the trust folder; again, it changes nothing.

    Raises ListUnfit.
    """
    try:
        authorities = run_limited(read_list, source=stream, budget=BUDGET)
    except (OverBudget, Crashed) as fault:
        raise ListUnfit("Список не удалось прочесть: он повреждён или слишком велик.") from fault
    if not authorities:
        raise ListUnfit("В списке нет ни одного удостоверяющего центра.")
    (folder / INTERMEDIATES).mkdir(parents=True, exist_ok=True)
    present = {hashlib.sha256(path.read_bytes()).digest() for path in _files(folder / INTERMEDIATES)}
    days: dict[str, list[Period]] = {}
    done = []
    for authority in authorities:
        added = known = 0
        for der in authority.certificates if authority.periods else ():
            days.setdefault(hashlib.sha256(der).hexdigest(), []).extend(authority.periods)
            if hashlib.sha256(der).digest() in present:
                known += 1
                continue
            name = f"tsl-{thumbprint(read_certificate(der)).lower()}.cer"
            _write(folder / INTERMEDIATES / name, der)
            present.add(hashlib.sha256(der).digest())
            added += 1
        done.append(Imported(authority, added, known))
    # Last: until it is there, the former days count. An authority that the list has dropped keeps its own.
    kept = dict(_former(folder)) | {key: sorted(set(periods)) for key, periods in days.items()}
    _write(folder / ACCREDITATION, json.dumps(kept, indent=1, sort_keys=True).encode())
    return done


def read_list(stream: IO[bytes]) -> list[ListedAuthority]:
    """Read the XML of the list. Raises ListUnfit."""
    try:
        root = ElementTree.parse(stream, forbid_dtd=True).getroot()
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as fault:
        raise ListUnfit("Это не XML списка аккредитованных удостоверяющих центров.") from fault
    if root.tag != _ROOT:
        raise ListUnfit(f"Это не список аккредитованных удостоверяющих центров: он начинается с «{_ROOT}».")
    return [_authority(element) for element in root.iter("УдостоверяющийЦентр")]


def _authority(element: Any) -> ListedAuthority:
    certificates, unreadable = [], []
    for data in element.iter("ДанныеСертификата"):
        try:
            der = trimmed(base64.b64decode("".join((data.findtext("Данные") or "").split()), validate=True))
            read_certificate(der)
        except (binascii.Error, *UNREADABLE) as fault:
            which = data.findtext("Отпечаток") or data.findtext("СерийныйНомер") or "без отпечатка"
            unreadable.append(f"{which.strip()} ({' '.join(str(fault).split())[:100] or 'не читается'})")
        else:
            certificates.append(der)
    changes = sorted(_changes(element))
    return ListedAuthority(
        name=" ".join((element.findtext("Название") or "без названия").split()),
        status=changes[-1][1] if changes else "",
        periods=tuple(_periods(changes)),
        certificates=tuple(dict.fromkeys(certificates)),
        unreadable=tuple(unreadable),
    )


def _changes(element: Any) -> Iterator[tuple[str, str]]:
    """The moments since which a status holds, the history's too."""
    for status in element.iter("СтатусАккредитации"):
        word, since = status.findtext("Статус"), status.findtext("ДействуетС")
        if word and since:
            try:
                moment = datetime.fromisoformat(since.strip())
            except ValueError:
                continue
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            yield moment.astimezone(UTC).isoformat(), word.strip()


def _periods(changes: list[tuple[str, str]]) -> Iterator[Period]:
    begun = ""
    for since, status in changes:
        if status == _IN_FORCE:
            begun = begun or since
        elif begun:
            yield begun, since
            begun = ""
    if begun:
        yield begun, ""


def _former(folder: Path) -> Mapping[str, list[Period]]:
    try:
        read: dict[str, list[Period]] = json.loads((folder / ACCREDITATION).read_bytes())
    except (OSError, ValueError):
        return {}
    return read


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file())


def _write(path: Path, content: bytes) -> None:
    """Write a file so that whoever reads sees the former or the new one, never a part."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
