import os
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.errors import UnreadableSourceError
from ingest.read import SUFFIXES, read_file
from tests.ingest.pdf_files import pdf_bytes

PAGE = ["The patrol moves out at dawn and returns before dark."]


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_suffixes_name_the_kinds_of_files_that_are_read():
    assert SUFFIXES == (".md", ".markdown", ".txt", ".text", ".pdf")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param("Café — naïve".encode(), "Café — naïve", id="utf-8"),
        pytest.param("Café".encode("utf-8-sig"), "Café", id="utf-8 with a byte order mark"),
        pytest.param("Café".encode("utf-16"), "Café", id="utf-16 with a byte order mark"),
        pytest.param("Café — “so”".encode("cp1252"), "Café — “so”", id="windows-1252"),
        pytest.param(b"one\r\ntwo\rthree", "one\ntwo\nthree", id="line ends"),
    ],
)
def test_text_is_decoded_as_it_was_written(tmp_path, content, text):
    raw = read_file(write(tmp_path, "a.txt", content))

    assert raw.pages[0].text == text
    assert not raw.paged


def test_front_matter_is_taken_off_the_text(tmp_path):
    path = write(tmp_path, "a.md", b"---\nTitle: Peace\ndate: 2020-05-01\n---\n# Peace\n")

    raw = read_file(path)

    assert raw.front_matter["title"] == "Peace"
    assert raw.pages[0].text == "# Peace\n"


def test_a_rule_on_the_first_line_is_no_front_matter(tmp_path):
    raw = read_file(write(tmp_path, "a.md", b"---\nText without an end mark."))

    assert raw.front_matter == {}


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.txt", b"", "is empty"),
        ("a.md", b" \n\t\n", "is empty"),
        ("a.pdf", b"", "is empty"),
        ("a.md", b"---\ntitle: x\n---\n\n", "holds no text"),
        ("a.txt", b"abc\x00def", "not text"),
        ("a.txt", b"\xef\xbb\xbf\xff\xfe", "not text"),
        ("a.md", b"%PDF-1.7 and so on", "holds a PDF"),
        ("a.txt", b"PK\x03\x04 and so on", "ZIP or Office"),
        ("a.pdf", b"<html>not found</html>", "is none"),
        ("a.docx", b"PK\x03\x04", "cannot be read"),
        ("a", b"text", "cannot be read"),
        ("a.md", b"---\ntitle: a: b\n---\ntext", "not valid YAML (line 2)"),
        ("a.md", b"---\n- one\n- two\n---\ntext", "not a list of `key: value`"),
        ("a.pdf", b"%PDF-1.7\n" + b"\xff" * 200, "is damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence_with_a_hint(
    tmp_path, name, content, complaint
):
    path = write(tmp_path, name, content)

    with pytest.raises(UnreadableSourceError) as refusal:
        read_file(path)

    assert complaint in str(refusal.value)
    assert path.name in str(refusal.value)
    assert refusal.value.hint.endswith(".")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(UnreadableSourceError, match="does not exist"):
        read_file(tmp_path / "gone.md")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(UnreadableSourceError, match="is a folder"):
        read_file(tmp_path / "folder.md")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_without_permission_is_refused(tmp_path):
    path = write(tmp_path, "a.txt", b"secret")
    path.chmod(0)

    with pytest.raises(UnreadableSourceError, match="cannot be opened"):
        read_file(path)


def test_a_pdf_gives_pages_title_labels_and_outline(tmp_path):
    content = pdf_bytes(
        [PAGE, PAGE], title="Patrols", labels="A-", bookmarks=[("Chapter 1", 0), ("Chapter 2", 1)]
    )

    raw = read_file(write(tmp_path, "a.pdf", content))

    assert raw.paged
    assert raw.title == "Patrols"
    assert [page.label for page in raw.pages] == ["A-1", "A-2"]
    assert [page.text.strip() for page in raw.pages] == PAGE * 2
    assert [(entry.title, entry.page) for entry in raw.outline] == [
        ("Chapter 1", 1),
        ("Chapter 2", 2),
    ]


def test_labels_are_not_made_up_where_the_file_states_none(tmp_path):
    raw = read_file(write(tmp_path, "a.pdf", pdf_bytes([PAGE, PAGE])))

    assert [page.label for page in raw.pages] == [None, None]


def test_an_empty_password_opens_an_encrypted_pdf(tmp_path):
    raw = read_file(write(tmp_path, "a.pdf", pdf_bytes([PAGE], password="")))

    assert raw.pages[0].text.strip() == PAGE[0]


def test_a_real_password_locks_a_pdf(tmp_path):
    path = write(tmp_path, "a.pdf", pdf_bytes([PAGE], password="sesame"))

    with pytest.raises(UnreadableSourceError, match="locked with a password"):
        read_file(path)


def test_a_scan_is_named_as_such(tmp_path):
    path = write(tmp_path, "a.pdf", pdf_bytes([[], []]))

    with pytest.raises(UnreadableSourceError, match="no text on any page") as refusal:
        read_file(path)

    assert "OCR" in refusal.value.hint


def test_a_page_without_text_is_reported(tmp_path):
    raw = read_file(write(tmp_path, "a.pdf", pdf_bytes([PAGE, [], [], PAGE])))

    assert len(raw.pages) == 4
    assert raw.warnings == ("Pages 2-3 of 4 gave no text: blank, or an image without OCR.",)


def test_a_broken_page_does_not_lose_the_document(tmp_path):
    content = pdf_bytes([PAGE, ["broken"], PAGE]).replace(b"(broken) Tj", b"(broke\\ Tj[<")

    raw = read_file(write(tmp_path, "a.pdf", content))

    assert raw.pages[0].text.strip() == raw.pages[2].text.strip() == PAGE[0]
    assert raw.pages[1].text == ""
    assert raw.warnings == ("Page 2 could not be read.",)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_pdf_is_read_or_refused(tmp_path, share):
    content = pdf_bytes([PAGE] * 5)
    path = write(tmp_path, "a.pdf", content[: int(len(content) * share)])

    with suppress(UnreadableSourceError):
        raw = read_file(path)

        assert any(page.text.strip() for page in raw.pages)
