"""Loading a model in a worker, once a process."""

from __future__ import annotations

import functools

from model.recogniser import Recogniser
from model.storage import load_recogniser, model_digest
from schemas.errors import PassingFault
from schemas.references import ModelRef


@functools.lru_cache(maxsize=2)
def recogniser_of(model: ModelRef) -> Recogniser:
    """Load a model; the digest in the reference tells one from another.

    Raises
    ------
    PassingFault
        If the file is no longer what it was when the run began.
    """
    recogniser = load_recogniser(model.path)
    if model_digest(model.path) != model.digest:
        raise PassingFault(
            "vanished", f"the model {model.path.name} changed while the run went on; run again"
        )
    return recogniser
