"""References are small, frozen, and travel as JSON."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.references import ModelRef, PageRef

PAGE = PageRef(page_id="a" * 32, path=Path("/pages/a ü.png"), digest="d" * 64, frame=3)
MODEL = ModelRef(path=Path("/models/m.safetensors"), digest="e" * 64, alphabet="ABC")


@pytest.mark.parametrize("reference", [PAGE, MODEL])
def test_references_travel_as_json(reference):
    assert type(reference).model_validate_json(reference.model_dump_json()) == reference


@pytest.mark.parametrize("reference", [PAGE, MODEL])
def test_references_are_frozen_and_can_be_keys(reference):
    with pytest.raises(ValidationError, match="frozen"):
        reference.digest = "f"
    assert {reference: 1}[reference.model_copy()] == 1


@pytest.mark.parametrize("reference", [PAGE, MODEL])
def test_every_entry_is_needed_and_no_other_is_taken(reference):
    entries = reference.model_dump()
    for name in entries:
        with pytest.raises(ValidationError, match=name):
            type(reference)(**{key: value for key, value in entries.items() if key != name})
    with pytest.raises(ValidationError, match="extra"):
        type(reference)(**entries, surplus=1)


def test_frames_count_from_0():
    with pytest.raises(ValidationError, match="frame"):
        PageRef(**PAGE.model_dump() | {"frame": -1})
