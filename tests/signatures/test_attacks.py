"""Everything that somebody may send in place of a signature, and what is answered."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from kabinet.signatures.digests import digest
from kabinet.signatures.errors import Fault, SignatureRefused
from kabinet.signatures.verification import SignatureVerdict
from tests.signatures.conftest import POLICY
from tests.signatures.issuing import (
    CN,
    DATA,
    KC1,
    NOW,
    PERSON,
    SIGNED_DATA,
    SIGNING,
    Key,
    algorithm,
    attribute,
    attributes_of,
    basic_constraints,
    extension,
    integer,
    key_usage,
    name,
    octets,
    oid,
    policies,
    sequence,
    sign,
    signer_info,
    tlv,
    utc_time,
)
from tests.work import bounded_work

DOCUMENT = b"%PDF-1.7\n" + "Заявка 4896ТП\n".encode() * 20

CONTENT_TYPE, SIGNING_TIME, MESSAGE_DIGEST = (f"1.2.840.113549.1.9.{number}" for number in (3, 5, 4))


@pytest.fixture
def refused(check):
    """A function that gives the reason why a signature is refused, checked with bounded work."""

    def reason_of(document, signature, signatory=None, **kwargs):
        with pytest.raises(SignatureRefused) as refusal, bounded_work():
            check(document, signature, signatory, **kwargs)
        assert str(refusal.value).endswith(".")
        return refusal.value.reason

    return reason_of


def test_signature_of_our_own_authority_is_good(check, world):
    found = check(DOCUMENT, sign(DOCUMENT, world.person, others=[world.authority]))
    assert (found.verdict, found.report["warnings"], found.report["revocation"]) == (
        SignatureVerdict.VALID,
        [],
        "good",
    )


# --- the document ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        DOCUMENT + b"\n",
        DOCUMENT.replace(b"\n", b"\r\n"),
        DOCUMENT[:-1],
        bytes([DOCUMENT[0] ^ 1]) + DOCUMENT[1:],
        b"",
    ],
    ids=["longer", "crlf", "shorter", "a bit", "empty"],
)
def test_other_bytes_are_told_from_the_document(refused, world, other):
    assert refused(other, sign(DOCUMENT, world.person)) == Fault.DIGEST_MISMATCH


def test_attached_signature_is_refused_even_with_the_right_content(refused, world):
    assert refused(DOCUMENT, sign(DOCUMENT, world.person, attached=True)) == Fault.ATTACHED


# --- attributes --------------------------------------------------------------------------------


def test_signature_without_signed_attributes_is_refused(refused, world):
    assert refused(DOCUMENT, sign(DOCUMENT, world.person, attributes=[])) == Fault.NO_SIGNED_ATTRIBUTES


def test_signed_attributes_cannot_be_replayed_as_a_document(refused, world):
    """Without attributes the value over a SET of attributes would be good for a «document» of these bytes."""
    attributes = sorted(attributes_of(DOCUMENT, world.person))
    replayed = tlv(0x31, *attributes)
    value = world.person.key.sign(replayed)
    info = signer_info(replayed, world.person, attributes=[], value=lambda _signed: value)
    assert refused(replayed, sign(replayed, world.person, infos=[info])) == Fault.NO_SIGNED_ATTRIBUTES


def without(attributes, dotted):
    return [one for one in attributes if oid(dotted) not in one[:20]]


def changed_attributes(world, change):
    attributes = attributes_of(DOCUMENT, world.person)
    value = octets(digest(world.person.key.digest_oid, DOCUMENT))
    other = octets(b"1" * 32)
    return {
        "no digest": without(attributes, MESSAGE_DIGEST),
        "empty digest": [*without(attributes, MESSAGE_DIGEST), attribute(MESSAGE_DIGEST)],
        "two values of the digest": [
            *without(attributes, MESSAGE_DIGEST),
            attribute(MESSAGE_DIGEST, value, other),
        ],
        "digest twice": [*attributes, attribute(MESSAGE_DIGEST, other)],
        "no content type": without(attributes, CONTENT_TYPE),
        "another content type": [
            *without(attributes, CONTENT_TYPE),
            attribute(CONTENT_TYPE, oid(SIGNED_DATA)),
        ],
        "two times": [*attributes, attribute(SIGNING_TIME, utc_time(NOW))],
    }[change]


@pytest.mark.parametrize(
    "change",
    [
        "no digest",
        "empty digest",
        "two values of the digest",
        "digest twice",
        "no content type",
        "another content type",
        "two times",
    ],
)
def test_attributes_that_contradict_themselves_are_refused(refused, world, change):
    signature = sign(DOCUMENT, world.person, attributes=changed_attributes(world, change))
    assert refused(DOCUMENT, signature) == Fault.BAD_ATTRIBUTES


def test_sixty_thousand_attributes_are_refused_at_once(refused, world):
    crowd = [attribute(f"1.2.3.{number}", integer(1)) for number in range(60_000)]
    signature = sign(DOCUMENT, world.person, attributes=attributes_of(DOCUMENT, world.person) + crowd)
    assert len(signature) < 2 * 1024 * 1024
    assert refused(DOCUMENT, signature) == Fault.MALFORMED


def test_attributes_signed_in_the_order_they_came_are_accepted(check, world):
    attributes = sorted(attributes_of(DOCUMENT, world.person), reverse=True)
    signature = sign(DOCUMENT, world.person, attributes=attributes, in_order=False)
    assert check(DOCUMENT, signature).verdict == SignatureVerdict.VALID


def test_attributes_signed_in_order_and_sent_in_another_are_accepted(check, world):
    """As DER demands of signing and BER does not of sending."""
    person = world.person
    attributes = sorted(attributes_of(DOCUMENT, person))
    value = person.key.sign(tlv(0x31, *attributes))
    info = signer_info(
        DOCUMENT, person, attributes=attributes[::-1], in_order=False, value=lambda _signed: value
    )
    assert check(DOCUMENT, sign(DOCUMENT, person, infos=[info])).verdict == SignatureVerdict.VALID


ODD_VALUES = {
    "own tag": [tlv(0x80, b"x")],
    "own tag with values inside": [tlv(0xA1, octets(b"1"))],
    "tag of an application": [tlv(0x41, b"x")],
    "private tag of many bytes": [b"\xdf\x81\x01\x01x"],
    "no value": [],
    "several values": [octets(b"1"), integer(2), tlv(0x80, b"x")],
    "a sequence of 128 bytes": [tlv(0x30, octets(bytes(126)))],
    "a broken boolean": [b"\x01\x02\x00\x00"],
}


@pytest.mark.parametrize("odd", ODD_VALUES)
def test_attributes_that_nobody_asks_for_are_passed_over(check, world, odd):
    strange = attribute("1.2.643.7.1.99", *ODD_VALUES[odd])
    again = attribute("1.2.643.7.1.99", integer(7))
    attributes = [*attributes_of(DOCUMENT, world.person), strange, again]
    signature = sign(DOCUMENT, world.person, attributes=attributes, unsigned=[lambda _value: strange])
    assert check(DOCUMENT, signature).verdict == SignatureVerdict.VALID


@pytest.mark.parametrize("junk", [integer(1), octets(b"x"), tlv(0x30, integer(1)), tlv(0x80, b"")])
def test_unsigned_attribute_that_is_none_is_passed_over(check, world, junk):
    assert check(DOCUMENT, sign(DOCUMENT, world.person, unsigned=[lambda _value: junk])).verdict == "valid"


def test_unreadable_time_of_the_signer_is_no_claim(check, world):
    attributes = [*without(attributes_of(DOCUMENT, world.person), SIGNING_TIME)]
    for odd in (tlv(0x17, b"yesterday"), integer(5), tlv(0x18, b"20261124120000")):
        timed = [*attributes, attribute(SIGNING_TIME, odd)]
        assert check(DOCUMENT, sign(DOCUMENT, world.person, attributes=timed)).signed.claimed_at is None


def test_content_that_is_not_data_is_refused(refused, world):
    assert refused(DOCUMENT, sign(DOCUMENT, world.person, content_type="1.2.3.4")) == Fault.NOT_SIGNED_DATA


@pytest.mark.parametrize(("ahead", "told"), [(9, False), (60, True), (23 * 60, True)])
def test_clock_that_is_ahead_is_told_of_and_the_time_of_receipt_counts(check, world, ahead, told):
    attributes = attributes_of(DOCUMENT, world.person, at=NOW + timedelta(minutes=ahead))
    found = check(DOCUMENT, sign(DOCUMENT, world.person, attributes=attributes))
    assert found.verdict == SignatureVerdict.VALID
    assert [one for one in found.report["warnings"] if "Часы подписавшего спешили" in one] == (
        found.report["warnings"] if told else []
    )
    assert bool(found.report["warnings"]) == told


def test_clock_that_is_days_ahead_is_refused_with_both_times(check, world):
    ahead = attributes_of(DOCUMENT, world.person, at=NOW + timedelta(hours=25))
    with pytest.raises(SignatureRefused) as refusal:
        check(DOCUMENT, sign(DOCUMENT, world.person, attributes=ahead))
    assert refusal.value.reason == Fault.SIGNED_IN_FUTURE
    assert str(refusal.value).startswith("В подписи указано 25.11.2026 13:00, а сейчас 24.11.2026 12:00.")


def test_signing_time_of_the_past_helps_nobody(refused, world):
    expired = world.authority.issue(PERSON, days=20)
    claimed = attributes_of(DOCUMENT, expired, at=NOW - timedelta(days=20))
    assert refused(DOCUMENT, sign(DOCUMENT, expired, attributes=claimed)) == Fault.EXPIRED


# --- who signed --------------------------------------------------------------------------------


def test_victims_certificate_in_place_of_the_signers_is_told(refused, world):
    thief = world.authority.issue(name((CN, "Вор")))
    info = signer_info(DOCUMENT, world.person, key=thief.key)
    assert refused(DOCUMENT, sign(DOCUMENT, world.person, infos=[info])) == Fault.BAD_SIGNATURE


def test_another_certificate_of_the_same_key_is_told(refused, world):
    twin = world.authority.issue(PERSON, world.person.key)
    attributes = attributes_of(DOCUMENT, twin, names=world.person)
    assert refused(DOCUMENT, sign(DOCUMENT, twin, attributes=attributes)) == Fault.CERTIFICATE_MISMATCH


def test_exactly_one_signer_is_accepted(refused, world):
    info = signer_info(DOCUMENT, world.person)
    assert refused(DOCUMENT, sign(DOCUMENT, world.person, infos=[])) == Fault.NO_SIGNERS
    both = [info, signer_info(DOCUMENT, world.company)]
    assert refused(DOCUMENT, sign(DOCUMENT, world.person, infos=both)) == Fault.MANY_SIGNERS


def test_two_certificates_of_one_name_and_number_are_refused(refused, world):
    twin = world.authority.issue(PERSON, serial=world.person.serial)
    signature = sign(DOCUMENT, world.person, certificates=[world.person.der, twin.der])
    assert refused(DOCUMENT, signature) == Fault.CERTIFICATE_MISMATCH


def test_signature_without_its_certificate_is_refused(refused, world):
    assert refused(DOCUMENT, sign(DOCUMENT, world.person, certificates=[])) == Fault.NO_CERTIFICATE
    other = [world.company.der]
    assert refused(DOCUMENT, sign(DOCUMENT, world.person, certificates=other)) == Fault.NO_CERTIFICATE


def test_many_certificates_are_refused(refused, world):
    crowd = [world.authority.issue(name((CN, str(number))), world.person.key).der for number in range(31)]
    signature = sign(DOCUMENT, world.person, certificates=[world.person.der, *crowd])
    assert refused(DOCUMENT, signature) == Fault.MALFORMED


# --- algorithms --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "weak", ["1.3.14.3.2.26", "1.2.840.113549.2.5", "1.2.643.2.2.9"], ids=["SHA-1", "MD5", "GOST 94"]
)
def test_weak_digest_is_refused(refused, world, weak):
    person = world.person
    info = sequence(
        integer(1),
        sequence(person.issuer, integer(person.serial)),
        algorithm(weak),
        tlv(0xA0, *attributes_of(DOCUMENT, person)),
        algorithm(person.key.kind),
        octets(bytes(64)),
    )
    assert refused(DOCUMENT, sign(DOCUMENT, person, infos=[info])) == Fault.WEAK_ALGORITHM


def test_digest_that_is_not_the_keys_own_is_refused(refused, world):
    """A key of 256 bits signs hashes of 256 bits only."""
    person = world.person
    streebog_512 = world.entrepreneur.key.digest_oid
    attributes = [
        *without(attributes_of(DOCUMENT, person), MESSAGE_DIGEST),
        attribute(MESSAGE_DIGEST, octets(digest(streebog_512, DOCUMENT))),
    ]
    info = sequence(
        integer(1),
        sequence(person.issuer, integer(person.serial)),
        algorithm(streebog_512),
        tlv(0xA0, *sorted(attributes)),
        algorithm(person.key.kind),
        octets(person.key.sign(tlv(0x31, *sorted(attributes)))),
    )
    assert refused(DOCUMENT, sign(DOCUMENT, person, infos=[info])) == Fault.WEAK_ALGORITHM


def test_zero_and_too_large_numbers_are_no_signature(refused, world):
    for value in (bytes(64), b"\xff" * 64, bytes(63), b""):
        signature = sign(DOCUMENT, world.person, value=lambda _signed, value=value: value)
        assert refused(DOCUMENT, signature) == Fault.BAD_SIGNATURE


def rsa_signature(world, size):
    """A certificate of an RSA key by our GOST authority, and a signature by it."""
    key = rsa.generate_private_key(65537, size)
    spki = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    class RsaKey(Key):
        def public(self, point=None):
            return spki

        def sign(self, message):
            return key.sign(message, padding.PKCS1v15(), hashes.SHA256())

    own = RsaKey()
    own.kind, own.digest_oid = "1.2.840.113549.1.1.1", "2.16.840.1.101.3.4.2.1"
    return sign(DOCUMENT, world.authority.issue(PERSON, own))


def test_foreign_algorithm_is_accepted_only_where_the_operator_says_so(refused, check, world):
    policy = replace(POLICY, foreign=True)
    signature = rsa_signature(world, 2048)
    assert refused(DOCUMENT, signature) == Fault.WEAK_ALGORITHM
    assert check(DOCUMENT, signature, policy=policy).verdict == SignatureVerdict.VALID
    assert refused(DOCUMENT, rsa_signature(world, 1024), policy=policy) == Fault.WEAK_ALGORITHM


# --- forms of the file -------------------------------------------------------------------------


def pem(der, label):
    body = base64.encodebytes(der).decode()
    return f"-----BEGIN {label}-----\n{body}-----END {label}-----\n".encode()


def forms(der):
    plain = base64.b64encode(der)
    return {
        "der": der,
        "base64": plain,
        "wrapped": base64.encodebytes(der),
        "crlf": base64.encodebytes(der).replace(b"\n", b"\r\n"),
        "no padding": plain.rstrip(b"="),
        "pem cms": pem(der, "CMS"),
        "pem pkcs7": b"comment\n" + pem(der, "PKCS7"),
        "der, newline": der + b"\r\n",
        "der, zeros": der + bytes(300),
        "base64url": base64.urlsafe_b64encode(der).rstrip(b"="),
        "base64url, wrapped": b"\n".join(
            base64.urlsafe_b64encode(der)[start : start + 64] for start in range(0, len(plain), 64)
        ),
        "no-break spaces": "\u00a0".join((plain[:64].decode(), plain[64:].decode(), "")).encode(),
        "no-break space of windows": plain[:64] + b"\xa0" + plain[64:],
        "zero width": "\u200b".encode() + plain + "\ufeff".encode(),
        "base64, zeros": plain + bytes(5),
        "pem signature": pem(der, "SIGNATURE"),
        "pem certificate": pem(der, "CERTIFICATE"),
        "pem signed data": pem(der, "PKCS #7 SIGNED DATA"),
        "pem of another label": pem(der, "SIGNED MESSAGE"),
        "pem with base64url": pem(der, "CMS").replace(b"+", b"-").replace(b"/", b"_"),
        "pem after a certificate": pem(b"\x30\x03\x02\x01\x01", "CERTIFICATE") + pem(der, "CMS"),
        "pem with a bom": b"\xef\xbb\xbf" + pem(der, "CMS"),
        "bom": b"\xef\xbb\xbf" + plain,
        "utf-16": b"\xff\xfe" + plain.decode().encode("utf-16-le"),
        "base64 twice": base64.b64encode(plain),
        "base64 of pem": base64.b64encode(pem(der, "CMS")),
    }


@pytest.mark.parametrize("form", forms(b""))
def test_every_usual_form_of_the_file_is_read(check, world, form):
    assert check(DOCUMENT, forms(sign(DOCUMENT, world.person))[form]).verdict == SignatureVerdict.VALID


def test_sign_that_is_none_of_base64_is_not_left_out(refused, world):
    """Whether it was lost or put in, nobody knows."""
    plain = base64.b64encode(sign(DOCUMENT, world.person))
    assert refused(DOCUMENT, plain[:40] + b"!" + plain[40:]) == Fault.NOT_A_SIGNATURE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04" + bytes(50),
        DOCUMENT,
        "подпись".encode(),
        b"\x30\x03\x02\x01\x01",
        b"-----BEGIN CMS-----\n",
        b"-----BEGIN CMS-----\n" * 7_000,
    ],
    ids=["empty", "zip", "pdf", "text", "other asn.1", "cut pem", "pem bomb"],
)
def test_what_is_no_signature_is_told(refused, content):
    assert refused(DOCUMENT, content) == Fault.NOT_A_SIGNATURE


def test_what_came_in_place_of_a_signature_is_named(check, world):
    def words(content):
        with pytest.raises(SignatureRefused) as refusal:
            check(DOCUMENT, content)
        assert refusal.value.reason == Fault.NOT_A_SIGNATURE
        return str(refusal.value).partition(" Это не файл подписи.")[0]

    certificate = "Это сертификат, а не подпись документа."
    assert words(pem(world.person.der, "CERTIFICATE")) == certificate
    assert words(world.person.der) == certificate
    assert words(base64.b64encode(world.person.der)) == certificate
    assert words(DOCUMENT) == "Это документ PDF, а не подпись к нему."
    assert words(b"PK\x03\x04" + bytes(50)) == "Это архив или документ Office."
    assert words(pem(b"0", "PRIVATE KEY")).startswith("Это закрытый ключ")


def test_indefinite_length_is_read(check, world):
    """As streaming programs write it: the outer wrappings have no length."""
    der = sign(DOCUMENT, world.person)
    assert check(DOCUMENT, indefinite(der)).verdict == SignatureVerdict.VALID


def indefinite(der):
    header = 2 if der[1] < 0x80 else 2 + (der[1] & 0x7F)
    kind = oid(SIGNED_DATA)
    rest = der[header + len(kind) :]
    inner = rest[(2 if rest[1] < 0x80 else 2 + (rest[1] & 0x7F)) :]
    body = inner[(2 if inner[1] < 0x80 else 2 + (inner[1] & 0x7F)) :]
    return b"\x30\x80" + kind + b"\xa0\x80" + b"\x30\x80" + body + b"\0\0" * 3


@pytest.mark.parametrize(
    "damage",
    [
        lambda der: der + b"\x01",
        lambda der: der[:-1],
        lambda der: der[:1] + b"\x84\x7f\xff\xff\xff" + der[2:],
        lambda _der: oid_prefix() + b"\x30\x80" * 500_000,
        lambda _der: oid_prefix() + (b"\xa0\x80\x30\x80" * 200_000),
        lambda _der: oid_prefix() + b"\x30\x84\x00\x1f\xff\x00" + bytes(0x1FFF00),
        lambda der: der.replace(oid(DATA), oid("1.2.840.113549.1.7.3"), 1),
    ],
    ids=["trailing", "cut", "lies", "nested", "nested otherwise", "zeros", "enveloped"],
)
def test_damaged_file_is_refused_quickly(refused, world, damage):
    reason = refused(DOCUMENT, damage(sign(DOCUMENT, world.person)))
    assert reason in {Fault.MALFORMED, Fault.NOT_A_SIGNATURE, Fault.NOT_SIGNED_DATA, Fault.TOO_LARGE}


def oid_prefix():
    return b"\x30\x80" + oid(SIGNED_DATA) + b"\xa0\x80"


def test_larger_than_two_megabytes_is_not_even_read(refused):
    assert refused(DOCUMENT, bytes(2 * 1024 * 1024 + 1)) == Fault.TOO_LARGE


def test_signature_of_another_application_fits_no_other(refused, world):
    assert refused(DOCUMENT.replace(b"4896", b"4897"), sign(DOCUMENT, world.person)) == Fault.DIGEST_MISMATCH


# --- extras ------------------------------------------------------------------------------------


def test_unknown_critical_extension_is_refused(refused, world):
    extensions = (key_usage(SIGNING), policies(KC1), extension("1.2.3.4", b"\x05\x00", critical=True))
    odd = world.authority.issue(PERSON, extensions=extensions)
    assert refused(DOCUMENT, sign(DOCUMENT, odd)) == Fault.UNTRUSTED


def test_certificate_without_its_class_is_not_qualified(refused, world):
    simple = world.authority.issue(PERSON, extensions=(key_usage(SIGNING),))
    assert refused(DOCUMENT, sign(DOCUMENT, simple)) == Fault.NOT_QUALIFIED


def test_authority_is_no_signer(refused, world):
    extensions = (basic_constraints(ca=True), key_usage(0b00000110))
    authority = world.root.issue(name((CN, "УЦ")), extensions=extensions)
    assert refused(DOCUMENT, sign(DOCUMENT, authority)) in {Fault.KEY_USAGE, Fault.NOT_QUALIFIED}
