"""The command that opens the page."""

from contextlib import closing

import click

from corpus.settings import Settings
from corpus.store import Store
from ui.cli_shared import common
from ui.cli_shelf import add_with_progress, say_report
from ui.composition import open_library, starter_library
from ui.serve import check_port, serve


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@common
def chat(port: int, *, no_browser: bool, settings: Settings) -> None:
    """Open the web page; an empty library is given the starter texts first."""
    check_port(port)
    with closing(Store(settings.home)) as store:
        # Begun and not done: the first start was interrupted.
        wanted = not store.sources() or store.fact("starter") == "begun"
        if wanted:
            store.set_facts({"starter": "begun"})
    if wanted:
        click.echo("Indexing the starter library.", err=True)
        with closing(open_library(settings, own_index=True)) as library:
            report = add_with_progress(library, starter_library())
            library.store.set_facts({"starter": "done"})
        if report.failed:
            say_report(report)
    serve(port=port, home=settings.home, open_browser=not no_browser)
