"""Who is speaking: the publication behind a document."""

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import PurePath

from corpus.model import Publication
from ingest.clean import clean_lines
from ingest.front_matter import date_of, kind_of, text_of, works_of
from ingest.raw import RawDocument

FIRST_PAGES = 3
COVER_LINES = 15
DASH = r"\s*[-–]\s*"  # noqa: RUF001 - as printed
_SERIES = (
    "AFDP|AFDN|AFDD|AFMAN|AFTTP|ADP|ADRP|AJP|ATTP|ATP|ADM|FMFRP|FMFM|FM|GTA|JDP|JDN|JP|MCDP|MCRP"
    "|MCWP|MCTP|NDP|NTTP|NWP|SRP|STP|TC|TM|TRADOC PAM|FMI"
)
_NUMBER = re.compile(
    rf"\b(?P<series>{_SERIES})[ -]?(?P<number>\d{{1,3}}(?:\s?[-–.]\s?\d{{1,3}}[A-Z]?){{0,3}})\b"  # noqa: RUF001 - as printed
)
_JOINT = re.compile(
    r"\bJoint Publication\s+(?P<number>\d(?:-\d{1,2}(?:\.\d{1,2})?)?)\b", re.IGNORECASE
)
_FIELD_MANUAL = re.compile(
    r"\b(?:Field Manual|Army Field Manual)\s+(?:No\.?\s*)?(?P<number>\d{1,3}-\d{1,3})\b",
    re.IGNORECASE,
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = "|".join([*_MONTHS, *(month[:3] for month in _MONTHS if month != "May"), "Sept"])
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})\s+)?(?P<month>{_MONTH})\.?\s+(?:(?P<day_after>\d{{1,2}}),\s+)?"
    r"(?P<year>(?:18|19|20)\d\d)\b",
    re.IGNORECASE,
)
_MARKING = re.compile(
    r"(?:DISTRIBUTION STATEMENT [A-F]\s*[:.]\s*)?Approved for public release[;,:]\s*"
    r"distribution(?: is)? unlimited|DISTRIBUTION STATEMENT [A-F]\b[^\n]{0,160}"
    r"|DISTRIBUTION RESTRICTION\s*:[^\n]{3,160}",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"^Microsoft (?:Word|PowerPoint) - |\.(?:docx?|pptx?|pdf|indd|tmp|qxd|p65)$", re.IGNORECASE
)
_OWN_NUMBER = re.compile(rf"^(?:{_SERIES})[- ]?\d+(?:[-.]\d+)*[,:]?\s+(?=\w)")
_STEM_NUMBER = re.compile(rf"^(?:{_SERIES})[- ]?\d+(?:[-.]\d+)*(?:-U)?[- ]*", re.IGNORECASE)
_OFFICE = re.compile(
    r"headquarters|department|washington|marine corps|united states|^u\.?s\.? |reprint|^page |pcn"
    r"|air force$|^foreword|^preface|^contents|field manual|publication",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"\s+(?:preface|foreword)\b.*$", re.IGNORECASE)
_EMPTY_TITLES = {"untitled", "powerpoint presentation", "document", "slide 1", "title"}


def identify(raw: RawDocument, first_heading: str | None, file_name: str) -> Publication:
    """Describe a publication by its front matter, else by its first pages.

    Args:
        raw: The file as read.
        first_heading: Heading of the first level that opens the document, where there is one.
        file_name: Name of the file, the last resort for a title.

    Raises:
        UnreadableSourceError: If the front matter gives a kind or date that cannot be meant.
    """
    front = raw.front_matter
    pages = _first_pages(raw) if raw.paged else []
    head = "\n".join(line for lines in pages for line in lines)
    cover = pages[0][:COVER_LINES] if pages else []
    number = text_of(front, "number") or (_number(cover, file_name) if raw.paged else None)
    title = text_of(front, "title") or sensible_title(raw.title) or first_heading
    return Publication(
        title=title or _title_on(cover) or readable_stem(file_name),
        number=number,
        date=date_of(front, file_name) or _date(head),
        kind=kind_of(front, file_name) or ("doctrine" if number else "other"),
        publisher=text_of(front, "publisher"),
        marking=text_of(front, "marking") or _marking(head),
        region=text_of(front, "region"),
        period=text_of(front, "period"),
        drawn_on=works_of(front),
    )


def _first_pages(raw: RawDocument) -> list[list[str]]:
    """Lines of the first pages that hold text."""
    filled = (page.text for page in raw.pages[: 2 * FIRST_PAGES] if page.text.strip())
    return [[line for line in clean_lines(text) if line] for text in islice(filled, FIRST_PAGES)]


def sensible_title(title: str | None) -> str | None:
    """Keep a title from the metadata of a file, unless a program put it there.

    Example:
        >>> sensible_title("JP 3-50, Personnel Recovery"), sensible_title("ptu6260.tmp")
        ('Personnel Recovery', None)
    """
    words = " ".join((title or "").split())
    named = _PROGRAM.sub("", words)
    if named != words and len(named.split()) < 3:
        return None
    named = _OWN_NUMBER.sub("", named)
    is_name = len(named) >= 4 and any(letter.isalpha() for letter in named)
    return named if is_name and named.lower() not in _EMPTY_TITLES else None


def readable_stem(file_name: str) -> str:
    """Make a title of the name of a file.

    Example:
        >>> (
        ...     readable_stem("clausewitz_on_war_vol1.txt"),
        ...     readable_stem("fm-5-33-terrain-analysis.pdf"),
        ... )
        ('Clausewitz on war vol1', 'Terrain analysis')
    """
    stem = PurePath(file_name).stem.replace("_", " ")
    words = " ".join((_STEM_NUMBER.sub("", stem) or stem).split())
    if " " not in words and "-" in words:
        words = words.replace("-", " ")
    return words[:1].upper() + words[1:] or file_name


def _number(cover: Sequence[str], file_name: str) -> str | None:
    head = "\n".join(cover)
    for series, pattern in (("JP", _JOINT), ("FM", _FIELD_MANUAL)):
        if match := pattern.search(head):
            return f"{series} {match['number']}"
    stem = re.sub(r"[_ ]+|(?<=[A-Z])-(?=\d)", " ", PurePath(file_name).stem.upper())
    match = _NUMBER.search(head) or _NUMBER.search(stem)
    return f"{match['series']} {re.sub(DASH, '-', match['number'])}" if match else None


def _date(head: str) -> str | None:
    match = _DATE.search(head)
    if match is None:
        return None
    month = 1 + next(
        at for at, name in enumerate(_MONTHS) if name[:3].lower() == match["month"][:3].lower()
    )
    day = match["day"] or match["day_after"]
    if day and not 1 <= int(day) <= 31:
        day = None
    return f"{match['year']}-{month:02}" + (f"-{int(day):02}" if day else "")


def _marking(head: str) -> str | None:
    match = _MARKING.search(head)
    return " ".join(match[0].split()) if match else None


def _title_on(cover: Sequence[str]) -> str | None:
    """Find the title on a cover: lines that read like one, from the number on if there is one."""
    at = next((at for at, line in enumerate(cover) if _NUMBER.search(line)), 0)
    if at and not _title_lines(cover[at:]):
        at = 0
    words = " ".join(_title_lines(cover[at:]))
    return _TRAILING.sub("", words) or None


def _title_lines(lines: Sequence[str]) -> list[str]:
    titles: list[str] = []
    for line in lines:
        if _is_title(line, begun=bool(titles)):
            titles.append(line)
        elif titles:
            break
    return titles[:4] if any(len(line.split()) > 1 for line in titles) else []


def _is_title(line: str, *, begun: bool) -> bool:
    if _DATE.search(line) or _MARKING.search(line) or _OFFICE.search(line):
        return False
    if begun and line.lower() in ("on", "of", "and", "for", "in", "the"):
        return True
    words = line.split()
    letters = sum(letter.isalpha() for letter in line)
    return (
        4 <= len(line) <= 70
        and len(words) <= 9
        and letters >= 0.8 * len(line.replace(" ", ""))
        and line[-1] not in ".,;:"
        and all(word[0].isupper() or len(word) <= 4 for word in words)
    )
