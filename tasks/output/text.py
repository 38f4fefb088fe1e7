"""Text: the transcript of a document as a text file."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from tasks.output.atomic import output_errors

#: Folder of the transcripts within the output folder.
TEXT_FOLDER = "text"
SUFFIX = ".txt"
#: Parts the pages of a document.
PAGE_BREAK = "\f"

# What file systems take: 255 bytes a name. Paths may have 4096 bytes, of which the output folder
# gets its share.
_MAX_NAME_BYTES = 255
_MAX_SOURCE_BYTES = 2048
# Libraries go down folders by calling themselves, which Python does a thousand times at most.
_MAX_FOLDERS = 100
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
    if _is_shallow(source, folders):
        folder = folder.joinpath(*[_safe_folder(part) for part in folders])
    room = _MAX_NAME_BYTES - len("~") - _DIGEST_DIGITS - len(SUFFIX)
    return folder / f"{_cut(_safe_part(name), room)}~{digest}{SUFFIX}"


def text_content(pages: Sequence[str]) -> bytes:
    r"""Return what stands in the text file of a document.

    Parameters
    ----------
    pages : sequence of str
        Text of each page. Each ends in a line feed in the file; a form feed parts it from the next.

    Examples
    --------
    >>> text_content(["ONE\nTWO", "THREE"])
    b'ONE\nTWO\n\x0cTHREE\n'
    """
    return PAGE_BREAK.join(page + "\n" for page in pages).encode("utf-8")


def write_text(path: Path, content: bytes) -> None:
    """Write the transcript of a document; folders are made as needed.

    Parameters
    ----------
    path : pathlib.Path
        Where to, see `text_path`: in a folder that takes its place as a whole.
    content : bytes
        What `text_content` returns.

    Raises
    ------
    schemas.errors.OutputError
        If the file cannot be written.
    """
    with output_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def text_stands(path: Path, content: bytes) -> bool:
    """Tell whether a text file, and no link, already holds the content to the byte."""
    try:
        known = path.lstat()
        whole = stat.S_ISREG(known.st_mode) and known.st_size == len(content)
        return whole and path.read_bytes() == content
    except OSError:
        return False


def _is_safe(source: str, folders: Sequence[str], name: str) -> bool:
    if not _is_shallow(source, folders) or _MARKED.search(name):
        return False
    if len(_encoded(name + SUFFIX)) > _MAX_NAME_BYTES or _safe_part(name) != name:
        return False
    return all(_safe_folder(part) == part for part in folders)


def _is_shallow(source: str, folders: Sequence[str]) -> bool:
    return len(_encoded(source)) <= _MAX_SOURCE_BYTES and len(folders) <= _MAX_FOLDERS


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
