from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Publication, Source
from ingest.pipeline import Failure, Report
from tests.fakes import library_with
from tests.ui.strategies import texts
from tests.ui.test_escape import read_html
from ui.catalog import card_html, contents_html, line_html, matches, name_of, report_html


def source(**changes) -> Source:
    fields = {
        "id": 1,
        "key": "srp-2-2026",
        "sha256": "0" * 64,
        "file": "peace.md",
        "origin": "/peace.md",
        "publication": Publication(title="Peace Operations", number="SRP 2", date="2026"),
        "paged": True,
        "pages": 100,
        "passages": 17,
        "added": "2026-11-22T10:00:00Z",
    }
    return Source(**{**fields, **changes})


def test_a_source_is_named_by_number_and_title():
    assert name_of(source()) == "SRP 2 · Peace Operations"
    assert name_of(source(publication=Publication(title="A case"))) == "A case"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("", True, id="nothing asked"),
        pytest.param("PEACE srp", True, id="all words, in any order and case"),
        pytest.param("peace war", False, id="one word is missing"),
        pytest.param("peace.md", True, id="the file"),
    ],
)
def test_a_source_is_found_by_its_words(words, found):
    assert matches(source(), words) is found


def test_a_line_says_what_there_is():
    line = line_html(source(superseded_by="srp-2-2027", pages_without_text=(3, 4, 5)))

    assert read_html(line).text == "other · 2026 · 100 pages · 17 passagessuperseded1 warning"


def test_a_card_lists_headings_pages_and_what_it_draws_on(tmp_path):
    text = (
        "---\ntitle: T\npublications:\n  - JP 1\n---\n# T\n\n## A\n\nOne is.\n\n### B\n\nTwo is.\n"
    )
    library = library_with(tmp_path, {"t.md": text})
    [kept] = library.store.sources()
    passages = library.store.passages_of(kept.id)

    body = contents_html(replace(kept, pages_without_text=tuple(range(1, 50))), passages)

    assert '<li class="sr-depth-1">A</li><li class="sr-depth-2">B</li>' in body
    assert "<h3>Drawn on</h3><ul><li>JP 1</li></ul>" in body
    assert "39, 40 and 9 more" in body
    assert "<dt>Key</dt><dd>t</dd>" in card_html(kept)
    library.close()


def test_a_report_tells_of_every_file():
    report = Report(
        added=[source(passages=1)],
        unchanged=["old.md"],
        failed=[Failure("bad.pdf", "bad.pdf is damaged.", "Download it again.")],
        seconds=3.14,
    )

    assert read_html(report_html(report)).text == (
        "1 publication added in 3.1 sSRP 2 · Peace Operations: 1 passage"
        "old.md: in the library alreadybad.pdf is damaged. Download it again."
    )


@given(texts, st.booleans())
def test_sources_of_any_text_make_no_tags_but_ours(text, superseded):
    publication = Publication(
        title=text, number=text, date=text, publisher=text, marking=text, drawn_on=(text,)
    )
    newer = text if superseded else None
    hostile = source(publication=publication, file=text, warnings=(text,), superseded_by=newer)
    report = Report(added=[hostile], unchanged=[text], failed=[Failure(text, text, text)])

    html = card_html(hostile) + contents_html(hostile, []) + line_html(hostile)
    read = read_html(html + report_html(report))

    ours = {"article", "p", "h2", "h3", "dl", "div", "dt", "dd", "ul", "li", "span", "b", "br"}
    assert set(read.tags) <= ours
