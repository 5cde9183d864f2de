"""People of whom something is missing that figures need, and numbers that do not tell people apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from supervisor.datacheck.finding import Example, Finding, Kind
from supervisor.datacheck.look import Look, listed
from supervisor.people.person import GroupKind, Person


def people(look: Look) -> list[Finding]:
    """People without a team or a joining date, and numbers that several people have."""
    return [
        *listed(Kind.NO_TEAM, _without_team(look)),
        *listed(Kind.NO_JOINING_DATE, _without_date(look)),
        *listed(Kind.SAME_NUMBER, _same_numbers(look)),
    ]


def _there(look: Look) -> Iterable[Person]:
    """Those who were there within the time."""
    for person in look.roll.persons.values():
        came = person.joined is None or person.joined <= look.last_day
        if came and (person.left is None or person.left > look.first_day):
            yield person


def _without_team(look: Look) -> Iterable[Example]:
    """Those in no team on their last day within the time."""
    for person in _there(look):
        day = look.last_day
        if person.left is not None and person.left <= day:
            day = person.left - timedelta(days=1)
        if not look.roll.groups_of(person.id, GroupKind.TEAM, day):
            yield Example(person=person.id, name=person.name, day=day)


def _without_date(look: Look) -> Iterable[Example]:
    for person in _there(look):
        if person.joined is None:
            yield Example(person=person.id, name=person.name)


def _same_numbers(look: Look) -> Iterable[Example]:
    """Each number once: *other* is the number, *person* the first who has it, *name* all of them."""
    having: dict[str, list[Person]] = defaultdict(list)
    for person in look.roll.persons.values():
        if person.number:
            having[person.number].append(person)
    for number, persons in sorted(having.items()):
        if len(persons) > 1:
            told = ", ".join(person.name for person in persons)
            yield Example(person=persons[0].id, name=told, other=number, n=float(len(persons)))
