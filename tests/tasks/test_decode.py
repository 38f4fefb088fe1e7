"""Stage decode: goes by rows, spans, alphabet, words and settings, not by the network."""

import pytest

from schemas.lexicon import LexiconWords
from schemas.readings import Readings
from schemas.settings import ReadingSettings
from schemas.transcripts import Transcripts
from schemas.validation import table_of
from tasks.artifacts import Store, read_table
from tasks.code_digest import reachable_modules
from tasks.decode import decode, decoding_jobs
from tasks.page_work import Fault, UnfinishedPages

A, B = "a" * 32, "b" * 32
ALPHABET = "ABC"
SETTINGS = ReadingSettings()
FAULT = Fault("unreadable", "disk")


@pytest.fixture
def words(store):
    """A function that puts a lexicon into the store."""

    def put(*listed):
        rows = [{"word": word, "frequency": 1.0} for word in listed]
        return store.put(table_of(LexiconWords, rows), LexiconWords)

    return put


@pytest.fixture
def key(key_of, outcomes, store):
    """A function that tells the key of decoding one page, some arguments changed."""

    def of(**changes):
        arguments = {
            "segmented": [outcomes.segmented(A, glyphs=2)],
            "clustered": [outcomes.clustered(A, "XX")],
            "recognised": [outcomes.recognised(A, "AB")],
            "alphabet": ALPHABET,
            "lexicon": None,
            "settings": SETTINGS,
            "store": store,
            "pool": None,
        }
        return key_of(decode, **arguments | changes)

    return of


def test_key_holds_rows_spans_alphabet_words_and_settings(key, outcomes, words):
    keys = {
        key(),
        key(clustered=[outcomes.clustered(A, "X X")]),
        key(recognised=[outcomes.recognised(A, "AC")]),
        key(recognised=[FAULT]),
        key(alphabet="CBA"),
        key(lexicon=words("A")),
        key(lexicon=words("B")),
        key(settings=ReadingSettings(reject_below=0.5)),
        key(settings=ReadingSettings(pattern="digits")),
    }
    assert len(keys) == 9


def test_key_holds_no_places(key):
    assert key(store=Store(url="memory://other")) == key()


def test_a_change_to_either_stage_leaves_the_other():
    decoding = reachable_modules("tasks.reading.work")
    recognition = reachable_modules("tasks.recognition.work")
    assert {"tasks.reading.context", "tasks.reading.paths"} <= decoding - recognition
    assert {"model.network", "tasks.recognition.atoms"} <= recognition - decoding
    shared = {name for name in decoding & recognition if not name.startswith("schemas")}
    assert shared == {"tasks", "tasks.artifacts"}


def test_pages_without_spans_are_nothing_to_do(outcomes, store):
    segmented = [outcomes.segmented(A, glyphs=0), FAULT, outcomes.segmented(B)]
    clustered = [[], [], outcomes.clustered(B, "X")]
    recognised = [[], [], FAULT]
    results = (UnfinishedPages(segmented), clustered, UnfinishedPages(recognised))
    assert decoding_jobs(*results, ALPHABET, None, SETTINGS, store) == [None] * 3


def test_stages_have_to_agree_on_the_number_of_pages(outcomes, store):
    stages = ([outcomes.segmented(A)], [outcomes.clustered(A, "X")], [])
    with pytest.raises(ValueError, match="shorter"):
        decoding_jobs(*stages, ALPHABET, None, SETTINGS, store)


def test_spans_lead_to_readings_and_a_transcript(outcomes, store, pool, words):
    segmented = [outcomes.segmented(A, glyphs=0), outcomes.segmented(B, glyphs=3)]
    clustered = [[], outcomes.clustered(B, "XX X")]
    recognised = [[], outcomes.recognised(B, "AB C")]
    blank, (readings, transcript) = decode.fn(
        segmented, clustered, recognised, ALPHABET, words("AB"), SETTINGS, store, pool
    )
    assert blank == []
    assert read_table(readings, Readings)["character"].to_pylist() == ["A", "B", "C"]
    (page,) = read_table(transcript, Transcripts).to_pylist()
    assert (page["page_id"], page["text"], page["rows"]) == (B, "AB C", 1)
