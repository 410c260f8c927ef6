"""PDF files to raw pages."""

import logging
import struct
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import NameObject

from corpus.errors import UnreadableSourceError
from ingest.glyph_runs import joined_contents
from ingest.raw import OutlineEntry, RawDocument, RawPage

logger = logging.getLogger(__name__)
# Without a handler of its own, its warnings would reach the terminal of a program that
# configures no logging.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

MOST_PAGES = 5000
MOST_BOOKMARKS = 5000
_HEADER_WITHIN_BYTES = 1024
# What pypdf lets out when a file breaks the rules of the format.
_DAMAGE = (
    PyPdfError,
    DependencyError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def read_pdf(name: str, content: bytes) -> RawDocument:
    """Read the text, page labels, outline and title of a PDF file.

    A page that cannot be read is kept as a page without text, with a warning.

    Args:
        name: Name of the file, for messages.
        content: Bytes of the file.

    Raises:
        UnreadableSourceError: If it is no PDF, damaged, locked by a password, too long, or
            gives no text on any page.
    """
    if b"%PDF" not in content[:_HEADER_WITHIN_BYTES]:
        raise UnreadableSourceError(
            f"{name} is named like a PDF but is none.",
            hint="Give the file the suffix of its format, or download it again.",
        )
    reader = _open(name, content)
    texts = _page_texts(name, reader)
    if not any(text and text.strip() for text in texts):
        raise UnreadableSourceError(
            f"{name} gives no text on any page ({len(texts)} in all): it is probably a scan.",
            hint="Run OCR on it, for example with ocrmypdf, and add the result.",
        )
    labels = _labels(reader, len(texts))
    return RawDocument(
        pages=tuple(RawPage(text or "", label) for text, label in zip(texts, labels, strict=True)),
        paged=True,
        title=_title(reader),
        outline=_outline(reader),
        warnings=tuple(_warnings(texts)),
    )


def _open(name: str, content: bytes) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        locked = reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
        pages = 0 if locked else len(reader.pages)
    except _DAMAGE as error:
        raise UnreadableSourceError(
            f"{name} is damaged and cannot be opened.",
            hint="Download or copy the file again, or save it anew from a PDF program.",
        ) from error
    if locked:
        raise UnreadableSourceError(
            f"{name} is locked with a password.",
            hint="Save a copy without the password and add that.",
        )
    if not 0 < pages <= MOST_PAGES:
        raise UnreadableSourceError(
            f"{name} has {pages:,} pages; files of 1 to {MOST_PAGES:,} pages can be read.",
            hint="Divide the file into parts, or save it anew from a PDF program.",
        )
    return reader


def _page_texts(name: str, reader: PdfReader) -> list[str | None]:
    """Read page after page; None stands for one that cannot be read."""
    texts: list[str | None] = []
    for ordinal in range(len(reader.pages)):
        try:
            texts.append(_page_text(reader.pages[ordinal]))
        except _DAMAGE as error:
            logger.info("page %d of %s cannot be read: %r", ordinal + 1, name, error)
            texts.append(None)
    return texts


def _page_text(page: PageObject) -> str:
    try:
        joined = joined_contents(page)
    except _DAMAGE:
        joined = None
    if joined is None:
        return page.extract_text()
    key = NameObject("/Contents")
    stated = page.raw_get(key)
    page[key] = joined
    try:
        return page.extract_text()
    finally:
        page[key] = stated  # What was parsed of a page would stay in memory.


def _labels(reader: PdfReader, pages: int) -> Sequence[str | None]:
    """Labels that the file states. pypdf makes them up where it states none."""
    unknown = [None] * pages
    try:
        if "/PageLabels" not in reader.root_object:
            return unknown
        labels = [label.strip() for label in reader.page_labels]
    except _DAMAGE:
        return unknown
    counted = [str(ordinal) for ordinal in range(1, pages + 1)]
    return unknown if len(labels) != pages or labels == counted else [one or None for one in labels]


def _title(reader: PdfReader) -> str | None:
    try:
        title = reader.metadata.title if reader.metadata else None
    except _DAMAGE:
        return None
    return title.replace("\0", "").strip() or None if isinstance(title, str) else None


def _outline(reader: PdfReader) -> tuple[OutlineEntry, ...]:
    try:
        return tuple(islice(_entries(reader, reader.outline, 0), MOST_BOOKMARKS))
    except _DAMAGE:
        return ()


def _entries(reader: PdfReader, outline: object, level: int) -> Iterator[OutlineEntry]:
    for entry in outline if isinstance(outline, list) else ():
        if isinstance(entry, list):
            yield from _entries(reader, entry, level + 1)
            continue
        page = reader.get_destination_page_number(entry)
        title = " ".join(str(entry.title or "").replace("\0", "").split())
        if page is not None and title:
            yield OutlineEntry(level, title, page + 1)


def _warnings(texts: Sequence[str | None]) -> Iterator[str]:
    broken = [ordinal for ordinal, text in enumerate(texts, 1) if text is None]
    blank = [
        ordinal for ordinal, text in enumerate(texts, 1) if text is not None and not text.strip()
    ]
    if broken:
        yield f"{_pages(broken)} could not be read."
    if blank:
        yield f"{_pages(blank)} of {len(texts)} gave no text: blank, or an image without OCR."


def _pages(ordinals: Sequence[int]) -> str:
    """Name pages, runs shortened.

    Example:
        >>> _pages([3, 4, 5, 9])
        'Pages 3-5, 9'
    """
    runs: list[list[int]] = []
    for ordinal in ordinals:
        if runs and ordinal == runs[-1][-1] + 1:
            runs[-1].append(ordinal)
        else:
            runs.append([ordinal])
    named = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    shown = ", ".join(named[:12]) + (" and others" if len(named) > 12 else "")
    return f"Page {shown}" if len(ordinals) == 1 else f"Pages {shown}"
