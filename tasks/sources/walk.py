"""Walk: which files an input holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import PageError, PageRefused, PassingFault, UsageError
from tasks.sources.faults import passing_fault
from tasks.sources.formats import promises_page
from tasks.sources.names import label_of, printable, source_of, valid_name

_HIDDEN = "."
# What the file system's root is called in names that have to be told apart.
_NAMELESS = "_"


@dataclass(frozen=True)
class Listed:
    """A file, or a folder that cannot be listed, within an input.

    Attributes
    ----------
    path : pathlib.Path
        Where it lies, absolute.
    source : str
        Its name relative to the input; folders end in ``/``.
    label : str
        What its input is called, should names have to be told apart.
    wanted : bool
        Whether it was named by the user, or has a page's name: it must not be passed over.
    fault : PageError or None
        Why it cannot even be opened.
    """

    path: Path
    source: str
    label: str
    wanted: bool
    fault: PageError | None = None


def list_input(given: Path) -> list[Listed]:
    """List the files of one input, in an order that depends on their names alone.

    A folder is searched with all folders in it. Passed over are files and folders whose name begins
    with a dot, and links to folders: the folder itself is searched if it lies within the input, and
    is not the input's if it does not. A link to a file counts as a file if that lies within the
    input; a link that leads out, or nowhere, is a fault if its name promises a page.

    Parameters
    ----------
    given : pathlib.Path
        A folder or a file; the input itself may be a link.

    Raises
    ------
    schemas.errors.UsageError
        If there is no such file or folder.
    """
    if not os.path.lexists(given):
        raise UsageError(f"there is no {printable(valid_name(str(given)))}; give a file or folder")
    if is_folder(given):
        return sorted(
            _folder(given.resolve()), key=lambda entry: os.fsencode(entry.path).split(b"/")
        )
    # The folder's own path is settled, so that a file has one path; a link keeps its name.
    path = given.parent.resolve() / given.name
    label = valid_name(path.parent.name) or _NAMELESS
    return [Listed(path, valid_name(path.name), label, wanted=True)]


def is_folder(path: Path) -> bool:
    """Tell whether a path leads to a folder; one that cannot be followed does not."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _folder(root: Path) -> Iterator[Listed]:
    label = valid_name(root.name) or _NAMELESS
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError as error:
            source = "./" if folder == root else source_of(folder, root) + "/"
            yield Listed(folder, source, label, wanted=True, fault=passing_fault(folder, error))
            continue
        for entry in entries:
            if entry.name.startswith(_HIDDEN):
                continue
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
                continue
            wanted = promises_page(entry.name)
            fault = None
            if entry.is_symlink():
                fault = _link_fault(path, root)
                if is_folder(path) or (fault is not None and not wanted):
                    continue
            yield Listed(path, source_of(path, root), label, wanted, fault)


def _link_fault(path: Path, root: Path) -> PageError | None:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # Python 3.11 tells a loop of links by RuntimeError
        return PassingFault(
            "vanished", f"{label_of(path)} is a link that leads nowhere; mend it or take it out"
        )
    if target.is_relative_to(root):
        return None
    return PageRefused(
        "unreadable",
        f"{label_of(path)} is a link that leads out of the input folder and is not followed; give "
        "the folder that it leads to as an input, or copy the file",
    )
