"""Samples of a training run: several data sets put together and split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

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
    seen: Counter[str] = Counter()
    renamed = []
    for table in data_sets:
        names = table["source"].to_pylist()
        seen.update(set(names))
        own = [name if seen[name] == 1 else f"{name} {seen[name]}" for name in names]
        position = table.schema.get_field_index("source")
        field = table.schema.field("source")
        renamed.append(table.set_column(position, field, pa.array(own, pa.string())))
    return validated(pa.concat_tables(renamed), Samples)


def joined_and_split(data_sets: Sequence[pa.Table], share: float, seed: int) -> pa.Table:
    """Put data sets together and hold a share of each out for validation."""
    return split_samples(joined(data_sets), share, np.random.default_rng(seed))
