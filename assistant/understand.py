"""What a question asks for, read from its words."""

import re
import unicodedata

from assistant.model import QuestionKind
from corpus.errors import QuestionError

MAX_CHARACTERS = 4_000

# The first pattern that matches decides; questions are compared in lower case.
_KINDS: tuple[tuple[QuestionKind, str], ...] = (
    ("compare", r"\b(difference|differ|differs|compare|compared|versus|vs\.?|contrast)\b"),
    (
        "advice",
        r"\b(should (i|we|one|my|our|the commander)|advise|recommend|what can (i|we) do|"
        r"we are|i am|my (unit|platoon|company|battalion|mission))\b",
    ),
    (
        "list",
        r"\b(what|which) (are|were) (the|its|their)\b|\b(list|name|enumerate)\b|"
        r"\b(what|which) (kinds|types|forms|steps|phases|principles|elements|measures)\b",
    ),
    ("definition", r"^\W*(what('s| is| does| are)|define|definition of|meaning of)\b(?!.*\bwhy)"),
    (
        "fact",
        r"^\W*(when|where|who|whom|whose|which|in (what|which)|on (what|which))\b|"
        r"\bhow (many|much|long|far|large|big|old|often)\b|\bwhat (year|date|day|number)\b",
    ),
)
_NEXT_QUESTION = re.compile(
    r"(?:,?\s+and|[?.;])\s+(?=(?:what|why|how|when|where|who|which)\b)", re.IGNORECASE
)
_BETWEEN = re.compile(
    r"\bbetween\s+(?:an?\s+|the\s+)?(?P<a>.+?)\s+and\s+(?:an?\s+|the\s+)?(?P<b>[^?.;,]+)|"
    r"\bhow (?:do|does|did)\s+(?:an?\s+|the\s+)?(?P<c>.+?)\s+(?:differ from|compare (?:with|to))\s+"
    r"(?:an?\s+|the\s+)?(?P<d>[^?.;,]+)|"
    r"\bcompare\s+(?:an?\s+|the\s+)?(?P<e>.+?)\s+(?:with|to|and)\s+(?:an?\s+|the\s+)?"
    r"(?P<f>[^?.;,]+)|"
    r"(?P<g>[^?.;,]+?)\s+(?:versus|vs\.?)\s+(?P<h>[^?.;,]+)",
    re.IGNORECASE,
)


def checked(question: str) -> str:
    """A question fit to be searched: control characters out, white space as single blanks.

    Raises:
        QuestionError: If nothing is left, or it is longer than `MAX_CHARACTERS`.
    """
    if len(question) > MAX_CHARACTERS:
        raise QuestionError(
            f"The question has {len(question):,} characters; {MAX_CHARACTERS:,} are the most"
            " that can be searched.",
            hint="Ask in a few sentences, and add long texts to the library instead.",
        )
    visible = "".join(" " if c.isspace() else c for c in question if c.isspace() or _is_visible(c))
    cleaned = " ".join(visible.split())
    if not re.search(r"\w", cleaned):
        raise QuestionError(
            "The question is empty.", hint="Type a question, for example: What is a ceasefire?"
        )
    return cleaned


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def question_kind(question: str) -> QuestionKind:
    """The kind of answer that a question asks for; "explain" where nothing says otherwise.

    Example:
        >>> question_kind("What are the principles of war?")
        'list'
        >>> question_kind("What is a ceasefire?")
        'definition'
    """
    asked = question.lower()
    return next((kind for kind, pattern in _KINDS if re.search(pattern, asked)), "explain")


def parts(question: str) -> list[str]:
    """The questions in a question that asks several things, in order.

    Example:
        >>> parts("How did the armistice come about and what kept it?")
        ['How did the armistice come about', 'what kept it?']
    """
    return [part for part in _NEXT_QUESTION.split(question) if part.strip(" ?.;")]


def compared(question: str) -> tuple[str, str] | None:
    """The two things that a question compares, if it names them.

    Example:
        >>> compared("What is the difference between a ceasefire and an armistice?")
        ('ceasefire', 'armistice')
    """
    if (match := _BETWEEN.search(question)) is None:
        return None
    sides = [side.strip() for side in match.groups() if side]
    return sides[0], sides[1]
