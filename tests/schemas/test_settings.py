"""Settings: each bound refuses what lies beyond it, and unknown names are refused everywhere."""

import pytest
from pydantic import ValidationError

import schemas.settings as module
from schemas.alphabet import ALPHABETS
from schemas.settings import (
    AugmentSettings,
    LearnSettings,
    LoadSettings,
    PoolSettings,
    ReadingSettings,
    RowSettings,
    SegmentSettings,
    Settings,
    StudySettings,
    TrainSettings,
    TranscribeSettings,
)

EVERY = [
    kind
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Settings) and kind is not Settings
]


@pytest.mark.parametrize("kind", EVERY)
def test_defaults_are_valid_and_each_setting_is_described(kind):
    assert kind.model_validate(kind().model_dump()) == kind()
    for name, field in kind.model_fields.items():
        nested = isinstance(field.default, Settings)
        assert nested or field.description, name


@pytest.mark.parametrize("kind", EVERY)
def test_unknown_names_are_refused_and_settings_do_not_change(kind):
    with pytest.raises(ValidationError, match="surplus"):
        kind(surplus=1)
    settings = kind()
    name = next(iter(kind.model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings, name, getattr(settings, name))


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (LoadSettings, "max_pixels", 0),
        (LoadSettings, "max_side", 0),
        (LoadSettings, "max_frames", 0),
        (LoadSettings, "max_bytes", 0),
        (LoadSettings, "pdf_dpi", 35),
        (LoadSettings, "pdf_dpi", 1201),
        (SegmentSettings, "max_skew", -1),
        (SegmentSettings, "max_skew", 46),
        (SegmentSettings, "sensitivity", 0),
        (RowSettings, "word_gap", 0),
        (ReadingSettings, "language", "e"),
        *((AugmentSettings, name, -0.1) for name in AugmentSettings.model_fields),
        (TrainSettings, "epochs", 0),
        (TrainSettings, "seed", -1),
        (TrainSettings, "validation_share", 0),
        (TrainSettings, "validation_share", 1),
        (TrainSettings, "test_share", -0.1),
        (TrainSettings, "test_share", 0.9),
        (LearnSettings, "rates", ()),
        (LearnSettings, "rates", (0.01, 0.0)),
        (LearnSettings, "epochs", 0),
        (LearnSettings, "batch_size", 0),
        (StudySettings, "default_epochs", 0),
        (StudySettings, "test_share", 0),
        (StudySettings, "validation_share", 0.5),
        (StudySettings, "seed", -1),
        (PoolSettings, "workers", -1),
        (PoolSettings, "pages_per_task", 0),
    ],
)
def test_bounds_hold(kind, name, value):
    with pytest.raises(ValidationError, match=name):
        kind(**{name: value})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize(
    ("kind", "name"), [(SegmentSettings, "sensitivity"), (RowSettings, "word_gap")]
)
def test_settings_are_finite(kind, name, value):
    with pytest.raises(ValidationError, match=name):
        kind(**{name: value})


def test_settings_come_from_json_as_deployments_pass_them():
    given = {"pool": {"workers": 1}, "rows": {"word_gap": 2}}
    expected = TranscribeSettings(pool=PoolSettings(workers=1), rows=RowSettings(word_gap=2))
    assert TranscribeSettings.model_validate(given) == expected
    with pytest.raises(ValidationError, match=r"rows\.word_gap"):
        TranscribeSettings.model_validate({"rows": {"word_gap": -1}})


def test_the_default_alphabet_is_one():
    assert TrainSettings().alphabet in ALPHABETS


def test_small_marks_are_read_where_the_alphabet_has_signs_unless_said_otherwise():
    for name in ("full", "capitals-digits"):
        fitted = TranscribeSettings().for_alphabet(ALPHABETS[name])
        assert fitted.segment.small_marks is fitted.rows.small_marks is (name == "full")
    own = TranscribeSettings(segment=SegmentSettings(small_marks=False, max_skew=3.0))
    fitted = own.for_alphabet(ALPHABETS["full"])
    assert fitted.segment == own.segment
    assert fitted.rows == RowSettings(small_marks=True)
