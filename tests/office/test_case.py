"""Around a card: whose it is, who else has it open, internal notes, previews, what changed meanwhile."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from kabinet.accounts.models import Role
from kabinet.applications.course.assignment import take_application
from kabinet.applications.course.transitions import ENGINE as APPLICATION_ENGINE
from kabinet.applications.models import Application
from kabinet.applications.submission.replying import reply_to_application
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Letter
from kabinet.office.applications.notes import write_note
from kabinet.office.models import AnswerTemplate, Note, Presence
from tests.applications.builders import NOW, make_applicant, make_draft, make_submitted
from tests.office.conftest import make_readings_old, person
from tests.office.test_card import address, hidden, send, typed_text
from tests.office.test_queue import text_of

SECRET = "Сосед жалуется: участок спорный"


@pytest.fixture
def case(db):
    return make_submitted()


@pytest.fixture
def colleague(db):
    return person("petrov@seti.example.ru", role=Role.SPECIALIST, name="Петров Иван")


def post(client, application, what, **posted):
    return client.post(f"{address(application)}{what}/", posted)


# --- Whose it is ------------------------------------------------------------------------------


def test_free_application_is_taken_by_a_button(office, specialist, case):
    assert "Взять в работу" in text_of(office.get(address(case)))

    response = post(office, case, "take")

    page = text_of(office.get(response.url))
    assert "Заявка ваша" in page
    assert "Взять в работу" not in page
    assert Application.objects.get().specialist == specialist


def test_who_comes_second_is_told_who_has_it(office, case, colleague):
    office.get(address(case))
    take_application(application=case, by=colleague, at=NOW)

    page = text_of(office.get(post(office, case, "take").url))

    assert "уже взял(а) Петров Иван" in page


def test_own_application_is_handed_over_with_a_note(office, case, specialist, colleague, letters):
    take_application(application=case, by=specialist, at=NOW)

    response = post(office, case, "give", to=colleague.pk, note=SECRET, token=uuid4())

    assert response.status_code == 302
    page = text_of(office.get(response.url))
    assert "Заявка передана: Петров Иван." in page
    assert f"Для Петров Иван: {SECRET}" in page
    assert Application.objects.get().specialist == colleague
    assert letters()[-1].to == ["petrov@seti.example.ru"]
    assert SECRET not in letters()[-1].body


def test_handing_over_to_nobody_keeps_the_note(office, case, specialist):
    take_application(application=case, by=specialist, at=NOW)

    response = post(office, case, "give", note=SECRET)

    assert response.status_code == 422
    assert "Выберите, кому передать заявку." in text_of(response)
    assert '<div class="field__error" id="give-to-error"><p>Выберите, кому' in response.content.decode()
    assert re.search(r"<details[^>]* open>\s*<summary>Передать коллеге", response.content.decode())
    assert SECRET in text_of(response)
    assert Note.objects.count() == 0


def test_specialist_does_not_hand_over_a_colleagues(office, case, colleague, specialist):
    take_application(application=case, by=colleague, at=NOW)
    assert "Передать коллеге" not in text_of(office.get(address(case)))

    response = post(office, case, "give", to=specialist.pk, note=SECRET)

    assert response.status_code == 409
    assert Application.objects.get().specialist == colleague
    assert Note.objects.count() == 0


def test_head_assigns_from_the_card(client, case, colleague):
    client.force_login(person("head@seti.example.ru", role=Role.HEAD))
    assert "Назначить специалиста" in text_of(client.get(address(case)))

    post(client, case, "give", to=colleague.pk)

    assert Application.objects.get().specialist == colleague


# --- Who has it open --------------------------------------------------------------------------


def test_card_says_who_else_has_it_open(client, case, specialist, colleague):
    client.force_login(colleague)
    assert "Сейчас открыта" not in text_of(client.get(address(case)))

    client.force_login(specialist)
    assert "Карточку сейчас смотрят и другие: Петров Иван" in text_of(client.get(address(case)))


def test_card_that_was_closed_is_forgotten_in_a_minute(client, case, specialist, colleague):
    client.force_login(colleague)
    client.get(address(case))
    seen_at = Presence.objects.get().seen_at
    Presence.objects.update(seen_at=seen_at - timedelta(seconds=61))

    client.force_login(specialist)

    assert "Петров Иван" not in text_of(client.get(address(case))).partition("Кому")[0]


def test_open_card_hears_of_others_and_of_changes(office, case, colleague):
    seen = hidden(office.get(address(case)))["seen"]
    assert text_of(post(office, case, "presence", seen=seen)) == ""

    APPLICATION_ENGINE.comment(case=case, by=colleague, text="Позвоню сам", files=[], token=uuid4(), at=NOW)

    page = text_of(post(office, case, "presence", seen=seen))
    assert "Карточка устарела" in page
    assert "Петров Иван пишет" in page
    assert "специалист теперь — Петров Иван" in page


def test_opening_is_recorded_once_in_a_quarter_of_an_hour(office, case):
    office.get(address(case))
    office.get(address(case))
    assert JournalEntry.objects.filter(act="application_opened").count() == 1

    make_readings_old()
    office.get(address(case))

    assert JournalEntry.objects.filter(act="application_opened").count() == 2


# --- What changed meanwhile -------------------------------------------------------------------


def test_answer_written_before_a_new_message_is_refused_and_the_message_is_shown(office, case):
    form = hidden(office.get(address(case)))
    reply_to_application(
        application=case, by=case.owner, text="Адрес другой", files=[], token=uuid4(), at=NOW
    )

    response = office.post(address(case), {**form, "act": "accept", "text": "Принимаем"})

    assert response.status_code == 409
    assert "Иванов Пётр Сергеевич пишет" in text_of(response)
    assert "«Адрес другой»" in text_of(response)
    assert typed_text(response) == "Принимаем"
    assert Application.objects.get().state == "submitted"


def test_answer_written_before_the_application_went_to_another_is_refused(office, case, colleague):
    form = hidden(office.get(address(case)))
    take_application(application=case, by=colleague, at=NOW)

    response = office.post(address(case), {**form, "act": "comment", "text": "Отвечу я"})

    assert response.status_code == 409
    assert "специалист теперь — Петров Иван" in text_of(response)


def test_answer_written_before_the_answers_changed_is_refused(office, case):
    form = hidden(office.get(address(case)))
    Application.objects.update(version=2)

    response = office.post(address(case), {**form, "act": "accept"})

    assert response.status_code == 409
    assert "заявитель исправил ответы или документы" in text_of(response)


@pytest.mark.parametrize("mark", ["", "submitted", "~~~", "a~b~c~d"])
def test_broken_mark_is_a_stale_one(office, case, mark):
    form = hidden(office.get(address(case)))

    assert office.post(address(case), {**form, "seen": mark, "act": "accept"}).status_code == 409


# --- Internal notes ---------------------------------------------------------------------------


def test_note_is_written_and_seen_by_colleagues(office, case, specialist):
    response = post(office, case, "notes", note=SECRET, token=uuid4())

    assert response.url == f"{address(case)}#notes"
    page = text_of(office.get(address(case)))
    assert SECRET in page
    assert "Смирнова Анна Викторовна ," in page
    entry = JournalEntry.objects.get(act="application_noted")
    assert SECRET not in str(entry.details)


def test_note_sent_twice_is_one(office, case):
    form = uuid4()
    post(office, case, "notes", note=SECRET, token=form)
    post(office, case, "notes", note=SECRET, token=form)

    assert Note.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n ", "д" * 4001])
def test_note_that_is_refused_stays_in_its_field(office, case, text):
    response = post(office, case, "notes", note=text, token=uuid4())

    assert response.status_code == 422
    assert text.strip() in response.content.decode()
    assert '<a href="#id_note">Новая заметка: ' in response.content.decode()
    assert re.search(r'<div class="field__error" id="id_note_error"><p>\w', response.content.decode())
    assert Note.objects.count() == 0


def test_no_page_letter_or_export_outside_shows_a_note(client, office, case, specialist, run_jobs):
    write_note(application=case, text=SECRET, by=specialist, at=NOW, token=uuid4())
    send(office, case, act="request_documents", text="Пришлите план")
    export = b"".join(office.get("/office/applications/export/", {"state": "all"}).streaming_content)
    assert "спорный".encode() not in export

    client.force_login(case.owner)
    for path in (
        "/",
        "/applications/",
        f"/applications/{case.pk}/",
        f"/applications/{case.pk}/submitted/",
        f"/applications/{case.pk}/corrections/",
    ):
        assert "спорный" not in client.get(path, follow=True).content.decode(), path
    run_jobs()
    assert Letter.objects.exists()
    assert not Letter.objects.filter(text__contains="спорный").exists()


# --- What else a card shows -------------------------------------------------------------------


def test_card_lists_the_applicants_other_applications_but_no_drafts(office):
    owner = make_applicant()
    case, other, draft = make_submitted(owner), make_submitted(owner), make_draft(owner)
    foreign = make_submitted()

    others = text_of(office.get(address(case))).partition("Другие заявки этого заявителя")[2]

    assert other.number in others
    assert draft.number + " " not in others
    assert foreign.number not in others


@pytest.mark.parametrize(("pdf", "tag"), [(True, "<iframe"), (False, "<img")])
def test_pdf_and_pictures_are_shown_in_place(office, case, pdf, tag):
    file = case.attachments.get(kind="passport").file
    if not pdf:
        file.content_type = "image/png"
        file.save()
    preview = f"{address(case)}files/{file.pk}/preview/"
    assert preview in office.get(address(case)).content.decode()

    page = office.get(preview).content.decode()
    fragment = office.get(preview, headers={"HX-Request": "true"}).content.decode()

    assert tag in page
    assert tag in fragment
    assert ("<html" in page, "<html" in fragment) == (True, False)
    assert f"{address(case)}files/{file.pk}/?show=1" in fragment


def test_only_a_pdf_may_stand_in_a_frame_and_only_on_our_pages(office, case):
    file = case.attachments.get(kind="passport").file
    shown = office.get(f"{address(case)}files/{file.pk}/?show=1")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert "default-src 'none'" in shown["Content-Security-Policy"]

    for other in (f"{address(case)}files/{file.pk}/", address(case)):
        response = office.get(other)
        assert response["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'self'" not in response["Content-Security-Policy"]


def test_what_a_browser_cannot_show_is_only_downloaded(office, case):
    file = case.attachments.get(kind="passport").file
    file.content_type = "application/msword"
    file.save()

    # There is one more file, a PDF.
    assert office.get(address(case)).content.decode().count("Посмотреть здесь") == 1
    assert office.get(f"{address(case)}files/{file.pk}/preview/").status_code == 404


# --- Asking for corrections -------------------------------------------------------------------


def corrections_form(office, case):
    html = office.get(f"{address(case)}corrections/").content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', html)[1] for name in ("token", "seen")}


def test_card_leads_to_asking_for_corrections_only_where_they_may_be_asked(office, case):
    link = f'href="{address(case)}corrections/"'
    assert link in office.get(address(case)).content.decode()

    send(office, case, act="accept")

    assert link not in office.get(address(case)).content.decode()
    assert "Сейчас исправления не запросить" in text_of(office.get(f"{address(case)}corrections/"))


def test_corrections_are_asked_for_by_field_and_file_with_notes(office, case, letters):
    page = text_of(office.get(f"{address(case)}corrections/"))
    assert "Республика Башкортостан, Уфимский район, с. Жуково, ул. Новая, участок 15" in page
    assert "passport.pdf" in page
    assert "Представление недостающих сведений" in page

    response = post(
        office,
        case,
        "corrections",
        **corrections_form(office, case),
        item=["object_address", "document-plan"],
        comment="Посмотрели.",
        **{"note-object_address": "Нет номера дома", "note-last_name": "не отмечено"},
    )

    assert response.status_code == 302
    page = text_of(office.get(response.url))
    assert "Запрошено, исправлений пока нет" in page
    assert "Нет номера дома" in page
    assert "не отмечено" not in page
    assert "Нет номера дома" in letters()[-1].body


def test_request_of_nothing_keeps_what_was_typed(office, case):
    response = post(office, case, "corrections", **corrections_form(office, case), comment="Посмотрели.")

    assert response.status_code == 422
    assert "Отметьте хотя бы один вопрос или документ" in text_of(response)
    assert "Посмотрели." in response.content.decode()


def test_request_from_a_stale_page_is_refused_and_keeps_ticks_and_notes(office, case, colleague):
    form = corrections_form(office, case)
    take_application(application=case, by=colleague, at=NOW)

    response = post(
        office,
        case,
        "corrections",
        **form,
        item=["object_address"],
        **{"note-object_address": "Нет номера дома"},
    )

    html = response.content.decode()
    assert response.status_code == 409
    assert re.search(r'value="object_address"[^>]* checked', html)
    assert 'value="Нет номера дома"' in html
    assert case.corrections.count() == 0


# --- A template of an answer ------------------------------------------------------------------


def test_template_is_put_behind_the_text_without_sending_anything(office, case, specialist):
    template = AnswerTemplate.objects.create(
        title="Приняли",
        purpose="application",
        text="Заявка {{ номер }} принята.",
        updated_at=NOW,
        updated_by=specialist,
    )

    response = send(office, case, text="Здравствуйте!", template=template.pk, insert_template="yes", act="")

    assert response.status_code == 200
    assert typed_text(response) == f"Здравствуйте!\n\nЗаявка {case.number} принята."
    assert case.thread.messages.count() == 0


def test_every_act_of_the_office_is_recorded_with_who_and_from_where(office, case, specialist):
    take = {"REMOTE_ADDR": "192.0.2.9"}
    office.get(address(case), **take)
    office.post(f"{address(case)}take/", **take)
    form = hidden(office.get(address(case), **take))
    office.post(address(case), {**form, "act": "comment", "text": "Здравствуйте"}, **take)
    form = hidden(office.get(address(case), **take))
    office.post(address(case), {**form, "act": "register"}, **take)

    entries = JournalEntry.objects.filter(actor=specialist.pk).order_by("pk")
    assert [entry.act for entry in entries] == [
        "application_opened",
        "application_taken",
        "application_commented",
        "application_register",
    ]
    assert {entry.address for entry in entries} == {"192.0.2.9"}
