"""Is a signature made by the owner of a public key? GOST R 34.10-2012; RSA and ECDSA where allowed."""

from asn1crypto import core
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from kabinet.signatures import gost3410
from kabinet.signatures.asn1 import GostParameters, PublicKey
from kabinet.signatures.curves import CURVES
from kabinet.signatures.digests import SHA256, SHA384, SHA512, STREEBOG_256, STREEBOG_512, digest
from kabinet.signatures.errors import Fault, SignatureRefused

GOST_256 = "1.2.643.7.1.1.1.1"
GOST_512 = "1.2.643.7.1.1.1.2"
_RSA = "1.2.840.113549.1.1.1"
_EC = "1.2.840.10045.2.1"
_HASHES: dict[str, hashes.HashAlgorithm] = {
    SHA256: hashes.SHA256(),
    SHA384: hashes.SHA384(),
    SHA512: hashes.SHA512(),
}
_SMALLEST_RSA = 2048

_GOST_DIGESTS = {GOST_256: STREEBOG_256, GOST_512: STREEBOG_512}
"""The only digest that each kind of key signs (RFC 7091)."""
_DIGEST_OF_SIGNATURE = {
    "1.2.643.7.1.1.3.2": STREEBOG_256,
    "1.2.643.7.1.1.3.3": STREEBOG_512,
    "1.2.840.113549.1.1.11": SHA256,
    "1.2.840.113549.1.1.12": SHA384,
    "1.2.840.113549.1.1.13": SHA512,
    "1.2.840.10045.4.3.2": SHA256,
    "1.2.840.10045.4.3.3": SHA384,
    "1.2.840.10045.4.3.4": SHA512,
}
"""Algorithms of certificates and lists, which name their digest; SHA-1, MD5 and older GOST are not here."""


def verify_named(
    public_key: bytes, algorithm: str, message: bytes, signature: bytes, *, foreign: bool
) -> bool:
    """Whether the signature of `message` by an algorithm that names its digest is the key owner's.

    `public_key` is a SubjectPublicKeyInfo in DER; `foreign` allows RSA and ECDSA. Raises SignatureRefused
    (WEAK_ALGORITHM), ValueError and TypeError for a key that does not parse.
    """
    if algorithm not in _DIGEST_OF_SIGNATURE:
        raise SignatureRefused(Fault.WEAK_ALGORITHM, f"signature algorithm {algorithm}")
    return verify(public_key, _DIGEST_OF_SIGNATURE[algorithm], message, signature, foreign=foreign)


def check_algorithm(algorithm: str, digest_oid: str) -> None:
    """See that a signature's algorithm names a kind of key, or the digest that was used."""
    if algorithm in {GOST_256, GOST_512, _RSA, _EC}:
        return
    if _DIGEST_OF_SIGNATURE.get(algorithm) != digest_oid:
        raise SignatureRefused(Fault.WEAK_ALGORITHM, f"signature {algorithm} over digest {digest_oid}")


def verify(public_key: bytes, digest_oid: str, message: bytes, signature: bytes, *, foreign: bool) -> bool:
    """Whether the signature of the digest of `message` is the key owner's. Raises as `verify_named`."""
    parsed = PublicKey.load(public_key)
    kind = parsed["algorithm"]["algorithm"].dotted
    if kind in _GOST_DIGESTS:
        if digest_oid != _GOST_DIGESTS[kind]:
            raise SignatureRefused(Fault.WEAK_ALGORITHM, f"digest {digest_oid} under key {kind}")
        return _verify_gost(parsed, digest(digest_oid, message), signature, kind)
    if not foreign or kind not in {_RSA, _EC} or digest_oid not in _HASHES:
        raise SignatureRefused(Fault.WEAK_ALGORITHM, f"key {kind}, digest {digest_oid}")
    return _verify_foreign(public_key, _HASHES[digest_oid], message, signature)


def _verify_gost(parsed: PublicKey, value: bytes, signature: bytes, kind: str) -> bool:
    parameters = parsed["algorithm"]["parameters"].parse(GostParameters)
    curve = CURVES.get(parameters["curve"].dotted)
    if curve is None or curve.size != len(value):
        raise SignatureRefused(Fault.WEAK_ALGORITHM, f"key {kind} on curve {parameters['curve'].dotted}")
    # The first byte of a BIT STRING counts its unused bits; the point is an OCTET STRING inside.
    coordinates = bytes(core.OctetString.load(parsed["key"].contents[1:], strict=True))
    if len(coordinates) != 2 * curve.size:
        return False
    x = int.from_bytes(coordinates[: curve.size], "little")
    y = int.from_bytes(coordinates[curve.size :], "little")
    return gost3410.verify(curve, (x, y), value, signature)


def _verify_foreign(
    public_key: bytes, algorithm: hashes.HashAlgorithm, message: bytes, signature: bytes
) -> bool:
    try:
        key = serialization.load_der_public_key(public_key)
    except UnsupportedAlgorithm as fault:
        raise SignatureRefused(Fault.WEAK_ALGORITHM, str(fault)) from fault
    try:
        match key:
            case rsa.RSAPublicKey() if key.key_size >= _SMALLEST_RSA:
                key.verify(signature, message, padding.PKCS1v15(), algorithm)
            case ec.EllipticCurvePublicKey():
                key.verify(signature, message, ec.ECDSA(algorithm))
            case _:
                raise SignatureRefused(Fault.WEAK_ALGORITHM, "a short RSA key")
    except InvalidSignature:
        return False
    return True
