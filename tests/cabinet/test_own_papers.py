"""«Мои документы»: what was given once is attached again without sending it."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from kabinet.applicants.models import ApplicantKind, MemberRole
from kabinet.applications.corrections.requests import open_request, request_corrections
from kabinet.applications.submission.deleting import delete_draft
from kabinet.applications.submission.own_papers import papers_of
from kabinet.applications.submission.services import attach_file, detach_file
from kabinet.core.ages import told_age
from kabinet.files import budget
from kabinet.files.limits import PDF
from kabinet.files.models import StoredFile
from kabinet.files.services import bytes_of, store_made
from tests.applicants.members import act, make_member
from tests.applications.builders import (
    make_applicant,
    make_draft,
    make_specialist,
    make_submitted,
    pdf_bytes,
    token,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("own_papers")


@pytest.fixture
def applicant(client):
    applicant = make_applicant(ApplicantKind.PERSON)
    client.force_login(applicant.user)
    return applicant


def give(application, kind="right", name="выписка ЕГРН.pdf", *, days=0):
    """Attach a file of its own bytes as if it had been sent so many days ago."""
    at = timezone.now() - timedelta(days=days)
    content = pdf_bytes() + f"% {uuid4()}".encode()
    file = store_made(content=content, name=name, kind=PDF, owner=application.owner, at=at)
    return attach_file(application=application, kind=kind, file=file, at=at)


def documents_of(draft):
    return reverse("wizard_step", args=[draft.pk, "documents"])


def again(draft, attachment):
    return reverse("document_again", args=[draft.pk, attachment.pk])


def names_of(application):
    return sorted(attachment.file.name for attachment in application.attachments.all())


def text(response):
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(bare)).replace("\xa0", " ")


# --- The page ------------------------------------------------------------------------------------


def test_the_page_lists_files_of_drafts_and_applications_by_kind_with_their_age(client, applicant):
    draft, submitted = make_draft(applicant), make_submitted(applicant)
    given = give(draft, days=400)
    shown = client.get(PAGE)
    day = timezone.localdate(given.file.uploaded_at)
    assert "Документ о праве на участок или здание" in text(shown)
    assert f"загружен {day:%d.%m.%Y}, 13 месяцев назад; черновик {draft.number}" in text(shown)
    assert "Проверьте, что в документе ничего не изменилось." in text(shown)
    assert reverse("application_file", args=[draft.pk, given.file_id]) in shown.content.decode()
    assert f"заявка {submitted.number}" in text(shown)


def test_a_day_in_the_name_is_the_documents_own_and_said_to_be_of_the_name(client, applicant):
    draft = make_draft(applicant)
    yesterday = timezone.localdate() - timedelta(days=1)
    give(draft, name=f"выписка {yesterday:%d.%m.%Y}.pdf")
    give(draft, kind="other", name="Иванов 12.05.1980.pdf")
    shown = text(client.get(PAGE))
    assert f"от {yesterday:%d.%m.%Y} (день из имени файла), вчера" in shown
    assert f"загружен {timezone.localdate():%d.%m.%Y}, сегодня" in shown
    assert "12.05.1980 (день" not in shown


def test_what_tells_of_health_is_given_to_its_application_alone(client, applicant):
    draft = make_draft(applicant)
    give(draft, kind="benefit", name="справка.pdf")
    give(draft, kind="health_consent", name="согласие.pdf")
    assert "Здесь появятся файлы" in text(client.get(PAGE))


def test_files_of_others_of_deleted_drafts_and_of_the_infected_are_not_there(client, applicant):
    give(make_draft(make_applicant()), name="чужой.pdf")
    gone, draft = make_draft(applicant), make_draft(applicant)
    give(gone, name="удалённый.pdf")
    delete_draft(application=gone, by=applicant.user, at=timezone.now())
    bad = give(draft, name="заражённый.pdf")
    StoredFile.objects.filter(pk=bad.file_id).update(scan=StoredFile.Scan.INFECTED, threat="Eicar")
    assert papers_of(applicant.user) == []
    assert "Здесь появятся файлы" in text(client.get(PAGE))


def test_the_profile_leads_to_the_page(client, applicant):
    assert PAGE in client.get(reverse("profile")).content.decode()


# --- Attaching once more -------------------------------------------------------------------------


def test_a_file_of_another_application_is_attached_by_one_button(client, applicant):
    old, draft = make_submitted(applicant), make_draft(applicant)
    paper = old.attachments.get(kind="right")
    page = client.get(documents_of(draft)).content.decode()
    assert again(draft, paper) in page
    answer = client.post(again(draft, paper), {"step": "documents", "exchange": "post"}, follow=True)
    copy = draft.attachments.get()
    assert f"Файл «{copy.file.name}» приложен." in text(answer)
    draft.refresh_from_db()
    assert draft.answers["exchange"] == "post"
    assert (copy.kind, copy.file.name, copy.file.sha256) == ("right", paper.file.name, paper.file.sha256)
    assert copy.file.storage_name != paper.file.storage_name
    assert bytes_of(copy.file) == bytes_of(paper.file)
    assert again(draft, paper) not in client.get(documents_of(draft)).content.decode()


def test_a_script_gets_the_list_with_the_file(client, applicant):
    paper, draft = give(make_draft(applicant)), make_draft(applicant)
    answer = client.post(again(draft, paper), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Удалить файл выписка ЕГРН.pdf" in text(answer)


def test_pressed_twice_it_is_attached_once(client, applicant):
    paper, draft = give(make_draft(applicant)), make_draft(applicant)
    client.post(again(draft, paper))
    answer = client.post(again(draft, paper), follow=True)
    assert names_of(draft) == ["выписка ЕГРН.pdf"]
    assert "уже приложен" in text(answer)


def test_a_copy_keeps_the_age_of_what_it_was_made_of(client, applicant):
    old, draft = make_draft(applicant), make_draft(applicant)
    paper = give(old, days=400)
    client.post(again(draft, paper))
    detach_file(attachment=paper, at=timezone.now())
    assert "13 месяцев назад" in text(client.get(PAGE))
    assert "впервые загружен" in text(client.get(documents_of(draft)))


def test_neither_application_loses_its_file_with_the_other(client, applicant):
    first, second, third = (make_draft(applicant) for _ in range(3))
    paper = give(first)
    client.post(again(second, paper))
    client.post(again(third, second.attachments.get()))
    with_bytes = third.attachments.get().file
    detach_file(attachment=paper, at=timezone.now())
    detach_file(attachment=second.attachments.get(), at=timezone.now())
    assert bytes_of(with_bytes)
    assert default_storage.exists(with_bytes.storage_name)


def test_a_file_whose_bytes_are_gone_is_refused_in_words(client, applicant):
    paper, draft = give(make_draft(applicant)), make_draft(applicant)
    default_storage.delete(paper.file.storage_name)
    answer = client.post(again(draft, paper), follow=True)
    assert "нет в хранилище" in text(answer)
    assert names_of(draft) == []


def test_copies_count_as_stored_today(client, applicant, monkeypatch):
    paper, draft = give(make_draft(applicant)), make_draft(applicant)
    monkeypatch.setattr(budget, "MOST_FILES", 1)
    assert "не принят" in text(client.post(again(draft, paper), follow=True))
    assert names_of(draft) == []


def test_a_submitted_application_takes_nothing_more(client, applicant):
    paper, submitted = give(make_draft(applicant)), make_submitted(applicant)
    before = names_of(submitted)
    client.post(again(submitted, paper))
    assert names_of(submitted) == before


def test_similar_says_that_the_files_are_one_press_away(client, applicant):
    submitted = make_submitted(applicant)
    url = reverse("application_similar", args=[submitted.pk])
    shown = text(client.post(url, {"draft_id": str(uuid4())}, follow=True))
    assert f"файлы из заявки {submitted.number} можно приложить одним нажатием" in shown


# --- Corrections ---------------------------------------------------------------------------------


def ask(case, **notes):
    request_corrections(
        application=case, notes=notes, comment="", by=make_specialist(), at=timezone.now(), token=token()
    )
    case.refresh_from_db()


def test_corrections_offer_them_too_and_keep_what_was_typed(client, applicant):
    case, paper = make_submitted(applicant), give(make_draft(applicant))
    ask(case, **{"document-right": "Не видно печати", "object_address": "Нет номера дома"})
    url = reverse("application_corrections", args=[case.pk])
    assert f'name="again" value="{paper.pk}"' in client.get(url).content.decode()
    shown = client.post(url, {"again": str(paper.pk), "object_address": "Уфа, Мира, 7"}, follow=True)
    asked = open_request(case)
    assert "уйдёт вместе с исправлениями" in text(shown)
    assert [upload.file.name for upload in asked.uploads.all()] == ["выписка ЕГРН.pdf"]
    assert asked.answers["object_address"] == "Уфа, Мира, 7"
    assert f'name="again" value="{paper.pk}"' not in shown.content.decode()


def test_corrections_take_no_kind_that_was_not_asked_for(client, applicant):
    case, paper = make_submitted(applicant), give(make_draft(applicant), kind="plan")
    ask(case, **{"document-right": "Не видно печати"})
    url = reverse("application_corrections", args=[case.pk])
    assert "исправлять не просили" in text(client.post(url, {"again": str(paper.pk)}, follow=True))
    assert not open_request(case).uploads.exists()


# --- Others --------------------------------------------------------------------------------------


def test_files_of_others_are_neither_offered_nor_attached(client, applicant):
    foreign = give(make_draft(make_applicant()), name="чужой.pdf")
    draft = make_draft(applicant)
    assert "чужой.pdf" not in text(client.get(documents_of(draft)))
    answer = client.post(again(draft, foreign), follow=True)
    assert "уже нет" in text(answer)
    assert names_of(draft) == []
    assert client.post(again(foreign.application, foreign)).status_code == 404


def test_whoever_prepares_documents_attaches_those_of_the_applicant_not_their_own(client, applicant):
    company = make_applicant(ApplicantKind.COMPANY)
    draft, paper = make_draft(company), give(make_draft(company), name="устав.pdf")
    own = give(make_draft(applicant), name="личный.pdf")
    act(client, make_member(company, person=applicant.user, role=MemberRole.PREPARES))
    assert "личный.pdf" not in text(client.get(PAGE))
    client.post(again(draft, own))
    client.post(again(draft, paper))
    assert names_of(draft) == ["устав.pdf"]
    assert draft.attachments.get().file.owner == company.user


@pytest.mark.parametrize("count", [1, 8])
def test_number_of_questions_to_the_database_is_the_same(
    client, applicant, django_assert_max_num_queries, count
):
    for number in range(count):
        give(make_draft(applicant), name=f"выписка {number}.pdf")
    with django_assert_max_num_queries(7):
        client.get(PAGE)
    draft = make_draft(applicant)
    with django_assert_max_num_queries(12):
        client.get(documents_of(draft))


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 11, 30), "сегодня"),
        (date(2026, 12, 3), "сегодня"),
        (date(2026, 11, 29), "вчера"),
        (date(2026, 11, 9), "21 день назад"),
        (date(2026, 10, 31), "30 дней назад"),
        (date(2026, 10, 30), "1 месяц назад"),
        (date(2026, 3, 12), "8 месяцев назад"),
        (date(2024, 12, 1), "23 месяца назад"),
        (date(2024, 11, 30), "2 года назад"),
        (date(2021, 11, 30), "5 лет назад"),
    ],
)
def test_age_is_told_in_words(day, told):
    assert told_age(day, date(2026, 11, 30)).replace("\xa0", " ") == told
