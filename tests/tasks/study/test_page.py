"""The page holds every claim, needs nothing but itself, and is the same bytes each time."""

import re
from html.parser import HTMLParser

import pytest

from schemas.settings import StudySettings
from schemas.study import Study
from schemas.validation import table_of
from tasks.study.numbers import Numbers, number
from tasks.study.page import confused_pairs, looks_digest, page_content, percent, scientific
from tasks.study.samples import part_of

VOID = {"meta", "br", "img"}
SECTIONS = [
    "findings",
    "softmax",
    "deep-linear",
    "activations",
    "gradients",
    "vanishing",
    "symmetry",
    "variance",
    "data",
    "learning",
    "weights",
    "confusion",
    "comparison",
]
EVIL = '<script>alert("x")</script>&'


class Outline(HTMLParser):
    """Checks that tags are closed in order, and collects ids, links, pictures and text."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.pictures, self.text = (
            [],
            [],
            [],
            [],
            [],
            "",
        )
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        self.pictures += [(found["src"], found["alt"])] if tag == "img" else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data if self.open[-1:] != ["style"] else ""


@pytest.fixture(scope="module")
def settings(learn_settings):
    return StudySettings(learn=learn_settings)


@pytest.fixture(scope="module")
def renamed(study):
    """The study of a data set with an ill name."""
    rows = [row | {"subject": EVIL} if row["claim"] == "data" else row for row in study.to_pylist()]
    return table_of(Study, rows)


@pytest.fixture(scope="module")
def content(renamed, letters, settings):
    return page_content(renamed, letters, settings)


@pytest.fixture(scope="module")
def page(content):
    return Outline(content.decode())


def test_every_claim_has_its_section_and_every_link_leads_somewhere(page):
    assert [name for name in page.ids if name in SECTIONS] == SECTIONS
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert set(SECTIONS[1:]) - {"data", "weights", "confusion"} <= {k[1:] for k in page.links}


def test_every_plot_stands_in_the_page_and_is_described(page):
    assert len(page.pictures) == 10
    assert all(source.startswith("data:image/svg+xml;base64,") for source, _ in page.pictures)
    assert len({alt for _, alt in page.pictures}) == 10


def test_it_needs_nothing_from_outside_and_tells_no_time(content):
    text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", content.decode())
    assert not re.search(r"https?:|//|@import|url\(|<script", text)
    assert not re.search(r"\b20[2-9]\d-\d\d", text)


def test_the_numbers_are_those_measured(page, study):
    numbers = Numbers.of(study)
    text = page.text.replace("\u00a0", " ")
    for rate in numbers.subjects("learning rate"):
        accuracy = percent(numbers.value("learning rate", rate, "test accuracy"))
        assert f"{accuracy} at {rate}" in text
    for model in numbers.subjects("comparison"):
        accuracy = percent(numbers.value("comparison", model, "accuracy"))
        assert f"{accuracy} {model}" in text
    assert "1024-64-8" in text
    assert "ACEHLOTX" in text


def test_a_rate_that_learns_nothing_is_named(page, study, letters):
    numbers = Numbers.of(study)
    labels = part_of(letters, "validation")["label"].to_pylist()
    guessed = max(labels.count(label) for label in labels) / len(labels)
    assert f"reads {percent(guessed)} of the validation samples rightly" in page.text
    assert numbers.value("learning rate", "0.1", "best validation accuracy") < 1.5 * guessed
    assert "At rate 0.1 the network never reads much better than by guessing" in page.text
    assert "At rate 0.01 the network never" not in page.text


def test_names_never_become_markup(page):
    assert EVIL in page.text
    assert "script" not in page.tags


def test_the_same_study_gives_the_same_bytes(renamed, letters, settings, content):
    assert page_content(renamed, letters, settings) == content


def test_pairs_are_counted_in_both_directions(numbers_of):
    rows = [
        number("confusion", "O", "O", 5),
        number("confusion", "O", "0", 2),
        number("confusion", "0", "O", 3),
        number("confusion", "0", "0", 1),
        number("confusion", "I", "1", 4),
        number("confusion", "B", "B", 9),
    ]
    found = confused_pairs(numbers_of(rows))
    assert [(pair.first, pair.second, pair.there, pair.back, pair.among) for pair in found] == [
        ("O", "0", 2, 3, 11),
        ("I", "1", 4, 0, 4),
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"),
        (1.0, "1"),
        (0.5, "0.5"),
        (-0.25, "-0.25"),
        (1000.0, "1,000"),
        (1e4, "10<sup>4</sup>"),
        (2.34e-5, "2.3\u00a0×\u00a010<sup>−5</sup>"),
    ],
)
def test_numbers_are_written_with_a_power_of_ten_where_far_from_1(value, shown):
    assert str(scientific(value)) == shown


def test_looks_are_a_digest_of_templates_and_library(monkeypatch):
    before = looks_digest()
    assert before == looks_digest()
    monkeypatch.setattr("tasks.study.page.matplotlib.__version__", "0")
    assert looks_digest() != before
