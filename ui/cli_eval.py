"""The command that measures."""

from pathlib import Path

import click

from corpus.settings import Settings
from evals.run import SUITES, run_suite
from ui.cli_shared import SOME_FAILED, common, print_json

_DATA = Path("../shared/data")


@click.command("eval")
@click.argument("suite", required=False)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=_DATA,
    show_default=True,
    help="Folder of the public data sets.",
)
@click.option(
    "--work",
    type=click.Path(path_type=Path),
    help="Folder for the library that a suite makes [default: a temporary one].",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@common
def eval_(
    suite: str | None, data: Path, work: Path | None, *, as_json: bool, settings: Settings
) -> None:
    """Run a SUITE of questions with known answers, or all of them.

    Your own library is not touched: a suite makes one of its own.
    """
    results = []
    for name in [suite] if suite else sorted(SUITES):
        result = run_suite(name, data=data, home=work, settings=settings)
        results.append(result)
        if not as_json:
            click.echo("\n".join(result.lines()))
    if as_json:
        print_json([{"suite": r.name, "skipped": r.skipped, "figures": r.figures} for r in results])
    if any(result.missed() for result in results):
        raise click.exceptions.Exit(SOME_FAILED)
