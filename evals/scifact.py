"""The suite `scifact`: does the embedding path give what its model is known to give?"""

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from corpus.vectors import Embedder, FloatArray, PassageText
from evals.bench import Bench
from evals.measures import ndcg, recall
from evals.questions import Abstract, Claim, judgements, read_records
from evals.result import SuiteResult

NAME = "scifact"
REFERENCE = {"nDCG@10": 0.645, "R@10": 0.783}  # all-MiniLM-L6-v2, cut off after 256 tokens
WITHIN = 0.002
_FILES = tuple(f"scifact/{name}" for name in ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv"))
_CUTOFF = 10


def run(bench: Bench) -> SuiteResult:
    """Measure exact search over the passage vectors of whole abstracts.

    An abstract is embedded as a single sentence, so that the embedder cannot divide it: it is
    cut off where the model's window ends, as in the reference.
    """
    if missing := bench.missing(*_FILES):
        return SuiteResult.skip(NAME, missing)
    folder = bench.data / "scifact"
    abstracts = read_records(folder / "corpus.jsonl", Abstract)
    gains = judgements(folder / "qrels" / "test.tsv")
    claims = [c for c in read_records(folder / "queries.jsonl", Claim) if c.id in gains]
    embedder = bench.load_embedder()
    vectors = embed_whole(embedder, [f"{a.title} {a.text}" for a in abstracts])
    rankings = ranked(embedder, vectors, [a.id for a in abstracts], [c.text for c in claims])
    pairs = [(ranking, gains[claim.id]) for ranking, claim in zip(rankings, claims, strict=True)]
    found = {
        "nDCG@10": round(fmean(ndcg(r, g, cutoff=_CUTOFF) for r, g in pairs), 4),
        "R@10": round(fmean(recall(r, _relevant(g), cutoff=_CUTOFF) for r, g in pairs), 4),
    }
    return SuiteResult(
        name=NAME,
        figures={
            "abstracts": len(abstracts),
            "n": len(pairs),
            **found,
            "nDCG@10.beyond_reference": round(found["nDCG@10"] - REFERENCE["nDCG@10"], 4),
        },
        at_least={name: value - WITHIN for name, value in REFERENCE.items()},
    )


def embed_whole(embedder: Embedder, texts: Sequence[str]) -> FloatArray:
    """Vectors of texts that are each read in one window; shape (texts, dimension)."""
    found = embedder.embed_passages([PassageText(text, [(0, len(text))]) for text in texts])
    return np.stack([vectors.passage for vectors in found])


def ranked(
    embedder: Embedder, vectors: FloatArray, ids: Sequence[str], questions: Sequence[str]
) -> list[list[str]]:
    """The ids nearest to each question, best first; equal cosines in the order given."""
    rankings = []
    for question in questions:
        cosines = vectors @ embedder.embed_query(question)
        nearest = np.argsort(-cosines, kind="stable")[:_CUTOFF]
        rankings.append([ids[row] for row in nearest])
    return rankings


def _relevant(gains: dict[str, int]) -> set[str]:
    return {id_ for id_, gain in gains.items() if gain}
