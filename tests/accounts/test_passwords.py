from dataclasses import replace

import pytest
from django.utils.module_loading import import_string

from kabinet.accounts.models import User
from kabinet.accounts.passwords import password_problems

USER = User(email="vasilyeva@example.ru", name="Васильева Мария Петровна")
COMMON = ["Такой пароль встречается слишком часто: его подберут первым. Придумайте другой."]


@pytest.mark.parametrize(
    ("password", "problems"),
    [
        ("берег-синий-7", []),
        ("correct horse battery", []),
        ("Дом на 3 окна", []),
        ("🔑🔑🔑🔑ключ", []),
        ("сад-7", ["Пароль слишком короткий: нужно не меньше 8 знаков."]),
        ("84620517395", ["Пароль состоит из одних цифр: добавьте буквы."]),
        ("password1", COMMON),
        ("Пароль123", COMMON),
        ("йцукенгшщ", COMMON),
        ("зфыыцщкв", COMMON),
        ("vasilyeva@example.ru", ["Пароль похож на ваш e-mail или имя: его легко угадать."]),
        ("васильева1", ["Пароль похож на ваш e-mail или имя: его легко угадать."]),
        ("я" * 128, []),
        ("я" * 129, ["Пароль слишком длинный: не больше 128 знаков."]),
    ],
)
def test_a_password_is_refused_with_a_reason(password, problems):
    assert password_problems(password, USER) == problems


FREQUENT = [
    "пароль",
    "йцукен",
    "йцукенг",
    "привет",
    "россия",
    "москва",
    "любовь",
    "солнышко",
    "наташа",
    "марина",
    "максим",
    "админ",
    "электросети",
    "электричество",
    "кабинет",
    "личныйкабинет",
    "kabinet",
]


@pytest.mark.parametrize("word", FREQUENT)
def test_a_frequent_word_with_a_year_is_no_password(word):
    assert password_problems(f"{word.title()}2026!", USER) == COMMON


@pytest.mark.parametrize("password", ["Сети Урала 2026", "СетиУрала1!", "урала2026"])
def test_the_operators_own_name_is_no_password(settings, password):
    settings.OPERATOR = replace(settings.OPERATOR, name="Сети Урала")
    assert password_problems(password, USER) == COMMON


def test_a_password_costs_whoever_guesses_what_owasp_recommends():
    from config import settings as project  # those of the tests hash at the least cost

    [path] = project.PASSWORD_HASHERS
    hashed = import_string(path)().encode("верный-пароль-42", "a salt of it")
    assert hashed.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
