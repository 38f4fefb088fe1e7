"""Mistakes as one HTML page: pictures of misread characters, for a person to judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from model.preprocess import normalise_glyphs
from tasks.datasets.samples import pictures
from tasks.output.atomic import replacing
from tasks.output.html import environment, picture_uri
from tasks.scoring.mistakes import GROUPS, IMPLAUSIBLE, NOTABLE, SURE, Mistake, find_mistakes
from tasks.scoring.recognised import RecognisedSamples

#: Mistakes of a group that are shown at most; a page of thousands helps nobody.
SHOWN_OF_A_GROUP = 500

_TEMPLATE = "mistakes.html.j2"


def write_mistakes(path: Path, recognised: RecognisedSamples) -> None:
    """Write a page of the characters that were misread, as a whole or not at all.

    Each is shown as it was given and as the network sees it, with what it is said to be, what was
    read and how probable either is; by group, the surest misreadings first. The page needs nothing
    but itself, and the same samples and network give the same bytes.

    Parameters
    ----------
    path : pathlib.Path
        The HTML file.
    recognised : RecognisedSamples
        Samples with what a network makes of them.

    Raises
    ------
    schemas.errors.OutputError
        If the file cannot be written.
    """
    mistakes = find_mistakes(recognised)
    shown = {
        group: [mistake for mistake in mistakes if mistake.group == group][:SHOWN_OF_A_GROUP]
        for group in GROUPS
    }
    content = (
        environment()
        .get_template(_TEMPLATE)
        .render(
            samples=recognised.samples.num_rows,
            groups=GROUPS,
            counts=Counter(mistake.group for mistake in mistakes),
            sets=_sets(recognised, mistakes),
            shown=shown,
            pictures=_pictures(recognised, [one for some in shown.values() for one in some]),
            sure=SURE,
            implausible=IMPLAUSIBLE,
            notable=NOTABLE,
        )
    )
    with replacing(path) as written:
        written.write_text(content, "utf-8", newline="\n")


def _sets(
    recognised: RecognisedSamples, mistakes: Sequence[Mistake]
) -> list[tuple[str, int, int, Counter[str]]]:
    """Return name, samples, mistakes and mistakes by group of each data set."""
    samples = Counter(recognised.samples["source"].to_pylist())
    by_group: dict[str, Counter[str]] = {source: Counter() for source in samples}
    for mistake in mistakes:
        by_group[mistake.source][mistake.group] += 1
    return [(name, samples[name], found.total(), found) for name, found in by_group.items()]


def _pictures(
    recognised: RecognisedSamples, mistakes: Sequence[Mistake]
) -> dict[int, tuple[str, str]]:
    """Return the picture of each mistake, as given and as the network sees it, by its place."""
    all_pictures = pictures(recognised.samples)
    given = [all_pictures[mistake.place] for mistake in mistakes]
    seen = np.rint(normalise_glyphs(given, recognised.preprocessing)[:, 0] * 255)
    return {
        mistake.place: (picture_uri(own), picture_uri(input_))
        for mistake, own, input_ in zip(mistakes, given, seen.astype(np.uint8), strict=True)
    }
