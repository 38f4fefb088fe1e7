"""Tables of images and labels: Parquet as Hugging Face and others store it, and CSV."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from schemas.errors import DatasetError
from tasks.datasets.classes import (
    CLASS_NAMES,
    INTEGER_RULE,
    SPLIT_NAMES,
    class_character,
    integer_characters,
)
from tasks.datasets.faults import parsing
from tasks.datasets.image import Picture, decode_image, ink_on_paper, read_image
from tasks.datasets.samples import build_samples

#: Names of columns, in any case; the first that a table has is taken.
LABEL_NAMES = ("label", "labels", "character", "class", "target")
IMAGE_NAMES = ("image", "img", "picture", "path", "image_path", "file", "file_name", "filename")
WRITER_NAMES = ("writer", "writer_id", "author")
#: Fewer pixel columns than this make no picture of a character.
LEAST_PIXELS = 8 * 8
#: More than any set that is known; a few bytes can stand for any number of equal rows.
MOST_ROWS = 10_000_000
PARQUET_FORM = (
    "Parquet with a column label (text, or whole numbers: " + INTEGER_RULE + ") and a column image "
    "of image files (bytes, or a struct with bytes), and perhaps a column writer"
)
CSV_FORM = (
    "CSV with the columns label and image, the image a path beside the CSV, or with a label and "
    "the pixels of a square picture, row by row, in each line (labels as text, or whole numbers: "
    + INTEGER_RULE
    + ")"
)


def load_parquet(path: Path) -> pa.Table:
    """Load characters from a Parquet file.

    Labels are text (a class's name, see `tasks.datasets.classes.class_character`) or whole numbers;
    for numbers, names stored in the file by Hugging Face's datasets are used where there are any.
    Otherwise 0 to 9 are digits if no label is above 9, and 0 to 25 are A to Z if none is above 25.
    A column writer and a column split (train, validation, test) are used where there are any.

    Raises
    ------
    DatasetError
        If the file is not of this form.
    """
    with parsing(path.name, PARQUET_FORM):
        file = pa.parquet.ParquetFile(path)
        names = file.schema_arrow.names
        label, image = _find(LABEL_NAMES, names), _find(IMAGE_NAMES, names)
        if label is None or image is None:
            raise DatasetError(
                f"{path.name}: has the columns {', '.join(names)}; expected {PARQUET_FORM}"
            )
        if file.metadata.num_rows > MOST_ROWS:
            raise DatasetError(
                f"{path.name}: declares {file.metadata.num_rows} rows, over {MOST_ROWS}"
            )
        others = [_find(WRITER_NAMES, names), _find(("split",), names)]
        table = file.read(columns=[label, image, *(name for name in others if name)])
        return _parquet_samples(path, table, label, image, file.schema_arrow)


def _parquet_samples(
    path: Path, table: pa.Table, label: str, image: str, schema: pa.Schema
) -> pa.Table:
    contents = table[image]
    if pa.types.is_struct(contents.type) and contents.type.get_field_index("bytes") >= 0:
        contents = pc.struct_field(contents, "bytes")
    if not _is_bytes(contents.type) or contents.null_count:
        state = "has gaps" if _is_bytes(contents.type) else f"is of type {contents.type}"
        raise DatasetError(f"{path.name}: column {image} {state}; expected {PARQUET_FORM}")
    pictures = [
        decode_image(content.as_py(), f"{path.name}, row {row}")
        for row, content in enumerate(contents)
    ]
    labels = _labels(table[label], path.name, _stored_names(schema, label))
    return _build(path, ink_on_paper(pictures), labels, table)


def load_csv(path: Path) -> pa.Table:
    """Load characters from a CSV file: of paths and labels, or of labels and flat pixels.

    With pixels, the label is the column so named, or the first one; a file without a line of names
    is taken for the latter. Labels are read as in `load_parquet`; all pictures are turned alike,
    white on black or the reverse, as most of them need.

    Raises
    ------
    DatasetError
        If the file is not of this form.
    """
    with parsing(path.name, CSV_FORM):
        table = _read_csv(path)
        names = table.column_names
        label, image = _find(LABEL_NAMES, names), _find(IMAGE_NAMES, names)
        if label is not None and image is not None:
            files = _texts(table[image])
            images = [read_image(path.parent / file, f"{path.name}, {file}") for file in files]
            return _build(path, ink_on_paper(images), _labels(table[label], path.name, None), table)
        label = label or names[0]
        columns = [
            name
            for name in names
            if name != label and name.lower() not in (*WRITER_NAMES, "split")
        ]  # fmt: skip
        side = math.isqrt(len(columns))
        if len(columns) < LEAST_PIXELS or side * side != len(columns):
            raise DatasetError(
                f"{path.name}: {len(columns)} columns beside the label make no square picture; "
                f"expected {CSV_FORM}"
            )
        pixels = np.empty((table.num_rows, len(columns)), np.uint8)
        for place, name in enumerate(columns):
            pixels[:, place] = _grey_levels(table[name], f"{path.name}, column {name}")
        labels = _labels(table[label], path.name, None)
        return _build(path, _turned_alike(pixels.reshape(-1, side, side)), labels, table)


def csv_images(path: Path) -> list[Path]:
    """List the image files that a CSV names, in its order; none if it holds pixels."""
    with parsing(path.name, CSV_FORM):
        table = _read_csv(path)
        image = _find(IMAGE_NAMES, table.column_names)
        if image is None or _find(LABEL_NAMES, table.column_names) is None:
            return []
        return [path.parent / file for file in _texts(table[image])]


def _build(
    path: Path, pictures: Sequence[Picture] | Picture, labels: list[str], table: pa.Table
) -> pa.Table:
    writer, split = (_find(names, table.column_names) for names in (WRITER_NAMES, ("split",)))
    writers = _texts(table[writer]) if writer else None
    splits = None
    if split:
        stated = _texts(table[split])
        unknown = sorted({name for name in stated if name.lower() not in SPLIT_NAMES})
        if unknown:
            raise DatasetError(
                f"{path.name}: split {unknown[0]!r} is none of {', '.join(SPLIT_NAMES)}"
            )
        splits = [SPLIT_NAMES[name.lower()] for name in stated]
    return build_samples(path.stem, pictures, labels, writers=writers, splits=splits)


def _find(wanted: Sequence[str], names: Sequence[str]) -> str | None:
    by_lower = {name.lower(): name for name in reversed(names)}
    return next((by_lower[name] for name in wanted if name in by_lower), None)


def _labels(column: pa.ChunkedArray, name: str, stored: list[str] | None) -> list[str]:
    if column.null_count:
        raise DatasetError(f"{name}: {column.null_count} labels are missing; fill or drop them")
    if pa.types.is_integer(column.type):
        numbers = column.to_pylist()
        if stored is None:
            characters = integer_characters(numbers)
            if characters is None and numbers:
                raise DatasetError(
                    f"{name}: labels from {min(numbers)} to {max(numbers)}; of whole numbers, "
                    f"{INTEGER_RULE}"
                )
            return characters or []
        if numbers and not 0 <= min(numbers) <= max(numbers) < len(stored):
            raise DatasetError(f"{name}: has labels without a name among the {len(stored)} stored")
        texts = [stored[number] for number in numbers]
    else:
        texts = _texts(column)
    meanings = {text: class_character(text) for text in set(texts)}
    wrong = sorted(text for text, meaning in meanings.items() if meaning is None)
    if wrong:
        raise DatasetError(f"{name}: label {wrong[0]!r} names no class; expected {CLASS_NAMES}")
    return [meanings[text] or "" for text in texts]


def _stored_names(schema: pa.Schema, label: str) -> list[str] | None:
    """Names of classes as Hugging Face's datasets store them in a schema's metadata."""
    try:
        features = json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
        names = features[label]["names"]
    except (KeyError, TypeError, ValueError):
        return None
    return names if isinstance(names, list) and all(isinstance(n, str) for n in names) else None


def _texts(column: pa.ChunkedArray) -> list[str]:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return ["" if value is None else str(value) for value in column.to_pylist()]


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _read_csv(path: Path) -> pa.Table:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        first = file.readline(1 << 20).strip().replace('"', "").split(",")
    # Hundreds of names that are all numbers are the first picture, not names.
    nameless = len(first) > LEAST_PIXELS and all(_is_number(field) for field in first)
    return pa.csv.read_csv(
        path,
        read_options=pa.csv.ReadOptions(autogenerate_column_names=nameless),
        convert_options=pa.csv.ConvertOptions(
            column_types={name: pa.string() for name in first if name.lower() in IMAGE_NAMES},
            strings_can_be_null=False,
        ),
    )


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True


def _grey_levels(column: pa.ChunkedArray, name: str) -> Picture:
    """Grey levels of one pixel in all pictures."""
    numeric = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    levels = column.to_numpy() if numeric and not column.null_count else np.array([-1.0])
    if levels.size and not (levels.min() >= 0 and levels.max() <= 255):
        raise DatasetError(f"{name}: not all grey levels from 0 to 255; expected {CSV_FORM}")
    return np.asarray(np.round(levels), np.uint8)


def _turned_alike(pictures: Picture) -> Picture:
    """Turn all pictures over if most have bright borders."""
    borders = np.concatenate(
        [pictures[:, 0], pictures[:, -1], pictures[:, :, 0], pictures[:, :, -1]], axis=1
    )
    bright = np.median(borders, axis=1) > 127
    return 255 - pictures if bright.mean() > 0.5 else pictures
