"""Pictures that telephones and scanners make are kept as JPEG: upright, without place and device."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from kabinet.files import converting
from kabinet.files.limits import ACCEPT, CONVERTED, JPEG, LIMITS_TEXT, MAX_PICTURE, MAX_SIZE
from kabinet.files.services import FileRefused, bytes_of, store_file
from tests.files import samples

pytestmark = pytest.mark.django_db

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F
RED, BLUE = (200, 20, 20), (20, 20, 200)
FORMATS = {"heic": "HEIF", "webp": "WEBP", "tiff": "TIFF", "bmp": "BMP", "avif": "AVIF"}


def drawn(mode="RGB", size=(80, 40)):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill=BLUE)
    return image.convert(mode)


def picture(extension, image=None, **options):
    if extension == "heic":
        import kabinet.files.heic  # noqa: F401 - Pillow learns HEIC by it
    out = io.BytesIO()
    (image or drawn()).save(out, FORMATS[extension], **options)
    return out.getvalue()


def exif_of_a_telephone(orientation=1):
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, "Telephone"
    return exif


@pytest.fixture
def taken(owner, at):
    return lambda content, name: store_file(upload=SimpleUploadedFile(name, content), owner=owner, at=at)


def opened(file):
    return Image.open(io.BytesIO(bytes_of(file)))


def near(found, colour):
    return all(abs(one - other) < 40 for one, other in zip(found, colour, strict=True))


@pytest.mark.parametrize("extension", sorted(FORMATS))
def test_picture_is_kept_as_jpeg_under_a_name_that_tells_it(taken, extension):
    file = taken(picture(extension), f"IMG_1.{extension.upper()}")
    assert (file.name, file.converted_from, file.content_type) == (
        "IMG_1.jpg",
        f"IMG_1.{extension.upper()}",
        JPEG.content_type,
    )
    assert file.note == f"сделан из\u00a0«IMG_1.{extension.upper()}»"
    image = opened(file)
    assert (image.format, image.size) == ("JPEG", (80, 40))
    assert near(image.getpixel((10, 20)), RED)
    assert near(image.getpixel((70, 20)), BLUE)


@pytest.mark.parametrize("extension", ["heic", "webp", "tiff", "avif"])
def test_turned_photo_is_upright_and_tells_neither_place_nor_device(taken, extension):
    exif = exif_of_a_telephone(orientation=6)
    if extension != "tiff":  # Pillow writes no place into one
        exif[GPS] = {1: "N", 2: (55.0, 45.0, 21.0)}
    image = drawn()
    image.info["exif"] = exif.tobytes()  # from here the library for HEIC takes how a photo is turned
    content = picture(extension, image, **({} if extension == "heic" else {"exif": exif}))
    assert b"Telephone" in content
    file = taken(content, f"a.{extension}")
    image = opened(file)
    assert image.size == (40, 80)
    assert near(image.getpixel((20, 10)), RED)
    assert dict(image.getexif()) == {}
    assert b"Telephone" not in bytes_of(file)


def test_photo_that_a_telephone_named_jpg_is_taken_for_what_it_is(taken):
    assert taken(picture("webp"), "фото.jpg").name == "фото.jpg"


def test_transparent_picture_lies_on_white(taken):
    nothing = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    assert near(opened(taken(picture("webp", nothing), "a.webp")).getpixel((4, 4)), (255, 255, 255))


@pytest.mark.parametrize(("mode", "colour"), [("1", 255), ("L", 200), ("I;16", 200)])
def test_grey_scan_stays_grey(taken, mode, colour):
    image = Image.new(mode, (16, 16), colour * 257 if mode == "I;16" else colour)
    found = opened(taken(picture("tiff", image), "скан.tif"))
    assert found.mode == "L"
    assert abs(found.getpixel((8, 8)) - colour) < 3


@pytest.mark.parametrize("mode", ["CMYK", "P", "LAB"])
def test_scan_of_any_colours_is_taken(taken, mode):
    image = Image.new(mode, (16, 16)) if mode == "LAB" else drawn(mode)
    assert opened(taken(picture("tiff", image), "скан.tiff")).mode == "RGB"


@pytest.mark.parametrize("extension", ["tiff", "webp"])
def test_several_pages_are_not_lost_in_silence(taken, extension):
    pages = picture(extension, save_all=True, append_images=[drawn(size=(80, 40)).rotate(180)])
    with pytest.raises(FileRefused, match=r"несколько страниц или движение.*Сохраните документ как PDF"):
        taken(pages, f"скан.{extension}")


@pytest.mark.parametrize("extension", sorted(FORMATS))
def test_cut_picture_is_refused_in_words(taken, extension):
    content = picture(extension, Image.effect_noise((300, 300), 90).convert("RGB"))
    with pytest.raises(FileRefused, match="не открывается: файл повреждён или передан не полностью"):
        taken(content[: len(content) // 3], f"a.{extension}")


def test_picture_of_too_many_points_is_refused_undecoded(taken):
    huge = picture("tiff", Image.new("1", (10_000, 9_000)), compression="group4")
    assert len(huge) < 100_000
    with pytest.raises(FileRefused, match="слишком велик в развёрнутом виде"):
        taken(huge, "план.tif")


def test_largest_that_fits_is_chosen(monkeypatch):
    noise = io.BytesIO(picture("webp", Image.effect_noise((600, 600), 120).convert("RGB"), quality=90))
    whole = converting.to_jpeg(noise, converting.WEBP)
    monkeypatch.setattr(converting, "MAX_SIZE", len(whole) // 2)
    smaller = converting.to_jpeg(noise, converting.WEBP)
    assert len(smaller) <= len(whole) // 2
    monkeypatch.setattr(converting, "MAX_SIZE", 500)
    with pytest.raises(converting.Unfit, match="он больше"):
        converting.to_jpeg(noise, converting.WEBP)


@pytest.mark.parametrize(
    "head",
    [
        b"BM is how a text begins, of more than eighteen bytes",
        b"RIFF....WAVEfmt ",
        b"....ftypisom....",
        b"",
        b"II*",
    ],
)
def test_what_only_begins_alike_is_no_picture(head):
    assert converting.picture_of(head) is None


def test_inputs_offer_what_is_converted():
    assert all(f".{extension}" in ACCEPT for kind in CONVERTED for extension in kind.extensions)
    assert LIMITS_TEXT.endswith(
        "снимки HEIC, WebP, TIFF, BMP, AVIF станут JPEG; каждый файл до 5\u00a0МБ, "
        "снимок до 25\u00a0МБ портал уменьшит сам."
    )


def test_jpeg_and_png_stay_as_they_came(taken):
    content = samples.make_jpeg()
    file = taken(content, "a.jpg")
    assert (bytes_of(file), file.converted_from, file.note) == (content, "", "")


def large_photo(extension="JPEG", size=(4200, 3200), **options):
    """A photo of more than 5 MB, red in its left upper corner."""
    image = Image.effect_noise(size, 60).convert("RGB")
    ImageDraw.Draw(image).rectangle((0, 0, 600, 600), fill=RED)
    out = io.BytesIO()
    image.save(out, extension, **options)
    assert out.tell() > MAX_SIZE
    return out.getvalue()


def test_photo_that_is_too_large_is_made_smaller_and_stays_legible(taken):
    content = large_photo(quality=97, exif=exif_of_a_telephone(orientation=6))
    file = taken(content, "паспорт.jpg")
    assert (file.name, file.converted_from, file.content_type) == ("паспорт.jpg", "паспорт.jpg", "image/jpeg")
    assert file.note == "уменьшен порталом, чтобы его можно было хранить и пересылать"
    assert file.size <= MAX_SIZE
    image = opened(file)
    assert min(image.size) >= 1240  # 150 dots in an inch of A4
    assert near(image.getpixel((image.width - 20, 20)), RED)
    assert b"Telephone" not in bytes_of(file)


def test_large_picture_in_png_becomes_a_photo(taken):
    file = taken(large_photo("PNG", (2600, 1800)), "снимок экрана.png")
    assert (file.name, file.note) == ("снимок экрана.jpg", "сделан из\u00a0«снимок экрана.png»")


def test_photo_of_two_hundred_megapixels_is_read_coarsely_within_the_budget(taken):
    out = io.BytesIO()
    Image.linear_gradient("L").resize((16320, 12240)).convert("RGB").save(out, "JPEG", quality=99)
    assert out.tell() > MAX_SIZE
    assert opened(taken(out.getvalue(), "a.jpg")).width >= 4000


@pytest.mark.parametrize("name", ["большой.pdf", "большой.jpg"])
def test_only_pictures_may_be_larger_than_what_is_kept(taken, name):
    with pytest.raises(FileRefused, match="он больше 5\u00a0МБ"):
        taken(samples.pdf_of_size(MAX_SIZE + 1), name)


def test_picture_has_a_limit_too(taken):
    with pytest.raises(FileRefused, match="он больше 5\u00a0МБ"):
        taken(samples.make_jpeg() + bytes(MAX_PICTURE), "a.jpg")


def test_cut_large_photo_is_refused_in_words(taken):
    with pytest.raises(FileRefused, match="не открывается: файл повреждён или передан не полностью"):
        taken(large_photo(quality=97)[: MAX_SIZE + 100], "a.jpg")
