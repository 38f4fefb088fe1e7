"""Pictures as files: PNG, the same bytes for the same pixels."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from tasks.output.atomic import replacing


def write_pictures(pictures: Mapping[str, npt.NDArray[np.uint8]], folder: Path) -> list[Path]:
    """Write pictures as PNG files into a folder, which is made if missing.

    Parameters
    ----------
    pictures : mapping of str to (H, W, 3) uint8 ndarray
        By the name of the file.
    folder : pathlib.Path
        Files of the same names are replaced, each as a whole.

    Returns
    -------
    list of pathlib.Path
        The files, in the order given.

    Raises
    ------
    schemas.errors.OutputError
        If the folder cannot be written.
    """
    written = []
    for name, pixels in pictures.items():
        with replacing(folder / name) as file:
            Image.fromarray(pixels).save(file, "PNG")
        written.append(folder / name)
    return written
