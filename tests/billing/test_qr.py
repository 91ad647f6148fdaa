"""The text of the payment code."""

import io
from dataclasses import replace

from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from PIL import Image

from kabinet.billing.qr import payment_text, qr_of
from tests.billing.scanning import codes_in, fields_of


def test_the_example_of_the_standard_is_made():
    payee = replace(
        settings.PAYEE,
        name="ООО «Три кита»",
        account="40702810138250123017",
        bank='ОАО "БАНК"',
        bik="044525225",
        correspondent_account="30101810400000000225",
        inn="6200098765",
    )
    assert payment_text(payee, kopecks=100_000, purpose="Оплата").startswith(
        'ST00012|Name=ООО «Три кита»|PersonalAcc=40702810138250123017|BankName=ОАО "БАНК"|BIC=044525225'
        "|CorrespAcc=30101810400000000225|Sum=100000|"
    )


def test_a_bank_without_a_correspondent_account_has_a_zero():
    text = payment_text(replace(settings.PAYEE, correspondent_account=""), kopecks=1, purpose="Оплата")
    assert "|CorrespAcc=0|" in text


@hypothesis(max_examples=25, deadline=None)
@given(purpose=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=300))
def test_whatever_is_written_is_read_back_field_by_field(purpose):
    text = payment_text(settings.PAYEE, kopecks=1_485_000, purpose=purpose)
    stream = io.BytesIO()
    qr_of(text).save(stream, kind="png", scale=4, border=4)
    [found] = codes_in(Image.open(stream))
    fields = fields_of(found)
    assert fields["Sum"] == "1485000"
    assert fields["Purpose"] == purpose.replace("|", "/")[:210]
