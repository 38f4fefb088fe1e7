"""Additions have the shares that the recipe says, and labels of the samples they are cut from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.losses import NO_CLASS
from model.recipes import RECIPES
from tasks.synthesis.glyph import draw_samples
from tasks.training.additions import draw_additions

TRAIN = draw_samples(60, "ABEHRS", np.random.default_rng(0))
WEIGHTS = np.full(60, 1 / 60)
RECIPE = replace(RECIPES["quick"], noncharacters=0.2, cut=0.2)


def test_shares_add_up():
    added = draw_additions(TRAIN, WEIGHTS, RECIPE, np.random.default_rng(1))
    none = added.origins < 0
    assert added.remaining == pytest.approx(0.6)
    assert added.weights[none].sum() == pytest.approx(0.2)
    assert added.weights[~none].sum() == pytest.approx(0.2)
    assert len(added.pictures) == len(added.origins) == len(added.weights)
    assert none.sum() == 20


def test_variety_adds_more_pictures_not_more_weight():
    varied = replace(RECIPE, variety=2.0)
    added = draw_additions(TRAIN, WEIGHTS, varied, np.random.default_rng(1))
    none = added.origins < 0
    assert added.remaining == pytest.approx(0.6)
    assert added.weights[none].sum() == pytest.approx(0.2)
    assert none.sum() == 40


def test_labels_are_those_of_the_samples_cut():
    added = draw_additions(TRAIN, WEIGHTS, RECIPE, np.random.default_rng(1))
    labels = added.labels_from(np.arange(60) * 10)
    of_samples = added.origins >= 0
    np.testing.assert_array_equal(labels[of_samples], added.origins[of_samples] * 10)
    assert (labels[~of_samples] == NO_CLASS).all()


def test_nothing_is_added_where_the_recipe_asks_for_nothing():
    added = draw_additions(TRAIN, WEIGHTS, RECIPES["reference"], np.random.default_rng(1))
    assert not added.pictures
    assert added.remaining == 1
    assert added.labels_from(np.arange(60)).size == 0
