"""Text scores: error rates of transcripts, by characters and by words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

from schemas.alphabet import normalise_text
from tasks.scoring.rejection import LEFT_TO_A_PERSON, error_at, rate_name, reject_curve


@dataclass(frozen=True)
class TextPair:
    """A page's true text and what was read.

    Attributes
    ----------
    name : str
        The page, by name.
    truth, reading : str
        Texts as they are; they are normalised for scoring.
    confidences : tuple of float
        How sure the reading is of each of its characters, blanks left out; empty where that is not
        known, and counts as quite sure.
    """

    name: str
    truth: str
    reading: str
    confidences: tuple[float, ...] = ()


@dataclass(frozen=True)
class Tally:
    """Errors counted over some number of characters or words.

    Attributes
    ----------
    errors : int
        Insertions, deletions and substitutions: the least number that turns truth into reading.
    count : int
        Characters or words of the truth.
    """

    errors: int
    count: int

    @property
    def rate(self) -> float:
        """Errors over count; over 1 where there is no truth, so that it stays finite."""
        return self.errors / max(self.count, 1)


@dataclass(frozen=True)
class PageScores:
    """Scores of one page.

    Attributes
    ----------
    name : str
        The page.
    characters, words, dense : Tally
        Over its characters, blanks and line ends counted as characters; over its words; over its
        characters without any blanks.
    """

    name: str
    characters: Tally
    words: Tally
    dense: Tally

    @property
    def cer(self) -> float:
        """Character error rate."""
        return self.characters.rate

    @property
    def wer(self) -> float:
        """Word error rate."""
        return self.words.rate

    @property
    def cer_no_space(self) -> float:
        """Character error rate with all blanks left out."""
        return self.dense.rate

    @property
    def errors(self) -> int:
        """Wrong characters, as in the character error rate."""
        return self.characters.errors

    @property
    def chars(self) -> int:
        """True characters, as in the character error rate."""
        return self.characters.count

    def to_rows(self, subject: str) -> list[dict[str, Any]]:
        """Return the figures as rows of the table `schemas.scores.Scores`."""
        tallies = {"cer": self.characters, "wer": self.words, "cer_no_space": self.dense}
        return [
            {
                "source": "",
                "subject": subject,
                "name": self.name,
                "metric": metric,
                "detail": "",
                "value": tally.rate,
                "count": tally.count,
            }
            for metric, tally in tallies.items()
        ]


@dataclass(frozen=True)
class TextScores:
    """Scores of many pages.

    Attributes
    ----------
    total : PageScores
        Over all pages together, so that a long page weighs more than a short one; no name.
    pages : tuple of PageScores
        Page by page, in the order given.
    reject_curve : list of dict
        ``{"reject_rate", "error", "threshold"}``: where characters of a confidence below the
        threshold, that share of all, are left to a person, the share of wrong ones among the
        others. Blanks do not count; characters that were not read at all count as wrong and are
        left to nobody.
    weighed : int
        Characters that the curve is of: those read, and those that were not read at all.
    """

    total: PageScores
    pages: tuple[PageScores, ...]
    reject_curve: list[dict[str, float]] = field(default_factory=list)
    weighed: int = 0

    @property
    def cer(self) -> float:
        """Character error rate over all pages together."""
        return self.total.cer

    @property
    def wer(self) -> float:
        """Word error rate over all pages together."""
        return self.total.wer

    @property
    def cer_no_space(self) -> float:
        """Character error rate over all pages together, with all blanks left out."""
        return self.total.cer_no_space

    @property
    def error_at_10_rejected(self) -> float:
        """Error if the least sure characters, a tenth of all at most, are left to a person."""
        return error_at(self.reject_curve, LEFT_TO_A_PERSON) if self.reject_curve else 0.0

    def to_rows(self) -> list[dict[str, Any]]:
        """Return all figures as rows of the table `schemas.scores.Scores`."""
        rows = self.total.to_rows("pages")
        rows += [row for page in self.pages for row in page.to_rows("page")]
        for point in self.reject_curve:
            rows += [
                {
                    "source": "",
                    "subject": "reject",
                    "name": rate_name(point["reject_rate"]),
                    "metric": f"{metric}_on_pages",
                    "detail": "",
                    "value": point[metric],
                    "count": self.weighed - round(point["reject_rate"] * self.weighed),
                }
                for metric in ("error", "threshold")
            ]
        return rows


def score_texts(pairs: Sequence[TextPair], alphabet: str) -> TextScores:
    """Score readings against the truth.

    Both are brought down to the alphabet by `schemas.alphabet.normalise_text` first. Errors are
    Levenshtein's: insertions, deletions and substitutions, each of weight 1. Rates are errors over
    the length of the truth and can exceed 1. Where the truth is empty the length is taken as 1: an
    empty reading of an empty page scores 0, anything else the number of its characters.

    Parameters
    ----------
    pairs : sequence of TextPair
        Pages; their names must differ if the scores are to make a table.
    alphabet : str
        The characters that count.

    Returns
    -------
    TextScores
        Over all pages, and of each.

    Examples
    --------
    >>> scores = score_texts([TextPair("1", "ONE TWO", "ONE TVVO")], "ENOTVW")
    >>> scores.total.errors, scores.total.chars, scores.wer
    (2, 7, 0.5)
    """
    pages = tuple(_score_page(pair, alphabet) for pair in pairs)
    total = PageScores(
        "",
        _sum(page.characters for page in pages),
        _sum(page.words for page in pages),
        _sum(page.dense for page in pages),
    )
    confidences, right, missed = _weighed(pairs, alphabet)
    curve = reject_curve(np.array(confidences), np.array(right, dtype=bool), missed)
    return TextScores(total, pages, curve, len(confidences) + missed)


def _weighed(pairs: Sequence[TextPair], alphabet: str) -> tuple[list[float], list[bool], int]:
    """Say of each character read how sure and whether right it is, and how many were not read."""
    confidences: list[float] = []
    right: list[bool] = []
    missed = 0
    for pair in pairs:
        truth = normalise_text(pair.truth, alphabet).replace(" ", "")
        read, sure = _characters(pair, alphabet)
        rights = [False] * len(read)
        for step in Levenshtein.opcodes(truth, read):
            if step.tag == "equal":
                rights[step.dest_start : step.dest_end] = [True] * (step.dest_end - step.dest_start)
            elif step.tag == "delete":
                missed += step.src_end - step.src_start
        confidences += sure
        right += rights
    return confidences, right, missed


def _characters(pair: TextPair, alphabet: str) -> tuple[str, list[float]]:
    """Return the characters of a reading that count, without blanks, and how sure each is."""
    read = [character for character in pair.reading if not character.isspace()]
    sure = pair.confidences or (1.0,) * len(read)
    kept = [
        (one, confidence)
        for character, confidence in zip(read, sure, strict=True)
        for one in normalise_text(character, alphabet)
    ]
    return "".join(one for one, _ in kept), [confidence for _, confidence in kept]


def _score_page(pair: TextPair, alphabet: str) -> PageScores:
    truth = normalise_text(pair.truth, alphabet)
    reading = normalise_text(pair.reading, alphabet)
    return PageScores(
        pair.name,
        _tally(truth, reading),
        _tally(truth.split(), reading.split()),
        _tally(truth.replace(" ", ""), reading.replace(" ", "")),
    )


def _tally(truth: Sequence[str], reading: Sequence[str]) -> Tally:
    return Tally(Levenshtein.distance(truth, reading), len(truth))


def _sum(tallies: Iterable[Tally]) -> Tally:
    kept = list(tallies)
    return Tally(sum(tally.errors for tally in kept), sum(tally.count for tally in kept))
