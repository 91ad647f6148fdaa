from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.files.limits import PDF
from kabinet.files.services import store_made
from kabinet.signatures.certificates import read_certificate, title_of
from kabinet.signatures.models import Source
from kabinet.signatures.services import verify_and_store
from kabinet.signatures.trust import serial_of, thumbprint
from tests.files.samples import make_pdf
from tests.signatures.issuing import (
    CA_USAGE,
    CN,
    NOW,
    PERSON,
    World,
    basic_constraints,
    extension,
    key_usage,
    name,
    sequence,
    sign,
    tlv,
)

DOCUMENT = b"%PDF-1.7 document"


@pytest.fixture
def command(world, tmp_path, settings):
    settings.TRUST_DIR = world.fill(tmp_path / "trust")
    settings.SIGNATURE_REVOCATION = "required"
    (tmp_path / "document.pdf").write_bytes(DOCUMENT)
    (tmp_path / "document.pdf.sig").write_bytes(sign(DOCUMENT, world.company))

    def run(*arguments):
        said = StringIO()
        call_command("signature", *(str(one) for one in arguments), stdout=said)
        return said.getvalue()

    run.folder = tmp_path
    return run


def test_verify_prints_the_protocol_and_that_it_is_no_certified_means(command):
    folder = command.folder
    said = command(
        "verify", folder / "document.pdf", folder / "document.pdf.sig", "--at", NOW.isoformat()
    ).splitlines()
    assert said[:3] == [
        "Вывод: Подпись действительна",
        "Проверено на момент: 24.11.2026 12:00:00",
        "Вид подписи: CAdES-BES",
    ]
    assert "Организация: ПАО «Сбербанк»" in said
    assert "ОГРН: 1027700132195" in said
    assert "Отзыв: не отозван" in said
    assert "не является сертифицированным средством" in said[-1]


def test_verify_fails_with_the_reason_and_its_code(command):
    folder = command.folder
    (folder / "other.pdf").write_bytes(b"other")
    with pytest.raises(CommandError, match="Код: digest_mismatch"):
        command("verify", folder / "other.pdf", folder / "document.pdf.sig", "--at", NOW.isoformat())
    with pytest.raises(CommandError, match=r"absent\.pdf: нет такого файла"):
        command("verify", folder / "absent.pdf", folder / "document.pdf.sig")


def test_trust_tells_terms_and_where_lists_are_to_be_had(command, world):
    """Of the real clock: what was issued long ago is over, what is issued for years is not."""
    begins = timezone.now() - timedelta(days=20)
    point = extension("2.5.29.31", sequence(sequence(tlv(0xA0, tlv(0xA0, tlv(0x86, b"http://ca.ru/1.crl"))))))
    authority = (basic_constraints(ca=True), key_usage(CA_USAGE), point)
    long, over = (
        world.root.issue(name((CN, title)), begins=begins, days=days, extensions=authority)
        for title, days in (("Действующий УЦ", 4000), ("Прежний УЦ", 10))
    )
    trusted = command.folder / "trust"
    for part in ("intermediates", "crls"):
        for path in (trusted / part).iterdir():
            path.unlink()
    for file, issued in {"a": long, "b": over}.items():
        (trusted / "intermediates" / f"{file}.cer").write_bytes(issued.der)
    for file, listed in {
        "a": long.crl(issued=begins, days=4000),
        "b": over.crl(issued=begins, days=10),
    }.items():
        (trusted / "crls" / f"{file}.crl").write_bytes(listed)

    def described(issued, state, days):
        read = read_certificate(issued.der)
        return (
            f"  {title_of(read.subject)}: {state} {begins + timedelta(days=days):%d.%m.%Y}, "
            f"номер {serial_of(read)}, отпечаток {thumbprint(read)}"
        )

    def next_list(days):
        return f"{timezone.localtime(begins + timedelta(days=days)):%d.%m.%Y %H:%M}"

    assert command("trust").splitlines()[2:] == [
        "Промежуточные: 2",
        described(long, "до", 4000),
        "    список отозванных: http://ca.ru/1.crl",
        described(over, "ИСТЁК", 10),
        "    список отозванных: http://ca.ru/1.crl",
        "Списки отозванных: 2",
        f"  a.crl: действует, следующий {next_list(4000)}",
        f"  b.crl: УСТАРЕЛ, следующий {next_list(10)}",
    ]


@pytest.mark.django_db
def test_recheck_tells_how_many_were_checked_and_refused(command, settings):
    """Of two signatures that were taken while there was no list, the signer of one had been revoked."""
    settings.SIGNATURE_REVOCATION = "if_available"
    now, content = timezone.now(), make_pdf()
    people, user = World(now), User.objects.create(email="signer@example.ru", created_at=now)
    settings.TRUST_DIR = people.fill(command.folder / "now", crls=False)
    revoked = people.authority.issue(PERSON, begins=now - timedelta(days=30))
    for signer in (people.person, revoked):
        verify_and_store(
            document=store_made(content=content, name="заявка.pdf", kind=PDF, owner=user, at=now),
            upload=sign(content, signer),
            upload_name="заявка.pdf.sig",
            signatory=None,
            source=Source.UPLOAD,
            by=user,
            address=None,
            at=now,
        )
    listed = people.authority.crl((revoked, now - timedelta(days=1)), issued=now - timedelta(hours=1))
    (settings.TRUST_DIR / "crls" / "authority.crl").write_bytes(listed)
    assert command("recheck") == "Проверено подписей: 2, из них не подтверждено: 1\n"


@pytest.mark.django_db
def test_recheck_of_nothing_says_so(command):
    assert command("recheck") == "Проверено подписей: 0, из них не подтверждено: 0\n"


def test_command_without_an_act_says_how_it_is_called(command):
    with pytest.raises(CommandError, match="act"):
        command()


def test_trust_lists_the_folder_and_fails_when_it_is_empty_or_broken(command, settings):
    said = command("trust")
    assert "Корневые: 1" in said
    assert "Испытательный аккредитованный УЦ" in said
    assert "Списки отозванных: 2" in said
    (command.folder / "trust" / "roots" / "broken.cer").write_bytes(b"\x30\x01")
    with pytest.raises(CommandError, match=r"roots/broken\.cer"):
        command("trust")
    settings.TRUST_DIR = command.folder / "absent"
    with pytest.raises(CommandError, match="нет ни одного корневого"):
        command("trust")
