"""Records and results tell which artifacts they name, and nothing else is taken for one."""

import json

import pytest
from prefect.results import ResultRecord

from tasks.caching import VerifyingSerializer
from tasks.page_work import Outcomes
from tasks.storage.references import in_record, in_result


def test_handles_in_records_and_results(shelf):
    one, other = shelf.artifact("A"), shelf.artifact("B")
    assert in_record(shelf.record("ab" * 32, one, other).read_bytes()) == [one, other]
    assert in_result(shelf.result("cd", one, other).read_bytes()) == [one, other]
    assert in_record(b"[]") == []


def test_results_are_read_as_prefect_writes_them(shelf):
    artifact = shelf.artifact("A")
    metadata = {"serializer": VerifyingSerializer(), "storage_key": "key"}
    record = ResultRecord(result=Outcomes([[artifact], [], [artifact]]), metadata=metadata)
    assert in_result(record.serialize()) == [artifact, artifact]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b"{}", b"[1]", b'[{"digest": "a"}]', b"null"]
)
def test_what_is_no_record(content):
    with pytest.raises(ValueError):
        in_record(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b'{"metadata": {}, "result": "[]"}',
        b'{"metadata": {"serializer": {"type": "pickle"}}, "result": "gASV"}',
        json.dumps(
            {"metadata": {"serializer": {"type": "scrivano-artifacts"}}, "result": [1]}
        ).encode(),
        json.dumps(
            {
                "metadata": {"serializer": {"type": "scrivano-artifacts"}},
                "result": '[{"artifact": {"digest": "a"}}]',
            }
        ).encode(),
    ],
)
def test_what_is_no_result(content):
    with pytest.raises(ValueError):
        in_result(content)
