"""Loading data sets: which form a specification names, and what the set's content hashes to."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa

from schemas.alphabet import ALPHABETS, DEFAULT_ALPHABET
from schemas.errors import DatasetError
from tasks.datasets import folders, idx, mat, strokes, synthetic, tabular

FORMS = (
    "a MATLAB file (.mat), IDX files (*-images-idx3-ubyte[.gz]), a folder of images a class, "
    "Parquet, CSV, pen strokes (.json), or synthetic[:N]"
)
BLOCK = 1 << 20


def load_dataset(
    spec: str, *, seed: int = 0, alphabet: str = ALPHABETS[DEFAULT_ALPHABET]
) -> pa.Table:
    """Load a data set of labelled characters.

    Parameters
    ----------
    spec : str
        A path, or ``synthetic`` or ``synthetic:N`` for N characters drawn by Scrivano. The form of
        a path is told by its name: ``.mat``, ``.parquet``, ``.csv``, ``.json``; names of IDX files,
        or what they begin with; a folder holds a folder a class.
    seed : int, optional
        For sets that are drawn: synthetic ones and pen strokes.
    alphabet : str, optional
        The characters that a synthetic set is drawn of. Other sets are loaded whole; see
        `tasks.datasets.samples.restrict`.

    Returns
    -------
    pyarrow.Table
        Schema `schemas.samples.Samples`: 255 ink on 0 paper, numbered in the set's order.

    Raises
    ------
    DatasetError
        If there is no such file, or it is not of the form that its name promises.
    """
    count = synthetic.synthetic_count(spec)
    if count is not None:
        return synthetic.load_synthetic(count, alphabet, seed=seed)
    path = Path(spec)
    match form_of(path):
        case "mat":
            return mat.load_mat(path)
        case "parquet":
            return tabular.load_parquet(path)
        case "csv":
            return tabular.load_csv(path)
        case "strokes":
            return strokes.load_strokes(path, seed=seed)
        case "folders":
            return folders.load_folders(path)
        case _:
            return idx.load_idx(path)


def form_of(path: Path) -> str:
    """Tell the form of a data set: folders, idx, mat, parquet, csv or strokes.

    Raises
    ------
    DatasetError
        If there is nothing, or nothing of a known form.
    """
    if path.is_dir():
        return "folders"
    by_suffix = {".mat": "mat", ".parquet": "parquet", ".csv": "csv", ".json": "strokes"}
    if path.is_file() and path.suffix.lower() in by_suffix:
        return by_suffix[path.suffix.lower()]
    if idx.find_idx(path):
        return "idx"
    if path.exists():
        raise DatasetError(f"{path.name}: of no known form; expected {FORMS}")
    raise DatasetError(f"{path}: no such file or folder; expected {FORMS}")


def dataset_digest(spec: str) -> str:
    """Hash what a data set is loaded from, for model cards and cache keys.

    Parameters
    ----------
    spec : str
        As for `load_dataset`.

    Returns
    -------
    str
        SHA-256, hexadecimal, over the names of its files, relative to the set, and their content;
        the same wherever the set lies. For synthetic sets, over the specification.

    Raises
    ------
    DatasetError
        If there is no such set or a file cannot be read.
    """
    digest = hashlib.sha256()
    count = synthetic.synthetic_count(spec)
    if count is not None:
        digest.update(f"synthetic:{count}".encode())
        return digest.hexdigest()
    path = Path(spec)
    base = path if path.is_dir() else path.parent
    for file in _files(path):
        name = file.relative_to(base).as_posix() if file.is_relative_to(base) else file.name
        digest.update(name.encode("utf-8", "surrogateescape") + b"\0")
        digest.update(_content_digest(file))
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    """List the files that a data set is loaded from, in a stable order."""
    form = form_of(path)
    if form == "folders":
        return folders.image_files(path)
    if form == "idx":
        return [file for pair in idx.find_idx(path) for file in pair]
    if form == "csv":
        return [path, *tabular.csv_images(path)]
    return [path]


def _content_digest(file: Path) -> bytes:
    digest = hashlib.sha256()
    try:
        with file.open("rb") as content:
            while block := content.read(BLOCK):
                digest.update(block)
    except OSError as error:
        raise DatasetError(f"{file.name}: cannot be read ({error.strerror})") from None
    except ValueError:  # a name that no file can have, with a null byte
        raise DatasetError(f"{file.name!r}: no file has such a name; correct it") from None
    return digest.digest()
