"""Pages of text to clean lines: what the file format and the page layout left in them goes."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import ftfy
from ftfy.badness import is_bad

from ingest.labels import printed_labels
from ingest.margins import margin_lines
from ingest.raw import RawPage

_LIGATURES = dict(
    zip(range(0xFB00, 0xFB07), ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True)
)
_CONTROLS = dict.fromkeys([*range(9), *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0)])
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
_SPACES = dict.fromkeys([0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_BULLETS = dict.fromkeys([0xF0B7, 0xF0A7, 0xF0FC, 0xF0D8], "•")
_CHARACTERS = {**_LIGATURES, **_CONTROLS, **_INVISIBLE, **_SPACES, **_BULLETS}
_ODD = re.compile("[" + re.escape("".join(map(chr, _CHARACTERS))) + "]")
# Only a text with one of these pairs can be UTF-8 read as Latin-1 or Windows-1252.
_MAYBE_MISREAD = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)

_SOFT_HYPHEN = re.compile(r"\u00ad(?=[ ]*$)", re.MULTILINE)
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LONE_HYPHEN = re.compile(r"(?<=\w)[ ]*\n-[ ]*\n[ ]*(?=\w)")
_DOT_LEADER = re.compile(r"(?:[.…][ ]?){5,}")
_BLANK_PAGE = re.compile(r"(?:this page )?intentionally (?:left )?blank\.?", re.IGNORECASE)
_SHORTEST_WITH_MARGINS = 6


class CleanPage(NamedTuple):
    """The lines of a page, blank ones as ``""``, and its printed number."""

    lines: tuple[str, ...]
    label: str | None


def clean_pages(pages: Sequence[RawPage]) -> tuple[CleanPage, ...]:
    """Clean the pages of a file.

    Running heads, running feet and page numbers are taken off the pages of files of six pages
    or more. A page whose label the file does not state gets the one printed on it, if that
    counts on with those of its neighbours.
    """
    texts = [clean_lines(page.text) for page in pages]
    labels = [page.label for page in pages]
    if len(pages) >= _SHORTEST_WITH_MARGINS:
        printed = printed_labels(texts)
        if not any(labels):
            labels = [label.text if label else None for label in printed]
        outside = margin_lines(texts, printed)
        texts = [
            ["" if at in skip else line for at, line in enumerate(lines)]
            for lines, skip in zip(texts, outside, strict=True)
        ]
    return tuple(
        CleanPage(tuple("" if _BLANK_PAGE.fullmatch(line) else line for line in lines), label)
        for lines, label in zip(texts, labels, strict=True)
    )


def clean_lines(text: str) -> list[str]:
    r"""Mend the characters of a text and divide it into lines without outer white space.

    Words that the file splits ("typ ically") would be mended here.

    Example:
        >>> clean_lines("The ﬁrst\x00  line \n")
        ['The first line', '']
    """
    if _MAYBE_MISREAD.search(text) and is_bad(text):
        text = ftfy.fix_encoding(text)
    text = _SOFT_HYPHEN.sub("-", _LINE_END.sub("\n", text)).replace("\u00ad", "")
    if _ODD.search(text):
        text = text.translate(_CHARACTERS)
    if "\n-" in text:
        text = _LONE_HYPHEN.sub("-", text)
    text = _DOT_LEADER.sub(" ..... ", text)
    return [" ".join(line.split()) for line in text.split("\n")]
