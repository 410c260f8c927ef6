from ingest.hyphens import Hyphens
from ingest.paragraphs import paged_blocks, text_blocks
from ingest.raw import OutlineEntry

WIDE = "The commander of the force decides on the course of action and"


def shape(blocks):
    return [(block.kind, block.text) for block in blocks]


def test_lines_of_a_paragraph_are_joined_and_hyphens_resolved():
    lines = [
        WIDE,
        "tells the com-",
        "manders of the self-",
        "contained units of the close-",
        "in fight.",
    ]

    (block,) = paged_blocks([lines], ())

    assert block.text.endswith(
        "tells the commanders of the self-contained units of the closein fight."
    )


def test_hyphens_follow_the_spelling_of_the_document():
    hyphens = Hyphens(["a close-in fight", "the commanders"])

    assert hyphens.join("close-", "in") == "close-in"
    assert hyphens.join("com-", "manders") == "commanders"
    assert hyphens.join("Anglo-", "American") == "Anglo-American"
    assert hyphens.join("JP 3-", "50") == "JP 3-50"


def test_numbers_headings_and_bullets_stand_alone():
    lines = [
        "CHAPTER II",
        "COMMAND AND CONTROL",
        "1. General",
        f"a. {WIDE}",
        "acts at once.",
        "(1) It looks to the front of the position.",
        "• A bullet stands here.",
        "2. Special Matters",
        f"a. {WIDE} waits.",
    ]

    blocks = paged_blocks([lines], ())

    assert [(block.kind, block.number) for block in blocks] == [
        ("heading", None),
        ("heading", None),
        ("paragraph", "1.a"),
        ("paragraph", "1.a.(1)"),
        ("item", None),
        ("heading", None),
        ("paragraph", "2.a"),
    ]
    assert blocks[0].text == "CHAPTER II COMMAND AND CONTROL"


def test_a_paragraph_runs_over_the_page():
    pages = [[f"{WIDE} then", WIDE], ["goes on here and ends."]]

    (block,) = paged_blocks(pages, ())

    assert block.breaks == ((block.text.index("goes on"), 2),)


def test_bookmarks_name_headings():
    pages = [["something short.", "odd words of a heading", f"{WIDE} stops."]]

    blocks = paged_blocks(pages, [OutlineEntry(0, "Odd Words of a Heading", 1)])

    assert [block.kind for block in blocks] == ["paragraph", "heading", "paragraph"]


def test_a_title_page_is_no_run_of_headings():
    pages = [["JOINT STAFF", "", "PERSONNEL RECOVERY", "", "SECOND EDITION", "", "WASHINGTON CITY"]]

    assert {block.kind for block in paged_blocks(pages, ())} == {"paragraph"}


def test_a_wrapped_text_is_joined_and_a_table_kept():
    text = "\n".join([WIDE, WIDE, "ends here.", "", "a   1    2", "b   3    4", "", WIDE])

    assert shape(text_blocks(text)) == [
        ("paragraph", f"{WIDE} {WIDE} ends here."),
        ("paragraph", "a   1    2\nb   3    4"),
        ("paragraph", WIDE),
    ]


def test_lines_of_a_text_without_wrapping_are_paragraphs():
    lines = [WIDE * 3, WIDE * 4, WIDE * 3]

    assert [text for _, text in shape(text_blocks("\n".join(lines)))] == lines
