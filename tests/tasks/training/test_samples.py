"""Samples of several data sets: none is lost, none is taken for another."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import InvalidTable
from tasks.datasets.samples import build_samples, pictures
from tasks.training.samples import joined, joined_and_split, load_restricted


def samples(source, labels="AB", shade=0):
    return build_samples(source, np.full((len(labels), 2, 2), shade, np.uint8), list(labels))


def sources(table):
    return list(dict.fromkeys(table["source"].to_pylist()))


@pytest.mark.parametrize(
    ("names", "called"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "b", "a"], ["a", "b", "a 2"]),
        (["a", "a", "a"], ["a", "a 2", "a 3"]),
        (["a", "a 2", "a"], ["a", "a 2", "a 3"]),
        (["a", "a", "a 2"], ["a", "a 2", "a 2 2"]),
    ],
)
def test_sets_of_the_same_name_are_told_apart(names, called):
    table = joined([samples(name, shade=i) for i, name in enumerate(names)])
    assert sources(table) == called
    assert [picture[0, 0] for picture in pictures(table)][::2] == list(range(len(names)))


def test_a_table_of_several_sets_keeps_them_apart():
    several = pa.concat_tables([samples("a"), samples("a 2")])
    assert sources(joined([several, several])) == ["a", "a 2", "a 3", "a 2 2"]


@settings(deadline=None, max_examples=8)
@given(st.lists(st.sampled_from(["a", "a 2", "b", "a 2 2"]), min_size=1, max_size=4))
def test_no_sample_is_lost_whatever_sets_are_called(names):
    table = joined([samples(name) for name in names])
    assert table.num_rows == 2 * len(names)
    assert len(sources(table)) == len(names)


def test_a_set_that_numbers_a_sample_twice_is_refused():
    with pytest.raises(InvalidTable, match="Samples"):
        joined([pa.concat_tables([samples("a"), samples("a")])])


def test_each_set_is_split_on_its_own():
    table = joined_and_split([samples("a", "A" * 10), samples("a", "A" * 20)], 0.3, 0)
    splits = zip(table["source"].to_pylist(), table["split"].to_pylist(), strict=True)
    held = [source for source, split in splits if split == "validation"]
    assert (held.count("a"), held.count("a 2")) == (3, 6)


def test_the_seed_decides_the_split():
    first, again, other = (
        joined_and_split([samples("a", "A" * 30)], 0.3, seed) for seed in (1, 1, 2)
    )
    assert first.equals(again)
    assert not first.equals(other)


def test_loading_keeps_what_the_alphabet_can_say(tmp_path):
    (tmp_path / "list.csv").write_text("image,label\na.png,A\na.png,b\na.png,7\n")
    from PIL import Image

    Image.new("L", (9, 9), 255).save(tmp_path / "a.png")
    table = load_restricted(str(tmp_path / "list.csv"), "AB7", 0)
    assert table["label"].to_pylist() == ["A", "7"]
    drawn = load_restricted("synthetic:6", "XY", 0)
    assert set(drawn["label"].to_pylist()) == {"X", "Y"}
