"""The flow that measures a model: on pages with their texts, and on single characters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prefect import flow

from flows.pages import as_it_is, read_pages, threads
from schemas.environment import Environment
from schemas.errors import UsageError
from schemas.samples import SPLITS
from schemas.settings import TrainSettings, TranscribeSettings
from tasks.artifacts import Store
from tasks.caching import kept_in
from tasks.find import distinct_pages, find_pages
from tasks.load import load_samples
from tasks.prepare import prepare_lexicon, prepare_model
from tasks.score import recognise_samples, score_pages, score_samples
from tasks.scoring.glyphs import GlyphScores
from tasks.scoring.text import TextScores
from tasks.storage.use import in_use
from tasks.write_scores import write_mistakes, write_scores


@dataclass(frozen=True)
class Evaluation:
    """What a model was found to be worth: None for what was not asked."""

    pages: TextScores | None
    glyphs: GlyphScores | None


@flow(name="evaluate-model", task_runner=threads())
def evaluate_model(
    pages: Path | None = None,
    data: list[str] | None = None,
    model: Path | None = None,
    lexicon: str | None = None,
    settings: TranscribeSettings = TranscribeSettings(),  # noqa: B008 - frozen
    out: Path | None = None,
    store: str | None = None,
    split: str | None = None,
    training: TrainSettings = TrainSettings(),  # noqa: B008 - frozen
    report: Path | None = None,
    alphabet: str | None = None,
) -> Evaluation:
    """Measure a model on pages, on single characters, or on both.

    Parameters
    ----------
    pages
        Folder of images, each with its true text `NAME.txt` beside it.
    data
        Data sets of labelled characters: paths, or `synthetic[:N]`.
    model
        Model file; the shipped one if none is named.
    lexicon
        Word list, one word a line; `none` reads without words; the language's list if not named.
    settings
        Everything that can be tuned in reading pages.
    out
        Parquet file that gets every figure (`schemas.scores.Scores`).
    store
        Where cached results lie, any fsspec URL; the machine's default if not named.
    split
        `train`, `validation` or `test`: only what a training uses so of each data set.
    training
        Settings of that training; its seed also draws synthetic samples.
    report
        HTML file that gets pictures of the misread characters of the data sets.
    alphabet
        Name of the alphabet to read, which chooses among the shipped models: `capitals-digits` or
        `full`; that of the model if not named.
    """
    if split is not None and split not in SPLITS:
        raise UsageError(f"no split {split!r}; there are: {', '.join(SPLITS)}")
    if pages is None and not data:
        raise UsageError("nothing to measure: name a folder of pages or a data set")
    if report is not None and not data:
        raise UsageError("the report shows single characters: name a data set")
    shelf = Store(url=store or Environment().store)
    with in_use(shelf):
        network = prepare_model(model, alphabet)
        of_pages = of_glyphs = None
        if pages is not None:
            words = prepare_lexicon(lexicon, settings.reading.language, shelf)
            found = find_pages([pages], settings.load)
            read = read_pages(distinct_pages(found), network, words, settings, shelf)
            of_pages = score_pages(found, as_it_is(read), pages, network.alphabet)
        if data:
            load = kept_in(load_samples, shelf)
            data_sets = [load(spec, network.alphabet, training.seed, shelf) for spec in data]
            recognised = recognise_samples(data_sets, network, split, training)
            of_glyphs = score_samples(recognised)
            if report is not None:
                write_mistakes(recognised, report)
        if out is not None:
            write_scores([scores for scores in (of_pages, of_glyphs) if scores], out)
        return Evaluation(of_pages, of_glyphs)
