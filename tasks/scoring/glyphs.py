"""Scoring glyphs: how well a network alone reads single characters, and how well it knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from model.calibration import calibration_error_by_chance, expected_calibration_error
from model.shares import estimate_shares, weigh_by_shares
from schemas.alphabet import KINDS, kind_of, shape_of
from tasks.scoring.rejection import LEFT_TO_A_PERSON, error_at, rate_name, reject_curve

#: Characters that hand print does not tell apart without context.
MERGED = {"0": "O", "1": "I"}
#: Pairs of characters kept of those that were mistaken most often.
TOP_CONFUSIONS = 40
#: Figures that stand for themselves.
FIGURES = (
    "accuracy",
    "accuracy_within_kind",
    "accuracy_merged",
    "accuracy_own_shares",
    "accuracy_one_shape",
    "ece",
    "ece_within_kind",
    "ece_by_chance",
    "error_at_10_rejected",
    "error_within_kind_at_10_rejected",
)


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
    accuracy_own_shares : float
        Share read rightly if each character is taken to be as frequent as the answers for all
        samples, but no label, say it is (`model.shares`): whoever reads a column of numbers knows
        after a few that its rings are no letters.
    accuracy_one_shape : float
        Share read rightly if characters of one shape (`schemas.alphabet.SAME_SHAPES`) count as the
        same; for capitals and digits alone that is `accuracy_merged`.
    ece : float
        Expected calibration error.
    ece_within_kind : float
        The same, of probabilities among the characters of the sample's kind.
    ece_by_chance : float
        Expected calibration error that so many samples show on average where confidence is exact.
    per_class : dict
        For each character that occurs: ``{"n": samples, "accuracy": share read rightly}``.
    confusions : list of dict
        Most frequent mistakes: ``{"truth", "reading", "count"}``.
    reject_curve : list of dict
        ``{"reject_rate", "error", "threshold"}``: where samples of a confidence below the
        threshold, that share of all, are left to a person, the error among the others.
    reject_curve_within_kind : list of dict
        The same, if only characters of the sample's kind may be read.
    sets : mapping
        Figures of each data set, by name; empty where they were not asked for.
    """

    n: int
    accuracy: float
    accuracy_within_kind: float
    accuracy_merged: float
    accuracy_own_shares: float
    accuracy_one_shape: float
    ece: float
    ece_within_kind: float
    ece_by_chance: float
    per_class: dict[str, dict[str, Any]]
    confusions: list[dict[str, Any]]
    reject_curve: list[dict[str, float]]
    reject_curve_within_kind: list[dict[str, float]]
    sets: Mapping[str, GlyphScores] = field(default_factory=dict)

    @property
    def error_at_10_rejected(self) -> float:
        """Error if the least sure, a tenth of all at most, are left to a person."""
        return error_at(self.reject_curve, LEFT_TO_A_PERSON)

    @property
    def error_within_kind_at_10_rejected(self) -> float:
        """The same, if only characters of the sample's kind may be read."""
        return error_at(self.reject_curve_within_kind, LEFT_TO_A_PERSON)

    def to_rows(self, source: str = "") -> list[dict[str, Any]]:
        """Return all figures as rows of the table `schemas.scores.Scores`.

        Parameters
        ----------
        source : str, optional
            The data set that these are figures of; left out for all of them together.
        """
        rows = [_row("glyphs", "", metric, getattr(self, metric), self.n) for metric in FIGURES]
        for truth, score in self.per_class.items():
            rows.append(_row("class", truth, "accuracy", score["accuracy"], score["n"]))
        for pair in self.confusions:
            among = self.per_class[pair["truth"]]["n"]
            rate = pair["count"] / among
            rows.append(_row("confusion", pair["truth"], "rate", rate, among, pair["reading"]))
        curves = {"": self.reject_curve, "_within_kind": self.reject_curve_within_kind}
        for ending, curve in curves.items():
            for point in curve:
                name = rate_name(point["reject_rate"])
                kept = self.n - round(point["reject_rate"] * self.n)
                rows += [
                    _row("reject", name, f"{metric}{ending}", point[metric], kept)
                    for metric in ("error", "threshold")
                ]
        own = [{"source": source} | row for row in rows]
        return own + [row for name, scores in self.sets.items() for row in scores.to_rows(name)]


def score_sets(
    probabilities: npt.NDArray[np.floating[Any]],
    labels: Sequence[str],
    sources: Sequence[str],
    alphabet: str,
) -> GlyphScores:
    """Score data sets together and each on its own.

    Parameters
    ----------
    probabilities, labels, alphabet
        As for `score_glyphs`.
    sources : sequence of str
        The data set of each sample.

    Returns
    -------
    GlyphScores
        With the data sets' own figures, in the order in which the sets come.
    """
    together = score_glyphs(probabilities, labels, alphabet)
    places: dict[str, list[int]] = {}
    for place, source in enumerate(sources):
        places.setdefault(source, []).append(place)
    sets = {
        source: score_glyphs(probabilities[own], [labels[place] for place in own], alphabet)
        for source, own in places.items()
    }
    return replace(together, sets=sets)


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
    known = weigh_by_shares(probabilities, estimate_shares(probabilities))
    within = within_kind(probabilities, labels, alphabet)
    right_within = within.argmax(axis=1) == truth
    merged = np.array([number.get(MERGED.get(c, c), number[c]) for c in alphabet], np.intp)
    shapes = np.array([ord(shape_of(character)) for character in alphabet])
    return GlyphScores(
        n=len(labels),
        accuracy=float(right.mean()),
        accuracy_within_kind=float(right_within.mean()),
        accuracy_merged=float((merged[reading] == merged[truth]).mean()),
        accuracy_own_shares=float((known.argmax(axis=1) == truth).mean()),
        accuracy_one_shape=float((shapes[reading] == shapes[truth]).mean()),
        ece=expected_calibration_error(np.asarray(probabilities, np.float32), truth),
        ece_within_kind=expected_calibration_error(np.asarray(within, np.float32), truth),
        ece_by_chance=calibration_error_by_chance(probabilities.max(axis=1)),
        per_class=_per_class(truth, right, alphabet),
        confusions=_confusions(truth, reading, alphabet),
        reject_curve=reject_curve(probabilities.max(axis=1), right),
        reject_curve_within_kind=reject_curve(within.max(axis=1), right_within),
    )


def within_kind(
    probabilities: npt.NDArray[np.floating[Any]], labels: Sequence[str], alphabet: str
) -> npt.NDArray[np.float64]:
    """Return probabilities among the characters of each sample's kind.

    Parameters
    ----------
    probabilities : (N, K) ndarray
        Probability of each character of the alphabet, in its order.
    labels : sequence of str
        The N characters shown.
    alphabet : str
        The K characters.

    Returns
    -------
    (N, K) ndarray of float64
        Zero for characters of other kinds; rows sum to 1.

    Examples
    --------
    >>> within_kind(np.array([[0.5, 0.125, 0.375]]), ["B"], "0AB")
    array([[0.  , 0.25, 0.75]])
    """
    kinds = np.array([KINDS.index(kind_of(character)) for character in alphabet])
    wanted = np.array([KINDS.index(kind_of(label)) for label in labels])
    allowed = wanted[:, None] == kinds[None, :]
    own = np.where(allowed, probabilities, 0).astype(np.float64)
    # Where rounding left nothing to any of the kind, all of it is as likely.
    own[own.sum(axis=1) == 0] = 1
    own *= allowed
    return np.asarray(own / own.sum(axis=1, keepdims=True))


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
