"""What tests of tasks share: a store, a pool without processes, and hand-made artifacts."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.glyphs import Glyphs
from schemas.pages import FoundPages, MeasuredPages, Pages
from schemas.readings import Readings
from schemas.references import ModelRef, PageRef
from schemas.rows import Rows
from schemas.spans import Spans
from schemas.transcripts import Transcripts
from schemas.validation import TableSchema, arrow_schema
from tasks.artifacts import Artifact, Store
from tasks.page_work import Fault
from tasks.read_page import ReadPage, read_page_of
from tasks.sources.find import FoundFolder

BOX = {"top": 0, "left": 0, "bottom": 4, "right": 3}
UNREAD_SIZE = {"height": 0, "width": 0}


class PoolHere:
    """A pool that works in this process, for tests of everything but processes."""

    def run(self, function, calls):
        """Yield what came of each call, as `tasks.pool.PagePool.run` does."""
        for position, call in enumerate(calls):
            try:
                yield position, function(*call)
            except Exception as error:
                yield position, error


class Outcomes:
    """Outcomes of the stages of pages, as artifacts in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def segmented(self, page_id: str, glyphs: int = 1, **measures: Any) -> list[Artifact]:
        """A page's measures and glyphs, `3 x 4` boxes of ink side by side."""
        page = {
            "page_id": page_id, "height": 40, "width": 400, "dpi": 0.0, "orientation": 1, "turn": 0,
            "skew": 0.0, "text_height": 4.0, "status": "read" if glyphs else "blank",
            "reason": "", "message": "",
        }  # fmt: skip
        marks = [_glyph(page_id, number) for number in range(glyphs)]
        return [
            self._put(MeasuredPages, [page | measures]),
            self._put(Glyphs, marks),
        ]

    def clustered(self, page_id: str, *lines: str) -> list[Artifact]:
        """Rows of a page that hold lines of text, a glyph a character but for blanks."""
        rows, first = [], 0
        for number, line in enumerate(lines):
            words = [i for i, word in enumerate(line.split()) for _ in word]
            glyphs = list(range(first, first + len(words)))
            first += len(words)
            rows.append(
                BOX | {
                    "page_id": page_id, "row": number, "baseline": 4.0, "slope": 0.0,
                    "text_height": 4.0, "glyphs": glyphs, "words": words,
                    "partings": [
                        20.0 if i == 0 or word != words[i - 1] else -20.0
                        for i, word in enumerate(words)
                    ],
                }
            )  # fmt: skip
        return [self._put(Rows, rows)]

    def recognised(self, page_id: str, *lines: str, alphabet: str = "ABC") -> list[Artifact]:
        """Spans of a page that holds lines of text, one a character, each sure to be it."""
        spans = []
        for number, line in enumerate(lines):
            written = [(i, character) for i, word in enumerate(line.split()) for character in word]
            spans += [
                BOX | {
                    "page_id": page_id, "row": number, "first": place, "last": place + 1,
                    "word": word, "glyph": place, "level_top": 0.0, "level_left": 5.0 * place,
                    "level_bottom": 4.0, "level_right": 5.0 * place + 3, "odds": 0.0,
                    "probabilities": [float(character == shown) for shown in alphabet],
                }
                for place, (word, character) in enumerate(written)
            ]  # fmt: skip
        return [self._put(Spans, spans)]

    def decoded(
        self, page_id: str, *lines: str, confidence: float = 0.75, rejected: bool = False
    ) -> list[Artifact]:
        """Readings and transcript of a page that holds lines of text."""
        readings = []
        for number, line in enumerate(lines):
            read = [(i, character) for i, word in enumerate(line.split()) for character in word]
            readings += [
                BOX | {
                    "page_id": page_id, "row": number, "word": word, "position": position,
                    "glyph": position, "character": character, "confidence": confidence,
                    "isolated": character, "changed": False, "rejected": rejected,
                    "text": "?" if rejected else character, "alternatives": [character],
                    "probabilities": [confidence], "remainder": 1 - confidence,
                }
                for position, (word, character) in enumerate(read)
            ]  # fmt: skip
        transcript = {
            "page_id": page_id, "text": "\n".join(lines), "rows": len(lines),
            "characters": len(readings), "confidence": confidence if readings else 1.0,
        }  # fmt: skip
        return [self._put(Readings, readings), self._put(Transcripts, [transcript])]

    def read(self, page_id: str, *lines: str, **options: Any) -> ReadPage:
        """A page that was read."""
        glyphs = sum(len(line.replace(" ", "")) for line in lines)
        return read_page_of(
            page_id,
            self.segmented(page_id, glyphs),
            [],
            self.clustered(page_id, *lines) if lines else [],
            self.recognised(page_id) if lines else [],
            self.decoded(page_id, *lines, **options) if lines else [],
        )

    def unread(self, page_id: str, status: str, reason: str, message: str) -> ReadPage:
        """A page whose bytes are the reason that it was not read."""
        ended = {"status": status, "reason": reason, "message": message} | UNREAD_SIZE
        return read_page_of(page_id, self.segmented(page_id, 0, **ended), [], [], [], [])

    def faulty(self, page_id: str, reason: str, message: str) -> ReadPage:
        """A page that met a passing fault to the last."""
        return read_page_of(page_id, Fault(reason, message), [], [], [], [])

    def _put(self, schema: TableSchema, rows: list[dict[str, Any]]) -> Artifact:
        written = io.BytesIO()
        pq.write_table(_unchecked(schema, rows), written)
        file = self.store.put_file(written.getvalue(), schema.__name__, "parquet")
        return replace(file, rows=len(rows))


def _unchecked(schema: TableSchema, rows: list[dict[str, Any]]) -> pa.Table:
    """Build a table without checking it, for speed: whoever reads an artifact checks it."""
    return pa.Table.from_pylist(rows, schema=arrow_schema(schema))


def _glyph(page_id: str, number: int) -> dict[str, Any]:
    left = 5 * number
    return {
        "page_id": page_id, "glyph": number, "top": 0, "left": left, "bottom": 4,
        "right": left + 3, "page_height": 40, "page_width": 400, "level_top": 0.0,
        "level_left": float(left), "level_bottom": 4.0, "level_right": left + 3.0, "ink": 12.0,
        "height": 4, "width": 3, "pixels": [255] * 12,
    }  # fmt: skip


@pytest.fixture
def store(tmp_path) -> Store:
    """A store of the test's own."""
    return Store(url=f"file://{tmp_path}/store")


@pytest.fixture
def pool() -> PoolHere:
    """A pool that works in this process."""
    return PoolHere()


@pytest.fixture
def outcomes(store) -> Outcomes:
    """What the stages of pages led to, made by hand: lines of text in, artifacts out."""
    return Outcomes(store)


@pytest.fixture
def page_ref(tmp_path) -> Callable[..., PageRef]:
    """A function that refers to a page by the letter that its id consists of."""

    def refer(letter: str, **changes: Any) -> PageRef:
        known = {"page_id": letter * 32, "path": tmp_path / letter, "digest": "d" * 64, "frame": 0}
        return PageRef(**known | changes)

    return refer


@pytest.fixture
def found() -> Callable[..., FoundFolder]:
    """A function that makes a folder of pages, as (source, frame, page id), and failures."""

    def find(*pages: tuple[str, int, str], failures: tuple[str, ...] = ()) -> FoundFolder:
        listed = [
            {"source": source, "frame": frame, "page_id": page_id, "digest": "d" * 64,
             "format": "png", "size": 1}
            for source, frame, page_id in pages
        ]  # fmt: skip
        failed = [
            {"source": source, "frame": 0, "page_id": f"{number:032x}", "digest": "",
             "format": "", "size": 0, "dpi": 0.0, "orientation": 1, "turn": 0, "skew": 0.0,
             "text_height": 0.0, "status": "failed", "reason": "empty-file",
             "message": f"{source} is empty", **UNREAD_SIZE}
            for number, source in enumerate(failures)
        ]  # fmt: skip
        paths = {source: Path("/pages") / source for source, _, _ in pages}
        return FoundFolder(_unchecked(FoundPages, listed), _unchecked(Pages, failed), paths)

    return find


@pytest.fixture(scope="session")
def small_model(tmp_path_factory) -> ModelRef:
    """A network that has learned nothing, in a file."""
    from model.architectures import build
    from model.preprocess import Preprocessing
    from model.recogniser import Recogniser
    from model.storage import model_digest, save_recogniser

    path = tmp_path_factory.mktemp("model") / "small.safetensors"
    network = build("small", 3).initialise(np.random.default_rng(0))
    save_recogniser(path, Recogniser(network, "ABC", Preprocessing()))
    return ModelRef(path=path, digest=model_digest(path), alphabet="ABC")


@pytest.fixture
def key_of() -> Callable[..., str]:
    """A function that tells under which key Prefect keeps a task's result for some arguments."""

    def key(task: Any, **arguments: Any) -> str:
        computed = task.cache_policy.compute_key(None, arguments, {})
        assert isinstance(computed, str)
        assert len(computed) == 64
        return computed

    return key


@pytest.fixture
def one_sample(store) -> Artifact:
    """A table of samples that holds a single A."""
    from schemas.samples import Samples
    from tasks.datasets.samples import build_samples

    return store.put(build_samples("set", np.zeros((1, 2, 2), np.uint8), ["A"]), Samples)
