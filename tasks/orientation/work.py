"""Orientation of one page as a piece of page work: a page that lies is segmented once more."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schemas.glyphs import Glyphs
from schemas.references import ModelRef, PageRef
from schemas.settings import LoadSettings, SegmentSettings
from tasks.artifacts import Artifact, Store, read_table
from tasks.orientation.turning import mean_clearness, quarter_turns
from tasks.recognition.loading import recogniser_of
from tasks.segmentation.work import segment_one


def orient_one(
    page: PageRef,
    segmented: tuple[Artifact, Artifact],
    model: ModelRef,
    load: LoadSettings,
    segment: SegmentSettings,
    store: Store,
) -> list[Artifact]:
    """Set one page upright.

    Parameters
    ----------
    page : PageRef
        The page.
    segmented : tuple of Artifact
        Its measures and glyphs as it lies.
    model : ModelRef
        The network that says which way up its glyphs look like characters.
    load, segment : LoadSettings, SegmentSettings
        How it was segmented, and is again if it has to be turned.
    store : Store
        Where artifacts lie.

    Returns
    -------
    list of Artifact
        Measures and glyphs, those given where the page stands upright already.

    Raises
    ------
    PassingFault
        If the page or the model could not be read this time.
    """
    probabilities = recogniser_of(model).probabilities
    as_it_lies = _pictures(read_table(segmented[1], Glyphs))
    turns = quarter_turns(as_it_lies, probabilities)
    if turns == 0:
        return list(segmented)
    turned = segment_one(page, load, segment, store, turns)
    upright = _pictures(read_table(turned[1], Glyphs))
    clearer = bool(upright) and (
        mean_clearness(upright, probabilities) > mean_clearness(as_it_lies, probabilities)
    )
    return turned if clearer else list(segmented)


def _pictures(glyphs: pa.Table) -> list[npt.NDArray[np.uint8]]:
    columns = (glyphs[name].to_pylist() for name in ("pixels", "height", "width"))
    return [
        np.array(pixels, np.uint8).reshape(height, width)
        for pixels, height, width in zip(*columns, strict=True)
    ]
