"""Results are handles; kept beside the store, checked when read, and tried again if worth it."""

import json
from pathlib import Path

import pytest
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.serializers import Serializer
from prefect.states import Completed, Failed

from schemas.errors import DamagedArtifact, InvalidTable, OutputError
from schemas.lexicon import LexiconWords
from schemas.validation import table_of
from tasks.artifacts import Store
from tasks.caching import CACHED, VerifyingSerializer, by_content, kept_in
from tasks.cluster import cluster_rows
from tasks.find import find_pages
from tasks.fit import fit_network
from tasks.load import load_samples
from tasks.page_work import Fault, Outcomes, UnfinishedPages
from tasks.prepare import prepare_lexicon, prepare_model
from tasks.recognise import recognise
from tasks.save import save_model
from tasks.score import score_pages, score_samples
from tasks.segment import segment_pages
from tasks.split import split_samples
from tasks.write import write_output
from tasks.write_scores import write_scores

KEPT = [segment_pages, cluster_rows, recognise, load_samples, split_samples, fit_network]
UNKEPT = [
    find_pages,
    prepare_lexicon,
    prepare_model,
    save_model,
    score_pages,
    score_samples,
    write_output,
    write_scores,
]


@pytest.fixture
def artifact(store):
    return store.put(table_of(LexiconWords, [{"word": "A", "frequency": 1.0}]), LexiconWords)


@pytest.fixture
def serializer():
    """As Prefect finds it when it reads a result: by its name alone."""
    return Serializer(type="scrivano-artifacts")


def test_prefect_finds_the_serializer_by_name(serializer):
    assert type(serializer) is VerifyingSerializer


@pytest.mark.parametrize(
    "shape",
    [
        lambda one: one,
        lambda one: Outcomes([[one, one], [], [one]]),
        lambda one: [one, [one]],
        lambda one: {"model": one, "history": one},
        lambda one: {"nested": [{"artifact": "a plain value", "more": 1}, one], "none": None},
    ],
)
def test_results_come_back_as_they_were(serializer, artifact, shape):
    assert serializer.loads(serializer.dumps(shape(artifact))) == shape(artifact)


@pytest.mark.parametrize("how", ["deleted", "truncated", "altered"])
def test_a_result_whose_artifact_is_damaged_is_refused(serializer, artifact, how):
    kept = serializer.dumps(Outcomes([[], [artifact]]))
    path = Path(artifact.location.removeprefix("file://"))
    content = path.read_bytes()
    if how == "deleted":
        path.unlink()
    elif how == "truncated":
        path.write_bytes(content[:-1])
    else:
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(DamagedArtifact, match="missing or damaged"):
        serializer.loads(kept)
    path.write_bytes(content)
    assert serializer.loads(kept) == Outcomes([[], [artifact]])


def test_a_garbled_handle_is_refused(serializer, artifact):
    entry = json.loads(serializer.dumps(artifact))
    del entry["artifact"]["digest"]
    with pytest.raises(ValueError, match="digest"):
        serializer.loads(json.dumps(entry).encode())


def test_anything_but_handles_and_plain_values_is_refused(serializer):
    with pytest.raises(TypeError, match="not Fault"):
        serializer.dumps(Outcomes([Fault("vanished", "gone")]))
    # Prefect hands over the errors of tasks that failed.
    assert serializer.loads(serializer.dumps(OutputError("disk full"))) == {"error": "disk full"}


def test_keys_come_from_arguments(key_of):
    @task(cache_policy=by_content(lambda arguments: f"{arguments['word']:x>64}"))
    def spell(word: str, loud: bool, store: Store) -> str:
        return word

    store = Store(url="memory://scrivano")
    first = key_of(spell, word="a", loud=True, store=store)
    assert first == key_of(spell, word="a", loud=False, store=store)
    assert first != key_of(spell, word="b", loud=True, store=store)


@pytest.mark.parametrize(
    "record",
    [
        b'{"metadata": {"serializer": {"type": "pickle"}}, "result": "gASV"}',
        b'{"metadata": {}, "result": "gASV"}',
        b"[]",
        b"\x80\x04",
    ],
)
def test_results_of_another_serializer_are_removed_unread(key_of, tmp_path, record):
    @task(cache_policy=by_content(lambda arguments: "a" * 64))
    def work(store: Store) -> None: ...

    (tmp_path / "results").mkdir()
    trap = tmp_path / "results" / ("a" * 64)
    trap.write_bytes(record)
    store = Store(url=f"file://{tmp_path}")
    assert key_of(work, store=store) == "a" * 64
    assert not trap.exists()
    own = b'{"metadata": {"serializer": {"type": "scrivano-artifacts"}}, "result": "[]"}'
    trap.write_bytes(own)
    key_of(work, store=store)
    assert trap.read_bytes() == own


@pytest.mark.parametrize("name", ["store", "a store 100%"])
def test_results_are_kept_beside_a_local_store(tmp_path, name):
    store = Store(url=f"file://{tmp_path / name}/")
    kept = kept_in(segment_pages, store)
    assert kept.result_storage == tmp_path / name / "results"
    assert kept.cache_policy is segment_pages.cache_policy
    assert segment_pages.result_storage is None


def test_results_stay_where_prefect_puts_them_for_other_stores():
    assert kept_in(segment_pages, Store(url="memory://scrivano")) is segment_pages


@pytest.mark.parametrize(
    ("error", "again"),
    [
        # The pool has tried again what may pass.
        (UnfinishedPages([[], Fault("unreadable", "disk")]), False),
        (UnfinishedPages([[], Fault("timeout", "long")]), False),
        (ConnectionError("no answer"), True),
        (OutputError("disk full"), False),
        (InvalidTable("broken"), False),
    ],
)
def test_only_what_may_pass_is_tried_again(error, again):
    worth = CACHED["retry_condition_fn"]
    assert worth(segment_pages, None, Failed(data=error)) is again
    assert worth(segment_pages, None, Completed(data=[])) is False


@pytest.mark.parametrize("stage", KEPT, ids=lambda stage: stage.name)
def test_costly_stages_are_kept_and_tried_again(stage):
    assert stage.persist_result
    assert isinstance(stage.result_serializer, VerifyingSerializer)
    assert stage.retries == len(stage.retry_delay_seconds) > 0
    assert stage.retry_condition_fn is CACHED["retry_condition_fn"]


@pytest.mark.parametrize("stage", UNKEPT, ids=lambda stage: stage.name)
def test_stages_that_meet_the_world_are_never_kept(stage):
    assert stage.cache_policy is NO_CACHE
    assert not stage.persist_result
