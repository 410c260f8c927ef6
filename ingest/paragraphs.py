"""Lines to blocks: paragraphs joined, headings and list items on their own."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from ingest.block import Block, BlockKind
from ingest.headings import (
    CAPITALS,
    NUMBERED,
    SECTION,
    TITLE,
    division_rank,
    heading_key,
    is_capitals,
    is_contents_line,
    is_title,
    opens_list,
    outline_ranks,
)
from ingest.hyphens import Hyphens
from ingest.lines import Line, page_lines, text_lines
from ingest.numbering import Mark, Numbering, read_mark
from ingest.raw import OutlineEntry

_BULLET = re.compile(r"[•▪●○◦■□▲►·]\s*\S")
_DASH_BULLET = re.compile(r"[-–—*]\s+\S|o\s+[A-Z]")  # noqa: RUF001 - dashes as printed
_ENDS = re.compile(r"[.:;!?)\]][\"'”’)\]]*$")  # noqa: RUF001
_CLOSES = re.compile(r"[.!?:][\"'”’)\]]*$")  # noqa: RUF001
_JOINS_LIST = re.compile(r"(?:[,;]|\b(?:and|or))$")
_MOST_HEADINGS = 3


class _Opening(NamedTuple):
    """What a line begins."""

    kind: BlockKind
    level: int = 0
    number: str | None = None
    depth: int = 0


def paged_blocks(
    pages: Sequence[Sequence[str]], outline: Sequence[OutlineEntry]
) -> tuple[Block, ...]:
    """Divide clean pages into blocks; a paragraph may run over several pages.

    Args:
        pages: Lines of every page, blank ones as ``""``.
        outline: Bookmarks of the file; lines that match them are headings.
    """
    lines = page_lines(pages)
    return _Grouping(lines, outline, Hyphens(line.text for line in lines)).blocks()


def text_blocks(text: str) -> tuple[Block, ...]:
    """Divide a plain text into blocks; lines broken at a fixed width are joined."""
    return _Grouping(text_lines(text), (), Hyphens(())).blocks()


class _Grouping:
    """One pass over the lines of a document."""

    def __init__(
        self, lines: Sequence[Line], outline: Sequence[OutlineEntry], hyphens: Hyphens
    ) -> None:
        self._lines = lines
        self._ranks = outline_ranks(outline)
        self._hyphens = hyphens
        self._numbering = Numbering()
        self._blocks: list[Block] = []
        self._opening = _Opening("paragraph")
        self._group: list[Line] = []

    def blocks(self) -> tuple[Block, ...]:
        """Group the lines."""
        for at, line in enumerate(self._lines):
            opening = self._opening_of(at, line)
            if opening is not None and not self._continues_heading(opening, line):
                self._close()
                self._opening = opening
                if opening.kind == "heading" and opening.number is None:
                    self._numbering.heading(opening.level)
            self._group.append(line)
        self._close()
        return tuple(_without_false_headings(self._blocks))

    def _opening_of(self, at: int, line: Line) -> _Opening | None:
        before = self._lines[at - 1] if at else None
        after = self._lines[at + 1] if at + 1 < len(self._lines) else None
        if is_contents_line(line.text):
            return _Opening("item")
        if line.kept:
            return None if before and before.kept and not line.gap else _Opening("paragraph")
        ended = self._has_ended(before, line)
        return (
            self._division(line, ended=ended)
            or self._marked(line, before, after, ended=ended)
            or self._unmarked(line, before, after, ended=ended)
        )

    def _unmarked(
        self, line: Line, before: Line | None, after: Line | None, *, ended: bool
    ) -> _Opening | None:
        if level := self._heading_level(line, after, ended=ended):
            return _Opening("heading", level)
        if _BULLET.match(line.text) or (ended and _DASH_BULLET.match(line.text)):
            return _Opening("item")
        return _Opening("paragraph") if self._parts(before, line) else None

    def _has_ended(self, before: Line | None, line: Line) -> bool:
        """Whether what goes before a line may end there."""
        if before is None or line.gap or line.alone or self._opening.kind == "heading":
            return True
        return bool(_ENDS.search(before.text)) or before.kept or is_contents_line(before.text)

    def _parts(self, before: Line | None, line: Line) -> bool:
        """Whether a line without a mark begins a paragraph."""
        if before is None or before.kept or line.alone or self._opening.kind == "heading":
            return True
        closed = _CLOSES.search(before.text) is not None
        if line.gap:
            return closed or not line.text[0].islower() or not before.full
        if line.text[0].islower():
            return False
        return closed and (line.page != before.page or not before.full)

    def _division(self, line: Line, *, ended: bool) -> _Opening | None:
        sure = ended or line.text.isupper() or self._listed(line)
        level = division_rank(line.text) if sure else None
        return _Opening("heading", level) if level else None

    def _listed(self, line: Line) -> int:
        """Rank of a line that the outline of the file names, else 0."""
        return self._ranks.get((line.page, heading_key(line.text)), 0) if self._ranks else 0

    def _marked(
        self, line: Line, before: Line | None, after: Line | None, *, ended: bool
    ) -> _Opening | None:
        """What a line begins by its number or letter."""
        mark = read_mark(line.text)
        if mark is None or not (ended or _may_interrupt(mark, before)):
            return None
        place = self._numbering.place(mark)
        if place is None:
            return None
        if place.number is None:
            return _Opening("item")
        is_heading = _is_numbered_heading(mark, before, line, after, depth=place.depth)
        if is_heading or (self._listed(line) and place.depth <= 1):
            return _Opening("heading", NUMBERED + place.depth, place.number, place.depth)
        return _Opening("paragraph", 0, place.number, place.depth)

    def _heading_level(self, line: Line, after: Line | None, *, ended: bool) -> int:
        text = line.text
        if listed := self._listed(line):
            return listed
        after_item = self._opening.kind == "item" and not self._group[-1].full
        if not (ended or after_item) or (len(text) > 60 and line.full) or _runs_on(after):
            return 0
        if is_capitals(text):
            return CAPITALS
        return TITLE if after is not None and is_title(text) and _is_body(after) else 0

    def _continues_heading(self, opening: _Opening, line: Line) -> bool:
        current = self._opening
        if not self._group or opening.kind != "heading" or current.kind != "heading":
            return False
        if opening.number is not None or self._group[-1].page != line.page:
            return False
        if current.level <= SECTION and current.number is None:
            is_name = opening.level >= CAPITALS or " " not in line.text
            return is_name and len(self._group) == 1 and len(self._group[0].text.split()) <= 5
        return opening.level == current.level >= CAPITALS and not line.gap

    def _close(self) -> None:
        if not self._group:
            return
        text, breaks = self._group[0].text, []
        for before, line in zip(self._group, self._group[1:], strict=False):
            joined = f"{text}\n{line.text}" if line.kept else self._hyphens.join(text, line.text)
            if line.page != before.page:
                breaks.append((max(len(joined) - len(line.text), 0), line.page))
            text = joined
        self._blocks.append(
            Block(
                kind=self._opening.kind,
                text=text.strip(),
                page=self._group[0].page,
                level=self._opening.level,
                number=self._opening.number if self._opening.kind == "paragraph" else None,
                depth=self._opening.depth,
                breaks=tuple(breaks),
            )
        )
        self._group = []


def _may_interrupt(mark: Mark, before: Line | None) -> bool:
    """Whether a mark counts after a line that does not end like a sentence."""
    if before is None or not before.full:
        return True
    return mark.style in ("(digit)", "(letter)") and _JOINS_LIST.search(before.text) is not None


def _runs_on(after: Line | None) -> bool:
    """Whether the next line continues a sentence."""
    if after is None or after.gap:
        return False
    return after.text[0].islower() and not opens_list(after.text)


def _is_body(line: Line) -> bool:
    return opens_list(line.text) or (line.text[0].isupper() and line.full)


def _is_numbered_heading(
    mark: Mark, before: Line | None, line: Line, after: Line | None, *, depth: int
) -> bool:
    """Whether a numbered line is a title and no short item of a list."""
    title = line.text[mark.end :]
    if after is None or not (is_title(title) or is_capitals(title)):
        return False
    following = read_mark(after.text)
    if following is not None:
        return following.style != mark.style and (depth <= 1 or following.value == 1)
    preceding = read_mark(before.text) if before is not None else None
    if depth > 1 or (preceding is not None and preceding.style == mark.style):
        return False
    return after.gap or not after.text[0].islower()


def _without_false_headings(blocks: Sequence[Block]) -> list[Block]:
    """Turn runs of headings, as on title pages and in diagrams, into paragraphs."""
    kept: list[Block] = []
    for false, run in groupby(blocks, key=lambda block: block.level >= CAPITALS):
        several = list(run)
        if false and len(several) > _MOST_HEADINGS:
            several = [
                Block(kind="paragraph", text=block.text, page=block.page, breaks=block.breaks)
                for block in several
            ]
        kept.extend(several)
    return kept
