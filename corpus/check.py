"""Compare what a library holds with itself, and make anew what is derived."""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus import database, fulltext
from corpus.library import Library
from corpus.model import Source
from corpus.vectors import passage_text

Part = Literal["database", "text", "full text", "vectors", "files", "index"]
_BATCH = 256


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree.

    Attributes:
        part: Where.
        what: One sentence.
        mendable: Whether `mend` can put it right from what the library holds.
    """

    part: Part
    what: str
    mendable: bool


def check(library: Library) -> list[Finding]:
    """Every disagreement in a library; none in a sound one.

    The embedding model is loaded to be compared with the one that made the vectors. The Chroma
    index is compared only where this process owns it. Of a database whose file is damaged nothing
    else is looked at.
    """
    if damage := list(_check_database(library)):
        return damage
    return [
        *_check_full_text(library),
        *(f for source in library.store.sources() for f in _check_source(library, source)),
        *_check_vectors(library),
        *_check_stray_files(library),
        *_check_index(library),
    ]


def _check_database(library: Library) -> Iterator[Finding]:
    for fault in database.faults(library.store.engine):
        yield Finding("database", f"The database is damaged: {fault}.", mendable=False)


def _check_full_text(library: Library) -> Iterator[Finding]:
    with database.writing(library.store.engine) as connection:
        if not fulltext.is_sound(connection):
            yield Finding("full text", "The full text differs from the passages.", mendable=True)


def _check_source(library: Library, source: Source) -> Iterator[Finding]:
    found = library.store.passages_of(source.id)
    text = library.store.text(source.id, 0, sys.maxsize)
    wrong = sum(text[p.start : p.end] != p.text for p in found)
    if wrong:
        what = f"{source.key}: {wrong} passages differ from the text of their pages."
        yield Finding("text", what, mendable=False)
    if lacking := source.passages - len(found):
        yield Finding("text", f"{source.key}: {lacking} passages are missing.", mendable=False)
    kept = library.kept_file(source)
    if not kept.is_file():
        yield Finding("files", f"{source.key}: the original file is missing.", mendable=False)
    elif hashlib.sha256(kept.read_bytes()).hexdigest() != source.sha256:
        yield Finding("files", f"{source.key}: the original file was changed.", mendable=False)


def _check_vectors(library: Library) -> Iterator[Finding]:
    if not library.store.passage_count():
        return
    if (made_by := library.store.fact("model")) and made_by != library.loaded_model_id():
        what = f"The vectors were made by {made_by}, and the model set now is another."
        yield Finding("vectors", what, mendable=True)
    elif bad := library.store.vectors.unfit(library.embedder.dimension):
        what = f"{len(bad)} passages lack their vectors, or have some of a wrong size."
        yield Finding("vectors", what, mendable=True)


def _check_stray_files(library: Library) -> Iterator[Finding]:
    if strays := library.stray_files():
        what = f"{len(strays)} kept files belong to no source."
        yield Finding("files", what, mendable=True)


def _check_index(library: Library) -> Iterator[Finding]:
    if (index := library.index) is not None:
        library.feed_index()  # to be behind is no fault
        for difference in index.differences():
            yield Finding("index", f"The vector index differs: {difference}.", mendable=True)


def mend(library: Library, findings: Sequence[Finding]) -> None:
    """Make anew what is derived and was found wrong. The truth itself is never touched."""
    parts = {finding.part for finding in findings if finding.mendable}
    if "full text" in parts:
        with database.writing(library.store.engine) as connection:
            fulltext.rebuild(connection)
    if "vectors" in parts:
        _embed_again(library)
    if "files" in parts:
        library.drop_stray_files()
    if library.index is not None and parts & {"vectors", "index"}:
        library.index.rebuild()


def _embed_again(library: Library) -> None:
    """Embed what lacks vectors, or everything when the model is another."""
    model = library.loaded_model_id()
    # Noted first: killed half-way, the library says which model it is on its way to, and what
    # is still to do has no vectors.
    if library.store.fact("model") != model:
        library.store.vectors.drop_all(model=model)
    ids = library.store.vectors.unfit(library.embedder.dimension)
    for at in range(0, len(ids), _BATCH):
        batch = library.store.passages(ids[at : at + _BATCH])
        new = library.embedder.embed_passages(
            [passage_text(p.text, p.start, p.sentences) for p in batch]
        )
        library.store.vectors.replace([p.id for p in batch], new, model=model)
