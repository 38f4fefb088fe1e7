"""Scoring glyphs: how well a network alone reads single characters, and how well it knows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from model.calibration import expected_calibration_error
from schemas.alphabet import KINDS, kind_of

#: Characters that hand print does not tell apart without context.
MERGED = {"0": "O", "1": "I"}
#: Pairs of characters kept of those that were mistaken most often.
TOP_CONFUSIONS = 40
#: Shares of samples left to a person for which the error on the others is given.
REJECT_RATES = (0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
#: Decimals that reject rates are told apart by.
RATE_DECIMALS = 4


@dataclass(frozen=True)
class GlyphScores:
    """Figures of a network on labelled characters; all rates are fractions.

    Attributes
    ----------
    n : int
        Samples counted.
    accuracy : float
        Share read rightly.
    accuracy_within_kind : float
        Share read rightly if only characters of the sample's kind (letter, digit, sign) may be
        read, as where a form says what belongs in a field.
    accuracy_merged : float
        Share read rightly if O and 0 count as the same, and I and 1.
    ece : float
        Expected calibration error.
    per_class : dict
        For each character that occurs: ``{"n": samples, "accuracy": share read rightly}``.
    confusions : list of dict
        Most frequent mistakes: ``{"truth", "reading", "count"}``.
    reject_curve : list of dict
        ``{"reject_rate", "error", "threshold"}``: where samples of a confidence below the
        threshold, that share of all, are left to a person, the error among the others.
    """

    n: int
    accuracy: float
    accuracy_within_kind: float
    accuracy_merged: float
    ece: float
    per_class: dict[str, dict[str, Any]]
    confusions: list[dict[str, Any]]
    reject_curve: list[dict[str, float]]

    def to_rows(self) -> list[dict[str, Any]]:
        """Return all figures as rows of the table `schemas.scores.Scores`."""
        rows = [
            _row("glyphs", "", metric, getattr(self, metric), self.n)
            for metric in ("accuracy", "accuracy_within_kind", "accuracy_merged", "ece")
        ]
        for truth, score in self.per_class.items():
            rows.append(_row("class", truth, "accuracy", score["accuracy"], score["n"]))
        for pair in self.confusions:
            among = self.per_class[pair["truth"]]["n"]
            rate = pair["count"] / among
            rows.append(_row("confusion", pair["truth"], "rate", rate, among, pair["reading"]))
        for point in self.reject_curve:
            name = _rate_name(point["reject_rate"])
            kept = self.n - round(point["reject_rate"] * self.n)
            rows.append(_row("reject", name, "error", point["error"], kept))
            rows.append(_row("reject", name, "threshold", point["threshold"], kept))
        return rows


def score_glyphs(
    probabilities: npt.NDArray[np.floating[Any]], labels: Sequence[str], alphabet: str
) -> GlyphScores:
    """Score a network's probabilities against labels.

    Parameters
    ----------
    probabilities : (N, K) ndarray
        Probability of each character of the alphabet, in its order.
    labels : sequence of str
        The N characters shown, all of the alphabet.
    alphabet : str
        The K characters.

    Returns
    -------
    GlyphScores
        Confidence is the greatest probability of a row; of equal ones the first character is read.

    Raises
    ------
    ValueError
        If there is no sample, shapes do not agree, or a label is outside the alphabet.

    Examples
    --------
    >>> scores = score_glyphs(np.array([[0.9, 0.1], [0.6, 0.4]]), ["A", "B"], "AB")
    >>> scores.accuracy, scores.confusions
    (0.5, [{'truth': 'B', 'reading': 'A', 'count': 1}])
    """
    if probabilities.shape != (len(labels), len(alphabet)) or len(labels) == 0:
        raise ValueError(
            f"probabilities of shape {probabilities.shape} for {len(labels)} labels and "
            f"{len(alphabet)} characters"
        )
    number = {character: place for place, character in enumerate(alphabet)}
    strange = sorted(set(labels) - set(alphabet))
    if strange:
        raise ValueError(f"labels {strange} are not in the alphabet; restrict the samples first")
    truth = np.array([number[label] for label in labels], np.intp)
    reading = probabilities.argmax(axis=1)
    right = reading == truth
    merged = np.array([number.get(MERGED.get(c, c), number[c]) for c in alphabet], np.intp)
    return GlyphScores(
        n=len(labels),
        accuracy=float(right.mean()),
        accuracy_within_kind=_accuracy_within_kind(probabilities, truth, alphabet),
        accuracy_merged=float((merged[reading] == merged[truth]).mean()),
        ece=expected_calibration_error(np.asarray(probabilities, np.float32), truth),
        per_class=_per_class(truth, right, alphabet),
        confusions=_confusions(truth, reading, alphabet),
        reject_curve=_reject_curve(probabilities.max(axis=1), right),
    )


def _accuracy_within_kind(
    probabilities: npt.NDArray[np.floating[Any]], truth: npt.NDArray[np.intp], alphabet: str
) -> float:
    kinds = np.array([KINDS.index(kind_of(character)) for character in alphabet])
    allowed = kinds[truth][:, None] == kinds[None, :]
    return float((np.where(allowed, probabilities, -1).argmax(axis=1) == truth).mean())


def _per_class(
    truth: npt.NDArray[np.intp], right: npt.NDArray[np.bool_], alphabet: str
) -> dict[str, dict[str, Any]]:
    counts = np.bincount(truth, minlength=len(alphabet))
    hits = np.bincount(truth, weights=right, minlength=len(alphabet))
    return {
        character: {"n": int(count), "accuracy": float(hit / count)}
        for character, count, hit in zip(alphabet, counts, hits, strict=True)
        if count
    }


def _confusions(
    truth: npt.NDArray[np.intp], reading: npt.NDArray[np.intp], alphabet: str
) -> list[dict[str, Any]]:
    wrong = truth != reading
    pairs, counts = np.unique(
        truth[wrong] * len(alphabet) + reading[wrong], return_counts=True
    )  # fmt: skip
    order = np.argsort(-counts, kind="stable")[:TOP_CONFUSIONS]
    return [
        {
            "truth": alphabet[pairs[place] // len(alphabet)],
            "reading": alphabet[pairs[place] % len(alphabet)],
            "count": int(counts[place]),
        }
        for place in order
    ]


def _reject_curve(
    confidence: npt.NDArray[np.floating[Any]], right: npt.NDArray[np.bool_]
) -> list[dict[str, float]]:
    """Points at about `REJECT_RATES`; samples of equal confidence are never parted."""
    count = len(confidence)
    ascending = np.sort(confidence)
    points: dict[str, dict[str, float]] = {}
    for wanted in REJECT_RATES:
        threshold = ascending[min(int(wanted * count), count - 1)]
        kept = confidence >= threshold
        rate = float(1 - kept.mean())
        error = float(1 - right[kept].mean())
        point = {"reject_rate": rate, "error": error, "threshold": float(threshold)}
        points.setdefault(_rate_name(rate), point)
    return list(points.values())


def _rate_name(rate: float) -> str:
    return f"{rate:.{RATE_DECIMALS}f}"


def _row(
    subject: str, name: str, metric: str, value: float, count: int, detail: str = ""
) -> dict[str, Any]:
    return {
        "subject": subject,
        "name": name,
        "metric": metric,
        "detail": detail,
        "value": value,
        "count": count,
    }
