"""Samples tables: what goes in comes out again, uncopied."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import tasks.datasets.samples as module
from schemas.errors import DatasetError
from schemas.samples import Samples
from schemas.validation import validated
from tasks.datasets.samples import build_samples, describe, pictures, restrict

PICTURES = st.lists(
    arrays(np.uint8, st.tuples(st.integers(1, 6), st.integers(1, 6))), min_size=1, max_size=8
)


def letters(text, **more):
    return build_samples("set", np.zeros((len(text), 2, 2), np.uint8), list(text), **more)


@settings(deadline=None, max_examples=25)
@given(PICTURES)
def test_pictures_come_out_as_they_went_in(drawn):
    table = build_samples("set", drawn, ["A"] * len(drawn))
    for taken, given_in in zip(pictures(table), drawn, strict=True):
        np.testing.assert_array_equal(taken, given_in)


@settings(deadline=None, max_examples=25)
@given(PICTURES, st.integers(1, 20))
def test_pictures_survive_chunks_and_slices(drawn, pixels):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHUNK_PIXELS", pixels)
        table = build_samples("set", drawn, ["A"] * len(drawn))
    table = pa.concat_tables([table.slice(1), table])
    for taken, given_in in zip(pictures(table), drawn[1:] + drawn, strict=True):
        np.testing.assert_array_equal(taken, given_in)


def test_pictures_are_views_of_the_table():
    table = build_samples("set", np.zeros((3, 4, 5), np.uint8), list("ABC"))
    values = table["pixels"].chunk(0).flatten().to_numpy()
    assert all(np.shares_memory(picture, values) for picture in pictures(table))


def test_array_and_list_of_pictures_build_the_same_table():
    drawn = np.random.default_rng(0).integers(0, 256, (5, 4, 3), np.uint8)
    one = build_samples("set", drawn, list("ABCDE"))
    assert one.equals(build_samples("set", list(drawn), list("ABCDE")))
    turned = build_samples("set", drawn.transpose(0, 2, 1), list("ABCDE"))
    np.testing.assert_array_equal(pictures(turned)[2], drawn[2].T)


def test_table_keeps_its_schema_and_kinds():
    table = validated(letters("Aa7!"), Samples)
    assert table["kind"].to_pylist() == ["letter", "letter", "digit", "sign"]
    assert table["sample"].to_pylist() == [0, 1, 2, 3]
    assert set(table["writer"].to_pylist()) == {""}
    assert set(table["split"].to_pylist()) == {"train"}


def test_strange_labels_are_refused_by_name():
    with pytest.raises(DatasetError, match=r"set: labels '\u00c4', '\u00d1'"):
        letters("A\u00c4\u00d1")


def test_an_empty_set_is_refused():
    with pytest.raises(DatasetError, match="no samples"):
        letters("")


def test_restrict_drops_what_is_outside():
    kept = restrict(letters("AbC1"), "ABC")
    assert kept["label"].to_pylist() == ["A", "C"]
    assert kept["sample"].to_pylist() == [0, 2]


def test_restrict_folds_case_only_if_asked():
    kept = restrict(letters("AbC1"), "ABC", fold_case=True)
    assert kept["label"].to_pylist() == ["A", "B", "C"]
    validated(kept, Samples)
    both = restrict(letters("Ab"), "ABab", fold_case=True)
    assert both["label"].to_pylist() == ["A", "b"]


def test_describe_counts():
    table = letters("BAA1", writers=["x", "y", "x", ""], splits=["train", "test", "train", "test"])
    assert describe(table) == {
        "source": ["set"],
        "samples": 4,
        "writers": 2,
        "kinds": {"digit": 1, "letter": 3},
        "splits": {"test": 2, "train": 2},
        "classes": {"A": 2, "B": 1, "1": 1},
    }
