"""Disks that fill up under the whole command: it says so, and no page is lost or done twice."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from schemas.errors import EXIT_OUTPUT

DOUBLE = Path(__file__).with_name("small_disk")
BLOCK = 4096
PLENTY = 1 << 30


@dataclass
class SmallDisk:
    """A folder that takes so many bytes and no more, and what a command needs to find it so."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    mounted: bool = False

    def take(self, room: int) -> None:
        """Let the folder hold so many bytes in all."""
        if self.mounted:
            options = f"remount,size={room}"
            subprocess.run(["mount", "-o", options, str(self.folder)], check=True)
        else:
            self.variables["SMALL_DISK_BYTES"] = str(room)


@pytest.fixture(params=["tmpfs", "double"])
def disk(request, tmp_path) -> Iterator[SmallDisk]:
    """A small disk: a real one, where one can be mounted, and a double of the file system."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if request.param == "double":
        search = os.pathsep.join(filter(None, [str(DOUBLE), os.environ.get("PYTHONPATH")]))
        yield SmallDisk(folder, {"PYTHONPATH": search, "SMALL_DISK": str(folder)})
        return
    mount = ["mount", "-t", "tmpfs", "-o", f"size={PLENTY}", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nothing can be mounted here")
    yield SmallDisk(folder, mounted=True)
    subprocess.run(["umount", "-l", str(folder)], check=True)


ON_DEMAND = {"marks": pytest.mark.fault}


@pytest.mark.parametrize(
    "share", [pytest.param(0.1, **ON_DEMAND), 0.4, pytest.param(0.8, **ON_DEMAND)]
)
def test_a_store_that_fills_up(share, disk, pages, undisturbed, begin, ended, faults):
    disk.take(int(share * undisturbed.store_room))
    out, store = disk.folder.parent / "out", disk.folder / "store"
    code, _, complained = ended(begin(out, store, **disk.variables))
    assert code == EXIT_OUTPUT, complained
    assert "No space left on device" in complained
    assert "SCRIVANO_STORE" in complained
    assert "Traceback" not in complained
    assert not out.exists()
    assert sum(faults.records_in(store).values()) < sum(undisturbed.records.values())
    disk.take(PLENTY)
    (disk.folder.parent / "store").symlink_to(store)
    faults.check_resumed(pages, undisturbed, disk.folder.parent)


@pytest.mark.fault
@pytest.mark.parametrize("blocks", [0, 2, 4, 8])
def test_an_output_folder_whose_disk_fills_up(
    blocks, disk, pages, undisturbed, begin, ended, faults, tmp_path
):
    out, store = disk.folder / "out", tmp_path / "store"
    faults.resume(pages, out, store)
    assert faults.content_of(out) == undisturbed.output
    disk.take(faults.room_of(disk.folder) + blocks * BLOCK)
    strict = ("--reject-below", "1")
    code, _, complained = ended(begin(out, store, *strict, **disk.variables))
    assert code == EXIT_OUTPUT, complained
    assert "No space left on device" in complained
    assert "Traceback" not in complained
    assert faults.content_of(out) == undisturbed.output
    assert {path.name for path in out.iterdir()} == {
        Path(name).parts[0] for name in undisturbed.output
    }

    disk.take(PLENTY)
    code, _, complained = ended(begin(out, store, *strict, **disk.variables))
    assert code == 0, complained
    other = tmp_path / "elsewhere"
    _, _, counted = faults.resume(pages, other, store, reading={"reject_below": 1.0})
    assert not any(how == "computed" for stage, how in counted if stage != "found")
    assert faults.content_of(out) == faults.content_of(other) != undisturbed.output


@pytest.mark.fault
def test_an_output_folder_on_a_disk_that_is_read_only(
    pages, undisturbed, begin, ended, faults, tmp_path
):
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        mount = ["mount", "-t", "tmpfs", "tmpfs", str(disk)]
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nothing can be mounted here")
    try:
        faults.resume(pages, disk / "out", tmp_path / "store")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for out in (disk / "out", disk / "new"):
            code, _, complained = ended(begin(out, tmp_path / "store"))
            assert code == EXIT_OUTPUT, complained
            assert "Read-only file system" in complained
            assert "Traceback" not in complained
        assert faults.content_of(disk / "out") == undisturbed.output
        assert not (disk / "new").exists()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
