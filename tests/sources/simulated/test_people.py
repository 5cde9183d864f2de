"""The demo's agents: enough unlike each other to break what is careless about names."""

from __future__ import annotations

from collections import Counter

import pytest

from supervisor.settings.breaks import BreakKind
from supervisor.sources.simulated.centre import QUEUE_OF, QUEUES, TEAMS, break_codes
from supervisor.sources.simulated.people import agents


@pytest.mark.parametrize("seed", range(5))
def test_there_are_120_agents_and_no_two_share_a_name_or_login(seed: int) -> None:
    people = agents(seed)

    assert (
        len(people) == len({agent.name for agent in people}) == len({agent.login for agent in people}) == 120
    )
    assert people[0].login == "6001"


def test_names_are_mostly_chinese_some_english_a_few_rare_and_one_long() -> None:
    names = [agent.name for agent in agents(1)]
    chinese = [name for name in names if "\u4e00" <= name[0] <= "\u9fff"]

    assert 90 <= len(chinese) <= 110
    assert {"王淼", "赵喆", "孙龑"} <= set(names)
    assert max(len(name) for name in names) >= 35


def test_names_stay_different_in_a_centre_of_thousands() -> None:
    people = agents(1, scale=100.0)

    assert len({agent.name for agent in people}) == len(people) == 12000


def test_every_queue_is_somebodys_own() -> None:
    own = Counter(agent.queues[0] for agent in agents(1))

    assert set(own) == {queue.key for queue in QUEUES}
    assert min(own.values()) >= 5


def test_every_team_works_in_both_halves_of_the_day() -> None:
    shifts: dict[str, set[str]] = {}
    for agent in agents(1):
        shifts.setdefault(agent.team.key, set()).add(agent.shift)

    assert len(TEAMS) == len(shifts) == 9
    assert all(found & {"late", "evening", "before"} for found in shifts.values())
    assert all(found & {"early", "morning", "day", "after"} for found in shifts.values())


def test_a_small_centre_still_has_all_teams() -> None:
    assert len({agent.team.key for agent in agents(1, scale=0.1)}) == len(TEAMS)


def test_overflow_and_transfer_name_queues_of_the_same_kind() -> None:
    for queue in QUEUES:
        for other in filter(None, (queue.overflow, queue.transfer)):
            voice = {"voice": True}.get(queue.channel, False)
            assert ({"voice": True}.get(QUEUE_OF[other].channel, False)) == voice
            assert other != queue.key


def test_thresholds_are_short_for_voice_and_longer_for_chat() -> None:
    for queue in QUEUES:
        low, high = (15, 30) if queue.channel == "voice" else (45, 60)
        assert low <= queue.threshold_s <= high


def test_the_break_codes_are_one_a_word_and_of_every_kind() -> None:
    codes = break_codes()

    assert len({code.code.casefold() for code in codes}) == len(codes)
    assert {code.kind for code in codes} == set(BreakKind)
    assert [code.limit_s for code in codes if code.kind is BreakKind.BREAK] == [600, 600]
    assert [code.limit_s for code in codes if code.kind is BreakKind.FORCED] == [None]
