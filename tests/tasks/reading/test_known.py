"""Known: words are known as the alphabet writes them, and teach how words are spelled."""

from schemas.alphabet import ALPHABETS
from tasks.reading.known import Context, ContextPriors, context_of

CAPITALS, FULL = ALPHABETS["capitals-digits"], ALPHABETS["full"]
WORDS = {"the": 0.05, "harbour": 0.001, "don't": 0.01}


def listed(context: Context) -> set[str]:
    return {
        "".join(context.alphabet[place] for place in word)
        for words in context.lexicon.values()
        for word in words.characters
    }


def test_words_are_known_in_capitals_where_there_is_nothing_else():
    assert listed(context_of(CAPITALS, WORDS)) == {"THE", "HARBOUR"}
    assert listed(context_of(FULL, WORDS)) == set(WORDS)


def test_words_teach_their_spelling_and_no_words_teach_none():
    assert context_of(CAPITALS, WORDS).spelling is not None
    assert context_of(CAPITALS, {}).spelling is None
    assert not context_of(CAPITALS, {}).lexicon


def test_nothing_is_known_of_a_page_before_it_is_read():
    context = context_of(CAPITALS, WORDS)
    assert not context.met
    assert not context.kinds
    assert not context.formats.counts


def test_priors_are_shares_of_all_words():
    priors = ContextPriors()
    assert 0.9 < sum(vars(priors).values()) < 1.1
