"""Certificates by their original bytes, and all that is asked of them proved to be readable.

A certificate is judged while it is read (`read_certificate`), so that an odd one is refused by itself, by a
reason, and never fails later in the midst of the check of another.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

# Teaches asn1crypto to pass over keys that it does not know, GOST ones among them.
import pyhanko_certvalidator.asn1_types  # noqa: F401
from asn1crypto import core, keys, x509

from kabinet.signatures.asn1 import PublicKey
from kabinet.signatures.der import UNREADABLE, Exact, elements

MAX_SIZE = 16 * 1024
"""The largest certificate, bytes: real ones take 1 to 4 kilobytes."""
_LONGEST_NAME = 4096
"""Bytes of a name that is compared letter by letter (RFC 5280, section 7.1); a longer one by its bytes."""
_MOST_PARTS = 4
_JUDGED_BY = {
    "authority_key_identifier",
    "basic_constraints",
    "certificate_policies",
    "extended_key_usage",
    "inhibit_any_policy",
    "key_identifier",
    "key_usage",
    "name_constraints",
    "policy_constraints",
    "policy_mappings",
}
_COMMON_NAME = "2.5.4.3"


class NamePart(Exact, x509.NameTypeAndValue):
    """A part of a name. A value that is no text (PostalAddress is a SEQUENCE) is compared by its bytes."""

    _oid_specs = {
        kind: spec
        for kind, spec in x509.NameTypeAndValue._oid_specs.items()  # noqa: SLF001 - there is no other list
        if spec is x509.DirectoryString
    }
    """Other kinds of texts are read as what they are: authorities write e-mail addresses in UTF-8 too."""
    _prepped: str | None = None

    @property
    def prepped_value(self) -> str:
        """The value ready for comparison."""
        if self._prepped is None:
            try:
                prepared = str(super().prepped_value)
            except UNREADABLE:
                prepared = elements(self.contents, _MOST_PARTS)[-1].hex()
            self._prepped = prepared
        return self._prepped


class RelativeName(Exact, x509.RelativeDistinguishedName):
    """Parts of a name that belong together."""

    _child_spec = NamePart


class RelativeNames(Exact, x509.RDNSequence):
    """All parts of a name."""

    _child_spec = RelativeName


class Name(x509.Name):
    """A name: told from others by the rules for texts where its parts are texts."""

    _alternatives = [("", RelativeNames)]
    _compared: str | None = None

    def dump(self, force: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - the library's signature
        """The name as it came."""
        return bytes(self.chosen.dump())

    @property
    def hashable(self) -> str:
        """The same text for names that are the same."""
        if self._compared is None:
            own = self.dump()
            self._compared = own.hex() if len(own) > _LONGEST_NAME else super().hashable
        return self._compared

    def __eq__(self, other: object) -> bool:
        return isinstance(other, x509.Name) and self.hashable == other.hashable

    def __hash__(self) -> int:
        return hash(self.hashable)

    @property
    def human_friendly(self) -> str:
        """The parts that are texts, for people."""
        return ", ".join(text for _oid, text in parts_of(self))


class PublicKeyInfo(Exact, keys.PublicKeyInfo):
    """The owner's key with its algorithm."""


class PolicyQualifier(Exact, x509.PolicyQualifierInfo):
    """A remark on a policy: told from others by its bytes, not looked into."""


class PolicyQualifiers(x509.PolicyQualifierInfos):
    """The remarks on a policy."""

    _child_spec = PolicyQualifier


class PolicyInformation(x509.PolicyInformation):
    """A policy that the certificate was issued by."""

    _fields = [
        ("policy_identifier", x509.PolicyIdentifier),
        ("policy_qualifiers", PolicyQualifiers, {"optional": True}),
    ]


class Policies(x509.CertificatePolicies):
    """The policies of a certificate."""

    _child_spec = PolicyInformation


class Extension(x509.Extension):
    """An extension of a certificate."""

    _oid_specs = x509.Extension._oid_specs | {  # noqa: SLF001 - there is no other list
        "certificate_policies": Policies
    }


class Extensions(x509.Extensions):
    """The extensions of a certificate."""

    _child_spec = Extension


def _exactly(fields: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    ours = {x509.Name: Name, keys.PublicKeyInfo: PublicKeyInfo, x509.Extensions: Extensions}
    return [(name, ours.get(kind, kind), *params) for name, kind, *params in fields]


class TbsCertificate(Exact, x509.TbsCertificate):
    """What the authority signed."""

    _fields = _exactly(x509.TbsCertificate._fields)


class Certificate(Exact, x509.Certificate):
    """A certificate. Read it with `read_certificate`."""

    _fields = [
        ("tbs_certificate", TbsCertificate),
        ("signature_algorithm", x509.SignedDigestAlgorithm),
        ("signature_value", core.OctetBitString),
    ]
    _subject_alt_name_value: x509.GeneralNames | None = None
    has_unreadable_names = False
    """Whether the other names of its owner cannot be read: nothing may be concluded from them."""

    def _set_extensions(self) -> None:
        """Read the extensions: those that a path is judged by must be readable, others need not be."""
        self._critical_extensions = set()
        for extension in self["tbs_certificate"]["extensions"]:
            kind = extension["extn_id"].native
            if extension["critical"].native:
                self._critical_extensions.add(kind)
            if kind in _JUDGED_BY:
                setattr(self, f"_{kind}_value", extension["extn_value"].parsed)
            elif hasattr(self, f"_{kind}_value"):
                with suppress(*UNREADABLE):
                    setattr(self, f"_{kind}_value", extension["extn_value"].parsed)
        self._processed_extensions = True
        self._leave_out_unreadable_names()

    def _leave_out_unreadable_names(self) -> None:
        names = self._subject_alt_name_value
        try:
            _proof = names is not None and names.native
        except UNREADABLE:
            self.has_unreadable_names = True
            self._subject_alt_name_value = None


def read_certificate(der: bytes) -> Certificate:
    """The certificate in these bytes, with everything readable that a check will ask of it.

    Raises one of UNREADABLE, with the reason, for anything else.
    """
    if len(der) > MAX_SIZE:
        raise ValueError(f"{len(der)} bytes are no certificate")
    certificate: Certificate = Certificate.load(der, strict=True)
    body = certificate["tbs_certificate"]
    for moment in (body["validity"]["not_before"].native, body["validity"]["not_after"].native):
        if not isinstance(moment, datetime):
            raise TypeError(f"a term that is no date: {moment}")
    public_key = PublicKey.load(body["subject_public_key_info"].dump(), strict=True)
    # Each is read lazily and kept: what cannot be read is told here.
    _proofs = (
        public_key["algorithm"]["algorithm"].dotted,
        public_key["key"].contents,
        certificate.public_key.sha1,
        certificate.serial_number,
        certificate.issuer.hashable,
        certificate.subject.hashable,
        certificate.issuer_serial,
        certificate["signature_algorithm"]["algorithm"].dotted,
        certificate["signature_value"].native,
        certificate.critical_extensions,
        certificate.ca,
        certificate.max_path_length,
        certificate.key_identifier,
        certificate.authority_key_identifier,
        [policy["policy_identifier"].dotted for policy in certificate.certificate_policies_value or ()],
        certificate.self_issued,
        *(
            value.native
            for value in (
                certificate.key_usage_value,
                certificate.extended_key_usage_value,
                certificate.policy_constraints_value,
                certificate.policy_mappings_value,
                certificate.inhibit_any_policy_value,
                certificate.name_constraints_value,
            )
            if value is not None
        ),
    )
    return certificate


def title_of(name: x509.Name) -> str:
    """The common name, or the whole name where there is none."""
    return next((text for oid, text in parts_of(name) if oid == _COMMON_NAME), str(name.human_friendly))


def parts_of(name: x509.Name) -> Iterator[tuple[str, str]]:
    """The parts of a name that are texts: the OID and the text, in their order."""
    for relative in name.chosen:
        for part in relative:
            text = _text(part)
            if text:
                yield part["type"].dotted, text


def _text(part: x509.NameTypeAndValue) -> str:
    """The text of a part, under whatever kind of string it is; "" for what is no text."""
    try:
        native = part["value"].native
    except UNREADABLE:  # not the kind of string that the standard has for it
        try:
            native = core.Asn1Value.load(elements(part.contents, _MOST_PARTS)[-1]).native
        except UNREADABLE:
            return ""
    return native.strip() if isinstance(native, str) else ""
