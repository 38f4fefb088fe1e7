"""The report shows every page, hides nothing doubtful, and lets no text become markup."""

import re
from html.parser import HTMLParser

import pytest

from schemas.errors import OutputError
from tasks.output.report import (
    WORST_PAGES,
    ReportCharacter,
    ReportPage,
    report_pages,
    write_report,
)
from tasks.output.tables import written_readings

VOID = {"meta", "br", "link", "img"}


class Outline(HTMLParser):
    """Checks that tags are closed in order, and collects ids, links, marks and text."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.titles = [], [], [], [], []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        self.titles += (
            [(found["class"], found["title"])] if tag == "mark" and "title" in found else []
        )

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data if self.open[-1:] != ["style"] else ""


def outline(tmp_path, *pages):
    path = tmp_path / "report.html"
    write_report(path, iter(pages))
    parsed = Outline()
    parsed.feed(path.read_text("utf-8"))
    parsed.close()
    assert parsed.open == []
    assert len(parsed.ids) == len(set(parsed.ids))
    return parsed


def sure(text, confidence=1.0):
    return tuple(
        tuple(ReportCharacter(character, confidence) for character in word) for word in text.split()
    )


def page(source="a.png", *rows, frame=0, confidence=1.0):
    return ReportPage(source, frame, "read", confidence=confidence, rows=rows)


def test_transcript_and_totals(tmp_path):
    found = outline(
        tmp_path,
        page("a.tif", sure("MAKE A"), sure("NAP")),
        page("a.tif", sure("2 THINGS"), frame=1),
        ReportPage("b.png", 0, "blank"),
        ReportPage("c.png", 0, "refused", "encrypted", "c.png is locked"),
        ReportPage("d.png", 0, "failed", "damaged", "d.png is damaged"),
    )
    assert "2 of 5 pages read" in found.text
    assert "4 documents, 15 characters" in found.text
    assert "2 pages could not be read" in found.text
    for row in ("MAKE A", "NAP", "2 THINGS", "c.png is locked", "d.png is damaged"):
        assert row in found.text
    assert found.text.count("d.png is damaged") == 2  # among the failures and at its page
    assert [f"p{n}" in found.ids for n in range(1, 7)] == [True] * 5 + [False]


def test_every_link_leads_somewhere(tmp_path):
    found = outline(tmp_path, page(), ReportPage("c.png", 0, "failed", "damaged", "c.png"))
    assert found.links
    assert all(link.startswith("#") and link[1:] in found.ids for link in found.links)


def test_doubtful_characters_are_marked_with_what_else_they_may_be(tmp_path):
    row = (
        (
            ReportCharacter("A", 0.8, (("A", 0.8),)),
            ReportCharacter("O", 0.62, (("O", 0.62), ("0", 0.31), ("Q", 0.0004))),
        ),
        (ReportCharacter("I", 0.2, (("1", 0.75),)),),
    )
    found = outline(tmp_path, page("a.png", row, confidence=0.54))
    assert found.titles == [("some", "O 62 %  0 31 %  Q < 0.1 %"), ("very", "I 20 %  1 75 %")]
    assert "AO I" in found.text
    assert "of which 2 are doubtful" in found.text


def test_what_is_left_to_a_person_is_marked_however_sure(tmp_path):
    row = ((ReportCharacter("A", 0.9, (("A", 0.9),), rejected=True), ReportCharacter("B", 0.9)),)
    very = ((ReportCharacter("C", 0.25, (("C", 0.25),), rejected=True),),)
    page = ReportPage("a.png", 0, "read", rows=(row, very))
    found = outline(tmp_path, page, ReportPage("b.png", 0, "read", rows=(sure("A B"),)))
    assert found.titles == [("rejected", "A 90 %"), ("very rejected", "C 25 %")]
    assert "2 are doubtful and 2 left to a person" in found.text
    assert "left to a person" not in outline(tmp_path, ReportPage("b.png", 0, "read")).text


def test_shares_are_never_rounded_to_certainty(tmp_path):
    almost = outline(tmp_path, page("a.png", sure("A", 0.99999), confidence=0.99999))
    assert "> 99.9 %" in almost.text
    assert "100 % sure" in outline(tmp_path, page("a.png", sure("A"))).text


def test_text_never_becomes_markup(tmp_path):
    evil = "<script>alert('x')</script>\"&\n.png"
    found = outline(
        tmp_path,
        ReportPage(evil, 0, "failed", "damaged", f"{evil} is damaged"),
        page(evil + "2", sure("A&B<B>")),
        page(evil + "3", ((ReportCharacter("'", 0.1, (('"', 0.5), ("&", 0.4))),),), confidence=0.1),
        page(evil + "4", sure("A", 0.5), confidence=0.5),
    )
    assert "script" not in found.tags
    assert "b" not in {tag for tag in found.tags if tag.isupper()}
    assert "A&B<B>" in found.text
    assert evil.replace("\n", "\\n") + " is damaged" in found.text
    assert found.titles[0] == ("very", "' 10 %  \" 50 %  & 40 %")


def test_the_least_sure_pages_come_first(tmp_path):
    count = WORST_PAGES + 5
    pages = [page(f"{n:02}.png", sure("A", n / 100), confidence=n / 100) for n in range(count)]
    found = outline(tmp_path, *reversed(pages))
    first = found.text.split("Where to look first")[1].split("Contents")[0]
    assert re.findall(r"\d\d\.png", first) == [f"{n:02}.png" for n in range(WORST_PAGES)]


def test_pages_come_one_at_a_time(tmp_path):
    alive = 0
    most = 0

    class Counted(ReportPage):
        def __del__(self):
            nonlocal alive
            alive -= 1

    def pages():
        nonlocal alive, most
        for number in range(200):
            alive += 1
            most = max(most, alive)
            yield Counted(f"{number}.png", 0, "read", confidence=0.5, rows=(sure("AB", 0.5),))

    write_report(tmp_path / "report.html", pages())
    assert most <= 3


def test_same_run_same_bytes_whatever_the_place(tmp_path):
    pages = [page("a.png", sure("AB C")), ReportPage("b.png", 0, "failed", "damaged", "b.png")]
    for folder in ("one", "two"):
        write_report(tmp_path / folder / "report.html", iter(pages))
    one, two = ((tmp_path / folder / "report.html").read_bytes() for folder in ("one", "two"))
    assert one == two
    assert str(tmp_path).encode() not in one


def test_the_page_needs_nothing_from_outside(tmp_path):
    path = tmp_path / "report.html"
    write_report(path, [page("a.png", sure("AB"))])
    text = path.read_text("utf-8")
    assert not re.search(r"https?:|//|src=|@import|url\(", text)


def test_no_pages(tmp_path):
    assert "0 of 0 pages read" in outline(tmp_path).text


def test_failure_leaves_nothing(tmp_path):
    def pages():
        yield page()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_report(tmp_path / "report.html", pages())
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        write_report(tmp_path / "file" / "report.html", [])


def test_pages_from_tables(readings, pages):
    table = pages(
        ("1.png", "a"),
        ("2.png", "a"),
        ("3.png", "c", 0, "failed", "damaged", "3.png"),
        ("4.png", "b"),
    )
    expected = [[["AB", "C"], ["9"]], [["AB", "C"], ["9"]], [], [["Z"]]]
    for given in (readings, written_readings(readings, table)):
        found = list(report_pages(table, given))
        assert [one.source for one in found] == ["1.png", "2.png", "3.png", "4.png"]
        assert [
            [["".join(c.character for c in word) for word in row] for row in one.rows]
            for one in found
        ] == expected
        assert [one.confidence for one in found] == [0.8125, 0.8125, 1.0, 0.25]
        assert (found[2].status, found[2].reason, found[2].message) == (
            "failed",
            "damaged",
            "3.png",
        )
        assert found[3].rows[0][0][0].alternatives == (("Z", 0.25), ("Q", 0.375))
        assert (found[0].characters, found[0].doubtful) == (4, 2)
