"""Folders of images: one folder a class, named after its character."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from schemas.errors import DatasetError
from tasks.datasets.classes import CLASS_NAMES, SPLIT_NAMES, class_character
from tasks.datasets.image import ink_on_paper, read_image
from tasks.datasets.samples import build_samples

SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".pgm", ".pbm", ".ppm"}
)
FORM = (
    f"a folder of images for each class, named {CLASS_NAMES}; these folders may lie in "
    "others named train, validation and test"
)


def image_files(path: Path) -> list[Path]:
    """List the images of a folder data set, in order; hidden files and other files are left out."""
    return sorted(
        (
            file
            for file in path.rglob("*")
            if file.suffix.lower() in SUFFIXES
            and file.is_file()
            and not any(part.startswith((".", "__")) for part in file.relative_to(path).parts)
        ),
        key=lambda file: file.relative_to(path).as_posix(),
    )


def load_folders(path: Path) -> pa.Table:
    """Load images from a folder a class.

    Images may be black on white or white on black, each of its own size; see
    `tasks.datasets.image.ink_on_paper`. Deeper folders within a class's are searched too.

    Raises
    ------
    DatasetError
        If a folder names no class, or an image cannot be decoded.
    """
    images, labels, splits = [], [], []
    for file, label, split in _labelled(path):
        images.append(read_image(file, f"{path.name}/{file.relative_to(path).as_posix()}"))
        labels.append(label)
        splits.append(split)
    if not images:
        raise DatasetError(f"{path.name}: no images found; expected {FORM}")
    return build_samples(path.resolve().name, ink_on_paper(images), labels, splits=splits)


def _labelled(path: Path) -> Iterator[tuple[Path, str, str]]:
    for file in image_files(path):
        *folders, _ = file.relative_to(path).parts
        split = SPLIT_NAMES.get(folders[0].lower()) if folders else None
        place = 0 if split is None else 1
        label = class_character(folders[place]) if len(folders) > place else None
        if label is None:
            where = "/".join(folders[: place + 1]) or file.name
            raise DatasetError(f"{path.name}/{where}: names no class; expected {FORM}")
        yield file, label, split or "train"
