"""The seven steps as a person without scripts walks them."""

import html
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kabinet.applicants.models import ApplicantKind
from kabinet.applications.asked.steps import STEPS
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.applications.submission import services
from kabinet.ui.captcha import digits_of, form_mark, new_code
from tests.applications.builders import (
    PASSWORD,
    make_applicant,
    make_complete,
    make_draft,
    make_submitted,
    mark_of,
    pdf_bytes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant(client):
    applicant = make_applicant(ApplicantKind.PERSON)
    client.force_login(applicant.user)
    return applicant


def step_url(draft, slug):
    return reverse("wizard_step", args=[draft.pk, slug])


def check_url(draft):
    return reverse("application_check", args=[draft.pk])


def text_of(response):
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(bare)).replace("\xa0", " ")


def solved_code():
    key = new_code(form_mark("SubmitForm"))
    return {"code_0": key, "code_1": digits_of(key)}


def pdf(name="план.pdf"):
    return SimpleUploadedFile(name, pdf_bytes(), content_type="application/pdf")


def test_each_step_of_a_draft_opens(client, applicant):
    draft = make_draft(applicant)
    assert [client.get(step_url(draft, step.slug)).status_code for step in STEPS] == [200] * 7
    assert client.get(reverse("application_new")).status_code == 200


def test_first_next_makes_one_draft_with_its_number_however_often_it_is_pressed(client, applicant):
    page = client.get(reverse("application_new"))
    draft_id = page.context["draft_id"]
    posted = {
        "draft_id": draft_id,
        "step": "kind",
        "connection": "permanent",
        "reason": "НП",
        "household": "yes",
        "microgeneration": "",
    }
    answers = [client.post(reverse("application_new"), posted) for _ in range(2)]
    draft = Application.objects.get()
    assert re.fullmatch(r"\d+ТП", draft.number)
    # The profile has all that step 2 asks: nothing is left to do there.
    assert [answer.url for answer in answers] == [step_url(draft, "object")] * 2
    assert client.get(step_url(draft, "applicant")).context["form"].answers["last_name"] == "Иванов"


def test_malformed_answer_is_kept_as_typed_and_explained_beside_the_field(client, applicant):
    draft = make_draft(applicant)
    answer = client.post(
        step_url(draft, "power"), {"step": "power", "requested_power": "15,5 мегаватт", "go": "next"}
    )
    assert answer.url == step_url(draft, "power")
    page = client.get(answer.url)
    assert 'value="15,5 мегаватт"' in page.content.decode()
    assert page.context["form"].errors["requested_power"]


@pytest.mark.parametrize("button", ["back", "object", "save"])
def test_buttons_that_lead_away_keep_what_was_typed_even_malformed(client, applicant, button):
    draft = make_draft(applicant)
    client.post(step_url(draft, "power"), {"step": "power", "requested_power": "минус один", "go": button})
    draft.refresh_from_db()
    assert draft.answers["requested_power"] == "минус один"


def test_back_and_tabs_open_the_step_they_name(client, applicant):
    draft = make_draft(applicant)
    posted = {"step": "power", "requested_power": "15"}
    assert client.post(step_url(draft, "power"), {**posted, "go": "back"}).url == step_url(draft, "object")
    assert client.post(step_url(draft, "power"), {**posted, "go": "supplier"}).url == step_url(
        draft, "supplier"
    )


def test_answer_that_brings_new_questions_shows_them_before_going_on(client, applicant):
    page = client.get(reverse("application_new"))
    unseen = re.findall(r'name="_unseen" value="([^"]+)"', page.content.decode())
    assert "temporary_kind" in unseen
    posted = {
        "draft_id": page.context["draft_id"],
        "step": "kind",
        "connection": "temporary",
        "_unseen": unseen,
    }
    answer = client.post(reverse("application_new"), posted)
    draft = Application.objects.get()
    assert answer.url == step_url(draft, "kind")
    assert "появились ещё вопросы" in text_of(client.get(answer.url))


def test_rows_are_added_and_removed_by_plain_buttons(client, applicant):
    draft = make_draft(applicant)
    url = step_url(draft, "schedule")
    rows = {"step": "schedule", "stages-0-power": "5", "stages-0-design": "01.2027"}
    assert client.post(url, {**rows, "add_row": "stages"}).url == f"{url}#row_stages-1"
    rows |= {"stages-1-power": "10", "stages-1-design": "03.2027"}
    client.post(url, {**rows, "remove_row": "stages.0"})
    draft.refresh_from_db()
    assert [row["power"] for row in draft.answers["stages"]] == ["10"]


def test_two_tabs_that_change_different_answers_lose_neither(client, applicant):
    draft = make_draft(applicant)
    url = step_url(draft, "object")
    base = client.get(url).context["base"]
    shown = {"step": "object", "base": base, "object_name": draft.answers["object_name"]}
    shown["object_address"] = draft.answers["object_address"]
    client.post(url, {**shown, "object_name": "Баня"})
    client.post(url, {**shown, "object_address": "с. Жуково, ул. Старая, 1"})
    draft.refresh_from_db()
    assert (draft.answers["object_name"], draft.answers["object_address"]) == (
        "Баня",
        "с. Жуково, ул. Старая, 1",
    )


def test_what_was_typed_survives_a_session_that_ended(client, applicant):
    draft = make_draft(applicant)
    client.logout()
    answer = client.post(
        step_url(draft, "object"),
        {**mark_of(applicant.user), "step": "object", "object_name": "Мельница", "go": "next"},
    )
    assert answer.url == f"{reverse('login')}?next={step_url(draft, 'object')}"
    answer = client.post(answer.url, {"email": applicant.user.email, "password": PASSWORD}, follow=True)
    assert 'value="Мельница"' in answer.content.decode()
    assert "Ничего не отправлено" in text_of(answer)


def test_what_one_person_typed_never_reaches_another_who_signs_in_next(client, applicant):
    draft = make_draft(applicant)
    before = dict(draft.answers)
    client.logout()
    client.post(
        step_url(draft, "object"), {**mark_of(applicant.user), "step": "object", "object_name": "Чужое"}
    )
    stranger = make_applicant()
    answer = client.post(
        f"{reverse('login')}?next={step_url(draft, 'object')}",
        {"email": stranger.user.email, "password": PASSWORD},
        follow=True,
    )
    draft.refresh_from_db()
    assert (answer.request["PATH_INFO"], draft.answers) == (reverse("home"), before)
    assert "Чужое" not in text_of(answer)


def test_autosave_keeps_the_answers_and_says_when(client, applicant):
    draft = make_draft(applicant)
    posted = {"step": "object", "object_name": "Гараж", "go": "autosave"}
    answer = client.post(step_url(draft, "object"), posted).json()
    draft.refresh_from_db()
    assert (draft.answers["object_name"], answer["saved_at"]) == ("Гараж", draft.updated_at.isoformat())


def test_chosen_files_are_kept_whatever_button_is_pressed_and_a_refused_one_is_explained(client, applicant):
    draft = make_draft(applicant)
    files = [pdf("паспорт, страница 1.pdf"), SimpleUploadedFile("вирус.pdf", b"MZ\x90\x00 not a pdf")]
    page = client.post(
        step_url(draft, "documents"), {"step": "documents", "go": "submit", "file-passport": files}
    )
    assert [attachment.file.name for attachment in draft.attachments.all()] == ["паспорт, страница 1.pdf"]
    assert "вирус.pdf" in text_of(page)


def test_file_is_removed_and_the_rest_of_the_form_kept(client, applicant):
    draft = make_complete(applicant)
    attachment = draft.attachments.first()
    url = reverse("document_remove", args=[draft.pk, attachment.pk])
    client.post(url, {"step": "documents", "exchange": "post"})
    draft.refresh_from_db()
    assert not draft.attachments.filter(pk=attachment.pk).exists()
    assert draft.answers["exchange"] == "post"


def test_upload_script_gets_the_list_or_the_refusal_as_text(client, applicant):
    draft = make_draft(applicant)
    url = reverse("document_upload", args=[draft.pk, "plan"])
    good = client.post(url, {"file-plan": pdf("план участка.pdf")}, headers={"HX-Request": "true"})
    bad = client.post(
        url, {"file-plan": SimpleUploadedFile("пусто.pdf", b"")}, headers={"HX-Request": "true"}
    )
    assert (good.status_code, "план участка.pdf" in text_of(good)) == (200, True)
    assert (bad.status_code, bad["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert "пусто.pdf" in bad.content.decode()


def test_refused_file_of_one_kind_sent_to_the_address_of_another_is_told_in_words(client, applicant):
    url = reverse("document_upload", args=[make_draft(applicant).pk, "plan"])
    empty = SimpleUploadedFile("пусто.pdf", b"")
    answer = client.post(url, {"file-passport": empty}, headers={"HX-Request": "true"})
    assert (answer.status_code, "пусто.pdf" in answer.content.decode()) == (422, True)


def test_check_lists_what_is_missing_with_links(client, applicant):
    draft = make_draft(applicant, supplier="")
    Application.objects.filter(pk=draft.pk).update(answers={**draft.answers, "supplier": ""})
    page = client.get(check_url(draft)).content.decode()
    assert f'href="{step_url(draft, "supplier")}#id_supplier"' in page
    assert f'href="{step_url(draft, "documents")}#document-passport"' in page


def test_incomplete_application_is_not_submitted_and_says_why(client, applicant):
    draft = make_draft(applicant)
    posted = {"go": "submit", "consent": "on", **solved_code()}
    page = client.post(check_url(draft), posted, follow=True)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert "Заявка ещё не подана. Чего не хватает" in text_of(page)
    again = client.get(check_url(draft))
    assert "Чего не хватает" in text_of(again)
    assert "ещё не подана" not in text_of(again), "said of the pressing of the button, not of the page"


def test_submission_demands_the_consent_and_the_code_and_keeps_the_tick(client, applicant):
    draft = make_complete(applicant)
    key = new_code(form_mark("SubmitForm"))
    posted = {"go": "submit", "consent": "on", "code_0": key, "code_1": "000000"}
    page = client.post(check_url(draft), posted)
    assert "Неверный код" in text_of(page)
    assert re.search(r'<input type="checkbox" name="consent"[^>]* checked', page.content.decode())
    page = client.post(check_url(draft), {"go": "submit", **solved_code()})
    assert "без неё заявку подать нельзя" in text_of(page)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_another_picture_keeps_the_tick(client, applicant):
    draft = make_complete(applicant)
    page = client.post(check_url(draft), {"consent": "on", "refresh_code": "1", "code_0": "", "code_1": ""})
    assert re.search(r'<input type="checkbox" name="consent"[^>]* checked', page.content.decode())


def test_submission_gives_the_number_the_confirmation_and_a_letter_once(client, applicant, letters):
    draft = make_complete(applicant)
    posted = {"go": "submit", "consent": "on", **solved_code()}
    first = client.post(check_url(draft), posted)
    second = client.post(check_url(draft), posted)
    draft.refresh_from_db()
    assert first.url == second.url == reverse("application_submitted", args=[draft.pk])
    assert draft.number == f"{draft.sequence}ТП/ФЛ/НП/До 15/ЛК"
    page = text_of(client.get(first.url))
    sha256 = draft.attachments.first().file.sha256
    assert all(part in page for part in (draft.number, sha256, "passport.pdf", "Зарегистрируем заявку"))
    sent = [letter for letter in letters() if draft.number in letter.subject]
    assert [letter.to for letter in sent] == [[applicant.user.email]]
    assert sha256 in sent[0].body


def test_stale_page_of_a_submitted_application_changes_nothing_and_says_so(client, applicant):
    application = make_submitted(applicant)
    page = client.post(
        step_url(application, "object"), {"step": "object", "object_name": "Иное"}, follow=True
    )
    application.refresh_from_db()
    assert application.answers["object_name"] == "Жилой дом"
    assert "уже подана" in text_of(page)


def test_draft_is_deleted_after_a_question_and_can_be_brought_back(client, applicant):
    draft = make_complete(applicant)
    assert "Удалить черновик" in text_of(client.get(reverse("application_delete", args=[draft.pk])))
    page = client.post(reverse("application_delete", args=[draft.pk]), follow=True)
    assert f"Черновик {draft.number} удалён" in text_of(page)
    assert client.get(step_url(draft, "kind")).status_code == 404
    client.post(reverse("application_restore", args=[draft.pk]))
    assert client.get(step_url(draft, "kind")).status_code == 200
    assert draft.attachments.count() == 2


def test_draft_goes_on_on_another_device(applicant):
    draft = make_draft(applicant)
    phone = Client()
    phone.force_login(applicant.user)
    assert phone.get(reverse("application", args=[draft.pk])).url == step_url(draft, "documents")


HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE applications_application; --",
    "{{ 7*7 }}",
    "😀" * 5,
    "я" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=["html", "sql", "template", "emoji", "long"])
def test_hostile_text_is_kept_and_shown_as_text(client, applicant, text):
    draft = make_draft(applicant)
    client.post(step_url(draft, "object"), {"step": "object", "object_name": text, "go": "next"})
    page = client.get(step_url(draft, "object"))
    draft.refresh_from_db()
    assert draft.answers["object_name"] == text
    assert html.escape(text) in page.content.decode()
    review = client.get(check_url(draft)).content.decode()
    assert "<script>alert(1)" not in review


@pytest.mark.parametrize("power", ["0", "-5", "1000000000", "1e9", "много", "15.12345", "😀"])
def test_impossible_power_gets_a_message(client, applicant, power):
    draft = make_draft(applicant)
    client.post(step_url(draft, "power"), {"step": "power", "requested_power": power})
    assert client.get(step_url(draft, "power")).context["form"].errors["requested_power"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("snils", "112-233-445 96"),
        ("snils", "000-000-000 00"),
        ("passport_issued_on", "01.01.2199"),
        ("birth_date", "31.02.1980"),
        ("mobile", "12345"),
        ("email", "не почта"),
        ("last_name", "Ivanov😀"),
        ("passport_number", "45"),
    ],
)
def test_wrong_detail_of_the_applicant_gets_a_message_and_the_rest_stays(client, applicant, field, value):
    draft = make_draft(applicant)
    client.post(step_url(draft, "applicant"), {"step": "applicant", "first_name": "Павел", field: value})
    form = client.get(step_url(draft, "applicant")).context["form"]
    assert form.errors[field]
    assert form["first_name"].value() == "Павел"


def test_unknown_step_and_unknown_draft_do_not_exist(client, applicant):
    draft = make_draft(applicant)
    assert client.get(step_url(draft, "nothing")).status_code == 404
    assert client.get(reverse("wizard_step", args=[uuid4(), "kind"])).status_code == 404


def test_steps_ask_the_database_little(client, applicant, django_assert_max_num_queries):
    draft = make_complete(applicant)
    client.get(step_url(draft, "object"))
    with django_assert_max_num_queries(7):
        client.get(step_url(draft, "object"))
    # Two of them only open and close the test's own savepoint in place of the transaction.
    with django_assert_max_num_queries(9):
        client.post(step_url(draft, "object"), {"step": "object", "object_name": "Дом", "go": "autosave"})


def test_more_drafts_than_anybody_needs_are_refused_in_words(client, applicant, monkeypatch):
    monkeypatch.setattr(services, "MAX_DRAFTS", 5)
    for _ in range(5):
        make_draft(applicant)
    page = client.post(reverse("application_new"), {"draft_id": str(uuid4()), "step": "kind"})
    assert page.status_code == 409
    assert "У вас уже 5 черновиков" in text_of(page)
    assert Application.objects.count() == 5


def test_answers_that_would_fill_the_database_are_refused_in_words_and_stay_on_the_page(client, applicant):
    draft = make_draft(applicant)
    kept = dict(draft.answers)
    long = "Очень длинно. " * 20_000
    page = client.post(step_url(draft, "object"), {"step": "object", "object_name": long, "go": "next"})
    assert page.status_code == 422
    assert "Сократите текст" in text_of(page)
    assert long.strip() in page.content.decode()
    draft.refresh_from_db()
    assert draft.answers == kept
