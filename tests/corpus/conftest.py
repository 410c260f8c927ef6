from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.library import Library
from corpus.store import Store
from tests.corpus.texts import opened


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    store = Store(home)
    yield store
    store.close()


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    library = opened(home)
    yield library
    library.close()


@pytest.fixture
def owner(home: Path) -> Iterator[Library]:
    """A library whose process owns the Chroma index."""
    library = opened(home, own_index=True)
    yield library
    library.close()
