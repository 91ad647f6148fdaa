from dataclasses import replace
from datetime import timedelta

import pytest

from kabinet.signatures import trust
from kabinet.signatures.certificates import title_of
from kabinet.signatures.chain import Revocation
from kabinet.signatures.errors import Fault, SignatureRefused
from tests.signatures.conftest import POLICY
from tests.signatures.issuing import (
    CA_USAGE,
    CN,
    ENCIPHERMENT,
    KC1,
    NOW,
    PERSON,
    Key,
    extended_usage,
    extension,
    key_period,
    key_usage,
    name,
    policies,
    root,
    sequence,
    sign,
    time_stamp,
    tlv,
)
from tests.work import bounded_work

DOCUMENT = b"%PDF-1.7 document"
SIGNER = (key_usage(0b11000000), policies(KC1))
STAMPER = (key_usage(0b11000000), extended_usage("1.3.6.1.5.5.7.3.8"))


@pytest.fixture
def reason_of(check):
    def reason(signature, **kwargs):
        with pytest.raises(SignatureRefused) as refusal, bounded_work():
            check(DOCUMENT, signature, **kwargs)
        return refusal.value.reason

    return reason


@pytest.fixture
def folder(world, tmp_path):
    """A trust folder that a test may change."""
    return world.fill(tmp_path)


# --- the path ----------------------------------------------------------------------------------


def test_missing_intermediate_is_taken_from_the_folder(check, world):
    assert len(check(DOCUMENT, sign(DOCUMENT, world.person)).chain.certificates) == 3


def test_intermediate_that_came_along_will_do_and_without_it_the_path_is_untrusted(check, world, folder):
    (folder / "intermediates" / "authority.cer").unlink()
    store = trust.read_folder(folder)
    with_it = sign(DOCUMENT, world.person, others=[world.authority, world.root])
    assert check(DOCUMENT, with_it, store=store).verdict == "valid"
    with pytest.raises(SignatureRefused) as refusal:
        check(DOCUMENT, sign(DOCUMENT, world.person), store=store)
    assert refusal.value.reason == Fault.UNTRUSTED


def test_path_leads_through_as_many_authorities_as_there_are(check, world, folder):
    """Each step is by the key of the one before: the lowest authority is not the root's own."""
    lower = world.authority.issue_authority(name((CN, "Подчинённый УЦ")))
    lowest = lower.issue_authority(name((CN, "Самый нижний УЦ")))
    for file, authority in {"lower": lower, "lowest": lowest}.items():
        (folder / "crls" / f"{file}.crl").write_bytes(authority.crl())
    signature = sign(DOCUMENT, lowest.issue(PERSON), others=[lower, lowest])
    assert [
        title_of(one.subject)
        for one in check(DOCUMENT, signature, store=trust.read_folder(folder)).chain.certificates
    ] == [
        "Иванов Пётр Сергеевич",
        "Самый нижний УЦ",
        "Подчинённый УЦ",
        "Испытательный аккредитованный УЦ",
        "Испытательный головной УЦ",
    ]


def test_root_that_came_along_is_not_trusted_whatever_it_is_called(reason_of, world):
    fake_root = root(world.root.subject)
    fake_authority = fake_root.issue_authority(world.authority.subject)
    thief = fake_authority.issue(PERSON)
    assert reason_of(sign(DOCUMENT, thief, others=[fake_authority, fake_root])) == Fault.UNTRUSTED


def test_self_signed_certificate_is_not_trusted(reason_of):
    own = root(PERSON)
    signer = own.issue(PERSON, own.key)
    assert reason_of(sign(DOCUMENT, signer)) == Fault.UNTRUSTED


def test_certificate_of_a_person_issues_nothing(reason_of, world):
    victim = world.person.issue(PERSON)
    assert reason_of(sign(DOCUMENT, victim, others=[world.person])) == Fault.UNTRUSTED


def test_length_of_the_path_is_kept(reason_of, world):
    last = world.root.issue_authority(name((CN, "Последний УЦ")), path_length=0)
    lower = last.issue_authority(name((CN, "Лишний УЦ")))
    signer = lower.issue(PERSON)
    assert reason_of(sign(DOCUMENT, signer, others=[last, lower])) == Fault.UNTRUSTED


def test_two_roots_of_one_name_are_told_by_their_keys(check, world, folder):
    (folder / "roots" / "another.cer").write_bytes(root(world.root.subject).der)
    store = trust.read_folder(folder)
    assert check(DOCUMENT, sign(DOCUMENT, world.person), store=store).verdict == "valid"


def test_crowd_of_authorities_of_one_name_does_not_slow_the_check(reason_of, world):
    subject = name((CN, "УЦ"))
    key = Key()
    crowd = [root(subject, Key()) for _ in range(10)]
    signer = crowd[0].issue(PERSON)
    assert reason_of(sign(DOCUMENT, signer, others=crowd)) == Fault.UNTRUSTED
    names = [name((CN, f"УЦ {number}")) for number in range(5)]
    authorities = [root(own, key) for own in names]
    mesh = [
        issuer.issue_authority(own, key) for issuer in authorities for own in names if own != issuer.subject
    ]
    signer = authorities[0].issue(PERSON)
    assert reason_of(sign(DOCUMENT, signer, others=mesh)) == Fault.UNTRUSTED


# --- terms and purposes ------------------------------------------------------------------------


def test_term_of_the_certificate_is_kept(reason_of, world):
    late = world.authority.issue(PERSON, begins=NOW + timedelta(hours=1))
    early = world.authority.issue(PERSON, days=29)
    assert reason_of(sign(DOCUMENT, late)) == Fault.NOT_YET_VALID
    assert reason_of(sign(DOCUMENT, early)) == Fault.EXPIRED


@pytest.mark.parametrize(("begins", "days"), [(NOW, 400), (NOW - timedelta(days=30), 30)])
def test_first_and_last_second_of_the_term_belong_to_it(check, world, begins, days):
    signer = world.authority.issue(PERSON, begins=begins, days=days)
    assert check(DOCUMENT, sign(DOCUMENT, signer)).verdict == "valid"


@pytest.mark.parametrize(
    "period", [key_period(NOW, NOW + timedelta(days=1)), key_period(NOW - timedelta(days=1), NOW)]
)
def test_first_and_last_second_of_the_keys_term_belong_to_it(check, world, period):
    signer = world.authority.issue(PERSON, extensions=(*SIGNER, period))
    assert check(DOCUMENT, sign(DOCUMENT, signer)).verdict == "valid"


def test_key_whose_term_is_not_begun_signs_nothing(reason_of, world):
    later = key_period(NOW + timedelta(seconds=1), NOW + timedelta(days=1))
    signer = world.authority.issue(PERSON, extensions=(*SIGNER, later))
    assert reason_of(sign(DOCUMENT, signer)) == Fault.KEY_EXPIRED


@pytest.mark.parametrize("written", [b"\x04\x01x", sequence() + b"\x05\x00"], ids=["none", "a term and more"])
def test_term_of_the_key_that_cannot_be_read_is_not_passed_over(reason_of, world, written):
    signer = world.authority.issue(PERSON, extensions=(*SIGNER, extension("2.5.29.16", written)))
    assert reason_of(sign(DOCUMENT, signer)) == Fault.UNTRUSTED


def test_term_of_the_private_key_is_kept(reason_of, check, world):
    over = key_period(NOW - timedelta(days=30), NOW - timedelta(days=1))
    within = key_period(NOW - timedelta(days=30), NOW + timedelta(days=1))
    assert (
        reason_of(sign(DOCUMENT, world.authority.issue(PERSON, extensions=(*SIGNER, over))))
        == Fault.KEY_EXPIRED
    )
    good = world.authority.issue(PERSON, extensions=(*SIGNER, within))
    assert check(DOCUMENT, sign(DOCUMENT, good)).verdict == "valid"


@pytest.mark.parametrize("usage", [CA_USAGE, ENCIPHERMENT])
def test_key_for_another_purpose_signs_no_documents(reason_of, world, usage):
    signer = world.authority.issue(PERSON, extensions=(key_usage(usage), policies(KC1)))
    assert reason_of(sign(DOCUMENT, signer)) == Fault.KEY_USAGE


# --- revocation --------------------------------------------------------------------------------


def with_list(world, folder, der):
    (folder / "crls" / "authority.crl").write_bytes(der)
    return trust.read_folder(folder)


def test_revoked_certificate_is_refused_and_its_neighbour_is_not(check, reason_of, world, folder):
    revoked = world.authority.issue(PERSON)
    store = with_list(world, folder, world.authority.crl(revoked))
    assert reason_of(sign(DOCUMENT, revoked), store=store) == Fault.REVOKED
    assert check(DOCUMENT, sign(DOCUMENT, world.person), store=store).report["revocation"] == "good"


def test_revocation_after_the_receipt_does_not_undo_a_signature(check, world, folder):
    later = NOW + timedelta(days=2)
    der = world.authority.crl((world.person, NOW + timedelta(days=1)), issued=later)
    store = with_list(world, folder, der)
    assert check(DOCUMENT, sign(DOCUMENT, world.person), store=store).report["revocation"] == "good"


def test_revoked_authority_takes_its_people_along(reason_of, world, folder):
    (folder / "crls" / "root.crl").write_bytes(world.root.crl(world.authority))
    assert reason_of(sign(DOCUMENT, world.person), store=trust.read_folder(folder)) == Fault.REVOKED


ISSUING_POINT = "2.5.29.28"


def bad_lists(world):
    stale = NOW - timedelta(days=10)
    users_of_others = sequence(tlv(0x82, b"\xff"))
    return {
        "stale": world.authority.crl(issued=stale),
        "forged": world.authority.crl(key=Key()),
        "for authorities only": world.authority.crl(
            extensions=[extension(ISSUING_POINT, users_of_others, critical=True)]
        ),
        "indirect": world.authority.crl(
            extensions=[extension(ISSUING_POINT, sequence(tlv(0x84, b"\xff")), critical=True)]
        ),
        "of another part": world.authority.crl(
            extensions=[
                extension(
                    ISSUING_POINT,
                    sequence(tlv(0xA0, tlv(0xA0, tlv(0x86, b"http://ca.example.ru/part-2.crl")))),
                    critical=True,
                )
            ]
        ),
        "changes only": world.authority.crl(
            extensions=[extension("2.5.29.27", b"\x02\x01\x01", critical=True)]
        ),
        "unknown": world.authority.crl(extensions=[extension("1.2.3.4", b"\x05\x00", critical=True)]),
        "of another": world.root.crl(),
    }


@pytest.mark.parametrize(
    "kind",
    [
        "stale",
        "forged",
        "for authorities only",
        "indirect",
        "of another part",
        "changes only",
        "unknown",
        "of another",
    ],
)
def test_list_that_proves_nothing_leaves_revocation_unknown(check, reason_of, world, folder, kind):
    store = with_list(world, folder, bad_lists(world)[kind])
    signature = sign(DOCUMENT, world.person)
    assert reason_of(signature, store=store) == Fault.REVOCATION_UNKNOWN
    lenient = check(
        DOCUMENT, signature, store=store, policy=replace(POLICY, revocation=Revocation.IF_AVAILABLE)
    )
    assert lenient.report["warnings"] == [
        "Не проверено, не отозван ли сертификат: нет действующего списка отозванных."
    ]


def test_list_is_good_to_its_last_second(check, world, folder):
    store = with_list(world, folder, world.authority.crl(issued=NOW - timedelta(days=7), days=7))
    assert check(DOCUMENT, sign(DOCUMENT, world.person), store=store).report["revocation"] == "good"


def test_list_of_all_people_counts_for_a_person(check, world, folder):
    people = extension(ISSUING_POINT, sequence(tlv(0x81, b"\xff")), critical=True)
    store = with_list(world, folder, world.authority.crl(extensions=[people]))
    assert check(DOCUMENT, sign(DOCUMENT, world.person), store=store).report["revocation"] == "good"


def test_list_signed_by_a_weak_algorithm_proves_nothing(reason_of, world, folder):
    weak = Key(secret=world.authority.key.secret)
    weak.signature_oid = "1.2.643.2.2.3"  # GOST R 34.10-2001
    store = with_list(world, folder, world.authority.crl(key=weak))
    assert reason_of(sign(DOCUMENT, world.person), store=store) == Fault.REVOCATION_UNKNOWN


@pytest.mark.parametrize("twin_first", [True, False])
def test_list_counts_for_the_key_that_signed_it_whoever_asked_before(
    check, reason_of, world, folder, twin_first
):
    """Two authorities of one name: what is remembered of a list is not taken for the other's."""
    twin = world.root.issue_authority(world.authority.subject)
    (folder / "intermediates" / "twin.cer").write_bytes(twin.der)
    store = trust.read_folder(folder)
    of_twin = sign(DOCUMENT, twin.issue(PERSON))

    def ask_for_twin():
        assert reason_of(of_twin, store=store) == Fault.REVOCATION_UNKNOWN

    if twin_first:
        ask_for_twin()
    assert check(DOCUMENT, sign(DOCUMENT, world.person), store=store).report["revocation"] == "good"
    ask_for_twin()


def test_part_of_a_list_named_in_relation_to_the_authority_is_not_guessed(reason_of, world, folder):
    """The certificate names its list by a relative name, which is no address that a list could bear."""
    part = name((CN, "часть 2"))[2:]
    point = sequence(tlv(0xA0, tlv(0xA1, part[2:])))
    signer = world.authority.issue(PERSON, extensions=(*SIGNER, extension("2.5.29.31", sequence(point))))
    store = with_list(world, folder, bad_lists(world)["of another part"])
    assert reason_of(sign(DOCUMENT, signer), store=store) == Fault.REVOCATION_UNKNOWN


def test_list_of_a_part_says_nothing_of_a_certificate_whose_address_cannot_be_read(check, world, folder):
    """The whole list beside it still does."""
    odd = sequence(sequence(tlv(0xA0, tlv(0xA0, tlv(0x86, b"\xff\xff")))))
    signer = world.authority.issue(PERSON, extensions=(*SIGNER, extension("2.5.29.31", odd)))
    (folder / "crls" / "a-part.crl").write_bytes(bad_lists(world)["of another part"])
    store = trust.read_folder(folder)
    assert check(DOCUMENT, sign(DOCUMENT, signer), store=store).report["revocation"] == "good"


def test_part_of_a_list_that_the_certificate_names_is_about_it(check, world, folder):
    address = tlv(0xA0, tlv(0xA0, tlv(0x86, b"http://ca.example.ru/part-2.crl")))
    signer = world.authority.issue(
        PERSON, extensions=(*SIGNER, extension("2.5.29.31", sequence(sequence(address))))
    )
    store = with_list(world, folder, bad_lists(world)["of another part"])
    assert check(DOCUMENT, sign(DOCUMENT, signer), store=store).report["revocation"] == "good"


def test_refusal_names_where_the_missing_list_is(check, world, folder):
    point = sequence(tlv(0xA0, tlv(0xA0, tlv(0x86, b"http://ca.example.ru/ca.crl"))))
    signer = world.authority.issue(PERSON, extensions=(*SIGNER, extension("2.5.29.31", sequence(point))))
    (folder / "crls" / "authority.crl").unlink()
    with pytest.raises(SignatureRefused) as refusal:
        check(DOCUMENT, sign(DOCUMENT, signer), store=trust.read_folder(folder))
    assert refusal.value.reason == Fault.REVOCATION_UNKNOWN
    assert refusal.value.detail.endswith(", lists: http://ca.example.ru/ca.crl")


# --- the folder --------------------------------------------------------------------------------


def test_change_of_the_folder_is_noticed_and_a_broken_file_is_named(world, folder):
    before = trust.read_folder(folder)
    assert trust.read_folder(folder) is before
    (folder / "roots" / "broken.cer").write_bytes(b"\x30\x05broken")
    (folder / "crls" / "broken.crl").write_bytes(b"not a list")
    after = trust.read_folder(folder)
    assert [problem.partition(":")[0] for problem in after.problems] == [
        "roots/broken.cer",
        "crls/broken.crl",
    ]
    assert (len(after.roots), len(after.lists)) == (1, 2)


def test_missing_folder_trusts_nobody(check, world, tmp_path):
    with pytest.raises(SignatureRefused) as refusal:
        check(DOCUMENT, sign(DOCUMENT, world.person), store=trust.read_folder(tmp_path / "absent"))
    assert refusal.value.reason == Fault.UNTRUSTED


# --- time stamps -------------------------------------------------------------------------------


def stamped(world, stamper, *, over=None):
    return sign(
        DOCUMENT,
        world.person,
        unsigned=[lambda value: time_stamp(over or value, stamper, at=NOW - timedelta(hours=1))],
    )


def test_good_time_stamp_counts_after_one_that_is_not(check, world):
    stamper = world.authority.issue(name((CN, "Служба штампов")), extensions=STAMPER)
    stamps = [
        lambda _value: time_stamp(b"another signature", stamper),
        lambda value: time_stamp(value, world.person),
        lambda value: time_stamp(value, stamper),
    ]
    assert check(DOCUMENT, sign(DOCUMENT, world.person, unsigned=stamps)).level == "CAdES-T"


def test_good_time_stamp_is_kept_in_the_report(check, world):
    stamper = world.authority.issue(name((CN, "Служба штампов")), extensions=STAMPER)
    found = check(DOCUMENT, stamped(world, stamper))
    assert (found.level, found.report["stamped_at"]) == ("CAdES-T", "2026-11-24T08:00:00+00:00")


def test_bad_time_stamp_is_warned_of_and_changes_nothing_else(check, world):
    stamper = world.authority.issue(name((CN, "Служба штампов")), extensions=STAMPER)
    person = world.authority.issue(name((CN, "Не служба")))
    stranger = root().issue(name((CN, "Чужая служба")), extensions=STAMPER)
    for signature, why in (
        (stamped(world, person), "его сертификат не для штампов времени"),
        (stamped(world, stranger), "службе штампов портал не доверяет"),
        (stamped(world, stamper, over=b"other"), "он поставлен на другую подпись"),
    ):
        found = check(DOCUMENT, signature)
        assert (found.level, found.report["stamped_at"]) == ("CAdES-BES", None)
        assert found.report["warnings"] == [f"Штамп времени в подписи не учитывается: {why}."]
