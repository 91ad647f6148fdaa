from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.signatures.issuing import NOW, sign

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
