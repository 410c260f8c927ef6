"""Try whether a Chroma folder can be opened and used.

Run in a process of its own, because a torn index can crash or hang the process that opens it.
"""

import sys
from pathlib import Path

import numpy as np
from chromadb import Collection

from corpus.changes import touched
from corpus.chroma_folder import open_folder
from corpus.store import Store
from corpus.vectors import FloatArray

_SAMPLE = 300
_BATCH = 5_000
_FOUND_AT_LEAST = 0.97  # the graph is approximate, and may miss a vector now and then
_BYTES_AT_MOST = 100 * 2**20  # and eight times the vectors: torn links can take terabytes


def index_is_usable(home: Path, folder: Path, applied: int) -> bool:
    """Whether a sample of the vectors that should be there is there, equal, and found by itself.

    An index of which nothing can be tried, because all is newer than it, is not worth keeping.

    Args:
        home: Home of the library.
        folder: Folder of the index.
        applied: Number of the last change that the index is said to hold.
    """
    store = Store(home)
    if not _has_a_sane_size(store, folder):
        return False
    collection = open_folder(folder).collection
    newer = touched(store.changes_since(applied))
    tried = found = 0
    step = max(1, store.state().vectors // _SAMPLE)
    for ids, vectors in store.vectors.batches(_BATCH):
        sample = [at for at in range(0, len(ids), step) if not any(ids[at] in r for r in newer)]
        if not sample:
            continue
        names = [str(ids[at]) for at in sample]
        if not _holds(collection, names, vectors[sample]):
            return False
        near = collection.query(
            query_embeddings=vectors[sample], n_results=1, include=["distances"]
        )
        found += sum(bool(row) and row[0] < 1e-3 for row in near["distances"] or ())
        tried += len(sample)
    return tried > 0 and found >= _FOUND_AT_LEAST * tried


def _has_a_sane_size(store: Store, folder: Path) -> bool:
    first = next(store.vectors.batches(1), None)
    width = 0 if first is None else first[1].nbytes
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return size <= _BYTES_AT_MOST + 8 * width * store.state().vectors


def _holds(collection: Collection, names: list[str], vectors: FloatArray) -> bool:
    got = collection.get(ids=names, include=["embeddings"])
    embeddings = got["embeddings"]
    assert embeddings is not None
    kept = dict(zip(got["ids"], map(np.asarray, embeddings), strict=True))
    return all(
        name in kept
        and kept[name].shape == vector.shape
        and np.allclose(kept[name], vector, atol=1e-5)
        for name, vector in zip(names, vectors, strict=True)
    )


def main() -> None:
    """Leave with 0 if the index that the arguments name is usable, else with 1."""
    home, folder, applied = sys.argv[1:]
    sys.exit(0 if index_is_usable(Path(home), Path(folder), int(applied)) else 1)
