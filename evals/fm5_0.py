"""The suite `fm5-0`: is the right paragraph of a field manual found, and cited?"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from assistant.advisor import Advisor
from assistant.model import Answer
from assistant.retrieve import retrieve
from corpus.errors import UsageError
from corpus.library import Library
from corpus.model import StoredPassage
from evals.bench import Bench
from evals.measures import recall, reciprocal_rank
from evals.questions import (
    FM5_0_SETS,
    DoctrineQuestion,
    Paragraph,
    doctrine_questions,
    read_records,
)
from evals.result import SuiteResult
from ingest.pipeline import add_paths

NAME = "fm5-0"
NUMBER = "FM 5-0"
FILES = tuple(f"fm5-0/{name}.jsonl" for name in ("paragraphs", *FM5_0_SETS))
_AT_LEAST = {"R@1": 0.78, "R@5": 0.965, "R@10": 0.98, "MRR": 0.87}
_LIMIT = 20


def run(bench: Bench) -> SuiteResult:
    """Measure retrieval and citation on the FM 5-0 questions.

    A question has one gold paragraph. Several passages of one paragraph count as one item.
    """
    if missing := bench.missing(*FILES):
        return SuiteResult.skip(NAME, missing)
    figures: dict[str, float | int | str] = {}
    with bench.library() as library:
        add_manual(library, bench.data)
        for name in FM5_0_SETS:
            questions = doctrine_questions(bench.data, name)
            figures |= _named(name, retrieval_figures(library, questions))
            figures |= _named(name, citation_figures(Advisor(library), questions))
    floors = {f"answerable.{name}": floor for name, floor in _AT_LEAST.items()}
    return SuiteResult(name=NAME, figures=figures, at_least=floors)


def add_manual(library: Library, data: Path) -> None:
    """Put FM 5-0 into a library, one Markdown file for each chapter; once, if called twice.

    Raises:
        UsageError: If a chapter is not taken in.
    """
    paragraphs = read_records(data / "fm5-0" / "paragraphs.jsonl", Paragraph)
    with TemporaryDirectory(prefix="staffride-fm5-0-") as folder:
        report = add_paths(library, write_chapters(paragraphs, Path(folder)))
    if report.failed:
        first = report.failed[0]
        raise UsageError(f"{first.file} was not taken in: {first.error}", hint=first.hint)


def write_chapters(paragraphs: Sequence[Paragraph], folder: Path) -> list[Path]:
    """Write one Markdown file for each chapter, with the sections as headings.

    Returns:
        The files, in the order of the chapters.
    """
    files = []
    for chapter, group in groupby(paragraphs, key=lambda p: p.chapter):
        files.append(folder / f"fm5-0-{chapter}.md")
        files[-1].write_text(_markdown(chapter, list(group)), encoding="utf-8")
    return files


def _markdown(chapter: str, paragraphs: Sequence[Paragraph]) -> str:
    lines = [
        *("---", f"title: Planning and Orders Production, chapter {chapter}"),
        *(f"number: {NUMBER}", "kind: doctrine", "---", f"# Chapter {chapter}", ""),
    ]
    for section, group in groupby(paragraphs, key=lambda p: p.section):
        lines += [f"## {section}", ""]
        for paragraph in group:
            lines += [f"{paragraph.para_id}. {' '.join(paragraph.text.split())}", ""]
    return "\n".join(lines)


def retrieval_figures(
    library: Library, questions: Sequence[DoctrineQuestion]
) -> dict[str, float | int | str]:
    """Recall at three ranks and the mean reciprocal rank of the gold paragraph."""
    rankings = [_ranked_paragraphs(library, question.question) for question in questions]
    golds = [{question.gold_para_id} for question in questions]
    pairs = list(zip(rankings, golds, strict=True))
    recalls = {f"R@{k}": fmean(recall(r, g, cutoff=k) for r, g in pairs) for k in (1, 5, 10)}
    return {
        "n": len(pairs),
        **{name: round(value, 4) for name, value in recalls.items()},
        "MRR": round(fmean(reciprocal_rank(r, g) for r, g in pairs), 4),
    }


def _ranked_paragraphs(library: Library, question: str) -> list[str]:
    evidence = retrieve(library, question, limit=_LIMIT)
    return list(dict.fromkeys(_item(e.passage) for e in evidence))


def _item(passage: StoredPassage) -> str:
    """What counts as one item of a ranking: a paragraph of the manual, or another passage."""
    of_manual = passage.source.publication.number == NUMBER
    return passage.paragraph if of_manual and passage.paragraph else f"passage {passage.id}"


def citation_figures(
    advisor: Advisor, questions: Sequence[DoctrineQuestion]
) -> dict[str, float | int | str]:
    """Share of all questions answered, citing the gold paragraph, and citing it first."""
    cited = [(q.gold_para_id, cited_paragraphs(advisor.ask(q.question))) for q in questions]
    return {
        "answered": round(fmean(bool(paragraphs) for _, paragraphs in cited), 4),
        "cites_gold": round(fmean(gold in paragraphs for gold, paragraphs in cited), 4),
        "cites_gold_first": round(fmean(gold in paragraphs[:1] for gold, paragraphs in cited), 4),
    }


def cited_paragraphs(answer: Answer) -> list[str]:
    """Paragraphs of the manual that an answer cites, each once, in order; "" for other passages."""
    citations = [citation for claim in answer.claims for citation in claim.citations]
    return list(dict.fromkeys((c.paragraph or "") if c.number == NUMBER else "" for c in citations))


def _named(name: str, figures: Mapping[str, float | int | str]) -> dict[str, float | int | str]:
    return {f"{name}.{key}": value for key, value in figures.items()}
