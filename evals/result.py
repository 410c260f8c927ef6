"""What a suite found, as values and as lines for a terminal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteResult:
    """The figures of one run of one suite.

    Attributes:
        name: Name of the suite.
        figures: Each measured value by its name; the part before a full stop groups them.
        at_least: Values that some figures should reach.
        skipped: Why nothing was measured; None where something was.
    """

    name: str
    figures: dict[str, float | int | str] = field(default_factory=dict)
    at_least: Mapping[str, float] = field(default_factory=dict)
    skipped: str | None = None

    @classmethod
    def skip(cls, name: str, why: str) -> Self:
        """The result of a suite that cannot run here; `why` is one line."""
        return cls(name=name, skipped=why)

    def missed(self) -> list[str]:
        """Names of the figures that are below the value they should reach."""
        return [name for name, floor in self.at_least.items() if not self._reaches(name, floor)]

    def lines(self) -> list[str]:
        """One line for the suite and one for each figure."""
        if self.skipped is not None:
            return [f"{self.name}: skipped: {self.skipped}"]
        width = max(map(len, self.figures), default=0)
        return [f"{self.name}:"] + [
            f"  {name:<{width}}  {_shown(value)}{self._verdict(name)}"
            for name, value in self.figures.items()
        ]

    def _reaches(self, name: str, floor: float) -> bool:
        value = self.figures.get(name)
        return isinstance(value, int | float) and value >= floor

    def _verdict(self, name: str) -> str:
        if (floor := self.at_least.get(name)) is None:
            return ""
        return f"  ({'at least' if self._reaches(name, floor) else 'BELOW'} {_shown(floor)})"


def _shown(value: float | str) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
