"""Samples of a training run: several data sets put together and split."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count

import numpy as np
import pyarrow as pa

from schemas.samples import Samples
from schemas.validation import validated
from tasks.datasets.load import load_dataset
from tasks.datasets.samples import restrict
from tasks.datasets.split import split_samples


def load_restricted(spec: str, alphabet: str, seed: int) -> pa.Table:
    """Load a data set and keep what an alphabet can say (`Samples`)."""
    return restrict(load_dataset(spec, seed=seed, alphabet=alphabet), alphabet)


def joined(data_sets: Sequence[pa.Table]) -> pa.Table:
    """Put data sets together; sets of the same name are told apart by a number.

    Parameters
    ----------
    data_sets : sequence of pyarrow.Table
        Schema `Samples`, one data set each.
    """
    taken: set[str] = set()
    renamed = []
    for table in data_sets:
        names = table["source"].to_pylist()
        called = {}
        for name in dict.fromkeys(names):
            called[name] = _untaken(name, taken)
            taken.add(called[name])
        position = table.schema.get_field_index("source")
        field = table.schema.field("source")
        own = pa.array([called[name] for name in names], pa.string())
        renamed.append(table.set_column(position, field, own))
    return validated(pa.concat_tables(renamed), Samples)


def joined_and_split(data_sets: Sequence[pa.Table], share: float, seed: int) -> pa.Table:
    """Put data sets together and hold a share of each out for validation."""
    return split_samples(joined(data_sets), share, np.random.default_rng(seed))


def _untaken(name: str, taken: Collection[str]) -> str:
    if name not in taken:
        return name
    numbered = (f"{name} {number}" for number in count(2))
    return next(other for other in numbered if other not in taken)
