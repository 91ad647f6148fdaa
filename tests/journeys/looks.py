"""Pictures of every page for whoever looks at them as a designer; `make looks` writes them into var/looks.

Four widths, light, dark, and «Версия для слабовидящих»; whole pages, and sheets of several side by side. The
suite does not collect this module: it judges nothing, people do.
"""

import os
import re
import shutil
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Error

from tests.conftest import ROOT
from tests.journeys.every_page import pages, prepare

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(0)]

FOLDER = ROOT / "var" / "looks"
ONLY = re.compile(os.environ.get("KABINET_LOOKS", ""))
"""Which addresses: a regular expression, found anywhere in one."""
SCHEMES = {"light": {}, "dark": {"dark": True}, "low-vision": {"low_vision": "150.white.1.1.sans.on.off"}}
HEIGHTS = {360: 740, 768: 1024, 1366: 900, 1920: 1080}
"""Width of a window → its height."""
COLUMNS = {360: 4, 768: 3, 1366: 2, 1920: 2}
"""Width of a window → how many columns a sheet has: long pages go on in the next one."""
SHEET, GAP, CAPTION = 1500, 8, 18
"""The side of a sheet, what parts its columns, the line above each page, in pixels."""
LONGEST = 3 * SHEET
"""Pixels of a page on the sheets: lists may be longer than anyone looks."""
GROUND, INK = (120, 120, 120), (255, 255, 255)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_is_pictured(visitor, specialist, scheme):
    taken = {width: [] for width in HEIGHTS}
    for who, addresses in pages(prepare(specialist)):
        window = visitor(**SCHEMES[scheme], viewport={"width": 1366, "height": 900})
        if who != "anyone":
            window.sign_in(who)
        for address in filter(ONLY.search, addresses):
            window.page.goto(window.address + address)
            window.page.wait_for_load_state()
            for width, height in HEIGHTS.items():
                window.page.set_viewport_size({"width": width, "height": height})
                picture = whole(window.page)
                taken[width].append((f"{who.partition('@')[0]} {address}", picture))
    for width, pictures in taken.items():
        keep(f"{width}-{scheme}", pictures, COLUMNS[width])


def whole(page):
    """The page from top to bottom, or as far as seen where the browser will not draw it in one piece."""
    try:
        shown = page.screenshot(full_page=True, animations="disabled")
    except Error:
        shown = page.screenshot(animations="disabled")
    picture = BytesIO()
    Image.open(BytesIO(shown)).convert("RGB").save(picture, "JPEG", quality=85)
    return picture.getvalue()


def keep(name, pictures, columns):
    """Write the pictures of a width and a scheme, and the sheets of them."""
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for sheet in FOLDER.glob(f"{name}-*.png"):
        sheet.unlink()
    for number, (caption, picture) in enumerate(pictures, 1):
        file = re.sub(r"[^\w-]+", "-", re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", caption)).strip("-")
        (folder / f"{number:03}-{file[:80]}.jpg").write_bytes(picture)
    for number, sheet in enumerate(sheets(pictures, columns), 1):
        sheet.save(FOLDER / f"{name}-{number:02}.png")


def sheets(pictures, columns):
    """Lay the pictures out in columns, from the top of the left one; a page goes on where the next begins."""
    wide = (SHEET - GAP * (columns - 1)) // columns
    font = ImageFont.load_default(12)
    sheet, column, top = blank(), 0, 0
    for caption, picture in pictures:
        page = Image.open(BytesIO(picture))
        page = page.resize((wide, round(page.height * wide / page.width)), Image.Resampling.LANCZOS)
        page = page.crop((0, 0, wide, min(page.height, LONGEST)))
        if top > SHEET - 200:
            column, top = column + 1, 0
        done = 0
        while done < page.height:
            if column == columns:
                yield sheet
                sheet, column, top = blank(), 0, 0
            left = column * (wide + GAP)
            note = re.sub(r"-[0-9a-f-]{27}", "…", caption) + (" +" if done else "")
            ImageDraw.Draw(sheet).text((left + 4, top + 1), note, fill=INK, font=font)
            part = page.crop((0, done, wide, min(page.height, done + SHEET - top - CAPTION)))
            sheet.paste(part, (left, top + CAPTION))
            done, top = done + part.height, top + CAPTION + part.height + GAP
            if done < page.height or top > SHEET - 200:
                column, top = column + 1, 0
    yield sheet


def blank():
    return Image.new("RGB", (SHEET, SHEET), GROUND)
