import os
import subprocess
import sys

import pytest

from evals.memory import tree_bytes

HOLDS_50_MB = "held = bytearray(50_000_000); print('ready', flush=True); input()"


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_memory_of_a_child_counts():
    alone = tree_bytes(os.getpid())
    command = [sys.executable, "-c", HOLDS_50_MB]

    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        together = tree_bytes(os.getpid())
        child.communicate(b"\n")

    assert together - alone > 45_000_000
    assert tree_bytes(child.pid) == 0
