from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableSourceError
from corpus.model import Document
from ingest.document import build_document, read_document
from ingest.markdown import markdown_blocks
from ingest.raw import RawDocument, RawPage
from tests.ingest.pdf_files import pdf_bytes

MARKDOWN = """---
title: Peacekeeping
number: SRP 2
kind: case
date: 2026-11
region: Korea
publications: ["JP 3-07.3"]
---
# Peacekeeping

## Principles

1-1. The principles are:

- Consent of the parties.
- Impartiality.

1-2. Force is the last means. It is used with care.

Text that continues it.

## Practice

Unnumbered text.

More of it.
"""
NAMES = ["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf"]
WORDS = [
    "1-1.",
    "1-2.",
    "a.",
    "(1)",
    "- ",
    "# ",
    "## ",
    "Text",
    "ends.",
    "See:",
    "\n",
    "\n\n",
    "* ",
    "x" * 700,
]


def written(tmp_path: Path, name: str, content: bytes | str) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def passages(document: Document) -> list[str]:
    return [document.text[one.start : one.end] for one in document.passages]


def assert_sound(document: Document) -> None:
    """What every document keeps, whatever it was read from."""
    assert document.pages[0].start == 0
    assert document.pages[-1].end == len(document.text)
    assert all(one.end == after.start for one, after in pairwise(document.pages))
    assert [one.ordinal for one in document.passages] == list(range(len(document.passages)))
    end = 0
    for passage in document.passages:
        text = document.text[passage.start : passage.end]
        assert passage.start >= end
        assert text == text.strip() != ""
        assert 1 <= passage.first_page <= passage.last_page <= len(document.pages)
        page = document.pages[passage.first_page - 1]
        assert page.start <= passage.start < page.end
        at = passage.start
        for start, stop in passage.sentences:
            assert at <= start < stop <= passage.end
            assert document.text[start:stop].strip() == document.text[start:stop]
            at = stop
        end = passage.end


def outside(document: Document) -> list[str]:
    """Blocks of the text that are in no passage."""
    ends = [0, *(one.end for one in document.passages)]
    starts = [*(one.start for one in document.passages), len(document.text)]
    rest = [document.text[end:start] for end, start in zip(ends, starts, strict=True)]
    return [line for part in rest for line in part.split("\n") if line.strip()]


def test_a_markdown_file_becomes_a_document(tmp_path):
    document = read_document(written(tmp_path, "a.md", MARKDOWN))

    assert_sound(document)
    assert document.publication.title == "Peacekeeping"
    assert document.publication.drawn_on == ("JP 3-07.3",)
    assert (document.publication.kind, document.publication.date) == ("case", "2026-11")
    assert not document.paged
    assert passages(document) == [
        "1-1. The principles are:\n- Consent of the parties.\n- Impartiality.",
        "1-2. Force is the last means. It is used with care.\n\nText that continues it.",
        "Unnumbered text.\n\nMore of it.",
    ]
    assert [one.paragraph for one in document.passages] == ["1-1", "1-2", None]
    assert [one.kind for one in document.passages] == ["list", "paragraph", "paragraph"]
    assert [one.heading for one in document.passages] == [("Principles",)] * 2 + [("Practice",)]
    assert outside(document) == ["Peacekeeping", "Principles", "Practice"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [("kind: sermon", "unknown kind"), ("date: last May", "for a date"), ("date: 2020-13", "date")],
)
def test_front_matter_that_cannot_be_meant_is_refused(tmp_path, line, complaint):
    path = written(tmp_path, "a.md", f"---\n{line}\n---\ntext")

    with pytest.raises(UnreadableSourceError, match=complaint):
        read_document(path)


def test_a_long_paragraph_is_cut_at_sentence_ends(tmp_path):
    text = "1-1. " + " ".join(f"Sentence number {n} says something of the war." for n in range(120))

    document = read_document(written(tmp_path, "a.md", text))

    assert_sound(document)
    assert len(document.passages) > 2
    assert {one.paragraph for one in document.passages} == {"1-1"}
    assert all(one.endswith("war.") for one in passages(document))
    assert all(600 < len(one) <= 2400 for one in passages(document))


def test_short_paragraphs_are_packed_but_never_over_a_heading(tmp_path):
    text = "# A\n\n" + "\n\n".join(["A short paragraph of text."] * 40) + "\n\n## B\n\nEnd."

    document = read_document(written(tmp_path, "a.md", text))

    assert len(document.passages) == 3
    assert passages(document)[-1] == "End."


def test_a_joint_publication_is_read_with_its_labels_and_numbers(tmp_path):
    pages = [
        ["Joint Publication 3-50", "Personnel Recovery", "02 October 2015"],
        *(
            [
                "Chapter II",
                f"II-{n} JP 3-50",
                f"{n}. Duties of {name}",
                f"a. The commander of {name} decides on the course of action, and does",
                f"so in good time for the units of {name}.",
                f"b. The staff of {name} advises.",
            ]
            for n, name in enumerate(NAMES, 1)
        ),
    ]

    document = read_document(written(tmp_path, "jp.pdf", pdf_bytes(pages)))

    assert_sound(document)
    assert document.publication.number == "JP 3-50"
    assert document.publication.date == "2015-10-02"
    assert document.publication.title == "Personnel Recovery"
    assert document.publication.kind == "doctrine"
    assert [page.label for page in document.pages][1:] == [f"II-{n}" for n in range(1, 8)]
    numbers = [one.paragraph for one in document.passages if one.paragraph]
    assert numbers == [f"{n}.{letter}" for n in range(1, 8) for letter in "ab"]
    assert document.passages[-1].heading == ("7. Duties of Golf",)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40))
def test_passages_of_markdown_are_slices_that_lose_only_headings(words):
    text = " ".join(words)

    document = build_document(RawDocument(pages=(RawPage(text),), markdown=True), "a.md")

    assert_sound(document)
    headings = [block.text for block in markdown_blocks(text) if block.kind == "heading"]
    assert outside(document) == headings


@given(
    st.lists(
        st.lists(st.sampled_from([*WORDS, "CHAPTER II", "HEAD"]), max_size=20),
        min_size=1,
        max_size=9,
    )
)
def test_passages_of_pages_are_slices_on_their_pages(pages):
    raw = RawDocument(pages=tuple(RawPage("\n".join(words)) for words in pages), paged=True)

    assert_sound(build_document(raw, "a.pdf"))


@given(st.text(alphabet="aB1.-(): \n—•|", max_size=400))
def test_any_text_makes_a_sound_document(text):
    assert_sound(build_document(RawDocument(pages=(RawPage(text),)), "a.txt"))
