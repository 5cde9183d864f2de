"""Questions about courses that read the history: for work processes and commands, which load numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection

from supervisor.evidence.effect import Effect
from supervisor.evidence.options import Options
from supervisor.evidence.panel import Panel
from supervisor.evidence.procedure import weigh
from supervisor.evidence.segmented import broken_series
from supervisor.evidence.series import WEEK, monday
from supervisor.evidence.series import weeks as all_weeks
from supervisor.evidence.unit import Unit
from supervisor.history.asking import Past, opened
from supervisor.history.period import Period
from supervisor.performance.kpi import BY_ID, Kpi
from supervisor.performance.own_kpi import load_own
from supervisor.review.asking import standings
from supervisor.review.panels import panel_of
from supervisor.review.work import read_work
from supervisor.storage.database import open_centre
from supervisor.training import measuring
from supervisor.training.course import Against, Arm, Course, Participant, Yardstick, in_arm
from supervisor.training.course_store import course_called, participants, trained_in
from supervisor.training.outcome import (
    CourseOutcome,
    ForecastQuestion,
    Found,
    Known,
    Named,
    Weeks,
    outcome_of,
)

OWN_PARTS_FROM = 60
"""With fewer people a cell borrows how far people differ from its group. Whoever is picked comes from cells
where people seem to differ most, some of them by chance: by a cell's own parts the forecast of the picked is
too low, and a course that does nothing seems to help (in a made-up centre with 25 surveys a month by .4
points of satisfaction; by the group's parts by none)."""

WEEKS_BEFORE = 26
"""Of a course for a whole group: so many weeks before it show how it would have gone on."""


def ask_forecasts(url: str, question: ForecastQuestion) -> tuple[tuple[Known, ...], tuple[Yardstick, ...]]:
    """Everybody's value before and shrunken level on the day of the question, by skill group, channel and
    name, with the yardsticks that they were measured by: both are kept with the course."""
    with opened(url) as past, open_centre(url) as centre, centre.read() as db:
        return _forecasts(past, db, question)


def prepared(
    url: str, course: Course, people: Sequence[Participant], today: date
) -> tuple[Course, tuple[Participant, ...]]:
    """*course* as it is to be registered on *today*: with yardsticks, with the forecasts of *people*, and
    with all colleagues at the same work who are on no course of that KPI as its comparison (none with a
    waiting list, or where a whole group is trained). Pass the result to `course_store.register`.

    Of a course that is late only what was known before its first day is taken.
    """
    own = tuple(one for one in people if one.arm is not Arm.COMPARISON)
    groups = tuple(sorted({(one.unit.skill, one.unit.channel) for one in own} | _control(course)))
    question = ForecastQuestion(course.kpi, min(today, course.first_day), groups, course.terms.types)
    with opened(url) as past, open_centre(url) as centre, centre.read() as db:
        known, yards = _forecasts(past, db, question)
        until = course.window[1]
        others = trained_in(db, course.kpi, question.on - timedelta(days=_weeks_back(question)), until)
    of_unit = {one.unit: one.forecast for one in known}
    invited = [replace(one, forecast=of_unit.get(one.unit)) for one in own]
    if course.terms.against is Against.FORECAST:
        taken = {one.unit.person for one in own} | others
        bands = {one.forecast.band for one in in_arm(invited, Arm.TRAINED) if one.forecast}
        invited += [
            Participant(one.unit, Arm.COMPARISON, forecast=one.forecast)
            for one in known
            if one.unit.person not in taken and one.forecast.level is not None and one.forecast.band in bands
        ]
    terms = msgspec.structs.replace(course.terms, yardsticks=yards)
    return replace(course, terms=terms), tuple(invited)


def ask_outcome(url: str, course: str, today: date) -> CourseOutcome:
    """The effect of a course as the history says on *today*; of a judged one the numbers are those that were
    stated. Raises UnknownNameError."""
    with opened(url) as past, open_centre(url) as centre, centre.read() as db:
        load_own(db)
        found = course_called(db, course)
        people = participants(db, course)
        first, last = found.window
        since = trained_in(db, found.kpi, found.first_day, last)
        last = min(last, today - timedelta(days=1))
        names = {
            one.unit.person: Named(past.roll.called(one.unit.person, today), _number(past, one.unit.person))
            for one in people
        }
        kpi = BY_ID.get(found.kpi)
        if kpi is None or last < first:
            return outcome_of(found, people, {}, names, today)
        work = read_work(past, db, [Period(first, last)], [kpi], today)
        panel = panel_of(work, kpi)
        series, weeks = None, None
        if found.terms.against is Against.CELL:
            series, weeks = _series(past, db, found, people, kpi, today)
    groups = {(one.unit.skill, one.unit.channel) for one in people}
    problems = () if measuring.is_told_by(panel, found.terms.types) else ("not_by_type",)
    after = _found(panel, groups, found, kpi)
    return outcome_of(
        found, people, after, names, today, problems=problems, trained_since=since, series=series, weeks=weeks
    )


def _series(
    past: Past, centre: Connection, course: Course, people: Sequence[Participant], kpi: Kpi, today: date
) -> tuple[Effect, Weeks]:
    """The weeks before and after a course for whole groups, none cut off; those of the course are gaps."""
    first, last = course.window
    begins = monday(course.first_day) - WEEKS_BEFORE * WEEK
    starts = [day for day in all_weeks(begins, last) if day + WEEK <= min(last + timedelta(days=1), today)]
    pieces = [Period(day, day + WEEK - timedelta(days=1)) for day in starts]
    work = read_work(past, centre, pieces, [kpi], today)
    panel = measuring.narrowed(panel_of(work, kpi), (), course.terms.types)
    groups = {(one.unit.skill, one.unit.channel) for one in people}
    yards = course.terms.yardsticks
    values = measuring.of_weeks(panel, groups, yards)
    control = measuring.of_weeks(panel, _control(course), yards)
    before = [day + WEEK <= course.first_day for day in starts]
    cleaned = [
        value if early or day >= first else None
        for value, early, day in zip(values, before, starts, strict=True)
    ]
    found = broken_series(
        cleaned,
        sum(day < first for day in starts),
        higher_is_better=course.sign > 0,
        control=control if any(value is not None for value in control) else None,
        useful=course.terms.success.least or None,
    )
    return found.effect, Weeks(tuple(starts), tuple(cleaned), control, found.fitted, found.without)


def _control(course: Course) -> set[tuple[str, str]]:
    return {course.terms.control} if course.terms.control is not None else set()


def _found(panel: Panel, groups: set[tuple[str, str]], course: Course, kpi: Kpi) -> dict[Unit, Found]:
    """Values of the course's own contacts by its yardstick; targets are of all contacts, and so is who is
    off."""
    whole = measuring.narrowed(panel, groups, ())
    wanted, fair = measuring.targets(whole), measuring.fair_now(whole)
    own = measuring.measured(measuring.narrowed(panel, groups, course.terms.types), course.terms.yardsticks)
    found = {}
    for unit in whole.units:
        after = own.get(unit, measuring.After(None, None, None, 0.0))
        low, high = wanted.get(unit, (None, None))
        value, off = fair.get(unit), None
        if value is not None and (low is not None or high is not None):
            off = (low is not None and value < low) or (high is not None and value > high)
        found[unit] = Found(after.value, after.low, after.high, after.n, off, low, high)
    return found


def _forecasts(
    past: Past, centre: Connection, question: ForecastQuestion
) -> tuple[tuple[Known, ...], tuple[Yardstick, ...]]:
    load_own(centre)
    kpi = BY_ID.get(question.kpi)
    pieces = _pieces(question)
    if kpi is None or not pieces:
        return (), ()
    work = read_work(past, centre, pieces, [kpi], question.on)
    panel = measuring.narrowed(panel_of(work, kpi), question.groups, question.types)
    if not panel.units:
        return (), ()
    evidence = weigh(panel, Options(window=len(pieces), small_cell=OWN_PARTS_FROM))
    said = measuring.forecasts(panel, evidence)
    who = {one.unit: one for one in standings(work)}
    known = [
        Known(
            unit,
            who[unit].name,
            who[unit].number,
            who[unit].team_name,
            who[unit].skill_name,
            forecast,
        )
        for unit, forecast in said.items()
    ]
    known.sort(key=lambda one: (one.skill_name, one.unit.channel, one.name, one.unit.person))
    return tuple(known), measuring.yardsticks(panel, pieces)


def _pieces(question: ForecastQuestion) -> list[Period]:
    """Calendar months before the day of the question, and the days of its own month."""
    first = question.on.replace(day=1)
    pieces = [Period(first, question.on - timedelta(days=1))] if question.on > first else []
    for _month in range(question.months):
        last = first - timedelta(days=1)
        first = last.replace(day=1)
        pieces.insert(0, Period(first, last))
    return pieces


def _weeks_back(question: ForecastQuestion) -> int:
    return (question.on - _pieces(question)[0].first).days


def _number(past: Past, person: str) -> str:
    return past.roll.persons[person].number if person in past.roll.persons else ""
