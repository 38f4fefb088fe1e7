"""Components: pieces are numbered and measured like a slow search would."""

import numpy as np
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays

import tasks.segmentation.components as components
from tasks.segmentation.components import boxes_of, label_ink, measure


def flood(mask):
    """Slow, obvious connected components with eight neighbours."""
    left = {tuple(at) for at in np.argwhere(mask)}
    pieces = []
    while left:
        piece, edge = set(), [left.pop()]
        while edge:
            row, col = edge.pop()
            piece.add((row, col))
            near = {(row + i, col + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & left
            left -= near
            edge += near
        pieces.append(frozenset(piece))
    return set(pieces)


@settings(max_examples=40, deadline=None)
@given(arrays(np.bool_, (9, 11)))
def test_pieces_and_measures_match_a_flood_fill(mask):
    dark = np.random.default_rng(0).random(mask.shape).astype(np.float32)
    labels = label_ink(mask)
    pieces = measure(labels, dark)
    found = {frozenset(map(tuple, np.argwhere(labels == number))) for number in pieces.label}
    assert found == flood(mask)
    for number, area, darkness, box in zip(
        pieces.label, pieces.area, pieces.darkness, boxes_of(pieces), strict=True
    ):
        at = np.argwhere(labels == number)
        assert area == len(at)
        np.testing.assert_allclose(darkness, dark[labels == number].mean(), rtol=1e-5)
        assert box.tolist() == [*at.min(axis=0), *(at.max(axis=0) + 1)]


def test_negative_numbers_and_gaps_are_passed_over():
    labels = np.array([[-1, 0, 3], [-1, 0, 3]], dtype=np.int32)
    pieces = measure(labels, np.ones((2, 3), np.float32))
    assert pieces.label.tolist() == [3]
    assert (pieces.height.tolist(), pieces.width.tolist()) == ([2], [1])


def test_too_many_pieces_leave_the_largest(monkeypatch):
    monkeypatch.setattr(components, "MAX_COMPONENTS", 2)
    mask = np.array([[1, 0, 1, 1, 0, 1, 1, 1]], dtype=bool)
    assert label_ink(mask).tolist() == [[0, 0, 1, 1, 0, 2, 2, 2]]


def test_nothing_is_nothing():
    assert len(measure(label_ink(np.zeros((3, 4), bool)), np.zeros((3, 4), np.float32))) == 0
