"""Which lines of a paged or plain text are headings, and of what rank."""

import re
from collections.abc import Iterable, Mapping

from ingest.numbering import read_mark
from ingest.raw import OutlineEntry

PART, CHAPTER, SECTION, CAPITALS, NUMBERED, TITLE = 1, 2, 3, 4, 5, 6
_LONGEST = 90
_MOST_WORDS = 14
_DIVISION = re.compile(
    r"(?P<kind>part|book|chapter|appendix|annex|section|enclosure)"
    r"\s+(?P<number>[ivxlc]+|[a-z]|\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"[.:]?\s*(?:[-–—:]\s*)?(?P<rest>.*)",  # noqa: RUF001 - dashes as printed
    re.IGNORECASE,
)
_RANKS = {"part": PART, "book": PART, "section": SECTION, "annex": SECTION}
_NAMED = re.compile(
    r"(?:executive summary|table of contents|contents|preface|foreword|introduction|glossary"
    r"|references|bibliography|index|summary of changes|acknowledge?ments|conclusion)\.?",
    re.IGNORECASE,
)
_DOT_LEADER = re.compile(r"(?:\. ?){5,}|…{2,}|_{5,}")
_SMALL = {
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "nor", "of", "on", "or",
    "the", "to", "under", "versus", "vs", "vs.", "with", "within", "without", "during", "between",
}  # fmt: skip


def outline_ranks(outline: Iterable[OutlineEntry]) -> Mapping[tuple[int, str], int]:
    """Ranks of the titles of a file's own outline, by page and words."""
    return {
        (entry.page, heading_key(entry.title)): min(CHAPTER + entry.level, TITLE)
        for entry in outline
        if not entry.title.lower().startswith(("figure", "table"))
    }


def heading_key(title: str) -> str:
    """What a bookmark and the line it leads to have in common: letters and digits."""
    return re.sub(r"[\W_]+", "", title).casefold()


def division_rank(line: str) -> int | None:
    """Rank of a line that names a part of a book: "CHAPTER 2", "Section II. The Attack".

    Example:
        >>> division_rank("Chapter 2 describes the attack."), division_rank("CHAPTER 2")
        (None, 2)
    """
    if len(line) > _LONGEST or is_contents_line(line):
        return None
    if _NAMED.fullmatch(line) and line[0].isupper():
        return CHAPTER if line.isupper() else None
    match = _DIVISION.fullmatch(line)
    if match is None or not line[0].isupper():
        return None
    rest = match["rest"].rstrip(".")
    if rest and not (is_capitals(rest) or is_title(rest)):
        return None
    return _RANKS.get(match["kind"].lower(), CHAPTER)


def is_capitals(line: str) -> bool:
    """Whether a line is a short run of words in capitals."""
    letters = sum(letter.isalpha() for letter in line)
    return (
        letters >= 4
        and line.isupper()
        and len(line) <= _LONGEST
        and len(line.split()) <= _MOST_WORDS
        and letters >= 0.6 * len(line.replace(" ", ""))
        and not line.endswith((",", ";", "-"))
        and line.count("(") == line.count(")")
        and not is_contents_line(line)
    )


def is_title(line: str) -> bool:
    """Whether a line reads like a title: few words, the main ones with capitals, no full stop.

    Example:
        >>> is_title("Selection of a Shelter Site"), is_title("The patrol moves out at")
        (True, False)
    """
    words = line.split()
    main = [word.lstrip("(\"'“‘") for word in words if word.lower() not in _SMALL]  # noqa: RUF001
    return (
        0 < len(words) <= 10
        and 4 <= len(line) <= 70
        and (line[0].isupper() or line[0].isdigit())
        and line[-1] not in ".,;:!?-–—"  # noqa: RUF001
        and line.rsplit(maxsplit=1)[-1].lower() not in _SMALL
        and sum(word[:1].isupper() for word in main) >= 0.8 * len(main) > 0
        and sum(letter.isalpha() for letter in line) >= 0.75 * len(line.replace(" ", ""))
        and line.count("(") == line.count(")")
    )


def is_contents_line(line: str) -> bool:
    """Whether a line belongs to a table of contents: a title, dots, a page number."""
    return _DOT_LEADER.search(line) is not None


def opens_list(line: str) -> bool:
    """Whether a line begins with a mark or a bullet."""
    return read_mark(line) is not None or line[:1] in "•▪●○◦■□▲►*\u00b7"
