"""Samples of a study: stated parts are kept, others held out, and all become the same pictures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from schemas.errors import DatasetError
from schemas.settings import StudySettings
from tasks.datasets.samples import build_samples
from tasks.study.samples import (
    BOX,
    SIDE,
    alphabet_of,
    as_the_course_has_them,
    as_the_model_has_them,
    count_rows,
    divided,
    part_of,
    study_picture,
)

SETTINGS = StudySettings(test_share=0.2, validation_share=0.1)


def data_set(name, labels, splits=None, seed=0):
    """Noise, so that no picture comes twice."""
    noise = np.random.default_rng(seed).integers(0, 256, (len(labels), 6, 5)).astype(np.uint8)
    return build_samples(name, noise, list(labels), splits=splits)


def counts(samples):
    splits = samples["split"].to_pylist()
    return {split: splits.count(split) for split in ("train", "validation", "test")}


def test_what_is_not_stated_is_held_out_of_each_class():
    samples = divided([data_set("set", "AB" * 50)], SETTINGS)
    assert counts(samples) == {"train": 70, "validation": 10, "test": 20}
    assert sorted(part_of(samples, "test")["label"].to_pylist()) == ["A"] * 10 + ["B"] * 10
    assert samples.num_rows == 100


def test_stated_parts_are_kept_also_over_several_sets():
    sets = [
        data_set("train", "AB" * 30, seed=1),
        data_set("valid", "AB" * 5, ["validation"] * 10, seed=2),
        data_set("test", "AB" * 7, ["test"] * 14, seed=3),
    ]
    samples = divided(sets, SETTINGS)
    assert counts(samples) == {"train": 60, "validation": 10, "test": 14}
    assert set(part_of(samples, "test")["source"].to_pylist()) == {"test"}
    # What is missing alone is held out; the stated part is all there is of it.
    samples = divided(sets[:2], SETTINGS)
    assert counts(samples) == {"train": 48, "validation": 10, "test": 12}
    assert set(part_of(samples, "test")["source"].to_pylist()) == {"train"}


def test_where_nothing_is_to_train_on_all_is_divided():
    samples = divided([data_set("valid", "AB" * 50, ["validation"] * 100)], SETTINGS)
    assert counts(samples) == {"train": 70, "validation": 10, "test": 20}


def test_other_characters_are_left_out_and_held_out_samples_stay_the_same():
    mixed = divided([data_set("set", "ABab" * 25)], SETTINGS)
    assert alphabet_of(mixed) == "AB"
    assert mixed.num_rows == 50


def test_the_seed_draws_who_is_held_out():
    data = [data_set("set", "AB" * 50)]
    first, again, other = (
        divided(data, SETTINGS.model_copy(update={"seed": seed})) for seed in (0, 0, 1)
    )
    assert first.equals(again)
    assert part_of(first, "test")["sample"] != part_of(other, "test")["sample"]


@pytest.mark.parametrize("labels", ["A" * 50, "AB", "ab" * 50])
def test_too_little_to_be_divided_is_told(labels):
    with pytest.raises(DatasetError, match="larger data sets"):
        divided([data_set("set", labels)], SETTINGS)


def test_pictures_of_the_course_s_size_are_taken_as_they_are():
    picture = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE)).astype(np.uint8)
    assert study_picture(picture) is picture


@given(arrays(np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 60))))
def test_others_are_framed_in_the_box(picture):
    framed = study_picture(picture)
    assert framed.shape == (SIDE, SIDE)
    assert framed.dtype == np.uint8
    if picture.shape != (SIDE, SIDE):
        margin = (SIDE - BOX) // 2
        assert not framed[:margin].any()
        assert not framed[:, -margin:].any()
        assert framed.any() == picture.any()


def test_paper_around_the_ink_does_not_count_and_the_longer_side_fills_the_box():
    bar = np.zeros((50, 40), np.uint8)
    bar[10:20, 30:35] = 255
    framed = study_picture(bar)
    assert (framed == study_picture(bar[5:, 20:])).all()
    ink = framed > 127
    assert ink.any(axis=1).sum() == BOX
    assert ink.any(axis=0).sum() == BOX // 2


def test_the_network_takes_white_paper_as_1():
    pictures = np.zeros((2, SIDE, SIDE), np.uint8)
    pictures[1, 4] = 255
    samples = build_samples("set", pictures, ["B", "7"])
    course = as_the_course_has_them(samples, "AB7")
    assert course.inputs.shape == (2, 1, SIDE, SIDE)
    assert course.inputs.dtype == np.float32
    assert (course.inputs[0] == 1).all()
    assert (course.inputs[1, 0, 4] == 0).all()
    assert course.labels.tolist() == [1, 2]
    model = as_the_model_has_them(samples, "AB7")
    assert model.inputs.shape == course.inputs.shape
    assert (model.inputs[0] == 0).all()
    assert model.labels.tolist() == [1, 2]


def test_samples_are_counted_by_set_and_part(numbers_of):
    samples = divided([data_set("one", "AB" * 50), data_set("two", "AB", ["test"] * 2)], SETTINGS)
    numbers = numbers_of(count_rows(samples))
    assert numbers.subjects("data") == ["one", "two"]
    found = [
        [numbers.value("data", name, split) for split in ("train", "validation", "test")]
        for name in ("one", "two")
    ]
    assert found == [[90, 10, 0], [0, 0, 2]]
