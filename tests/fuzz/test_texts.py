"""Whatever is done to a true text or a word list: it is used, or refused in plain words."""


def test_mutated_truths(cell, explore, mutated):
    seeds = [b"DEAR SIR\nTHE 2 CATS\n", "\ufeffZAŻÓŁĆ 😀\r\n\f\n".encode()]
    for seed in seeds:
        assert cell("truth", {"page.txt": seed}) == "scored"
    explore(mutated(seeds), lambda case: cell("truth", {"page.txt": case}), 30)


def test_mutated_word_lists(cell, explore, mutated):
    seeds = [b"the\nof\nand\n", "\ufeffzażółć\r\nstraße\r\n\r\n".encode()]
    for seed in seeds:
        assert cell("lexicon", {"words.txt": seed}) == "read"
    explore(mutated(seeds), lambda case: cell("lexicon", {"words.txt": case}), 30)
