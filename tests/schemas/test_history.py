"""Learning curves: each rule refuses its breach, and values on the edge of a rule pass."""

from schemas.history import History
from schemas.validation import table_of

EPOCH = {
    "member": 1,
    "epoch": 1,
    "learning_rate": 0.0,
    "train_loss": 0.0,
    "train_accuracy": 0.0,
    "validation_loss": 0.0,
    "validation_accuracy": 1.0,
}
NEXT = EPOCH | {"epoch": 2, "train_accuracy": 1.0, "validation_accuracy": 0.0}

BROKEN = {
    ("member", "greater_than_or_equal_to"): {"member": 0},
    ("epoch", "greater_than_or_equal_to"): {"epoch": 0},
    ("learning_rate", "greater_than_or_equal_to"): {"learning_rate": -1e-9},
    ("train_loss", "greater_than_or_equal_to"): {"train_loss": -1e-9},
    ("train_accuracy", "greater_than_or_equal_to"): {"train_accuracy": -1e-9},
    ("train_accuracy", "less_than_or_equal_to"): {"train_accuracy": 1.001},
    ("validation_loss", "greater_than_or_equal_to"): {"validation_loss": -1e-9},
    ("validation_accuracy", "greater_than_or_equal_to"): {"validation_accuracy": -1e-9},
    ("validation_accuracy", "less_than_or_equal_to"): {"validation_accuracy": 1.001},
    ("", "multiple_fields_uniqueness"): {"epoch": 1},
}


def test_each_rule_refuses_its_breach(check_rules):
    check_rules(History, lambda i: EPOCH | {"epoch": 1 + i}, BROKEN)


def test_values_on_the_edge_pass():
    assert table_of(History, [EPOCH, NEXT, EPOCH | {"member": 2}]).num_rows == 3
