"""The flow that transcribes folders of pages."""

from __future__ import annotations

from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.pages import as_it_is, read_pages, threads
from schemas.environment import Environment
from schemas.errors import EXIT_NONE_READ, EXIT_SOME_FAILED, EXIT_TOO_MANY_FAILED
from schemas.settings import OnExisting, TranscribeSettings
from schemas.summary import TranscriptionSummary
from tasks.artifacts import Store
from tasks.find import distinct_pages, find_pages
from tasks.output.claim import claimed
from tasks.prepare import prepare_lexicon, prepare_model
from tasks.storage.use import in_use
from tasks.write import write_output


@flow(name="transcribe-folder", task_runner=threads())
def transcribe_folder(
    inputs: list[Path],
    out: Path,
    model: Path | None = None,
    lexicon: str | None = None,
    settings: TranscribeSettings = TranscribeSettings(),  # noqa: B008 - frozen
    store: str | None = None,
    alphabet: str | None = None,
    on_existing: OnExisting = OnExisting.OVERWRITE,
) -> State[TranscriptionSummary]:
    """Transcribe folders and files of hand-printed pages.

    Parameters
    ----------
    inputs
        Folders (searched at any depth) and files.
    out
        Output folder; gets `text/`, `pages.parquet`, `rows.parquet`, `readings.parquet` and
        `report.html`.
    model
        Model file; the shipped one if none is named.
    lexicon
        Word list, one word a line; `none` reads without words; the language's list if not named.
    settings
        Everything that can be tuned, stage by stage.
    store
        Where cached results lie, any fsspec URL; the machine's default if not named.
    alphabet
        Name of the alphabet to read, which chooses among the shipped models: `capitals-digits` or
        `full`; that of the model if not named.
    on_existing
        What becomes of an earlier run's results in `out`: `overwrite` replaces them, `skip` leaves
        texts that stand there as they are, `abort` does not begin.
    """
    shelf = Store(url=store or Environment().store)
    with claimed(out, on_existing), in_use(shelf):
        network = prepare_model(model, alphabet)
        words = prepare_lexicon(lexicon, settings.reading.language, shelf)
        found = find_pages(inputs, settings.load, out)
        read = read_pages(distinct_pages(found), network, words, settings, shelf)
        summary = write_output(found, as_it_is(read), out, on_existing)
        return ending(summary, settings.max_failures)


def ending(
    summary: TranscriptionSummary, max_failures: str | None = None
) -> State[TranscriptionSummary]:
    """Return the state in which a run with this summary and this limit of failures ends."""
    summary = summary.model_copy(update={"max_failures": max_failures})
    unread = f"{summary.refused + summary.failed} of {summary.pages} pages not read"
    if summary.exit_code == EXIT_TOO_MANY_FAILED:
        message = f"{unread}, more than {max_failures}; see {summary.report}"
        return Failed(name="TooManyFailed", message=message, data=summary)
    if summary.exit_code == EXIT_NONE_READ:
        return Failed(name="NoneRead", message=f"none of {summary.pages} pages read", data=summary)
    if summary.exit_code == EXIT_SOME_FAILED:
        message = f"{unread}; see {summary.report}"
        return Completed(name="PartiallyFailed", message=message, data=summary)
    return Completed(message=f"all {summary.pages} pages read", data=summary)
