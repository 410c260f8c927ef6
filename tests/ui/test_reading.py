import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Answer, Claim
from tests.fakes import add_text, citation_of, library_with, retrieved_as
from tests.ui.strategies import texts
from tests.ui.test_escape import read_html, showable
from ui.reading import Reading, highlighted, merged_spans, reading_html, reading_of

TEXT = """---
title: Peace
number: SRP 2
date: {date}
---
# Peace

## Basics

1-1. Before is here. It stays.

1-2. Consent is needed. It can be withdrawn.

1-3. After is here.
"""
spans = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=6)


@pytest.fixture
def library(tmp_path):
    library = library_with(tmp_path, {"peace.md": TEXT.format(date="2020-01-01")})
    yield library
    library.close()


def answer_citing(*claims: Claim, retrieved=()) -> Answer:
    return Answer(
        question="?",
        rewritten="?",
        kind="fact",
        confidence=0.9,
        claims=claims,
        retrieved=tuple(retrieved),
    )


def passages_of(library):
    return library.store.passages_of(library.store.sources()[0].id)


def test_a_cited_passage_is_shown_between_its_neighbours(library):
    before, passage, after = passages_of(library)
    cited = citation_of(passage, passage.sentences[1])

    reading = reading_of(
        library.store, answer_citing(Claim(text="x", citations=(cited,))), passage.id
    )

    assert (reading.number, reading.paragraph, reading.file) == ("SRP 2", "1-2", "peace.md")
    assert (reading.before, reading.after) == ((before.text,), (after.text,))
    assert [reading.text[a:b] for a, b in reading.spans] == ["It can be withdrawn."]
    assert not reading.superseded


def test_all_that_an_answer_takes_from_a_passage_is_highlighted(library):
    passage = passages_of(library)[1]
    claims = [
        Claim(text="x", citations=(citation_of(passage, span),)) for span in passage.sentences
    ]

    html = reading_html(reading_of(library.store, answer_citing(*claims), passage.id))

    assert "<mark>Consent is needed.</mark> <mark>It can be withdrawn.</mark>" in html


def test_a_newer_edition_is_pointed_out(library):
    passage = passages_of(library)[1]
    answer = answer_citing(Claim(text="x", citations=(citation_of(passage),)))
    add_text(library, "newer.md", TEXT.format(date="2024-01-01"))

    reading = reading_of(library.store, answer, passage.id)

    assert reading.superseded
    assert "srp-2-2024" in reading.note
    assert '<span class="sr-badge">superseded</span>' in reading_html(reading)


def test_a_passage_that_left_the_library_is_shown_as_far_as_the_answer_kept_it(library):
    passage = passages_of(library)[1]
    cited = [citation_of(passage, span) for span in passage.sentences]
    answer = answer_citing(Claim(text="x", citations=(*cited, cited[0])))
    library.remove(passage.source.key)

    reading = reading_of(library.store, answer, passage.id)

    assert "left the library" in reading.note
    assert [reading.text[a:b] for a, b in reading.spans] == [c.quote for c in cited]


def test_a_retrieved_passage_that_left_the_library_is_shown_without_marks(library):
    passage = passages_of(library)[1]
    answer = answer_citing(retrieved=[retrieved_as(passage)])
    shown = reading_of(library.store, answer, passage.id)
    library.remove(passage.source.key)

    kept = reading_of(library.store, answer, passage.id)

    assert shown.text == kept.text == passage.text
    assert (shown.spans, kept.spans) == ((), ())


def test_a_passage_that_nobody_knows_is_not_shown(library):
    assert reading_of(library.store, answer_citing(), 4711) is None


@pytest.mark.parametrize(
    ("label", "pdf_page", "expected"),
    [
        pytest.param("I-3", 23, "I-3 (PDF page 23)", id="both"),
        pytest.param(None, 23, "PDF page 23", id="no label"),
        pytest.param("12", None, "12", id="no PDF"),
    ],
)
def test_the_page_is_named_as_printed_and_as_counted(label, pdf_page, expected):
    reading = reading_with("text", page_label=label, pdf_page=pdf_page)

    assert f"<dt>Page</dt><dd>{expected}</dd>" in reading_html(reading)


def reading_with(text: str, **changes) -> Reading:
    fields = {
        "title": text,
        "number": text,
        "date": None,
        "file": text,
        "pdf_page": None,
        "page_label": None,
        "paragraph": text,
        "heading": (text,),
        "text": text,
    }
    return Reading(**{**fields, **changes})


@given(texts, spans)
def test_a_reading_of_any_text_makes_no_tags_but_ours(text, marked):
    reading = reading_with(text, spans=tuple(marked), before=(text,), after=(text,), note=text)

    read = read_html(reading_html(reading))

    ours = {"article", "header", "p", "h2", "span", "dl", "div", "dt", "dd", "mark"}
    assert set(read.tags) <= ours


@given(texts, spans)
def test_highlighting_shows_every_character_once(text, marked):
    read = read_html(highlighted(text, marked))

    assert read.text == showable(text)
    assert set(read.tags) <= {"mark"}


@given(spans, st.integers(0, 30))
def test_merged_spans_cover_the_same_characters_apart_and_in_order(marked, length):
    merged = merged_spans(marked, length)

    covered = {i for a, b in marked for i in range(max(a, 0), min(b, length))}
    assert {i for a, b in merged for i in range(a, b)} == covered
    flat = [bound for span in merged for bound in span]
    assert flat == sorted(set(flat))


def test_spans_that_overlap_are_one_mark():
    assert highlighted("abc<def", [(4, 6), (1, 3), (2, 4)]) == "a<mark>bc&lt;de</mark>f"
