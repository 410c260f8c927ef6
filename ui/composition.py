"""Put the parts together: the one place that chooses implementations."""

import warnings
from functools import cache
from pathlib import Path

from assistant.advisor import Advisor
from corpus.library import Library
from corpus.settings import Settings
from corpus.vectors import Embedder


def open_library(settings: Settings, *, own_index: bool = False) -> Library:
    """Open the library of these settings."""
    model = settings.embedding_model
    return Library(settings.home, lambda: _load_embedder(model), own_index=own_index)


def open_advisor(settings: Settings, *, own_index: bool = False) -> Advisor:
    """Open the library of these settings, to be asked."""
    return Advisor(open_library(settings, own_index=own_index))


def starter_library() -> list[Path]:
    """Folders of the texts that come with the program."""
    root = Path(__file__).resolve().parents[1] / "corpus"
    return [root / "doctrine", root / "cases"]


@cache
def _load_embedder(model: str) -> Embedder:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries, about their own future
        from corpus.embed import (  # noqa: PLC0415 - torch takes seconds; most commands need none
            SentenceTransformerEmbedder,
        )

        return SentenceTransformerEmbedder(model)
