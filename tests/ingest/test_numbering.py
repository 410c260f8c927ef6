import pytest

from ingest.numbering import Numbering, read_mark


def numbers(*lines):
    numbering = Numbering()
    found = []
    for line in lines:
        if line == "heading":
            numbering.heading()
            continue
        mark = read_mark(line)
        place = numbering.place(mark) if mark else None
        found.append(place.number if place else None)
    return found


def test_joint_numbers_are_composed_of_their_levels():
    lines = ["1. General", "a. One.", "b. Two.", "(1) Sub.", "(2) Sub.", "(a) Low.", "c. Three."]

    assert numbers(*lines, "2. Next") == [
        "1", "1.a", "1.b", "1.b.(1)", "1.b.(2)", "1.b.(2)(a)", "1.c", "2",
    ]  # fmt: skip


def test_numbers_start_again_below_a_heading():
    assert numbers("1. One", "2. Two", "heading", "1. One") == ["1", "2", "1"]


def test_a_series_may_lose_a_number_or_two_but_not_run_backwards():
    assert numbers("1-1. A", "1-3. B", "1-2. C", "1-20. D", "2-1. E") == [
        "1-1", "1-3", None, None, "2-1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["1944. The year began", "10-15 minutes", "12 men", "U.S. forces", "3.5 million", "a. m."],
)
def test_dates_ranges_and_figures_are_no_paragraph_numbers(line):
    assert numbers(line) == [None]


def test_brackets_without_a_number_above_are_items():
    numbering = Numbering()

    place = numbering.place(read_mark("(1) Look."))

    assert place.number is None


def test_appendix_and_decimal_numbers_are_read():
    assert numbers("A-1. Text", "A-2. Text", "1.1 Text", "1.2 Text") == ["A-1", "A-2", "1.1", "1.2"]
