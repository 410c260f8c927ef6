import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.errors import LibraryError, ModelMismatchError, UnknownSourceError
from corpus.library import Library
from corpus.vectors import passage_text
from tests.corpus.search_contract import brute_force, ids_of
from tests.corpus.texts import (
    as_passages,
    document_of,
    opened,
    random_vectors,
    shelve_document,
    shelve_vectors,
)
from tests.fakes import HashingEmbedder

QUESTION = random_vectors(1, seed=77)[0]


def kept_files(library: Library) -> list[str]:
    return sorted(f.name for f in (library.home / "files").glob("*/*"))


def digests(library: Library) -> list[str]:
    return sorted(source.sha256 for source in library.store.sources())


def add(library: Library, data: bytes, origin: str) -> str:
    return library.add(
        document_of([data.decode()]),
        data,
        file=origin,
        origin=origin,
        vectors=as_passages(random_vectors(1, seed=len(data))),
    ).key


def test_the_original_file_comes_and_goes_with_its_source(library: Library) -> None:
    key = add(library, b"one", "/a")
    source = library.store.source(key)
    assert library.kept_file(source).read_bytes() == b"one"

    library.remove(key)

    assert kept_files(library) == []
    with pytest.raises(UnknownSourceError):
        library.remove(key)


def test_a_replaced_source_takes_its_file_along(library: Library) -> None:
    add(library, b"one", "/a")
    add(library, b"two!", "/a")

    assert kept_files(library) == digests(library)
    assert len(kept_files(library)) == 1


def test_a_file_replaced_by_bytes_known_from_elsewhere_loses_nothing(library: Library) -> None:
    add(library, b"one", "/a")
    add(library, b"two!", "/b")

    add(library, b"two!", "/a")

    assert kept_files(library) == digests(library)
    assert len(kept_files(library)) == 2


def test_an_add_that_fails_leaves_no_file(library: Library) -> None:
    with pytest.raises(ValueError, match="argument"):
        library.add(document_of(["x"]), b"x", file="x", origin="/x", vectors=[])

    assert kept_files(library) == []
    assert library.store.sources() == []


def test_an_add_that_fails_leaves_the_source_it_would_replace(library: Library) -> None:
    add(library, b"one", "/a")

    with pytest.raises(ValueError, match="argument"):
        library.add(document_of(["x"]), b"x", file="x", origin="/a", vectors=[])

    assert kept_files(library) == digests(library)
    assert [s.file for s in library.store.sources()] == ["/a"]


def test_files_that_cannot_be_kept_are_said_in_a_sentence(library: Library) -> None:
    (library.home / "files").write_text("in the way")

    with pytest.raises(LibraryError, match="cannot be kept"):
        add(library, b"one", "/a")

    assert library.store.sources() == []


def test_a_file_name_of_bytes_that_are_no_text_is_kept_readable(library: Library) -> None:
    name = os.fsdecode(b"caf\xe9.md")

    add(library, b"one", name)
    add(library, b"two!", name)

    assert [source.file for source in library.store.sources()] == ["caf\\xe9.md"]


def test_threads_add_and_remove_the_same_bytes_and_files_stay_in_step(library: Library) -> None:
    def come_and_go(n: int) -> None:
        key = add(library, b"same", f"/{n}")
        if n % 2:
            with suppress(UnknownSourceError):
                library.remove(key)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(come_and_go, range(24)))

    assert kept_files(library) == digests(library)


def test_a_library_of_another_model_is_refused(home: Path) -> None:
    first = opened(home)
    shelve_document(first, document_of(["Alpha."]), "a.md")
    first.close()

    other = opened(home, load=lambda: HashingEmbedder(32))
    with pytest.raises(ModelMismatchError, match=r"hashing-64.*hashing-32") as caught:
        _ = other.embedder
    assert "check --mend" in caught.value.hint
    other.close()


def test_an_empty_library_takes_any_model(home: Path) -> None:
    first = opened(home)
    source = shelve_document(first, document_of(["Alpha."]), "a.md")
    first.remove(source.key)
    first.close()

    other = opened(home, load=lambda: HashingEmbedder(32))
    shelve_document(other, document_of(["Alpha."]), "a.md")

    assert other.store.fact("model") == "hashing-32"
    other.close()


def test_without_the_index_everything_is_found_exactly(library: Library) -> None:
    shelve_vectors(library, "a", random_vectors(100, seed=1))

    assert library.index is None
    assert ids_of(library.nearest(QUESTION, limit=9)) == brute_force(library.store, QUESTION, 9)


def test_the_index_and_exact_search_give_the_same(owner: Library) -> None:
    shelve_vectors(owner, "a", random_vectors(1500, seed=1))

    hits = owner.nearest(QUESTION, limit=9)

    assert owner._exact is None
    assert ids_of(hits) == brute_force(owner.store, QUESTION, 9)


def test_search_within_sources_is_exact(owner: Library) -> None:
    a = shelve_vectors(owner, "a", random_vectors(20, seed=1))
    shelve_vectors(owner, "b", random_vectors(20, seed=2))

    assert set(ids_of(owner.nearest(QUESTION, limit=99, sources=[a.id]))) == set(range(1, 21))


def test_a_question_that_comes_while_much_is_fed_is_answered_exactly(owner: Library) -> None:
    shelve_vectors(owner, "a", random_vectors(6000, seed=1))

    first = ids_of(owner.nearest(QUESTION, limit=9))
    assert owner._feeding is not None
    while_fed = [ids_of(owner.nearest(QUESTION, limit=9)) for _ in range(20)]
    owner.feed_index()
    after = ids_of(owner.nearest(QUESTION, limit=9))

    expected = brute_force(owner.store, QUESTION, 9)
    assert owner.index is not None
    assert owner.index.lag() == 0
    assert first == expected
    assert all(found == expected for found in while_fed)
    assert len(set(after) & set(expected)) >= 8


def test_closing_while_much_is_fed_stops_and_loses_nothing(home: Path) -> None:
    library = opened(home, own_index=True)
    for n in range(4):
        shelve_vectors(library, f"s{n}", random_vectors(3000, seed=n))
    library.nearest(QUESTION, limit=9)
    library.close()
    assert not any(thread.name == "feed" for thread in threading.enumerate())

    again = opened(home, own_index=True)
    again.feed_index()

    assert again.index is not None
    assert list(again.index.differences()) == []
    again.close()


def test_threads_ask_while_others_add_and_remove(owner: Library) -> None:
    def change(n: int) -> None:
        key = shelve_vectors(owner, f"s{n}", random_vectors(150, seed=n)).key
        owner.feed_index()
        if n % 3 == 0:
            owner.remove(key)

    def ask(_: int) -> int:
        return len(owner.passages(ids_of(owner.nearest(QUESTION, limit=20))))

    with ThreadPoolExecutor(6) as pool:
        changes, asked = pool.map(change, range(12)), pool.map(ask, range(60))
        list(changes)
        assert max(asked) == 20
    owner.feed_index()
    assert owner.index is not None
    assert list(owner.index.differences()) == []
    assert ids_of(owner.nearest(QUESTION, limit=9)) == brute_force(owner.store, QUESTION, 9)


def test_the_lock_of_the_index_is_given_back_from_another_thread(home: Path) -> None:
    first = opened(home, own_index=True)
    thread = threading.Thread(target=first.close)
    thread.start()
    thread.join()

    second = opened(home, own_index=True)

    assert second.index is not None
    second.close()


def test_a_library_may_be_closed_twice(home: Path) -> None:
    library = opened(home, own_index=True)

    library.close()
    library.close()


def test_what_is_embedded_begins_with_the_first_sentence() -> None:
    text = passage_text("1-1. One. Two.", 100, [(105, 109), (110, 114)])

    assert text.text == "One. Two."
    assert [text.text[a:b] for a, b in text.sentences] == ["One.", "Two."]


def test_what_has_no_sentence_is_embedded_whole() -> None:
    assert passage_text("HEADING", 5, []).text == "HEADING"
