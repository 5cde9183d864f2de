"""The demo's people as the centre knows them: teams, departments, skill groups, joining dates, logins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, delete, insert

from supervisor.demo.weaknesses import NEW, NEW_DAYS, PREDECESSOR_DAYS, SECOND_LOGIN, TRANSFERRED, Past
from supervisor.people.person import GroupKind
from supervisor.sources.simulated.centre import QUEUES, TEAMS
from supervisor.sources.simulated.people import Agent
from supervisor.storage.areas import note
from supervisor.storage.centre import login_use, membership, people_group, person, queue_skill

FIRST_NUMBER = 1001
NAMESAKE = ("plans", 5)  # whose name the predecessor bore

DEPARTMENTS: dict[str, dict[str, str]] = {
    "mass": {"zh_CN": "公众客户部", "en": "Consumer services"},
    "network": {"zh_CN": "网络服务部", "en": "Network services"},
    "key": {"zh_CN": "重点客户部", "en": "Key customers"},
}
_DEPARTMENT_OF = {
    "billing1": "mass",
    "billing2": "mass",
    "plans": "mass",
    "broadband": "network",
    "tech": "network",
    "complaints": "key",
    "key_accounts": "key",
    "online": "mass",
    "night": "network",
}
SKILLS: dict[str, dict[str, str]] = {
    "billing": {"zh_CN": "话费与漫游", "en": "Billing & Roaming"},
    "plans": {"zh_CN": "套餐与转网", "en": "Plans & Porting"},
    "network": {"zh_CN": "宽带与技术", "en": "Broadband & Tech"},
    "complaints": {"zh_CN": "投诉", "en": "Complaints"},
    "key": {"zh_CN": "贵宾与企业", "en": "VIP & Business"},
    "online": {"zh_CN": "在线", "en": "Online"},
    "night": {"zh_CN": "夜间", "en": "Night"},
}
SKILL_OF_QUEUE = {
    "billing": "billing",
    "roaming": "billing",
    "plans": "plans",
    "porting": "plans",
    "broadband": "network",
    "tech": "network",
    "complaints": "complaints",
    "vip": "key",
    "business": "key",
    "night": "night",
    "webchat": "online",
    "messenger": "online",
}
OTHER_SYSTEMS = ("survey", "crm", "roster")
"""Sources besides the telephone system; people's logins there are their employee numbers."""


@dataclass(frozen=True)
class Colleague:
    """An agent with what the centre knows besides: employee number and the day of joining."""

    agent: Agent
    number: str
    joined: date

    @property
    def id(self) -> str:
        return f"demo-{self.number}"


def colleagues(agents: Sequence[Agent], past: Past, seed: int) -> tuple[Colleague, ...]:
    """The demo's people, in the order of *agents*."""
    rng = Random(f"{seed}:joined")
    found = []
    for count, agent in enumerate(agents):
        ago = round(rng.triangular(100, 4000, 500))
        if past.place(agent) in NEW:
            ago = NEW_DAYS + 1
        found.append(Colleague(agent, str(FIRST_NUMBER + count), past.today - timedelta(days=ago)))
    return tuple(found)


def write_people(db: Connection, people: Sequence[Colleague], past: Past, source: str, language: str) -> None:
    """Put the demo's people into the centre, in place of those that were there."""
    for table in (queue_skill, login_use, membership, person):
        db.execute(delete(table))
    for kind in (GroupKind.TEAM, GroupKind.SKILL, GroupKind.DEPARTMENT):  # a team hangs on its department
        db.execute(delete(people_group).where(people_group.c.kind == kind.value))
    groups = [_group(GroupKind.DEPARTMENT, key, names[language]) for key, names in DEPARTMENTS.items()]
    db.execute(insert(people_group), groups)
    teams = [
        _group(GroupKind.TEAM, team.key, team.names[language], _DEPARTMENT_OF[team.key]) for team in TEAMS
    ]
    skills = [_group(GroupKind.SKILL, key, names[language]) for key, names in SKILLS.items()]
    db.execute(insert(people_group), [*teams, *skills])
    persons, members, logins = [], [], []
    for colleague in people:
        agent, joined = colleague.agent, colleague.joined
        persons.append(_person(colleague.id, agent.name, colleague.number, joined))
        members += _memberships(colleague, past)
        own = joined if past.place(agent) == NEW[0] else None  # somebody else had the login before
        logins.append(_login(colleague.id, source, agent.login, own, None))
        logins += [_login(colleague.id, system, colleague.number, None, None) for system in OTHER_SYSTEMS]
        if past.place(agent) == SECOND_LOGIN[:2]:
            logins.append(_login(colleague.id, source, SECOND_LOGIN[2], None, None))
    gone = _predecessor(people, past)
    persons.append(gone)
    first = next(one for one in people if past.place(one.agent) == NEW[0])
    logins.append(_login(gone["id"], source, first.agent.login, None, gone["left"]))
    members += [
        _member(gone["id"], "team", first.agent.team.key, None, gone["left"]),
        _member(gone["id"], "skill", SKILL_OF_QUEUE[first.agent.queues[0]], None, gone["left"]),
    ]
    db.execute(insert(person), persons)
    db.execute(insert(membership), members)
    db.execute(insert(login_use), logins)
    db.execute(insert(queue_skill), _skills(source, language))
    note(db, {"people"})


def _group(kind: GroupKind, key: str, name: str, above: str | None = None) -> dict[str, Any]:
    return {
        "id": f"demo-{kind.value}-{key}",
        "kind": kind.value,
        "name": name,
        "above": f"demo-department-{above}" if above else None,
        "version": 1,
    }


def _person(id: str, name: str, number: str, joined: date, left: date | None = None) -> dict[str, Any]:
    return {
        "id": id,
        "name": name,
        "number": number,
        "joined": joined,
        "left": left,
        "note": "",
        "version": 1,
    }


def _memberships(colleague: Colleague, past: Past) -> list[dict[str, Any]]:
    agent = colleague.agent
    found = [_member(colleague.id, "skill", SKILL_OF_QUEUE[agent.queues[0]], None, None)]
    team, nth, before, days = TRANSFERRED
    if past.place(agent) == (team, nth):
        moved = past.today - timedelta(days=days)
        return [
            *found,
            _member(colleague.id, "team", before, None, moved),
            _member(colleague.id, "team", team, moved, None),
        ]
    return [*found, _member(colleague.id, "team", agent.team.key, None, None)]


def _member(id: str, kind: str, key: str, since: date | None, until: date | None) -> dict[str, Any]:
    return {
        "id": f"{id}-{kind}-{key}",
        "person": id,
        "people_group": f"demo-{kind}-{key}",
        "since": since,
        "until": until,
        "version": 1,
    }


def _login(id: str, source: str, login: str, since: date | None, until: date | None) -> dict[str, Any]:
    return {
        "id": f"{id}-{source}-{login}",
        "source": source,
        "login": login,
        "person": id,
        "since": since,
        "until": until,
        "version": 1,
    }


def _predecessor(people: Sequence[Colleague], past: Past) -> dict[str, Any]:
    namesake = next(one for one in people if past.place(one.agent) == NAMESAKE)
    number = str(FIRST_NUMBER + len(people))
    left = past.today - timedelta(days=PREDECESSOR_DAYS)
    joined = past.today - timedelta(days=1100)
    return _person(f"demo-{number}", namesake.agent.name, number, joined, left)


def _skills(source: str, language: str) -> list[dict[str, Any]]:
    queues = [(source, queue.names[language], SKILL_OF_QUEUE[queue.key]) for queue in QUEUES]
    words = [(system, names[language], key) for system in OTHER_SYSTEMS for key, names in SKILLS.items()]
    return [
        {
            "id": f'["{of}","{name}"]',
            "source": of,
            "queue": name,
            "skill": f"demo-skill-{key}",
            "version": 1,
        }
        for of, name, key in [*queues, *words]
    ]
