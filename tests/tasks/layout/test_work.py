"""Row clustering as work: glyphs in the store lead to rows in the store."""

from dataclasses import replace

import pytest

from schemas.errors import DamagedArtifact
from schemas.glyphs import Glyphs
from schemas.rows import Rows
from schemas.settings import RowSettings
from tasks.artifacts import read_table
from tasks.layout.rows import cluster_rows
from tasks.layout.work import cluster_one

PAGE = "a" * 32


def test_rows_are_those_of_the_glyphs(outcomes, store):
    _, glyphs = outcomes.segmented(PAGE, glyphs=4)
    (rows,) = cluster_one(glyphs, RowSettings(), store)
    expected = cluster_rows(read_table(glyphs, Glyphs), RowSettings())
    assert read_table(rows, Rows).equals(expected)
    assert expected["glyphs"].to_pylist() == [[0, 1, 2, 3]]


def test_settings_reach_the_clustering(outcomes, store):
    _, glyphs = outcomes.segmented(PAGE, glyphs=4)
    joined, parted = (
        read_table(cluster_one(glyphs, RowSettings(word_gap=gap), store)[0], Rows)
        for gap in (100.0, 0.01)
    )
    assert joined["words"].to_pylist() == [[0, 0, 0, 0]]
    assert parted["words"].to_pylist() == [[0, 1, 2, 3]]


def test_damaged_glyphs_are_not_clustered(outcomes, store, tmp_path):
    _, glyphs = outcomes.segmented(PAGE)
    gone = replace(glyphs, location=f"file://{tmp_path}/gone")
    with pytest.raises(DamagedArtifact, match="gone"):
        cluster_one(gone, RowSettings(), store)
