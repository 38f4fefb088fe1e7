"""Troubles must be blamed on the right thing: the bytes, the disk, or a limit."""

import errno
import warnings
from pathlib import Path

import pytest
from PIL import Image

from schemas.errors import PageError, PageRefused, PassingFault
from schemas.pages import REASONS
from tasks.sources.faults import (
    damaged,
    decoding,
    empty_file,
    over_limit,
    passing_fault,
    unsupported,
)


@pytest.fixture
def scan(tmp_path):
    path = tmp_path / "scan.png"
    path.write_bytes(b"bytes")
    return path


def fault_in(path, error):
    with pytest.raises(PageError) as caught, decoding(path):
        raise error
    return caught.value


@pytest.mark.parametrize(
    "error",
    [
        OSError("image file is truncated"),
        SyntaxError("bad"),
        OSError(errno.EINVAL, "seek"),
        ZeroDivisionError(),
        KeyError(1),
    ],
)
def test_any_error_of_a_decoder_is_damage(scan, error):
    fault = fault_in(scan, error)
    assert type(fault) is PageError
    assert (fault.status, fault.reason) == ("failed", "damaged")
    assert "scan.png" in fault.message
    assert str(scan.parent) not in fault.message


def test_errors_of_the_system_pass(scan):
    fault = fault_in(scan, OSError(errno.EIO, "Input/output error"))
    assert isinstance(fault, PassingFault)
    assert fault.reason == "unreadable"


def test_a_file_gone_meanwhile_is_not_damaged(scan):
    scan.unlink()
    fault = fault_in(scan, ValueError("what a C library makes of it"))
    assert isinstance(fault, PassingFault)
    assert fault.reason == "vanished"


def test_a_file_that_cannot_be_read_through_is_not_damaged(scan, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "open", refuse)
    assert isinstance(fault_in(scan, ValueError()), PassingFault)


def test_memory_and_limits(scan):
    assert isinstance(fault_in(scan, MemoryError()), PassingFault)
    fault = fault_in(scan, Image.DecompressionBombError())
    assert (fault.status, fault.reason) == ("refused", "over-limit")


def test_own_errors_pass_through_and_warnings_do_not(scan):
    own = damaged(scan, "has no page 7")
    assert fault_in(scan, own) is own
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with decoding(scan):
            warnings.warn("rubbish", stacklevel=1)


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ELOOP, errno.ENAMETOOLONG])
def test_messages_name_the_file_only(number):
    fault = passing_fault(Path("/secret/scan.png"), OSError(number, "trouble"))
    assert "scan.png" in fault.message
    assert "secret" not in fault.message
    assert fault.reason == ("vanished" if number == errno.ENOENT else "unreadable")


def test_every_fault_has_a_reason_of_the_schema():
    path = Path("scan.png")
    faults = [damaged(path), over_limit(path, "is large"), empty_file(path)]
    faults += [unsupported(path, ""), unsupported(path, "heic")]
    assert all(fault.reason in REASONS for fault in faults)
    assert [isinstance(fault, PageRefused) for fault in faults] == [False, True, False, True, True]
    assert "heic" in faults[-1].message
