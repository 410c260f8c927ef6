import pytest
from streamlit.testing.v1 import AppTest

from tests.fakes import add_text, library_with
from tests.ui.test_chat import click, shown, words
from ui.adding import Adding, Upload
from ui.escape import plain_label


@pytest.fixture
def library(tmp_path):
    texts = {
        "peace.md": "---\ntitle: Peace\nnumber: SRP 2\n---\n# Peace\n\n## Basics\n\n1-1. It is.\n",
        "war.md": "---\ntitle: War\n---\n# War\n\n1-1. It was.\n",
    }
    library = library_with(tmp_path, texts)
    yield library
    library.close()


def page(library) -> None:
    from ui.shelf import shelf_page

    shelf_page(library)


def opened(library) -> AppTest:
    app = AppTest.from_function(page, kwargs={"library": library}, default_timeout=30).run()
    assert not app.exception
    return app


def listed(app: AppTest) -> list[str]:
    return [b.label for b in app.button if (b.key or "").startswith("show-")]


def test_the_shelf_is_listed(library):
    app = opened(library)

    assert "2 publications, 2 passages" in words(app)
    assert listed(app) == [plain_label("SRP 2 · Peace"), "War"]


def test_an_empty_shelf_says_so(tmp_path):
    library = library_with(tmp_path, {})

    assert "The shelf is empty." in words(opened(library))
    library.close()


def test_the_list_can_be_searched(library):
    app = opened(library)

    app.text_input(key="find").set_value("war").run()

    assert listed(app) == ["War"]


def test_a_publication_opens_with_its_headings(library):
    app = click(opened(library), "SRP 2 · Peace")

    assert "<dt>File</dt><dd>peace.md</dd>" in shown(app)
    assert "Basics" in words(app)


def test_removing_asks_first(library):
    app = click(click(opened(library), "SRP 2 · Peace"), "Remove from the library")

    assert app.warning[0].value.startswith(plain_label("Remove SRP 2 · Peace?"))
    assert len(library.store.sources()) == 2

    click(app, "Keep it")
    assert not app.warning
    assert len(library.store.sources()) == 2


def test_a_removed_publication_is_gone(library):
    app = click(click(opened(library), "SRP 2 · Peace"), "Remove from the library")

    click(app, "Remove it")

    assert listed(app) == ["War"]
    assert [source.key for source in library.store.sources()] == ["war"]
    assert "Choose a publication" in words(app)


def test_a_publication_that_was_removed_elsewhere_is_no_fault(library):
    app = click(opened(library), "SRP 2 · Peace")
    library.remove("srp-2")

    app.run()

    assert not app.exception
    assert "That publication has left the library." in words(app)


def test_what_was_added_is_reported(library):
    from ui.shelf import _jobs

    app = opened(library)
    job = Adding(library, [Upload("new.md", b"# New\n\n1-1. It is new.\n"), Upload("no.pdf", b"x")])
    _jobs(str(library.home)).append(job)
    job.join()

    app.run()

    assert not app.exception
    assert "1 publication added" in words(app)
    assert "New: 1 passage" in words(app)
    assert "no.pdf" in words(app)


def test_hostile_names_are_shown_as_they_stand(library):
    add_text(
        library, "<b>$x$ ![](h).md", "---\ntitle: '<img src=x> :red[a] $b$'\n---\n1-1. Text.\n"
    )

    app = click(opened(library), "<img src=x> :red[a] $b$")

    assert "<dd>&lt;b&gt;$x$ ![](h).md</dd>" in shown(app)
    assert "<img" not in shown(app)
