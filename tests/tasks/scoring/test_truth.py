"""True texts are paired with what was read of the same document, failures among them."""

import pytest

from schemas.errors import UsageError
from tasks.scoring.truth import text_pairs

A, B = "a" * 32, "b" * 32


@pytest.fixture
def pairs(tmp_path):
    """A function that pairs a found folder with the texts in `tmp_path`, as plain tuples."""

    def pair(folder, read):
        return [(one.name, one.truth, one.reading) for one in text_pairs(folder, read, tmp_path)]

    return pair


def test_documents_are_paired_with_the_text_beside_them(pairs, found, outcomes, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.txt").write_text("true b")
    (tmp_path / "sub/a.v2.txt").write_text("true a")
    folder = found(("sub/a.v2.png", 0, A), ("b.jpg", 0, B), ("without.png", 0, A))
    read = {A: outcomes.read(A, "READ A", "IN ROWS"), B: outcomes.read(B, "READ B")}
    assert pairs(folder, read) == [
        ("b", "true b", "READ B"),
        ("sub/a.v2", "true a", "READ A\nIN ROWS"),
    ]


def test_pages_of_a_document_are_read_in_their_order(pairs, found, outcomes, tmp_path):
    (tmp_path / "two.txt").write_text("one two")
    folder = found(("two.pdf", 1, B), ("two.pdf", 0, A))
    read = {A: outcomes.read(A, "ONE"), B: outcomes.read(B, "TWO")}
    assert pairs(folder, read) == [("two", "one two", "ONE\nTWO")]


def test_each_character_comes_with_how_sure_it_is(found, outcomes, tmp_path):
    (tmp_path / "two.txt").write_text("one two")
    folder = found(("two.pdf", 1, B), ("two.pdf", 0, A))
    read = {
        A: outcomes.read(A, "O E", confidence=0.5),
        B: outcomes.read(B, "TWO", confidence=0.25, rejected=True),
    }
    (pair,) = text_pairs(folder, read, tmp_path)
    # What is rejected was read all the same, and is left to a person first.
    assert pair.reading == "O E\nTWO"
    assert pair.confidences == (0.5, 0.5, 0.0, 0.0, 0.0)


def test_what_could_not_be_read_counts_as_read_empty(pairs, found, outcomes, tmp_path):
    for name in ("blank", "faulty", "lost"):
        (tmp_path / f"{name}.txt").write_text(name)
    folder = found(("blank.png", 0, A), ("faulty.png", 0, B), failures=("lost.png", "no truth"))
    read = {A: outcomes.read(A), B: outcomes.faulty(B, "unreadable", "disk")}
    assert pairs(folder, read) == [(name, name, "") for name in ("blank", "faulty", "lost")]


def test_documents_of_one_stem_keep_their_whole_names(pairs, found, outcomes, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    folder = found(("a.png", 0, A), ("a.jpg", 0, B), ("b.jpg", 0, B))
    read = {A: outcomes.read(A, "X"), B: outcomes.read(B, "Y")}
    assert pairs(folder, read) == [("a.jpg", "a", "Y"), ("a.png", "a", "X"), ("b", "b", "Y")]


def test_a_mark_of_byte_order_is_no_text(pairs, found, outcomes, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbftext")
    assert pairs(found(("a.png", 0, A)), {A: outcomes.read(A, "X")}) == [("a", "text", "X")]


def test_a_folder_without_truth_is_told(pairs, found, outcomes):
    with pytest.raises(UsageError, match=r"NAME\.txt"):
        pairs(found(("a.png", 0, A)), {A: outcomes.read(A, "X")})


def test_a_truth_that_is_no_text_is_named(pairs, found, outcomes, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match=r"a\.txt is not UTF-8"):
        pairs(found(("a.png", 0, A)), {A: outcomes.read(A, "X")})
