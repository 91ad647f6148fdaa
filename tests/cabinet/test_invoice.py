"""The applicant's page of the invoice."""

import base64
import io
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from kabinet.applications.rules.states import State
from tests.applications.builders import make_applicant
from tests.billing.builders import FEE, accepted, issued, paid
from tests.billing.scanning import codes_in, fields_of

pytestmark = pytest.mark.django_db


def page(client, invoice, name="application_invoice"):
    client.force_login(invoice.application.owner)
    return client.get(reverse(name, args=[invoice.application_id]))


def text_of(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&nbsp;", " ").replace("\u00a0", " ")
    return " ".join(text.split())


def test_the_page_tells_what_to_pay_now_and_by_when(client):
    invoice = issued(at=timezone.now())
    shown = text_of(page(client, invoice))
    first = invoice.instalments.first()
    assert f"К оплате: 14 850,00 ₽ До {first.due_on:%d.%m.%Y}, часть 1 из 4." in shown
    paid(invoice, 1_485_000 + 100_000, at=timezone.now(), on=timezone.localdate())
    shown = text_of(page(client, invoice))
    assert "К оплате: 28 700,00 ₽" in shown
    assert "часть 2 из 4" in shown
    assert "оплачено 1 000,00 ₽" in shown


def test_the_code_on_the_page_is_of_what_is_left_of_the_next_part(client):
    invoice = issued(at=timezone.now())
    paid(invoice, 1_485_000 + 100_000, at=timezone.now(), on=timezone.localdate())
    html = page(client, invoice).content.decode()
    picture = base64.b64decode(re.search(r'src="data:image/png;base64,([^"]+)"', html)[1])
    [code] = codes_in(Image.open(io.BytesIO(picture)))
    fields = fields_of(code)
    assert (fields["Sum"], fields["PersonalAcc"]) == ("2870000", "40602810700000000025")
    assert f"счету № {invoice.number}" in fields["Purpose"]


def test_a_paid_invoice_asks_for_nothing(client):
    invoice = issued(at=timezone.now())
    paid(invoice, FEE, at=timezone.now(), on=timezone.localdate())
    shown = page(client, invoice)
    assert "Счёт оплачен полностью" in text_of(shown)
    assert "data:image/" not in shown.content.decode()


def test_what_is_late_is_said(client):
    invoice = issued(at=timezone.now() - timedelta(days=30))
    assert "срок оплаты прошёл" in text_of(page(client, invoice))


def test_the_pdf_is_downloaded_under_the_number_of_the_invoice(client):
    invoice = issued()
    given = page(client, invoice, "application_invoice_pdf")
    assert b"".join(given.streaming_content)[:5] == b"%PDF-"
    assert invoice.number in unquote(given["Content-Disposition"])


def test_nobody_else_sees_an_invoice_and_there_is_none_before_it_is_issued(client):
    invoice, bare = issued(), accepted()
    client.force_login(make_applicant().user)
    for name in ("application_invoice", "application_invoice_pdf"):
        assert client.get(reverse(name, args=[invoice.application_id])).status_code == 404
    client.force_login(bare.owner)
    assert client.get(reverse("application_invoice", args=[bare.pk])).status_code == 404


def test_home_tells_of_the_next_instalment_until_it_is_paid(client):
    owner, application = make_applicant().user, accepted(state=State.FULFILLING)
    application.owner = owner
    application.save()
    invoice = issued(application, at=timezone.now() - timedelta(days=40))
    paid(invoice, 1_485_000, at=timezone.now(), on=timezone.localdate())
    client.force_login(owner)
    shown = text_of(client.get(reverse("home")))
    assert f"Оплатите счёт № {invoice.number}" in shown
    paid(invoice, FEE - 1_485_000, at=timezone.now(), on=timezone.localdate())
    assert "Оплатите счёт" not in text_of(client.get(reverse("home")))
