import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Answer, Citation, Claim
from tests.ui.strategies import texts
from tests.ui.test_escape import read_html
from ui.render import (
    claim_groups,
    claims_html,
    counted,
    duration,
    footing_html,
    locator,
    marks_of,
    numbered_marks,
    question_html,
    refusal_html,
)


def citation(passage_id: int = 1, **changes) -> Citation:
    fields = {
        "source": "srp-2",
        "sha256": "0" * 64,
        "title": "Peace Operations",
        "number": "SRP 2",
        "date": "2026",
        "superseded": False,
        "file": "peace.md",
        "pdf_page": None,
        "page_label": None,
        "paragraph": "2-1",
        "heading": (),
        "quote": "words",
        "start": 0,
        "end": 5,
        "passage_id": passage_id,
    }
    return Citation(**{**fields, **changes})


def claim(text: str, *passages: int, **changes) -> Claim:
    cited = tuple(citation(id_) for id_ in passages)
    return Claim(text=text, citations=cited, **{"verified": True, **changes})


def answer(*claims: Claim, **changes) -> Answer:
    fields = {"question": "Why?", "rewritten": "Why?", "kind": "fact", "confidence": 0.934}
    return Answer(claims=claims, **{**fields, **changes})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, "SRP 2, para 2-1", id="number and paragraph"),
        pytest.param({"paragraph": None, "page_label": "I-3"}, "SRP 2, p. I-3", id="page label"),
        pytest.param({"paragraph": None, "pdf_page": 23}, "SRP 2, PDF page 23", id="PDF page"),
        pytest.param({"paragraph": None}, "SRP 2", id="no place"),
        pytest.param({"number": None}, "Peace Operations, para 2-1", id="title for a number"),
        pytest.param(
            {"number": None, "title": "word " * 20, "paragraph": None},
            "word word word word word word word word word…",
            id="a long title is cut",
        ),
    ],
)
def test_a_locator_is_as_short_as_can_be_used(changes, expected):
    assert locator(citation(**changes)) == expected


def test_marks_are_numbered_by_passage_in_reading_order():
    claims = [claim("a", 7), claim("b", 3, 7), claim("c", 5)]

    marks = numbered_marks(claims)

    assert {id_: mark.number for id_, mark in marks.items()} == {7: 1, 3: 2, 5: 3}
    assert [len(mark.citations) for mark in marks.values()] == [2, 1, 1]
    assert marks[3].label == "[2] SRP 2, para 2-1"


def test_a_new_heading_begins_a_new_part():
    a, b = claim("a", 1, heading="A"), claim("b", 1)
    c, d = claim("c", 1, heading="A"), claim("d", 2, heading="B")

    assert claim_groups([a, b, c, d]) == [(a, b, c), (d,)]
    assert claim_groups([]) == []


def test_a_part_has_the_marks_that_stand_in_it():
    claims = [claim("a", 9, heading="A"), claim("b", 4, 9, heading="B")]
    marks = numbered_marks(claims)

    assert [mark.number for mark in marks_of(claims[:1], marks)] == [1]
    assert [mark.passage_id for mark in marks_of(claims[1:], marks)] == [9, 4]


def test_sentences_flow_and_items_are_a_list_under_their_lead_in():
    claims = [
        claim("One.", 1, heading="Part"),
        claim("They are:", 2),
        claim("first", 2, item=True),
        claim("second", 1, 2, item=True),
        claim("Last.", 1, verified=False),
    ]

    html = claims_html(claims, numbered_marks(claims))

    number = '<sup class="sr-number">{}</sup>'.format
    assert html == (
        '<div class="sr-claims"><h3>Part</h3>'
        f"<p>One.{number('[1]')} They are:{number('[2]')}</p>"
        f"<ul><li>first{number('[2]')}</li><li>second{number('[1][2]')}</li></ul>"
        f'<p>Last.{number("[1]")}<span class="sr-unsure">not verified</span></p></div>'
    )


@given(st.lists(st.tuples(texts, st.booleans()), min_size=1, max_size=4), texts)
def test_claims_of_any_text_make_no_tags_but_ours(parts, heading):
    claims = [claim(text, 1, item=item, heading=heading) for text, item in parts]

    read = read_html(claims_html(claims, numbered_marks(claims)))

    assert set(read.tags) <= {"div", "h3", "p", "ul", "li", "sup"}
    assert read.tags.count("sup") == len(claims)


@given(texts, texts)
def test_questions_and_refusals_of_any_text_make_no_tags_but_ours(one, other):
    shown = answer(question=one, rewritten=other, reason=other, unknown_terms=(one, other))

    read = read_html(question_html(shown) + question_html(one) + refusal_html(shown))

    assert set(read.tags) <= {"div", "h2", "p", "b"}


def test_what_was_searched_is_shown_only_where_it_differs():
    assert "Searched for" not in question_html(answer())
    assert "Searched for: Why war?" in question_html(answer(rewritten="Why war?"))


def test_a_refusal_says_so_and_why():
    html = refusal_html(answer(reason="Nothing bears on it.", unknown_terms=("muzzle", "M777")))

    assert read_html(html).text == (
        "This library does not answer that.Nothing bears on it."
        "Never used in this library: muzzle, M777"
    )


@pytest.mark.parametrize(
    ("publications", "elapsed_ms", "expected"),
    [
        pytest.param(
            8, {"total": 131}, "Confidence 0.93 · searched 8 publications · 131 ms", id="all known"
        ),
        pytest.param(
            1, {"total": 1250}, "Confidence 0.93 · searched 1 publication · 1.2 s", id="one"
        ),
        pytest.param(None, {}, "Confidence 0.93", id="an old record"),
    ],
)
def test_the_foot_of_an_answer(publications, elapsed_ms, expected):
    html = footing_html(answer(elapsed_ms=elapsed_ms), publications)

    assert read_html(html).text == expected


def test_numbers_are_written_for_people():
    assert counted(1, "page") == "1 page"
    assert counted(2104, "page") == "2,104 pages"
    assert duration(999) == "999 ms"
    assert duration(22647) == "22.6 s"
