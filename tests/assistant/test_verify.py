from dataclasses import replace

import pytest

from assistant.compose import cite
from assistant.model import Claim
from assistant.verify import verified
from corpus.library import Library


@pytest.fixture
def claim(library: Library) -> Claim:
    passage = library.store.passages_of(library.store.source("srp-1").id)[0]
    citation = cite(passage, passage.sentences[0])
    return Claim(text=citation.quote, citations=(citation,))


def test_a_claim_whose_quote_stands_in_the_text_is_verified(library: Library, claim: Claim):
    assert verified(library, [claim]) == (replace(claim, verified=True),)


@pytest.mark.parametrize("change", [{"start": 1}, {"end": 5}, {"quote": "Surprise is easy."}])
def test_a_quote_that_is_not_there_to_the_character_is_left_out(
    library: Library, claim: Claim, change: dict[str, object]
):
    moved = replace(claim, citations=(replace(claim.citations[0], **change),))

    assert verified(library, [moved]) == ()


def test_a_claim_that_says_more_than_its_quote_is_left_out(library: Library, claim: Claim):
    assert verified(library, [replace(claim, text=claim.text + " Always.")]) == ()


def test_a_claim_without_a_citation_is_left_out(library: Library, claim: Claim):
    assert verified(library, [replace(claim, citations=())]) == ()


def test_a_claim_from_a_removed_source_is_left_out(library: Library, claim: Claim):
    library.remove("srp-1")

    assert verified(library, [claim]) == ()


def test_a_quote_from_other_bytes_under_the_same_key_is_left_out(library: Library, claim: Claim):
    other = replace(claim, citations=(replace(claim.citations[0], sha256="0" * 64),))

    assert verified(library, [other]) == ()
