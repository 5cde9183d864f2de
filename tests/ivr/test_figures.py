"""What happened at the nodes: sums of what is known, shares of what both know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from supervisor.ivr.figures import figures
from supervisor.ivr.node import NodeCount
from tests.ivr.menus import NODES

DAY = date(2026, 3, 2)
NEXT = DAY + timedelta(days=1)


def test_hits_add_up_and_shares_are_of_the_node_above() -> None:
    found = figures(
        NODES,
        [NodeCount("top", DAY, 200), NodeCount("bills", DAY, 50, 10, 5), NodeCount("bills", NEXT, 30)],
    )
    bills = found["bills"]
    assert (bills.hits, bills.days) == (80, 2)
    assert bills.share == pytest.approx(50 / 200)  # on the next day nobody counted the node above
    assert (bills.to_agent, bills.to_agent_share, bills.hung_up_share) == (10, 0.2, 0.1)
    assert found["top"].share is None


def test_what_nobody_counted_is_unknown_and_not_none_at_all() -> None:
    found = figures(NODES, [NodeCount("bills", DAY, None, 3)])
    assert (found["bills"].hits, found["bills"].to_agent, found["bills"].to_agent_share) == (None, 3, None)
    assert found["agent"].hits is None


def test_the_change_is_of_hits_a_day_so_that_a_gap_is_no_fall() -> None:
    before = [NodeCount("bills", DAY - timedelta(days=at), 10) for at in (7, 6)]
    found = figures(NODES, [NodeCount("bills", DAY, 12)], before)
    assert found["bills"].change == pytest.approx(0.2)
    assert found["bills"].before == 20
    assert figures(NODES, [NodeCount("bills", DAY, 12)])["bills"].change is None
