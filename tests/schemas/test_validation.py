"""A broken table must name table, column, rule and first offending rows."""

import pyarrow as pa
import pytest
from pandera.pyarrow import DataFrameModel, Field

from schemas.errors import InvalidTable
from schemas.history import History
from schemas.readings import Readings
from schemas.rows import Rows
from schemas.validation import _found_valid, arrow_schema, empty_table, table_of, validated

EPOCH = {
    "member": 1,
    "epoch": 1,
    "learning_rate": 0.1,
    "train_loss": 1.0,
    "train_accuracy": 0.5,
    "validation_loss": 1.0,
    "validation_accuracy": 0.5,
}


def test_valid_rows_come_back_with_types_and_descriptions():
    table = table_of(History, [EPOCH, EPOCH | {"epoch": 2}])
    assert table.schema.field("epoch").type == pa.int32()
    assert table.schema.field("train_loss").metadata[b"description"]


def test_value_out_of_range_names_column_rule_and_row():
    rows = [EPOCH, EPOCH | {"epoch": 2, "train_accuracy": 1.5}]
    with pytest.raises(InvalidTable, match=r"History.*\n.*train_accuracy.*less_than.*row 1.*1\.5"):
        table_of(History, rows)


def test_duplicate_key_is_found():
    with pytest.raises(InvalidTable, match=r"epoch=1"):
        table_of(History, [EPOCH, EPOCH])


@pytest.mark.parametrize("value", [None, float("nan")])
def test_missing_value_is_found(value):
    with pytest.raises(InvalidTable, match=r"train_loss.*row 1"):
        table_of(History, [EPOCH, EPOCH | {"epoch": 2, "train_loss": value}])


def test_missing_value_within_a_list_is_found():
    schema = arrow_schema(Rows)
    columns = {field.name: pa.nulls(2, field.type) for field in schema}
    columns["words"] = pa.array([[0, 0], [0, None]], schema.field("words").type)
    with pytest.raises(InvalidTable, match=r"'Rows'.*\n.*'words', rule not_nullable: row 1 "):
        validated(pa.table(columns, schema=schema), Rows)


class Measured(DataFrameModel):
    """A table of measures without bounds."""

    value: pa.float64() = Field()
    values: pa.list_(pa.float32()) = Field()


def test_infinite_value_is_found():
    with pytest.raises(InvalidTable, match=r"'train_loss', rule finite: row 1 \(inf\)"):
        table_of(History, [EPOCH, EPOCH | {"epoch": 2, "train_loss": float("inf")}])
    rows = [{"value": value, "values": []} for value in (1.0, 2.0, float("-inf"))]
    with pytest.raises(InvalidTable, match=r"'value', rule finite: row 2 \(-inf\)"):
        table_of(Measured, rows)


@pytest.mark.parametrize("chunks", [1, 3])
def test_infinite_value_within_a_list_is_found(chunks):
    lists = [[0.5, 0.25], [], [0.5, float("inf")]]
    column = pa.chunked_array(
        [lists] if chunks == 1 else [[own] for own in lists], pa.list_(pa.float32())
    )
    table = pa.table({"value": pa.array([0.0, 0.0, 0.0]), "values": column})
    with pytest.raises(InvalidTable, match=r"'values', rule finite: row 2 \(inf\)"):
        validated(table, Measured)
    assert validated(table.slice(0, 2), Measured).num_rows == 2


def test_missing_and_further_columns_are_found():
    table = table_of(History, [EPOCH])
    with pytest.raises(InvalidTable, match="train_loss"):
        validated(table.drop_columns(["train_loss"]), History)
    with pytest.raises(InvalidTable, match=r"'epoch'.*missing"):
        validated(table.drop_columns(["epoch"]), History)
    with pytest.raises(InvalidTable, match="surplus"):
        validated(table.append_column("surplus", pa.array([1])), History)


def test_wrong_type_is_found():
    table = table_of(History, [EPOCH])
    wrong = table.set_column(1, "epoch", pa.array([1], pa.int64()))
    with pytest.raises(InvalidTable, match=r"epoch.*Int64"):
        validated(wrong, History)


def test_column_order_is_restored():
    table = table_of(History, [EPOCH])
    turned = table.select(list(reversed(table.column_names)))
    assert validated(turned, History).column_names == table.column_names


def test_empty_table_is_valid():
    for schema in (History, Readings):
        assert validated(empty_table(schema), schema).schema == arrow_schema(schema)


def test_a_valid_table_is_checked_once(monkeypatch):
    asked = []
    monkeypatch.setattr("schemas.validation.keeps_rules", lambda *_: asked.append(1) or True)
    table = table_of(History, [EPOCH])
    assert validated(table, History) is table
    assert len(asked) == 1
    # Another table, and the same one under another schema, are not known.
    validated(table.slice(0), History)
    with pytest.raises(InvalidTable, match="Measured"):
        validated(table, Measured)
    assert len(asked) == 2


def test_tables_no_longer_used_are_forgotten():
    before = len(_found_valid)
    table = table_of(History, [EPOCH])
    assert len(_found_valid) == before + 1
    del table
    assert len(_found_valid) == before
