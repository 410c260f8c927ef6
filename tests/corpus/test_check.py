import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.check import check, mend
from corpus.library import Library
from corpus.model import Document
from corpus.vectors import PassageText, PassageVectors
from tests.corpus.search_contract import brute_force, ids_of
from tests.corpus.texts import SilentEmbedder, document_of, opened, shelve_document
from tests.fakes import HashingEmbedder


class DyingEmbedder(HashingEmbedder):
    """Another model, and a process that ends in the middle of embedding."""

    def __init__(self, calls: int) -> None:
        super().__init__(32)
        self.calls = calls

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        self.calls -= 1
        if self.calls < 0:
            raise KeyboardInterrupt
        return super().embed_passages(passages)


def document(count: int = 6) -> Document:
    return document_of([f"Word{n} consent." for n in range(count)], per_page=2)


@pytest.fixture
def shelf(library: Library) -> Library:
    shelve_document(library, document(), "a.pdf")
    shelve_document(library, document_of(["Other.", "Texts."]), "b.md")
    return library


def spoil(library: Library, *statements: str) -> None:
    with sqlite3.connect(library.home / "library.db") as raw:
        for statement in statements:
            raw.executescript(statement)
    raw.close()


def found(library: Library) -> list[tuple[str, bool]]:
    return [(finding.part, finding.mendable) for finding in check(library)]


def test_a_sound_library_has_no_findings(shelf: Library) -> None:
    assert check(shelf) == []


def test_an_empty_library_has_no_findings(owner: Library) -> None:
    assert check(owner) == []


@pytest.mark.parametrize(
    "drift",
    [
        "DELETE FROM vectors WHERE passage_id IN (2, 7)",
        "UPDATE vectors SET passage = x'00' WHERE passage_id = 3",
        "UPDATE vectors SET sentences = zeroblob(5) WHERE passage_id = 3",
        "UPDATE vectors SET sentences = x'' WHERE passage_id = 3",
    ],
)
def test_vectors_that_are_missing_or_cut_are_made_anew(shelf: Library, drift: str) -> None:
    before = shelf.store.vectors.between(0, 99)[2]
    spoil(shelf, drift)

    assert found(shelf) == [("vectors", True)]
    mend(shelf, check(shelf))

    assert check(shelf) == []
    assert (shelf.store.vectors.between(0, 99)[2] == before).all()


def test_a_full_text_that_differs_is_made_anew(shelf: Library) -> None:
    spoil(shelf, "INSERT INTO passage_text(passage_text) VALUES ('delete-all')")
    assert shelf.lexical(["consent"], limit=9) == []

    assert found(shelf) == [("full text", True)]
    mend(shelf, check(shelf))

    assert check(shelf) == []
    assert len(shelf.lexical(["consent"], limit=9)) == 6


def test_stray_files_are_removed(shelf: Library) -> None:
    for name in ("0" * 64, "1" * 64 + ".partial"):
        stray = shelf.home / "files" / "00" / name
        stray.parent.mkdir(exist_ok=True)
        stray.write_bytes(b"left behind")

    assert found(shelf) == [("files", True)]
    mend(shelf, check(shelf))

    assert check(shelf) == []
    assert len(list((shelf.home / "files").glob("*/*"))) == 2


def test_an_index_that_is_only_behind_is_no_fault(owner: Library, home: Path) -> None:
    guest = opened(home)
    shelve_document(guest, document(), "a.pdf")
    guest.close()

    assert check(owner) == []


@pytest.mark.parametrize(
    ("damage", "part"),
    [
        ("UPDATE pages SET text = replace(text, 'Word3', 'Wort3')", "text"),
        ("UPDATE pages SET text = substr(text, 2) WHERE source_id = 1 AND ordinal = 1", "text"),
        ("UPDATE passages SET text = 'x' WHERE id = 2", "text"),
        ("PRAGMA foreign_keys = ON; DELETE FROM passages WHERE id = 2", "text"),
        ("DELETE FROM pages WHERE source_id = 1 AND ordinal = 3", "text"),
        ("UPDATE passages SET source_id = 77 WHERE id = 2", "database"),
    ],
)
def test_damage_of_the_truth_is_told_and_not_touched(
    shelf: Library, damage: str, part: str
) -> None:
    spoil(shelf, damage)
    before = dump(shelf)

    findings = check(shelf)
    mend(shelf, findings)

    assert {f.part for f in findings if not f.mendable} == {part}
    assert [f for f in findings if not f.mendable] == check(shelf)
    assert dump(shelf) == before


def dump(library: Library) -> list[list[tuple[object, ...]]]:
    with sqlite3.connect(library.home / "library.db") as raw:
        rows = [raw.execute(f"SELECT * FROM {t}").fetchall() for t in ("pages", "passages")]
    raw.close()
    return rows


def test_original_files_that_are_missing_or_changed_are_told(shelf: Library) -> None:
    a, b = shelf.store.sources()
    shelf.kept_file(a).unlink()
    shelf.kept_file(b).write_bytes(b"other")

    findings = check(shelf)
    mend(shelf, findings)

    assert [(f.part, f.mendable) for f in findings] == [("files", False)] * 2
    assert check(shelf) == findings


def test_a_damaged_database_file_is_told_and_nothing_else_is_looked_at(home: Path) -> None:
    library = opened(home)
    shelve_document(library, document(300), "a.pdf")
    library.close()
    with (home / "library.db").open("r+b") as file:
        file.seek(30 * 4096)
        file.write(b"\xff" * 20 * 4096)

    findings = check(library)

    assert {(f.part, f.mendable) for f in findings} == {("database", False)}
    mend(library, findings)
    library.close()


def test_another_model_is_told_and_everything_is_embedded_anew(home: Path) -> None:
    first = opened(home, own_index=True)
    shelve_document(first, document(), "a.pdf")
    first.feed_index()
    first.close()
    other = opened(home, own_index=True, load=lambda: HashingEmbedder(32))

    assert found(other) == [("vectors", True)]
    mend(other, check(other))

    assert check(other) == []
    question = other.embedder.embed_query("word3 consent")
    assert ids_of(other.nearest(question, limit=1)) == brute_force(other.store, question, 1)
    assert other.index is not None
    assert other.index.lag() == 0
    other.close()


def test_embedding_anew_that_was_killed_half_way_is_taken_up(home: Path) -> None:
    first = opened(home)
    shelve_document(first, document(600), "a.pdf")
    first.close()
    dying = opened(home, load=lambda: DyingEmbedder(calls=1))
    with pytest.raises(KeyboardInterrupt):
        mend(dying, check(dying))
    half = dying.store.state().vectors
    dying.close()

    again = opened(home, own_index=True, load=lambda: HashingEmbedder(32))

    assert 0 < half < 600
    assert found(again) == [("vectors", True)]
    mend(again, check(again))
    assert check(again) == []
    assert again.store.state().vectors == 600
    again.close()


def test_an_owner_elsewhere_learns_of_vectors_made_anew(home: Path) -> None:
    owner = opened(home, own_index=True)
    shelve_document(owner, document(), "a.pdf")
    owner.feed_index()
    guest = opened(home, load=lambda: HashingEmbedder(32))
    mend(guest, check(guest))
    guest.close()
    owner.close()

    later = opened(home, own_index=True, load=lambda: HashingEmbedder(32))

    question = later.embedder.embed_query("word3 consent")
    assert ids_of(later.nearest(question, limit=1)) == brute_force(later.store, question, 1)
    assert check(later) == []
    later.close()


def test_mending_what_needs_no_model_embeds_nothing(home: Path) -> None:
    first = opened(home)
    shelve_document(first, document(), "a.pdf")
    first.close()
    library = opened(home, own_index=True, load=SilentEmbedder)
    spoil(library, "INSERT INTO passage_text(passage_text) VALUES ('delete-all')")

    mend(library, check(library))

    assert check(library) == []
    library.close()
