"""What every command shares: options, output, and errors as two sentences."""

import json
import logging
import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click
from pydantic import ValidationError
from typing_extensions import override

from corpus.errors import LibraryError, StaffRideError, UsageError
from corpus.settings import Settings

R = TypeVar("R")

SOME_FAILED = 1
WRONG_USAGE = 2
NO_LIBRARY = 3


class Commands(click.Group):
    """A group of commands that shows a `StaffRideError` as what happened and what to do."""

    @override
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StaffRideError as error:
            if (ctx.obj or {}).get("debug"):
                traceback.print_exception(error)
            say_error(error)
            ctx.exit(exit_code(error))


def exit_code(error: StaffRideError) -> int:
    """The exit code that the contract gives an error."""
    if isinstance(error, LibraryError):
        return NO_LIBRARY
    return WRONG_USAGE if isinstance(error, UsageError) else SOME_FAILED


def say_error(error: StaffRideError) -> None:
    """Print an error and its way out on standard error."""
    click.echo(f"Error: {error}\n{error.hint}", err=True)


def common(command: Callable[..., R]) -> Callable[..., R]:
    """Give a command the options that every call takes; it receives `settings` for them."""

    @click.option(
        "--home",
        type=click.Path(),
        help="Folder that holds the library [default: the user's data folder].",
    )
    @click.option("--debug", is_flag=True, help="Show the traceback of an error, and the log.")
    @wraps(command)
    def with_settings(*args: object, home: str | None, debug: bool, **options: object) -> R:
        shared = click.get_current_context().ensure_object(dict)
        shared["debug"] = shared.get("debug") or debug
        configure_logging(debug=shared["debug"])
        settings = settings_for(shared.get("home") if home is None else home)
        return command(*args, settings=settings, **options)

    return with_settings


def settings_for(home: str | None) -> Settings:
    """The settings of this call.

    Raises:
        UsageError: If a variable of the environment has a value that cannot be used.
    """
    try:
        settings = Settings() if home is None else Settings.model_validate({"home": home})
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(map(str, first["loc"]))
        raise UsageError(
            f"The setting {name!r} cannot be used: {first['msg']}.",
            hint=f"Correct --{name} or the variable STAFFRIDE_{name.upper()}.",
        ) from error
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})


def configure_logging(*, debug: bool) -> None:
    """Log to standard error: warnings of ours only, or everything of ours with `debug`."""
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="%(name)s: %(message)s")
    for package in ("assistant", "corpus", "evals", "ingest", "ui"):
        logging.getLogger(package).setLevel(logging.DEBUG if debug else logging.ERROR)


def say(text: str) -> None:
    """Print text that may come from a document, where no character of it moves the cursor."""
    click.echo("".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text))


def known_key(key: str) -> str:
    """A key as typed; bytes that are no text, which no key holds, become marks."""
    return os.fsencode(key).decode("utf-8", "replace")


def print_json(value: object) -> None:
    """Print one JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
