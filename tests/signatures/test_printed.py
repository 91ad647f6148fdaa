"""The printable copy of documents that are odd, broken or heavy."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, NumberObject

from kabinet.accounts.models import User
from kabinet.files.limits import DOCX, PDF
from kabinet.files.services import store_file, store_made
from kabinet.signatures.printed import stamped_copy
from tests.files.samples import make_docx, make_encrypted_pdf, make_pdf
from tests.signatures.conftest import GOLDEN
from tests.signatures.issuing import NOW
from tests.signatures.stored import make_signature

pytestmark = pytest.mark.django_db
ALONE = "Это только лист с отметками о подписи. Сам документ скачайте отдельно"


@pytest.fixture
def owner():
    return User.objects.create(email="signer@example.ru", created_at=NOW)


def copy_of(file, owner):
    """The text of each page of the stamped copy."""
    content = stamped_copy(file, signatures=[make_signature(file, owner)], url="https://lk.example.ru/check/")
    pages = [page.extract_text().replace("\u200b", "") for page in PdfReader(io.BytesIO(content)).pages]
    return [" ".join(page.split()) for page in pages]


def annotated(annotations):
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf()))), io.BytesIO()
    writer.pages[0][NameObject("/Annots")] = annotations
    writer.write(out)
    return out.getvalue()


ODD = {
    "the null of the wild": (GOLDEN / "odd" / "annots-null.pdf").read_bytes(),
    "a null": annotated(ArrayObject([NullObject()])),
    "a number": annotated(ArrayObject([NumberObject(7)])),
    "no list": annotated(NumberObject(7)),
    "an odd target": annotated(
        ArrayObject(
            [
                DictionaryObject(
                    {
                        NameObject("/Subtype"): NameObject("/Link"),
                        NameObject("/Dest"): ArrayObject([NumberObject(99), NullObject()]),
                    }
                )
            ]
        )
    ),
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_document_that_was_taken_has_a_copy_or_the_sheet_alone(owner, kind):
    file = store_file(upload=SimpleUploadedFile("схема.pdf", ODD[kind]), owner=owner, at=NOW)
    *before, sheet = copy_of(file, owner)
    assert "ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ" in sheet
    assert (ALONE in sheet) == (not before)


def test_null_among_annotations_leaves_the_sheet_alone_which_says_so(owner, caplog):
    file = store_file(upload=SimpleUploadedFile("схема.pdf", ODD["a null"]), owner=owner, at=NOW)
    [sheet] = copy_of(file, owner)
    assert f"{ALONE}: «схема.pdf»." in sheet
    assert file.sha256 in sheet.replace(" ", "")
    assert f"The document {file.pk} has no copy but the sheet" in caplog.text


def test_document_that_is_no_pdf_is_the_sheet_alone(owner):
    file = store_made(content=make_docx(), name="договор.docx", kind=DOCX, owner=owner, at=NOW)
    [sheet] = copy_of(file, owner)
    assert f"{ALONE}: «договор.docx»." in sheet


@pytest.mark.parametrize("content", [b"%PDF-1.7 cut", b"%PDF-1.7\n" + b"[" * 100_000], ids=["cut", "deep"])
def test_document_that_cannot_be_read_is_the_sheet_alone(owner, content):
    file = store_made(content=content, name="a.pdf", kind=PDF, owner=owner, at=NOW)
    assert len(copy_of(file, owner)) == 1


def test_document_that_is_only_restricted_is_copied_whole(owner):
    content = make_encrypted_pdf("", "owner")
    file = store_file(upload=SimpleUploadedFile("a.pdf", content), owner=owner, at=NOW)
    document, sheet = copy_of(file, owner)
    assert ("Passport 1" in document, ALONE in sheet) == (True, False)


def test_foreign_document_is_never_copied_inside_a_transaction(owner):
    """It is read in a process of its own, which refuses to have others wait."""
    file = store_file(upload=SimpleUploadedFile("a.pdf", make_pdf()), owner=owner, at=NOW)
    signature = make_signature(file, owner)
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        stamped_copy(file, signatures=[signature], url="https://lk.example.ru/")
