"""Stage score: figures of pages and of single characters are those of plain counting."""

import numpy as np
import pytest

from model.storage import load_recogniser
from schemas.errors import ModelFileError
from schemas.samples import Samples
from schemas.settings import TrainSettings
from tasks.datasets.samples import build_samples, pictures
from tasks.score import recognise_samples, score_pages, score_samples

A, B = "a" * 32, "b" * 32


def test_pages_are_compared_with_the_texts_beside_them(found, outcomes, tmp_path):
    (tmp_path / "right.txt").write_text("ab c")
    (tmp_path / "wrong.txt").write_text("KITTEN")
    folder = found(("right.png", 0, A), ("wrong.png", 0, B))
    read = {A: outcomes.read(A, "AB", "C"), B: outcomes.read(B, "SITTING")}
    scores = score_pages.fn(folder, read, tmp_path, "ABCEGIKNST")
    assert [(page.name, page.errors, page.chars) for page in scores.pages] == [
        ("right", 0, 4),
        ("wrong", 3, 6),
    ]
    assert scores.cer == pytest.approx(3 / 10)


def test_samples_of_all_sets_are_scored_together_and_each(small_model, store):
    shades = np.random.default_rng(0).integers(0, 256, (6, 9, 9)).astype(np.uint8)
    tables = [
        build_samples("set", shades[:4], list("ABCA")),
        build_samples("set", shades[4:], "BC"),
    ]
    kept = [store.put(table, Samples) for table in tables]
    recognised = recognise_samples.fn(kept, small_model, None, TrainSettings())
    scores = score_samples.fn(recognised)
    recogniser = load_recogniser(small_model.path)
    read = [recogniser.probabilities(pictures(table)).argmax(axis=1) for table in tables]
    right = np.concatenate(read) == ["ABC".index(label) for label in "ABCABC"]
    assert scores.n == 6
    assert scores.accuracy == pytest.approx(right.mean())
    assert {name: own.n for name, own in scores.sets.items()} == {"set": 4, "set 2": 2}


def test_one_split_of_samples_is_scored_alone(small_model, store):
    shades = np.random.default_rng(1).integers(0, 256, (60, 9, 9)).astype(np.uint8)
    kept = store.put(build_samples("set", shades, list("ABC" * 20)), Samples)
    settings = TrainSettings(test_share=0.2)
    counts = [
        recognise_samples.fn([kept], small_model, split, settings).samples.num_rows
        for split in ("train", "validation", "test", None)
    ]
    assert counts == [42, 6, 12, 60]


def test_a_model_that_is_gone_is_named(small_model, store, tmp_path):
    table = build_samples("set", np.zeros((1, 2, 2), np.uint8), "A")
    gone = small_model.model_copy(update={"path": tmp_path / "gone"})
    with pytest.raises(ModelFileError, match="gone"):
        recognise_samples.fn([store.put(table, Samples)], gone, None, TrainSettings())
