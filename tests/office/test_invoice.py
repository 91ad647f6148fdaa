"""The office's pages of an invoice and of payments."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kabinet.applicants.models import ApplicantKind
from kabinet.applications.rules.states import State
from kabinet.billing.models import Invoice, Payment, Statement
from kabinet.billing.paying import unmatch_payment
from kabinet.billing.standing import standing_of
from kabinet.law.payments import Plan
from tests.billing.builders import accepted, document, issued, paid, statement

pytestmark = pytest.mark.django_db


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&nbsp;", " ").split())


def hidden(response, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    return found[1] if found else ""


def press(client, application, act, shown, **fields):
    """Send the page's form, with its hidden fields, as a button would."""
    data = {name: hidden(shown, name) for name in ("token", "seen", "replaces")}
    return client.post(reverse("office_invoice", args=[application.pk]), {**data, "act": act, **fields})


def test_a_schedule_is_seen_before_it_is_issued(office):
    application = accepted()
    empty = page(office, "office_invoice", application.pk)
    chosen = {"plan": "section_x", "fee": "99 000"}
    preview = press(office, application, "preview", empty, **chosen)
    assert "14\u00a0850,00\u00a0₽" in preview.content.decode()
    assert Invoice.objects.count() == 0
    done = press(office, application, "issue", preview, **chosen)
    assert done.url == reverse("office_invoice", args=[application.pk])
    shown = office.get(done.url)
    invoice = Invoice.objects.get()
    assert f"Счёт № {invoice.number} выставлен." in text_of(shown)
    again = press(office, application, "issue", preview, **chosen)  # a double click
    assert (again.status_code, Invoice.objects.count()) == (302, 1)


def test_a_sum_changed_after_the_preview_is_shown_again_not_issued(office):
    application = accepted()
    preview = press(
        office,
        application,
        "preview",
        page(office, "office_invoice", application.pk),
        plan="section_x",
        fee="99 000",
    )
    changed = press(office, application, "issue", preview, plan="section_x", fee="9 900")
    assert "График изменился" in text_of(changed)
    assert "1\u00a0485,00\u00a0₽" in changed.content.decode()
    assert Invoice.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"plan": "section_x", "fee": ""}, "заполните это поле"),
        ({"plan": "section_x", "fee": "сто"}, "Напишите сумму в рублях цифрами"),
        ({"plan": "from_invoice", "fee": "100"}, "ыберите корректный вариант"),
        ({"fee": "100"}, "ыберите график платежей"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(office, typed, said):
    application = accepted()
    refused = press(office, application, "preview", page(office, "office_invoice", application.pk), **typed)
    assert refused.status_code == 422
    assert said in text_of(refused)
    assert f'value="{typed["fee"]}"' in refused.content.decode() or not typed["fee"]


def test_parts_by_agreement_are_typed_in_pairs(office):
    application = accepted(ApplicantKind.COMPANY, requested_power="300")
    empty = page(office, "office_invoice", application.pk)
    far = timezone.localdate() + timedelta(days=40)
    parts = {"part_1_sum": "1000", "part_1_on": f"{far:%d.%m.%Y}", "part_2_sum": "500,50"}
    refused = press(office, application, "preview", empty, plan="by_agreement", **parts)
    assert "Укажите и сумму части, и её срок." in text_of(refused)
    parts["part_2_on"] = parts["part_1_on"]
    preview = press(office, application, "preview", empty, plan="by_agreement", **parts)
    press(office, application, "issue", preview, plan="by_agreement", **parts)
    assert Invoice.objects.get().fee == 150_050


def test_individual_project_is_issued_with_its_advance_and_shows_the_terms_of_30_1_to_30_4(office):
    application = accepted(ApplicantKind.COMPANY, requested_power="900")
    empty = page(office, "office_invoice", application.pk)
    chosen = {"plan": "individual_project", "fee": "150 000", "advance": "10 000"}
    preview = press(office, application, "preview", empty, **chosen)
    press(office, application, "issue", preview, **chosen)
    shown = text_of(page(office, "office_invoice", application.pk))
    assert [part.kopecks for part in Invoice.objects.get().instalments.all()][:2] == [1_000_000, 4_200_000]
    assert "Сроки индивидуального проекта" in shown
    assert "заключения дополнительного соглашения" in shown
    assert "п. 30(1)" in shown.replace("\u00a0", " ")


def test_contract_of_section_x_is_not_asked_for_its_day_since_the_case_knows_it(office):
    by_payment = accepted(ApplicantKind.COMPANY, requested_power="300", reason="ПМ")
    assert 'name="contract_on"' not in page(office, "office_invoice", by_payment.pk).content.decode()
    signed = accepted(ApplicantKind.COMPANY, requested_power="900", reason="ПМ")
    assert 'name="contract_on"' in page(office, "office_invoice", signed.pk).content.decode()


def test_an_invoice_is_replaced_from_its_page(office):
    first = issued()
    form = page(office, "office_invoice", first.application_id, replace=1)
    assert 'value="99\u00a0000,00"' in form.content.decode()
    fields = {"plan": "section_x", "fee": "80 000"}
    preview = press(office, first.application, "preview", form, **fields)
    press(office, first.application, "issue", preview, **fields)
    assert Invoice.objects.current().get().replaces == first
    stale = press(office, first.application, "issue", preview, **fields, token="")
    assert stale.status_code == 409
    assert "уже действует счёт" in text_of(stale)


def test_a_payment_is_recorded_and_seen(office):
    invoice = issued()
    shown = page(office, "office_invoice", invoice.application_id)
    today = timezone.localdate()
    fields = {
        "kind": "payment",
        "kopecks": "14 850,00",
        "paid_on": f"{today:%d.%m.%Y}",
        "document_number": "17",
        "payer": "Иванов",
    }
    for _ in range(2):
        press(office, invoice.application, "record", shown, **fields)
    assert Payment.objects.get().kopecks == 1_485_000
    seen = text_of(page(office, "office_invoice", invoice.application_id))
    assert "Платёж записан: 14 850,00 ₽." in seen.replace("\u00a0", " ")
    wrong = press(
        office, invoice.application, "record", shown, **{**fields, "kopecks": "", "payer": "Петров"}
    )
    assert (wrong.status_code, 'value="Петров"' in wrong.content.decode()) == (422, True)


def test_terms_from_an_event_are_started(office):
    invoice = issued(accepted(ApplicantKind.COMPANY, requested_power="900"), plan=Plan.FROM_CONTRACT)
    shown = page(office, "office_invoice", invoice.application_id)
    assert "День заключения договора" in text_of(shown)
    refused = press(office, invoice.application, "start", shown, event="CONTRACT", on="вчера")
    assert (refused.status_code, 'value="вчера"' in refused.content.decode()) == (422, True)
    press(office, invoice.application, "start", shown, event="CONTRACT", on="24.11.2026")
    assert invoice.instalments.first().due_on == date(2026, 12, 9)


def test_a_day_before_the_application_is_refused_with_the_earliest_one(office):
    """A slip of the year would stand before the applicant as the day of their payment."""
    told = "Заявка подана 24.11.2026: укажите этот день или более поздний."
    invoice = issued(accepted(ApplicantKind.COMPANY, requested_power="900"), plan=Plan.FROM_CONTRACT)
    application, shown = invoice.application, page(office, "office_invoice", invoice.application_id)
    payment = {"kind": "payment", "kopecks": "100", "document_number": "17", "payer": "Иванов"}
    first = press(office, application, "record", shown, **payment, paid_on="24.11.2026")
    assert first.status_code == 302
    wrong = press(office, application, "record", shown, **payment, paid_on="05.12.1926")
    assert (wrong.status_code, 'value="05.12.1926"' in wrong.content.decode()) == (422, True)
    assert f'<div class="field__error" id="id_paid_on_error"><p>{told}' in wrong.content.decode()
    started = press(office, application, "start", shown, event="CONTRACT", on="23.11.2026")
    assert (started.status_code, told in text_of(started)) == (422, True)
    form = page(office, "office_invoice", application.pk, replace=1)
    terms = {"plan": "from_contract", "fee": "99 000", "contract_on": "01.01.2016"}
    refused = press(office, application, "preview", form, **terms)
    assert (refused.status_code, told in text_of(refused)) == (422, True)
    assert Payment.objects.count() == 1


def load(client, content):
    upload = SimpleUploadedFile("kl_to_1c.txt", content, content_type="text/plain")
    return client.post(reverse("office_statement"), {"statement": upload}, follow=True)


def book(client, content):
    """Load a statement, look at its verdicts and have it booked; the page that is shown then."""
    seen = load(client, content)
    assert "Провести" in text_of(seen)
    return client.post(seen.redirect_chain[-1][0], {"act": "book"}, follow=True)


def test_a_statement_is_loaded_and_its_payments_are_sorted_out(office):
    invoice = issued(accepted(ApplicantKind.COMPANY))
    content = statement(
        document(number="1", purpose=f"Счет {invoice.number}"),
        document(number="2", inn=invoice.payer_inn, purpose="Оплата за присоединение"),
        document(number="3", purpose="За передачу"),
    )
    shown = book(office, content)
    assert "Выписка проведена. Платежей: отнесено к счетам — 1, требуют разбора — 2" in text_of(
        shown
    ).replace("\u00a0", " ")
    assert f"№ {invoice.number} ИНН плательщика" in text_of(page(office, "office_payments"))
    second, third = (Payment.objects.get(document_number=number) for number in "23")
    chosen = {"act": "match", "invoice": invoice.number}
    office.post(reverse("office_payment", args=[second.pk]), chosen)
    assert standing_of(invoice, on=timezone.localdate()).paid == 2_970_000
    again = office.post(reverse("office_payment", args=[second.pk]), chosen)
    assert (again.status_code, "уже разобран" in text_of(again)) == (409, True)
    bare = office.post(reverse("office_payment", args=[third.pk]), {"act": "set_aside", "reason": ""})
    assert (bare.status_code, "Напишите причину" in text_of(bare)) == (422, True)
    office.post(reverse("office_payment", args=[third.pk]), {"act": "set_aside", "reason": "Передача"})
    assert "Всё разобрано" in text_of(page(office, "office_payments"))
    office.post(reverse("office_payment", args=[third.pk]), {"act": "unmatch", "reason": "Наш"})
    assert Payment.objects.unmatched().get() == third
    assert "Этот файл уже загружен" in text_of(load(office, content))


@pytest.mark.parametrize("typed", ["{number}", "счёт {number}", "{application}"])
def test_an_invoice_is_found_by_what_is_typed(office, typed):
    invoice, by = issued(), issued().issued_by
    payment = paid(issued(), 100)
    unmatch_payment(payment=payment, reason="Ошибка", by=by, at=timezone.now())
    number = typed.format(number=invoice.number, application=invoice.application.number)
    office.post(reverse("office_payment", args=[payment.pk]), {"act": "match", "number": number})
    payment.refresh_from_db()
    assert payment.invoice == invoice


def test_a_number_that_is_none_is_refused_and_kept(office):
    payment = paid(issued(), 100)
    unmatch_payment(payment=payment, reason="Ошибка", by=payment.recorded_by, at=timezone.now())
    refused = office.post(reverse("office_payment", args=[payment.pk]), {"act": "match", "number": "77ТП-1"})
    assert refused.status_code == 422
    assert "Такого счёта нет" in text_of(refused)
    assert 'value="77ТП-1"' in refused.content.decode()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 ...", b"x" * (5 * 1024 * 1024 + 1)])
def test_a_file_that_is_no_statement_is_refused_in_words(office, content):
    refused = load(office, content)
    assert refused.status_code == 422
    assert re.search("Файл пуст|не выписка|больше 5", text_of(refused))
    assert Statement.objects.count() == 0


def test_lists_of_payments_and_debts_take_the_same_queries_for_one_and_thirty(
    office, django_assert_max_num_queries
):
    invoice = issued(accepted(ApplicantKind.COMPANY), at=timezone.now() - timedelta(days=90))
    for count in (1, 30):
        book(office, statement(*(document(number=str(n), inn=invoice.payer_inn) for n in range(count))))
        with django_assert_max_num_queries(10):
            shown = page(office, "office_payments")
        assert shown.content.decode().count('data-label="Похоже на счёт"') == count
    with django_assert_max_num_queries(7):
        assert "просрочено" not in text_of(page(office, "office_debts"))


def test_more_than_a_page_of_unmatched_payments_is_read_to_the_end(office, run_jobs):
    book(office, statement(*(document(number=str(n), on=f"{1 + n % 20:02}.11.2026") for n in range(65))))
    run_jobs()
    seen, address = [], reverse("office_payments")
    while address:
        shown = office.get(address).content.decode()
        seen += re.findall(r'href="/office/payments/([0-9a-f-]{36})/"', shown)
        more = re.search(r'href="(\?after=[^"]+)"', shown)
        address = reverse("office_payments") + more[1] if more else ""
    assert len(seen) == len(set(seen)) == 65


def test_debts_are_listed_with_the_day_of_a_decision(office):
    late = issued(accepted(state=State.AWAITING_PAYMENT), at=timezone.now() - timedelta(days=90))
    timely = issued(at=timezone.now())
    shown = text_of(page(office, "office_debts"))
    assert (late.number in shown, timely.number in shown) == (True, False)
    assert "можно принять" in shown


def test_payments_are_for_the_office_alone(client):
    invoice = issued()
    payment = paid(invoice, 100)
    client.force_login(invoice.application.owner)
    for name, args in (
        ("office_payments", []),
        ("office_debts", []),
        ("office_payment", [payment.pk]),
        ("office_invoice", [invoice.application_id]),
        ("office_invoice_pdf", [invoice.application_id]),
    ):
        assert page(client, name, *args).status_code == 404
    assert load(client, statement(document())).status_code == 404


def test_two_records_become_one_only_after_both_were_seen_side_by_side(office):
    invoice = issued()
    recorded = paid(invoice, 1_485_000, number="99")
    book(office, statement(document(number="17", on="25.11.2026", purpose=f"По счёту {invoice.number}")))
    waiting = Payment.objects.unmatched().get()
    where, posted = reverse("office_payment", args=[waiting.pk]), {"act": "merge", "recorded": recorded.pk}
    asked = office.post(where, posted)
    told = text_of(asked)
    for shown in ("Вернуть это назад нельзя", invoice.number, invoice.application.number, "№ 99", "№ 17"):
        assert shown in told
    assert Payment.objects.count() == 2
    office.post(where, {**posted, "confirmed": "yes"})
    [kept] = Payment.objects.all()
    assert (kept.pk, kept.document_number, kept.paid_on) == (recorded.pk, "17", date(2026, 11, 25))
