"""Places: before any page is read, whether the output can stand where it is to stand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from schemas.errors import OutputError
from tasks.output.atomic import place_name
from tasks.output.contents import files_of, own_files
from tasks.output.staging import is_plain_folder
from tasks.output.text import TEXT_FOLDER, text_path


def settled(path: Path) -> Path:
    """Return the path with all links followed; one that cannot be followed to the end, so far."""
    return Path(os.path.realpath(path))


def check_places(out: Path, inputs: Sequence[Path], sources: Iterable[str]) -> None:
    """Find out whether anything stands where a run is to write that it must not replace.

    Files of the input are never replaced. Where output folder and input overlap, that goes for
    every file that no earlier run wrote, by the table of pages that it left; elsewhere files that
    are called like the output are the output's. Links are replaced and never written through.

    Parameters
    ----------
    out : pathlib.Path
        The output folder.
    inputs : sequence of pathlib.Path
        Folders and files of the run.
    sources : iterable of str
        Documents that were found, readable or not.

    Raises
    ------
    schemas.errors.OutputError
        Naming the first thing in the way.
    """
    out = settled(out)
    places = [*files_of(out), *(text_path(out, source) for source in sources)]
    _check_folders(out, places)
    roots = [settled(given) for given in inputs]
    if not any(_overlap(out, root) for root in roots):
        return
    ours = own_files(out) - set(roots)
    for place in places:
        if place not in ours and os.path.lexists(place):
            raise OutputError(
                f"{place_name(place)} would be overwritten, but lies in the input and was not "
                "written by an earlier run; choose an output folder outside of the input"
            )


def _check_folders(out: Path, places: Iterable[Path]) -> None:
    sound = {out}
    for place in places:
        for folder in _unknown_parents(place, sound):
            if os.path.lexists(folder) and not is_plain_folder(folder):
                raise OutputError(
                    f"{place_name(folder)} is a link or a file where a folder is needed, and no "
                    "output is written through links; take it away, or choose another output folder"
                )
            sound.add(folder)
        if is_plain_folder(place):
            raise OutputError(
                f"{place_name(place)} is a folder where a file is to be written; move it away, or "
                "choose another output folder"
            )


def _unknown_parents(place: Path, known: set[Path]) -> list[Path]:
    """Return the folders above a place that were not looked at yet, the outermost first."""
    folders: list[Path] = []
    for folder in place.parents:
        if folder in known:
            break
        folders.insert(0, folder)
    return folders


def _overlap(out: Path, given: Path) -> bool:
    """Tell whether output may come to stand within an input."""
    if out.is_relative_to(given):
        return True
    return given in files_of(out) or given.is_relative_to(out / TEXT_FOLDER)
