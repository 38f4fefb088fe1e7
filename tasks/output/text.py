"""Text: the transcript of a document as a text file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from tasks.output.atomic import replacing

#: Folder of the transcripts within the output folder.
TEXT_FOLDER = "text"
SUFFIX = ".txt"
#: Parts the pages of a document.
PAGE_BREAK = "\f"

# What file systems take: 255 bytes a name. Paths may have 4096 bytes, of which the output folder
# gets its share.
_MAX_NAME_BYTES = 255
_MAX_SOURCE_BYTES = 2048
_DIGEST_DIGITS = 32

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
# Names of this form are kept for sources that had to be changed.
_MARKED = re.compile(rf"~[0-9a-f]{{{_DIGEST_DIGITS}}}$")


def text_path(out: Path, source: str) -> Path:
    """Return where the transcript of a document is written.

    That is ``out/text/<source>.txt`` if every part of the source is a name that any file system
    takes. Else (``..``, an absolute path, control characters, device names, names too long) parts
    are changed and the name ends in a digest of the source. Different sources never get the same
    path, nor one that another needs as a folder; none leads out of ``out/text``.

    Parameters
    ----------
    out : pathlib.Path
        The output folder.
    source : str
        The document's name in the tables.

    Examples
    --------
    >>> text_path(Path("out"), "may/page 1.jpg").as_posix()
    'out/text/may/page 1.jpg.txt'
    >>> text_path(Path("out"), "../page.jpg").as_posix()
    'out/text/_/page.jpg~78afc37839fe31635e204624c62f3eb4.txt'
    """
    *folders, name = source.split("/")
    folder = out / TEXT_FOLDER
    if _is_safe(source, folders, name):
        return folder.joinpath(*folders, name + SUFFIX)
    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_DIGITS]
    if len(_encoded(source)) <= _MAX_SOURCE_BYTES:
        folder = folder.joinpath(*[_safe_folder(part) for part in folders])
    room = _MAX_NAME_BYTES - len("~") - _DIGEST_DIGITS - len(SUFFIX)
    return folder / f"{_cut(_safe_part(name), room)}~{digest}{SUFFIX}"


def write_text(path: Path, pages: Sequence[str]) -> None:
    """Write the transcript of a document, as a whole or not at all.

    Parameters
    ----------
    path : pathlib.Path
        Where to, see `text_path`.
    pages : sequence of str
        Text of each page. Each ends in a line feed in the file; a form feed parts it from the next.

    Raises
    ------
    schemas.errors.OutputError
        If the file cannot be written.
    """
    text = PAGE_BREAK.join(page + "\n" for page in pages)
    with replacing(path) as written:
        written.write_bytes(text.encode("utf-8"))


def _is_safe(source: str, folders: Sequence[str], name: str) -> bool:
    if len(_encoded(source)) > _MAX_SOURCE_BYTES or _MARKED.search(name):
        return False
    if len(_encoded(name + SUFFIX)) > _MAX_NAME_BYTES or _safe_part(name) != name:
        return False
    return all(_safe_folder(part) == part for part in folders)


def _safe_folder(part: str) -> str:
    # A folder never ends like a transcript, so none stands where a transcript is to stand.
    part = _cut(_safe_part(part), _MAX_NAME_BYTES - 1)
    return part + "_" if part.lower().endswith(SUFFIX) else part


def _safe_part(part: str) -> str:
    part = _CONTROL.sub("_", _encoded(part).decode("utf-8"))
    if part in ("", ".", ".."):
        return "_"
    return "_" + part if _DEVICES.fullmatch(part) else part


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _cut(text: str, size: int) -> str:
    """Shorten a text to a number of bytes, between characters."""
    return _encoded(text)[:size].decode("utf-8", "ignore")
