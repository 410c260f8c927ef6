"""From a question to a verified answer."""

import logging
import time
from collections.abc import Sequence

from assistant.compose import compose
from assistant.gate import Gate, signs_of
from assistant.model import Answer, Claim, Evidence, QuestionKind, Turn
from assistant.record import retrieved_of
from assistant.retrieve import retrieve
from assistant.rewrite import stand_alone
from assistant.understand import checked, compared, parts, question_kind
from assistant.verify import verified
from corpus.library import Library
from corpus.terms import STOP_WORDS, query_terms, stem, words

_SHOWN = 10

logger = logging.getLogger(__name__)


class Advisor:
    """Answers questions from one library.

    Attributes:
        library: Where answers come from.
    """

    def __init__(self, library: Library, *, gate: Gate | None = None) -> None:
        self.library = library
        self._gate = gate or Gate()

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        sources: Sequence[str] | None = None,
    ) -> Answer:
        """Answer a question, or decline it.

        Args:
            question: As a person typed it.
            history: Earlier turns of the conversation, oldest first.
            sources: Keys of the sources to search in; all when None.

        Raises:
            QuestionError: If there is nothing to search for, or too much.
            UnknownSourceError: If a key in `sources` is not known.
            LibraryError: If the library cannot be used.
        """
        clock = _Clock()
        asked = checked(question)
        rewritten = stand_alone(asked, history)
        clock.lap("rewrite")
        chosen = None if not sources else [self.library.store.source(k).id for k in sources]
        evidence = retrieve(self.library, rewritten, limit=_SHOWN, sources=chosen)
        clock.lap("retrieve")
        confidence = self._confidence(rewritten, evidence)
        kind = question_kind(rewritten)
        claims: tuple[Claim, ...] = ()
        if evidence and confidence >= self._gate.threshold:
            claims = verified(self.library, self._compose(rewritten, kind, evidence, chosen))
        clock.lap("answer")
        logger.info("answered with %s claims in %s ms", len(claims), clock.total())
        return Answer(
            question=question,
            rewritten=rewritten,
            kind=kind,
            confidence=round(confidence, 4),
            claims=claims,
            reason=None if claims else _reason(self.library.store.passage_count(), evidence),
            unknown_terms=self._unknown_words(rewritten),
            retrieved=tuple(retrieved_of(e) for e in evidence),
            elapsed_ms=clock.laps | {"total": clock.total()},
        )

    def _compose(
        self,
        question: str,
        kind: QuestionKind,
        evidence: Sequence[Evidence],
        sources: Sequence[int] | None,
    ) -> list[Claim]:
        """Compose an answer; one to several questions, or to a comparison, is made part by part."""
        if kind == "compare" and (sides := compared(question)):
            return self._compare(question, sides, evidence, sources)
        first, *others = parts(question)
        if not others:
            return compose(question, kind, evidence)
        claims: list[Claim] = []
        for asked in [first, *(stand_alone(part, [Turn(question=first)]) for part in others)]:
            claims += self._held(asked, question_kind(asked), sources)
        return _each_once(claims)

    def _compare(
        self,
        question: str,
        sides: tuple[str, str],
        evidence: Sequence[Evidence],
        sources: Sequence[int] | None,
    ) -> list[Claim]:
        """What is said of each side for itself, then of both."""
        alone: list[Claim] = []
        for side in sides:
            alone += self._held(f"What is {side}?", "definition", sources)[:2]
        return _each_once([*alone, *compose(question, "compare", evidence)])

    def _held(
        self, question: str, kind: QuestionKind, sources: Sequence[int] | None
    ) -> list[Claim]:
        """Answer a part of a question by itself; nothing where the library does not hold it."""
        found = retrieve(self.library, question, limit=_SHOWN, sources=sources)
        if not found or self._confidence(question, found) < self._gate.threshold:
            return []
        return compose(question, kind, found)

    def _confidence(self, question: str, evidence: Sequence[Evidence]) -> float:
        frequencies = self.library.document_frequencies(query_terms(question))
        passages = self.library.store.passage_count()
        signs = signs_of(question, evidence, frequencies=frequencies, passages=passages)
        return self._gate.confidence(signs)

    def _unknown_words(self, question: str) -> tuple[str, ...]:
        """Words of a question that no passage uses, as they were typed."""
        known = self.library.document_frequencies(query_terms(question))
        unknown = {w for w in words(question) if w not in STOP_WORDS and stem(w) not in known}
        typed = (word.strip("?!.,;:()\"'") for word in question.split())
        return tuple(word for word in dict.fromkeys(typed) if set(words(word)) & unknown)


class _Clock:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self._began = self._last = time.perf_counter()
        self.laps: dict[str, int] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = round((now - self._last) * 1000)
        self._last = now

    def total(self) -> int:
        return round((time.perf_counter() - self._began) * 1000)


def _each_once(claims: Sequence[Claim]) -> list[Claim]:
    """The claims without those whose words were said before."""
    return list({claim.text: claim for claim in reversed(claims)}.values())[::-1]


def _reason(passages: int, evidence: Sequence[Evidence]) -> str:
    if not passages:
        return "The library is empty: add documents first."
    if not evidence:
        return "No passage of the library is about this."
    return (
        f"{passages:,} passages were searched, and none of them bears on the question closely"
        " enough to answer it."
    )
