"""Lines of a document, with what their place on the page tells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FULL_SHARE = 0.8
_WRAP_LIMIT = 100
_SHORTEST_WRAPPED = 40
_RULE = re.compile(r"[\s*=_~#+|-]+")
_LAID_OUT = re.compile(r"\S {3,}\S|^\s*[+|]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with text.

    Attributes:
        page: Ordinal of its page.
        gap: Whether a blank line goes before it.
        full: Whether it is about as long as the lines of its page get.
        kept: Whether it is laid out by hand (a table) and keeps its line end.
        alone: Whether it is a paragraph by itself.
    """

    text: str
    page: int = 1
    gap: bool = False
    full: bool = False
    kept: bool = False
    alone: bool = False


def page_lines(pages: Sequence[Sequence[str]]) -> list[Line]:
    """Lines of clean pages, blank ones left out."""
    lines: list[Line] = []
    for ordinal, page in enumerate(pages, 1):
        filled = [line for line in page if line]
        width = _width([len(line) for line in filled])
        double_spaced = _is_double_spaced(page)
        gap = False
        for at, text in enumerate(page):
            if text:
                lines.append(Line(text, ordinal, gap, full=len(text) >= _FULL_SHARE * width))
                gap = False
            elif at and not (double_spaced and page[at - 1]):
                gap = True
    return lines


def text_lines(text: str) -> list[Line]:
    """Lines of a plain text.

    A text whose lines are broken at a fixed width is told by their lengths. In any other text
    each line is a paragraph.
    """
    rows = [row.rstrip() for row in text.expandtabs(8).split("\n")]
    lengths = [len(row) for row in rows if len(row) >= _SHORTEST_WRAPPED]
    width = _width(lengths)
    wrapped = width <= _WRAP_LIMIT
    lines: list[Line] = []
    gap, indent = True, 0
    for row in rows:
        if _RULE.fullmatch(row) or not row:
            gap = True
            continue
        before, indent = indent, len(row) - len(row.lstrip())
        full = len(row) >= _FULL_SHARE * width
        is_laid_out = wrapped and _LAID_OUT.search(row) is not None
        kept = is_laid_out and not (full and _is_justified(row))
        indented = bool(lines) and not gap and not kept and before == 0 and 2 <= indent <= 10
        words = row if kept else row.strip()
        lines.append(Line(words, 1, gap or indented, full, kept, alone=not wrapped))
        gap = False
    return lines


def _width(lengths: Sequence[int]) -> int:
    """Length that one line in ten exceeds."""
    return sorted(lengths)[len(lengths) * 9 // 10] if lengths else 0


def _is_double_spaced(page: Sequence[str]) -> bool:
    filled = [at for at, line in enumerate(page[:-1]) if line]
    followed = sum(not page[at + 1] for at in filled)
    return len(filled) >= 8 and followed >= 0.8 * len(filled)


def _is_justified(row: str) -> bool:
    """Whether the wide gaps of a line only stretch it to the margin."""
    gaps = re.findall(r"(?<=\S) +(?=\S)", row)
    return not row.lstrip().startswith(("+", "|")) and (
        sum(len(gap) >= 2 for gap in gaps) >= 0.6 * len(gaps) and max(map(len, gaps)) <= 4
    )
