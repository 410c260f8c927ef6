import pytest
from hypothesis import given

from ingest.pipeline import Progress
from tests.fakes import library_with
from tests.ui.strategies import texts
from ui.adding import Adding, Upload, progress_share, progress_text, safe_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("JP-3-50.pdf", "JP-3-50.pdf", id="nothing to do"),
        pytest.param("../../etc/passwd.txt", "passwd.txt", id="no folders"),
        pytest.param("C:\\docs\\a.md", "a.md", id="no Windows folders"),
        pytest.param("<img src=x>.md", "img src x.md", id="no HTML"),
        pytest.param(".bashrc", "file.bashrc", id="not hidden"),
        pytest.param("...", "file", id="only full stops"),
        pytest.param("", "file", id="nothing"),
        pytest.param("Vorschrift Zürich.PDF", "Vorschrift Zürich.PDF", id="letters of any script"),
        pytest.param("a" * 300 + ".pdf", "a" * 146 + ".pdf", id="cut, with its suffix"),
    ],
)
def test_names_that_any_folder_takes(name, expected):
    assert safe_name(name) == expected


@given(texts)
def test_a_safe_name_stays_in_its_folder(tmp_path_factory, name):
    safe = safe_name(name)

    assert safe == safe.strip()
    assert not set(safe) & set('/\\<>:"|?*\0\n')
    assert not safe.startswith(".")
    assert len(safe.encode()) <= 167
    (tmp_path_factory.mktemp("names") / safe).write_bytes(b"x")


@pytest.mark.parametrize(
    ("progress", "share", "text"),
    [
        pytest.param(None, 0.0, "Reading the files", id="not begun"),
        pytest.param(
            Progress("a.md", "embedding", 1, 4, 50, 100),
            0.375,
            "a.md: 50 of 100 passages",
            id="half of the second of four",
        ),
        pytest.param(Progress("a.md", "stored", 4, 4), 1.0, "4 of 4 files done", id="done"),
    ],
)
def test_progress_worked_by_hand(progress, share, text):
    assert progress_share(progress) == share
    assert progress_text(progress) == text


def test_uploads_are_added_and_failures_reported(tmp_path):
    library = library_with(tmp_path, {})
    uploads = [
        Upload("../a.md", b"# A\n\n1-1. One thing is here.\n"),
        Upload("a.md", b"# A\n\n1-1. Another thing is here.\n"),
        Upload("bad.pdf", b"not a PDF"),
    ]

    job = Adding(library, uploads)
    job.join()

    assert not job.running
    assert [source.file for source in job.report.added] == ["a.md", "a.md"]
    assert [failure.file for failure in job.report.failed] == ["bad.pdf"]
    assert job.progress is not None
    assert len(library.store.sources()) == 2
    library.close()
