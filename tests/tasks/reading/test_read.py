"""Readings carry what was read, how sure that is, and where it stands."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.rows import Rows
from schemas.settings import ReadingSettings
from schemas.spans import Spans
from schemas.validation import table_of
from tasks.reading.known import Context
from tasks.reading.lexicon import build_lexicon
from tasks.reading.read import RowText, read_spans, row_texts, transcribe

PAGE = "0" * 32
ALPHABET = "ABC"
CONTEXT = Context(ALPHABET)


def span(row: int, atom: int, seen: str, *, word: int = 0, glyph: int = 0) -> dict:
    """A span of one atom of which the network is fairly sure."""
    left = 10 * atom
    box = {"top": row, "left": left, "bottom": row + 2, "right": left + 2}
    return {
        "page_id": PAGE,
        "row": row,
        "first": atom,
        "last": atom + 1,
        "word": word,
        "glyph": glyph,
        **box,
        **{f"level_{side}": float(place) for side, place in box.items()},
        "odds": 0.0,
        "probabilities": [0.9 if character == seen else 0.05 for character in ALPHABET],
    }


def row(number: int, words: list[int]) -> dict:
    return {
        "page_id": PAGE,
        "row": number,
        "top": 0,
        "left": 0,
        "bottom": 2,
        "right": 9,
        "baseline": 2.0,
        "slope": 0.0,
        "text_height": 2.0,
        "glyphs": words,
        "words": words,
        "partings": [20.0 if word else -20.0 for word in words],
    }


@pytest.mark.parametrize(("others", "ring"), [("ABAB", "O"), ("1212", "0")])
def test_rings_are_of_the_kind_of_the_page(others, ring):
    alphabet = "AB12O0"

    def shown(number: int, atom: int, likely: str) -> dict:
        chances = [0.9 / len(likely) if c in likely else 0.02 for c in alphabet]
        return span(number, atom, "") | {
            "probabilities": [chance / sum(chances) for chance in chances]
        }

    pages = [shown(0, atom, "O0") for atom in range(9)]
    pages += [shown(number, atom, c) for number in (1, 2) for atom, c in enumerate(others)]
    rows = [row(number, [0] * 9) for number in range(3)]
    readings = read_spans(
        table_of(Spans, pages), table_of(Rows, rows), Context(alphabet), ReadingSettings()
    )
    assert "".join(readings["character"].to_pylist()[:9]) == ring * 9


def test_rows_words_and_boxes_come_out_in_order():
    spans = [
        span(0, 0, "B", glyph=2),
        span(0, 1, "A", glyph=0),
        span(1, 0, "B", glyph=4),
        span(1, 1, "C", glyph=1, word=1),
    ]
    rows = table_of(Rows, [row(0, [0, 0]), row(1, [0, 1])])
    readings = read_spans(table_of(Spans, spans), rows, CONTEXT)
    assert readings["glyph"].to_pylist() == [2, 0, 4, 1]
    assert readings["word"].to_pylist() == [0, 0, 0, 1]
    assert readings["left"].to_pylist() == [0, 10, 0, 10]
    assert readings["top"].to_pylist() == [0, 0, 1, 1]
    transcript = transcribe(PAGE, readings).to_pylist()[0]
    assert transcript["text"] == "BA\nB C"
    assert (transcript["rows"], transcript["characters"]) == (2, 4)
    assert 0.8 < transcript["confidence"] < 1


def test_page_without_rows_has_an_empty_transcript():
    readings = read_spans(table_of(Spans, []), table_of(Rows, []), CONTEXT)
    transcript = transcribe(PAGE, readings).to_pylist()[0]
    assert (transcript["text"], transcript["confidence"]) == ("", 1.0)


def test_alternatives_are_ranked_and_complete():
    spans, rows = table_of(Spans, [span(0, 0, "B")]), table_of(Rows, [row(0, [0])])
    reading = read_spans(spans, rows, CONTEXT).to_pylist()[0]
    assert reading["character"] == reading["isolated"] == "B"
    assert reading["alternatives"][0] == "B"
    assert sorted(reading["alternatives"]) == ["A", "B", "C"]
    assert reading["confidence"] == pytest.approx(0.9)
    assert sum(reading["probabilities"]) + reading["remainder"] == pytest.approx(1, abs=1e-6)
    assert (reading["changed"], reading["rejected"], reading["text"]) == (False, False, "B")


def test_characters_less_sure_than_asked_for_are_rejected():
    seen = [span(0, 0, "B"), span(1, 0, "A")]
    seen[1]["probabilities"] = [0.75, 0.125, 0.125]
    tables = table_of(Spans, seen), table_of(Rows, [row(0, [0]), row(1, [0])])

    def read(**settings):
        readings = read_spans(*tables, CONTEXT, ReadingSettings(**settings))
        assert readings["character"].to_pylist() == ["B", "A"]
        return readings["rejected"].to_pylist(), transcribe(PAGE, readings)["text"][0].as_py()

    assert read(reject_below=0.75) == ([False, False], "B\nA")
    assert read(reject_below=0.8) == ([False, True], "B\n?")
    assert read(reject_below=0.8, reject_mark="brackets") == ([False, True], "B\n⟦A⟧")
    assert read(reject_below=1.0) == ([True, True], "?\n?")


def test_context_tells_where_it_changed_what_the_network_alone_reads():
    seen = [span(0, 0, "A"), span(0, 1, "B"), span(0, 2, "B")]
    seen[1]["probabilities"] = [0.0, 0.6, 0.4]
    context = Context(ALPHABET, build_lexicon({"ACB": 1}, ALPHABET))
    rows = table_of(Rows, [row(0, [0, 0, 0])])
    readings = read_spans(table_of(Spans, seen), rows, context).to_pylist()
    assert [reading["character"] for reading in readings] == list("ACB")
    assert [reading["isolated"] for reading in readings] == list("ABB")
    assert [reading["changed"] for reading in readings] == [False, True, False]
    assert readings[1]["confidence"] == pytest.approx(readings[1]["probabilities"][0])
    assert readings[1]["confidence"] > 0.4


def test_lines_are_read_by_their_own_patterns():
    seen = [span(number, 0, "A") for number in range(3)]
    tables = table_of(Spans, seen), table_of(Rows, [row(number, [0]) for number in range(3)])
    settings = ReadingSettings(pattern="[BC]", line_patterns={2: "any", 3: "A{2}"})
    readings = read_spans(*tables, CONTEXT, settings).to_pylist()
    assert [reading["character"] for reading in readings] == ["B", "A", "A"]
    assert [reading["rejected"] for reading in readings] == [False, False, True]
    # What the pattern does not allow is no alternative, and counts all the same.
    assert set(readings[0]["alternatives"]) <= {"B", "C"}
    assert readings[0]["remainder"] > 0.05


def characters(*rows) -> pa.Table:
    """What `row_texts` looks at: page, row, position, word, text, confidence, rejected."""
    names = ("page_id", "row", "position", "word", "text", "confidence", "rejected")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])


def test_texts_of_rows_of_several_pages():
    table = characters(
        ("b", 0, 0, 0, "Z", 0.25, False),
        ("a", 1, 0, 0, "9", 1.0, False),
        ("a", 0, 2, 1, "⟦C⟧", 0.75, True),
        ("a", 0, 0, 0, "A", 1.0, False),
        ("a", 0, 1, 0, "?", 0.5, True),
    )
    texts = row_texts(table)
    assert texts == {
        ("a", 0): RowText("A? ⟦C⟧", 0.75, 2),
        ("a", 1): RowText("9", 1.0),
        ("b", 0): RowText("Z", confidence=0.25),
    }
    assert list(texts) == sorted(texts)
    assert row_texts(table.slice(0, 0)) == {}


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 2), st.integers(1, 3)), max_size=9),
    st.randoms(use_true_random=False),
)
def test_texts_of_rows_do_not_depend_on_the_order_of_readings(words, random):
    rows: dict = {}
    for page_id, row, length in words:
        rows.setdefault((page_id, row), []).append("X" * length)
    readings = [
        (*place, len("".join(own[:word])) + letter, word, "X", 0.5, False)
        for place, own in rows.items()
        for word, text in enumerate(own)
        for letter in range(len(text))
    ]
    random.shuffle(readings)
    expected = {place: RowText(" ".join(own), 0.5) for place, own in rows.items()}
    assert row_texts(characters(*readings)) == expected if readings else not expected
