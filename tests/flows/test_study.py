"""The study: kept step by step, the same bytes each time, and made anew where it is damaged."""

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.io import savemat

from flows.study import study_network
from schemas.errors import DatasetError
from schemas.settings import LearnSettings, StudySettings
from schemas.study import CLAIMS, Study
from schemas.validation import validated
from tasks.progress import TrainingStep, watched_by

SETTINGS = StudySettings(learn=LearnSettings(epochs=2, rates=(0.01,)), default_epochs=1)
SIDE = 32


@pytest.fixture
def course(tmp_path):
    """Files as the course has them: three parts, each in a file of its own."""
    rng = np.random.default_rng(0)
    for part, count in (("train", 72), ("valid", 36), ("test", 36)):
        labels = np.arange(count) % 36
        pictures = np.ones((count, SIDE, SIDE))
        for picture, label in zip(pictures, labels, strict=True):
            picture[4 + label // 6 * 4 :][:4, 4 + label % 6 * 4 :] = 0
            picture += rng.normal(0, 0.01, picture.shape)
        data = pictures.clip(0, 1).transpose(0, 2, 1).reshape(count, -1)
        named = {f"{part}_data": data, f"{part}_labels": np.eye(36)[labels]}
        savemat(tmp_path / f"nist36_{part}.mat", named)
    return [str(tmp_path / f"nist36_{part}.mat") for part in ("train", "valid", "test")]


def study(data, out, store, settings=SETTINGS):
    """Run a study; return the summary and which networks took steps."""
    steps = []
    with watched_by(steps.append):
        summary = study_network(list(data), out, settings, store)
    return summary, list(dict.fromkeys(s.run for s in steps if isinstance(s, TrainingStep)))


def test_a_study_is_kept_and_makes_the_same_bytes(course, tmp_path, store):
    summary, learned = study(course, tmp_path / "first", store)
    assert learned == [
        "zeros initialisation",
        "xavier initialisation",
        "learning rate 0.01",
        "default architecture",
    ]
    table = validated(pq.read_table(summary.numbers), Study)
    assert set(table["claim"].to_pylist()) == set(CLAIMS)
    assert (summary.samples, summary.count) == (144, table.num_rows)
    # The parts that the files state are the parts of the study.
    page = summary.page.read_text("utf-8")
    for name, counts in (("train", (72, 0, 0)), ("valid", (0, 36, 0)), ("test", (0, 0, 36))):
        cells = "".join(f'<td class="number">{count}</td>' for count in counts)
        assert f"<tr><th>nist36_{name}</th>{cells}</tr>" in page

    again, learned = study(course, tmp_path / "again", store)
    assert learned == []
    assert again.metrics == summary.metrics
    assert again.page.read_bytes() == summary.page.read_bytes()
    assert again.numbers.read_bytes() == summary.numbers.read_bytes()

    # Numbers that were damaged meanwhile are measured anew, to the same bytes; others are kept.
    for kept in (tmp_path / "store/artifacts/Study").rglob("*.parquet"):
        if "learning rate" in pq.read_table(kept)["claim"].to_pylist():
            kept.write_bytes(kept.read_bytes()[:-1])
    mended, learned = study(course, tmp_path / "mended", store)
    assert learned == ["learning rate 0.01"]
    assert mended.page.read_bytes() == summary.page.read_bytes()
    assert mended.numbers.read_bytes() == summary.numbers.read_bytes()


def test_data_that_cannot_be_studied_end_it_before_anything_is_written(tmp_path, store):
    with pytest.raises(DatasetError, match="no such set"):
        study(["no such set"], tmp_path / "out", store)
    with pytest.raises(DatasetError, match="larger data sets"):
        study(["synthetic:3"], tmp_path / "out", store)
    assert not (tmp_path / "out").exists()
