"""Names must be valid, fit for a message, and told apart."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.sources.names import (
    as_address,
    from_address,
    label_of,
    printable,
    source_of,
    unique_sources,
    valid_name,
)


@pytest.mark.parametrize("name", ["plain.png", "100%.png", "zażółć 😀.png", "two\nlines", "a\\b"])
def test_valid_names_stay(name):
    assert valid_name(name) == name


@given(name=st.binary(min_size=1, max_size=12))
def test_any_bytes_become_utf8(name):
    valid_name(os.fsdecode(name)).encode("utf-8")


def test_undecodable_bytes_are_written_out():
    assert valid_name(os.fsdecode(b"a\xff\xe9.png")) == "a%FF%E9.png"


@given(name=st.binary(min_size=1, max_size=12).filter(lambda name: b"\0" not in name))
def test_any_path_can_be_told_and_found_again(name):
    path = Path("/in") / os.fsdecode(name)
    told = as_address(path)
    str(told).encode("utf-8")
    assert from_address(told) == path


def test_relative_paths_of_no_utf8_are_told_whole(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = Path(os.fsdecode(b"bad\xff 100%.png"))
    assert from_address(as_address(path)) == tmp_path / path
    assert as_address(Path("a.png")) == from_address(Path("a.png")) == Path("a.png")


def test_a_folder_that_looks_like_an_address_is_what_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("file:/x").mkdir(parents=True)
    assert from_address(Path("file:/x")) == Path("file:/x")


def test_printable_text_has_one_line():
    assert printable("a\nb\x1b[31m\x00\u202e") == "a\\nb\\x1b[31m\\x00\\u202e"
    assert printable("zażółć 👩‍🔬") == "zażółć 👩‍🔬"


def test_labels_never_say_where_a_file_lies():
    assert label_of(Path("/home/me/scan\n1.png")) == "scan\\n1.png"
    assert label_of(Path("/")) == "/"


def test_sources_are_relative_with_slashes():
    assert source_of(Path("/in/may/1.png"), Path("/in")) == "may/1.png"


def test_equal_names_are_prefixed_and_only_then_numbered():
    sources = ["1.png", "2.png", "1.png"]
    assert unique_sources(sources, ["a", "a", "b"]) == ["a/1.png", "a/2.png", "b/1.png"]
    assert unique_sources(sources, ["a", "a", "a"]) == ["1.png", "2.png", "1~2.png"]


def test_numbers_do_not_meet_names_that_are_there():
    found = unique_sources(["x/1.png", "x/1.png", "x/1~2.png", "x/1.png"], ["a"] * 4)
    assert found == ["x/1.png", "x/1~3.png", "x/1~2.png", "x/1~4.png"]


@given(
    files=st.lists(
        st.tuples(st.sampled_from(["1", "1~2", "a/1", "a/1~2"]), st.sampled_from("ab")), max_size=9
    )
)
def test_names_are_always_unique(files):
    found = unique_sources([name for name, _ in files], [label for _, label in files])
    assert len(set(found)) == len(files)
