"""Another process that works on a library: ``add NAME COUNT``, ``remove KEY`` or ``own``."""

import sys
from pathlib import Path

from tests.corpus.texts import opened, random_vectors, shelve_vectors


def main(home: Path, word: str, name: str = "", count: str = "0") -> None:
    library = opened(home, own_index=word == "own")
    if word == "add":
        shelve_vectors(library, name, random_vectors(int(count), seed=int(count)))
    elif word == "remove":
        library.remove(name)
    else:
        sys.stdout.write(f"{library.index is not None}\n")
        sys.stdout.flush()
        sys.stdin.read()
    library.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
