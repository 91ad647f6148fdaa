"""A time stamp proves when a signature was made: what ended since does not undo it (63-ФЗ, ст. 11 п. 2)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kabinet.signatures import trust
from kabinet.signatures.chain import Revocation
from kabinet.signatures.errors import Fault, SignatureRefused
from kabinet.signatures.protocol import lines_of
from tests.signatures.conftest import POLICY
from tests.signatures.issuing import (
    CN,
    NOW,
    PERSON,
    attribute,
    name,
    octets,
    root,
    sign,
    time_stamp,
)
from tests.signatures.test_chain import DOCUMENT, STAMPER

SIGNED = NOW - timedelta(days=20)
"""The moment that the stamps tell."""
BEGAN = NOW - timedelta(days=30)


@pytest.fixture
def folder(world, tmp_path):
    return world.fill(tmp_path)


@pytest.fixture
def stamper(world):
    return world.authority.issue(name((CN, "Служба штампов")), extensions=STAMPER)


@pytest.fixture
def expired(world):
    """A person whose certificate ended ten days ago."""
    return world.authority.issue(PERSON, begins=BEGAN, days=20)


def stamped(signer, stamper, *, at=SIGNED, over=None):
    stamp = lambda value: time_stamp(over or value, stamper, at=at)  # noqa: E731 - what `sign` asks for
    return sign(DOCUMENT, signer, unsigned=[stamp])


def refusal(check, signature, **options):
    with pytest.raises(SignatureRefused) as caught:
        check(DOCUMENT, signature, **options)
    return caught.value


def with_list(folder, der):
    (folder / "crls" / "authority.crl").write_bytes(der)
    return trust.read_folder(folder)


def test_certificate_that_ended_since_is_judged_for_the_stamped_moment(check, expired, stamper):
    assert refusal(check, sign(DOCUMENT, expired)).reason == Fault.EXPIRED
    found = check(DOCUMENT, stamped(expired, stamper))
    assert (found.level, found.report["stamped_at"], found.report["moment"]) == (
        "CAdES-T",
        SIGNED.isoformat(),
        SIGNED.isoformat(),
    )
    [told] = found.report["warnings"]
    assert told == (
        "Срок сертификата истёк до получения подписи, но штамп времени доказывает, что подпись сделана "
        "раньше, не позже 04.11.2026 12:00: действительность проверена на этот момент (63-ФЗ, ст. 11 п. 2)."
    )
    assert dict(lines_of(found.report))["Действительность на момент"] == "04.11.2026 12:00:00"


def test_certificate_revoked_since_is_judged_for_the_stamped_moment(check, world, folder, stamper):
    person = world.authority.issue(PERSON, begins=BEGAN)
    store = with_list(folder, world.authority.crl((person, NOW - timedelta(days=5))))
    assert refusal(check, sign(DOCUMENT, person), store=store).reason == Fault.REVOKED
    found = check(DOCUMENT, stamped(person, stamper), store=store)
    assert found.report["revocation"] == "good"
    assert "К моменту получения подписи сертификат отозван, но штамп" in found.report["warnings"][0]


@pytest.mark.parametrize("before", [timedelta(0), timedelta(days=1)])
def test_certificate_revoked_before_the_stamp_stays_refused(check, world, folder, stamper, before):
    person = world.authority.issue(PERSON, begins=BEGAN)
    store = with_list(folder, world.authority.crl((person, SIGNED - before)))
    found = refusal(check, stamped(person, stamper), store=store)
    assert found.reason == Fault.REVOKED
    assert str(found).startswith(
        "Штамп времени доказывает лишь, что подпись сделана не позже 04.11.2026 12:00."
    )


def test_stamp_after_the_end_of_the_certificate_proves_nothing(check, expired, stamper):
    late = stamped(expired, stamper, at=NOW - timedelta(days=9))
    assert refusal(check, late).reason == Fault.EXPIRED


def test_good_certificate_needs_no_stamp_and_is_judged_for_the_receipt(check, world, stamper):
    found = check(DOCUMENT, stamped(world.person, stamper))
    assert (found.report["moment"], found.report["warnings"]) == (NOW.isoformat(), [])


def test_wrong_stamp_proves_nothing_and_is_told(check, world, expired, stamper):
    stranger = root().issue(name((CN, "Чужая служба")), extensions=STAMPER)
    no_service = world.authority.issue(name((CN, "Не служба")))
    old = world.authority.issue(name((CN, "Прежняя")), extensions=STAMPER, begins=BEGAN, days=15)
    for signature, why in (
        (stamped(expired, stamper, over=b"other"), "он поставлен на другую подпись"),
        (stamped(expired, stranger), "службе штампов портал не доверяет"),
        (stamped(expired, no_service), "его сертификат не для штампов времени"),
        (stamped(expired, old), "срок сертификата службы штампов истёк"),
        (
            stamped(expired, stamper, at=BEGAN - timedelta(days=9)),
            "сертификат службы штампов тогда ещё не действовал",
        ),
    ):
        found = refusal(check, signature)
        assert found.reason == Fault.EXPIRED
        assert "Штамп времени в подписи не доказывает, когда она сделана: " in str(found)
        assert f"{why}." in str(found)


def test_service_revoked_by_the_time_of_the_check_proves_nothing(check, world, folder, expired, stamper):
    """Whoever has got its key stamps what moment he likes."""
    store = with_list(folder, world.authority.crl((stamper, NOW - timedelta(days=2))))
    found = refusal(check, stamped(expired, stamper), store=store)
    assert (found.reason, "сертификат службы штампов отозван" in str(found)) == (Fault.EXPIRED, True)


def test_stamp_of_a_time_to_come_proves_nothing(check, expired, world):
    stamper = world.authority.issue(name((CN, "Служба")), extensions=STAMPER)
    found = refusal(check, stamped(expired, stamper, at=NOW + timedelta(minutes=1)))
    assert "он поставлен позже, чем подпись получена" in str(found)


def test_unreadable_stamp_is_told_as_damaged(check, expired):
    signature = sign(
        DOCUMENT, expired, unsigned=[lambda _value: attribute("1.2.840.113549.1.9.16.2.14", octets(b"x"))]
    )
    assert "он повреждён" in str(refusal(check, signature))


def test_earliest_of_several_stamps_counts(check, expired, stamper):
    stamps = [
        lambda value, days=days: time_stamp(value, stamper, at=NOW - timedelta(days=days)) for days in (5, 20)
    ]
    found = check(DOCUMENT, sign(DOCUMENT, expired, unsigned=stamps))
    assert found.report["stamped_at"] == SIGNED.isoformat()


def test_where_revocation_is_not_asked_the_stamp_counts_too(check, expired, stamper):
    policy = replace(POLICY, revocation=Revocation.OFF)
    assert check(DOCUMENT, stamped(expired, stamper), policy=policy).report["moment"] == SIGNED.isoformat()
