"""Splitting: no writer on both sides, no class lost, nothing stated undone."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import UsageError
from schemas.samples import Samples
from schemas.validation import validated
from tasks.datasets.samples import build_samples
from tasks.datasets.split import split_samples


def samples(labels, *, source="set", **more):
    return build_samples(source, np.zeros((len(labels), 1, 1), np.uint8), list(labels), **more)


def held_out(table):
    return [split == "validation" for split in table["split"].to_pylist()]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["", "x", "y", "z"])), min_size=1),
    st.floats(0.01, 0.99),
    st.integers(0, 99),
)
def test_no_known_writer_stands_on_both_sides(rows, share, seed):
    labels, writers = zip(*rows, strict=True)
    table = samples(labels, writers=writers)
    split = split_samples(table, share, np.random.default_rng(seed))
    validated(split, Samples)
    assert split.drop_columns("split").equals(table.drop_columns("split"))
    known = {writer for writer in writers if writer}
    sides = {w: set() for w in known}
    for writer, held in zip(writers, held_out(split), strict=True):
        if writer:
            sides[writer].add(held)
    if len(known) > 1:
        assert all(len(side) == 1 for side in sides.values())
        assert {True, False} == set().union(*sides.values())
    assert not all(held_out(split))


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 60), st.integers(1, 60), st.floats(0.05, 0.9), st.integers(0, 99))
def test_without_writers_each_class_gives_its_share(first, second, share, seed):
    table = samples("A" * first + "B" * second)
    held = held_out(split_samples(table, share, np.random.default_rng(seed)))
    for count, mine in ((first, held[:first]), (second, held[first:])):
        assert sum(mine) == min(round(share * count), count - 1)


def test_writers_are_held_out_up_to_the_share():
    writers = [f"{number:02d}" for number in range(50) for _ in range(20)]
    table = samples("A" * 1000, writers=writers)
    for seed in range(5):
        held = held_out(split_samples(table, 0.1, np.random.default_rng(seed)))
        assert sum(held) == 100


def test_draws_come_from_the_generator():
    table = samples("A" * 100)
    one = split_samples(table, 0.2, np.random.default_rng(1))
    assert one.equals(split_samples(table, 0.2, np.random.default_rng(1)))
    assert not one.equals(split_samples(table, 0.2, np.random.default_rng(2)))


def test_a_lone_writer_is_split_by_class():
    held = held_out(
        split_samples(samples("A" * 20, writers=["x"] * 20), 0.25, np.random.default_rng(0))
    )
    assert sum(held) == 5


def test_stated_splits_stay():
    stated = samples("AAAA", splits=["train", "train", "validation", "test"])
    free = samples("A" * 8 + "BB", source="free", splits=["train"] * 8 + ["test"] * 2)
    split = split_samples(pa.concat_tables([stated, free]), 0.5, np.random.default_rng(0))
    splits = split["split"].to_pylist()
    assert splits[:4] == ["train", "train", "validation", "test"]
    assert splits[4:12].count("validation") == 4
    assert splits[12:] == ["test", "test"]


def test_the_same_name_in_two_sets_is_two_writers():
    one, other = (samples("A" * 4, source=s, writers=list("xxyy")) for s in ("one", "other"))
    outcomes = set()
    for seed in range(20):
        held = held_out(
            split_samples(pa.concat_tables([one, other]), 0.5, np.random.default_rng(seed))
        )
        assert sum(held[:4]) == sum(held[4:]) == 2
        outcomes.add(tuple(held))
    assert len(outcomes) == 4


@pytest.mark.parametrize("share", [0, 1, -0.1, float("nan")])
def test_impossible_shares_are_refused(share):
    with pytest.raises(UsageError, match="validation share"):
        split_samples(samples("A"), share, np.random.default_rng(0))
