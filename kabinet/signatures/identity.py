"""Whose certificate it is: numbers by the OIDs of приказ ФСБ № 795, against those of the applicant.

Numbers decide, names do not: people are called alike and spelled differently.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum

from asn1crypto import x509

from kabinet.signatures.certificates import parts_of
from kabinet.signatures.errors import Fault, SignatureRefused

_OIDS = {
    "2.5.4.3": "common_name",
    "2.5.4.4": "surname",
    "2.5.4.42": "given_name",
    "2.5.4.10": "organisation",
    "2.5.4.12": "title",
    "1.2.643.100.3": "snils",
    "1.2.643.3.131.1.1": "inn",
    "1.2.643.100.4": "company_inn",
    "1.2.643.100.1": "ogrn",
    "1.2.643.100.5": "ogrnip",
}
_NUMBERS = {"snils", "inn", "company_inn", "ogrn", "ogrnip"}
_CLASSES = {
    "1.2.643.100.113.1": "КС1",
    "1.2.643.100.113.2": "КС2",
    "1.2.643.100.113.3": "КС3",
    "1.2.643.100.113.4": "КВ1",
    "1.2.643.100.113.5": "КВ2",
    "1.2.643.100.113.6": "КА1",
}
"""Policies that only qualified certificates carry: the class of the means of signature."""


class SignatoryKind(StrEnum):
    """Who has to sign."""

    PERSON = "person"
    ENTREPRENEUR = "entrepreneur"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who has to sign: numbers are digits only, empty when not known.

    `represented`: a representative may sign instead, by a power of attorney.
    """

    kind: SignatoryKind
    name: str = ""
    snils: str = ""
    inn: str = ""
    ogrn: str = ""
    """ОГРН of a company, ОГРНИП of an entrepreneur."""
    represented: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom the certificate names; numbers are digits only."""

    common_name: str = ""
    surname: str = ""
    given_name: str = ""
    organisation: str = ""
    title: str = ""
    snils: str = ""
    inn: str = ""
    company_inn: str = ""
    ogrn: str = ""
    ogrnip: str = ""

    @property
    def is_organisation(self) -> bool:
        """Whether the certificate is issued to an organisation (63-ФЗ, ст. 14 п. 3)."""
        return bool(self.ogrn or self.company_inn)

    @property
    def person(self) -> str:
        """Surname, name and patronymic; the common name when they are not told apart."""
        return f"{self.surname} {self.given_name}".strip() or self.common_name

    @property
    def shown(self) -> str:
        """The owner as the stamp names it: «ООО «Ромашка», Петров Пётр (Генеральный директор)»."""
        if not self.is_organisation:
            return self.person
        name = self.organisation or self.common_name
        person = self.person if self.person != name else ""
        title = f" ({self.title})" if person and self.title else ""
        return f"{name}, {person}{title}" if person else name

    def as_dict(self) -> dict[str, str]:
        """Everything that is known, for a report."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Match:
    """That the owner may sign for the signatory: by which numbers, or only with a power of attorney."""

    matched_by: tuple[str, ...]
    needs_power_of_attorney: bool = False
    warnings: tuple[str, ...] = ()


def owner_of(certificate: x509.Certificate) -> Owner:
    """Whom the certificate names. Raises SignatureRefused for a number told twice in two ways."""
    values: dict[str, str] = {}
    for oid, text in parts_of(certificate.subject):
        field, value = _OIDS.get(oid), text
        if field is None:
            continue
        if field in _NUMBERS:
            value = "".join(character for character in value if character.isdecimal())
            if field == "inn" and len(value) == 12 and value.startswith("00"):
                field, value = "company_inn", value[2:]  # how certificates before 2021 wrote it
            elif field == "company_inn" and len(value) == 12 and value.startswith("00"):
                value = value[2:]
        if field in _NUMBERS and values.get(field, value) != value:
            raise SignatureRefused(Fault.AMBIGUOUS_SUBJECT, field)
        values.setdefault(field, value)
    return Owner(**values)


def qualified_class(certificate: x509.Certificate) -> str | None:
    """The class of the signature means («КС1»), told by qualified certificates only."""
    policies = certificate.certificate_policies_value
    found = [
        _CLASSES[policy["policy_identifier"].dotted]
        for policy in policies or ()
        if policy["policy_identifier"].dotted in _CLASSES
    ]
    return found[-1] if found else None


def match(owner: Owner, signatory: Signatory) -> Match:
    """See that the owner may sign for the signatory. Raises SignatureRefused.

    One number that differs refuses, whatever else agrees. A person's own certificate for a company, or for
    somebody represented, needs a power of attorney (МЧД), which a specialist judges.
    """
    pairs = _pairs(owner, signatory)
    differing = [label for label, own, theirs in pairs if own and theirs and own != theirs]
    agreeing = tuple(label for label, own, theirs in pairs if own and own == theirs)
    if signatory.kind is SignatoryKind.COMPANY:
        if not owner.is_organisation:
            return _by_power_of_attorney(owner)
    elif owner.is_organisation:
        raise SignatureRefused(Fault.ORGANISATION, owner.organisation)
    elif signatory.represented and (differing or not agreeing):
        return _by_power_of_attorney(owner)
    if differing:
        raise SignatureRefused(Fault.OTHER_OWNER, ", ".join(differing))
    if not agreeing:
        raise SignatureRefused(Fault.UNKNOWN_OWNER)
    warnings = () if _same_name(owner, signatory) else ("Имя в сертификате отличается от имени заявителя.",)
    return Match(agreeing, warnings=warnings)


def _pairs(owner: Owner, signatory: Signatory) -> list[tuple[str, str, str]]:
    match signatory.kind:
        case SignatoryKind.COMPANY:
            return [("ОГРН", owner.ogrn, signatory.ogrn), ("ИНН", owner.company_inn, signatory.inn)]
        case SignatoryKind.ENTREPRENEUR:
            numbers = [("ОГРНИП", owner.ogrnip, signatory.ogrn)]
        case SignatoryKind.PERSON:
            numbers = []
    return [*numbers, ("СНИЛС", owner.snils, signatory.snils), ("ИНН", owner.inn, signatory.inn)]


def _by_power_of_attorney(owner: Owner) -> Match:
    if not (owner.snils or owner.inn):
        raise SignatureRefused(Fault.UNKNOWN_OWNER)
    return Match((), needs_power_of_attorney=True)


def _same_name(owner: Owner, signatory: Signatory) -> bool:
    """Whether the names are the same but for case, ё and punctuation; an unknown name is not compared."""
    if not signatory.name:
        return True
    own = owner.organisation or owner.common_name if signatory.kind is SignatoryKind.COMPANY else owner.person
    return _letters(own) == _letters(signatory.name)


def _letters(name: str) -> list[str]:
    bare = "".join(one if one.isalnum() else " " for one in name.lower().replace("ё", "е"))
    return sorted(bare.split())
