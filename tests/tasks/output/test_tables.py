"""Tables hold what was read under every name, and are written as a whole or not at all."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.errors import InvalidTable, OutputError
from schemas.pages import Pages
from schemas.readings import WrittenReadings
from schemas.rows import WrittenRows
from schemas.validation import arrow_schema
from tasks.output.tables import table_writer, written_readings, written_rows


def test_pieces_become_row_groups(tmp_path, pages):
    path = tmp_path / "pages.parquet"
    pieces = [pages(("1.png", "a"), ("2.png", "b")), pages(), pages(("3.png", "c"))]
    with table_writer(path, Pages) as append:
        for piece in pieces:
            append(piece)
        assert not path.exists()
    file = pq.ParquetFile(path)
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [2, 1]
    assert file.read().equals(pa.concat_tables(pieces))
    assert file.schema_arrow.field("dpi").metadata[b"description"]
    assert list(tmp_path.iterdir()) == [path]


def test_no_pieces_make_an_empty_table(tmp_path):
    path = tmp_path / "rows.parquet"
    with table_writer(path, WrittenRows):
        pass
    table = pq.read_table(path)
    assert table.num_rows == 0
    assert table.schema.equals(arrow_schema(WrittenRows))


def test_same_tables_same_bytes(tmp_path, pages):
    for name in ("one", "two"):
        with table_writer(tmp_path / name, Pages) as append:
            append(pages(("1.png", "a"), ("2.png", "b")))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_broken_piece_leaves_nothing(tmp_path, pages):
    path = tmp_path / "pages.parquet"
    with pytest.raises(InvalidTable, match="dpi"), table_writer(path, Pages) as append:
        append(pages(("1.png", "a")))
        append(pages(("2.png", "b")).drop_columns(["dpi"]))
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_comes_twice_is_found(tmp_path, pages):
    twice = pytest.raises(InvalidTable, match=r"source='2\.png', frame=0 of row 1")
    with twice, table_writer(tmp_path / "pages.parquet", Pages) as append:
        append(pages(("1.png", "a"), ("2.png", "b")))
        append(pages(("3.png", "a"), ("2.png", "b")))


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError), table_writer(tmp_path / "out" / "pages.parquet", Pages):
        pass


def test_rows_with_names_and_texts(rows, readings, pages):
    named = pages(("z.tif", "a", 3), ("empty.png", "c"), ("b.png", "b"))
    table = written_rows(rows, readings, named)
    assert table.schema.equals(arrow_schema(WrittenRows))
    columns = ["source", "frame", "row", "text", "confidence"]
    assert [tuple(row[name] for name in columns) for row in table.to_pylist()] == [
        ("z.tif", 3, 0, "AB C", 0.75),
        ("z.tif", 3, 1, "9", 1.0),
        ("empty.png", 0, 0, "", 1.0),
        ("b.png", 0, 0, "Z", 0.25),
    ]


def test_readings_with_names_in_order(readings, pages):
    table = written_readings(readings, pages(("1.png", "b"), ("2.png", "a"), ("3.png", "c")))
    assert table.schema.equals(arrow_schema(WrittenReadings))
    columns = ["source", "row", "position", "character"]
    assert [tuple(row[name] for name in columns) for row in table.to_pylist()] == [
        ("1.png", 0, 0, "Z"),
        ("2.png", 0, 0, "A"),
        ("2.png", 0, 1, "B"),
        ("2.png", 0, 2, "C"),
        ("2.png", 1, 0, "9"),
    ]
    assert table["alternatives"].to_pylist()[0] == ["Z", "Q"]


def test_the_same_page_under_two_names(rows, readings, pages):
    twins = pages(("1.png", "a"), ("2.png", "a"))
    table = written_readings(readings, twins)
    assert table["source"].to_pylist() == ["1.png"] * 4 + ["2.png"] * 4
    assert written_rows(rows, readings, twins)["text"].to_pylist() == ["AB C", "9"] * 2


def test_pages_without_anything(rows, readings, pages):
    assert written_readings(readings, pages()).num_rows == 0
    assert written_rows(rows.slice(0, 0), readings.slice(0, 0), pages(("1.png", "a"))).num_rows == 0
