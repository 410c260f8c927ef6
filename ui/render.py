"""Answers as HTML. No Streamlit here."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from assistant.model import Answer, Citation, Claim
from ui.escape import plain_html, shortened

_TITLE_LENGTH = 48


class Place(Protocol):
    """Where a passage stands: what citations and retrieved passages have in common."""

    @property
    def title(self) -> str:
        """Title of the publication."""
        ...

    @property
    def number(self) -> str | None:
        """Publication number."""
        ...

    @property
    def paragraph(self) -> str | None:
        """Paragraph number as printed."""
        ...

    @property
    def page_label(self) -> str | None:
        """Page number as printed."""
        ...

    @property
    def pdf_page(self) -> int | None:
        """Ordinal of the page in the file, from 1."""
        ...


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered reference of an answer to one passage.

    Attributes:
        number: As printed in the answer, from 1.
        citations: What the answer takes from the passage, in the order of its claims.
    """

    number: int
    citations: tuple[Citation, ...]

    @property
    def passage_id(self) -> int:
        """The passage that it refers to."""
        return self.citations[0].passage_id

    @property
    def label(self) -> str:
        """Number and place, e.g. ``"[1] SRP 2, para 2-1"``."""
        return f"[{self.number}] {locator(self.citations[0])}"


def locator(place: Place) -> str:
    """Where to look, as short as a person can use it: ``"JP 3-50, para 2.a"``.

    The number of the publication, else its title; the paragraph, else the page.
    """
    name = place.number or shortened(place.title, _TITLE_LENGTH)
    if place.paragraph:
        return f"{name}, para {place.paragraph}"
    if place.page_label:
        return f"{name}, p. {place.page_label}"
    return f"{name}, PDF page {place.pdf_page}" if place.pdf_page else name


def numbered_marks(claims: Sequence[Claim]) -> dict[int, Mark]:
    """The marks of an answer by passage, numbered from 1 in the order a reader meets them."""
    cited: dict[int, list[Citation]] = {}
    for claim in claims:
        for citation in claim.citations:
            cited.setdefault(citation.passage_id, []).append(citation)
    return {
        passage_id: Mark(number, tuple(citations))
        for number, (passage_id, citations) in enumerate(cited.items(), start=1)
    }


def claim_groups(claims: Sequence[Claim]) -> list[tuple[Claim, ...]]:
    """The parts of an answer: a new one begins with every change of heading."""
    groups: list[list[Claim]] = []
    heading: str | None = None
    for claim in claims:
        if not groups or (claim.heading is not None and claim.heading != heading):
            groups.append([])
            heading = claim.heading
        groups[-1].append(claim)
    return [tuple(group) for group in groups]


def marks_of(group: Sequence[Claim], marks: dict[int, Mark]) -> list[Mark]:
    """The marks that stand in one part of an answer, by number."""
    ids = {citation.passage_id for claim in group for citation in claim.citations}
    return sorted((marks[id_] for id_ in ids), key=lambda mark: mark.number)


def claims_html(group: Sequence[Claim], marks: dict[int, Mark]) -> str:
    """One part of an answer: its heading, its sentences in one flow, its list items as a list."""
    heading = group[0].heading
    parts = [f"<h3>{plain_html(heading)}</h3>"] if heading else []
    for is_list, run in groupby(group, key=lambda claim: claim.item):
        shown = [_claim_html(claim, marks) for claim in run]
        if is_list:
            parts.append(f"<ul>{''.join(f'<li>{claim}</li>' for claim in shown)}</ul>")
        else:
            parts.append(f"<p>{' '.join(shown)}</p>")
    return f'<div class="sr-claims">{"".join(parts)}</div>'


def _claim_html(claim: Claim, marks: dict[int, Mark]) -> str:
    numbers = sorted({marks[citation.passage_id].number for citation in claim.citations})
    raised = "".join(f"[{number}]" for number in numbers)
    unsure = "" if claim.verified else '<span class="sr-unsure">not verified</span>'
    return f'{plain_html(claim.text)}<sup class="sr-number">{raised}</sup>{unsure}'


def question_html(answer_or_question: Answer | str) -> str:
    """A question, and what was searched for where that is something else."""
    if isinstance(answer_or_question, str):
        return f'<h2 class="sr-question">{plain_html(answer_or_question)}</h2>'
    answer = answer_or_question
    asked = f'<h2 class="sr-question">{plain_html(answer.question)}</h2>'
    if answer.rewritten.strip() == answer.question.strip():
        return asked
    return f'{asked}<p class="sr-quiet">Searched for: {plain_html(answer.rewritten)}</p>'


def refusal_html(answer: Answer) -> str:
    """That nothing is claimed, why, and the words that the library never uses."""
    parts = ['<p class="sr-verdict">This library does not answer that.</p>']
    if answer.reason:
        parts.append(f"<p>{plain_html(answer.reason)}</p>")
    if answer.unknown_terms:
        terms = ", ".join(f"<b>{plain_html(term)}</b>" for term in answer.unknown_terms)
        parts.append(f"<p>Never used in this library: {terms}</p>")
    return f'<div class="sr-refusal">{"".join(parts)}</div>'


def footing_html(answer: Answer, publications: int | None) -> str:
    """One quiet line: how sure the answer is, how much was searched, how long it took."""
    parts = [f"Confidence {answer.confidence:.2f}"]
    if publications is not None:
        parts.append(f"searched {counted(publications, 'publication')}")
    if "total" in answer.elapsed_ms:
        parts.append(duration(answer.elapsed_ms["total"]))
    return f'<p class="sr-quiet">{" · ".join(parts)}</p>'


def duration(elapsed_ms: int) -> str:
    """A time as people say it: ``"131 ms"``, ``"1.2 s"``."""
    return f"{elapsed_ms} ms" if elapsed_ms < 1000 else f"{elapsed_ms / 1000:.1f} s"


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``"1 page"``, ``"2,104 pages"``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
