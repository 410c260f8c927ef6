"""Take files into a library: plan by content, then work file by file."""

import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NoReturn

from corpus.errors import LibraryError, StaffRideError, UnreadableSourceError
from corpus.library import Library
from corpus.model import Document, Source
from corpus.vectors import PassageVectors
from ingest.cage import read_many_caged
from ingest.read import SUFFIXES

_EMBEDDED_AT_ONCE = 256  # passages between two reports of progress
_WORKERS = 2
_UNREAD_SHARE = 0.02  # of the pages, above which a person is warned

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an `add` has come.

    Attributes:
        file: Name of the file in work.
        stage: What is being done with it.
        files_done: Files finished, well or not.
        files: Files to do.
        passages_done: Passages of this file that are embedded.
        passages: Passages of this file; 0 while it is being read.
    """

    file: str
    stage: Literal["reading", "embedding", "stored", "failed"]
    files_done: int
    files: int
    passages_done: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was not taken in, why, and what to do."""

    file: str
    error: str
    hint: str


@dataclass(slots=True)
class Report:
    """What an `add` did.

    Attributes:
        unchanged: Names of the files whose bytes were in the library already.
        seconds: Wall time of the whole.
    """

    added: list[Source] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    seconds: float = 0.0


def add_paths(
    library: Library,
    paths: Sequence[Path],
    *,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Report:
    """Take files, and the files in folders, into a library.

    Files whose bytes are in the library are skipped. Each other file is read in a process of its
    own, embedded here while the next is read, and stored in one transaction: one that fails
    leaves nothing behind and does not stop the others, and one that is stored stays. A file with
    other bytes than before at the same path replaces what was read from there.

    Args:
        library: Where to put them.
        paths: Files and folders; a folder gives the files below it that have a known suffix.
        on_progress: Called at every step.
    """
    began = time.monotonic()
    report = Report()
    planned = _plan(library, paths, report)
    if planned:
        library.preload()
    for done, (path, result) in enumerate(read_many_caged(list(planned), workers=_WORKERS)):
        step = Progress(path.name, "embedding", done, len(planned))
        try:
            if isinstance(result, StaffRideError):
                raise result
            vectors = _embed(library, result, step, on_progress)
            data = _unchanged_bytes(path, planned[path])
            source = library.add(result, data, file=path.name, origin=str(path), vectors=vectors)
        except LibraryError:  # the next file would fare no better
            raise
        except StaffRideError as error:
            _fail(report, path.name, error)
            on_progress(replace(step, stage="failed", files_done=done + 1))
        else:
            report.added.append(source)
            on_progress(replace(step, stage="stored", files_done=done + 1))
    library.feed_index()
    report.seconds = time.monotonic() - began
    return report


def _plan(library: Library, paths: Sequence[Path], report: Report) -> dict[Path, str]:
    """The files to read, each with its digest; what is known or hopeless goes in the report."""
    planned: dict[Path, str] = {}
    digests: set[str] = set()
    for file in _all_files(paths, report):
        try:
            digest = _digest(file)
        except StaffRideError as error:
            _fail(report, file.name or str(file), error)
            continue
        if library.store.source_by_digest(digest) or digest in digests:
            report.unchanged.append(file.name)
        else:
            planned[file] = digest
            digests.add(digest)
    return planned


def _all_files(paths: Sequence[Path], report: Report) -> Iterator[Path]:
    for path in paths:
        try:
            yield from _files(path)
        except StaffRideError as error:
            _fail(report, path.name or str(path), error)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path.absolute()
        return
    found = [file for file in sorted(_below(path)) if file.suffix.lower() in SUFFIXES]
    if not found:
        raise UnreadableSourceError(
            f"The folder {path} holds no file that can be read.",
            hint=f"Add files that end in {', '.join(sorted(SUFFIXES))}.",
        )
    yield from found


def _below(folder: Path) -> Iterator[Path]:
    """Files below a folder; what begins with a full stop is hidden, and stays so."""

    def refuse(error: OSError) -> NoReturn:
        raise UnreadableSourceError(
            f"The folder {error.filename} cannot be read: {error.strerror}.",
            hint="Allow reading it, or name the files to add one by one.",
        ) from error

    for at, folders, files in os.walk(folder.absolute(), onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(at, name) for name in files if not name.startswith("."))


def _digest(file: Path) -> str:
    try:
        if file.exists() and not file.is_file():  # a pipe or a device may never end
            raise UnreadableSourceError(f"{file.name} is no file.", hint="Give files and folders.")
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableSourceError(
            f"{file.name} cannot be read: {error.strerror}.",
            hint="Check the name of the file and that you may read it.",
        ) from error


def _embed(
    library: Library,
    document: Document,
    step: Progress,
    on_progress: Callable[[Progress], None],
) -> list[PassageVectors]:
    vectors: list[PassageVectors] = []
    count = len(document.passages)
    for at in range(0, count, _EMBEDDED_AT_ONCE):
        vectors += library.embed(document, document.passages[at : at + _EMBEDDED_AT_ONCE])
        on_progress(replace(step, passages_done=len(vectors), passages=count))
    return vectors


def _unchanged_bytes(path: Path, digest: str) -> bytes:
    """The bytes of a file, if they are still those that were planned."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSourceError(
            f"{path.name} cannot be read any more: {error.strerror}.",
            hint="Add it again when nothing moves it.",
        ) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise UnreadableSourceError(
            f"{path.name} was changed while it was being read.",
            hint="Add it again when nothing writes to it.",
        )
    return data


def _fail(report: Report, file: str, error: StaffRideError) -> None:
    logger.info("failed %s: %s", file, error)
    report.failed.append(Failure(file, str(error), error.hint))


def warnings_of(source: Source) -> list[str]:
    """What a person should know of a source that was just added."""
    warnings = list(source.warnings)
    unread = len(source.pages_without_text)
    if source.pages and unread > _UNREAD_SHARE * source.pages:
        warnings.append(
            f"{unread} of {source.pages} pages gave no text and cannot be found or cited."
        )
    return warnings
