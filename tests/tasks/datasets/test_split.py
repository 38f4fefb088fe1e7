"""Splitting: no writer, no picture on two sides, nothing stated undone, found again by anyone."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS
from schemas.errors import UsageError
from schemas.samples import Samples
from schemas.validation import validated
from tasks.datasets.load import load_dataset
from tasks.datasets.samples import build_samples, restrict
from tasks.datasets.split import split_samples

SETS = ("az_nist.parquet", "mnist_dev-images-idx3-ubyte.gz", "photo62", "chars74k_strokes.json")


def samples(labels, *, source="set", shown=None, **more):
    """Samples, each picture of its own number unless the numbers are named."""
    numbers = np.arange(len(labels)) if shown is None else shown
    pixels = np.array(numbers, "<i4").view(np.uint8).reshape(-1, 2, 2)
    return build_samples(source, pixels, list(labels), **more)


def splits_of(table, test_share=0.1, validation_share=0.1, seed=0):
    split = split_samples(table, test_share, validation_share, seed)
    validated(split, Samples)
    assert split.drop_columns("split").equals(table.drop_columns("split"))
    return split["split"].to_pylist()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["", *"vwxyz"])), min_size=1),
    st.floats(0, 0.5, exclude_max=True),
    st.floats(0.01, 0.5),
    st.integers(0, 99),
)
def test_no_known_writer_stands_on_two_sides(rows, test_share, validation_share, seed):
    labels, writers = zip(*rows, strict=True)
    splits = splits_of(samples(labels, writers=writers), test_share, validation_share, seed)
    known = {writer for writer in writers if writer}
    sides = {w: {s for s, own in zip(splits, writers, strict=True) if own == w} for w in known}
    if len(known) > 1:
        assert all(len(side) == 1 for side in sides.values())
        wanted = {"train", "validation"} | ({"test"} if test_share and len(known) > 2 else set())
        assert set().union(*sides.values()) == wanted
    assert "train" in splits


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 9)), min_size=1, max_size=60),
    st.integers(0, 99),
)
def test_equal_pictures_stand_on_one_side_whatever_they_are_called(rows, seed):
    labels, shown = zip(*rows, strict=True)
    splits = splits_of(samples(labels, shown=shown), 0.2, 0.2, seed)
    for picture in set(shown):
        assert len({s for s, own in zip(splits, shown, strict=True) if own == picture}) == 1
    assert "train" in splits


@settings(deadline=None, max_examples=40)
@given(
    st.integers(2, 60),
    st.integers(1, 60),
    st.floats(0, 0.45),
    st.floats(0.05, 0.45),
    st.integers(0, 99),
)
def test_without_writers_each_class_gives_its_shares(first, second, test, validation, seed):
    splits = splits_of(samples("A" * first + "B" * second), test, validation, seed)
    for count, own in ((first, splits[:first]), (second, splits[first:])):
        assert own.count("test") == min(int(test * count + 0.5), count - 1)
        left = count - own.count("test")
        assert own.count("validation") == min(int(validation * count + 0.5), left - 1)


def test_writers_are_held_out_up_to_the_shares():
    table = samples("A" * 1000, writers=[f"{number // 20:02d}" for number in range(1000)])
    for seed in range(5):
        assert Counter(splits_of(table, seed=seed)) == {
            "train": 800,
            "validation": 100,
            "test": 100,
        }


def test_one_large_writer_does_not_stand_for_a_share():
    writers = ["much"] * 100 + [f"{number % 10}" for number in range(100)]
    table = samples("A" * 200, writers=writers)
    for seed in range(20):
        assert set(splits_of(table, seed=seed)[:100]) == {"train"}


def test_the_seed_alone_decides_the_same_split():
    table = samples("A" * 100)
    assert splits_of(table, seed=1) == splits_of(table, seed=1) != splits_of(table, seed=2)
    assert splits_of(table, seed=10**80) != splits_of(table, seed=1)


@settings(deadline=None, max_examples=20)
@given(st.permutations(range(40)), st.booleans())
def test_order_name_and_company_change_no_samples_split(order, known):
    """What is held out goes by pictures, or by writers, and by nothing else."""
    labels, writers = ["ABCD"[i % 4] for i in range(40)], [f"{i % 7}" for i in range(40)]
    more = {"writers": writers} if known else {}
    before = splits_of(samples(labels, **more), 0.25, 0.25)
    moved = {"writers": [writers[i] for i in order]} if known else {}
    after = samples([labels[i] for i in order], source="other", shown=order, **moved)
    company = pa.concat_tables([samples("ABCD" * 5, source="more"), after])
    assert splits_of(company, 0.25, 0.25)[20:] == [before[i] for i in order]


def test_other_classes_change_no_samples_split():
    """All alphabets share their test samples, whether a set is restricted before or after."""
    table = samples("AaBb" * 30)
    split = split_samples(table, 0.2, 0.2, 0)
    restricted = split_samples(restrict(table, "AB"), 0.2, 0.2, 0)
    assert restrict(split, "AB").equals(restricted)


@given(st.floats(0.01, 0.8), st.booleans())
@settings(deadline=None, max_examples=20)
def test_the_validation_share_changes_no_test_sample(share, known):
    more = {"writers": [f"{i % 9}" for i in range(90)]} if known else {}
    table = samples("AB" * 45, **more)
    one, other = splits_of(table, 0.15, share), splits_of(table, 0.15, 0.1)
    assert [split == "test" for split in one] == [split == "test" for split in other]


def test_a_lone_writer_is_split_by_class():
    splits = splits_of(samples("A" * 20, writers=["x"] * 20), 0.25, 0.25)
    assert (splits.count("test"), splits.count("validation")) == (5, 5)


def test_stated_splits_stay():
    stated = samples("A" * 10, splits=["train"] * 8 + ["validation", "test"])
    tested = samples("A" * 8 + "BB", source="tested", splits=["train"] * 8 + ["test"] * 2)
    validated_ = samples("A" * 10, source="chosen", splits=["train"] * 8 + ["validation"] * 2)
    splits = splits_of(pa.concat_tables([stated, tested, validated_]), 0.25, 0.5)
    assert splits[:10] == ["train"] * 8 + ["validation", "test"]
    assert Counter(splits[10:18]) == {"train": 4, "validation": 4}
    assert splits[18:20] == ["test", "test"]
    assert Counter(splits[20:28]) == {"train": 6, "test": 2}
    assert splits[28:] == ["validation", "validation"]


@pytest.mark.parametrize(
    ("test_share", "validation_share"),
    [(0, 0), (0, 1), (-0.1, 0.1), (float("nan"), 0.1), (0.5, 0.5), (0.1, -0.1)],
)
def test_impossible_shares_are_refused(test_share, validation_share):
    with pytest.raises(UsageError, match="share"):
        split_samples(samples("A"), test_share, validation_share, 0)


@pytest.mark.shared
@pytest.mark.parametrize("name", SETS)
def test_real_sets_give_near_exact_shares_and_lose_no_class(shared_data, name):
    table = load_dataset(str(shared_data / "glyphs" / name))
    split = restrict(split_samples(table, 0.1, 0.1, 0), ALPHABETS["capitals-digits"])
    labels = split["label"].to_pylist()
    counts = Counter(split["split"].to_pylist())
    assert counts["test"] == pytest.approx(0.1 * len(labels), rel=0.2)
    assert counts["validation"] == pytest.approx(0.1 * len(labels), rel=0.2)
    for side in ("train", "validation", "test"):
        pairs = zip(labels, split["split"].to_pylist(), strict=True)
        assert {label for label, own in pairs if own == side} == set(labels)
