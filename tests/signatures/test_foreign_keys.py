"""RSA and ECDSA, where the operator allows them: a wrong signature by them is as wrong as any."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from kabinet.signatures.errors import Fault, SignatureRefused
from tests.signatures.conftest import POLICY
from tests.signatures.issuing import (
    PERSON,
    Key,
    algorithm,
    attributes_of,
    bits,
    integer,
    octets,
    oid,
    sequence,
    sign,
    tlv,
)

DOCUMENT = b"%PDF-1.7 document"
ALLOWED = replace(POLICY, foreign=True)
SHA256, SHA512 = "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.3"
RSA, RSA_SHA256, RSA_SHA512 = (f"1.2.840.113549.1.1.{number}" for number in (1, 11, 13))
EC, ECDSA_SHA256 = "1.2.840.10045.2.1", "1.2.840.10045.4.3.2"


class ForeignKey(Key):
    """A key of RSA or of an elliptic curve in a certificate of our GOST authority."""

    def __init__(self, own, kind):
        super().__init__()
        self.own, self.kind, self.digest_oid = own, kind, SHA256

    def public(self, point=None):
        return self.own.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, message):
        if isinstance(self.own, rsa.RSAPrivateKey):
            return self.own.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return self.own.sign(message, ec.ECDSA(hashes.SHA256()))


@pytest.fixture(scope="module")
def people(world):
    """Two owners of keys of each foreign kind."""
    made = {
        RSA: lambda: rsa.generate_private_key(65537, 2048),
        EC: lambda: ec.generate_private_key(ec.SECP256R1()),
    }
    return {
        kind: [world.authority.issue(PERSON, ForeignKey(make(), kind)) for _ in range(2)]
        for kind, make in made.items()
    }


def signed(person, *, named=None, by=None):
    """A signature whose algorithm is `named`, made by the key of `by`."""
    attributes = sorted(attributes_of(DOCUMENT, person))
    info = sequence(
        integer(1),
        sequence(person.issuer, integer(person.serial)),
        algorithm(SHA256),
        tlv(0xA0, *attributes),
        algorithm(named or person.key.kind),
        octets((by or person).key.sign(tlv(0x31, *attributes))),
    )
    return sign(DOCUMENT, person, infos=[info])


def reason_of(check, signature):
    with pytest.raises(SignatureRefused) as refusal:
        check(DOCUMENT, signature, policy=ALLOWED)
    return refusal.value.reason


@pytest.mark.parametrize("kind", [RSA, EC])
def test_signature_by_a_foreign_key_is_good_only_by_that_key(check, people, kind):
    person, thief = people[kind]
    assert check(DOCUMENT, signed(person), policy=ALLOWED).verdict == "valid"
    assert reason_of(check, signed(person, by=thief)) == Fault.BAD_SIGNATURE


def test_algorithm_that_names_its_digest_has_to_name_the_one_that_was_used(check, people):
    by_rsa, by_curve = people[RSA][0], people[EC][0]
    assert check(DOCUMENT, signed(by_rsa, named=RSA_SHA256), policy=ALLOWED).verdict == "valid"
    assert check(DOCUMENT, signed(by_curve, named=ECDSA_SHA256), policy=ALLOWED).verdict == "valid"
    assert reason_of(check, signed(by_rsa, named=RSA_SHA512)) == Fault.WEAK_ALGORITHM


def test_key_on_a_curve_that_nobody_knows_is_told_as_such(check, world):
    class Unknown(Key):
        def public(self, point=None):
            return sequence(algorithm(EC, oid("1.2.3.4")), bits(b"\x04" + bytes(64)))

    key = Unknown()
    key.kind, key.digest_oid = EC, SHA256
    assert reason_of(check, signed(world.authority.issue(PERSON, key))) == Fault.WEAK_ALGORITHM
