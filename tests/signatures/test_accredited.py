"""The official list of accredited authorities is brought into the trust folder; nothing spoils the rest."""

import base64
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kabinet.signatures import trust
from kabinet.signatures.accredited import read_list
from kabinet.signatures.errors import Fault, SignatureRefused
from kabinet.signatures.trust import thumbprint
from tests.signatures.issuing import NOW, attributes_of, sign
from tests.signatures.test_chain import DOCUMENT

LONG_AGO, LATELY = "2020-01-01T00:00:00", "2026-11-20T00:00:00"


def status(word, since):
    return f"<СтатусАккредитации><Статус>{word}</Статус><ДействуетС>{since}</ДействуетС></СтатусАккредитации>"


def entry(title, *ders, now=("Действует", LONG_AGO), history=()):
    data = "".join(
        f"<ДанныеСертификата><Отпечаток>AB{number}</Отпечаток><Данные>{der}</Данные></ДанныеСертификата>"
        for number, der in enumerate(
            der if isinstance(der, str) else base64.encodebytes(der).decode() for der in ders
        )
    )
    before = "".join(status(*one) for one in history)
    return (
        f"<УдостоверяющийЦентр><Название>{title}</Название>{status(*now)}"
        f"<ИсторияСтатусовАккредитации>{before}</ИсторияСтатусовАккредитации>"
        f"<ПрограммноАппаратныеКомплексы><ПрограммноАппаратныйКомплекс><КлючиУполномоченныхЛиц><Ключ>"
        f"<Сертификаты>{data}</Сертификаты></Ключ></КлючиУполномоченныхЛиц></ПрограммноАппаратныйКомплекс>"
        f"</ПрограммноАппаратныеКомплексы></УдостоверяющийЦентр>"
    )


def listed(*entries):
    return (
        '<?xml version="1.0" encoding="utf-8"?><АккредитованныеУдостоверяющиеЦентры><Версия>1</Версия>'
        f"{''.join(entries)}</АккредитованныеУдостоверяющиеЦентры>"
    ).encode()


@pytest.fixture
def folder(world, tmp_path, settings):
    """A trust folder with lists of revoked ones and the root alone."""
    world.fill(tmp_path / "trust")
    (tmp_path / "trust" / "intermediates" / "authority.cer").unlink()
    settings.TRUST_DIR = tmp_path / "trust"
    return tmp_path / "trust"


@pytest.fixture
def imported(tmp_path):
    def run(content):
        file = Path(tmp_path / "tsl.xml")
        file.write_bytes(content)
        said = StringIO()
        call_command("signature", "trust", "import", str(file), stdout=said)
        return said.getvalue().splitlines()

    return run


def state(folder):
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_authority_is_told_and_a_bad_certificate_is_set_aside(world, folder, imported, check):
    told = imported(
        listed(
            entry("АО «Кривой»", "MIIB", "не base64"),
            entry("АО «Без дней»", world.root.der, now=("Действует", "давно")),
            entry("АО «Хороший»", "MIIB", world.authority.der),
        )
    )
    assert told[0].startswith("АО «Кривой»: действует; не взят: ни одного пригодного сертификата; ")
    assert "отложен сертификат: AB0" in told[0]
    assert "отложен сертификат: AB1" in told[0]
    assert told[1] == "АО «Без дней»: статус не указан; не взят: в списке нет дней аккредитации"
    assert "АО «Хороший»: действует; новых сертификатов 1, известных 0; отложен сертификат: AB0" in told[2]
    assert told[3] == "Центров в списке: 3; сертификатов новых 1, известных 0, отложено 3"
    assert check(DOCUMENT, sign(DOCUMENT, world.person), store=trust.read_folder(folder))


def test_import_again_changes_nothing(world, folder, imported):
    content = listed(entry("УЦ", world.authority.der))
    imported(content)
    before = state(folder)
    assert imported(content)[0] == "УЦ: действует; новых сертификатов 0, известных 1"
    assert state(folder) == before
    assert [path.name for path in (folder / "intermediates").iterdir()] == [
        f"tsl-{thumbprint(trust.read_folder(folder).intermediates[0]).lower()}.cer"
    ]


def test_root_of_the_list_is_no_root_of_ours(world, folder, imported):
    imported(listed(entry("УЦ", world.root.der)))
    assert len(trust.read_folder(folder).roots) == 1
    assert [path.name for path in (folder / "roots").iterdir()] == ["root.cer"]


@pytest.mark.parametrize("word", ["Приостановлена", "Прекращена"])
def test_what_was_signed_while_accredited_stays_good(world, folder, imported, check, word):
    imported(listed(entry("УЦ", world.authority.der, now=(word, LATELY), history=[("Действует", LONG_AGO)])))
    before = NOW - timedelta(days=10)
    for authority, file in ((world.authority, "authority.crl"), (world.root, "root.crl")):
        (folder / "crls" / file).write_bytes(authority.crl(issued=before - timedelta(hours=1), days=60))
    store = trust.read_folder(folder)
    attributes = attributes_of(DOCUMENT, world.person, at=before)
    signature = sign(DOCUMENT, world.person, attributes=attributes)
    assert check(DOCUMENT, signature, store=store, at=before).report["revocation"] == "good"
    with pytest.raises(SignatureRefused) as caught:
        check(DOCUMENT, signature, store=store)
    assert caught.value.reason == Fault.NOT_ACCREDITED


def test_accreditation_given_back_counts_again(world):
    [authority] = read_list(
        BytesIO(
            listed(
                entry(
                    "УЦ",
                    now=("Действует", "2026-11-20T00:00:00"),
                    history=[("Действует", LONG_AGO), ("Приостановлена", "2025-01-01T00:00:00")],
                )
            )
        )
    )
    assert authority.periods == (
        ("2020-01-01T00:00:00+00:00", "2025-01-01T00:00:00+00:00"),
        ("2026-11-20T00:00:00+00:00", ""),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a/>",
        b"not xml",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        listed(),
    ],
)
def test_what_is_no_list_is_refused_and_changes_nothing(folder, imported, content):
    before = state(folder)
    with pytest.raises(CommandError):
        imported(content)
    assert state(folder) == before


def test_broken_days_of_accreditation_are_named_and_refuse_nobody(world, folder, imported, check):
    imported(listed(entry("УЦ", world.authority.der)))
    (folder / trust.ACCREDITATION).write_text("[", encoding="utf-8")
    store = trust.read_folder(folder)
    assert [problem.partition(":")[0] for problem in store.problems] == [trust.ACCREDITATION]
    assert check(DOCUMENT, sign(DOCUMENT, world.person), store=store)
