"""The command line: ``staffride``. Commands live in the modules imported here."""

import click

from ui.cli_ask import ask, search
from ui.cli_chat import chat
from ui.cli_eval import eval_
from ui.cli_shared import Commands
from ui.cli_shelf import add, check, list_, remove, show


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(), help="Folder that holds the library.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error, and the log.")
@click.version_option(package_name="staffride")
@click.pass_context
def main(ctx: click.Context, home: str | None, *, debug: bool) -> None:
    """Answer questions on doctrine and case studies, every sentence with its paragraph."""
    ctx.obj = {"home": home, "debug": debug}


for command in (add, ask, chat, check, eval_, list_, remove, search, show):
    main.add_command(command)
