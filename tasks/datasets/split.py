"""Splitting: samples held out for test and validation, no writer and no picture on two sides.

What is held out is decided by keyed hashes of the writers' names and of the pictures themselves,
not by places in the table: the split of a data set is the same whatever it is called, in whatever
order its samples stand and beside whatever other sets, and can be found again by anybody who has
the data set.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schemas.errors import UsageError
from tasks.datasets.samples import Picture, pictures

Names = npt.NDArray[np.object_]

#: Bytes of the hashes that samples are ordered by: two different pictures never share one.
HASH_BYTES = 16


def split_samples(
    samples: pa.Table, test_share: float, validation_share: float, seed: int
) -> pa.Table:
    """Hold out a share of the samples for test and another for validation.

    Where several writers are known, whole writers are held out until the share is reached, so that
    what is held out are hands that training never saw: one for validation at least, and of three
    writers or more one for test. Elsewhere the shares are taken from each class, equal pictures
    always together, and what a class has stays in training rather than all be held out. Each data
    set is split on its own. Test or validation samples that a data set states itself stay, and are
    then all there are. Which samples are held out for test does not depend on the validation share.

    Parameters
    ----------
    samples : pyarrow.Table
        Schema `schemas.samples.Samples`, whole data sets: in a set restricted to some characters,
        other writers might be held out.
    test_share : float
        Share of the training samples to hold out for test, from 0 to below 1.
    validation_share : float
        Share to hold out for validation, above 0. The two sum to less than 1.
    seed : int
        Key of the hashes.

    Returns
    -------
    pyarrow.Table
        The same samples in the same order, with other splits.

    Raises
    ------
    UsageError
        If the shares are not such shares.
    """
    if not (test_share >= 0 and validation_share > 0 and test_share + validation_share < 1):
        raise UsageError(
            f"test share {test_share}, validation share {validation_share}: expected numbers from "
            "0 and above 0 that sum to less than 1"
        )
    shares = {"test": test_share, "validation": validation_share}
    splits, sources, writers, labels = (
        np.array(samples[name].to_pylist(), dtype=object)
        for name in ("split", "source", "writer", "label")
    )
    shown = pictures(samples)
    for source in sorted(set(sources)):
        own = sources == source
        wanted = {split: shares[split] for split in shares if not (splits[own] == split).any()}
        free = own & (splits == "train")
        known = free & (writers != "")
        if len(set(writers[known])) == 1:
            known[:] = False
        by_writer = np.flatnonzero(known)
        splits[by_writer] = _by_writer(writers[by_writer], wanted, seed)
        by_class = np.flatnonzero(free & ~known)
        own_pictures = [shown[place] for place in by_class]
        splits[by_class] = _by_class(labels[by_class], own_pictures, wanted, seed)
    position = samples.schema.get_field_index("split")
    column = pa.array(splits.tolist(), pa.string())
    return samples.set_column(position, samples.schema.field("split"), column)


def _by_writer(writers: Names, shares: dict[str, float], seed: int) -> Names:
    hashes = {writer: _hash(writer.encode(), seed) for writer in set(writers)}
    groups = np.array([hashes[writer] for writer in writers], dtype=object)
    return _divided(groups, shares, least=1)


def _by_class(
    labels: Names, shown: Sequence[Picture], shares: dict[str, float], seed: int
) -> Names:
    hashes = [_hash(repr(picture.shape).encode() + picture.tobytes(), seed) for picture in shown]
    # A picture that stands under several labels is held out, or not, as one of the first of them.
    counted_as: dict[bytes, str] = {}
    for name, label in sorted(zip(hashes, labels, strict=True)):
        counted_as.setdefault(name, label)
    groups = np.array(hashes, dtype=object)
    classes = np.array([counted_as[name] for name in hashes], dtype=object)
    splits = np.full(len(labels), "train", dtype=object)
    for label in sorted(set(classes)):
        members = classes == label
        splits[members] = _divided(groups[members], shares, least=0)
    return splits


def _divided(groups: Names, shares: dict[str, float], *, least: int) -> Names:
    """Give whole groups, in their order, to one split after the other; the rest is to train on.

    Parameters
    ----------
    groups : (N,) ndarray of bytes
        The group of each member.
    shares : dict
        Share of the members that each split is to get.
    least : int
        Groups that a split with a share gets at the least.

    Returns
    -------
    (N,) ndarray of str
        The split of each member.
    """
    names, counts = np.unique(groups, return_counts=True)
    sizes = dict(zip(names.tolist(), counts.tolist(), strict=True))
    split_of = dict.fromkeys(sizes, "train")
    waiting = list(sizes)
    later = sum(share > 0 for share in shares.values())
    for split, share in shares.items():
        if not share:
            continue
        later -= 1
        spare = len(waiting) - 1 - least * later
        taken: list[bytes] = []
        missing = share * len(groups)
        for name in waiting:
            # What is missing is better met with this group than without it.
            if len(taken) < spare and sizes[name] / 2 <= missing:
                taken.append(name)
                missing -= sizes[name]
        if len(taken) < min(least, spare):
            taken.append(min(waiting, key=lambda name: sizes[name]))
        split_of.update(dict.fromkeys(taken, split))
        waiting = [name for name in waiting if name not in taken]
    return np.array([split_of[name] for name in groups], dtype=object)


def _hash(content: bytes, seed: int) -> bytes:
    return hashlib.blake2b(f"{seed} ".encode() + content, digest_size=HASH_BYTES).digest()
