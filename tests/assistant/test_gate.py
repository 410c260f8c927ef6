from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.gate import Gate, Signs, signs_of
from assistant.retrieve import retrieve
from corpus.library import Library
from corpus.terms import query_terms

share = st.floats(0, 1)


def signs(library: Library, question: str) -> Signs:
    return signs_of(
        question,
        retrieve(library, question),
        frequencies=library.document_frequencies(query_terms(question)),
        passages=library.store.passage_count(),
    )


def test_a_question_in_the_words_of_a_passage_is_covered(library: Library):
    found = signs(library, "Surprise is striking the enemy")

    assert found.coverage == 1.0
    assert found.best_coverage == 1.0
    assert found.unknown == 0.0


def test_words_that_the_library_never_uses_are_unknown(library: Library):
    found = signs(library, "What is the muzzle velocity of the M777?")

    assert found.unknown == 1.0
    assert found.coverage == 0.0


def test_without_evidence_nothing_is_near():
    found = signs_of("What is surprise?", [], frequencies={}, passages=0)

    assert found.cosine == 0.0
    assert found.coverage == 0.0


@given(st.builds(Signs, share, share, share, share))
def test_confidence_is_a_probability(of: Signs):
    assert 0 < Gate().confidence(of) < 1


@pytest.mark.parametrize("better", ["cosine", "coverage", "best_coverage"])
def test_confidence_grows_with_every_good_sign(better: str):
    middling = Signs(0.5, 0.5, 0.5, 0.2)

    assert Gate().confidence(replace(middling, **{better: 0.9})) > Gate().confidence(middling)


def test_confidence_falls_with_unknown_words():
    middling = Signs(0.5, 0.5, 0.5, 0.2)

    assert Gate().confidence(replace(middling, unknown=0.9)) < Gate().confidence(middling)
