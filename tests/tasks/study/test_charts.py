"""Charts: every curve of a claim is drawn."""

import base64
import re

import pytest

from tasks.study import charts
from tasks.study.numbers import Numbers

SVG = "data:image/svg+xml;base64,"


@pytest.fixture(scope="module")
def numbers(study):
    return Numbers.of(study)


@pytest.mark.parametrize(
    ("chart", "curves"),
    [
        (charts.deep_linear_chart, 3),
        (charts.activation_chart, 4),
        (charts.variance_chart, 4),
        (charts.learning_chart, 12),
    ],
)
def test_all_curves_are_drawn(numbers, chart, curves, monkeypatch):
    drawn = []
    kept = charts._curve

    def curve(*arguments, **options):
        drawn.append(arguments[2:])
        kept(*arguments, **options)

    monkeypatch.setattr(charts, "_curve", curve)
    uri = chart(numbers)
    assert len(drawn) == len(set(drawn)) == curves
    svg = base64.b64decode(uri.removeprefix(SVG)).decode()
    assert len(re.findall(r'id="axes_\d+"', svg)) == (1 if chart is charts.deep_linear_chart else 2)
