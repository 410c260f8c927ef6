from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"


@pytest.fixture
def shared_data() -> Path:
    """The sample files beside the repository, where they are there."""
    if not SHARED.is_dir():
        pytest.skip("the sample files are not beside the repository")
    return SHARED.resolve()
