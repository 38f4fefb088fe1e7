"""Cards: what a trained model says of itself."""

from __future__ import annotations

import hashlib
import importlib.metadata
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from model.card import OF, SET_FIGURES, ModelCard, TrainingData
from model.recogniser import Recogniser
from schemas.settings import TrainSettings
from tasks.datasets.samples import pictures
from tasks.scoring.glyphs import score_glyphs
from tasks.training.fit import BLAS_THREADS, recipe_of

#: Splits whose figures go into the card, where there are such samples.
MEASURED_SPLITS = ("validation", "test")


def measure(recogniser: Recogniser, samples: pa.Table) -> dict[str, float]:
    """Return the figures of a recogniser on the splits that it was not trained on, by name.

    All data sets together under "test accuracy" and the like, each data set under "test of NAME:
    accuracy".
    """
    figures: dict[str, float] = {}
    for split in MEASURED_SPLITS:
        own = samples.filter(pc.equal(samples["split"], split))
        if not own.num_rows:
            continue
        with threadpool_limits(BLAS_THREADS):
            probabilities = recogniser.probabilities(pictures(own))
        labels = np.array(own["label"].to_pylist())
        sources = np.array(own["source"].to_pylist())
        scores = score_glyphs(probabilities, labels.tolist(), recogniser.alphabet)
        figures[f"{split} samples"] = scores.n
        figures[f"{split} accuracy"] = scores.accuracy
        figures[f"{split} accuracy within kind"] = scores.accuracy_within_kind
        figures[f"{split} accuracy with O=0 and I=1"] = scores.accuracy_merged
        figures[f"{split} expected calibration error"] = scores.ece
        for source in np.unique(sources):
            of = sources == source
            scores = score_glyphs(probabilities[of], labels[of].tolist(), recogniser.alphabet)
            values = (
                scores.n,
                scores.accuracy,
                scores.accuracy_within_kind,
                scores.accuracy_merged,
                scores.ece,
            )
            for figure, value in zip(SET_FIGURES, values, strict=True):
                figures[f"{split} of {source}{OF}{figure}"] = value
    return figures


def with_card(
    recogniser: Recogniser,
    settings: TrainSettings,
    data: Sequence[TrainingData],
    metrics: Mapping[str, float],
    command: str,
    date: str,
) -> Recogniser:
    """Return the recogniser with its card."""
    card = ModelCard(
        architecture=recipe_of(settings).architecture,
        parameters=recogniser.network.parameter_count(),
        alphabet=recogniser.alphabet,
        data=tuple(data),
        metrics=dict(metrics),
        date=date,
        version=importlib.metadata.version("scrivano"),
        command=command,
    )
    return replace(recogniser, card=card.to_dict())


def training_data(samples: pa.Table) -> list[TrainingData]:
    """Name the data sets of a table of samples, with the digest of what was used of each."""
    described = []
    for name in sorted(set(samples["source"].to_pylist())):
        own = samples.filter(pc.equal(samples["source"], name))
        digest = hashlib.sha256()
        for label, split, picture in zip(
            own["label"].to_pylist(), own["split"].to_pylist(), pictures(own), strict=True
        ):
            digest.update(f"{label} {split} {picture.shape}".encode())
            digest.update(picture.tobytes())
        described.append(TrainingData(name=name, samples=own.num_rows, digest=digest.hexdigest()))
    return described


def command_of(specs: Sequence[str], settings: TrainSettings, date: str) -> str:
    """Return the command that trains such a model again; data sets stand in it by file name."""
    words = ["scrivano", "train"]
    for spec in specs:
        words += ["--data", Path(spec).name or Path(spec).resolve().name]
    words += ["--preset", settings.preset, "--alphabet", settings.alphabet]
    if settings.epochs is not None:
        words += ["--epochs", str(settings.epochs)]
    words += ["--seed", str(settings.seed), "--date", date, "--out", "MODEL"]
    return shlex.join(words)
