"""The register of payments: what came in a period, what became of it, its sums, its file."""

import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from kabinet.billing.models import Payment
from kabinet.core.models import JournalEntry
from tests.billing.builders import AT, accepted, document, issued, load_statement, paid, statement
from tests.office.conftest import person

REGISTER = "/office/payments/register/"
DAY = AT.date()
PERIOD = {"since": DAY.isoformat(), "until": DAY.isoformat()}


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>|&nbsp;", " ", response.content.decode()).split())


@pytest.fixture
def came(specialist):
    """A payment of an invoice, one that names two and waits, one of nobody, one that was set aside."""
    invoice, other = issued(by=specialist, fee=1_485_000), issued(by=specialist, fee=500_000)
    matched = paid(invoice, 1_485_000, by=specialist)
    content = statement(
        document(
            number="71", sum="100.00", payer="Сидоров", purpose=f"Счета {invoice.number} и {other.number}"
        ),
        document(number="72", sum="50.00", payer="=СУММ(A1)", purpose="Неизвестно что"),
        document(number="73", sum="7.00", payer="ООО «Ромашка»", purpose="Не нам"),
    )
    load_statement(content=content, name="kl_to_1c.txt", by=specialist, at=AT)
    Payment.objects.filter(document_number="73").update(set_aside="вернули")
    return invoice, other, matched


def test_all_that_came_stands_side_by_side_with_its_sums(office, came):
    invoice, other, _ = came
    page = text_of(office.get(REGISTER, PERIOD))
    assert "4 платежа на 15 007,00 ₽" in page
    assert re.search(r"Все 4 Разнесены 1 Не разобраны 2 Отложены 1", page)
    assert f"№ {invoice.number}" in page
    assert re.search(rf"возможно № ({invoice.number}|{other.number})", page)
    assert "неизвестен" in page
    assert "отложен" in page


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"fate": "matched"}, "1 платёж на 14 850,00 ₽"),
        ({"fate": "waits"}, "2 платежа на 150,00 ₽"),
        ({"fate": "aside"}, "1 платёж на 7,00 ₽"),
        ({"q": "сидоров"}, "1 платёж на 100,00 ₽"),
        ({"q": "неизвестно"}, "1 платёж на 50,00 ₽"),
        ({"q": "73"}, "1 платёж на 7,00 ₽"),
        ({"q": "такого нет"}, "0 платежей на 0,00 ₽"),
        ({"fate": "выдумано", "after": "x"}, "4 платежа на 15 007,00 ₽"),
    ],
)
def test_it_is_narrowed_by_what_became_of_it_and_by_words(office, came, chosen, told):
    assert told in text_of(office.get(REGISTER, {**PERIOD, **chosen}))


def test_days_of_payment_bound_it_in_whichever_order(office, came):
    empty = {"since": "2026-01-01", "until": "2026-01-31"}
    assert "Платежей нет" in text_of(office.get(REGISTER, empty))
    turned = {"since": "2026-12-31", "until": DAY.isoformat()}
    assert "4 платежа" in text_of(office.get(REGISTER, turned))


def test_it_is_read_page_by_page_and_none_is_missed(office, specialist):
    invoice = issued(by=specialist)
    for number in range(32):
        paid(invoice, 100, by=specialist, number=str(number), at=AT + timedelta(days=number % 3))
    query, seen = {"since": "2026-11-20", "until": "2026-11-30"}, []
    address = REGISTER + "?since=2026-11-20&until=2026-11-30"
    while address:
        page = office.get(address).content.decode()
        seen += re.findall(r'class="queue__number" href="/office/payments/([^/]+)/"', page)
        more = re.search(r'href="(\?[^"]*after=[^"]+)"', page)
        address = REGISTER + more[1].replace("&amp;", "&") if more else None
    assert len(seen) == len(set(seen)) == 32
    assert "32 платежа на 32,00 ₽" in text_of(office.get(REGISTER, query))


def test_the_file_has_what_was_chosen_as_texts_and_sums_and_is_recorded(office, specialist, came):
    invoice, *_ = came
    response = office.get(REGISTER + "file/", PERIOD)
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    heading, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert heading[:3] == ["День платежа", "Сумма, ₽", "Плательщик"]
    told = {row[heading.index("Номер документа")]: row for row in rows}
    assert sum(row[1] for row in rows) == pytest.approx(15_007)
    assert told["72"][2] == "=СУММ(A1)"
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == "=СУММ(A1)"] == ["s"]
    assert told["17"][6:9] == ["разнесён", invoice.number, invoice.application.number]
    assert told["73"][6:10] == ["отложен", None, None, "вернули"]
    entry = JournalEntry.objects.latest("pk")
    assert (entry.act, entry.actor, entry.details["rows"]) == ("payments_exported", specialist.pk, 4)


def test_longer_register_than_a_file_takes_is_refused(office, came, monkeypatch):
    monkeypatch.setattr("kabinet.office.money.register.MOST_ROWS", 3)
    response = office.get(REGISTER + "file/", PERIOD)
    assert response.url.startswith(REGISTER)
    assert "Выберите период короче" in text_of(office.get(response.url))


@pytest.mark.parametrize("many", [2, 25])
def test_the_page_asks_as_often_for_few_payments_as_for_many(
    office, specialist, many, django_assert_max_num_queries
):
    invoice = issued(by=specialist)
    for number in range(many):
        paid(invoice, 100, by=specialist, number=str(number))
    with django_assert_max_num_queries(12):
        assert office.get(REGISTER, PERIOD).status_code == 200


def test_an_administrator_sees_no_register(client, db):
    client.force_login(person("admin@seti.example.ru", role="administrator"))
    assert client.get(reverse("office_register")).status_code == 404


# --- Several at once ------------------------------------------------------------------------------------

PAYMENTS = "/office/payments/"


def picks_on(response):
    return re.findall(r'name="pick" value="([^"]+)"', response.content.decode())


@pytest.fixture
def three_suggested(specialist):
    """Payments that their payers' ИНН alone tells of, and one of a stranger."""
    invoices = [issued(accepted("ЮЛ"), by=specialist, fee=100_000 * number) for number in (1, 2, 3)]
    documents = [
        document(
            number=str(80 + place), sum="10.00", inn=one.payer_inn, payer="ООО", purpose="Оплата по договору"
        )
        for place, one in enumerate(invoices)
    ]
    documents.append(document(number="90", sum="10.00", payer="Чужой", purpose="Неизвестно"))
    load_statement(content=statement(*documents), name="kl_to_1c.txt", by=specialist, at=AT)
    return invoices


def test_several_are_matched_at_once_to_what_was_seen(office, three_suggested):
    page = office.get(PAYMENTS)
    picks = picks_on(page)
    assert len(picks) == 3
    told = text_of(office.post(f"{PAYMENTS}match/", {"pick": picks[:2]}, follow=True))
    assert "Отнесено к счетам: 2 платежа." in told
    assert Payment.objects.unmatched().count() == 2
    again = text_of(office.post(f"{PAYMENTS}match/", {"pick": picks[:2]}, follow=True))
    assert "Ничего не изменилось" in again
    assert Payment.objects.unmatched().count() == 2


def test_what_a_colleague_has_dealt_with_meanwhile_is_told_and_the_rest_is_done(office, three_suggested):
    picks = picks_on(office.get(PAYMENTS))
    Payment.objects.filter(pk=picks[0].partition("_")[0]).update(set_aside="не наш")
    told = text_of(office.post(f"{PAYMENTS}match/", {"pick": [*picks, "x_1", f"{picks[2]}9"]}, follow=True))
    assert "Отнесено к счетам: 2 платежа." in told
    assert "Этот платёж уже разобран в другом окне." in told
    assert "больше не действует" in told or Payment.objects.unmatched().count() == 1


def test_nothing_ticked_is_told(office, three_suggested):
    told = text_of(office.post(f"{PAYMENTS}match/", follow=True))
    assert "Отметьте в таблице хотя бы один платёж." in told
    assert Payment.objects.unmatched().count() == 4
