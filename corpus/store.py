"""The truth of a library: sources, pages, passages, vectors and full text in one database.

One transaction commits all of a source. That commit is the only commit point: whatever this
module returns from is done, and whatever is killed before has not happened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select, update

from corpus import rows
from corpus.changes import Change, note_change
from corpus.database import open_database, reading, writing
from corpus.errors import UnknownSourceError
from corpus.model import Document, Page, Source, StoredPassage
from corpus.rows import PASSAGE_COLUMNS, passage_of, source_of
from corpus.schema import changes, facts, pages, passages, sources, vectors
from corpus.stored_vectors import StoredVectors, asked, claim_model
from corpus.vectors import PassageVectors


@dataclass(frozen=True, slots=True)
class ShelfState:
    """Number of the last change of the shelf, and of vectors on it then."""

    last_change: int
    vectors: int


class Store:
    """Reads and writes the database of one library. Safe in several threads and processes.

    Attributes:
        engine: The database, for what is kept there beside the shelf.
        vectors: The stored vectors.
    """

    def __init__(self, home: Path) -> None:
        """Open the library in a folder, making it where it is missing; see `open_database`."""
        self.engine = open_database(home)
        self.vectors = StoredVectors(self.engine)

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()

    # Writing

    def add(
        self,
        document: Document,
        vectors_of: Sequence[PassageVectors],
        *,
        file: str,
        origin: str,
        sha256: str,
        model: str | None = None,
    ) -> Source:
        """Put a document on the shelf, in one transaction.

        The source that came from the same origin before, with other bytes, leaves in the same
        transaction and hands its key on.

        Args:
            document: The document as read.
            vectors_of: Vectors of its passages, in their order.
            file: Name of the file without its folder.
            origin: Path or address it came from.
            sha256: Digest of its bytes.
            model: Name of the model that made the vectors; not compared when None.

        Returns:
            The source as stored; the one already there if the bytes are known.

        Raises:
            ModelMismatchError: If the library holds passages embedded with another model.
        """
        with writing(self.engine) as connection:
            known = _by_digest(connection, sha256)
            if known is not None:
                return known
            replaced = _by_origin(connection, origin)
            if replaced is not None:
                _remove(connection, replaced)
                key = replaced.key
            else:
                key = rows.free_key(connection, document.publication, file)
            if model is not None:
                claim_model(connection, model)
            row = rows.source_row(
                document,
                key=key,
                file=file,
                origin=origin,
                sha256=sha256,
                added=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            )
            source_id = connection.execute(
                insert(sources).values(row).returning(sources.c.id)
            ).scalar_one()
            _insert_content(connection, source_id, document, vectors_of)
            _mark_superseded(connection, document.publication.number)
            return _source(connection, source_id)

    def remove(self, key: str) -> Source:
        """Take a source off the shelf, in one transaction.

        Raises:
            UnknownSourceError: If there is none of that key.
        """
        with writing(self.engine) as connection:
            source = _by_key(connection, key)
            _remove(connection, source)
            return source

    def set_facts(self, values: Mapping[str, str]) -> None:
        """Note things about the library itself, in one transaction."""
        with writing(self.engine) as connection:
            connection.execute(delete(facts).where(facts.c.name.in_(values)))
            rows_ = [{"name": name, "value": value} for name, value in values.items()]
            connection.execute(insert(facts), rows_)

    # Reading

    def fact(self, name: str) -> str | None:
        """Something noted about the library itself."""
        with reading(self.engine) as connection:
            return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()

    def sources(self) -> list[Source]:
        """Every source, by key."""
        with reading(self.engine) as connection:
            found = connection.execute(select(sources).order_by(sources.c.key))
            return [source_of(row) for row in found]

    def source(self, key: str) -> Source:
        """The source of that key.

        Raises:
            UnknownSourceError: If there is none.
        """
        with reading(self.engine) as connection:
            return _by_key(connection, key)

    def source_by_digest(self, sha256: str) -> Source | None:
        """The source with these bytes, if there is one."""
        with reading(self.engine) as connection:
            return _by_digest(connection, sha256)

    def source_by_origin(self, origin: str) -> Source | None:
        """The source added from this path or address, if there is one."""
        with reading(self.engine) as connection:
            return _by_origin(connection, origin)

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """The passages of these ids in the order given; ids no longer in use are left out."""
        found: dict[int, StoredPassage] = {}
        with reading(self.engine) as connection:
            for some in asked(ids):
                statement = PASSAGE_COLUMNS.where(passages.c.id.in_(some))
                found |= {row.id: passage_of(row) for row in connection.execute(statement)}
        return [found[id_] for id_ in ids if id_ in found]

    def passages_of(self, source_id: int) -> list[StoredPassage]:
        """All passages of a source, in order."""
        statement = PASSAGE_COLUMNS.where(passages.c.source_id == source_id)
        with reading(self.engine) as connection:
            found = connection.execute(statement.order_by(passages.c.ordinal))
            return [passage_of(row) for row in found]

    def neighbours(self, passage: StoredPassage, *, reach: int = 1) -> list[StoredPassage]:
        """The passage and those up to `reach` before and behind it in its source, in order."""
        statement = PASSAGE_COLUMNS.where(
            passages.c.source_id == passage.source.id,
            passages.c.ordinal.between(passage.ordinal - reach, passage.ordinal + reach),
        )
        with reading(self.engine) as connection:
            found = connection.execute(statement.order_by(passages.c.ordinal))
            return [passage_of(row) for row in found]

    def text(self, source_id: int, start: int, end: int) -> str:
        """Characters `start` to `end` of a document, read from its pages.

        The pages are another row than the passage that a quote was taken from: comparing the
        two is what verifies a citation.
        """
        statement = (
            select(pages.c.start, pages.c.text)
            .where(pages.c.source_id == source_id, pages.c.start < end, pages.c.end > start)
            .order_by(pages.c.ordinal)
        )
        with reading(self.engine) as connection:
            return "".join(
                row.text[max(start - row.start, 0) : end - row.start]
                for row in connection.execute(statement)
            )

    def page_at(self, source_id: int, offset: int) -> Page | None:
        """The page that holds the character at `offset`; None where there is none."""
        statement = select(pages.c.ordinal, pages.c.label, pages.c.start, pages.c.end).where(
            pages.c.source_id == source_id, pages.c.start <= offset, pages.c.end > offset
        )
        with reading(self.engine) as connection:
            row = connection.execute(statement).first()
        return Page(*row) if row else None

    def changes_since(self, seq: int) -> list[Change]:
        """Changes of the shelf after the one numbered `seq`, in order."""
        with reading(self.engine) as connection:
            found = connection.execute(
                select(changes).where(changes.c.seq > seq).order_by(changes.c.seq)
            )
            return [Change(**row._asdict()) for row in found]

    def state(self) -> ShelfState:
        """Where the shelf stands: what an index that is in step with it must hold."""
        with reading(self.engine) as connection:
            last = connection.scalar(select(func.max(changes.c.seq))) or 0
            held = connection.scalars(select(func.count()).select_from(vectors)).one()
            return ShelfState(last, held)

    def passage_count(self) -> int:
        """Number of passages on the shelf."""
        with reading(self.engine) as connection:
            return connection.execute(select(func.count()).select_from(passages)).scalar_one()


def _insert_content(
    connection: Connection,
    source_id: int,
    document: Document,
    vectors_of: Sequence[PassageVectors],
) -> None:
    if document.pages:
        connection.execute(insert(pages), rows.page_rows(source_id, document))
    if not document.passages:
        return
    connection.execute(insert(passages), rows.passage_rows(source_id, document))
    ids = connection.scalars(
        select(passages.c.id).where(passages.c.source_id == source_id).order_by(passages.c.ordinal)
    ).all()
    connection.execute(insert(vectors), rows.vector_rows(ids, vectors_of))
    # One writer at a time and ids that only grow: the passages of a source are one run of ids.
    note_change(connection, ids, added=True)


def _remove(connection: Connection, source: Source) -> None:
    ids = connection.scalars(select(passages.c.id).where(passages.c.source_id == source.id)).all()
    connection.execute(delete(passages).where(passages.c.source_id == source.id))
    connection.execute(delete(sources).where(sources.c.id == source.id))
    note_change(connection, ids, added=False)
    _mark_superseded(connection, source.publication.number)


def _mark_superseded(connection: Connection, number: str | None) -> None:
    """Flag all but the newest edition of a publication; undated ones are left alone."""
    if number is None:
        return
    editions = connection.execute(
        select(sources.c.id, sources.c.key, sources.c.date)
        .where(sources.c.number == number, sources.c.date.is_not(None))
        .order_by(sources.c.date, sources.c.id)
    ).all()
    for edition in editions:
        newest = editions[-1]
        # "2015" may be the same edition as "2015-10": only what both say is compared.
        known = min(len(edition.date), len(newest.date))
        newer = newest.key if edition.date[:known] < newest.date[:known] else None
        connection.execute(
            update(sources).where(sources.c.id == edition.id).values(superseded_by=newer)
        )


def _source(connection: Connection, source_id: int) -> Source:
    return source_of(connection.execute(select(sources).where(sources.c.id == source_id)).one())


def _by_origin(connection: Connection, origin: str) -> Source | None:
    row = connection.execute(select(sources).where(sources.c.origin == origin)).first()
    return source_of(row) if row else None


def _by_key(connection: Connection, key: str) -> Source:
    row = connection.execute(select(sources).where(sources.c.key == key)).first()
    if row is None:
        raise UnknownSourceError(key)
    return source_of(row)


def _by_digest(connection: Connection, sha256: str) -> Source | None:
    row = connection.execute(select(sources).where(sources.c.sha256 == sha256)).first()
    return source_of(row) if row else None
