"""The page of the library: what is on the shelf, adding to it, and removing from it."""

import streamlit as st

from corpus.errors import StaffRideError, UnknownSourceError
from corpus.library import Library
from corpus.model import Source
from ui.adding import Adding, Upload, progress_share, progress_text
from ui.catalog import card_html, contents_html, line_html, matches, name_of, report_html
from ui.escape import plain_html, plain_label, shortened
from ui.notice import show_error
from ui.render import counted

_LISTED = 60  # sources drawn at a time; the search field reaches the others


def shelf_page(library: Library) -> None:
    """Draw the page."""
    sources = library.store.sources()
    passages = library.store.passage_count()
    holds = f"{counted(len(sources), 'publication')}, {counted(passages, 'passage')}"
    st.html(f'<h1 class="sr-title">Library</h1><p class="sr-quiet">{plain_html(holds)}</p>')
    with st.container(key="desk"):
        shelf, card = st.columns([11, 9], gap="large")
    with shelf, st.container(key="shelf"):
        _draw_adding(library)
        _draw_list(sources)
    with card, st.container(key="source"):
        _draw_card(library)


# Adding


@st.cache_resource
def _jobs(home: str) -> list[Adding]:  # noqa: ARG001 - one list for each library
    """The batch that is being added, if any: of the process, so that a reload finds it again."""
    return []


def _draw_adding(library: Library) -> None:
    jobs = _jobs(str(library.home))
    if jobs and jobs[-1].running:
        _draw_progress(jobs[-1])
        return
    if jobs:
        _draw_outcome(jobs[-1])
    with st.form("adding", clear_on_submit=True, border=False):
        files = st.file_uploader(
            "Add documents", type=["pdf", "md", "txt"], accept_multiple_files=True, key="files"
        )
        sent = st.form_submit_button("Add to the library")
    if sent and files:
        jobs[:] = [Adding(library, [Upload(file.name, file.getvalue()) for file in files])]
        st.rerun()


@st.fragment(run_every=1.0)
def _draw_progress(job: Adding) -> None:
    if not job.running:
        st.rerun()
    st.progress(progress_share(job.progress), text=plain_label(progress_text(job.progress)))
    st.html('<p class="sr-quiet">You can go on asking; what is stored can be found at once.</p>')


def _draw_outcome(job: Adding) -> None:
    if job.error is not None:
        show_error(job.error)
    elif job.report is not None:
        st.html(report_html(job.report))
    else:
        st.error("Adding stopped at a fault of the program; the terminal shows it.")


# The list and one source


def _draw_list(sources: list[Source]) -> None:
    if not sources:
        st.html("<p>The shelf is empty.</p>")
        return
    words = st.text_input("Find a publication", key="find", placeholder="Number, title or file")
    found = [source for source in sources if matches(source, words)]
    with st.container(key="sources", gap=None):
        for source in found[:_LISTED]:
            st.button(
                plain_label(shortened(name_of(source), 90)),
                key=f"show-{source.key}",
                type="tertiary",
                disabled=source.key == st.session_state.get("source"),
                on_click=_choose,
                args=(source.key,),
            )
            st.html(line_html(source))
    if len(found) > _LISTED:
        st.html(f'<p class="sr-quiet">{len(found) - _LISTED:,} more: narrow the search.</p>')


def _choose(key: str) -> None:
    st.session_state["source"] = key
    st.session_state.pop("removing", None)


def _draw_card(library: Library) -> None:
    key = st.session_state.get("source")
    if key is None:
        st.html('<p class="sr-quiet">Choose a publication to see what it holds.</p>')
        return
    try:
        source = library.store.source(key)
    except UnknownSourceError:  # removed from elsewhere
        st.html('<p class="sr-quiet">That publication has left the library.</p>')
        return
    st.html(card_html(source))
    _draw_removing(library, source)
    st.html(contents_html(source, library.store.passages_of(source.id)))


def _draw_removing(library: Library, source: Source) -> None:
    if st.session_state.get("removing") != source.key:
        st.button("Remove from the library", key="remove", on_click=_intend, args=(source.key,))
        return
    st.warning(plain_label(f"Remove {name_of(source)}? Its text can no longer be found or cited."))
    with st.container(horizontal=True, gap="small"):
        if st.button("Remove it", key="remove-really", type="primary"):
            _remove(library, source.key)
        st.button("Keep it", key="keep", on_click=_choose, args=(source.key,))


def _intend(key: str) -> None:
    st.session_state["removing"] = key


def _remove(library: Library, key: str) -> None:
    try:
        library.remove(key)
    except StaffRideError as error:
        show_error(error)
        return
    for name in ("source", "removing"):
        st.session_state.pop(name, None)
    st.rerun()
