"""Make the one font that nearly every page needs: Cyrillic and plain Latin in a file, weights 400 to 700.

    python scripts/subset_font.py LATIN.woff2 CYRILLIC.woff2 OUT.woff2

The two are those of @fontsource-variable/golos-text (kabinet/static/vendor/README.md); needs fonttools and
brotli, which the portal itself does not. Both are cuts of one design, so the glyphs are carried over with
their variations; the kerning of Latin letters is left behind.
"""

import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

WEIGHTS = (400, 700)
PLAIN_LATIN = {*range(0x20, 0x7F), *map(ord, "§©«®°±²³·»×–—‘’“”„•…€™−")}
UNUSED = ("HVAR", "VVAR", "vhea", "vmtx", "STAT")


def cut(path: str, wanted: set[int] | None, *, kerning: bool) -> TTFont:
    """Open a font, with these characters alone and the weights that the stylesheet asks for."""
    font = TTFont(path)
    options = Options(
        layout_features=["kern", "ccmp", "locl", "mark"] if kerning else [], notdef_outline=True
    )
    options.drop_tables += UNUSED
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted or set(font.getBestCmap()))
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
    font.ensureDecompiled()
    font["gvar"].variations = {name: font["gvar"].variations.get(name, []) for name in font.getGlyphOrder()}
    return font


def main(latin_path: str, cyrillic_path: str, out: str) -> None:
    """Carry the Latin glyphs over into the Cyrillic font, and write it."""
    font = cut(cyrillic_path, None, kerning=True)
    latin = cut(latin_path, PLAIN_LATIN, kerning=False)
    names = {name: f"{name}.latin" if name in font.getGlyphSet() else name for name in latin.getGlyphOrder()}
    font.setGlyphOrder([*font.getGlyphOrder(), *names.values()])
    for name, carried in names.items():
        glyph = latin["glyf"][name]
        for component in getattr(glyph, "components", ()):
            component.glyphName = names[component.glyphName]
        font["glyf"][carried] = glyph
        font["hmtx"][carried] = latin["hmtx"][name]
        font["gvar"].variations[carried] = latin["gvar"].variations[name]
    for table in font["cmap"].tables:
        for code, name in latin.getBestCmap().items():
            table.cmap.setdefault(code, names[name])
    font["maxp"].numGlyphs = len(font.getGlyphOrder())
    font.flavor = "woff2"
    font.save(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
