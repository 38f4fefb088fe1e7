"""Early stopping: the best epoch, and the end of patience."""

from hypothesis import given
from hypothesis import strategies as st

from model.stopping import EarlyStopping

FIGURES = st.tuples(st.sampled_from([0.5, 0.6, 0.7]), st.sampled_from([0.1, 0.2, 0.3]))


@given(st.lists(FIGURES, min_size=1, max_size=12))
def test_the_best_epoch_is_the_first_of_greatest_accuracy_and_least_loss(epochs):
    stopping = EarlyStopping()
    for number, (accuracy, loss) in enumerate(epochs, start=1):
        is_best = stopping.better(number, accuracy=accuracy, loss=loss)
        assert is_best == (stopping.best_epoch == number)
        assert not stopping.is_over(number)
    greatest = max((accuracy, -loss) for accuracy, loss in epochs)
    assert stopping.best_epoch == 1 + [(a, -n) for a, n in epochs].index(greatest)


def test_patience_counts_from_the_best_epoch():
    stopping = EarlyStopping(patience=2)
    over = []
    for number, accuracy in enumerate([0.5, 0.4, 0.6, 0.6, 0.5], start=1):
        stopping.better(number, accuracy=accuracy, loss=1.0)
        over.append(stopping.is_over(number))
    assert over == [False, False, False, False, True]
    assert stopping.best_epoch == 3


def test_the_first_epoch_counts_however_bad_it_is():
    assert EarlyStopping().better(1, accuracy=0.0, loss=float("inf"))


def test_a_loss_that_is_no_number_is_never_better():
    stopping = EarlyStopping()
    stopping.better(1, accuracy=0.5, loss=1.0)
    assert not stopping.better(2, accuracy=0.5, loss=float("nan"))
