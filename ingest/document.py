"""A file, from its bytes to the document that the library keeps."""

from pathlib import Path

from corpus.model import Document, Page
from ingest.block import Block, JoinedText, join_blocks
from ingest.clean import clean_pages
from ingest.identify import identify
from ingest.markdown import markdown_blocks
from ingest.outline import sections
from ingest.paragraphs import paged_blocks, text_blocks
from ingest.raw import RawDocument
from ingest.read import read_file
from ingest.split import split_sections


def read_document(path: Path) -> Document:
    """Read a file into a document.

    Raises:
        UnreadableSourceError: If the file cannot be taken in.
    """
    return build_document(read_file(path), path.name)


def build_document(raw: RawDocument, file_name: str) -> Document:
    """Build a document of what a reader took out of a file.

    Args:
        raw: The file as read.
        file_name: Name of the file without its folder.

    Raises:
        UnreadableSourceError: If the front matter gives a kind or date that cannot be meant.
    """
    labels = tuple(page.label for page in raw.pages)
    if raw.markdown:
        blocks = markdown_blocks(raw.pages[0].text)
    elif not raw.paged:
        blocks = text_blocks(raw.pages[0].text)
    else:
        cleaned = clean_pages(raw.pages)
        labels = tuple(page.label for page in cleaned)
        blocks = paged_blocks([page.lines for page in cleaned], raw.outline)
    joined = join_blocks(blocks, pages=len(raw.pages))
    pages = _pages(joined, labels)
    publication = identify(raw, _first_heading(blocks), file_name)
    under_headings = sections(joined.blocks, title=publication.title)
    return Document(
        publication=publication,
        text=joined.text,
        paged=raw.paged,
        pages=pages,
        passages=split_sections(joined.text, under_headings, joined.page_starts),
        pages_without_text=tuple(
            ordinal for ordinal, page in enumerate(raw.pages, 1) if not page.text.strip()
        ),
        warnings=raw.warnings,
    )


def _pages(joined: JoinedText, labels: tuple[str | None, ...]) -> tuple[Page, ...]:
    ends = (*joined.page_starts[1:], len(joined.text))
    places = zip(labels, joined.page_starts, ends, strict=True)
    return tuple(Page(ordinal, *place) for ordinal, place in enumerate(places, 1))


def _first_heading(blocks: tuple[Block, ...]) -> str | None:
    first = blocks[0] if blocks else None
    return first.text if first and first.kind == "heading" and first.level == 1 else None
