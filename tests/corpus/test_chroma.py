import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.check import check, mend
from corpus.chroma import ChromaIndex, open_index
from corpus.store import Store
from tests.corpus.search_contract import VectorSearchContract, brute_force, ids_of, recall
from tests.corpus.texts import SilentEmbedder, opened, random_vectors, shelve, shelve_vectors

QUESTION = random_vectors(1, seed=77)[0]


@pytest.fixture
def index(store: Store, home: Path) -> Iterator[ChromaIndex]:
    index = open_index(store, home)
    assert index is not None
    yield index
    index.close()


class TestChromaSearch(VectorSearchContract):
    @pytest.fixture
    def search(self, index: ChromaIndex) -> ChromaIndex:
        return index


def test_the_index_is_kept_from_one_process_life_to_the_next(store: Store, home: Path) -> None:
    shelve(store, "a", random_vectors(100, seed=1))
    first = open_index(store, home)
    assert first is not None
    first.catch_up()
    generation = first.generation
    first.close()

    second = open_index(store, home)

    assert second is not None
    assert second.generation == generation
    assert second.lag() == 0
    assert ids_of(second.search(QUESTION, limit=9)) == brute_force(store, QUESTION, 9)
    second.close()


def test_only_one_at_a_time_owns_the_index(store: Store, home: Path, index: ChromaIndex) -> None:
    assert open_index(store, home) is None

    index.close()
    other = open_index(store, home)

    assert other is not None
    other.close()


def test_at_rest_the_index_is_not_marked_as_being_written(store: Store, index: ChromaIndex) -> None:
    shelve(store, "a", random_vectors(10, seed=1))

    index.catch_up()

    assert store.fact("index.dirty") == "0"
    assert index.lag() == 0


def test_changes_made_while_feeding_do_not_make_the_index_anew(
    store: Store, index: ChromaIndex
) -> None:
    shelve(store, "a", random_vectors(10, seed=1))
    index.catch_up()
    generation = index.generation
    for n in range(5):
        shelve(store, f"b{n}", random_vectors(10, seed=n))
        index.catch_up()

    assert index.generation == generation


def test_a_rebuild_embeds_nothing_and_leaves_one_folder(
    store: Store, home: Path, index: ChromaIndex
) -> None:
    shelve(store, "a", random_vectors(500, seed=1))
    index.catch_up()

    assert index.rebuild()

    assert [f.name for f in (home / "derived").iterdir()] == [f"chroma-{index.generation}"]
    assert list(index.differences()) == []
    assert recall(index, store) >= 0.95


def test_a_closed_index_feeds_no_more(store: Store, index: ChromaIndex) -> None:
    index.close()
    shelve(store, "a", random_vectors(10, seed=1))

    assert not index.catch_up()
    assert not index.rebuild()
    assert index.search(QUESTION, limit=3) is None


def test_differences_are_told_apart(store: Store, index: ChromaIndex) -> None:
    vectors = random_vectors(20, seed=1)
    shelve(store, "a", vectors)
    index.catch_up()
    assert index._opened is not None
    collection = index._opened.collection
    collection.delete(ids=["1", "2"])
    collection.upsert(ids=["777"], embeddings=vectors[:1])
    collection.upsert(ids=["5", "6", "7"], embeddings=vectors[:3])

    assert list(index.differences()) == [
        "2 passages missing",
        "1 removed passages held",
        "3 vectors that differ",
    ]


def test_an_index_that_lost_vectors_is_made_anew_at_the_next_feed(
    store: Store, index: ChromaIndex
) -> None:
    shelve(store, "a", random_vectors(20, seed=1))
    index.catch_up()
    assert index._opened is not None
    index._opened.collection.delete(ids=["1", "2"])

    shelve(store, "b", random_vectors(20, seed=2))

    assert index.catch_up()
    assert list(index.differences()) == []


# Damage between two lives

Damage = Callable[[Path], object]


def largest(folder: Path, name: str) -> Path:
    return max(folder.rglob(name), key=lambda file: file.stat().st_size)


def truncate(name: str) -> Damage:
    def damage(folder: Path) -> None:
        file = largest(folder, name)
        with file.open("r+b") as opened_:
            opened_.truncate(file.stat().st_size // 2)

    return damage


def scribble(name: str) -> Damage:
    def damage(folder: Path) -> None:
        file = largest(folder, name)
        content = bytearray(file.read_bytes())
        for at in range(0, len(content), 7):
            content[at] ^= 0x5A
        file.write_bytes(content)

    return damage


DAMAGES = {
    "data truncated": truncate("data_level0.bin"),
    "data emptied": lambda f: largest(f, "data_level0.bin").write_bytes(b""),
    "header truncated": truncate("header.bin"),
    "header scribbled": scribble("header.bin"),
    "links scribbled": scribble("link_lists.bin"),
    "pickle truncated": truncate("index_metadata.pickle"),
    "pickle scribbled": scribble("index_metadata.pickle"),
    "pickle emptied": lambda f: largest(f, "index_metadata.pickle").write_bytes(b""),
    "sqlite deleted": lambda f: (f / "chroma.sqlite3").unlink(),
    "sqlite truncated": truncate("chroma.sqlite3"),
    "sqlite scribbled": scribble("chroma.sqlite3"),
    "vectors deleted": lambda f: shutil.rmtree(largest(f, "header.bin").parent),
    "all deleted": shutil.rmtree,
    "all emptied": lambda f: (shutil.rmtree(f), f.mkdir()),
}


def home_with_index(home: Path, count: int = 1100) -> Path:
    """A home whose index has been written out; gives the folder of the index."""
    library = opened(home, own_index=True)
    shelve_vectors(library, "a", random_vectors(count, seed=1))
    shelve_vectors(library, "b", random_vectors(100, seed=2))
    library.feed_index()
    assert library.index is not None
    folder = home / "derived" / f"chroma-{library.index.generation}"
    library.close()
    return folder


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_torn_index_is_made_anew_from_the_stored_vectors(home: Path, damage: Damage) -> None:
    folder = home_with_index(home)
    store = Store(home)
    damage(folder)
    store.set_facts({"index.dirty": "1"})

    library = opened(home, own_index=True, load=SilentEmbedder)
    library.feed_index()

    assert library.index is not None
    assert check(library) == []
    assert recall(library.index, store) >= 0.95
    library.close()
    store.close()


def test_an_index_left_in_the_middle_of_writing_is_never_opened_again(home: Path) -> None:
    folder = home_with_index(home)
    store = Store(home)
    store.set_facts({"index.dirty": "1"})
    store.close()

    library = opened(home, own_index=True, load=SilentEmbedder)

    assert not folder.exists()
    assert ids_of(library.nearest(QUESTION, limit=9)) == brute_force(library.store, QUESTION, 9)
    library.close()


def test_an_index_bloated_by_torn_links_is_made_anew(home: Path) -> None:
    folder = home_with_index(home)
    with largest(folder, "link_lists.bin").open("r+b") as file:
        file.truncate(140 * 2**30)  # sparse, as it was met after a kill

    library = opened(home, own_index=True, load=SilentEmbedder)
    library.feed_index()

    assert not folder.exists()
    assert check(library) == []
    library.close()


@pytest.mark.parametrize("damage", ["all deleted", "all emptied", "sqlite deleted"])
def test_the_folder_may_be_deleted_at_any_time(home: Path, damage: str) -> None:
    folder = home_with_index(home)
    DAMAGES[damage](folder)

    library = opened(home, own_index=True)
    library.feed_index()

    assert check(library) == []
    library.close()


def test_a_home_that_cannot_hold_an_index_is_searched_exactly(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    Store(home).close()
    (home / "derived").write_text("in the way")
    library = opened(home, own_index=True)
    shelve_vectors(library, "a", random_vectors(50, seed=1))

    found = ids_of(library.nearest(QUESTION, limit=9))

    assert found == brute_force(library.store, QUESTION, 9)
    assert "vector index" in caplog.text
    (home / "derived").unlink()
    library.feed_index()
    assert library.index is not None
    assert ids_of(library.index.search(QUESTION, limit=9)) == found
    library.close()


def test_differences_are_mended(home: Path) -> None:
    home_with_index(home, count=100)
    library = opened(home, own_index=True, load=SilentEmbedder)
    assert library.index is not None
    assert library.index._opened is not None
    library.index._opened.collection.delete(ids=["3"])

    findings = check(library)
    mend(library, findings)

    assert [(f.part, f.mendable) for f in findings] == [("index", True)]
    assert check(library) == []
    library.close()
