"""Answers that people say in one breath: a name, a telephone with an e-mail, a passport."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from kabinet.applicants.answers import ProfileName
from kabinet.applicants.questions import IDENTITY_DOCUMENT, PASSPORT
from kabinet.applications.content.summary import SummaryItem


class _Breath(NamedTuple):
    """`names` in the order in which they are said; `kind`: (the question, its answer) that names them all."""

    label: str
    names: tuple[ProfileName, ...]
    by: str = ", "
    kind: tuple[ProfileName, str] | None = None


_BREATHS = (
    _Breath("Фамилия, имя, отчество", ("last_name", "first_name", "middle_name"), by=" "),
    _Breath("Телефон и e-mail", ("mobile", "email")),
    _Breath(
        dict(IDENTITY_DOCUMENT.choices)[PASSPORT],
        ("passport_number", "passport_issued_on", "passport_issued_by", "passport_department_code"),
        kind=("identity_document", dict(IDENTITY_DOCUMENT.choices)[PASSPORT]),
    ),
)


def together(items: Sequence[SummaryItem], *, apart: Collection[str] = ()) -> list[SummaryItem]:
    """The lines with those of one breath made one, which bears the name of its first.

    `apart`: names of which something has to be said by itself; their breath stays in its lines.
    """
    told = list(items)
    for breath in _BREATHS:
        told = _joined(told, breath, apart)
    return told


def _joined(items: list[SummaryItem], breath: _Breath, apart: Collection[str]) -> list[SummaryItem]:
    given = {item.name: item for item in items}
    said = [given[name] for name in breath.names if name in given]
    if len(said) < 2 or not set(apart).isdisjoint(breath.names):
        return items
    away: set[str] = {item.name for item in said[1:]}
    if breath.kind:
        name, answer = breath.kind
        if name in given and given[name].value != answer:
            return items
        away.add(name)
    whole = replace(said[0], label=breath.label, value=breath.by.join(item.value for item in said))
    return [whole if item is said[0] else item for item in items if item.name not in away]
