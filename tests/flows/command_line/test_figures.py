"""Figures for machines and for people: the promised keys, and every set on a line of its own."""

import json

import numpy as np
import pytest

from flows.command_line.figures import (
    SHOWN_CONFUSIONS,
    SHOWN_RATES,
    glyph_figures,
    glyph_lines,
    page_figures,
    page_lines,
)
from schemas.alphabet import ALPHABETS
from tasks.scoring.glyphs import score_sets
from tasks.scoring.text import TextPair, score_texts

PROMISED = {
    "n",
    "accuracy",
    "accuracy_within_kind",
    "accuracy_merged",
    "ece",
    "per_class",
    "confusions",
    "reject_curve",
}


def scores(sources, alphabet="capitals-digits"):
    characters = ALPHABETS[alphabet]
    rng = np.random.default_rng(0)
    raw = rng.random((len(sources), len(characters))) ** 4
    labels = rng.choice(list(characters), len(sources)).tolist()
    return score_sets(raw / raw.sum(axis=1, keepdims=True), labels, sources, characters)


def test_json_has_all_figures_of_all_sets_and_of_each():
    of = scores(["b"] * 30 + ["a"] * 20)
    figures = json.loads(json.dumps(glyph_figures(of)))
    own = PROMISED | {
        "accuracy_own_shares",
        "accuracy_one_shape",
        "ece_within_kind",
        "ece_by_chance",
        "error_at_10_rejected",
        "error_within_kind_at_10_rejected",
        "reject_curve_within_kind",
    }
    assert figures.keys() == own | {"sets"}
    assert [figures["sets"][name]["n"] for name in ("b", "a")] == [30, 20]
    assert figures["sets"]["a"].keys() == own
    assert figures["sets"]["a"]["accuracy"] == of.sets["a"].accuracy
    assert figures["error_at_10_rejected"] == of.error_at_10_rejected


def test_people_are_shown_each_set_and_all_together():
    of = scores(["first"] * 30 + ["second"] * 20)
    lines = glyph_lines(of)
    assert lines[0] == "50 characters"
    assert sum(" read as " in line for line in lines) == SHOWN_CONFUSIONS
    for name, own in {**of.sets, "together": of}.items():
        row, wrong, within = (line for line in lines if line.startswith(f"{name} "))
        assert row.split()[1:] == [
            str(own.n),
            f"{own.accuracy:.2%}",
            f"{own.accuracy_within_kind:.2%}",
            f"{own.accuracy_merged:.2%}",
            f"{own.accuracy_own_shares:.2%}",
            f"{own.ece:.2%}",
            f"{own.ece_by_chance:.2%}",
        ]
        tenth = 1 + SHOWN_RATES.index(0.1)
        assert wrong.split()[tenth] == f"{own.error_at_10_rejected:.2%}"
        assert within.split()[tenth] == f"{own.error_within_kind_at_10_rejected:.2%}"


def test_a_lone_set_is_shown_once():
    lines = glyph_lines(scores(["only"] * 20))
    assert not any("only" in line for line in lines)
    assert sum(line.startswith("together ") for line in lines) == 2


@pytest.mark.parametrize(("alphabet", "shown"), [("capitals-digits", False), ("full", True)])
def test_merged_shapes_are_shown_where_there_are_more(alphabet, shown):
    lines = glyph_lines(scores(["set"] * 2000, alphabet))
    assert any("one shape" in line for line in lines) == shown


def test_pages():
    pairs = [TextPair("a", "AB", "AB", (0.75, 0.5)), TextPair("b", "AB", "AA", (0.75, 0.25))]
    of = score_texts(pairs, "AB")
    figures = json.loads(json.dumps(page_figures(of)))
    assert figures.keys() == {
        "cer",
        "wer",
        "cer_no_space",
        "error_at_10_rejected",
        "reject_curve",
        "pages",
    }
    assert [page["errors"] for page in figures["pages"]] == [0, 1]
    assert figures["reject_curve"][0] == {"reject_rate": 0.0, "error": 0.25, "threshold": 0.25}
    *pages, last, rates, errors = page_lines(of)
    assert [line.split()[-1] for line in pages] == ["a", "b"]
    assert last == " 25.00% CER  50.00% WER  all pages together"
    shown = dict(zip(rates.split()[-len(SHOWN_RATES) :], errors.split()[2:], strict=True))
    assert (shown["20%"], shown["30%"], shown["50%"]) == ("25.00%", "0.00%", "0.00%")


def test_nothing_read_and_nothing_to_read_has_no_curve():
    of = score_texts([TextPair("a", "", "")], "AB")
    assert (page_figures(of)["reject_curve"], page_figures(of)["error_at_10_rejected"]) == ([], 0)
    assert len(page_lines(of)) == 2
