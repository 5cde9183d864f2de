"""What became of a course: plain values that go from the work process to screens and commands.

Values, changes and effects are in the KPI's unit and signed as it is: −12 of handle time is 12 s less. Which
way is better the course says, and its verdict knows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import fmean, median

from supervisor.evidence.effect import Effect, Outcome, Verdict, forecast_difference, wait_list
from supervisor.evidence.unit import Unit
from supervisor.training.course import (
    Against,
    Arm,
    Course,
    CourseState,
    Forecast,
    Judgement,
    Participant,
    in_arm,
)

STRAY = 0.1
"""With less than this share of what the trained usually have, somebody was there by chance alone."""

SEED = 1
"""So that an effect that is asked for twice has the same interval twice."""


@dataclass(frozen=True)
class PersonOutcome:
    """One participant: *before* and *forecast* as they were kept when the course was registered, *after* by
    the same yardstick from so many *n*, with the interval of what chance makes of it; None without work.
    *off*: whether the value after is still off target, None without one. *propose*: a talk is proposed."""

    unit: Unit
    name: str
    number: str
    arm: Arm
    before: float | None
    forecast: float | None
    after: float | None
    after_low: float | None
    after_high: float | None
    n_before: float
    n_after: float
    target_low: float | None
    target_high: float | None
    off: bool | None
    propose: bool
    counted: bool  # in the effect: forecast and value are known, and of the trained, not absent
    participant: Participant


@dataclass(frozen=True)
class Weeks:
    """The weeks (their Mondays) of a course for a whole group: its *values*, those of the *control*, what the
    two lines through them give (*fitted*), and how it had gone on *without* the course; None in gaps."""

    weeks: tuple[date, ...]
    values: tuple[float | None, ...]
    control: tuple[float | None, ...]
    fitted: tuple[float | None, ...]
    without: tuple[float | None, ...]


@dataclass(frozen=True)
class CourseOutcome:
    """The effect of *course*, from *first* to *last* (its window), of which *days_over* days have passed;
    *provisional*: figures may still change, or the window is not over.

    The four numbers: *raw* is the change of the trained from before to after; *expected* of it would have
    come anyway, as values that were picked for being poor come back; *effect* with its 95 % interval (*low*,
    *high*); *detectable*: the smallest effect that so many people could have shown. *shared*: what the
    compared ones changed besides their forecast, as everybody did: with a forecast raw = expected + shared +
    effect. None where nothing can be said. *trained*, *compared*: how many persons
    count. *reached*: whether it was as large as was called a success; None when none was named.
    *problems*: sentences' stable words, see wording.PROBLEMS. *weeks*: of a course for a whole group, where
    *trained* and *compared* are weeks after and before.
    """

    course: Course
    against: Against
    first: date
    last: date
    days_over: int
    provisional: bool
    verdict: Verdict | None
    raw: float | None
    expected: float | None
    shared: float | None
    effect: float | None
    low: float | None
    high: float | None
    detectable: float | None
    trained: int
    compared: int
    reached: bool | None
    people: tuple[PersonOutcome, ...]
    problems: tuple[str, ...] = ()
    weeks: Weeks | None = None

    @property
    def proposed(self) -> tuple[PersonOutcome, ...]:
        """The trained who are still off: for a talk, one by one."""
        return tuple(one for one in self.people if one.propose)


@dataclass(frozen=True)
class ForecastQuestion:
    """What is known on *on* (days before it alone) of everybody at the work of *groups* (skill group and
    channel; () all), about *kpi* and contacts of *types* (() all). *months*: so many calendar months before,
    and the days of the present one."""

    kpi: str
    on: date
    groups: tuple[tuple[str, str], ...] = ()
    types: tuple[str, ...] = ()
    months: int = 3


@dataclass(frozen=True)
class Known:
    """Somebody as known then."""

    unit: Unit
    name: str
    number: str
    team_name: str
    skill_name: str
    forecast: Forecast


@dataclass(frozen=True)
class Found:
    """What the history says of somebody in the days after, by the course's yardstick (*value*, with what
    chance makes of it, from so many *n*), and how they stand to the target (*off*, None without one)."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: float = 0.0
    off: bool | None = None
    target_low: float | None = None
    target_high: float | None = None


@dataclass(frozen=True)
class Named:
    """How somebody is called."""

    name: str
    number: str = ""


def outcome_of(
    course: Course,
    people: Sequence[Participant],
    found: Mapping[Unit, Found],
    names: Mapping[str, Named],
    today: date,
    *,
    problems: Sequence[str] = (),
    trained_since: Collection[str] = (),
    series: Effect | None = None,
    weeks: Weeks | None = None,
) -> CourseOutcome:
    """The effect of *course* from what was *found* of its *people* by *today*. All who were registered as
    trained count as trained, whether they came or not; of those compared, nobody who was *trained_since* (ids
    of persons) on another course of the KPI. *problems* are those of the figures; *series* is the
    effect of a course for a whole group, with its *weeks*, which is no matter of single people."""
    against = course.terms.against
    waited = against is Against.WAIT_LIST
    usual = [one.forecast.n for one in in_arm(people, Arm.TRAINED) if one.forecast and one.forecast.n > 0]
    usual_after = [found[one.unit].n for one in in_arm(people, Arm.TRAINED) if one.unit in found]
    least = STRAY * median(usual) if usual else 0.0
    least_after = STRAY * median(usual_after) if usual_after else 0.0
    rows = []
    for one in people:
        after, then = found.get(one.unit, Found()), one.forecast or Forecast()
        base = then.before if waited else then.level
        counted = (
            base is not None
            and after.value is not None
            and then.n >= least
            and after.n >= least_after
            and one.arm is not (Arm.COMPARISON if waited else Arm.WAITING)
            and (one.arm is Arm.TRAINED or one.unit.person not in trained_since)
        )
        named = names.get(one.unit.person, Named(one.unit.person))
        rows.append(
            PersonOutcome(
                unit=one.unit,
                name=named.name,
                number=named.number,
                arm=one.arm,
                before=then.before,
                forecast=then.level,
                after=after.value,
                after_low=after.low,
                after_high=after.high,
                n_before=then.n,
                n_after=after.n,
                target_low=after.target_low,
                target_high=after.target_high,
                off=after.off,
                propose=one.arm is Arm.TRAINED and after.off is True,
                counted=counted,
                participant=one,
            )
        )
    if against is Against.FORECAST:
        rows = _with_others(rows)
    effect = series or _effect(course, rows)
    if any(one.arm is not Arm.TRAINED and one.unit.person in trained_since for one in people):
        problems = (*problems, "trained_since")
    said = course.terms.judgement
    if said is not None:
        return replace(_judged(course, said, tuple(rows), today), weeks=weeks)
    return replace(_outcome(course, effect, tuple(rows), today, problems), weeks=weeks)


def _with_others(rows: Sequence[PersonOutcome]) -> list[PersonOutcome]:
    """Nobody counts in whose skill group there is nobody to compare with."""
    arms: dict[tuple[str, str], set[Arm]] = {}
    for one in rows:
        if one.counted:
            arms.setdefault((one.unit.skill, one.unit.channel), set()).add(one.arm)
    return [
        replace(one, counted=len(arms[one.unit.skill, one.unit.channel]) > 1) if one.counted else one
        for one in rows
    ]


def _effect(course: Course, rows: Sequence[PersonOutcome]) -> Effect:
    better, useful = course.sign > 0, course.terms.success.least or None
    counted = [one for one in rows if one.counted]
    if course.terms.against is Against.WAIT_LIST:
        now, others = (
            [Outcome(one.before, one.after, one.forecast) for one in counted if _is_trained(one) is trained]
            for trained in (True, False)
        )
        return wait_list(now, others, higher_is_better=better, seed=SEED, useful=useful)
    now, others = _by_group(counted)
    return forecast_difference(now, others, higher_is_better=better, seed=SEED, useful=useful)


def _by_group(rows: Sequence[PersonOutcome]) -> tuple[list[Outcome], list[Outcome]]:
    """The trained and the others, as if all were of one skill group: each is held against the others of the
    own group, since groups have months of their own, and groups weigh as many as are trained of them.

    The mean of the others becomes that of the groups' means by these weights, and their scatter what the
    scatter within groups makes of it; the trained keep their mean.
    """
    beyond = {one.unit: (one.after or 0.0) - (one.forecast or 0.0) for one in rows}
    sides: dict[tuple[str, str], tuple[list[PersonOutcome], list[PersonOutcome]]] = {}
    for one in rows:
        side = sides.setdefault((one.unit.skill, one.unit.channel), ([], []))
        side[0 if _is_trained(one) else 1].append(one)
    groups = [side for side in sides.values() if all(side)]
    trained, untrained = (sum(len(side[at]) for side in groups) for at in (0, 1))
    means = [fmean(beyond[one.unit] for one in peers) for _own, peers in groups]
    middle = sum(len(own) * mean for (own, _peers), mean in zip(groups, means, strict=True)) / (trained or 1)
    now, others = [], []
    for (own, peers), mean in zip(groups, means, strict=True):
        weight = len(own) / trained * untrained / len(peers)
        now += [Outcome(one.before, (one.after or 0.0) - mean + middle, one.forecast) for one in own]
        for one in peers:
            after = (one.forecast or 0.0) + middle + (beyond[one.unit] - mean) * weight
            others.append(Outcome(one.before, after, one.forecast))
    return now, others


def _is_trained(one: PersonOutcome) -> bool:
    return one.arm is Arm.TRAINED


def _outcome(
    course: Course, effect: Effect, rows: tuple[PersonOutcome, ...], today: date, problems: Sequence[str]
) -> CourseOutcome:
    first, last = course.window
    over = _days_over(course, today)
    interval = effect.interval if over else None
    verdict = effect.verdict if interval is not None else None
    least = course.terms.success.least
    reached = None
    if least is not None and verdict is not None and effect.effect is not None:
        reached = verdict is Verdict.HELPED and course.sign * effect.effect >= least
    parts = (effect.raw_change, effect.expected, effect.effect)
    shared = None
    if course.terms.against is Against.FORECAST and None not in parts:
        raw, expected, own = (part or 0.0 for part in parts)
        shared = raw - expected - own
    return CourseOutcome(
        course=course,
        against=course.terms.against,
        first=first,
        last=last,
        days_over=over,
        provisional=not course.is_over(today),
        verdict=verdict,
        raw=effect.raw_change,
        expected=effect.expected,
        shared=shared,
        effect=effect.effect,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        detectable=effect.detectable,
        trained=effect.trained,
        compared=effect.compared,
        reached=reached,
        people=rows,
        problems=(*_problems(course, effect, rows, today), *problems),
    )


def _judged(course: Course, said: Judgement, rows: tuple[PersonOutcome, ...], today: date) -> CourseOutcome:
    """As it was stated."""
    first, last = course.window
    least, effect = course.terms.success.least, said.effect
    reached = None
    if least is not None and said.verdict is not None and effect is not None:
        reached = said.verdict is Verdict.HELPED and course.sign * effect >= least
    return CourseOutcome(
        course=course,
        against=course.terms.against,
        first=first,
        last=last,
        days_over=_days_over(course, today),
        provisional=False,
        verdict=said.verdict,
        raw=said.raw,
        expected=said.expected,
        shared=said.shared,
        effect=effect,
        low=said.low,
        high=said.high,
        detectable=said.detectable,
        trained=said.trained,
        compared=said.compared,
        reached=reached,
        people=rows,
        problems=("late",) if course.terms.late else (),
    )


def judgement_of(outcome: CourseOutcome, *, on: date, by: str, note: str = "") -> Judgement:
    """*outcome* as it is kept when somebody states it on a day."""
    return Judgement(
        verdict=outcome.verdict,
        raw=outcome.raw,
        expected=outcome.expected,
        shared=outcome.shared,
        effect=outcome.effect,
        low=outcome.low,
        high=outcome.high,
        detectable=outcome.detectable,
        trained=outcome.trained,
        compared=outcome.compared,
        on=on,
        by=by,
        note=note,
    )


def _days_over(course: Course, today: date) -> int:
    first, last = course.window
    return max(0, (min(last, today - timedelta(days=1)) - first).days + 1)


def _problems(course: Course, effect: Effect, rows: Sequence[PersonOutcome], today: date) -> tuple[str, ...]:
    _first, last = course.window
    over = _days_over(course, today)
    cell = course.terms.against is Against.CELL
    found = {
        "cancelled": course.state is CourseState.CANCELLED,
        "late": course.terms.late,
        "not_begun": over == 0,
        "unfinished": over > 0 and today <= last,
        "provisional": today > last and not course.is_over(today),
        "no_yardstick": not course.terms.yardsticks,
        "few_trained": over > 0 and effect.trained < 2 and not cell,
        "few_compared": over > 0 and effect.compared < 2 and not cell,
        "absent": any(_is_trained(one) and one.participant.attended is False for one in rows),
        "weaker": cell,
        "few_weeks": cell and effect.effect is None,
    }
    return tuple(name for name, holds in found.items() if holds)
