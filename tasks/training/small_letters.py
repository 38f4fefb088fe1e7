"""Small letters as capitals: in block capitals people still print an `f` or an `n` of small form.

Where an alphabet has no small letters, those of a data set are what teaches a network such forms:
many are of the capital's shape anyway, and add hands to it.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from schemas.alphabet import CAPITALS, LOWER_CASE, shape_of

#: Small letters of a shape of their own that stands for no other capital or digit, so that they may
#: be read as their capital. `b`, `g`, `l` and `q` are not among them: they look like 6, 9 and 1.
OWN_SHAPES = "adefhijmnrty"
#: How often those of a shape of their own are drawn, relative to capitals: most people who print
#: capitals print capitals.
OWN_SHAPE_SHARE = 0.3
#: What is added to the name of the data set that small letters come from.
NAME_END = ", small letters"


def small_letters_as_capitals(samples: pa.Table, alphabet: str) -> pa.Table:
    """Return training samples of small letters, labelled as the capitals that they stand for.

    Parameters
    ----------
    samples : pyarrow.Table
        Schema `schemas.samples.Samples`, split, with all their characters.
    alphabet : str
        Characters of the network; one with small letters reads them as what they are.

    Returns
    -------
    pyarrow.Table
        Schema `schemas.samples.Samples`, under a source name of their own; nothing but training
        samples, and none where the alphabet has small letters or no capitals.
    """
    taken = [letter for letter in LOWER_CASE if _stands_for_capital(letter, alphabet)]
    chosen = samples.filter(
        pc.and_(
            pc.is_in(samples["label"], pa.array(taken, pa.string())),
            pc.equal(samples["split"], "train"),
        )
    )
    named = pc.binary_join_element_wise(chosen["source"], NAME_END, "")
    for name, column in (("label", pc.ascii_upper(chosen["label"])), ("source", named)):
        position = chosen.schema.get_field_index(name)
        chosen = chosen.set_column(position, chosen.schema.field(name), column)
    return chosen


def standing(label: str, source: str) -> float:
    """Return how often a class is drawn from a source, relative to one of capitals and digits."""
    is_small = source.endswith(NAME_END) and label in CAPITALS
    return OWN_SHAPE_SHARE if is_small and label.lower() in OWN_SHAPES else 1.0


def _stands_for_capital(letter: str, alphabet: str) -> bool:
    if letter in alphabet or letter.upper() not in alphabet:
        return False
    return letter in OWN_SHAPES or shape_of(letter) == shape_of(letter.upper())
