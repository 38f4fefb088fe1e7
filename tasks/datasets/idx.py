"""IDX files, as MNIST and EMNIST are distributed: a file of images beside one of labels."""

from __future__ import annotations

import gzip
import math
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schemas.alphabet import CAPITALS, DIGITS, LOWER_CASE
from schemas.errors import DatasetError
from tasks.datasets.faults import parsing
from tasks.datasets.samples import build_samples

IMAGES = re.compile(r"images[-.]idx3[-.]ubyte(\.gz)?$", re.IGNORECASE)
#: Data type 8 is unsigned bytes; the last byte is the number of dimensions.
UBYTE = 0x08
#: More bytes than any set that is known (EMNIST's largest has 0.6e9); declared sizes are not
#: to be trusted.
MOST_BYTES = 2**30
#: Bytes read at a time.
BLOCK = 2**20
FORM = (
    "IDX files as MNIST and EMNIST have them: *-images-idx3-ubyte[.gz] with "
    "*-labels-idx1-ubyte[.gz] beside it; name the images' file or what the names begin with"
)

_MERGED = DIGITS + CAPITALS + "abdefghnqrt"
#: Characters by number, for each way that EMNIST is divided [1]_: its "letters" count from 1, and
#: its merged sets have a class of lower-case letters only where they differ from their capitals.
#:
#: .. [1] G. Cohen et al., "EMNIST: Extending MNIST to Handwritten Letters", IJCNN 2017.
EMNIST = {
    "digits": DIGITS,
    "mnist": DIGITS,
    "letters": "\0" + CAPITALS,
    "balanced": _MERGED,
    "bymerge": _MERGED,
    "byclass": DIGITS + CAPITALS + LOWER_CASE,
}


def find_idx(path: Path) -> list[tuple[Path, Path]]:
    """Find the pairs of image and label files that a path or a common prefix stands for.

    Returns
    -------
    list of (Path, Path)
        Images and labels, sorted by name; empty if nothing fits.
    """
    if path.is_dir() or not path.parent.is_dir():
        return []
    if path.is_file():
        candidates = [path] if IMAGES.search(path.name) else []
    else:
        candidates = sorted(
            file
            for file in path.parent.iterdir()
            if file.name.startswith(path.name) and IMAGES.search(file.name)
        )
    return [(images, _labels_beside(images)) for images in candidates]


def load_idx(path: Path) -> pa.Table:
    """Load characters from IDX files.

    A file whose name says ``test`` or ``t10k`` is for testing, any other for training. Names with
    ``emnist`` have their images transposed and their labels counted as that set's division does;
    other labels are digits.

    Parameters
    ----------
    path : pathlib.Path
        The file of images, or what the names of the files begin with.

    Raises
    ------
    DatasetError
        If the files are not of this form.
    """
    pairs = find_idx(path)
    if not pairs:
        raise DatasetError(f"{path}: no such files; expected {FORM}")
    pictures, labels, splits = [], [], []
    for images_path, labels_path in pairs:
        images = _read_idx(images_path, dimensions=3)
        numbers = _read_idx(labels_path, dimensions=1)
        if len(images) != len(numbers):
            raise DatasetError(
                f"{images_path.name} holds {len(images)} images but {labels_path.name} "
                f"{len(numbers)} labels; they do not belong together"
            )
        if "emnist" in images_path.name.lower():
            images = images.transpose(0, 2, 1)
        pictures.append(images)
        labels += _characters(numbers, images_path.name)
        splits += [_split(images_path.name)] * len(images)
    if len({images.shape[1:] for images in pictures}) > 1:
        raise DatasetError(f"{path}: the files hold images of different sizes; name one of them")
    return build_samples(_name(path, pairs), np.concatenate(pictures), labels, splits=splits)


def _labels_beside(images: Path) -> Path:
    name = re.sub("images", "labels", images.name, flags=re.IGNORECASE)
    name = re.sub("idx3", "idx1", name, flags=re.IGNORECASE)
    bare = name.removesuffix(".gz")
    candidates = [images.with_name(name), images.with_name(bare), images.with_name(bare + ".gz")]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise DatasetError(f"{images.name}: its labels, {name}, are not beside it; expected {FORM}")


def _read_idx(path: Path, *, dimensions: int) -> npt.NDArray[np.uint8]:
    with parsing(path.name, FORM), _opened(path) as file:
        magic = file.read(4)
        if magic != bytes([0, 0, UBYTE, dimensions]):
            raise DatasetError(
                f"{path.name}: begins with {magic.hex(' ')}, not as an IDX file of bytes in "
                f"{dimensions} dimensions does; expected {FORM}"
            )
        header = file.read(4 * dimensions)
        if len(header) < 4 * dimensions:
            raise DatasetError(f"{path.name}: ends within its header; load it anew")
        shape = struct.unpack(f">{dimensions}I", header)
        size = math.prod(shape)
        if size > MOST_BYTES:
            raise DatasetError(f"{path.name}: declares {size} bytes, over {MOST_BYTES}")
        content = b"".join(_blocks(file, size + 1))
    if len(content) != size:
        relation = "more" if len(content) > size else "fewer"
        raise DatasetError(
            f"{path.name}: {relation} bytes than the {' x '.join(map(str, shape))} that it "
            "declares; load it anew"
        )
    if size == 0:
        raise DatasetError(f"{path.name}: declares {' x '.join(map(str, shape))}, which is empty")
    return np.frombuffer(content, np.uint8).reshape(shape)


def _opened(path: Path) -> BinaryIO:
    packed = path.suffix.lower() == ".gz"
    return cast(BinaryIO, gzip.open(path)) if packed else path.open("rb")


def _blocks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Read as many bytes as there are, but no more than a number; room is made for those only."""
    while size and (block := file.read(min(size, BLOCK))):
        yield block
        size -= len(block)


def _characters(numbers: npt.NDArray[np.uint8], name: str) -> list[str]:
    characters = DIGITS
    lower = name.lower()
    if "emnist" in lower:
        divisions = [division for division in EMNIST if division in lower.replace("emnist", "")]
        if len(divisions) != 1:
            raise DatasetError(
                f"{name}: the name does not say which of {', '.join(EMNIST)} it is, so its labels "
                "have no meaning; name it as EMNIST does (emnist-letters-train-...)"
            )
        characters = EMNIST[divisions[0]]
    used = np.unique(numbers).tolist()
    wrong = [n for n in used if n >= len(characters) or characters[n] == "\0"]
    if wrong:
        raise DatasetError(
            f"{name}: label {wrong[0]} stands for no character; expected labels of "
            f"{'EMNIST as its name says' if 'emnist' in lower else 'digits, 0 to 9'}"
        )
    return [characters[number] for number in numbers.tolist()]


def _split(name: str) -> str:
    return "test" if re.search(r"test|t10k", name, re.IGNORECASE) else "train"


def _name(path: Path, pairs: list[tuple[Path, Path]]) -> str:
    """Name of the data set: what the file names begin with."""
    if len(pairs) > 1:
        return path.name.rstrip("-_.") or path.parent.name
    return re.sub(r"[-_.]*" + IMAGES.pattern, "", pairs[0][0].name) or path.parent.name
