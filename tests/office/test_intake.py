"""«Принять заявку»: finding the applicant, entering one, the seven steps for somebody else, the card."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applicants.models import Applicant, ApplicantKind
from kabinet.applicants.services import OwnersBusiness, correct_entered
from kabinet.applications.asked.steps import STEPS
from kabinet.applications.models import Application
from kabinet.applications.submission.deleting import delete_draft
from kabinet.applications.submission.intake import start_intake
from kabinet.core.channels import Channel
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Letter
from tests.applicants.people import COMPANY, PERSON
from tests.applicants.people import make_applicant as registered_applicant
from tests.applicants.test_claiming import enter
from tests.applications.builders import complete_answers, make_draft, make_specialist, new_id, pdf_bytes

pytestmark = pytest.mark.django_db

START = "/office/intake/"


def text_of(response):
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(bare)).replace("\xa0", " ")


def pdf(name="скан.pdf"):
    return SimpleUploadedFile(name, pdf_bytes(), content_type="application/pdf")


def token_in(response):
    return re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]


def today():
    return f"{timezone.localdate():%d.%m.%Y}"


@pytest.fixture
def entered():
    return enter(by=make_specialist(email="other@example.ru"))


@pytest.fixture
def draft(entered, specialist):
    """An application that the office has begun to enter."""
    return start_intake(
        draft_id=new_id(),
        applicant=entered,
        channel=Channel.POST,
        received_on=timezone.localdate(),
        by=specialist,
        at=timezone.now(),
    )


def step(draft, slug):
    return reverse("office_intake_step", args=[draft.pk, slug])


def fill(draft, **chosen):
    Application.objects.filter(pk=draft.pk).update(answers=complete_answers("ФЛ", **chosen))


# --- Whose it is ----------------------------------------------------------------------------------------


def test_the_menu_leads_to_the_page_and_a_number_finds_the_applicant(office, entered):
    assert START in office.get("/office/").content.decode()
    page = office.get(START, {"number": PERSON["snils"]})
    shown = text_of(page)
    assert "Иванов Пётр Сергеевич" in shown
    assert "писем не получает" in shown
    assert reverse("office_intake_receive", args=[entered.user_id]) in page.content.decode()
    assert JournalEntry.objects.filter(act="applicants_searched").exists()


def test_who_registered_alone_is_shown_with_a_hidden_email_and_a_warning(office):
    registered_applicant()
    shown = text_of(office.get(START, {"number": PERSON["snils"]}))
    assert "iv***@example.ru" in shown
    assert "ivanov@example.ru" not in shown
    assert "Сравните имя и телефон" in shown


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (PERSON["snils"], "person"),
        (COMPANY["inn"], "company"),
        (COMPANY["ogrn"], "company"),
        ("500100732259", "entrepreneur"),
        ("304500116000157", "entrepreneur"),
    ],
)
def test_nobody_found_leads_to_entering_whoever_may_have_such_a_number(office, number, kind):
    page = office.get(START, {"number": number})
    assert "Такого заявителя ещё нет" in text_of(page)
    [link] = re.findall(r'href="(/office/intake/new/[^"]+)"', page.content.decode())
    assert link.startswith(f"/office/intake/new/{kind}/")
    form = office.get(unescape(link)).content.decode()
    assert re.search(r'name="(snils|inn|ogrn|ogrnip)" value="[^"]+"', form)


@pytest.mark.parametrize(("number", "said"), [("11223344596", "контрольн"), ("12", "целиком"), ("", "поле")])
def test_a_wrong_number_is_told_beside_the_field_and_stays(office, number, said):
    page = office.get(START, {"number": number})
    assert page.status_code == 422
    assert said in text_of(page)
    assert f'value="{number}"' in page.content.decode() or not number


# --- Entering somebody ----------------------------------------------------------------------------------


def test_an_applicant_is_entered_once_without_login_even_without_a_telephone(office):
    address = "/office/intake/new/person/"
    form = {**PERSON, "mobile": "", "token": token_in(office.get(address))}
    first, second = office.post(address, form), office.post(address, form)
    applicant = Applicant.objects.get()
    assert first.url == second.url == reverse("office_intake_receive", args=[applicant.user_id])
    assert (applicant.user.email, applicant.snils) == (None, "112-233-445 95")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"snils": "11223344596"}, "контрольн"),
        ({"last_name": ""}, "заполните"),
        ({"passport_issued_on": "01.01.1990", "birth_date": "01.01.2000"}, "не мог быть выдан"),
    ],
)
def test_a_mistake_is_told_and_everything_is_kept(office, changed, said):
    page = office.post("/office/intake/new/person/", {**PERSON, **changed})
    assert page.status_code == 422
    assert said in text_of(page)
    assert "Сергеевич" in page.content.decode()
    assert not Applicant.objects.exists()


def test_somebody_entered_before_is_told(office, entered):
    page = office.post("/office/intake/new/person/", PERSON)
    assert page.status_code == 422
    assert "уже заведён" in text_of(page)


def test_details_of_somebody_without_login_are_corrected_and_a_stale_form_overwrites_nothing(office, entered):
    address = reverse("office_intake_details", args=[entered.user_id])
    assert 'value="Сергеевич"' in office.get(address).content.decode()
    changed = {**PERSON, "middle_name": "Степанович", "version": "1"}
    assert office.post(address, changed).url == reverse("office_intake_receive", args=[entered.user_id])
    entered.refresh_from_db()
    assert (entered.name, entered.version) == ("Иванов Пётр Степанович", 2)
    assert JournalEntry.objects.get(act="profile.changed").details == {"fields": ["middle_name"]}
    stale = office.post(address, {**PERSON, "middle_name": "Семёнович", "version": "1"})
    assert stale.status_code == 422
    assert "Семёнович" in stale.content.decode()
    wrong = office.post(address, {**PERSON, "snils": "11223344596", "version": "2"})
    assert (wrong.status_code, "контрольн" in text_of(wrong)) == (422, True)


def test_details_of_whoever_signs_in_are_their_own(office):
    applicant = registered_applicant()
    assert office.get(reverse("office_intake_details", args=[applicant.user_id])).status_code == 404
    with pytest.raises(OwnersBusiness):
        correct_entered(
            applicant=applicant, answers=PERSON, version=1, by=applicant.user, address=None, at=timezone.now()
        )


# --- How it came ----------------------------------------------------------------------------------------


def test_the_way_and_the_day_begin_a_draft_once(office, entered):
    address = reverse("office_intake_receive", args=[entered.user_id])
    token = token_in(office.get(address))
    for _ in range(2):
        answer = office.post(address, {"channel": "ЕПГУ", "received_on": today(), "token": token})
    made = Application.objects.get()
    assert answer.url == step(made, "kind")
    assert (made.channel, made.received_on, str(made.pk)) == ("ЕПГУ", timezone.localdate(), token)
    assert made.answers["snils"] == PERSON["snils"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"received_on": f"{timezone.localdate() + timedelta(days=1):%d.%m.%Y}"}, "не наступил"),
        ({"received_on": "01.01.2020"}, "больше года"),
        ({"received_on": "вчера"}, "21.01.2021"),
        ({"channel": ""}, "Выберите, как"),
        ({"channel": "ЛК"}, "ЛК"),
    ],
)
def test_a_wrong_day_or_way_is_told_beside_its_field(office, entered, changed, said):
    address = reverse("office_intake_receive", args=[entered.user_id])
    page = office.post(address, {"channel": "ПЧ", "received_on": today(), **changed})
    assert page.status_code == 422
    assert said.lower() in text_of(page).lower()
    assert not Application.objects.exists()


def test_the_receipt_is_corrected_the_draft_deleted_and_brought_back(office, draft):
    receipt = reverse("office_intake_receipt", args=[draft.pk])
    assert office.post(receipt, {"channel": "ОФ", "received_on": today()}).url == step(draft, "kind")
    draft.refresh_from_db()
    assert draft.channel == "ОФ"
    assert office.post(receipt, {"channel": "ОФ", "received_on": "01.01.2020"}).status_code == 422
    assert office.post(receipt, {"go": "delete"}).url == START
    assert office.get(receipt).status_code == 404
    assert office.post(START, {"token": str(draft.pk)}).url == START
    assert office.get(receipt).status_code == 200


# --- The seven steps ------------------------------------------------------------------------------------


def test_every_step_opens_for_any_specialist_and_says_for_whom(office, draft, client):
    for one in STEPS:
        shown = text_of(office.get(step(draft, one.slug)))
        assert "Иванов Пётр Сергеевич" in shown
        assert "Вы вносите заявку за заявителя" in shown
    client.force_login(make_specialist(email="third@example.ru"))
    assert client.get(step(draft, "kind")).status_code == 200
    assert draft.number in client.get(START).content.decode()


def test_what_is_typed_is_kept_by_every_button_and_by_the_script(office, draft):
    answer = office.post(step(draft, "kind"), {"connection": "permanent", "reason": "НП", "go": "autosave"})
    assert "saved_at" in answer.json()
    assert office.post(step(draft, "object"), {"object_name": "Дом", "go": "save"}).url == START
    assert office.post(step(draft, "power"), {"go": "back"}).url == step(draft, "object")
    draft.refresh_from_db()
    assert (draft.answers["connection"], draft.answers["object_name"]) == ("permanent", "Дом")


def test_files_go_by_the_script_and_by_the_form_and_are_read_and_removed(office, draft):
    fill(draft)
    upload = reverse("office_intake_upload", args=[draft.pk, "passport"])
    page = office.post(upload, {"file-passport": pdf("паспорт.pdf")}, headers={"HX-Request": "true"})
    assert "паспорт.pdf" in page.content.decode()
    assert "/office/intake/" in page.content.decode()
    assert "/applications/" not in page.content.decode()
    office.post(upload, {"file-passport": pdf("вторая.pdf"), "step": "documents"})
    first, second = draft.attachments.all()
    given = office.get(reverse("office_intake_file", args=[draft.pk, first.file_id]))
    assert b"".join(given.streaming_content)[:5] == b"%PDF-"
    gone = reverse("office_intake_remove", args=[draft.pk, second.pk])
    assert office.post(gone, {"step": "documents"}).url == f"{step(draft, 'documents')}#document-passport"
    assert list(draft.attachments.all()) == [first]
    bad = SimpleUploadedFile("п.pdf", b"MZ\x90\x00" + b"\x00" * 100)
    assert office.post(upload, {"file-passport": bad}, headers={"HX-Request": "true"}).status_code == 422


def test_the_draft_is_printed_as_it_stands(office, draft):
    fill(draft)
    assert office.post(step(draft, "documents"), {"go": "preview"}).url == reverse(
        "office_intake_preview", args=[draft.pk]
    )
    pages = office.get(reverse("office_intake_preview", args=[draft.pk]))
    assert pages["Content-Type"] == "application/pdf"


def test_registered_it_is_a_case_with_its_channel_and_asks_for_no_code_and_no_signature(office, draft):
    fill(draft)
    answer = office.post(step(draft, "documents"), {"go": "register", "file-paper": pdf()})
    assert answer.url == reverse("office_application", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.number.endswith("ТП/ФЛ/НП/До 15/ПЧ")
    assert office.post(step(draft, "documents"), {"go": "register"}).url == answer.url
    assert office.get(step(draft, "kind")).url == answer.url
    assert not Letter.objects.exists()


def test_what_is_lacking_is_told_on_the_last_step_and_only_the_least_keeps_it_back(office, draft):
    refused = office.post(step(draft, "documents"), {"go": "register"})
    assert refused.url == f"{step(draft, 'documents')}?unready=1#missing"
    shown = text_of(office.get(refused.url))
    assert "Заявка ещё не зарегистрирована" in shown
    assert "Чего в заявке нет" in shown
    Application.objects.filter(pk=draft.pk).update(
        answers={**PERSON, "connection": "permanent", "reason": "НП", "requested_power": "15"}
    )
    without_scan = office.post(step(draft, "documents"), {"go": "register"})
    assert without_scan.url == refused.url
    assert "Не приложено: «Заявка, какой она поступила»" in text_of(office.get(without_scan.url))


# --- The card -------------------------------------------------------------------------------------------


@pytest.fixture
def case(office, draft):
    """A registered application from paper in which little is said."""
    Application.objects.filter(pk=draft.pk).update(
        answers={**PERSON, "connection": "permanent", "reason": "НП", "requested_power": "15"}
    )
    office.post(step(draft, "documents"), {"go": "register", "file-paper": pdf()})
    return Application.objects.get(pk=draft.pk)


def test_the_card_says_how_it_came_what_it_lacks_and_that_no_letters_go(office, case):
    page = office.get(reverse("office_application", args=[case.pk]))
    shown = text_of(page)
    assert f"поступила по почте {today()}" in shown
    assert "Заявитель писем не получает" in shown
    assert "Чего в заявке нет" in shown
    assert "скан.pdf" in shown
    asked = text_of(office.get(reverse("office_application", args=[case.pk]), {"suggest": "missing"}))
    assert "Просим представить недостающие сведения и документы:" in asked


def test_an_act_tells_the_specialist_to_write_on_paper(office, case):
    page = office.get(reverse("office_application", args=[case.pk]))
    seen = re.search(r'name="seen" value="([^"]+)"', page.content.decode())[1]
    given = {"token": token_in(page), "seen": seen, "text": "Здравствуйте"}
    answer = office.post(
        reverse("office_application", args=[case.pk]), {**given, "act": "register"}, follow=True
    )
    assert "известите его по почте" in text_of(answer)
    assert not Letter.objects.exists()


def test_the_queue_narrows_to_a_way_and_the_number_finds_it(office, case):
    page = office.get("/office/", {"state": "new", "channel": "ПЧ"})
    assert case.number in page.content.decode()
    assert case.number not in office.get("/office/", {"state": "new", "channel": "ЛК"}).content.decode()
    assert case.number in office.get("/office/", {"q": case.number}).content.decode()


# --- The code -------------------------------------------------------------------------------------------


def test_the_code_is_shown_once_and_nowhere_kept_in_the_open(office, entered):
    address = reverse("office_intake_code", args=[entered.user_id])
    assert "Выдать код" in text_of(office.get(address))
    shown = text_of(office.post(address))
    [code] = re.findall(r"(?:[2-9A-Z]{4}-){4}[2-9A-Z]{4}", shown)
    assert code not in office.get(address).content.decode()
    assert code not in str(list(JournalEntry.objects.values()))


def test_who_has_a_login_gets_no_code(office):
    applicant = registered_applicant()
    answer = office.post(reverse("office_intake_code", args=[applicant.user_id]), follow=True)
    assert "код ему не нужен" in text_of(answer)


# --- Strangers ------------------------------------------------------------------------------------------


def test_an_applicants_own_draft_and_an_unproved_registration_are_not_there(office):
    own = make_draft()
    assert office.get(step(own, "kind")).status_code == 404
    registered_applicant(confirmed=False)
    user = User.objects.get(email="ivanov@example.ru")
    assert office.get(reverse("office_intake_receive", args=[user.pk])).status_code == 404


def test_the_applicant_does_not_see_what_the_office_is_entering(client, draft, entered):
    User.objects.filter(pk=entered.user_id).update(email="claimed@example.ru", confirmed_at=timezone.now())
    client.force_login(User.objects.get(pk=entered.user_id))
    assert draft.number not in client.get("/applications/").content.decode()
    for address in (f"/applications/{draft.pk}/", f"/applications/{draft.pk}/steps/kind/"):
        assert client.get(address).status_code == 404
    assert entered.kind == ApplicantKind.PERSON


def test_the_applicant_brings_back_nothing_that_the_office_deleted(client, draft, entered, specialist):
    delete_draft(application=draft, by=specialist, at=timezone.now())
    User.objects.filter(pk=entered.user_id).update(email="claimed@example.ru", confirmed_at=timezone.now())
    client.force_login(User.objects.get(pk=entered.user_id))
    assert client.post(f"/applications/{draft.pk}/restore/").status_code == 404
    assert draft.number not in client.get("/applications/", {"deleted": draft.pk}).content.decode()


def test_the_pages_of_a_case_say_that_papers_go_by_post(office, case):
    assert "отправьте ему документы по почте" in text_of(
        office.get(reverse("office_documents", args=[case.pk]))
    )
