"""The child process of `ingest.cage`: sets its limits, reads one file, writes the outcome."""

import logging
import pickle
import sys
from pathlib import Path

from corpus.errors import StaffRideError

if sys.platform != "win32":
    import resource

LARGEST_RESULT_BYTES = 1024**3
# nltk imports these where they are installed, which takes seconds, and works without them.
# None in `sys.modules` makes an import fail.
_NOT_NEEDED = ("matplotlib", "numpy", "pandas", "scipy", "sklearn")


def main() -> None:
    """Read the file named on the command line.

    Arguments: path of the file, path of the result, seconds, bytes of memory.
    """
    path, result, timeout_s, memory_bytes = sys.argv[1:5]
    _limit(float(timeout_s), int(memory_bytes))
    logging.disable(logging.CRITICAL)
    for name in _NOT_NEEDED:
        sys.modules[name] = None  # type: ignore[assignment]
    from ingest.document import read_document  # noqa: PLC0415 - parsers start within the limits

    outcome: object
    try:
        outcome = read_document(Path(path))
    except StaffRideError as error:
        outcome = (str(error), error.hint)
    Path(result).write_bytes(pickle.dumps(outcome, protocol=5))


def _limit(timeout_s: float, memory_bytes: int) -> None:
    if sys.platform == "win32":
        return
    limits = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: int(timeout_s) + 1,
        resource.RLIMIT_FSIZE: LARGEST_RESULT_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        _, hard = resource.getrlimit(limit)
        soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (soft, hard))
