"""The suite `gate`: fits the weights that decide between an answer and a refusal.

Positives are the FM 5-0 questions. Hard negatives are the same questions with the gold paragraph
taken away; far negatives are questions about anything but doctrine, asked of the same library.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]
from sklearn.model_selection import GroupKFold  # type: ignore[import-untyped]

from assistant.gate import Gate, Signs, signs_of
from assistant.model import Evidence
from assistant.retrieve import retrieve
from corpus.library import Library
from corpus.model import StoredPassage
from corpus.terms import index_terms, query_terms
from evals import fm5_0
from evals.bench import Bench
from evals.questions import FM5_0_SETS, DoctrineQuestion, doctrine_questions, trivia_questions
from evals.result import SuiteResult

NAME = "gate"
_FILES = (*fm5_0.FILES, "abstention")
_SEEN = 10  # passages that `Advisor.ask` shows the gate
_FETCHED = 30  # enough that ten are left without those of the gold paragraph
_FOLDS = 5
FAR_ANSWERED_AT_MOST = 0.05
REFUSED_AT_MOST = 0.08

_Kind = Literal["answerable", "hard", "far"]
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question as the gate sees it.

    Attributes:
        group: Cases of one group are never on both sides of a split.
    """

    signs: Signs
    kind: _Kind
    group: str


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights fitted to all cases, and the scores of cases by weights that never saw them.

    Attributes:
        gate: Weights, bias and threshold, rounded as they are reported.
        held_out: Probability of each case, from the fold that left its group out.
    """

    gate: Gate
    held_out: _Floats


def run(bench: Bench) -> SuiteResult:
    """Fit the gate, and measure it and the one in use."""
    if missing := bench.missing(*_FILES):
        return SuiteResult.skip(NAME, missing)
    with bench.library() as library:
        fm5_0.add_manual(library, bench.data)
        questions = [q for name in FM5_0_SETS for q in doctrine_questions(bench.data, name)]
        trivia = [q.question for q in trivia_questions(bench.data)]
        cases = doctrine_cases(library, questions) + far_cases(library, trivia)
    fitted = fit(cases)
    in_use = np.array([Gate().confidence(case.signs) for case in cases])
    weights = dict(zip((f.name for f in fields(Signs)), fitted.gate.weights, strict=True))
    counts = Counter(case.kind for case in cases)
    return SuiteResult(
        name=NAME,
        figures={
            **{f"n.{kind}": count for kind, count in counts.items()},
            **{f"weight.{name}": weight for name, weight in weights.items()},
            "weight.bias": fitted.gate.bias,
            "weight.threshold": fitted.gate.threshold,
            **_figures("fitted", cases, fitted.held_out, fitted.gate.threshold),
            **_figures("in_use", cases, in_use, Gate().threshold),
        },
    )


def doctrine_cases(library: Library, questions: Sequence[DoctrineQuestion]) -> list[Case]:
    """Each question with its gold paragraph in the library, and with it taken away."""
    golds = _passages_by_paragraph(library)
    total = library.store.passage_count()
    cases = []
    for question in questions:
        asked, group = question.question, question.gold_para_id
        found = retrieve(library, asked, limit=_FETCHED)
        counts = library.document_frequencies(query_terms(asked))
        signs = signs_of(asked, found[:_SEEN], frequencies=counts, passages=total)
        cases.append(Case(signs, "answerable", group))
        gold = golds[question.gold_para_id]
        rest = _without(found, gold)[:_SEEN]
        left = _frequencies_without(counts, gold)
        signs = signs_of(asked, rest, frequencies=left, passages=total - len(gold))
        cases.append(Case(signs, "hard", group))
    return cases


def far_cases(library: Library, questions: Sequence[str]) -> list[Case]:
    """Questions that the library says nothing about."""
    total = library.store.passage_count()
    return [
        Case(
            signs_of(
                asked,
                retrieve(library, asked, limit=_SEEN),
                frequencies=library.document_frequencies(query_terms(asked)),
                passages=total,
            ),
            "far",
            f"far {number}",
        )
        for number, asked in enumerate(questions)
    ]


def fit(cases: Sequence[Case], *, strength: float = 1.0) -> Fit:
    """Fit a logistic regression; the negatives weigh as much as the positives, each kind alike.

    Args:
        cases: Some of every kind.
        strength: Inverse strength of the penalty on large weights (scikit-learn's `C`).
    """
    signs = np.array([astuple(case.signs) for case in cases])
    kinds = np.array([case.kind for case in cases])
    labels = kinds == "answerable"
    share = {"answerable": 0.5, "hard": 0.25, "far": 0.25}
    worth = np.array([len(kinds) * share[k] / np.sum(kinds == k) for k in kinds])
    held_out = np.zeros(len(cases))
    folds = GroupKFold(_FOLDS).split(signs, labels, [case.group for case in cases])
    for train, test in folds:
        model = _regression(signs[train], labels[train], worth[train], strength)
        held_out[test] = model.predict_proba(signs[test])[:, 1]
    model = _regression(signs, labels, worth, strength)
    gate = Gate(
        weights=tuple(round(float(weight), 3) for weight in model.coef_[0]),
        bias=round(float(model.intercept_[0]), 3),
        threshold=round(threshold_for(kinds, held_out), 3),
    )
    return Fit(gate, held_out)


def threshold_for(kinds: npt.NDArray[np.str_], scores: _Floats) -> float:
    """The threshold in the middle between the limits; where it can keep both, it does.

    Below the lower one more than `FAR_ANSWERED_AT_MOST` of the far questions are answered, above
    the upper one more than `REFUSED_AT_MOST` of the answerable ones are refused.
    """
    lower = float(np.quantile(scores[kinds == "far"], 1 - FAR_ANSWERED_AT_MOST, method="higher"))
    upper = float(np.quantile(scores[kinds == "answerable"], REFUSED_AT_MOST, method="lower"))
    return (lower + upper) / 2


def _regression(signs: _Floats, labels: npt.NDArray[np.bool_], worth: _Floats, c: float) -> Any:  # noqa: ANN401 - scikit-learn ships no types
    return LogisticRegression(C=c, max_iter=5000).fit(signs, labels, sample_weight=worth)


def _figures(
    name: str, cases: Sequence[Case], scores: _Floats, threshold: float
) -> dict[str, float | int | str]:
    """How well scores tell the kinds apart (area under the ROC curve), and the errors made."""
    kinds = np.array([case.kind for case in cases])
    positive = kinds == "answerable"

    def auc(*negatives: _Kind) -> float:
        chosen = positive | np.isin(kinds, negatives)
        return round(float(roc_auc_score(positive[chosen], scores[chosen])), 4)

    def answered(kind: _Kind) -> float:
        return round(float(np.mean(scores[kinds == kind] >= threshold)), 4)

    return {
        f"{name}.auc": auc("hard", "far"),
        f"{name}.auc_hard": auc("hard"),
        f"{name}.auc_far": auc("far"),
        f"{name}.refused": round(1 - answered("answerable"), 4),
        f"{name}.hard_answered": answered("hard"),
        f"{name}.far_answered": answered("far"),
    }


def _passages_by_paragraph(library: Library) -> dict[str, list[StoredPassage]]:
    found: dict[str, list[StoredPassage]] = {}
    for source in library.store.sources():
        if source.publication.number == fm5_0.NUMBER:
            for passage in library.store.passages_of(source.id):
                found.setdefault(passage.paragraph or "", []).append(passage)
    return found


def _without(evidence: Sequence[Evidence], taken: Sequence[StoredPassage]) -> list[Evidence]:
    ids = {passage.id for passage in taken}
    return [e for e in evidence if e.passage.id not in ids]


def _frequencies_without(counts: dict[str, int], taken: Sequence[StoredPassage]) -> dict[str, int]:
    """Number of passages that hold each term once some passages are gone; unused ones left out."""
    lost: Counter[str] = Counter()
    for passage in taken:
        lost.update(set(index_terms(" ".join((*passage.heading, passage.text))).split()))
    return {t: count - lost[t] for t, count in counts.items() if count > lost[t]}
