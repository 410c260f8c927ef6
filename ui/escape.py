"""Text from documents, file names and questions, made safe to show as it stands."""

import re
from html import escape

_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit replaces these after it has read the Markdown, so that no backslash stops it: icons and
# emoji (":name:"), addresses, and arrows or relations between spaces. Where a hit would be, an
# invisible character that forbids nothing but a line break (U+2060) is put between.
_READ_LATE = re.compile(
    r"[:@](?=\S)|\bwww(?=\.)|(?<!\S)[-<>~](?=(?:->?|[=>])(?!\S))", re.IGNORECASE
)
_JOINER = "\u2060"


def plain_html(text: str) -> str:
    """Text as HTML that shows it character by character."""
    return escape(_UNSHOWABLE.sub("\ufffd", text))


def plain_label(text: str) -> str:
    r"""Text as Markdown that Streamlit shows as it stands, in one line.

    Example:
        >>> plain_label("cost: $5")
        'cost\\: \\$5'
        >>> plain_label("JP 3-0")
        'JP 3\\-0'
    """
    line = _SPACE.sub(" ", _UNSHOWABLE.sub("\ufffd", text)).strip()
    guarded = _READ_LATE.sub(lambda hit: hit[0] + _JOINER, line)
    return _PUNCTUATION.sub(r"\\\1", guarded)


def shortened(text: str, limit: int) -> str:
    """Text in one line, cut at the end of a word where it is longer than `limit` characters."""
    line = _SPACE.sub(" ", text).strip()
    if len(line) <= limit:
        return line
    kept = line[: limit - 1]
    return f"{kept.rsplit(' ', 1)[0] if ' ' in kept else kept}…"
