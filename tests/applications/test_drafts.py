from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from kabinet.applications.asked.steps import STEPS_BY_SLUG
from kabinet.applications.course.transitions import ApplicationNotFound
from kabinet.applications.models import Application, Attachment
from kabinet.applications.submission import services
from kabinet.applications.submission.deleting import (
    RestoreTooLate,
    delete_draft,
    purge_deleted_drafts,
    restore_draft,
)
from kabinet.applications.submission.services import (
    AlreadySubmitted,
    AttachmentRefused,
    attach_file,
    detach_file,
    save_step,
    start_draft,
)
from kabinet.core.ids import new_id
from kabinet.files.models import StoredFile
from tests.applications.builders import (
    NOW,
    make_applicant,
    make_complete,
    make_draft,
    make_file,
    make_submitted,
    make_user,
)


def save(application, slug, raw, *, by=None, at=NOW):
    by = by or application.owner
    return save_step(application=application, step=STEPS_BY_SLUG[slug], raw=raw, by=by, at=at)


def at_once(*calls):
    """Do the calls in threads of their own, started together; their results, refusals among them."""
    together = Barrier(len(calls))

    def run(call):
        together.wait()
        try:
            return call()
        except Exception as refusal:  # noqa: BLE001 - the test looks at it
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db
def test_draft_begins_with_its_number_and_the_profile():
    applicant = make_applicant("ИП")
    first = start_draft(
        draft_id=new_id(), applicant=applicant, answers={"reason": "НП", **applicant.details}, at=NOW
    )
    second = start_draft(draft_id=new_id(), applicant=applicant, answers={}, at=NOW)
    assert (first.number, second.number) == (f"{first.sequence}ТП", f"{first.sequence + 1}ТП")
    assert first.answers["inn"] == "500100732259"
    assert first.answers["reason"] == "НП"
    assert first.is_draft


@pytest.mark.django_db
def test_draft_keeps_nothing_that_no_step_asks():
    draft = start_draft(
        draft_id=new_id(), applicant=make_applicant(), answers={"is_staff": "yes", "go": "next"}, at=NOW
    )
    assert {"is_staff", "go"} & set(draft.answers) == set()


@pytest.mark.django_db
def test_profile_with_a_representative_starts_a_draft_by_the_representative():
    draft = start_draft(
        draft_id=new_id(), applicant=make_applicant(), answers={"representative_last_name": "Сидоров"}, at=NOW
    )
    assert draft.answers["by_representative"] == "yes"


@pytest.mark.django_db
def test_draft_started_twice_by_one_form_is_one_draft():
    applicant, draft_id = make_applicant(), new_id()
    first = start_draft(draft_id=draft_id, applicant=applicant, answers={"reason": "НП"}, at=NOW)
    again = start_draft(draft_id=draft_id, applicant=applicant, answers={"reason": "УМ"}, at=NOW)
    assert again == first
    assert again.answers["reason"] == "НП"
    assert Application.objects.count() == 1


@pytest.mark.django_db
def test_draft_of_another_person_is_not_given_by_its_id():
    draft = make_draft()
    with pytest.raises(ApplicationNotFound):
        start_draft(draft_id=draft.pk, applicant=make_applicant(), answers={}, at=NOW)


@pytest.mark.django_db
def test_answers_are_kept_as_typed_however_wrong():
    draft = make_draft()
    raw = {
        "requested_power": "  1e9 ; DROP TABLE «x»",
        "equipment": "<script>alert(1)</script> 🔌 " + "я" * 10_000,
        "points": [{"name": "Опора\x00 № 1", "power": "-1"}],
    }
    save(draft, "power", raw)
    kept = Application.objects.get(pk=draft.pk).answers
    assert kept["requested_power"] == raw["requested_power"]
    assert kept["equipment"] == raw["equipment"]
    assert kept["points"] == [{"name": "Опора № 1", "power": "-1"}]


@pytest.mark.django_db
def test_step_keeps_only_its_own_answers_and_leaves_the_rest():
    draft = make_draft()
    saved = save(draft, "object", {"object_name": "Гараж", "requested_power": "1000", "state": "accepted"})
    assert saved.answers == {**draft.answers, "object_name": "Гараж"}
    assert saved.state == "draft"


@pytest.mark.django_db
def test_version_grows_only_when_something_changes():
    draft = make_draft()
    later = NOW + timedelta(minutes=5)
    changed = save(draft, "object", {"object_name": "Гараж"}, at=later)
    same = save(draft, "object", {"object_name": "Гараж"}, at=later + timedelta(minutes=5))
    assert (draft.version, changed.version, same.version) == (1, 2, 2)
    assert same.updated_at == later


@pytest.mark.django_db
def test_step_of_another_persons_draft_is_not_found():
    with pytest.raises(ApplicationNotFound):
        save(make_draft(), "object", {"object_name": "Мой"}, by=make_user())


@pytest.mark.django_db
def test_submitted_application_is_changed_no_more():
    application = make_submitted()
    attachment = application.attachments.first()
    with pytest.raises(AlreadySubmitted):
        save(application, "object", {"object_name": "Гараж"})
    with pytest.raises(AlreadySubmitted):
        attach_file(application=application, kind="other", file=make_file(application.owner), at=NOW)
    with pytest.raises(AlreadySubmitted):
        detach_file(attachment=attachment, at=NOW)
    with pytest.raises(AlreadySubmitted):
        delete_draft(application=application, by=application.owner, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_save_different_steps_lose_nothing():
    draft = make_draft()
    results = at_once(
        *(lambda n=n: save(draft, "object", {"object_name": f"Гараж {n}"}) for n in range(3)),
        *(lambda n=n: save(draft, "supplier", {"supplier": f"Поставщик {n}"}) for n in range(3)),
    )
    kept = Application.objects.get(pk=draft.pk)
    assert sorted(result.version for result in results) == [2, 3, 4, 5, 6, 7]
    assert kept.version == 7
    assert kept.answers["object_name"].startswith("Гараж ")
    assert kept.answers["supplier"].startswith("Поставщик ")
    assert kept.answers["object_address"] == draft.answers["object_address"]


@pytest.mark.django_db(transaction=True)
def test_draft_started_by_a_double_click_is_one_draft_with_one_number():
    applicant, draft_id = make_applicant(), new_id()
    drafts = at_once(*[lambda: start_draft(draft_id=draft_id, applicant=applicant, answers={}, at=NOW)] * 4)
    following = start_draft(draft_id=new_id(), applicant=applicant, answers={}, at=NOW)
    assert {draft.pk for draft in drafts} == {draft_id}
    assert Application.objects.count() == 2
    assert following.sequence == drafts[0].sequence + 1


@pytest.mark.django_db
def test_several_files_of_one_kind_are_attached_and_removed():
    draft = make_draft()
    first, second = (make_file(draft.owner, f"страница {n}.pdf") for n in (1, 2))
    for file in (first, second):
        attach_file(application=draft, kind="passport", file=file, at=NOW)
    detach_file(attachment=first.attachment, at=NOW)
    assert [attachment.file for attachment in draft.attachments.all()] == [second]
    assert not StoredFile.objects.filter(pk=first.pk).exists()


@pytest.mark.django_db
def test_a_draft_takes_a_hundred_files_and_no_more(monkeypatch):
    monkeypatch.setattr(services, "MAX_ATTACHMENTS", 2)
    draft = make_draft()
    for _ in range(2):
        attach_file(application=draft, kind="plan", file=make_file(draft.owner), at=NOW)
    with pytest.raises(AttachmentRefused, match="не больше 2 файлов"):
        attach_file(application=draft, kind="plan", file=make_file(draft.owner), at=NOW)
    assert draft.attachments.count() == 2


@pytest.mark.django_db
def test_file_detached_twice_is_detached_once():
    draft = make_draft()
    attachment = attach_file(application=draft, kind="plan", file=make_file(draft.owner), at=NOW)
    same = Attachment.objects.get(pk=attachment.pk)
    detach_file(attachment=attachment, at=NOW)
    detach_file(attachment=same, at=NOW)
    assert not draft.attachments.exists()


@pytest.mark.django_db
def test_unknown_kind_and_anothers_file_are_refused():
    draft = make_draft()
    with pytest.raises(AttachmentRefused):
        attach_file(application=draft, kind="secret", file=make_file(draft.owner), at=NOW)
    with pytest.raises(ApplicationNotFound):
        attach_file(application=draft, kind="plan", file=make_file(make_user()), at=NOW)


@pytest.mark.django_db
def test_deleted_draft_disappears_and_comes_back_with_its_files():
    draft = make_complete()
    files = draft.attachments.count()
    delete_draft(application=draft, by=draft.owner, at=NOW)
    assert list(Application.objects.of(draft.owner)) == []
    with pytest.raises(ApplicationNotFound):
        save(draft, "object", {"object_name": "Гараж"})
    restore_draft(application=draft, by=draft.owner, at=NOW + timedelta(days=30))
    assert list(Application.objects.of(draft.owner).drafts()) == [draft]
    assert draft.attachments.count() == files


@pytest.mark.django_db
def test_draft_is_not_deleted_or_restored_by_another():
    draft = make_draft()
    with pytest.raises(ApplicationNotFound):
        delete_draft(application=draft, by=make_user(), at=NOW)
    with pytest.raises(ApplicationNotFound):
        restore_draft(application=draft, by=make_user(), at=NOW)


@pytest.mark.django_db
def test_draft_is_not_restored_after_thirty_days():
    draft = make_draft()
    delete_draft(application=draft, by=draft.owner, at=NOW)
    with pytest.raises(RestoreTooLate):
        restore_draft(application=draft, by=draft.owner, at=NOW + timedelta(days=30, seconds=1))


@pytest.mark.django_db(transaction=True)
def test_old_deleted_draft_is_purged_with_its_files_and_nothing_else():
    old, recent, alive = make_complete(), make_draft(), make_draft()
    names = [attachment.file.storage_name for attachment in old.attachments.all()]
    delete_draft(application=old, by=old.owner, at=NOW)
    delete_draft(application=recent, by=recent.owner, at=NOW + timedelta(days=1))
    assert purge_deleted_drafts(at=NOW + timedelta(days=30, seconds=1)) == 1
    assert set(Application.objects.all()) == {recent, alive}
    assert names
    assert not any(default_storage.exists(name) for name in names)


@pytest.mark.django_db
def test_nightly_command_says_how_many_drafts_it_removed(capsys):
    draft = make_draft()
    delete_draft(application=draft, by=draft.owner, at=NOW - timedelta(days=365))
    call_command("purge_drafts")
    assert capsys.readouterr().out == "Убрано черновиков: 1\n"
