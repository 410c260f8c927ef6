import pytest

from ingest.markdown import markdown_blocks, plain_text


def shape(text):
    return [(block.kind, block.text) for block in markdown_blocks(text)]


def test_headings_paragraphs_and_items_become_blocks():
    text = "# Title\n\nA line\nand the next.\n\n- one\n- two\n  goes on\n\nEnd."

    assert shape(text) == [
        ("heading", "Title"),
        ("paragraph", "A line and the next."),
        ("item", "- one"),
        ("item", "- two goes on"),
        ("paragraph", "End."),
    ]


def test_underlined_headings_have_levels():
    blocks = markdown_blocks("Title\n=====\n\nPart\n----\n\ntext\n")

    assert [(block.text, block.level) for block in blocks] == [
        ("Title", 1),
        ("Part", 2),
        ("text", 0),
    ]


def test_paragraph_numbers_are_read_in_sequence():
    text = "1-1. First.\n\n1-2. Second.\n\n2-1. Third.\n\n9-7. Not one.\n\n10-15 minutes later."

    assert [block.number for block in markdown_blocks(text)] == ["1-1", "1-2", "2-1", None, None]


def test_numbered_items_below_a_lead_in_are_a_list():
    blocks = markdown_blocks("The steps are:\n\n1. Look.\n2. Listen.\n\n1. First paragraph.")

    assert [block.kind for block in blocks[:3]] == ["paragraph", "item", "item"]
    assert all(block.number is None for block in blocks[:3])


def test_loose_numbers_are_paragraphs():
    text = "## Rules\n\n1. Keep watch.\n\n2. Report at once.\n\n## More\n\n3. Withdraw."

    numbers = [block.number for block in markdown_blocks(text) if block.kind == "paragraph"]

    assert numbers == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**bold** and __strong__", "bold and strong"),
        ("*it* and _it_", "it and it"),
        ("***both***", "both"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("see [JP 3-0](https://example.org/a_b)", "see JP 3-0"),
        ("![a map](http://evil.example/?q=1)", "a map"),
        ("`code`", "code"),
        (r"\*not emphasis\*", "*not emphasis*"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_marks_are_taken_out_and_words_stay(markdown, text):
    assert plain_text(markdown) == text


def test_code_and_tables_keep_their_lines():
    text = "```\nif x:\n    # no heading\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"

    assert shape(text) == [
        ("paragraph", "if x:\n    # no heading"),
        ("paragraph", "| a | b |\n|---|---|\n| 1 | 2 |"),
    ]


def test_rules_and_empty_headings_leave_nothing():
    assert shape("***\n\n#\n\ntext\n\n* * *") == [("paragraph", "text")]
