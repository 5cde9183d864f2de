"""Who was who on a day: logins to persons, persons to groups and tenure, without a question to the database.

Facts name logins, never persons; whoever counts people asks here. So a transfer, a merger of two persons or
a login that was given to somebody else changes what is read, and rewrites no fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from supervisor.facts.own import QUALITY, is_own
from supervisor.people.person import Group, GroupKind, LoginUse, Membership, Person, QueueSkill, holds
from supervisor.settings.tenure import USUAL_BANDS, TenureBand
from supervisor.words import _


@dataclass(frozen=True)
class Behind:
    """A login's person from *since* until before *until*; None: known, and left out of all figures."""

    person: str | None
    since: date | None
    until: date | None


class Roll:
    """All people, groups, memberships and logins, as they were read together."""

    def __init__(
        self,
        persons: Iterable[Person] = (),
        groups: Iterable[Group] = (),
        memberships: Iterable[Membership] = (),
        logins: Iterable[LoginUse] = (),
        skills: Iterable[QueueSkill] = (),
        bands: Sequence[TenureBand] = USUAL_BANDS,
    ) -> None:
        self.persons = {person.id: person for person in persons}
        self.groups = {group.id: group for group in groups}
        self.memberships: dict[str, list[Membership]] = defaultdict(list)
        for membership in memberships:
            self.memberships[membership.person].append(membership)
        self.logins: dict[tuple[str, str], list[LoginUse]] = defaultdict(list)
        for use in logins:
            self.logins[use.source, use.login].append(use)
        for key in self.persons:
            self.logins[QUALITY, key] = [LoginUse(key, QUALITY, key, key)]
        self.skills = {(skill.source, skill.queue): skill.skill for skill in skills}
        self.bands = tuple(bands)

    def behind(self, source: str, login: str) -> tuple[Behind, ...]:
        """Everybody who ever stood behind *login*; () for a login that nobody knows."""
        return tuple(Behind(use.person, use.since, use.until) for use in self.logins.get((source, login), ()))

    def is_known(self, source: str, login: str) -> bool:
        """Whether somebody said who stands behind *login*, be it nobody."""
        return (source, login) in self.logins

    def who(self, source: str, login: str, day: date) -> Person | None:
        """Who stood behind *login* on *day*; None where nobody did, or nobody knows."""
        for use in self.logins.get((source, login), ()):
            if holds(use.since, use.until, day):
                return self.persons.get(use.person) if use.person else None
        return None

    def logins_of(self, person: str) -> tuple[LoginUse, ...]:
        """The logins of *person* that somebody assigned, of all times, by source and login."""
        return self._logins_of.get(person, ())

    def groups_of(self, person: str, kind: GroupKind, day: date) -> tuple[Group, ...]:
        """The groups of *kind* that *person* was in on *day*; in no department, that of the team."""
        found, above = [], []
        for membership in self.memberships.get(person, ()):
            group = self.groups.get(membership.group)
            if group is None or not holds(membership.since, membership.until, day):
                continue
            if group.kind is kind:
                found.append(group)
            elif kind is GroupKind.DEPARTMENT and group.above in self.groups:
                above.append(self.groups[group.above])
        return tuple(dict.fromkeys(found or above))

    def standing(self, person: str, day: date) -> dict[GroupKind, tuple[Group, ...]]:
        """`groups_of` every kind, in one go."""
        found: dict[GroupKind, tuple[Group, ...]] = dict.fromkeys(GroupKind, ())
        above: tuple[Group, ...] = ()
        for membership in self.memberships.get(person, ()):
            group = self.groups.get(membership.group)
            if group is None or not holds(membership.since, membership.until, day):
                continue
            if group not in found[group.kind]:
                found[group.kind] += (group,)
            if group.above is not None and group.above in self.groups:
                above = (self.groups[group.above],)
        found[GroupKind.DEPARTMENT] = found[GroupKind.DEPARTMENT] or above
        return found

    def members(self, group: str, day: date) -> tuple[Person, ...]:
        """Who was in *group* on *day*; in a department also through the team."""
        kind = self.groups[group].kind if group in self.groups else None
        if kind is None:
            return ()
        return tuple(
            person
            for person in self.persons.values()
            if any(found.id == group for found in self.groups_of(person.id, kind, day))
        )

    def skill_of(self, source: str, queue: str) -> Group | None:
        """The skill group whose work *queue* is; None where nobody said."""
        if is_own(source):
            return self.groups.get(queue)
        skill = self.skills.get((source, queue))
        return self.groups.get(skill) if skill else None

    def band(self, person: str, day: date) -> TenureBand | None:
        """The tenure band of *person* on *day*; None where the joining date is unknown, or later."""
        found = self.persons.get(person)
        if found is None or found.joined is None or day < found.joined:
            return None
        days = (day - found.joined) / timedelta(days=1)
        return next((band for band in self.bands if band.below_days is None or days < band.below_days), None)

    # -- two persons of one name ----------------------------------------------------------------------------

    def called(self, person: str, day: date) -> str:
        """The person's name; where several have it, with what tells them apart on *day*: the employee
        number, else the team, else a login."""
        found = self.persons.get(person)
        if found is None:
            return person
        same = self._same_name[found.name]
        if len(same) == 1:
            return found.name
        marks: tuple[Callable[[str], str], ...] = (
            lambda one: self.persons[one].number,
            lambda one: ", ".join(team.name for team in self.groups_of(one, GroupKind.TEAM, day)),
            lambda one: ", ".join(dict.fromkeys(use.login for use in self.logins_of(one))),
        )
        for mark_of in marks:
            mine = mark_of(person)
            if mine and all(mark_of(other) != mine for other in same if other != person):
                return _("{name} ({mark})").format(name=found.name, mark=mine)
        return _("{name} ({mark})").format(name=found.name, mark=same.index(person) + 1)

    def namesakes(self, person: str) -> tuple[Person, ...]:
        """Who else has the person's name."""
        found = self.persons.get(person)
        if found is None:
            return ()
        return tuple(self.persons[other] for other in self._same_name[found.name] if other != person)

    @cached_property
    def _same_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for person in sorted(self.persons):
            found[self.persons[person].name].append(person)
        return found

    @cached_property
    def _logins_of(self) -> dict[str, tuple[LoginUse, ...]]:
        found: dict[str, list[LoginUse]] = defaultdict(list)
        for (source, _login), uses in self.logins.items():
            for use in uses:
                if use.person is not None and not is_own(source):
                    found[use.person].append(use)
        return {
            person: tuple(sorted(uses, key=lambda use: (use.source, use.login, str(use.since or ""))))
            for person, uses in found.items()
        }
