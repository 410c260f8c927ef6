"""What the reading pane shows: a cited passage in its place, as HTML. No Streamlit here."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.model import Answer, Citation, Retrieved
from corpus.model import Span, StoredPassage
from corpus.store import Store
from ui.escape import plain_html


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A passage with its surroundings.

    Attributes:
        date: Date of the edition.
        note: What a person should know before relying on it.
        spans: Quoted characters, as offsets in `text`.
        before: Texts of the passages before it, in order.
        after: Texts of the passages behind it, in order.
    """

    title: str
    number: str | None
    date: str | None
    file: str
    pdf_page: int | None
    page_label: str | None
    paragraph: str | None
    heading: tuple[str, ...]
    text: str
    superseded: bool = False
    note: str | None = None
    spans: tuple[Span, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def reading_of(store: Store, answer: Answer, passage_id: int) -> Reading | None:
    """What an answer cites or found in a passage, in its place.

    A passage that has left the library is shown as far as the answer kept it; None for one that
    the answer does not know.
    """
    cited = [c for claim in answer.claims for c in claim.citations if c.passage_id == passage_id]
    found = store.passages([passage_id])
    if found:
        return _stored(store, found[0], cited)
    if cited:
        return _kept(cited)
    hit = next((hit for hit in answer.retrieved if hit.passage_id == passage_id), None)
    return None if hit is None else _kept_hit(hit)


def _stored(store: Store, passage: StoredPassage, cited: Sequence[Citation]) -> Reading:
    source, publication = passage.source, passage.source.publication
    around = store.neighbours(passage)
    newer = source.superseded_by
    return Reading(
        title=publication.title,
        number=publication.number,
        date=publication.date,
        superseded=newer is not None,
        note=f"This library holds a newer edition: {newer}." if newer else None,
        file=source.file,
        pdf_page=cited[0].pdf_page if cited else passage.first_page if source.paged else None,
        page_label=cited[0].page_label if cited else passage.page_label,
        paragraph=passage.paragraph,
        heading=passage.heading,
        text=passage.text,
        spans=tuple((c.start - passage.start, c.end - passage.start) for c in cited),
        before=tuple(p.text for p in around if p.ordinal < passage.ordinal),
        after=tuple(p.text for p in around if p.ordinal > passage.ordinal),
    )


_GONE = "This publication has left the library; these are the words the answer was built on."


def _kept(cited: Sequence[Citation]) -> Reading:
    quotes = list(dict.fromkeys(citation.quote for citation in cited))
    spans: list[Span] = []
    at = 0
    for quote in quotes:
        spans.append((at, at + len(quote)))
        at += len(quote) + 1
    first = cited[0]
    return Reading(
        title=first.title,
        number=first.number,
        date=first.date,
        superseded=first.superseded,
        note=_GONE,
        file=first.file,
        pdf_page=first.pdf_page,
        page_label=first.page_label,
        paragraph=first.paragraph,
        heading=first.heading,
        text="\n".join(quotes),
        spans=tuple(spans),
    )


def _kept_hit(hit: Retrieved) -> Reading:
    return Reading(
        title=hit.title,
        number=hit.number,
        date=None,
        note=_GONE,
        file=hit.file,
        pdf_page=hit.pdf_page,
        page_label=hit.page_label,
        paragraph=hit.paragraph,
        heading=hit.heading,
        text=hit.text,
    )


def reading_html(reading: Reading) -> str:
    """The pane: who speaks and where, then the passage between its dimmed neighbours."""
    badge = '<span class="sr-badge">superseded</span>' if reading.superseded else ""
    over = [part for part in (reading.number, reading.date) if part]
    path = "".join(f"<span>{plain_html(title)}</span>" for title in reading.heading)
    return "".join(
        [
            '<article class="sr-reading"><header>',
            f'<p class="sr-over">{" · ".join(map(plain_html, over))}{badge}</p>',
            f"<h2>{plain_html(reading.title)}</h2>",
            f'<p class="sr-path">{path}</p>' if path else "",
            _facts_html(reading),
            f'<p class="sr-note">{plain_html(reading.note)}</p>' if reading.note else "",
            "</header>",
            *(
                f'<p class="sr-text sr-dim sr-before"><span>{plain_html(text)}</span></p>'
                for text in reading.before
            ),
            f'<p class="sr-text sr-cited">{highlighted(reading.text, reading.spans)}</p>',
            *(f'<p class="sr-text sr-dim">{plain_html(text)}</p>' for text in reading.after),
            "</article>",
        ]
    )


def _facts_html(reading: Reading) -> str:
    facts = [("Paragraph", reading.paragraph), ("Page", _page(reading)), ("File", reading.file)]
    shown = (f"<div><dt>{n}</dt><dd>{plain_html(v)}</dd></div>" for n, v in facts if v)
    return f'<dl class="sr-facts">{"".join(shown)}</dl>'


def _page(reading: Reading) -> str | None:
    if reading.pdf_page is None:
        return reading.page_label
    if reading.page_label is None:
        return f"PDF page {reading.pdf_page}"
    return f"{reading.page_label} (PDF page {reading.pdf_page})"


def merged_spans(spans: Sequence[Span], length: int) -> list[Span]:
    """Spans cut to a text of that length, in order; those that touch or overlap become one.

    Example:
        >>> merged_spans([(4, 9), (0, 2), (2, 3), (5, 20)], 10)
        [(0, 3), (4, 10)]
    """
    merged: list[Span] = []
    for start, end in sorted((max(a, 0), min(b, length)) for a, b in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def highlighted(text: str, spans: Sequence[Span]) -> str:
    """Text as HTML with the characters of `spans` marked."""
    parts: list[str] = []
    at = 0
    for start, end in merged_spans(spans, len(text)):
        parts.append(f"{plain_html(text[at:start])}<mark>{plain_html(text[start:end])}</mark>")
        at = end
    return "".join([*parts, plain_html(text[at:])])
