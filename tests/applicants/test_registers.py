"""A service of registers is asked over the network, believed in the agreed shape alone, never waited for."""

import socket

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.register import register_of_settings
from kabinet.applicants.registers import (
    MOST_BYTES,
    HttpRegister,
    NothingFound,
    RegisterUnavailable,
    find_applicant,
)
from tests.applicants.register_stand_in import BANK, register_stand_in

INN = BANK["inn"]


@pytest.fixture
def service():
    with register_stand_in() as one:
        yield one


def find(service, *, kind="ЮЛ", number=INN, seconds=5.0):
    return find_applicant(HttpRegister(service.url, "key-1", seconds), kind=kind, number=number)


def test_a_company_is_found_by_its_number_and_the_service_learns_nothing_else(service):
    assert find(service) == BANK
    assert service.asked == [f"/find/{INN}?form=short"]
    assert service.tokens == ["Bearer key-1"]


def test_an_entrepreneur_is_found_too(service):
    told = {"inn": "500100732259", "ogrnip": "304500116000157", "last_name": "Иванов", "first_name": "Пётр"}
    service.says({**told, "middle_name": None, "children": 3})
    assert find(service, kind="ИП", number="500100732259") == told


def test_nobody_of_this_number_is_told_so(service):
    service.status = 404
    with pytest.raises(NothingFound, match="Сведений не нашлось, заполните сами"):
        find(service)


def test_what_would_be_refused_of_a_person_is_left_out_of_a_register_too(service):
    wrong = {"ogrn": "1027700132196", "kpp": 773601001, "head_name": "<b>", "short_name": "я" * 300}
    service.says({**BANK, **wrong})
    assert set(BANK) - set(find(service)) == set(wrong)


@pytest.mark.parametrize(
    "told",
    [{}, [], "ПАО", None, {"inn": "7728168971", "full_name": "Другое общество"}, {"full_name": "Без номера"}],
)
def test_an_answer_of_another_shape_or_about_another_is_not_believed(service, told):
    service.says(told)
    with pytest.raises(RegisterUnavailable):
        find(service)


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"", b"\xff\xfe", b'{"inn": "770708', b"[" * 60_000, b" " * (MOST_BYTES + 1), b"NaN"],
)
def test_garbage_and_floods_are_not_believed(service, body):
    service.body = body
    with pytest.raises(RegisterUnavailable, match="Реестр сейчас не отвечает"):
        find(service)


@pytest.mark.parametrize("status", [204, 301, 302, 401, 429, 500, 503])
def test_another_status_is_no_answer_and_no_other_place_is_asked(service, status):
    service.status, service.headers = status, {"Location": service.url.replace("{number}", "elsewhere")}
    with pytest.raises(RegisterUnavailable):
        find(service)
    assert len(service.asked) == 1


def test_a_service_that_says_a_byte_now_and_then_is_left(service):
    service.drips = True
    with pytest.raises(RegisterUnavailable):
        find(service, seconds=0.3)


def test_a_silent_service_and_a_closed_door_are_left():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/{{number}}"
        with pytest.raises(RegisterUnavailable):
            HttpRegister(url, seconds=0.3).ask(INN)
    with pytest.raises(RegisterUnavailable):
        HttpRegister(url).ask(INN)


def read(monkeypatch, url):
    monkeypatch.setenv("KABINET_REGISTER_URL", url)
    monkeypatch.setenv("KABINET_REGISTER_TOKEN", "тайна")
    return register_of_settings(environ.Env())


def test_the_service_is_off_by_default_and_named_by_a_setting(monkeypatch):
    assert read(monkeypatch, "") == ("", "тайна")
    assert read(monkeypatch, "https://egrul.example.ru/{number}")[0] == "https://egrul.example.ru/{number}"


@pytest.mark.parametrize(
    "url", ["http://egrul.example.ru/{number}", "https://egrul.example.ru/", "ftp://a/{number}", "{number}"]
)
def test_a_wrong_address_is_told_at_the_start(monkeypatch, url):
    with pytest.raises(ImproperlyConfigured, match="KABINET_REGISTER_URL: адрес службы"):
        read(monkeypatch, url)
