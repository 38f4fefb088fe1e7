"""Identities: all are put to the test, and the same draws give the same numbers."""

from tasks.study.identities import identity_numbers


def test_all_identities_are_there_and_follow_the_seed():
    first, again, other = (identity_numbers(seed) for seed in (0, 0, 1))
    assert first == again != other
    assert list(dict.fromkeys(row["claim"] for row in first)) == [
        "softmax",
        "deep linear",
        "activations",
        "linear gradients",
    ]
