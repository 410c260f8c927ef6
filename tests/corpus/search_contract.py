"""What every vector search must do, whichever way it does it."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from corpus.model import Hit
from corpus.store import Store
from corpus.vectors import FloatArray, unit
from tests.corpus.texts import as_passages, random_vectors, shelve


class VectorSearch(Protocol):
    def catch_up(self) -> object: ...

    def search(self, vector: FloatArray, *, limit: int) -> list[Hit] | None: ...


def ids_of(hits: Sequence[Hit] | None) -> list[int]:
    assert hits is not None
    return [hit.passage_id for hit in hits]


def brute_force(store: Store, vector: FloatArray, limit: int) -> list[int]:
    ids, _, vectors = store.vectors.between(0, 10**9)
    scores = vectors @ vector
    order = np.lexsort((ids, -scores))[:limit]
    return [ids[at] for at in order]


def recall(search: VectorSearch, store: Store, *, limit: int = 100, queries: int = 40) -> float:
    """Share of the true neighbours of random questions that are found."""
    ids, _, vectors = store.vectors.between(0, 10**9)
    found = []
    for question in random_vectors(queries, seed=99):
        true = {ids[at] for at in np.argsort(-(vectors @ question))[:limit]}
        found.append(
            len(true.intersection(ids_of(search.search(question, limit=limit)))) / len(true)
        )
    return float(np.mean(found))


class VectorSearchContract:
    """Subclasses supply the fixture `search`, over the fixture `store`."""

    def test_a_library_of_nothing_gives_nothing(self, search: VectorSearch) -> None:
        search.catch_up()

        assert search.search(random_vectors(1, seed=1)[0], limit=5) == []

    def test_a_stored_vector_is_found_by_itself(self, search: VectorSearch, store: Store) -> None:
        vectors = random_vectors(300, seed=1)
        shelve(store, "a", vectors)
        search.catch_up()

        for at, vector in enumerate(vectors):
            (hit,) = search.search(vector, limit=1) or []
            assert hit.passage_id == at + 1
            assert abs(hit.score - 1) < 1e-5

    def test_hits_come_best_first_and_ties_by_id(self, search: VectorSearch, store: Store) -> None:
        random = random_vectors(50, seed=1)
        twins = np.concatenate([random, random])
        shelve(store, "a", twins)
        search.catch_up()

        hits = search.search(random_vectors(1, seed=2)[0], limit=100)

        assert hits is not None
        assert len(hits) == 100
        rounded = [(-round(hit.score, 5), hit.passage_id) for hit in hits]
        assert rounded == sorted(rounded)

    def test_no_more_is_asked_for_than_there_is(self, search: VectorSearch, store: Store) -> None:
        shelve(store, "a", random_vectors(3, seed=1))
        search.catch_up()

        assert len(ids_of(search.search(random_vectors(1, seed=2)[0], limit=100))) == 3

    def test_what_is_added_is_found_and_what_is_removed_is_not(
        self, search: VectorSearch, store: Store
    ) -> None:
        question = random_vectors(1, seed=7)[0]
        for round_ in range(12):
            shelve(store, f"s{round_}", random_vectors(60, seed=round_))
            if round_ % 2:
                search.catch_up()
            if round_ >= 3 and round_ % 3 == 0:
                store.remove(f"s{round_ - 3}")
                store.remove(f"s{round_ - 1}")
            search.catch_up()

            found = ids_of(search.search(question, limit=1000))

            assert sorted(found) == sorted(store.vectors.between(0, 10**9)[0])

    def test_what_came_and_went_unseen_does_no_harm(
        self, search: VectorSearch, store: Store
    ) -> None:
        shelve(store, "a", random_vectors(5, seed=1))
        shelve(store, "b", random_vectors(5, seed=2))
        store.remove("a")

        search.catch_up()

        assert sorted(ids_of(search.search(random_vectors(1, seed=3)[0], limit=9))) == [
            *range(6, 11)
        ]

    def test_all_may_go_and_others_come(self, search: VectorSearch, store: Store) -> None:
        shelve(store, "a", random_vectors(50, seed=1))
        search.catch_up()
        store.remove("a")
        search.catch_up()
        assert search.search(random_vectors(1, seed=3)[0], limit=9) == []

        shelve(store, "b", random_vectors(5, seed=2))
        search.catch_up()

        assert len(ids_of(search.search(random_vectors(1, seed=3)[0], limit=9))) == 5

    def test_vectors_made_anew_take_the_place_of_the_old(
        self, search: VectorSearch, store: Store
    ) -> None:
        shelve(store, "a", random_vectors(40, seed=1))
        search.catch_up()
        new = random_vectors(40, seed=2)

        store.vectors.drop_all(model="m")
        store.vectors.replace(range(1, 41), as_passages(new), model="m")
        search.catch_up()

        for at, vector in enumerate(new):
            assert ids_of(search.search(vector, limit=1)) == [at + 1]

    def test_vectors_of_another_length_take_the_place_of_the_old(
        self, search: VectorSearch, store: Store
    ) -> None:
        shelve(store, "a", random_vectors(40, seed=1))
        search.catch_up()
        new = random_vectors(40, seed=2, dimension=16)

        store.vectors.drop_all(model="m")
        store.vectors.replace(range(1, 41), as_passages(new), model="m")
        search.catch_up()

        assert ids_of(search.search(new[3], limit=1)) == [4]

    def test_neighbours_agree_with_brute_force(self, search: VectorSearch, store: Store) -> None:
        shelve(store, "a", random_vectors(3000, seed=1))
        shelve(store, "b", unit(random_vectors(500, seed=2) * 3))
        search.catch_up()
        store.remove("b")
        search.catch_up()

        assert recall(search, store) >= 0.95
        assert recall(search, store, limit=10) >= 0.95
