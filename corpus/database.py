"""Open the database of a library. What SQLite needs to be told stands here and in `fulltext`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from corpus import fulltext
from corpus.errors import LibraryError, NewerLibraryError
from corpus.schema import SCHEMA_VERSION, facts, metadata

DATABASE_NAME = "library.db"
_BUSY_TIMEOUT_S = 60


def open_database(home: Path) -> Engine:
    """Open the database in a home, making both where they are missing.

    Raises:
        NewerLibraryError: If a newer version of the program made it.
        LibraryError: If it cannot be read or written, or is no database.
    """
    engine = create_engine(
        # Not a text: the path may hold characters that mean something in one.
        URL.create("sqlite+pysqlite", database=str((home / DATABASE_NAME).absolute())),
        connect_args={"timeout": _BUSY_TIMEOUT_S, "check_same_thread": False},
        max_overflow=-1,
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    try:
        home.mkdir(parents=True, exist_ok=True)
        _create(engine)
    except (OSError, OperationalError) as error:
        engine.dispose()
        raise LibraryError(
            f"The library in {home} cannot be opened for writing: {_cause(error)}.",
            hint="Make the folder writable, or choose another with --home.",
        ) from error
    except DatabaseError as error:
        engine.dispose()
        raise LibraryError(
            f"{home / DATABASE_NAME} is not a library, or is damaged: {_cause(error)}.",
            hint="Put a backup in its place, or choose another folder with --home.",
        ) from error
    except NewerLibraryError:
        engine.dispose()
        raise
    return engine


def _create(engine: Engine) -> None:
    with _writing(engine) as connection:
        # First: tables of another layout must not be touched.
        facts.create(connection, checkfirst=True)
        _check_version(connection)
        metadata.create_all(connection)
        fulltext.create(connection)


def _configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    # The driver's own idea of when a transaction begins comes too late; see `_begin`.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: one that first reads and then writes can only fail when
    # another came in between.
    mode = "IMMEDIATE" if connection.get_execution_options().get("writing") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: all of it is committed at the end, or none.

    Raises:
        LibraryError: If the disk is full, another process writes for too long, and the like.
    """
    with _explained("written"), _writing(engine) as connection:
        yield connection


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        connection = connection.execution_options(writing=True)  # noqa: PLW2901 - same connection
        with connection.begin():
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that reads: it sees the library as it stood at its first query.

    Raises:
        LibraryError: If the file is damaged, or cannot be read any more.
    """
    with _explained("read"), engine.connect() as connection:
        yield connection


@contextmanager
def _explained(done: str) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        # What is derived from these two (a broken constraint, say) is a bug.
        if type(error) not in {DatabaseError, OperationalError}:
            raise
        raise LibraryError(
            f"The library cannot be {done}: {_cause(error)}.",
            hint="See that the disk is not full and no other program holds the library, then run"
            " `staffride check`.",
        ) from error


def _check_version(connection: Connection) -> None:
    found = connection.execute(select(facts.c.value).where(facts.c.name == "schema")).scalar()
    if found is None:
        connection.execute(insert(facts).values(name="schema", value=str(SCHEMA_VERSION)))
    elif int(found) > SCHEMA_VERSION:
        raise NewerLibraryError(
            f"The library was made by a newer version of Staff Ride (layout {found}, this version"
            f" reads up to {SCHEMA_VERSION}).",
            hint="Update Staff Ride, or choose another library with --home.",
        )


def _cause(error: Exception) -> str:
    inner = getattr(error, "orig", None) or error
    return (getattr(inner, "strerror", None) or str(inner)).rstrip(".")


def faults(engine: Engine) -> list[str]:
    """What the database finds wrong with its own file; nothing when it is sound.

    The full text is left out, which newer versions of SQLite check along: `fulltext.is_sound`.
    """
    try:
        with engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    except DatabaseError as error:
        return [_cause(error)]
    faults = [str(fault) for fault in found if fault != "ok" and "FTS5" not in str(fault)]
    return faults + [f"a row of {row[0]} points nowhere" for row in broken]
