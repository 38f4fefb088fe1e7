"""How fast the network is, beside PyTorch and ONNX Runtime on the very same weights.

One thread everywhere. Inference is of prepared glyphs by the shipped weights, or a file's; a
training step is forward, backward and AdamW on a batch, with batch normalisation and dropout, by
the same architecture. Before anything is timed, all have to agree. Runs alternate, so that
whatever else the machine does meets all of them; a ratio is the median over rounds of the ratio
within the round:

    pip install -e '.[bench]'
    python benchmarks/network.py [--glyphs 1024] [--rounds 15] [--steps 15] [--model FILE]
        [--clock wall|processor] [--json]
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from data import DEFAULT_MODEL
from model.activations import ReLU
from model.committee import Committee
from model.convolution import Conv2d
from model.dropout import Dropout
from model.export import LOGITS, PROBABILITIES, onnx_bytes, open_session
from model.flatten import Flatten
from model.layer import FloatArray, Layer
from model.linear import Linear
from model.losses import cross_entropy, softmax
from model.network import Network
from model.normalisation import EPSILON, MOMENTUM, BatchNorm
from model.optimisers import AdamW
from model.pooling import MaxPool2d
from model.preprocess import normalise_glyphs
from model.recogniser import Recogniser
from model.storage import load_recogniser
from schemas.errors import ScrivanoError
from tasks.datasets.load import load_dataset
from tasks.datasets.samples import pictures

try:
    import onnxruntime
    import torch
except ImportError as missing:
    sys.exit(f"{missing}: install the optional group bench (pip install -e '.[bench]')")

Run = Callable[[], object]
Clock = Callable[[], float]

#: With one thread both say the same on an idle machine; on a busy one only the latter means much.
CLOCKS: dict[str, Clock] = {"wall": time.perf_counter, "processor": time.process_time}

#: Samples that PyTorch and ONNX Runtime are given at a time; their best is what ours is held
#: against, while ours keeps the size that `Network.predict` has.
BATCHES = (32, 64, 128)
TRAINING_BATCH = 128
LEARNING_RATE = 1e-3
DECAY = 0.02
#: Most that probabilities may differ, and logits relative to the greatest one.
TOLERANCE = 1e-5
#: Most that a gradient may differ from PyTorch's, relative to its norm: sums over tens of thousands
#: of pixels in float32, and Winograd's products on our side, after which here and there another of
#: two pixels is the greater one in its pool, and gets what goes back.
GRADIENT_TOLERANCE = 1e-3
PICTURE_AXES = 3
#: What PyTorch calls the arrays of a batch normalisation.
TORCH_NAMES = {
    "scale": "weight",
    "shift": "bias",
    "mean": "running_mean",
    "variance": "running_var",
}
WARM_UP = 1
OURS = "NumPy (Scrivano)"
MICROSECONDS, MILLISECONDS = 1e6, 1e3


def torch_layout(network: Network, arrays: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Bring arrays named as a network's tensors to the order of axes that PyTorch has them in."""
    moved = dict(arrays)
    flattened: tuple[int, ...] = ()
    for number, (layer, shape) in enumerate(zip(network.layers, network.shapes, strict=False)):
        name = f"{number}.weight"
        if isinstance(layer, Flatten):
            flattened = shape
        elif isinstance(layer, Conv2d):
            # (outputs, column, row, inputs) to (outputs, inputs, row, column).
            moved[name] = np.ascontiguousarray(arrays[name].transpose(0, 3, 2, 1))
        elif isinstance(layer, Linear) and len(flattened) == PICTURE_AXES:
            # PyTorch flattens (channels, rows, columns).
            weight = arrays[name].reshape(-1, *flattened).transpose(0, 3, 1, 2)
            moved[name] = np.ascontiguousarray(weight.reshape(layer.outputs, -1))
            flattened = ()
    return moved


def members_of(network: Network) -> list[Network]:
    """Return the networks that answer together, or the one that answers alone."""
    (first, *others) = network.layers
    if others or not isinstance(first, Committee):
        return [network]
    return [Network(chain, network.input_shape) for chain in first.members]


class TorchCommittee(torch.nn.Module):  # type: ignore[misc]
    """PyTorch's form of a committee: the mean of its members' logits."""

    def __init__(self, members: Sequence[Any]) -> None:
        super().__init__()
        self.members = torch.nn.ModuleList(members)

    def forward(self, samples: Any) -> Any:
        """Return the logits of samples."""
        total = self.members[0](samples)
        for member in self.members[1:]:
            total = total + member(samples)
        return total / len(self.members)


def torch_network(network: Network, memory: Any) -> Any:
    """Build PyTorch's form of a network, with the same weights."""
    members = [_torch_chain(member).to(memory_format=memory) for member in members_of(network)]
    return members[0] if len(members) == 1 else TorchCommittee(members)


def _torch_chain(network: Network) -> Any:
    arrays = torch_layout(network, network.tensors())
    made = torch.nn.Sequential(*[_torch_layer(layer) for layer in network.layers])
    state = {}
    for name, array in arrays.items():
        number, _, key = name.partition(".")
        is_norm = isinstance(network.layers[int(number)], BatchNorm)
        state[f"{number}.{TORCH_NAMES[key] if is_norm else key}"] = torch.tensor(array)
    made.load_state_dict(state, strict=False)
    return made


def _torch_layer(layer: Layer) -> Any:
    nn = torch.nn
    if isinstance(layer, Conv2d):
        margin = layer.kernel // 2
        sizes = (layer.inputs, layer.outputs, layer.kernel)
        return nn.Conv2d(*sizes, padding=margin, bias=layer.bias)
    if isinstance(layer, Linear):
        return nn.Linear(layer.inputs, layer.outputs)
    if isinstance(layer, BatchNorm):
        return nn.BatchNorm2d(layer.channels, eps=EPSILON, momentum=MOMENTUM)
    if isinstance(layer, MaxPool2d):
        return nn.MaxPool2d(layer.side)
    if isinstance(layer, ReLU):
        return nn.ReLU()
    if isinstance(layer, Flatten):
        return nn.Flatten()
    if isinstance(layer, Dropout):
        return nn.Dropout(layer.rate)
    sys.exit(f"this benchmark builds no layer of kind {layer.kind} in PyTorch")


MEMORY = {
    "PyTorch": torch.contiguous_format,
    "PyTorch, channels last": torch.channels_last,
}


def inference_runs(recogniser: Recogniser, samples: FloatArray) -> dict[str, Run]:
    """Return what is timed, by name; each gives the logits of all samples."""
    network = recogniser.network
    runs: dict[str, Run] = {OURS: lambda: network.predict(samples)}
    session = open_session(onnx_bytes(recogniser))

    def by_runtime(batch: int) -> FloatArray:
        parts = [samples[at : at + batch] for at in range(0, len(samples), batch)]
        return np.concatenate([session.run([LOGITS], {"samples": part})[0] for part in parts])

    def by_torch(made: Any, memory: Any, batch: int) -> FloatArray:
        with torch.inference_mode():
            parts = torch.from_numpy(samples).split(batch)
            logits = [made(part.contiguous(memory_format=memory)) for part in parts]
            together: FloatArray = torch.cat(logits).numpy()
        return together

    for batch in BATCHES:
        for name, memory in MEMORY.items():
            made = torch_network(network, memory).eval()
            runs[f"{name}, {batch} at a time"] = _bound(by_torch, made, memory, batch)
        runs[f"ONNX Runtime, {batch} at a time"] = _bound(by_runtime, batch)
    probabilities = session.run([PROBABILITIES], {"samples": samples})[0]
    own = softmax(network.predict(samples) / np.float32(recogniser.temperature))
    _expect("probabilities in ONNX Runtime", np.abs(probabilities - own).max(), TOLERANCE)
    return runs


def check_inference(runs: dict[str, Run], temperature: float) -> dict[str, float]:
    """Stop unless all give the same; return the greatest differences."""
    logits: dict[str, Any] = {name: run() for name, run in runs.items()}
    own = logits.pop(OURS)
    scale = np.abs(own).max()
    by_logits = max(float(np.abs(theirs - own).max() / scale) for theirs in logits.values())
    certain = softmax(own / np.float32(temperature))
    by_probabilities = max(
        float(np.abs(softmax(theirs / np.float32(temperature)) - certain).max())
        for theirs in logits.values()
    )
    _expect("logits, relative to the greatest", by_logits, TOLERANCE)
    _expect("probabilities", by_probabilities, TOLERANCE)
    return {"logits_relative": by_logits, "probabilities": by_probabilities}


def training_runs(network: Network, samples: FloatArray) -> dict[str, Run]:
    """Return training steps by name, each of a network with the same weights to begin with."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, network.classes, len(samples))
    optimiser = AdamW(DECAY)

    def ours() -> None:
        logits = network.forward(samples, training=True, rng=rng)
        _, gradient = cross_entropy(logits, labels)
        network.backward(gradient)
        optimiser.update(network.parameters(), network.gradients(), LEARNING_RATE)

    runs: dict[str, Run] = {OURS: ours}
    for name, memory in MEMORY.items():
        runs[name] = _torch_step(torch_network(network, memory).train(), samples, labels, memory)
    return runs


def _torch_step(made: Any, samples: FloatArray, labels: FloatArray, memory: Any) -> Run:
    optimiser = torch.optim.AdamW(made.parameters(), lr=LEARNING_RATE, weight_decay=DECAY)
    pictures = torch.from_numpy(samples).contiguous(memory_format=memory)
    targets, loss = torch.from_numpy(labels), torch.nn.CrossEntropyLoss()

    def step() -> None:
        optimiser.zero_grad()
        loss(made(pictures), targets).backward()
        optimiser.step()

    return step


def check_training(network: Network, samples: FloatArray) -> float:
    """Stop unless gradients are PyTorch's, but for dropout; return the greatest difference."""
    layers = [layer for layer in network.layers if not isinstance(layer, Dropout)]
    plain = Network(layers, network.input_shape)
    labels = np.random.default_rng(0).integers(0, network.classes, len(samples))
    made = torch_network(plain, torch.contiguous_format).train()
    loss = torch.nn.CrossEntropyLoss()
    loss(made(torch.from_numpy(samples)), torch.from_numpy(labels)).backward()
    _, gradient = cross_entropy(plain.forward(samples, training=True), labels)
    plain.backward(gradient)
    own = torch_layout(plain, plain.gradients())
    worst = 0.0
    for name, parameter in zip(plain.parameters(), made.parameters(), strict=True):
        theirs = parameter.grad.numpy()
        apart = np.linalg.norm(own[name] - theirs) / np.linalg.norm(theirs)
        worst = max(worst, float(apart))
    _expect("gradients, relative to their norm", worst, GRADIENT_TOLERANCE)
    return worst


def times(runs: dict[str, Run], rounds: int, clock: Clock) -> dict[str, list[float]]:
    """Return the seconds of each run in each round; all take turns within a round."""
    for run in runs.values():
        for _ in range(WARM_UP):
            run()
    taken: dict[str, list[float]] = {name: [] for name in runs}
    names = list(runs)
    for number in range(rounds):
        # Who begins changes from round to round.
        start = number % len(names)
        for name in names[start:] + names[:start]:
            began = clock()
            runs[name]()
            taken[name].append(clock() - began)
    return taken


def best_batches(taken: dict[str, list[float]]) -> dict[str, list[float]]:
    """Keep of each implementation only the number at a time that serves it best."""
    kept: dict[str, list[float]] = {}
    for family in (OURS, *MEMORY, "ONNX Runtime"):
        of_family = {
            name: seconds
            for name, seconds in taken.items()
            if name == family or name.rpartition(", ")[0] == family
        }
        name = min(of_family, key=lambda name: statistics.median(of_family[name]))
        kept[name] = of_family[name]
    return kept


def ratios(taken: dict[str, list[float]]) -> dict[str, float]:
    """Return the median over rounds of our time over theirs."""
    own = taken[OURS]
    return {
        name: statistics.median(a / b for a, b in zip(own, seconds, strict=True))
        for name, seconds in taken.items()
        if name != OURS
    }


def show(title: str, taken: dict[str, list[float]], scale: float, unit: str) -> None:
    """Print the times of all, and ours as shares of theirs."""
    print(title)
    shares = ratios(taken)
    for name, seconds in taken.items():
        share = f"   ours takes {shares[name]:.2f} of it" if name in shares else ""
        print(f"  {name:<40} {statistics.median(seconds) * scale:8.1f} {unit}{share}")


def _bound(function: Callable[..., object], *arguments: object) -> Run:
    return lambda: function(*arguments)


def _expect(what: str, difference: float, limit: float) -> None:
    if not difference <= limit:
        sys.exit(f"{what} differ by {difference:.2g}, more than {limit:.0e}: nothing is timed")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--glyphs", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=15, help="rounds of inference")
    parser.add_argument("--steps", type=int, default=15, help="rounds of training steps")
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL)
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="what time is measured")
    parser.add_argument("--json", action="store_true", help="print the figures for machines")
    given = parser.parse_args()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            report(given)
    except ScrivanoError as error:
        sys.exit(f"error: {error}")


def report(given: argparse.Namespace) -> None:
    """Measure, and print what was measured."""
    clock = CLOCKS[given.clock]
    recogniser = load_recogniser(given.model)
    glyphs = pictures(load_dataset(f"synthetic:{given.glyphs}"))
    samples = normalise_glyphs(glyphs, recogniser.preprocessing)
    runs = inference_runs(recogniser, samples)
    differences = check_inference(runs, recogniser.temperature)
    inference = times(runs, given.rounds, clock)
    best = best_batches(inference)
    preparing = times(
        {"preparing": lambda: normalise_glyphs(glyphs, recogniser.preprocessing)},
        given.rounds,
        clock,
    )["preparing"]
    batch = samples[:TRAINING_BATCH]
    # Members learn each for itself.
    member = members_of(recogniser.network)[0]
    differences["gradients_relative"] = check_training(member, batch)
    steps = times(training_runs(member, batch), given.steps, clock)
    a_glyph = MICROSECONDS / len(samples)
    if given.json:
        figures = {
            "glyphs": len(samples),
            "clock": given.clock,
            "rounds": given.rounds,
            "steps": given.steps,
            "greatest_differences": differences,
            "inference_us_a_glyph": _medians(inference, a_glyph),
            "inference_ours_over": ratios(best),
            "preparing_us_a_glyph": statistics.median(preparing) * a_glyph,
            "training_step_ms": _medians(steps, MILLISECONDS),
            "training_step_ours_over": ratios(steps),
            "versions": _versions(),
        }
        print(json.dumps(figures, indent=2))
        return
    print(", ".join(f"{name} {version}" for name, version in _versions().items()))
    print("greatest differences: " + ", ".join(f"{k} {v:.1g}" for k, v in differences.items()))
    title = f"inference, {len(samples)} glyphs, one thread, the best number at a time for each"
    show(title, best, a_glyph, "us a glyph")
    show("preparing the glyphs", {OURS: preparing}, a_glyph, "us a glyph")
    show(f"training step of a member, {len(batch)} glyphs, one thread", steps, MILLISECONDS, "ms")


def _medians(taken: dict[str, list[float]], scale: float) -> dict[str, float]:
    return {name: statistics.median(seconds) * scale for name, seconds in taken.items()}


def _versions() -> dict[str, str]:
    return {
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "PyTorch": str(torch.__version__),
        "ONNX Runtime": onnxruntime.__version__,
    }


if __name__ == "__main__":
    main()
