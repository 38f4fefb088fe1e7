"""One pass over all rules comes to the same verdict as pandera, rule by rule."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors
from pandera.pyarrow import DataFrameModel, Field

from schemas.pages import REASONS, STATUSES, MeasuredPages, unread_measures
from schemas.rules import keeps_rules
from schemas.validation import arrow_schema, empty_table

PAGE = {"page_id": "a" * 32, **unread_measures("failed", "internal", "x")}
NAN = float("nan")

VALUES = {
    "page_id": st.sampled_from(["a" * 32, "b" * 32, "A" * 32, "a" * 33, "", None]),
    "height": st.sampled_from([-1, 0, 1, None]),
    "orientation": st.sampled_from([0, 1, 8, 9]),
    "turn": st.sampled_from([0, 45, 90, 270]),
    "skew": st.sampled_from([-91.0, -90.0, 90.0, 91.0, NAN]),
    "text_height": st.sampled_from([-0.5, 0.0, NAN, None]),
    "status": st.sampled_from([*STATUSES, "lost"]),
    "reason": st.sampled_from([*REASONS[:2], "bored"]),
}
ROWS = st.lists(st.fixed_dictionaries({}, optional=VALUES), max_size=2)


def by_pandera(table: pa.Table, schema: type[DataFrameModel]) -> bool:
    try:
        schema.validate(table, lazy=True)
    except SchemaErrors:
        return False
    return True


@settings(deadline=None, max_examples=40)
@given(ROWS)
def test_verdict_is_that_of_pandera(changes):
    rows = [PAGE | {"page_id": f"{i:032}"} | change for i, change in enumerate(changes)]
    expected = arrow_schema(MeasuredPages)
    table = pa.Table.from_pylist(rows, schema=expected)
    assert keeps_rules(table, MeasuredPages, expected) == by_pandera(table, MeasuredPages)


def test_columns_and_types_count():
    expected = arrow_schema(MeasuredPages)
    table = pa.Table.from_pylist([PAGE], schema=expected)
    assert keeps_rules(table, MeasuredPages, expected)
    for other in (
        table.drop_columns(["dpi"]),
        table.append_column("surplus", pa.array([1])),
        table.append_column("dpi", table["dpi"]),
        table.set_column(1, "height", pa.array([0], pa.int64())),
    ):
        assert not keeps_rules(other, MeasuredPages, expected)


class Bare(DataFrameModel):
    """A table without any rule but its types."""

    value: pa.float64() = Field()

    class Config:
        """Strict: no further columns."""

        strict = True


class Gapped(Bare):
    """A table that may miss values: a rule that one pass does not know."""

    value: pa.float64() = Field(nullable=True)


def test_schemas_without_rules_and_with_foreign_ones():
    expected = arrow_schema(Bare)
    for values, kept in (([], True), ([1.0], True), ([None], False), ([NAN], False)):
        table = pa.table({"value": pa.array(values, pa.float64())})
        assert keeps_rules(table, Bare, expected) is by_pandera(table, Bare) is kept
    assert not keeps_rules(empty_table(Gapped), Gapped, arrow_schema(Gapped))
