"""Samples of several data sets: none is lost, none is taken for another."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import DatasetError, InvalidTable
from schemas.settings import TrainSettings
from tasks.datasets.samples import build_samples, pictures
from tasks.training.samples import chosen_part, joined, joined_and_split
from tasks.training.small_letters import NAME_END


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


def varied(source, labels):
    """Samples whose pictures all differ."""
    shown = np.arange(len(labels), dtype="<i4").view(np.uint8).reshape(-1, 2, 2)
    return build_samples(source, shown, list(labels))


def test_each_set_is_split_on_its_own_and_restricted():
    settings = TrainSettings(test_share=0.2, validation_share=0.3)
    table = joined_and_split([varied("a", "AB" * 10), varied("a", "A" * 20)], "A", settings)
    held = Counter(zip(table["source"].to_pylist(), table["split"].to_pylist(), strict=True))
    assert held == {
        ("a", "train"): 5, ("a", "validation"): 3, ("a", "test"): 2,
        ("a 2", "train"): 10, ("a 2", "validation"): 6, ("a 2", "test"): 4,
    }  # fmt: skip


def test_the_seed_decides_the_split():
    first, again, other = (
        joined_and_split([varied("a", "A" * 30)], "A", TrainSettings(seed=seed))
        for seed in (1, 1, 2)
    )
    assert first.equals(again)
    assert not first.equals(other)


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_what_was_held_out_is_found_again_set_by_set_for_every_alphabet(split):
    sets, settings = [varied("a", "AaBb" * 20), varied("b", "AB" * 20)], TrainSettings(seed=3)
    trained = joined_and_split(sets, "AB", settings)
    own = ~np.char.endswith(np.array(trained["source"].to_pylist()), NAME_END)
    expected = trained.filter((np.array(trained["split"].to_pylist()) == split) & own)
    assert chosen_part(sets, "AB", split, settings).equals(expected)
    alone = chosen_part(sets[1:], "ABab", split, settings)
    own = np.array(expected["source"].to_pylist()) == "b"
    assert alone.equals(expected.filter(own))


def test_all_of_a_set_is_chosen_where_no_split_is_named():
    assert chosen_part([varied("a", "ABA")], "A", None, TrainSettings()).num_rows == 2


def test_a_set_of_which_nothing_remains_is_named():
    sets = [varied("a", "A" * 20), varied("a", "b" * 20), varied("c", "AA")]
    with pytest.raises(DatasetError, match="a: no samples of"):
        chosen_part(sets[:2], "A", None, TrainSettings())
    with pytest.raises(DatasetError, match="c: no test samples of"):
        chosen_part([sets[0], sets[2]], "A", "test", TrainSettings())
