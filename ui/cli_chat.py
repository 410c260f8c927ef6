"""The command that opens the page."""

from contextlib import closing

import click

from corpus.settings import Settings
from corpus.store import Store
from ui.cli_shared import common
from ui.cli_shelf import add_with_progress
from ui.composition import open_library, starter_library
from ui.serve import serve


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@common
def chat(port: int, *, no_browser: bool, settings: Settings) -> None:
    """Open the web page; an empty library is given the starter texts first."""
    with closing(Store(settings.home)) as store:
        empty = not store.sources()
    if empty:
        click.echo("Indexing the starter library.", err=True)
        with closing(open_library(settings, own_index=True)) as library:
            add_with_progress(library, starter_library())
    serve(port=port, home=settings.home, open_browser=not no_browser)
