"""How well pages are read as they become harder, factor by factor, and beside other readers.

Sixty drawn pages in ten hands, whose text is known exactly, and real pages from a folder of images
NAME.jpg with their texts NAME.txt, are degraded at several levels and read. Prints error rates by
factor and level, blanks and line ends counted as characters:

    python benchmarks/reading.py [--real FOLDER] [--peers] [--workers 2] [--out figures.json]
    python benchmarks/reading.py --pages 10 --factor blur --level 2 --show
    python benchmarks/reading.py --pages 10 --pairs middle

Peers are Tesseract 5 (Debian: apt-get install tesseract-ocr) and RapidOCR (pip install
'.[bench]'); they are given the same pages and scored alike. `--show` prints what was misread,
`--keep FOLDER` writes the misread pages.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

from degradations import FACTORS, Condition
from PIL import Image
from readers import OURS, PEERS, missing, reader_of
from threadpoolctl import threadpool_limits
from true_pages import DrawnSource, RealSource, Source, real_sources

from schemas.alphabet import ALPHABETS, DEFAULT_ALPHABET, holds_signs
from schemas.errors import ScrivanoError, UsageError
from tasks.scoring.text import PageScores, TextPair, score_texts

DRAWN_PAGES = 60
CLEAN = Condition()


@dataclass(frozen=True)
class Work:
    """A page to be read under a condition, and by whom."""

    source: Source
    condition: Condition
    readers: tuple[str, ...]
    model: Path | None = None
    alphabet: str = DEFAULT_ALPHABET
    words: bool = True
    keep: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a page under a condition: its truth, and what each reader made of it."""

    condition: Condition
    page: str
    real: bool
    truth: str
    readings: dict[str, str]


def carry_out(work: Work) -> Outcome:
    """Make a page, degrade it and have it read."""
    with threadpool_limits(1):
        pixels, truth = work.source.under(work.condition)
        readings = {
            name: reader_of(name, work.model, work.alphabet, words=work.words)(pixels)
            for name in work.readers
        }
    outcome = Outcome(
        work.condition, work.source.name, isinstance(work.source, RealSource), truth, readings
    )
    if work.keep and scores_of([outcome], OURS, work.alphabet)[0].errors:
        work.keep.mkdir(parents=True, exist_ok=True)
        name = f"{work.source.name} {work.condition.name}"
        Image.fromarray(pixels).save(work.keep / f"{name}.png")
        (work.keep / f"{name}.txt").write_text(truth, encoding="utf-8")
    return outcome


def scores_of(outcomes: Sequence[Outcome], reader: str, alphabet: str) -> list[PageScores]:
    """Score one reader: over all outcomes together, then each."""
    pairs = [TextPair(one.page, one.truth, one.readings[reader]) for one in outcomes]
    scores = score_texts(pairs, ALPHABETS[alphabet])
    return [scores.total, *scores.pages]


def conditions_of(arguments: argparse.Namespace) -> list[Condition]:
    """List what is to be done to pages: nothing, single factors, and pairs of them."""
    if arguments.clean:
        return [CLEAN]
    if arguments.pair:
        return [CLEAN, *map(condition_from, arguments.pair)]
    names = arguments.factor or list(FACTORS)
    if arguments.pairs:
        amounts = {name: getattr(FACTORS[name], arguments.pairs) for name in FACTORS}
        both = [pair for pair in combinations(FACTORS, 2) if set(pair) & set(names)]
        return [CLEAN, *(Condition({name: amounts[name] for name in pair}) for pair in both)]
    return [CLEAN] + [
        Condition({name: level})
        for name in names
        for level in arguments.level or FACTORS[name].levels
    ]


def condition_from(text: str) -> Condition:
    """Read a condition such as ``"rotation=8,blur=1.5"``."""
    levels = {}
    for part in text.split(","):
        name, _, level = part.partition("=")
        if name not in FACTORS:
            sys.exit(f"no factor {name!r}; there are: {', '.join(FACTORS)}")
        levels[name] = float(level)
    return Condition(levels)


def outcomes_of(works: Sequence[Work], workers: int) -> Iterator[Outcome]:
    """Carry out work in processes, in its order; 1 stays in this process."""
    if workers == 1:
        yield from map(carry_out, works)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(carry_out, works)


def heading(readers: Sequence[str], *, real: bool) -> str:
    """Return the head of a table."""
    heads = ["CER %", "without blanks", "WER %", "worst page", *(f"{r} %" for r in readers[1:])]
    title = "real pages" if real else "drawn pages"
    return f"\n{title:34}{'pages':>6}" + "".join(f"{head:>16}" for head in heads)


def line_of(outcomes: Sequence[Outcome], alphabet: str) -> str:
    """Return a table's line: the error rates of pages under one condition."""
    ours, *peers = outcomes[0].readings
    total, *pages = scores_of(outcomes, ours, alphabet)
    rates = [total.cer, total.cer_no_space, total.wer, max(page.cer for page in pages)]
    rates += [scores_of(outcomes, peer, alphabet)[0].cer for peer in peers]
    shown = "".join(f"{100 * rate:16.2f}" for rate in rates)
    return f"{outcomes[0].condition.name:34}{len(outcomes):6}{shown}"


def records_of(outcomes: Sequence[Outcome], alphabet: str) -> list[dict[str, Any]]:
    """Return every figure, page by page, for machines."""
    records = []
    for one in outcomes:
        for reader, reading in one.readings.items():
            scores = scores_of([one], reader, alphabet)[0]
            records.append(
                {
                    "condition": one.condition.name,
                    "factors": dict(one.condition.levels),
                    "page": one.page,
                    "real": one.real,
                    "reader": reader,
                    "errors": scores.errors,
                    "characters": scores.chars,
                    "cer": scores.cer,
                    "cer_no_space": scores.cer_no_space,
                    "wer": scores.wer,
                    "truth": one.truth,
                    "reading": reading,
                }
            )
    return records


def misread(outcome: Outcome, alphabet: str) -> list[str]:
    """Write truth beside reading, if they differ."""
    scores = scores_of([outcome], OURS, alphabet)[0]
    if not scores.errors:
        return []
    head = f"-- {outcome.page}, {outcome.condition.name}: {scores.errors} of {scores.chars} wrong"
    return [
        head,
        *(f"   {line}" for line in outcome.truth.splitlines()),
        *(f"   > {line}" for line in outcome.readings[OURS].splitlines()),
    ]


def arguments_of(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=DRAWN_PAGES, help="drawn pages; 0 for none")
    parser.add_argument("--first", type=int, default=0, help="number of the first drawn page")
    parser.add_argument("--real", type=Path, help="folder of images with their texts beside them")
    parser.add_argument("--clean", action="store_true", help="pages as they are, and no more")
    parser.add_argument("--factor", action="append", choices=FACTORS, help="only these")
    parser.add_argument("--level", action="append", type=float, help="only these")
    parser.add_argument(
        "--pairs", choices=("middle", "hardest"), help="two factors at once, at these levels each"
    )
    parser.add_argument("--pair", action="append", help="only these, as rotation=8,blur=1.5")
    parser.add_argument("--peers", action="store_true", help="ask other readers as well")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--model", type=Path, help="model file; the shipped one if not given")
    parser.add_argument("--alphabet", choices=ALPHABETS, default=DEFAULT_ALPHABET)
    parser.add_argument("--no-words", action="store_true", help="read without a word list")
    parser.add_argument("--show", action="store_true", help="print what was misread")
    parser.add_argument("--keep", type=Path, help="folder for the misread pages")
    parser.add_argument("--out", type=Path, help="JSON file for all figures and readings")
    return parser.parse_args(words)


def works_of(arguments: argparse.Namespace) -> list[Work]:
    """List all that is to be read."""
    signs = holds_signs(ALPHABETS[arguments.alphabet])
    numbers = range(arguments.first, arguments.first + arguments.pages)
    drawn: list[Source] = [DrawnSource(number, signs) for number in numbers]
    real: list[Source] = [*real_sources(arguments.real)] if arguments.real else []
    readers = [OURS]
    for peer in PEERS if arguments.peers else ():
        absent = missing(peer)
        if absent:
            print(f"skipped: {absent}", file=sys.stderr)
        else:
            readers.append(peer)
    return [
        Work(
            source,
            condition,
            tuple(readers),
            arguments.model,
            arguments.alphabet,
            not arguments.no_words,
            arguments.keep,
        )
        for sources in (drawn, real)
        for condition in conditions_of(arguments)
        for source in sources
        if sources is drawn or not condition.needs_drawing
    ]


def run(arguments: argparse.Namespace) -> list[Outcome]:
    """Read all pages, printing each line of the tables as soon as its pages are read."""
    works = works_of(arguments)
    if not works:
        raise UsageError("no page: name a folder by --real, or more --pages")
    everything: list[Outcome] = []
    groups = groupby(
        outcomes_of(works, arguments.workers), key=lambda one: (one.real, one.condition.name)
    )
    for (real, _), group in groups:
        outcomes = list(group)
        if not everything or everything[-1].real != real:
            print(heading(works[0].readers, real=real))
        everything += outcomes
        print(line_of(outcomes, arguments.alphabet), flush=True)
        for line in (line for one in outcomes for line in misread(one, arguments.alphabet)):
            if arguments.show:
                print(line)
    return everything


def main(words: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    arguments = arguments_of(words)
    try:
        outcomes = run(arguments)
    except ScrivanoError as error:
        sys.exit(f"error: {error}")
    if arguments.out:
        records = records_of(outcomes, arguments.alphabet)
        arguments.out.write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
