"""Splitting: part of the training samples held out for validation, no writer on both sides."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schemas.errors import UsageError


def split_samples(samples: pa.Table, validation_share: float, rng: np.random.Generator) -> pa.Table:
    """Hold a share of the training samples out for validation.

    Where several writers are known, whole writers are held out until the share is reached (one at
    least), so that validation meets hands that training never saw; elsewhere the share is taken
    from each class. Each data set is split on its own. One that states validation samples of its
    own stays as it is, and so do test samples everywhere.

    Parameters
    ----------
    samples : pyarrow.Table
        Schema `schemas.samples.Samples`.
    validation_share : float
        Share of the training samples to hold out, between 0 and 1.
    rng : numpy.random.Generator
        Draws who and what is held out.

    Returns
    -------
    pyarrow.Table
        The same samples in the same order, with other splits.

    Raises
    ------
    UsageError
        If the share is not between 0 and 1.
    """
    if not 0 < validation_share < 1:
        raise UsageError(f"validation share {validation_share}: expected a number between 0 and 1")
    splits = np.array(samples["split"].to_pylist(), dtype=object)
    sources = np.array(samples["source"].to_pylist(), dtype=object)
    writers = np.array(samples["writer"].to_pylist(), dtype=object)
    labels = np.array(samples["label"].to_pylist(), dtype=object)
    for source in sorted(set(sources)):
        own = sources == source
        if (splits[own] == "validation").any():
            continue
        free = own & (splits == "train")
        known = free & (writers != "")
        if len(set(writers[known])) == 1:
            known[:] = False
        by_writer, by_class = np.flatnonzero(known), np.flatnonzero(free & ~known)
        held = [
            by_writer[_whole_groups(writers[by_writer], validation_share, rng)],
            by_class[_from_each_group(labels[by_class], validation_share, rng)],
        ]
        splits[np.concatenate(held)] = "validation"
    position = samples.schema.get_field_index("split")
    column = pa.array(splits.tolist(), pa.string())
    return samples.set_column(position, samples.schema.field("split"), column)


def _whole_groups(
    names: npt.NDArray[np.object_], share: float, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    """Draw whole groups up to a share of all members: one at least, never all."""
    groups, sizes = np.unique(names, return_counts=True)
    taken: list[str] = []
    missing = share * len(names)
    for place in rng.permutation(len(groups))[: max(0, len(groups) - 1)]:
        # What is missing is better met with this group than without it.
        if not taken or sizes[place] / 2 <= missing:
            taken.append(groups[place])
            missing -= sizes[place]
    return np.flatnonzero(np.isin(names, taken))


def _from_each_group(
    names: npt.NDArray[np.object_], share: float, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    """Draw a share of each group's members, leaving at least one of each."""
    taken = [np.zeros(0, np.intp)]
    for name in sorted(set(names)):
        members = np.flatnonzero(names == name)
        count = min(round(share * len(members)), len(members) - 1)
        taken.append(rng.permutation(members)[:count])
    return np.sort(np.concatenate(taken))
