"""Every page is found with a stable id; every other file that matters ends as a failure."""

import errno
import hashlib
import io
import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from schemas.errors import UsageError
from schemas.pages import FoundPages, Pages
from schemas.settings import LoadSettings
from schemas.validation import arrow_schema
from tasks.sources.find import find_pages, page_id_of

SETTINGS = LoadSettings()


def picture(form="PNG", shade=0, **options):
    file = io.BytesIO()
    Image.new("L", (4, 3), shade).save(file, form, **options)
    return file.getvalue()


def filled(root, files):
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def found_in(*inputs, limits=SETTINGS):
    return find_pages(inputs, limits)


def failures_in(*inputs, limits=SETTINGS):
    rows = found_in(*inputs, limits=limits).failures.to_pylist()
    return {row["source"]: (row["status"], row["reason"]) for row in rows}


def test_pages_of_all_kinds(tmp_path, pdf):
    tiff = picture("TIFF", save_all=True, append_images=[Image.new("L", (4, 3), 9)])
    content = {"a.png": picture(), "b/c.JPG": picture("JPEG"), "d": tiff, "e.pdf": pdf(3)}
    found = found_in(filled(tmp_path, content | {"notes.txt": b"Dear Sir", "x": b""}))
    assert found.failures.num_rows == 0
    assert found.pages.schema.equals(arrow_schema(FoundPages))
    rows = found.pages.to_pylist()
    assert [(row["source"], row["frame"], row["format"]) for row in rows] == [
        ("a.png", 0, "png"),
        ("b/c.JPG", 0, "jpeg"),
        *[("d", frame, "tiff") for frame in range(2)],
        *[("e.pdf", frame, "pdf") for frame in range(3)],
    ]
    for row in rows:
        data = content[row["source"]]
        assert row["size"] == len(data)
        assert row["digest"] == hashlib.sha256(data).hexdigest()
        assert row["page_id"] == page_id_of(row["digest"], row["frame"])
        assert found.paths[row["source"]] == tmp_path / row["source"]
    assert len({row["page_id"] for row in rows}) == len(rows)


def test_ids_follow_the_content_only(tmp_path):
    filled(
        tmp_path, {"one/a.png": picture(), "two/b.png": picture(), "two/c.png": picture(shade=9)}
    )
    ids = found_in(tmp_path).pages["page_id"].to_pylist()
    assert ids[0] == ids[1] != ids[2]
    assert page_id_of("00", 1) != page_id_of("001", 1) != page_id_of("0", 1)


def test_files_that_cannot_be_read(tmp_path, pdf):
    files = {
        "empty.png": b"",
        "text.png": b"Dear Sir",
        "photo.heic": b"\x00\x00\x00\x18ftypheic",
        "photo": b"\x00\x00\x00\x18ftypheic",
        "locked.pdf": pdf(encrypted=True),
        "cut.pdf": pdf()[:60],
        "cut.tif": picture("TIFF")[:10],
        "fine.png": picture(),
    }
    found = found_in(filled(tmp_path, files))
    assert found.failures.schema.equals(arrow_schema(Pages))
    rows = found.failures.to_pylist()
    assert {row["source"]: (row["status"], row["reason"]) for row in rows} == {
        "empty.png": ("failed", "empty-file"),
        "text.png": ("refused", "unsupported-format"),
        "photo.heic": ("refused", "unsupported-format"),
        "photo": ("refused", "unsupported-format"),
        "locked.pdf": ("refused", "encrypted"),
        "cut.pdf": ("failed", "damaged"),
        "cut.tif": ("failed", "damaged"),
    }
    for row in rows:
        assert row["source"] in row["message"]
        assert str(tmp_path) not in row["message"]
        assert row["size"] == len(files[row["source"]])
    assert found.pages["source"].to_pylist() == ["fine.png"]
    assert list(found.paths) == ["fine.png"]


def test_failures_with_equal_content_have_ids_of_their_own(tmp_path):
    rows = found_in(filled(tmp_path, {f"{n}.png": b"" for n in range(3)})).failures
    assert len(set(rows["page_id"].to_pylist())) == 3


def test_documents_over_the_limit(tmp_path, pdf):
    tiff = picture("TIFF", save_all=True, append_images=[Image.new("L", (4, 3), 9)])
    filled(tmp_path, {"a.tif": tiff, "b.pdf": pdf(2)})
    over = ("refused", "over-limit")
    assert failures_in(tmp_path, limits=LoadSettings(max_frames=1)) == {
        "a.tif": over,
        "b.pdf": over,
    }
    assert failures_in(tmp_path, limits=LoadSettings(max_frames=2)) == {}


def test_files_named_by_the_user_are_never_passed_over(tmp_path):
    filled(tmp_path, {"notes.txt": b"Dear Sir", "empty": b"", ".fine.png": picture()})
    found = found_in(*(tmp_path / name for name in ("notes.txt", "empty", ".fine.png")))
    assert found.pages["source"].to_pylist() == [".fine.png"]
    assert found.failures["reason"].to_pylist() == ["unsupported-format", "empty-file"]


def test_missing_input(tmp_path):
    with pytest.raises(UsageError, match="gone"):
        found_in(tmp_path / "gone")


def test_nothing_at_all(tmp_path):
    found = found_in(tmp_path)
    assert (found.pages.num_rows, found.failures.num_rows, found.paths) == (0, 0, {})
    assert found_in().pages.num_rows == 0


def test_inputs_with_equal_names_are_told_apart(tmp_path):
    files = {"may/1.png": picture(), "june/1.png": picture(shade=1), "june/in/2.png": picture()}
    filled(tmp_path, files | {"other/may/1.png": picture(shade=2)})
    found = found_in(tmp_path / "may", tmp_path / "june", tmp_path / "other" / "may")
    assert found.pages["source"].to_pylist() == [
        "may/1.png",
        "june/1.png",
        "june/in/2.png",
        "may/1~2.png",
    ]
    assert found.paths["may/1~2.png"] == tmp_path / "other" / "may" / "1.png"
    assert found_in(tmp_path / "may", tmp_path / "june" / "in").pages["source"].to_pylist() == [
        "1.png",
        "2.png",
    ]


def test_a_file_reached_twice_counts_once(tmp_path):
    filled(tmp_path, {"a.png": picture(), "b.png": picture()})
    found = found_in(tmp_path / "b.png", tmp_path, tmp_path, tmp_path / "a.png")
    assert found.pages["source"].to_pylist() == ["b.png", "a.png"]


def test_odd_names(tmp_path):
    names = [b"a\nb.png", "zażółć 😀.png".encode(), b"bad\xff.png", b"bad%FF.png", b"-rf.png"]
    names += [b"%s.png" % (b"n" * 251), b" a ' \" b .png", "דף א.png".encode(), b"<i>&amp;.png"]
    names += [b"=cmd().png"]
    for shade, name in enumerate(names):
        (tmp_path / os.fsdecode(name)).write_bytes(picture(shade=shade))
    found = found_in(tmp_path)
    sources = found.pages["source"].to_pylist()
    assert len(set(sources)) == len(sources) == len(names)
    assert set(sources) == {
        "a\nb.png", "zażółć 😀.png", "bad%FF.png", "bad%FF~2.png", "-rf.png",
        "n" * 251 + ".png", " a ' \" b .png", "דף א.png", "<i>&amp;.png", "=cmd().png",
    }  # fmt: skip
    assert all(path.is_file() for path in found.paths.values())


def test_names_within_a_document_are_no_names_of_it(tmp_path, pdf):
    data = pdf(2).replace(b"trailer <<", b"trailer << /Info << /Title (../../x) /Author (/x) >>")
    data = data.replace(b"/Catalog", b"/Catalog /PageLabels << /Nums [0 << /P (../../x) >>] >>")
    found = found_in(filled(tmp_path, {"in/a.pdf": data}))
    assert found.pages["source"].to_pylist() == ["in/a.pdf"] * 2
    assert found.failures.num_rows == 0


def test_pipes_sockets_and_devices_are_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(tmp_path / "socket.png"))
        expected = {
            "pipe.png": ("refused", "unsupported-format"),
            "socket.png": ("refused", "unsupported-format"),
        }
        assert failures_in(tmp_path) == expected
    assert failures_in(tmp_path / "pipe") == {"pipe": ("refused", "unsupported-format")}
    assert failures_in(Path("/dev/zero")) == {"zero": ("refused", "unsupported-format")}


def test_files_that_cannot_be_opened(tmp_path, monkeypatch):
    filled(tmp_path, {"a.png": picture(), "b.png": picture(), "unknown": b"?"})
    opened = os.open

    def refuse(path, *args, **options):
        if Path(path).name in ("b.png", "unknown"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *args, **options)

    monkeypatch.setattr(os, "open", refuse)
    unreadable = ("failed", "unreadable")
    assert failures_in(tmp_path) == {"b.png": unreadable, "unknown": unreadable}
    assert found_in(tmp_path).pages["source"].to_pylist() == ["a.png"]


def test_files_and_folders_without_permission(ordinary_user):
    folder, granted = ordinary_user
    filled(folder, {"a.png": picture(), "b.png": picture(), "c/d.png": picture()})
    for path in (folder / "b.png", folder / "c"):
        path.chmod(0)
    with granted():
        found = found_in(folder)
    assert found.pages["source"].to_pylist() == ["a.png"]
    assert found.failures["source"].to_pylist() == ["b.png", "c/"]
    assert found.failures["reason"].to_pylist() == ["unreadable"] * 2


def test_files_of_very_many_bytes_are_refused_unread(tmp_path, monkeypatch):
    filled(tmp_path, {"a.png": picture()})
    with (tmp_path / "sparse.png").open("wb") as file:
        file.write(picture())
        file.truncate(2**42)
    assert failures_in(tmp_path) == {"sparse.png": ("refused", "over-limit")}


@pytest.mark.skipif(not Path("/proc/version").is_file(), reason="there is no /proc")
def test_files_without_a_size_are_not_read():
    assert failures_in(Path("/proc/version")) == {"version": ("failed", "empty-file")}


def test_a_disk_that_fails_in_the_middle(tmp_path, monkeypatch):
    filled(tmp_path, {"a.png": picture()})

    def fail(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(hashlib, "file_digest", fail)
    assert failures_in(tmp_path) == {"a.png": ("failed", "unreadable")}


def test_same_folder_same_tables(tmp_path):
    files = {f"{n}.png": picture(shade=n) for n in range(12)} | {"x.png": b""}
    one, two = (
        filled(tmp_path / "one", files),
        filled(tmp_path / "two", dict(reversed(files.items()))),
    )
    assert found_in(one).pages.equals(found_in(two).pages)
    assert found_in(one).failures.equals(found_in(two).failures)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=30), head=st.sampled_from([b"II*\x00", b"%PDF-1.4\n", b""]))
def test_any_bytes_end_in_a_table(tmp_path, content, head):
    found = found_in(filled(tmp_path, {"any.tif": head + content}))
    assert found.pages.num_rows + found.failures.num_rows == 1
