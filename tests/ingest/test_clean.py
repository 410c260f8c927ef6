import pytest

from ingest.clean import clean_lines, clean_pages
from ingest.labels import printed_labels
from ingest.raw import RawPage

BODY = [
    "The commander decides and acts.",
    "The staff",
    "advises",
    "and",
    "informs him.",
    "It is so.",
]


def pages(*heads):
    """Pages with the given heads over a text that is another on each page."""
    words = [[f"{line} {chr(ord('A') + at) * 2}" for line in BODY] for at in range(len(heads))]
    return [RawPage("\n".join([*head, *body])) for head, body in zip(heads, words, strict=True)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("ofﬁcers ﬂed", ["officers fled"]),
        ("a\x00b\x07c", ["abc"]),
        ("co\u00adoperate instru\u00ad\nments", ["cooperate instru-", "ments"]),
        ("two\u00a0words\u200b here", ["two words here"]),
        ("x² and ½", ["x² and ½"]),
        ("JP 3\n-\n0", ["JP 3-0"]),
        ("Contents ................. 7", ["Contents ..... 7"]),
        ("\uf0b7 item", ["• item"]),
        ("cafÃ©", ["café"]),
    ],
)
def test_characters_are_mended(text, lines):
    assert clean_lines(text) == lines


def test_running_heads_go_and_their_page_numbers_become_labels():
    cleaned = clean_pages(pages(*[["Chapter II", f"II-{n} JP 3-50"] for n in range(1, 9)]))

    assert [page.label for page in cleaned] == [f"II-{n}" for n in range(1, 9)]
    assert all("JP 3-50" not in " ".join(page.lines) for page in cleaned)
    assert all(len([line for line in page.lines if line]) == len(BODY) for page in cleaned)


def test_heads_that_alternate_are_found():
    heads = [["Chapter II"] if n % 2 else ["Functions and Responsibilities"] for n in range(12)]

    cleaned = clean_pages(pages(*heads))

    assert all(page.lines[0] == "" for page in cleaned)


def test_a_chapter_heading_in_capitals_outlives_the_running_head():
    heads = [["CHAPTER II"], *[["Chapter II"]] * 9]

    cleaned = clean_pages(pages(*heads))

    assert cleaned[0].lines[0] == "CHAPTER II"
    assert cleaned[4].lines[0] == ""


def test_short_documents_keep_all_lines():
    cleaned = clean_pages(pages(["Head"], ["Head"], ["Head"]))

    assert all("Head" in page.lines for page in cleaned)


def test_stated_labels_come_before_printed_ones():
    stated = [RawPage(f"{n}\ntext {n * n}", f"S-{n}") for n in range(1, 8)]

    assert [page.label for page in clean_pages(stated)] == [f"S-{n}" for n in range(1, 8)]


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param(["i", "ii", "iii", "iv", "v"], id="Roman"),
        pytest.param(["12", "13", "14", "15"], id="Arabic"),
        pytest.param(["2-14", "2-15", "2-16"], id="chapter"),
        pytest.param(["Glossary-4", "Glossary-5", "Glossary-6"], id="glossary"),
        pytest.param(["G-A-1", "G-A-2", "G-A-3"], id="annex"),
    ],
)
def test_printed_labels_are_those_that_count_on(labels):
    found = printed_labels([["FM 21-76", "text", label] for label in labels])

    assert [label.text if label else None for label in found] == labels


def test_numbers_that_do_not_count_on_are_no_labels():
    found = printed_labels([["text", number] for number in ("1944", "7", "1945", "3-50", "3-50")])

    assert found == [None] * 5


def test_a_label_lost_between_two_is_inferred():
    found = printed_labels([["4-1"], ["4-2"], ["a figure"], ["4-4"], ["4-5"]])

    assert found[2].text == "4-3"
    assert found[2].line is None


def test_blank_pages_say_nothing():
    (page,) = clean_pages([RawPage("This page intentionally left blank")])

    assert page.lines == ("",)
