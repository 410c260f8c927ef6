"""Adds and removes sources until it is killed, and says what is done: for `test_kills`.

For each line of its input (``live SEED`` or ``probe FOLDER``) it forks a child, so that imports
are paid for once.
"""

import os
import random
import signal
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np

from corpus.chroma_folder import FAILURES, open_folder
from corpus.library import Library
from corpus.vectors import FloatArray
from tests.corpus.texts import opened, random_vectors, shelve_vectors

_KEPT = 8  # sources, above which one is removed


@cache
def vectors_of(name: str) -> FloatArray:
    """The vectors of the source of that name: some hundreds, always the same."""
    seed = int(name.removeprefix("s"))
    return random_vectors(200 + 37 * seed % 400, seed=seed)


def say(word: str, key: str) -> None:
    sys.stdout.write(f"{word} {key}\n")
    sys.stdout.flush()


def work(library: Library, chance: random.Random) -> None:
    question = np.ones(64, dtype=np.float32) / 8
    number = 1 + max((int(s.key[1:].split("-")[0]) for s in library.store.sources()), default=0)
    while True:
        keys = [source.key for source in library.store.sources()]
        if len(keys) >= _KEPT or (len(keys) > 3 and chance.random() < 0.3):
            key = chance.choice(keys)
            say("removing", key)
            library.remove(key)
            say("removed", key)
        else:
            name = f"s{number}"
            number += 1
            say("adding", name)
            shelve_vectors(library, name, vectors_of(name))
            say("added", name)
        if chance.random() < 0.7:
            library.feed_index()
        if chance.random() < 0.3:
            library.nearest(question, limit=10)


def live(home: Path, seed: int) -> None:
    """The life of a child."""
    library = opened(home, own_index=True)
    say("opened", str(os.getpid()) if library.index is not None else "unowned")
    work(library, random.Random(seed))


def probe(folder: Path) -> None:
    """Read and write an index: a torn one may fail, crash or hang."""
    signal.alarm(10)
    collection = open_folder(folder).collection
    ids = [int(id_) for id_ in collection.get(include=[])["ids"]]
    for vectors in (random_vectors(100, seed=3), vectors_of("s1")):
        collection.query(query_embeddings=vectors, n_results=min(10, max(len(ids), 1)))
        new = range(max(ids, default=0) + 1, max(ids, default=0) + 1 + len(vectors))
        collection.upsert(ids=[str(id_) for id_ in new], embeddings=vectors)
        collection.get(ids=[str(id_) for id_ in ids[:5000]], include=["embeddings"])


def main() -> None:
    for line in sys.stdin:
        word, what = line.split()
        child = os.fork()
        if child == 0:
            if word == "live":
                live(Path(sys.argv[1]), int(what))
            with suppress(*FAILURES):
                probe(Path(what))
                os._exit(0)
            os._exit(1)
        _, status = os.waitpid(child, 0)
        say("ended", str(os.waitstatus_to_exitcode(status)))


if __name__ == "__main__":
    main()
