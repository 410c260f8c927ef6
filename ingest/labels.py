"""Page numbers as printed: found where they count on from page to page."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

EDGE_LINES = 3
_REACH = 4
_LEAST_SUPPORT = 2
_LABEL = re.compile(
    r"(?P<prefix>(?:[A-Za-z]{1,10}-|\d{1,2}-){0,2})(?P<number>\d{1,4})|(?P<roman>[ivxlc]{1,7})"
)
_WHOLE_LINE = re.compile(r"(?:page )?[-–—\[(. ]*(\S+?)[-–—\]). ]*(?: of \d+)?", re.IGNORECASE)  # noqa: RUF001
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class PrintedLabel(NamedTuple):
    """A page number on a page.

    Attributes:
        line: Index of the line that holds it, None where it was inferred from both neighbours.
        whole_line: Whether nothing else stands on that line.
    """

    text: str
    series: str
    value: int
    line: int | None
    whole_line: bool


def edges(lines: Sequence[str]) -> list[int]:
    """Indices of the first and last lines of a page that hold text."""
    filled = [at for at, line in enumerate(lines) if line]
    return sorted({*filled[:EDGE_LINES], *filled[-EDGE_LINES:]})


def printed_labels(pages: Sequence[Sequence[str]]) -> list[PrintedLabel | None]:
    """Find the printed number of every page.

    A number at the edge of a page counts where two or more pages nearby carry the numbers of
    the same series that their distance asks for: "II-12" with "II-11" before and "II-13" after.

    Args:
        pages: Lines of every page.
    """
    candidates = [list(_candidates(lines)) for lines in pages]
    places: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for page, found in enumerate(candidates):
        for key in {(one.series, one.value - page) for one in found}:
            places[key].append(page)

    def support(one: PrintedLabel, page: int) -> tuple[int, bool]:
        near = places[one.series, one.value - page]
        reach = bisect_right(near, page + _REACH) - bisect_left(near, page - _REACH)
        return reach - 1, one.whole_line

    labels: list[PrintedLabel | None] = []
    for page, found in enumerate(candidates):
        best = max(found, key=lambda one: support(one, page), default=None)
        counted = best is not None and support(best, page)[0] >= _LEAST_SUPPORT
        labels.append(best if counted else None)
    return [label or _inferred(labels, page) for page, label in enumerate(labels)]


def _candidates(lines: Sequence[str]) -> Iterator[PrintedLabel]:
    for at in edges(lines):
        line = lines[at]
        whole = _WHOLE_LINE.fullmatch(line)
        words = line.split(" ")
        for word in {whole[1]} if whole else {words[0], words[-1]}:
            if label := _read_label(word, at, whole_line=whole is not None):
                yield label


def _read_label(word: str, line: int, *, whole_line: bool) -> PrintedLabel | None:
    match = _LABEL.fullmatch(word)
    if match is None:
        return None
    if match["roman"]:
        return PrintedLabel(word, "roman", _roman(word), line, whole_line)
    return PrintedLabel(word, match["prefix"], int(match["number"]), line, whole_line)


def _roman(word: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in word]
    return sum(
        -value if value < after else value
        for value, after in zip(values, [*values[1:], 0], strict=True)
    )


def _inferred(labels: Sequence[PrintedLabel | None], page: int) -> PrintedLabel | None:
    """Label of a page between two that count on past it: its own was lost with a figure."""
    if not 0 < page < len(labels) - 1:
        return None
    before, after = labels[page - 1], labels[page + 1]
    if before is None or after is None or before.series == "roman":
        return None
    if (after.series, after.value) != (before.series, before.value + 2):
        return None
    text = f"{before.series}{before.value + 1}"
    return PrintedLabel(text, before.series, before.value + 1, None, whole_line=False)
