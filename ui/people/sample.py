"""People of the demo centre for pictures: its agents, with transfers, newcomers and two of one name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from supervisor.live.board import Board
from supervisor.people.person import Group, GroupKind, LoginUse, Membership, Person, QueueSkill
from supervisor.people.roll import Roll
from supervisor.people.unknown import Seen, seen_on_board
from ui.people.work import People, Told, as_of

UNKNOWN = 11
"""How many agents of the board nobody has said anything about."""

_WORDS = {
    "zh_CN": {
        "care": "客户服务部",
        "growth": "业务发展部",
        "skills": ("业务咨询", "投诉处理", "技术支持"),
        "survey": "满意度调查",
        "same": "王伟",
        "test": "测试话机",
    },
    "en": {
        "care": "Customer care",
        "growth": "Growth",
        "skills": ("Enquiries", "Complaints", "Technical support"),
        "survey": "survey",
        "same": "Wei Wang",
        "test": "Test telephone",
    },
}


def sample_people(board: Board, day: date, spoken: str) -> People:
    """The people behind the agents of *board* as of *day*; some logins are left unknown."""
    words = _WORDS.get(spoken, _WORDS["en"])
    agents = sorted(board.agents.values(), key=lambda line: line.login)
    known = agents[: len(agents) - UNKNOWN]
    teams = sorted({line.team for line in agents if line.team})
    groups = [
        Group("d0", GroupKind.DEPARTMENT, str(words["care"])),
        Group("d1", GroupKind.DEPARTMENT, str(words["growth"])),
    ]
    groups += [
        Group(f"t{place}", GroupKind.TEAM, name, "d1" if place % 3 == 2 else "d0")
        for place, name in enumerate(teams)
    ]
    groups += [Group(f"s{place}", GroupKind.SKILL, name) for place, name in enumerate(words["skills"])]
    persons, memberships, uses = [], [], []
    for place, line in enumerate(known):
        joined = day - timedelta(days=(17 + place * place * 7) % 1500)
        name = str(words["same"]) if place in (3, 40) else line.name
        person = Person(f"p{place}", name, str(10021 + place * 3), joined)
        persons.append(person)
        team = f"t{teams.index(line.team)}" if line.team else "t0"
        if place % 9 == 3 and len(teams) > 1:
            other = f"t{(teams.index(line.team) + 1) % len(teams)}" if line.team else "t1"
            moved = day - timedelta(days=40 + place)
            memberships.append(Membership(f"a{place}", person.id, other, None, moved))
            memberships.append(Membership(f"b{place}", person.id, team, moved))
        else:
            memberships.append(Membership(f"a{place}", person.id, team))
        memberships.append(Membership(f"c{place}", person.id, f"s{place % 3}"))
        if place % 4 == 0:
            memberships.append(Membership(f"e{place}", person.id, f"s{(place + 1) % 3}", joined))
        uses.append(LoginUse(f"u{place}", line.source, line.login, person.id))
        if place % 3 == 0:
            uses.append(LoginUse(f"v{place}", str(words["survey"]), person.number, person.id))
    queues = sorted(board.queues)
    skills = [QueueSkill(*key, f"s{place % 3}") for place, key in enumerate(queues[:-2])]
    roll = Roll(persons, groups, memberships, uses, skills)
    return as_of(roll, day, Told(tuple(_seen(board, persons, words, day)), tuple(queues)))


def _seen(board: Board, persons: Sequence[Person], words: Mapping[str, object], day: date) -> list[Seen]:
    """Every agent of the board, and what a survey's sheet calls some of them."""
    survey, before = str(words["survey"]), day - timedelta(days=88)
    found = [
        Seen(one.source, one.login, one.name, one.team, before, day - timedelta(days=1))
        for one in seen_on_board(board)
    ]
    found += [
        Seen(survey, persons[5].name, first=before, last=day - timedelta(days=20)),
        Seen(survey, f"00{persons[8].number}", first=before, last=day - timedelta(days=3)),
        Seen(survey, f"{persons[11].name} {persons[11].number}", first=before, last=day - timedelta(days=2)),
        Seen(survey, str(words["same"]), first=before, last=day - timedelta(days=2)),
        Seen("pbx", "8999", str(words["test"])),
    ]
    return found
