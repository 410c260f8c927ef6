"""Publications as HTML: the lines of the shelf and the card of one. No Streamlit here."""

from collections.abc import Sequence

from corpus.model import Source, StoredPassage
from ingest.pipeline import Report, warnings_of
from ui.escape import plain_html
from ui.render import counted

_LISTED_PAGES = 40


def name_of(source: Source) -> str:
    """Number and title, as far as there are any."""
    publication = source.publication
    return (
        f"{publication.number} · {publication.title}" if publication.number else publication.title
    )


def matches(source: Source, words: str) -> bool:
    """Whether number, title, key or file name hold all the words."""
    held = f"{name_of(source)} {source.key} {source.file}".casefold()
    return all(word in held for word in words.casefold().split())


def line_html(source: Source) -> str:
    """What stands under the name of a source in the list."""
    publication = source.publication
    parts = [publication.kind, publication.date]
    parts += [counted(source.pages, "page")] if source.pages else []
    parts += [counted(source.passages, "passage")]
    badges = '<span class="sr-badge">superseded</span>' if source.superseded_by else ""
    warnings = len(warnings_of(source))
    if warnings:
        badges += f'<span class="sr-badge sr-warn">{counted(warnings, "warning")}</span>'
    shown = " · ".join(plain_html(part) for part in parts if part)
    return f'<p class="sr-quiet">{shown}{badges}</p>'


def card_html(source: Source) -> str:
    """Who published a source, when, and what there is of it."""
    publication = source.publication
    facts = [
        ("Edition", publication.date),
        ("Publisher", publication.publisher),
        ("Kind", publication.kind),
        ("Region", publication.region),
        ("Period", publication.period),
        ("Pages", f"{source.pages:,}" if source.pages else None),
        ("Passages", f"{source.passages:,}"),
        ("Superseded", f"by {source.superseded_by}" if source.superseded_by else None),
        ("Marking", publication.marking),
        ("File", source.file),
        ("Key", source.key),
        ("Added", source.added),
    ]
    number = publication.number
    over = f'<p class="sr-over">{plain_html(number)}</p>' if number else ""
    title = f"<h2>{plain_html(publication.title)}</h2>"
    return f'<article class="sr-reading">{over}{title}{_facts_html(facts)}</article>'


def contents_html(source: Source, passages: Sequence[StoredPassage]) -> str:
    """What a person should know of a source, its headings, and what it draws on."""
    sections = [
        _section_html("Warnings", warnings_of(source)),
        _section_html("Pages without text", _unread(source)),
        _headings_html(passages),
        _section_html("Drawn on", source.publication.drawn_on),
    ]
    return f'<article class="sr-reading">{"".join(sections)}</article>'


def _facts_html(facts: Sequence[tuple[str, str | None]]) -> str:
    shown = (f"<div><dt>{name}</dt><dd>{plain_html(v)}</dd></div>" for name, v in facts if v)
    return f'<dl class="sr-facts">{"".join(shown)}</dl>'


def _section_html(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{plain_html(line)}</li>" for line in lines)
    return f"<h3>{title}</h3><ul>{items}</ul>"


def _unread(source: Source) -> list[str]:
    pages = source.pages_without_text
    if not pages:
        return []
    listed = ", ".join(str(page) for page in pages[:_LISTED_PAGES])
    left = len(pages) - _LISTED_PAGES
    return [f"{listed} and {left:,} more" if left > 0 else listed]


def _headings_html(passages: Sequence[StoredPassage]) -> str:
    paths = dict.fromkeys(passage.heading for passage in passages if passage.heading)
    listed = dict.fromkeys(path[:depth] for path in paths for depth in range(1, len(path) + 1))
    if not listed:
        return ""
    items = "".join(
        f'<li class="sr-depth-{min(len(path), 4)}">{plain_html(path[-1])}</li>' for path in listed
    )
    return f'<h3>Headings</h3><ul class="sr-headings">{items}</ul>'


def report_html(report: Report) -> str:
    """What became of the files that were added."""
    parts = [
        f"<li><b>{plain_html(name_of(source))}</b>: {counted(source.passages, 'passage')}"
        f"{_warned(source)}</li>"
        for source in report.added
    ]
    parts += [f"<li>{plain_html(file)}: in the library already</li>" for file in report.unchanged]
    parts += [
        f'<li class="sr-failed">{plain_html(failure.error)} {plain_html(failure.hint)}</li>'
        for failure in report.failed
    ]
    head = f"{counted(len(report.added), 'publication')} added in {report.seconds:.1f} s"
    return f'<div class="sr-report"><p><b>{head}</b></p><ul>{"".join(parts)}</ul></div>'


def _warned(source: Source) -> str:
    return "".join(f"<br>{plain_html(warning)}" for warning in warnings_of(source))
