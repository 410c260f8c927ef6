import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import LONGEST_ITEM, sentence_spans


def sentences(text):
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-23. One. Two.", ["One.", "Two."]),
        (
            "Gen. Smith met Lt. Col. Ray. They spoke.",
            ["Gen. Smith met Lt. Col. Ray.", "They spoke."],
        ),
        (
            "See fig. 3 and para. 4, e.g. the map. Go.",
            ["See fig. 3 and para. 4, e.g. the map.", "Go."],
        ),
        ("Fought in the U.S. The war ended.", ["Fought in the U.S.", "The war ended."]),
        ("J. F. C. Fuller wrote it. He left.", ["J. F. C. Fuller wrote it.", "He left."]),
        ("It rose 3.5 percent in Jan. 1951. Why?", ["It rose 3.5 percent in Jan. 1951.", "Why?"]),
        ("The steps are:\n- Look.\n- Listen. Wait.", ["The steps are:", "Look.", "Listen. Wait."]),
        ("• Look.\n(1) Listen.\na. Wait.", ["Look.", "Listen.", "Wait."]),
        ("4. Fire.\n\nMore text. End.", ["Fire.", "More text.", "End."]),
        ("- ", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    assert sentences(text) == expected


def test_a_long_item_is_divided_at_its_sentences():
    item = "- " + "A sentence of some length stands here. " * 12

    assert len(item) > LONGEST_ITEM
    assert len(sentences(item)) == 12


def test_a_very_long_sentence_is_cut_at_semicolons():
    text = "; ".join(["the division moves to the river and waits there for orders"] * 15) + "."

    found = sentences(text)

    assert len(found) == 15
    assert all(one.endswith((";", ".")) for one in found)


def test_spans_count_from_the_offset():
    assert sentence_spans("One. Two.", 100) == ((100, 104), (105, 109))


@given(st.text(alphabet="ab1.-;:!?()•\n \tAB“”é", max_size=300), st.integers(0, 50))
def test_spans_are_in_order_trimmed_and_lose_only_marks(text, offset):
    end = 0

    for start, stop in sentence_spans(text, offset):
        sentence = text[start - offset : stop - offset]
        assert end <= start - offset < stop - offset <= len(text)
        assert sentence
        assert sentence == sentence.strip()
        end = stop - offset
