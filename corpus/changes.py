"""The log of the shelf: which passages came, went or got other vectors, in order.

Whoever keeps something derived (Chroma, a matrix in memory) reads on from the last change that it
has seen, and takes what was touched anew from the store: applying a change twice, or one that a
later change undid, does no harm.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from corpus.schema import changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of the shelf: the passages `first_id` to `last_id` came or went."""

    seq: int
    added: bool
    first_id: int
    last_id: int


def note_change(connection: Connection, ids: Sequence[int], *, added: bool) -> None:
    """Note that passages came (or got other vectors) or went, in the transaction that did it.

    Ids between the first and the last that were not touched are read anew for nothing.
    """
    if ids:
        values = {"added": added, "first_id": min(ids), "last_id": max(ids)}
        connection.execute(insert(changes).values(values))


def touched(log: Iterable[Change]) -> list[range]:
    """Ids that changes touched, as ranges in order, without overlap.

    Example:
        >>> log = [
        ...     Change(seq=1, added=True, first_id=1, last_id=4),
        ...     Change(seq=2, added=True, first_id=5, last_id=9),
        ...     Change(seq=3, added=False, first_id=20, last_id=21),
        ... ]
        >>> touched(log)
        [range(1, 10), range(20, 22)]
    """
    merged: list[range] = []
    for first, stop in sorted((change.first_id, change.last_id + 1) for change in log):
        if merged and first <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, stop))
        else:
            merged.append(range(first, stop))
    return merged
