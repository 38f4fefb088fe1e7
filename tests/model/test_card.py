"""Model cards: JSON values in, lines of text out."""

import json

from model.card import ModelCard, TrainingData, render_card, render_metrics


def make():
    return ModelCard(
        architecture="default",
        parameters=333_508,
        alphabet="ABC",
        data=(TrainingData("drawn", 1200, "ab12"),),
        metrics={"loss": 0.25, "accuracy": 0.5},
        date="2026-01-02",
        version="0.1.0",
        command="scrivano train",
    )


def test_a_card_is_json():
    card = make().to_dict()
    assert json.loads(json.dumps(card)) == card


def test_all_of_a_card_is_shown():
    lines = render_card(make().to_dict(), ["linear 36"])
    assert lines == [
        "architecture  default",
        "parameters    333,508",
        "alphabet      ABC",
        "date          2026-01-02",
        "version       0.1.0",
        "command       scrivano train",
        "data",
        "  name drawn, samples 1,200, digest ab12",
        "metrics",
        "  accuracy  0.5000",
        "  loss      0.2500",
        "layers",
        "  linear 36",
    ]


def test_empty_and_strange_cards_are_shown_too():
    assert render_card({}) == []
    assert render_card(ModelCard().to_dict()) == []
    assert render_card({"note": "mine", "metrics": "none"}) == [
        "note          mine",
        "metrics       none",
    ]


def test_figures_of_each_set_stand_in_a_table():
    metrics = {
        "validation of b: accuracy": 0.25,
        "test of a: within kind": 1.0,
        "test of a: rate": 0.125,
        "test of a: samples": 1234,
        "validation accuracy": 0.5,
    }
    assert render_metrics(metrics) == [
        "validation accuracy  0.5000",
        "                 samples  accuracy  within kind    rate",
        "test of a          1,234                 1.0000  0.1250",
        "validation of b             0.2500",
    ]
    assert render_card({"metrics": metrics})[1:] == [f"  {x}" for x in render_metrics(metrics)]


def test_a_set_may_be_called_anything():
    assert render_metrics({"test of a: b: rate": 0.5})[1] == "test of a: b  0.5000"
    assert render_metrics({}) == []
