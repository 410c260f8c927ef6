import pytest

from ingest.identify import identify
from ingest.raw import RawDocument, RawPage


def identified(*pages, title=None, name="scan.pdf"):
    raw = RawDocument(pages=tuple(RawPage(page) for page in pages), paged=True, title=title)
    return identify(raw, None, name)


@pytest.mark.parametrize(
    ("cover", "number"),
    [
        ("Joint Publication 3-50\nPersonnel Recovery", "JP 3-50"),
        ("ATP 3-07.31\nPeace Operations", "ATP 3-07.31"),
        ("MCWP 3-11.3\nScouting and Patrolling", "MCWP 3-11.3"),
        ("AFDP 3-0\nOperations", "AFDP 3-0"),
        ("FMFRP 12-18\nGuerrilla Warfare", "FMFRP 12-18"),
        ("Field Manual No. 5-33\nTerrain Analysis", "FM 5-33"),
        ("A report on 21-76 matters", None),
    ],
)
def test_numbers_are_read_from_the_cover(cover, number):
    publication = identified(cover)

    assert publication.number == number
    assert publication.kind == ("doctrine" if number else "other")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("02 October 2015", "2015-10-02"),
        ("June 1992", "1992-06"),
        ("Washington, DC, 11 July 1990", "1990-07-11"),
        ("August 19, 1911", "1911-08-19"),
        ("in 1944", None),
    ],
)
def test_dates_become_iso_dates(text, date):
    assert identified(f"Some Manual\n{text}").date == date


def test_the_marking_is_kept_as_printed():
    text = "Manual\nApproved for public release;\ndistribution is unlimited."

    assert identified(text).marking == "Approved for public release; distribution is unlimited"


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("JP 3-50, Personnel Recovery", "Personnel Recovery"),
        ("Microsoft Word - FM 21-76 US ARMY SURVIVAL MANUAL.doc", "US ARMY SURVIVAL MANUAL"),
        ("ptu6260.tmp", "Terrain analysis"),
        ("PowerPoint Presentation", "Terrain analysis"),
    ],
)
def test_a_title_that_a_program_made_up_is_not_used(title, found):
    assert identified("...", title=title, name="fm-5-33-terrain-analysis.pdf").title == found
