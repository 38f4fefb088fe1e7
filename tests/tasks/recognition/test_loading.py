"""Loading: a model is read once a process, and is the one that the run began with."""

from __future__ import annotations

import pytest

from schemas.errors import PassingFault
from tasks.recognition.loading import recogniser_of


def test_a_model_is_loaded_once(small_model):
    assert recogniser_of(small_model) is recogniser_of(small_model)
    assert recogniser_of(small_model).alphabet == small_model.alphabet


def test_a_model_that_changed_while_the_run_went_on_is_a_passing_fault(small_model):
    other = small_model.model_copy(update={"digest": "0" * 64})
    with pytest.raises(PassingFault, match="changed while the run went on"):
        recogniser_of(other)
