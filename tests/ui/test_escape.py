import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.ui.strategies import HOSTILE, texts
from ui.escape import plain_html, plain_label, shortened

JOINER = "\u2060"


class Words(HTMLParser):
    """Collects the tags and the text of some HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def read_html(html: str) -> Words:
    words = Words()
    words.feed(html)
    words.close()
    return words


def showable(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", text)


def in_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", showable(text)).strip()


@given(texts)
def test_html_shows_the_text_and_makes_no_tag(text):
    read = read_html(f"<p>{plain_html(text)}</p>")

    assert read.tags == ["p"]
    assert read.text == showable(text)


@given(texts)
def test_a_label_read_as_markdown_is_the_text(text):
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(plain_label(text))

    read = read_html(html)
    assert read.tags in (["p"], [])  # empty for an empty label
    assert read.text.strip("\n").replace(JOINER, "") == in_one_line(text).replace(JOINER, "")


@given(texts)
def test_a_label_leaves_nothing_that_streamlit_reads_after_the_markdown(text):
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", plain_label(text))

    assert not re.search(
        r":[\w+-]+:|:material/|https?://|www\.|[\w.+-]+@[\w-]", shown, re.IGNORECASE
    )
    assert not re.search(r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)", shown)


@pytest.mark.parametrize("text", HOSTILE)
def test_every_mark_of_a_label_is_escaped(text):
    left = re.sub(r"\\[!-/:-@\[-`{-~]", "", plain_label(text))

    assert not re.search(r"[!-/:-@\[-`{-~]", left)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("SRP 2", "SRP 2", id="nothing to escape"),
        pytest.param("[1] a", r"\[1\] a", id="a link"),
        pytest.param("$5", r"\$5", id="a formula"),
        pytest.param("a\n# b", r"a \# b", id="a heading on a line of its own"),
        pytest.param(":red[x]", f"\\:{JOINER}red\\[x\\]", id="a directive"),
        pytest.param("10: x", r"10\: x", id="a colon before a space"),
    ],
)
def test_labels_worked_by_hand(text, expected):
    assert plain_label(text) == expected


@given(texts, st.integers(2, 60))
def test_a_shortened_text_is_not_too_long_and_starts_the_same(text, limit):
    short = shortened(text, limit)
    line = re.sub(r"\s+", " ", text).strip()

    assert len(short) <= limit
    assert short == line or (short.endswith("…") and line.startswith(short[:-1]))
