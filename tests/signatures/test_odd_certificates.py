"""Certificates and lists that are odd, broken or merely unusual: each is judged by itself."""

import base64
import random
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from kabinet.signatures import trust
from kabinet.signatures.certificates import read_certificate, title_of
from kabinet.signatures.errors import Fault, SignatureRefused
from tests.signatures.conftest import GOLDEN
from tests.signatures.issuing import (
    CA_USAGE,
    CN,
    INN,
    KC1,
    NOW,
    PERSON,
    SIGNING,
    SNILS,
    SURNAME,
    Key,
    basic_constraints,
    extension,
    integer,
    key_usage,
    name,
    numeric,
    octets,
    oid,
    policies,
    root,
    sequence,
    set_of,
    sign,
    text,
    tlv,
)

DOCUMENT = b"%PDF-1.7 document"
AUTHORITY = (basic_constraints(ca=True), key_usage(CA_USAGE))
SUB_CA = "1.3.6.1.4.1.311.20.2"
POSTAL_ADDRESS = "2.5.4.16"


def part(dotted, value):
    return tlv(0x31, sequence(oid(dotted), value))


def subject(*parts):
    return sequence(part(CN, text("УЦ с необычным именем")), *parts)


UNUSUAL_NAMES = {
    "postal address as a sequence": subject(
        part(POSTAL_ADDRESS, sequence(text("Москва"), text("Ленина, 1")))
    ),
    "bmp": sequence(part(CN, tlv(0x1E, "УЦ".encode("utf-16-be")))),
    "t61": sequence(part(CN, tlv(0x14, b"CA"))),
    "universal": sequence(part(CN, tlv(0x1C, "УЦ".encode("utf-32-be")))),
    "numbers where words are": sequence(part(CN, numeric("123"))),
    "country of many letters": subject(part("2.5.4.6", text("Россия"))),
    "telephone in utf-8": subject(part("2.5.4.20", text("+7 495 000-00-00"))),
    "mail in utf-8": subject(part("1.2.840.113549.1.9.1", text("уц@пример.рф"))),
    "identifier as text": subject(part("2.5.4.45", text("УЦ-1"))),
    "broken utf-8": subject(part("2.5.4.10", tlv(0x0C, b"\xff\xfe"))),
    "own tag": subject(part("1.2.643.7.1", tlv(0x80, b"x"))),
    "unassigned letters": subject(part("2.5.4.10", text("\U000e0fff\ue000"))),
    "right to left": subject(part("2.5.4.10", text("שלום мир"))),
    "two in one part": sequence(
        set_of(sequence(oid(CN), text("УЦ")), sequence(oid(SURNAME), text("Иванов")))
    ),
    "nothing": sequence(),
    "very long": subject(part("2.5.4.10", text("Организация " * 500))),
}


def check_through(check, store, authority, document=DOCUMENT):
    return check(document, sign(document, authority.issue(PERSON)), store=store).verdict


# --- the original bytes ------------------------------------------------------------------------


@pytest.fixture
def folder(world, tmp_path):
    """A trust folder that a test may change."""
    return world.fill(tmp_path)


def added(folder, part, content, file="odd.cer"):
    (folder / part / file).write_bytes(content)
    return trust.read_folder(folder)


def test_odd_authority_beside_a_good_one_spoils_nothing(tmp_path, settings):
    for part_, files in {
        "roots": ["root.cer"],
        "intermediates": ["authority.cer", "good-authority.cer"],
    }.items():
        (tmp_path / part_).mkdir()
        for file in files:
            (tmp_path / part_ / file).write_bytes((GOLDEN / "odd" / file).read_bytes())
    settings.TRUST_DIR, settings.SIGNATURE_REVOCATION = tmp_path, "if_available"
    said = StringIO()
    arguments = (GOLDEN / "odd" / "doc.txt", GOLDEN / "odd" / "good.sig", "--at", NOW.isoformat())
    call_command("signature", "verify", *map(str, arguments), stdout=said)
    assert said.getvalue().startswith("Вывод: Подпись действительна\n")
    listed = StringIO()
    call_command("signature", "trust", stdout=listed)
    assert "Промежуточные: 2" in listed.getvalue()
    assert "71A537BEA347053183340C9D7C7F9829542E78D8" in listed.getvalue()


@pytest.mark.parametrize("padding", range(0, 132, 4))
def test_lengths_of_128_at_any_level_change_no_byte(check, world, folder, padding):
    """Whatever stands in a header's last byte, what was signed is what is verified."""
    for more in range(4):
        issuer_name = sequence(part(CN, text("a" * (padding + more))), part("2.5.4.10", text("УЦ")))
        odd = extension(SUB_CA, text("SubCA" + "a" * (padding + more)))
        authority = world.root.issue(issuer_name, extensions=(*AUTHORITY, odd))
        read = read_certificate(authority.der)
        assert read.dump() == authority.der
        assert read["tbs_certificate"].dump() in authority.der
        assert read.subject.dump() == issuer_name
        assert read["tbs_certificate"]["subject_public_key_info"].dump() == authority.key.public()
        (folder / "intermediates" / "odd.cer").write_bytes(authority.der)
        (folder / "crls" / "odd.crl").write_bytes(authority.crl())
        assert check_through(check, trust.read_folder(folder), authority) == "valid"


@pytest.mark.parametrize("kind", UNUSUAL_NAMES)
def test_authority_of_an_unusual_name_is_an_authority(check, world, folder, kind):
    authority = world.root.issue(UNUSUAL_NAMES[kind], extensions=AUTHORITY)
    (folder / "crls" / "odd.crl").write_bytes(authority.crl())
    store = added(folder, "intermediates", authority.der)
    assert store.problems == ()
    assert check_through(check, store, authority) == "valid"
    assert check(DOCUMENT, sign(DOCUMENT, world.person), store=store).verdict == "valid"


@pytest.mark.parametrize("kind", UNUSUAL_NAMES)
def test_person_of_an_unusual_name_may_sign(check, world, kind):
    numbers = part(SNILS, numeric("11223344595")) + part(INN, text("500100732259"))
    person = world.authority.issue(tlv(0x30, read_certificate_body(UNUSUAL_NAMES[kind]), numbers))
    found = check(DOCUMENT, sign(DOCUMENT, person))
    assert (found.verdict, found.owner.snils, found.owner.inn) == ("valid", "11223344595", "500100732259")
    assert isinstance(title_of(found.signed.certificate.subject), str)


def read_certificate_body(encoded):
    return encoded[2 if encoded[1] < 0x80 else 2 + (encoded[1] & 0x7F) :]


def test_negative_number_of_a_certificate_is_looked_up_like_any(check, world, folder):
    person = world.authority.issue(PERSON, serial=-5)
    assert check(DOCUMENT, sign(DOCUMENT, person)).verdict == "valid"
    store = added(folder, "crls", world.authority.crl(person), "authority.crl")
    with pytest.raises(SignatureRefused) as refusal:
        check(DOCUMENT, sign(DOCUMENT, person), store=store)
    assert refusal.value.reason == Fault.REVOKED


def remark(kind, value):
    """A policy with a remark on it."""
    return extension("2.5.29.32", sequence(sequence(oid(KC1), sequence(sequence(oid(kind), value)))))


ODD_EXTENSIONS = {
    "policy with a remark in utf-8": remark("1.3.6.1.5.5.7.2.1", text("https://уц.рф/" + "a" * 97)),
    "policy with a notice of another kind": remark("1.3.6.1.5.5.7.2.2", sequence(tlv(0x80, b"a" * 112))),
    "other names that are no addresses": extension(
        "2.5.29.17", sequence(tlv(0x87, b"abc"), tlv(0x81, "уц@пример.рф".encode()))
    ),
    "other names of an odd kind": extension("2.5.29.17", sequence(tlv(0x9E, b"x"))),
    "access information that is none": extension("1.3.6.1.5.5.7.1.1", octets(b"x")),
    "lists that are none": extension("2.5.29.31", integer(1)),
    "nothing in it": extension("1.3.6.1.5.5.7.1.11", b""),
    "an unknown one that is no asn.1": extension("1.2.643.7.9", b"\xff\xff\xff"),
    "the issuer by an odd name": extension(
        "2.5.29.35",
        sequence(
            tlv(0xA1, tlv(0xA4, sequence(part(POSTAL_ADDRESS, sequence(text("Москва" + "а" * 40)))))),
            tlv(0x82, b"\x05"),
        ),
    ),
    "the term of the key": extension("2.5.29.16", sequence(tlv(0x81, b"20351124120000Z"))),
}


@pytest.mark.parametrize("kind", ODD_EXTENSIONS)
def test_odd_extension_that_nothing_depends_on_is_passed_over(check, world, folder, kind):
    authority = world.root.issue(name((CN, "УЦ")), extensions=(*AUTHORITY, ODD_EXTENSIONS[kind]))
    (folder / "crls" / "odd.crl").write_bytes(authority.crl())
    store = added(folder, "intermediates", authority.der)
    assert store.problems == ()
    own = () if "policy" in kind else (policies(KC1),)
    person = authority.issue(PERSON, extensions=(key_usage(SIGNING), *own, ODD_EXTENSIONS[kind]))
    assert check(DOCUMENT, sign(DOCUMENT, person), store=store).verdict == "valid"


def test_unreadable_names_are_not_let_through_where_names_are_constrained(check, world, folder):
    constraints = extension(
        "2.5.29.30", sequence(tlv(0xA0, sequence(tlv(0x81, b"example.ru")))), critical=True
    )
    authority = world.root.issue(name((CN, "УЦ")), extensions=(*AUTHORITY, constraints))
    (folder / "crls" / "odd.crl").write_bytes(authority.crl())
    store = added(folder, "intermediates", authority.der)
    assert check_through(check, store, authority) == "valid"
    odd = ODD_EXTENSIONS["other names that are no addresses"]
    person = authority.issue(PERSON, extensions=(key_usage(SIGNING), policies(KC1), odd))
    with pytest.raises(SignatureRefused) as refusal:
        check(DOCUMENT, sign(DOCUMENT, person), store=store)
    assert refusal.value.reason == Fault.UNTRUSTED


# --- several authorities -----------------------------------------------------------------------


def test_certificate_of_the_same_name_and_number_takes_nobodys_place(check, world, folder):
    twin = world.root.issue_authority(world.authority.subject, Key(), serial=world.authority.serial)
    store = added(folder, "intermediates", twin.der, "a-twin.cer")
    assert check(DOCUMENT, sign(DOCUMENT, world.person), store=store).verdict == "valid"


def test_revoked_cross_certificate_does_not_spoil_the_other_path(check, world, folder):
    """The authority has two certificates for one key: one by each root; the first root's is revoked."""
    other_root = root(name((CN, "Другой головной УЦ")))
    crossed = other_root.issue_authority(world.authority.subject, world.authority.key)
    (folder / "roots" / "other.cer").write_bytes(other_root.der)
    (folder / "crls" / "other.crl").write_bytes(other_root.crl())
    (folder / "crls" / "root.crl").write_bytes(world.root.crl(world.authority))
    without = trust.read_folder(folder)
    with pytest.raises(SignatureRefused) as refusal:
        check(DOCUMENT, sign(DOCUMENT, world.person), store=without)
    assert refusal.value.reason == Fault.REVOKED
    store = added(folder, "intermediates", crossed.der)
    found = check(DOCUMENT, sign(DOCUMENT, world.person), store=store)
    assert title_of(found.chain.certificates[-1].subject) == "Другой головной УЦ"


def test_authorities_that_certify_one_another_end_in_an_answer(check, world, folder):
    one, two = (world.root.issue_authority(name((CN, title))) for title in ("Первый", "Второй"))
    crossed = [one.issue_authority(two.subject, two.key), two.issue_authority(one.subject, one.key)]
    for number, der in enumerate([one.der, two.der, *(each.der for each in crossed)]):
        (folder / "intermediates" / f"{number}.cer").write_bytes(der)
    for file, authority in {"one": one, "two": two}.items():
        (folder / "crls" / f"{file}.crl").write_bytes(authority.crl())
    assert check_through(check, trust.read_folder(folder), one) == "valid"


def test_odd_certificate_that_came_along_spoils_no_signature(check, world):
    broken = world.root.issue(PERSON, extensions=(extension("2.5.29.19", b"\x04\x01"),)).der
    junk = [broken, sequence(integer(1)), tlv(0xA1, integer(1)), tlv(0x80, b"x")]
    signature = sign(DOCUMENT, world.person, certificates=[*junk, world.person.der])
    assert check(DOCUMENT, signature).verdict == "valid"


# --- what cannot be read -----------------------------------------------------------------------


def broken_items(world):
    authority = world.authority
    return {
        "пустой": b"",
        "пробелы": b" \n",
        "слова": "не сертификат".encode(),
        "обрезан": authority.der[:-1],
        "с хвостом": authority.der + b"x",
        "список вместо сертификата": authority.crl(),
        "подпись вместо сертификата": sign(DOCUMENT, world.person),
        "сломанное расширение": world.root.issue(
            PERSON, extensions=(extension("2.5.29.15", octets(b"x")),)
        ).der,
        "огромный": world.root.issue(name((CN, "я" * 20_000))).der,
        "срок не срок": authority.der.replace(b"\x17\x0d26", b"\x17\x0dxx"),
        "pem без тела": b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "закрытый ключ": b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
    }


@pytest.mark.parametrize("where", ["roots", "intermediates", "crls"])
def test_what_cannot_be_read_is_named_and_the_rest_works(check, world, folder, where, settings):
    items = broken_items(world)
    if where == "crls":
        del items["список вместо сертификата"]
    for title, content in items.items():
        (folder / where / f"{title}.x").write_bytes(content)
    (folder / where / "никуда.x").symlink_to(folder / "absent")
    store = trust.read_folder(folder)
    assert check(DOCUMENT, sign(DOCUMENT, world.person), store=store).verdict == "valid"
    named = sorted(problem.split(": ")[0] for problem in store.problems)
    assert named == sorted(f"{where}/{title}.x" for title in [*items, "никуда"])
    settings.TRUST_DIR = folder
    warned = [one.msg for one in run_checks(tags=["signatures"]) if one.id == "signatures.W001"]
    assert sorted(warned) == sorted(f"Папка доверия, {problem}" for problem in store.problems)
    said = StringIO()
    with pytest.raises(CommandError) as told:
        call_command("signature", "trust", stdout=said)
    assert all(problem in str(told.value) for problem in store.problems)
    assert "Испытательный аккредитованный УЦ" in said.getvalue()


def test_one_bad_block_of_a_bundle_leaves_the_others(check, world, folder):
    def block(der):
        return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"

    (folder / "intermediates" / "authority.cer").unlink()
    bundle = block(b"\x30\x01") + block(world.authority.der) + b"-----BEGIN CERTIFICATE-----\n!\n"
    store = added(folder, "intermediates", bundle, "bundle.pem")
    assert check(DOCUMENT, sign(DOCUMENT, world.person), store=store).verdict == "valid"
    assert [one.split(": ")[0] for one in store.problems] == [
        "intermediates/bundle.pem (блок 1 из 3)",
        "intermediates/bundle.pem (блок 3 из 3)",
    ]


def test_empty_file_is_no_root(tmp_path):
    (tmp_path / "roots").mkdir()
    store = added(tmp_path, "roots", b"", "empty.cer")
    assert (store.roots, store.problems) == ((), ("roots/empty.cer: файл пуст",))


def test_certificate_with_a_newline_after_it_is_read(world, folder):
    assert added(folder, "roots", world.root.der + b"\r\n").problems == ()


MUTATIONS = 600


@pytest.mark.parametrize("where", ["roots", "intermediates", "crls"])
def test_mutated_items_in_the_folder_never_touch_a_good_signature(check, world, folder, where):
    rng = random.Random(f"{where} 20261127")  # noqa: S311 - the same ones each time
    originals = [
        world.authority.crl() if where == "crls" else world.authority.der,
        world.root.crl() if where == "crls" else (GOLDEN / "odd" / "authority.cer").read_bytes(),
    ]
    for number in range(MUTATIONS):
        data = bytearray(originals[number % 2])
        for _ in range(rng.choice((1, 1, 2, 5))):
            place = rng.randrange(len(data))
            data[place] = rng.choice(
                (0x00, 0x80, 0x30, 0x1E, 0xA0, 0xFF, data[place] ^ 1 << rng.randrange(8))
            )
        (folder / where / f"{number:03}.x").write_bytes(bytes(data))
    store = trust.read_folder(folder)
    moment = datetime(2026, 11, 24, 9, tzinfo=UTC)
    for signer in (world.person, world.company):
        assert check(DOCUMENT, sign(DOCUMENT, signer), store=store, at=moment).verdict == "valid"
    read = {"roots": store.roots, "intermediates": store.intermediates, "crls": store.lists}[where]
    own = 2 if where == "crls" else 1
    same = MUTATIONS + own - len(read) - len(store.problems)
    assert 0 <= same < 20, "each is read or named, but for equal ones"
    assert len(store.problems) > MUTATIONS / 10
