"""The office's lists of payments: what was set aside is found again, unread documents are settled."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.billing.models import Payment, UnreadDocument
from kabinet.billing.paying import set_payment_aside, unmatch_payment
from kabinet.billing.statements import settle_unread
from kabinet.core.models import JournalEntry
from tests.billing.builders import (
    AT,
    a_specialist,
    document,
    issued,
    load_statement,
    paid,
    statement,
    unread_document,
)
from tests.office.conftest import person
from tests.office.test_invoice import page, text_of

pytestmark = pytest.mark.django_db
PAYMENTS, SET_ASIDE = "/office/payments/", "/office/payments/set-aside/"


def loaded(*documents):
    load_statement(content=statement(*documents), name="kl_to_1c.txt", by=a_specialist(), at=AT)
    return list(Payment.objects.unmatched().order_by("paid_on", "pk"))


def aside(payment, reason="За передачу", by=None):
    set_payment_aside(payment=payment, reason=reason, by=by or a_specialist(), at=AT)


def rows_of(response):
    return re.findall(r'href="/office/payments/([0-9a-f-]{36})/"', response.content.decode())


# --- «Отложены» --------------------------------------------------------------------------------


def test_a_payment_set_aside_is_found_in_its_tab_and_taken_back(office):
    [payment] = loaded(document(purpose="За передачу электроэнергии"))
    address = reverse("office_payment", args=[payment.pk])
    done = office.post(address, {"act": "set_aside", "reason": "Не за присоединение"}, follow=True)
    assert "Вернуть его можно из вкладки «Отложены»" in text_of(done)
    assert f'href="{SET_ASIDE}"' in done.content.decode()
    shown = office.get(SET_ASIDE)
    assert rows_of(shown) == [str(payment.pk)]
    assert "За передачу электроэнергии Не за присоединение Смирнова Анна" in text_of(shown)
    told = office.get(address)
    assert "Не за присоединение Смирнова Анна" in text_of(told)
    assert f'href="{SET_ASIDE}"' in told.content.decode()
    office.post(address, {"act": "unmatch", "reason": "Наш"})
    assert "Отложенных платежей нет" in text_of(office.get(SET_ASIDE))
    assert rows_of(office.get(PAYMENTS)) == [str(payment.pk)]


def test_who_set_a_payment_aside_last_is_told(office):
    [payment] = loaded(document())
    aside(payment, "Раз", by=person("first@seti.example.ru", name="Первый Пётр"))
    payment.refresh_from_db()
    unmatch_payment(payment=payment, reason="Ошибка", by=a_specialist(), at=AT)
    aside(payment, "Два", by=person("second@seti.example.ru", name="Вторая Вера"))
    shown = text_of(office.get(SET_ASIDE))
    assert ("Два Вторая Вера, 24.11.2026 в 12:00" in shown, "Первый" in shown) == (True, False)


def test_payments_set_aside_are_read_page_by_page_the_newest_first(office):
    for payment in loaded(*(document(number=str(n), on=f"{1 + n % 20:02}.11.2026") for n in range(65))):
        aside(payment)
    seen, days, address = [], [], SET_ASIDE
    while address:
        shown = office.get(address)
        seen += rows_of(shown)
        days += re.findall(r">(\d\d)\.11\.2026</a>", shown.content.decode())
        more = re.search(r'href="(\?after=[^"]+)"', shown.content.decode())
        address = SET_ASIDE + more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) == 65
    assert days == sorted(days, reverse=True)


def test_the_tab_takes_the_same_queries_for_one_and_for_thirty(office, django_assert_max_num_queries):
    office.get(SET_ASIDE)  # the reading is recorded
    for count in (1, 30):
        for payment in loaded(*(document(number=f"{count}-{n}") for n in range(count))):
            aside(payment)
        for n in range(count):
            load_statement(
                content=statement(document(sum=f"много{count}-{n}")), name="1.txt", by=a_specialist(), at=AT
            )
        for waiting in UnreadDocument.objects.filter(settled=""):
            settle_unread(document=waiting, done="сделано", by=a_specialist(), at=AT)
        with django_assert_max_num_queries(8):
            shown = office.get(SET_ASIDE)
        assert shown.content.decode().count("Что сделано:") >= count


def test_a_settled_document_is_found_with_what_was_done_by_whom_and_when(office):
    for n in range(35):
        content = statement(document(sum=f"много-{n}"))
        load_statement(content=content, name="kl_to_1c.txt", by=a_specialist(), at=AT)
    for n, waiting in enumerate(UnreadDocument.objects.order_by("pk")):
        at = AT + timedelta(minutes=n)
        settle_unread(document=waiting, done=f"записан вручную {n:02}", by=a_specialist(), at=at)
    first = office.get(SET_ASIDE)
    assert "Что сделано: записан вручную 34" in text_of(first)
    assert "24.11.2026 в 12:34" in text_of(first)
    assert "Сумма=много-34" in first.content.decode()
    more = re.search(r'href="(\?document=[^"]+)"', first.content.decode())[1].replace("&amp;", "&")
    second = office.get(SET_ASIDE + more)
    done = re.findall(r"записан вручную (\d\d)", first.content.decode() + second.content.decode())
    assert done == [f"{n:02}" for n in reversed(range(35))]


@pytest.mark.parametrize(
    "query",
    [
        "?after=x_y",
        "?document=2026-11-24_1",
        "?document=0001-01-01T00:00:00%2B14:00_00000000-0000-0000-0000-000000000000",
        "?document=9999-12-31T23:59:59-14:00_00000000-0000-0000-0000-000000000000",
    ],
)
def test_an_odd_place_begins_the_list_anew(office, query):
    assert office.get(SET_ASIDE + query).status_code == 200


# --- «Не прочитаны» ----------------------------------------------------------------------------


def test_a_document_settled_without_words_is_refused_beside_its_field(office):
    unread_document(a_specialist())
    load_statement(
        content=statement(document(sum="тьма")), name="вторая.txt", by=a_specialist(), at=timezone.now()
    )
    first, second = UnreadDocument.objects.order_by("pk")
    refused = office.post(reverse("office_unread_document", args=[second.pk]), {"done": " "})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert f'<a href="#id_done_{second.pk}">Что сделано: напишите, например, «записан' in html
    assert re.findall(r'class="field__error" id="([^"]+)"', html) == [f"id_done_{second.pk}_error"]
    assert re.findall(r'<input[^>]*aria-invalid="true"[^>]*id="([^"]+)"', html) == [f"id_done_{second.pk}"]
    assert f'id="id_done_{first.pk}"' in html


def test_too_long_words_about_a_document_are_refused_and_kept(office):
    waiting = unread_document(a_specialist())
    refused = office.post(reverse("office_unread_document", args=[waiting.pk]), {"done": "д" * 301})
    assert (refused.status_code, f'value="{"д" * 301}"' in refused.content.decode()) == (422, True)
    waiting.refresh_from_db()
    assert waiting.settled == ""


def test_a_document_that_a_colleague_settled_meanwhile_is_told_of(office):
    waiting = unread_document(a_specialist())
    address = reverse("office_unread_document", args=[waiting.pk])
    done = office.post(address, {"done": "записан вручную"}, follow=True)
    assert "Документ разобран" in text_of(done)
    again = office.post(address, {"done": "ещё раз"}, follow=True)
    assert "Этот документ уже разобран: «записан вручную»." in text_of(again)


@pytest.mark.parametrize("name", ["office_statement", "office_unread_document"])
def test_an_address_left_by_a_refusal_leads_back_to_the_list(office, name):
    waiting = unread_document(a_specialist())
    args = [waiting.pk] if name == "office_unread_document" else []
    assert office.get(reverse(name, args=args)).url == PAYMENTS


# --- One payment -------------------------------------------------------------------------------


def test_another_invoice_is_spoken_of_only_where_one_is_suggested(office):
    invoice = issued()
    bare, hinted = loaded(
        document(number="1", on="23.11.2026"),
        document(number="2", purpose=f"По заявке {invoice.application.number}"),
    )
    assert "Отнести к счёту Номер" in text_of(page(office, "office_payment", bare.pk))
    told = text_of(page(office, "office_payment", hinted.pk))
    assert ("Отнести к другому счёту" in told, "Похоже на счёт" in told) == (True, True)


def test_wrong_day_of_a_payment_recorded_by_hand_is_corrected_on_its_page(office):
    payment = paid(issued(), 100, at=AT + timedelta(days=2), on=date(2026, 11, 25))
    address = reverse("office_payment", args=[payment.pk])
    assert "Неверный день?" in office.get(address).content.decode()
    refused = office.post(address, {"act": "redate", "paid_on": "31.02.2026", "reason": "Выписка"})
    assert (refused.status_code, "Выписка" in refused.content.decode()) == (422, True)
    told = office.post(address, {"act": "redate", "paid_on": "24.11.2026", "reason": "Выписка"}, follow=True)
    assert "День платежа исправлен: 24.11.2026, а не 25.11.2026." in told.content.decode()
    again = office.post(address, {"act": "redate", "paid_on": "24.11.2026", "reason": "Выписка"})
    assert again.status_code == 302
    assert JournalEntry.objects.filter(act="payment_redated").count() == 1
    payment.refresh_from_db()
    assert payment.paid_on == date(2026, 11, 24)
