"""Tables of many pages hold what those of each page hold, and how each page ended."""

from dataclasses import replace

from schemas.pages import FoundPages, MeasuredPages, Pages
from schemas.readings import Readings
from schemas.rows import Rows
from schemas.validation import validated
from tasks.artifacts import read_table
from tasks.output.gathering import ended_pages, joined, texts_of
from tasks.page_work import Fault

A, B, C, D = (letter * 32 for letter in "abcd")


def test_what_pages_led_to_is_gathered(outcomes, found):
    read = {
        A: outcomes.read(A, "HELLO", "AGAIN"),
        B: outcomes.unread(B, "refused", "encrypted", "locked"),
        C: outcomes.faulty(C, "timeout", "too slow"),
        D: outcomes.read(D),
    }
    # The same content under two names, and a file that could not even be opened.
    folder = found(
        *((f"{name}.png", 0, page) for name, page in zip("12345", (A, D, A, B, C), strict=True)),
        failures=("0.png",),
    )
    listed = [*folder.failures.to_pylist(), *folder.pages.to_pylist()]
    pages = validated(ended_pages(listed, read), Pages)
    assert pages.select(FoundPages.to_schema().columns).to_pylist() == [
        {name: page[name] for name in FoundPages.to_schema().columns} for page in listed
    ]
    ends = [(page["status"], page["reason"]) for page in pages.to_pylist()]
    assert ends == [
        ("failed", "empty-file"),
        ("read", ""),
        ("blank", ""),
        ("read", ""),
        ("refused", "encrypted"),
        ("failed", "timeout"),
    ]
    measured = read_table(read[A].measured, MeasuredPages).to_pylist()[0]
    assert pages.to_pylist()[1].items() >= measured.items()

    for name, schema in (("rows", Rows), ("readings", Readings)):
        alone = read_table(getattr(read[A], name), schema)
        assert joined(pages, read, name, schema).equals(alone)
    assert texts_of(pages, read) == {A: "HELLO\nAGAIN"}


def test_a_fault_after_measuring_keeps_the_measures(outcomes, found):
    read = {A: replace(outcomes.read(A, "X"), transcript=None, fault=Fault("worker-died", "died"))}
    (page,) = ended_pages(found(("1.png", 0, A)).pages.to_pylist(), read).to_pylist()
    assert (page["status"], page["reason"], page["height"]) == ("failed", "worker-died", 40)
    assert texts_of(found(("1.png", 0, A)).pages, read) == {}
