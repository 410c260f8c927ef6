"""The command line on real files, with the real weights, through its whole output."""

import json
import socket
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.assistant.conftest import PEACE, WAR
from ui.cli import main


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    (folder / "below").mkdir(parents=True)
    (folder / "peace.md").write_text(PEACE, encoding="utf-8")
    (folder / "below" / "war.md").write_text(WAR, encoding="utf-8")
    return folder


def run(home: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--home", str(home)])


def failed(result: Result, code: int, *said: str) -> None:
    """It ended with that code, one sentence of what and one of what to do, and no traceback."""
    assert result.exit_code == code, result.output
    assert all(words in result.stderr for words in said), result.stderr
    assert "Traceback" not in result.output


def test_the_shelf_from_add_to_remove(home: Path, texts: Path):
    added = run(home, "add", texts, "--json")
    again = run(home, "add", texts)
    listed = json.loads(run(home, "list", "--json").stdout)
    removed = run(home, "remove", "srp-1")

    report = json.loads(added.stdout)
    assert [(a["file"], a["passages"], a["pages"]) for a in report["added"]] == [
        ("war.md", 2, 0),
        ("peace.md", 4, 0),
    ]
    assert set(report) == {"added", "unchanged", "failed", "seconds"}
    assert "0 added, 2 unchanged, 0 failed" in again.stdout
    assert [s["source"] for s in listed] == ["srp-1", "srp-2-2026"]
    assert set(listed[0]) >= {
        "source", "file", "number", "title", "date", "kind", "pages", "passages",
        "superseded_by", "marking", "added",
    }  # fmt: skip
    assert removed.stdout == "removed srp-1\n"
    assert [s["source"] for s in json.loads(run(home, "list", "--json").stdout)] == ["srp-2-2026"]


def test_an_answer_on_the_terminal_and_as_json(home: Path, texts: Path):
    run(home, "add", texts)

    shown = run(home, "ask", "What are the principles of peace operations?")
    answer = json.loads(run(home, "ask", "What is surprise?", "--json").stdout)

    assert shown.stdout == (
        "The three principles of peace operations are: [1]\n"
        "  - Consent of the main parties. [1]\n"
        "  - Impartiality in the execution of the mandate. [1]\n"
        "  - Restraint in the use of force. [1]\n"
        "\n"
        "[1] SRP 2, para 1-2, Peace Operations\n"
    )
    (citation,) = answer["claims"][0]["citations"]
    assert citation["quote"] == answer["claims"][0]["text"]
    assert set(citation) >= {
        "source", "title", "number", "date", "superseded", "file", "pdf_page", "page_label",
        "paragraph", "heading", "quote", "start", "end",
    }  # fmt: skip
    assert set(answer) >= {
        "question", "rewritten", "kind", "abstained", "confidence", "reason", "claims",
        "retrieved", "elapsed_ms",
    }  # fmt: skip


def test_a_question_that_the_library_does_not_answer_is_declined(home: Path, texts: Path):
    run(home, "add", texts)

    result = run(home, "ask", "What is the muzzle velocity of the M777?")

    assert result.exit_code == 0
    assert result.stdout.startswith("This library does not answer that.")
    assert "Words that it never uses: muzzle, velocity, M777" in result.stdout


def test_a_batch_is_answered_in_order_and_a_bad_line_stops_nothing(home: Path, texts: Path):
    run(home, "add", texts)
    batch, out = texts / "in.jsonl", texts / "out.jsonl"
    lines = [
        json.dumps({"id": "q1", "question": "What is mass?"}),
        '{"id": "q2"}',
        "not json",
        json.dumps({"id": "q4", "question": ""}),
        json.dumps({"id": "q5", "question": "And its opposite?", "history": [
            {"question": "What is mass?", "answer": "..."}]}),
    ]  # fmt: skip
    batch.write_text("\n".join(lines), encoding="utf-8")

    result = run(home, "ask", "--batch", batch, "--out", out)

    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert result.exit_code == 1
    assert [record["id"] for record in records] == ["q1", "q2", None, "q4", "q5"]
    assert ["error" in record for record in records] == [False, True, True, True, False]
    assert records[4]["rewritten"] == "What about the opposite of mass?"
    assert not list(texts.glob("*.partial"))


def test_a_search_finds_an_identifier(home: Path, texts: Path):
    run(home, "add", texts)

    found = json.loads(run(home, "search", "SRP 2 2-1", "-k", "1", "--json").stdout)

    assert [(hit["number"], hit["paragraph"]) for hit in found] == [("SRP 2", "2-1")]


def test_a_source_is_shown_with_its_headings(home: Path, texts: Path):
    run(home, "add", texts)

    shown = run(home, "show", "srp-2-2026").stdout

    assert "title: Peace Operations" in shown
    assert "headings:\n  Principles\n  Limits" in shown


def test_a_sound_library_has_no_findings(home: Path, texts: Path):
    run(home, "add", texts)

    assert run(home, "check").stdout == "Everything agrees.\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.md", b"", "empty"),
        ("binary.txt", bytes(range(256)) * 20, "binary.txt"),
        ("misnamed.pdf", b"# Not a PDF\n\nText.", "misnamed.pdf"),
        ("truncated.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Cat", "truncated.pdf"),
        ("notes.xyz", b"text", "notes.xyz"),
        ("front.md", b"---\nkind: poem\n---\nText.", "front.md"),
    ],
)
def test_a_file_that_cannot_be_read_fails_alone(
    home: Path, texts: Path, name: str, content: bytes, said: str
):
    (texts / name).write_bytes(content)

    result = run(home, "add", texts / name, texts / "peace.md", "--json")

    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [entry["file"] for entry in report["added"]] == ["peace.md"]
    (failure,) = report["failed"]
    assert said in failure["error"]
    assert failure["hint"].endswith(".")
    assert len(json.loads(run(home, "list", "--json").stdout)) == 1
    assert len(list((home / "files").glob("*/*"))) == 1


def test_a_missing_file_and_a_web_page_fail_with_a_way_out(home: Path, texts: Path):
    failed(run(home, "add", texts / "nowhere.md"), 1, "nowhere.md", "Check")
    failed(run(home, "add", "http://example.org/x"), 1, "web pages are not read yet", "Save")


def test_an_unknown_source_fails_and_the_others_are_removed(home: Path, texts: Path):
    run(home, "add", texts)

    result = run(home, "remove", "nowhere", "srp-1")

    failed(result, 1, "'nowhere'", "staffride list")
    assert result.stdout == "removed srp-1\n"
    failed(run(home, "show", "nowhere"), 1, "'nowhere'")


def test_questions_that_cannot_be_asked(home: Path):
    failed(run(home, "ask", ""), 1, "empty", "Type a question")
    failed(run(home, "ask", "a" * 100_000), 1, "100,000 characters", "few sentences")
    failed(run(home, "ask"), 2, "no question")
    failed(run(home, "ask", "--batch", "in.jsonl"), 2, "--out")
    failed(run(home, "ask", "--batch", home / "nowhere.jsonl", "--out", "x"), 2, "nowhere.jsonl")


def test_a_home_that_cannot_be_used(tmp_path: Path):
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "library.db").write_bytes(b"not a database" * 100)

    failed(run(file / "below", "list"), 3, "--home")
    failed(run(other, "list"), 3, "not a library")


def test_a_home_made_by_a_newer_version_is_refused(home: Path, texts: Path):
    run(home, "add", texts)
    with sqlite3.connect(home / "library.db") as connection:
        connection.execute("UPDATE facts SET value = '999' WHERE name = 'schema'")
    connection.close()

    failed(run(home, "ask", "What is mass?"), 3, "newer version", "Update")


def test_a_port_in_use_is_said_before_anything_starts(home: Path, texts: Path):
    run(home, "add", texts)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        failed(run(home, "chat", "--port", port, "--no-browser"), 2, f"Port {port} is in use")


def test_the_traceback_is_there_for_who_asks_and_the_exit_code_stays(tmp_path: Path):
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")

    result = run(file / "below", "list", "--debug")

    assert result.exit_code == 3
    assert "Traceback" in result.stderr


def test_names_that_mean_another_place_than_they_say_are_refused(home: Path, texts: Path):
    batch = texts / "in.jsonl"
    batch.write_text('{"id": 1, "question": "What is mass?"}', encoding="utf-8")

    failed(CliRunner().invoke(main, ["list", "--home", ""]), 2, "'home'", "--home")
    failed(run(home, "add", ""), 2, "empty")
    failed(run(home, "ask", "--batch", batch, "--out", texts), 2, "another file")
    failed(run(home, "ask", "--batch", batch, "--out", batch), 2, "another file")
    failed(run(home, "show", b"\xff".decode("utf-8", "surrogateescape")), 1, "staffride list")


def test_no_character_of_a_document_moves_the_cursor(home: Path, texts: Path):
    hostile = texts / "hostile.md"
    hostile.write_text("---\ntitle: 'x :warning: [red]y'\n---\n1-1. Mass\x1b[2J is all.\n")
    run(home, "add", hostile)

    found = run(home, "search", "mass")
    listed = run(home, "list")

    assert "\x1b" not in found.stdout
    assert "x :warning: [red]y" in listed.stdout
