"""Cuts Inter and JetBrains Mono to the glyphs Ravine uses: `pip install fonttools`, then `python3 cut.py`.

Reads the fonts of Debian's packages fonts-inter and fonts-jetbrains-mono, writes the TTF files beside itself.
"""

from pathlib import Path

from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

INTER = Path("/usr/share/fonts/opentype/inter")
MONO = Path("/usr/share/fonts/truetype/jetbrains-mono")
HERE = Path(__file__).parent

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100)]
GREEK = [*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA), 0x3D1, 0x3D5, 0x3F5]
MARKS = [0x300, 0x301, 0x302, 0x303, 0x304, 0x307, 0x308]
SCRIPTS = [0xB2, 0xB3, 0xB9, *range(0x2070, 0x209D), 0x1D40]
SIGNS = [ord(c) for c in "−×·÷±√∞≈≠≤≥∂∇∑∏∫∈∝‖⟨⟩⊙∘→←↑↓↗↘⇒↔ℓ–—‘’“”…•‰′″\u2009\u202f"]
WANTED = LATIN + GREEK + MARKS + SCRIPTS + SIGNS
EXTENDED = [*range(0x100, 0x250), *range(0x1E00, 0x1F00), 0x2116]
CYRILLIC = [*range(0x400, 0x530)]
FEATURES = ["kern", "mark", "mkmk", "ccmp"]


def main() -> None:
    """Writes the three files that are part of the program, and two that are loaded when a letter needs them."""
    for source, name, tabular, wanted in [
        (INTER / "Inter-Regular.otf", "Inter-Regular.ttf", True, WANTED),
        (INTER / "Inter-SemiBold.otf", "Inter-SemiBold.ttf", True, WANTED),
        (MONO / "JetBrainsMono-Regular.ttf", "JetBrainsMono-Regular.ttf", False, WANTED),
        (INTER / "Inter-Regular.otf", "more/Inter-Latin.ttf", False, EXTENDED),
        (INTER / "Inter-Regular.otf", "more/Inter-Cyrillic.ttf", False, CYRILLIC),
    ]:
        font = TTFont(source)
        if tabular:
            use_tabular_figures(font)
        cut(font, wanted)
        if "CFF " in font:
            font = to_quadratic(font)
        if 0x394 in wanted:
            add_nabla(font)
        font["post"].formatType = 3.0
        font.save(HERE / name)
        print(name, (HERE / name).stat().st_size, "bytes,", len(font.getBestCmap()), "characters")


def use_tabular_figures(font: TTFont) -> None:
    """Makes digits of one width the plain ones, so that running numbers do not dance."""
    table = font["GSUB"].table
    lookups = [i for r in table.FeatureList.FeatureRecord if r.FeatureTag == "tnum" for i in r.Feature.LookupListIndex]
    swap = {}
    for i in set(lookups):
        for part in table.LookupList.Lookup[i].SubTable:
            swap.update(getattr(part, "ExtSubTable", part).mapping)
    for part in font["cmap"].tables:
        for code in [*range(0x30, 0x3A), 0x2212, 0x2B, 0x2E]:
            if code in part.cmap:
                part.cmap[code] = swap.get(part.cmap[code], part.cmap[code])


def cut(font: TTFont, wanted: list[int]) -> None:
    """Drops what is not wanted."""
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.name_IDs = [0, 1, 2, 4, 5, 6, 7, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)


def to_quadratic(font: TTFont) -> TTFont:
    """The same font with TrueType outlines."""
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    drawn = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        drawn[name] = pen.glyph()
    for name in ("CFF ", "VORG"):
        if name in font:
            del font[name]
    font.sfntVersion = "\0\1\0\0"
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, drawn
    for name, glyph in drawn.items():
        glyph.recalcBounds(glyf)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    builder = FontBuilder(font=font)
    del font["maxp"]
    builder.setupMaxp()
    return font


def add_nabla(font: TTFont) -> None:
    """Neither font has ∇: the Greek Δ upside down."""
    cmap = font.getBestCmap()
    if 0x2207 in cmap:
        return
    glyphs = font.getGlyphSet()
    delta = cmap[0x394]
    bounds = BoundsPen(glyphs)
    glyphs[delta].draw(bounds)
    flip = Transform(1, 0, 0, -1, 0, bounds.bounds[1] + bounds.bounds[3])
    pen = TTGlyphPen(None)
    glyphs[delta].draw(TransformPen(pen, flip))
    font["glyf"]["nabla"] = pen.glyph()
    font["hmtx"]["nabla"] = font["hmtx"][delta]
    for part in font["cmap"].tables:
        if part.isUnicode():
            part.cmap[0x2207] = "nabla"


main()
