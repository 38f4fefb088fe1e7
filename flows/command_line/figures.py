"""Figures of an evaluation: for machines as JSON values, for people as lines of text."""

from __future__ import annotations

from typing import Any

from tasks.scoring.glyphs import FIGURES, GlyphScores
from tasks.scoring.rejection import error_at
from tasks.scoring.text import TextScores

#: Pairs of characters shown to people of those that were confused; JSON has more.
SHOWN_CONFUSIONS = 10
#: Shares left to a person that people are shown; JSON has more.
SHOWN_RATES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
#: Stands for all data sets.
TOGETHER = "together"
#: Figures of single characters, as JSON names them and `GlyphScores` does.
GLYPH_FIGURES = (
    "n",
    *FIGURES,
    "per_class",
    "confusions",
    "reject_curve",
    "reject_curve_within_kind",
)
#: Figures of the table of data sets, with the heads of their columns.
COLUMNS = {
    "accuracy": "read right",
    "accuracy_within_kind": "within kind",
    "accuracy_merged": "O=0, I=1",
    "accuracy_own_shares": "own shares",
    "ece": "calibration error",
    "ece_by_chance": "by chance",
}
#: Heads of the lines of a curve.
LEFT, WRONG = "left to a person", "wrong otherwise"
#: The curves, with their titles.
CURVES = {
    "reject_curve": "wrong among the others",
    "reject_curve_within_kind": "wrong among the others, if known to be letter, or digit",
}


def page_figures(scores: TextScores) -> dict[str, Any]:
    """Return the figures of pages as JSON values."""
    return {
        "cer": scores.cer,
        "wer": scores.wer,
        "cer_no_space": scores.cer_no_space,
        "error_at_10_rejected": scores.error_at_10_rejected,
        "reject_curve": scores.reject_curve,
        "pages": [
            {
                "name": page.name,
                "cer": page.cer,
                "wer": page.wer,
                "cer_no_space": page.cer_no_space,
                "errors": page.errors,
                "chars": page.chars,
            }
            for page in scores.pages
        ],
    }


def glyph_figures(scores: GlyphScores) -> dict[str, Any]:
    """Return the figures of single characters as JSON values, those of each data set in "sets"."""
    figures = {name: getattr(scores, name) for name in GLYPH_FIGURES}
    if scores.sets:
        figures["sets"] = {name: glyph_figures(own) for name, own in scores.sets.items()}
    return figures


def page_lines(scores: TextScores) -> list[str]:
    """Return the figures of pages as lines of text."""
    return [
        *(
            f"{page.cer:7.2%} CER {page.wer:7.2%} WER  {page.errors:4} errors  {page.name}"
            for page in scores.pages
        ),
        f"{scores.cer:7.2%} CER {scores.wer:7.2%} WER  all pages together",
        *_page_curve(scores),
    ]


def _page_curve(scores: TextScores) -> list[str]:
    if not scores.reject_curve:
        return []
    errors = "".join(f"{error_at(scores.reject_curve, rate):8.2%}" for rate in SHOWN_RATES)
    return [_rates(LEFT), WRONG.ljust(len(LEFT)) + errors]


def _rates(head: str) -> str:
    return head + "".join(f"{rate:8.0%}" for rate in SHOWN_RATES)


def glyph_lines(scores: GlyphScores) -> list[str]:
    """Return the figures of single characters as lines of text."""
    sets = dict(scores.sets) if len(scores.sets) > 1 else {}
    return [
        f"{scores.n} characters",
        f"{scores.accuracy:7.2%} read right",
        f"{scores.accuracy_within_kind:7.2%} if known to be letter, or digit",
        f"{scores.accuracy_merged:7.2%} with O = 0 and I = 1",
        f"{scores.accuracy_own_shares:7.2%} if each is as frequent as the set, unlabelled, shows",
        *(
            [f"{scores.accuracy_one_shape:7.2%} with all of one shape the same (C = c, s = S, ...)"]
            if scores.accuracy_one_shape != scores.accuracy_merged
            else []
        ),
        f"{scores.ece:7.2%} expected calibration error "
        f"({scores.ece_by_chance:.2%} by chance, if confidence is exact)",
        "most confused:",
        *(
            f"  {pair['truth']} read as {pair['reading']}: {pair['count']}"
            for pair in scores.confusions[:SHOWN_CONFUSIONS]
        ),
        *(_table({**sets, TOGETHER: scores}) if sets else ()),
        *_curves({**sets, TOGETHER: scores}),
    ]


def _table(sets: dict[str, GlyphScores]) -> list[str]:
    width = max(map(len, sets))
    lines = ["  ".join(["data set".ljust(width), "characters", *COLUMNS.values()])]
    for name, own in sets.items():
        cells = (f"{getattr(own, figure):{len(head)}.2%}" for figure, head in COLUMNS.items())
        lines.append("  ".join([name.ljust(width), f"{own.n:>10}", *cells]))
    return lines


def _curves(sets: dict[str, GlyphScores]) -> list[str]:
    width = max(map(len, (*sets, LEFT)))
    lines = [_rates(LEFT.ljust(width))]
    for curve, title in CURVES.items():
        lines.append(f"{title}:")
        for name, own in sets.items():
            errors = (error_at(getattr(own, curve), rate) for rate in SHOWN_RATES)
            lines.append(name.ljust(width) + "".join(f"{error:8.2%}" for error in errors))
    return lines
