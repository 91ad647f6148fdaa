from dataclasses import replace

import pytest

from kabinet.signatures.errors import Fault, SignatureRefused
from kabinet.signatures.identity import Owner, Signatory, SignatoryKind, match
from tests.signatures.issuing import CN, COMPANY_INN, INN, OGRN, ORGANISATION, SNILS, name, sign

DOCUMENT = b"%PDF-1.7 document"
PERSON = Owner(surname="Иванов", given_name="Пётр Сергеевич", snils="11223344595", inn="500100732259")
DIRECTOR = Owner(
    organisation="ПАО «Сбербанк»", surname="Петров", given_name="Пётр", title="Директор",
    snils="11223344595", ogrn="1027700132195", company_inn="7707083893",
)  # fmt: skip
MAN, TRADER, COMPANY = SignatoryKind.PERSON, SignatoryKind.ENTREPRENEUR, SignatoryKind.COMPANY


@pytest.mark.parametrize(
    ("owner", "signatory", "matched_by"),
    [
        (PERSON, Signatory(MAN, snils="11223344595"), ("СНИЛС",)),
        (PERSON, Signatory(MAN, inn="500100732259"), ("ИНН",)),
        (PERSON, Signatory(TRADER, inn="500100732259", ogrn="304500116000157"), ("ИНН",)),
        (
            Owner(ogrnip="304500116000157", inn="500100732259"),
            Signatory(TRADER, inn="500100732259", ogrn="304500116000157"),
            ("ОГРНИП", "ИНН"),
        ),
        (DIRECTOR, Signatory(COMPANY, ogrn="1027700132195", inn="7707083893"), ("ОГРН", "ИНН")),
    ],
)
def test_owner_is_known_by_the_numbers_that_both_have(owner, signatory, matched_by):
    assert match(owner, signatory).matched_by == matched_by


@pytest.mark.parametrize(
    ("owner", "signatory", "reason"),
    [
        (PERSON, Signatory(MAN, snils="11223344595", inn="771234567890"), Fault.OTHER_OWNER),
        (PERSON, Signatory(MAN, snils="00000000000"), Fault.OTHER_OWNER),
        (PERSON, Signatory(MAN), Fault.UNKNOWN_OWNER),
        (Owner(common_name="Иванов"), Signatory(MAN, snils="11223344595"), Fault.UNKNOWN_OWNER),
        (DIRECTOR, Signatory(COMPANY, ogrn="1027700132195", inn="7707049388"), Fault.OTHER_OWNER),
        (DIRECTOR, Signatory(MAN, snils="11223344595"), Fault.ORGANISATION),
        (Owner(common_name="Робот"), Signatory(COMPANY, ogrn="1027700132195"), Fault.UNKNOWN_OWNER),
    ],
)
def test_one_number_that_differs_or_none_in_common_refuses(owner, signatory, reason):
    with pytest.raises(SignatureRefused) as refusal:
        match(owner, signatory)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("owner", [PERSON, replace(PERSON, inn=""), replace(PERSON, snils="")])
def test_persons_own_certificate_for_a_company_needs_a_power_of_attorney(owner):
    assert match(owner, Signatory(COMPANY, ogrn="1027700132195")).needs_power_of_attorney


def test_representative_signs_for_a_person_with_a_power_of_attorney_and_the_person_without():
    represented = Signatory(MAN, snils="00000000001", represented=True)
    assert match(PERSON, represented).needs_power_of_attorney
    own = Signatory(MAN, snils="11223344595", represented=True)
    assert not match(PERSON, own).needs_power_of_attorney


@pytest.mark.parametrize(
    ("written", "warned"),
    [("ИВАНОВ ПЕТР СЕРГЕЕВИЧ", False), ("Пётр Сергеевич Иванов", False), ("Сидоров Пётр", True), ("", False)],
)
def test_another_name_only_warns(written, warned):
    assert bool(match(PERSON, Signatory(MAN, written, snils="11223344595")).warnings) == warned


def test_owner_is_shown_as_the_stamp_names_it():
    assert DIRECTOR.shown == "ПАО «Сбербанк», Петров Пётр (Директор)"
    assert PERSON.shown == "Иванов Пётр Сергеевич"
    assert Owner(organisation="ООО «Робот»", common_name="ООО «Робот»", ogrn="1").shown == "ООО «Робот»"


def test_number_told_twice_in_two_ways_is_refused(check, world):
    twice = world.authority.issue(name((CN, "Иванов"), (SNILS, "11223344595"), (SNILS, "11223344596")))
    with pytest.raises(SignatureRefused) as refusal:
        check(DOCUMENT, sign(DOCUMENT, twice))
    assert refusal.value.reason == Fault.AMBIGUOUS_SUBJECT


def test_old_style_inn_of_a_company_is_understood(check, world):
    old = world.authority.issue(
        name((CN, "ООО"), (ORGANISATION, "ООО"), (INN, "007707083893"), (OGRN, "1027700132195"))
    )
    owner = check(DOCUMENT, sign(DOCUMENT, old)).owner
    assert (owner.inn, owner.company_inn, owner.is_organisation) == ("", "7707083893", True)
    both = world.authority.issue(name((CN, "ООО"), (INN, "007707083893"), (COMPANY_INN, "7707083893")))
    assert check(DOCUMENT, sign(DOCUMENT, both)).owner.company_inn == "7707083893"
    long = world.authority.issue(name((CN, "ООО"), (COMPANY_INN, "007707083893")))
    assert check(DOCUMENT, sign(DOCUMENT, long)).owner.company_inn == "7707083893"


def test_name_that_looks_like_a_number_is_not_one(check, world):
    sly = world.authority.issue(name((CN, "Иванов, СНИЛС=11223344595, 1.2.643.100.3=11223344595")))
    assert check(DOCUMENT, sign(DOCUMENT, sly)).owner.snils == ""
