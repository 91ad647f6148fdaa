"""A signature is kept, forgotten and decided about whole or not at all, whatever stops it half-way."""

import pytest

from kabinet.signatures.authority import decide_authority
from kabinet.signatures.identity import Signatory, SignatoryKind
from kabinet.signatures.models import PowerOfAttorney, SigningCode
from kabinet.signatures.services import forget_signatures
from kabinet.signatures.simple import send_code, store_simple_signature
from tests.applications.builders import NOW, make_file, make_specialist, make_user
from tests.signatures.stored import make_signature
from tests.whole import one_transaction

COMPANY = Signatory(SignatoryKind.COMPANY, ogrn="1027700132195")


@pytest.mark.django_db(transaction=True)
def test_acts_on_signatures_are_whole():
    owner, specialist = make_user(), make_specialist()
    file, other = make_file(owner, "заявка.pdf"), make_file(owner, "отказ.pdf")
    with one_transaction():
        signature = make_signature(file, owner, signatory=COMPANY)
    power = PowerOfAttorney.objects.create(
        signature=signature, file=make_file(owner, "мчд.pdf"), cms=b"cms", owner_shown="ПАО", report={}
    )
    with one_transaction():
        decide_authority(power=power, accepted=True, comment="", by=specialist, at=NOW)
    make_signature(other, owner)
    with one_transaction():
        forget_signatures(document=other)
    with one_transaction():
        send_code(document=file, by=owner, at=NOW)
    how = {"owner": "Иванов", "address": None, "user_agent": "", "subject": "application:1"}
    with one_transaction():
        store_simple_signature(code=SigningCode.objects.get(), at=NOW, **how)
