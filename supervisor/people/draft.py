"""The people of the centre while a step changes them: every rule of who may be what at once is kept here.

No database in it: `store.py` reads a draft, lets a step work on it, and writes what differs. A step says what
it read at which version; `check` says, before anything is written, whether the whole still makes sense.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from supervisor.errors import (
    ChangedMeanwhileError,
    NameTakenError,
    SettingError,
    TwoAtOnceError,
    UnknownNameError,
)
from supervisor.people.days import Days
from supervisor.people.person import Group, GroupKind, LoginUse, Membership, Person, QueueSkill
from supervisor.words import _, mark

LONGEST_NAME = 80
Login = tuple[str, str]
"""Source and login (a name in a sheet likewise)."""

_Row = TypeVar("_Row", Person, Group, Membership, LoginUse)


def new_id() -> str:
    """An id that nobody has."""
    return uuid.uuid4().hex[:12]


@dataclass(frozen=True)
class Everything:
    """All rows as they were read together."""

    persons: Mapping[str, Person]
    groups: Mapping[str, Group]
    memberships: Mapping[str, Membership]
    uses: Mapping[str, LoginUse]
    skills: Mapping[Login, QueueSkill]


class Draft:
    """A copy of *read* to be changed. Rows are frozen; a changed one is another object."""

    def __init__(self, read: Everything, make_id: Callable[[], str] = new_id) -> None:
        self.read = read
        self._id = make_id
        self.persons = dict(read.persons)
        self.groups = dict(read.groups)
        self.memberships = dict(read.memberships)
        self.uses = dict(read.uses)
        self.skills = dict(read.skills)
        self.became: dict[str, str] = {}  # persons who turned out to be others
        self._memberships_of: dict[str, set[str]] = defaultdict(set)
        for membership in self.memberships.values():
            self._memberships_of[membership.person].add(membership.id)
        self._uses_of: dict[Login, set[str]] = defaultdict(set)
        for use in self.uses.values():
            self._uses_of[use.source, use.login].add(use.id)

    # -- what is there --------------------------------------------------------------------------------------

    def person(self, person: str) -> Person:
        """The person of that id. Raises UnknownNameError."""
        if person not in self.persons:
            raise UnknownNameError(mark("person"), person)
        return self.persons[person]

    def group(self, group: str) -> Group:
        """The group of that id. Raises UnknownNameError."""
        if group not in self.groups:
            raise UnknownNameError(mark("group"), group)
        return self.groups[group]

    def group_called(self, kind: GroupKind, name: str) -> Group | None:
        """The group of that kind and name."""
        return next((one for one in self.groups.values() if one.kind is kind and one.name == name), None)

    def memberships_of(self, person: str) -> list[Membership]:
        """Where the person was, is and will be."""
        return [self.memberships[key] for key in sorted(self._memberships_of[person])]

    def uses_of(self, source: str, login: str) -> list[LoginUse]:
        """Everybody who stands behind the login at some time."""
        return [self.uses[key] for key in sorted(self._uses_of[source, login])]

    def logins_of(self, person: str) -> list[LoginUse]:
        """The logins of the person."""
        return [use for use in self.uses.values() if use.person == person]

    # -- persons --------------------------------------------------------------------------------------------

    def add_person(self, person: Person) -> Person:
        """One more person."""
        if person.id in self.persons:
            raise NameTakenError(mark("person"), person.name)
        _check_person(person)
        self.persons[person.id] = replace(person, version=1)
        return self.persons[person.id]

    def change_person(self, person: Person) -> None:
        """The person is so from now on; its version is the one that was read."""
        self._as_read(person, self.persons, mark("person"), person.name)
        _check_person(person)
        self.persons[person.id] = person

    def remove_person(self, person: Person) -> None:
        """The person is no more, was in no group, and nobody is known behind the logins."""
        self._as_read(person, self.persons, mark("person"), person.name)
        for membership in self.memberships_of(person.id):
            self._drop_membership(membership)
        for use in self.logins_of(person.id):
            self._drop_use(use)
        del self.persons[person.id]

    def merge(self, keep: Person, other: Person) -> None:
        """*other* turns out to be *keep*: who gets the groups and logins, and what *keep* did not tell.

        On days on which both were in a team (or a department) that of *keep* holds.
        """
        self._as_read(keep, self.persons, mark("person"), keep.name)
        self._as_read(other, self.persons, mark("person"), other.name)
        if keep.id == other.id:
            raise SettingError("name", keep.name, _("two persons"), _("the people"))
        for membership in self.memberships_of(other.id):
            taken = [
                Days(mine.since, mine.until)
                for mine in self.memberships_of(keep.id)
                if self._excludes(mine.group, membership.group)
            ]
            parts = Days(membership.since, membership.until).without(taken)
            self._drop_membership(membership)
            for part in parts:
                self._put_membership(Membership(self._id(), keep.id, membership.group, *part))
        for use in self.logins_of(other.id):
            self._put_use(replace(use, person=keep.id))
        left = None if keep.left is None or other.left is None else max(keep.left, other.left)
        joined = [day for day in (keep.joined, other.joined) if day is not None]
        note = "\n".join(dict.fromkeys(part for part in (keep.note, other.note) if part))
        merged = replace(
            keep,
            number=keep.number or other.number,
            joined=min(joined, default=None),
            left=left,
            note=note,
        )
        self.persons[keep.id] = merged
        del self.persons[other.id]
        self.became[other.id] = keep.id

    def split(self, uses: Iterable[LoginUse], person: Person) -> None:
        """The logins of *uses* get *person*, who is new; in the groups that their person was in meanwhile."""
        added = self.add_person(person)
        for use in uses:
            self._as_read(use, self.uses, mark("login"), use.login)
            if use.person is not None:
                for membership in self.memberships_of(use.person):
                    meanwhile = Days(membership.since, membership.until).both(Days(use.since, use.until))
                    taken = [
                        Days(mine.since, mine.until)
                        for mine in self.memberships_of(added.id)
                        if self._excludes(mine.group, membership.group)
                    ]
                    for part in meanwhile.without(taken) if not meanwhile.is_empty else ():
                        self._put_membership(Membership(self._id(), added.id, membership.group, *part))
            self._put_use(replace(use, person=added.id))

    # -- groups ---------------------------------------------------------------------------------------------

    def add_group(self, group: Group) -> Group:
        """One more group. Raises NameTakenError when there is one of the kind and name."""
        if group.id in self.groups:
            raise NameTakenError(mark("group"), group.name)
        self._check_group(group)
        self.groups[group.id] = replace(group, version=1)
        return self.groups[group.id]

    def change_group(self, group: Group) -> None:
        """The group is so from now on; its kind stays."""
        self._as_read(group, self.groups, mark("group"), group.name)
        self._check_group(group)
        self.groups[group.id] = replace(group, kind=self.groups[group.id].kind)

    def remove_group(self, group: Group) -> None:
        """The group is no more, nobody was ever in it, and no queue is its work."""
        self._as_read(group, self.groups, mark("group"), group.name)
        for membership in [one for one in self.memberships.values() if one.group == group.id]:
            self._drop_membership(membership)
        for key in [key for key, skill in self.skills.items() if skill.skill == group.id]:
            del self.skills[key]
        for below in [one for one in self.groups.values() if one.above == group.id]:
            self.groups[below.id] = replace(below, above=None)
        del self.groups[group.id]

    def group_for(self, kind: GroupKind, name: str, above: str | None = None) -> Group:
        """The group of that kind and name, made when there is none."""
        name = name.strip()
        found = self.group_called(kind, name)
        return found or self.add_group(Group(self._id(), kind, name, above))

    # -- who is where ---------------------------------------------------------------------------------------

    def join(
        self, person: str, group: str, since: date | None = None, until: date | None = None
    ) -> Membership:
        """The person is in the group from *since* until before *until*."""
        self.person(person)
        self.group(group)
        added = Membership(self._id(), person, group, since, until)
        self._put_membership(added)
        return added

    def change_membership(self, membership: Membership) -> None:
        """The membership is so from now on."""
        self._as_read(membership, self.memberships, mark("membership"), self._name_of(membership.group))
        self.group(membership.group)
        self._put_membership(membership)

    def end_membership(self, membership: Membership) -> None:
        """It never was."""
        self._as_read(membership, self.memberships, mark("membership"), self._name_of(membership.group))
        self._drop_membership(membership)

    def move(self, person: str, group: str, since: date | None) -> None:
        """From *since* on (None: always) the person is in *group*, until the next move that is planned.

        A team takes the place of a team, a department that of a department; a skill comes to the others.
        """
        self.person(person)
        self.group(group)
        until = min(
            (
                one.since
                for one in self.memberships_of(person)
                if since is not None
                and one.since is not None
                and one.since > since
                and self._excludes(one.group, group)
            ),
            default=None,
        )
        days = Days(since, until)
        for one in self.memberships_of(person):
            if not self._excludes(one.group, group) or not Days(one.since, one.until).meets(days):
                continue
            if one.group == group:  # there already: it goes on
                days = Days(_first(one.since, days.since), days.until)
                if days == (one.since, one.until):
                    return
            self._cut_membership(one, days)
        self._put_membership(Membership(self._id(), person, group, *days))

    def leave(self, person: str, group: str, day: date) -> None:
        """From *day* on the person is no longer in *group*."""
        for one in self.memberships_of(person):
            if one.group == group:
                self._cut_membership(one, Days(day))

    # -- logins ---------------------------------------------------------------------------------------------

    def assign(
        self,
        source: str,
        login: str,
        person: str | None,
        since: date | None = None,
        until: date | None = None,
        *,
        instead: bool = False,
    ) -> LoginUse:
        """Behind the login stands *person* (None: nobody, leave it out of all figures) on these days.

        *instead*: whoever stood behind it on these days no longer does; else that is an error in `check`.
        """
        if person is not None:
            self.person(person)
        days = Days(since, until)
        if instead:
            for use in self.uses_of(source, login):
                self._cut_use(use, days)
        added = LoginUse(self._id(), source, login, person, since, until)
        self._put_use(added)
        return added

    def change_use(self, use: LoginUse) -> None:
        """The use of a login is so from now on."""
        self._as_read(use, self.uses, mark("login"), use.login)
        if use.person is not None:
            self.person(use.person)
        self._put_use(use)

    def end_use(self, use: LoginUse) -> None:
        """Nobody said who stood behind the login in those days."""
        self._as_read(use, self.uses, mark("login"), use.login)
        self._drop_use(use)

    def set_skill(self, source: str, queue: str, skill: str | None) -> None:
        """Work of the queue is work of the skill group; None: nobody said so."""
        if skill is None:
            self.skills.pop((source, queue), None)
        elif self.group(skill).kind is not GroupKind.SKILL:
            raise UnknownNameError(mark("skill group"), self.group(skill).name)
        else:
            was = self.skills.get((source, queue))
            if was is None or was.skill != skill:
                self.skills[source, queue] = QueueSkill(source, queue, skill, was.version if was else 1)

    # -- whether it makes sense -----------------------------------------------------------------------------

    def check(self) -> None:
        """That nobody is in two teams or departments on a day, and no login has two persons on one.

        Only what this draft changed is looked at. Raises TwoAtOnceError, or SettingError for days that end
        before they begin.
        """
        before = self.read
        for person in {
            one.person for one in self.memberships.values() if before.memberships.get(one.id) is not one
        }:
            self._check_memberships(person)
        for login in {
            (one.source, one.login) for one in self.uses.values() if before.uses.get(one.id) is not one
        }:
            self._check_uses(*login)

    def check_all(self) -> None:
        """`check`, of everybody: after a step was taken back."""
        for person in list(self._memberships_of):
            self._check_memberships(person)
        for login in list(self._uses_of):
            self._check_uses(*login)

    def _check_memberships(self, person: str) -> None:
        found = self.memberships_of(person)
        name = self.persons[person].name
        for place, one in enumerate(found):
            days = Days(one.since, one.until)
            _check_days(days, name)
            for other in found[place + 1 :]:
                if self._excludes(one.group, other.group) and days.meets(Days(other.since, other.until)):
                    both = days.both(Days(other.since, other.until))
                    raise TwoAtOnceError(
                        self.groups[one.group].kind.value,
                        name,
                        self._name_of(one.group),
                        self._name_of(other.group),
                        both.since or (one.until or other.until),
                    )

    def _check_uses(self, source: str, login: str) -> None:
        found = self.uses_of(source, login)
        for place, one in enumerate(found):
            days = Days(one.since, one.until)
            _check_days(days, login)
            for other in found[place + 1 :]:
                if days.meets(Days(other.since, other.until)):
                    both = days.both(Days(other.since, other.until))
                    raise TwoAtOnceError(
                        "login",
                        login,
                        self._person_name(one.person),
                        self._person_name(other.person),
                        both.since or (one.until or other.until),
                    )

    def _check_group(self, group: Group) -> None:
        _check_name(group.name)
        same = self.group_called(group.kind, group.name)
        if same is not None and same.id != group.id:
            raise NameTakenError(mark("group"), group.name)
        if group.above is not None:
            above = self.group(group.above)
            if group.kind is not GroupKind.TEAM or above.kind is not GroupKind.DEPARTMENT:
                raise UnknownNameError(mark("department"), above.name)

    def _excludes(self, one: str, other: str) -> bool:
        """Whether nobody can be in both at once: the same group twice, two teams, two departments."""
        if one == other:
            return True
        kind = self.groups[one].kind
        return kind is self.groups[other].kind and kind is not GroupKind.SKILL

    def _name_of(self, group: str) -> str:
        return self.groups[group].name if group in self.groups else group

    def _person_name(self, person: str | None) -> str:
        return self.persons[person].name if person is not None else _("nobody")

    # -- rows -----------------------------------------------------------------------------------------------

    def _put_membership(self, membership: Membership) -> None:
        old = self.memberships.get(membership.id)
        if old is not None:
            self._memberships_of[old.person].discard(old.id)
        self.memberships[membership.id] = membership
        self._memberships_of[membership.person].add(membership.id)

    def _drop_membership(self, membership: Membership) -> None:
        del self.memberships[membership.id]
        self._memberships_of[membership.person].discard(membership.id)

    def _cut_membership(self, membership: Membership, out: Days) -> None:
        """Take the days of *out* out of it."""
        parts = Days(membership.since, membership.until).without([out])
        if not parts:
            self._drop_membership(membership)
            return
        if parts[0] != (membership.since, membership.until):
            self._put_membership(replace(membership, since=parts[0].since, until=parts[0].until))
        for part in parts[1:]:
            self._put_membership(Membership(self._id(), membership.person, membership.group, *part))

    def _put_use(self, use: LoginUse) -> None:
        old = self.uses.get(use.id)
        if old is not None:
            self._uses_of[old.source, old.login].discard(old.id)
        self.uses[use.id] = use
        self._uses_of[use.source, use.login].add(use.id)

    def _drop_use(self, use: LoginUse) -> None:
        del self.uses[use.id]
        self._uses_of[use.source, use.login].discard(use.id)

    def _cut_use(self, use: LoginUse, out: Days) -> None:
        """Take the days of *out* out of it."""
        parts = Days(use.since, use.until).without([out])
        if not parts:
            self._drop_use(use)
            return
        if parts[0] != (use.since, use.until):
            self._put_use(replace(use, since=parts[0].since, until=parts[0].until))
        for part in parts[1:]:
            self._put_use(LoginUse(self._id(), use.source, use.login, use.person, *part))

    @staticmethod
    def _as_read(row: _Row, rows: Mapping[str, _Row], what: str, name: str) -> None:
        """That the row is still as it was read. Raises ChangedMeanwhileError."""
        found = rows.get(row.id)
        if found is None or found.version != row.version:
            raise ChangedMeanwhileError(what, name)


def _first(one: date | None, other: date | None) -> date | None:
    """The earlier of two beginnings."""
    return None if one is None or other is None else min(one, other)


def _check_person(person: Person) -> None:
    _check_name(person.name)
    if person.joined is not None and person.left is not None and person.left <= person.joined:
        raise SettingError(
            "left", person.left.isoformat(), _("a day after the day of joining"), _("the people")
        )


def _check_days(days: Days, whose: str) -> None:
    if days.is_empty:
        raise SettingError("until", str(days.until), _("a day after {day}").format(day=days.since), whose)


def _check_name(name: str) -> None:
    unseen = any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") for character in name)
    if not name or name != name.strip() or len(name) > LONGEST_NAME or unseen:
        raise SettingError("name", name[:LONGEST_NAME], _("a name of 1 to 80 characters"), _("the people"))
