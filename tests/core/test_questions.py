"""Questions: reading, showing and checking raw answers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kabinet.core.questions import (
    PARSERS,
    Kind,
    Question,
    all_of,
    always,
    answered,
    any_of,
    display,
    is_empty,
    parse,
    problems,
    unanswered,
)
from kabinet.law.errors import Malformed

NBSP = "\u00a0"
YEARS = (("own", "Собственность"), ("rent", "Аренда"))
STAGES = Question(
    name="stages",
    label="Этапы",
    kind=Kind.ROWS,
    required=always,
    max_rows=3,
    rows=(
        Question(name="power", label="Мощность", kind=Kind.POWER, required=always),
        Question(name="month", label="Ввод", kind=Kind.MONTH),
        Question(
            name="reason",
            label="Причина",
            kind=Kind.TEXT,
            shown=answered("power", "1"),
            required=always,
        ),
    ),
)


def ask(kind, **changes):
    return Question(name="asked", label="Вопрос", kind=kind, **changes)


@pytest.mark.parametrize(
    ("question", "raw", "value", "shown"),
    [
        (ask(Kind.TEXT), "  Дом 😀 <b> ", "Дом 😀 <b>", "Дом 😀 <b>"),
        (ask(Kind.TEXT), "а\0б", "аб", "аб"),
        (ask(Kind.LONG_TEXT), "один\r\nдва", "один\nдва", "один\nдва"),
        (ask(Kind.PERSON_NAME), " Петров–Водкин ", "Петров-Водкин", "Петров-Водкин"),
        (ask(Kind.CHOICE, choices=YEARS), "rent", "rent", "Аренда"),
        (ask(Kind.YES_NO), "yes", True, "Да"),
        (ask(Kind.YES_NO), "no", False, "Нет"),
        (ask(Kind.CHECK), "yes", True, "Да"),
        (ask(Kind.CHECK), "", False, ""),
        (ask(Kind.DATE), "21.01.2021", date(2021, 1, 21), "21.01.2021"),
        (ask(Kind.DATE), "2021-01-21", date(2021, 1, 21), "21.01.2021"),
        (ask(Kind.DATE), " 1/2/2030 ", date(2030, 2, 1), "01.02.2030"),
        (ask(Kind.DATE), "29.02.2024", date(2024, 2, 29), "29.02.2024"),
        (ask(Kind.PAST_DATE), "05.06.1980", date(1980, 6, 5), "05.06.1980"),
        (ask(Kind.MONTH), "01.2027", date(2027, 1, 1), "01.2027"),
        (ask(Kind.MONTH), "2027-01", date(2027, 1, 1), "01.2027"),
        (ask(Kind.POWER), "15,50", Decimal("15.5"), f"15,5{NBSP}кВт"),
        (ask(Kind.POWER, unit="кВт"), "1 000", Decimal(1000), f"1{NBSP}000{NBSP}кВт"),
        (ask(Kind.WHOLE, minimum=1, maximum=12, unit="мес."), "12", 12, f"12{NBSP}мес."),
        (ask(Kind.DECIMAL, unit="кВА"), "-0,25", Decimal("-0.25"), f"−0,25{NBSP}кВА"),
        (ask(Kind.MOBILE), "8 917 123 45 67", "+79171234567", f"+7{NBSP}917{NBSP}123-45-67"),
        (ask(Kind.EMAIL), " Ivanov@Mail.RU ", "Ivanov@mail.ru", "Ivanov@mail.ru"),
        (ask(Kind.SNILS), "11223344595", "112-233-445 95", "112-233-445 95"),
        (ask(Kind.INN_PERSON), "500100732259", "500100732259", "500100732259"),
        (ask(Kind.INN_COMPANY), "7707083893", "7707083893", "7707083893"),
        (ask(Kind.OGRN), "1027700132195", "1027700132195", "1027700132195"),
        (ask(Kind.OGRNIP), "304500116000157", "304500116000157", "304500116000157"),
        (ask(Kind.KPP), "773601001", "773601001", "773601001"),
        (ask(Kind.PASSPORT), "45 09 123456", "4509 123456", "4509 123456"),
        (ask(Kind.DEPARTMENT_CODE), "770001", "770-001", "770-001"),
        (ask(Kind.CADASTRAL_NUMBER), "02:55:010101:123", "02:55:010101:123", "02:55:010101:123"),
    ],
)
def test_an_answer_is_read_and_shown(question, raw, value, shown):
    assert parse(question, raw) == value
    assert display(question, raw) == shown


@pytest.mark.parametrize(
    ("question", "raw", "text"),
    [
        (
            ask(Kind.TEXT),
            "ж" * 10_000,
            f"Сократите текст: знаков 10{NBSP}000, а можно не больше 255.",
        ),
        (ask(Kind.PERSON_NAME, max_length=3), "Иван", "Сократите текст: знаков 4, а можно не больше 3."),
        (ask(Kind.CHOICE, choices=YEARS), "stolen", "Выберите вариант из списка."),
        (ask(Kind.YES_NO), "maybe", "Выберите «Да» или «Нет»."),
        (ask(Kind.CHECK), "on", "Поставьте или снимите отметку."),
        (ask(Kind.DATE), "завтра", "Напишите дату так: 21.01.2021."),
        (ask(Kind.DATE), "21.01.21", "Напишите год четырьмя цифрами. Напишите дату так: 21.01.2021."),
        (ask(Kind.DATE), "29.02.2021", "Такой даты нет: 29.02.2021. Последний день месяца — 28."),
        (ask(Kind.DATE), "00.01.2021", "Такой даты нет: 00.01.2021. Последний день месяца — 31."),
        (ask(Kind.DATE), "01.13.2021", "Проверьте месяц: 13. Он бывает от 01 до 12."),
        (ask(Kind.DATE), "01.01.1021", "Проверьте год: 1021. Он бывает от 1900 до 2100."),
        (ask(Kind.DATE), "2021-13-01", "Проверьте месяц: 13. Он бывает от 01 до 12."),
        (ask(Kind.MONTH), "13.2027", "Проверьте месяц: 13. Он бывает от 01 до 12."),
        (ask(Kind.MONTH), "2027", "Напишите месяц и год так: 01.2027."),
        (ask(Kind.POWER), "0", "Мощность должна быть больше нуля."),
        (ask(Kind.WHOLE), "1,5", "Напишите целое число цифрами, например 3."),
        (ask(Kind.WHOLE), "1e9", "Напишите целое число цифрами, например 3."),
        (ask(Kind.WHOLE, minimum=1), "0", "Число не меньше 1, а введено 0."),
        (ask(Kind.WHOLE, maximum=12), "1000", f"Число не больше 12, а введено 1{NBSP}000."),
        (ask(Kind.DECIMAL), "1,2345", "После запятой не больше трёх знаков."),
        (ask(Kind.DECIMAL), "nan", "Напишите число цифрами, например 15 или 15,5."),
        (
            ask(Kind.EMAIL),
            "ivanov.mail.ru",
            "В адресе электронной почты нет знака «@». Пример: ivanov@mail.ru.",
        ),
        (
            ask(Kind.EMAIL),
            "ivаnov@mail.ru",
            "До знака «@» допустимы латинские буквы и цифры, а здесь «а».",
        ),
        (ask(Kind.EMAIL), "ivanov@mail", "После знака «@» нужно имя с точкой. Пример: ivanov@mail.ru."),
        (
            ask(Kind.EMAIL),
            "ivanov@@mail.ru",
            "Это не похоже на адрес электронной почты. Пример: ivanov@mail.ru.",
        ),
        (
            ask(Kind.EMAIL),
            "i" * 300 + "@mail.ru",
            "Адрес слишком длинный: знаков 308, а можно не больше 254.",
        ),
        (ask(Kind.SNILS), "1122334459", "В СНИЛС 11 цифр, а введено 10."),
        (
            ask(Kind.INN_COMPANY),
            "7707083894",
            "ИНН не сходится с контрольной цифрой: проверьте, нет ли опечатки.",
        ),
        (ask(Kind.TEXT), ["a"], "Ответ не удалось прочитать: введите его заново."),
        (ask(Kind.TEXT), 5, "Ответ не удалось прочитать: введите его заново."),
        (STAGES, "5", "Строки не удалось прочитать: введите их заново."),
        (STAGES, [{"power": "1"}] * 4, "Строк не больше 3, а введено 4: удалите лишние."),
    ],
)
def test_a_malformed_answer_says_what_is_wrong(question, raw, text):
    with pytest.raises(Malformed) as refusal:
        parse(question, raw)
    assert str(refusal.value) == text


def test_tomorrow_is_not_a_past_date_and_today_is():
    today = timezone.localdate()
    tomorrow = f"{today + timedelta(1):%d.%m.%Y}"
    assert parse(ask(Kind.PAST_DATE), f"{today:%d.%m.%Y}") == today
    with pytest.raises(Malformed) as refusal:
        parse(ask(Kind.PAST_DATE), tomorrow)
    assert str(refusal.value) == f"Дата ещё не наступила: {tomorrow}. Проверьте год."


@pytest.mark.parametrize("raw", [None, "", "  \n", "\0", [], [{}], [{"power": " "}, {"power": None}]])
def test_nothing_typed_is_an_empty_answer(raw):
    assert is_empty(raw)
    assert parse(ask(Kind.TEXT), raw) is None
    assert display(ask(Kind.TEXT), raw) == ""


@pytest.mark.parametrize("raw", ["0", "no", ["x"], [{"power": "1"}], 0, False])
def test_something_typed_is_not_empty(raw):
    assert not is_empty(raw)


def test_a_malformed_answer_is_shown_as_typed():
    assert display(ask(Kind.DATE), "завтра") == "завтра"


def test_rows_are_read_without_empty_ones_and_hidden_questions():
    raw = [
        {"power": "5", "reason": "скрыто"},
        {"power": ""},
        {"power": "1", "month": "02.2027", "reason": "да"},
    ]
    assert parse(STAGES, raw) == [
        {"power": Decimal(5), "month": None},
        {"power": Decimal(1), "month": date(2027, 2, 1), "reason": "да"},
    ]
    assert display(STAGES, raw) == (f"Мощность: 5{NBSP}кВт; Мощность: 1{NBSP}кВт, Ввод: 02.2027, Причина: да")


def test_problems_inside_rows_are_named_by_the_row():
    raw = [{"power": "0"}, {}, {"power": "5", "month": "13.2027"}]
    assert problems([STAGES], {"stages": raw}) == {
        "stages.0.power": "Мощность должна быть больше нуля.",
        "stages.2.month": "Проверьте месяц: 13. Он бывает от 01 до 12.",
    }


def test_problems_name_shown_answers_only():
    hidden = Question(name="inn", label="ИНН", kind=Kind.INN_COMPANY, shown=answered("kind", "ЮЛ"))
    empty = ask(Kind.DATE)
    assert problems([hidden, empty], {"kind": "ФЛ", "inn": "1", "asked": ""}) == {}
    assert problems([hidden, empty], {"kind": "ЮЛ", "inn": "1", "asked": ""}) == {
        "inn": "В ИНН 10 цифр, а введено 1."
    }


def test_missing_names_shown_required_and_empty_questions_only():
    wanted = Question(name="inn", label="ИНН", required=answered("kind", "ЮЛ"))
    hidden = Question(name="snils", label="СНИЛС", required=always, shown=answered("kind", "ФЛ"))
    optional = Question(name="note", label="Примечание")
    questions = [wanted, hidden, optional]
    assert unanswered(questions, {"kind": "ЮЛ"}) == [wanted]
    assert unanswered(questions, {"kind": "ЮЛ", "inn": "1"}) == []
    assert unanswered(questions, {"kind": "ФЛ"}) == [hidden]


def test_missing_rows_are_asked_as_a_whole_and_their_cells_by_row():
    assert unanswered([STAGES], {"stages": [{"power": ""}]}) == [STAGES]
    found = unanswered([STAGES], {"stages": [{"month": "01.2027"}, {}, {"power": "1"}]})
    assert [(question.name, question.label) for question in found] == [
        ("stages.0.power", f"Мощность (строка{NBSP}1)"),
        ("stages.2.reason", f"Причина (строка{NBSP}3)"),
    ]


def test_a_condition_tells_the_page_its_question_and_values():
    condition = answered("kind", "ИП", "ЮЛ")
    assert (condition.name, condition.values) == ("kind", ("ИП", "ЮЛ"))
    assert [condition({"kind": kind}) for kind in ("ФЛ", "ИП", "ЮЛ")] == [False, True, True]
    assert not condition({})


def test_conditions_combine():
    both = all_of(answered("a", "1"), answered("b", "1"))
    either = any_of(answered("a", "1"), answered("b", "1"))
    assert [both({"a": "1"}), both({"a": "1", "b": "1"})] == [False, True]
    assert [either({}), either({"b": "1"})] == [False, True]


def test_every_kind_but_rows_has_a_parser():
    assert set(PARSERS) == set(Kind) - {Kind.ROWS}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["power", "month"]), inner),
    max_leaves=5,
)


@given(
    st.sampled_from([STAGES, *(ask(kind, choices=YEARS) for kind in Kind)]),
    JSON | st.text(st.sampled_from("0123456789.,-/ @aя\0\n")),
)
def test_anything_at_all_is_read_or_malformed(question, raw):
    refused = ""
    try:
        parse(question, raw)
    except Malformed as refusal:
        refused = str(refusal)
    assert len(refused) < 200
    assert isinstance(display(question, raw), str)
    answers = {question.name: raw}
    assert all(name.startswith(question.name) for name in problems([question], answers))
    assert all(found.name.startswith(question.name) for found in unanswered([question], answers))
