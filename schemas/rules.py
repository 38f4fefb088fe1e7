"""Rules: a schema's own checks, asked of a whole table in one pass.

pandera goes through a schema rule by rule and column by column, and prepares for failures on the
way: some 36 ms a table, however small. Here pandera's expressions for all rules are evaluated
together, which takes a sixth of that and says yes or no. What is not plainly right is left to
pandera, which then says what is wrong.
"""

from __future__ import annotations

import functools
from typing import Any

import narwhals.stable.v1 as nw
import pyarrow as pa
import pyarrow.compute as pc
from pandera.api.checks import Check
from pandera.backends.narwhals import builtin_checks
from pandera.pyarrow import Column, DataFrameModel

_ALL = "all"


def keeps_rules(table: pa.Table, schema: type[DataFrameModel], types: pa.Schema) -> bool:
    """Tell whether a table plainly keeps every rule of its schema.

    Parameters
    ----------
    table : pyarrow.Table
        Any table.
    schema : type of pandera.pyarrow.DataFrameModel
        The schema.
    types : pyarrow.Schema
        The Arrow types of the schema's columns.

    Returns
    -------
    bool
        True where pandera would pass the table. False where it would not, or where this module
        does not know the schema's rules.
    """
    rules = _rules(schema)
    if rules is None or sorted(table.column_names) != sorted(types.names):
        return False
    if any(table.schema.field(field.name).type != field.type for field in types):
        return False
    if any(_has_gaps(column) for column in table.columns):
        return False
    if rules and not nw.from_native(table).select(*rules)[_ALL].item():
        return False
    whole = schema.to_schema()
    if whole.unique and _distinct(table, whole.unique) != table.num_rows:
        return False
    return all(_passes(check, table) for check in whole.checks)


@functools.cache
def _rules(schema: type[DataFrameModel]) -> tuple[nw.Expr, ...] | None:
    """Return pandera's own expressions for all rules of columns, joined; None if some are foreign.

    Without rules there is no expression.
    """
    whole = schema.to_schema()
    plain = whole.strict is True and not whole.coerce and not whole.ordered
    if not plain or any(_is_foreign(column) for column in whole.columns.values()):
        return None
    kept = [
        getattr(builtin_checks, check.name)(nw.col(name), **check.statistics)
        .all()
        .alias(f"{name} {number}")
        for name, column in whole.columns.items()
        for number, check in enumerate(column.checks)
    ]
    return (nw.all_horizontal(*kept, ignore_nulls=False).alias(_ALL),) if kept else ()


def _is_foreign(column: Column) -> bool:
    """Tell whether a column has rules other than its type, no nulls, and pandera's own checks."""
    kept = column.required and not (
        column.nullable or column.unique or column.coerce or column.regex
    )
    return not kept or any(
        check.element_wise or not hasattr(builtin_checks, str(check.name))
        for check in column.checks
    )


def _has_gaps(column: pa.ChunkedArray) -> bool:
    """Tell whether a value is missing or, as pandera sees it, no number."""
    if column.null_count:
        return True
    return pa.types.is_floating(column.type) and bool(pc.any(pc.is_nan(column)).as_py())


def _distinct(table: pa.Table, key: list[str]) -> int:
    rows: int = table.select(key).group_by(key).aggregate([]).num_rows
    return rows


def _passes(check: Check, table: pa.Table) -> bool:
    """Ask a rule over several columns, through pandera."""
    passed: Any = check(table).check_passed
    return bool(passed.lazy().collect().item())
