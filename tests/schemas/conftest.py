"""What the tests of tables share: which rules a schema has, and which of them a table breaks."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

import schemas.validation as validation
from schemas.errors import InvalidTable
from schemas.validation import TableSchema, table_of

#: Column ("" for rules about several) and name of a rule.
Rule = tuple[str, str]
Row = Mapping[str, Any]

KEY = ("", "multiple_fields_uniqueness")

_RULE = re.compile(r"^  (?:column '(?P<column>\w+)'|several columns), rule (?P<rule>[^:(]+)", re.M)
_ROW = re.compile(r"\brow (\d+) ")


def _rules_of(schema: TableSchema) -> set[Rule]:
    """List all rules of a schema; it has to be strict, without missing values."""
    built = schema.to_schema()
    assert built.strict is True
    assert not [name for name, column in built.columns.items() if column.nullable]
    listed = {(name, check.name) for name, col in built.columns.items() for check in col.checks}
    listed |= {("", check.error) for check in built.checks}
    return listed | {KEY} if built.unique else listed


@pytest.fixture
def broken_rules(monkeypatch) -> Callable[[TableSchema, Sequence[Row]], dict[Rule, set[int]]]:
    """A function that tells which rules a table breaks in which rows, by the error it meets."""
    monkeypatch.setattr(validation, "SHOWN_RULES", 1000)
    monkeypatch.setattr(validation, "SHOWN_ROWS", 1000)

    def broken(schema: TableSchema, rows: Sequence[Row]) -> dict[Rule, set[int]]:
        with pytest.raises(InvalidTable, match=f"^table '{schema.__name__}'") as caught:
            table_of(schema, rows)
        told = {}
        for line in str(caught.value).splitlines():
            if match := _RULE.match(line):
                rule = (match["column"] or "", match["rule"])
                told[rule] = {int(number) for number in _ROW.findall(line)}
        return told

    return broken


@pytest.fixture
def check_rules(broken_rules) -> Callable[..., None]:
    """A function that breaks each rule of a schema in a row of its own.

    It takes the schema, a function that makes the valid row of some number, and for each rule what
    changes in a row that breaks it.
    """

    def check(
        schema: TableSchema, valid: Callable[[int], Row], breaches: Mapping[Rule, Row]
    ) -> None:
        assert set(breaches) == _rules_of(schema)
        changed = [{**valid(i), **change} for i, change in enumerate(breaches.values(), 1)]
        told = broken_rules(schema, [valid(0), *changed])
        assert set(told) == set(breaches)
        for row, rule in enumerate(breaches, 1):
            # Of rows with the same key the first is told.
            assert (0 if rule == KEY else row) in told[rule], rule
        assert not [rule for rule, rows in told.items() if 0 in rows and rule != KEY]

    return check
