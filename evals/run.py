"""The suites by name."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from corpus.errors import UsageError
from corpus.settings import Settings
from corpus.vectors import Embedder
from evals import fm5_0, gate, latency, scifact, speed
from evals.bench import Bench
from evals.result import SuiteResult

SUITES: dict[str, Callable[[Bench], SuiteResult]] = {
    fm5_0.NAME: fm5_0.run,
    gate.NAME: gate.run,
    latency.NAME: latency.run,
    scifact.NAME: scifact.run,
    speed.NAME: speed.run,
}


def run_suite(
    name: str,
    *,
    data: Path,
    home: Path | None,
    settings: Settings,
    load_embedder: Callable[[], Embedder] | None = None,
) -> SuiteResult:
    """Run one suite.

    Args:
        name: A key of `SUITES`.
        data: Folder of the data sets.
        home: Library that the suite works in, and that keeps what is added; a temporary one
            when None.
        settings: Say which embedding model is measured.
        load_embedder: Loads it; the one of the settings when None.

    Raises:
        UsageError: If there is no suite of that name.
        LibraryError: If the library or the model cannot be used.
    """
    if name not in SUITES:
        raise UsageError(
            f"There is no suite {name!r}.", hint=f"Name one of: {', '.join(sorted(SUITES))}."
        )
    model = settings.embedding_model
    load = load_embedder or partial(_load_embedder, model)
    return SUITES[name](Bench(data=data, home=home, load_embedder=load, embedding_model=model))


def _load_embedder(model: str) -> Embedder:
    from corpus.embed import (  # noqa: PLC0415 - torch takes seconds; not every suite needs it
        SentenceTransformerEmbedder,
    )

    return SentenceTransformerEmbedder(model)
