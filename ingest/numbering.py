"""Paragraph numbers: which of the marks that open a line continue a series."""

import re
from dataclasses import dataclass
from typing import Literal

Style = Literal["dash", "decimal", "digit", "letter", "(digit)", "(letter)"]

_MARK = re.compile(
    r"""(?:
      (?P<dash>(?:\d{1,2}|[A-Z])-\d{1,3})\.(?=\s+[^\Wa-z]|\s+["'“\u2018(\[*])
    | (?P<decimal>\d{1,2}(?:\.\d{1,3}){1,3})\.?(?=\s+[A-Z"“\u2018(\[_])
    | (?P<digit>\d{1,4})\.(?=\s+[^\Wa-z]|\s+["'“\u2018(\[*])
    | (?P<letter>[a-z])\.(?=\s+[^\Wa-z]|\s+["'“\u2018(\[*])
    | \((?P<pdigit>\d{1,2})\)(?=\s+\S)
    | \((?P<pletter>[a-z])\)(?=\s+\S)
    )\s+""",
    re.VERBOSE,
)
_STYLES: dict[str, Style] = {
    "dash": "dash",
    "decimal": "decimal",
    "digit": "digit",
    "letter": "letter",
    "pdigit": "(digit)",
    "pletter": "(letter)",
}
_NESTING: tuple[Style, ...] = ("digit", "letter", "(digit)", "(letter)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A number or letter that opens a line and may be a paragraph number.

    Attributes:
        printed: As it stands in a full number: ``"1-23"``, ``"b"``, ``"(2)"``.
        series: What all the marks of its series share: ``"1"`` in ``"1-23"``.
        value: Its place in the series, counted from 1.
        end: Offset of the text after the mark.
    """

    style: Style
    printed: str
    series: str
    value: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an accepted mark stands.

    Attributes:
        number: Full number of a numbered paragraph, None for the item of a list.
        depth: 0 for the outermost numbers.
    """

    number: str | None
    depth: int


def read_mark(line: str) -> Mark | None:
    """Read the mark that opens a line, whether or not it continues a series.

    Example:
        >>> read_mark("1-23. Commanders decide.").printed
        '1-23'
        >>> read_mark("10-15 minutes later, the patrol moves.") is None
        True
    """
    match = _MARK.match(line)
    if match is None:
        return None
    name = str(match.lastgroup)
    body = match[name]
    series, _, last = body.rpartition("-" if name == "dash" else ".")
    value = ord(last) - ord("a") + 1 if "letter" in name else int(last)
    printed = f"({body})" if name.startswith("p") else body
    return Mark(_STYLES[name], printed, series, value, match.end())


class Numbering:
    """The numbers met so far in a document, which decide what the next mark is.

    A mark is believed where it comes next in a series that is open, or opens a series. That
    keeps years, figures and wrapped lines from passing for paragraph numbers.
    """

    def __init__(self) -> None:
        self._open: list[Mark] = []
        self._item: Mark | None = None
        self._after_heading = True

    def heading(self, level: int = 1) -> None:
        """Note a heading without a number: series may start again below it.

        Args:
            level: Rank of the heading; from 3 down (chapters, parts) it ends all series.
        """
        self._after_heading = True
        self._item = None
        if level <= 3:
            self._open = [mark for mark in self._open[:1] if mark.style != "letter"]

    def place(self, mark: Mark) -> Place | None:
        """Say what a mark is and remember it, or return None if it is no number here."""
        absolute = mark.style in ("dash", "decimal")
        place = self._place_absolute(mark) if absolute else self._place_relative(mark)
        if place is not None:
            self._after_heading = False
        return place

    def _place_absolute(self, mark: Mark) -> Place | None:
        root = self._open[0] if self._open else None
        if root is not None and (root.style, root.series) == (mark.style, mark.series):
            plausible = root.value < mark.value <= root.value + 3
        else:
            plausible = mark.value <= 2
        return self._accept([], mark) if plausible else None

    def _place_relative(self, mark: Mark) -> Place | None:
        if self._item is not None and _follows(mark, self._item):
            self._item = mark
            return Place(None, len(self._open))
        for depth in range(len(self._open) - 1, -1, -1):
            slack = 2 if depth == 0 else 0
            if _follows(mark, self._open[depth], slack):
                return self._accept(self._open[:depth], mark)
        return self._open_series(mark) if mark.value == 1 else None

    def _open_series(self, mark: Mark) -> Place | None:
        root = self._open[0] if self._open else None
        if mark.style == "digit" and (root is None or (root.style == "digit")):
            if root is None or self._after_heading:
                return self._accept([], mark)
        elif root is not None and _nests(mark, self._open[-1]):
            return self._accept(self._open, mark)
        self._item = mark
        return Place(None, len(self._open))

    def _accept(self, outer: list[Mark], mark: Mark) -> Place:
        self._open = [*outer, mark]
        self._item = None
        return Place(full_number([one.printed for one in self._open]), len(outer))


def full_number(parts: list[str]) -> str:
    """Compose the printed parts of a number.

    Example:
        >>> full_number(["4", "b", "(2)", "(a)"])
        '4.b.(2)(a)'
    """
    return ".".join(parts).replace(").(", ")(")


def _follows(mark: Mark, before: Mark, slack: int = 0) -> bool:
    return mark.style == before.style and 1 <= mark.value - before.value <= 1 + slack


def _nests(mark: Mark, outer: Mark) -> bool:
    if outer.style in ("dash", "decimal"):
        return mark.style in ("letter", "(digit)")
    return _NESTING.index(mark.style) == _NESTING.index(outer.style) + 1
