"""Answers as JSON: what the command line prints, and what a conversation keeps."""

from dataclasses import asdict
from typing import Any

from assistant.model import Answer, Citation, Claim, Evidence, Retrieved


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain values, with the keys of the command-line contract."""
    return {**asdict(answer), "abstained": answer.abstained}


def answer_from_json(record: dict[str, Any]) -> Answer:
    """The answer that `answer_to_json` wrote; keys that are not known are passed over."""
    fields = _known(record, Answer)
    fields["claims"] = tuple(_claim(claim) for claim in record["claims"])
    fields["retrieved"] = tuple(
        Retrieved(**{**_known(hit, Retrieved), "heading": tuple(hit["heading"])})
        for hit in record["retrieved"]
    )
    fields["unknown_terms"] = tuple(record["unknown_terms"])
    return Answer(**fields)


def _claim(record: dict[str, Any]) -> Claim:
    citations = tuple(
        Citation(**{**_known(c, Citation), "heading": tuple(c["heading"])})
        for c in record["citations"]
    )
    return Claim(**{**_known(record, Claim), "citations": citations})


def _known(
    record: dict[str, Any], kind: type[Answer | Citation | Claim | Retrieved]
) -> dict[str, Any]:
    """The entries of a record that a value of this kind has."""
    return {name: record[name] for name in kind.__dataclass_fields__ if name in record}


def retrieved_of(evidence: Evidence) -> Retrieved:
    """A found passage as the record of an answer keeps it."""
    passage = evidence.passage
    return Retrieved(
        source=passage.source.key,
        file=passage.source.file,
        title=passage.source.publication.title,
        number=passage.source.publication.number,
        pdf_page=passage.first_page if passage.source.paged else None,
        page_label=passage.page_label,
        paragraph=passage.paragraph,
        heading=passage.heading,
        score=round(evidence.score, 6),
        text=passage.text,
        passage_id=passage.id,
    )
