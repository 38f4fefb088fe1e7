"""Samples tables: built from pictures, taken apart again, restricted and described."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schemas.alphabet import ALPHABETS, LOWER_CASE, kind_of
from schemas.errors import DatasetError
from schemas.samples import Samples
from schemas.validation import arrow_schema, validated

Picture = npt.NDArray[np.uint8]

#: Pixels of one chunk of a list column, whose offsets are 32-bit.
CHUNK_PIXELS = 1 << 30
#: Wrong labels that an error message shows.
SHOWN_LABELS = 5


def build_samples(
    source: str,
    pictures: Sequence[Picture] | Picture,
    labels: Sequence[str],
    *,
    writers: Sequence[str] | None = None,
    splits: Sequence[str] | None = None,
) -> pa.Table:
    """Build a table of samples.

    Parameters
    ----------
    source : str
        Name of the data set.
    pictures : sequence of (H, W) ndarray of uint8, or (N, H, W) ndarray of uint8
        255 ink on 0 paper.
    labels : sequence of str
        The character that each picture shows.
    writers : sequence of str, optional
        Who wrote each; left out where nobody knows.
    splits : sequence of str, optional
        What each is used for; left out all are to train on.

    Returns
    -------
    pyarrow.Table
        Schema `schemas.samples.Samples`, numbered in the order given.

    Raises
    ------
    DatasetError
        If there is no sample, or a label is no character of the full alphabet.
    """
    count = len(pictures)
    if count == 0:
        raise DatasetError(f"data set {source!r} holds no samples")
    check_labels(labels, source)
    kinds = {label: kind_of(label) for label in set(labels)}
    heights = np.fromiter((picture.shape[0] for picture in pictures), np.int32, count)
    widths = np.fromiter((picture.shape[1] for picture in pictures), np.int32, count)
    columns = {
        "source": pa.array([source] * count),
        "sample": pa.array(np.arange(count, dtype=np.int32)),
        "label": pa.array(list(labels), pa.string()),
        "kind": pa.array([kinds[label] for label in labels]),
        "writer": pa.array([""] * count if writers is None else list(writers), pa.string()),
        "split": pa.array(["train"] * count if splits is None else list(splits), pa.string()),
        "height": pa.array(heights),
        "width": pa.array(widths),
        "pixels": _pixel_lists(pictures, heights.astype(np.int64) * widths),
    }
    return validated(pa.table(columns, schema=arrow_schema(Samples)), Samples)


def check_labels(labels: Sequence[str], source: str) -> None:
    """Make sure that labels are characters of the full alphabet.

    Raises
    ------
    DatasetError
        Naming the labels that are not.
    """
    wrong = sorted(set(labels) - set(ALPHABETS["full"]))
    if wrong:
        shown = ", ".join(repr(label) for label in wrong[:SHOWN_LABELS])
        more = f" and {len(wrong) - SHOWN_LABELS} more" if len(wrong) > SHOWN_LABELS else ""
        raise DatasetError(
            f"{source}: labels {shown}{more} are not among the characters that can be told "
            f"apart ({ALPHABETS['full']}); correct the labels or drop these samples"
        )


def pictures(table: pa.Table) -> list[Picture]:
    """Take the pictures out of a table without copying them.

    Parameters
    ----------
    table : pyarrow.Table
        Any table with columns height, width and pixels: samples, or glyphs of pages.

    Returns
    -------
    list of (H, W) ndarray of uint8
        Views of the table's memory, not to be written to.

    Examples
    --------
    >>> dot = build_samples("dots", [np.full((2, 3), 255, np.uint8)], ["."])
    >>> [picture.shape for picture in pictures(dot)]
    [(2, 3)]
    """
    heights = table["height"].to_numpy().tolist()
    widths = table["width"].to_numpy().tolist()
    taken: list[Picture] = []
    for chunk in table["pixels"].chunks:
        values = chunk.flatten().to_numpy(zero_copy_only=True)
        start = 0
        for _ in range(len(chunk)):
            height, width = heights[len(taken)], widths[len(taken)]
            end = start + height * width
            taken.append(values[start:end].reshape(height, width))
            start = end
    return taken


def restrict(samples: pa.Table, alphabet: str, *, fold_case: bool = False) -> pa.Table:
    """Keep the samples of an alphabet's characters.

    Parameters
    ----------
    samples : pyarrow.Table
        Schema `schemas.samples.Samples`.
    alphabet : str
        The characters that stay.
    fold_case : bool, optional
        Whether lower-case letters that the alphabet lacks are taken for their capitals. Many look
        quite unlike them (a, b, d, e, g, ...), so they are dropped unless asked for.

    Returns
    -------
    pyarrow.Table
        The samples that stay, numbered as before.
    """
    if fold_case:
        labels = samples["label"]
        small = pc.and_(
            pc.is_in(labels, pa.array(list(LOWER_CASE))),
            pc.invert(pc.is_in(labels, pa.array(list(alphabet), pa.string()))),
        )
        folded = pc.if_else(small, pc.ascii_upper(labels), labels)
        position = samples.schema.get_field_index("label")
        samples = samples.set_column(position, samples.schema.field("label"), folded)
    return samples.filter(pc.is_in(samples["label"], pa.array(list(alphabet), pa.string())))


def describe(samples: pa.Table) -> dict[str, Any]:
    """Describe what a data set holds, for a model's card.

    Returns
    -------
    dict
        ``source`` (names, in order), ``samples``, ``writers`` (known ones), and counts by
        ``kinds``, ``splits`` and ``classes``. JSON can hold it.
    """
    known = pc.not_equal(samples["writer"], "")
    writers = samples.filter(known).group_by(["source", "writer"]).aggregate([]).num_rows
    order = ALPHABETS["full"].index
    classes = Counter(samples["label"].to_pylist())
    return {
        "source": pc.unique(samples["source"]).to_pylist(),
        "samples": samples.num_rows,
        "writers": writers,
        "kinds": dict(sorted(Counter(samples["kind"].to_pylist()).items())),
        "splits": dict(sorted(Counter(samples["split"].to_pylist()).items())),
        "classes": {label: classes[label] for label in sorted(classes, key=order)},
    }


def _pixel_lists(
    pictures: Sequence[Picture] | Picture, sizes: npt.NDArray[np.int64]
) -> pa.ChunkedArray:
    """Pack pictures into a list column, in chunks that 32-bit offsets can address."""
    chunk_of = np.cumsum(sizes) // CHUNK_PIXELS
    starts = np.flatnonzero(np.diff(chunk_of, prepend=-1)).tolist()
    chunks = []
    for start, end in pairwise([*starts, len(sizes)]):
        offsets = np.concatenate([[0], np.cumsum(sizes[start:end])]).astype(np.int32)
        if isinstance(pictures, np.ndarray):
            pixels = np.ascontiguousarray(pictures[start:end], np.uint8).reshape(-1)
        else:
            pixels = np.concatenate([np.ravel(picture) for picture in pictures[start:end]])
        chunks.append(pa.ListArray.from_arrays(pa.array(offsets), pa.array(pixels)))
    return pa.chunked_array(chunks, pa.list_(pa.uint8()))
