"""The command `scrivano inspect`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.options import Alphabet, Lexicon, Model
from flows.command_line.surroundings import plain_errors

EPILOG = """
Examples:

  scrivano inspect label.jpg --out look

  scrivano inspect form.pdf --frame 2 --out look --lexicon places.txt

Writes 01-page.png, 02-background.png, 03-darkness.png, 04-binary.png, 05-lines-removed.png (in
orange what was no text), 06-rows.png, 07-cuts.png (red: letters cut apart, green: pieces joined)
and 08-reading.png (orange and red: doubtful, with what else it may be).
"""


def inspect(
    page: Annotated[
        Path,
        typer.Argument(help="File: JPEG, PNG, TIFF, PDF, WebP, BMP.", show_default=False),
    ],
    out: Annotated[
        Path, typer.Option(help="Folder for the pictures; made if missing.", show_default=False)
    ],
    frame: Annotated[int, typer.Option(min=0, help="Page within the file, from 0.")] = 0,
    model: Model = None,
    alphabet: Alphabet = None,
    lexicon: Lexicon = None,
) -> None:
    """Read one page and write pictures of what each stage made of it."""
    with plain_errors():
        from schemas.settings import TranscribeSettings
        from tasks.inspection.inspect import inspect_page
        from tasks.output.atomic import place_name
        from tasks.reading.choice import choose_model, choose_words
        from tasks.reading.known import context_of

        _, recogniser = choose_model(model, alphabet)
        settings = TranscribeSettings().for_alphabet(recogniser.alphabet)
        words = choose_words(lexicon, settings.reading.language)
        context = context_of(recogniser.alphabet, words)
        done = inspect_page(page, frame, out, recogniser, context, settings)
        found = done.stages.segmented
        typer.echo(
            f"skew {found.skew:.1f} degrees, text {found.text_height:.0f} pixels tall, "
            f"{done.stages.rows.num_rows} rows, {done.stages.readings.num_rows} characters, "
            f"{done.doubtful} doubtful"
        )
        for file in done.files:
            typer.echo(place_name(file))
