"""Validation: a table is checked against its schema when it is written and when it is read."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pandera.errors import SchemaError, SchemaErrors
from pandera.pyarrow import DataFrameModel

from schemas.errors import InvalidTable
from schemas.rules import keeps_rules

SHOWN_ROWS = 3
SHOWN_RULES = 5

TableSchema = type[DataFrameModel]

_ARROW_TYPES = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64()}

#: Tables that `validated` has returned and that are still in use, by their identity. Tables cannot
#: change, so that none needs to be checked again on its way from where it is made to the store.
_found_valid: dict[int, tuple[weakref.ref[pa.Table], TableSchema]] = {}


@functools.cache
def arrow_schema(schema: TableSchema) -> pa.Schema:
    """Return the Arrow schema that tables of a pandera model have, descriptions as metadata.

    Parameters
    ----------
    schema : type of pandera.pyarrow.DataFrameModel
        One of the models of this package.

    Returns
    -------
    pyarrow.Schema
        Fields in the model's order, each with its description in the field's metadata.
    """
    descriptions = schema.to_schema().columns
    fields = []
    for name, (annotation, _) in schema.__fields__.items():
        kind: Any = annotation.arg
        kind = _ARROW_TYPES.get(kind, kind)
        description = descriptions[name].description
        fields.append(pa.field(name, kind, metadata={"description": description or ""}))
    return pa.schema(fields, metadata={"table": schema.__name__})


def table_of(schema: TableSchema, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Build and validate a table from rows given as mappings.

    Raises
    ------
    InvalidTable
        If the rows break the schema.
    """
    return validated(pa.Table.from_pylist(list(rows), schema=arrow_schema(schema)), schema)


def empty_table(schema: TableSchema) -> pa.Table:
    """Return a table of the schema without rows."""
    return arrow_schema(schema).empty_table()


def validated(table: pa.Table, schema: TableSchema) -> pa.Table:
    """Return the table if it keeps its schema.

    Parameters
    ----------
    table : pyarrow.Table
        Any table.
    schema : type of pandera.pyarrow.DataFrameModel
        The schema that it must keep: columns, types, value checks, keys.

    Returns
    -------
    pyarrow.Table
        The same table, its columns in the schema's order and with the schema's metadata.

    Raises
    ------
    InvalidTable
        Naming table, column, rule and first offending rows.
    """
    if _is_found_valid(table, schema):
        return table
    missing = [name for name in schema.__fields__ if name not in table.column_names]
    if missing:
        # pandera's check of unique keys falls over missing columns.
        raise InvalidTable(
            f"table {schema.__name__!r} ({table.num_rows} rows) breaks its schema:\n"
            f"  columns {', '.join(map(repr, missing))}, rule column_in_dataframe: missing"
        )
    _expect_whole_lists(table, schema)
    expected = arrow_schema(schema)
    try:
        if not keeps_rules(table, schema, expected):
            schema.validate(table, lazy=True)
    except SchemaErrors as error:
        raise InvalidTable(_explain(table, schema, error.schema_errors)) from None
    except SchemaError as error:
        raise InvalidTable(_explain(table, schema, [error])) from None
    _expect_finite(table, schema)
    ordered = table.select(expected.names).cast(expected)
    identity = id(ordered)
    gone = weakref.ref(ordered, lambda _: _found_valid.pop(identity, None))
    _found_valid[identity] = (gone, schema)
    return ordered


def _is_found_valid(table: pa.Table, schema: TableSchema) -> bool:
    known, kept = _found_valid.get(id(table), (None, None))
    return known is not None and known() is table and kept is schema


def _expect_whole_lists(table: pa.Table, schema: TableSchema) -> None:
    """Refuse missing values within lists, which pandera does not look for."""
    for name in schema.__fields__:
        column = table[name]
        if pa.types.is_list(column.type) and pc.list_flatten(column).null_count:
            position = next(i for i, held in enumerate(column.to_pylist()) if None in (held or ()))
            raise InvalidTable(
                f"table {schema.__name__!r} ({table.num_rows} rows) breaks its schema:\n"
                f"  column {name!r}, rule not_nullable: row {position} (within the list)"
            )


def _expect_finite(table: pa.Table, schema: TableSchema) -> None:
    """Refuse infinite values, which no column means and bounds on one side let through."""
    for name in schema.__fields__:
        column = table[name]
        within = pa.types.is_list(column.type)
        values = pc.list_flatten(column) if within else column
        if not pa.types.is_floating(values.type) or not pc.any(pc.is_inf(values)).as_py():
            continue
        infinite = pc.index(pc.is_inf(values), pa.scalar(True)).as_py()  # noqa: FBT003
        position = pc.list_parent_indices(column)[infinite] if within else infinite
        raise InvalidTable(
            f"table {schema.__name__!r} ({table.num_rows} rows) breaks its schema:\n"
            f"  column {name!r}, rule finite: row {position} ({values[infinite]})"
        )


def _explain(table: pa.Table, schema: TableSchema, errors: Sequence[SchemaError]) -> str:
    lines = [f"table {schema.__name__!r} ({table.num_rows} rows) breaks its schema:"]
    for error in errors[:SHOWN_RULES]:
        lines.append("  " + _explain_one(table, schema, error))
    if len(errors) > SHOWN_RULES:
        lines.append(f"  and {len(errors) - SHOWN_RULES} more rules")
    return "\n".join(lines)


def _explain_one(table: pa.Table, schema: TableSchema, error: SchemaError) -> str:
    rule = getattr(error.check, "error", None) or str(error.check)
    cases = error.failure_cases
    if not isinstance(cases, pa.Table):
        subject = error.schema.name
        where = f"table {subject}" if subject == schema.__name__ else f"column {subject!r}"
        return f"{where}, rule {rule}: {cases}"
    subject = error.schema.name
    column = "several columns" if subject == schema.__name__ else f"column {subject!r}"
    shown = []
    for case in cases.slice(0, SHOWN_ROWS).to_pylist():
        scalars = {name: value for name, value in case.items() if not isinstance(value, list)}
        values = ", ".join(f"{name}={value!r}" for name, value in scalars.items())
        shown.append(f"row {_position(table, scalars)} ({values or 'list'})")
    more = f" and {cases.num_rows - SHOWN_ROWS} more" if cases.num_rows > SHOWN_ROWS else ""
    return f"{column}, rule {rule}: {'; '.join(shown)}{more}"


def _position(table: pa.Table, values: Mapping[str, Any]) -> int | str:
    """Find the first row that holds these values (pandera reports values, not positions)."""
    mask: Any = None
    for name, value in values.items():
        column = table[name]
        if value is None:
            same = pc.is_null(column)
        elif isinstance(value, float) and value != value:
            same = pc.fill_null(pc.is_nan(column), False)  # noqa: FBT003
        else:
            same = pc.fill_null(pc.equal(column, pa.scalar(value, column.type)), False)  # noqa: FBT003
        mask = same if mask is None else pc.and_(mask, same)
    if mask is None:
        return "?"
    position = pc.index(mask, pa.scalar(True)).as_py()  # noqa: FBT003
    return position if position >= 0 else "?"
