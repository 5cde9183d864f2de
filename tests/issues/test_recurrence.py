"""What looks like an issue that is being written, and the chain of those that came back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from supervisor.issues.likeness import (
    CAME_BACK_DAYS,
    Likeness,
    Past,
    came_back,
    chain,
    proposals,
    similarity,
    trigrams,
)
from supervisor.issues.recurrence import read_chain, read_proposals
from supervisor.issues.states import State
from supervisor.storage.database import Database
from tests.issues.rows import an_issue, put

CLOSED = datetime(2026, 9, 1, tzinfo=UTC)


def past(id: int, title: str, state: State = State.CLOSED, **more: str) -> Past:
    return Past(id, f"WT-{id}", title, state, closed_at=CLOSED if state is State.CLOSED else None, **more)


def test_trigrams_are_those_of_pg_trgm() -> None:
    assert trigrams("Cat") == {"  c", " ca", "cat", "at "}
    assert trigrams("foo|bar") == {"  f", " fo", "foo", "oo ", "  b", " ba", "bar", "ar "}


def test_chinese_titles_with_a_word_more_are_alike_and_others_are_not() -> None:
    assert similarity("账单金额与短信不一致", "账单金额与短信通知不一致") > 0.5
    assert similarity("账单金额与短信不一致", "宽带装机预约改期无人通知") == 0
    assert similarity("ＢＩＬＬ　wrong", "bill wrong") == 1


@given(st.text(max_size=20), st.text(max_size=20))
def test_similarity_is_the_same_both_ways_and_a_share(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1


def test_a_closed_issue_of_the_same_node_comes_before_a_similar_title_and_that_before_the_category() -> None:
    among = [
        past(1, "Something else", category="Bills"),
        past(2, "The bill shows the wrong sum"),
        past(3, "Nobody is heard", node="1.2"),
        past(4, "Nothing in common"),
    ]
    found = proposals("Bill shows a wrong sum", "Bills", "1.2", among)
    assert [one.past.id for one in found] == [2, 3, 1]
    assert found[1].like == (Likeness.NODE,)
    assert found[2].like == (Likeness.CATEGORY,)


def test_an_open_issue_is_only_proposed_for_its_title() -> None:
    among = [
        past(1, "The bill is wrong", State.WORKING, category="Bills"),
        past(2, "Something else", State.SENT, category="Bills", node="1"),
    ]
    found = proposals("The bill is wrong again", "Bills", "1", among)
    assert [one.past.id for one in found] == [1]
    assert found[0].is_open


def test_no_more_are_proposed_than_can_be_read() -> None:
    among = [past(id, "Bills", category="Bills") for id in range(20)]
    assert len(proposals("Bills", "Bills", "", among)) == 5


def test_the_chain_begins_with_the_first_and_ends_although_links_go_round() -> None:
    assert chain(9, {9: 5, 5: 2}) == (2, 5, 9)
    assert chain(4, {}) == (4,)
    assert chain(1, {1: 2, 2: 1}) == (2, 1)


def test_an_issue_came_back_within_ninety_days_of_its_closing() -> None:
    assert came_back(CLOSED, CLOSED + timedelta(days=CAME_BACK_DAYS))
    assert not came_back(CLOSED, CLOSED + timedelta(days=CAME_BACK_DAYS, seconds=1))
    assert not came_back(CLOSED, CLOSED - timedelta(days=1))


def test_the_centre_is_looked_through_and_the_chain_read_back(centre: Database) -> None:
    closed: dict[str, Any] = {"state": State.CLOSED, "closed_at": CLOSED, "category": "Bills"}
    with centre.write() as db:
        put(
            db,
            an_issue(1, "Charged twice", **closed),
            an_issue(2, "Charged twice again", recurrence_of=1, **closed),
            an_issue(3, "Charged twice once more", recurrence_of=2),
            an_issue(4, "Charged twice", state=State.MERGED),
            an_issue(5, "Nobody answers", state=State.CLOSED, closed_at=CLOSED),
        )
    with centre.read() as db:
        found = read_proposals(db, "Charged twice", "Bills", "", but=3)
        came = read_chain(db, 3)
    assert [one.past.id for one in found] == [1, 2]
    assert found[0].past.closed_at == CLOSED
    assert [one.number for one in came] == ["WT-2024-00001-X", "WT-2024-00002-X", "WT-2024-00003-X"]
