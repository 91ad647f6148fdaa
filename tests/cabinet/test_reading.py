"""The home page, the table «Заявки на ТП» and an application's page, as their owner reads them."""

import html
import re

import pytest
from django.urls import reverse

from kabinet.applicants.models import ApplicantKind
from kabinet.applications.course.transitions import ENGINE as APPLICATION_ENGINE
from kabinet.applications.rules.guidance import PLACES
from kabinet.applications.rules.states import AWAITED, State
from tests.applications.builders import (
    NOW,
    PASSWORD,
    make_applicant,
    make_complete,
    make_draft,
    make_file,
    make_specialist,
    make_submitted,
    mark_of,
    submit,
    token,
)
from tests.applications.life import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant(client):
    applicant = make_applicant(ApplicantKind.PERSON)
    client.force_login(applicant.user)
    return applicant


def text_of(response):
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(bare)).replace("\xa0", " ")


def commented(applicant, specialist, text="Проверьте адрес"):
    application = make_submitted(applicant)
    file = make_file(specialist, "выписка.pdf")
    APPLICATION_ENGINE.comment(
        case=application, by=specialist, text=text, files=[file], token=token(), at=NOW
    )
    return application


def test_home_of_a_newcomer_invites_to_apply(client, applicant):
    page = client.get(reverse("home"))
    assert f'href="{reverse("application_new")}"' in page.content.decode()
    assert "семь коротких шагов" in text_of(page)


def test_home_says_what_to_do_and_what_is_new(client, applicant):
    draft = make_draft(applicant)
    application = commented(applicant, make_specialist())
    page = text_of(client.get(reverse("home")))
    assert f"Заявка {draft.number}" in page
    assert "1 новое сообщение" in page
    assert "Зарегистрируем заявку до 25 ноября" in page
    assert application.number in page


def test_table_shows_the_columns_of_the_manual(client, applicant):
    application = commented(applicant, make_specialist())
    page = text_of(client.get(reverse("applications")))
    headings = "Номер Дата Статус Комментарий специалиста"
    assert headings in page
    row = page[page.index(headings) :]
    for part in (application.number, "24.11.2026", "Заявка направлена", "Проверьте адрес"):
        assert part in row
    for part in (
        "Прикрепленные файлы:",
        "Показать файлы",
        "выписка.pdf",
        "Посмотреть переписку или ответить",
    ):
        assert part in row


def test_table_goes_on_page_by_page(client, applicant):
    drafts = [make_draft(applicant) for _ in range(21)]
    first = client.get(reverse("applications"))
    second = client.get(reverse("applications") + first.context["older_url"])
    shown = [row["application"].number for page in (first, second) for row in page.context["rows"]]
    assert shown == [draft.number for draft in reversed(drafts)]


@pytest.mark.parametrize("place", ["0", "-1", "x", "9" * 30, "%00"])
def test_broken_address_of_a_page_shows_the_table(client, applicant, place):
    make_draft(applicant)
    assert client.get(reverse("applications"), {"before": place}).status_code == 200


def test_reply_is_sent_once_and_files_survive_a_refused_text(client, applicant):
    application = commented(applicant, make_specialist())
    url, form = reverse("application_reply", args=[application.pk]), token()
    file = make_file(applicant.user, "ответ.pdf")
    too_long = client.post(url, {"token": form, "text": "я" * 10_001, "kept": [file.pk]})
    assert (too_long.status_code, "ответ.pdf" in text_of(too_long)) == (422, True)
    for _ in range(2):
        client.post(url, {"token": form, "text": "Адрес верный", "kept": [file.pk]})
    [reply] = application.thread.messages.filter(from_operator=False)
    assert (reply.text, [file.name for file in reply.files.all()]) == ("Адрес верный", ["ответ.pdf"])


def test_reply_typed_when_the_session_ended_waits_for_the_person_to_send_it(client, applicant):
    application = make_submitted(applicant)
    client.logout()
    url = reverse("application_reply", args=[application.pk])
    answer = client.post(url, {**mark_of(applicant.user), "token": token(), "text": "Длинное письмо"})
    page = client.post(answer.url, {"email": applicant.user.email, "password": PASSWORD}, follow=True)
    assert "Длинное письмо" in text_of(page)
    assert application.thread.messages.count() == 0


def test_profile_typed_when_the_session_ended_waits_for_saving(client, applicant):
    client.logout()
    answer = client.post(
        reverse("profile"), {**mark_of(applicant.user), "last_name": "Новофамильный", "version": "1"}
    )
    page = client.post(answer.url, {"email": applicant.user.email, "password": PASSWORD}, follow=True)
    assert 'value="Новофамильный"' in page.content.decode()
    applicant.refresh_from_db()
    assert applicant.details["last_name"] == "Иванов"


def test_withdrawal_asks_first_and_ends_the_review(client, applicant):
    application = make_submitted(applicant)
    url = reverse("application_act", args=[application.pk, "withdraw"])
    assert "Отозвать заявку" in text_of(client.get(url))
    client.post(url, {"token": token(), "text": "Передумал"})
    application.refresh_from_db()
    assert application.get_state_display() == "Аннулирована"


@pytest.mark.parametrize(("name", "most"), [("home", 13), ("applications", 7)])
def test_lists_ask_the_same_number_of_queries_for_one_row_and_for_five(
    client, applicant, django_assert_max_num_queries, name, most
):
    specialist = make_specialist()
    commented(applicant, specialist)
    url = reverse(name)
    client.get(url)
    with django_assert_max_num_queries(most):
        client.get(url)
    for _ in range(4):
        commented(applicant, specialist)
    with django_assert_max_num_queries(most):
        client.get(url)


def test_page_of_an_application_asks_the_same_for_one_letter_and_for_ten(
    client, applicant, django_assert_max_num_queries
):
    specialist = make_specialist()
    application = submit(make_complete(applicant))
    url = reverse("application", args=[application.pk])

    def write():
        file = make_file(specialist)
        APPLICATION_ENGINE.comment(
            case=application, by=specialist, text="Да", files=[file], token=token(), at=NOW
        )

    write()
    client.get(url)
    with django_assert_max_num_queries(21):
        client.get(url)
    for _ in range(9):
        write()
    client.get(url)
    with django_assert_max_num_queries(21):
        client.get(url)


def test_home_puts_what_has_a_term_first_by_its_day_and_drafts_behind(client, applicant):
    draft = make_draft(applicant)
    offered = Case(applicant=applicant).offer()
    asked = Case(applicant=applicant)
    asked.office("request_documents", comment="План участка")
    for _ in range(61):  # newer ones push nothing of this away, however many
        make_submitted(applicant)
    page = client.get(reverse("home")).content.decode()
    todo = text_of(client.get(reverse("home")))
    todo = todo[todo.index("Что сделать сейчас") : todo.index("Заявки на ТП Подать")]
    places = [todo.index(f"Заявка {case.number}") for case in (offered.application, asked.application)]
    assert places == sorted(places)
    assert "Проверьте документы и оплатите счёт до 1 декабря" in todo
    assert "Пришлите недостающие документы до 22 декабря" in todo
    assert draft.number not in todo  # the newer ones are the latest
    assert f'href="{reverse("application_corrections", args=[asked.application.pk])}"' in page


def test_every_state_with_a_place_for_the_applicant_is_found_by_the_index_of_what_waits():
    assert {*AWAITED, State.DRAFT} == set(PLACES)


def test_link_to_what_is_missing_leads_to_the_page_of_a_request_in_words(client, applicant):
    asked = Case(applicant=applicant)
    asked.office("request_documents", comment="План участка")
    answer = client.get(reverse("application_corrections", args=[asked.application.pk]))
    assert answer.url == reverse("application_act", args=[asked.application.pk, "supply"])


def test_drafts_stand_behind_what_has_a_term(client, applicant):
    Case(applicant=applicant).office("request_documents", comment="План участка")
    draft = make_draft(applicant)
    todo = text_of(client.get(reverse("home"))).partition("Заявки на ТП Подать")[0]
    assert todo.index("Пришлите недостающие документы") < todo.index(f"Заявка {draft.number}")
