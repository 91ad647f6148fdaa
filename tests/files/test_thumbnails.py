"""What a list of files shows of a picture and of the first page of a PDF."""

import io
import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from kabinet.core.turns import Turns
from kabinet.files import thumbnails
from kabinet.files.limits import PDF
from kabinet.files.models import StoredFile
from kabinet.files.responses import thumbnail_response
from kabinet.files.services import remove_file, store_file, store_made, sweep_orphans
from kabinet.files.thumbnails import thumbnail_of
from tests.files import samples

RED, BLUE = (200, 20, 20), (20, 20, 200)
ORIENTATION = 0x0112


def store(owner, at, name, content):
    return store_file(upload=SimpleUploadedFile(name, content), owner=owner, at=at)


def drawn(size, kind, *, mode="RGB", **options):
    """Red above, blue below."""
    image = Image.new("RGB", size, RED)
    ImageDraw.Draw(image).rectangle((0, size[1] // 2, *size), fill=BLUE)
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **options)
    return out.getvalue()


def pdf_of_two_pages():
    """A red page, then a blue one."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for colour in (RED, BLUE):
        canvas.setFillColorRGB(*(part / 255 for part in colour))
        canvas.rect(0, 0, *A4, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def look_of(file):
    image = Image.open(io.BytesIO(thumbnail_of(file, person=1)))
    assert (image.format, image.size, image.mode) == ("JPEG", (120, 160), "RGB")
    return image


def is_transparent(content):
    image = Image.open(io.BytesIO(content)).convert("RGBA")
    return image.getextrema()[3] == (0, 0)


def near(found, meant):
    return all(abs(one - other) < 25 for one, other in zip(found, meant, strict=True))


@pytest.mark.parametrize("size", [(3000, 4000), (30, 40)])
@pytest.mark.parametrize(("name", "kind"), [("фото.jpg", "JPEG"), ("снимок.png", "PNG")])
def test_a_picture_large_or_small_is_known_by_its_thumbnail(owner, at, size, name, kind):
    look = look_of(store(owner, at, name, drawn(size, kind)))
    assert near(look.getpixel((60, 20)), RED)
    assert near(look.getpixel((60, 140)), BLUE)


def test_a_photo_that_lies_on_its_side_stands(owner, at):
    turned = Image.Exif()
    turned[ORIENTATION] = 3  # upside down
    look = look_of(store(owner, at, "фото.jpg", drawn((300, 400), "JPEG", exif=turned)))
    assert near(look.getpixel((60, 20)), BLUE)
    assert near(look.getpixel((60, 140)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "I;16"])
def test_scans_of_every_depth_have_one(owner, at, mode):
    look_of(store(owner, at, "скан.png", drawn((60, 80), "PNG", mode="L" if mode == "I;16" else mode)))


def test_what_is_transparent_is_white_paper(owner, at):
    out = io.BytesIO()
    Image.new("RGBA", (60, 80), (0, 0, 0, 0)).save(out, "PNG")
    assert near(look_of(store(owner, at, "подпись.png", out.getvalue())).getpixel((60, 80)), (255, 255, 255))


def test_a_pdf_is_known_by_its_first_page(owner, at):
    look = look_of(store(owner, at, "договор.pdf", pdf_of_two_pages()))
    assert near(look.getpixel((60, 80)), RED)


def test_other_files_have_none(owner, at):
    assert thumbnail_of(store(owner, at, "опись.docx", samples.make_docx()), person=1) == b""


@pytest.mark.django_db(transaction=True)
def test_it_is_made_once_and_goes_with_its_file(owner, at, storage_folder):
    file = store(owner, at, "договор.pdf", samples.make_pdf())
    made = thumbnail_of(file, person=1)
    [kept] = [path for path in storage_folder.rglob("*") if path.is_file() and path.read_bytes() == made]
    kept.write_bytes(b"kept")
    assert thumbnail_of(file, person=1) == b"kept"

    remove_file(file=file)
    assert [path for path in storage_folder.rglob("*") if path.is_file()] == []


def test_sweep_leaves_the_thumbnail_of_a_file_and_takes_one_of_no_file(owner, at, storage_folder):
    file = store(owner, at, "договор.pdf", samples.make_pdf())
    thumbnail_of(file, person=1)
    for path in storage_folder.rglob("*"):
        os.utime(path, (0, 0))
    later = timezone.now() + timedelta(days=2)
    assert sweep_orphans(at=later) == 0

    (storage_folder / file.storage_name).unlink()
    StoredFile.objects.all().delete()
    assert sweep_orphans(at=later) == 1


def test_what_cannot_be_painted_is_tried_once_and_shows_nothing(owner, at, storage_folder, caplog):
    caplog.set_level("INFO", logger="kabinet.files.thumbnails")
    broken = store_made(content=b"%PDF-1.7 no more", name="договор.pdf", kind=PDF, owner=owner, at=at)
    answers = [thumbnail_response(broken, person=1) for _ in range(2)]
    assert [is_transparent(one.content) for one in answers] == [True, True]
    assert len([one for one in caplog.messages if str(broken.pk) in one]) == 1


def test_a_page_that_asks_for_much_memory_costs_its_own_process(owner, at):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(2, 14000))  # the thumbnail's width makes it a tower of 400 MB
    canvas.rect(0, 0, 1, 1)
    canvas.save()
    file = store(owner, at, "башня.pdf", out.getvalue())
    assert thumbnail_of(file, person=1) == b""


def test_who_has_too_many_in_the_making_gets_it_at_the_next_look(owner, at, monkeypatch):
    file = store(owner, at, "договор.pdf", samples.make_pdf())
    with monkeypatch.context() as crowd:
        none_left = Turns(at_once=0, each_person=1, waiting_each=1, wait_seconds=0)
        crowd.setattr(thumbnails, "_turns", none_left)
        assert thumbnail_of(file, person=1) == b""
    look_of(file)


def test_nothing_is_shown_of_a_file_that_is_given_to_nobody(owner, at, settings):
    file = store(owner, at, "договор.pdf", samples.make_pdf())
    assert thumbnail_of(file, person=1)
    file.scan, file.threat = StoredFile.Scan.INFECTED, "Eicar"
    assert thumbnail_of(file, person=1) == b""


def test_a_replaced_file_has_no_look(owner, at, storage_folder):
    file = store(owner, at, "договор.pdf", samples.make_pdf())
    (storage_folder / file.storage_name).write_bytes(samples.make_pdf("Another"))
    assert thumbnail_of(file, person=1) == b""


@pytest.mark.django_db(transaction=True)
def test_it_is_made_while_nobody_waits_for_a_transaction(owner, at):
    file = store(owner, at, "договор.pdf", samples.make_pdf())
    with transaction.atomic(), pytest.raises(RuntimeError):
        thumbnail_of(file, person=1)


def test_nothing_in_it_may_run_or_stay_in_the_browser(owner, at):
    given = thumbnail_response(store(owner, at, "договор.pdf", samples.make_pdf()), person=1)
    assert (given.status_code, given["Content-Type"]) == (200, "image/jpeg")
    assert given["Cache-Control"] == "private, no-store"  # the computer may be a shared one
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_two_who_look_at_once_leave_one(owner, at, storage_folder):
    file = store(owner, at, "договор.pdf", samples.make_pdf())
    name = thumbnails.thumbnail_name(file.storage_name)
    assert thumbnails._made_and_kept(file, name, 1) == thumbnails._made_and_kept(file, name, 2)
    assert len([path for path in storage_folder.rglob("*") if path.is_file()]) == 2
