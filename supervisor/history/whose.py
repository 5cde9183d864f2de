"""Whose work is asked for, and what more than one source tells of it."""

from __future__ import annotations

from dataclasses import dataclass

from supervisor.history.figures import Line


@dataclass(frozen=True)
class Filter:
    """Whose work: None is everybody's. Teams, skills and departments are group ids, *bands* ids of tenure
    bands, all as of the day; *unknown*: with logins behind whom nobody is known."""

    persons: tuple[str, ...] | None = None
    teams: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None
    departments: tuple[str, ...] | None = None
    bands: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None
    unknown: bool = True


EVERYBODY = Filter()


@dataclass(frozen=True)
class Teller:
    """Who tells counts: a source's sheet, or, *derived*, what was counted of its contacts; *month*: rows that
    speak of a whole month."""

    source: str
    derived: bool = False
    month: bool = False


@dataclass(frozen=True)
class Telling:
    """Of whom two tellers told the same *group* of fields: *counted* counts, *left_out* does not, on so many
    *days* (a month's row is one)."""

    line: Line
    group: str
    counted: Teller
    left_out: Teller
    days: int
