"""Which of many findings a page tells first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from supervisor.review.findings import Finding, FindingKind, chosen

_found = st.builds(
    Finding,
    st.sampled_from(FindingKind),
    st.floats(0, 10),
    st.sampled_from(("", "aht", "csat", "fcr", "course 1")),
    st.text("ab", max_size=3),
)


def one(kind: FindingKind, weight: float, about: str) -> Finding:
    return Finding(kind, weight, about, f"{about} {weight}")


def test_the_gravest_of_each_kind_comes_before_the_second_of_any() -> None:
    missed = [one(FindingKind.MISSED, weight, name) for weight, name in ((3, "aht"), (2, "csat"), (1, "fcr"))]
    data = one(FindingKind.DATA, 0.1, "logins")
    assert chosen([*missed, data], 3) == (missed[0], missed[1], data)


def test_of_one_thing_only_what_comes_first_is_told() -> None:
    missed, out = one(FindingKind.MISSED, 1, "aht"), one(FindingKind.OUTSIDE, 9, "aht")
    assert chosen([out, missed]) == (missed,)


@given(st.lists(_found, max_size=12), st.integers(0, 6))
def test_the_choice_is_of_those_there_are_in_the_order_of_kinds(found: list[Finding], most: int) -> None:
    told = chosen(found, most)
    assert len(told) <= most
    assert set(told) <= set(found)
    assert [each.kind for each in told] == sorted(each.kind for each in told)
    named = [each.about for each in told if each.about]
    assert len(named) == len(set(named))
    assert chosen(reversed(found), most) == told
