"""What agents came to in the past: their contacts, their time, and every count that is kept of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from supervisor.facts import fields as facts
from supervisor.facts.agent_time import State
from supervisor.history.figures import Column, Figures, Line, Unit
from supervisor.history.period import Bucket, Every, Period
from supervisor.history.whose import EVERYBODY, Filter, Telling
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings
from supervisor.storage.history_tables import history_span
from supervisor.words import mark

if TYPE_CHECKING:
    from supervisor.history.cube import Cube, Name, People, Sums

FEW = 25
"""For so many persons the database is asked for their rows; for more, whole months are."""


@dataclass(frozen=True)
class AgentQuestion:
    """What is asked of agents; *every* is a day or longer. *fields*: of facts/fields.py, None all that
    anybody told; *states*: with time by state and break code; *spans*: with each sign-in."""

    period: Period
    every: Every = Every.WHOLE
    whose: Filter = EVERYBODY
    fields: tuple[str, ...] | None = None
    states: bool = True
    spans: bool = False


@dataclass(frozen=True)
class SignIn:
    """A stretch of being signed in, of the answer's *line*; *ended* None: it lasts. *queue* "": at all."""

    line: int
    source: str
    queue: str
    began: datetime
    ended: datetime | None


@dataclass(frozen=True)
class AgentAnswer:
    """A line for each person, by name, then for logins behind whom nobody is known. *twice*: what more than
    one source told, and which of them counts."""

    figures: Figures
    sign_ins: tuple[SignIn, ...] = ()
    twice: tuple[Telling, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.figures.lines


_UNITS = {
    facts.Unit.COUNT: Unit.COUNT,
    facts.Unit.SECONDS: Unit.SECONDS,
    facts.Unit.SQUARES: Unit.SQUARES,
    facts.Unit.POINTS: Unit.POINTS,
}
MEANS = (
    Column("mean_talk_s", mark("Mean talk"), Unit.SECONDS, "talk_s", "n_answered"),
    Column("mean_hold_s", mark("Mean hold"), Unit.SECONDS, "hold_s", "n_answered"),
    Column("mean_acw_s", mark("Mean after-contact time"), Unit.SECONDS, "acw_s", "n_answered"),
    Column("mean_handle_s", mark("Mean handle time"), Unit.SECONDS, "handle_s", "n_answered"),
)
_STATES = {
    State.SIGNED_IN: mark("Signed in"),
    State.READY: mark("Ready"),
    State.RINGING: mark("Ringing"),
    State.HANDLING: mark("Handling"),
    State.AFTER_CONTACT: mark("After contact"),
}
_BREAK, _NO_CODE = mark("Break: {code}"), mark("Break without a code")
_TIMES, _TIMES_NO_CODE = mark("Breaks: {code}"), mark("Breaks without a code")
_TIMES_STATE = mark("Times: {state}")


def agent_figures(
    history: Connection,
    roll: Roll,
    settings: CentreSettings,
    asked: AgentQuestion,
    cube: Cube | None = None,
) -> AgentAnswer:
    """The answer to *asked*: every field of facts/fields.py that anybody told as a column of its name, means
    of the handle parts, time by state ("state:ready") and break code ("break:lunch", "times:break:lunch").

    *cube* keeps the months between two questions; None: they are read from the database.
    """
    from supervisor.history import cube as cubes
    from supervisor.history.count_block import month_end, read_block
    from supervisor.history.state_block import read_states

    few = asked.whose.persons is not None and len(asked.whose.persons) <= FEW
    logins: list[int] | None = None
    if few:
        mine = logins_of(roll, asked.whose.persons or ())
        names = cubes.read_names(history, logins=mine)
        logins = sorted(number for number, name in names.items() if name[0] == "login")
        names |= cubes.read_names(history, kinds=("queue", "code"))
        first, last = cubes.months_of(asked.period)[0], month_end(asked.period.last)
        blocks = [read_block(history, first, last, logins, asked.fields)]
    else:
        names = cubes.read_names(history)
        blocks = (cube or cubes.Cube()).blocks(history, asked.period)
    precedence = settings.source_precedence
    if asked.states:
        codes = {number: name for number, name in names.items() if name[0] == "code"}
        blocks = [*blocks, read_states(history, asked.period.first, asked.period.last, codes, logins)]
    people = cubes.people_of(blocks, names, roll)
    wanted = None
    if asked.fields is not None:
        of_times = {name for block in blocks for name in block.fields if name not in facts.BY_NAME}
        wanted = [name for name in facts.NAMES if name in asked.fields] + sorted(of_times)
    found = cubes.sums(
        blocks,
        people,
        lambda: cubes.Tellers.read(history, precedence),
        names,
        roll,
        asked.period,
        asked.every,
        whose=asked.whose,
        fields=wanted,
    )
    figures = _figures(found, settings, asked)
    spans: tuple[SignIn, ...] = ()
    if asked.spans:
        spans = _sign_ins(history, settings, asked, people, names, figures.lines, logins)
    return AgentAnswer(figures, spans, found.twice)


def logins_of(roll: Roll, persons: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every (source, login) that one of *persons* ever stood behind."""
    wanted = frozenset(persons)
    return sorted({login for login, uses in roll.logins.items() if any(use.person in wanted for use in uses)})


def _figures(found: Sums, settings: CentreSettings, asked: AgentQuestion) -> Figures:
    import numpy as np

    from supervisor.history.queue_figures import ratio

    days = settings.days
    lasts = [*(date.fromordinal(first.toordinal() - 1) for first in found.firsts[1:]), asked.period.last]
    buckets = tuple(
        Bucket(days.begins(first), days.ends(last), first, last)
        for first, last in zip(found.firsts, lasts, strict=True)
    )
    columns = [column_of(name) for name in found.fields]
    values = [np.where(found.known[at], found.values[at], np.nan) for at in range(len(columns))]
    for mean in MEANS:
        if mean.part in found.fields and mean.whole in found.fields:
            columns.append(mean)
            values.append(ratio(found.of(mean.part), found.of(mean.whole)))
    shape = (len(columns), len(found.lines), len(buckets))
    return Figures(tuple(columns), found.lines, buckets, np.array(values, dtype=np.float64).reshape(shape))


def column_of(name: str) -> Column:
    """The column of a field of facts/fields.py, or of time by state."""
    field = facts.BY_NAME.get(name)
    if field is not None:
        return Column(name, field.label, _UNITS[field.unit])
    times, plain = name.startswith("times:"), name.removeprefix("times:")
    kind, _sep, what = plain.partition(":")
    unit = Unit.COUNT if times else Unit.SECONDS
    if kind == "break":
        if not what:
            return Column(name, _TIMES_NO_CODE if times else _NO_CODE, unit)
        return Column(name, _TIMES if times else _BREAK, unit, says={"code": what})
    label = _STATES.get(State(what), what)
    return Column(name, _TIMES_STATE, unit, says={"state": label}) if times else Column(name, label, unit)


def _sign_ins(
    history: Connection,
    settings: CentreSettings,
    asked: AgentQuestion,
    people: People,
    names: dict[int, Name],
    lines: tuple[Line, ...],
    logins: list[int] | None,
) -> tuple[SignIn, ...]:
    """The sign-ins that touch the period, of the answer's lines; one that lasted over days is one."""
    days = settings.days
    low = round(days.begins(asked.period.first).timestamp() * 1000)
    high = round(days.ends(asked.period.last).timestamp() * 1000)
    c = history_span.c
    wanted = select(c.source, c.login, c.queue, c.began_ms, c.ended_ms).where(
        c.state == State.SIGNED_IN.value, c.began_ms < high, c.began_ms >= low - _LONGEST_MS
    )
    if logins is not None:
        wanted = wanted.where(c.login.in_(logins))
    place = {(line.kind, line.id or (line.source, line.name)): at for at, line in enumerate(lines)}
    found: list[SignIn] = []
    last: tuple[int, int] | None = None
    for row in history.execute(wanted.order_by(c.login, c.queue, c.began_ms)):
        began = datetime.fromtimestamp(row.began_ms / 1000, UTC)
        ended = None if row.ended_ms is None else datetime.fromtimestamp(row.ended_ms / 1000, UTC)
        line = people.line_of(row.login, days.day(began))
        at = None if line is None else place.get((line.kind, line.id or (line.source, line.name)))
        if at is None:
            continue
        key = (row.login, row.queue)
        if last == key and found and found[-1].ended == began and found[-1].line == at:
            began = found.pop().began  # days are derived apart: what goes on is one
        last = key
        queue = names[row.queue][2] if row.queue in names else ""
        found.append(SignIn(at, names[row.login][1], queue, began, ended))
    begins = days.begins(asked.period.first)
    touching = (span for span in found if span.ended is None or span.ended > begins)
    return tuple(sorted(touching, key=lambda span: (span.line, span.began, span.queue)))


_LONGEST_MS = 3 * 24 * 3_600_000  # no day of a stretch is longer: days are derived apart
