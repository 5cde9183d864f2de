"""What a month came to for everybody together: each KPI beside the month before, the same month a year ago
and the weeks that lead to it, and told apart by skill group, tenure, channel and type of contact.

Sums are added first and divided last. They are the sums of the review's panels, so that the whole is what its
people come to; a quality form counts as one, however many points it has. Loaded where it is computed, a work
process or a command: answers are frozen and hold no arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from supervisor.evidence.cause import TypeTimes
from supervisor.history.asking import Past, opened
from supervisor.history.count_block import month_end
from supervisor.history.count_stamp import stamps
from supervisor.history.period import Period
from supervisor.performance.kpi import BY_ID, Kpi, Of, is_provisional
from supervisor.performance.own_kpi import load_own
from supervisor.performance.target import limits, target_for
from supervisor.performance.target import weeks as weeks_since
from supervisor.quality.counting import bring_up_to_date
from supervisor.review.person import weeks_until
from supervisor.storage.areas import versions
from supervisor.storage.database import open_centre

if TYPE_CHECKING:
    from supervisor.evidence.panel import Floats, Ints
    from supervisor.review.work import Work

WEEKS_BEFORE = 13
"""So many weeks before the month make the limits of the usual."""

_KEPT = 2


class Apart(StrEnum):
    """By what sums are told apart; the keys that go with it."""

    SKILL = "skill"  # (skill group's id,)
    CHANNEL = "channel"  # (channel,)
    BAND = "band"  # (tenure band's id,)
    SKILL_BAND = "skill_band"  # (skill group's id, tenure band's id)
    TYPE = "type"  # (type of contact,)


class Sums(NamedTuple):
    """Numerator *x* and denominator *n* of a KPI; *value* in its unit is ``scale * x / n``."""

    x: float
    n: float

    def value(self, scale: float) -> float:
        """The KPI's value."""
        return scale * self.x / self.n


@dataclass(frozen=True)
class KpiMonth:
    """One KPI. None is nothing known. *year_ago*, *before*, *now*: the same month a year ago, the month
    before, the month. *weeks*: as `MonthSums.weeks`. *apart*: (before, now) by key, see `Apart`; keys without
    anything in either month are left out. *provisional*: the month's value may still change."""

    kpi: Kpi
    year_ago: Sums | None
    before: Sums | None
    now: Sums | None
    weeks: tuple[Sums | None, ...]
    apart: Mapping[Apart, Mapping[tuple[str, ...], tuple[Sums | None, Sums | None]]]
    provisional: bool

    def value(self, sums: Sums | None) -> float | None:
        """The KPI's value of *sums*."""
        return None if sums is None else sums.value(self.kpi.scale)

    def told(self, by: Apart) -> Mapping[tuple[str, ...], tuple[Sums | None, Sums | None]]:
        """What it came to by *by*: nothing where that is not told."""
        return self.apart.get(by, {})


Strata = Mapping[str, TypeTimes]


@dataclass(frozen=True)
class TenureWeek:
    """Everybody in the *week* (0 the first) since joining, over all weeks that are looked at: *people* of
    them, their handle time by contacts, and the path to the target that they were to follow (None: none)."""

    week: int
    people: int
    sums: Sums
    wanted: float | None


@dataclass(frozen=True)
class Batch:
    """People who joined in the *month*: *people* with contacts in the month under review, their handle time
    then, and what was wanted of them (None: nothing)."""

    month: date
    people: int
    sums: Sums
    wanted: float | None


@dataclass(frozen=True)
class MonthSums:
    """*kpis* of which anything is known, in the catalogue's order. *weeks*: whole ones, Monday to Sunday; the
    first *baseline* of them lie before the month. *times_before*, *times*: contacts with their handle time by
    skill group, channel and type of contact, tabs between. *bands*: (persons with contacts, their number) by
    tenure band's id ("" unknown) in the month before and the month. *unknown_logins*: so many had work and
    nobody behind them. *learning*: of those who joined in the last half year; *batches* in the last year."""

    month: date
    kpis: tuple[KpiMonth, ...]
    weeks: tuple[Period, ...]
    baseline: int
    times_before: Strata
    times: Strata
    bands: Mapping[str, tuple[tuple[int, float], tuple[int, float]]]
    unknown_logins: int
    skills: Mapping[str, str] = field(default_factory=dict)  # names by id
    learning: tuple[TenureWeek, ...] = ()
    batches: tuple[Batch, ...] = ()

    def of(self, kpi: str) -> KpiMonth | None:
        """The KPI with this id; None where nothing is known of it."""
        return next((one for one in self.kpis if one.kpi.id == kpi), None)


class _Kept(NamedTuple):
    key: object
    sums: MonthSums


_kept: list[_Kept] = []


def ask_month_sums(url: str, month: date, today: date) -> MonthSums:
    """What the month that begins with *month* came to, as it is known on *today*. Raises DatabaseError.

    What was computed last is kept in the process, for as long as nothing was written that it depends on.
    """
    bring_up_to_date(url)
    with opened(url) as past, open_centre(url) as centre, centre.read() as db:
        areas = versions(db)
        areas = {name: areas.get(name, 0) for name in _COUNTED}
        key = url, month, today, tuple(areas.items()), stamps(past.history)
        for kept in _kept:
            if kept.key == key:
                return kept.sums
        found = month_sums(past, db, month, today)
    _kept.insert(0, _Kept(key, found))
    del _kept[_KEPT:]
    return found


_COUNTED = ("centre_settings", "kpis", "people", "teaching_credits", "training")


def month_sums(past: Past, centre: Connection, month: date, today: date) -> MonthSums:
    """The same of what is open."""
    from supervisor.review.work import read_work

    kpis = load_own(centre)
    of_people = [kpi for kpi in kpis if kpi.of is not Of.QUEUE]
    first = month.replace(day=1)
    before, year_ago = _month(first - timedelta(days=1)), _month(first.replace(year=first.year - 1))
    months = (_month(before.first), _month(first))
    weeks = month_weeks(first, today)
    work = read_work(past, centre, months, of_people, today)
    year_work = read_work(past, centre, (year_ago,), of_people, today)
    labels = _labels(work)
    found = {kpi.id: _kpi_months(work, kpi, labels) for kpi in of_people}
    times_before, times = (_times(work, piece) for piece in range(2))
    bands = _people_by_band(work)
    unknown = work.grain.unknown_logins
    batches = _batches(work)
    years = {kpi.id: _whole(year_work, kpi) for kpi in of_people}
    del work, year_work
    in_weeks: dict[str, tuple[Sums | None, ...]] = {}
    learning: tuple[TenureWeek, ...] = ()
    if weeks:
        week_work = read_work(past, centre, weeks, of_people, today)
        in_weeks = {kpi.id: _whole(week_work, kpi) for kpi in of_people}
        learning = _learning(week_work)
    made = []
    for kpi in kpis:
        if kpi.of is Of.QUEUE:
            over = Period(first, max(first, min(months[1].last, today - timedelta(days=1))))
            one = _of_queues(past, kpi, year_ago, (months[0], over), weeks, today)
        else:
            whole, apart = found[kpi.id]
            one = KpiMonth(
                kpi,
                years[kpi.id][0],
                *whole,
                in_weeks.get(kpi.id, ()),
                apart,
                is_provisional(kpi, months[-1].last, today),
            )
        if any((one.year_ago, one.before, one.now)):
            made.append(one)
    return MonthSums(
        first,
        tuple(made),
        weeks,
        sum(week.last < first for week in weeks),
        times_before,
        times,
        bands,
        unknown,
        {group.id: group.name for group in past.roll.groups.values()},
        learning,
        batches,
    )


def month_weeks(month: date, today: date) -> tuple[Period, ...]:
    """The whole weeks that end in the month, as far as they are over on *today*, and those before."""
    last = min(month_end(month), today - timedelta(days=1))
    count = WEEKS_BEFORE + sum(
        day.weekday() == 6 for day in (month + timedelta(days=at) for at in range((last - month).days + 1))
    )
    return weeks_until(last, count) if last >= month else ()


def _month(day: date) -> Period:
    return Period(day.replace(day=1), month_end(day))


# -- sums of people -----------------------------------------------------------------------------------------


def _whole(work: Work, kpi: Kpi) -> tuple[Sums | None, ...]:
    """Of everybody, piece by piece."""
    from supervisor.review.panels import type_sums

    x, n, _types = type_sums(work, kpi)
    return _of(x.sum(axis=(0, 2)).tolist(), n.sum(axis=(0, 2)).tolist())


def _of(x: Iterable[float], n: Iterable[float]) -> tuple[Sums | None, ...]:
    return tuple(Sums(a, b) if b > 0 else None for a, b in zip(x, n, strict=True))


_Months = tuple[Sums | None, Sums | None]


@dataclass(frozen=True)
class _Labels:
    """The keys of a side, and which of them each unit has in each of the two months (units, 2)."""

    keys: tuple[tuple[str, ...], ...]
    numbers: Ints


def _labels(work: Work) -> dict[Apart, _Labels]:
    """By what units are told apart; the same for every KPI."""
    import numpy as np

    units = work.units
    bands = [work.bands[unit.person] for unit in units]
    found: dict[Apart, list[list[tuple[str, ...]]]] = {
        Apart.SKILL: [[(unit.skill,)] * 2 for unit in units],
        Apart.CHANNEL: [[(unit.channel,)] * 2 for unit in units],
        Apart.BAND: [[(band,) for band in of] for of in bands],
        Apart.SKILL_BAND: [
            [(unit.skill, band) for band in of] for unit, of in zip(units, bands, strict=True)
        ],
    }
    made = {}
    for by, keys in found.items():
        place: dict[tuple[str, ...], int] = {}
        numbers = [[place.setdefault(key, len(place)) for key in row] for row in keys]
        made[by] = _Labels(tuple(place), np.array(numbers, dtype=np.int64).reshape(len(units), 2))
    return made


def _kpi_months(
    work: Work, kpi: Kpi, labels: Mapping[Apart, _Labels]
) -> tuple[_Months, dict[Apart, dict[tuple[str, ...], _Months]]]:
    """The two months of everybody, and told apart."""
    from supervisor.review.panels import type_sums

    x, n, types = type_sums(work, kpi)
    x_units, n_units = x.sum(axis=2), n.sum(axis=2)
    apart = {by: _grouped(x_units, n_units, of) for by, of in labels.items()}
    x_types, n_types = x.sum(axis=0), n.sum(axis=0)
    of_types: dict[tuple[str, ...], _Months] = {
        (name,): months
        for at, name in enumerate(types)
        if any(months := _pair(x_types[:, at].tolist(), n_types[:, at].tolist()))
    }
    if any(name[0] for name in of_types):
        apart[Apart.TYPE] = of_types
    whole = _pair(x_units.sum(axis=0).tolist(), n_units.sum(axis=0).tolist())
    return whole, apart


def _pair(x: Sequence[float], n: Sequence[float]) -> _Months:
    before, now = _of(x, n)
    return before, now


def _grouped(x: Floats, n: Floats, labels: _Labels) -> dict[tuple[str, ...], _Months]:
    """Sums of the units of each key; without those of which nothing is known."""
    import numpy as np

    count = len(labels.keys)
    columns = [
        np.bincount(labels.numbers[:, month], values[:, month], count).tolist()
        for month in range(2)
        for values in (x, n)
    ]
    found = {}
    for at, key in enumerate(labels.keys):
        months = _pair((columns[0][at], columns[2][at]), (columns[1][at], columns[3][at]))
        if any(months):
            found[key] = months
    return found


# -- handle time --------------------------------------------------------------------------------------------

_TOLD = 0.95
_PARTS = ("talk_s", "hold_s", "acw_s")


def _times(work: Work, piece: int) -> dict[str, TypeTimes]:
    """Contacts of a piece with talk, hold and after-contact seconds, by skill group, channel and type; {}
    where one of these is not told of nearly all contacts."""
    import numpy as np

    grain = work.grain
    count, known = grain.field("n_answered")
    here = known & (grain.piece == piece) & (count > 0)
    if not here.any():
        return {}
    shape = (len(grain.skills), len(grain.channels), len(grain.types))
    flat = np.ravel_multi_index((grain.skill[here], grain.channel[here], grain.type[here]), shape)
    size = int(np.prod(shape))
    sums = [np.bincount(flat, count[here], size)]
    for name in _PARTS:
        values, told = grain.field(name)
        if name != "hold_s" and float(count[here & told].sum()) < _TOLD * float(count[here].sum()):
            return {}
        sums.append(np.bincount(flat, np.where(told, values, 0.0)[here], size))
    found = {}
    for at in np.flatnonzero(sums[0] > 0).tolist():
        skill, channel, of_type = (int(one) for one in np.unravel_index(at, shape))
        key = "\t".join((grain.skills[skill], grain.channels[channel], grain.types[of_type]))
        found[key] = TypeTimes(*(float(one[at]) for one in sums))
    return found


def _people_by_band(work: Work) -> dict[str, tuple[tuple[int, float], tuple[int, float]]]:
    """Persons with contacts and their contacts, by tenure band, in both months."""
    import numpy as np

    grain = work.grain
    count, known = grain.field("n_answered")
    weight = np.where(known, count, 0.0)
    flat = grain.person * 2 + grain.piece
    of_person = np.bincount(flat, weight, 2 * len(grain.persons)).reshape(-1, 2)
    found: dict[str, list[list[float]]] = {}
    for person, row in zip(grain.persons, of_person.tolist(), strict=True):
        for piece, contacts in enumerate(row):
            if contacts > 0:
                of_band = found.setdefault(work.bands[person][piece], [[0, 0.0], [0, 0.0]])[piece]
                of_band[0] += 1
                of_band[1] += contacts
    return {
        band: ((int(before[0]), before[1]), (int(now[0]), now[1])) for band, (before, now) in found.items()
    }


LEARNED = "aht"
"""The KPI by which it is told how people learn."""
LEARNING_WEEKS = 26
_BATCHES = 366  # days


def _learning(work: Work) -> tuple[TenureWeek, ...]:
    """How people in their first half year came on, week by week since joining."""
    known: dict[int, _Learned] = {}
    for at, piece, x, n in _learners(work):
        joined = work.roll.persons[work.units[at].person].joined
        week = -1 if joined is None else (work.pieces[piece].first - joined).days // 7
        if 0 <= week < LEARNING_WEEKS:
            _learn(known.setdefault(week, _Learned()), work, at, piece, x, n)
    return tuple(
        TenureWeek(week, len(one.people), Sums(one.x, one.n), one.mean())
        for week, one in sorted(known.items())
    )


def _batches(work: Work) -> tuple[Batch, ...]:
    """Those who joined in the last year, by the month in which they did; of the last piece."""
    known: dict[date, _Learned] = {}
    last = len(work.pieces) - 1
    for at, piece, x, n in _learners(work):
        joined = work.roll.persons[work.units[at].person].joined
        if piece == last and joined is not None and 0 <= (work.pieces[last].last - joined).days < _BATCHES:
            _learn(known.setdefault(joined.replace(day=1), _Learned()), work, at, piece, x, n)
    return tuple(
        Batch(month, len(one.people), Sums(one.x, one.n), one.mean()) for month, one in sorted(known.items())
    )


@dataclass
class _Learned:
    x: float = 0.0
    n: float = 0.0
    people: set[str] = field(default_factory=set)
    wanted: float = 0.0
    of: float = 0.0

    def mean(self) -> float | None:
        """What was wanted, mixed by volume; None where less than half of it has a target."""
        return self.wanted / self.of if self.of >= self.n / 2 > 0 else None


def _learners(work: Work) -> Iterable[tuple[int, int, float, float]]:
    """(unit, piece, x, n) of the KPI by which learning is told."""
    import numpy as np

    from supervisor.review.panels import type_sums

    if LEARNED not in BY_ID or not work.units:
        return
    x, n, _types = type_sums(work, BY_ID[LEARNED])
    x, n = x.sum(axis=2), n.sum(axis=2)
    for at, piece in np.argwhere(n > 0).tolist():
        yield at, piece, float(x[at, piece]), float(n[at, piece])


def _learn(known: _Learned, work: Work, at: int, piece: int, x: float, n: float) -> None:
    unit, period = work.units[at], work.pieces[piece]
    known.x, known.n = known.x + x, known.n + n
    known.people.add(unit.person)
    rows = [row for row in work.targets if row.cell.kpi == LEARNED]
    band = work.bands[unit.person][piece]
    row = target_for(rows, LEARNED, skill=unit.skill, band=band, channel=unit.channel, month=period.last)
    joined = work.roll.persons[unit.person].joined
    if row is None or joined is None:
        return
    middle = period.first + (period.last - period.first) / 2
    _least, most = limits(BY_ID[LEARNED], row.target, weeks_since(joined, middle))
    if most is not None:
        known.wanted, known.of = known.wanted + most * n, known.of + n


# -- queues -------------------------------------------------------------------------------------------------


def _of_queues(
    past: Past, kpi: Kpi, year_ago: Period, months: Sequence[Period], weeks: Sequence[Period], today: date
) -> KpiMonth:
    """The answer rate, of queues' own figures: a customer's tries count once."""
    from supervisor.history.queue_views import ALL, QueueSums, sums_by_day, sums_by_skill

    def rate(sums: QueueSums | None) -> Sums | None:
        settled = 0.0 if sums is None else sums.offered - sums.unfinished
        return None if sums is None or settled <= 0 else Sums(sums.answered, settled)

    before, now = (sums_by_skill(past, period) for period in months)
    apart: dict[tuple[str, ...], _Months] = {}
    for skill in sorted({*before, *now} - {ALL, ""}):
        of_skill = rate(before.get(skill)), rate(now.get(skill))
        if any(of_skill):
            apart[skill,] = of_skill
    in_weeks: list[Sums | None] = []
    if weeks:
        days = sums_by_day(past, Period(weeks[0].first, weeks[-1].last))
        for week in weeks:
            known = [days[day] for day in week.days if day in days]
            whole = QueueSums(*(sum(of) for of in zip(*known, strict=True))) if known else None
            in_weeks.append(rate(whole))
    return KpiMonth(
        kpi,
        rate(sums_by_skill(past, year_ago).get(ALL)),
        rate(before.get(ALL)),
        rate(now.get(ALL)),
        tuple(in_weeks),
        {Apart.SKILL: apart},
        is_provisional(kpi, month_end(months[-1].first), today),
    )
