"""Training of the study: whoever watches is told which network learns, and each epoch is seen."""

import numpy as np

from schemas.settings import LearnSettings
from tasks.progress import watched_by
from tasks.study.reference import first_weights, rate_settings, reference_network
from tasks.study.training import Labelled, train


def test_steps_and_epochs_are_told():
    rng = np.random.default_rng(0)
    data = Labelled(rng.random((6, 1, 32, 32), np.float32), np.array([0, 1, 0, 1, 0, 1]))
    network = reference_network(2).initialise(rng)
    steps, weights = [], []
    with watched_by(steps.append):
        result = train(
            network,
            data,
            data,
            rate_settings(0.01, LearnSettings(epochs=2, batch_size=4)),
            rng,
            run="trial",
            on_epoch=lambda: weights.append(first_weights(network)),
        )
    assert [(step.run, step.epoch, step.step, step.steps) for step in steps] == [
        ("trial", 1, 1, 4),
        ("trial", 1, 2, 4),
        ("trial", 2, 3, 4),
        ("trial", 2, 4, 4),
    ]
    told = [step.validation_accuracy for step in steps]
    assert told == [None, None, *[result.history[0]["validation_accuracy"]] * 2]
    assert len(weights) == 2
    assert (weights[0] != weights[1]).any()
    # The network ends with the best epoch's weights.
    assert (first_weights(network) == weights[result.best_epoch - 1]).all()
