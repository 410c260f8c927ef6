"""Real files: what must come out of them, and that nothing else comes out of hostile ones."""

import random

import pytest

from corpus.model import Document
from ingest.cage import read_caged, read_many_caged
from tests.ingest.test_document import assert_sound

SAMPLE = 30


@pytest.mark.timeout(600)
def test_a_joint_publication_has_its_labels_headings_and_numbers(shared_data):
    document = read_caged(shared_data / "doctrine_pdf" / "JP-3-50-U.pdf")

    assert_sound(document)
    assert document.publication.number == "JP 3-50"
    labels = {page.label: page.ordinal for page in document.pages}
    assert labels["II-3"] == 32
    assert labels["iii"] == 4
    assert labels["GL-10"] == 271
    general = next(one for one in document.passages if one.first_page == 30)
    assert general.paragraph == "1.a"
    assert general.heading == ("CHAPTER II FUNCTIONS AND RESPONSIBILITIES", "1. General")
    assert sum(one.paragraph is not None for one in document.passages) > 700


def test_drill_regulations_have_their_numbers(shared_data):
    document = read_caged(shared_data / "classics" / "us_infantry_drill_regulations_1911.txt")

    assert_sound(document)
    numbers = {one.paragraph for one in document.passages}
    assert len(numbers & {str(number) for number in range(1, 623)}) > 560


@pytest.mark.timeout(600)
def test_hostile_files_are_read_or_refused(shared_data):
    files = sorted((shared_data / "hostile_pdf").glob("*/*.pdf"))
    sample = random.Random(0).sample(files, SAMPLE)

    for path, outcome in read_many_caged(sample, workers=2, timeout_s=60):
        if isinstance(outcome, Document):
            assert_sound(outcome)
        else:
            assert path.name in str(outcome)
            assert outcome.hint
