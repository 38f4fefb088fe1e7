"""Chunks are begun a few ahead, none too early, and end in order."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.pace import in_turn


@given(st.integers(0, 20), st.integers(1, 5), st.integers(1, 4))
def test_all_pass_in_order_and_few_at_a_time(count, size, ahead):
    under_way, most = [], 0

    def begin(chunk):
        nonlocal most
        under_way.append(chunk)
        most = max(most, len(under_way))
        return chunk

    def end(chunk):
        assert under_way.pop(0) is chunk
        return list(chunk)

    ended = list(in_turn(range(count), size, ahead, begin, end))
    assert [item for chunk in ended for item in chunk] == list(range(count))
    assert all(len(chunk) == size for chunk in ended[:-1])
    assert most == min(ahead, len(ended))
