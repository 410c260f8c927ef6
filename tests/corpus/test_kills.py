"""Real kills at random moments: nothing acknowledged is lost, nothing half is kept."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from corpus.check import check
from corpus.library import Library
from tests.corpus.kill_driver import vectors_of
from tests.corpus.search_contract import recall
from tests.corpus.texts import SilentEmbedder, opened

KILLS = 40
LONGEST_S = 0.8
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Promise:
    """What the children said they did.

    Attributes:
        there: Keys whose adding was acknowledged, and their removing not begun.
        unsure: Keys whose adding or removing was begun and never acknowledged.
    """

    there: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    changes: int = 0

    def hear(self, line: str) -> None:
        word, key = line.split()
        match word:
            case "adding" | "removing":
                self.unsure.add(key)
                self.there.discard(key)
            case "added":
                self.unsure.discard(key)
                self.there.add(key)
            case "removed":
                self.unsure.discard(key)
        self.changes += word in {"added", "removed"}


@dataclass
class Tally:
    kills: int = 0
    dirty: int = 0
    torn: int = 0
    recalls: list[float] = field(default_factory=list)


class Driver:
    """The program that is killed again and again."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.corpus.kill_driver", str(home)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def kill_in_the_middle(self, seed: int, promise: Promise) -> None:
        """Let a child work for a random while, then kill it, and hear all that it said."""
        assert self._process.stdout is not None
        self._ask(f"live {seed}")
        _, pid = self._process.stdout.readline().split()
        self._wait(random.Random(seed), while_writing=bool(seed % 2))
        os.kill(int(pid), signal.SIGKILL)
        for line in self._process.stdout:
            # A child may be killed within a word; what follows is then on the same line.
            word, _, rest = line.strip().partition("ended ")
            if rest:
                assert (word, rest) == ("", "-9")
                return
            promise.hear(line)

    def _ask(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def is_torn(self, folder: Path) -> bool:
        """Whether an index that is about to be thrown away was torn, as far as that shows."""
        if sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) > 2**30:
            return True
        self._ask(f"probe {folder}")
        assert self._process.stdout is not None
        return self._process.stdout.readline() != "ended 0\n"

    def _wait(self, chance: random.Random, *, while_writing: bool) -> None:
        """Wait for a random while, and then, if asked, for chromadb to write out vectors."""
        time.sleep(chance.uniform(0.02, LONGEST_S))
        before, until = self._written(), time.monotonic() + LONGEST_S
        while while_writing and self._written() == before and time.monotonic() < until:
            time.sleep(0.0002)
        if while_writing:
            time.sleep(chance.uniform(0, 0.004))

    def _written(self) -> float:
        files = (self._home / "derived").glob("*/*/*.bin")
        return max((os.stat(file).st_mtime for file in files), default=0.0)  # noqa: PTH116 - fast

    def close(self) -> None:
        self._process.communicate("")
        assert self._process.wait() == 0


def assert_kept(library: Library, promise: Promise) -> None:
    """Every acknowledged add is whole and every acknowledged remove gone."""
    store = library.store
    held = {source.key: source for source in store.sources()}
    assert promise.there <= held.keys()
    assert held.keys() <= promise.there | promise.unsure
    total = 0
    for key, source in held.items():
        found = store.passages_of(source.id)
        expected = vectors_of(key)
        ids, sources, vectors = store.vectors.between(found[0].id, found[-1].id)
        assert [p.text for p in found] == [f"Text {n} of {key}." for n in range(len(expected))]
        assert ids == [p.id for p in found]
        assert set(sources) == {source.id}
        assert (vectors == expected).all()
        assert library.kept_file(source).read_bytes() == key.encode()
        total += len(found)
    assert total == store.passage_count() == store.state().vectors


def assert_index_in_step(library: Library, tally: Tally) -> None:
    library.feed_index()
    assert library.index is not None
    assert library.index.lag() == 0
    library.drop_stray_files()  # of a kill between keeping a file and the commit
    assert check(library) == []
    if library.store.passage_count():
        tally.recalls.append(recall(library.index, library.store, limit=10, queries=10))


@pytest.fixture
def driver(home: Path) -> Iterator[Driver]:
    driver = Driver(home)
    yield driver
    driver.close()


def test_nothing_acknowledged_is_lost_to_kills(home: Path, driver: Driver) -> None:
    tally, promise = Tally(), Promise()
    for seed in range(KILLS):
        driver.kill_in_the_middle(seed, promise)
        tally.kills += 1
        before = opened(home)
        generation, dirty = (before.store.fact(f"index.{name}") for name in ("generation", "dirty"))
        before.close()
        folder = home / "derived" / f"chroma-{generation}"
        tally.torn += dirty == "1" and driver.is_torn(folder)
        library = opened(home, own_index=True, load=SilentEmbedder)
        assert_kept(library, promise)
        assert_index_in_step(library, tally)
        tally.dirty += dirty == "1"
        promise.there |= {source.key for source in library.store.sources()}
        promise.unsure.clear()
        library.close()

    print(  # noqa: T201 - the count is the result
        f"\n{tally.kills} kills after {promise.changes} changes: {tally.dirty} in the middle of"
        f" writing the index, of which all were made anew and {tally.torn} were torn; 0 lost;"
        f" least recall {min(tally.recalls):.3f}"
    )
    assert tally.kills >= 40
    assert promise.changes >= tally.kills
    assert min(tally.recalls) >= 0.9
    assert sum(tally.recalls) / len(tally.recalls) >= 0.97
