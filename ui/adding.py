"""Adding uploaded files in the background, so that no click or reload interrupts it."""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.errors import StaffRideError
from corpus.library import Library
from ingest.pipeline import Progress, Report, add_paths

_LONGEST_NAME = 150  # bytes; file systems take 255
_UNSAFE = re.compile(r"[^\w .,()+&'-]+")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the browser sent it."""

    name: str
    content: bytes


class Adding:
    """One batch of files on its way into the library.

    Attributes:
        progress: How far it has come; None before the first step.
        report: What it did, once it is done.
        error: Why it could not be done.
    """

    def __init__(self, library: Library, uploads: Sequence[Upload]) -> None:
        self.progress: Progress | None = None
        self.report: Report | None = None
        self.error: StaffRideError | None = None
        self._thread = threading.Thread(
            target=self._run, args=(library, tuple(uploads)), name="adding", daemon=True
        )
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether there is more to come."""
        return self._thread.is_alive()

    def join(self) -> None:
        """Wait until it is done."""
        self._thread.join()

    def _run(self, library: Library, uploads: Sequence[Upload]) -> None:
        try:
            with TemporaryDirectory(prefix="staffride-") as folder:
                paths = [_written(Path(folder, str(n)), up) for n, up in enumerate(uploads)]
                self.report = add_paths(library, paths, on_progress=self._note)
        except StaffRideError as error:
            self.error = error

    def _note(self, progress: Progress) -> None:
        self.progress = progress


def _written(folder: Path, upload: Upload) -> Path:
    """The upload as a file; in a folder of its own, for two may have the same name."""
    folder.mkdir()
    path = folder / safe_name(upload.name)
    path.write_bytes(upload.content)
    return path


def safe_name(name: str) -> str:
    r"""A name that any folder takes, with the suffix of the one given.

    Example:
        >>> safe_name("../../etc/JP 3-50.PDF")
        'JP 3-50.PDF'
        >>> safe_name("<b>.md")
        'b.md'
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, suffix = _UNSAFE.sub(" ", base).rpartition(".")
    stem, suffix = (stem, suffix.strip()) if dot else (suffix, "")
    room = _LONGEST_NAME - len(suffix.encode()) - 1
    kept = stem.strip(" .").encode()[: max(room, 0)].decode(errors="ignore").strip(" .")
    short = suffix.encode()[:16].decode(errors="ignore").strip()
    return f"{kept or 'file'}.{short}" if short else kept or "file"


def progress_share(progress: Progress | None) -> float:
    """How much of a batch is done, in [0, 1]."""
    if progress is None or not progress.files:
        return 0.0
    of_file = progress.passages_done / progress.passages if progress.passages else 0.0
    return min((progress.files_done + of_file) / progress.files, 1.0)


def progress_text(progress: Progress | None) -> str:
    """What is being done."""
    if progress is None:
        return "Reading the files"
    if progress.stage == "embedding":
        done = f"{progress.passages_done:,} of {progress.passages:,} passages"
        return f"{progress.file}: {done}"
    return f"{progress.files_done} of {progress.files} files done"
