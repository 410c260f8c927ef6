"""What a reader takes out of a file, before anything is cleaned."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RawPage:
    """The text of one page as the file gives it.

    Attributes:
        label: Page number that the file itself states, None where it states none.
    """

    text: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark of the file.

    Attributes:
        level: Depth, 0 for the outermost.
        page: Ordinal of the page it leads to, counted from 1.
    """

    level: int
    title: str
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """A file as read.

    Attributes:
        pages: At least one.
        paged: Whether the file has pages; one without comes as a single page.
        markdown: Whether the text is Markdown.
        title: Title that the metadata of the file state, where it is a sensible one.
        front_matter: Mapping at the head of a Markdown file, as YAML gives it.
        warnings: Sentences for the person who adds the file.
    """

    pages: tuple[RawPage, ...]
    paged: bool = False
    markdown: bool = False
    title: str | None = None
    outline: tuple[OutlineEntry, ...] = ()
    front_matter: Mapping[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
