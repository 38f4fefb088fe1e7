"""Inspect: one page of a file read with all pictures on the way, and these written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.recogniser import Recogniser
from schemas.errors import UsageError
from schemas.settings import LoadSettings, TranscribeSettings
from tasks.inspection.pictures import draw_pictures
from tasks.inspection.stages import Stages, read_stages
from tasks.output.pictures import write_pictures
from tasks.output.report import DOUBTFUL
from tasks.reading.known import Context
from tasks.sources.find import find_pages
from tasks.sources.names import label_of
from tasks.sources.read import read_page


@dataclass(frozen=True)
class Inspection:
    """What inspecting a page led to.

    Attributes
    ----------
    stages : Stages
        What each stage found.
    files : list of pathlib.Path
        The pictures.
    """

    stages: Stages
    files: list[Path]

    @property
    def doubtful(self) -> int:
        """Characters that are marked as doubtful."""
        return int((self.stages.readings["confidence"].to_numpy() < np.float32(DOUBTFUL)).sum())


def inspect_page(
    path: Path,
    frame: int,
    out: Path,
    recogniser: Recogniser,
    context: Context,
    settings: TranscribeSettings,
) -> Inspection:
    """Read a page and write pictures of every stage.

    Parameters
    ----------
    path : pathlib.Path
        A file in any format that is read.
    frame : int
        Page within the file, from 0.
    out : pathlib.Path
        Folder for the pictures; made if missing.
    recogniser : Recogniser
        The model to read with.
    context : Context
        What is known of the text.
    settings : TranscribeSettings
        Settings of all stages, settled for the alphabet.

    Raises
    ------
    UsageError
        If there is no such file, or it has no such page.
    PageError
        If the page cannot be read, see `tasks.sources.read.read_page`.
    OutputError
        If the folder cannot be written.
    """
    _expect_page(path, frame, settings.load)
    pixels = read_page(path, frame, settings.load).pixels
    stages = read_stages(pixels, recogniser, context, settings, watched=True)
    return Inspection(stages, write_pictures(draw_pictures(pixels, stages), out))


def _expect_page(path: Path, frame: int, settings: LoadSettings) -> None:
    """Make sure that a file has a page; what is wrong with the file itself is met on reading it."""
    if path.is_dir():
        raise UsageError(f"{label_of(path)} is a folder; name the file of one page in it")
    count = find_pages([path], settings).pages.num_rows
    if count and frame >= count:
        raise UsageError(f"{label_of(path)} has {count} pages: frames 0 to {count - 1}")
