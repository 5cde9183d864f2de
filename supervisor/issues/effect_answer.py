"""An effect as it is asked about and answered: baseline, window, the weeks around them, what must be said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from supervisor.issues.effect import DayCount, Effect, EffectVerdict, effect
from supervisor.issues.issue import Criterion, Issue

SMALL = 0.1
"""Months differ by as much without any measure: the days of one know nothing of it."""
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
    SMALL = "small"  # certain, and less than months differ by themselves
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


def answer_of(asked: EffectQuestion, days: Sequence[DayCount]) -> EffectAnswer:
    """What *days* say to *asked*: the working days from the begin of the baseline up to yesterday, or to the
    end of the window."""
    before, after = windows(asked)
    weeks = weeks_of(days, before, after)
    never = () if any(one.about for one in days) else (Note.NEVER,)
    found = EffectAnswer(asked, EffectState.NOT_DONE, before, after, None, weeks, (*_notes(asked), *never))
    if after is None:
        return found
    sides = [
        [one for one in days if span is not None and span[0] <= one.day <= span[1]]
        for span in (before, after)
    ]
    working = sum(len(side) for side in sides)
    unknown = sum(one.about is None for side in sides for one in side)
    notes, state, judged = list(found.notes), EffectState.WAITING, None
    if asked.today > after[1]:
        state = EffectState.NO_DATA
        if all(side and sum(one.about is None for one in side) <= MOST_UNKNOWN * len(side) for side in sides):
            state, judged = EffectState.JUDGED, effect(*sides, target=asked.criterion.target)
            notes += _seen(judged, unknown)
    return EffectAnswer(asked, state, before, after, judged, weeks, tuple(notes), working, unknown)


def last_day(asked: EffectQuestion) -> date:
    """Up to which day is counted."""
    _before, after = windows(asked)
    yesterday = asked.today - timedelta(days=1)
    return yesterday if after is None else min(yesterday, after[1])


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


def is_small(judged: Effect) -> bool:
    """Whether a change was seen that is certain, and no larger than months differ by themselves."""
    changed = judged.verdict in (EffectVerdict.FELL, EffectVerdict.ROSE)
    return changed and judged.ratio is not None and 1 - SMALL < judged.ratio < 1 / (1 - SMALL)


def _seen(judged: Effect, unknown: int) -> list[Note]:
    found = [
        (not judged.matched, Note.NOT_MATCHED),
        (judged.others_ratio is None, Note.NO_OTHERS),
        ((judged.spread or 1.0) > 1.2, Note.SPREAD),  # less is chance
        (unknown > 0, Note.UNKNOWN_DAYS),
        (is_small(judged), Note.SMALL),
    ]
    return [note for so, note in found if so]
