"""Page: a study as one HTML page, to be handed out."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import jinja2
import matplotlib
import pyarrow as pa
from markupsafe import Markup

from model.architectures import REFERENCE_HIDDEN
from schemas.samples import SPLITS
from schemas.settings import StudySettings
from tasks.output import html
from tasks.study import charts, depth, mosaics, softmax
from tasks.study.comparison import CLAIM as COMPARISON
from tasks.study.numbers import Numbers
from tasks.study.rates import CLAIM as RATES
from tasks.study.rates import CONFUSION
from tasks.study.samples import CLAIM as DATA
from tasks.study.samples import STUDIED, alphabet_of, part_of
from tasks.study.symmetry import AFTER_ZEROS

#: Pairs of characters listed of those that were confused most often.
SHOWN_PAIRS = 10
#: A network whose accuracy is below so many times that of guessing has not learned to read.
GUESSING = 1.5
#: Epoch at which learning rates are compared early on.
EARLY = 10
#: Powers of ten outside which numbers are written with one.
PLAIN = (-3, 4)
#: From here on numbers are written whole.
WHOLE = 100
#: A blank at which no line ends.
NO_BREAK = "\u00a0"

_TEMPLATES = Path(__file__).parent / "templates"
_TEMPLATE = "study.html.j2"
_ENCODING = "utf-8"


def page_content(table: pa.Table, samples: pa.Table, settings: StudySettings) -> bytes:
    """Return the page of a study.

    The page needs nothing but itself, and holds no times and no places: the same study gives the
    same bytes.

    Parameters
    ----------
    table : pyarrow.Table
        Schema `schemas.study.Study`: all numbers of the study.
    samples : pyarrow.Table
        Schema `Samples`, divided: what was studied.
    settings : StudySettings
        How.
    """
    template = _environment().get_template(_TEMPLATE)
    page = template.render(_context(Numbers.of(table), samples, settings))
    return page.encode(_ENCODING)


def looks_digest() -> str:
    """Return a digest of what a page's looks depend on besides code: templates, plotting library.

    Returns
    -------
    str
        SHA-256, hexadecimal.
    """
    digest = hashlib.sha256(matplotlib.__version__.encode())
    for path in sorted(_TEMPLATES.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class ConfusedPair:
    """Two characters that were taken for each other.

    Attributes
    ----------
    first, second : str
        The characters.
    there, back : int
        How often the first was read as the second, and the second as the first.
    among : int
        Samples of both.
    """

    first: str
    second: str
    there: int
    back: int
    among: int


def confused_pairs(numbers: Numbers) -> list[ConfusedPair]:
    """Return the pairs of characters most often taken for each other, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    totals: Counter[str] = Counter()
    for truth in numbers.subjects(CONFUSION):
        for reading in numbers.series(CONFUSION, truth):
            count = int(numbers.value(CONFUSION, truth, reading))
            totals[truth] += count
            counts[truth, reading] = count
    found = [
        ConfusedPair(
            first, second, counts[first, second], counts[second, first],
            totals[first] + totals[second],
        )
        for first, second in combinations(STUDIED, 2)
        if counts[first, second] + counts[second, first]
    ]  # fmt: skip
    return sorted(found, key=lambda pair: -pair.there - pair.back)[:SHOWN_PAIRS]


def _context(numbers: Numbers, samples: pa.Table, settings: StudySettings) -> dict[str, Any]:
    def ratio(claim: str, subject: str, series: str) -> float:
        """Return the last value of a curve relative to the first."""
        _, values = numbers.curve(claim, subject, series)
        return float(values[-1] / values[0])

    def last(claim: str, subject: str, series: str) -> float:
        return float(numbers.curve(claim, subject, series)[1][-1])

    def most(claim: str, subject: str, series: str) -> float:
        return float(numbers.curve(claim, subject, series)[1].max())

    alphabet = alphabet_of(samples)
    rates = numbers.subjects(RATES)
    best = max(rates, key=lambda rate: numbers.value(RATES, rate, "best validation accuracy"))
    return {
        "n": numbers.value,
        "curve": numbers.curve,
        "ratio": ratio,
        "last": last,
        "most": most,
        "alphabet": alphabet,
        "settings": settings,
        "parts": _parts(numbers),
        "rates": rates,
        "best": best,
        "early": min(EARLY, settings.learn.epochs),
        "chance": _chance(samples),
        "guessing": GUESSING,
        "even_loss": math.log(len(alphabet)),
        "draws": depth.DRAWS,
        "hidden": REFERENCE_HIDDEN,
        "softmax_classes": softmax.CLASSES,
        "models": numbers.subjects(COMPARISON),
        "pairs": confused_pairs(numbers),
        "deep_linear_chart": charts.deep_linear_chart(numbers),
        "activation_chart": charts.activation_chart(numbers),
        "vanishing_chart": charts.vanishing_chart(numbers),
        "variance_chart": charts.variance_chart(numbers),
        "symmetry_chart": charts.symmetry_chart(numbers),
        "zeros_mosaic": mosaics.weights_mosaic(numbers, AFTER_ZEROS),
        "characters_mosaic": mosaics.characters_mosaic(samples, alphabet),
        "learning_chart": charts.learning_chart(numbers),
        "weights_mosaic": mosaics.weights_mosaic(numbers, "before", "after"),
        "confusion_mosaic": mosaics.confusion_mosaic(numbers),
    }


def _chance(samples: pa.Table) -> float:
    """Return the accuracy on validation samples of whoever always says the most frequent one."""
    labels = part_of(samples, "validation")["label"].to_pylist()
    return max(Counter(labels).values()) / len(labels)


def _parts(numbers: Numbers) -> list[tuple[str, list[float]]]:
    """Return for each data set, and for all, how many samples are in each part."""
    parts = [
        (name, [numbers.value(DATA, name, split) for split in SPLITS])
        for name in numbers.subjects(DATA)
    ]
    if len(parts) > 1:
        columns = zip(*(counts for _, counts in parts), strict=True)
        parts.append(("all together", [sum(column) for column in columns]))
    return parts


def scientific(value: float) -> Markup:
    """Write a number in two digits, with a power of ten where it is far from 1.

    Examples
    --------
    >>> str(scientific(0.0)), str(scientific(0.25)), str(scientific(1e-16))
    ('0', '0.25', '10<sup>−16</sup>')
    """
    if value == 0:
        return Markup("0")
    digits, power = f"{value:.1e}".split("e")
    if PLAIN[0] < int(power) < PLAIN[1]:
        return Markup.escape(f"{value:,.0f}" if abs(value) >= WHOLE else f"{value:.2g}")
    factor = "" if digits == "1.0" else f"{digits}{NO_BREAK}×{NO_BREAK}"
    exponent = str(int(power)).replace("-", "−")
    return Markup("{}10<sup>{}</sup>").format(factor, exponent)


def percent(share: float) -> str:
    """Write a share in percent with one decimal."""
    return f"{100 * share:.1f} %"


def _environment() -> jinja2.Environment:
    templates = html.environment(_TEMPLATES)
    templates.filters["percent"] = percent
    templates.filters["scientific"] = scientific
    templates.filters["thousands"] = "{:,.0f}".format
    return templates
