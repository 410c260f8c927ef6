"""Commands that ask: ask, search."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.advisor import Advisor
from assistant.model import Answer, Turn
from assistant.record import answer_to_json, retrieved_of
from assistant.retrieve import retrieve
from assistant.understand import checked
from corpus.errors import LibraryError, StaffRideError, UsageError
from corpus.settings import Settings
from ui.cli_shared import SOME_FAILED, common, print_json, say
from ui.composition import open_advisor, open_library
from ui.render import locator, numbered_marks

_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


class _Earlier(BaseModel):
    """A turn of the history in a line of a batch."""

    question: str
    answer: str = ""


class _Identified(BaseModel):
    """What every line of a batch has."""

    model_config = ConfigDict(extra="ignore")

    id: str | int


class _Line(_Identified):
    """A line of a batch."""

    question: str
    history: list[_Earlier] = []
    sources: list[str] | None = None


@click.command()
@click.argument("question", required=False)
@click.option("--batch", type=click.Path(path_type=Path), help="Questions, one JSON a line.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the answers go.")
@_json
@common
def ask(
    question: str | None,
    batch: Path | None,
    out: Path | None,
    *,
    as_json: bool,
    settings: Settings,
) -> None:
    """Answer a QUESTION, or every question of a batch."""
    if batch is not None:
        if question is not None or out is None:
            raise UsageError(
                "A batch takes no question, and needs a file for the answers.",
                hint="Call `staffride ask --batch IN.jsonl --out OUT.jsonl`.",
            )
        _ask_batch(batch, out, settings)
        return
    if question is None:
        raise UsageError(
            "There is no question.", hint='Call `staffride ask "What is a ceasefire?"`.'
        )
    with closing(open_library(settings)) as library:
        answer = Advisor(library).ask(question)
    if as_json:
        print_json({"id": None, **answer_to_json(answer)})
    else:
        say("\n".join(_answer_lines(answer)))


def _answer_lines(answer: Answer) -> Iterator[str]:
    """An answer for the terminal: claims with marks, then what the marks stand for."""
    if answer.rewritten != answer.question:
        yield f"Searched for: {answer.rewritten}\n"
    if answer.abstained:
        yield from _refusal_lines(answer)
        return
    marks = numbered_marks(answer.claims)
    for claim in answer.claims:
        numbers = dict.fromkeys(marks[c.passage_id].number for c in claim.citations)
        shown = f"{claim.text} {''.join(f'[{n}]' for n in numbers)}"
        yield f"  - {shown}" if claim.item else shown
    yield ""
    yield from (f"{mark.label}, {mark.citations[0].title}" for mark in marks.values())


def _refusal_lines(answer: Answer) -> Iterator[str]:
    yield f"This library does not answer that. {answer.reason}"
    if answer.unknown_terms:
        yield f"Words that it never uses: {', '.join(answer.unknown_terms)}"
    if answer.retrieved:
        yield "What came nearest:"
    for hit in answer.retrieved[:3]:
        yield f"  {locator(hit)}: {' '.join(hit.text.split())[:160]}"


def _ask_batch(batch: Path, out: Path, settings: Settings) -> None:
    if out.is_dir() or out.absolute() == batch.absolute():
        raise UsageError(
            f"{out} cannot take the answers.", hint="Name another file with --out, not a folder."
        )
    lines = _batch_lines(batch)
    failed = False
    partial = out.with_name(out.name + ".partial")
    advisor = open_advisor(settings, own_index=True)
    try:
        with closing(advisor.library), partial.open("w", encoding="utf-8") as file:
            for number, line in enumerate(lines, start=1):
                record = _answer_line(advisor, line, number)
                failed = failed or "error" in record
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
        partial.replace(out)
    except OSError as error:
        raise UsageError(
            f"{out} cannot be written: {error.strerror}.", hint="Choose another file with --out."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    if failed:
        click.echo("Some questions failed; see `error` in their lines.", err=True)
        raise click.exceptions.Exit(SOME_FAILED)


def _batch_lines(batch: Path) -> list[str]:
    try:
        text = batch.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{batch} cannot be read as text: {getattr(error, 'strerror', None) or error}.",
            hint="Give a file in UTF-8 with one JSON object a line.",
        ) from error
    return [line for line in text.split("\n") if line.strip()]


def _answer_line(advisor: Advisor, line: str, number: int) -> dict[str, Any]:
    """Answer a line of a batch; what goes wrong with it becomes its record."""
    try:
        asked = _Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return {
            "id": _id_of(line),
            "error": f"Line {number}: {where + ': ' if where else ''}{first['msg']}.",
            "hint": 'Give {"id": ..., "question": ...} on each line.',
        }
    history = [Turn(question=turn.question, answer=turn.answer) for turn in asked.history]
    try:
        answer = advisor.ask(asked.question, history, sources=asked.sources)
    except LibraryError:
        raise
    except StaffRideError as error:
        return {
            "id": asked.id,
            "question": asked.question,
            "error": str(error),
            "hint": error.hint,
        }
    return {"id": asked.id, **answer_to_json(answer)}


def _id_of(line: str) -> str | int | None:
    """The id of a line that is wrong in another way, so that its error can be told apart."""
    try:
        return _Identified.model_validate_json(line).id
    except ValidationError:
        return None


@click.command()
@click.argument("query")
@click.option("-k", "limit", type=click.IntRange(1, 100), default=10, show_default=True)
@_json
@common
def search(query: str, limit: int, *, as_json: bool, settings: Settings) -> None:
    """Show the passages found for a QUERY, best first."""
    with closing(open_library(settings)) as library:
        found = [retrieved_of(e) for e in retrieve(library, checked(query), limit=limit)]
    if as_json:
        print_json([asdict(hit) for hit in found])
        return
    for rank, hit in enumerate(found, start=1):
        say(f"{rank}. {locator(hit)}, {hit.title}  ({hit.score:.3f})")
        say(f"   {' '.join(hit.text.split())[:300]}\n")
    if not found:
        click.echo("Nothing was found.")
