"""Samples of several data sets: split as training splits them, and put together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count

import pyarrow as pa
import pyarrow.compute as pc

from schemas.errors import DatasetError
from schemas.samples import Samples
from schemas.settings import TrainSettings
from schemas.validation import validated
from tasks.datasets.samples import restrict
from tasks.datasets.split import split_samples
from tasks.training.small_letters import small_letters_as_capitals


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


def joined_and_split(
    data_sets: Sequence[pa.Table], alphabet: str, settings: TrainSettings
) -> pa.Table:
    """Hold shares of each data set out, keep what an alphabet can say, and put the sets together.

    Each set is split before it is restricted: all alphabets share their test samples. Small letters
    that stand for capitals of the alphabet are learned from as well (see
    `tasks.training.small_letters`).

    Parameters
    ----------
    data_sets : sequence of pyarrow.Table
        Schema `Samples`, one whole data set each.
    alphabet : str
        The characters that stay.
    settings : TrainSettings
        Shares to hold out and the seed.
    """
    parts = []
    for table in data_sets:
        divided = _split(table, settings)
        small = small_letters_as_capitals(divided, alphabet)
        parts.append(pa.concat_tables([restrict(divided, alphabet), small]))
    return joined(parts)


def chosen_part(
    data_sets: Sequence[pa.Table], alphabet: str, split: str | None, settings: TrainSettings
) -> pa.Table:
    """Put together what an alphabet can say of data sets, or what training uses for one purpose.

    Parameters
    ----------
    data_sets : sequence of pyarrow.Table
        Schema `Samples`, one whole data set each.
    alphabet : str
        The characters that stay.
    split : str or None
        train, validation or test: what training with these settings uses so; None: all samples.
    settings : TrainSettings
        Shares to hold out and the seed.

    Raises
    ------
    DatasetError
        If nothing remains of a data set.
    """
    parts = []
    for table in data_sets:
        part = restrict(_split(table, settings), alphabet)
        if split is not None:
            part = part.filter(pc.equal(part["split"], split))
        if not part.num_rows:
            samples = f"{split} samples" if split else "samples"
            raise DatasetError(
                f"{table['source'][0]}: no {samples} of the model's characters ({alphabet}); name "
                "another data set"
            )
        parts.append(part)
    return joined(parts)


def _split(table: pa.Table, settings: TrainSettings) -> pa.Table:
    return split_samples(table, settings.test_share, settings.validation_share, settings.seed)


def _untaken(name: str, taken: Collection[str]) -> str:
    if name not in taken:
        return name
    numbered = (f"{name} {number}" for number in count(2))
    return next(other for other in numbered if other not in taken)
