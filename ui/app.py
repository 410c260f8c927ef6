"""The web page: what `streamlit run` starts."""

from pathlib import Path

import streamlit as st

from assistant.advisor import Advisor
from corpus.errors import StaffRideError
from corpus.settings import Settings
from ui.chat import chat_page
from ui.composition import open_advisor
from ui.notice import show_error
from ui.shelf import shelf_page


@st.cache_resource(show_spinner="Opening the library")
def _advisor() -> Advisor:
    """The advisor of this process; it is closed by the end of the process."""
    advisor = open_advisor(Settings(), own_index=True)
    advisor.library.preload()
    return advisor


def _ask() -> None:
    chat_page(_advisor())


def _library() -> None:
    shelf_page(_advisor().library)


def main() -> None:
    """Draw the page that was chosen."""
    st.set_page_config(page_title="Staff Ride", page_icon="📖", layout="wide")
    st.html(Path(__file__).with_name("style.css"))
    pages = [
        st.Page(_ask, title="Ask", icon=":material/forum:", default=True),
        st.Page(_library, title="Library", icon=":material/library_books:", url_path="library"),
    ]
    chosen = st.navigation(pages, position="hidden")
    with st.sidebar:
        st.html('<p class="sr-brand">Staff Ride</p>')
        for page in pages:
            st.page_link(page, width="stretch")
    try:
        chosen.run()
    except StaffRideError as error:
        show_error(error)


main()
