"""The structures of CMS (RFC 5652) as far as they are read here.

asn1crypto's own are not used where they decide by OIDs that they know: Russian ones are not among them.
"""

from asn1crypto import core, tsp

DATA = "1.2.840.113549.1.7.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
TIME_STAMP_INFO = "1.2.840.113549.1.9.16.1.4"

CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
TIME_STAMP_TOKEN = "1.2.840.113549.1.9.16.2.14"  # noqa: S105 - an OID


class Algorithm(core.Sequence):
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any, {"optional": True})]


class Algorithms(core.SetOf):
    _child_spec = Algorithm


class PublicKey(core.Sequence):
    _fields = [("algorithm", Algorithm), ("key", core.BitString)]


class GostParameters(core.Sequence):
    _fields = [
        ("curve", core.ObjectIdentifier),
        ("digest", core.ObjectIdentifier, {"optional": True}),
        ("cipher", core.ObjectIdentifier, {"optional": True}),
    ]


class Values(core.SetOf):
    """Values of any kind; read them by `der.elements`, whatever their tags are."""

    _child_spec = core.Any


class Attribute(core.Sequence):
    _fields = [("type", core.ObjectIdentifier), ("values", Values)]


class SignerInfo(core.Sequence):
    _fields = [
        ("version", core.Integer),
        ("sid", core.Any),
        ("digest_algorithm", Algorithm),
        ("signed_attrs", Values, {"implicit": 0, "optional": True}),
        ("signature_algorithm", Algorithm),
        ("signature", core.OctetString),
        ("unsigned_attrs", Values, {"implicit": 1, "optional": True}),
    ]


class Encapsulated(core.Sequence):
    _fields = [
        ("content_type", core.ObjectIdentifier),
        ("content", core.Any, {"explicit": 0, "optional": True}),
    ]


class SignedData(core.Sequence):
    _fields = [
        ("version", core.Integer),
        ("digest_algorithms", Algorithms),
        ("encapsulated", Encapsulated),
        ("certificates", Values, {"implicit": 0, "optional": True}),
        ("crls", Values, {"implicit": 1, "optional": True}),
        ("signer_infos", Values),
    ]


class ContentInfo(core.Sequence):
    _fields = [("content_type", core.ObjectIdentifier), ("content", core.Any, {"explicit": 0})]


class CertificateId(core.Sequence):
    _fields = [
        ("hash_algorithm", Algorithm, {"default": {"algorithm": "2.16.840.1.101.3.4.2.1"}}),
        ("hash", core.OctetString),
        ("issuer_serial", core.Any, {"optional": True}),
    ]


class CertificateIds(core.SequenceOf):
    _child_spec = CertificateId


class SigningCertificate(core.Sequence):
    _fields = [("certificates", CertificateIds), ("policies", core.Any, {"optional": True})]


class Imprint(core.Sequence):
    _fields = [("algorithm", Algorithm), ("hash", core.OctetString)]


class TimeStampInfo(core.Sequence):
    _fields = [
        ("version", core.Integer),
        ("policy", core.ObjectIdentifier),
        ("imprint", Imprint),
        ("serial_number", core.Integer),
        ("made_at", core.GeneralizedTime),
        ("accuracy", tsp.Accuracy, {"optional": True}),
        ("ordering", core.Boolean, {"default": False}),
        ("nonce", core.Integer, {"optional": True}),
        ("authority", core.Any, {"explicit": 0, "optional": True}),
        ("extensions", core.Any, {"implicit": 1, "optional": True}),
    ]


class Time(core.Choice):
    _alternatives = [("utc_time", core.UTCTime), ("general_time", core.GeneralizedTime)]
