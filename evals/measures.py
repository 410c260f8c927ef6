"""Measures of one ranking, in the words of ir-measures. A mean over questions is the caller's.

A ranking is a sequence of ids, best first, no id twice. Scores do not appear: whoever ranks
breaks ties, and a measure sees the order only.
"""

from collections.abc import Collection, Mapping, Sequence
from math import log2


def recall(ranked: Sequence[str], relevant: Collection[str], *, cutoff: int) -> float:
    r"""Share of the relevant items among the first `cutoff`, ``R@k``.

    :math:`|\mathrm{ranked}_{1..k} \cap \mathrm{relevant}| / |\mathrm{relevant}|` (Manning, Raghavan
    and Schuetze, *Introduction to Information Retrieval*, 2008, chapter 8).

    Args:
        ranked: Retrieved ids, best first.
        relevant: Ids of the relevant items.
        cutoff: Number of ranks to look at, at least 1.

    Returns:
        A value in [0, 1].

    Raises:
        ValueError: If nothing is relevant, an id is ranked twice, or `cutoff` is below 1.
    """
    _check(ranked, relevant, cutoff)
    return len(set(ranked[:cutoff]) & set(relevant)) / len(set(relevant))


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str]) -> float:
    r"""One divided by the rank of the first relevant item, ``RR``; 0 if none was retrieved.

    :math:`1 / \min \{ i : \mathrm{ranked}_i \in \mathrm{relevant} \}`, ranks counted from 1
    (Voorhees, TREC-8 question answering track report, 1999).

    Args:
        ranked: Retrieved ids, best first.
        relevant: Ids of the relevant items.

    Returns:
        A value in [0, 1].

    Raises:
        ValueError: If nothing is relevant, or an id is ranked twice.

    Example:
        >>> reciprocal_rank(["b", "a"], {"a"})
        0.5
    """
    _check(ranked, relevant)
    return next((1 / rank for rank, id_ in enumerate(ranked, start=1) if id_ in relevant), 0.0)


def ndcg(ranked: Sequence[str], gains: Mapping[str, int], *, cutoff: int) -> float:
    r"""Normalised discounted cumulative gain of the first `cutoff` items, ``nDCG@k``.

    :math:`\mathrm{DCG} = \sum_{i=1}^{k} g_i / \log_2(i + 1)`, divided by the DCG of the best
    possible ranking (Jarvelin and Kekalainen, TOIS 2002; linear gain, as in trec_eval).

    Args:
        ranked: Retrieved ids, best first.
        gains: Relevance of each judged id, 0 for judged and irrelevant; others count as 0.
        cutoff: Number of ranks to look at, at least 1.

    Returns:
        A value in [0, 1].

    Raises:
        ValueError: If nothing is relevant, an id is ranked twice, a gain is negative, or
            `cutoff` is below 1.
    """
    if min(gains.values(), default=0) < 0:
        raise ValueError("gains must not be negative")
    _check(ranked, [id_ for id_, gain in gains.items() if gain], cutoff)
    ideal = _dcg(sorted(gains.values(), reverse=True)[:cutoff])
    return _dcg([gains.get(id_, 0) for id_ in ranked[:cutoff]]) / ideal


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _check(ranked: Sequence[str], relevant: Collection[str], cutoff: int = 1) -> None:
    if not relevant:
        raise ValueError("undefined for a question to which nothing is relevant")
    if len(set(ranked)) < len(ranked):
        raise ValueError("an id is ranked twice")
    if cutoff < 1:
        raise ValueError(f"cutoff must be at least 1, got {cutoff}")
