"""One person's file, from where it is computed: a work process, a command.

Weeks and months are panels made as the review makes them, of the person and those at the same work: so a
figure here means what it means in the matrix, and the band around it is that of the same cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection

from supervisor.errors import UnknownNameError
from supervisor.evidence.panel import Panel
from supervisor.evidence.trend import process_chart, trend
from supervisor.evidence.unit import Unit
from supervisor.facts.fields import BY_NAME as FIELDS
from supervisor.facts.fields import Group as FieldGroup
from supervisor.history.agent_figures import AgentQuestion, agent_figures
from supervisor.history.asking import Past, opened
from supervisor.history.count_block import month_end
from supervisor.history.count_stamp import stamps
from supervisor.history.grain import Grain
from supervisor.history.period import Every, Period
from supervisor.history.whose import Filter
from supervisor.people.roll import Roll
from supervisor.performance.kpi import Kpi
from supervisor.quality.evaluation import score
from supervisor.quality.evaluation_store import EvaluationQuestion, evaluations
from supervisor.quality.form_store import all_versions
from supervisor.review.asking import ask_review, judged, months_before
from supervisor.review.cause import profile
from supervisor.review.decisions import decisions_of
from supervisor.review.entries import Entry, entry_of
from supervisor.review.monthly import MonthlyReview, Standing
from supervisor.review.panels import of_whole_persons, panel_of
from supervisor.review.person import (
    BREAK_SHARE,
    LEAST_MATES,
    BreakTime,
    Checked,
    Finding,
    LoginStay,
    PersonFile,
    PersonQuestion,
    Series,
    Stay,
    Stretch,
    baseline_of,
    bounds,
    weeks_until,
)
from supervisor.review.work import Bools, Ints, Work, read_work
from supervisor.storage.areas import versions
from supervisor.storage.database import open_centre

EVENTS = (FieldGroup.COMPLAINTS, FieldGroup.ORDERS)
_KEPT = 2  # works: weeks and months
HANDLE_TIME = "aht"


class _Kept(NamedTuple):
    key: object
    work: Work


_kept: list[_Kept] = []


def ask_person(url: str, question: PersonQuestion) -> PersonFile:
    """The file that *question* asks for. Raises UnknownNameError when the review knows no such person at that
    work, and DatabaseError."""
    review = ask_review(url, question.review)
    who = next((one for one in review.units if one.unit == question.unit), None)
    if who is None:
        raise UnknownNameError("person", question.unit.person)
    today, month = question.review.today, question.review.month
    until = today - timedelta(days=1)
    if not question.newest:
        until = min(until, month_end(month))
    weeks, months = weeks_until(until, question.weeks), months_before(month, question.months)
    with opened(url) as past, open_centre(url) as centre, centre.read() as db:
        kpis = (*judged(db), BREAK_SHARE)
        weekly = _around(_work(url, past, db, weeks, kpis, today), question.unit)
        monthly = _around(_work(url, past, db, months, kpis, today), question.unit)
        person = past.roll.persons[question.unit.person]
        file = PersonFile(
            question,
            who,
            units=tuple(one for one in review.units if one.unit.person == question.unit.person),
            weeks_of=Period(weeks[0].first, weeks[-1].last),
            months_of=Period(months[0].first, months[-1].last),
            groups=_groups(past.roll, question.unit.person),
            logins=tuple(
                LoginStay(use.source, use.login, use.since, use.until)
                for use in past.roll.logins_of(question.unit.person)
            ),
            left=person.left,
            band=_band(past.roll, who),
            series=tuple(
                series
                for kpi in kpis
                if (series := _series(kpi, weekly, monthly, question, review)) is not None
            ),
            decided=decisions_of(db, question.unit.person),
        )
        file = _with_breaks(past, file)
        return _with_causes(review, _with_quality(db, file))


def _work(
    url: str, past: Past, db: Connection, pieces: Sequence[Period], kpis: Sequence[Kpi], today: date
) -> Work:
    """Everybody's counts, kept for the next person that is looked at."""
    key = url, versions(db), stamps(past.history), tuple(pieces), tuple(kpi.id for kpi in kpis), today
    for kept in _kept:
        if kept.key == key:
            return kept.work
    work = read_work(past, db, pieces, kpis, today)
    _kept.insert(0, _Kept(key, work))
    del _kept[_KEPT:]
    return work


def _around(work: Work, unit: Unit) -> Work:
    """*work* of those alone who did anything of the same skill group and channel: with all else that they
    did, since what belongs to whole persons stands there."""
    persons = {one.person for one in work.units if (one.skill, one.channel) == (unit.skill, unit.channel)}
    persons |= {unit.person, *_witnesses(work.grain)}
    kept = [at for at, one in enumerate(work.units) if one.person in persons]
    place = np.full(len(work.units) + 1, -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    mask: Bools = np.asarray(place[work.unit] >= 0)
    of_day = np.array([one in persons for one in work.days.persons], dtype=np.bool_)
    return replace(
        work,
        units=tuple(work.units[at] for at in kept),
        grain=_rows(work.grain, mask),
        unit=place[work.unit[mask]],
        home=place[work.home],
        days=_rows(work.days, of_day[work.days.person] if len(work.days) else of_day[:0]),
    )


def _witnesses(grain: Grain) -> set[str]:
    """Somebody for each stretch in which an event was told: sheets tell those that happened and no noughts,
    so that of the others it is known then that there were none."""
    found = set()
    for name in grain.fields:
        if FIELDS[name].group not in EVENTS:
            continue
        rows = np.flatnonzero(grain.field(name)[1])
        _pieces, firsts = np.unique(grain.piece[rows], return_index=True)
        found |= {grain.persons[at] for at in grain.person[rows[firsts]].tolist()}
    return found


def _rows(grain: Grain, mask: Bools) -> Grain:
    return replace(
        grain,
        person=grain.person[mask],
        piece=grain.piece[mask],
        channel=grain.channel[mask],
        skill=grain.skill[mask],
        type=grain.type[mask],
        values=grain.values[..., mask],
        known=grain.known[..., mask],
    )


def _series(
    kpi: Kpi, weekly: Work, monthly: Work, question: PersonQuestion, review: MonthlyReview
) -> Series | None:
    """The KPI of the person; None where nobody ever told anything of it."""
    weeks = _stretches(panel_of(weekly, kpi), weekly, kpi, question.unit)
    months = _stretches(panel_of(monthly, kpi), monthly, kpi, question.unit)
    if not any(one.value is not None for one in (*weeks, *months)):
        return None
    settled = [None if one.provisional else one.value for one in weeks]
    last = weeks[-1]
    least, most = bounds(kpi, settled)
    chart = process_chart(
        settled,
        baseline=baseline_of(weekly.pieces, question.review.month),
        at_least=last.at_least,
        at_most=last.at_most,
        least=least,
        most=most,
    )
    whole = of_whole_persons(kpi)
    return Series(kpi, whole, weeks, months, chart, trend(settled), _entry(review, kpi, question.unit, whole))


def _entry(review: MonthlyReview, kpi: Kpi, unit: Unit, whole: bool) -> Entry | None:
    if kpi.id not in review.evidence:
        return None
    for at, one in enumerate(review.units):
        if one.unit == unit if not whole else one.home and one.unit.person == unit.person:
            return entry_of(review, kpi.id, at)
    return None


def _stretches(panel: Panel, work: Work, kpi: Kpi, unit: Unit) -> tuple[Stretch, ...]:
    values, n, x = panel.value(), panel.n.sum(axis=2), panel.x.sum(axis=2)
    row_of = {one: at for at, one in enumerate(panel.units)}
    homes = _homes(work, unit.person) if of_whole_persons(kpi) else None
    found = []
    for at, piece in enumerate(work.pieces):
        row = row_of.get(unit, -1) if homes is None else int(homes[at])
        known = row >= 0 and bool(n[row, at] > 0)
        mates = (
            values[(panel.cell[:, at] == panel.cell[row, at]) & np.isfinite(values[:, at]), at]
            if known
            else []
        )
        low, high = np.quantile(mates, (0.25, 0.75)).tolist() if len(mates) >= LEAST_MATES else (None, None)
        found.append(
            Stretch(
                piece.first,
                piece.last,
                float(x[row, at]) if known else None,
                float(n[row, at]) if known else None,
                float(values[row, at]) if known else None,
                _told(panel.low[row, at]) if known else None,
                _told(panel.high[row, at]) if known else None,
                low,
                high,
                len(mates),
                bool(panel.provisional[at]) or piece.last >= work.today,
            )
        )
    return tuple(found)


def _homes(work: Work, person: str) -> Ints:
    """The place of the unit at which what belongs to the whole *person* stands, in each piece."""
    if person not in work.grain.persons:
        return np.full(len(work.pieces), -1, dtype=np.int64)
    homes: Ints = work.home[work.grain.persons.index(person)]
    return homes


def _told(value: float) -> float | None:
    return None if value != value else float(value)


def _band(roll: Roll, who: Standing) -> tuple[str, str] | None:
    return next(((band.name_zh, band.name_en) for band in roll.bands if band.id == who.bands[-1]), None)


def _groups(roll: Roll, person: str) -> tuple[Stay, ...]:
    """Everywhere that the person was, the newest first."""
    found = [
        Stay(group.kind, group.name, one.since, one.until)
        for one in roll.memberships.get(person, ())
        if (group := roll.groups.get(one.group)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.kind.value, one.since or date.min), reverse=True))


def _with_breaks(past: Past, file: PersonFile) -> PersonFile:
    """*file* with the time on each kind of break, over all its weeks."""
    asked = AgentQuestion(
        file.weeks_of,
        Every.WHOLE,
        Filter(persons=(file.who.unit.person,), unknown=False),
        fields=("signed_s", "break_s"),
    )
    figures = agent_figures(past.history, past.roll, past.settings, asked).figures
    if not figures.lines:
        return file
    told = figures.row(0, 0)
    breaks = []
    for name, seconds in told.items():
        kind, _sep, code = name.partition(":")
        if kind == "break" and seconds:
            breaks.append(BreakTime(code, seconds, told.get(f"times:{name}")))
    breaks.sort(key=lambda one: -one.seconds)
    return replace(file, breaks=tuple(breaks), signed_s=told.get("signed_s"))


def _with_quality(db: Connection, file: PersonFile) -> PersonFile:
    """*file* with the evaluations of the person's contacts over all its days."""
    first = min(file.weeks_of.first, file.months_of.first)
    last = max(file.weeks_of.last, file.months_of.last)
    found = evaluations(db, EvaluationQuestion(first, last, persons=(file.who.unit.person,)))
    if not found:
        return file
    contents = {one.id: one.content for one in all_versions(db)}
    findings: dict[str, Finding] = {}
    checked = []
    for one in found:
        content = contents.get(one.form_version)
        if content is None:
            continue
        came = score(content, one.judgement.answers)
        left_out = set(came.missing)
        for answer in one.judgement.answers:
            item = content.by_id.get(answer.item)
            if item is None or item.id in left_out or answer.said == "na":
                continue
            so_far = findings.get(item.id) or Finding(
                item.id, item.name_zh, item.name_en, item.severity, 0, 0, 0.0
            )
            findings[item.id] = replace(
                so_far,
                errors=so_far.errors + (item.id in came.errors),
                forms=so_far.forms + 1,
                lost=so_far.lost + came.lost.get(item.id, 0.0),
            )
        errors = tuple(item.id for item in content.items if item.id in came.errors)
        checked.append(
            Checked(
                one.id,
                one.contact_day,
                one.rater,
                came.share,
                came.passed,
                came.fatal,
                errors,
                one.judgement.comment,
            )
        )
    missed = [one for one in findings.values() if one.errors or one.lost]
    missed.sort(key=lambda one: (-one.lost, -one.errors, one.item))
    checked.sort(key=lambda one: one.day, reverse=True)
    return replace(file, findings=tuple(missed), checked=tuple(checked))


def _with_causes(review: MonthlyReview, file: PersonFile) -> PersonFile:
    """*file* with what makes the person's gaps."""
    types = {}
    for series in file.series:
        kpi, entry = series.kpi.id, series.entry
        if entry is None or series.of_person:
            continue
        told = profile(review, kpi, file.who.unit)
        if told.types:
            types[kpi] = told.types
        if kpi == HANDLE_TIME:
            file = replace(file, split=told.time, facts=told.facts)
    return replace(file, types=types)
