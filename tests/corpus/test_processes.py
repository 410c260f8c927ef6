import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.check import check
from corpus.library import Library
from tests.corpus.search_contract import brute_force, ids_of
from tests.corpus.texts import opened, random_vectors, shelve_vectors

ROOT = Path(__file__).resolve().parents[2]
QUESTION = random_vectors(1, seed=77)[0]


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "tests.corpus.change_driver", str(home), *words]


def elsewhere(home: Path, *words: str) -> None:
    """Let another process do something with the library."""
    subprocess.run(command(home, *words), cwd=ROOT, check=True)


@contextmanager
def owning(home: Path) -> Iterator[bool]:
    """Another process that tries to own the index; whether it does."""
    with subprocess.Popen(
        command(home, "own"), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        yield child.stdout.readline() == "True\n"
        child.communicate("")


def found(library: Library, limit: int = 9) -> list[int]:
    return ids_of(library.nearest(QUESTION, limit=limit))


@pytest.mark.parametrize("own_index", [True, False], ids=["owner", "guest"])
def test_what_another_process_adds_is_found_at_the_next_question(
    home: Path, own_index: bool
) -> None:
    library = opened(home, own_index=own_index)
    shelve_vectors(library, "here", random_vectors(50, seed=1))
    assert found(library) == brute_force(library.store, QUESTION, 9)

    elsewhere(home, "add", "there", "300")

    assert library.store.passage_count() == 350
    assert found(library) == brute_force(library.store, QUESTION, 9)
    assert check(library) == []
    library.close()


@pytest.mark.parametrize("own_index", [True, False], ids=["owner", "guest"])
def test_what_another_process_removes_is_never_found_again(home: Path, own_index: bool) -> None:
    library = opened(home, own_index=own_index)
    shelve_vectors(library, "stays", random_vectors(50, seed=1))
    shelve_vectors(library, "goes", random_vectors(2500, seed=2))
    library.feed_index()
    before = found(library, 200)
    assert max(before) > 50

    elsewhere(home, "remove", "goes")

    for _ in range(5):
        assert max(found(library, 200)) <= 50
    assert library.passages(before) == library.passages([id_ for id_ in before if id_ <= 50])
    library.feed_index()
    assert max(found(library, 200)) <= 50
    assert check(library) == []
    library.close()


def test_of_two_processes_one_owns_the_index(home: Path) -> None:
    with owning(home) as first, owning(home) as second:
        assert (first, second) == (True, False)

        library = opened(home, own_index=True)
        shelve_vectors(library, "a", random_vectors(50, seed=1))

        assert library.index is None
        assert found(library) == brute_force(library.store, QUESTION, 9)
        library.close()


def test_the_index_of_an_owner_that_was_killed_can_be_owned(home: Path) -> None:
    with subprocess.Popen(
        command(home, "own"), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "True\n"
        child.kill()

    library = opened(home, own_index=True)

    assert library.index is not None
    library.close()


def test_processes_add_at_the_same_time(home: Path) -> None:
    running = [
        subprocess.Popen(command(home, "add", f"s{n}", str(100 + n)), cwd=ROOT) for n in range(4)
    ]
    assert [child.wait() for child in running] == [0] * 4

    library = opened(home, own_index=True)

    assert library.store.passage_count() == 406
    assert check(library) == []
    library.close()
