"""PDF files made by the tests: lines of Helvetica, and whatever a test needs beside them."""

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

LINE_HEIGHT = 14


def pdf_bytes(
    pages: Sequence[Sequence[str]],
    *,
    title: str | None = None,
    password: str | None = None,
    owner_password: str | None = None,
    labels: str | None = None,
    bookmarks: Sequence[tuple[str, int]] = (),
) -> bytes:
    """Write a PDF with the given lines on its pages.

    Args:
        password: What a reader must type to open it; may be empty.
        labels: Prefix of page labels, which then count from 1 in Arabic numerals.
        bookmarks: Titles, and the index of the page that each leads to.
    """
    writer = PdfWriter()
    for lines in pages:
        _add_page(writer, lines)
    if title is not None:
        writer.add_metadata({"/Title": title})
    if labels is not None:
        writer.set_page_label(0, len(pages) - 1, style=PageLabelStyle.DECIMAL, prefix=labels)
    for name, index in bookmarks:
        writer.add_outline_item(title=name, page_number=index)
    if password is not None:
        writer.encrypt(password, owner_password or "owner", algorithm="AES-256")
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def joined_pdf(*files: bytes) -> bytes:
    """Put files one after the other."""
    writer = PdfWriter()
    for file in files:
        writer.append(PdfReader(BytesIO(file)))
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def _add_page(writer: PdfWriter, lines: Sequence[str]) -> None:
    page = writer.add_blank_page(612, 792)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    shown = [f"({_escaped(line)}) Tj T*" for line in lines]
    stream.set_data(
        "\n".join(["BT", "/F1 10 Tf", f"{LINE_HEIGHT} TL", "72 740 Td", *shown, "ET"]).encode(
            "cp1252"
        )
    )
    page[NameObject("/Contents")] = writer._add_object(stream)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
