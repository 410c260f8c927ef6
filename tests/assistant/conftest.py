from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.library import Library
from tests.fakes import library_with

PEACE = """---
title: Peace Operations
number: SRP 2
date: 2026-11-22
kind: doctrine
---
# Peace Operations

## Principles

1-1. A peace operation is an operation that supports a settlement. It rests on consent.

1-2. The three principles of peace operations are:

- Consent of the main parties.
- Impartiality in the execution of the mandate.
- Restraint in the use of force.

## Limits

2-1. Peace operations fail when there is no peace to keep. This happened in Bosnia. \
Mandates without means failed there too.

2-2. Peace operations need a mandate from the Security Council.
"""
WAR = """---
title: Principles of War
number: SRP 1
kind: doctrine
---
## Definitions

1-1. Surprise is striking the enemy at a time for which he is unprepared.

1-2. Mass is the concentration of combat power. Mass is the opposite of dispersion.
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = library_with(tmp_path, {"peace.md": PEACE, "war.md": WAR})
    yield opened
    opened.close()
