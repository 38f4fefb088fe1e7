"""The page of mistakes shows each of them, with its pictures, and lets no text become markup."""

import base64
import io
from html.parser import HTMLParser

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

import tasks.output.mistakes as module
from model.preprocess import Preprocessing, normalise_glyphs
from schemas.errors import OutputError
from tasks.datasets.samples import build_samples, pictures
from tasks.output.mistakes import write_mistakes
from tasks.scoring.mistakes import GROUPS
from tasks.scoring.recognised import RecognisedSamples

ALPHABET = "ABO0"
#: Misread: one shape, doubtful label, ambiguous, plain; the last is read rightly.
LABELS = "OABOA"
READ = (
    [0, 0, 0.25, 0.75],
    [0.01, 0.99, 0, 0],
    [0.625, 0.375, 0, 0],
    [0.5, 0.45, 0.05, 0],
    [1, 0, 0, 0],
)


class Outline(HTMLParser):
    """Checks that tags are closed in order, and collects sections, pictures and text."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.pictures, self.text = [], [], [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "img":
            self.pictures.append(dict(attrs)["src"])
        elif tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.text += " " if tag == "td" else ""

    def handle_data(self, data):
        self.text += data if self.open[-1:] != ["style"] else ""


@pytest.fixture
def recognised():
    def make(source="set", writer="", repeat=1):
        shown = np.random.default_rng(1).integers(0, 256, (5 * repeat, 12, 9)).astype(np.uint8)
        writers = [writer] * (5 * repeat)
        table = build_samples(source, shown, list(LABELS * repeat), writers=writers)
        probabilities = np.array(READ * repeat, np.float32)
        return RecognisedSamples(table, probabilities, ALPHABET, Preprocessing())

    return make


def outline(tmp_path, recognised):
    path = tmp_path / "page.html"
    write_mistakes(path, recognised)
    parsed = Outline()
    parsed.feed(path.read_text("utf-8"))
    parsed.close()
    assert parsed.open == []
    return parsed


def test_each_mistake_is_shown_in_its_group(tmp_path, recognised):
    text = " ".join(outline(tmp_path, recognised(writer="Ada")).text.split())
    assert "4 of 5 characters misread" in text
    assert "set 5 4 80 % 1 1 1 1" in text
    places = [text.index(meaning) for meaning in GROUPS.values()]
    assert places == sorted(places)
    for place, (shown, number) in zip(
        places,
        [
            ("O 25 % read as 0 75 %", 0),
            ("A 1 % read as B 99 %", 1),
            ("B 37.5 % read as A 62.5 %", 2),
            ("O 5 % read as A 50 %", 3),
        ],
        strict=True,
    ):
        assert place < text.index(f"{shown} set {number}, writer Ada")
    assert "right within its kind" in text


def test_pictures_are_those_given_and_those_seen(tmp_path, recognised):
    made = recognised()
    parsed = outline(tmp_path, made)
    given = pictures(made.samples)[:4]
    seen = np.rint(normalise_glyphs(given, Preprocessing())[:, 0] * 255).astype(np.uint8)
    assert len(parsed.pictures) == 8
    for number in range(4):
        for uri, expected in zip(
            parsed.pictures[2 * number :], (given[number], seen[number]), strict=False
        ):
            shown = Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1])))
            np.testing.assert_array_equal(np.asarray(shown), 255 - expected)


def test_text_never_becomes_markup(tmp_path, recognised):
    evil = "<script>alert('x')</script>\"&\n"
    parsed = outline(tmp_path, recognised(evil, evil))
    assert "script" not in parsed.tags
    assert parsed.text.count(evil.replace("\n", "\\n")) == 1 + 2 * 4


def test_long_groups_are_cut_and_say_so(tmp_path, recognised, monkeypatch):
    monkeypatch.setattr(module, "SHOWN_OF_A_GROUP", 2)
    parsed = outline(tmp_path, recognised(repeat=3))
    assert "12 of 15 characters misread" in parsed.text
    assert parsed.text.count("The first 2 are shown.") == 4
    assert len(parsed.pictures) == 2 * 2 * 4


def test_sets_are_counted_each_and_together(tmp_path, recognised):
    one, other = recognised("one"), recognised("other", repeat=2)
    both = RecognisedSamples(
        pa.concat_tables([one.samples, other.samples]),
        np.concatenate([one.probabilities, other.probabilities]),
        ALPHABET,
        Preprocessing(),
    )
    text = " ".join(outline(tmp_path, both).text.split())
    for row in ("one 5 4 80 % 1 1 1 1", "other 10 8 80 % 2 2 2 2", "together 15 12 80 % 3 3 3 3"):
        assert row in text


def test_nothing_misread_is_said(tmp_path, recognised):
    made = recognised()
    right = RecognisedSamples(
        made.samples.slice(4), made.probabilities[4:], ALPHABET, Preprocessing()
    )
    parsed = outline(tmp_path, right)
    assert "0 of 1 characters misread" in parsed.text
    assert parsed.text.count("There are none.") == len(GROUPS)


def test_same_mistakes_same_bytes_and_no_half_page(tmp_path, recognised):
    pages = [tmp_path / "1.html", tmp_path / "2.html"]
    for page in pages:
        write_mistakes(page, recognised())
    assert pages[0].read_bytes() == pages[1].read_bytes()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file"):
        write_mistakes(tmp_path / "file" / "page.html", recognised())
