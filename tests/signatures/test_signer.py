"""How a signature names its signer, and what it says of itself."""

from dataclasses import replace

import pytest

from kabinet.signatures.cms import Rules, verify_detached
from kabinet.signatures.errors import Fault, SignatureRefused
from tests.signatures.conftest import POLICY
from tests.signatures.issuing import (
    KC1,
    PERSON,
    SIGNING,
    Key,
    algorithm,
    attribute,
    attributes_of,
    bits,
    extension,
    key_usage,
    octets,
    oid,
    policies,
    sequence,
    sign,
    signer_info,
    tlv,
)

DOCUMENT = b"%PDF-1.7 document"
SUBJECT_KEY, SIGNING_CERTIFICATE = "2.5.29.14", "1.2.840.113549.1.9.16.2.47"


@pytest.fixture
def reason_of(check):
    def reason(signature):
        with pytest.raises(SignatureRefused) as refusal:
            check(DOCUMENT, signature)
        return refusal.value.reason

    return reason


@pytest.fixture(scope="module")
def people(world):
    """Two people whose certificates tell the identifiers of their keys."""
    return [
        world.authority.issue(
            PERSON,
            extensions=(key_usage(SIGNING), policies(KC1), extension(SUBJECT_KEY, octets(identifier))),
        )
        for identifier in (b"first key", b"second key")
    ]


@pytest.mark.parametrize(("place", "identifier"), [(0, b"first key"), (1, b"second key")])
def test_signer_named_by_the_identifier_of_the_key_is_found_among_others(check, people, place, identifier):
    signature = sign(DOCUMENT, people[place], sid=tlv(0x80, identifier), others=[people[1 - place]])
    assert check(DOCUMENT, signature).signed.certificate.dump() == people[place].der


def test_signer_named_by_the_key_of_nobody_or_in_an_unknown_way_is_refused(reason_of, people):
    assert reason_of(sign(DOCUMENT, people[0], sid=tlv(0x80, b"third key"))) == Fault.NO_CERTIFICATE
    assert reason_of(sign(DOCUMENT, people[0], sid=tlv(0x82, b"first key"))) == Fault.MALFORMED


def test_certificate_named_by_a_digest_that_nobody_knows_is_refused(reason_of, world):
    *others, _named = attributes_of(DOCUMENT, world.person)
    named = sequence(sequence(sequence(algorithm("1.2.643.2.2.9"), octets(bytes(32)))))
    attributes = [*others, attribute(SIGNING_CERTIFICATE, named)]
    assert reason_of(sign(DOCUMENT, world.person, attributes=attributes)) == Fault.WEAK_ALGORITHM


def test_signature_that_says_the_least_is_taken_where_the_operator_says_so(check, reason_of, world):
    """The type of the content and its digest alone: some seventy bytes."""
    content_type, _time, message_digest, _named = attributes_of(DOCUMENT, world.person)
    signature = sign(DOCUMENT, world.person, attributes=[content_type, message_digest])
    assert reason_of(signature) == Fault.NO_SIGNING_CERTIFICATE
    found = check(DOCUMENT, signature, policy=replace(POLICY, bare_cms=True))
    assert (found.level, found.report["warnings"]) == (
        "CMS",
        ["В подписи не указан сертификат подписавшего (нет signing-certificate-v2)."],
    )


def test_key_that_names_a_cipher_besides_its_curve_and_digest_is_read(check, world):
    """As certificates before 2019 have them (RFC 4491)."""

    class Old(Key):
        def public(self, point=None):
            value = b"".join(one.to_bytes(32, "little") for one in self.point)
            parameters = (self.curve_oid, self.digest_oid, "1.2.643.2.2.31.1")
            return sequence(
                algorithm(self.kind, sequence(*(oid(one) for one in parameters))), bits(octets(value))
            )

    person = world.authority.issue(PERSON, Old())
    assert check(DOCUMENT, sign(DOCUMENT, person)).verdict == "valid"


def test_signature_with_an_empty_list_of_attributes_is_one_without_them(reason_of, world):
    person = world.person
    bare = signer_info(DOCUMENT, person, attributes=[])
    empty = bare.replace(algorithm(person.key.kind), tlv(0xA0) + algorithm(person.key.kind))
    info = sequence(empty[2 if empty[1] < 0x80 else 2 + (empty[1] & 0x7F) :])
    assert reason_of(sign(DOCUMENT, person, infos=[info])) == Fault.NO_SIGNED_ATTRIBUTES


@pytest.mark.parametrize(
    "der", [b"\x30\x03\x02\x01\x01", b"\x30\x84\xff\xff\xff\xff", sequence(oid("1.2.3"), b"\xa0\x05")]
)
def test_what_is_no_whole_signature_is_refused_as_malformed_by_whoever_reads_it(der):
    with pytest.raises(SignatureRefused) as refusal:
        verify_detached(DOCUMENT, der, rules=Rules())
    assert refusal.value.reason == Fault.MALFORMED
