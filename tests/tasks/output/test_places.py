"""What must not be replaced is found before any page is read."""

import pytest

from schemas.errors import OutputError
from schemas.pages import Pages
from tasks.output.places import check_places
from tasks.output.tables import table_writer
from tasks.output.text import text_path


@pytest.fixture
def scans(tmp_path):
    """A folder of the input."""
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "a.png").touch()
    return folder


def written(out, pages, *sources):
    """Leave what a run leaves that read these documents."""
    out.mkdir(exist_ok=True)
    with table_writer(out / "pages.parquet", Pages) as append:
        append(pages(*((source, "a") for source in sources)))
    (out / "report.html").touch()
    for source in sources:
        text_path(out, source).parent.mkdir(parents=True, exist_ok=True)
        text_path(out, source).touch()


def test_folders_apart_are_fine_whatever_stands_there(scans, tmp_path):
    out = tmp_path / "out"
    check_places(out, [scans], ["a.png"])
    (out / "text").mkdir(parents=True)
    (out / "report.html").touch()
    (out / "text/a.png.txt").symlink_to("nowhere")
    check_places(out, [scans], ["a.png", "b/c.png"])


@pytest.mark.parametrize("inner", [".", "out"])
def test_an_output_folder_within_the_input_is_fine_with_own_files_only(scans, pages, inner):
    out = scans / inner
    check_places(out, [scans], ["a.png"])
    written(out, pages, "a.png")
    check_places(out, [scans], ["a.png", "b.png"])
    (out / "text/b.png.txt").touch()
    with pytest.raises(OutputError, match=r"b\.png\.txt would be overwritten.*outside"):
        check_places(out, [scans], ["a.png", "b.png"])


def test_a_users_report_in_the_input_is_not_overwritten(scans):
    (scans / "report.html").touch()
    with pytest.raises(OutputError, match=r"report\.html would be overwritten"):
        check_places(scans, [scans], ["a.png"])


@pytest.mark.parametrize("name", ["report.html", "text", "text/a.png.txt"])
def test_an_input_is_never_overwritten(tmp_path, pages, name):
    written(tmp_path, pages, "a.png")
    (tmp_path / "text/text").mkdir()
    (tmp_path / "text/a.png.txt").touch()
    if name == "text":
        (tmp_path / "text/page.png.txt").touch()
    with pytest.raises(OutputError, match="would be overwritten"):
        check_places(tmp_path, [tmp_path / name], ["a.png", "page.png"])


def test_links_do_not_hide_the_input(scans, tmp_path):
    (tmp_path / "link").symlink_to(scans)
    (scans / "report.html").touch()
    for out, given in (("link", "scans"), ("scans", "link"), ("scans/../link", "link")):
        with pytest.raises(OutputError, match="would be overwritten"):
            check_places(tmp_path / out, [tmp_path / given], ["a.png"])


def test_what_stands_in_the_way_is_told(scans, tmp_path):
    out = tmp_path / "out"
    (out / "text/b.png.txt").mkdir(parents=True)
    (out / "text/file").touch()
    (out / "text/link").symlink_to(tmp_path)
    for source, told in (
        ("b.png", r"b\.png\.txt is a folder"),
        ("file/b.png", "text/file is a link or a file"),
        ("link/b.png", "text/link is a link"),
        ("link/deep/b.png", "text/link is a link"),
    ):
        with pytest.raises(OutputError, match=told):
            check_places(out, [scans], ["a.png", source])
