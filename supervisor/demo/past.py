"""Writes the demo's past into its history, day by day, the newest first: something is soon to be seen."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, update

from supervisor.clock import SystemClock
from supervisor.demo.centre import SOURCE, WHO
from supervisor.demo.courses import write_training
from supervisor.demo.drawn import DrawnDay, drawn_day
from supervisor.demo.issues import state_effects, write_issues
from supervisor.demo.judging import judged
from supervisor.demo.other_systems import Counted, counted_elsewhere
from supervisor.demo.people import Colleague, colleagues
from supervisor.demo.quality import forget_evaluations, write_judged
from supervisor.demo.weaknesses import Past
from supervisor.facts.contact import Told
from supervisor.history import batch as batches
from supervisor.history import count_stamp, entries, partitions
from supervisor.history.batch import Batch, Kind, State
from supervisor.history.derive import derive_stale
from supervisor.history.derive_rules import DeriveRules, derive_rules
from supervisor.history.names import Names
from supervisor.quality.counting import count_evaluations
from supervisor.settings.centre import CentreSettings
from supervisor.sources.simulated.people import agents
from supervisor.storage.areas import note
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import Database, open_centre, open_history
from supervisor.storage.history_tables import (
    history_bad,
    history_before,
    history_count,
    history_entry,
    history_import,
    history_mark,
    history_ring,
    history_slot,
    history_span,
    history_state,
    history_stray,
)
from supervisor.storage.sources import all_sources

KEPT_DAYS = 14
"""Of so many days each contact is kept; of the days before, what was counted."""

_AT_ONCE = 5  # days: what is counted of a day touches its neighbours, so several together cost less
_SPAN = ("began_ms", "source", "login", "state", "queue", "ended_ms", "code", "told")
_COUNT_KEY = ("day", "span", "source", "login", "channel", "queue", "type")


@dataclass(frozen=True)
class _Made:
    """What a past is made of: another one is another past."""

    today: date
    seed: int
    language: str

    @property
    def said(self) -> dict[str, Any]:
        return {"today": self.today.isoformat(), "seed": self.seed, "language": self.language}


def write_past(
    url: str,
    *,
    report: Callable[[int, int], None] | None = None,
    first: date | None = None,
    most: int | None = None,
) -> bool:
    """Write what is missing of the demo's past, from *first* on (None: from its beginning), at *most* so many
    days; whether anything was missing.

    Goes on where an earlier call was cut off. A past of another day, seed or language is written anew.
    Nothing happens to a real centre. Raises DatabaseError.
    """
    with open_centre(url) as centre, open_history(url) as history:
        with centre.read() as db:
            settings = load_centre(db)
            made = {record.name: record.options for record in all_sources(db)}
        if not settings.demo or settings.demo_clock is None or SOURCE not in made:
            return False
        options = made[SOURCE]
        today = settings.days.day(settings.demo_clock.shows)
        asked = _Made(today, int(options.get("seed", 1)), str(options.get("language", "zh_CN")))
        writing = _Writing(centre, history, settings, asked)
        if first is None and writing.write_issues(url) and most is not None:
            return True  # what else is asked for meanwhile need not wait for days, too
        missing = writing.missing(first)
        now = missing[:most]
        for done in range(0, len(now), _AT_ONCE):
            if report is not None:
                report(done, len(now))
            writing.write(now[done : done + _AT_ONCE])
            with centre.write() as db:
                note(db, {"history"})
        if missing and len(now) == len(missing):
            writing.finish()
        alone = most is not None and missing  # what else is asked for meanwhile need not wait for both
        if not alone and not writing.missing(None):
            writing.write_courses(url)
            writing.state_effects(url)
        return bool(missing)


class _Writing:
    def __init__(self, centre: Database, history: Database, settings: CentreSettings, made: _Made) -> None:
        self._centre = centre
        self._history = history
        self._days = settings.days
        self._rules: DeriveRules = derive_rules(settings)
        self._made = made
        people = agents(made.seed)
        self._agents = people
        self._past = Past(people, made.today)
        self._people: Sequence[Colleague] = colleagues(people, self._past, made.seed)
        self._batch, self._names = self._begin()

    def _begin(self) -> tuple[int, Names]:
        with self._history.write() as db:
            for found in batches.batches(db, kinds=[Kind.DEMO]):
                if found.state is not State.UNDONE and self._is_ours(found):
                    return found.id, Names()
            _forget_past(db, self._days.begins(self._made.today))
            with self._centre.write() as said:
                forget_evaluations(said)
            number = batches.begin(db, Kind.DEMO, SOURCE, at=SystemClock().now(), who=WHO)
            batches.note(
                db,
                number,
                state=State.RUNNING,
                at=SystemClock().now(),
                facts={**self._made.said, "days": []},
            )
        return number, Names()

    def _is_ours(self, found: Batch) -> bool:
        return all(found.facts.get(name) == value for name, value in self._made.said.items())

    def missing(self, first: date | None) -> list[date]:
        """The days that are not written yet, newest first."""
        with self._history.read() as db:
            written = set(batches.batch(db, self._batch).facts.get("days", ()))
        day, found = self._made.today - timedelta(days=1), []
        while day >= (first or self._past.begins):
            if day.isoformat() not in written:
                found.append(day)
            day -= timedelta(days=1)
        return found

    def write(self, days: Sequence[date]) -> None:
        """All that the demo's systems tell of *days*, and what is counted of it."""
        for day in days:
            self._write_day(day)
        count_evaluations(self._centre, self._history)
        derive_stale(self._history, self._rules)
        with self._history.write() as db:
            facts = dict(batches.batch(db, self._batch).facts)
            written = {*facts["days"], *(day.isoformat() for day in days)}
            for day in (max(days) + timedelta(days=1), *days):
                if (self._made.today - day).days > KEPT_DAYS and self._is_settled(day, written):
                    _forget_contacts(db, self._days.begins(day), self._days.ends(day))
            facts["days"] = sorted(written)
            db.execute(update(history_import).where(history_import.c.id == self._batch).values(facts=facts))

    def _is_settled(self, day: date, written: Container[str]) -> bool:
        """Whether nothing that touches *day* is still to be written: the night of the day before reaches into
        it, and it is counted once more then, which it cannot be without its contacts."""
        before = day - timedelta(days=1)
        return day.isoformat() in written and (day == self._past.begins or before.isoformat() in written)

    def _write_day(self, day: date) -> None:
        made = self._made
        drawn = drawn_day(self._agents, self._past, self._days, day, seed=made.seed, language=made.language)
        elsewhere = counted_elsewhere(drawn, self._people, self._past, seed=made.seed, language=made.language)
        with self._history.write() as db:
            self._write_contacts(db, drawn)
            self._write_counts(db, day, elsewhere)
        found = judged(drawn, self._people, self._past, seed=made.seed, language=made.language)
        with self._centre.write() as db:
            write_judged(db, day, found, self._past, seed=made.seed, language=made.language)

    def finish(self) -> None:
        with self._history.write() as db:
            batches.note(db, self._batch, state=State.DONE, at=SystemClock().now())

    def write_courses(self, url: str) -> None:
        """The courses, once: what was forecast of people is known when their whole past is."""
        if not self._is_noted("courses"):
            write_training(url, self._days, self._people, self._past, self._made.language)
            self._note("courses")

    def write_issues(self, url: str) -> bool:
        """The year of issues, once; whether it was missing. They rest on no day of the past, and are there
        before it is."""
        if self._is_noted("issues"):
            return False
        made = self._made
        write_issues(url, self._days, self._agents, self._past, seed=made.seed, language=made.language)
        self._note("issues")
        return True

    def state_effects(self, url: str) -> None:
        """What the contacts say of measures, once: the whole past must be there."""
        if not self._is_noted("effects"):
            state_effects(url, self._made.today, self._made.language)
            self._note("effects")

    def _is_noted(self, name: str) -> bool:
        with self._history.read() as db:
            return name in batches.batch(db, self._batch).facts

    def _note(self, name: str) -> None:
        with self._history.write() as db:
            facts = {**batches.batch(db, self._batch).facts, name: True}
            db.execute(update(history_import).where(history_import.c.id == self._batch).values(facts=facts))

    def _write_contacts(self, db: Connection, drawn: DrawnDay) -> None:
        names, batch = self._names, self._batch
        entries.write(db, names, SOURCE, drawn.entries, Told.LOG, batch)
        entries.write_rings(db, names, SOURCE, drawn.rings, Told.LOG, batch)
        if not drawn.spans:
            return
        source = names.number(db, "source", "", SOURCE)
        logins = names.numbers(db, "login", SOURCE, {span.login for span in drawn.spans})
        codes = names.numbers(db, "code", SOURCE, {span.code for span in drawn.spans})
        rows = [
            (
                span.began_ms,
                source,
                logins[span.login],
                span.state.value,
                0,
                span.ended_ms,
                codes[span.code],
                int(Told.LIVE),
            )
            for span in drawn.spans
        ]
        partitions.ensure(db, min(row[0] for row in rows), max(row[0] for row in rows))
        batches.write(db, history_span, _SPAN, rows, batch)

    def _write_counts(self, db: Connection, day: date, elsewhere: Iterable[Counted]) -> None:
        by_system: dict[str, list[Counted]] = {}
        for counted in elsewhere:
            by_system.setdefault(counted.system, []).append(counted)
        for system, told in by_system.items():
            source = self._names.number(db, "source", "", system)
            logins = self._names.numbers(db, "login", system, {one.number for one in told})
            skills = self._names.numbers(db, "queue", system, {one.skill for one in told})
            types = self._names.numbers(db, "type", system, {one.type for one in told})
            fields = list(dict.fromkeys(name for one in told for name in one.counts))
            rows = [
                (
                    *(day, "D", source, logins[one.number], one.channel, skills[one.skill], types[one.type]),
                    *(one.counts.get(name) for name in fields),
                )
                for one in told
            ]
            batches.write(db, history_count, (*_COUNT_KEY, *fields), rows, self._batch)


def _forget_past(db: Connection, until: datetime) -> None:
    """Forget all that the history holds of before *until*: the past of another demo day."""
    until_ms = int(until.timestamp() * 1000)
    for table in (history_entry, history_ring, history_mark, history_span):
        db.execute(delete(table).where(next(iter(table.primary_key.columns)) < until_ms))
    db.execute(delete(history_slot).where(history_slot.c.slot < until_ms // 900_000))
    day = until.date() + timedelta(days=1)  # a zone ahead of UTC is on the next day already
    for counted in (history_count, history_state):
        db.execute(delete(counted).where(counted.c.day < day))
    count_stamp.touch(db, [count_stamp.ALL])
    for gone in (history_bad, history_before, history_stray):
        db.execute(delete(gone))
    db.execute(delete(history_import).where(history_import.c.kind == Kind.DEMO.value))


def _forget_contacts(db: Connection, since: datetime, until: datetime) -> None:
    since_ms, until_ms = (int(at.timestamp() * 1000) for at in (since, until))
    for table in (history_entry, history_ring, history_span):
        at = next(iter(table.primary_key.columns))
        db.execute(delete(table).where(at >= since_ms, at < until_ms))
