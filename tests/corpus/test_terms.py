import pytest

from corpus.terms import identifiers, index_terms, query_terms, stem, words


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("See FM 3-0.", "fm_3_0"),
        ("See FM3-0.", "fm_3_0"),
        ("See fm 3-0.", "fm_3_0"),
        ("Analyse METT-TC first.", "id_mett_tc"),
        ("Paragraph 1-23 says so.", "id_1_23"),
        ("ATP 3-07.31 holds.", "atp_3_07_31"),
        ("The C/JTF decides.", "id_c_jtf"),
    ],
)
def test_an_identifier_survives_as_one_term_in_passage_and_question(text: str, term: str) -> None:
    assert term in index_terms(text).split()
    assert term in query_terms(text)


def test_a_compound_of_plain_words_is_no_identifier() -> None:
    assert identifiers("a well-known and so-called matter") == []


def test_the_words_of_a_question_without_topic_are_left_out_and_each_term_comes_once() -> None:
    assert query_terms("What is the operation of operations?") == ["oper"]


def test_possessive_endings_are_dropped() -> None:
    assert words("The commander's and the soldiers' orders") == [
        *("the", "commander", "and", "the", "soldiers", "orders")
    ]


def test_terms_carry_no_accents_as_the_full_text_index_drops_them() -> None:
    assert stem("café") == "cafe"
    assert query_terms("Bogotá") == ["bogota"]
    assert identifiers("ÉTAT-MAJOR ÉCOLE-1") == ["id_etat_major", "id_ecole_1"]


def test_a_text_of_nothing_gives_no_terms() -> None:
    assert index_terms("") == ""
    assert query_terms(" ... ?! ") == []
