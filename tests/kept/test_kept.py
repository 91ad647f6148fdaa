"""A form that was sent when its session had ended: kept for its author, shown again, sent by nobody."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.models import Session
from kabinet.kept.models import KeptForm
from kabinet.kept.services import LONGEST, MOST, purge
from tests.applications.builders import (
    PASSWORD,
    factor_code,
    make_applicant,
    make_draft,
    make_specialist,
    make_submitted,
    mark_of,
)

pytestmark = pytest.mark.django_db

NEW = reverse("appeal_new")
TEXT = "Прошу объяснить счёт за октябрь. " * 60


@pytest.fixture
def author(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    return applicant.user


def text_of(response):
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(bare)).replace("\xa0", " ")


def hidden_of(response, *, form=""):
    """What a form of the page posts unseen: the one with this text in its tag."""
    forms = re.findall(r"<form([^>]*)>(.*?)</form>", response.content.decode(), re.DOTALL)
    inside = next(content for tag, content in forms if form in tag)
    inputs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', inside)
    return {name: html.unescape(value) for name, value in inputs}


def enter(client, user, address="/login/"):
    """Sign in, with the second factor of a person of the operator."""
    page = client.post(address, {"email": user.email, "password": PASSWORD}, follow=True)
    if user.is_operator:
        page = client.post(reverse("second_step"), {"code": factor_code(user.email)}, follow=True)
    return page


def test_specialist_finds_a_long_answer_again_after_both_steps_of_the_login(client):
    specialist, application = make_specialist(email="spec@example.ru"), make_submitted()
    address = reverse("office_application", args=[application.pk])
    client.force_login(specialist)
    card = hidden_of(client.get(address), form='id="answer"')
    client.logout()
    answer = client.post(address, {**card, "text": TEXT, "act": "comment"})
    told = text_of(client.get(answer.url))
    assert "Вы вышли из кабинета, или сеанс закончился" in told
    assert "Набранное сохранено" in told

    page = enter(client, specialist, answer.url)

    assert page.request["PATH_INFO"] == address
    assert TEXT in page.content.decode()
    assert "Здесь то, что вы набрали раньше Ничего не отправлено" in text_of(page)
    assert application.thread.messages.count() == 0


def test_card_that_changed_meanwhile_says_so_when_the_answer_is_sent_at_last(client):
    specialist, application = make_specialist(email="spec@example.ru"), make_submitted()
    address = reverse("office_application", args=[application.pk])
    client.force_login(specialist)
    card = hidden_of(client.get(address), form='id="answer"')
    client.logout()
    client.post(address, {**card, "text": TEXT, "act": "comment"})
    application.specialist = make_specialist(email="other@example.ru")
    application.save()
    client.force_login(specialist)
    again = hidden_of(client.get(address), form='id="answer"')

    page = client.post(address, {**again, "text": TEXT, "act": "comment"})

    assert page.status_code == 409
    assert TEXT in page.content.decode()
    assert application.thread.messages.count() == 0


def test_form_sent_again_is_sent_once_and_is_not_shown_any_more(client, author):
    application = make_submitted(author.applicant)
    page = reverse("application", args=[application.pk])
    address = reverse("application_reply", args=[application.pk])
    reply = hidden_of(client.get(page), form='id="reply"')
    client.logout()
    client.post(address, {**reply, "text": TEXT})
    client.post(address, {**reply, "text": TEXT})
    client.force_login(author)
    again = hidden_of(client.get(address, follow=True), form='id="reply"')
    assert again["token"] == reply["token"]

    client.post(address, {**again, "text": TEXT})

    assert application.thread.messages.count() == 1
    assert "набрали раньше" not in text_of(client.get(page))
    assert KeptForm.objects.count() == 0


def test_form_that_went_to_an_address_without_a_page_comes_back_on_its_page(client):
    specialist, application = make_specialist(email="spec@example.ru"), make_submitted()
    card = reverse("office_application", args=[application.pk])
    client.force_login(specialist)
    client.get(card)
    client.logout()
    answer = client.post(
        reverse("office_note", args=[application.pk]),
        {**mark_of(specialist), "note": "Звонил хозяин"},
        headers={"referer": f"http://testserver{card}"},
    )
    page = enter(client, specialist, answer.url)
    assert page.request["PATH_INFO"] == card
    assert re.search(r"<textarea[^>]*name=\"note\"[^>]*>\s*Звонил хозяин</textarea>", page.content.decode())


def test_form_that_is_no_more_on_its_page_leaves_its_text_to_be_read(client, author):
    application = make_submitted(author.applicant)
    address = reverse("application_act", args=[application.pk, "withdraw"])
    client.logout()
    client.post(address, {**mark_of(author), "text": "Передумал строить"})
    application.state, application.due_on, application.limit = "completed", None, ""
    application.save()
    client.force_login(author)
    page = client.get(address, follow=True)
    assert reverse("kept_forms") in page.content.decode()
    assert "Передумал строить" in text_of(client.get(reverse("kept_forms")))
    client.post(reverse("kept_forms"), {"remove": KeptForm.objects.get().mark})
    assert "Передумал строить" not in text_of(client.get(reverse("kept_forms")))


def test_form_of_a_page_that_is_gone_stays_kept(client, author):
    application = make_submitted(author.applicant)
    address = reverse("application_reply", args=[application.pk])
    form = mark_of(author)
    client.logout()
    client.post(address, {**form, "text": TEXT})
    client.force_login(author)
    application.owner = make_applicant().user
    application.save()
    assert client.post(address, {**form, "text": TEXT}).status_code == 404
    assert "Прошу объяснить счёт" in text_of(client.get(reverse("kept_forms")))


def test_files_that_were_chosen_are_named(client, author, tmp_path):
    client.logout()
    file = tmp_path / "план участка.pdf"
    file.write_bytes(b"%PDF-1.4 x")
    with file.open("rb") as opened:
        answer = client.post(NEW, {**mark_of(author), "text": TEXT, "uploads": opened})
    assert "их нужно будет выбрать снова: «план участка.pdf»" in text_of(client.get(answer.url))
    client.force_login(author)
    assert "выберите их снова: «план участка.pdf»" in text_of(client.get(NEW))


def test_choice_of_not_specified_comes_back_as_it_was(client, author):
    draft = make_draft(author.applicant)
    address = reverse("wizard_step", args=[draft.pk, "object"])
    form = hidden_of(client.get(address), form="data-autosave")
    client.session.flush()
    client.post(address, {**form, "object_name": "Гараж", "settlement": "", "land_right": "lease"})
    client.force_login(author)
    page = client.get(address).content.decode()
    assert "Гараж" in page
    chosen = re.findall(
        r'<input type="radio" name="(settlement|land_right)" value="(\w*)"[^>]* checked', page
    )
    assert chosen == [("settlement", ""), ("land_right", "lease")]


# --- For its author alone ---------------------------------------------------------------------------


@pytest.mark.parametrize("leaving", ["session lost", "signed out"])
def test_next_person_at_the_browser_sees_nothing_and_has_nothing_saved(client, author, leaving):
    form = hidden_of(client.get(NEW), form="data-autosave")
    if leaving == "signed out":
        client.post(reverse("logout"))
    else:
        client.session.flush()
    client.post(NEW, {**form, "text": "СЕКРЕТ"})
    other = make_applicant().user
    page = enter(client, other, f"/login/?next={NEW}")
    assert "СЕКРЕТ" not in page.content.decode()
    assert "СЕКРЕТ" not in client.get(reverse("kept_forms")).content.decode()
    assert "СЕКРЕТ" not in client.get(reverse("home")).content.decode()
    client.post(reverse("logout"))
    assert "СЕКРЕТ" in enter(client, author, f"/login/?next={NEW}").content.decode()


def test_next_person_at_the_browser_is_not_led_to_the_case_of_the_first(client, author):
    case = make_submitted(author.applicant)
    form = hidden_of(client.get(reverse("application", args=[case.pk])), form='id="reply"')
    client.session.flush()
    answer = client.post(reverse("application_reply", args=[case.pk]), {**form, "text": "СЕКРЕТ"})
    page = enter(client, make_applicant().user, answer.url)
    assert (page.status_code, page.request["PATH_INFO"]) == (200, reverse("home"))
    assert "СЕКРЕТ" not in page.content.decode()


def test_button_pressed_without_a_session_leads_back_to_its_page(client, author):
    case = make_submitted(author.applicant)
    page = reverse("application", args=[case.pk])
    form = hidden_of(client.get(page), form='id="reply"')
    client.session.flush()
    answer = client.post(
        reverse("application_reply", args=[case.pk]), form, headers={"referer": f"http://testserver{page}"}
    )
    shown = enter(client, author, answer.url)
    assert (shown.status_code, shown.request["PATH_INFO"]) == (200, page)


def test_page_of_one_person_sent_in_the_session_of_another_is_nobodys_act(client, author):
    form = hidden_of(client.get(NEW), form="data-autosave")
    other = make_applicant().user
    client.force_login(other)
    page = client.post(NEW, {**form, "text": "СЕКРЕТ", "go": "draft"})
    assert page.status_code == 403
    assert "В этом браузере вошёл другой человек" in text_of(page)
    assert "СЕКРЕТ" not in client.get(NEW).content.decode()
    client.force_login(author)
    assert "СЕКРЕТ" in client.get(NEW).content.decode()


@pytest.mark.parametrize("mark", ["", "0123456789abcdef.00:1:x", "х"])
def test_form_of_nobody_fills_nothing(client, db, mark):
    for _ in range(3):
        answer = client.post(NEW, {"form_mark": mark, "text": "х" * 1000})
        assert answer.url.startswith("/login/")
    assert (KeptForm.objects.count(), Session.objects.count()) == (0, 0)


def test_mark_of_a_form_of_long_ago_keeps_nothing(client, author, monkeypatch):
    form = mark_of(author)
    monkeypatch.setattr("time.time", lambda: timezone.now().timestamp() + 15 * 24 * 3600)
    client.logout()
    client.post(NEW, {**form, "text": TEXT})
    assert KeptForm.objects.count() == 0


def test_one_person_has_few_forms_kept_and_none_too_long(client, author):
    client.logout()
    for number in range(MOST + 3):
        client.post(NEW, {**mark_of(author), "text": f"Письмо {number}"})
    assert KeptForm.objects.count() == MOST
    answer = client.post(NEW, {**mark_of(author), "text": "х" * LONGEST})
    assert KeptForm.objects.count() == MOST
    assert "сохранить набранное не удалось" in text_of(client.get(answer.url))


def test_what_nobody_came_back_for_is_forgotten_within_a_day(client, author):
    client.logout()
    client.post(NEW, {**mark_of(author), "text": TEXT})
    KeptForm.objects.update(kept_at=timezone.now() - timedelta(hours=12))
    client.force_login(author)
    assert "Прошу объяснить" not in client.get(NEW).content.decode()
    assert purge(at=timezone.now()) == 1


def test_passwords_are_never_kept(client, author):
    client.logout()
    typed = {"new_email": "new@example.ru", "password": "тайное слово"}
    client.post(reverse("email_change"), {**mark_of(author), **typed})
    assert "тайное слово" not in str(KeptForm.objects.get().fields)
    client.force_login(author)
    page = client.get(reverse("email_change")).content.decode()
    assert ("new@example.ru" in page, "тайное слово" in page) == (True, False)


# --- The token against forgery ----------------------------------------------------------------------


@pytest.fixture
def strict(author):
    """A browser of which the portal wants the token against forgery."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(author)
    return browser


def test_old_token_costs_nothing_that_was_typed(strict, author):
    form = hidden_of(strict.get(NEW), form="data-autosave")
    strict.force_login(author)
    strict.cookies.pop("kabinet_csrf")
    page = strict.post(NEW, {**form, "text": TEXT, "go": "send"}, follow=True)
    assert (page.status_code, TEXT in page.content.decode()) == (200, True)
    assert "Ничего не отправлено" in text_of(page)


def test_all_cookies_lost_cost_nothing_that_was_typed(strict, author):
    form = hidden_of(strict.get(NEW), form="data-autosave")
    strict.cookies.clear()
    answer = strict.post(NEW, {**form, "text": TEXT})
    assert answer.url == f"/login/?next={NEW}"
    strict.force_login(author)
    assert TEXT in strict.get(NEW).content.decode()


def test_form_from_another_site_is_not_kept(strict, author):
    page = strict.post(NEW, {**mark_of(author), "text": TEXT}, headers={"origin": "https://evil.example"})
    assert (page.status_code, KeptForm.objects.count()) == (403, 0)


# --- Scripts ----------------------------------------------------------------------------------------


def test_autosave_hears_that_the_session_is_over(client, author):
    client.logout()
    answer = client.post(
        NEW, {**mark_of(author), "text": TEXT, "go": "autosave"}, headers={"x-autosave": "1"}
    )
    assert (answer.status_code, answer.json()["kept"]) == (401, True)


def test_part_of_a_page_is_not_replaced_by_the_login_page(client, author):
    client.logout()
    for answer in (
        client.get(reverse("appeals"), headers={"hx-request": "true"}),
        client.post(reverse("office_presence", args=[author.pk]), headers={"hx-request": "true"}),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (401, "text/plain; charset=utf-8")


def test_accepted_form_is_named_to_the_browser_and_a_refused_one_not(client, author):
    form = mark_of(author)
    client.post(reverse("application_restore", args=[author.pk]), form)
    client.post(NEW, {**form, "text": "", "go": "send"})
    assert "kabinet_accepted" not in client.cookies
    client.post(NEW, {**form, "text": TEXT, "go": "draft"})
    assert client.cookies["kabinet_accepted"].value == form["form_mark"].partition(".")[0]
