import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from evals.measures import ndcg, recall, reciprocal_rank

IDS = [f"d{number}" for number in range(12)]


@st.composite
def judged_rankings(draw):
    ranked = draw(st.lists(st.sampled_from(IDS), unique=True, min_size=1))
    gains = draw(st.dictionaries(st.sampled_from(IDS), st.integers(0, 3), min_size=1))
    gains[draw(st.sampled_from(IDS))] = draw(st.integers(1, 3))
    return ranked, gains


@settings(deadline=None)  # the first call compiles
@given(judged=judged_rankings(), cutoff=st.integers(1, 12))
def test_measures_agree_with_ir_measures(judged, cutoff):
    ranked, gains = judged
    relevant = {id_ for id_, gain in gains.items() if gain}
    qrels = [Qrel("q", id_, gain) for id_, gain in gains.items()]
    run = [ScoredDoc("q", id_, float(-rank)) for rank, id_ in enumerate(ranked)]

    expected = ir_measures.calc_aggregate([nDCG @ cutoff, R @ cutoff, RR], qrels, run)

    assert ndcg(ranked, gains, cutoff=cutoff) == pytest.approx(expected[nDCG @ cutoff])
    assert recall(ranked, relevant, cutoff=cutoff) == pytest.approx(expected[R @ cutoff])
    assert reciprocal_rank(ranked, relevant) == pytest.approx(expected[RR])


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        pytest.param(["a", "b", "c"], 1.0, id="2/1 + 1/log2(3) is the best there is"),
        pytest.param(["b", "a", "c"], 0.8597, id="(1 + 2/1.585) / (2 + 1/1.585)"),
        pytest.param(["c", "x", "a"], 0.0, id="nothing relevant in the first two"),
        pytest.param([], 0.0, id="nothing retrieved"),
    ],
)
def test_ndcg_by_hand(ranked, expected):
    assert ndcg(ranked, {"a": 2, "b": 1, "c": 0}, cutoff=2) == pytest.approx(expected, abs=1e-4)


def test_recall_and_reciprocal_rank_by_hand():
    ranked = ["x", "a", "y", "b"]

    assert recall(ranked, {"a", "b", "never"}, cutoff=3) == pytest.approx(1 / 3)
    assert recall(ranked, {"a", "b"}, cutoff=10) == 1.0
    assert reciprocal_rank(ranked, {"b", "a"}) == 0.5
    assert reciprocal_rank(ranked, {"never"}) == 0.0


@pytest.mark.parametrize(
    "measured",
    [
        pytest.param(lambda: recall(["a"], set(), cutoff=1), id="nothing relevant, recall"),
        pytest.param(lambda: reciprocal_rank(["a"], set()), id="nothing relevant, RR"),
        pytest.param(lambda: ndcg(["a"], {"a": 0}, cutoff=1), id="nothing relevant, nDCG"),
        pytest.param(lambda: ndcg(["a"], {"a": 1, "b": -1}, cutoff=1), id="a negative gain"),
        pytest.param(lambda: recall(["a", "a"], {"a"}, cutoff=1), id="ranked twice"),
        pytest.param(lambda: recall(["a"], {"a"}, cutoff=0), id="cutoff of nothing"),
    ],
)
def test_undefined_is_an_error(measured):
    with pytest.raises(ValueError, match=r"undefined|twice|cutoff|negative"):
        measured()
