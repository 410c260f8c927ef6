"""The values that flow from a question to its answer."""

from dataclasses import dataclass, field
from typing import Literal

from corpus.model import StoredPassage
from corpus.vectors import FloatArray

QuestionKind = Literal["definition", "list", "fact", "explain", "compare", "advice"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that was found for a question.

    Attributes:
        score: Its fused score; it orders, and means nothing by itself.
        cosine: Cosine of the question with the nearest sentence of the passage, in [-1, 1].
        sentence_cosines: The same for every sentence of the passage, in their order.
    """

    passage: StoredPassage
    score: float
    cosine: float
    sentence_cosines: FloatArray = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a claim stands, down to the characters.

    Attributes:
        source: Key of the source.
        sha256: Digest of the bytes of its file.
        title: Title of the publication.
        number: Publication number, e.g. ``"JP 3-50"``.
        date: Date of the edition.
        superseded: Whether the library holds a newer edition.
        file: Name of the file without its folder.
        pdf_page: Ordinal of the page, from 1; None for a file without pages.
        page_label: The page's number as printed.
        paragraph: Paragraph number as printed.
        heading: Titles over the passage, from the outermost in.
        quote: Exact characters of the stored text, `start` to `end` of the document.
        passage_id: The passage that it was taken from.
    """

    source: str
    sha256: str
    title: str
    number: str | None
    date: str | None
    superseded: bool
    file: str
    pdf_page: int | None
    page_label: str | None
    paragraph: str | None
    heading: tuple[str, ...]
    quote: str
    start: int
    end: int
    passage_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence or list item of an answer, with what it rests on.

    Attributes:
        text: What is shown.
        heading: Heading to show over it, where an answer has parts.
        item: Whether it is an item of a list that an earlier claim leads in.
        verified: Whether every citation was found in the stored text, character by character.
    """

    text: str
    citations: tuple[Citation, ...]
    heading: str | None = None
    item: bool = False
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """A passage as the record of an answer keeps it."""

    source: str
    file: str
    title: str
    number: str | None
    pdf_page: int | None
    page_label: str | None
    paragraph: str | None
    heading: tuple[str, ...]
    score: float
    text: str
    passage_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer, or a refusal: that is an answer without claims, and says why.

    Attributes:
        question: As asked.
        rewritten: The stand-alone question that was searched.
        confidence: Estimated probability that the library holds the answer, in [0, 1].
        reason: Why nothing is claimed; None for an answer.
        unknown_terms: Words of the question that the library never uses.
        retrieved: The passages found, best first, also when nothing is claimed.
        elapsed_ms: Milliseconds by stage.
    """

    question: str
    rewritten: str
    kind: QuestionKind
    confidence: float
    claims: tuple[Claim, ...] = ()
    reason: str | None = None
    unknown_terms: tuple[str, ...] = ()
    retrieved: tuple[Retrieved, ...] = ()
    elapsed_ms: dict[str, int] = field(default_factory=dict)

    @property
    def abstained(self) -> bool:
        """Whether nothing is claimed."""
        return not self.claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question of the conversation and what was answered, as text.

    Attributes:
        question: The stand-alone form of the question where one is known.
    """

    question: str
    answer: str = ""
