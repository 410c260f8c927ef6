"""Find passages by meaning and by terms."""

from collections.abc import Sequence

import numpy as np

from assistant.fuse import fuse
from assistant.model import Evidence
from corpus.library import Library
from corpus.terms import query_terms


def retrieve(
    library: Library,
    question: str,
    *,
    limit: int = 10,
    candidates: int = 100,
    sources: Sequence[int] | None = None,
) -> list[Evidence]:
    """Find the passages that bear on a question.

    The passages nearest by vector and those best by BM25 are candidates. A candidate is scored by
    the cosine of its best sentence, whose vector was pooled from the paragraph's own token
    vectors, and by its BM25.

    Args:
        library: Where to look.
        question: A stand-alone question.
        limit: Number of passages to return at most.
        candidates: Number of passages that each searcher proposes.
        sources: Numbers of the sources to search in; all when None.

    Returns:
        Passages, best first.
    """
    vector = library.embedder.embed_query(question)
    dense = library.nearest(vector, limit=candidates, sources=sources)
    lexical = library.lexical(query_terms(question), limit=candidates, sources=sources)
    ids = list(dict.fromkeys(hit.passage_id for hit in [*dense, *lexical]))
    stored = library.sentence_vectors(ids)
    cosines = {id_: np.asarray(rows @ vector, dtype=np.float32) for id_, rows in stored.items()}
    best = {id_: float(of.max(initial=-1.0)) for id_, of in cosines.items()}
    scores = {hit.passage_id: hit.score for hit in fuse(best, lexical)[:limit]}
    return [
        Evidence(passage, scores[passage.id], best[passage.id], cosines[passage.id])
        for passage in library.passages(list(scores))
    ]
