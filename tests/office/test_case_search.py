"""The search of the header: applications and appeals together, of the person's duties alone."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from kabinet.accounts.models import Role
from kabinet.appeals.models import Appeal, Topic
from kabinet.correspondence.models import Thread
from tests.appeals.builders import make_topics
from tests.office.conftest import AT, person, thread_of
from tests.office.test_queue import text_of

SEARCH = "/office/search/"


@pytest.fixture
def appealed(applicant):
    """A function that puts an appeal into the database, its number beginning with `sequence`."""
    make_topics()
    topic = Topic.objects.get(code="01")

    def one(sequence=13620, **values):
        return Appeal.objects.create(
            **{
                "owner": applicant,
                "sequence": sequence,
                "number": f"{sequence}/01/ЛК",
                "topic": topic,
                "thread": thread_of(applicant, Thread.About.APPEAL),
                "token": uuid4(),
                "applicant_kind": "ФЛ",
                "applicant_name": "Иванов Пётр Сергеевич",
                "phone": "+79171234567",
                "email": "ivanov@example.ru",
                "reply_by": "cabinet",
                "sent_at": AT,
                "updated_at": AT,
                "due_on": date(2026, 12, 9),
                **values,
            }
        )

    return one


def shown(response):
    return re.findall(r'class="queue__number" href="[^"]+">([^<]+)<', response.content.decode())


def test_applications_and_appeals_of_a_name_are_found_together(office, listed, appealed):
    application, appeal = listed(applicant_name="Иванов Пётр Сергеевич"), appealed()
    appealed(13621, applicant_name="ООО «Ромашка»")
    assert shown(office.get(SEARCH, {"q": "иванов"})) == [application.number, appeal.number]


@pytest.mark.parametrize("asked", ["4894ТП/ФЛ/НП/До 15/ЛК", "4894-ТП", "4894тп", "№ 4894ТП", " 4894 "])
def test_number_of_an_application_in_any_spelling_leads_to_its_card(office, listed, appealed, asked):
    application = listed()
    appealed()
    response = office.get(SEARCH, {"q": asked})
    assert response["Location"] == reverse("office_application", args=[application.pk])


@pytest.mark.parametrize("asked", ["13620/01/ЛК", "13620-01", "13620/01", "№ 13620", "13620 – 01 – лк"])
def test_number_of_an_appeal_in_any_spelling_leads_to_its_card(office, listed, appealed, asked):
    listed()
    appeal = appealed()
    assert office.get(SEARCH, {"q": asked})["Location"] == reverse("office_appeal", args=[appeal.pk])


def test_number_of_an_application_and_of_an_appeal_shows_both(office, listed, appealed):
    application, appeal = listed(), appealed(4894)
    assert shown(office.get(SEARCH, {"q": "4894"})) == [application.number, appeal.number]


@pytest.mark.parametrize(
    "asked", ["+7 917 123-45-67", "8 (917) 123 45 67", "9171234567", "89171234567", "Ivanov@Example.RU"]
)
def test_appeals_are_found_by_phone_and_e_mail_however_spelt(office, appealed, asked):
    appeal = appealed(email="Ivanov@example.ru")
    appealed(13621, phone="+79990000000", email="other@example.ru")
    assert shown(office.get(SEARCH, {"q": asked})) == [appeal.number]
    assert shown(office.get("/office/appeals/", {"q": asked})) == [appeal.number]


@pytest.mark.parametrize("duty", ["applications", "appeals"])
def test_who_has_one_duty_sees_the_cases_of_it_alone(client, listed, appealed, duty):
    application, appeal = listed(applicant_name="Иванов Пётр Сергеевич"), appealed()
    user = person("one@seti.example.ru", role=Role.SPECIALIST)
    user.handles_applications, user.handles_appeals = duty == "applications", duty == "appeals"
    user.save()
    client.force_login(user)
    page = client.get(SEARCH, {"q": "Иванов"})
    assert shown(page) == [{"applications": application, "appeals": appeal}[duty].number]
    hidden = {"applications": appeal, "appeals": application}[duty]
    assert "Location" not in client.get(SEARCH, {"q": hidden.number})


def test_administrator_has_no_search_and_no_box(client, db):
    client.force_login(person("admin@seti.example.ru", role=Role.ADMINISTRATOR))
    assert client.get(SEARCH, {"q": "Иванов"}).status_code == 404
    assert "По всем делам" not in client.get("/office/calendar/").content.decode()


@pytest.mark.parametrize("asked", ["", "и", " и "])
def test_too_short_a_search_says_so(office, listed, appealed, asked):
    listed()
    appealed()
    page = office.get(SEARCH, {"q": asked})
    assert shown(page) == []
    assert "Напишите хотя бы три буквы" in text_of(page)


def test_what_is_not_there_says_so(office, listed, appealed):
    listed()
    appealed()
    assert "Ничего не найдено" in text_of(office.get(SEARCH, {"q": "Петрович-Водкин"}))


def test_ten_of_each_kind_are_shown_and_the_rest_stands_in_the_queue(office, appealed):
    for sequence in range(13620, 13631):
        appealed(sequence)
    page = office.get(SEARCH, {"q": "Иванов"})
    assert len(shown(page)) == 10
    everything = re.search(r'href="(/office/appeals/[^"]+)">Все найденные', page.content.decode())
    assert len(shown(office.get(everything[1].replace("&amp;", "&")))) == 11


@pytest.mark.parametrize("rows", [1, 10])
def test_search_asks_the_database_as_often_for_one_row_as_for_ten(
    office, appealed, django_assert_max_num_queries, rows
):
    for number in range(rows):
        appealed(13620 + number)
    office.get(SEARCH, {"q": "Иванов"})  # from now on the reading is recorded
    with django_assert_max_num_queries(14):
        assert len(shown(office.get(SEARCH, {"q": "Иванов"}))) == rows


def test_box_stands_on_the_pages_of_the_office_and_is_read_as_a_search(office, listed):
    page = office.get(reverse("office_application", args=[listed().pk])).content.decode()
    assert 'role="search" aria-label="По всем делам" action="/office/search/"' in page


@pytest.mark.parametrize("asked", ["сергеевич ИВАНОВ", "пётр", "ванов"])
def test_appeals_are_found_by_parts_of_the_name_in_any_order(office, appealed, asked):
    appeal = appealed()
    appealed(13621, applicant_name="Смирнов Олег Викторович")
    assert shown(office.get(SEARCH, {"q": asked})) == [appeal.number]


def test_what_was_typed_is_shown_and_never_carried_out(office, listed):
    page = office.get(SEARCH, {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
