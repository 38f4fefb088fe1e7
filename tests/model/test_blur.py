"""Blur: as SciPy blurs, each picture by its own width, and nothing from beyond the picture."""

import numpy as np
import pytest
from scipy import ndimage

from model.blur import LEAST_BLUR, blur_matrices

SIDE = 32


@pytest.mark.parametrize("sigma", [0.6, 1.3, 3.0])
def test_blur_agrees_with_scipy(sigma):
    picture = np.random.default_rng(11).random((SIDE, SIDE)).astype(np.float32)
    matrix = blur_matrices(np.float32([sigma]), SIDE)[0]
    expected = ndimage.gaussian_filter(picture, sigma, mode="constant", truncate=8)
    np.testing.assert_allclose(matrix @ picture @ matrix, expected, atol=1e-4)


def test_each_width_has_a_matrix_of_its_own():
    together = blur_matrices(np.float32([0.5, 2.0]), SIDE)
    alone = [blur_matrices(np.float32([sigma]), SIDE)[0] for sigma in (0.5, 2.0)]
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize("sigma", [0.0, LEAST_BLUR])
def test_hardly_any_blur_changes_nothing(sigma):
    np.testing.assert_allclose(blur_matrices(np.float32([sigma]), SIDE)[0], np.eye(SIDE), atol=1e-6)
