from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from supervisor.people.nameless import Nameless


def test_a_name_goes_out_wherever_it_stands_and_its_neighbours_stay() -> None:
    without = Nameless(["Li Ming", "Li", "王芳", "1001", ""])
    assert without.said("Ask Li Ming, or li; Lima is no name") == "Ask [name], or [name]; Lima is no name"
    assert without.said("请王芳答复，工号1001") == "请[name]答复，工号[name]"
    assert without.said("11001 customers") == "11001 customers"


def test_what_is_a_word_of_every_day_stays_though_somebody_may_be_called_so() -> None:
    without = Nameless(["高峰", "高志峰", "张", "12"])
    assert without.said("晚高峰有 12 个张贴") == "晚高峰有 12 个张贴"
    assert without.said("高志峰说") == "[name]说"


def test_where_nobody_is_known_nothing_changes() -> None:
    assert Nameless([]).said("Anna (x+y)* said") == "Anna (x+y)* said"
    assert Nameless(["a.b"]).said("aXb a.b") == "aXb [name]"


@given(st.lists(st.text("ab王 ", min_size=1, max_size=4), max_size=8), st.text("abAB王芳 .", max_size=60))
def test_what_is_left_holds_no_name_that_stands_alone_and_hiding_twice_is_hiding_once(
    names: list[str], text: str
) -> None:
    without = Nameless(names)
    said = without.said(text)
    assert without.said(said) == said
    kept = {" ".join(name.split()).lower() for name in names}
    for piece in said.replace("[name]", "\n").lower().split("\n"):
        assert not any(len(name) > 1 and name == piece.strip() for name in kept)
