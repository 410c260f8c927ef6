"""Documents, vectors and libraries for the tests of the corpus."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from corpus.library import Library
from corpus.model import Document, Page, Passage, Publication, Source
from corpus.store import Store
from corpus.vectors import Embedder, FloatArray, PassageVectors, unit
from tests.fakes import HashingEmbedder


def document_of(
    texts: Sequence[str],
    *,
    title: str = "Title",
    number: str | None = None,
    date: str | None = None,
    per_page: int | None = None,
    heading: tuple[str, ...] = (),
) -> Document:
    """Each text a passage of one sentence; so many to a page, or no pages when None."""
    text = "".join(f"{t}\n" for t in texts)
    passages: list[Passage] = []
    pages: list[Page] = []
    at = page_start = 0
    for n, content in enumerate(texts):
        end = at + len(content)
        passages.append(
            Passage(
                ordinal=n,
                start=at,
                end=end,
                heading=heading,
                paragraph=f"1-{n + 1}",
                sentences=((at, end),) if content else (),
                first_page=1 if per_page is None else n // per_page + 1,
                last_page=1 if per_page is None else n // per_page + 1,
            )
        )
        at = end + 1
        if per_page is not None and ((n + 1) % per_page == 0 or n + 1 == len(texts)):
            pages.append(Page(len(pages) + 1, f"1-{len(pages) + 1}", page_start, at))
            page_start = at
    return Document(
        publication=Publication(title=title, number=number, date=date),
        text=text,
        paged=per_page is not None,
        pages=tuple(pages) or (Page(1, None, 0, len(text)),),
        passages=tuple(passages),
    )


def random_vectors(count: int, *, seed: int, dimension: int = 64) -> FloatArray:
    """Directions with some structure: most lie near one of twenty others."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(1).normal(size=(20, dimension))
    near = centres[random.integers(20, size=count)]
    return unit(near + 0.7 * random.normal(size=(count, dimension)))


def as_passages(vectors: FloatArray) -> list[PassageVectors]:
    return [PassageVectors(vector, vector[None]) for vector in vectors]


def shelve(store: Store, name: str, vectors: FloatArray, **how: str) -> Source:
    """Put as many passages as there are vectors on the shelf of a store."""
    document = document_of([f"Text {n} of {name}." for n in range(len(vectors))], title=name)
    return store.add(
        document,
        as_passages(vectors),
        file=f"{name}.md",
        origin=how.get("origin", f"/{name}.md"),
        sha256=how.get("sha256", hashlib.sha256(name.encode()).hexdigest()),
    )


def shelve_document(library: Library, document: Document, name: str) -> Source:
    """Put a document on the shelf of a library, embedded by its embedder."""
    return library.add(
        document,
        name.encode() + document.text.encode(),
        file=name,
        origin=f"/{name}",
        vectors=library.embed(document, document.passages),
    )


def shelve_vectors(library: Library, name: str, vectors: FloatArray) -> Source:
    document = document_of([f"Text {n} of {name}." for n in range(len(vectors))], title=name)
    return library.add(
        document, name.encode(), file=name, origin=f"/{name}", vectors=as_passages(vectors)
    )


def opened(
    home: Path, *, own_index: bool = False, load: Callable[[], Embedder] = HashingEmbedder
) -> Library:
    return Library(home, load, own_index=own_index)


class SilentEmbedder(HashingEmbedder):
    """Embeds nothing: where it is used, nothing may be embedded again."""

    def embed_passages(self, passages: object) -> list[PassageVectors]:
        raise AssertionError("something was embedded again")
