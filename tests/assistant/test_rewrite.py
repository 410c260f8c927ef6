import pytest

from assistant.model import Turn
from assistant.rewrite import stand_alone


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            "What is mission command?",
            "And its weaknesses?",
            "What about the weaknesses of mission command?",
        ),
        (
            "When was the Korean armistice signed?",
            "Who signed it?",
            "Who signed the Korean armistice?",
        ),
        (
            "What is mission command?",
            "What are its three main principles?",
            "What are the three main principles of mission command?",
        ),
        ("Did the Afghanistan surge fail?", "Why?", "Why did the Afghanistan surge fail?"),
        (
            "What is the difference between a truce and an armistice?",
            "Who signs them?",
            "Who signs truce and armistice?",
        ),
        ("What was Desert Storm?", "How long did it last?", "How long did Desert Storm last?"),
        (
            "What are the principles of war?",
            "and the second one?",
            "What about the second one (the principles of war)?",
        ),
    ],
)
def test_a_question_that_leans_is_made_to_stand(before: str, question: str, expected: str):
    assert stand_alone(question, [Turn(question=before)]) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What is a ceasefire?",
        "How many principles of war are there?",
        "Why did the Caguan talks fail?",
        "How did the Korean armistice come about and what kept it?",
        "What did the coalition in Desert Storm do with its air power?",
        "What are the principles that guide peace operations?",
        "Is it possible to end a war by a ceasefire?",
        "What are the lessons of this war?",
        "What about the Afghanistan surge?",
    ],
)
def test_a_change_of_topic_drags_nothing_along(question: str):
    assert stand_alone(question, [Turn(question="What is mission command?")]) == question


def test_the_first_question_is_left_alone():
    assert stand_alone("And its weaknesses?", []) == "And its weaknesses?"


def test_only_the_last_question_gives_the_topic():
    history = [Turn(question="What is a ceasefire?"), Turn(question="What is Desert Storm?")]

    assert stand_alone("Who led it?", history) == "Who led Desert Storm?"
