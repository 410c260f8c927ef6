"""Decide from what was found whether the library holds the answer."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

from assistant.model import Evidence
from corpus.terms import index_terms, query_terms

_PASSAGES = 3  # the answer's terms are looked for in so many passages together


@dataclass(frozen=True, slots=True)
class Signs:
    """What the decision rests on, each in about [0, 1].

    Attributes:
        cosine: Of the question with the nearest sentence found.
        coverage: Share of the question's terms, weighted by rarity, in the best passages together.
        best_coverage: The same for the one passage that holds most.
        unknown: Share, weighted alike, of terms that the library never uses.
    """

    cosine: float
    coverage: float
    best_coverage: float
    unknown: float


@dataclass(frozen=True, slots=True)
class Gate:
    """A logistic regression over `Signs`.

    The default was fitted, and rounded, on the questions of `staffride eval gate` (answerable, and
    of other trades) and on sixty to the starter library, which are not kept (`docs/measured.md`).
    It tells whether the subject is held, with few errors; a library that holds the subject but not
    the answer deceives it often.

    Attributes:
        weights: One for each field of `Signs`, in their order.
        bias: Added to the weighted sum.
        threshold: Probability below which a question is declined.
    """

    weights: tuple[float, ...] = (17.0, 1.0, 1.0, -1.0)
    bias: float = -9.4
    threshold: float = 0.5

    def confidence(self, signs: Signs) -> float:
        """Estimated probability that the library holds the answer, in (0, 1)."""
        total = self.bias + math.fsum(
            weight * sign for weight, sign in zip(self.weights, astuple(signs), strict=True)
        )
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))


def signs_of(
    question: str, evidence: Sequence[Evidence], *, frequencies: Mapping[str, int], passages: int
) -> Signs:
    """Read the signs from what was found for a question.

    Args:
        question: The stand-alone question that was searched.
        evidence: What was found, best first.
        frequencies: Number of passages that hold each term of the question.
        passages: Number of passages in the library.
    """
    terms = query_terms(question)
    weights = {term: _rarity(frequencies.get(term, 0), passages) for term in terms}
    total = math.fsum(weights.values()) or 1.0
    held = [
        set(index_terms(" ".join((*e.passage.titles, e.passage.text))).split())
        for e in evidence[:_PASSAGES]
    ]

    def share(of: set[str]) -> float:
        return math.fsum(weight for term, weight in weights.items() if term in of) / total

    return Signs(
        cosine=max((e.cosine for e in evidence), default=0.0),
        coverage=share(set().union(*held)),
        best_coverage=max(map(share, held), default=0.0),
        unknown=share({term for term in terms if term not in frequencies}),
    )


def _rarity(count: int, passages: int) -> float:
    """Inverse document frequency, as in BM25, never negative."""
    return math.log(1 + (passages - count + 0.5) / (count + 0.5))
