import pytest
from sqlalchemy import text

from corpus import fulltext
from corpus.database import reading, writing
from corpus.library import Library
from corpus.terms import query_terms
from tests.corpus.texts import document_of, shelve_document


@pytest.fixture
def shelf(library: Library) -> Library:
    texts = [
        "Consent consent consent.",
        "Consent is needed among many other words that make this paragraph a long one.",
        "Impartiality, as FM 3-0 has it.",
        "Bogotá lies high.",
    ]
    shelve_document(library, document_of(texts), "a.md")
    shelve_document(library, document_of(["Consent here."], heading=("Impartiality",)), "b.md")
    return library


def found(library: Library, question: str, **how: object) -> list[int]:
    hits = library.lexical(query_terms(question), limit=10, **how)  # type: ignore[arg-type]
    return [hit.passage_id for hit in hits]


def test_passages_are_ranked_by_bm25(shelf: Library) -> None:
    hits = shelf.lexical(query_terms("consent"), limit=10)

    assert [hit.passage_id for hit in hits] == [1, 5, 2]
    assert [hit.score for hit in hits] == sorted((h.score for h in hits), reverse=True)
    assert hits[-1].score > 0


def test_search_stays_within_sources(shelf: Library) -> None:
    first, second = (shelf.store.source_by_origin(f"/{name}.md") for name in "ab")
    assert first is not None
    assert second is not None

    assert found(shelf, "consent", sources=[second.id]) == [5]
    assert found(shelf, "consent", sources=[first.id]) == [1, 2]
    assert found(shelf, "consent", sources=[]) == []
    assert found(shelf, "consent", sources=list(range(1, 5000))) == [1, 5, 2]


def test_identifiers_headings_and_accents_are_found(shelf: Library) -> None:
    assert found(shelf, "FM 3-0") == [3]
    assert sorted(found(shelf, "impartiality")) == [3, 5]
    assert found(shelf, "Bogotá") == found(shelf, "bogota") == [4]


@pytest.mark.parametrize("question", ['"', "NEAR(a b)", "a AND", "col:x", "^x*", "x\0y", "(" * 99])
def test_signs_of_the_query_language_do_no_harm(shelf: Library, question: str) -> None:
    assert found(shelf, question) == []


def test_a_question_of_thousands_of_terms_is_searched(shelf: Library) -> None:
    question = " ".join(f"word{n}" for n in range(3000)) + " consent"
    with reading(shelf.store.engine) as connection:
        hits = fulltext.search(connection, query_terms(question), limit=10)

    assert [hit.passage_id for hit in hits] == [1, 5, 2]
    assert found(shelf, question) == [1, 5, 2]


def test_document_frequencies_count_passages(shelf: Library) -> None:
    assert shelf.document_frequencies(["consent", "imparti", "nowher"]) == {
        "consent": 3,
        "imparti": 2,
    }


def test_planted_damage_is_found_and_mended(shelf: Library) -> None:
    with writing(shelf.store.engine) as connection:
        assert fulltext.is_sound(connection)
        connection.execute(
            text(
                "INSERT INTO passage_text(passage_text, rowid, heading_terms, terms)"
                " VALUES ('delete', 1, '', 'consent consent consent')"
            )
        )
    with writing(shelf.store.engine) as connection:
        assert not fulltext.is_sound(connection)

        fulltext.rebuild(connection)

        assert fulltext.is_sound(connection)
    assert found(shelf, "consent") == [1, 5, 2]
