"""Text to sentences."""

import re
from collections.abc import Iterator

from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from corpus.model import Span

LONGEST_ITEM = 300
LONGEST_SENTENCE = 600

_ABBREVIATIONS = (
    # ranks and titles
    "adm brig capt cdr cmdr col comdr cpl cpt dr esq gen gov hon jr lieut lt ltc ltg maj mr mrs"
    " ms messrs pfc pres prof pvt rep rev sec sen sgt sr st supt"
    # references
    " app apps arg art arts cf ch chap chaps cit comp def ed eds encl et ex fig figs fn ibid id"
    " incl loc n.b no nos op p para paras pars pp pt pts ref refs s.c sect secs ser stat supp"
    " tab trans v viz vol vols vs"
    # places and bodies
    " ave bldg blvd co corp d.c dept dist div ft inc int ltd mt n.y nat'l natl rd u.k u.n u.s"
    " u.s.a u.s.c u.s.s u.s.s.r univ"
    # time and measure
    " a.d a.m approx apr aug avg b.c ca circa dec est feb fri hr hrs in jan jul jun kg km lb"
    " lbs m.p.h mar max mi min mins mm mon mph nov oct oz p.m sat sep sept sq sun temp thu thur"
    " thurs tue tues wed yd yds"
    # units of troops
    " arty bde bn bns btry cav coy engr h.m.s hq inf m.g mil regt sqdn"
    # Latin and the like
    " al e.g e.i etc i.a i.e inst q.v resp"
)
_NOT_ABBREVIATIONS = {"in", "max", "min", "mon", "sat", "sun", "wed", "id", "tab", "ex", "al"}
# An abbreviation before one of these ends its sentence: "... of the U.S. The next ..."
_STARTERS = (
    "a after although an and as at because both but by during each even finally for from he"
    " however if in it its many most no on once one only other she since so some such that the"
    " their there therefore these they this those though through thus to under until we what"
    " when where whether while with within you"
)
_BULLET = re.compile(r"(?:[-–—•▪●○◦■□▲►*+\u00b7\uf0b7\uf0a7]|o(?=\s))\s+")  # noqa: RUF001 - as printed
_NUMBER = re.compile(
    r"(?:(?:\d{1,2}|[A-Z])-\d{1,3}\.|\d{1,2}(?:\.\d{1,3}){1,3}\.?|\d{1,4}[.)]"
    r"|[a-z][.)]|\(\w{1,3}\))\s+(?=\S)"
)
_MAYBE_END = re.compile(r"[.!?]\S*\s")
_CUT = re.compile(r"(?<=;)\s+")


def _tokenizer() -> PunktSentenceTokenizer:
    parameters = PunktParameters()
    parameters.abbrev_types.update(set(_ABBREVIATIONS.split()) - _NOT_ABBREVIATIONS)
    parameters.sent_starters.update(_STARTERS.split())
    return PunktSentenceTokenizer(parameters)


_PUNKT = _tokenizer()


def sentence_spans(text: str, offset: int = 0) -> tuple[Span, ...]:
    """Find the sentences of a passage.

    Every line is read by itself. A list item of up to 300 characters is one sentence. A
    sentence of more than 600 characters is cut at semicolons.

    Args:
        text: Text of the passage.
        offset: Place of the text in its document; the spans count from there.

    Returns:
        Spans in order, without overlap, none empty, none with white space at an end. Paragraph
        numbers and bullets that open a line lie outside.

    Example:
        >>> text = "1-2. Gen. Smith held. The U.N. agreed."
        >>> [text[start:end] for start, end in sentence_spans(text)]
        ['Gen. Smith held.', 'The U.N. agreed.']
    """
    found: list[Span] = []
    start = 0
    for line in text.split("\n"):
        for first, last in _line_spans(line, is_first=start == 0):
            found.append((offset + start + first, offset + start + last))
        start += len(line) + 1
    return tuple(found)


def _line_spans(line: str, *, is_first: bool) -> Iterator[Span]:
    body = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    bullet = _BULLET.match(line, body)
    number = _NUMBER.match(line, bullet.end() if bullet else body)
    opened = number or bullet
    body = opened.end() if opened else body
    if body >= end:
        return
    is_item = bullet is not None or (number is not None and not is_first)
    if is_item and end - body <= LONGEST_ITEM:
        yield body, end
        return
    if not _MAYBE_END.search(line, body, end):
        yield from _short_spans(line, body, end)
        return
    for start, stop in _PUNKT.span_tokenize(line[body:end]):
        yield from _short_spans(line, body + start, body + stop)


def _short_spans(line: str, start: int, end: int) -> Iterator[Span]:
    if end - start <= LONGEST_SENTENCE:
        yield start, end
        return
    for cut in _CUT.finditer(line, start, end):
        if cut.start() > start and cut.end() < end:
            yield start, cut.start()
            start = cut.end()
    yield start, end
