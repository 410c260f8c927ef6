"""What every suite is given."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.library import Library
from corpus.settings import PACKAGED_MODEL
from corpus.vectors import Embedder


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where the data of a suite lies and what it is measured with.

    Attributes:
        data: Folder of the data sets, one folder for each.
        home: Library to work in, kept from one run to the next; a temporary one when None.
        load_embedder: Loads the embedding model.
        embedding_model: Its name or folder, for what runs in a process of its own.
    """

    data: Path
    home: Path | None
    load_embedder: Callable[[], Embedder]
    embedding_model: str = PACKAGED_MODEL

    @contextmanager
    def library(self) -> Iterator[Library]:
        """Open the library, and close it in the end."""
        with TemporaryDirectory(prefix="staffride-evals-") as folder:
            library = Library(self.home or Path(folder), self.load_embedder)
            try:
                yield library
            finally:
                library.close()

    def missing(self, *names: str) -> str | None:
        """Say which of these files of the data are not there; None if all are."""
        absent = [name for name in names if not (self.data / name).exists()]
        return f"{self.data} holds no {', '.join(absent)}" if absent else None
