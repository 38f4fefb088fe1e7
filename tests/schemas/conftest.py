"""What the tests of tables share: which rules a schema has, and which of them a table breaks."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from schemas.errors import InvalidTable
from schemas.validation import TableSchema, table_of

#: Column ("" for rules about several) and name of a rule.
Rule = tuple[str, str]

_RULE = re.compile(r"^  (?:column '(?P<column>\w+)'|several columns), rule (?P<rule>[^:(]+)", re.M)


@pytest.fixture
def rules_of() -> Callable[[TableSchema], set[Rule]]:
    """A function that lists all rules of a schema; it has to be strict, without missing values."""

    def rules(schema: TableSchema) -> set[Rule]:
        built = schema.to_schema()
        assert built.strict is True
        assert not [name for name, column in built.columns.items() if column.nullable]
        listed = {(name, check.name) for name, col in built.columns.items() for check in col.checks}
        listed |= {("", check.error) for check in built.checks}
        return listed | ({("", "multiple_fields_uniqueness")} if built.unique else set())

    return rules


@pytest.fixture
def broken_rules() -> Callable[[TableSchema, Sequence[Mapping[str, Any]]], set[Rule]]:
    """A function that tells which rules a table breaks, by the error that refuses it."""

    def broken(schema: TableSchema, rows: Sequence[Mapping[str, Any]]) -> set[Rule]:
        with pytest.raises(InvalidTable, match=f"^table '{schema.__name__}'") as caught:
            table_of(schema, rows)
        found = _RULE.finditer(str(caught.value))
        return {(match["column"] or "", match["rule"]) for match in found}

    return broken
