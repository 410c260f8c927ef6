"""Working stand-ins for what is slow or far away."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.model import Answer, Citation, Claim, Retrieved, Turn
from corpus.errors import QuestionError
from corpus.library import Library
from corpus.model import Source, Span, StoredPassage
from corpus.vectors import FloatArray, PassageText, PassageVectors, unit
from ingest.document import read_document


class HashingEmbedder:
    """Embeds a text as the counts of its words, each in the place its digest gives."""

    def __init__(self, dimension: int = 64) -> None:
        self.dimension = dimension
        self.model_id = f"hashing-{dimension}"

    def embed_query(self, text: str) -> FloatArray:
        counts = np.zeros(self.dimension, dtype=np.float32)
        for word in text.casefold().split():
            place = hashlib.sha256(word.strip(".,:;?!").encode(errors="replace")).digest()[0]
            counts[place % self.dimension] += 1
        return unit(counts)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        return [
            PassageVectors(
                passage=self.embed_query(passage.text),
                sentences=np.array(
                    [self.embed_query(passage.text[a:b]) for a, b in passage.sentences],
                    dtype=np.float32,
                ).reshape(-1, self.dimension),
            )
            for passage in passages
        ]


def library_with(home: Path, files: dict[str, str]) -> Library:
    """A library of texts, by file name."""
    library = Library(home, HashingEmbedder)
    for name, text in files.items():
        add_text(library, name, text)
    return library


def add_text(library: Library, name: str, text: str) -> Source:
    """Put a text on the shelf."""
    path = library.home / name
    path.write_text(text, encoding="utf-8")
    document = read_document(path)
    return library.add(
        document,
        path.read_bytes(),
        file=name,
        origin=str(path),
        vectors=library.embed(document, document.passages),
    )


def citation_of(passage: StoredPassage, span: Span | None = None) -> Citation:
    """A citation of a sentence of a passage; of its first when no span is given."""
    start, end = span or passage.sentences[0]
    source, publication = passage.source, passage.source.publication
    return Citation(
        source=source.key,
        sha256=source.sha256,
        title=publication.title,
        number=publication.number,
        date=publication.date,
        superseded=source.superseded_by is not None,
        file=source.file,
        pdf_page=passage.first_page if source.paged else None,
        page_label=passage.page_label,
        paragraph=passage.paragraph,
        heading=passage.heading,
        quote=passage.slice((start, end)),
        start=start,
        end=end,
        passage_id=passage.id,
    )


def retrieved_as(passage: StoredPassage) -> Retrieved:
    """A passage as the record of an answer keeps it."""
    source, publication = passage.source, passage.source.publication
    return Retrieved(
        source=source.key,
        file=source.file,
        title=publication.title,
        number=publication.number,
        pdf_page=passage.first_page if source.paged else None,
        page_label=passage.page_label,
        paragraph=passage.paragraph,
        heading=passage.heading,
        score=1.0,
        text=passage.text,
        passage_id=passage.id,
    )


class QuotingAdvisor:
    """Answers with every passage that holds the last word of the question; else declines.

    Attributes:
        asked: The questions it was asked, each with the history it came with.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, sources: Sequence[str] | None = None
    ) -> Answer:
        if not question.strip("?").split():
            raise QuestionError("There is nothing to search for.", hint="Ask *something*.")
        self.asked.append((question, tuple(history)))
        word = question.strip("?").split()[-1].casefold()
        every = [p for s in self.library.store.sources() for p in self.passages(s)]
        cited = [passage for passage in every if word in passage.text.casefold()]
        claims = tuple(
            Claim(text=passage.slice(span), citations=(citation_of(passage, span),), verified=True)
            for passage in cited
            for span in passage.sentences
        )
        return Answer(
            question=question,
            rewritten=f"{question} ({history[-1].question})" if history else question,
            kind="fact",
            confidence=0.93 if claims else 0.04,
            claims=claims,
            reason=None if claims else "No passage of the library is about this.",
            unknown_terms=() if claims else (word,),
            retrieved=tuple(retrieved_as(passage) for passage in (cited or every)[:10]),
            elapsed_ms={"total": 131},
        )

    def passages(self, source: Source) -> list[StoredPassage]:
        return self.library.store.passages_of(source.id)
