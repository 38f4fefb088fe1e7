"""Recipes: all their names exist."""

import pytest

from model.architectures import ARCHITECTURES
from model.optimisers import OPTIMISERS
from model.recipes import RECIPES
from model.schedules import SCHEDULES
from schemas.settings import TrainSettings


@pytest.mark.parametrize("name", RECIPES)
def test_names_exist(name):
    recipe = RECIPES[name]
    assert recipe.architecture in ARCHITECTURES
    assert recipe.fit.optimiser in OPTIMISERS
    assert recipe.fit.schedule in SCHEDULES


def test_the_default_preset_exists():
    assert TrainSettings().preset in RECIPES
