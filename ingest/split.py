"""Sections to passages."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.model import Passage, PassageKind, Span
from ingest.block import PlacedBlock
from ingest.outline import Section
from ingest.sentences import sentence_spans

LONGEST_PASSAGE = 2400
TARGET_LENGTH = 1500
PACKED_LENGTH = 600
LONGEST_LISTED = 450


class _Group(NamedTuple):
    """Blocks that make one passage, unless they are too long for one."""

    blocks: tuple[PlacedBlock, ...]
    number: str | None
    heading: tuple[str, ...]


def split_sections(
    text: str, sections: Iterable[Section], page_starts: Sequence[int]
) -> tuple[Passage, ...]:
    """Cut the text of a document into passages.

    A numbered paragraph with what continues it is one passage, as is a list with its lead-in.
    Short paragraphs without numbers are packed together, long ones cut at sentence ends.

    Args:
        text: Text of the document.
        sections: In reading order.
        page_starts: Offset of the first character of every page.

    Returns:
        Passages in order, without overlap; together they hold all but headings and white space.
    """
    passages: list[Passage] = []
    for group in (group for section in sections for group in _groups(section)):
        for start, end in _parts(text, group):
            passages.append(
                Passage(
                    ordinal=len(passages),
                    start=start,
                    end=end,
                    heading=group.heading,
                    paragraph=group.number,
                    kind=_kind(group, start, end),
                    sentences=sentence_spans(text[start:end], start),
                    first_page=bisect_right(page_starts, start),
                    last_page=bisect_right(page_starts, end - 1),
                )
            )
    return tuple(passages)


def _groups(section: Section) -> Iterator[_Group]:
    number: str | None = None
    group: list[PlacedBlock] = []
    listed = _listed(section.blocks)
    for at, placed in enumerate(section.blocks):
        is_item = placed.block.kind == "item" or at in listed
        own = None if at in listed else placed.block.number
        if group and (own or not _joins(group, placed, number, is_item=is_item)):
            yield _Group(tuple(group), number, section.heading)
            group, number = [], None
        group.append(placed)
        number = own or number
    if group:
        yield _Group(tuple(group), number, section.heading)


def _listed(blocks: Sequence[PlacedBlock]) -> set[int]:
    """Find numbered paragraphs that are a short list below a lead-in, and belong to it."""
    listed: set[int] = set()
    for at, (lead, first) in enumerate(pairwise(blocks), start=1):
        if at in listed or not _leads_in(lead) or not first.block.depth:
            continue
        end = at
        while end < len(blocks) and blocks[end].block.depth >= first.block.depth:
            end += 1
        run = blocks[at:end]
        whole = run[-1].end - lead.start
        if whole <= LONGEST_PASSAGE and all(one.end - one.start <= LONGEST_LISTED for one in run):
            listed.update(range(at, end))
    return listed


def _leads_in(placed: PlacedBlock) -> bool:
    return placed.block.text.endswith((":", "--", "—"))


def _joins(
    group: Sequence[PlacedBlock], placed: PlacedBlock, number: str | None, *, is_item: bool
) -> bool:
    """Whether a block without a number of its own belongs to the ones before it.

    What follows a number is its paragraph as long as a paragraph can be: the text after the
    last number of a section need not belong to it.
    """
    if is_item:
        return True
    if number is None and (group[-1].block.kind == "item" or _leads_in(placed)):
        return False
    longest = PACKED_LENGTH if number is None else LONGEST_PASSAGE
    return _leads_in(group[-1]) or placed.end - group[0].start <= longest


def _kind(group: _Group, start: int, end: int) -> PassageKind:
    lines = sum(
        placed.block.kind == "item" or (placed.block.number or group.number) != group.number
        for placed in group.blocks
        if start <= placed.start < end
    )
    return "list" if lines >= 2 else "paragraph"


def _parts(text: str, group: _Group) -> Iterator[Span]:
    start, end = group.blocks[0].start, group.blocks[-1].end
    if end - start <= LONGEST_PASSAGE:
        yield start, end
        return
    cuts = _cuts(text, group)
    while end - start > LONGEST_PASSAGE:
        count = -(-(end - start) // TARGET_LENGTH)
        cut = _nearest(cuts, start, start + (end - start) // count)
        if cut is None:
            cut = _hard_cut(text, start)
        yield start, start + len(text[start:cut].rstrip())
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    yield start, end


def _cuts(text: str, group: _Group) -> list[int]:
    """Find offsets at which a new part may begin: blocks and sentences."""
    cuts = []
    for placed in group.blocks:
        spans = sentence_spans(text[placed.start : placed.end], placed.start)
        cuts.append(placed.start)
        cuts.extend(first for first, _ in spans[1:])
    return cuts


def _nearest(cuts: Sequence[int], start: int, wanted: int) -> int | None:
    """Find the cut nearest to the offset wanted that leaves no part empty or too long."""
    low = bisect_right(cuts, start + PACKED_LENGTH // 2)
    high = bisect_right(cuts, start + LONGEST_PASSAGE)
    if low >= high:
        return None
    at = min(max(bisect_left(cuts, wanted), low), high - 1)
    if at > low and wanted - cuts[at - 1] < cuts[at] - wanted:
        at -= 1
    return cuts[at]


def _hard_cut(text: str, start: int) -> int:
    """Cut a run without sentence ends (a table, a garbled page) at its last white space."""
    for at in range(start + LONGEST_PASSAGE, start + PACKED_LENGTH, -1):
        if text[at].isspace():
            return at
    return start + LONGEST_PASSAGE
