"""Our own way to take files in, as one command, with a clock on its stages.

A process of its own (`python -m evals.our_recipe MODEL FOLDER RESULT FILE...`), because its time
and memory are measured.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from typing_extensions import override

from corpus.library import Library
from corpus.model import Document, Passage, Source
from corpus.vectors import Embedder, PassageVectors
from ingest.pipeline import add_paths


class TimedLibrary(Library):
    """A library that notes the seconds it spends by stage.

    Attributes:
        seconds: Wall time by stage; what is left of the whole was spent waiting for readers.
    """

    def __init__(self, home: Path, model: str) -> None:
        super().__init__(home, lambda: self._load(model))
        self.seconds = {"load": 0.0, "embed": 0.0, "store": 0.0}

    def _load(self, model: str) -> Embedder:
        began = time.perf_counter()
        from corpus.embed import (  # noqa: PLC0415 - this import is part of the time
            SentenceTransformerEmbedder,
        )

        embedder = SentenceTransformerEmbedder(model)
        self.seconds["load"] += time.perf_counter() - began
        return embedder

    @override
    def embed(self, document: Document, passages: Sequence[Passage]) -> list[PassageVectors]:
        loaded = self.seconds["load"]
        began = time.perf_counter()
        vectors = super().embed(document, passages)
        loading = self.seconds["load"] - loaded
        self.seconds["embed"] += time.perf_counter() - began - loading
        return vectors

    @override
    def add(
        self,
        document: Document,
        data: bytes,
        *,
        file: str,
        origin: str,
        vectors: Sequence[PassageVectors],
    ) -> Source:
        began = time.perf_counter()
        source = super().add(document, data, file=file, origin=origin, vectors=vectors)
        self.seconds["store"] += time.perf_counter() - began
        return source


def main() -> None:
    """Take files into a new library; write the number of pages and the seconds by stage."""
    model, folder, result, *files = sys.argv[1:]
    began = time.perf_counter()
    library = TimedLibrary(Path(folder), model)
    report = add_paths(library, [Path(file) for file in files])
    library.close()
    waited = time.perf_counter() - began - sum(library.seconds.values())
    figures = {
        "pages": sum(source.pages for source in report.added),
        "passages": sum(source.passages for source in report.added),
        **{f"seconds_{stage}": value for stage, value in library.seconds.items()},
        "seconds_wait_for_readers": waited,
    }
    Path(result).write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
