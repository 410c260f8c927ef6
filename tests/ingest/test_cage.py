import pickle
import time

import pytest

from corpus.errors import UnreadableSourceError
from corpus.model import Document
from ingest.cage import _Unpickler, read_caged, read_many_caged
from ingest.document import read_document
from tests.ingest.pdf_files import pdf_bytes


@pytest.fixture
def text_file(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("# Title\n\n1-1. A paragraph.\n", "utf-8")
    return path


def test_a_caged_reader_returns_the_same_document(text_file):
    assert read_caged(text_file) == read_document(text_file)


def test_a_refusal_comes_out_of_the_cage_with_its_hint(tmp_path):
    with pytest.raises(UnreadableSourceError, match="does not exist") as refusal:
        read_caged(tmp_path / "gone.md")

    assert refusal.value.hint == "Check the path and the spelling."


def test_a_reader_that_takes_too_long_is_ended(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_bytes([["text"] * 40] * 300))
    start = time.monotonic()

    with pytest.raises(UnreadableSourceError, match="took longer than"):
        read_caged(path, timeout_s=0.05)

    assert time.monotonic() - start < 2


def test_a_reader_without_memory_is_a_refusal(text_file):
    with pytest.raises(UnreadableSourceError) as refusal:
        read_caged(text_file, memory_bytes=40 * 1024**2)

    assert refusal.value.hint


def test_many_files_come_in_the_order_given(tmp_path, text_file):
    paths = [text_file, tmp_path / "gone.md", text_file]

    outcomes = list(read_many_caged(paths, workers=2))

    assert [path for path, _ in outcomes] == paths
    assert [isinstance(outcome, Document) for _, outcome in outcomes] == [True, False, True]


def test_leaving_early_ends_the_readers(text_file):
    outcomes = read_many_caged([text_file] * 5, workers=2)
    next(outcomes)

    outcomes.close()


def test_nothing_but_documents_is_unpickled():
    import io
    import os

    with pytest.raises(pickle.UnpicklingError, match="not part of a document"):
        _Unpickler(io.BytesIO(pickle.dumps(os.system))).load()
