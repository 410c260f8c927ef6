"""The page where questions are asked: the conversation, and beside it the source."""

import re
from dataclasses import dataclass
from typing import Any, Protocol

import streamlit as st

from assistant.model import Answer, Turn
from assistant.record import answer_from_json, answer_to_json
from corpus.conversations import Conversations
from corpus.errors import StaffRideError
from corpus.library import Library
from ui.escape import plain_html, plain_label, shortened
from ui.notice import show_error
from ui.reading import reading_html, reading_of
from ui.render import (
    claim_groups,
    claims_html,
    counted,
    footing_html,
    locator,
    marks_of,
    numbered_marks,
    question_html,
    refusal_html,
)

EXAMPLES = (
    "What are the principles of peace operations?",
    "How did the Korean armistice come about and what kept it?",
    "What is the difference between a ceasefire and an armistice?",
    "What is the muzzle velocity of the M777?",
)
_NEAREST = 3  # passages shown with a refusal
_ID = re.compile(r"[0-9a-f]{32}")


class Asked(Protocol):
    """What the page needs of an advisor."""

    @property
    def library(self) -> Library:
        """The library that it answers from."""
        ...

    def ask(self, question: str, history: list[Turn]) -> Answer:
        """Answer a question, or decline it."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A turn as the conversation keeps it.

    Attributes:
        publications: Number of sources in the library when it was asked.
    """

    answer: Answer
    publications: int | None


def chat_page(advisor: Asked) -> None:
    """Draw the page."""
    conversations = Conversations(advisor.library.store.engine)
    id_ = _current()
    _draw_sidebar(conversations, id_)
    turns = [_kept(record) for record in conversations.turns(id_)] if id_ else []
    st.chat_input("Ask about doctrine or a case", key="question", on_submit=_take_typed)
    if not turns and "pending" not in st.session_state:
        _draw_welcome(advisor.library)
        return
    with st.container(key="desk"):
        talk, source = st.columns([11, 9], gap="large")
    shown = _shown(turns)
    with talk, st.container(key="talk"):
        for ordinal, turn in enumerate(turns):
            _draw_turn(_Turn(ordinal, turn, shown))
        _answer_pending(advisor, conversations, id_, turns)
    with source, st.container(key="source"):
        _draw_source(advisor.library, turns, shown)


# Which conversation


def _current() -> str | None:
    """The conversation in the address; going to another page and back keeps it."""
    id_ = st.query_params.get("c", st.session_state.get("conversation"))
    if id_ is None or not _ID.fullmatch(id_):
        return None
    _show_conversation(id_)
    return id_


def _show_conversation(id_: str) -> None:
    if st.session_state.get("conversation") != id_:
        st.session_state.pop("open", None)
    st.session_state["conversation"] = id_
    if st.query_params.get("c") != id_:
        st.query_params["c"] = id_


def _leave_conversation() -> None:
    for name in ("conversation", "open", "pending"):
        st.session_state.pop(name, None)
    st.query_params.pop("c", None)


def _forget(conversations: Conversations, id_: str) -> None:
    conversations.forget(id_)
    _leave_conversation()


def _draw_sidebar(conversations: Conversations, id_: str | None) -> None:
    with st.sidebar:
        st.button("New conversation", key="new", on_click=_leave_conversation, width="stretch")
        kept = conversations.kept(limit=12)
        if not kept:
            return
        st.html('<p class="sr-over">Conversations</p>')
        with st.container(key="recent", gap=None):
            for conversation in kept:
                st.button(
                    plain_label(shortened(conversation.opening, 56)),
                    key=f"go-{conversation.id}",
                    type="tertiary",
                    disabled=conversation.id == id_,
                    on_click=_show_conversation,
                    args=(conversation.id,),
                    width="stretch",
                )
        if any(conversation.id == id_ for conversation in kept):
            with st.popover("Delete this conversation", type="tertiary"):
                st.html("<p>Its questions and answers are removed for good.</p>")
                st.button("Delete it", key="forget", on_click=_forget, args=(conversations, id_))


# Asking


def _take_typed() -> None:
    _take(st.session_state["question"])


def _take(question: str) -> None:
    st.session_state["pending"] = question


def _answer_pending(
    advisor: Asked, conversations: Conversations, id_: str | None, turns: list[Kept]
) -> None:
    """Answer the question that waits, keep the answer, and draw the page anew with it."""
    question = st.session_state.get("pending")
    if question is None:
        return
    st.html(question_html(question))
    history = [_turn(turn.answer) for turn in turns]
    try:
        with st.spinner("Reading the library"):
            # From here to the record nothing is drawn: a click cannot stop it half-way.
            del st.session_state["pending"]
            answer = advisor.ask(question, history)
            id_ = id_ or conversations.start()
            conversations.append(id_, _record(answer, advisor.library))
            st.session_state.pop("open", None)
            st.session_state["conversation"] = id_
    except StaffRideError as error:
        show_error(error)
        return
    st.query_params["c"] = id_
    st.rerun()


def _turn(answer: Answer) -> Turn:
    return Turn(question=answer.rewritten, answer=" ".join(claim.text for claim in answer.claims))


def _record(answer: Answer, library: Library) -> dict[str, Any]:
    return {**answer_to_json(answer), "publications": len(library.store.sources())}


def _kept(record: dict[str, Any]) -> Kept:
    return Kept(answer_from_json(record), record.get("publications"))


# Drawing


def _draw_welcome(library: Library) -> None:
    sources, passages = len(library.store.sources()), library.store.passage_count()
    holds = f"{counted(sources, 'publication')}, {counted(passages, 'passage')}"
    with st.container(key="welcome"):
        st.html(
            '<h1 class="sr-title">Ask the library</h1>'
            '<p class="sr-lead">Staff Ride answers questions on military doctrine and case studies'
            " in the words of the documents you gave it, and shows for every sentence the"
            " paragraph it stands in.</p>"
            f'<p class="sr-quiet">On the shelf: {plain_html(holds)}</p>'
        )
        if not sources:
            st.html("<p>The library is empty. Add documents on the Library page.</p>")
            return
        with st.container(key="examples", gap="small"):
            for number, example in enumerate(EXAMPLES):
                st.button(
                    plain_label(example), key=f"example-{number}", on_click=_take, args=(example,)
                )


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn in its place on the page.

    Attributes:
        ordinal: Its place in the conversation, from 0.
        shown: Turn and passage that the reading pane shows.
    """

    ordinal: int
    kept: Kept
    shown: tuple[int, int] | None


def _draw_turn(turn: _Turn) -> None:
    answer = turn.kept.answer
    with st.container(key=f"turn-{turn.ordinal}", gap="small"):
        st.html(question_html(answer))
        if answer.abstained:
            _draw_refusal(turn)
        else:
            _draw_claims(turn)
        st.html(footing_html(answer, turn.kept.publications))


def _draw_claims(turn: _Turn) -> None:
    claims = turn.kept.answer.claims
    marks = numbered_marks(claims)
    for part, group in enumerate(claim_groups(claims)):
        st.html(claims_html(group, marks))
        chips = [(mark.label, mark.passage_id) for mark in marks_of(group, marks)]
        _draw_chips(turn, f"marks-{turn.ordinal}-{part}", chips)


def _draw_refusal(turn: _Turn) -> None:
    answer = turn.kept.answer
    st.html(refusal_html(answer))
    if answer.retrieved:
        st.html('<p class="sr-over">What came nearest</p>')
        chips = [(locator(hit), hit.passage_id) for hit in answer.retrieved[:_NEAREST]]
        _draw_chips(turn, f"near-{turn.ordinal}", chips)


def _draw_chips(turn: _Turn, row: str, chips: list[tuple[str, int]]) -> None:
    with st.container(key=row, horizontal=True, gap="xsmall"):
        for label, passage_id in chips:
            place = (turn.ordinal, passage_id)
            st.button(
                plain_label(label),
                key=f"{row}-{passage_id}",
                type="primary" if place == turn.shown else "secondary",
                on_click=_open,
                args=(place,),
            )


def _open(place: tuple[int, int]) -> None:
    st.session_state["open"] = place


def _shown(turns: list[Kept]) -> tuple[int, int] | None:
    """Turn and passage to show: the one chosen, else the first citation of the last answer."""
    chosen: tuple[int, int] | None = st.session_state.get("open")
    if chosen is not None and chosen[0] < len(turns):
        return chosen
    if not turns:
        return None
    cited = (c for claim in turns[-1].answer.claims for c in claim.citations)
    first = next(cited, None)
    return None if first is None else (len(turns) - 1, first.passage_id)


def _draw_source(library: Library, turns: list[Kept], shown: tuple[int, int] | None) -> None:
    st.html('<p class="sr-over sr-pane">The source</p>')
    reading = reading_of(library.store, turns[shown[0]].answer, shown[1]) if shown else None
    if reading is None:
        st.html('<p class="sr-quiet">Choose a passage to read it here.</p>')
    else:
        st.html(reading_html(reading))
