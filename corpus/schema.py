"""The tables of the library. What only SQLite can say is in `fulltext` and `database`."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 1

metadata = MetaData()

# One row per fact about the library itself: schema version, identity, embedding model.
facts = Table(
    "facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False, unique=True),
    Column("sha256", String, nullable=False, unique=True),
    Column("file", String, nullable=False),
    Column("origin", String, nullable=False, index=True),
    Column("number", String, index=True),
    Column("date", String),
    Column("publication", JSON, nullable=False),
    Column("paged", Boolean, nullable=False),
    Column("page_count", Integer, nullable=False),
    Column("passage_count", Integer, nullable=False),
    Column("pages_without_text", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("added", String, nullable=False),
    Column("superseded_by", String),
    sqlite_autoincrement=True,
)


def _source() -> ForeignKey:
    return ForeignKey("sources.id", ondelete="CASCADE")


# The document text is the pages' text in order; offsets count its characters.
pages = Table(
    "pages",
    metadata,
    Column("source_id", Integer, _source(), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("label", String),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source_id", Integer, _source(), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("heading", JSON, nullable=False),
    Column("paragraph", String),
    Column("kind", String, nullable=False),
    Column("sentences", JSON, nullable=False),
    Column("first_page", Integer, nullable=False),
    Column("last_page", Integer, nullable=False),
    # What the full-text index holds of the passage, kept so that it can be taken out exactly.
    Column("terms", Text, nullable=False),
    Column("heading_terms", Text, nullable=False),
    UniqueConstraint("source_id", "ordinal"),
    Index("passages_by_paragraph", "paragraph"),
    sqlite_autoincrement=True,  # an id is never used twice, so a stale index cannot point astray
)

# float32 for the passage; float16, one row per sentence, for the sentences.
vectors = Table(
    "vectors",
    metadata,
    Column("passage_id", Integer, ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
    Column("passage", LargeBinary, nullable=False),
    Column("sentences", LargeBinary, nullable=False),
)

# Every change of the shelf, in order: passages first_id..last_id came or went. Whoever keeps
# something derived (Chroma, a matrix in memory) reads on from the last change that it has seen.
changes = Table(
    "changes",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("added", Boolean, nullable=False),
    Column("first_id", Integer, nullable=False),
    Column("last_id", Integer, nullable=False),
    sqlite_autoincrement=True,
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String, primary_key=True),
    Column("created", String, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column(
        "conversation_id",
        String,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("ordinal", Integer, primary_key=True),
    Column("asked", String, nullable=False),
    Column("answer", JSON, nullable=False),
)
