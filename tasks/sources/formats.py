"""Formats: which file formats there are, told by a file's first bytes, never by its name alone."""

from __future__ import annotations

from pathlib import PurePath

#: Formats that Scrivano reads.
READABLE_FORMATS = ("jpeg", "png", "tiff", "pdf", "webp", "bmp", "gif")
#: Formats of pictures that it recognises only to say that it cannot read them.
FOREIGN_FORMATS = ("heic", "avif", "jp2", "jxl")
#: Formats of which a file can hold many pages.
MANY_PAGED_FORMATS = ("tiff", "pdf")

#: File name suffixes that promise a page.
PAGE_SUFFIXES = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".png",
        ".tif",
        ".tiff",
        ".pdf",
        ".webp",
        ".bmp",
        ".gif",
        ".heic",
        ".heif",
        ".avif",
        ".jp2",
        ".jxl",
    ]
)

#: Bytes of a file's beginning that `sniff_format` wants to see.
HEAD_BYTES = 1024

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),  # BigTIFF
    (b"MM\x00+", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jp2"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "jxl"),
)
_PDF_MAGIC = b"%PDF-"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BRANDS = {
    b"heic": "heic",
    b"heix": "heic",
    b"heim": "heic",
    b"heis": "heic",
    b"hevc": "heic",
    b"mif1": "heic",
    b"msf1": "heic",
    b"avif": "avif",
    b"avis": "avif",
}
# Sizes of the header that follows a bitmap's file header, one for each version of the format.
# "BM" alone begins many a text.
_BITMAP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)
_BITMAP_HEADER_AT = 14


def sniff_format(head: bytes, name: str = "") -> str:
    r"""Tell a file's format by its first bytes.

    Parameters
    ----------
    head : bytes
        The first `HEAD_BYTES` bytes of the file, or fewer if it has no more.
    name : str, optional
        Name of the file. It matters for PDF only: such files may begin with other bytes, but only
        a file that is called ``.pdf`` is searched for them, else every text that speaks of PDF
        would be one.

    Returns
    -------
    str
        One of `READABLE_FORMATS` or `FOREIGN_FORMATS`, or ``""`` if the bytes are no picture's.

    Examples
    --------
    >>> sniff_format(b"\x89PNG\r\n\x1a\n...")
    'png'
    >>> sniff_format(b"Dear Sir,")
    ''
    """
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "")
    if head[:2] == b"BM" and _is_bitmap(head):
        return "bmp"
    if head.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(_PDF_MAGIC):
        return "pdf"
    if PurePath(name).suffix.lower() == ".pdf" and _PDF_MAGIC in head:
        return "pdf"
    return ""


def promises_page(name: str) -> bool:
    """Tell whether a file's name says that it is a picture or a PDF."""
    return PurePath(name).suffix.lower() in PAGE_SUFFIXES


def _is_bitmap(head: bytes) -> bool:
    header = int.from_bytes(head[_BITMAP_HEADER_AT : _BITMAP_HEADER_AT + 4], "little")
    return header in _BITMAP_HEADERS
