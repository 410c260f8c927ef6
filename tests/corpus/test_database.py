import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from corpus.database import DATABASE_NAME, faults, open_database, reading, writing
from corpus.errors import LibraryError, NewerLibraryError
from corpus.schema import facts
from corpus.store import Store
from tests.corpus.texts import random_vectors, shelve

ROOT = Path(__file__).resolve().parents[2]


def test_a_library_of_a_newer_layout_is_refused_and_not_touched(home: Path) -> None:
    Store(home).close()
    with sqlite3.connect(home / DATABASE_NAME) as raw:
        raw.execute("UPDATE facts SET value = '99' WHERE name = 'schema'")
        raw.execute("DROP TABLE turns")
    raw.close()

    with pytest.raises(NewerLibraryError, match="newer version") as caught:
        Store(home)

    assert "Update" in caught.value.hint
    with sqlite3.connect(home / DATABASE_NAME) as raw:
        assert raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'turns'").fetchone() is None
    raw.close()


@pytest.mark.parametrize("content", [b"no database, " * 500, b"x" * 100])
def test_a_file_that_is_no_database_is_refused(home: Path, content: bytes) -> None:
    home.mkdir()
    (home / DATABASE_NAME).write_bytes(content)

    with pytest.raises(LibraryError, match="is not a library, or is damaged") as caught:
        Store(home)

    assert "backup" in caught.value.hint
    assert (home / DATABASE_NAME).read_bytes() == content


def test_a_home_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(LibraryError, match="cannot be opened for writing") as caught:
        Store(tmp_path / "file" / "home")

    assert "--home" in caught.value.hint


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become someone else")
def test_a_home_that_may_only_be_read_is_refused(home: Path, tmp_path: Path) -> None:
    Store(home).close()
    for folder in (home, *home.parents):
        if folder.is_relative_to(tmp_path.parents[2]):
            folder.chmod(0o755)
    program = (
        "import os, sys; from pathlib import Path\n"
        "from corpus.store import Store; from corpus.errors import LibraryError\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "try: Store(Path(sys.argv[1]))\n"
        "except LibraryError as error: print(error, '|', error.hint)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(home)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )

    assert done.stderr == ""
    assert "cannot be opened for writing" in done.stdout
    assert "Make the folder writable" in done.stdout


@pytest.mark.parametrize("name", ["a?b=c", "a#b", "50%", "ü ß", "a:b@c"])
def test_a_home_may_have_any_name(tmp_path: Path, name: str) -> None:
    home = tmp_path / name

    Store(home).close()

    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (home / DATABASE_NAME).is_file()


def test_many_may_open_a_new_home_at_once(home: Path) -> None:
    program = "import sys; from pathlib import Path; from corpus.store import Store\n"
    command = [sys.executable, "-c", program + "Store(Path(sys.argv[1]))", str(home)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]

    ends = [(child.communicate()[1], child.returncode) for child in running]

    assert ends == [("", 0)] * 4


def test_threads_open_a_new_home_at_once(tmp_path: Path) -> None:
    for n in range(10):
        with ThreadPoolExecutor(8) as pool:
            stores = list(pool.map(Store, [tmp_path / str(n)] * 8))
        for store in stores:
            store.close()


def test_a_transaction_that_fails_leaves_nothing(home: Path) -> None:
    engine = open_database(home)

    def fail() -> None:
        with writing(engine) as connection:
            connection.execute(insert(facts).values(name="a", value="b"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    with reading(engine) as connection:
        assert connection.scalars(select(facts.c.name)).all() == ["schema"]
    engine.dispose()


def test_a_reader_sees_the_library_as_it_stood(home: Path) -> None:
    engine = open_database(home)
    with reading(engine) as reader:
        reader.scalars(select(facts.c.name)).all()
        with writing(engine) as connection:
            connection.execute(insert(facts).values(name="a", value="b"))

        seen = reader.scalars(select(facts.c.name)).all()

    assert seen == ["schema"]
    engine.dispose()


def test_threads_write_one_after_the_other(store: Store) -> None:
    def add(n: int) -> None:
        shelve(store, f"source {n}", random_vectors(5, seed=n))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(24)))

    runs = [range(c.first_id, c.last_id + 1) for c in store.changes_since(0)]
    assert sorted(id_ for run in runs for id_ in run) == list(range(1, 121))
    assert all(len(run) == 5 for run in runs)


def test_damage_of_the_file_is_said_in_a_sentence(home: Path) -> None:
    store = Store(home)
    shelve(store, "a", random_vectors(50, seed=1))
    store.close()
    engine = open_database(home)
    with (home / DATABASE_NAME).open("r+b") as file:
        file.seek(0, 2)
        size = file.tell()
        file.seek(2 * 4096)
        file.write(b"\xff" * (size - 2 * 4096))

    found = faults(engine)

    assert found
    engine.dispose()
    with pytest.raises(LibraryError):
        Store(home).passages(range(1, 50))


def test_a_full_disk_is_said_in_a_sentence(store: Store) -> None:
    with (
        store.engine.connect() as connection
    ):  # the limit is that of a connection, kept in the pool
        connection.exec_driver_sql("PRAGMA max_page_count = 1")

    with pytest.raises(LibraryError, match="full"):
        store.set_facts({"a": "b" * 10**6})
