"""Questions with known answers, as the data sets give them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

_ANSWERABLE = "answerable"
_FALSE_PREMISE = "false_premise"
FM5_0_SETS = (_ANSWERABLE, _FALSE_PREMISE)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


_R = TypeVar("_R", bound=_Record)


class Paragraph(_Record):
    """A numbered paragraph of FM 5-0."""

    para_id: str
    chapter: str
    section: str
    text: str


class DoctrineQuestion(_Record):
    """A question about FM 5-0 and the paragraph that answers it, or that denies its premise."""

    qid: str
    question: str
    gold_para_id: str


class TriviaQuestion(_Record):
    """A question of CLAP NQ about general knowledge."""

    id: str
    question: str = Field(alias="input")


class Abstract(_Record):
    """An abstract of SciFact."""

    id: str = Field(alias="_id")
    title: str
    text: str


class Claim(_Record):
    """A claim of SciFact that some abstracts support or refute."""

    id: str = Field(alias="_id")
    text: str


def read_records(path: Path, kind: type[_R]) -> list[_R]:
    """Records of a file with one JSON object on each line; empty lines are skipped.

    Raises:
        pydantic.ValidationError: If a line is no such record.
    """
    with path.open(encoding="utf-8") as lines:
        return [kind.model_validate_json(line) for line in lines if line.strip()]


def doctrine_questions(data: Path, name: str) -> list[DoctrineQuestion]:
    """The FM 5-0 questions of one of `FM5_0_SETS`."""
    return read_records(data / "fm5-0" / f"{name}.jsonl", DoctrineQuestion)


def trivia_questions(data: Path) -> list[TriviaQuestion]:
    """The CLAP NQ questions; none is about doctrine."""
    folder = data / "abstention"
    return [
        q for file in sorted(folder.glob("*.jsonl")) for q in read_records(file, TriviaQuestion)
    ]


def judgements(path: Path) -> dict[str, dict[str, int]]:
    """Relevance of documents, by the id of the query and of the document (BEIR's layout)."""
    found: dict[str, dict[str, int]] = {}
    for query, document, gain in _rows(path):
        found.setdefault(query, {})[document] = int(gain)
    return found


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        next(lines)  # the heads of the columns
        for line in lines:
            yield line.rstrip("\n").split("\t")
