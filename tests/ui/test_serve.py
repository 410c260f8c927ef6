import socket
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import UsageError
from corpus.settings import child_environment
from ui.serve import check_port, serve, serve_command


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_in_use_is_refused_before_anything_starts(taken_port, tmp_path):
    with pytest.raises(UsageError, match=rf"^Port {taken_port} is in use\.$") as caught:
        serve(taken_port, tmp_path, open_browser=False)

    assert "--port" in caught.value.hint


def test_a_port_that_is_free_is_taken(taken_port):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    check_port(port)


def test_the_page_is_served_to_this_machine_alone_and_reports_to_nobody():
    command = serve_command(8502)
    options = dict(zip(command[5::2], command[6::2], strict=True))

    assert command[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert Path(command[4]).is_file()
    assert options["--server.port"] == "8502"
    assert options["--server.address"] == "127.0.0.1"
    assert options["--browser.gatherUsageStats"] == "false"
    assert options["--client.showErrorDetails"] == "none"


def test_streamlit_knows_every_option():
    from streamlit import config

    known = config.get_config_options()

    assert [o for o in serve_command(1)[5::2] if o.removeprefix("--") not in known] == []


def test_the_child_is_told_the_home(tmp_path):
    code = "from corpus.settings import Settings; print(Settings().home)"

    printed = subprocess.run(
        [sys.executable, "-c", code],
        env=child_environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )

    assert printed.stdout.strip() == str(tmp_path)
