"""MATLAB files as courses pass NIST characters around: one-hot labels, 32 x 32 in columns."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pyarrow as pa
from scipy.io import loadmat

from schemas.alphabet import CAPITALS, DIGITS
from schemas.errors import DatasetError
from tasks.datasets.faults import parsing
from tasks.datasets.matlab import expect_numbers
from tasks.datasets.samples import build_samples

SIDE = 32
#: What the parts of a file are used for.
SPLITS = {"train": "train", "valid": "validation", "test": "test"}
#: Characters by the number of label columns.
CHARACTERS = {26: CAPITALS, 36: CAPITALS + DIGITS}
FORM = (
    "a MATLAB file (version 7 or earlier) with train_data, valid_data or test_data, N x 1024 "
    "numbers with white paper as 1, and the matching *_labels, one-hot in 26 or 36 columns"
)


def load_mat(path: Path) -> pa.Table:
    """Load characters from a MATLAB file such as NIST36.

    Each of the parts ``train``, ``valid`` and ``test`` has ``*_data``, one picture of 32 x 32 a
    row, column by column, 1 white and 0 black; and ``*_labels``, one-hot: A to Z, then 0 to 9
    where there are 36 columns.

    Raises
    ------
    DatasetError
        If the file is not of this form.
    """
    names = [f"{part}_{what}" for part in SPLITS for what in ("data", "labels")]
    with parsing(path.name, FORM), warnings.catch_warnings():
        warnings.simplefilter("error")  # SciPy warns of data that it takes for damaged
        expect_numbers(path, names)
        try:
            content = loadmat(path, variable_names=names)
        except NotImplementedError:
            raise ValueError("version 7.3") from None
    pictures, labels, splits = [], [], []
    for part, split in SPLITS.items():
        if f"{part}_data" not in content and f"{part}_labels" not in content:
            continue
        data, hot = (content.get(f"{part}_{what}") for what in ("data", "labels"))
        _check_part(data, hot, f"{path.name}, {part}")
        levels = np.nan_to_num(255 * (1 - np.asarray(data, np.float64)))
        shaped = levels.reshape(-1, SIDE, SIDE).transpose(0, 2, 1)
        pictures.append(shaped.round().clip(0, 255).astype(np.uint8))
        characters = CHARACTERS[hot.shape[1]]
        labels += [characters[place] for place in hot.argmax(axis=1)]
        splits += [split] * len(shaped)
    if not pictures:
        raise DatasetError(f"{path.name}: holds none of {', '.join(names)}; expected {FORM}")
    return build_samples(path.stem, np.concatenate(pictures), labels, splits=splits)


def _check_part(data: object, hot: object, name: str) -> None:
    if not isinstance(data, np.ndarray) or not isinstance(hot, np.ndarray):
        missing = "data" if not isinstance(data, np.ndarray) else "labels"
        raise DatasetError(f"{name}: the {missing} are missing; expected {FORM}")
    if data.ndim != 2 or data.shape[1] != SIDE * SIDE or data.dtype.kind not in "fiub":
        raise DatasetError(f"{name}: data of shape {data.shape}; expected {FORM}")
    if hot.shape[0] != data.shape[0] or hot.shape[1] not in CHARACTERS:
        raise DatasetError(
            f"{name}: labels of shape {hot.shape} for {data.shape[0]} pictures; expected {FORM}"
        )
    if not (np.isin(hot, (0, 1)).all() and (hot.sum(axis=1) == 1).all()):
        raise DatasetError(f"{name}: labels are not one-hot; expected {FORM}")
