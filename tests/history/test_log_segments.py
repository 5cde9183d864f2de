"""Lines of one second laid beside those that are known, and stretches put together again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from supervisor.history.log_segments import Stretch, align, rebuilt


@given(data=st.data())
def test_two_parts_that_overlap_make_the_whole_again(data: st.DataObject) -> None:
    whole = [f"line {number}" for number in range(data.draw(st.integers(1, 9)))]
    count = len(whole)
    low, high = sorted((data.draw(st.integers(0, count)), data.draw(st.integers(0, count))))
    begin, end = sorted((data.draw(st.integers(0, count)), data.draw(st.integers(0, count))))
    if high == low or end == begin or begin > high or low > end:
        return  # nothing known, nothing told, or a hole between them
    known, lines = whole[low:high], whole[begin:end]

    before, behind = align(
        known,
        lines,
        known_begins=low == 0,
        known_ends=high == count,
        lines_begin=begin == 0,
        lines_end=end == count,
    )

    made = [lines[place] for place in before] + known + [lines[place] for place in behind]
    touching = begin == high or low == end
    assert made == whole[min(low, begin) : max(high, end)] or touching


def test_what_contradicts_is_taken_by_how_often_it_is_there() -> None:
    all_known = {"known_begins": True, "known_ends": True, "lines_begin": True, "lines_end": True}
    assert align(["a", "b"], ["b", "x", "a", "a"], **all_known) == ([], [1, 3])


def test_stretches_are_joined_where_they_were_and_only_there() -> None:
    one = Stretch(0, 10, ["a"], ["b"])
    two = Stretch(11, 20, ["c"], ["d"], after=10, before=30)
    three = Stretch(30, 40, ["e"], ["f"])

    assert [(made.first_ms, made.last_ms) for made in rebuilt([three, one, two])] == [(0, 40)]
    assert [(made.first_ms, made.last_ms) for made in rebuilt([three, one])] == [(0, 10), (30, 40)]
