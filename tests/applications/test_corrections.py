"""Requests for corrections: what opens, what is kept, what the specialist sees changed."""

from datetime import timedelta

import pytest

from kabinet.applications.content.permissions import find_file
from kabinet.applications.corrections import answers
from kabinet.applications.corrections.answers import (
    CorrectionsClosed,
    NotCorrected,
    corrections_missing,
    opened,
    remove_correction_upload,
    save_corrections,
    supply_corrections,
    upload_correction,
)
from kabinet.applications.corrections.requests import (
    NothingToCorrect,
    correctable,
    open_request,
    request_corrections,
)
from kabinet.applications.course.transitions import ApplicationNotFound, TransitionImpossible, perform
from kabinet.applications.models import Application, Attachment
from kabinet.applications.rules.states import State
from kabinet.applications.submission.replying import reply_to_application
from kabinet.applications.submission.services import AttachmentRefused
from kabinet.core.models import JournalEntry
from kabinet.files.models import StoredFile
from tests.applications.builders import (
    NOW,
    make_file,
    make_specialist,
    make_submitted,
    make_user,
    token,
)
from tests.applications.test_transitions import at_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


@pytest.fixture
def case(db):
    return make_submitted()


def ask(application, form=None, *, comment="", **notes):
    named = {name.replace("document_", "document-"): note for name, note in notes.items()}
    return request_corrections(
        application=application,
        notes=named,
        comment=comment,
        by=make_specialist(),
        at=NOW,
        token=form or token(),
    )


def save(application, *, kept=(), **raw):
    application.refresh_from_db()
    return save_corrections(application=application, raw=raw, kept=kept, by=application.owner, at=LATER)


def supply(application, form=None, *, comment=""):
    application.refresh_from_db()
    return supply_corrections(
        application=application, comment=comment, by=application.owner, at=LATER, token=form or token()
    )


def now_open(application):
    application.refresh_from_db()
    return opened(application, open_request(application)).names


# --- Asking -----------------------------------------------------------------------------------


def test_everything_that_is_asked_may_be_corrected_answered_or_not(case):
    names = {item.name for _, items in correctable(case) for item in items}

    assert {"connection", "last_name", "object_address", "requested_power", "document-passport"} <= names
    assert "document-plan" in names  # not attached: it may be asked for
    assert "temporary_months" not in names  # not asked for a permanent connection


def test_request_changes_the_state_and_tells_what_to_mend_by_letter_and_message(case, letters):
    ask(case, comment="Посмотрели заявку.", object_address="Нет номера дома", document_plan="")

    case.refresh_from_db()
    assert case.state == State.AWAITING_DOCUMENTS
    text = case.thread.messages.get().text
    assert text.startswith("Посмотрели заявку.\n\nЧто нужно исправить или приложить:\n")
    assert "– Адрес объекта: Нет номера дома" in text or "Нет номера дома" in text
    assert "– План расположения энергопринимающих устройств" in text.replace("\xa0", " ")
    assert "Нет номера дома" in letters()[-1].body


def test_request_of_nothing_or_of_what_is_not_asked_is_refused(case):
    with pytest.raises(NothingToCorrect):
        ask(case)
    with pytest.raises(NothingToCorrect):
        ask(case, temporary_months="Сколько?", no_such_question="?")
    assert (case.corrections.count(), Application.objects.get().state) == (0, State.SUBMITTED)


def test_request_is_made_only_where_the_table_of_transitions_allows_it(case):
    perform(application=case, action="accept", by=make_specialist(), at=NOW, token=token())

    with pytest.raises(TransitionImpossible):
        ask(case, object_address="?")
    assert case.corrections.count() == 0


def test_form_sent_twice_asks_once(case):
    form = token()

    first, second = ask(case, form, object_address="?"), ask(case, form, object_address="?")

    assert (first, case.corrections.count(), case.thread.messages.count()) == (second, 1, 1)


# --- Correcting -------------------------------------------------------------------------------


def test_just_what_was_asked_for_is_open(case):
    ask(case, object_address="Нет номера дома", document_passport="Не видно фото")
    assert now_open(case) == {"object_address", "document-passport"}

    save(case, object_address="с. Жуково, д. 16", last_name="Петров")

    request = open_request(case)
    assert request.answers == {"object_address": "с. Жуково, д. 16"}
    assert Application.objects.get().answers["last_name"] == "Иванов"


def test_nothing_changes_in_the_application_until_the_corrections_are_sent(case):
    ask(case, object_address="?")
    before = Application.objects.get().answers

    save(case, object_address="с. Жуково, д. 16")

    assert Application.objects.get().answers == before
    assert Application.objects.get().state == State.AWAITING_DOCUMENTS


def test_question_that_a_correction_calls_for_is_opened_too(case):
    ask(case, by_representative="Кто подаёт?")

    save(case, by_representative="yes")

    assert {"by_representative", "representative_last_name", "document-authority"} <= now_open(case)
    assert "last_name" not in now_open(case)


def test_question_that_a_correction_contradicts_is_opened_and_stays_open_once_mended():
    company = make_submitted(requested_power="200")
    ask(company, requested_power="По документам 300")

    save(company, requested_power="300")
    drawn = now_open(company) - {"requested_power"}
    assert drawn
    [name] = [name for name in drawn if not name.startswith("document-")][:1]
    rows = [{**row, "power": "305"} for row in company.answers[name]]
    save(company, **{name: rows})

    assert name in now_open(company)


def test_wrong_answer_and_missing_file_keep_the_corrections_from_being_sent(case):
    ask(case, snils="Ошибка в номере", document_plan="Нет плана")
    save(case, snils="112-233-445 96")

    gaps = corrections_missing(Application.objects.get(), open_request(Application.objects.get()))
    assert [gap.name for gap in gaps] == ["snils", "document-plan"]
    with pytest.raises(NotCorrected):
        supply(case)
    assert Application.objects.get().state == State.AWAITING_DOCUMENTS


def test_sent_corrections_become_the_applications_and_both_versions_are_kept(case, letters):
    specialist = make_specialist(email="anna@seti.example.ru")
    Application.objects.filter(pk=case.pk).update(specialist=specialist)
    version, number = case.version, case.number
    old = case.answers["object_address"]
    ask(case, object_address="Нет номера дома", household="Проверьте")
    save(case, object_address="с. Жуково, д. 16")

    sent = supply(case, comment="Готово")

    case.refresh_from_db()
    assert (sent.state, case.state, case.version) == (State.SUPPLIED, State.SUPPLIED, version + 1)
    assert (case.object_address, case.number) == ("с. Жуково, д. 16", number)
    items = {item.name: (item.before, item.after) for item in case.corrections.get().items.all()}
    assert items == {"object_address": (old, "с. Жуково, д. 16"), "household": ("yes", "yes")}
    message = case.thread.messages.last()
    assert message.text.endswith("Готово")
    assert "личных и бытовых" not in message.text  # it was left as it is
    assert case.number in letters()[-1].subject
    assert letters()[-1].to == ["anna@seti.example.ru"]
    assert JournalEntry.objects.filter(act="application_corrected").count() == 1
    assert case.printed_forms.filter(version=case.version).exists()


def test_corrected_application_is_found_by_its_new_words(case):
    ask(case, object_address="?")
    save(case, object_address="деревня Новинки")
    supply(case)

    assert case.search_words.filter(word="новинки").exists()
    assert not case.search_words.filter(word="жуково").exists()


def test_new_file_replaces_the_old_one_which_stays_in_the_history(case):
    old = case.attachments.get(kind="passport")
    ask(case, document_passport="Не видно фото")
    new = make_file(case.owner, "новый паспорт.pdf")
    upload_correction(application=case, kind="passport", file=new)
    assert case.attachments.get(kind="passport") == old

    supply(case)

    assert case.attachments.get(kind="passport").file == new
    item = case.corrections.get().items.get()
    assert [one.file for one in Attachment.every.filter(replaced_in=item)] == [old.file]
    assert find_file(case, old.file_id) == old.file


def test_old_file_that_was_ticked_stays_beside_the_new_one(case):
    old = case.attachments.get(kind="passport")
    ask(case, document_passport="Нет второй страницы")
    upload_correction(application=case, kind="passport", file=make_file(case.owner, "вторая.pdf"))
    save(case, kept=[str(old.pk), "не-номер"])

    supply(case)

    names = [one.file.name for one in case.attachments.filter(kind="passport")]
    assert sorted(names) == ["passport.pdf", "вторая.pdf"]


def test_uploaded_file_is_removed_before_sending(case):
    ask(case, document_passport="?")
    upload = upload_correction(application=case, kind="passport", file=make_file(case.owner, "не тот.pdf"))

    remove_correction_upload(application=case, upload_id=upload.pk, by=case.owner)
    remove_correction_upload(application=case, upload_id=upload.pk, by=case.owner)

    assert not StoredFile.objects.filter(name="не тот.pdf").exists()


def test_file_for_what_was_not_asked_is_refused(case):
    ask(case, document_passport="?")

    with pytest.raises(AttachmentRefused):
        upload_correction(application=case, kind="right", file=make_file(case.owner))
    with pytest.raises(AttachmentRefused):
        upload_correction(application=case, kind="нет такого", file=make_file(case.owner))


def test_an_application_holds_a_hundred_files_those_of_its_corrections_among_them(case, monkeypatch):
    monkeypatch.setattr(answers, "MAX_ATTACHMENTS", case.attachments.count() + 1)
    ask(case, document_passport="?")
    upload_correction(application=case, kind="passport", file=make_file(case.owner))
    with pytest.raises(AttachmentRefused, match="можно приложить не больше"):
        upload_correction(application=case, kind="passport", file=make_file(case.owner))
    assert case.corrections.get().uploads.count() == 1


@pytest.mark.django_db(transaction=True)
def test_corrections_sent_twice_at_once_are_taken_once(case):
    ask(case, object_address="?")
    save(case, object_address="деревня Новинки")
    form, version = token(), Application.objects.get().version

    at_once(*[lambda: supply(case, form)] * 3)

    case.refresh_from_db()
    assert (case.version, case.history.filter(action="supply").count()) == (version + 1, 1)
    assert case.thread.messages.filter(from_operator=False).count() == 1


def test_reply_leaves_the_corrections_open(case):
    ask(case, object_address="?")
    reply_to_application(
        application=case, by=case.owner, text="Что не так с адресом?", files=[], token=token(), at=NOW
    )
    assert Application.objects.get().state == State.AWAITING_DOCUMENTS

    save(case, object_address="деревня Новинки")
    supply(case)

    assert Application.objects.get().object_address == "деревня Новинки"
    assert case.history.filter(action="supply").count() == 1


def test_decision_closes_the_corrections(case):
    ask(case, object_address="?")
    perform(
        application=case, action="annul", by=make_specialist(), at=NOW, comment="Срок вышел", token=token()
    )

    with pytest.raises(CorrectionsClosed):
        save(case, object_address="деревня Новинки")
    with pytest.raises(CorrectionsClosed):
        supply(case)


def test_corrections_are_the_owners_alone(case):
    ask(case, object_address="?")
    case.refresh_from_db()

    with pytest.raises(ApplicationNotFound):
        save_corrections(application=case, raw={}, kept=(), by=make_user(), at=LATER)
    with pytest.raises(ApplicationNotFound):
        supply_corrections(application=case, comment="", by=make_specialist(), at=LATER, token=token())
    with pytest.raises(ApplicationNotFound):
        upload_correction(application=case, kind="passport", file=make_file(make_user()))
