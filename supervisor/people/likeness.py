"""Who a login that nobody knows may be: by name, employee number or a login elsewhere, however written."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from supervisor.people.roll import Roll

LEAST_DIGITS = 3
"""A number with fewer digits stands in a longer text by chance."""


class Why(StrEnum):
    """Why somebody is suggested; the strongest reason first."""

    NUMBER = "number"  # it is the employee number
    LOGIN = "login"  # the person's login at another source
    NAME = "name"
    WRITTEN = "written"  # one of these but for full-width characters, upper case, spaces
    ZEROS = "zeros"  # but for zeros in front
    WITHIN = "within"  # the employee number stands in it


_STRENGTH = {why: place for place, why in enumerate(Why)}


@dataclass(frozen=True)
class Suggestion:
    """That the person with this id may stand behind a login."""

    person: str
    why: Why


def plainly(text: str) -> str:
    """*text* without what is only a way of writing: width, case, spaces."""
    if text.isascii():  # the same, four times as fast
        return "".join(text.lower().split())
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def without_zeros(text: str) -> str:
    """The plain text without zeros in front; "" where it is no number."""
    plain = plainly(text)
    return plain.lstrip("0") or "0" if plain.isdecimal() else ""


class Likeness:
    """What is known of people, to be asked about many logins."""

    def __init__(self, roll: Roll) -> None:
        self._by: dict[Why, dict[str, set[str]]] = {why: defaultdict(set) for why in Why}
        for person in roll.persons.values():
            self._add(Why.NAME, person.name, person.id)
            if person.number:
                self._add(Why.NUMBER, person.number, person.id)
            for use in roll.logins_of(person.id):
                self._add(Why.LOGIN, use.login, person.id)

    def _add(self, why: Why, text: str, person: str) -> None:
        self._by[why][text].add(person)
        self._by[Why.WRITTEN][plainly(text)].add(person)
        if zeros := without_zeros(text):
            self._by[Why.ZEROS][zeros].add(person)
            if why is Why.NUMBER and len(zeros) >= LEAST_DIGITS:
                self._by[Why.WITHIN][zeros].add(person)

    def suggestions(self, login: str, name: str = "") -> tuple[Suggestion, ...]:
        """Who may stand behind *login*, which its source calls *name*; each once, the likeliest first."""
        found: dict[str, Why] = {}
        for text in dict.fromkeys(part for part in (login, name) if part.strip()):
            for why, key in _keys(text):
                for person in self._by[why].get(key, ()):
                    if person not in found or _STRENGTH[why] < _STRENGTH[found[person]]:
                        found[person] = why
        ordered = sorted(found.items(), key=lambda item: (_STRENGTH[item[1]], item[0]))
        return tuple(Suggestion(person, why) for person, why in ordered)


def _keys(text: str) -> Iterator[tuple[Why, str]]:
    """What *text* may be found by."""
    for why in (Why.NUMBER, Why.LOGIN, Why.NAME):
        yield why, text
    yield Why.WRITTEN, plainly(text)
    if zeros := without_zeros(text):
        yield Why.ZEROS, zeros
    for digits in re.findall(r"\d+", plainly(text)):
        if (number := digits.lstrip("0")) and len(number) >= LEAST_DIGITS:
            yield Why.WITHIN, number
