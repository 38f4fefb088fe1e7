"""The harness: what is asked for is read, scored and written down."""

import json

import pytest
import readers
import reading
import true_pages
from degradations import FACTORS, Condition
from reading import OURS, Outcome, arguments_of, conditions_of, line_of, main, misread, works_of

from schemas.alphabet import DEFAULT_ALPHABET


def outcome(truth, said, condition=None, **peers):
    return Outcome(condition or Condition(), "page", False, truth, {OURS: said, **peers})


def names(*words):
    return [condition.name for condition in conditions_of(arguments_of(words))]


def test_single_factors_and_levels_are_chosen():
    assert names("--factor", "blur", "--level", "2") == ["clean", "blur 2"]
    assert names("--factor", "jpeg") == ["clean", "jpeg 60", "jpeg 40", "jpeg 20"]
    assert names("--clean") == ["clean"]
    everything = names()
    assert len(everything) == 1 + sum(len(factor.levels) for factor in FACTORS.values())
    assert len(set(everything)) == len(everything)


def test_pairs_are_chosen():
    count = len(FACTORS)
    assert len(names("--pairs", "middle")) == 1 + count * (count - 1) // 2
    assert len(names("--pairs", "hardest", "--factor", "blur")) == count
    assert names("--pair", "rotation=8,blur=1.5") == ["clean", "rotation 8 + blur 1.5"]
    with pytest.raises(SystemExit, match="no factor 'fog'"):
        names("--pair", "fog=1")


def test_the_hand_of_real_pages_is_not_changed(tmp_path):
    (tmp_path / "a.png").touch()
    (tmp_path / "a.txt").touch()
    words = ["--pages", "2", "--real", str(tmp_path), "--factor", "wave", "--factor", "blur"]
    works = works_of(arguments_of(words))
    real = [work.condition.name for work in works if work.source.name == "a"]
    assert real == ["clean", "blur 1", "blur 2", "blur 3"]
    assert len(works) == len(real) + 2 * (1 + 3 + len(FACTORS["wave"].levels))


def test_missing_peers_are_said_and_left_out(monkeypatch, capsys):
    monkeypatch.setattr(readers, "TESSERACT", ("no-such-program",))
    monkeypatch.setattr(readers, "RAPID_MODULES", ("no_such_module",))
    works = works_of(arguments_of(["--pages", "1", "--peers"]))
    assert {work.readers for work in works} == {(OURS,)}
    assert capsys.readouterr().err.count("skipped") == 2


def test_rates_are_over_all_pages_and_of_the_worst():
    pages = [outcome("ABCD", "ABCD", tesseract=""), outcome("AB CD", "ABCE", tesseract="")]
    cells = line_of(pages, DEFAULT_ALPHABET).split()
    # 2 of 9 characters with the blank, 1 of 8 without, 2 of 3 words.
    assert cells == ["clean", "2", "22.22", "12.50", "66.67", "40.00", "100.00"]


def test_only_what_is_wrong_is_shown():
    assert misread(outcome("A\nB", "a b"), DEFAULT_ALPHABET) == []
    assert misread(outcome("A\nB", "A C"), DEFAULT_ALPHABET)[1:] == ["   A", "   B", "   > A C"]


def test_a_run_prints_lines_and_writes_what_was_read(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(true_pages, "LINES_A_PAGE", 1)
    out, kept = tmp_path / "figures.json", tmp_path / "kept"
    words = ["--pages", "1", "--factor", "scale", "--level", "0.02", "--workers", "1"]
    main([*words, "--out", str(out), "--keep", str(kept), "--show"])
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[:1] for line in printed[1:4]] == [["drawn"], ["clean"], ["scale"]]
    clean, tiny = json.loads(out.read_text())
    assert (clean["condition"], tiny["factors"]) == ("clean", {"scale": 0.02})
    assert clean["cer"] < 0.1 and clean["characters"] > 5
    # Text of one pixel cannot be read.
    assert tiny["cer"] == 1.0 and "-- drawn-00, scale 0.02" in "\n".join(printed)
    assert (kept / "drawn-00 scale 0.02.png").is_file()


def test_nothing_to_read_is_said(tmp_path):
    for words in (["--pages", "0"], ["--real", str(tmp_path)]):
        with pytest.raises(SystemExit, match="error:"):
            main(words)


def test_processes_read_in_order(monkeypatch):
    works = works_of(arguments_of(["--pages", "3", "--factor", "blur", "--level", "1"]))
    monkeypatch.setattr(reading, "carry_out", lambda work: work.source.name)
    assert list(reading.outcomes_of(works, 1)) == [f"drawn-0{i}" for i in (0, 1, 2)] * 2
