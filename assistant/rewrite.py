"""Make a question that leans on the conversation stand by itself."""

import re
from collections.abc import Sequence

from assistant.model import Turn
from assistant.understand import compared, question_kind
from corpus.terms import query_terms

_POSSESSIVE = re.compile(r"\b(its|their|his|her)\b", re.IGNORECASE)
# "This" and its like are pronouns at the end of a question; before a noun they point at it, and
# "that" joins clauses.
_PRONOUN = re.compile(
    r"\b(?:it|they|them|he|him|she)\b|\b(?:this|that|these|those)\b(?=\W*$)", re.IGNORECASE
)
# "Is it possible to ...": this "it" stands for what follows.
_EXPLETIVE = re.compile(
    r"\b(?:is|was|be|makes?) it\s+(?:\w+\s+){1,3}?(?:to|that|for|if)\b|"
    r"\bit\s+(?:is|was|takes?|seems?)\s+(?:\w+\s+){0,3}?(?:to|that|for|if)\b",
    re.IGNORECASE,
)
# What is owned: the words behind "its" up to a preposition, a verb or the end.
_OWNED = re.compile(
    r"\s+((?!(?:in|of|and|or|for|at|on|by|to|with|from|during|after|is|are|was|were|fail)\b)[\w-]+"
    r"(?:\s+(?!(?:in|of|and|or|for|at|on|by|to|with|from|during|after|is|are|was|were|fail\w*|"
    r"change\w*|matter\w*|work\w*|help\w*)\b)[\w-]+){0,3})",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"^\W*(and|but|or|so|then|also|what about|how about)\b[\s,]*", re.IGNORECASE
)
_QUESTION_HEAD = re.compile(
    r"^\W*(?:(?:please|can you|could you)\s+)?"
    r"(?:what|which|who|whom|when|where|why|how|define|explain|describe|list|name|tell me about)?"
    r"\s*"
    r"(?:many|much|long|far)?\s*"
    r"(?:'s|is|are|was|were|do|does|did|has|have|had|can|could|should|would|will|may|might)?\s*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
# A name in capitals, with the common noun that may follow: "Korean armistice", "Desert Storm".
_NAME = re.compile(
    r"\b(?:[A-Z][\w-]*\s+)*[A-Z][\w-]*(?:\s+(?:[A-Z][\w-]*|of|the|in)\b)*(?:\s+[a-z][\w-]+)?"
)
_VERB = re.compile(
    r"\s+(?:come|came|begin|began|start|started|end|ended|fail|failed|work|worked|succeed|"
    r"succeeded|happen|happened|mean|means|matter|matters|differ|hold|held|last|lasted|"
    r"important|about|and|between|during|are there|is there)\b.*$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\W*(what|which|who|when|where|why|how|is|are|was|were|do|does|did)\b", re.IGNORECASE
)
_BARE = re.compile(r"^\W*(?:and |but )?(why|how|when|where)\W*$", re.IGNORECASE)
_YES_OR_NO = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|should|would|will|may|might)\b",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"^\W*(?:in|for|at|by|under|during|on|with)\b|\bones?\b", re.IGNORECASE)
_OWN_NAME = re.compile(r"\b[A-Z][\w-]+")
_BEFORE_PRONOUN = 1  # content words, a verb for instance, that may stand before it
_SHORT = 2  # content words up to which a question without a name is taken to continue another


def stand_alone(question: str, history: Sequence[Turn]) -> str:
    """Rewrite a question so that it can be searched without the conversation.

    Rules only: a pronoun is replaced by the topic of the question before, and a question of a word
    or two, or one that begins with "and" or "what about", has that topic added. A question that
    names its own topic is left alone, so that a change of topic drags nothing along.

    Args:
        question: As asked.
        history: Earlier turns, oldest first, with their questions in stand-alone form.

    Example:
        >>> stand_alone("And its weaknesses?", [Turn(question="What is mission command?")])
        'What about the weaknesses of mission command?'
    """
    if not history or not (topic := topic_of(history[-1].question)):
        return question
    if (bare := _BARE.match(question)) and _YES_OR_NO.match(history[-1].question):
        before = history[-1].question
        return f"{bare[1].capitalize()} {before[:1].lower()}{before[1:]}"
    continues = _CONTINUES.match(question)
    rest = question[continues.end() :] if continues else question
    named, count = _with_topic(rest, topic)
    if count == 0 and not _is_elliptic(rest, follows=continues is not None):
        return question
    if count == 0:
        named = f"{rest.rstrip(' ?.')} ({topic})?"
    if _ASKS.match(named):
        return named[:1].upper() + named[1:]
    return f"What about {named[:1].lower() + named[1:] if count else named}"


def _with_topic(question: str, topic: str) -> tuple[str, int]:
    """Put the topic in the place of the first pronoun; also the number of places, 0 or 1.

    A pronoun behind a topic of the question's own stands for that one and is left alone.
    """
    match = _POSSESSIVE.search(question) or _PRONOUN.search(question)
    if (
        match is None
        or _EXPLETIVE.search(question)
        or len(query_terms(question[: match.start()])) > _BEFORE_PRONOUN
    ):
        return question, 0
    before, after = question[: match.start()], question[match.end() :]
    if not _POSSESSIVE.fullmatch(match[0]):
        return f"{before}{topic}{after}", 1
    owned = _OWNED.match(after)
    if owned is None:
        return question, 0
    return f"{before}the {owned[1]} of {topic}{after[owned.end() :]}", 1


def _is_elliptic(question: str, *, follows: bool) -> bool:
    """Whether a question without a pronoun still needs its predecessor."""
    terms = query_terms(question)
    if not terms:
        return True
    if not follows or len(terms) > _SHORT:
        return False
    # A name is a topic of its own, but not in "for the Navy" or "the British ones".
    return bool(_PART_OF.search(question)) or not _OWN_NAME.search(question)


def topic_of(question: str) -> str:
    """What a stand-alone question is about, as words to put in another.

    Example:
        >>> topic_of("How did the Korean armistice come about and what kept it?")
        'the Korean armistice'
    """
    if question_kind(question) == "compare" and (sides := compared(question)):
        return " and ".join(sides)
    body = _QUESTION_HEAD.sub("", question.strip(), count=1).strip(" ?.!")
    article = _ARTICLE.match(body)
    name = _NAME.search(body)
    if name and len(name[0]) > 2:
        found = _VERB.sub("", name[0]).strip()
        definite = article is not None and body.startswith(f"{article[0]}{found}")
        return f"the {found}" if definite else found
    return _VERB.sub("", body).strip()
