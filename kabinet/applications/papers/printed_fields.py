"""What fills the printed form of an application: its answers under the names that the templates know.

Each form is put together from parts; whatever was answered and no part of the form says is printed after its
items, so that nothing is left out (paragraphs 9, 10, 11, 13–13(6), 117 of the Rules ask more than the forms).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Literal

from django.db.models import prefetch_related_objects

from kabinet.applicants.consents import APPLICATION_PROCESSING, consent_text
from kabinet.applicants.models import ApplicantKind
from kabinet.applicants.questions import OTHER_DOCUMENT
from kabinet.applications.asked.answers import RowsName, TextName, power_in, read_power, rows_in, text_in
from kabinet.applications.content.summary import SummaryBlock, SummaryItem, summarise
from kabinet.applications.models import Application
from kabinet.core.channels import Channel
from kabinet.core.operator import operator
from kabinet.core.values import spaced
from kabinet.law.applicability import Category, Paragraph

type Fields = dict[str, Any]

REASONS = {
    "НП": "новым присоединением",
    "УМ": "увеличением объёма максимальной мощности",
    "ИС": "изменением схемы электроснабжения без пересмотра мощности",
    "ИТ": "изменением точки присоединения",
    "ИК": "изменением категории надёжности электроснабжения",
    "ПМ": "присоединением за счёт мощности, перераспределённой другим владельцем",
    "МГ": "присоединением объекта микрогенерации",
}
"""«В связи с …»: the reasons of questions/request.py in the instrumental case."""
TEMPORARY = {
    "mobile": "временным технологическим присоединением передвижного объекта",
    "contract": "временным технологическим присоединением до выполнения постоянной схемы электроснабжения",
}
VOLTAGES = {"0.4": "0,4", "6": "6", "10": "10", "35": "35", "110": "110 и выше"}
"""The classes of voltage of questions/power.py, kV."""
SAME_ADDRESS = "совпадает с местом нахождения"
SAME_RESIDENCE = "совпадает с адресом регистрации"


class Reading:
    """The answers of an application as people read them; remembers which have been given out."""

    def __init__(self, application: Application) -> None:
        self.answers = application.answers
        self.kind = application.applicant_kind
        self.facts = application.facts
        self.came = Channel(application.channel)
        self.blocks = summarise(application)
        self._items = {item.name: item for block in self.blocks for item in block.items}
        self._said: set[str] = set()

    def __call__(self, name: TextName | Literal["total_power"]) -> str:
        """The answer to a question, «» when it is not asked or empty."""
        self._said.add(name)
        return self._items[name].value if name in self._items else ""

    def code(self, name: TextName) -> str:
        """The code of the chosen variant, «» when the question is not asked or empty."""
        return text_in(self.answers, name) if self(name) else ""

    def rows(self, name: RowsName) -> list[tuple[str, ...]]:
        """The cells of repeated rows."""
        self._said.add(name)
        table = self._items[name].table if name in self._items else None
        return list(table.rows) if table else []

    def rest(self) -> list[Fields]:
        """What has not been given out, by the steps of the wizard."""
        return [
            {"title": block.title, "items": items} for block in self.blocks if (items := self._unsaid(block))
        ]

    def _unsaid(self, block: SummaryBlock) -> list[Fields]:
        return [
            {"label": item.label, "value": _flat(item)}
            for item in block.items
            if item.name not in self._said and not item.files
        ]


def _flat(item: SummaryItem) -> str:
    if item.table is None:
        return item.value
    return "; ".join(", ".join(cell for cell in row if cell) for row in item.table.rows)


def joined(*parts: str, by: str = ", ") -> str:
    """The parts that are there, one after another."""
    return by.join(part for part in parts if part)


def labelled(label: str, value: str) -> str:
    """«КПП 773601001», or nothing when there is no value."""
    return f"{label}\N{NO-BREAK SPACE}{value}" if value else ""


def fields_of(application: Application, *, number: str) -> Fields:
    """The fields of the form that applies; «form» is the number of the appendix to the Rules."""
    prefetch_related_objects([application], "attachments__file")
    said = Reading(application)
    form = said.facts.applicability.form
    fields: Fields = {"form": form, "number": number, "version": application.version}
    for part in (_addressee, _party, _consent, _signatory, _request, _power, _supplier, *PARTS[form]):
        fields |= part(said)
    return fields | {"attachments": _attachments(said), "rest": said.rest()}


def _addressee(_said: Reading) -> Fields:
    details = operator()
    return {"operator": {"name": details.full_name, "address": details.address}}


def _party(said: Reading) -> Fields:
    """Items 1–3(1) of the forms."""
    short, full = said("short_name"), said("full_name")
    person = joined(said("last_name"), said("first_name"), said("middle_name"), by=" ")
    place = said("legal_address") or said("registration_address")
    actual = said("postal_address") or said("actual_address")
    name = full if said.kind == ApplicantKind.COMPANY else person
    if short and short != full:
        name = f"{name} ({short})"
    return {
        "kind": said.kind,
        "name": f"Индивидуальный предприниматель {person}"
        if said.kind == ApplicantKind.ENTREPRENEUR
        else name,
        "inn": joined(
            said("inn"),
            labelled("КПП", said("kpp")),
            labelled("ОГРН", said("ogrn")),
            labelled("ОГРНИП", said("ogrnip")),
        ),
        "place": place,
        "actual_place": actual or (place and SAME_ADDRESS),
        "residence": actual or (place and SAME_RESIDENCE),
        "passport": _passport(said),
        "snils": said("snils").replace(" ", "\N{NO-BREAK SPACE}"),
    }


def _passport(said: Reading) -> Fields:
    series, number = said("passport_series"), said("passport_number")
    other, other_number = said("other_document_name"), said("other_document_number")
    if said.code("identity_document") == OTHER_DOCUMENT:
        series, number = "", joined(other_number, f"({other})" if other else "", by=" ")
    issued = joined(
        said("passport_issued_by"),
        said("passport_issued_on"),
        labelled("код подразделения", said("passport_department_code")),
    )
    born = joined(said("birth_date"), said("birth_place"))
    return {
        "series": series,
        "number": number,
        "issued": joined(labelled("выдан", issued), labelled("дата и место рождения:", born), by="; "),
    }


def _consent(said: Reading) -> Fields:
    if said.came is not Channel.CABINET:
        return {"consent": f"в заявке, поступившей {said.came.label}"}
    text = consent_text(APPLICATION_PROCESSING)
    version = text.version.replace(" ", "\N{NO-BREAK SPACE}")
    return {"consent": f"даю: «{text.title}», редакция {version}"}


def _signatory(said: Reading) -> Fields:
    """Who signs: the representative, the head of a company, or the applicant."""
    representative = joined(
        said("representative_last_name"),
        said("representative_first_name"),
        said("representative_middle_name"),
        by=" ",
    )
    document = joined(
        said("representative_document"),
        labelled("№", said("representative_document_number")),
        labelled("от", said("representative_document_date")),
        labelled("действует до", said("representative_valid_until")),
        by=" ",
    )
    head, position = said("head_name"), said("head_position")
    if said("by_representative"):
        head, position = representative, joined("представитель", document, by=", ")
    elif said.kind == ApplicantKind.ENTREPRENEUR:
        position = "индивидуальный предприниматель"
    person = joined(said("last_name"), said("first_name"), said("middle_name"), by=" ")
    return {
        "signatory": {
            "name": head or (person if said.kind != ApplicantKind.COMPANY else ""),
            "position": position,
            "contacts": joined(said("mobile"), said("email")),
        }
    }


def _request(said: Reading) -> Fields:
    """«В связи с … просит осуществить технологическое присоединение …, расположенных …»."""
    said("connection")
    reason = REASONS.get(said.code("reason"), "") or TEMPORARY.get(said.code("temporary_kind"), "")
    return {
        "reason": reason,
        "object": said("object_name"),
        "object_place": joined(
            said("object_address"),
            labelled("кадастровый номер", said("cadastral_number")),
            labelled("координаты", said("coordinates")),
        ),
    }


def _power(said: Reading) -> Fields:
    """The maximum power, and what it is made of; kW, kV."""
    for name in ("requested_power", "previous_power", "total_power"):
        said(name)
    return {
        "total_power": _number(said.facts.total_power),
        "requested_power": _number(said.facts.requested_power),
        "previous_power": _number(said.facts.previous_power),
        "voltage": VOLTAGES.get(said.code("voltage"), ""),
    }


def _supplier(said: Reading) -> Fields:
    said("has_supply_contract")
    kind = said("supply_contract_kind")
    number, day = said("supply_contract_number"), said("supply_contract_date")
    contract = joined("действующий договор", labelled("№", number), labelled("от", day), by=" ")
    return {"supplier": joined(said("supplier"), contract if number else kind[:1].lower() + kind[1:])}


def _load(said: Reading) -> Fields:
    load = said("load")
    return {
        "load": joined(load[:1].lower() + load[1:], labelled("вид деятельности:", said("activity")), by="; ")
    }


def _stages(said: Reading) -> Fields:
    generation = ""
    rows = said.rows("stages")
    if len(rows) == 1:
        generation = _number(power_in(said.answers, "generation_power"))
    return {
        "stages": [
            {
                "design": design,
                "commissioning": commissioning,
                "power": _bare(power),
                "category": _bare(category),
            }
            | {"generation": generation}
            for design, commissioning, power, category in rows
        ]
    }


def _instalments(said: Reading) -> Fields:
    return {"instalments": said("instalments").lower() or "нет"}


def _generation(said: Reading) -> Fields:
    """The power, number and passport data of generators of one's own (forms 4(1), 7)."""
    asked, before = (
        power_in(said.answers, name) if said(name) else Decimal(0)
        for name in ("generation_power", "previous_generation_power")
    )
    return {
        "generation": {
            "total": _number(asked + before),
            "requested": _number(asked),
            "previous": _number(before),
        },
        "generators": joined(said("generators_count"), said("generators_details"), by="; "),
        "ramp": said("generators_ramp"),
    }


def _temporary(said: Reading) -> Fields:
    return {
        "months": said("temporary_months"),
        "contract": joined(
            labelled("№", said("contract_number")), labelled("от", said("contract_date")), by=" "
        ),
    }


def _general(said: Reading) -> Fields:
    """Items 5–12 of form 7."""
    return {
        "points": [{"name": name, "power": _bare(power)} for name, power in said.rows("points")],
        "equipment": said("equipment"),
        "transformers": said("transformers"),
        "own_generators": said("own_generators"),
        "categories": _categories(said),
        "distorting_load": _distorting_load(said),
        "technological_minimum": said("technological_minimum"),
        "reserve": said("reserve").lower(),
        "reserve_details": said("reserve_details"),
        "middle": said.facts.paragraph is Paragraph.MIDDLE,
    }


def _distorting_load(said: Reading) -> str:
    present, details = said("distorting_load"), said("distorting_load_details")
    return f"нагрузки, искажающие форму кривой тока: {details or present.lower()}" if present else ""


def _categories(said: Reading) -> Mapping[str, str]:
    """The power of each category; all of it is of the third when nothing is said (paragraph 14(1))."""
    said.rows("categories")
    sums = dict.fromkeys(Category, Decimal(0))
    for row in rows_in(said.answers, "categories"):
        if row.get("category") in sums:
            sums[Category(row["category"])] += read_power(str(row.get("power") or ""))
    if not any(sums.values()):
        sums[Category.THIRD] = said.facts.total_power
    return {category.value: _number(power) for category, power in sums.items()}


def _attachments(said: Reading) -> list[Fields]:
    return [
        {"title": item.label, "name": file.name, "size": spaced(file.size), "sha256": file.sha256}
        for block in said.blocks
        for item in block.items
        for file in item.files
    ]


def _number(power: Decimal) -> str:
    """A power as it stands before «кВт», «» for none."""
    return spaced(power) if power else ""


def _bare(cell: str) -> str:
    """«150» of «150 кВт», «III» of «III категория»: the forms name the unit in the heading."""
    return cell.removesuffix("\N{NO-BREAK SPACE}кВт").removesuffix(" категория")


PARTS: Mapping[str, tuple[Callable[[Reading], Fields], ...]] = {
    "4": (_load, _stages, _instalments),
    "4(1)": (_generation, _load, _stages),
    "5": (_load, _temporary),
    "6": (_stages,),
    "7": (_general, _generation, _load, _stages),
}
"""What each form says besides the items that all of them have."""
