"""Samples: each rule refuses its breach, and every character of the full alphabet passes."""

from schemas.alphabet import ALPHABETS, kind_of
from schemas.samples import SPLITS, Samples
from schemas.validation import table_of

SAMPLE = {
    "source": "set",
    "sample": 0,
    "label": "A",
    "kind": "letter",
    "writer": "",
    "split": "train",
    "height": 1,
    "width": 2,
    "pixels": [0, 255],
}

BROKEN = {
    ("source", "str_length"): {"source": ""},
    ("sample", "greater_than_or_equal_to"): {"sample": -1},
    ("label", "isin"): {"label": "Ä"},
    ("kind", "isin"): {"kind": "rune"},
    ("split", "isin"): {"split": "spare"},
    ("height", "greater_than_or_equal_to"): {"height": 0, "pixels": []},
    ("width", "greater_than_or_equal_to"): {"width": 0, "pixels": []},
    ("", "height x width pixels"): {"pixels": [255]},
    ("", "multiple_fields_uniqueness"): {"sample": 0, "label": "B"},
}


def test_each_rule_refuses_its_breach(check_rules):
    check_rules(Samples, lambda i: SAMPLE | {"sample": i}, BROKEN)


def test_every_character_passes_in_every_split_and_numbers_start_anew_in_each_set():
    rows = [
        SAMPLE | {"source": split, "sample": i, "label": label, "kind": kind_of(label)}
        for split in SPLITS
        for i, label in enumerate(ALPHABETS["full"])
    ]
    table = table_of(Samples, [row | {"split": row["source"]} for row in rows])
    assert table.num_rows == len(SPLITS) * len(ALPHABETS["full"])
