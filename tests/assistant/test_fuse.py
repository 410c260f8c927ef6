import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.fuse import fuse
from corpus.model import Hit

ids = st.integers(1, 50)
cosines = st.dictionaries(ids, st.floats(-1, 1), max_size=20)
lexical = st.dictionaries(ids, st.floats(0.01, 40), max_size=20).map(
    lambda scores: [Hit(*item) for item in sorted(scores.items(), key=lambda item: -item[1])]
)


def test_scores_worked_by_hand():
    fused = fuse({1: 0.5, 2: 0.4, 3: 0.1}, [Hit(2, 8.0), Hit(3, 4.0)], lexical_weight=0.25)

    assert {hit.passage_id: hit.score for hit in fused} == pytest.approx(
        {2: 0.4 + 0.25, 1: 0.5, 3: 0.1 + 0.25 / 2}
    )


def test_equal_scores_are_ordered_by_passage_id():
    assert [hit.passage_id for hit in fuse({9: 0.5, 2: 0.5}, [])] == [2, 9]


@given(cosines, lexical)
def test_every_candidate_comes_once_best_first(candidates: dict[int, float], found: list[Hit]):
    fused = fuse(candidates, found)

    assert sorted(hit.passage_id for hit in fused) == sorted(candidates)
    assert [hit.score for hit in fused] == sorted((hit.score for hit in fused), reverse=True)


@given(cosines, lexical, st.floats(0.1, 100))
def test_the_scale_of_bm25_does_not_matter(
    candidates: dict[int, float], found: list[Hit], scale: float
):
    scaled = [Hit(hit.passage_id, hit.score * scale) for hit in found]

    plain = {hit.passage_id: hit.score for hit in fuse(candidates, found)}
    assert {hit.passage_id: hit.score for hit in fuse(candidates, scaled)} == pytest.approx(plain)


@given(cosines)
def test_without_terms_the_order_is_that_of_the_cosines(candidates: dict[int, float]):
    fused = fuse(candidates, [])

    assert [hit.score for hit in fused] == sorted(candidates.values(), reverse=True)
