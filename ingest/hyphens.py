"""Words divided at line ends."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_LAST = re.compile(r"([^\W\d_]+)-$")
_FIRST = re.compile(r"-?([^\W\d_]+)")
_LONGEST_WORD = 40
_KEEP_AFTER = {"all", "cross", "ex", "half", "high", "low", "non", "quasi", "self", "well"}


class Hyphens:
    """Joins lines, and decides for each hyphen at a line end whether it belongs to the word.

    It does if the document spells the word with a hyphen elsewhere, and does not if the
    document spells it without.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._words = {word for line in lines for word in _WORD.findall(line.lower())}

    def join(self, before: str, line: str) -> str:
        """Join a line to the text before it.

        Example:
            >>> hyphens = Hyphens(["a close-in attack"])
            >>> hyphens.join("sub-", "structure"), hyphens.join("close-", "in")
            ('substructure', 'close-in')
        """
        if not before.endswith(("—", "-")):
            return f"{before} {line}"
        last, first = _LAST.search(before[-_LONGEST_WORD:]), _FIRST.match(line)
        if not last or not first:
            return before + line if before[-2:-1].strip() else f"{before} {line}"
        rest = line.removeprefix("-")
        if not rest[0].islower():
            return before + rest
        left, right = last[1].lower(), first[1].lower()
        joined, divided = left + right, f"{left}-{right}"
        if joined not in self._words and (divided in self._words or left in _KEEP_AFTER):
            return before + rest
        return before[:-1] + rest
