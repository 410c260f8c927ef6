import json

import pytest

from assistant.advisor import Advisor
from assistant.gate import Gate
from assistant.model import Turn
from assistant.record import answer_from_json, answer_to_json
from corpus.errors import QuestionError, UnknownSourceError
from corpus.library import Library

OPEN = Gate(threshold=0.0)
SHUT = Gate(threshold=1.1)


def test_an_answer_is_verified_and_names_its_paragraph(library: Library):
    answer = Advisor(library, gate=OPEN).ask("What is surprise?")

    (claim, *_) = answer.claims
    assert claim.text == "Surprise is striking the enemy at a time for which he is unprepared."
    assert claim.verified
    assert claim.citations[0].number == "SRP 1"
    assert claim.citations[0].paragraph == "1-1"
    assert claim.citations[0].pdf_page is None
    assert answer.reason is None
    assert set(answer.elapsed_ms) == {"rewrite", "retrieve", "answer", "total"}


def test_what_is_declined_says_why_and_what_came_nearest(library: Library):
    answer = Advisor(library, gate=SHUT).ask("What is the muzzle velocity of the M777?")

    assert answer.abstained
    assert answer.reason
    assert answer.unknown_terms == ("muzzle", "velocity", "M777")
    assert answer.retrieved


def test_an_empty_library_says_that_it_is_empty(library: Library):
    for key in ("srp-1", "srp-2-2026"):
        library.remove(key)

    answer = Advisor(library, gate=OPEN).ask("What is surprise?")

    assert answer.abstained
    assert answer.reason == "The library is empty: add documents first."


def test_a_question_in_a_conversation_is_searched_in_its_stand_alone_form(library: Library):
    answer = Advisor(library, gate=OPEN).ask("And its limits?", [Turn(question="What is mass?")])

    assert answer.rewritten == "What about the limits of mass?"


def test_both_sides_of_a_comparison_are_answered(library: Library):
    answer = Advisor(library, gate=OPEN).ask("What is the difference between surprise and mass?")

    said = " ".join(claim.text for claim in answer.claims)
    assert "Surprise is striking the enemy" in said
    assert "Mass is the concentration of combat power." in said


def test_only_the_chosen_sources_are_searched(library: Library):
    answer = Advisor(library, gate=OPEN).ask("What is surprise?", sources=["srp-2-2026"])

    assert {hit.source for hit in answer.retrieved} == {"srp-2-2026"}


def test_an_unknown_source_is_refused(library: Library):
    with pytest.raises(UnknownSourceError, match="'nowhere'"):
        Advisor(library).ask("What is surprise?", sources=["nowhere"])


def test_an_empty_question_is_refused(library: Library):
    with pytest.raises(QuestionError):
        Advisor(library).ask(" ")


def test_an_answer_survives_its_record(library: Library):
    answer = Advisor(library, gate=OPEN).ask("What are the principles of peace operations?")

    assert answer_from_json(json.loads(json.dumps(answer_to_json(answer)))) == answer


def test_a_removed_source_is_never_cited_again(library: Library):
    advisor = Advisor(library, gate=OPEN)
    advisor.ask("What is surprise?")

    library.remove("srp-1")
    answer = advisor.ask("What is surprise?")

    assert {c.source for claim in answer.claims for c in claim.citations} <= {"srp-2-2026"}


def test_a_part_of_a_question_that_the_library_does_not_hold_is_not_answered(library: Library):
    asked = "What is surprise and what is the muzzle velocity of the M777 howitzer?"

    answer = Advisor(library).ask(asked)

    assert {c.source for claim in answer.claims for c in claim.citations} <= {"srp-1"}
    assert answer.unknown_terms == ("muzzle", "velocity", "M777", "howitzer")
