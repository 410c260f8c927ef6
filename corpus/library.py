"""A library: the store, the embedding model, and the indexes made from it, kept in step."""

import contextlib
import hashlib
import logging
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import fulltext
from corpus.database import reading
from corpus.errors import ModelMismatchError, StaffRideError
from corpus.exact import ExactIndex
from corpus.files import KeptFiles
from corpus.model import Document, Hit, Passage, Source, StoredPassage
from corpus.store import Store
from corpus.vectors import Embedder, FloatArray, PassageVectors, passage_text

if TYPE_CHECKING:
    from corpus.chroma import ChromaIndex

# Terms found in more than this share of the passages say little and cost most of the time.
_FREQUENT = 0.05
_KEPT_AT_LEAST = 2
_FREQUENT_MATTERS_FROM = 20_000  # passages; below, every term is cheap
_SYNC_LAG = 2_000  # passages that are fed to Chroma while a question waits

logger = logging.getLogger(__name__)


class Library:
    """What the rest of the program asks for: add, remove, and find by terms or by vector.

    Attributes:
        home: Folder of the library.
        store: The truth.
    """

    def __init__(
        self, home: Path, load_embedder: Callable[[], Embedder], *, own_index: bool = False
    ) -> None:
        """Open a library.

        Args:
            home: Its folder, made if it is missing.
            load_embedder: Loads the embedding model; called at the first use of a vector.
            own_index: Whether to own the Chroma index, if no other process does. Worth it for
                a process that answers many questions.
        """
        self.home = home
        self.store = Store(home)
        self._files = KeptFiles(home, self.store)
        self._load_embedder = load_embedder
        self._embedder: Embedder | None = None
        self._exact: ExactIndex | None = None
        self._feeding: threading.Thread | None = None
        self._lock = threading.RLock()
        try:
            self._index = _open_index(self.store, home) if own_index else None
        except BaseException:
            self.store.close()
            raise

    def close(self) -> None:
        """Stop what runs and give the index back."""
        index, self._index = self._index, None
        try:
            if index is not None:
                index.close()
            if self._feeding is not None:
                self._feeding.join()
        finally:
            self.store.close()

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded at first use.

        Raises:
            ModelMismatchError: If the vectors of the library were made by another.
        """
        with self._lock:
            embedder = self._loaded()
            self._check_model(embedder)
            return embedder

    def preload(self) -> None:
        """Begin to load the embedding model, while the caller does what needs none."""
        threading.Thread(target=self._load_quietly, name="preload", daemon=True).start()

    def _load_quietly(self) -> None:
        with contextlib.suppress(StaffRideError):  # it is raised again where it matters
            self._loaded()

    def loaded_model_id(self) -> str:
        """Name of the embedding model set now, whichever made the vectors."""
        return self._loaded().model_id

    def _loaded(self) -> Embedder:
        with self._lock:
            if self._embedder is None:
                self._embedder = self._load_embedder()
            return self._embedder

    def _check_model(self, embedder: Embedder) -> None:
        made_by = self.store.fact("model")
        if made_by not in {None, embedder.model_id} and self.store.passage_count():
            raise ModelMismatchError(str(made_by), embedder.model_id)

    # The shelf

    def add(
        self,
        document: Document,
        data: bytes,
        *,
        file: str,
        origin: str,
        vectors: Sequence[PassageVectors],
    ) -> Source:
        """Put a document on the shelf and keep its file; done when this returns.

        A source that came from the same place before, with other bytes, is replaced by it.

        Args:
            document: The document as read.
            data: Bytes of the file it was read from.
            file: Name of the file without its folder.
            origin: Path or address it came from.
            vectors: Vectors of its passages (`embed`).

        Raises:
            LibraryError: If it cannot be written, or is another model's.
        """
        digest = hashlib.sha256(data).hexdigest()
        file, origin = _storable(file), _storable(origin)
        model = None if self._embedder is None else self._embedder.model_id
        with self._files.changing():
            replaced = self.store.source_by_origin(origin)
            self._files.keep(data, digest)
            try:
                source = self.store.add(
                    document, vectors, file=file, origin=origin, sha256=digest, model=model
                )
            finally:
                self._files.drop_unused(digest)
            if replaced is not None:
                self._files.drop_unused(replaced.sha256)
        logger.info("added %s: %s passages", source.key, source.passages)
        return source

    def embed(self, document: Document, passages: Sequence[Passage]) -> list[PassageVectors]:
        """Vectors of passages of a document, in the order given."""
        return self.embedder.embed_passages(
            [passage_text(document.text[p.start : p.end], p.start, p.sentences) for p in passages]
        )

    def feed_index(self) -> None:
        """Bring the Chroma index up to date, if this process owns it; questions need not wait."""
        if (index := self._index) is not None:
            self._feed(index).join()

    def remove(self, key: str) -> Source:
        """Take a source off the shelf, and its file away; done when this returns."""
        with self._files.changing():
            source = self.store.remove(key)
            self._files.drop_unused(source.sha256)
        logger.info("removed %s", key)
        return source

    def kept_file(self, source: Source) -> Path:
        """Where the original file of a source is kept."""
        return self._files.path(source.sha256)

    # Finding

    def nearest(
        self, vector: FloatArray, *, limit: int, sources: Sequence[int] | None = None
    ) -> list[Hit]:
        """Passages nearest in meaning, best first.

        From Chroma when this process owns it and it is in step; else exactly, over all vectors.

        Args:
            vector: The question's vector.
            limit: Number of hits at most.
            sources: Numbers of the sources to search in; all when None.
        """
        if sources is None and (hits := self._from_index(vector, limit)) is not None:
            return hits
        with self._lock:
            if self._exact is None:
                self._exact = ExactIndex(self.store, len(vector))
        self._exact.catch_up()
        return self._exact.search(vector, limit=limit, sources=sources)

    def _from_index(self, vector: FloatArray, limit: int) -> list[Hit] | None:
        """Hits of the Chroma index; None where it is not ours, is behind, or fails."""
        index = self._index
        if index is None or (self._feeding is not None and self._feeding.is_alive()):
            return None
        if index.lag() > _SYNC_LAG:
            self._feed(index)
            return None
        return index.search(vector, limit=limit) if index.catch_up() else None

    def _feed(self, index: "ChromaIndex") -> threading.Thread:
        """Feed the index in the background, where that is not being done already."""
        with self._lock:
            if self._feeding is None or not self._feeding.is_alive():
                self._feeding = threading.Thread(
                    target=_feed_quietly, args=(index,), name="feed", daemon=True
                )
                self._feeding.start()
            return self._feeding

    def lexical(
        self, terms: Sequence[str], *, limit: int, sources: Sequence[int] | None = None
    ) -> list[Hit]:
        """Passages that hold the terms of a question, ranked by BM25, best first.

        In a large library terms that occur nearly everywhere are left out, all but the rarest
        `_KEPT_AT_LEAST`: they order little and cost most.
        """
        total = self.store.passage_count()
        with reading(self.store.engine) as connection:
            kept = _telling(fulltext.document_frequencies(connection, terms), total)
            return fulltext.search(connection, kept, limit=limit, sources=sources)

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Number of passages that hold each term; terms never used are left out."""
        with reading(self.store.engine) as connection:
            return fulltext.document_frequencies(connection, terms)

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """The passages of these ids, in order; ids that an index made up or kept are dropped."""
        found = self.store.passages(ids)
        if len(found) < len(ids):
            logger.info("%s hits were not in the library and were dropped", len(ids) - len(found))
        return found

    def sentence_vectors(self, ids: Sequence[int]) -> dict[int, FloatArray]:
        """Vectors of the sentences of passages, by the id of the passage."""
        return self.store.vectors.sentences(ids, self.embedder.dimension)

    @property
    def index(self) -> "ChromaIndex | None":
        """The Chroma index, if this process owns it."""
        return self._index

    def stray_files(self) -> list[Path]:
        """Kept files that belong to no source."""
        with self._files.changing():
            return self._files.strays()

    def drop_stray_files(self) -> None:
        """Remove the kept files that belong to no source."""
        with self._files.changing():
            for stray in self._files.strays():
                stray.unlink()


def _open_index(store: Store, home: Path) -> "ChromaIndex | None":
    from corpus.chroma import (  # noqa: PLC0415 - chromadb takes seconds; most commands need none
        open_index,
    )

    return open_index(store, home)


def _feed_quietly(index: "ChromaIndex") -> None:
    try:
        index.catch_up()
    except StaffRideError as error:  # the next question tries again, and is answered exactly
        logger.warning("vector index: %s", error)


def _storable(name: str) -> str:
    """A file name that may hold bytes that are no text, as text."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _telling(counts: dict[str, int], total: int) -> list[str]:
    if total < _FREQUENT_MATTERS_FROM:
        return list(counts)
    by_rarity = sorted(counts, key=lambda term: counts[term])
    rare = [term for term in by_rarity if counts[term] <= _FREQUENT * total]
    return rare if len(rare) >= _KEPT_AT_LEAST else by_rarity[:_KEPT_AT_LEAST]
