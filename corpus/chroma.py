"""The vector index in Chroma: derived from the store, owned by one process at a time.

Used through chromadb's own client: langchain-chroma hides the ids, keeps the texts inside
Chroma, and turns an index that has gone stale into empty results without a word.

Chroma is neither crash-safe nor safe between processes (chromadb 1.5.9), so that nothing here is
believed: the index is made from the store alone, can be thrown away at any time, and what it
finds is looked up in the store before anyone sees it.
"""

import logging
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from chromadb import Collection
from filelock import FileLock, Timeout

from corpus.changes import touched
from corpus.chroma_folder import FAILURES, OpenFolder, is_bloated, open_folder
from corpus.model import Hit
from corpus.store import Store
from corpus.vectors import FloatArray

_BATCH = 5_000  # chromadb refuses more than 5,461 at once

logger = logging.getLogger(__name__)


class _OutOfStepError(RuntimeError):
    """The index does not hold what it was fed."""


class ChromaIndex:
    """Passage vectors by id in a Chroma collection, fed from the changes of a store.

    Three facts in the store say where it stands: its generation (which folder), the last
    change applied, and whether it is being written ("dirty"). A dirty mark found at opening
    means that a process died in the middle. Then the index gives way to a new generation, torn or
    not: one that answered every question of a probe still killed the process that wrote to it.

    Safe in several threads; one that searches waits for one that feeds.
    """

    def __init__(self, store: Store, home: Path, owned: FileLock) -> None:
        """Use `open_index`."""
        self._store = store
        self._root = home / "derived"
        self._owned = owned
        self._lock = threading.RLock()
        self._closing = threading.Event()
        self._opened: OpenFolder | None = None
        self._open()

    # Life

    def _open(self) -> None:
        try:
            if self._is_sound():
                self._opened = open_folder(self._folder)
                self._compare_counts(self._opened.collection)
                return
        except FAILURES as error:
            logger.warning("vector index: %s", error)
        logger.info("vector index: generation %s is not sound, starting anew", self.generation)
        try:
            self._renew()
        except FAILURES as error:  # every feed tries again; until then exact search serves
            logger.warning("vector index: %s", error)

    def _is_sound(self) -> bool:
        if self._store.fact("index.dirty") == "1" or not self._folder.is_dir():
            return False
        first = next(self._store.vectors.batches(1), None)
        dimension = 0 if first is None else first[1].shape[1]
        vectors = self._store.state().vectors
        return not is_bloated(self._folder, vectors=vectors, dimension=dimension)

    def _renew(self) -> None:
        """Turn to a new, empty generation, and remove the others."""
        self._disconnect()
        self._store.set_facts(
            {
                "index.generation": str(self.generation + 1),
                "index.applied": "0",
                "index.dirty": "1",
            }
        )
        for folder in self._root.glob("chroma-*"):
            shutil.rmtree(folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._opened = open_folder(self._folder)

    def _disconnect(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.client.close()

    def close(self) -> None:
        """Stop feeding, write everything out and let another process own the index."""
        self._closing.set()
        with self._lock:
            try:
                if self._opened is not None:
                    self._disconnect()
                    self._store.set_facts({"index.dirty": "0"})
            finally:
                self._owned.release()

    # State, kept in the store

    @property
    def generation(self) -> int:
        """Number of the folder in use; grows each time the index is made anew."""
        return int(self._store.fact("index.generation") or 0)

    @property
    def applied(self) -> int:
        """Number of the last change of the store that the index holds."""
        return int(self._store.fact("index.applied") or 0)

    def lag(self) -> int:
        """Number of passage ids that changes touched since the last one applied."""
        return sum(len(ids) for ids in touched(self._store.changes_since(self.applied)))

    @property
    def _folder(self) -> Path:
        return self._root / f"chroma-{self.generation}"

    # Work

    def catch_up(self) -> bool:
        """Apply what changed in the store since the last time; make the index anew if it fails.

        Returns:
            Whether the index is in step and can be searched.
        """
        with self._lock:
            try:
                return self._feed()
            except FAILURES as error:
                logger.warning("vector index: %s", error)
            return self.rebuild()

    def rebuild(self) -> bool:
        """Make the index anew from the vectors in the store; nothing is embedded again.

        Returns:
            Whether the index is in step and can be searched.
        """
        with self._lock:
            if self._closing.is_set():
                return False
            try:
                self._renew()
                return self._feed()
            except FAILURES as error:
                logger.warning("vector index: %s", error)
                self._disconnect()
                return False

    def _feed(self) -> bool:
        if self._closing.is_set():
            return False
        if self._opened is None:
            self._renew()
        assert self._opened is not None
        collection = self._opened.collection
        changes = self._store.changes_since(self.applied)
        if not changes:
            return True
        self._store.set_facts({"index.dirty": "1"})
        came_only = all(change.added for change in changes)
        for ids in touched(changes):
            for first in range(ids.start, ids.stop, _BATCH):
                if self._closing.is_set():
                    return False
                window = range(first, min(first + _BATCH, ids.stop))
                self._take(collection, window, came_only=came_only)
        self._store.set_facts({"index.applied": str(changes[-1].seq)})
        self._compare_counts(collection)
        # Having answered, chromadb is at rest: it writes on calls only.
        self._store.set_facts({"index.dirty": "0"})
        return True

    def _take(self, collection: Collection, window: range, *, came_only: bool) -> None:
        """Make the index hold of these ids what the store holds of them."""
        ids, _, vectors = self._store.vectors.between(window.start, window.stop - 1)
        if not came_only:
            held = collection.get(ids=[str(id_) for id_ in window], include=[])["ids"]
            if gone := sorted(set(held).difference(map(str, ids))):
                collection.delete(ids=gone)
        if ids:
            collection.upsert(ids=[str(id_) for id_ in ids], embeddings=vectors)

    def _compare_counts(self, collection: Collection) -> None:
        count = collection.count()
        state = self._store.state()
        if state.last_change == self.applied and state.vectors != count:
            raise _OutOfStepError(f"it holds {count} vectors instead of {state.vectors}")

    def search(self, vector: FloatArray, *, limit: int) -> list[Hit] | None:
        """Passages nearest to a vector, best first, ties by id; the score is the cosine.

        Returns:
            Hits; None where the index fails, which is made anew when it is fed next.
        """
        with self._lock:
            if self._opened is None or limit < 1:
                return None
            collection = self._opened.collection
            try:
                found = collection.query(
                    query_embeddings=vector[None], n_results=limit, include=["distances"]
                )
                short = limit - len(found["ids"][0])
                if short and collection.count() > limit - short:
                    return None  # the graph has come apart, as many removals can make it
            except FAILURES as error:
                logger.warning("vector index: %s", error)
                self._store.set_facts({"index.dirty": "1"})
                self._disconnect()
                return None
        distances = found["distances"]
        assert distances is not None
        pairs = zip(found["ids"][0], distances[0], strict=True)
        hits = [Hit(int(id_), 1 - distance) for id_, distance in pairs]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))

    def differences(self) -> Iterator[str]:
        """Say in which ways the index differs from the store; nothing when it agrees."""
        with self._lock:
            if self._opened is None:
                yield "it cannot be opened"
                return
            collection = self._opened.collection
            held = set(collection.get(include=[])["ids"])
            missing = wrong = 0
            for ids, vectors in self._store.vectors.batches(_BATCH):
                missing += sum(str(id_) not in held for id_ in ids)
                held.difference_update(str(id_) for id_ in ids)
                wrong += _count_unequal(collection, ids, vectors)
        counts = {"passages missing": missing, "removed passages held": len(held)}
        counts["vectors that differ"] = wrong
        yield from (f"{count} {what}" for what, count in counts.items() if count)


def _count_unequal(collection: Collection, ids: list[int], vectors: FloatArray) -> int:
    found = collection.get(ids=[str(id_) for id_ in ids], include=["embeddings"])
    stored = {str(id_): vector for id_, vector in zip(ids, vectors, strict=True)}
    kept = found["embeddings"]
    assert kept is not None
    pairs = zip(found["ids"], map(np.asarray, kept), strict=True)
    return sum(
        stored[id_].shape != vector.shape or not np.allclose(stored[id_], vector, atol=1e-5)
        for id_, vector in pairs
    )


def open_index(store: Store, home: Path) -> ChromaIndex | None:
    """Own the index of a library; None while another process owns it."""
    owned = FileLock(home / "index.lock", timeout=0, thread_local=False)
    try:
        owned.acquire()
    except Timeout:
        return None
    try:
        return ChromaIndex(store, home, owned)
    except BaseException:
        owned.release()
        raise
