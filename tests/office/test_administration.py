"""The administrator's pages: people and the operator's details."""

from dataclasses import replace
from html import unescape
from uuid import uuid4

import pytest

from kabinet.accounts.models import Role, User
from tests.applications.builders import make_draft
from tests.office.conftest import person
from tests.office.test_queue import text_of

PEOPLE, DETAILS = "/office/people/", "/office/operator/"
INVITED = {
    "email": "petrova@seti.example.ru",
    "name": "Петрова Анна",
    "role": "specialist",
    "work": "appeals",
}


@pytest.fixture
def administrator(client, db):
    who = person("admin@seti.example.ru", role=Role.ADMINISTRATOR, name="Админова Ольга")
    client.force_login(who)
    return who


def page_of(person):
    return f"{PEOPLE}{person.pk}/"


def test_a_person_is_invited_and_stands_in_the_list(client, administrator):
    assert client.post(f"{PEOPLE}invite/", {**INVITED, "token": uuid4()}).url == PEOPLE
    page = text_of(client.get(PEOPLE))
    assert "Приглашение отправлено на petrova@seti.example.ru" in page
    assert "Петрова Анна petrova@seti.example.ru Специалист: обращения Приглашён" in page
    assert "Админова Ольга admin@seti.example.ru Администратор Работает" in page


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"email": "admin@seti.example.ru"}, "уже открыта учётная запись"),
        ({"email": "нет"}, "Это не похоже на e-mail"),
        ({"work": []}, "Отметьте, с чем работает специалист"),
        ({"role": "applicant"}, "Выберите корректный вариант"),
        ({"name": " "}, "заполните это поле"),
    ],
)
def test_a_refused_invitation_keeps_what_was_typed(client, administrator, changed, why):
    response = client.post(f"{PEOPLE}invite/", {**INVITED, **changed, "token": uuid4()})
    page = unescape(response.content.decode())
    assert (response.status_code, why in page) == (422, True)
    assert f'value="{(INVITED | changed)["email"]}"' in page
    assert User.objects.count() == 1


def test_the_acts_on_a_person_are_offered_when_they_can_be_done(client, administrator, specialist):
    page = text_of(client.get(page_of(specialist)))
    assert "Сбросить второй фактор" in page
    assert "Заблокировать" in page
    assert "Отправить приглашение ещё раз" not in page
    client.post(page_of(specialist), {"act": "reset_factor"})
    client.post(page_of(specialist), {"act": "block"})
    page = text_of(client.get(page_of(specialist)))
    assert "Разблокировать" in page
    assert "Сбросить" not in page
    own = text_of(client.get(page_of(administrator)))
    assert "Сбросить второй фактор" not in own
    client.post(page_of(administrator), {"act": "reset_factor"})
    assert "Свой второй фактор меняют в профиле" in text_of(client.get(page_of(administrator)))


def test_the_last_administrator_is_told_why_nothing_changed(client, administrator):
    response = client.post(
        page_of(administrator), {"name": "Админова", "role": "head", "work": [], "token": ""}
    )
    assert response.status_code == 422
    assert "Это единственный администратор" in response.content.decode()
    assert (
        "единственный администратор"
        in client.post(page_of(administrator), {"act": "block"}, follow=True).content.decode()
    )


def test_applicants_are_not_there(client, administrator, applicant):
    assert applicant.email not in client.get(PEOPLE).content.decode()
    assert client.get(page_of(applicant)).status_code == 404
    assert client.post(page_of(applicant), {"act": "block"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_the_database_as_often_for_one_row_as_for_thirty(
    client, administrator, django_assert_num_queries, rows
):
    for number in range(rows - 1):
        person(f"s{number}@seti.example.ru", role=Role.SPECIALIST, name=f"Специалист {number}")
    client.get(PEOPLE)  # from now on the reading is recorded
    with django_assert_num_queries(5):  # session, user, people, who is away, the recorded reading
        assert client.get(PEOPLE).content.decode().count("table__main") == rows


def test_pages_of_people_follow_each_other(client, administrator):
    for number in range(60):
        person(f"s{number}@seti.example.ru", role=Role.SPECIALIST, name="Однофамилец")
    first = client.get(PEOPLE)
    second = client.get(f"{PEOPLE}?after={first.context['next_after']}")
    seen = [row.person.pk for response in (first, second) for row in response.context["rows"]]
    assert (len(seen), len(set(seen)), second.context["next_after"]) == (61, 61, None)


@pytest.mark.django_db(transaction=True)
def test_changed_details_stand_on_every_page_and_in_letters(client, letters, settings):
    client.force_login(person("admin@seti.example.ru", role=Role.ADMINISTRATOR))
    details = {
        "name": "Горсети", "phone": "8 800 111-11-11", "email": "help@seti.example.ru",
        "hours": "круглосуточно", "accent": "#aa0000",
    }  # fmt: skip
    assert client.post(DETAILS, details).url == DETAILS
    page = text_of(client.get("/login/", follow=True))
    for shown in ("Горсети", "8 800 111-11-11", "круглосуточно", "help@seti.example.ru"):
        assert shown in page
    assert "--accent:#aa0000" in client.get("/theme.css").content.decode()
    client.post("/recovery/", {"email": "nobody@example.ru"})
    assert "Горсети" in letters()[-1].subject
    refused = client.post(DETAILS, {**details, "email": "нет"})
    assert (refused.status_code, "Это не похоже на e-mail" in refused.content.decode()) == (422, True)


def test_the_page_says_which_signatures_the_portal_demands(client, administrator, settings):
    page = text_of(client.get(DETAILS))
    assert "не требуется УКЭП сетевой организации" in page
    assert "не требуется УКЭП ИП и организаций" in page
    assert "KABINET_SIGNATURE_BUSINESS" in page
    settings.SIGNATURE_OPERATOR = settings.SIGNATURE_BUSINESS = True
    settings.OPERATOR = replace(settings.OPERATOR, inn="7707083893")
    page = text_of(client.get(DETAILS))
    assert "требуется УКЭП сетевой организации" in page
    assert "не требуется" not in page


def test_an_own_kind_of_document_is_added_and_offered_to_applicants(
    client, administrator, django_capture_on_commit_callbacks
):
    kinds = "/office/documents/"
    refused = client.post(f"{kinds}new/", {"title": "", "hint": "Моя подсказка", "active": "on"})
    assert (refused.status_code, "Моя подсказка" in refused.content.decode()) == (422, True)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{kinds}new/", {"title": "Согласие соседей", "active": "on"}).url == kinds
        assert client.post(f"{kinds}passport/", {"hint": "Обе страницы."}).url == kinds
    page = text_of(client.get(kinds))
    assert "Согласие соседей Предлагается" in page
    assert "Обе страницы. Своя" in page
    assert client.get(f"{kinds}own-nonsense/").status_code == 404

    draft = make_draft()
    client.force_login(draft.owner)
    step = text_of(client.get(f"/applications/{draft.pk}/steps/documents/"))
    assert "Согласие соседей" in step
    assert "Обе страницы." in step
