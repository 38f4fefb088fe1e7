"""Samples of a study: divided into training, validation and test, and made the pictures it takes.

The course's data are pictures of 32 x 32, white paper 1 and black ink 0, the character as it was
cut out; data of that size are taken as they are. Pictures of any other size are cropped to their
ink and scaled into the same frame. Strokes are left as they are drawn: nothing but size and place
is evened out, unlike `model.preprocess.normalise_glyphs`, which the default model reads by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from PIL import Image

from model.preprocess import Preprocessing, normalise_glyphs
from schemas.alphabet import ALPHABETS, DEFAULT_ALPHABET
from schemas.errors import DatasetError
from schemas.samples import SPLITS
from schemas.settings import StudySettings
from tasks.datasets.samples import Picture, pictures, restrict
from tasks.datasets.split import split_samples
from tasks.study.numbers import Row, number
from tasks.study.training import Labelled
from tasks.training.samples import joined

CLAIM = "data"
#: Characters that a study tells apart, where they occur.
STUDIED = ALPHABETS[DEFAULT_ALPHABET]
#: Side of the pictures, and of the box within that characters fill: of the course's own pictures,
#: half have their longer side between 23 and 29.
SIDE, BOX = 32, 26
#: With fewer there is nothing to tell apart.
FEWEST_CLASSES = 2
#: Pixels fainter than this share of the strongest are paper when a picture is cropped.
FRINGE = 0.3
INK = 255


def divided(data_sets: Sequence[pa.Table], settings: StudySettings) -> pa.Table:
    """Put data sets together and divide them into training, validation and test samples.

    Parts that the data state are kept; where they state no training samples, all become that
    first. What is not stated is held out of the training samples as `scrivano train` does it, so
    that a model trained on the same data with the same shares has not seen the test samples.

    Parameters
    ----------
    data_sets : sequence of pyarrow.Table
        Schema `Samples`, one data set each.
    settings : StudySettings
        Shares to hold out, and the seed.

    Returns
    -------
    pyarrow.Table
        Schema `Samples`, of the characters that are studied.

    Raises
    ------
    DatasetError
        If there are fewer than two classes, or too few samples to be divided.
    """
    samples = joined(data_sets)
    stated = set(samples["split"].to_pylist())
    if "train" not in stated:
        stated = {"train"}
        samples = _all_of(samples, "train")
    if stated != set(SPLITS):
        samples = pa.concat_tables(
            [
                *_divided_training(part_of(samples, "train"), stated, settings),
                *(part_of(samples, split) for split in SPLITS if split in stated - {"train"}),
            ]
        )
    samples = restrict(samples, STUDIED)
    alphabet = alphabet_of(samples)
    if set(samples["split"].to_pylist()) != set(SPLITS) or len(alphabet) < FEWEST_CLASSES:
        raise DatasetError(
            f"{samples.num_rows} samples of {len(alphabet)} capitals and digits cannot be divided "
            "into training, validation and test; name larger data sets"
        )
    return samples


def _divided_training(
    train: pa.Table, stated: set[str], settings: StudySettings
) -> Iterator[pa.Table]:
    """Yield training samples in the parts that are not stated elsewhere."""
    drawn = split_samples(train, settings.test_share, settings.validation_share, settings.seed)
    for split in SPLITS:
        own = part_of(drawn, split)
        yield _all_of(own, "train") if split in stated else own


def alphabet_of(samples: pa.Table) -> str:
    """Return the characters that occur, in the order of the network's outputs."""
    found = set(samples["label"].to_pylist())
    return "".join(character for character in STUDIED if character in found)


def part_of(samples: pa.Table, split: str) -> pa.Table:
    """Return the samples of a part: train, validation or test."""
    return samples.filter(pc.equal(samples["split"], split))


def count_rows(samples: pa.Table) -> list[Row]:
    """Note how many samples of each data set are in each part: rows of `schemas.study.Study`."""
    counts = Counter(zip(samples["source"].to_pylist(), samples["split"].to_pylist(), strict=True))
    return [
        number(CLAIM, source, split, counts[source, split])
        for source in dict.fromkeys(samples["source"].to_pylist())
        for split in SPLITS
    ]


def study_picture(picture: Picture) -> Picture:
    """Bring a picture to 32 x 32; one of that size is taken as it is.

    Parameters
    ----------
    picture : (H, W) ndarray of uint8
        255 ink on 0 paper.

    Returns
    -------
    (32, 32) ndarray of uint8
        The ink cropped, its longer side scaled to 26 pixels, and centred.
    """
    if picture.shape == (SIDE, SIDE):
        return picture
    frame = np.zeros((SIDE, SIDE), np.uint8)
    ink = picture > FRINGE * float(picture.max(initial=0))
    if not ink.any():
        return frame
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    cropped = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(cropped.shape)
    height, width = (max(1, round(scale * side)) for side in cropped.shape)
    image = Image.fromarray(np.ascontiguousarray(cropped))
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    frame[top : top + height, left : left + width] = np.asarray(
        image.resize((width, height), Image.Resampling.BILINEAR)
    )
    return frame


def as_the_course_has_them(samples: pa.Table, alphabet: str) -> Labelled:
    """Return pictures as the reference network takes them: raw, white 1 and ink 0."""
    framed = np.stack([study_picture(picture) for picture in pictures(samples)])
    inputs = 1 - framed.astype(np.float32)[:, None] / np.float32(INK)
    return Labelled(inputs, _numbers(samples, alphabet))


def as_the_model_has_them(samples: pa.Table, alphabet: str) -> Labelled:
    """Return pictures as the default architecture takes them, strokes normalised."""
    return Labelled(
        normalise_glyphs(pictures(samples), Preprocessing()), _numbers(samples, alphabet)
    )


def _numbers(samples: pa.Table, alphabet: str) -> npt.NDArray[np.intp]:
    places = {character: place for place, character in enumerate(alphabet)}
    return np.array([places[label] for label in samples["label"].to_pylist()], np.intp)


def _all_of(samples: pa.Table, part: str) -> pa.Table:
    position = samples.schema.get_field_index("split")
    column = pa.array([part] * samples.num_rows, pa.string())
    return samples.set_column(position, samples.schema.field("split"), column)
