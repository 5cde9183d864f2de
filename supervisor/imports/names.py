"""Who the names in a sheet are: known, recognised, or near to somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from supervisor.imports.seen import Choices
from supervisor.imports.values import id_key
from supervisor.imports.verdict import Found, NameKind, Standing
from supervisor.people.person import GroupKind, Person
from supervisor.people.roll import Roll

SUGGESTED = 5
_NEAR = 0.5
_LOOKED_AT = 40


class Namesakes:
    """Spellings of one login: a workbook loses the zeros of 0012, so 12 is 0012 where the history knows that.

    *known* are the logins as the history, or somebody, spelt them.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._by_key: dict[str, set[str]] = defaultdict(set)
        for login in self._known:
            self._by_key[id_key(login)].add(login)

    def spelt(self, login: str) -> str:
        """*login* as it is known; as it stands where it is new, or where two are meant."""
        if login in self._known:
            return login
        same = self._by_key.get(id_key(login), set())
        return next(iter(same)) if len(same) == 1 else login


def found(
    roll: Roll, source: str, seen: Mapping[tuple[str, str], list[Any]], choices: Choices
) -> tuple[Found, ...]:
    """What is known of each name. *seen*: kind and text to [rows, name, team, a day on which it stands]."""
    chosen = {(kind, text): given for kind, text, given in choices.names}
    people = _People(roll)
    result = []
    for (kind, text), (rows, name, team, day) in seen.items():
        if kind == NameKind.AGENT:
            one = people.agent(source, text, name, team, day)
        else:
            one = people.skill(source, text)
        if (given := chosen.get((kind, text))) is not None:
            one = _as_chosen(one, given, roll)
        elif one.standing is Standing.RECOGNISED and not choices.recognise:
            near = ((one.is_now or "", one.label), *one.suggestions)
            one = Found(one.kind, text, one.name, Standing.UNKNOWN, suggestions=near, team=team)
        result.append(_with_rows(one, rows))
    order = (Standing.UNKNOWN, Standing.RECOGNISED, Standing.KNOWN, Standing.IGNORED)
    return tuple(sorted(result, key=lambda one: (order.index(one.standing), one.kind, one.text)))


def _with_rows(one: Found, rows: int) -> Found:
    return Found(
        one.kind, one.text, one.name, one.standing, one.is_now, one.label, one.suggestions, rows, one.team
    )


def _as_chosen(one: Found, given: str, roll: Roll) -> Found:
    if given == "":
        return Found(one.kind, one.text, one.name, Standing.IGNORED, team=one.team)
    if given == "+":
        label = one.name or one.text
    elif one.kind is NameKind.AGENT:
        label = roll.persons[given].name if given in roll.persons else given
    else:
        label = roll.groups[given].name if given in roll.groups else given
    return Found(
        one.kind, one.text, one.name, Standing.RECOGNISED, given, label, one.suggestions, team=one.team
    )


class _People:
    """The roll, looked at from the side of names."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._by_number: dict[str, list[Person]] = defaultdict(list)
        self._by_letter: dict[str, list[Person]] = defaultdict(list)
        for person in roll.persons.values():
            self._by_name[_plain(person.name)].append(person)
            if person.number:
                self._by_number[id_key(person.number)].append(person)
            for letter in set(_plain(person.name)):
                self._by_letter[letter].append(person)
        self._elsewhere: dict[str, set[str]] = defaultdict(set)
        for (_, login), uses in roll.logins.items():
            for use in uses:
                if use.person is not None:
                    self._elsewhere[id_key(login)].add(use.person)
        self._skills = {
            _plain(group.name): group for group in roll.groups.values() if group.kind is GroupKind.SKILL
        }

    def agent(self, source: str, text: str, name: str, team: str, day: date) -> Found:
        """What is known of the agent *text*, beside whom *name* and *team* stand."""
        uses = self._roll.behind(source, text)
        if uses:
            persons = [use.person for use in uses if use.person is not None]
            if not persons:
                return Found(NameKind.AGENT, text, name, Standing.IGNORED, team=team)
            now = self._roll.who(source, text, day)
            person = now or self._roll.persons.get(persons[-1])
            label = person.name if person else ""
            return Found(
                NameKind.AGENT, text, name, Standing.KNOWN, person.id if person else None, label, team=team
            )
        certain = self._certain(text, name, team, day)
        if certain is not None:
            return Found(NameKind.AGENT, text, name, Standing.RECOGNISED, certain.id, certain.name, team=team)
        near = self._near(text, name)
        suggestions = tuple((person.id, person.name) for person in near)
        return Found(NameKind.AGENT, text, name, Standing.UNKNOWN, suggestions=suggestions, team=team)

    def _certain(self, text: str, name: str, team: str, day: date) -> Person | None:
        """The one person who can be meant: by number, by a login elsewhere, or by name; never against the
        name that stands beside it."""
        numbered = list(self._by_number.get(id_key(text), ()))
        if not numbered:
            elsewhere = self._elsewhere.get(id_key(text), set())
            numbered = [self._roll.persons[one] for one in elsewhere if one in self._roll.persons]
        if name:
            numbered = [person for person in numbered if _plain(person.name) == _plain(name)]
        if len(numbered) == 1:
            return numbered[0]
        if numbered:
            return None
        named = self._by_name.get(_plain(name or text), [])
        if (
            name and name != text
        ):  # a number that nobody has: the name alone must be one person's who has none
            named = [person for person in named if not person.number]
        if len(named) > 1 and team:
            named = [
                person
                for person in named
                if any(
                    _plain(group.name) == _plain(team)
                    for group in self._roll.groups_of(person.id, GroupKind.TEAM, day)
                )
            ]
        return named[0] if len(named) == 1 else None

    def _near(self, text: str, name: str) -> list[Person]:
        wanted = _plain(name or text)
        shared: dict[str, int] = defaultdict(int)
        for letter in set(wanted):
            for person in self._by_letter.get(letter, ()):
                shared[person.id] += 1
        first = sorted(shared, key=lambda one: -shared[one])[:_LOOKED_AT]
        persons = [self._roll.persons[one] for one in first]
        persons += [one for one in self._by_number.get(id_key(text), ()) if one not in persons]
        ranked = sorted(
            ((SequenceMatcher(None, wanted, _plain(person.name)).ratio(), person) for person in persons),
            key=lambda pair: (-pair[0], pair[1].name, pair[1].id),
        )
        by_number = self._by_number.get(id_key(text), ())
        return [person for ratio, person in ranked if ratio >= _NEAR or person in by_number][:SUGGESTED]

    def skill(self, source: str, text: str) -> Found:
        """What is known of the queue or skill *text*."""
        known = self._roll.skill_of(source, text)
        if known is not None:
            return Found(NameKind.SKILL, text, "", Standing.KNOWN, known.id, known.name)
        same = self._skills.get(_plain(text))
        if same is not None:
            return Found(NameKind.SKILL, text, "", Standing.RECOGNISED, same.id, same.name)
        ranked = sorted(
            (
                (SequenceMatcher(None, _plain(text), name).ratio(), group)
                for name, group in self._skills.items()
            ),
            key=lambda pair: (-pair[0], pair[1].name),
        )
        near = tuple((group.id, group.name) for ratio, group in ranked if ratio >= _NEAR)[:SUGGESTED]
        return Found(NameKind.SKILL, text, "", Standing.UNKNOWN, suggestions=near)


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
