"""Transcripts stay in their folder, each in a file of its own."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import OutputError
from tasks.output.text import text_content, text_path, text_stands, write_text

OUT = Path("out")
ODD_PARTS = ["a", "a.txt", "a.txt_", "A.TXT", "", ".", "..", "_", "con", "nul.png", "\n", "\0"]
PARTS = st.sampled_from([*ODD_PARTS, "ż" * 130, "x" * 252]) | st.text(max_size=6)
SOURCES = st.lists(PARTS, min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(
    "source",
    ["a.png", "may/page 1.jpg", "zażółć 😀.png", "a..b", "...", "x" * 251, "c:\\x", "10:30"],
)
def test_ordinary_names_are_kept(source):
    assert text_path(OUT, source) == OUT / "text" / (source + ".txt")


@pytest.mark.parametrize(
    "source",
    [
        "..",
        "../../etc/passwd",
        "/etc/passwd",
        "a/../b",
        "a//b",
        "NUL",
        "com1.png",
        "b.txt/c",
        "",
        "a\x00b",
        "a\nb",
        "x" * 252,
        "y" * 300 + "/a",
        "d/" * 1500 + "e",
        "d/" * 101 + "e",
        "lone" + chr(0xDCFF),
        "a~" + "0" * 32,
    ],
)
def test_other_names_are_changed_and_marked(source, tmp_path):
    path = text_path(tmp_path, source)
    assert "~" in path.name
    assert path.suffix == ".txt"
    write_text(path, text_content(["x"]))
    assert path.resolve().is_relative_to(tmp_path / "text")


def test_a_document_does_not_stand_in_the_way_of_another(tmp_path):
    sources = ["a", "a.txt/b", "a.txt_/b", "a/b", "a.txt", "a.txt.txt/c"]
    for source in sources:
        write_text(text_path(tmp_path, source), text_content([source]))
    for source in sources:
        assert text_path(tmp_path, source).read_text() == source + "\n"


@settings(max_examples=200, deadline=None)
@given(source=SOURCES)
def test_any_name_stays_inside_and_fits(source):
    relative = text_path(OUT, source).relative_to(OUT / "text")
    assert str(text_path(OUT, source)).startswith("out/text/")
    for part in relative.parts:
        assert part not in ("", ".", "..")
        assert not set(part) & {"\0", "\n", "/"}
        assert len(part.encode("utf-8")) <= 255
    assert all(not part.lower().endswith(".txt") for part in relative.parts[:-1])
    assert relative.name.endswith(".txt")


@settings(max_examples=200, deadline=None)
@given(one=SOURCES, other=SOURCES)
def test_different_names_get_different_files(one, other):
    paths = text_path(OUT, one), text_path(OUT, other)
    assert (paths[0] == paths[1]) == (one == other)


def test_nobody_can_take_the_marked_name_of_another():
    marked = text_path(OUT, "../x").relative_to(OUT / "text").as_posix().removesuffix(".txt")
    assert text_path(OUT, marked) != text_path(OUT, "../x")


def test_pages_are_parted_by_form_feeds(tmp_path):
    path = tmp_path / "text" / "a.txt"
    write_text(path, text_content(["ONE\nTWO", "", "ŻÓŁĆ"]))
    assert path.read_bytes() == "ONE\nTWO\n\f\n\fŻÓŁĆ\n".encode()
    write_text(path, text_content(["NEW"]))
    assert path.read_bytes() == b"NEW\n"
    assert list(path.parent.iterdir()) == [path]


def test_a_text_stands_if_it_is_a_file_of_these_bytes(tmp_path):
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    path.write_bytes(b"ONE\n")
    link.symlink_to(path)
    assert text_stands(path, b"ONE\n")
    assert not text_stands(path, b"TWO\n")
    assert not text_stands(path, b"ONE")
    assert not text_stands(link, b"ONE\n")
    assert not text_stands(tmp_path, b"")
    assert not text_stands(tmp_path / "gone.txt", b"")


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "text").write_text("a file where a folder should be")
    with pytest.raises(OutputError, match="choose another"):
        write_text(text_path(tmp_path, "a.png"), b"x")
