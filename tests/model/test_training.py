"""Training: a toy problem is learnt, runs repeat, and settings do what they say."""

from dataclasses import replace

import numpy as np
import pytest

from model.activations import ReLU, Sigmoid
from model.convolution import Conv2d
from model.dropout import Dropout
from model.flatten import Flatten
from model.linear import Linear
from model.network import Network
from model.normalisation import BatchNorm
from model.pooling import MaxPool2d
from model.training import FitSettings, fit
from schemas.history import History
from schemas.validation import table_of

SIDE = 8
SETTINGS = FitSettings(epochs=6, batch_size=16, learning_rate=0.01, average=0.9)


def convolutional():
    layers = [
        Conv2d(1, 8, bias=False),
        BatchNorm(8),
        MaxPool2d(2),
        ReLU(),
        Flatten(),
        Dropout(0.1),
        Linear(128, 3),
    ]
    return Network(layers, (1, SIDE, SIDE)).initialise(np.random.default_rng(0))


def bars(count, seed=0):
    """A bar across, a bar down or a diagonal, anywhere, with noise."""
    rng = np.random.default_rng(seed)
    samples = 0.3 * rng.random((count, 1, SIDE, SIDE), dtype=np.float32)
    labels = rng.integers(0, 3, count)
    for sample, label in zip(samples[:, 0], labels, strict=True):
        place = rng.integers(1, SIDE - 1)
        if label == 0:
            sample[place] = 1
        elif label == 1:
            sample[:, place] = 1
        else:
            np.fill_diagonal(sample, 1)
    return samples, labels


def noise(batch, rng):
    return batch + rng.normal(0, 0.05, batch.shape).astype(np.float32)


def run(settings=SETTINGS, seed=1, **options):
    network = convolutional()
    rng = np.random.default_rng(seed)
    return network, fit(network, *bars(200), *bars(80, 9), settings, rng, **options)


def test_a_toy_problem_is_learnt():
    network, result = run(augment=noise)
    table_of(History, ({"member": 1, **row} for row in result.history))
    assert [row["epoch"] for row in result.history] == [1, 2, 3, 4, 5, 6]
    assert result.history[-1]["train_loss"] < result.history[0]["train_loss"]
    samples, labels = bars(80, 9)
    accuracy = (network.predict(samples).argmax(axis=1) == labels).mean()
    assert accuracy > 0.95
    assert accuracy == max(row["validation_accuracy"] for row in result.history)
    assert result.history[result.best_epoch - 1]["validation_accuracy"] == accuracy


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "nesterov"])
def test_sigmoids_learn_by_any_optimiser(optimiser):
    rng = np.random.default_rng(3)
    layers = [Flatten(), Linear(SIDE * SIDE, 16), Sigmoid(), Linear(16, 3)]
    network = Network(layers, (1, SIDE, SIDE)).initialise(rng)
    rate = 0.5 if optimiser == "sgd" else 0.05
    settings = FitSettings(
        epochs=30, batch_size=16, optimiser=optimiser, learning_rate=rate, decay=0, average=0
    )
    result = fit(network, *bars(200), *bars(80, 9), settings, rng)
    assert max(row["validation_accuracy"] for row in result.history) > 0.85


def test_the_same_seed_gives_the_same_bits():
    short = replace(SETTINGS, epochs=2)
    (first, a), (second, b) = run(short, augment=noise), run(short, augment=noise)
    assert a.history == b.history
    for name, array in first.tensors().items():
        assert array.tobytes() == second.tensors()[name].tobytes()
    _, other = run(short, seed=2, augment=noise)
    assert other.history != a.history


def test_callbacks_tell_where_training_stands():
    steps, epochs = [], []
    run(replace(SETTINGS, epochs=2), on_step=steps.append, on_epoch=epochs.append)
    assert [progress.step for progress in steps] == list(range(1, 27))
    assert {progress.steps for progress in steps} == {26}
    assert [progress.epoch for progress in steps] == [1] * 13 + [2] * 13
    assert [row["epoch"] for row in epochs] == [1, 2]
    assert steps[12].loss == epochs[0]["train_loss"]
    assert steps[12].accuracy == epochs[0]["train_accuracy"]


def test_training_stops_when_nothing_gets_better():
    stuck = replace(SETTINGS, epochs=20, learning_rate=1e-12, average=0.0, patience=2)
    _, result = run(stuck)
    assert len(result.history) < 20
    assert len(result.history) == result.best_epoch + 2


def test_the_average_is_steadier_than_the_weights():
    base = replace(SETTINGS, epochs=1, schedule="constant", learning_rate=0.02)
    network, averaged = run(replace(base, average=0.99))
    _, last = run(replace(base, average=0.0))
    assert any(
        not np.array_equal(averaged.tensors[name], last.tensors[name]) for name in last.tensors
    )
    for name, array in network.tensors().items():
        np.testing.assert_array_equal(array, averaged.tensors[name])


def test_samples_of_weight_0_are_never_seen():
    samples, labels = bars(60)
    seen = []

    def watch(batch, rng):
        seen.append(batch)
        return batch

    weights = (labels != 1).astype(float)
    fit(
        convolutional(),
        samples,
        labels,
        samples,
        labels,
        replace(SETTINGS, epochs=1),
        np.random.default_rng(0),
        sample_weights=weights,
        augment=watch,
    )
    taken = {batch.tobytes() for part in seen for batch in part}
    assert taken <= {sample.tobytes() for sample in samples[labels != 1]}


def test_class_weights_make_classes_count():
    weights = np.array([1.0, 1.0, 0.0])
    network, _ = run(replace(SETTINGS, smoothing=0.0), class_weights=weights)
    samples, labels = bars(80, 9)
    read = network.predict(samples).argmax(axis=1)
    assert (read[labels == 2] != 2).mean() > 0.5


def test_samples_and_labels_go_together():
    samples, labels = bars(5)
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="no training samples"):
        fit(convolutional(), samples[:0], labels[:0], samples, labels, SETTINGS, rng)
    with pytest.raises(ValueError, match="5 validation samples"):
        fit(convolutional(), samples, labels, samples, labels[:3], SETTINGS, rng)
