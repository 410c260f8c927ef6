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
        placed = [_placed(library, citation) for citation in claim.citations]
        kept = tuple(citation for citation in placed if citation is not None)
        if kept and len(kept) == len(placed) and _is_quoted(claim):
            standing.append(replace(claim, citations=kept, verified=True))
        else:
            logger.warning("a claim did not stand and was left out")
    return tuple(standing)


def _placed(library: Library, citation: Citation) -> Citation | None:
    """The citation with the page on which its quote begins; None if the quote is not there.

    A passage may go over several pages, and its source may be gone since the search.
    """
    try:
        source = library.store.source(citation.source)
    except UnknownSourceError:
        return None
    stored = library.store.text(source.id, citation.start, citation.end)
    page = library.store.page_at(source.id, citation.start)
    if not stored or stored != citation.quote or source.sha256 != citation.sha256 or page is None:
        return None
    if not source.paged:
        return citation
    return replace(citation, pdf_page=page.ordinal, page_label=page.label)


def _is_quoted(claim: Claim) -> bool:
    """Whether a claim says what its quotes say, but for white space."""
    return claim.text == " ".join(" ".join(c.quote.split()) for c in claim.citations)
