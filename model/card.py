"""The model card: what is known of a model, stored in its file and shown to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

#: Figures of a data set, in the order that they are shown in; others follow.
SET_FIGURES = ("samples", "accuracy", "within kind", "O=0, I=1", "calibration error")
#: Stands between a group of samples and its figure, in the names of metrics.
OF = ": "


@dataclass(frozen=True)
class TrainingData:
    """A data set that a model was trained on.

    Attributes
    ----------
    name : str
        The data set, by name.
    samples : int
        Number of samples used.
    digest : str
        SHA-256 of the samples used, hex.
    """

    name: str
    samples: int
    digest: str


@dataclass(frozen=True)
class ModelCard:
    """What is known of a model.

    The date is given by whoever trains, so that a training can be repeated to the last byte.

    Attributes
    ----------
    architecture : str
        Architecture, by name.
    parameters : int
        Number of trained numbers.
    alphabet : str
        The characters told apart.
    data : tuple of TrainingData
        What it was trained on.
    metrics : mapping
        Figures by name, fractions unless the name says otherwise. Those of one data set are named
        "SET: FIGURE".
    date : str
        Day of training, ISO 8601.
    version : str
        Version of Scrivano that trained it.
    command : str
        Command that trained it.
    """

    architecture: str = ""
    parameters: int = 0
    alphabet: str = ""
    data: tuple[TrainingData, ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)
    date: str = ""
    version: str = ""
    command: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the card as JSON values, for `model.recogniser.Recogniser.card`."""
        values = asdict(self)
        values["data"] = [asdict(data) for data in self.data]
        values["metrics"] = dict(self.metrics)
        return values


def render_card(card: Mapping[str, Any], layers: Sequence[str] = ()) -> list[str]:
    """Return a card as lines of text: plain entries first, then lists, then layers.

    Parameters
    ----------
    card : mapping
        From `Recogniser.card`: a `ModelCard` as mapping, or any other; empty entries are left out.
    layers : sequence of str
        From `model.network.Network.summary`.

    Examples
    --------
    >>> render_card({"architecture": "default", "metrics": {"accuracy": 0.5}})
    ['architecture  default', 'metrics', '  accuracy  0.5000']
    """
    entries = {name: value for name, value in card.items() if value not in ("", None, 0, [], {})}
    nested = {name: v for name, v in entries.items() if isinstance(v, Mapping | list | tuple)}
    lines = [f"{name:<12}  {_text(value)}" for name, value in entries.items() if name not in nested]
    for name, value in nested.items():
        lines.append(name)
        if name == "metrics" and isinstance(value, Mapping):
            lines += [f"  {line}" for line in render_metrics(value)]
        elif isinstance(value, Mapping):
            lines += [f"  {key}  {_text(inner)}" for key, inner in sorted(value.items())]
        else:
            lines += [f"  {_text(inner)}" for inner in value]
    if layers:
        lines.append("layers")
        lines += [f"  {line}" for line in layers]
    return lines


def render_metrics(metrics: Mapping[str, object]) -> list[str]:
    """Return metrics as lines of text: figures of everything, then a table of those of each set.

    Examples
    --------
    >>> metrics = {"test accuracy": 0.75, "test of a: samples": 4, "test of a: accuracy": 0.5}
    >>> for line in render_metrics(metrics):
    ...     print(line)
    test accuracy  0.7500
               samples  accuracy
    test of a        4    0.5000
    """
    whole = {name: value for name, value in metrics.items() if OF not in name}
    width = max(map(len, whole), default=0)
    lines = [f"{name:<{width}}  {_text(value)}" for name, value in sorted(whole.items())]
    sets: dict[str, dict[str, str]] = {}
    for name, value in sorted(metrics.items()):
        if OF in name:
            of, figure = name.rsplit(OF, 1)
            sets.setdefault(of, {})[figure] = _text(value)
    present = {figure for figures in sets.values() for figure in figures}
    columns = [name for name in SET_FIGURES if name in present]
    columns += sorted(present.difference(columns))
    table = [("", columns)]
    table += [(of, [figures.get(name, "") for name in columns]) for of, figures in sets.items()]
    widths = [max(len(row[place]) for _, row in table) for place in range(len(columns))]
    first = max(len(of) for of, _ in table)
    for of, row in table if columns else []:
        cells = (f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join([f"{of:<{first}}", *cells]).rstrip())
    return lines


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Mapping):
        # Files keep their keys sorted; what a thing is called comes first all the same.
        names = sorted(value, key=lambda name: name != "name")
        return ", ".join(f"{name} {_text(value[name])}" for name in names)
    return str(value)
