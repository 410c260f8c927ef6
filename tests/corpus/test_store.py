import sqlite3
from pathlib import Path

import pytest

from corpus.errors import ModelMismatchError, UnknownSourceError
from corpus.model import Document, Page
from corpus.store import Store
from tests.corpus.texts import as_passages, document_of, random_vectors, shelve


def put(store: Store, document: Document, name: str, *, origin: str | None = None) -> str:
    vectors = as_passages(random_vectors(len(document.passages), seed=1))
    at = origin or f"/{name}"
    return store.add(document, vectors, file=name, origin=at, sha256=name).key


def edition(store: Store, date: str | None, *, name: str | None = None) -> str:
    document = document_of(["One.", "Two."], number="FM 3-0", date=date)
    return put(store, document, name or f"fm-{date}")


def superseded(store: Store) -> dict[str, str | None]:
    return {source.key: source.superseded_by for source in store.sources()}


def test_a_source_comes_back_as_it_was_added(store: Store) -> None:
    document = document_of(
        ["Alpha é.", "Bravo."], per_page=1, heading=('Chapter "1"', "Ürsprung"), number="FM 1"
    )

    key = put(store, document, "a.pdf")

    source = store.source(key)
    found = store.passages_of(source.id)
    assert (source.pages, source.passages, source.publication) == (2, 2, document.publication)
    assert [p.text for p in found] == ["Alpha é.", "Bravo."]
    assert [p.heading for p in found] == [('Chapter "1"', "Ürsprung")] * 2
    assert [p.sentences for p in found] == [p.sentences for p in document.passages]
    assert [p.page_label for p in found] == ["1-1", "1-2"]
    assert found[1].slice(found[1].sentences[0]) == "Bravo."


def test_a_document_without_pages_counts_none_and_has_no_label(store: Store) -> None:
    source = store.source(put(store, document_of(["Only."]), "a.md"))

    page = store.page_at(source.id, 0)
    assert (source.paged, source.pages) == (False, 0)
    assert page == Page(1, None, 0, page.end if page else 0)


@pytest.mark.parametrize("texts", [[], [""], ["", "Text.", ""]])
def test_documents_and_passages_of_nothing_are_kept(store: Store, texts: list[str]) -> None:
    source = store.source(put(store, document_of(texts), "a.md"))

    found = store.passages_of(source.id)
    assert [p.text for p in found] == texts
    assert store.state().vectors == len(texts)
    assert set(store.vectors.sentences([p.id for p in found], 64)) == {p.id for p in found}
    store.remove(source.key)


def test_the_same_bytes_are_kept_once(store: Store) -> None:
    first = put(store, document_of(["One."]), "same", origin="/a")
    second = put(store, document_of(["One."]), "same", origin="/b")

    assert first == second
    assert store.passage_count() == 1


def test_other_bytes_from_the_same_place_replace_the_source_and_keep_its_key(store: Store) -> None:
    old = put(store, document_of(["Old."], title="Old title"), "v1", origin="/a")
    new = put(store, document_of(["New.", "Newer."], title="New title"), "v2", origin="/a")

    (source,) = store.sources()
    assert old == new == source.key
    assert [p.text for p in store.passages_of(source.id)] == ["New.", "Newer."]
    assert [c.added for c in store.changes_since(0)] == [True, False, True]


def test_a_replaced_newest_edition_that_changed_its_number_frees_the_older_one(
    store: Store,
) -> None:
    old = edition(store, "2015")
    newest = put(store, document_of(["a"], number="FM 3-0", date="2020"), "x", origin="/x")
    assert superseded(store)[old] == newest

    put(store, document_of(["b"], number="FM 9", date="2020"), "y", origin="/x")

    assert superseded(store) == {old: None, newest: None}


def test_keys_are_free_and_typable(store: Store) -> None:
    keys = [
        put(store, document_of(["x"], number="JP 3-50", date="2015-10-02"), "a"),
        put(store, document_of(["x"], number="JP 3-50", date="2015-10-02"), "b"),
        put(store, document_of(["x"], title="A Title: of % and _!"), "c"),
        put(store, document_of(["x"], title="Устав"), "d"),
        put(store, document_of(["x"], title="t" * 500), "e"),
        put(store, document_of(["x"], title=""), "Some File.md"),
    ]

    assert keys == [
        *("jp-3-50-2015", "jp-3-50-2015-2", "a-title-of-and", "source", "t" * 60, "some-file")
    ]


def test_all_editions_but_the_newest_are_superseded(store: Store) -> None:
    old, new, mid = edition(store, "2008"), edition(store, "2022"), edition(store, "2017")

    assert superseded(store) == {old: new, mid: new, new: None}


def test_removing_the_newest_edition_lets_the_next_one_stand(store: Store) -> None:
    old, mid, new = edition(store, "2008"), edition(store, "2017"), edition(store, "2022")

    store.remove(new)

    assert superseded(store) == {old: mid, mid: None}


def test_removing_all_but_one_edition_leaves_it_standing(store: Store) -> None:
    old, new = edition(store, "2008"), edition(store, "2022")

    store.remove(new)

    assert superseded(store) == {old: None}


def test_an_edition_without_a_date_is_left_alone(store: Store) -> None:
    undated, dated = edition(store, None), edition(store, "2022")

    assert superseded(store) == {undated: None, dated: None}


def test_dates_are_compared_as_far_as_both_are_known(store: Store) -> None:
    year, month = edition(store, "2022"), edition(store, "2022-10")

    assert superseded(store) == {year: None, month: None}


def test_what_was_removed_is_gone_with_its_vectors_and_terms(home: Path, store: Store) -> None:
    key = put(store, document_of(["Unmistakable."]), "a")
    (passage,) = store.passages_of(store.source(key).id)

    store.remove(key)

    assert store.passages([passage.id]) == []
    assert store.vectors.between(0, 99)[0] == []
    with sqlite3.connect(home / "library.db") as raw:
        for table in ("sources", "pages", "passages", "vectors", "passage_terms"):
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    raw.close()
    with pytest.raises(UnknownSourceError):
        store.remove(key)


def test_ids_are_never_used_twice(store: Store) -> None:
    first = put(store, document_of(["One."]), "a")
    (before,) = store.passages_of(store.source(first).id)
    store.remove(first)

    second = put(store, document_of(["Two."]), "b")

    assert store.passages_of(store.source(second).id)[0].id > before.id


def test_a_source_that_fails_half_way_leaves_nothing(store: Store) -> None:
    document = document_of(["One.", "Two."])

    with pytest.raises(ValueError, match="argument"):
        store.add(document, [], file="a", origin="/a", sha256="a")

    assert (store.sources(), store.passage_count(), store.changes_since(0)) == ([], 0, [])


def test_text_is_read_across_pages(store: Store) -> None:
    document = document_of(["Alpha.", "Bravo.", "Charlie."], per_page=1)
    source = store.source(put(store, document, "a"))

    for start in range(len(document.text) + 1):
        for end in range(start, len(document.text) + 1):
            assert store.text(source.id, start, end) == document.text[start:end]
    assert store.text(source.id, 0, 10**9) == document.text
    assert store.text(source.id + 1, 0, 10) == ""


def test_a_page_is_known_by_each_of_its_characters(store: Store) -> None:
    document = document_of(["Alpha.", "Bravo."], per_page=1)
    source = store.source(put(store, document, "a"))

    found = [store.page_at(source.id, at) for at in range(len(document.text))]

    assert found == [document.pages[0]] * 7 + [document.pages[1]] * 7
    assert store.page_at(source.id, len(document.text)) is None


def test_passages_come_in_the_order_asked_and_unknown_ids_are_left_out(store: Store) -> None:
    source = store.source(put(store, document_of(["A", "B", "C"]), "a"))
    a, b, c = (p.id for p in store.passages_of(source.id))

    asked = [c, 999, -1, 0, 2**63, 10**30, a, b]

    assert [p.id for p in store.passages(asked)] == [c, a, b]


def test_more_ids_than_a_statement_takes_can_be_asked_for(store: Store) -> None:
    source = store.source(put(store, document_of(["A", "B"]), "a"))
    ids = [p.id for p in store.passages_of(source.id)]

    many = [*range(1000, 300_000), *ids]

    assert [p.id for p in store.passages(many)] == ids
    assert sorted(store.vectors.sentences(many, 64)) == ids


def test_neighbours_stay_within_the_source(store: Store) -> None:
    put(store, document_of(["X", "Y"]), "x")
    source = store.source(put(store, document_of(["A", "B", "C", "D"]), "a"))
    first, second, *_ = store.passages_of(source.id)

    assert [p.text for p in store.neighbours(first)] == ["A", "B"]
    assert [p.text for p in store.neighbours(second)] == ["A", "B", "C"]
    assert [p.text for p in store.neighbours(second, reach=9)] == ["A", "B", "C", "D"]


def test_vectors_of_another_model_are_refused_once_there_are_passages(store: Store) -> None:
    def add(name: str, model: str) -> None:
        document, vectors = document_of(["x"]), as_passages(random_vectors(1, seed=1))
        store.add(document, vectors, file=name, origin=name, sha256=name, model=model)

    add("a", "one")
    with pytest.raises(ModelMismatchError):
        add("b", "two")
    store.remove("title")
    add("b", "two")

    assert store.fact("model") == "two"
    assert [source.file for source in store.sources()] == ["b"]


def test_replacing_vectors_leaves_out_passages_that_are_gone(store: Store) -> None:
    shelve(store, "a", random_vectors(2, seed=1))
    new = as_passages(random_vectors(3, seed=2))

    store.vectors.replace([1, 2, 77], new, model="m")
    store.vectors.replace([], [], model="m")

    ids, _, vectors = store.vectors.between(0, 99)
    assert ids == [1, 2]
    assert (vectors == [v.passage for v in new[:2]]).all()
