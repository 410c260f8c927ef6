"""Select and arrange the source's own sentences into an answer. No language model.

A claim is a sentence or a list item of a passage, never a rewording. What is chosen and in which
order follows from the kind of question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.model import Citation, Claim, Evidence, QuestionKind
from corpus.model import Span, StoredPassage
from corpus.terms import index_terms, query_terms

_MOST = {"definition": 3, "fact": 2, "explain": 5, "advice": 6, "compare": 3, "list": 4}
_MAY_LIST: tuple[QuestionKind, ...] = ("list", "explain", "advice", "fact")
_NEAR = 0.75  # a further sentence must come this near to the best one
_PER_PASSAGE = 3
_LIST_RANKS = 10  # a list is looked for among this many passages
_LIST_COVERAGE = 0.5  # share of the question's terms that a lead-in and its headings must hold
_NUMBERS = frozenset(index_terms("two three four five six seven eight nine ten main").split())
_SAME = 0.8  # share of terms in common from which two sentences say the same
_COVERAGE_WEIGHT = 0.35
_RANK_WEIGHT = 0.1
_RANK_STEP = 0.05

# A sentence that opens like this leans on the one before it.
_LEANS = re.compile(
    r"^(?:this|that|these|those|it|its|they|their|he|his|she|her|such|both|however|furthermore|"
    r"moreover|also|but|and|thus|therefore|instead|nevertheless|similarly|in addition|for example|"
    r"as a result|consequently|by contrast|finally|then|the latter|the former|others?|another)\b",
    re.IGNORECASE,
)
# What an answer to such a question looks like.
_TELLING = {
    "when": re.compile(
        r"\b\d{4}\b|\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|"
        r"October|November|December)\b"
    ),
    "how many": re.compile(
        r"\b(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|"
        r"thirty|hundred|thousand|percent)\b",
        re.IGNORECASE,
    ),
    "who": re.compile(r"(?<!^)\b[A-Z][a-z]+"),
}


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A candidate for an answer: sentence `index` of the passage at `rank` (from 0)."""

    passage: StoredPassage
    rank: int
    index: int
    score: float

    @property
    def span(self) -> Span:
        return self.passage.sentences[self.index]

    @property
    def text(self) -> str:
        return " ".join(self.passage.slice(self.span).split())


def compose(question: str, kind: QuestionKind, evidence: Sequence[Evidence]) -> list[Claim]:
    """Answer a question from what was found.

    Args:
        question: A stand-alone question.
        kind: What it asks for.
        evidence: Passages found for it, best first.

    Returns:
        Claims in reading order, not yet verified; none when nothing was found.
    """
    if kind == "list" and (found := _best_list(question, evidence)):
        return _list_claims(*found)
    sentences = _scored(question, kind, evidence)
    if kind in _MAY_LIST and sentences and _leads_in(sentences[0]):
        return _list_claims(sentences[0].passage, sentences[0].index)
    whole = [sentence for sentence in sentences if not _leads_in(sentence)]
    chosen = _with_antecedents(_chosen(whole, limit=_MOST[kind]))
    return [_claim(sentence.passage, sentence.span) for sentence in chosen]


def _best_list(question: str, evidence: Sequence[Evidence]) -> tuple[StoredPassage, int] | None:
    """The list whose lead-in, and then whose headings, hold most of the question's terms.

    Returns:
        A passage and the index of the lead-in among its sentences; None if no list of the best
        ranked passages is about the question.
    """
    in_order = [term for term in query_terms(question) if term not in _NUMBERS]
    terms = set(in_order)
    best: tuple[float, StoredPassage, int] | None = None
    for rank, found in enumerate(evidence[:_LIST_RANKS]):
        passage = found.passage
        if passage.kind != "list" or (first := _lead_in(passage)) is None:
            continue
        lead = _held(terms, passage.slice(passage.sentences[first]))
        about = _held(terms, " ".join((*passage.titles, passage.slice(passage.sentences[first]))))
        # "What are the principles of ...": what is listed stands first, and must be listed.
        named = _held(set(in_order[:1]), passage.slice(passage.sentences[first]))
        score = lead + 2 * about + named - _RANK_STEP * rank
        if about >= _LIST_COVERAGE and (best is None or score > best[0]):
            best = score, passage, first
    return best[1:] if best else None


def _held(terms: set[str], text: str) -> float:
    """Share of the terms that a text holds."""
    return len(terms & set(index_terms(text).split())) / len(terms) if terms else 0.0


def _lead_in(passage: StoredPassage) -> int | None:
    """Index of the sentence that leads in the list of a passage; the first if none says so."""
    ends = [passage.slice(span).endswith(":") for span in passage.sentences]
    if len(ends) < 2:
        return None
    return ends.index(True) if True in ends[:-1] else 0


def _leads_in(sentence: _Sentence) -> bool:
    """Whether a sentence says nothing without the items that follow it."""
    return sentence.text.endswith(":")


def _list_claims(passage: StoredPassage, lead: int) -> list[Claim]:
    items = passage.sentences[lead + 1 :]
    return [
        _claim(passage, passage.sentences[lead]),
        *(_claim(passage, item, item=True) for item in items),
    ]


def _scored(question: str, kind: QuestionKind, evidence: Sequence[Evidence]) -> list[_Sentence]:
    """Every sentence of the evidence with its score, best first."""
    terms = set(query_terms(question))
    sentences = [
        _Sentence(found.passage, rank, index, _score(found, rank, index, terms))
        for rank, found in enumerate(evidence)
        for index in range(len(found.passage.sentences))
    ]
    lifted = [_lifted(sentence, question, kind) for sentence in sentences]
    return sorted(lifted, key=lambda s: (-s.score, s.rank, s.index))


def _score(found: Evidence, rank: int, index: int, terms: set[str]) -> float:
    coverage = _held(terms, found.passage.slice(found.passage.sentences[index]))
    near = float(found.sentence_cosines[index])
    return near + _COVERAGE_WEIGHT * coverage + _RANK_WEIGHT / (1 + rank)


def _lifted(sentence: _Sentence, question: str, kind: QuestionKind) -> _Sentence:
    """Raise a sentence that has the form of what is asked for."""
    bonus = 0.0
    if kind == "definition" and _defines(sentence.text, question):
        bonus = 0.4
    for word, form in _TELLING.items():
        if re.search(rf"\b{word}\b", question.lower()) and form.search(sentence.text):
            bonus += 0.15
    return _Sentence(sentence.passage, sentence.rank, sentence.index, sentence.score + bonus)


def _defines(text: str, question: str) -> bool:
    """Whether a sentence has the form "X is ..." for the X of the question."""
    subject = re.split(r"\b(?:is|are|was|means|refers to|consists of)\b", text, maxsplit=1)
    if len(subject) < 2:
        return False
    terms = set(query_terms(question))
    return bool(terms) and terms <= set(index_terms(subject[0]).split())


def _chosen(sentences: Sequence[_Sentence], *, limit: int) -> list[_Sentence]:
    """The best sentences that are near the best one and say something new, in reading order."""
    if not sentences:
        return []
    least = _NEAR * sentences[0].score
    chosen: list[_Sentence] = []
    for sentence in sentences:
        if len(chosen) == limit or sentence.score < least:
            break
        of_passage = sum(c.passage.id == sentence.passage.id for c in chosen)
        if of_passage < _PER_PASSAGE and not any(_says_same(sentence, c) for c in chosen):
            chosen.append(sentence)
    return sorted(chosen, key=lambda c: (*_place(c, chosen), c.index))


def _place(sentence: _Sentence, chosen: Sequence[_Sentence]) -> tuple[int, int]:
    """Where a sentence is read: sources and passages as they rank, but a case in its own order."""
    source = sentence.passage.source
    of_source = [c.passage.source.id for c in chosen].index(source.id)
    if source.publication.kind == "case":
        return of_source, sentence.passage.ordinal
    return of_source, [c.passage.id for c in chosen].index(sentence.passage.id)


def _says_same(a: _Sentence, b: _Sentence) -> bool:
    left, right = set(index_terms(a.text).split()), set(index_terms(b.text).split())
    return len(left & right) >= _SAME * min(len(left), len(right))


def _with_antecedents(chosen: Sequence[_Sentence]) -> list[_Sentence]:
    """Bring along the sentence before one that leans on it."""
    result: list[_Sentence] = []
    for sentence in chosen:
        before = _Sentence(sentence.passage, sentence.rank, sentence.index - 1, sentence.score)
        if sentence.index and _LEANS.match(sentence.text) and before not in result:
            result.append(before)
        if sentence not in result:
            result.append(sentence)
    return result


def _claim(passage: StoredPassage, span: Span, *, item: bool = False) -> Claim:
    citation = cite(passage, span)
    return Claim(text=" ".join(citation.quote.split()), citations=(citation,), item=item)


def cite(passage: StoredPassage, span: Span) -> Citation:
    """Cite a span of a passage."""
    source = passage.source
    return Citation(
        source=source.key,
        sha256=source.sha256,
        title=source.publication.title,
        number=source.publication.number,
        date=source.publication.date,
        superseded=source.superseded_by is not None,
        file=source.file,
        pdf_page=passage.first_page if source.paged else None,
        page_label=passage.page_label,
        paragraph=passage.paragraph,
        heading=passage.heading,
        quote=passage.slice(span),
        start=span[0],
        end=span[1],
        passage_id=passage.id,
    )
