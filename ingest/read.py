"""Files to raw documents: the suffix chooses the reader."""

import codecs
import re
from collections.abc import Callable
from pathlib import Path

from corpus.errors import UnreadableSourceError
from ingest.front_matter import divide_front_matter
from ingest.pdf import read_pdf
from ingest.raw import RawDocument, RawPage

_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_OTHER_FORMATS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP or Office file",
    b"\xd0\xcf\x11\xe0": "an Office file",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"\x1f\x8b": "a gzip file",
}
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def read_file(path: Path) -> RawDocument:
    """Read a Markdown, text or PDF file.

    Raises:
        UnreadableSourceError: If it is missing, empty, damaged, encrypted, without text, or
            not what its name says.
    """
    reader = _READERS.get(path.suffix.lower())
    if path.is_dir():
        raise UnreadableSourceError(
            f"{path.name} is a folder, not a file.", hint="Name a file in it, or add the folder."
        )
    if reader is None:
        raise UnreadableSourceError(
            f"{path.name} is of a kind that cannot be read.",
            hint=f"Convert it to one of: {', '.join(SUFFIXES)}.",
        )
    return reader(path.name, _bytes_of(path))


def _bytes_of(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableSourceError(
            f"{path.name} does not exist.", hint="Check the path and the spelling."
        ) from error
    except OSError as error:
        raise UnreadableSourceError(
            f"{path.name} cannot be opened: {error.strerror or error}.",
            hint="Check that you may read the file, or copy it somewhere else.",
        ) from error
    if not content.strip():
        raise UnreadableSourceError(
            f"{path.name} is empty.", hint="Check that the file was copied or downloaded in full."
        )
    return content


def _read_markdown(name: str, content: bytes) -> RawDocument:
    front_matter, body = divide_front_matter(_decode(name, content), name)
    _refuse_blank(name, body)
    return RawDocument(pages=(RawPage(body),), markdown=True, front_matter=front_matter)


def _read_text(name: str, content: bytes) -> RawDocument:
    text = _decode(name, content)
    _refuse_blank(name, text)
    return RawDocument(pages=(RawPage(text),))


def _decode(name: str, content: bytes) -> str:
    for start, other in _OTHER_FORMATS.items():
        if content.startswith(start):
            raise UnreadableSourceError(
                f"{name} is named like a text but holds {other}.",
                hint="Give the file the suffix of its format, or save it as plain text.",
            )
    try:
        text = _decoded(content)
    except UnicodeDecodeError as error:
        raise _not_text(name) from error
    if _BINARY.search(text):
        raise _not_text(name)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")


def _decoded(content: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _not_text(name: str) -> UnreadableSourceError:
    return UnreadableSourceError(
        f"{name} holds bytes that are not text.", hint="Save it as plain text in UTF-8."
    )


def _refuse_blank(name: str, text: str) -> None:
    if not text.strip():
        raise UnreadableSourceError(
            f"{name} holds no text.", hint="Check that the file was saved with its contents."
        )


_READERS: dict[str, Callable[[str, bytes], RawDocument]] = {
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".txt": _read_text,
    ".text": _read_text,
    ".pdf": read_pdf,
}
SUFFIXES: tuple[str, ...] = tuple(_READERS)
