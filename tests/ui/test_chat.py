import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.fakes import QuotingAdvisor, add_text, library_with
from tests.ui.strategies import HOSTILE
from tests.ui.test_escape import read_html
from ui.chat import EXAMPLES
from ui.escape import plain_html, plain_label

PEACE = """---
title: Peace Operations
number: SRP 2
---
# Peace Operations

## Principles

2-1. The first principle is consent. It can be withdrawn.

2-2. The second principle is impartiality.

2-3. Ceasefires end fighting.
"""


@pytest.fixture
def advisor(tmp_path):
    library = library_with(tmp_path, {"peace.md": PEACE})
    yield QuotingAdvisor(library)
    library.close()


def page(advisor) -> None:
    from ui.chat import chat_page

    chat_page(advisor)


def opened(advisor, conversation: str | None = None) -> AppTest:
    app = AppTest.from_function(page, kwargs={"advisor": advisor}, default_timeout=30)
    if conversation is not None:
        app.query_params["c"] = conversation
    app.run()
    assert not app.exception
    return app


def ask(app: AppTest, *questions: str) -> AppTest:
    for question in questions:
        app.chat_input[0].set_value(question).run()
        assert not app.exception
    return app


def click(app: AppTest, label: str) -> AppTest:
    [button] = [b for b in app.button if b.label == plain_label(label)]
    button.click().run()
    assert not app.exception
    return app


def chips(app: AppTest) -> list[str]:
    return [b.label for b in app.button if (b.key or "").startswith(("marks-", "near-"))]


def shown(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def words(app: AppTest) -> str:
    return read_html(shown(app)).text


def conversation_of(app: AppTest) -> str:
    value = app.query_params["c"]
    return value[0] if isinstance(value, list) else value


def test_an_empty_page_says_what_it_is_and_gives_examples(advisor):
    app = opened(advisor)

    assert "Ask the library" in words(app)
    assert "1 publication, 3 passages" in words(app)
    assert [b.label for b in app.button if b.key.startswith("example")] == [
        plain_label(example) for example in EXAMPLES
    ]


def test_an_empty_library_says_so(tmp_path):
    library = library_with(tmp_path, {})

    app = opened(QuotingAdvisor(library))

    assert "The library is empty" in words(app)
    library.close()


def test_an_answer_shows_its_claims_and_its_marks(advisor):
    app = ask(opened(advisor), "What is consent?")

    assert "The first principle is consent.[1] It can be withdrawn.[1]" in words(app)
    assert chips(app) == [plain_label("[1] SRP 2, para 2-1")]
    assert "Confidence 0.93 · searched 1 publication · 131 ms" in words(app)


def test_passages_are_numbered_in_reading_order(advisor):
    app = ask(opened(advisor), "Which principle?")

    assert chips(app) == [plain_label("[1] SRP 2, para 2-1"), plain_label("[2] SRP 2, para 2-2")]


def test_the_source_of_the_first_citation_is_open_before_any_click(advisor):
    app = ask(opened(advisor), "Which principle?")

    assert "<mark>The first principle is consent.</mark>" in shown(app)
    assert [b.proto.type for b in app.button if b.key.startswith("marks-")] == [
        "primary",
        "secondary",
    ]


def test_a_click_on_a_mark_opens_its_passage(advisor):
    app = click(ask(opened(advisor), "Which principle?"), "[2] SRP 2, para 2-2")

    assert "<mark>The second principle is impartiality.</mark>" in shown(app)
    assert "<mark>The first principle is consent.</mark>" not in shown(app)
    assert "<dt>Paragraph</dt><dd>2-2</dd>" in shown(app)
    assert [b.proto.type for b in app.button if b.key.startswith("marks-")] == [
        "secondary",
        "primary",
    ]


def test_a_click_asks_nothing_again(advisor):
    app = ask(opened(advisor), "Which principle?")

    click(app, "[2] SRP 2, para 2-2").run()

    assert [question for question, _ in advisor.asked] == ["Which principle?"]


def test_a_new_answer_opens_its_own_source(advisor):
    app = click(ask(opened(advisor), "Which principle?"), "[2] SRP 2, para 2-2")

    ask(app, "What are ceasefires?")

    assert "<mark>Ceasefires end fighting.</mark>" in shown(app)


def test_a_refusal_says_so_and_what_came_nearest(advisor):
    app = ask(opened(advisor), "What about howitzers?")

    assert "This library does not answer that." in words(app)
    assert "Never used in this library: howitzers" in words(app)
    assert chips(app) == [plain_label(f"SRP 2, para 2-{n}") for n in (1, 2, 3)]
    assert "Choose a passage to read it here." in words(app)


def test_a_passage_that_came_nearest_can_be_read(advisor):
    app = click(ask(opened(advisor), "What about howitzers?"), "SRP 2, para 2-3")

    assert "Ceasefires end fighting." in words(app)
    assert "<mark>" not in shown(app)


def test_earlier_turns_are_the_history_of_the_next(advisor):
    app = ask(opened(advisor), "What about ceasefires?", "And consent?")

    [_, (_, history)] = advisor.asked
    assert [(turn.question, turn.answer) for turn in history] == [
        ("What about ceasefires?", "Ceasefires end fighting.")
    ]
    assert "Searched for: And consent? (What about ceasefires?)" in words(app)


def test_a_reload_keeps_the_conversation(advisor):
    app = ask(opened(advisor), "What about ceasefires?", "And consent?")

    again = opened(advisor, conversation_of(app))

    assert shown(again) == shown(app)
    assert len(advisor.asked) == 2


def test_an_example_is_asked_by_a_click(advisor):
    app = click(opened(advisor), EXAMPLES[0])

    assert [question for question, _ in advisor.asked] == [EXAMPLES[0]]
    assert EXAMPLES[0] in words(app)


def test_a_new_conversation_starts_empty_and_the_old_one_can_be_opened(advisor):
    app = ask(opened(advisor), "What about ceasefires?")

    click(app, "New conversation")
    assert "Ask the library" in words(app)
    assert "c" not in app.query_params

    click(app, "What about ceasefires?")
    assert "<mark>Ceasefires end fighting.</mark>" in shown(app)
    assert advisor.asked == [("What about ceasefires?", ())]


def test_a_conversation_can_be_deleted(advisor):
    app = ask(opened(advisor), "What about ceasefires?")

    click(app, "Delete it")

    assert "Ask the library" in words(app)
    assert not [b for b in app.button if b.key.startswith("go-")]


@pytest.mark.parametrize("name", ["", "no such conversation", "../../x", "F" * 32])
def test_a_made_up_name_in_the_address_is_a_new_conversation(advisor, name):
    app = opened(advisor, name)

    assert "Ask the library" in words(app)


def test_an_error_is_shown_with_its_hint_and_leaves_no_trace(advisor):
    app = ask(opened(advisor), "What about ceasefires?")
    before = shown(opened(advisor, conversation_of(app)))

    ask(app, "???")

    message, hint = plain_label("There is nothing to search for."), plain_label("Ask *something*.")
    assert app.error[0].value == f"{message}\n\n{hint}"
    assert shown(opened(advisor, conversation_of(app))) == before


def test_an_error_with_the_first_question_leaves_no_conversation(advisor):
    app = ask(opened(advisor), "???")

    assert app.error
    app.run()
    assert "Ask the library" in words(app)
    assert not [b for b in app.button if (b.key or "").startswith("go-")]


def test_an_answer_outlives_the_source_it_cites(advisor):
    app = ask(opened(advisor), "What about ceasefires?")
    advisor.library.remove("srp-2")

    app.run()

    assert not app.exception
    assert "This publication has left the library" in words(app)
    assert "<mark>Ceasefires end fighting.</mark>" in shown(app)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_questions_and_documents_are_shown_as_they_stand(advisor, text):
    line = " ".join(text.split())
    front = f"---\ntitle: {json.dumps(line)}\n---\n"
    add_text(advisor.library, "hostile.md", f"{front}\n1-1. A howitzer says: {line}\n")
    add_text(advisor.library, "hostile.txt", f"1-1. One more howitzer says: {line}\n")

    app = ask(opened(advisor), f"{line} howitzer?")

    assert f">{plain_html(f'{line} howitzer?')}</h2>" in shown(app)
    assert not re.search(
        r"<(?!/?(h1|h2|h3|p|div|span|ul|li|sup|article|header|dl|dt|dd|mark|b)\b)", shown(app)
    )
    assert len(chips(app)) == 2
    assert f"says: {plain_html(line)}" in shown(app)
    assert all(not re.search(r"(?<!\\)[<>$`*\[\]]", label) for label in chips(app))


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(lambda text: "\r" not in text))
def test_any_question_can_be_asked(tmp_path_factory, question):
    library = library_with(tmp_path_factory.mktemp("home"), {"peace.md": PEACE})

    app = opened(QuotingAdvisor(library))
    app.chat_input[0].set_value(question).run()

    assert not app.exception
    library.close()
