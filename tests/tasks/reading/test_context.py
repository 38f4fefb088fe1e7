"""Context must be exact: the mixture's sums against all strings written out."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, kind_of
from tasks.reading.context import (
    BACKGROUND,
    MET_DOUBT,
    MET_ODDS,
    NETWORK_DOUBT,
    SHAPE_DOUBT,
    read_in_context,
)
from tasks.reading.known import Context, ContextPriors, context_of
from tasks.reading.lexicon import build_lexicon, language_words
from tasks.reading.numerals import numeral_shares
from tasks.reading.spelling import spelling_of
from tasks.reading.successions import repetitions, successions

ALPHABET = ALPHABETS["capitals-digits"]
SMALL = "OA01"
#: Which characters of `SMALL` share a form.
RINGS_AND_STROKES = np.array([[1, 0, 1, 0], [0, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]])


def network(*glyphs: dict[str, float]) -> np.ndarray:
    """Probabilities as a network would give them; what is not named shares the rest."""
    rows = np.empty((len(glyphs), len(ALPHABET)))
    for row, named in zip(rows, glyphs, strict=True):
        row[:] = (1 - sum(named.values())) / (len(ALPHABET) - len(named))
        for character, probability in named.items():
            row[ALPHABET.index(character)] = probability
    return rows


def read(probabilities: np.ndarray, context: Context) -> str:
    posterior = read_in_context(probabilities, context)
    return "".join(context.alphabet[i] for i in posterior.argmax(axis=1))


def sure(text: str, probability: float = 0.99) -> list[dict[str, float]]:
    return [{character: probability} for character in text]


def by_enumeration(probabilities: np.ndarray, context: Context) -> np.ndarray:
    """The definition, string by string."""
    n, k = probabilities.shape
    told = np.maximum(probabilities - BACKGROUND, 0)
    likelihoods = (1 - NETWORK_DOUBT) * told + NETWORK_DOUBT / k
    shapes = likelihoods @ RINGS_AND_STROKES
    likelihoods = (1 - SHAPE_DOUBT) * likelihoods + SHAPE_DOUBT * shapes / RINGS_AND_STROKES.sum(0)
    alike = shapes * (likelihoods / shapes) ** (1 / n)
    alphabet, priors = context.alphabet, context.priors
    letters = sum(c.isalpha() for c in alphabet)
    counting, repeating = successions(alphabet), repetitions(alphabet)
    kinds = [kind_of(character) for character in alphabet]
    start = [context.kinds[kind] / kinds.count(kind) for kind in kinds]
    words = context.lexicon[n]
    listed = {
        tuple(word): np.exp(prior)
        for word, prior in zip(words.characters.tolist(), words.log_priors, strict=True)
    }
    met = {tuple(word) for word in context.met[n].characters.tolist()} if n in context.met else {}
    agreeing = (1 - SHAPE_DOUBT) * told + SHAPE_DOUBT * told @ (
        RINGS_AND_STROKES / RINGS_AND_STROKES.sum(0)
    )
    agreeing = np.maximum(agreeing, MET_DOUBT)
    begins, follows = context.spelling.start, context.spelling.transitions
    posterior = np.zeros((n, k))
    for string in product(range(k), repeat=n):
        text = [alphabet[i] for i in string]
        chain = 1 / k * np.prod([counting[a, b] for a, b in pairwise(string)])
        spelled = begins[string[0]] * np.prod([follows[a, b] for a, b in pairwise(string)])
        number = sum(
            share * np.prod([digits[i, c] for i, c in enumerate(string)])
            for share, digits in numeral_shares(alphabet, n)
        )
        repeats = start[string[0]] * np.prod([repeating[a, b] for a, b in pairwise(string)])
        probability = (
            priors.letters * all(c.isalpha() for c in text) / letters**n
            + priors.digits * number
            + priors.code / k**n
            + priors.series * chain
            + priors.lexicon * listed.get(string, 0.0)
            + priors.spelled * spelled
        )
        probability *= np.prod([likelihoods[i, c] for i, c in enumerate(string)])
        again = priors.letters * MET_ODDS * (string in met) / max(len(met), 1)
        again *= np.prod([agreeing[i, c] for i, c in enumerate(string)])
        repeats *= priors.repeats * np.prod([alike[i, c] for i, c in enumerate(string)])
        posterior[np.arange(n), string] += probability + repeats + again
    return posterior / posterior.sum(axis=1, keepdims=True)


def test_a_known_word_does_not_overrule_a_character_that_the_network_is_sure_of():
    context = context_of(ALPHABET, language_words("en"))
    glyphs = np.full((6, len(ALPHABET)), 4e-5)
    for glyph, character in zip(glyphs, "HOLZER", strict=True):
        glyph[ALPHABET.index(character)] = 1 - 4e-5 * (len(ALPHABET) - 1)
    read = read_in_context(glyphs, context).argmax(axis=1)
    assert "".join(ALPHABET[i] for i in read) == "HOLZER"


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 4))
def test_equals_the_sum_over_all_strings(seed, n):
    rng = np.random.default_rng(seed)
    lexicon = build_lexicon({"OA": 3, "AO": 1, "OAA": 1, "AO0": 2, "AAAA": 1}, SMALL)
    priors = ContextPriors(0.2, 0.2, 0.1, 0.1, 0.1, 0.2, 0.1)
    spelling = spelling_of(build_lexicon({"OAOO": 1, "AOO": 1}, SMALL), SMALL)
    met = build_lexicon({"AAO": 1, "OAO": 1}, SMALL)
    context = Context(SMALL, lexicon, priors, {"letter": 0.7, "digit": 0.3}, met, spelling)
    probabilities = rng.dirichlet(np.full(len(SMALL), 0.3), size=n)
    np.testing.assert_allclose(
        read_in_context(probabilities, context), by_enumeration(probabilities, context), atol=1e-9
    )


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
def test_rows_stay_distributions(seed, n):
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.full(len(ALPHABET), 0.1), size=n)
    posterior = read_in_context(probabilities, Context(ALPHABET))
    np.testing.assert_allclose(posterior.sum(axis=1), 1)
    assert (posterior >= 0).all()


@pytest.fixture(scope="module")
def english() -> Context:
    return context_of(ALPHABET, language_words("en"))


def test_doubtful_shapes_follow_their_neighbours(english):
    doubt = {"O": 0.45, "0": 0.55}
    assert read(network(*sure("FR"), doubt, *sure("M")), english) == "FROM"
    assert read(network(*sure("19"), {"O": 0.55, "0": 0.45}, *sure("7")), english) == "1907"
    assert read(network(*sure("MAK"), {"E": 0.3, "F": 0.5}), english) == "MAKE"


def test_codes_and_names_are_left_alone(english):
    assert read(network(*sure("B0X4Z")), english) == "B0X4Z"
    assert read(network(*sure("QWIXOT")), english) == "QWIXOT"
    assert read(network(*sure("2")), english) == "2"


def test_unknown_names_are_spelled_like_words(english):
    doubt = {"O": 0.6, "D": 0.35}
    assert read(network(*sure("LIN"), doubt, *sure("QUIST")), english) == "LINDQUIST"
    assert read(network(*sure("KYO"), {"J": 0.55, "T": 0.4}, *sure("ELO")), english) == "KYOTELO"


def test_words_met_on_the_page_settle_doubt_and_overrule_nothing_sure(english):
    english = replace(english, spelling=None)
    doubtful = network(*sure("LIN"), {"O": 0.6, "D": 0.35}, *sure("QU"), {"T": 0.6, "I": 0.35})
    assert read(doubtful, english) == "LINOQUT"
    around = replace(english, met=build_lexicon({"LINDQUI": 2, "KYOTO": 1, "QTY": 5}, ALPHABET))
    assert read(doubtful, around) == "LINDQUI"
    for other in ("KYOTA", "LINDQUE", "CITY", "QTX", "QT7", "LINDQVI"):
        assert read(network(*sure(other, 0.9999)), around) == other


def test_series_settle_what_follows(english):
    assert read(network(*sure("MN"), {"O": 0.4, "0": 0.6}, *sure("PQ")), english) == "MNOPQ"
    assert read(network(*sure("XYZ"), {"O": 0.6, "0": 0.4}), english) == "XYZ0"


def test_single_glyph_is_what_it_looks_like(english):
    alone = network({"I": 0.4, "1": 0.6})
    np.testing.assert_array_equal(read_in_context(alone, english), alone)


@pytest.mark.parametrize(("share", "ring"), [(0.97, "O"), (0.03, "0")])
def test_a_row_of_rings_is_of_the_kind_around_it(share, ring):
    context = Context(ALPHABET, kinds={"letter": share, "digit": 1 - share})
    assert read(network(*[{"O": 0.49, "0": 0.49}] * 8), context) == ring * 8


@pytest.mark.parametrize(("share", "ring"), [(0.98, "O"), (0.02, "0")])
def test_many_rings_say_no_more_than_one_of_what_they_are(share, ring, english):
    context = replace(english, kinds={"letter": share, "digit": 1 - share})
    leaning = {"O": 0.2, "0": 0.79} if ring == "O" else {"O": 0.79, "0": 0.2}
    assert read(network(*[leaning] * 13), context) == ring * 13


def test_a_ring_that_looks_like_a_nought_may_still_be_a_letter(english):
    nought = {"0": 0.9999}
    assert read(network(*sure("L"), nought, *sure("AVES")), english) == "LOAVES"
    assert read(network(*sure("QUIXINB"), nought, *sure("LT")), english) == "QUIXINBOLT"
    assert read(network(*sure("B"), nought, *sure("X4Z")), english) == "B0X4Z"


def test_what_is_repeated_settles_a_doubtful_one(english):
    doubtful = {"U": 0.7, "V": 0.3}
    assert read(network(*sure("VVVVV"), doubtful, *sure("V")), english) == "VVVVVVV"


@pytest.mark.parametrize("text", ["100", "101", "007", "BOOK", "1000", "AAB4", "ALL", "EEL"])
def test_repetitions_do_not_spread(text, english):
    assert read(network(*sure(text, 0.97)), english) == text
