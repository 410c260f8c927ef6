"""Commands for the shelf: add, list, show, remove, check."""

import sys
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from corpus.check import check as find_faults
from corpus.check import mend as mend_faults
from corpus.errors import UnknownSourceError, UsageError
from corpus.library import Library
from corpus.model import Source
from corpus.settings import Settings
from corpus.store import Store
from ingest.pipeline import Failure, Report, add_paths, warnings_of
from ingest.pipeline import Progress as Step
from ui.cli_shared import SOME_FAILED, common, known_key, print_json, say, say_error
from ui.composition import open_library

_WIDTH = 200  # of a table that goes to a file or another program
_ADDRESSES = ("http://", "https://", "ftp://")
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.command()
@click.argument("paths", nargs=-1, required=True)
@_json
@common
def add(paths: tuple[str, ...], *, as_json: bool, settings: Settings) -> None:
    """Add files and folders to the library; what is unchanged is skipped."""
    if "" in paths:
        raise UsageError("The name of a file is empty.", hint="Name files or folders.")
    addresses = [path for path in paths if path.startswith(_ADDRESSES)]
    files = [Path(path) for path in paths if path not in addresses]
    with closing(open_library(settings, own_index=True)) as library:
        report = add_with_progress(library, files)
    hint = "Save the page as a file, and add that."
    report.failed += [Failure(a, f"{a}: web pages are not read yet.", hint) for a in addresses]
    if as_json:
        print_json(_report_json(report))
    else:
        say_report(report)
    if report.failed:
        raise click.exceptions.Exit(SOME_FAILED)


def add_with_progress(library: Library, paths: list[Path]) -> Report:
    """Add files with a progress bar on standard error."""
    console = Console(stderr=True, emoji=False, markup=False)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        files = bars.add_task("files", total=None)
        passages = bars.add_task("passages", total=None, visible=False)

        def show_step(step: Step) -> None:
            bars.update(files, total=step.files, completed=step.files_done)
            bars.update(
                passages,
                description=step.file[:40],
                total=step.passages or None,
                completed=step.passages_done,
                visible=step.stage == "embedding",
            )

        return add_paths(library, paths, on_progress=show_step)


def _report_json(report: Report) -> dict[str, Any]:
    return {
        "added": [
            {
                "source": source.key,
                "file": source.file,
                "pages": source.pages,
                "passages": source.passages,
                "pages_without_text": list(source.pages_without_text),
                "warnings": warnings_of(source),
            }
            for source in report.added
        ],
        "unchanged": report.unchanged,
        "failed": [asdict(failure) for failure in report.failed],
        "seconds": round(report.seconds, 1),
    }


def say_report(report: Report) -> None:
    """Print what an `add` did; what went wrong, on standard error."""
    for source in report.added:
        pages = f"{source.pages} pages, " if source.pages else ""
        click.echo(f"added      {source.key}: {pages}{source.passages} passages")
        for warning in warnings_of(source):
            click.echo(f"           {source.file}: {warning}", err=True)
    for name, count in Counter(report.unchanged).items():
        click.echo(f"unchanged  {name}" + (f" ({count} times)" if count > 1 else ""))
    for failure in report.failed:
        click.echo(f"failed     {failure.error}\n           {failure.hint}", err=True)
    counts = f"{len(report.added)} added, {len(report.unchanged)} unchanged"
    click.echo(f"{counts}, {len(report.failed)} failed in {report.seconds:.1f} s")


@click.command("list")
@_json
@common
def list_(*, as_json: bool, settings: Settings) -> None:
    """List the sources of the library."""
    with closing(Store(settings.home)) as store:
        sources = store.sources()
    if as_json:
        print_json([source_json(source) for source in sources])
        return
    if not sources:
        click.echo("The library is empty. Add documents with `staffride add FILE_OR_FOLDER`.")
        return
    table = Table("source", "number", "title", "edition", "kind", "pages", "passages", box=None)
    for source in sources:
        publication = source.publication
        edition = (publication.date or "") + (" superseded" if source.superseded_by else "")
        counts = (str(source.pages or "-"), str(source.passages))
        who = (source.key, publication.number or "-", publication.title, edition, publication.kind)
        table.add_row(*(Text(cell) for cell in (*who, *counts)))
    Console(emoji=False, width=None if sys.stdout.isatty() else _WIDTH).print(table)


def source_json(source: Source) -> dict[str, Any]:
    """A source with the keys of the contract."""
    publication = source.publication
    return {
        "source": source.key,
        "file": source.file,
        "number": publication.number,
        "title": publication.title,
        "date": publication.date,
        "kind": publication.kind,
        "pages": source.pages,
        "passages": source.passages,
        "superseded_by": source.superseded_by,
        "marking": publication.marking,
        "added": source.added,
        "pages_without_text": list(source.pages_without_text),
        "warnings": list(source.warnings),
    }


@click.command()
@click.argument("source")
@_json
@common
def show(source: str, *, as_json: bool, settings: Settings) -> None:
    """Show what the library knows of a SOURCE, and its headings."""
    with closing(Store(settings.home)) as store:
        found = store.source(known_key(source))
        headings = list(dict.fromkeys(p.heading for p in store.passages_of(found.id)))
    facts = source_json(found) | {"origin": found.origin, "sha256": found.sha256}
    facts["publications"] = list(found.publication.drawn_on)
    facts["headings"] = [list(heading) for heading in headings]
    if as_json:
        print_json(facts)
        return
    for name, value in facts.items():
        if isinstance(value, list):
            lines = [" > ".join(v) if isinstance(v, list) else str(v) for v in value]
            say(f"{name}:" + "".join(f"\n  {line}" for line in lines if line))
        elif value is not None:
            say(f"{name}: {value}")


@click.command()
@click.argument("sources", nargs=-1, required=True)
@common
def remove(sources: tuple[str, ...], *, settings: Settings) -> None:
    """Remove SOURCES from the library."""
    failed = False
    with closing(open_library(settings)) as library:
        for key in sources:
            try:
                library.remove(known_key(key))
            except UnknownSourceError as error:
                say_error(error)
                failed = True
            else:
                click.echo(f"removed {key}")
    if failed:
        raise click.exceptions.Exit(SOME_FAILED)


@click.command()
@click.option("--mend", is_flag=True, help="Make anew what is derived and was found wrong.")
@_json
@common
def check(*, mend: bool, as_json: bool, settings: Settings) -> None:
    """Compare text, full text, vectors, files and index with each other."""
    with closing(open_library(settings, own_index=True)) as library:
        found = find_faults(library)
        if mend and found:
            mend_faults(library, found)
            found = find_faults(library)
        owned = library.index is not None
    if as_json:
        print_json({"findings": [asdict(f) for f in found], "index_compared": owned})
    else:
        _say_findings(found, owned=owned)
    if found:
        raise click.exceptions.Exit(SOME_FAILED)


def _say_findings(found: list[Any], *, owned: bool) -> None:
    for finding in found:
        cure = (
            "`staffride check --mend` mends it"
            if finding.mendable
            else "remove the source and add its file"
        )
        click.echo(f"{finding.part}: {finding.what} ({cure})")
    if not owned:
        click.echo("The vector index is in use by another process and was not compared.", err=True)
    if not found:
        click.echo("Everything agrees.")
