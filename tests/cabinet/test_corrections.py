"""The applicant's page of corrections."""

import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kabinet.applications.content.suppliers import offered_suppliers, save_supplier
from kabinet.applications.corrections.requests import open_request, request_corrections
from kabinet.applications.course.transitions import perform
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from tests.applications.builders import NOW, make_specialist, make_submitted, mark_of, pdf_bytes, token
from tests.office.test_queue import text_of

pytestmark = pytest.mark.django_db
NOTES = {"object_address": "Нет номера дома", "document-passport": "Не видно фото"}


@pytest.fixture
def case(db):
    return make_submitted()


@pytest.fixture
def owner(client, case):
    client.force_login(case.owner)
    return client


def ask(case, notes=None):
    request_corrections(
        application=case,
        notes=notes or NOTES,
        comment="Посмотрели заявку.",
        by=make_specialist(),
        at=NOW,
        token=token(),
    )
    case.refresh_from_db()


def address(case):
    return f"/applications/{case.pk}/corrections/"


def hidden(response):
    html = response.content.decode()
    values = {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("token", "base")}
    return {name: value.replace("&quot;", '"') for name, value in values.items()}


def send(owner, case, **posted):
    return owner.post(address(case), {**hidden(owner.get(address(case))), **posted})


def pdf(name="паспорт новый.pdf"):
    return SimpleUploadedFile(name, pdf_bytes(), content_type="application/pdf")


def inputs(response):
    return set(re.findall(r'name="([a-z_-]+)"', response.content.decode())) & {
        "object_address", "last_name", "requested_power", "file-passport", "file-right",
    }  # fmt: skip


def test_application_leads_to_its_corrections_while_they_are_open(owner, case):
    link = f'href="{address(case)}"'
    assert link not in owner.get(f"/applications/{case.pk}/").content.decode()

    ask(case)

    assert link in owner.get(f"/applications/{case.pk}/").content.decode()


def test_page_opens_just_what_was_asked_for_with_the_remarks_and_the_term(owner, case):
    ask(case)

    response = owner.get(address(case))

    assert inputs(response) == {"object_address", "file-passport"}
    page = text_of(response)
    for shown in ("Посмотрели заявку.", "Нет номера дома", "Не видно фото", "до 22.12.2026", "passport.pdf"):
        assert shown in page


def test_what_is_typed_and_chosen_is_kept_without_changing_the_application(owner, case):
    ask(case)

    send(
        owner,
        case,
        go="save",
        object_address="с. Жуково, д. 16",
        comment="Паспорт завтра",
        **{"file-passport": pdf()},
    )

    page = owner.get(address(case)).content.decode()
    assert 'value="с. Жуково, д. 16"' in page or "с. Жуково, д. 16</textarea>" in page
    assert "паспорт новый.pdf" in page
    assert "Паспорт завтра" in page
    case.refresh_from_db()
    assert case.state == State.AWAITING_DOCUMENTS
    assert "Новая" in case.answers["object_address"]


def test_draft_saves_itself(owner, case):
    ask(case)

    response = send(owner, case, go="autosave", object_address="с. Жуково, д. 16")

    assert set(response.json()) == {"saved_at"}
    assert open_request(case).answers == {"object_address": "с. Жуково, д. 16"}


def test_corrections_are_sent_and_the_application_is_checked_again(owner, case):
    ask(case)

    response = send(
        owner,
        case,
        go="send",
        object_address="с. Жуково, д. 16",
        **{"file-passport": [pdf(), pdf("стр. 2.pdf")]},
    )

    assert response.status_code == 302
    page = text_of(owner.get(response.url))
    assert "Исправления отправлены" in page
    assert "Недостающее поступило" in page
    case.refresh_from_db()
    assert case.object_address == "с. Жуково, д. 16"
    names = [one.file.name for one in case.attachments.filter(kind="passport")]
    assert sorted(names) == ["паспорт новый.pdf", "стр. 2.pdf"]


def test_nothing_is_sent_while_a_file_is_missing_and_everything_stays(owner, case):
    ask(case)

    response = send(owner, case, go="send", object_address="с. Жуково, д. 16")

    assert response.status_code == 422
    page = text_of(response)
    assert "Исправления ещё не отправлены" in page
    assert "Не приложено: «Копия паспорта" in page.replace("&nbsp;", " ").replace("\xa0", " ")
    assert "с. Жуково, д. 16" in response.content.decode()
    case.refresh_from_db()
    assert case.state == State.AWAITING_DOCUMENTS


def test_refused_file_is_explained_and_the_good_one_stays(owner, case):
    ask(case)
    wrong = SimpleUploadedFile("программа.pdf", b"MZ" + b"\0" * 200, content_type="application/pdf")

    response = send(owner, case, go="send", object_address="д. 16", **{"file-passport": [wrong, pdf()]})

    assert response.status_code == 422
    assert "Файл «программа.pdf» не принят" in text_of(response)
    assert "паспорт новый.pdf" in text_of(response)
    case.refresh_from_db()
    assert case.state == State.AWAITING_DOCUMENTS


def test_uploaded_file_is_removed_by_its_button(owner, case):
    ask(case)
    send(owner, case, go="save", **{"file-passport": pdf()})
    upload = open_request(case).uploads.get()

    send(owner, case, remove=str(upload.pk))

    assert "паспорт новый.pdf" not in text_of(owner.get(address(case)))


def test_locked_answers_and_files_cannot_be_forced(owner, case):
    ask(case)

    send(owner, case, go="save", last_name="Петров", requested_power="5", **{"file-right": pdf()})

    assert not {"last_name", "requested_power"} & set(open_request(case).answers)
    assert open_request(case).uploads.count() == 0


def test_new_question_that_an_answer_calls_for_is_shown_before_sending(owner, case):
    ask(case, {"by_representative": "Кто подаёт?"})

    response = send(owner, case, go="send", by_representative="yes")

    page = response.content.decode()
    assert "нужно ответить ещё на несколько вопросов" in page
    assert 'name="representative_last_name"' in page
    case.refresh_from_db()
    assert case.state == State.AWAITING_DOCUMENTS


def test_second_press_finds_the_corrections_sent(owner, case):
    ask(case, {"object_address": "?"})
    form = {**hidden(owner.get(address(case))), "go": "send", "object_address": "д. 16"}

    first, second = owner.post(address(case), form), owner.post(address(case), form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert case.history.filter(action="supply").count() == 1
    assert case.thread.messages.filter(from_operator=False).count() == 1


def test_page_is_closed_before_a_request_and_after_a_decision(owner, case):
    assert owner.get(address(case)).url == f"/applications/{case.pk}/"
    ask(case)
    perform(application=case, action="annul", by=make_specialist(), at=NOW, comment="Срок", token=token())

    response = owner.post(address(case), {"go": "send", "object_address": "д. 16"})

    assert response.url == f"/applications/{case.pk}/"
    assert "больше не требуются" in text_of(owner.get(response.url))
    assert "Новая" in Application.objects.get().answers["object_address"]


def test_what_was_typed_survives_a_session_that_ended(client, case):
    ask(case)

    response = client.post(
        address(case),
        {**mark_of(case.owner), "go": "send", "object_address": "с. Жуково, д. 16", "base": "{}"},
    )
    assert response.url.startswith("/login/")
    client.post(response.url, {"email": case.owner.email, "password": "верный-пароль-42"})
    response = client.get(address(case))

    assert "Ничего не отправлено" in text_of(response)
    assert "с. Жуково, д. 16" in response.content.decode()
    case.refresh_from_db()
    assert case.state == State.AWAITING_DOCUMENTS


def test_token_of_the_page_is_one_for_its_redisplays(owner, case):
    ask(case)
    first = hidden(owner.get(address(case)))

    again = hidden(owner.post(address(case), {**first, "go": "send"}))

    assert UUID(again["token"]) == UUID(first["token"])


def test_supplier_is_corrected_from_the_list_or_by_a_name_of_ones_own(owner, case):
    save_supplier(
        supplier=None, name="АО «Сбыт»", guaranteed=True, is_default=False,
        by=make_specialist(email="admin@example.ru"), address=None, at=NOW,
    )  # fmt: skip
    offered_suppliers(fresh=True)
    ask(case, {"supplier": "Такой организации нет"})
    page = owner.get(address(case))
    assert 'value="АО «Сбыт»"' in page.content.decode()
    assert "Почему спрашиваем п. 14 «в» и п. 9 «л» Правил" in text_of(page)
    for chosen, kept in (("АО «Сбыт»", "АО «Сбыт»"), ("own", "ООО «Свет»")):
        send(owner, case, supplier=chosen, **{"supplier-own": "ООО «Свет»", "go": "save"})
        assert open_request(case).answers["supplier"] == kept
