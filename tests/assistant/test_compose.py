import pytest

from assistant.compose import compose
from assistant.model import Evidence, QuestionKind
from assistant.retrieve import retrieve
from assistant.understand import question_kind
from corpus.library import Library


def found(library: Library, question: str) -> list[Evidence]:
    return retrieve(library, question)


def texts(library: Library, question: str, kind: QuestionKind | None = None) -> list[str]:
    claims = compose(question, kind or question_kind(question), found(library, question))
    return [claim.text for claim in claims]


def test_a_question_for_a_list_gets_the_whole_list_with_its_lead_in(library: Library):
    claims = compose(
        "What are the principles of peace operations?",
        "list",
        found(library, "What are the principles of peace operations?"),
    )

    assert [claim.text for claim in claims] == [
        "The three principles of peace operations are:",
        "Consent of the main parties.",
        "Impartiality in the execution of the mandate.",
        "Restraint in the use of force.",
    ]
    assert [claim.item for claim in claims] == [False, True, True, True]


def test_a_definition_is_the_defining_sentence_first(library: Library):
    assert texts(library, "What is a peace operation?")[0] == (
        "A peace operation is an operation that supports a settlement."
    )


def test_a_sentence_that_leans_brings_the_one_before_it(library: Library):
    answer = texts(library, "Where did this happen in Bosnia?", "fact")

    at = answer.index("This happened in Bosnia.")
    assert answer[at - 1] == "Peace operations fail when there is no peace to keep."


def test_a_lead_in_is_never_shown_without_its_items(library: Library):
    for question in ("What is a principle?", "Explain the principles of peace operations."):
        answer = texts(library, question)
        assert answer
        assert not answer[-1].endswith(":")


def test_every_claim_quotes_the_passage_it_cites(library: Library):
    for claim in compose("Why do peace operations fail?", "explain", found(library, "fail")):
        (citation,) = claim.citations
        (passage,) = library.passages([citation.passage_id])
        assert passage.slice((citation.start, citation.end)) == citation.quote
        assert claim.text == " ".join(citation.quote.split())


def test_no_sentence_is_said_twice(library: Library):
    answer = texts(library, "What is mass and what is the opposite of dispersion?", "explain")

    assert len(answer) == len(set(answer))


@pytest.mark.parametrize("kind", ["list", "definition", "fact", "explain", "compare", "advice"])
def test_nothing_found_is_nothing_said(kind: QuestionKind):
    assert compose("What is surprise?", kind, []) == []
