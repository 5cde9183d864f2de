"""A person, a group, and who is or was what from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class GroupKind(StrEnum):
    """What a group is. A person may be in one team and one department at a time, and in several skills."""

    TEAM = "team"
    SKILL = "skill"
    DEPARTMENT = "department"


@dataclass(frozen=True)
class Person:
    """An agent as a person. *number* is the employee number, "" where the centre has none; *left* is the
    first day on which the person is no longer there."""

    id: str
    name: str
    number: str = ""
    joined: date | None = None
    left: date | None = None
    note: str = ""
    version: int = 1


@dataclass(frozen=True)
class Group:
    """A team, a skill group or a department; *above* is the department of a team."""

    id: str
    kind: GroupKind
    name: str
    above: str | None = None
    version: int = 1


@dataclass(frozen=True)
class Membership:
    """*person* is in *group* from *since* (None: as far back as is known) until before *until*."""

    id: str
    person: str
    group: str
    since: date | None = None
    until: date | None = None
    version: int = 1


@dataclass(frozen=True)
class LoginUse:
    """Behind *login* at *source* stands *person* (None: nobody, leave it out of all figures)."""

    id: str
    source: str
    login: str
    person: str | None
    since: date | None = None
    until: date | None = None
    version: int = 1


@dataclass(frozen=True)
class QueueSkill:
    """Work of *queue* at *source* is work of the skill group *skill*."""

    source: str
    queue: str
    skill: str
    version: int = 1


def holds(since: date | None, until: date | None, day: date) -> bool:
    """Whether what holds from *since* until before *until* holds on *day*."""
    return (since is None or since <= day) and (until is None or day < until)
