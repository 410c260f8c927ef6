"""Between the values of `corpus.model` and the rows of the tables."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from corpus.model import Document, Publication, Source, StoredPassage
from corpus.schema import pages, passages, sources
from corpus.terms import index_terms
from corpus.vectors import PassageVectors, pack_passage, pack_sentences

_KEY_LENGTH = 60

# A passage with its source and the label of its first page: all that a citation needs.
PASSAGE_COLUMNS = select(
    passages,
    pages.c.label.label("page_label"),
    *(column.label(f"source_{column.name}") for column in sources.c if column.name != "id"),
).select_from(
    passages.join(sources, sources.c.id == passages.c.source_id).join(
        pages,
        and_(pages.c.source_id == passages.c.source_id, pages.c.ordinal == passages.c.first_page),
    )
)


def source_row(
    document: Document, *, key: str, file: str, origin: str, sha256: str, added: str
) -> dict[str, Any]:
    """Row of the table of sources."""
    return {
        "key": key,
        "sha256": sha256,
        "file": file,
        "origin": origin,
        "number": document.publication.number,
        "date": document.publication.date,
        "publication": asdict(document.publication),
        "paged": document.paged,
        "page_count": len(document.pages) if document.paged else 0,
        "passage_count": len(document.passages),
        "pages_without_text": list(document.pages_without_text),
        "warnings": list(document.warnings),
        "added": added,
    }


def page_rows(source_id: int, document: Document) -> list[dict[str, Any]]:
    """Rows of the table of pages."""
    return [
        {
            "source_id": source_id,
            "ordinal": page.ordinal,
            "label": page.label,
            "start": page.start,
            "end": page.end,
            "text": document.text[page.start : page.end],
        }
        for page in document.pages
    ]


def passage_rows(source_id: int, document: Document) -> list[dict[str, Any]]:
    """Rows of the table of passages; they are found by its number and title too."""
    published = (document.publication.number or "", document.publication.title)
    return [
        {
            "source_id": source_id,
            "ordinal": passage.ordinal,
            "start": passage.start,
            "end": passage.end,
            "text": document.text[passage.start : passage.end],
            "heading": list(passage.heading),
            "paragraph": passage.paragraph,
            "kind": passage.kind,
            "sentences": [list(span) for span in passage.sentences],
            "first_page": passage.first_page,
            "last_page": passage.last_page,
            "terms": index_terms(document.text[passage.start : passage.end]),
            "heading_terms": index_terms(" ".join((*published, *passage.heading))),
        }
        for passage in document.passages
    ]


def vector_rows(ids: Sequence[int], vectors_of: Sequence[PassageVectors]) -> list[dict[str, Any]]:
    """Rows of the table of vectors."""
    return [
        {
            "passage_id": id_,
            "passage": pack_passage(of.passage),
            "sentences": pack_sentences(of.sentences),
        }
        for id_, of in zip(ids, vectors_of, strict=True)
    ]


def source_of(row: Row[Any]) -> Source:
    """The source in a row of the table of sources."""
    return _source(row._asdict())


def passage_of(row: Row[Any]) -> StoredPassage:
    """The passage in a row of `PASSAGE_COLUMNS`."""
    prefix = "source_"
    fields = row._asdict()
    source = {name.removeprefix(prefix): fields[name] for name in fields if name.startswith(prefix)}
    return StoredPassage(
        id=row.id,
        source=_source(source),
        ordinal=row.ordinal,
        start=row.start,
        end=row.end,
        text=row.text,
        heading=tuple(row.heading),
        paragraph=row.paragraph,
        kind=row.kind,
        sentences=tuple((start, end) for start, end in row.sentences),
        first_page=row.first_page,
        page_label=row.page_label,
    )


def _source(fields: dict[str, Any]) -> Source:
    publication = dict(fields["publication"])
    publication["drawn_on"] = tuple(publication["drawn_on"])
    return Source(
        id=fields["id"],
        key=fields["key"],
        sha256=fields["sha256"],
        file=fields["file"],
        origin=fields["origin"],
        publication=Publication(**publication),
        paged=fields["paged"],
        pages=fields["page_count"],
        passages=fields["passage_count"],
        added=fields["added"],
        pages_without_text=tuple(fields["pages_without_text"]),
        warnings=tuple(fields["warnings"]),
        superseded_by=fields["superseded_by"],
    )


def free_key(connection: Connection, publication: Publication, file: str) -> str:
    """A name for a new source that people can type and that is not taken.

    From the number and the year where there is a number (``"jp-3-50-2015"``), else from the
    title.
    """
    if publication.number:
        name = f"{publication.number} {(publication.date or '')[:4]}"
    else:
        name = publication.title or PurePath(file).stem
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_KEY_LENGTH].strip("-") or "source"
    taken = set(connection.scalars(select(sources.c.key).where(sources.c.key.startswith(slug))))
    candidates = [slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))]
    return next(key for key in candidates if key not in taken)
