"""The printed forms against appendices 4, 4(1), 5, 6 and 7 to the Rules, worded by № 103 of 07.02.2026.

The points are listed here by their numbers and a few words, from the act and not from the templates.
"""

import io
import re
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date

import pypdf
import pytest

from kabinet.applications.asked.steps import every_question
from kabinet.applications.content.summary import summarise
from kabinet.applications.papers.printed_fields import fields_of
from kabinet.applications.papers.printed_form import _print
from kabinet.core.questions import Kind, is_empty
from kabinet.law.editions import FIRST
from tests.applications.test_printed_form import squeezed, unsaved


@dataclass(frozen=True)
class Point:
    """A point of an appendix; one without a number begins with its `words`.

    `names`: the questions whose answers it carries; `says`: what else must stand there.
    """

    number: str
    words: str
    names: tuple[str, ...] = ()
    says: tuple[str, ...] = ()

    @property
    def title(self):
        return f"{self.number} {self.words}".strip()

    @property
    def begins(self):
        words = re.escape(self.number) if self.number else r"\s+".join(map(re.escape, self.words.split()))
        return re.compile(rf"^{words}(?=[\s\d])", re.MULTILINE)


# --- What the appendices share --------------------------------------------------------------------

NAME = ("last_name", "first_name", "middle_name", "full_name", "short_name")
PLACE = ("registration_address", "actual_address", "legal_address", "postal_address")
WHO = (
    Point("1.", "полное наименование заявителя", NAME),
    Point("2.", "идентификационный номер налогоплательщика", ("inn", "kpp", "ogrn", "ogrnip")),
)
PASSPORT = Point(
    "",
    "Паспортные данные",
    (
        *("identity_document", "passport_number", "passport_issued_by"),
        *("passport_issued_on", "passport_department_code", "birth_date", "birth_place"),
    ),
    ("серия", "номер", "выдан (кем, когда)"),
)
WHERE = Point("3.", "место нахождения заявителя, в том числе фактический адрес", PLACE)
PERSON = (
    Point("3(1).", "страховой номер индивидуального лицевого счета", ("snils",)),
    Point("3(2).", "на обработку персональных данных", says=("даю:", "редакция")),
)
ASKED = (
    *("connection", "reason", "temporary_kind", "object_name"),
    *("object_address", "cadastral_number", "coordinates"),
)
SUPPLIER = (
    *("supplier", "has_supply_contract", "supply_contract_kind"),
    *("supply_contract_number", "supply_contract_date"),
)
STAGES = ("этап (очередь)", "срок проектирования", "введения", "максимальная мощность", "категория")
CONTACTS = ("mobile", "email", "head_name", "head_position")
FILES = Point("", "Приложения", says=("«Паспорт_скан #1.pdf», 408351 байт",))


def request(number, what="энергопринимающих устройств", why="увеличением объёма максимальной мощности"):
    return Point(
        number,
        f"наименование {what} для присоединения",
        ASKED,
        (f"в связи с {why}", "просит осуществить технологическое присоединение", "расположенных"),
    )


def supplier(number, verb="энергоснабжения"):
    return Point(number, f"планируется заключение договора {verb}", SUPPLIER)


def signature(title, *, post=("должность",), seal=("М.П.",)):
    return Point("", title, CONTACTS, ("фамилия, имя, отчество", *post, "подпись", "24.11.2026", *seal))


def power(number, what, parts, note, names):
    """The maximum power, «а» and «б»: each at its voltage, before which stands the number of a note."""
    total, asked, before = (f"составляет {part} кВт при напряжении{note} 0,4 кВ" for part in parts)
    return (
        Point(number, f"{what} (присоединяемых и ранее присоединенных)", (*names, "voltage"), (total,)),
        Point("", "а) максимальная мощность присоединяемых", says=(what, asked)),
        Point("", "б) максимальная мощность ранее присоединенных", says=(what, before)),
    )


# --- The appendices -------------------------------------------------------------------------------

RECEIVERS, GENERATORS = "энергопринимающих устройств", "объектов микрогенерации"
POWERS = ("requested_power", "previous_power", "total_power")
APPENDIX_4 = (
    *WHO,
    WHERE,
    PASSPORT,
    *PERSON,
    request("4."),
    *power("5.", RECEIVERS, ("82,5", "61,5", "21"), "4", POWERS),
    Point("6.", "категория надежности", says=("III", "по одному источнику")),
    Point("7.", "Характер нагрузки (вид экономической деятельности", ("load", "activity")),
    Point("8.", "Сроки проектирования и поэтапного введения", ("stages",), STAGES),
    Point("9.", "рассрочкой платежа", ("instalments",), ("начисляются на остаток задолженности",)),
    supplier("10."),
    FILES,
    signature("Заявитель"),
)
APPENDIX_4_1 = (
    *WHO,
    WHERE,
    PASSPORT,
    *PERSON,
    request("4.", f"{RECEIVERS} и (или) {GENERATORS}"),
    *power("5.", RECEIVERS, ("82,5", "61,5", "21"), "4", POWERS),
    *power(
        *("6.", GENERATORS, ("10", "6,5", "3,5"), "4"),
        ("generation_power", "previous_generation_power"),
    ),
    Point("7.", "Количество и мощность генераторов", ("generators_count", "generators_details")),
    Point("8.", "категория надежности", says=("III", "по одному источнику")),
    Point("9.", "Характер (график) нагрузки", ("load", "activity")),
    Point("10.", "скорость набора или снижения нагрузки", ("generators_ramp",)),
    Point("11.", "Сроки проектирования и поэтапного введения", ("stages",), (*STAGES, GENERATORS, "III 6,5")),
    supplier("12."),
    FILES,
    signature("Заявитель"),
)
APPENDIX_5 = (
    *WHO,
    PASSPORT,
    WHERE,
    *PERSON,
    request("4.", why="временным технологическим присоединением до выполнения постоянной схемы"),
    Point(
        *("5.", "Максимальная мощность", (*POWERS, "voltage")),
        ("составляет3 61,5 кВт при напряжении4 0,4 кВ",),
    ),
    Point("6.", "Характер нагрузки", ("load", "activity")),
    Point("7.", "Срок электроснабжения по временной схеме", ("temporary_months",)),
    Point("8.", "Реквизиты договора", ("contract_number", "contract_date")),
    supplier("9."),
    FILES,
    signature("Руководитель организации (заявитель)"),
)
APPENDIX_6 = (
    Point("1.", "фамилия, имя, отчество", NAME),
    replace(PASSPORT, number="2."),
    Point("3.", "Зарегистрирован(а)", ("registration_address",), ("индекс, адрес",)),
    *PERSON,
    Point("4.", "Фактический адрес проживания", ("actual_address",), ("индекс, адрес",)),
    request("5."),
    *power("6.", RECEIVERS, ("13,5", "9,5", "4"), "3", POWERS),
    Point("7.", "по надежности электроснабжения", says=("III", "по одному источнику")),
    Point("8.", "Сроки проектирования и поэтапного введения", ("stages",), STAGES),
    supplier("9.", "электроснабжения"),
    FILES,
    signature("Заявитель", post=(), seal=()),
)
APPENDIX_7 = (
    *WHO,
    PASSPORT,
    WHERE,
    *PERSON,
    request("4."),
    Point("5.", "Количество точек присоединения", ("equipment",), ("устройств: 2",)),
    Point(
        *("6.", "присоединяемых и ранее присоединенных", (*POWERS, "voltage", "points")),
        (
            "составляет 1010,5 кВт при напряжении5 10 кВ",
            "точка присоединения Ячейка 1 — 600,5 кВт; точка присоединения Ячейка 2 — 410 кВт)",
        ),
    ),
    Point(
        *("", "а) максимальная мощность присоединяемых", ()),
        (
            "составляет 910,5 кВт при напряжении 10 кВ",
            "точка присоединения Ячейка 1 — 530,5 кВт; точка присоединения Ячейка 2 — 380 кВт;",
        ),
    ),
    Point(
        *("", "б) максимальная мощность ранее присоединенных", ()),
        (
            "составляет 100 кВт при напряжении 10 кВ",
            "точка присоединения Ячейка 1 — 70 кВт; точка присоединения Ячейка 2 — 30 кВт.",
        ),
    ),
    Point("7.", "трансформаторов (кВА)", ("transformers",)),
    Point(
        *("8.", "Количество и мощность генераторов"),
        (
            *("own_generators", "generation_power", "previous_generation_power"),
            *("generators_count", "generators_details"),
        ),
    ),
    Point(
        *("9.", "категория надежности", ("categories",)),
        ("I категория 300,5 кВт II категория 200 кВт III категория 510 кВт",),
    ),
    Point(
        *("10.", "характер нагрузки"),
        ("load", "activity", "generators_ramp", "distorting_load", "distorting_load_details"),
        ("для генераторов", "искажающих форму кривой", "несимметрию"),
    ),
    Point("11.", "технологического минимума", ("technological_minimum",)),
    Point("12.", "Необходимость наличия технологической и (или) аварийной брони", ("reserve",)),
    Point("", "Величина и обоснование технологической и аварийной брони", ("reserve_details",)),
    Point("13.", "Сроки проектирования и поэтапного введения", ("stages",), STAGES),
    supplier("14."),
    Point("", "Заявители, максимальная мощность", says=("пункты 7, 8, 11 и 12", "не заполняют")),
    FILES,
    signature("Руководитель организации (заявитель)"),
)


def instead(points, says):
    """The points of which some say other things: by the number, or the first letter of those without."""
    return tuple(
        replace(point, says=says[key]) if (key := point.number or point.words[:2]) in says else point
        for point in points
    )


# --- The applications -----------------------------------------------------------------------------

SMALL = {"reason": "УМ", "requested_power": "61,5", "previous_power": "21", "voltage": "0.4"}
STAGE = {"design": "02.2027", "commissioning": "07.2028", "category": "III"}
GENERATION = {
    "microgeneration": "yes",
    "generation_power": "6,5",
    "previous_generation_power": "3,5",
    "generators_count": "3",
    "generators_details": "Марка А, 2 кВт",
}
GENERAL = {
    "reason": "УМ",
    "requested_power": "910,5",
    "previous_power": "100",
    "voltage": "10",
    "points": [
        {"name": "Ячейка 1", "power": "600,5", "previous": "70"},
        {"name": "Ячейка 2", "power": "410", "previous": "30"},
    ],
    "categories": [
        {"category": "I", "power": "300,5"},
        {"category": "II", "power": "200"},
        {"category": "III", "power": "510"},
    ],
    "distorting_load": "yes",
    "reserve": "yes",
    "stages": [STAGE | {"power": "610,5", "category": "II"}, STAGE | {"power": "300", "design": "03.2027"}],
}
MIDDLE = GENERAL | {
    "requested_power": "310,5",
    "points": [
        {"name": "Ячейка 1", "power": "100,5", "previous": "70"},
        {"name": "Ячейка 2", "power": "310", "previous": "30"},
    ],
    "categories": [{"category": "II", "power": "410,5"}],
    "stages": [STAGE | {"power": "310,5"}],
}
UNFILLED = ("не заполняется",)
APPENDIX_7_OF_12 = instead(
    APPENDIX_7,
    {
        "6.": (
            "составляет 410,5 кВт при напряжении5 10 кВ",
            "Ячейка 1 — 100,5 кВт; точка присоединения Ячейка 2 — 310 кВт)",
        ),
        "а)": ("составляет 310,5 кВт", "точка присоединения Ячейка 1 — 30,5 кВт;"),
        "б)": ("составляет 100 кВт", "точка присоединения Ячейка 2 — 30 кВт."),
        "9.": ("I категория — кВт II категория 410,5 кВт III категория — кВт",),
        **dict.fromkeys(("7.", "8.", "11.", "12.", "Ве"), UNFILLED),
    },
)
"""Paragraph 12: who leaves items 7, 8, 11 and 12 unfilled."""
APPENDIX_7_OF_13_6 = instead(
    APPENDIX_7,
    {
        "5.": ("—",),
        "6.": ("составляет 1010,5 кВт при напряжении5 0,4 кВ", "(с распределением"),
        "а)": ("составляет 910,5 кВт",),
        "б)": ("составляет 100 кВт",),
        "8.": ("присоединяемая микрогенерация 6,5 кВт", "присоединённая ранее, 3,5 кВт"),
    },
)
"""Paragraph 13(6): no points and no technical data are asked, the power of microgeneration is."""
CASES = {
    "4, ЮЛ": ("4", "ЮЛ", SMALL | {"stages": [STAGE | {"power": "61,5"}]}, APPENDIX_4),
    "4, ИП": ("4", "ИП", SMALL | {"stages": [STAGE | {"power": "61,5"}]}, APPENDIX_4),
    "4, ФЛ": ("4", "ФЛ", SMALL | {"stages": [STAGE | {"power": "61,5"}]}, APPENDIX_4),
    "4(1), ЮЛ": ("4(1)", "ЮЛ", SMALL | GENERATION | {"stages": [STAGE | {"power": "61,5"}]}, APPENDIX_4_1),
    "4(1), ФЛ": ("4(1)", "ФЛ", SMALL | GENERATION | {"stages": [STAGE | {"power": "61,5"}]}, APPENDIX_4_1),
    "5, ЮЛ": ("5", "ЮЛ", SMALL | {"connection": "temporary", "temporary_kind": "contract"}, APPENDIX_5),
    "5, ФЛ": ("5", "ФЛ", SMALL | {"connection": "temporary", "temporary_kind": "contract"}, APPENDIX_5),
    "6, ФЛ": (
        *("6", "ФЛ"),
        SMALL | {"requested_power": "9,5", "previous_power": "4", "stages": [STAGE | {"power": "9,5"}]},
        APPENDIX_6,
    ),
    "7, ЮЛ": ("7", "ЮЛ", GENERAL, APPENDIX_7),
    "7, ФЛ": ("7", "ФЛ", GENERAL, APPENDIX_7),
    "7, п. 12": ("7", "ИП", MIDDLE, APPENDIX_7_OF_12),
    "7, п. 13(6)": ("7", "ЮЛ", GENERAL | GENERATION | {"voltage": "0.4"}, APPENDIX_7_OF_13_6),
}
REWORDED = {
    *("connection", "reason", "temporary_kind", "identity_document", "has_supply_contract"),
    *("supply_contract_kind", "distorting_load", "previous_power", "requested_power", "total_power"),
    *("generation_power", "previous_generation_power", "voltage", "points"),
}
"""Answers that a form says in its own words: here they stand in what the point says besides."""
LEFT_OUT = {"by_representative"}
"""Not filled: whoever acts for the applicant signs in the place of the head."""
OF_A_KIND = {
    Kind.YES_NO: "no",
    Kind.CHECK: "yes",
    Kind.PAST_DATE: "03.03.2003",
    Kind.WHOLE: "10",
    Kind.DISTANCE: "10",
    Kind.PERSON_NAME: "Греф Герман Оскарович",
    Kind.CADASTRAL_NUMBER: "02:55:010101:123",
    Kind.DEPARTMENT_CODE: "770-001",
    Kind.KPP: "773601001",
}


def right(question):
    """An answer that the question takes, told from those to others where it is a text."""
    if question.kind is Kind.CHOICE:
        return question.choices[0][0]
    return OF_A_KIND.get(question.kind, f"Ответ {question.name}")


def filled(kind, chosen):
    """An application in which every question that is asked has an answer."""
    application = unsaved(kind, **chosen)
    answers, grown = application.answers, True
    while grown:
        grown = False
        for _, question in every_question(kind, FIRST):
            if question.name in LEFT_OUT or not question.shown(answers) or question.kind is Kind.ROWS:
                continue
            if is_empty(answers.get(question.name)):
                answers[question.name] = right(question)
                grown = True
    return application


APART = "Сведения, указанные заявителем сверх пунктов формы|^Приложения$"
"""What stands before the facts that no point asks, and after them."""


def text_of(fields):
    """What is printed, line by line, without the feet of the pages."""
    pdf = _print(fields, dated_on=date(2026, 11, 24))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return "\n".join(re.sub(r"Заявка\s+№\s.*?С\. \d+ из \d+$", "", page, flags=re.DOTALL) for page in pages)


def answered(application):
    return {item.name: item for block in summarise(application) for item in block.items if not item.files}


def cells(item):
    """The values of an answer as they stand on paper, squeezed."""
    said = [cell for row in item.table.rows for cell in row if cell] if item.table else [item.value]
    if item.name == "passport_number":
        said = item.value.split()  # series and number have places of their own on paper
    return [squeezed(cell).removesuffix("категория").removesuffix("квт") for cell in said]


def parts(text, points):
    """Point → its own part of the text, up to the next point found; «» for one that is not there."""
    found, place = [], 0
    for point in points:
        match = point.begins.search(text, place)
        found.append(match.start() if match else None)
        place = match.end() if match else place
    ends = [*found[1:], len(text)]
    for index in range(len(points) - 1, 0, -1):
        if ends[index - 1] is None:
            ends[index - 1] = ends[index]
    return {
        point: "" if start is None else text[start:end].partition("Сведения, указанные заявителем")[0]
        for point, start, end in zip(points, found, ends, strict=True)
    }


def lacking(text, points, application):
    """The points that are not there, and what each that is there does not say."""
    known = answered(application)
    for point, part in parts(text, points).items():
        here = squeezed(part)
        asked = [known[name] for name in point.names if name in known and name not in REWORDED]
        values = [value for item in asked for value in cells(item)]
        if not values and not point.says:
            values = ["—"]
        for value in (squeezed(point.words), *map(squeezed, point.says), *values):
            if value not in here:
                yield point.title, value


def besides(fields):
    """The labels of what is told apart from the points."""
    return {row["label"] for group in fields["rest"] for row in group["items"]}


every_form = pytest.mark.parametrize("case", CASES)


@every_form
def test_every_point_of_the_appendix_is_printed_with_its_answer(case):
    form, kind, chosen, points = CASES[case]
    application = filled(kind, chosen)
    fields = fields_of(application, number="4896ТП")
    assert fields["form"] == form
    assert list(lacking(text_of(fields), points, application)) == []


@every_form
def test_what_no_point_asks_is_printed_apart_and_nowhere_else(case):
    _form, kind, chosen, points = CASES[case]
    application = filled(kind, chosen)
    fields = fields_of(application, number="4896ТП")
    told = squeezed(re.split(APART, text_of(fields), flags=re.MULTILINE)[1])
    apart = {name: item for name, item in answered(application).items() if item.label in besides(fields)}
    assert {name for name, item in apart.items() if squeezed(item.label) not in told} == set()
    assert [cell for item in apart.values() for cell in cells(item) if cell not in told] == []
    claimed = {name for point in points for name in point.names}
    assert (set(answered(application)) - claimed, claimed & set(apart)) == (set(apart), set())


@every_form
def test_point_that_is_dropped_is_missed(case):
    _form, kind, chosen, points = CASES[case]
    application = filled(kind, chosen)
    text = text_of(fields_of(application, number="4896ТП"))
    for point, part in parts(text, points).items():
        assert point.title in {title for title, _ in lacking(text.replace(part, "", 1), points, application)}


@pytest.mark.parametrize("case", ["4, ЮЛ", "4(1), ФЛ", "5, ЮЛ", "6, ФЛ", "7, ЮЛ"])
def test_value_that_is_dropped_is_missed(case):
    _form, kind, chosen, points = CASES[case]
    application = filled(kind, chosen)
    fields = fields_of(application, number="4896ТП")
    whole = text_of(fields)
    for name in set(fields) - {"form", "number", "version", "kind", "operator", "rest", "middle"}:
        dropped = text_of(fields | {name: blank(deepcopy(fields[name]))})
        assert dropped == whole or list(lacking(dropped, points, application)), name


def blank(value):
    """A field of which nothing is left."""
    match value:
        case dict():
            return {key: blank(item) for key, item in value.items()}
        case list():
            return []
    return ""
