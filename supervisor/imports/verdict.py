"""What is to be said of each row of a sheet before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from supervisor.imports.mapping import UNIT_LABELS, Flaw, Mapping, roles
from supervisor.imports.values import Unit
from supervisor.words import _, mark

Shown: TypeAlias = int | float | str | None


class Verdict(StrEnum):
    """What a row comes to. The first three can be taken; the others are left out, each for its reason."""

    NEW = "new"
    CHANGED = "changed"  # the history says something else
    UNCHANGED = "unchanged"
    INCOMPLETE = "incomplete"  # whose or when it is does not stand there
    NOT_UNDERSTOOD = "not_understood"  # a cell does not say what its column should
    TWICE_SAME = "twice_same"  # says again what an earlier row said: taken once
    TWICE_DIFFERENT = "twice_different"  # two rows say different things of the same: choose one
    TOTAL = "total"
    OUTSIDE = "outside"  # of the period that the mapping reads
    IGNORED = "ignored"  # of a name that is left out of all figures
    SKIPPED = "skipped"  # a person chose so


TAKEN = (Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED)
BAD = (Verdict.INCOMPLETE, Verdict.NOT_UNDERSTOOD, Verdict.TWICE_DIFFERENT)
"""What `problems.py` gives back to be corrected."""

VERDICT_LABELS = {
    Verdict.NEW: mark("new"),
    Verdict.CHANGED: mark("changed"),
    Verdict.UNCHANGED: mark("unchanged"),
    Verdict.INCOMPLETE: mark("incomplete"),
    Verdict.NOT_UNDERSTOOD: mark("not understood"),
    Verdict.TWICE_SAME: mark("said twice alike, taken once"),
    Verdict.TWICE_DIFFERENT: mark("said twice, differently"),
    Verdict.TOTAL: mark("total"),
    Verdict.OUTSIDE: mark("outside the period"),
    Verdict.IGNORED: mark("left out by name"),
    Verdict.SKIPPED: mark("left out by choice"),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong, or odd, in a row: *word* is stable; *column* is the title, *place* the cell ("C14").

    *warning*: the row is taken all the same. *unit* is what the column should hold; *other* a second value.
    """

    word: str
    column: str = ""
    place: str = ""
    value: str = ""
    unit: Unit | None = None
    other: str = ""
    warning: bool = False


@dataclass(frozen=True)
class Change:
    """A field that the history has otherwise: *old* as it stands, told by import *batch* (0: derived)."""

    field: str
    old: Shown
    new: Shown
    batch: int = 0


@dataclass(frozen=True)
class Line:
    """One row with its verdict; *row* is its number in the sheet.

    *login* is the agent's (or the queue's) word in the sheet, *unknown* the names in it that nobody has
    explained yet (the row is taken all the same). *twin* is the row that says the same, or otherwise.
    """

    sheet: str
    row: int
    verdict: Verdict
    login: str = ""
    name: str = ""
    day: date | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    unknown: tuple[str, ...] = ()
    twin: int | None = None


class NameKind(StrEnum):
    """What a name in a sheet is the name of."""

    AGENT = "agent"
    SKILL = "skill"


class Standing(StrEnum):
    """What is known of a name."""

    KNOWN = "known"  # somebody said who it is
    IGNORED = "ignored"  # somebody said that it is nobody
    RECOGNISED = "recognised"  # one person has just this number or name: taken as that, unless told otherwise
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Found:
    """A name in the sheet. *text* is the login that the facts will bear, *name* what stands beside it.

    *is_now* is the id of the person or skill group (KNOWN, RECOGNISED); *suggestions* are (id, name) of those
    that come near, the nearest first.
    """

    kind: NameKind
    text: str
    name: str
    standing: Standing
    is_now: str | None = None
    label: str = ""  # the name of *is_now*
    suggestions: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    team: str = ""


@dataclass(frozen=True)
class TotalCheck:
    """A totals row: whether it agrees with the rows that were read, and by column what it said and they are.

    *agrees* None: there was nothing to compare.
    """

    sheet: str
    row: int
    label: str
    agrees: bool | None
    differs: tuple[tuple[str, float, float], ...] = ()  # column, said, read
    mean: bool = False


PROBLEMS = {
    "no_login": mark("There is no name or number of an agent."),
    "no_day": mark("There is no day."),
    "no_time": mark("There is no time."),
    "no_skill": mark("There is no queue."),
    "no_id": mark("There is no number that tells this row from others."),
    "no_name": mark("There is no name."),
    "no_value": mark("“{column}” is empty."),
    "nothing": mark("None of the columns that are read holds anything."),
    "no_denominator": mark(
        "“{column}” is an average or a share ({value}), but how many it is of ({other}) is not there."
    ),
    "unknown_channel": mark("“{value}” in {place} is no channel; a channel is {other}."),
    "unknown_word": mark("“{value}” in {place}, “{column}”, is none of the words expected: {other}."),
    "yes_or_no": mark("“{value}” in {place}, “{column}”, expected yes or no, or a number."),
    "out_of_scale": mark("“{value}” in {place}, “{column}”, is outside of the scale, {other}."),
    "too_many": mark("The row holds more cells than the header has columns; a separator stands in a value."),
    "too_few": mark("The row ends before the last column."),
    "more_than_offered": mark("More were handled ({value}) than offered ({other})."),
    "more_than_all": mark("“{column}” is {value}, more than the {other} of which it is a part."),
    "over_a_day": mark("“{column}” is {value} on a single day, more than 24 hours."),
    "future": mark("The day {value} has not come yet."),
    "not_whole_sum": mark("“{column}” × {other} is {value}, no whole number; it was rounded."),
    "column_missing": mark("The sheet “{value}” has no column “{column}” that this way of reading knows."),
    "left_before_joined": mark("The last day, {value}, is not after the day of joining, {other}."),
    "login_taken": mark("The login {value} is {other}’s; say from which day on it is somebody else’s."),
    "long_name": mark("“{value}…” in {place} is longer than a name can be."),
    "people": "{value}",
    "transfer_without_day": mark(
        "{value} was in {other} until now, and no day of the transfer is told; it is taken as from today."
    ),
}
"""What is said of the problems that are not those of a single cell's value (values.sentence says these)."""


def problem_sentence(problem: Problem) -> str:
    """What is wrong and what would be right, in words."""
    from supervisor.imports import values

    said = PROBLEMS.get(problem.word)
    if said is not None:
        return _(said).format(
            column=problem.column, place=problem.place, value=problem.value, other=problem.other
        )
    refused = values.Refused(problem.word, problem.value, problem.unit or Unit.TEXT)
    return values.sentence(
        refused, _("{place}, “{column}”").format(place=problem.place, column=problem.column)
    )


FLAWS = {
    "unknown_role": mark("“{title}” is said to be “{role}”, which such a sheet does not have."),
    "role_twice": mark("Two columns are said to be “{role}”. Leave one of them out."),
    "wrong_unit": mark("“{title}” cannot be “{role}” in that unit. Choose another unit."),
    "ratio_alone": mark("“{title}” is a share. Say of which count, so that it can be added up."),
    "no_denominator": mark("“{title}” is an average or share of “{role}”, which no column holds."),
    "no_source": mark("Say which system the sheet comes from."),
    "needed": mark("No column is “{role}”. Without it the rows cannot be read."),
    "nothing_counted": mark("No column counts anything. Say what at least one of them is."),
    "unknown_channel": mark("“{title}” is no channel."),
}


def flaw_sentence(flaw: Flaw, mapping: Mapping) -> str:
    """What the mapping lacks, in words."""
    label = next((_(role.label) for role in roles(mapping.shape) if role.name == flaw.role), flaw.role)
    return _(FLAWS[flaw.word]).format(title=flaw.title, role=label)


def unit_label(unit: Unit | None) -> str:
    """What a column of *unit* holds, in words."""
    return _(UNIT_LABELS[unit]) if unit is not None else ""


@dataclass
class Tally:
    """How many rows had each verdict, while they are judged."""

    counts: dict[Verdict, int] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        self.counts[verdict] = self.counts.get(verdict, 0) + 1
