"""The suite `latency`: how long a question waits for its answer, once everything is loaded."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from assistant.advisor import Advisor
from corpus.library import Library
from evals.bench import Bench
from evals.questions import FM5_0_SETS, doctrine_questions
from evals.result import SuiteResult
from evals.speed import MANUALS, manuals
from ingest.pipeline import add_paths

NAME = "latency"
_QUESTIONS = tuple(f"fm5-0/{name}.jsonl" for name in FM5_0_SETS)
_STARTER = tuple(Path(__file__).resolve().parents[1] / "corpus" / n for n in ("doctrine", "cases"))
_WARM_UP = 5  # questions asked before the clock counts
_ASKED = 75


def run(bench: Bench) -> SuiteResult:
    """Measure warm questions over the library given, or over manuals and starter texts.

    An empty library is filled first.
    """
    if missing := bench.missing(*_QUESTIONS):
        return SuiteResult.skip(NAME, missing)
    with bench.library() as library:
        if not library.store.passage_count():
            if missing := bench.missing(*(f"doctrine_pdf/{name}" for name in MANUALS)):
                return SuiteResult.skip(NAME, f"the library is empty, and {missing}")
            add_paths(library, [*_STARTER, *manuals(bench.data)])
        sets = [doctrine_questions(bench.data, name) for name in FM5_0_SETS]
        questions = [q.question for pair in zip(*sets, strict=False) for q in pair][:_ASKED]
        figures = waiting_figures(library, questions)
    return SuiteResult(name=NAME, figures=figures)


def waiting_figures(library: Library, questions: Sequence[str]) -> dict[str, float | int | str]:
    """Median and 95th percentile of the milliseconds of each stage.

    Args:
        library: What is asked.
        questions: At least two.
    """
    advisor = Advisor(library)
    for question in questions[:_WARM_UP]:
        advisor.ask(question)
    waits = [advisor.ask(question).elapsed_ms for question in questions]
    figures: dict[str, float | int | str] = {
        "n": len(waits),
        "passages": library.store.passage_count(),
    }
    for stage in waits[0]:
        found = [wait[stage] for wait in waits]
        figures[f"{stage}.median_ms"] = round(median(found), 1)
        figures[f"{stage}.p95_ms"] = round(quantiles(found, n=20, method="inclusive")[-1], 1)
    return figures
