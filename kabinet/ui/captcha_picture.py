"""The picture of a code: six digits that people read and programs read badly."""

import io
import math
from functools import cache
from pathlib import Path
from random import Random

import captcha
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from kabinet.ui.captcha_chance import chance_of

WIDTH, HEIGHT = 240, 80
"""The size on the page, CSS pixels; the picture is drawn at twice of it."""
_SCALE = 2
_QUALITY = 12
"""As read as ever, and a quarter of what a PNG weighs: it comes with the second page of whoever registers."""
_PAPER = (250, 250, 247)
_INKS = ((30, 64, 120), (96, 40, 110), (20, 90, 80), (120, 50, 30), (50, 50, 60))
_FONT = Path(captcha.__file__).parent / "fonts" / "Vera.ttf"

type Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def draw_code(digits: str, key: str) -> bytes:
    """Draw a code as a WebP of 2·WIDTH by 2·HEIGHT pixels; the same key gives the same picture.

    Were it drawn anew each time, the noise could be averaged away.
    """
    chance = chance_of(key, "picture")
    width, height = WIDTH * _SCALE, HEIGHT * _SCALE
    image = Image.new("RGB", (width, height), _PAPER)
    _scatter(image, chance)
    step = (width - 50) / len(digits)
    for place, digit in enumerate(digits):
        ink = chance.choice(_INKS)
        glyph = _glyph(digit, ink, chance)
        x = 25 + step * (place + 0.5) - glyph.width / 2 + chance.uniform(-6, 6)
        y = (height - glyph.height) / 2 + chance.uniform(-12, 12)
        image.paste(glyph, (round(x), round(y)), glyph)
    image = _bend(image, chance)
    _strike(image, chance)
    out = io.BytesIO()
    image.filter(ImageFilter.SMOOTH).save(out, "WEBP", quality=_QUALITY, method=6)
    return out.getvalue()


@cache
def _fonts(size: int) -> tuple[Font, Font]:
    return ImageFont.truetype(_FONT, size), ImageFont.load_default(size)


def _glyph(digit: str, ink: tuple[int, int, int], chance: Random) -> Image.Image:
    """Draw one digit of its own size, slant and turn on a transparent ground."""
    footed, plain = _fonts(chance.choice((104, 112, 120)))
    # A one without a foot, and a one or a seven that leans, are taken for one another.
    font = footed if digit in "17" else chance.choice((footed, plain))
    turn = 12 if digit in "17" else 22
    glyph = Image.new("L", (160, 160), 0)
    ImageDraw.Draw(glyph).text((80, 80), digit, font=font, fill=255, anchor="mm")
    slant = chance.uniform(-0.25, 0.25)
    glyph = glyph.transform(
        glyph.size, Image.Transform.AFFINE, (1, slant, -slant * 80, 0, 1, 0), Image.Resampling.BICUBIC
    )
    glyph = glyph.rotate(chance.uniform(-turn, turn), Image.Resampling.BICUBIC)
    inked = Image.new("RGBA", glyph.size, (*ink, 0))
    inked.putalpha(glyph)
    return inked.crop(glyph.getbbox())


def _bend(image: Image.Image, chance: Random) -> Image.Image:
    """Bend the lines of the picture into waves, both ways."""
    width, height = image.size
    wave, phase = chance.uniform(90, 140), chance.uniform(0, math.tau)
    swing = chance.uniform(5, 8)

    def shift(x: int, y: int) -> tuple[float, float]:
        return (
            x + swing * math.sin(math.tau * y / wave + phase),
            y + swing * math.sin(math.tau * x / (wave * 1.3) + phase),
        )

    cell = 20
    mesh = []
    for left in range(0, width, cell):
        for top in range(0, height, cell):
            right, bottom = left + cell, top + cell
            corners = ((left, top), (left, bottom), (right, bottom), (right, top))
            source = tuple(value for corner in corners for value in shift(*corner))
            mesh.append(((left, top, right, bottom), source))
    return image.transform(image.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC, fillcolor=_PAPER)


def _scatter(image: Image.Image, chance: Random) -> None:
    """Scatter pale specks and strokes on the ground."""
    draw = ImageDraw.Draw(image)
    for _ in range(170):
        x, y, size = chance.uniform(0, image.width), chance.uniform(0, image.height), chance.uniform(1, 4)
        draw.ellipse((x, y, x + size, y + size), fill=chance.choice(_INKS))


def _strike(image: Image.Image, chance: Random) -> None:
    """Draw curves of the digits' own colours through the digits, joining them."""
    draw = ImageDraw.Draw(image)
    for _ in range(3):
        middle, swing = chance.uniform(45, image.height - 45), chance.uniform(12, 30)
        wave, phase = chance.uniform(160, 340), chance.uniform(0, math.tau)
        line = [
            (x, middle + swing * math.sin(math.tau * x / wave + phase)) for x in range(0, image.width + 1, 4)
        ]
        draw.line(line, fill=chance.choice(_INKS), width=3, joint="curve")
    left, right = chance.uniform(30, image.height - 30), chance.uniform(30, image.height - 30)
    draw.line((0, left, image.width, right), fill=_PAPER, width=2)
