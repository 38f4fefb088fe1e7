"""The model card: what is known of a model, stored in its file and shown to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


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
        Figures by name, fractions unless the name says otherwise.
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
        if isinstance(value, Mapping):
            lines += [f"  {key}  {_text(inner)}" for key, inner in sorted(value.items())]
        else:
            lines += [f"  {_text(inner)}" for inner in value]
    if layers:
        lines.append("layers")
        lines += [f"  {line}" for line in layers]
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
