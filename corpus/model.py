"""The values that flow from files to the library and from the library to answers."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["doctrine", "case", "article", "other"]
KINDS: tuple[Kind, ...] = ("doctrine", "case", "article", "other")
PassageKind = Literal["paragraph", "list", "heading"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Who is speaking: what the first pages or the front matter of a document say of it.

    Attributes:
        number: Publication number as printed, e.g. ``"JP 3-50"``.
        date: Date of the edition as far as known: ``"2015-10-02"``, ``"2015-10"`` or ``"2015"``.
        marking: Distribution statement or classification as printed.
        region: Where a case took place.
        period: When a case took place, e.g. ``"1950-1953"``.
        drawn_on: Publications and works that the text itself names as its sources.
    """

    title: str
    number: str | None = None
    date: str | None = None
    kind: Kind = "other"
    publisher: str | None = None
    marking: str | None = None
    region: str | None = None
    period: str | None = None
    drawn_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a slice of the document text.

    Attributes:
        ordinal: Place in the file, counted from 1.
        label: Page number as printed (``"II-3"``, ``"iii"``), None where none is known.
        start: Offset of its first character in the document text.
        end: Offset after its last character; the next page starts here.
    """

    ordinal: int
    label: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The unit that people cite: a numbered paragraph, or a list with its lead-in.

    A passage selects and never rewrites: its text is ``document.text[start:end]``.

    Attributes:
        ordinal: Place in the document, counted from 0.
        start: Offset of its first character in the document text.
        end: Offset after its last character.
        heading: Titles from the outermost in, e.g. ``("Chapter 2", "Mission command")``.
        paragraph: Paragraph number as printed, without its closing full stop: ``"1-23"``.
        sentences: Offsets of its sentences in the document text, in order, within the passage.
            Every item of a list is a sentence. Paragraph numbers and bullets are outside.
        first_page: Ordinal of the page on which it starts.
        last_page: Ordinal of the page on which it ends.
    """

    ordinal: int
    start: int
    end: int
    heading: tuple[str, ...] = ()
    paragraph: str | None = None
    kind: PassageKind = "paragraph"
    sentences: tuple[Span, ...] = ()
    first_page: int = 1
    last_page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as read: its text, and pages and passages as slices of that text.

    Attributes:
        text: The cleaned text; nothing rewrites it from here on.
        paged: Whether the file has pages. One without is kept as a single page that is
            never cited as such.
        pages: In order, touching: each starts where the one before ended, the first at 0, the
            last at the end of `text`.
        passages: In order, without overlap.
        pages_without_text: Ordinals of the pages that gave no text.
        warnings: Sentences for the person who adds the file.
    """

    publication: Publication
    text: str
    paged: bool
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    pages_without_text: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document on the shelf.

    Attributes:
        id: Number of the source in the database, never used twice.
        key: Name for people, unique in the library, e.g. ``"jp-3-50-2015"``.
        sha256: Digest of the bytes of the file, in hexadecimal.
        file: Name of the file without its folder.
        origin: Where it was added from: a path or an address.
        added: Time of the last change, ISO 8601 in UTC.
        pages: Number of pages; 0 for files without pages.
        superseded_by: Key of the newer edition in this library.
    """

    id: int
    key: str
    sha256: str
    file: str
    origin: str
    publication: Publication
    paged: bool
    pages: int
    passages: int
    added: str
    pages_without_text: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPassage:
    """A passage of the library, with all that a citation of it needs.

    Attributes:
        id: Number of the passage in the database, never used twice.
        text: Its text, as stored; equal to the slice of the pages at `start`.
        page_label: Printed label of its first page.
        sentences: As in `Passage`: offsets in the document text.
    """

    id: int
    source: Source
    ordinal: int
    start: int
    end: int
    text: str
    heading: tuple[str, ...]
    paragraph: str | None
    kind: PassageKind
    sentences: tuple[Span, ...] = field(repr=False)
    first_page: int
    page_label: str | None

    @property
    def titles(self) -> tuple[str, ...]:
        """Title of the publication, then the headings over the passage."""
        return self.source.publication.title, *self.heading

    def slice(self, span: Span) -> str:
        """Text of a span of the document that lies within the passage."""
        return self.text[span[0] - self.start : span[1] - self.start]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search returned, and its score there (higher is better)."""

    passage_id: int
    score: float
