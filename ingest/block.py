"""Blocks: the headings, paragraphs and list items that a document is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, a paragraph or a list item.

    Attributes:
        text: Without outer white space, never empty.
        page: Ordinal of the page on which it starts.
        level: Rank of a heading, 1 for the outermost; 0 for the other kinds.
        number: Paragraph number in full, ``"1-23"`` or ``"4.b.(2)"``.
        depth: How deep the number lies in its series, 0 for ``"4"``, 2 for ``"4.b.(2)"``.
        breaks: Where later pages start inside the text: (offset, ordinal of the page).
    """

    kind: BlockKind
    text: str
    page: int = 1
    level: int = 0
    number: str | None = None
    depth: int = 0
    breaks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block and its place: ``document_text[start:end] == block.text``."""

    block: Block
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class JoinedText:
    """The text of a document, the places of its blocks, and where each page starts."""

    text: str
    blocks: tuple[PlacedBlock, ...]
    page_starts: tuple[int, ...]


def join_blocks(blocks: Sequence[Block], *, pages: int) -> JoinedText:
    """Write blocks one after the other.

    A blank line parts them, a mere line end goes before a list item. White space between two
    pages belongs to the earlier one, and a page without text starts where the next one does.

    Args:
        blocks: In reading order.
        pages: Number of pages of the document.
    """
    parts: list[str] = []
    placed: list[PlacedBlock] = []
    first_offsets: dict[int, int] = {}
    offset = 0
    for block in blocks:
        if placed:
            gap = "\n" if _is_tight(placed[-1].block, block) else "\n\n"
            parts.append(gap)
            offset += len(gap)
        for page, place in [(block.page, 0), *((page, at) for at, page in block.breaks)]:
            first_offsets.setdefault(page, offset + place)
        placed.append(PlacedBlock(block, offset, offset + len(block.text)))
        parts.append(block.text)
        offset += len(block.text)
    return JoinedText("".join(parts), tuple(placed), _page_starts(first_offsets, pages, offset))


def _is_tight(before: Block, after: Block) -> bool:
    return after.kind == "item" and before.kind != "heading"


def _page_starts(first_offsets: dict[int, int], pages: int, end: int) -> tuple[int, ...]:
    starts = []
    for page in range(pages, 0, -1):
        end = first_offsets.get(page, end)
        starts.append(end)
    starts[-1] = 0
    return tuple(reversed(starts))
