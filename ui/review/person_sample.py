"""One person for pictures: of the made-up review, with weeks as they might have led to its months.

It loads numpy, as the work process does: for pictures and tests alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from supervisor.evidence.cause import (
    Fact,
    HandleTimeGap,
    Reading,
    TimePart,
    TypeCount,
    contributions,
)
from supervisor.evidence.trend import process_chart, trend
from supervisor.history.period import Period
from supervisor.people.person import GroupKind
from supervisor.performance.kpi import BY_ID, Kpi, is_provisional
from supervisor.quality.form import Severity
from supervisor.review.entries import entry_of
from supervisor.review.monthly import MonthlyReview
from supervisor.review.person import (
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
from supervisor.settings.tenure import USUAL_BANDS
from supervisor.training.coaching import LogEntry, LogKind
from ui.review.person_work import PersonTold
from ui.review.sample import sample_review

_WORDS = {
    "zh_CN": (
        ("故障", "资费", "账单", "漫游"),
        ("用餐", "小休"),
        ("辅导：平均处理时长", "约定：检索知识库时不再让客户保持等待", "课程“套餐资费”", "已参培"),
        ("周晓", "陈敏"),
    ),
    "en": (
        ("Faults", "Tariffs", "Bills", "Roaming"),
        ("Meal", "Rest"),
        (
            "Talk about mean handle time",
            "Agreed: no hold while searching the articles",
            "Course “Tariffs”",
            "attended",
        ),
        ("Zhou Xiao", "Chen Min"),
    ),
}


@lru_cache(maxsize=4)
def sample_person(month: date, today: date, language: str, place: int = 7) -> PersonTold:
    """As the work process would answer for the person at *place* of the review."""
    review = sample_review(month, today, language)
    who = review.units[place]
    kinds, breaks, log, people = _WORDS.get(language, _WORDS["en"])
    question = PersonQuestion(review.question, who.unit)
    weeks = weeks_until(
        min(today, month + timedelta(days=34)).replace(day=1) - timedelta(days=1), question.weeks
    )
    series = tuple(_series(review, BY_ID[kpi], place, weeks, today) for kpi in review.evidence)
    types = contributions(
        [TypeCount(kinds[at], n, n * rate, usual) for at, (n, rate, usual) in enumerate(_TYPES)],
        higher_is_better=True,
    )
    file = PersonFile(
        question,
        who,
        (who,),
        Period(weeks[0].first, weeks[-1].last),
        Period(review.months[0], _month(month).last),
        groups=(Stay(GroupKind.TEAM, who.team_name, month - timedelta(days=40), None),),
        logins=(LoginStay("pbx", "6104", None, None), LoginStay("crm", who.number, None, None)),
        band=next((one.name_zh, one.name_en) for one in USUAL_BANDS if one.id == who.bands[-1]),
        series=series,
        breaks=(BreakTime(breaks[0], 142_000.0, 61.0), BreakTime(breaks[1], 118_000.0, 150.0)),
        signed_s=2_100_000.0,
        split=_split(kinds[0]),
        facts=(Reading(Fact.TALK_ON_TYPES, 27.0, (kinds[0],)), Reading(Fact.HOLD, 12.2, (kinds[0],))),
        types={"fcr": types, "aht": types},
        findings=(
            Finding("verify", "核实身份", "Verifies who calls", Severity.CRITICAL, 5, 18, 25.0),
            Finding("note", "记录完整", "Writes a whole note", Severity.NONCRITICAL, 6, 18, 12.0),
            Finding("greet", "开场白", "Greets", Severity.NONCRITICAL, 2, 18, 2.0),
        ),
        checked=tuple(
            Checked(f"e{at}", month + timedelta(days=at), people[1], 0.9, True, False, (), "")
            for at in range(18)
        ),
    )
    entries = (
        LogEntry(month + timedelta(days=24), LogKind.TALK, "t1", log[0], "aht", people[0], log[1]),
        LogEntry(month - timedelta(days=12), LogKind.COURSE, "c1", log[2], "fcr", people[1], log[3]),
    )
    return PersonTold(file, entries)


_TYPES = ((4000, 0.80, 0.87), (3000, 0.88, 0.885), (1800, 0.78, 0.79), (700, 0.70, 0.78))


def _split(kind: str) -> HandleTimeGap:
    return HandleTimeGap(
        244.6,
        185.5,
        19.75,
        TimePart(27.0, False, (kind,)),
        TimePart(12.15, False, (kind,)),
        TimePart(0.2, True, ()),
        (),
    )


def _series(review: MonthlyReview, kpi: Kpi, place: int, weeks: tuple[Period, ...], today: date) -> Series:
    panel = review.evidence[kpi.id].panel
    values, n, x = panel.value(), panel.n.sum(axis=2), panel.x.sum(axis=2)
    chance = np.random.default_rng(place + len(kpi.id))

    def stretch(at: int, days: Period, noise: float, part: float) -> Stretch:
        mates = values[(panel.cell[:, at] == panel.cell[place, at]) & np.isfinite(values[:, at]), at]
        low, high = np.quantile(mates, (0.25, 0.75)).tolist() if len(mates) > 3 else (None, None)
        known = bool(n[place, at] > 0)
        value = float(values[place, at]) * noise if known else None
        _least, most = bounds(kpi, ())
        return Stretch(
            days.first,
            days.last,
            float(x[place, at] * part) if known else None,
            float(n[place, at] * part) if known else None,
            None if value is None else value if most is None else min(value, most),
            _wanted(panel.low[place, at]),
            _wanted(panel.high[place, at]),
            low,
            high,
            len(mates),
            is_provisional(kpi, days.last, today),
        )

    months = [stretch(at, _month(first), 1.0, 1.0) for at, first in enumerate(review.months)]
    told = []
    for week in weeks:
        at = max(at for at, first in enumerate(review.months) if first <= max(week.last, review.months[0]))
        told.append(stretch(at, week, float(chance.normal(1.0, 0.02)), 0.23))
    settled = [None if one.provisional else one.value for one in told]
    chart = process_chart(
        settled,
        baseline=baseline_of(weeks, review.question.month),
        at_least=told[-1].at_least,
        at_most=told[-1].at_most,
        least=0.0,
        most=bounds(kpi, settled)[1],
    )
    return Series(
        kpi, False, tuple(told), tuple(months), chart, trend(settled), entry_of(review, kpi.id, place)
    )


def _wanted(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _month(first: date) -> Period:
    return Period(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))
