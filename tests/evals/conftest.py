import json
from pathlib import Path

import pytest

from evals.bench import Bench
from tests.fakes import HashingEmbedder

WORDS = [
    *("rivers", "bridges", "artillery", "planning", "logistics"),
    *("deception", "reconnaissance", "morale", "weather", "maps"),
]


def write_lines(path: Path, records: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")


@pytest.fixture
def data(tmp_path) -> Path:
    """Data sets of ten paragraphs, each about one word, and of questions about them."""
    folder = tmp_path / "data"
    write_lines(
        folder / "fm5-0" / "paragraphs.jsonl",
        [
            {
                "para_id": f"{1 + number // 5}-{1 + number % 5}",
                "chapter": str(1 + number // 5),
                "section": "Firsts" if number % 5 < 2 else "Seconds",
                "text": f"Commanders study {word} with care. Staffs report on {word} daily.",
            }
            for number, word in enumerate(WORDS)
        ],
    )
    for name in ("answerable", "false_premise"):
        write_lines(
            folder / "fm5-0" / f"{name}.jsonl",
            [
                {
                    "qid": f"{name}{number}",
                    "question": f"Who must study {word}?",
                    "gold_para_id": f"{1 + number // 5}-{1 + number % 5}",
                }
                for number, word in enumerate(WORDS)
            ],
        )
    write_lines(
        folder / "abstention" / "clapnq_answerable.jsonl",
        [{"id": str(n), "input": f"which singer won prize {n} of opera"} for n in range(10)],
    )
    write_lines(
        folder / "scifact" / "corpus.jsonl",
        [{"_id": str(n), "title": word, "text": f"On {word}."} for n, word in enumerate(WORDS)],
    )
    write_lines(
        folder / "scifact" / "queries.jsonl",
        [
            {"_id": "q0", "text": WORDS[0]},
            {"_id": "q3", "text": WORDS[3]},
            {"_id": "q9", "text": ""},
        ],
    )
    judged = folder / "scifact" / "qrels" / "test.tsv"
    judged.parent.mkdir()
    judged.write_text("query-id\tcorpus-id\tscore\nq0\t0\t1\nq3\t3\t1\nq3\t4\t0\n", "utf-8")
    return folder


@pytest.fixture
def bench(data) -> Bench:
    return Bench(data=data, home=None, load_embedder=lambda: HashingEmbedder(256))
