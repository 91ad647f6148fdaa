"""Hints of the operator to the kinds of the Rules, and kinds of its own."""

import pytest

from kabinet.accounts.models import Role
from kabinet.applications.content.documents import DOCUMENTS_BY_CODE, documents_for, required_documents
from kabinet.applications.content.own_documents import DocumentTextRefused, save_document_text, texts
from kabinet.applications.content.summary import summarise
from kabinet.applications.models import DocumentText
from kabinet.applications.submission.services import attach_file
from kabinet.law.editions import FIRST
from tests.applications.builders import NOW, complete_answers, make_draft, make_file, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(django_capture_on_commit_callbacks):
    by = make_user(role=Role.ADMINISTRATOR)

    def one(code="", **changed):
        given = {"title": "Согласие соседей", "hint": "В свободной форме.", "active": True, **changed}
        with django_capture_on_commit_callbacks(execute=True):
            return save_document_text(code=code, **given, by=by, address=None, at=NOW)

    return one


def titles():
    return [document.title for document in documents_for(complete_answers("ФЛ"), "ФЛ", FIRST)]


def test_an_own_kind_is_offered_before_the_others_and_never_demanded(save):
    demanded = [kind.code for kind in required_documents(complete_answers("ФЛ"), "ФЛ", FIRST)]
    code = save()
    assert titles()[-2:] == ["Согласие соседей", "Другие документы"]
    assert [kind.code for kind in required_documents(complete_answers("ФЛ"), "ФЛ", FIRST)] == demanded
    draft = make_draft()
    attach_file(application=draft, kind=code, file=make_file(draft.owner), at=NOW)
    assert any(item.label == "Согласие соседей" for block in summarise(draft) for item in block.items)


def test_an_own_kind_that_is_no_longer_offered_keeps_its_files(save):
    code = save()
    draft = make_draft()
    attach_file(application=draft, kind=code, file=make_file(draft.owner), at=NOW)
    save(code, active=False)
    assert "Согласие соседей" not in titles()
    assert DOCUMENTS_BY_CODE[code].title == "Согласие соседей"
    assert any(item.files for block in summarise(draft) for item in block.items)


def test_a_kind_that_another_process_added_is_known_at_once():
    assert texts() == ()
    DocumentText.objects.create(code="own-1", title="Новый", hint="", active=True)
    assert DOCUMENTS_BY_CODE["own-1"].title == "Новый"
    assert "own-2" not in DOCUMENTS_BY_CODE
    assert "nonsense" not in DOCUMENTS_BY_CODE


def test_of_a_kind_of_the_rules_only_the_hint_changes(save):
    before = DOCUMENTS_BY_CODE["passport"]
    save("passport", title="Паспорт не нужен", hint="Обе страницы одним файлом.", active=False)
    now = DOCUMENTS_BY_CODE["passport"]
    assert (now.title, now.hint) == (before.title, "Обе страницы одним файлом.")
    assert "passport" in {kind.code for kind in required_documents(complete_answers("ФЛ"), "ФЛ", FIRST)}
    save("passport", hint="")
    assert DOCUMENTS_BY_CODE["passport"] == before


@pytest.mark.parametrize(("field", "value"), [("title", "  "), ("title", "я" * 151), ("hint", "я" * 501)])
def test_an_empty_title_and_long_texts_are_refused(save, field, value):
    with pytest.raises(DocumentTextRefused) as refusal:
        save(**{field: value})
    assert refusal.value.field == field
