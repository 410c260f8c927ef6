"""The mapping at the head of a Markdown file, and the publication that it describes."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import yaml

from corpus.errors import UnreadableSourceError
from corpus.model import KINDS, Kind

_FENCED = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Divided(NamedTuple):
    """Front matter and what comes after it."""

    front_matter: Mapping[str, object]
    body: str


def divide_front_matter(text: str, name: str) -> Divided:
    """Take the front matter off a Markdown text.

    Args:
        text: Text of the file, with line ends normalised.
        name: Name of the file, for messages.

    Raises:
        UnreadableSourceError: If it is not YAML, or not a mapping.
    """
    match = _FENCED.match(text)
    if match is None:
        return Divided({}, text)
    try:
        found = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = "" if line is None else f" (line {line + 2})"
        raise UnreadableSourceError(
            f"The front matter of {name} is not valid YAML{where}.",
            hint="Quote values that hold a colon, or remove the lines between the two `---`.",
        ) from error
    if found is None:
        return Divided({}, text[match.end() :])
    if not isinstance(found, dict):
        raise UnreadableSourceError(
            f"The front matter of {name} is not a list of `key: value` lines.",
            hint="Write lines such as `title: Peacekeeping` between the two `---`.",
        )
    mapping = {str(key).strip().lower(): value for key, value in found.items()}
    return Divided(mapping, text[match.end() :])


def text_of(front_matter: Mapping[str, object], key: str) -> str | None:
    """Value of a key as text without outer white space, None where there is none."""
    value = front_matter.get(key)
    return (str(value).strip() or None) if value is not None else None


def kind_of(front_matter: Mapping[str, object], name: str) -> Kind | None:
    """Kind of publication, None where none is given.

    Raises:
        UnreadableSourceError: If it is none of the kinds that the library knows.
    """
    given = text_of(front_matter, "kind")
    if given is None:
        return None
    for kind in KINDS:
        if given.lower() == kind:
            return kind
    raise UnreadableSourceError(
        f"The front matter of {name} gives the unknown kind {given!r}.",
        hint=f"Use one of {', '.join(KINDS)}.",
    )


def date_of(front_matter: Mapping[str, object], name: str) -> str | None:
    """Date of the edition as ``2015-10-02``, ``2015-10`` or ``2015``, None where none is given.

    Raises:
        UnreadableSourceError: If it is no such date.
    """
    given = text_of(front_matter, "date")
    if given is None:
        return None
    match = _DATE.fullmatch(given.split(" ")[0].split("T")[0])
    if match is None or not _is_day(int(match[1]), int(match[2] or 1), int(match[3] or 1)):
        raise UnreadableSourceError(
            f"The front matter of {name} gives {given!r} for a date.",
            hint="Write the date as 2015-10-02, 2015-10 or 2015.",
        )
    return match[0]


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def works_of(front_matter: Mapping[str, object]) -> tuple[str, ...]:
    """Publications drawn on, in the order given; a single text counts as one."""
    given = front_matter.get("publications")
    works = given if isinstance(given, list) else [given]
    return tuple(str(work).strip() for work in works if work is not None and str(work).strip())
