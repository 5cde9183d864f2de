"""The contacts behind an effect, counted day by day from the history: for a work process, a command.

A category counts the contacts handled of that type, against all others handled; a queue the contacts that
came to it, against those of all other queues; a menu node how often it was reached, against how often its
hotline was reached otherwise (its siblings, where nobody counted the hotline).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from supervisor.errors import UnknownNameError
from supervisor.history.asking import Past, opened
from supervisor.history.period import Every, Period
from supervisor.history.queue_figures import QueueQuestion, named_queues, queue_figures
from supervisor.issues.effect import DayCount, Effect, effect
from supervisor.issues.issue import Criterion, Issue, Measured
from supervisor.ivr import count_store, node_store
from supervisor.ivr.tree import Tree
from supervisor.storage.database import open_centre
from supervisor.workdays.calendar import WorkCalendar
from supervisor.workdays.store import calendars

MOST_UNKNOWN = 0.5
"""Where more than this share of a side's working days is not told, nothing is said."""


@dataclass(frozen=True)
class EffectQuestion:
    """*done_on*: since when the measure is in force (None: not yet). *owner* of the measure. *today*: the
    business day that it is."""

    criterion: Criterion
    today: date
    done_on: date | None = None
    owner: str = ""


def question_of(issue: Issue, today: date) -> EffectQuestion | None:
    """What is to be asked about *issue*; None where no criterion was written down."""
    if issue.facts.criterion is None:
        return None
    return EffectQuestion(issue.facts.criterion, today, issue.standing.done_on, issue.facts.measure_owner)


class EffectState(StrEnum):
    """How far it is."""

    NOT_DONE = "not_done"  # no measure is in force
    WAITING = "waiting"  # the window runs
    JUDGED = "judged"
    NO_DATA = "no_data"  # too little was told of the baseline or the window


class Part(StrEnum):
    """Where a week lies."""

    BEFORE = "before"  # in the baseline
    BETWEEN = "between"
    AFTER = "after"  # in the window
    LATER = "later"


@dataclass(frozen=True)
class Week:
    """A week, or the part of it that lies in one *part*, from *first* to *last*: *count* contacts about the
    problem on *days* working days that are known."""

    first: date
    last: date
    part: Part
    count: float
    days: int
    others: float | None = None

    @property
    def rate(self) -> float | None:
        """Contacts a working day; None where no day is known."""
        return self.count / self.days if self.days else None


class Note(StrEnum):
    """What must be said beside the verdict."""

    WRITTEN_AFTER = "written_after"  # the criterion, after the measure was in force
    CUT = "cut"  # the baseline reached into the time of the measure
    NO_JUDGE = "no_judge"
    OWN_JUDGE = "own_judge"  # who carried it out judges
    NOT_MATCHED = "not_matched"
    NO_OTHERS = "no_others"
    SPREAD = "spread"
    UNKNOWN_DAYS = "unknown_days"
    NEVER = "never"  # nothing was ever counted under that name


@dataclass(frozen=True)
class EffectAnswer:
    """*before*, *after*: first and last day of baseline and window (None: not known yet). *effect* is there
    where it is judged. *working*, *unknown*: working days of both, and how many of them nobody told."""

    asked: EffectQuestion
    state: EffectState
    before: tuple[date, date] | None = None
    after: tuple[date, date] | None = None
    effect: Effect | None = None
    weeks: tuple[Week, ...] = ()
    notes: tuple[Note, ...] = ()
    working: int = 0
    unknown: int = 0


def ask_effect(_report: object, url: str, asked: EffectQuestion) -> EffectAnswer:
    """What the contacts say; for the work process. Raises DatabaseError."""
    return ask_effects(_report, url, (asked,))[0]


def ask_effects(_report: object, url: str, asked: Sequence[EffectQuestion]) -> tuple[EffectAnswer, ...]:
    """The same of several, with the history opened once."""
    with open_centre(url) as centre, centre.read() as db, opened(url) as past:
        calendar = calendars(db)[""]
        return tuple(effect_of(past, db, calendar, one) for one in asked)


def effect_of(past: Past, centre: Connection, calendar: WorkCalendar, asked: EffectQuestion) -> EffectAnswer:
    """What the contacts say to *asked*, on the working days of *calendar*."""
    criterion = asked.criterion
    before, after = windows(asked)
    last = min(asked.today - timedelta(days=1), after[1] if after else asked.today)
    if last < criterion.since:
        return EffectAnswer(asked, EffectState.NO_DATA, before, after)
    days = [
        one
        for one in day_counts(past, centre, criterion, Period(criterion.since, last))
        if calendar.is_working(one.day)
    ]
    weeks = weeks_of(days, before, after)
    never = () if any(one.about for one in days) else (Note.NEVER,)
    found = EffectAnswer(asked, EffectState.NOT_DONE, before, after, None, weeks, (*_notes(asked), *never))
    if after is None or before is None:
        return found
    sides = [[one for one in days if since <= one.day <= until] for since, until in (before, after)]
    working = sum(len(side) for side in sides)
    unknown = sum(one.about is None for side in sides for one in side)
    notes, state, judged = list(found.notes), EffectState.WAITING, None
    if asked.today > after[1]:
        state = EffectState.NO_DATA
        if all(side and sum(one.about is None for one in side) <= MOST_UNKNOWN * len(side) for side in sides):
            state, judged = EffectState.JUDGED, effect(*sides, target=criterion.target)
            notes += _seen(judged, unknown)
    return EffectAnswer(asked, state, before, after, judged, weeks, tuple(notes), working, unknown)


def windows(asked: EffectQuestion) -> tuple[tuple[date, date] | None, tuple[date, date] | None]:
    """Baseline and window, first and last day: the window begins with the day on which the measure came into
    force, and is over when the clock of the verification is. A baseline that reaches into it is cut; None
    where nothing is left."""
    criterion, done = asked.criterion, asked.done_on
    until = criterion.until if done is None else min(criterion.until, done - timedelta(days=1))
    before = None if until < criterion.since else (criterion.since, until)
    if done is None:
        return before, None
    return before, (done, done + timedelta(days=criterion.window_days - 1))


def weeks_of(
    days: Iterable[DayCount],
    before: tuple[date, date] | None,
    after: tuple[date, date] | None,
) -> tuple[Week, ...]:
    """Calendar weeks of *days*, cut where baseline and window begin and end; a week of which no day is known
    has 0 days."""
    cut: dict[tuple[date, Part], list[DayCount]] = {}
    for one in days:
        monday = one.day - timedelta(days=one.day.weekday())
        cut.setdefault((monday, _part(one.day, before, after)), []).append(one)
    found = []
    for (_monday, part), of in cut.items():
        known = [one for one in of if one.about is not None]
        others = [one.others for one in known if one.others is not None]
        found.append(
            Week(
                of[0].day,
                of[-1].day,
                part,
                sum(one.about or 0.0 for one in known),
                len(known),
                sum(others) if known and len(others) == len(known) else None,
            )
        )
    return tuple(found)


def _part(day: date, before: tuple[date, date] | None, after: tuple[date, date] | None) -> Part:
    if before is not None and before[0] <= day <= before[1]:
        return Part.BEFORE
    if after is None or day < after[0]:
        return Part.BETWEEN
    return Part.AFTER if day <= after[1] else Part.LATER


def _notes(asked: EffectQuestion) -> tuple[Note, ...]:
    criterion, done = asked.criterion, asked.done_on
    found = []
    if done is not None and criterion.written_at is not None and criterion.written_at.date() > done:
        found.append(Note.WRITTEN_AFTER)
    if done is not None and criterion.until >= done:
        found.append(Note.CUT)
    if not criterion.judge.strip():
        found.append(Note.NO_JUDGE)
    elif criterion.judge.strip().casefold() == asked.owner.strip().casefold():
        found.append(Note.OWN_JUDGE)
    return tuple(found)


def _seen(judged: Effect, unknown: int) -> list[Note]:
    found = [
        (not judged.matched, Note.NOT_MATCHED),
        (judged.others_ratio is None, Note.NO_OTHERS),
        ((judged.spread or 1.0) > 1.2, Note.SPREAD),  # less is chance
        (unknown > 0, Note.UNKNOWN_DAYS),
    ]
    return [note for so, note in found if so]


# -- counting -----------------------------------------------------------------------------------------------


def day_counts(past: Past, centre: Connection, criterion: Criterion, period: Period) -> tuple[DayCount, ...]:
    """Each day of *period*, in order."""
    match criterion.by:
        case Measured.CATEGORY:
            return _of_category(past, criterion.value, period)
        case Measured.QUEUE:
            return _of_queue(past, criterion.value, period)
        case Measured.NODE:
            return _of_node(centre, criterion.value, period)


def _of_category(past: Past, category: str, period: Period) -> tuple[DayCount, ...]:
    from supervisor.history.type_days import type_days  # numpy

    found = type_days(past, period)
    about, whole = found.of(category).tolist(), found.counts.sum(axis=1).tolist()
    return tuple(
        DayCount(day, about[at], whole[at] - about[at]) if found.known[at] else DayCount(day, None)
        for at, day in enumerate(found.days)
    )


def _of_queue(past: Past, queue: str, period: Period) -> tuple[DayCount, ...]:
    try:
        named = named_queues(past.history, (queue,))
    except UnknownNameError:
        return tuple(DayCount(day, None) for day in period.days)
    asked = QueueQuestion(period, Every.DAY, with_skills=False, with_queues=False)
    of_all, own = (
        queue_figures(past.history, past.roll, past.settings, one)
        for one in (
            asked,
            QueueQuestion(period, Every.DAY, queues=named, with_skills=False, with_queues=False),
        )
    )
    found = []
    for at, day in enumerate(period.days):
        about, whole = own.value("contacts", 0, at), of_all.value("contacts", 0, at)
        found.append(DayCount(day, about, None if about is None or whole is None else whole - about))
    return tuple(found)


def _of_node(centre: Connection, node: str, period: Period) -> tuple[DayCount, ...]:
    tree = Tree(node_store.all_nodes(centre))
    above = tree.above(node)
    top = above[0].id if above else ""
    siblings = [one.id for one in tree.level(above[-1].id if above else "") if one.id != node]
    hits: dict[tuple[str, date], int | None] = {
        (one.node, one.day): one.hits
        for one in count_store.counts(centre, period.first, period.last, (node, top, *siblings))
    }
    found = []
    for day in period.days:
        about, whole = hits.get((node, day)), hits.get((top, day))
        if whole is None:
            of = [hit for one in siblings if (hit := hits.get((one, day))) is not None]
            others = float(sum(of)) if of else None
        else:
            others = None if about is None else float(max(0, whole - about))
        found.append(DayCount(day, about, others))
    return tuple(found)
