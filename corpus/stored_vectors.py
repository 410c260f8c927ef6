"""The vectors in the database of a library: the truth from which every vector index is made."""

import sys
from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select

from corpus import rows
from corpus.changes import note_change
from corpus.database import reading, writing
from corpus.errors import ModelMismatchError
from corpus.schema import facts, passages, vectors
from corpus.vectors import FloatArray, PassageVectors, unpack_passages, unpack_sentences

_ASKED_AT_ONCE = 10_000  # SQLite takes at most 32,766 values in one statement


class StoredVectors:
    """Reads and rewrites the vectors of one library."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def between(self, first_id: int, last_id: int) -> tuple[list[int], list[int], FloatArray]:
        """Ids, source numbers and vectors of the passages of a range of ids, by id."""
        statement = (
            select(vectors.c.passage_id, passages.c.source_id, vectors.c.passage)
            .join(passages, passages.c.id == vectors.c.passage_id)
            .where(vectors.c.passage_id.between(first_id, last_id))
            .order_by(vectors.c.passage_id)
        )
        with reading(self._engine) as connection:
            found = connection.execute(statement).all()
        ids = [row.passage_id for row in found]
        return ids, [row.source_id for row in found], unpack_passages([r.passage for r in found])

    def batches(
        self, size: int, *, first_id: int = 0, last_id: int = sys.maxsize
    ) -> Iterator[tuple[list[int], FloatArray]]:
        """Ids and vectors of passages by id, `size` at a time."""
        statement = select(vectors.c.passage_id, vectors.c.passage).order_by(vectors.c.passage_id)
        while True:
            window = statement.where(vectors.c.passage_id.between(first_id, last_id)).limit(size)
            with reading(self._engine) as connection:
                found = connection.execute(window).all()
            if not found:
                return
            yield [r.passage_id for r in found], unpack_passages([r.passage for r in found])
            first_id = found[-1].passage_id + 1

    def sentences(self, ids: Sequence[int], dimension: int) -> dict[int, FloatArray]:
        """Vectors of the sentences of passages, one row each, by the id of the passage."""
        statement = select(vectors.c.passage_id, vectors.c.sentences)
        found: dict[int, FloatArray] = {}
        with reading(self._engine) as connection:
            for some in asked(ids):
                for row in connection.execute(statement.where(vectors.c.passage_id.in_(some))):
                    found[row.passage_id] = unpack_sentences(row.sentences, dimension)
        return found

    def unfit(self, dimension: int) -> list[int]:
        """Ids of the passages whose vectors are missing or of another size than they should be."""
        size = 2 * dimension * func.json_array_length(passages.c.sentences)
        statement = (
            select(passages.c.id)
            .outerjoin(vectors, vectors.c.passage_id == passages.c.id)
            .where(
                or_(
                    vectors.c.passage_id.is_(None),
                    func.length(vectors.c.passage) != 4 * dimension,
                    func.length(vectors.c.sentences) != size,
                )
            )
        )
        with reading(self._engine) as connection:
            return list(connection.scalars(statement.order_by(passages.c.id)))

    def replace(
        self, passage_ids: Sequence[int], new: Sequence[PassageVectors], *, model: str
    ) -> None:
        """Write the vectors of passages anew, whether or not they had some.

        Passages that were removed in the meantime are left out.

        Raises:
            ModelMismatchError: If another model has become that of the library.
        """
        with writing(self._engine) as connection:
            claim_model(connection, model)
            there = select(passages.c.id).where(passages.c.id.in_(passage_ids))
            kept = set(connection.scalars(there))
            written = [
                row for row in rows.vector_rows(passage_ids, new) if row["passage_id"] in kept
            ]
            if written:
                connection.execute(delete(vectors).where(vectors.c.passage_id.in_(kept)))
                connection.execute(insert(vectors), written)
                note_change(connection, sorted(kept), added=True)

    def drop_all(self, *, model: str) -> None:
        """Drop every vector, and note the model that will make new ones, in one transaction."""
        with writing(self._engine) as connection:
            ends = connection.execute(
                select(func.min(vectors.c.passage_id), func.max(vectors.c.passage_id))
            ).one()
            note_change(connection, [id_ for id_ in ends if id_ is not None], added=False)
            connection.execute(delete(vectors))
            _set_model(connection, model)


def asked(ids: Sequence[int]) -> Iterator[list[int]]:
    """Ids that can be in use, in lots that one statement can ask for."""
    waiting = (id_ for id_ in ids if 0 < id_ <= sys.maxsize)
    while some := list(islice(waiting, _ASKED_AT_ONCE)):
        yield some


def claim_model(connection: Connection, model: str) -> None:
    """Note the model whose vectors are about to be stored; an empty library takes any.

    Raises:
        ModelMismatchError: If the library holds passages and is another model's.
    """
    made_by = connection.scalar(select(facts.c.value).where(facts.c.name == "model"))
    if made_by == model:
        return
    if made_by is not None and connection.scalar(select(passages.c.id).limit(1)) is not None:
        raise ModelMismatchError(made_by, model)
    _set_model(connection, model)


def _set_model(connection: Connection, model: str) -> None:
    connection.execute(delete(facts).where(facts.c.name == "model"))
    connection.execute(insert(facts).values(name="model", value=model))
