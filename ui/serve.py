"""Start the web page."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from urllib.error import URLError

import click

from corpus.errors import LibraryError, UsageError
from corpus.settings import child_environment

_ADDRESS = "127.0.0.1"
_STARTS_WITHIN_S = 60.0
_ENDS_WITHIN_S = 10.0
_OPTIONS: dict[str, str | list[str]] = {
    "server.address": _ADDRESS,
    "server.allowedHosts": [_ADDRESS, "localhost"],  # no page elsewhere can call it by a name
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": "200",
    "browser.serverAddress": _ADDRESS,
    "browser.gatherUsageStats": "false",
    "logger.level": "error",  # faults are shown; that the server runs, we say ourselves
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.toolbarMode": "minimal",
    "theme.base": "light",
    "theme.primaryColor": "#3d5a3a",
    "theme.backgroundColor": "#f7f3e9",
    "theme.secondaryBackgroundColor": "#efe8d8",
    "theme.textColor": "#24271f",
    "theme.borderColor": "#d9d0bb",
    "theme.linkColor": "#3d5a3a",
    "theme.baseRadius": "6px",
    "theme.font": "sans-serif",
    "theme.headingFont": "serif",
    "theme.showSidebarBorder": "true",
}


def serve(port: int, home: Path, *, open_browser: bool) -> None:
    """Serve the page on this machine until it is stopped.

    Args:
        port: Where to listen, on 127.0.0.1 alone.
        home: Folder of the library.
        open_browser: Whether to open the page in the person's browser.

    Raises:
        UsageError: If the port cannot be had.
        LibraryError: If the page does not start.
    """
    check_port(port)
    with (
        _stopped_by_term(),
        subprocess.Popen(  # noqa: S603 - our own interpreter and file
            serve_command(port), env=child_environment(home), stdout=subprocess.DEVNULL
        ) as child,
    ):
        try:
            _wait_for(child, port)
            click.echo(f"Staff Ride is open at http://{_ADDRESS}:{port} (Ctrl+C stops it).")
            if open_browser:
                webbrowser.open(f"http://{_ADDRESS}:{port}")
            child.wait()
        except KeyboardInterrupt:
            click.echo("Stopped.")
        finally:
            _end(child)


def serve_command(port: int) -> list[str]:
    """The command that serves the page."""
    command = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).with_name("app.py"))]
    command += ["--server.port", str(port)]
    for name, values in _OPTIONS.items():
        for value in [values] if isinstance(values, str) else values:
            command += [f"--{name}", value]
    return command


def check_port(port: int) -> None:
    """Make sure that the port can be had.

    Raises:
        UsageError: If it cannot.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # a port that was closed a moment ago is free; elsewhere this steals
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_ADDRESS, port))
        except PermissionError as error:
            raise UsageError(
                f"Port {port} may not be opened.", hint="Choose one above 1023 with --port."
            ) from error
        except (OSError, OverflowError) as error:
            raise UsageError(
                f"Port {port} is in use.",
                hint="Choose another with --port, or stop the program that uses it.",
            ) from error


@contextlib.contextmanager
def _stopped_by_term() -> Iterator[None]:
    """Let a request to end stop the page as Ctrl+C does, so that it is not left behind."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(_ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        child.kill()


def _wait_for(child: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while child.poll() is None and time.monotonic() < until:
        if _answers(port):
            return
        time.sleep(0.1)
    raise LibraryError(
        "The web page did not start.",
        hint="See the messages above, and try again with another --port.",
    )


def _answers(port: int) -> bool:
    try:
        # Asked directly: the environment may name a proxy, which must not be asked for our page.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://{_ADDRESS}:{port}/_stcore/health", timeout=2):
            return True
    except (URLError, OSError):
        return False
