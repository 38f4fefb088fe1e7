"""Linear: known values, and other features refused."""

import numpy as np
import pytest

from model.linear import Linear


def test_values_by_hand():
    layer = Linear(2, 1)
    layer.parameters()["weight"][...] = [[2, 3]]
    layer.parameters()["bias"][...] = 1
    np.testing.assert_array_equal(layer.forward(np.array([[1.0], [10.0]])), [[33.0]])


def test_other_features_are_refused():
    with pytest.raises(ValueError, match=r"\(3,\), not \(4,\)"):
        Linear(3, 2).output_shape((4,))
