"""Exact search: dot products over all vectors of the store, held in memory.

Serves every process that does not own the Chroma index, every search within chosen sources,
and the moments in which the index is behind. 100,000 passages take some 12 ms and 150 MB.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.changes import touched
from corpus.model import Hit
from corpus.store import Store
from corpus.vectors import FloatArray


@dataclass(frozen=True, slots=True)
class _Rows:
    """Ids, sources and vectors of passages, row by row; replaced as one, never changed."""

    ids: npt.NDArray[np.int64]
    sources: npt.NDArray[np.int64]
    matrix: FloatArray

    def where(self, mask: npt.NDArray[np.bool_]) -> "_Rows":
        return _Rows(self.ids[mask], self.sources[mask], self.matrix[mask])


class ExactIndex:
    """All passage vectors of a store in one matrix, kept in step change by change."""

    def __init__(self, store: Store, dimension: int) -> None:
        """Start empty; the first search reads the vectors."""
        self._store = store
        self._seen = 0
        none = np.empty(0, dtype=np.int64)
        self._rows = _Rows(none, none, np.empty((0, dimension), dtype=np.float32))
        self._lock = threading.Lock()

    def catch_up(self) -> None:
        """Read what came and drop what went since the last search."""
        with self._lock:
            changes = self._store.changes_since(self._seen)
            if not changes:
                return
            ranges = touched(changes)
            keep = np.ones(len(self._rows.ids), dtype=np.bool_)
            for ids in ranges:
                keep &= (self._rows.ids < ids.start) | (self._rows.ids >= ids.stop)
            parts = [self._rows.where(keep), *(self._read(ids) for ids in ranges)]
            # Of no rows the width is not known, and may be that of a former model.
            self._rows = _joined([part for part in parts if len(part.ids)] or parts[:1])
            self._seen = changes[-1].seq

    def _read(self, ids: range) -> _Rows:
        found, sources, vectors = self._store.vectors.between(ids.start, ids.stop - 1)
        return _Rows(np.asarray(found, np.int64), np.asarray(sources, np.int64), vectors)

    def search(
        self, vector: FloatArray, *, limit: int, sources: Collection[int] | None = None
    ) -> list[Hit]:
        """Passages nearest to a vector, best first, ties by id; the score is the cosine.

        Args:
            vector: The question's vector, of length 1.
            limit: Number of hits at most.
            sources: Numbers of the sources to search in; all when None.
        """
        rows = self._rows
        if sources is not None:
            rows = rows.where(np.isin(rows.sources, list(sources)))
        if not len(rows.ids) or limit < 1:
            return []
        scores = rows.matrix @ vector
        ids = rows.ids
        if limit < len(scores):  # sort only what can be among the best, ties included
            inside = scores >= np.partition(scores, -limit)[-limit]
            ids, scores = ids[inside], scores[inside]
        best = np.lexsort((ids, -scores))[:limit]
        return [Hit(int(ids[i]), float(scores[i])) for i in best]


def _joined(parts: list[_Rows]) -> _Rows:
    return _Rows(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.sources for part in parts]),
        np.concatenate([part.matrix for part in parts]),
    )
