"""Markdown to blocks, with the marks of the language taken out of the text."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from ingest.block import Block
from ingest.numbering import Numbering, read_mark

_BLANK = re.compile(r"\s*$")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BULLET = re.compile(r"\s*[-*+][ \t]+(?=\S)")
_ORDERED = re.compile(r"\s*\d{1,3}[.)][ \t]+(?=\S)")
_FIRST_ORDERED = re.compile(r"\s*1[.)][ \t]+(?=\S)")
_QUOTE = re.compile(r"^ {0,3}>[ \t]?", re.MULTILINE)
_TABLE = re.compile(r"\s*\|")

_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*(?:[ \t]+\"[^\"\n]*\")?\)")
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_STRONG = re.compile(r"(?<![\\\w*])(\*{2,3}|_{2,3})(?=\S)([^\n]*?\S)\1(?![\w*])")
_EMPHASIS = re.compile(r"(?<![\\\w*_])([*_])(?=[^\s*_])([^\n*_]*[^\s*_]|)\1(?![\w*_])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")

_Kind = Literal["heading", "text", "item", "table", "code"]


class _Run(NamedTuple):
    """Lines that belong together.

    Attributes:
        loose: Whether a blank line or a heading goes before.
    """

    kind: _Kind
    lines: list[str]
    loose: bool
    level: int = 0


def markdown_blocks(text: str) -> tuple[Block, ...]:
    """Divide Markdown into headings, paragraphs and list items.

    Lines of a paragraph are joined; code and tables keep theirs. Emphasis, links and escapes
    lose their marks, so that the text reads as it would be quoted. Raw HTML stays as it is.
    """
    numbering = Numbering()
    blocks: list[Block] = []
    for run in _runs(text.split("\n")):
        words = _text_of(run)
        if words:
            blocks.append(_block(run, words, numbering, blocks[-1] if blocks else None))
    return tuple(blocks)


def _block(run: _Run, words: str, numbering: Numbering, before: Block | None) -> Block:
    if run.kind == "heading":
        numbering.heading(run.level)
        return Block(kind="heading", text=words, level=run.level)
    mark = read_mark(words) if run.kind in ("text", "item") else None
    if run.kind == "item":
        in_list = before is not None and (
            before.kind == "item" or before.text.endswith(":") or not run.loose
        )
        if mark is None or in_list:
            return Block(kind="item", text=words)
    place = numbering.place(mark) if mark is not None else None
    if place is None:
        return Block(kind="item" if run.kind == "item" else "paragraph", text=words)
    kind: Literal["item", "paragraph"] = "item" if place.number is None else "paragraph"
    return Block(kind=kind, text=words, number=place.number, depth=place.depth)


def _runs(lines: list[str]) -> Iterator[_Run]:
    at, loose = 0, True
    while at < len(lines):
        if _BLANK.match(lines[at]) or _RULE.match(lines[at]):
            at, loose = at + 1, True
            continue
        run = _run_at(lines, at, loose=loose)
        yield run
        at, loose = at + len(run.lines), run.kind == "heading"


def _run_at(lines: list[str], at: int, *, loose: bool) -> _Run:
    first = lines[at]
    if fence := _FENCE.match(first):
        return _Run("code", _until_closed(lines, at, fence[1]), loose)
    if heading := _HEADING.match(first):
        return _Run("heading", [first], loose, len(heading[1]))
    if _TABLE.match(first):
        table = [first]
        while at + len(table) < len(lines) and _TABLE.match(lines[at + len(table)]):
            table.append(lines[at + len(table)])
        return _Run("table", table, loose)
    kind: _Kind = "item" if _BULLET.match(first) or _ORDERED.match(first) else "text"
    taken = _until_other(lines, at, in_item=kind == "item")
    if kind == "text" and at + len(taken) < len(lines):
        after = lines[at + len(taken)]
        if _UNDERLINE.match(after):
            return _Run("heading", [*taken, after], loose, 1 if "=" in after else 2)
    return _Run(kind, taken, loose)


def _until_closed(lines: list[str], at: int, fence: str) -> list[str]:
    end = at + 1
    while end < len(lines) and not lines[end].strip().startswith(fence):
        end += 1
    return lines[at : end + 1]


def _until_other(lines: list[str], at: int, *, in_item: bool) -> list[str]:
    end = at + 1
    ordered = _ORDERED if in_item else _FIRST_ORDERED
    others = (_BLANK, _HEADING, _FENCE, _BULLET, _TABLE, _RULE, ordered)
    while end < len(lines) and not any(other.match(lines[end]) for other in others):
        if not in_item and _UNDERLINE.match(lines[end]):
            break
        end += 1
    return lines[at:end]


def _text_of(run: _Run) -> str:
    if run.kind == "code":
        return "\n".join(line for line in run.lines if not _FENCE.match(line)).strip()
    if run.kind == "table":
        return plain_text("\n".join(line.strip() for line in run.lines))
    if run.kind == "heading":
        heading = _HEADING.match(run.lines[0])
        words = heading[2] or "" if heading else " ".join(run.lines[:-1])
        return plain_text(" ".join(words.split()))
    words = " ".join(line.strip() for line in _QUOTE.sub("", "\n".join(run.lines)).split("\n"))
    bullet = _BULLET.match(words)
    if run.kind == "item" and bullet:
        return "- " + plain_text(words[bullet.end() :])
    return plain_text(words)


def plain_text(markdown: str) -> str:
    """Take the marks of emphasis, code, links and escapes out of a Markdown text.

    Example:
        >>> plain_text("**Mass** means *effects*, see [JP 3-0](https://example.org) and 2 * 3.")
        'Mass means effects, see JP 3-0 and 2 * 3.'
    """
    if not any(mark in markdown for mark in "*_`[\\"):
        return markdown.strip()
    text = _LINK.sub(r"\1", markdown)
    text = _STRONG.sub(r"\2", _STRONG.sub(r"\2", text))
    text = _EMPHASIS.sub(r"\2", text)
    return _ESCAPE.sub(r"\1", _CODE.sub(r"\1", text)).strip()
