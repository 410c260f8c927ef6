"""Text of PDF pages that show their glyphs one by one.

Some programs (Ghostscript before 9, most of all) write ``(a)Tj 5.04 0 Td (b)Tj 5.04 0 Td``:
two operators for each glyph. pypdf takes its time for each operator, so such a page takes it
many times as long as another. It gets the glyphs joined to strings, and gives the same text.
"""

import re
from collections.abc import Mapping, Sequence
from typing import cast

from pypdf import PageObject
from pypdf.generic import ContentStream, DictionaryObject

_SIMPLE_FONTS = frozenset({"/Type1", "/MMType1", "/TrueType"})
_ESCAPED = {8: rb"\b", 9: rb"\t", 10: rb"\n", 12: rb"\f", 13: rb"\r"} | {
    ord(one): b"\\" + one.encode() for one in "()\\"
}
_FEWEST_GLYPHS = 300
# In font sizes: less than half a space, which is what pypdf takes for a gap between words.
_SLACK = 0.05
_STRING = rb"\((?:[^()\\\r\n]|\\(?:[0-3][0-7]{2}|[nrtbf()\\]))*\)"
_MOVE = rb"\s+-?[0-9.]+\s+0\s+Td\s+"
_TOKEN = re.compile(
    rb"/([^\s/()<>\[\]]+)\s+([0-9.]+)\s+Tf\b|\b(Q)\b"
    rb"|(%b)\s*Tj\b((?:%b%b\s*Tj\b)+)|%b" % (_STRING, _MOVE, _STRING, _STRING)
)
_STEP = re.compile(rb"(-?[0-9.]+)\s+0\s+Td\s+(%b)\s*Tj\b" % _STRING)
_PAIR = re.compile(rb"\)\s*Tj%b\(" % _MOVE)
_PLACED = re.compile(rb"\b(?:Tm|cm)\b")
_UPRIGHT = re.compile(rb"[0-9.]{1,12}\s+0\s+0\s+[0-9.]{1,12}(?:\s+-?[0-9.]+){2}\s+(?:Tm|cm)\b")
_SPREAD = re.compile(rb"\bT[cwz]\b")


def joined_contents(page: PageObject) -> ContentStream | None:
    """What a page shows, its glyphs joined; None where that would gain nothing or is not safe.

    Not safe is text that runs askew or is spread.

    Raises:
        Exception: Of many types, if the page is damaged.
    """
    contents = page.get_contents()
    data = contents.get_data() if contents is not None else b""
    if data.count(b"Td") < _FEWEST_GLYPHS or len(_PAIR.findall(data)) < _FEWEST_GLYPHS:
        return None
    askew = len(_UPRIGHT.findall(data)) != len(_PLACED.findall(data))
    if askew or _SPREAD.search(data):
        return None
    # Its strings are bytes, like those of the stream that pypdf makes of a page for its text.
    stream = ContentStream(None, page.pdf, "bytes")
    stream.set_data(_join(data, _glyph_widths(page)))
    return stream


def _glyph_widths(page: PageObject) -> dict[bytes, dict[bytes, float]]:
    """Widths in font sizes of the glyphs of each simple font, by how a string may write them."""
    resources = page["/Resources"].get_object()
    fonts: dict[bytes, dict[bytes, float]] = {}
    found = cast("DictionaryObject", resources)["/Font"].get_object()
    for name, reference in cast("DictionaryObject", found).items():
        font = reference.get_object()
        if font.get("/Subtype") not in _SIMPLE_FONTS or "/Widths" not in font:
            continue
        widths = fonts[name[1:].encode()] = {}
        for code, width in enumerate(font["/Widths"].get_object(), int(font.get("/FirstChar", 0))):
            size = float(width.get_object()) / 1000
            for written in (b"%c" % code, b"\\%03o" % code, _ESCAPED.get(code, b"")):
                widths[b"(%b)" % written] = size
        widths.pop(b"()", None)
    return fonts


def _join(data: bytes, fonts: Mapping[bytes, Mapping[bytes, float]]) -> bytes:
    widths: Mapping[bytes, float] = {}
    size = 0.0

    def join(match: re.Match[bytes]) -> bytes:
        nonlocal widths, size
        font, font_size, restored, first, steps = match.groups()
        if font:
            widths, size = fonts.get(font, {}), float(font_size)
        elif restored:
            widths = {}
        elif steps and widths and size:
            return _join_run(first, _STEP.findall(steps), widths, size)
        return match[0]

    return _TOKEN.sub(join, data)


def _join_run(
    first: bytes, steps: Sequence[tuple[bytes, bytes]], widths: Mapping[bytes, float], size: float
) -> bytes:
    """Join glyphs as long as each begins about where the one before it ends.

    The glyph before a gap, and the last one, stay by themselves: pypdf measures the gap from it.
    """
    parts: list[bytes] = []
    string: list[bytes] = []
    moved = drift = 0.0
    glyph = first
    for move, following in steps:
        step = float(move)
        width = widths.get(glyph)
        gap = step / size - width if width is not None else None
        if gap is not None and abs(gap) <= _SLACK and abs(drift + gap) <= _SLACK:
            string.append(glyph[1:-1])
            moved += step
            drift += gap
        else:
            if string:
                parts.append(b"(%b)Tj\n%.4f 0 Td\n" % (b"".join(string), moved))
                string.clear()
                moved = drift = 0.0
            parts.append(b"%bTj\n%b 0 Td\n" % (glyph, move))
        glyph = following
    if string:
        parts.append(b"(%b)Tj\n%.4f 0 Td\n" % (b"".join(string), moved))
    parts.append(glyph + b"Tj")
    return b"".join(parts)
