"""What fills the printed form of an application: its answers under the names that the templates know.

Each form is put together from parts; whatever was answered and no part of the form says is printed after its
items, so that nothing is left out (paragraphs 9, 10, 11, 13–13(6), 117 of the Rules ask more than the forms).
"""

from django.db.models import prefetch_related_objects

from kabinet.applicants.consents import consent_text
from kabinet.applicants.models import ApplicantKind
from kabinet.applicants.purposes import APPLICATION_PROCESSING
from kabinet.applicants.questions import OTHER_DOCUMENT
from kabinet.applications.content.form_editions import form_at
from kabinet.applications.models import Application
from kabinet.applications.papers.form_parts import PARTS
from kabinet.applications.papers.form_reading import Fields, Reading, joined, labelled, number_of
from kabinet.core.channels import Channel
from kabinet.core.operator import operator
from kabinet.core.values import spaced

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
VOLTAGES = {"0.4": "0,4", "6": "6", "10": "10", "20": "20", "35": "35", "110": "110 и выше"}
"""The classes of voltage of questions/power.py, kV."""
SAME_ADDRESS = "совпадает с местом нахождения"
SAME_RESIDENCE = "совпадает с адресом регистрации"


def fields_of(application: Application, *, number: str, consented: bool = True) -> Fields:
    """The fields of the form that applies, in the edition of the application's law.

    «form» is the number of the appendix to the Rules. A draft looked at is not `consented` yet.
    """
    prefetch_related_objects([application], "attachments__file")
    said = Reading(application)
    form = said.facts.applicability.form
    own = PARTS[form_at(form, application.law).template]
    fields: Fields = {"form": form, "number": number, "version": application.version}
    for part in (_addressee, _party, _consent, _signatory, _request, _power, _supplier, *own):
        fields |= part(said)
    if not consented and said.came is Channel.CABINET:
        fields["consent"] = "даётся при подаче заявки"
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
    series, _, number = said("passport_number").partition(" ")
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
    if said("by_representative"):
        head, position = representative, joined("представитель", document, by=", ")
    elif said.kind == ApplicantKind.ENTREPRENEUR:
        head, position = "", "индивидуальный предприниматель"
    else:
        head, position = said("head_name"), said("head_position")
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
        "total_power": number_of(said.facts.total_power),
        "requested_power": number_of(said.facts.requested_power),
        "previous_power": number_of(said.facts.previous_power),
        "voltage": VOLTAGES.get(said.code("voltage"), ""),
    }


def _supplier(said: Reading) -> Fields:
    said("has_supply_contract")
    kind = said("supply_contract_kind")
    number, day = said("supply_contract_number"), said("supply_contract_date")
    contract = joined("действующий договор", labelled("№", number), labelled("от", day), by=" ")
    return {"supplier": joined(said("supplier"), contract if number else kind[:1].lower() + kind[1:])}


def _attachments(said: Reading) -> list[Fields]:
    return [
        {"title": item.label, "name": file.name, "size": spaced(file.size), "sha256": file.sha256}
        for block in said.blocks
        for item in block.items
        for file in item.files
    ]
