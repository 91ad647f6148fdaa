"""«Документы и сроки» of an application in the office."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kabinet.applications.course.transitions import ApplicationNotFound
from kabinet.applications.models import PlacedDocument
from kabinet.applications.papers.placed import PlacingRefused, place_document
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import State
from kabinet.core.models import JournalEntry
from kabinet.files.models import StoredFile
from kabinet.notifications.models import Letter
from tests.applications.builders import NOW, make_file, make_submitted, make_user, pdf_bytes
from tests.applications.life import OFFER, Case, days
from tests.office.test_queue import text_of
from tests.signatures.stored import make_signature


@pytest.fixture
def case(specialist):
    """An accepted application that awaits the offer."""
    return Case(specialist=specialist).accept()


def address(case):
    return f"/office/applications/{case.application.pk}/documents/"


def pdf(name):
    return SimpleUploadedFile(name, pdf_bytes(), content_type="application/pdf")


def send(office, case, *, kept=(), form=None, **files):
    chosen = {f"document-{kind}": file for kind, file in files.items()}
    return office.post(address(case), {"act": "place", "token": form or uuid4(), **dict(kept), **chosen})


def titles(case):
    return sorted(document.kind for document in case.application.placed.current())


def test_page_says_what_the_next_step_needs_and_shows_the_way(office, case):
    page = text_of(office.get(address(case)))
    assert "Для следующего шага нужны: нет Технические условия" in page
    assert "Условия договора, технические условия и счёт в личном кабинете до 08.12.2026" in page
    assert "Принята в работу" in page
    assert "passport.pdf" in page


def test_documents_are_placed_together_and_the_applicant_gets_one_letter(office, case):
    response = send(
        office, case, conditions=pdf("ТУ.pdf"), contract=pdf("Договор.pdf"), invoice=pdf("Счёт.pdf")
    )
    assert response.status_code == 302
    assert titles(case) == ["conditions", "contract", "invoice"]
    [letter] = Letter.objects.filter(kind="documents_placed")
    assert letter.recipient == case.owner.email
    for said in ("ТУ.pdf", "Договор.pdf", "Счёт.pdf", "Оплата счёта означает согласие"):
        assert said in letter.text
    page = text_of(office.get(address(case)))
    assert "есть Технические условия" in page
    assert "Заявитель ещё не открывал." in page
    assert JournalEntry.objects.filter(act="document_placed").count() == 3


def test_same_form_sent_twice_places_once(office, case):
    form = uuid4()
    for _ in range(2):
        send(office, case, form=form, conditions=pdf("ТУ.pdf"))
    assert titles(case) == ["conditions"]
    assert StoredFile.objects.filter(name="ТУ.pdf").count() == 1


def test_refused_file_is_told_and_the_others_are_kept(office, case):
    response = send(office, case, conditions=pdf("ТУ.pdf"), invoice=SimpleUploadedFile("счёт.pdf", b"MZ\x00"))
    page = response.content.decode()
    assert (response.status_code, titles(case)) == (422, [])
    assert "счёт.pdf" in text_of(response)
    kept = re.findall(r'name="(kept-\w+)" value="([^"]+)"', page)
    assert [name for name, _ in kept] == ["kept-conditions"]
    send(office, case, kept=kept, invoice=pdf("счёт.pdf"))
    assert titles(case) == ["conditions", "invoice"]


def test_nothing_chosen_is_refused(office, case):
    response = send(office, case)
    assert (response.status_code, "Выберите хотя бы один файл." in text_of(response)) == (422, True)


def test_newer_version_keeps_the_older_one(office, case):
    [old] = case.place(PlacedKind.CONDITIONS)
    response = office.post(
        address(case), {"act": "replace", "token": uuid4(), "replaces": old.pk, "file": pdf("ТУ новые.pdf")}
    )
    assert response.status_code == 302
    [current] = case.application.placed.current()
    assert (current.replaces, current.file.name) == (old, "ТУ новые.pdf")
    page = text_of(office.get(address(case)))
    assert "Прежние редакции: 1" in page
    assert "conditions.pdf" in page
    again = office.post(
        address(case), {"act": "replace", "token": uuid4(), "replaces": old.pk, "file": pdf("ещё.pdf")}
    )
    assert (again.status_code, "уже заменён" in text_of(again)) == (422, True)
    assert not StoredFile.objects.filter(name="ещё.pdf").exists()


def test_replacing_without_a_file_or_by_a_wrong_one_is_told_beside(office, case):
    [old] = case.place(PlacedKind.CONDITIONS)
    posted = {"act": "replace", "replaces": old.pk}
    assert "Выберите файл." in text_of(office.post(address(case), {**posted, "token": uuid4()}))
    wrong = SimpleUploadedFile("вирус.pdf", b"MZ\x00\x00")
    refused = office.post(address(case), {**posted, "token": uuid4(), "file": wrong})
    assert (refused.status_code, "вирус.pdf" in text_of(refused)) == (422, True)


def test_conditions_are_set_until_the_offer(office, case):
    posted = {"act": "conditions", "low_voltage": "no", "works_limit": "works_6_months"}
    assert office.post(address(case), posted).status_code == 302
    case.application.refresh_from_db()
    assert (case.application.course.checked, case.application.course.works) == (True, "works_6_months")
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INSTRUCTION, PlacedKind.INVOICE)
    case.office("offer")
    page = text_of(office.get(address(case)))
    assert "Напряжение присоединения выше 0,4 кВ" in page
    assert "6 месяцев — до 20 кВ" in page
    refused = office.post(address(case), posted)
    assert (refused.status_code, "предложение обязывает нас" in text_of(refused)) == (422, True)


def test_term_that_the_law_does_not_give_is_refused(office, case):
    posted = {"act": "conditions", "low_voltage": "no", "works_limit": "works_2_years"}
    assert office.post(address(case), posted).status_code == 422


def test_procurement_is_corrected_with_a_reason_and_the_invoice_says_so(office, specialist):
    case = Case("ЮЛ", specialist=specialist).accept()
    invoice = f"/office/applications/{case.application.pk}/invoice/"
    assert "оплачивается за 5 рабочих дней" in text_of(office.get(invoice))
    course = case.application.course
    posted = {
        "act": "conditions",
        "low_voltage": "yes" if course.low_voltage else "no",
        "works_limit": course.works,
        "procurement": "yes",
    }
    refused = office.post(address(case), posted)
    assert (refused.status_code, "Напишите, откуда известно" in text_of(refused)) == (422, True)
    assert office.post(address(case), {**posted, "procurement_reason": "Письмо"}).status_code == 302
    assert "оплачивается за 15 рабочих дней" in text_of(office.get(invoice))


def test_procurement_is_not_asked_where_it_changes_nothing(office, case):
    assert "44-ФЗ" not in text_of(office.get(address(case)))
    assert "44-ФЗ" not in text_of(office.get(f"/office/applications/{case.application.pk}/invoice/"))


def test_supplier_terms_follow_the_contract_the_meter_and_the_act(office, specialist):
    case = Case(specialist=specialist).contract()
    case.place(PlacedKind.ADMISSION_ACT, PlacedKind.NOTICE, at=days(2))
    case.office("place", at=days(3))
    page = text_of(office.get(address(case)))
    assert "Копии заявки и документов — энергосбытовой организации — до 26.11.2026 п. 107" in page
    assert "Акт допуска прибора учёта — энергосбытовой организации — до 30.11.2026 п. 109" in page
    assert "Документы о присоединении — энергосбытовой организации — до 01.12.2026 п. 111" in page


def test_whoever_gave_up_power_is_told_by_paragraph_38_and_their_supplier_by_38_3(office, specialist):
    case = Case("ЮЛ", specialist=specialist, reason="ПМ", requested_power="100").contract()
    case.place(PlacedKind.NOTICE, PlacedKind.ADMISSION_ACT, at=days(2))
    case.office("place", at=days(3))
    page = text_of(office.get(address(case)))
    assert "Изменения технических условий — тому, кто отдал мощность — до 08.12.2026 п. 38" in page
    assert "Копии условий и актов — поставщику того, кто отдал мощность — до 30.11.2026 п. 38(3)" in page
    other = Case("ЮЛ", specialist=specialist, requested_power="100").contract()
    assert "отдал мощность" not in text_of(office.get(address(other)))


def test_copy_of_an_application_above_5_mw_goes_to_the_system_operator_by_paragraph_21(office, specialist):
    told = "системному оператору — до 01.12.2026 пп. 21 и 34"
    shown = {
        power: told in text_of(office.get(address(Case("ЮЛ", specialist=specialist, requested_power=power))))
        for power in ("5000", "5000,001")
    }
    assert shown == {"5000": False, "5000,001": True}


def test_autonomous_source_of_paragraph_53_is_due_after_the_contract_to_whoever_asked_for_it(
    office, specialist
):
    asked, not_asked = (
        Case("ЮЛ", specialist=specialist, connection="temporary", **chosen).contract()
        for chosen in ({"autonomous_source": "yes"}, {})
    )
    told = "Автономный источник питания — заявителю — до 09.12.2026 п. 53"
    assert told in text_of(office.get(address(asked)))
    assert told not in text_of(office.get(address(not_asked)))


def test_documents_are_not_placed_before_acceptance_or_after_the_end(specialist):
    application = make_submitted()
    file = make_file(specialist)
    with pytest.raises(PlacingRefused, match="примите заявку"):
        place_document(application=application, kind="act", file=file, by=specialist, at=NOW)
    case = Case(specialist=specialist).accept()
    with pytest.raises(PlacingRefused, match="вида документов нет"):
        place_document(application=case.application, kind="passport", file=file, by=specialist, at=NOW)
    with pytest.raises(ApplicationNotFound):
        place_document(application=case.application, kind="act", file=file, by=make_user(), at=NOW)
    case.applicant("withdraw")
    with pytest.raises(PlacingRefused, match="Аннулирована"):
        place_document(application=case.application, kind="act", file=file, by=specialist, at=NOW)


def test_portal_places_its_own_documents(specialist):
    case = Case(specialist=specialist).accept()
    file = make_file(specialist, "Счёт № 5.pdf")
    document = place_document(application=case.application, kind="invoice", file=file, by=None, at=NOW)
    assert (document.placed_by, document.kind) == (None, "invoice")


def test_placed_file_is_not_taken_into_a_message(office, case):
    [placed] = case.place(PlacedKind.CONDITIONS)
    card = f"/office/applications/{case.application.pk}/"
    office.post(
        card,
        {"act": "comment", "text": "Да", "token": uuid4(), "state": State.ACCEPTED, "kept": [placed.file_id]},
    )
    assert PlacedDocument.objects.get().file.messages.count() == 0
    assert office.get(f"{card}files/{placed.file_id}/").status_code == 200


@pytest.mark.parametrize("size", [1, 8])
def test_page_asks_the_database_as_often_for_many_documents(
    office, case, django_assert_max_num_queries, size
):
    for _ in range(size):
        case.place(PlacedKind.OTHER)
    office.get(address(case))
    with django_assert_max_num_queries(14):
        office.get(address(case))


def test_placed_document_is_told_in_the_conversation_as_a_document(db):
    case = Case().offer()
    line = case.application.thread.messages.filter(kind="document").first()
    assert line.text.startswith("В разделе «Документы сетевой организации» размещено:\n")
    assert line.files.count() == 0


def test_page_says_what_is_not_signed_and_warns_when_nobody_demands_it(office, case, settings):
    case.place(PlacedKind.CONDITIONS, PlacedKind.INVOICE)
    page = text_of(office.get(address(case)))
    assert "Подпись сетевой организации не требуется" in page
    assert "Технические условия не подписан УКЭП" in page
    assert "есть Технические условия" in page
    settings.SIGNATURE_OPERATOR = True
    page = text_of(office.get(address(case)))
    assert "Подпись сетевой организации не требуется" not in page
    assert "есть, не подписан Технические условия" in page
    assert "есть Счёт на оплату" in page
    make_signature(case.application.placed.get(kind=PlacedKind.CONDITIONS).file, case.specialist)
    page = text_of(office.get(address(case)))
    assert "Технические условия подписан УКЭП" in page
    assert "есть Технические условия" in page


def test_number_of_stages_is_set_until_the_offer_and_shown_after_it(office, specialist):
    stages = [
        {"design": "01.2027", "commissioning": f"0{month}.2027", "power": "450", "category": "III"}
        for month in (3, 6)
    ]
    case = Case("ЮЛ", specialist=specialist, requested_power="900", stages=stages).accept()
    assert 'value="2" selected' in office.get(address(case)).content.decode()
    posted = {"act": "conditions", "low_voltage": "no", "works_limit": case.application.course.works}
    assert office.post(address(case), {**posted, "stages": "3"}).status_code == 302
    case.application.refresh_from_db()
    assert case.application.course.stages == 3
    case.place(*OFFER)
    case.office("offer")
    assert "Этапов в технических условиях 3" in text_of(office.get(address(case)))


def test_stages_are_not_asked_where_nothing_is_inspected(office, case):
    assert "Этапов в технических условиях" not in text_of(office.get(address(case)))
