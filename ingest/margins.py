"""Running heads and feet: what repeats at the edges of pages."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence

from ingest.labels import PrintedLabel, edges

_WINDOW = 6
_SHARE = 0.3
_LEAST_TIMES = 3
_LONGEST = 200
_COUNTED = re.compile(r"\b(?:[ivxlc]+|[IVXLC]+|\d+)\b")
_LETTERS = re.compile(r"[A-Za-z]{2}")


def margin_lines(
    pages: Sequence[Sequence[str]], labels: Sequence[PrintedLabel | None]
) -> list[set[int]]:
    """Find the lines of every page that are no part of its text.

    A line is outside if, apart from numbers, it stands among the first or last three lines of
    30 % of the pages nearby, or if it holds the printed page number.

    Args:
        pages: Lines of every page.
        labels: Printed number of every page.

    Returns:
        Indices of lines, per page.
    """
    keyed = [{at: _key(lines[at]) for at in edges(lines)} for lines in pages]
    times: defaultdict[str, list[int]] = defaultdict(list)
    for page, keys in enumerate(keyed):
        for key in set(keys.values()) - {""}:
            times[key].append(page)
    filled = [page for page, keys in enumerate(keyed) if keys]
    outside = []
    for page, keys in enumerate(keyed):
        needed = max(_LEAST_TIMES, _SHARE * _within(filled, page))
        found = {at for at, key in keys.items() if key and _within(times[key], page) >= needed}
        if labels[page] is not None:
            found |= {at for at in _ends(keys) if keys[at] and _within(times[keys[at]], page) >= 2}
        outside.append(found | _label_lines(pages[page], labels[page], found))
    return outside


def _ends(keys: Mapping[int, str]) -> set[int]:
    """First and last line of a page: twice is enough there, since short parts have few pages."""
    return {min(keys), max(keys)} if keys else set()


def _label_lines(lines: Sequence[str], label: PrintedLabel | None, found: set[int]) -> set[int]:
    if label is None or label.line is None:
        return set()
    rest = [at for at, line in enumerate(lines) if line and at not in found]
    is_outermost = bool(rest) and label.line in (rest[0], rest[-1])
    return {label.line} if label.whole_line or is_outermost else set()


def _key(line: str) -> str:
    """What lines of one running head have in common; empty for lines that cannot be one.

    Capitals count: "CHAPTER II" at the head of a chapter is not the "Chapter II" of its pages.

    Example:
        >>> _key("II-12 JP 3-50") == _key("II-14 JP 3-50")
        True
    """
    if len(line) > _LONGEST:
        return ""
    key = _COUNTED.sub("#", line)
    return key if _LETTERS.search(key) else ""


def _within(places: Sequence[int], page: int) -> int:
    return bisect_right(places, page + _WINDOW) - bisect_left(places, page - _WINDOW)
