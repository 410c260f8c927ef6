"""Full text in SQLite's FTS5, over the same rows and in the same transactions as the truth.

Everything that only SQLite can say about full text is here: another database needs another
module of these functions.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from corpus.model import Hit

# External content: the terms live once, in `passages`, and FTS5 keeps only its index of them.
# The terms are stemmed before (corpus.terms), so that the tokenizer only has to split at blanks.
_CREATE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS passage_text USING fts5(
        heading_terms, terms, content='passages', content_rowid='id',
        tokenize="unicode61 remove_diacritics 2 tokenchars '_'")""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS passage_terms USING fts5vocab('passage_text', 'row')""",
    """CREATE TRIGGER IF NOT EXISTS passage_text_add AFTER INSERT ON passages BEGIN
        INSERT INTO passage_text(rowid, heading_terms, terms)
        VALUES (new.id, new.heading_terms, new.terms); END""",
    """CREATE TRIGGER IF NOT EXISTS passage_text_remove AFTER DELETE ON passages BEGIN
        INSERT INTO passage_text(passage_text, rowid, heading_terms, terms)
        VALUES ('delete', old.id, old.heading_terms, old.terms); END""",
)


def create(connection: Connection) -> None:
    """Make the full-text index and the triggers that keep it in step, where they are missing."""
    for statement in _CREATE:
        connection.execute(text(statement))


def rebuild(connection: Connection) -> None:
    """Make the full-text index anew from the passages."""
    connection.execute(text("INSERT INTO passage_text(passage_text) VALUES ('rebuild')"))


def is_sound(connection: Connection) -> bool:
    """Whether the index agrees with the passages, term for term."""
    try:
        connection.execute(
            text("INSERT INTO passage_text(passage_text, rank) VALUES ('integrity-check', 1)")
        )
    except DatabaseError as error:
        if "malformed" in str(error.orig) or "corrupt" in str(error.orig):
            return False
        raise
    return True


def document_frequencies(connection: Connection, terms: Sequence[str]) -> dict[str, int]:
    """Number of passages that hold each of the terms; terms that occur nowhere are left out."""
    statement = text("SELECT doc FROM passage_terms WHERE term = :term")
    found = ((term, connection.execute(statement, {"term": term}).scalar()) for term in terms)
    return {term: int(count) for term, count in found if count}


def search(
    connection: Connection,
    terms: Sequence[str],
    *,
    limit: int,
    sources: Sequence[int] | None = None,
    heading_weight: float = 1.0,
) -> list[Hit]:
    """Rank passages by BM25 over their terms and the terms of their headings.

    Args:
        connection: A transaction of the library.
        terms: Terms of which a passage must hold at least one (`corpus.terms.query_terms`).
        limit: Number of hits at most.
        sources: Numbers of the sources to search in; all when None.
        heading_weight: Weight of a term in a heading against 1 for one in the text.

    Returns:
        Hits, best first, ties by id; the score is FTS5's, with its sign turned.
    """
    if not terms or (sources is not None and not sources):
        return []
    query = " OR ".join(f'"{term}"' for term in terms)
    within = "" if sources is None else _within(sources)
    statement = text(
        "SELECT rowid, bm25(passage_text, :weight, 1.0) AS cost FROM passage_text "  # noqa: S608
        f"WHERE passage_text MATCH :query {within} ORDER BY cost, rowid LIMIT :limit"
    )
    rows = connection.execute(statement, {"query": query, "weight": heading_weight, "limit": limit})
    return [Hit(passage_id=row.rowid, score=-row.cost) for row in rows]


def _within(sources: Sequence[int]) -> str:
    numbers = ",".join(str(int(source)) for source in sources)
    return f"AND rowid IN (SELECT id FROM passages WHERE source_id IN ({numbers}))"  # noqa: S608 - integers
