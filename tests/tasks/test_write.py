"""Stage write: what was read goes into the output folder, and the summary says how much."""

import pytest

from schemas.errors import OutputError
from tasks.write import write_output

A = "a" * 32


def test_output_is_written_and_summed_up(found, outcomes, tmp_path):
    folder, out = found(("a.png", 0, A), failures=("b.png",)), tmp_path / "out"
    summary = write_output.fn(folder, {A: outcomes.read(A, "TEXT")}, out)
    assert (summary.pages, summary.read, summary.failed) == (2, 1, 1)
    assert (out / "text/a.png.txt").read_text() == "TEXT\n"
    names = {path.name for path in out.iterdir()}
    assert names == {"text", "pages.parquet", "rows.parquet", "readings.parquet", "report.html"}


def test_a_folder_that_cannot_be_written_is_told(found, outcomes, tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises(OutputError, match="out"):
        write_output.fn(found(("a.png", 0, A)), {A: outcomes.read(A, "X")}, tmp_path / "out")
