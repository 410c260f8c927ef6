"""Errors that a person can do something about, on the page."""

import streamlit as st

from corpus.errors import StaffRideError
from ui.escape import plain_label


def show_error(error: StaffRideError) -> None:
    """Draw what happened and what to do about it."""
    st.error(f"{plain_label(str(error))}\n\n{plain_label(error.hint)}")
