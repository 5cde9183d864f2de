"""How people are called in a workbook: by name, or so that nobody can tell who they are."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from random import Random
from typing import TypeVar

from supervisor.evidence.unit import Unit
from supervisor.people.nameless import Nameless
from supervisor.people.person import GroupKind
from supervisor.people.roll import Roll
from supervisor.people.store import read_roll
from supervisor.reports.asked import Asked
from supervisor.reports.nameless import names_out
from supervisor.review.report import labels_of
from supervisor.words import language

_T = TypeVar("_T")

_SALT = secrets.token_hex()  # nobody who knows the roll can shuffle it as we did


class People:
    """Names of the people of *roll* as of *on*. *without*: what takes names out of texts; then each person
    has a label by chance, the same in all sheets of one workbook (*seed*) and another one in the next."""

    def __init__(self, roll: Roll, on: date, *, without: Nameless | None = None, seed: str = "") -> None:
        self.roll, self.on, self.without = roll, on, without
        self._seed = f"{_SALT}{seed}"

    @property
    def named(self) -> bool:
        """Whether names are told."""
        return self.without is None

    def person(self, id: str) -> str:
        """What stands for somebody."""
        return self.roll.called(id, self.on) if self.named else self._labels.get(id, "")

    def number(self, id: str) -> str:
        """The employee number, "" without names."""
        found = self.roll.persons.get(id)
        return found.number if self.named and found is not None else ""

    def typed(self, who: str) -> str:
        """A name that somebody typed (an owner, a coach, a rater): "" without names."""
        return who if self.named else ""

    def text(self, said: str) -> str:
        """A text in which a name may stand; without names each known one is left out of it."""
        return said if self.without is None else self.without.said(said)

    def team(self, person: str, on: date | None = None) -> str:
        """The name of the team that *person* was in on the day, "" in none."""
        found = self.roll.groups_of(person, GroupKind.TEAM, on or self.on)
        return found[0].name if found else ""

    def skill(self, unit: Unit) -> str:
        """The name of the unit's skill group, "" unknown."""
        group = self.roll.groups.get(unit.skill)
        return group.name if group is not None else ""

    def band(self, id: str) -> str:
        """The name of a tenure band, "" unknown."""
        for band in self.roll.bands:
            if band.id == id:
                zh, en = band.name_zh, band.name_en
                return (zh or en) if language() == "zh_CN" else (en or zh)
        return id

    def ordered(self, rows: Iterable[_T]) -> list[_T]:
        """*rows* in their order; without names by chance, since an order by name or by figures tells."""
        found = list(rows)
        if not self.named:
            Random(f"{self._seed}{len(found)}").shuffle(found)
        return found

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels_of(self.roll.persons, Random(self._seed))


def people(asked: Asked) -> People:
    """How the workbook that is asked for calls people. Raises DatabaseError."""
    with asked.centre() as db:
        roll = read_roll(db)
        without = names_out(db, asked)
    seed = f"{asked.now.isoformat()}{asked.order!r}"
    return People(roll, asked.today, without=without, seed=seed)
