import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understand import MAX_CHARACTERS, checked, compared, parts, question_kind
from corpus.errors import QuestionError


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is a ceasefire?", "definition"),
        ("What does legitimacy mean?", "definition"),
        ("What are the principles of war?", "list"),
        ("Which phases did the plan have?", "list"),
        ("When was the armistice signed?", "fact"),
        ("How many troops were sent?", "fact"),
        ("Who signed the armistice?", "fact"),
        ("Why did the talks fail?", "explain"),
        ("How did the armistice come about?", "explain"),
        ("What is the difference between a truce and an armistice?", "compare"),
        ("What should we do when a ceasefire is violated?", "advice"),
    ],
)
def test_the_kind_follows_from_the_words(question: str, kind: str):
    assert question_kind(question) == kind


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What is the difference between a truce and an armistice?", ("truce", "armistice")),
        ("How does an alliance differ from a coalition?", ("alliance", "coalition")),
        ("Compare mass with surprise", ("mass", "surprise")),
        ("peacekeeping versus peace enforcement", ("peacekeeping", "peace enforcement")),
        ("How do they differ?", None),
    ],
)
def test_the_sides_of_a_comparison_are_named(question: str, sides: tuple[str, str] | None):
    assert compared(question) == sides


def test_a_question_with_two_questions_has_two_parts():
    assert parts("How did it begin, and why did it last?") == [
        "How did it begin",
        "why did it last?",
    ]
    assert parts("What are mass and surprise?") == ["What are mass and surprise?"]


@pytest.mark.parametrize("empty", ["", "   ", "?!", "\x00\x07", "\u200b\u202e", "\n\t"])
def test_a_question_without_a_word_is_refused(empty: str):
    with pytest.raises(QuestionError, match="empty") as caught:
        checked(empty)
    assert caught.value.hint


def test_a_question_too_long_to_search_is_refused():
    with pytest.raises(QuestionError, match=r"100,000 characters"):
        checked("a" * 100_000)
    assert len(checked("a" * MAX_CHARACTERS)) == MAX_CHARACTERS


def test_control_and_direction_characters_are_left_out():
    assert checked("what\x00 is\u202e a\tceasefire\x1b[31m?") == "what is a ceasefire[31m?"


@given(st.text(max_size=200))
def test_whatever_is_typed_is_cleaned_or_refused(text: str):
    try:
        cleaned = checked(text)
    except QuestionError:
        return
    assert cleaned == " ".join(cleaned.split())
    assert cleaned.isprintable()
    assert checked(cleaned) == cleaned
