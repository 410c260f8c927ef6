"""Blocks to sections: under which headings each block stands."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ingest.block import PlacedBlock


class Section(NamedTuple):
    """Blocks under one heading path, the heading itself left out."""

    heading: tuple[str, ...]
    blocks: tuple[PlacedBlock, ...]


def sections(blocks: Iterable[PlacedBlock], *, title: str | None = None) -> Iterator[Section]:
    """Divide blocks at their headings.

    Args:
        blocks: In reading order.
        title: Title of the document. A heading of the first level that repeats it is left
            out of the paths, since the document says it already.
    """
    path: list[tuple[int, str]] = []
    body: list[PlacedBlock] = []
    for placed in blocks:
        block = placed.block
        if block.kind != "heading":
            body.append(placed)
            continue
        if body:
            yield Section(tuple(words for _, words in path), tuple(body))
            body = []
        while path and path[-1][0] >= block.level:
            path.pop()
        if not _same_words(block.text, title):
            path.append((block.level, " ".join(block.text.split())))
    if body:
        yield Section(tuple(words for _, words in path), tuple(body))


def _same_words(heading: str, title: str | None) -> bool:
    return title is not None and heading.casefold().split() == title.casefold().split()
