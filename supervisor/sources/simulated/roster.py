"""Who works when on one business day: shifts, days off, planned breaks and those that will last too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from supervisor.clock import BusinessDays
from supervisor.settings.breaks import BreakKind
from supervisor.sources.simulated.centre import (
    BREAK_LIMITS_MIN,
    NIGHT_SHIFT_H,
    SHIFTS,
)
from supervisor.sources.simulated.people import Agent

MINUTE = 60_000  # ms
HOUR = 60 * MINUTE
GOLDEN = 0.38196601125  # turns the rota of days off, so that neighbours are not off together
OFF_BY_WEEKDAY = (0.07, 0.10, 0.11, 0.11, 0.12, 0.24, 0.28)  # Monday first


@dataclass(frozen=True)
class PlannedBreak:
    """A break that begins at *at* (POSIX ms) or when the agent is next free, and lasts *length* ms.

    *sure*: no team's cap holds it back.
    """

    at: int
    kind: BreakKind
    length: int
    sure: bool = True


@dataclass(frozen=True)
class Duty:
    """One agent's shift, POSIX ms; *to_the_end* when it ends with the business day itself."""

    begins: int
    ends: int
    breaks: tuple[PlannedBreak, ...]
    to_the_end: bool

    def takes_contacts(self, at: int) -> bool:
        """Whether by plan the agent is there and on no break at *at* (POSIX ms)."""
        if not self.begins + 4 * MINUTE <= at < self.ends:
            return False
        return not any(rest.at <= at < rest.at + rest.length for rest in self.breaks)


@dataclass(frozen=True)
class DayFrame:
    """One business day in POSIX ms, and the hours of its wall clock."""

    days: BusinessDays
    day: date

    @property
    def begins(self) -> int:
        return millis(self.days.begins(self.day))

    @property
    def ends(self) -> int:
        return millis(self.days.ends(self.day))

    def at_hour(self, hour: float) -> int:
        """When in this business day the wall clock shows *hour* (hours past 24 are the next morning's)."""
        midnight = datetime.combine(self.day, datetime.min.time())
        for later in (0, 24, -24):
            local = midnight + timedelta(hours=hour + later)
            at = millis(local.replace(tzinfo=self.days.zone))
            if self.begins <= at < self.ends:
                return at
        return self.begins

    def hour(self, at: int) -> float:
        """What the wall clock shows at *at*: hours and their fraction, 0 to 24."""
        local = self.days.local(instant(at))
        return local.hour + local.minute / 60 + local.second / 3600


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_MS = timedelta(milliseconds=1)


def millis(at: datetime) -> int:
    """Whole milliseconds from the epoch to *at*, fractions dropped."""
    return (at - _EPOCH) // _MS


def instant(ms: int) -> datetime:
    """The aware UTC instant *ms* milliseconds after the epoch."""
    return _EPOCH + timedelta(milliseconds=ms)


def roster(agents: Sequence[Agent], frame: DayFrame, seed: int) -> list[Duty | None]:
    """The duty of each of *agents* on the day of *frame*; None for a day off."""
    rng = Random(f"{seed}:{frame.day}:roster")
    windows = [_window(agent, frame, rng) for agent in agents]
    breaks: list[list[PlannedBreak]] = [
        _own_breaks(agent, window, frame, rng) if window else []
        for agent, window in zip(agents, windows, strict=True)
    ]
    for at, kind, length, who in _called_together(agents, windows, frame, rng):
        breaks[who].append(PlannedBreak(at, kind, length))
    for at, length, who in _overstays(agents, windows, breaks, frame, rng):
        # in place of the short break that they would have had around that time
        breaks[who] = [rest for rest in breaks[who] if rest.sure or abs(at - rest.at) > 65 * MINUTE]
        breaks[who].append(PlannedBreak(at, BreakKind.BREAK, length))
    return [
        Duty(window[0], window[1], tuple(sorted(own, key=lambda rest: rest.at)), window[1] == frame.ends)
        if window
        else None
        for window, own in zip(windows, breaks, strict=True)
    ]


Window = tuple[int, int]


def _window(agent: Agent, frame: DayFrame, rng: Random) -> Window | None:
    late = rng.triangular(-5, 6, -1)  # minutes; drawn for everyone, so that a day off moves nobody else
    shift = SHIFTS[agent.shift]
    if shift.begins is None or shift.ends is None:
        length = round(NIGHT_SHIFT_H * HOUR)
        if shift.begins is None and agent.shift == "before":
            return frame.ends - length + round(late * MINUTE), frame.ends
        return frame.begins, frame.begins + length
    off = (agent.rest + frame.day.toordinal() * GOLDEN) % 1 < OFF_BY_WEEKDAY[frame.day.weekday()]
    if off:
        return None
    begins = frame.at_hour(shift.begins)
    ends = begins + round((shift.ends - shift.begins) * HOUR)
    if ends <= frame.ends:
        return max(frame.begins, begins + round(late * MINUTE)), ends
    if frame.ends - begins >= ends - frame.ends:  # the day's edge cuts the shift: the longer part is worked
        return begins, frame.ends
    return frame.begins, frame.begins + ends - frame.ends


def _own_breaks(agent: Agent, window: Window, frame: DayFrame, rng: Random) -> list[PlannedBreak]:
    begins, ends = window
    rests: list[PlannedBreak] = []
    meal_from, meal_to = SHIFTS[agent.shift].meal
    meal_at = frame.at_hour(rng.uniform(meal_from, meal_to))
    meal_length = rng.uniform(31, 43) if rng.random() < 0.86 else rng.uniform(47, 62)
    if begins + HOUR <= meal_at <= ends - HOUR:
        rests.append(PlannedBreak(meal_at, BreakKind.MEAL, round(meal_length * MINUTE)))
    for share in (0.2, 0.5, 0.8):
        at = begins + round((ends - begins) * (share + rng.uniform(-0.09, 0.09)))
        length = rng.uniform(4.5, 9.8) if rng.random() < 0.76 else rng.uniform(10.5, 19)
        clear = all(abs(at - rest.at) > 50 * MINUTE for rest in rests)
        if clear and begins + 30 * MINUTE <= at <= ends - 35 * MINUTE:
            rests.append(PlannedBreak(at, BreakKind.BREAK, round(length * MINUTE), sure=False))
    return rests


def _called_together(
    agents: Sequence[Agent], windows: Sequence[Window | None], frame: DayFrame, rng: Random
) -> list[tuple[int, BreakKind, int, int]]:
    """Training, a team's meeting and coaching, mostly while the early and the late shift overlap."""
    teams = sorted({agent.team.key for agent in agents})
    turn = frame.day.toordinal()
    free = set(range(len(agents)))
    called: list[tuple[int, BreakKind, int, int]] = []

    def call(kind: BreakKind, hour: float, minutes: tuple[float, float], who: list[int], many: int) -> None:
        at = frame.at_hour(hour)
        able = [
            i
            for i in who
            if i in free
            and (window := windows[i])
            and window[0] + 20 * MINUTE <= at
            and at + round(minutes[1] * MINUTE) <= window[1]
        ]
        for i in rng.sample(able, min(many, len(able))):
            free.discard(i)
            length = rng.uniform(*minutes)
            called.append((at + round(rng.uniform(0, 2.5) * MINUTE), kind, round(length * MINUTE), i))

    of_team = {team: [i for i, agent in enumerate(agents) if agent.team.key == team] for team in teams}
    share = max(1, len(agents) // 24)
    everyone = list(range(len(agents)))
    call(BreakKind.TRAINING, 14.0, (50, 59), of_team[teams[turn % len(teams)]], share)
    call(BreakKind.TRAINING, 14.0, (52, 66), everyone, max(1, share // 2))
    call(BreakKind.MEETING, 14.5, (20, 33), of_team[teams[(turn + 4) % len(teams)]], share)
    call(BreakKind.MEETING, 14.5, (18, 27), everyone, 1)
    for _ in range(max(3, len(agents) // 14)):
        call(BreakKind.COACHING, rng.choice((9.2, 13.6, 15.1, 16.2, 19.5)), (16, 34), everyone, 1)
    return called


def _overstays(
    agents: Sequence[Agent],
    windows: Sequence[Window | None],
    breaks: Sequence[Sequence[PlannedBreak]],
    frame: DayFrame,
    rng: Random,
) -> list[tuple[int, int, int]]:
    """A few agents each hour who go for a short break and stay away too long: when, for how long, and who."""
    limit = BREAK_LIMITS_MIN[BreakKind.BREAK]
    found: list[tuple[int, int, int]] = []
    rested: set[int] = set()
    for hour in range(7, 22):
        for _ in range(max(1, round(len(agents) / 32))):
            at = frame.at_hour(hour + rng.uniform(-6, 4) / 60)
            length = round((limit + rng.uniform(12, 23)) * MINUTE)
            able = [
                i
                for i, window in enumerate(windows)
                if i not in rested
                and window
                and window[0] + 40 * MINUTE <= at
                and at + length + 35 * MINUTE <= window[1]
                and all(abs(at - rest.at) > 65 * MINUTE for rest in breaks[i] if rest.sure)
            ]
            if able:
                who = rng.choice(able)
                rested.add(who)
                found.append((at, length, who))
    return found
