"""Reading in a child process, so that no file can hang or crash the program."""

import io
import logging
import pickle
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from typing_extensions import override

from corpus.errors import StaffRideError, UnreadableSourceError
from corpus.model import Document

logger = logging.getLogger(__name__)

TIMEOUT_S = 600.0
MEMORY_BYTES = 4 * 1024**3
_ROOT = Path(__file__).resolve().parents[1]
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from ingest.caged import main; main()"
_TRUSTED = {
    "corpus.model": {"Document", "Page", "Passage", "Publication"},
    "corpus.errors": {"UnreadableSourceError", "SourceError", "StaffRideError"},
}


def read_caged(
    path: Path, *, timeout_s: float = TIMEOUT_S, memory_bytes: int = MEMORY_BYTES
) -> Document:
    """Read a file in a process of its own, with limits on time and memory.

    Args:
        path: The file.
        timeout_s: Wall time, in seconds.
        memory_bytes: Address space; not limited where the system knows no such limit.

    Raises:
        StaffRideError: What the reader raised.
        UnreadableSourceError: If the reader crashed or went beyond a limit.
    """
    with _Child(path, timeout_s, memory_bytes) as child:
        return child.document()


def read_many_caged(
    paths: Iterable[Path],
    workers: int = 2,
    *,
    timeout_s: float = TIMEOUT_S,
    memory_bytes: int = MEMORY_BYTES,
) -> Iterator[tuple[Path, Document | StaffRideError]]:
    """Read files in processes of their own, the next ones while the caller works on one.

    Args:
        paths: Files, read in this order.
        workers: Processes at a time, and so the number of files that are read ahead.
        timeout_s: Wall time for each, in seconds.
        memory_bytes: Address space for each.

    Yields:
        Each path with its document, or with the error that says why there is none.
    """
    waiting = iter(paths)
    running: deque[_Child] = deque()
    try:
        while True:
            while len(running) < max(workers, 1) and (path := next(waiting, None)) is not None:
                running.append(_Child(path, timeout_s, memory_bytes))
            if not running:
                return
            child = running.popleft()
            with child:
                try:
                    outcome: Document | StaffRideError = child.document()
                except StaffRideError as error:
                    outcome = error
            if (path := next(waiting, None)) is not None:
                running.append(_Child(path, timeout_s, memory_bytes))
            yield child.path, outcome
    finally:
        for child in running:
            child.close()


class _Child:
    """A process that reads one file."""

    def __init__(self, path: Path, timeout_s: float, memory_bytes: int) -> None:
        self.path = path
        self._timeout_s = timeout_s
        self._started = time.monotonic()
        self._folder = TemporaryDirectory(prefix="staffride-")
        self._result = Path(self._folder.name, "result")
        self._complaints = Path(self._folder.name, "stderr")
        with self._complaints.open("wb") as stderr:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [
                    *(sys.executable, "-I", "-c", _START, str(_ROOT)),
                    *(str(path.absolute()), str(self._result)),
                    *(str(timeout_s), str(memory_bytes)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def document(self) -> Document:
        """Wait for the document; raise what kept it from being read."""
        left = self._timeout_s - (time.monotonic() - self._started)
        try:
            code = self._process.wait(max(left, 0.05))
        except subprocess.TimeoutExpired as error:
            raise self._too_slow() from error
        if code != 0 or not self._result.is_file():
            raise self._crashed(code)
        outcome = _Unpickler(io.BytesIO(self._result.read_bytes())).load()
        if isinstance(outcome, Document):
            return outcome
        message, hint = outcome
        raise UnreadableSourceError(str(message), hint=str(hint))

    def close(self) -> None:
        """End the process, if it still runs, and remove what it left."""
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def _too_slow(self) -> UnreadableSourceError:
        return UnreadableSourceError(
            f"{self.path.name} took longer than {self._timeout_s:g} seconds to read.",
            hint="Divide the file, or save it anew from another program.",
        )

    def _crashed(self, code: int) -> UnreadableSourceError:
        complaints = self._complaints.read_text("utf-8", "replace").strip()
        logger.warning("reader of %s ended with %s: %s", self.path.name, code, complaints[-2000:])
        if "MemoryError" in complaints:
            return UnreadableSourceError(
                f"{self.path.name} needs more memory to read than a file may take.",
                hint="Divide the file, or save it anew from another program.",
            )
        return UnreadableSourceError(
            f"{self.path.name} made its reader fail.",
            hint="Save the file anew from another program, then add it again.",
        )


class _Unpickler(pickle.Unpickler):
    """Loads documents and nothing else: the child has read a file that nobody vouches for."""

    @override
    def find_class(self, module: str, name: str) -> object:
        if name not in _TRUSTED.get(module, ()):
            raise pickle.UnpicklingError(f"{module}.{name} is not part of a document")
        return super().find_class(module, name)
