"""Check every citation against the stored text before anyone sees it."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from assistant.model import Citation, Claim
from corpus.errors import UnknownSourceError
from corpus.library import Library

logger = logging.getLogger(__name__)


def verified(library: Library, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims that stand: each quote is where it says, and the claim is its quotes.

    The quote came from a passage; it is compared here with the characters of the pages, another
    copy of the text, at the offsets that the citation gives. A claim that fails is left out.

    Args:
        library: Where the sources are.
        claims: What is to be shown.
    """
    standing = []
    for claim in claims:
        stands = claim.citations and all(_stands(library, c) for c in claim.citations)
        if stands and _is_quoted(claim):
            placed = tuple(_placed(library, citation) for citation in claim.citations)
            standing.append(replace(claim, citations=placed, verified=True))
        else:
            logger.warning("a claim did not stand and was left out")
    return tuple(standing)


def _stands(library: Library, citation: Citation) -> bool:
    try:
        source = library.store.source(citation.source)
    except UnknownSourceError:  # removed since the search
        return False
    stored = library.store.text(source.id, citation.start, citation.end)
    return bool(stored) and stored == citation.quote and source.sha256 == citation.sha256


def _placed(library: Library, citation: Citation) -> Citation:
    """The citation with the page on which its quote begins: a passage may go over several."""
    if citation.pdf_page is None:
        return citation
    source = library.store.source(citation.source)
    page, label = library.store.page_label(source.id, citation.start)
    return replace(citation, pdf_page=page, page_label=label)


def _is_quoted(claim: Claim) -> bool:
    """Whether a claim says what its quotes say, but for white space."""
    return claim.text == " ".join(" ".join(c.quote.split()) for c in claim.citations)
