"""The flow that reproduces the study of the reference network."""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from schemas.alphabet import ALPHABETS, DEFAULT_ALPHABET
from schemas.environment import Environment
from schemas.settings import StudySettings
from schemas.summary import StudySummary
from tasks.artifacts import Store
from tasks.caching import kept_in
from tasks.compare import compare_shipped, compare_trained
from tasks.demonstrate import demonstrate_depth, demonstrate_identities, demonstrate_symmetry
from tasks.divide import divide_samples
from tasks.learn import learn_by_rate
from tasks.load import load_samples
from tasks.prepare import prepare_model
from tasks.publish import draw_study, publish_study
from tasks.storage.use import in_use


@flow(name="study-network")
def study_network(
    data: list[str],
    out: Path,
    settings: StudySettings = StudySettings(),  # noqa: B008 - frozen
    store: str | None = None,
) -> StudySummary:
    """Put the mathematics of networks to the test and train the reference network.

    Parameters
    ----------
    data
        Data sets of capitals and digits: paths, or `synthetic[:N]`.
    out
        Folder that gets the page, `study.html`, and all numbers, `study.parquet`.
    settings
        Learning rates, epochs, shares held out, seed.
    store
        Where cached results lie, any fsspec URL; the machine's default if not named.
    """
    shelf = Store(url=store or Environment().store)
    with in_use(shelf):
        load = kept_in(load_samples, shelf)
        data_sets = [load(spec, ALPHABETS[DEFAULT_ALPHABET], settings.seed, shelf) for spec in data]
        samples = kept_in(divide_samples, shelf)(data_sets, settings, shelf)
        shipped = prepare_model(None)
        learn, seed = settings.learn, settings.seed
        numbers = [
            kept_in(demonstrate_identities, shelf)(seed, shelf),
            kept_in(demonstrate_depth, shelf)(seed, shelf),
            kept_in(demonstrate_symmetry, shelf)(samples, learn, seed, shelf),
            kept_in(learn_by_rate, shelf)(samples, learn, seed, shelf),
            kept_in(compare_trained, shelf)(samples, settings.default_epochs, seed, shelf),
            kept_in(compare_shipped, shelf)(samples, shipped, shelf),
        ]
        page = kept_in(draw_study, shelf)(samples, numbers, settings, shelf)
        return publish_study(samples, numbers, page, out)
