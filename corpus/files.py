"""The original files of a library, kept by digest, in step with the sources in its database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import LibraryError
from corpus.store import Store

_WAIT_S = 120


class KeptFiles:
    """Writes and removes kept files. All but `path` are called within `changing`."""

    def __init__(self, home: Path, store: Store) -> None:
        self._home = home
        self._store = store

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Change the shelf alone among all processes and threads.

        Else one that removes a source could take the file from one that adds the same bytes.

        Raises:
            LibraryError: If another process does not end its change.
        """
        lock = FileLock(self._home / "shelf.lock", timeout=_WAIT_S)
        try:
            lock.acquire()
        except Timeout as error:
            raise LibraryError(
                f"Another process has been changing the library in {self._home} for long.",
                hint="Wait until it is done, or end it.",
            ) from error
        try:
            yield
        finally:
            lock.release()

    def path(self, digest: str) -> Path:
        """Where the file of that digest is kept; its own name is never used."""
        return self._home / "files" / digest[:2] / digest

    def keep(self, data: bytes, digest: str) -> None:
        """Write a file, unless it is there: all of it, or nothing.

        Raises:
            LibraryError: If it cannot be written.
        """
        target = self.path(digest)
        if target.exists():
            return
        partial = target.with_suffix(".partial")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(target)
        except OSError as error:
            raise LibraryError(
                f"The file cannot be kept in {self._home}: {error.strerror}.",
                hint="Free some space there, and make the folder writable.",
            ) from error

    def drop_unused(self, digest: str) -> None:
        """Remove the file of that digest, unless a source has it."""
        if self._store.source_by_digest(digest) is None:
            self.path(digest).unlink(missing_ok=True)

    def strays(self) -> list[Path]:
        """Files that belong to no source: what a killed `add` or `remove` left."""
        digests = {source.sha256 for source in self._store.sources()}
        return [f for f in (self._home / "files").glob("*/*") if f.name not in digests]
