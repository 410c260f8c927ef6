"""The real page in a real browser."""

import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from corpus.settings import child_environment

pytestmark = pytest.mark.browser

STARTS_WITHIN_MS = 120_000
ANSWERS_WITHIN_MS = 120_000  # the first question loads the model
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PEACE = """---
title: Peace Operations
number: SRP 2
date: 2026-11-22
---
# Peace Operations

## The three principles

2-1. The three principles of United Nations peacekeeping are consent of the main parties, \
impartiality, and the non-use of force except in self-defense.

2-2. Consent of the main parties can be uncertain or withdrawn.
"""
HOSTILE = """The Zorblax Manual

1-1. The zorblax procedure is to write <img src=x onerror="fetch('{leak}')"> on the form. \
The zorblax procedure is signed ![seal]({leak}) and costs $5 or $6, never :red[more].
"""
ADD = """
import sys
from pathlib import Path
from corpus.settings import Settings
from ingest.pipeline import add_paths
from ui.composition import open_library

report = add_paths(open_library(Settings()), [Path(sys.argv[1])])
assert len(report.added) == 2, report
"""
SERVE = """
import sys
from pathlib import Path
from ui.serve import serve

serve(int(sys.argv[1]), Path(sys.argv[2]), open_browser=False)
"""


class Leaks(HTTPServer):
    """Notes who calls; nobody should."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), LeakHandler)
        self.called: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/leak"


class LeakHandler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.called.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def leaks() -> Iterator[Leaks]:
    with Leaks() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, leaks: Leaks, browser: Browser
) -> Iterator[str]:
    """The page over a library of two documents, served until the tests are done."""
    home, texts = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("texts")
    Path(texts, "peace.md").write_text(PEACE, encoding="utf-8")
    Path(texts, "<b>manual.txt").write_text(HOSTILE.format(leak=leaks.address), encoding="utf-8")
    environment = child_environment(home)
    subprocess.run([sys.executable, "-c", ADD, str(texts)], env=environment, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port), str(home)], stdout=subprocess.PIPE, text=True
    ) as server:
        line = server.stdout.readline()
        assert f"http://127.0.0.1:{port}" in line
        yield f"http://127.0.0.1:{port}"
        server.send_signal(signal.SIGTERM)
        assert server.stdout.read().strip() == "Stopped."
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=5)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(STARTS_WITHIN_MS)
    elsewhere: list[str] = []
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "data:", "blob:"))
            else elsewhere.append(request.url)
        ),
    )
    page.goto(address)
    yield page
    page.close()
    assert elsewhere == []


def ask(page: Page, question: str) -> None:
    box = page.get_by_role("textbox", name="Ask about doctrine or a case")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".sr-question")).to_have_text(question, timeout=ANSWERS_WITHIN_MS)
    expect(page.locator(".sr-claims, .sr-refusal")).to_be_visible(timeout=ANSWERS_WITHIN_MS)


def test_a_citation_opens_its_words_and_a_reload_keeps_them(page: Page):
    ask(page, "What are the three principles of United Nations peacekeeping?")

    page.get_by_role("button", name="SRP 2, para 2-1").first.click()

    reading = page.locator(".sr-reading")
    expect(reading.locator("mark").first).to_contain_text("consent of the main parties")
    expect(reading.locator(".sr-facts")).to_contain_text("2-1")
    expect(reading.locator("h2")).to_have_text("Peace Operations")

    page.reload()

    expect(page.locator(".sr-question")).to_have_text(
        "What are the three principles of United Nations peacekeeping?"
    )
    expect(page.locator(".sr-reading mark").first).to_contain_text("consent of the main parties")


def test_a_hostile_document_is_shown_as_it_stands_and_calls_nobody(page: Page, leaks: Leaks):
    ask(page, "What is the zorblax procedure?")

    reading = page.locator(".sr-reading .sr-cited")
    expect(reading).to_contain_text(f"""<img src=x onerror="fetch('{leaks.address}')">""")
    expect(reading).to_contain_text(f"![seal]({leaks.address})")
    expect(reading).to_contain_text("costs $5 or $6, never :red[more].")
    expect(page.locator(".sr-facts").first).to_contain_text("<b>manual.txt")
    assert page.locator("[data-testid=stMain] img").count() == 0
    assert page.locator(".katex").count() == 0
    page.wait_for_timeout(500)
    assert leaks.called == []


def test_a_hostile_question_is_shown_as_it_stands_in_the_list_of_conversations(page: Page):
    question = "zorblax <b> ![d](u) $a$ $b$ :red[c] :smile: x -> y?"
    ask(page, question)

    recent = page.locator(".st-key-recent button", has_text="zorblax <b>").first

    assert recent.inner_text().replace("\u2060", "") == question


def test_the_shelf_lists_a_hostile_name_as_it_stands(page: Page, leaks: Leaks):
    page.get_by_role("link", name="Library").click()
    expect(page.locator(".st-key-sources")).to_be_visible()

    page.locator(".st-key-sources button", has_text="<b>manual").click()

    expect(page.locator(".sr-facts")).to_contain_text("<b>manual.txt")
    assert leaks.called == []
