"""The contacts behind an effect, counted day by day from the history: for a work process, a command.

A category counts the contacts handled of that type, against all others handled; a queue the contacts that
came to it, against those of all other queues; a menu node how often it was reached, against how often its
hotline was reached otherwise (its siblings, where nobody counted the hotline).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from supervisor.history.asking import Past, opened
from supervisor.history.figures import Figures, LineKind
from supervisor.history.period import Every, Period
from supervisor.history.queue_figures import QueueName, QueueQuestion, named_queues, queue_figures
from supervisor.issues.effect import DayCount
from supervisor.issues.effect_answer import EffectAnswer, EffectQuestion, answer_of, last_day
from supervisor.issues.issue import Criterion, Measured
from supervisor.ivr import count_store, node_store
from supervisor.ivr.tree import Tree
from supervisor.storage.database import open_centre
from supervisor.workdays.store import calendars

if TYPE_CHECKING:  # numpy
    from supervisor.history.type_days import TypeDays


def ask_effect(_report: object, url: str, asked: EffectQuestion) -> EffectAnswer:
    """What the contacts say; for the work process. Raises DatabaseError."""
    return ask_effects(_report, url, (asked,))[0]


def ask_effects(_report: object, url: str, asked: Sequence[EffectQuestion]) -> tuple[EffectAnswer, ...]:
    """The same of several; the history is gone through once for all of them."""
    with open_centre(url) as centre, centre.read() as db, opened(url) as past:
        counting = Counting(past, db, asked)
        return tuple(counting.answer(one) for one in asked)


class Counting:
    """Counts days for questions that are known before, so that each part of the history is read once."""

    def __init__(self, past: Past, centre: Connection, asked: Sequence[EffectQuestion]) -> None:
        self._past, self._centre = past, centre
        self._calendar = calendars(centre)[""]
        self._periods: dict[Measured, Period] = {}
        for one in asked:
            first, last = one.criterion.since, last_day(one)
            if first <= last:
                known = self._periods.get(one.criterion.by, Period(first, last))
                self._periods[one.criterion.by] = Period(min(first, known.first), max(last, known.last))

    def answer(self, asked: EffectQuestion) -> EffectAnswer:
        """What the contacts say, on the working days of the centre's calendar."""
        first, last = asked.criterion.since, last_day(asked)
        if first > last:
            return answer_of(asked, ())
        days = [one for one in self._days(asked.criterion) if first <= one.day <= last]
        return answer_of(asked, [one for one in days if self._calendar.is_working(one.day)])

    def _days(self, criterion: Criterion) -> tuple[DayCount, ...]:
        match criterion.by:
            case Measured.CATEGORY:
                return self._of_category(criterion.value)
            case Measured.QUEUE:
                return self._of_queue(criterion.value)
            case Measured.NODE:
                return _of_node(self._centre, criterion.value, self._periods[Measured.NODE])

    @cached_property
    def _types(self) -> TypeDays:
        from supervisor.history.type_days import type_days  # numpy

        return type_days(self._past, self._periods[Measured.CATEGORY])

    @cached_property
    def _queues(self) -> Figures:
        return self._queue_figures(None)

    def _queue_figures(self, queues: tuple[QueueName, ...] | None) -> Figures:
        period = self._periods[Measured.QUEUE]
        asked = QueueQuestion(period, Every.DAY, queues=queues, with_skills=False, with_queues=queues is None)
        return queue_figures(self._past.history, self._past.roll, self._past.settings, asked)

    def _of_category(self, category: str) -> tuple[DayCount, ...]:
        found = self._types
        about, whole = found.of(category).tolist(), found.counts.sum(axis=1).tolist()
        return tuple(
            DayCount(day, about[at], whole[at] - about[at]) if found.known[at] else DayCount(day, None)
            for at, day in enumerate(found.days)
        )

    def _of_queue(self, queue: str) -> tuple[DayCount, ...]:
        """A queue that several sources tell is counted as in every figure: each of its contacts once."""
        figures = self._queues
        lines = [
            at for at, line in enumerate(figures.lines) if line.kind is LineKind.QUEUE and line.name == queue
        ]
        days = self._periods[Measured.QUEUE].days
        if not lines:
            return tuple(DayCount(day, None) for day in days)
        own, line = figures, lines[0]
        if len(lines) > 1:
            own = self._queue_figures(named_queues(self._past.history, (queue,)))
            line = 0
        found = []
        for at, day in enumerate(days):
            about, whole = own.value("contacts", line, at), figures.value("contacts", 0, at)
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
