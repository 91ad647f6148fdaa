"""Requisites: the vectors of the registers, forgiven spelling, and what each refusal says."""

from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kabinet.law import requisites
from kabinet.law.errors import Malformed

CLEANERS = [
    requisites.clean_inn_person,
    requisites.clean_inn_company,
    requisites.clean_ogrn,
    requisites.clean_ogrnip,
    requisites.clean_snils,
    requisites.clean_kpp,
    requisites.clean_passport,
    requisites.clean_department_code,
    requisites.clean_cadastral_number,
    requisites.clean_mobile_phone,
    requisites.clean_person_name,
    requisites.clean_bik,
    partial(requisites.clean_account, bik="049805746"),
    partial(requisites.clean_correspondent_account, bik="049805746"),
]

WRONG_DIGIT = " не сходится с контрольной цифрой: проверьте, нет ли опечатки."
WRONG_SNILS = "СНИЛС не сходится с контрольными цифрами: проверьте, нет ли опечатки."

GOOD = [
    (requisites.clean_inn_company, "7707083893", "7707083893"),
    (requisites.clean_inn_company, " 77 07-083 893 ", "7707083893"),
    (requisites.clean_inn_person, "500100732259", "500100732259"),
    (requisites.clean_inn_person, "5001 0073\u00a02259\u200b", "500100732259"),
    (requisites.clean_ogrn, "1027700132195", "1027700132195"),
    (requisites.clean_ogrn, "1 02 77 00132195", "1027700132195"),
    (requisites.clean_ogrnip, "304500116000157", "304500116000157"),
    (requisites.clean_snils, "112-233-445 95", "112-233-445 95"),
    (requisites.clean_snils, "11223344595", "112-233-445 95"),
    (requisites.clean_snils, "112–233–445\u00a095", "112-233-445 95"),
    (requisites.clean_snils, "001-001-998 77", "001-001-998 77"),
    (requisites.clean_snils, "087-654-303 00", "087-654-303 00"),
    (requisites.clean_snils, "112-233-199 00", "112-233-199 00"),
    (requisites.clean_snils, "112-233-198 99", "112-233-198 99"),
    (requisites.clean_snils, "112-249-899 49", "112-249-899 49"),
    (requisites.clean_kpp, "773601001", "773601001"),
    (requisites.clean_kpp, "7736ab001", "7736AB001"),
    (requisites.clean_passport, "45 09 № 123456", "4509 123456"),
    (requisites.clean_passport, "4509-123456", "4509 123456"),
    (requisites.clean_passport, "2222 777777", "2222 777777"),
    (requisites.clean_department_code, "770-001", "770-001"),
    (requisites.clean_department_code, "770001", "770-001"),
    (requisites.clean_cadastral_number, "02:55:010101:123", "02:55:010101:123"),
    (requisites.clean_cadastral_number, " 02:55:0101011:1 ", "02:55:0101011:1"),
    (requisites.clean_cadastral_number, "02-55-010101-123", "02:55:010101:123"),
    (requisites.clean_cadastral_number, "№ 02 55 010101 123", "02:55:010101:123"),
    (requisites.clean_cadastral_number, "КН: 02 : 55 : 010101 : 123.", "02:55:010101:123"),
    (requisites.clean_cadastral_number, "02–55–010101–123", "02:55:010101:123"),
    (requisites.clean_phone, "8 (347) 212-34-56", "+73472123456"),
    (requisites.clean_phone, "+7 917 123-45-67", "+79171234567"),
    (requisites.clean_mobile_phone, "+79171234567", "+79171234567"),
    (requisites.clean_mobile_phone, "8 (917) 123-45-67", "+79171234567"),
    (requisites.clean_mobile_phone, "917.123.45.67", "+79171234567"),
    (requisites.clean_mobile_phone, "79171234567", "+79171234567"),
    (requisites.clean_person_name, "  Иванов ", "Иванов"),
    (requisites.clean_person_name, "Петров–Водкин", "Петров-Водкин"),
    (requisites.clean_person_name, "Д’Артаньян", "Д'Артаньян"),
    (requisites.clean_person_name, "Мамед  оглы", "Мамед оглы"),
    (requisites.clean_person_name, "Ёлкина (Кузьмина)", "Ёлкина (Кузьмина)"),
    (requisites.clean_person_name, "Андрей", "Андрей"),
    (requisites.clean_person_name, "Я", "Я"),
    (requisites.clean_person_name, "О-Ён", "О-Ён"),
    (requisites.clean_person_name, "Ким-И", "Ким-И"),
    (requisites.clean_person_name, "Ѐлена Ӿуӿ", "Ѐлена Ӿуӿ"),
]

BAD = [
    (requisites.clean_inn_company, "7707083894", "ИНН" + WRONG_DIGIT),
    (requisites.clean_inn_company, "770708389", "В ИНН 10 цифр, а введено 9."),
    (
        requisites.clean_inn_company,
        "500100732259",
        "В ИНН организации 10 цифр, а введено 12: это ИНН физического лица.",
    ),
    (requisites.clean_inn_company, "0000000000", "ИНН не может состоять из одних нулей: проверьте."),
    (requisites.clean_inn_person, "500100732258", "ИНН" + WRONG_DIGIT),
    (requisites.clean_inn_person, "500100732269", "ИНН" + WRONG_DIGIT),
    (
        requisites.clean_inn_person,
        "7707083893",
        "В ИНН физического лица 12 цифр, а введено 10: это ИНН организации.",
    ),
    (requisites.clean_inn_person, "50010073225O", "ИНН: допустимы только цифры, а здесь «O»."),
    (requisites.clean_inn_person, "50010073225٩", "ИНН: допустимы только цифры, а здесь «٩»."),
    (requisites.clean_ogrn, "1027700132196", "ОГРН" + WRONG_DIGIT),
    (requisites.clean_ogrn, "3027700132190", "ОГРН начинается с 1 или 5: похоже, это другой номер."),
    (requisites.clean_ogrn, "304500116000157", "В ОГРН 13 цифр, а введено 15."),
    (
        requisites.clean_ogrnip,
        "304500116000158",
        "ОГРНИП" + WRONG_DIGIT,
    ),
    (requisites.clean_ogrnip, "104500116000157", "ОГРНИП начинается с 3: похоже, это другой номер."),
    (
        requisites.clean_ogrnip,
        "333333333333333",
        "ОГРНИП не может состоять из одинаковых цифр: проверьте номер.",
    ),
    (requisites.clean_snils, "1122334459", "В СНИЛС 11 цифр, а введено 10."),
    (
        requisites.clean_snils,
        "112-233-445 96",
        WRONG_SNILS,
    ),
    (
        requisites.clean_snils,
        "001-001-999 77",
        WRONG_SNILS,
    ),
    (requisites.clean_snils, "11111111111", "СНИЛС не может состоять из одинаковых цифр: проверьте номер."),
    (requisites.clean_snils, "000-000-000 01", "СНИЛС не может начинаться с девяти нулей: проверьте номер."),
    (requisites.clean_kpp, "77360100", "В КПП 9 знаков, а введено 8."),
    (requisites.clean_kpp, "000000000", "КПП не может состоять из одинаковых цифр: проверьте номер."),
    (
        requisites.clean_kpp,
        "A73601001",
        "КПП состоит из цифр; латинские буквы бывают только на пятом и шестом местах. Пример: 773601001.",
    ),
    (requisites.clean_passport, "4509", "В серии и номере паспорта 10 цифр, а введено 4."),
    (
        requisites.clean_passport,
        "0000 123456",
        "Серия паспорта не может состоять из одних нулей: проверьте.",
    ),
    (
        requisites.clean_passport,
        "4509 000000",
        "Номер паспорта не может состоять из одних нулей: проверьте.",
    ),
    (requisites.clean_department_code, "770-01", "В коде подразделения 6 цифр, а введено 5."),
    (
        requisites.clean_cadastral_number,
        "1.2.61",
        "В кадастровом номере четыре части через двоеточие, а здесь 3. Например, 02:55:010101:123.",
    ),
    (
        requisites.clean_cadastral_number,
        "02:5:010101:123",
        "Во второй части (район) кадастрового номера цифр 2, а введено 1.",
    ),
    (
        requisites.clean_cadastral_number,
        "02:55:0101:123",
        "В третьей части (квартал) кадастрового номера цифр 6 или 7, а введено 4.",
    ),
    (
        requisites.clean_cadastral_number,
        "02:55:O10101:123",
        "В кадастровом номере только цифры и двоеточия, а здесь «O». Например, 02:55:010101:123.",
    ),
    (
        requisites.clean_cadastral_number,
        "02:55:010101:00",
        "Последняя часть кадастрового номера не может быть нулём: проверьте номер.",
    ),
    (
        requisites.clean_mobile_phone,
        "8 (843) 123-45-67",
        "Нужен номер мобильного телефона: он начинается с +7 9.",
    ),
    (
        requisites.clean_mobile_phone,
        "+1 202 555 0123",
        "Нужен номер российского мобильного оператора: он начинается с +7 9.",
    ),
    (
        requisites.clean_mobile_phone,
        "8 917 123 45 6",
        "В номере телефона 11 цифр вместе с кодом +7, а введено 10.",
    ),
    (
        requisites.clean_mobile_phone,
        "8-917-FLOWERS",
        "Номер телефона пишется цифрами, а здесь «F». Пример: +7 917 123-45-67.",
    ),
    (
        requisites.clean_mobile_phone,
        "9999999999",
        "Номер телефона не может состоять из одинаковых цифр: проверьте его.",
    ),
    (requisites.clean_person_name, "Ivanov", "Пишите кириллицей, как в паспорте: «I» — латинская буква."),
    (requisites.clean_person_name, "Ивaнов", "Пишите кириллицей, как в паспорте: «a» — латинская буква."),
    (requisites.clean_person_name, "Иван4", "Допустимы только буквы, дефис и пробел, а здесь «4»."),
    (requisites.clean_person_name, "Иван😀", "Допустимы только буквы, дефис и пробел, а здесь «😀»."),
    (
        requisites.clean_person_name,
        "Иван\x00",
        "Допустимы только буквы, дефис и пробел, а здесь невидимый знак.",
    ),
    (requisites.clean_person_name, "<b>Иван", "Допустимы только буквы, дефис и пробел, а здесь «<»."),
    (requisites.clean_person_name, "- -", "Здесь нет ни одной буквы: напишите, как в паспорте."),
    (requisites.clean_person_name, " \u200b", "Напишите кириллицей, как в паспорте."),
    (requisites.clean_person_name, "Иван-", "Начните и закончите буквой: лишний знак в начале или в конце."),
    (requisites.clean_person_name, "-Иван", "Начните и закончите буквой: лишний знак в начале или в конце."),
]


@pytest.mark.parametrize(("clean", "typed", "canonical"), GOOD)
def test_a_true_value_becomes_canonical_text(clean, typed, canonical):
    assert clean(typed) == canonical


@pytest.mark.parametrize(("clean", "typed", "text"), BAD)
def test_a_wrong_value_is_refused_with_what_is_wrong(clean, typed, text):
    with pytest.raises(Malformed) as refusal:
        clean(typed)
    assert str(refusal.value) == text


@pytest.mark.parametrize("digit", "0123456789")
@pytest.mark.parametrize(
    ("clean", "length"),
    [
        (requisites.clean_inn_person, 12),
        (requisites.clean_inn_company, 10),
        (requisites.clean_ogrn, 13),
        (requisites.clean_ogrnip, 15),
        (requisites.clean_snils, 11),
        (requisites.clean_kpp, 9),
    ],
)
def test_one_repeated_digit_is_refused(clean, length, digit):
    with pytest.raises(Malformed):
        clean(digit * length)


@pytest.mark.parametrize(
    ("clean", "valid"),
    [
        (requisites.clean_inn_person, "500100732259"),
        (requisites.clean_inn_company, "7707083893"),
        (requisites.clean_ogrn, "1027700132195"),
        (requisites.clean_ogrnip, "304500116000157"),
        (requisites.clean_snils, "11223344595"),
    ],
)
def test_a_wrong_last_digit_is_always_noticed(clean, valid):
    for digit in set("0123456789") - {valid[-1]}:
        with pytest.raises(Malformed):
            clean(valid[:-1] + digit)


@pytest.mark.parametrize("clean", CLEANERS)
@given(text=st.one_of(st.text(), st.from_regex(r"[-+0-9 ():.]{0,30}", fullmatch=True)))
@example(text="")
@example(text="9" * 10_000)
@example(text="😀" * 10_000)
@example(text="\ud800")
@example(text="'; DROP TABLE users; --")
def test_any_text_is_taken_or_refused_in_a_short_sentence(clean, text):
    refused, canonical = "", ""
    try:
        canonical = clean(text)
    except Malformed as refusal:
        refused = str(refusal)
    if canonical:
        assert clean(canonical) == canonical
    else:
        assert refused.endswith(".")
        assert len(refused) < 150


@pytest.mark.parametrize(
    ("account", "bik"),
    [
        ("40602810700000000025", "049805746"),  # the Bank of Russia's own example, № 515 of 08.09.1997
        ("40602 810 7 0000 0000025", "049805746"),
        ("40702810138250123017", "044525225"),  # ГОСТ Р 56042-2014
    ],
)
def test_an_account_with_the_key_of_its_bank_is_taken(account, bik):
    assert requisites.clean_account(account, bik) == account.replace(" ", "")


def test_an_account_of_another_bank_or_with_any_digit_changed_is_refused():
    account, bik = "40602810700000000025", "049805746"
    changed = [
        account[:place] + digit + account[place + 1 :]
        for place in range(20)
        for digit in "0123456789"
        if digit != account[place]
    ]
    for wrong in changed:
        with pytest.raises(Malformed, match="не сходится с контрольной цифрой"):
            requisites.clean_account(wrong, bik)
    with pytest.raises(Malformed, match="проверьте оба номера"):
        requisites.clean_account(account, "049805747")


def test_the_bank_of_russias_account_is_keyed_by_the_place_of_the_bank():
    for account, bik in (("30101810800000000746", "049805746"), ("30101810400000000225", "044525225")):
        assert requisites.clean_correspondent_account(account, bik) == account
    with pytest.raises(Malformed, match="Корреспондентский счёт"):
        requisites.clean_correspondent_account("30101810700000000746", "049805746")


@pytest.mark.parametrize(
    ("typed", "said"),
    [("04452522", "9 цифр"), ("944525225", "начинается с 04"), ("04452522O", "только цифры")],
)
def test_a_malformed_bik_is_refused(typed, said):
    assert requisites.clean_bik("044 525 225") == "044525225"
    for treasury in ("017003983", "024501901", "033505001"):
        assert requisites.clean_bik(treasury) == treasury
    with pytest.raises(Malformed, match=said):
        requisites.clean_bik(typed)
