"""Tables: what was read, as Parquet files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from schemas.errors import InvalidTable
from schemas.readings import WrittenReadings
from schemas.rows import WrittenRows
from schemas.validation import TableSchema, arrow_schema, validated
from tasks.output.atomic import replacing
from tasks.reading.read import RowText, row_texts

_COMPRESSION = "zstd"


@contextmanager
def table_writer(
    path: Path, schema: TableSchema, notes: Mapping[str, str] | None = None
) -> Iterator[Callable[[pa.Table], None]]:
    """Write a table piece by piece; the file is there at the end, as a whole or not at all.

    Parameters
    ----------
    path : pathlib.Path
        The Parquet file.
    schema : type of pandera.pyarrow.DataFrameModel
        `Pages`, `WrittenRows` or `WrittenReadings`: a table with the columns source and frame.
    notes : mapping of str to str, optional
        What the file's metadata say beside the schema's.

    Yields
    ------
    callable
        Appends a table, checked against the schema, as a row group. All rows of a page come in one
        piece, so that the schema's key holds over the whole file.

    Raises
    ------
    schemas.errors.InvalidTable
        By the callable, if a piece breaks its schema or a page comes twice.
    schemas.errors.OutputError
        If the file cannot be written.

    Examples
    --------
    ::

        with table_writer(out / "pages.parquet", Pages) as append:
            for pages in pieces:
                append(pages)
    """
    seen: set[tuple[str, int]] = set()
    expected = arrow_schema(schema)
    described = expected.with_metadata({**(expected.metadata or {}), **(notes or {})})
    with (
        replacing(path, durable=False) as written,
        pq.ParquetWriter(written, described, compression=_COMPRESSION) as writer,
    ):

        def append(table: pa.Table) -> None:
            if table.num_rows == 0:
                return
            table = validated(table, schema)
            _check_new(table, schema, seen)
            writer.write_table(table, row_group_size=table.num_rows)

        yield append


def written_readings(readings: pa.Table, pages: pa.Table) -> pa.Table:
    """Name the file of each reading.

    Parameters
    ----------
    readings : pyarrow.Table
        Schema `Readings`, of any number of pages.
    pages : pyarrow.Table
        Columns source, frame and page_id, as in `FoundPages` or `Pages`. The same page may stand
        under several names; its readings are repeated then.

    Returns
    -------
    pyarrow.Table
        Schema `WrittenReadings`: in the order of `pages`, then by row and position. Readings of
        other pages are left out.

    Raises
    ------
    schemas.errors.InvalidTable
        If the result breaks its schema.
    """
    ordered = readings.sort_by(
        [("page_id", "ascending"), ("row", "ascending"), ("position", "ascending")]
    )
    return validated(_named(ordered, pages), WrittenReadings)


def written_rows(rows: pa.Table, readings: pa.Table, pages: pa.Table) -> pa.Table:
    """Name the file of each row, and what it reads.

    Parameters
    ----------
    rows : pyarrow.Table
        Schema `Rows`, of any number of pages.
    readings : pyarrow.Table
        Schema `Readings`, of these pages.
    pages : pyarrow.Table
        Columns source, frame and page_id, as for `written_readings`.

    Returns
    -------
    pyarrow.Table
        Schema `WrittenRows`: in the order of `pages`, then by row. The text of a row without
        readings is ``""``, its confidence 1.

    Raises
    ------
    schemas.errors.InvalidTable
        If the result breaks its schema.
    """
    ordered = rows.sort_by([("page_id", "ascending"), ("row", "ascending")])
    texts = row_texts(readings)
    keys = zip(ordered["page_id"].to_pylist(), ordered["row"].to_pylist(), strict=True)
    read = [texts.get(key, RowText()) for key in keys]
    kinds = {"text": pa.string(), "confidence": pa.float32(), "rejected": pa.int32()}
    for name, kind in kinds.items():
        ordered = ordered.append_column(name, pa.array([getattr(row, name) for row in read], kind))
    return validated(_named(ordered, pages), WrittenRows)


def _named(ordered: pa.Table, pages: pa.Table) -> pa.Table:
    """Repeat the rows of each page, sorted by page_id, for each of its names."""
    ids = np.asarray(ordered["page_id"].to_pylist(), dtype="S")
    wanted = np.asarray(pages["page_id"].to_pylist(), dtype="S")
    first = np.searchsorted(ids, wanted, "left")
    counts = np.searchsorted(ids, wanted, "right") - first
    picked = _ranges(first, counts)
    owner = np.repeat(np.arange(len(wanted)), counts)
    table = ordered.take(pa.array(picked))
    for name in ("source", "frame"):
        table = table.append_column(name, pages[name].take(pa.array(owner)))
    return table


def _ranges(first: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers first .. first + count - 1 of each pair, one after the other."""
    starts = np.cumsum(counts) - counts
    ranges: NDArray[np.int64] = np.arange(counts.sum()) + np.repeat(first - starts, counts)
    return ranges


def _check_new(table: pa.Table, schema: TableSchema, seen: set[tuple[str, int]]) -> None:
    keys = table.select(["source", "frame"]).group_by(["source", "frame"]).aggregate([])
    pages = set(zip(keys["source"].to_pylist(), keys["frame"].to_pylist(), strict=True))
    again = sorted(pages & seen)
    if again:
        source, frame = again[0]
        position = pc.index(table["source"], pa.scalar(source)).as_py()
        raise InvalidTable(
            f"table {schema.__name__!r} breaks its schema: page source={source!r}, frame={frame} "
            f"of row {position} was already written"
        )
    seen |= pages
