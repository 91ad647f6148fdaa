"""An authority of our own: keys, certificates with the Russian OIDs, lists, signatures and time stamps.

Everything is built byte by byte, so that each part can be wrong on purpose. For tests only.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kabinet.signatures.curves import CURVES
from kabinet.signatures.digests import STREEBOG_256, STREEBOG_512, digest
from kabinet.signatures.gost3410 import multiply

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
XCH_A = "1.2.643.2.2.36.0"
TC26_512_A = "1.2.643.7.1.2.1.2.1"

CN, SURNAME, GIVEN_NAME, ORGANISATION, TITLE = "2.5.4.3", "2.5.4.4", "2.5.4.42", "2.5.4.10", "2.5.4.12"
SNILS, INN, COMPANY_INN = "1.2.643.100.3", "1.2.643.3.131.1.1", "1.2.643.100.4"
OGRN, OGRNIP = "1.2.643.100.1", "1.2.643.100.5"
KC1 = "1.2.643.100.113.1"
_NUMERIC = {SNILS, INN, COMPANY_INN, OGRN, OGRNIP}


# --- DER ---------------------------------------------------------------------------------------


def tlv(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def sequence(*parts):
    return tlv(0x30, *parts)


def set_of(*parts):
    return tlv(0x31, *sorted(parts))


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    body = b""
    for number in (first * 40 + second, *rest):
        encoded = [number & 0x7F]
        while number := number >> 7:
            encoded.append(number & 0x7F | 0x80)
        body += bytes(reversed(encoded))
    return tlv(0x06, body)


def integer(number):
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def octets(value):
    return tlv(0x04, value)


def bits(value):
    return tlv(0x03, b"\0", value)


def text(value):
    return tlv(0x0C, value.encode())


def numeric(value):
    return tlv(0x12, value.encode())


def utc_time(moment):
    return tlv(0x17, moment.astimezone(UTC).strftime("%y%m%d%H%M%SZ").encode())


def general_time(moment):
    return tlv(0x18, moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


def algorithm(dotted, *parameters):
    return sequence(oid(dotted), *parameters)


TRUE = b"\x01\x01\xff"


# --- keys --------------------------------------------------------------------------------------


@dataclass
class Key:
    """A private key of GOST R 34.10-2012 on a curve by its OID."""

    curve_oid: str = XCH_A
    secret: int = 0

    def __post_init__(self):
        self.curve = CURVES[self.curve_oid]
        self.long = self.curve.size == 64
        self.secret = self.secret or secrets.randbelow(self.curve.q - 1) + 1
        self.point = multiply(self.curve, self.secret, self.curve.base)
        self.kind = "1.2.643.7.1.1.1.2" if self.long else "1.2.643.7.1.1.1.1"
        self.digest_oid = STREEBOG_512 if self.long else STREEBOG_256
        self.signature_oid = "1.2.643.7.1.1.3.3" if self.long else "1.2.643.7.1.1.3.2"

    def public(self, point=None):
        x, y = point or self.point
        size = self.curve.size
        value = x.to_bytes(size, "little") + y.to_bytes(size, "little")
        return sequence(
            algorithm(self.kind, sequence(oid(self.curve_oid), oid(self.digest_oid))), bits(octets(value))
        )

    def sign(self, message):
        q, size = self.curve.q, self.curve.size
        e = int.from_bytes(digest(self.digest_oid, message), "little") % q or 1
        while True:
            k = secrets.randbelow(q - 1) + 1
            r = multiply(self.curve, k, self.curve.base)[0] % q
            s = (r * self.secret + k * e) % q
            if r and s:
                return s.to_bytes(size, "big") + r.to_bytes(size, "big")

    def pkcs8(self):
        """The private key as OpenSSL's engine reads it."""
        return sequence(
            integer(0),
            algorithm(self.kind, sequence(oid(self.curve_oid), oid(self.digest_oid))),
            octets(octets(self.secret.to_bytes(self.curve.size, "little"))),
        )


# --- certificates ------------------------------------------------------------------------------


def name(*pairs):
    return sequence(
        *(
            tlv(0x31, sequence(oid(kind), (numeric if kind in _NUMERIC else text)(value)))
            for kind, value in pairs
        )
    )


def extension(dotted, value, *, critical=False):
    return sequence(oid(dotted), TRUE if critical else b"", octets(value))


def basic_constraints(*, ca, path_length=None):
    limit = b"" if path_length is None else integer(path_length)
    return extension("2.5.29.19", sequence(TRUE if ca else b"", limit), critical=True)


def key_usage(bits_of_usage):
    return extension("2.5.29.15", tlv(0x03, b"\0", bytes([bits_of_usage])), critical=True)


SIGNING, CA_USAGE, ENCIPHERMENT = 0b11000000, 0b00000110, 0b00100000


def extended_usage(dotted):
    return extension("2.5.29.37", sequence(oid(dotted)), critical=True)


def policies(*oids):
    return extension("2.5.29.32", sequence(*(sequence(oid(one)) for one in oids)))


def key_period(begins, ends):
    times = [
        tlv(0x80 + index, moment.strftime("%Y%m%d%H%M%SZ").encode())
        for index, moment in enumerate((begins, ends))
    ]
    return extension("2.5.29.16", sequence(*times))


@dataclass
class Issued:
    """A certificate and the key it is for."""

    der: bytes
    key: Key
    subject: bytes
    issuer: bytes
    serial: int

    def issue(
        self,
        subject,
        key=None,
        *,
        days=400,
        begins=NOW - timedelta(days=30),
        extensions=None,
        serial=None,
    ):
        """A certificate for `subject` by this authority; a signer's by default."""
        key = key or Key()
        if extensions is None:
            extensions = (key_usage(SIGNING), policies(KC1))
        return _certificate(
            subject,
            key,
            self.subject,
            self.key,
            serial=serial,
            days=days,
            begins=begins,
            extensions=extensions,
        )

    def issue_authority(self, subject, key=None, *, path_length=None, **kwargs):
        extensions = (basic_constraints(ca=True, path_length=path_length), key_usage(CA_USAGE))
        return self.issue(subject, key, extensions=extensions, **kwargs)

    def crl(self, *revoked, issued=NOW - timedelta(hours=1), days=7, key=None, extensions=()):
        """A list of the revoked certificates; `revoked` are certificates or pairs with the moment."""
        key = key or self.key
        entries = []
        for entry in revoked:
            one, moment = entry if isinstance(entry, tuple) else (entry, NOW - timedelta(days=1))
            entries.append(sequence(integer(one.serial), utc_time(moment)))
        listed = [sequence(*entries)] if entries else []
        extras = [tlv(0xA0, sequence(*extensions))] if extensions else []
        body = sequence(
            integer(1),
            algorithm(key.signature_oid),
            self.subject,
            utc_time(issued),
            utc_time(issued + timedelta(days=days)),
            *listed,
            *extras,
        )
        return sequence(body, algorithm(key.signature_oid), bits(key.sign(body)))


def root(subject=None, key=None, **kwargs):
    """An authority that nobody vouches for but the trust folder."""
    subject = subject or name((CN, "Испытательный головной УЦ"))
    key = key or Key()
    extensions = (basic_constraints(ca=True), key_usage(CA_USAGE))
    return _certificate(
        subject,
        key,
        subject,
        key,
        serial=None,
        extensions=extensions,
        **({"days": 4000, "begins": NOW - timedelta(days=900)} | kwargs),
    )


def _certificate(subject, key, issuer, issuer_key, *, serial, days, begins, extensions):
    serial = serial or secrets.randbits(100) | 1 << 99
    body = sequence(
        tlv(0xA0, integer(2)),
        integer(serial),
        algorithm(issuer_key.signature_oid),
        issuer,
        sequence(utc_time(begins), utc_time(begins + timedelta(days=days))),
        subject,
        key.public(),
        tlv(0xA3, sequence(*extensions)) if extensions else b"",
    )
    der = sequence(body, algorithm(issuer_key.signature_oid), bits(issuer_key.sign(body)))
    return Issued(der, key, subject, issuer, serial)


# --- signatures --------------------------------------------------------------------------------

DATA, SIGNED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"


def attribute(dotted, *values):
    return sequence(oid(dotted), tlv(0x31, *values))


def attributes_of(content, signer, *, at=NOW, content_type=DATA, names=None):
    """The signed attributes of CAdES-BES. `names` is the certificate named instead of the signer's."""
    digest_oid = signer.key.digest_oid
    named = (names or signer).der
    certificate_id = sequence(sequence(algorithm(digest_oid), octets(digest(digest_oid, named))))
    return [
        attribute("1.2.840.113549.1.9.3", oid(content_type)),
        attribute("1.2.840.113549.1.9.5", utc_time(at)),
        attribute("1.2.840.113549.1.9.4", octets(digest(digest_oid, content))),
        attribute("1.2.840.113549.1.9.16.2.47", sequence(certificate_id)),
    ]


def signer_info(
    content, signer, *, attributes=None, sid=None, unsigned=(), value=None, in_order=True, key=None
):
    """One signer. `attributes` are signed as given; `sid` and `value` may lie."""
    key = key or signer.key
    if attributes is None:
        attributes = attributes_of(content, signer)
    listed = sorted(attributes) if in_order else attributes
    signed = key.sign(tlv(0x31, *listed) if attributes else content)
    return sequence(
        integer(1),
        sid or sequence(signer.issuer, integer(signer.serial)),
        algorithm(key.digest_oid),
        tlv(0xA0, *listed) if attributes else b"",
        algorithm(key.kind),
        octets(signed if value is None else value(signed)),
        tlv(0xA1, *(one(signed) for one in unsigned)) if unsigned else b"",
    )


def sign(
    content, signer, *, others=(), certificates=None, infos=None, attached=False, content_type=DATA, **kwargs
):
    """A CAdES-BES signature in DER with the certificates of the signer and of `others`."""
    if infos is None:
        infos = [signer_info(content, signer, **kwargs)]
    if certificates is None:
        certificates = [signer.der, *(one.der for one in others)]
    inside = tlv(0xA0, octets(content)) if attached else b""
    return sequence(
        oid(SIGNED_DATA),
        tlv(
            0xA0,
            sequence(
                integer(1),
                tlv(0x31, algorithm(signer.key.digest_oid)),
                sequence(oid(content_type), inside),
                tlv(0xA0, *certificates) if certificates else b"",
                tlv(0x31, *infos),
            ),
        ),
    )


def time_stamp(value, stamper, *, at=NOW):
    """The unsigned attribute of CAdES-T: a token of `stamper` over the signature's value."""
    digest_oid = stamper.key.digest_oid
    info = sequence(
        integer(1),
        oid("1.2.643.2.2.38.4"),
        sequence(algorithm(digest_oid), octets(digest(digest_oid, value))),
        integer(1),
        general_time(at),
    )
    kind = "1.2.840.113549.1.9.16.1.4"
    attributes = attributes_of(info, stamper, at=at, content_type=kind)
    token = sign(info, stamper, attached=True, content_type=kind, attributes=attributes)
    return attribute("1.2.840.113549.1.9.16.2.14", token)


# --- people ------------------------------------------------------------------------------------

PERSON = name(
    (CN, "Иванов Пётр Сергеевич"),
    (SURNAME, "Иванов"),
    (GIVEN_NAME, "Пётр Сергеевич"),
    (SNILS, "11223344595"),
    (INN, "500100732259"),
)
ENTREPRENEUR = name(
    (CN, "Кузнецова Анна"),
    (SURNAME, "Кузнецова"),
    (GIVEN_NAME, "Анна"),
    (SNILS, "11223344595"),
    (INN, "500100732259"),
    (OGRNIP, "304500116000157"),
)
COMPANY = name(
    (CN, "ПАО «Сбербанк»"),
    (ORGANISATION, "ПАО «Сбербанк»"),
    (SURNAME, "Петров"),
    (GIVEN_NAME, "Пётр Петрович"),
    (TITLE, "Генеральный директор"),
    (SNILS, "11223344595"),
    (COMPANY_INN, "7707083893"),
    (OGRN, "1027700132195"),
)


class World:
    """A root, an authority under it and its people; everything a trust folder needs."""

    def __init__(self, now=NOW):
        begins = now - timedelta(days=30)
        self.now = now
        self.root = root(begins=now - timedelta(days=900))
        self.authority = self.root.issue_authority(
            name((CN, "Испытательный аккредитованный УЦ")), begins=begins, days=2000
        )
        self.person = self.authority.issue(PERSON, begins=begins)
        self.entrepreneur = self.authority.issue(ENTREPRENEUR, Key(TC26_512_A), begins=begins)
        self.company = self.authority.issue(COMPANY, begins=begins)

    def fill(self, folder, *, crls=True):
        """Write the trust folder."""
        for part in ("roots", "intermediates", "crls"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / "roots" / "root.cer").write_bytes(self.root.der)
        (folder / "intermediates" / "authority.cer").write_bytes(self.authority.der)
        if crls:
            issued = self.now - timedelta(hours=1)
            (folder / "crls" / "root.crl").write_bytes(self.root.crl(issued=issued))
            (folder / "crls" / "authority.crl").write_bytes(self.authority.crl(issued=issued))
        return folder
