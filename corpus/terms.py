"""Text to search terms: stems of words, and identifiers kept whole.

The full-text index stores what `index_terms` makes of a passage and is asked with what
`query_terms` makes of a question, so both must come from here.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

# Publication numbers ("FM 3-0", "ATP 3-07.31", "AR 600-20") and paragraph numbers ("1-23",
# "4.b.(2)") would fall apart into digits that occur everywhere.
PUBLICATION_NUMBER = re.compile(
    r"\b(ADP|ADRP|AFDP|AFDD|AFMAN|AJP|AR|ATP|ATTP|DA PAM|DODD|DODI|FM|FMFM|FMFRP|FMI|GTA|JDN|JP|"
    r"MCDP|MCRP|MCTP|MCWP|NDP|NTTP|NWP|SRC|SRP|STANAG|STP|TC|TM|TRADOC PAM|UFC)"
    r"\s?[- ]?\s?(\d+(?:[-.]\d+)*[A-Z]?)\b",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r"\b\w+(?:[-/.&]\w+)+\b")  # METT-TC, 1-23, C/JTF, A.D.
_WORD = re.compile(r"\w+")
_APOSTROPHE = re.compile(r"(?<=\w)['\u2019](?:s\b)?")
_stemmer = snowballstemmer.stemmer("english")

# Words that say how a question is put, not what it is about. A longer list of common words
# ranked worse: in doctrine "must", "before" and "between" tell paragraphs apart.
STOP_WORDS = frozenset(
    """
    a an and are as at be by can could did do does for from how i in is it its me my of on or
    please tell that the their them they this to us was we were what when where which who whom
    whose why with would you your about describe explain
    """.split()  # noqa: SIM905 - a list of quoted words is harder to read
)


def identifiers(text: str) -> list[str]:
    """Identifiers in a text, each as one term: ``"FM 3-0"`` gives ``"fm_3_0"``.

    Example:
        >>> identifiers("See FM 3-0, para 1-23, on METT-TC.")
        ['fm_3_0', 'id_1_23', 'id_mett_tc', 'id_3_0']
    """
    publications = [f"{m[1]}_{m[2]}" for m in PUBLICATION_NUMBER.finditer(text)]
    compounds = [f"id_{c}" for c in dict.fromkeys(_COMPOUND.findall(text)) if _is_identifier(c)]
    paragraphs_first = sorted(compounds, key=lambda c: any(c[3:] in m for m in publications))
    return [
        re.sub(r"\W+", "_", _folded(term.lower())).strip("_")
        for term in publications + paragraphs_first
    ]


def _is_identifier(compound: str) -> bool:
    """Whether a compound names something: it holds a digit, or is in capitals."""
    return any(c.isdigit() for c in compound) or compound.isupper()


def words(text: str) -> list[str]:
    """Words of a text in lower case, in order; possessive endings are dropped."""
    return _WORD.findall(_APOSTROPHE.sub("", text).lower())


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Stem of one lower-case word, without accents (Porter's second stemmer, "snowball")."""
    return str(_stemmer.stemWord(_folded(word)))


def _folded(word: str) -> str:
    """The word without accents, as the full-text index keeps it: ``"café"`` gives ``"cafe"``."""
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFKD", word)
    return "".join(c for c in letters if not unicodedata.combining(c))


def index_terms(text: str) -> str:
    """All terms of a passage, separated by blanks, for the full-text index."""
    return " ".join([stem(w) for w in words(text)] + identifiers(text))


def query_terms(text: str) -> list[str]:
    """Terms of a question, each once, in order, without words that carry no topic.

    Example:
        >>> query_terms("What are the principles of peace operations?")
        ['principl', 'peac', 'oper']
    """
    content = [stem(w) for w in words(text) if w not in STOP_WORDS]
    return list(dict.fromkeys(content + identifiers(text)))
