from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.exact import ExactIndex
from corpus.store import Store
from tests.corpus.search_contract import VectorSearchContract, brute_force, ids_of
from tests.corpus.texts import random_vectors, shelve


class TestExactSearch(VectorSearchContract):
    @pytest.fixture
    def search(self, store: Store) -> ExactIndex:
        return ExactIndex(store, 64)


def test_the_hits_are_those_of_brute_force(store: Store) -> None:
    exact = ExactIndex(store, 64)
    for n in range(5):
        shelve(store, f"s{n}", random_vectors(40 + n, seed=n))
    store.remove("s2")
    exact.catch_up()

    for question in random_vectors(20, seed=9):
        for limit in (1, 7, 100, 500):
            found = ids_of(exact.search(question, limit=limit))
            assert found == brute_force(store, question, limit)


def test_search_stays_within_sources(store: Store) -> None:
    exact = ExactIndex(store, 64)
    a = shelve(store, "a", random_vectors(10, seed=1))
    b = shelve(store, "b", random_vectors(10, seed=2))
    exact.catch_up()
    question = random_vectors(1, seed=3)[0]

    def found(sources: list[int]) -> set[int]:
        return set(ids_of(exact.search(question, limit=50, sources=sources)))

    assert found([a.id]) == set(range(1, 11))
    assert found([a.id, b.id]) == set(range(1, 21))
    assert found([b.id, 99]) == set(range(11, 21))
    assert found([]) == set()


@pytest.mark.parametrize("limit", [0, -1])
def test_nothing_is_found_when_nothing_is_asked_for(store: Store, limit: int) -> None:
    exact = ExactIndex(store, 64)
    shelve(store, "a", random_vectors(10, seed=1))
    exact.catch_up()

    assert exact.search(random_vectors(1, seed=3)[0], limit=limit) == []


def test_many_sources_are_read_at_one_go(store: Store) -> None:
    for n in range(30):
        shelve(store, f"s{n}", random_vectors(3, seed=n))
    exact = ExactIndex(store, 64)

    exact.catch_up()

    assert len(ids_of(exact.search(random_vectors(1, seed=3)[0], limit=999))) == 90


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.booleans()), max_size=12))
def test_any_order_of_adds_removes_and_looks_ends_in_step(
    store: Store, steps: list[tuple[bool, int, bool]]
) -> None:
    exact = ExactIndex(store, 64)
    for add, name, look in steps:
        held = {source.key for source in store.sources()}
        if add and f"s{name}" not in held:
            shelve(store, f"s{name}", random_vectors(3, seed=name))
        elif not add and f"s{name}" in held:
            store.remove(f"s{name}")
        if look:
            exact.catch_up()
    exact.catch_up()
    exact.catch_up()

    found = ids_of(exact.search(random_vectors(1, seed=3)[0], limit=999))

    assert sorted(found) == sorted(set(found)) == store.vectors.between(0, 10**9)[0]


def test_threads_search_while_the_shelf_changes(store: Store) -> None:
    exact = ExactIndex(store, 64)
    question = random_vectors(1, seed=3)[0]

    def change(n: int) -> None:
        shelve(store, f"s{n}", random_vectors(20, seed=n))
        if n % 2:
            store.remove(f"s{n}")

    def look(_: int) -> bool:
        exact.catch_up()
        hits = exact.search(question, limit=1000, sources=range(1, 99))
        return len({hit.passage_id for hit in hits}) == len(hits)

    with ThreadPoolExecutor(6) as pool:
        changes, looks = pool.map(change, range(16)), pool.map(look, range(60))
        list(changes)
        assert all(looks)
    exact.catch_up()
    hits = exact.search(question, limit=1000)
    assert len(hits) == 160
    assert np.all(np.diff([hit.score for hit in hits]) <= 0)
