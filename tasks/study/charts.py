"""Charts: the curves of a study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from tasks.study import activations, depth, linear, rates, symmetry
from tasks.study.drawing import COLOURS, MARKS, picture
from tasks.study.numbers import Numbers

WIDE = (9.0, 3.4)
TALL = (9.0, 4.0)
NARROW = (6.0, 3.4)


def deep_linear_chart(numbers: Numbers) -> str:
    """Draw the distance of deep networks from one map by depth, as a data URI."""
    shown = {
        "sigmoid": ("with sigmoids between", "distance from a linear map"),
        "float32": ("linear, in single precision", "largest difference"),
        "float64": ("linear, in double precision", "largest difference"),
    }

    def draw(panels: Sequence[Axes]) -> None:
        axes = panels[0]
        for place, (subject, (label, series)) in enumerate(shown.items()):
            _curve(axes, numbers, linear.DEEP, subject, series, place, label=label)
        _labelled(axes, "Distance from one linear map", "linear layers", "relative distance")
        _logarithmic(axes)
        axes.legend(loc="center right", bbox_to_anchor=(1.0, 0.3))

    return picture(draw, size=NARROW)


def activation_chart(numbers: Numbers) -> str:
    """Draw sigmoid and tanh beside their derivatives, as a data URI."""

    def draw(panels: Sequence[Axes]) -> None:
        for axes, series in zip(panels, ("value", "derivative"), strict=True):
            for place, subject in enumerate(("sigmoid", "tanh")):
                _curve(axes, numbers, activations.CLAIM, subject, series, place, marker="")
            _labelled(axes, f"The {series}", "x", "")
        panels[0].legend(loc="upper left")

    return picture(draw, size=WIDE, panels=2)


def vanishing_chart(numbers: Numbers) -> str:
    """Draw the gradient by layer, and the first layer's by depth, as a data URI."""

    def draw(panels: Sequence[Axes]) -> None:
        series = ("gradient by layer", "gradient of the first layer by depth")
        titles = ("Within one deep network", "At the first layer of deeper and deeper networks")
        labels = (("hidden layer", "gradient by its inputs"), ("hidden layers", "by its weights"))
        for axes, name, title, (x, y) in zip(panels, series, titles, labels, strict=True):
            for place, subject in enumerate(depth.ACTIVATIONS):
                _curve(axes, numbers, depth.VANISHING, subject, name, place)
            _labelled(axes, title, x, f"{y}, root mean square")
            _logarithmic(axes)
        panels[0].legend(loc="lower right")

    return picture(draw, size=TALL, panels=2)


def variance_chart(numbers: Numbers) -> str:
    """Draw the variance of activations and gradients by layer and initialiser, as a data URI."""

    def draw(panels: Sequence[Axes]) -> None:
        for axes, series in zip(panels, ("activations", "gradients"), strict=True):
            for place, subject in enumerate(depth.INITIALISERS):
                _curve(axes, numbers, depth.VARIANCE, subject, series, place)
            _labelled(axes, f"Variance of the {series}", "hidden layer", "variance")
            _logarithmic(axes)
        panels[0].legend(loc="lower left")

    return picture(draw, size=WIDE, panels=2)


def symmetry_chart(numbers: Numbers) -> str:
    """Draw how far hidden units are apart, and the accuracy, by epoch, as a data URI."""

    def draw(panels: Sequence[Axes]) -> None:
        series = ("spread of hidden units", "validation accuracy")
        labels = ("relative spread", "share read rightly")
        for axes, name, label in zip(panels, series, labels, strict=True):
            for place, subject in enumerate(symmetry.INITIALISERS):
                _curve(axes, numbers, symmetry.CLAIM, subject, name, place, label=subject)
            _labelled(axes, name.capitalize(), "epoch", label)
            axes.set_ylim(bottom=-0.04)
        panels[0].legend(title="initialiser", loc="center right")
        panels[1].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))

    return picture(draw, size=WIDE, panels=2)


def learning_chart(numbers: Numbers) -> str:
    """Draw accuracy and loss by epoch for each learning rate, as a data URI."""

    def draw(panels: Sequence[Axes]) -> None:
        for axes, series in zip(panels, ("accuracy", "loss"), strict=True):
            for place, rate in enumerate(numbers.subjects(rates.CLAIM)):
                for part, style in (("train", "--"), ("validation", "-")):
                    label = f"rate {rate}, {part}" if series == "accuracy" else None
                    _curve(
                        axes, numbers, rates.CLAIM, rate, f"{part} {series}", place,
                        label=label, linestyle=style, marker="",
                    )  # fmt: skip
            unit = ", nats" if series == "loss" else ""
            _labelled(axes, series.capitalize(), "epoch", f"{series}{unit}")
        panels[0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        panels[0].set_ylim(0, 1)
        panels[1].set_ylim(bottom=0)
        panels[0].figure.legend(loc="outside lower center", ncols=3)

    return picture(draw, size=(9.0, 4.4), panels=2)


def _curve(
    axes: Axes,
    numbers: Numbers,
    claim: str,
    subject: str,
    series: str,
    place: int,
    **options: Any,
) -> None:
    xs, values = numbers.curve(claim, subject, series)
    look = {"label": subject, "marker": MARKS[place % len(MARKS)]} | options
    axes.plot(xs, values, color=COLOURS[place % len(COLOURS)], **look)


def _labelled(axes: Axes, title: str, x: str, y: str) -> None:
    axes.set_title(title)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))


def _logarithmic(axes: Axes) -> None:
    axes.set_yscale("log")
    # Marks between the powers of ten cost most of the time that drawing takes.
    axes.minorticks_off()
