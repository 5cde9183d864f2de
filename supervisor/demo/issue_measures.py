"""What becomes of measures of the demo's issues: under way, late, done, verified, closed, opened again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec.structs import replace
from sqlalchemy import Connection

from supervisor.demo.departments import (
    CHAIR,
    DEPARTMENTS,
    MANAGER,
    QUALITY,
    contact,
    department_id,
)
from supervisor.demo.issue_lives import Life
from supervisor.demo.issue_words import WORDS
from supervisor.demo.issue_year import Act, Year
from supervisor.errors import MoveRefusedError
from supervisor.issues import running, store
from supervisor.issues.clock import Pause, Waiting
from supervisor.issues.issue import (
    Counters,
    Criterion,
    Issue,
    Measured,
)
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.states import State

_WINDOW_DAYS = 28
_ORDER = {state: place for place, state in enumerate(State)}


class Measures:
    """The issues of one year and their measures. *node*: the menu node of the issue whose measure changed
    nothing; *begins*: since when the past is known."""

    def __init__(self, year: Year, *, node: str, begins: date) -> None:
        self.year = year
        self.words = WORDS[year.language]
        self.lives: dict[int, Life] = {}
        self._node = node
        self._begins = begins

    def wants(self, life: Life, state: State) -> bool:
        """Whether it is to come as far as *state*."""
        stop = life.fate.stop
        if stop is State.REJECTED:
            stop = State.ANSWERED if not life.fate.restored or not life.over else State.CLOSED
        return _ORDER[state] <= _ORDER[State.CLOSED if stop is State.MERGED else stop]

    def move(self, db: Connection, issue: Issue, name: str, given: Given, at: datetime) -> Issue:
        """A move by whoever may make it."""
        by = {
            "verify": QUALITY,
            "not_effective": QUALITY,
            "close": MANAGER,
            "reject": CHAIR,
            "restore": MANAGER,
        }.get(name)
        acting = self.year.liaison if by is None else self.year.acting(by)
        _changes, kept = store.move(db, issue.id, issue.version, name, given, acting=acting, at=at)
        return kept

    def key_of(self, issue: Issue) -> str:
        """The key of its department."""
        return next(key for key in DEPARTMENTS if department_id(key) == issue.facts.department)

    # -- put right -------------------------------------------------------------------------------------

    def accepted(self, life: Life, at: datetime) -> None:
        """Have what follows upon an accepted answer: the measure is under way."""
        year, fate = self.year, life.fate
        planned = life.planned or year.day(at)
        if life.of in ("mended", "unmended"):
            year.when(year.later(at, 1), self._criterion(life, planned))
        if fate.pause:
            still = fate.stop is State.WORKING
            since = year.at(year.worked(year.today, -4), 10) if still else year.later(at, 3)
            year.when(max(since, at + timedelta(hours=1)), self._pause(life, still))
        last = planned
        if fate.extension:
            ask = max(year.later(at, 0), year.at(year.worked(planned, -3), 14))
            if fate.extension == "asked" or (fate.planned or 0) > 0:
                ask = max(year.later(at, 1), year.at(year.worked(year.today, -2), 14))
            until = year.worked(planned, 10)
            year.when(ask, self._extend(life, until))
            last = until if fate.extension == "granted" else planned
        if self.wants(life, State.DONE):
            self._finish_on(life, at, year.worked(last, fate.slow) if fate.slow else last)

    def _finish_on(self, life: Life, at: datetime, day: date) -> None:
        year = self.year
        year.when(max(year.later(at, 1), year.at(year.worked(day, 0), 16)), self._finish(life, day))

    def _criterion(self, life: Life, planned: date) -> Act:
        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            by, value, window, target = Measured.CATEGORY, issue.facts.category, _WINDOW_DAYS, 0.8
            if life.of == "unmended":
                by, value, window, target = Measured.NODE, self._node, 42, 0.85
            judge = QUALITY.name[self.year.language]
            until = planned - timedelta(days=1)
            wanted = Criterion(by, value, self._begins, until, window, target, judge)
            after = replace(issue, facts=replace(issue.facts, criterion=wanted))
            store.edit(db, issue, after, acting=self.year.liaison, at=at)

        return act

    def _pause(self, life: Life, still: bool) -> Act:
        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            if issue.state is not State.WORKING:
                return
            expected = self.year.later(self.year.now if still else at, 6, 17)
            pause = Pause(at, self.words.waits, Waiting.THIRD, self.words.third, expected)
            store.pause(db, issue.id, issue.version, pause, acting=self.year.liaison, at=at)
            if not still:
                self.year.when(self.year.later(at, 4), self._go_on(life))

        return act

    def pause_answer(self, life: Life) -> Act:
        """The department waits for us, since now."""

        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            expected = self.year.later(self.year.now, 3, 17)
            pause = Pause(at, self.words.waits_for_us, Waiting.CENTRE, "", expected)
            store.pause(db, issue.id, issue.version, pause, acting=self.year.liaison, at=at)

        return act

    def _go_on(self, life: Life) -> Act:
        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            if issue.state is State.WORKING:
                store.end_pause(db, issue.id, issue.version, acting=self.year.liaison, at=at)

        return act

    def _extend(self, life: Life, until: date) -> Act:
        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            if issue.state is not State.WORKING:
                return
            why, by = self.words.more_time, self.year.liaison
            try:
                store.ask_extension(db, issue.id, issue.version, until, why, acting=by, at=at)
            except MoveRefusedError:
                return  # the answer was accepted after its day: it is too late to ask
            if life.fate.extension != "asked":
                self.year.when(self.year.later(at, 1, 9), self._rule(life))

        return act

    def _rule(self, life: Life) -> Act:
        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            granted = life.fate.extension == "granted"
            chair = self.year.acting(CHAIR)
            if issue.state is State.WORKING and (one := running.current(issue)) and running.asked(one):
                store.rule_extension(db, issue.id, issue.version, granted, acting=chair, at=at)

        return act

    def _finish(self, life: Life, in_force: date) -> Act:
        def act(db: Connection, at: datetime) -> None:
            year, issue = self.year, store.get(db, life.id)
            if issue.state is not State.WORKING:
                return
            said = Answer(progress=self.words.finished, done_on=min(in_force, year.day(at)))
            who = contact(self.key_of(issue), year.language)
            reply = Reply(
                "", issue.id, issue.facts.department, said, at, year.liaison.who, who, self.words.mail
            )
            _changes, after = store.reply(db, reply, acting=year.liaison, at=at)
            if after.state is not State.DONE:
                return
            if life.fate.ineffective and not life.was_ineffective:
                life.was_ineffective = True
                year.when(year.later(at, 10), self._not_effective(life))
            elif self.wants(life, State.VERIFIED):
                days = 5 if life.of == "went" else 8 + year.rng.randrange(6)
                then = year.later(at, days)
                if life.of == "mended":  # as soon as its window is over
                    over = in_force + timedelta(days=_WINDOW_DAYS)
                    then = year.at(year.worked(over, 0), 11)
                year.when(then, self._verify(life))

        return act

    def _not_effective(self, life: Life) -> Act:
        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            self.move(db, issue, "not_effective", Given(still_wrong=self.words.still_wrong), at)
            self._finish_on(life, at, self.year.worked(self.year.day(at), 8))

        return act

    def _verify(self, life: Life) -> Act:
        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            if issue.state is not State.DONE:
                return
            finding = self.words.fell if life.of == "mended" else self.words.verified
            self.move(db, issue, "verify", Given(finding=finding, effective=True), at)
            if self.wants(life, State.CLOSED):
                self.year.when(self.year.later(at, 22), self._close(life))  # where no meeting did

        return act

    def _close(self, life: Life) -> Act:
        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            if issue.state is State.VERIFIED:
                self.move(db, issue, "close", Given(reason=self.words.closed), at)
                self.closed(life, at)

        return act

    def closed(self, life: Life, at: datetime) -> None:
        """Have what follows upon a closing: a few are opened again."""
        if life.fate.reopened and not life.was_reopened:
            life.was_reopened = True
            self.year.when(self.year.later(at, 12), self._reopen(life))

    def _reopen(self, life: Life) -> Act:
        def act(db: Connection, at: datetime) -> None:
            year, issue = self.year, store.get(db, life.id)
            planned = year.worked(year.day(at), 10)
            given = Given(newer_evidence=year.day(at), planned=planned)
            after = self.move(db, issue, "reopen", given, at)
            assert after.standing.counters != Counters()  # noqa: S101
            self._finish_on(life, at, planned)

        return act
