"""The contacts behind an effect, counted day by day from the history: for a work process, a command.

A category counts the contacts handled of that type, against all others handled; a queue the contacts that
came to it, against those of all other queues; a menu node how often it was reached, against how often its
hotline was reached otherwise (its siblings, where nobody counted the hotline).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from supervisor.errors import UnknownNameError
from supervisor.history.asking import Past, opened
from supervisor.history.period import Every, Period
from supervisor.history.queue_figures import QueueQuestion, named_queues, queue_figures
from supervisor.issues.effect import DayCount
from supervisor.issues.effect_answer import EffectAnswer, EffectQuestion, answer_of, last_day
from supervisor.issues.issue import Criterion, Measured
from supervisor.ivr import count_store, node_store
from supervisor.ivr.tree import Tree
from supervisor.storage.database import open_centre
from supervisor.workdays.calendar import WorkCalendar
from supervisor.workdays.store import calendars


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
    first, last = asked.criterion.since, last_day(asked)
    days: list[DayCount] = []
    if first <= last:
        found = day_counts(past, centre, asked.criterion, Period(first, last))
        days = [one for one in found if calendar.is_working(one.day)]
    return answer_of(asked, days)


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
