"""Composite: the parts' arrays under longer names, changed where the parts change."""

import numpy as np

from model.composite import Composite
from model.linear import Linear
from model.normalisation import BatchNorm


class Pair(Composite):
    def __init__(self):
        super().__init__()
        self.first, self.second = Linear(2, 3), BatchNorm(3)

    def parts(self):
        return {"first": self.first, "second": self.second}


def test_arrays_are_those_of_the_parts_and_not_copies():
    pair = Pair()
    assert set(pair.parameters()) == {"first.weight", "first.bias", "second.scale", "second.shift"}
    assert set(pair.buffers()) == {"second.mean", "second.variance"}
    pair.parameters()["first.bias"][...] = 4
    assert (pair.first.parameters()["bias"] == 4).all()


def test_all_parts_are_drawn_and_cast():
    pair = Pair()
    pair.initialise(np.random.default_rng(0))
    assert pair.first.parameters()["weight"].any()
    pair.cast(np.float64)
    arrays = [*pair.parameters().values(), *pair.buffers().values()]
    assert all(array.dtype == np.float64 for array in arrays)
