"""The demo's communication sheets: before each meeting, and the latest, of which each stands otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from supervisor.demo.departments import contact, department_id
from supervisor.demo.issue_acts import Desk
from supervisor.demo.issue_lives import TOPIC, Life, lines_of_sheets
from supervisor.demo.issue_year import Act
from supervisor.issues import store
from supervisor.issues.issue import Origin
from supervisor.issues.sheet import Sending, Sheet, SheetState, Signing
from supervisor.issues.sheet_filling import to_send
from supervisor.issues.sheet_making import make
from supervisor.issues.sheet_sending import answer, send, sign
from supervisor.issues.sheet_store import get, kept_lines
from supervisor.issues.sheet_told import Making
from supervisor.issues.states import State


@dataclass(frozen=True)
class _Latest:
    """A sheet sent so many working days *ago*, answers wished so many working days from today; *signed* and
    *answered* so many working days ago (None: not). *by_day*: days instead of working days, for who works
    every day."""

    ago: int
    wished: int
    signed: int | None = None
    answered: int | None = None
    by_day: bool = False


_LATEST: dict[str, _Latest] = {
    "network": _Latest(7, -2, signed=6, answered=3),
    "international": _Latest(5, 2, signed=4, answered=1),
    "marketing": _Latest(3, 1, signed=2),
    "field": _Latest(3, 3),
    "shops": _Latest(2, 0, signed=1, answered=1, by_day=True),
    "billing": _Latest(1, 6, signed=1, answered=1),
    "it": _Latest(0, 4),
}


class Sheets:
    """Sheets of one year."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._year = desk.year
        self._words = desk.words

    def before(self, keys: Iterable[str], meeting: str, day: date) -> None:
        """Have sheets go to departments six working days before the *meeting* (id) of *day*."""
        sent = self._year.at(self._year.worked(day, -6), 14)
        wished = self._year.worked(day, -1)
        self._year.when(sent, self._go_out(tuple(keys), meeting, wished))

    def _go_out(self, keys: tuple[str, ...], meeting: str, wished: date) -> Act:
        def act(db: Connection, at: datetime) -> None:
            year, ready = self._year, to_send(db).ready
            for key in keys:
                if department_id(key) not in ready:
                    continue
                sheet = self._send(db, key, meeting, wished, at)
                signed = year.later(at, 1 if year.rng.random() < 0.85 else 3, 10)
                year.when(signed, self._sign(sheet.id, key))
                late = 3 if year.rng.random() < 0.12 else -1
                answered = max(year.at(year.worked(wished, late), 15), signed + timedelta(hours=1))
                year.when(answered, self.answers(sheet.id, key))

        return act

    def _send(self, db: Connection, key: str, meeting: str, wished: date, at: datetime) -> Sheet:
        year = self._year
        until = year.day(at)
        what = Making(meeting, until - timedelta(days=13), until, wished, self._words.covering)
        by = year.liaison
        _changes, made = make(db, [department_id(key)], what, acting=by, at=at)
        to = f"{contact(key, year.language)} <{key}@example.com>"
        _changes, sheet = send(db, made[0], Sending(to, self._words.mail), acting=by, at=at)
        return sheet

    def _sign(self, id: str, key: str) -> Act:
        def act(db: Connection, at: datetime) -> None:
            sheet = get(db, id)
            if sheet.state is SheetState.SENT:
                who = contact(key, self._year.language)
                how = self._words.phone if self._year.rng.random() < 0.3 else self._words.mail
                sign(db, sheet, Signing(who, at, how), acting=self._year.liaison, at=at)

        return act

    def answers(self, id: str, key: str) -> Act:
        """What the department answers on the sheet *id* now."""

        def act(db: Connection, at: datetime) -> None:
            year, sheet = self._year, get(db, id)
            own = [line.issue for line in kept_lines(db, id) if not line.reminder]
            said = {}
            for issue in store.all_issues(db, own):
                life = self._desk.life(issue.id)
                if life is None or issue.facts.department != sheet.department:
                    continue
                if (one := self._desk.answer(life, issue, at)) is not None:
                    said[issue.id] = one
            who = contact(key, year.language)
            how = self._words.mail
            _changes, entered = answer(db, sheet, said, said_by=who, how=how, acting=year.liaison, at=at)
            for each in entered:
                life = self._desk.lives[each.issue.id]
                if each.issue.state is State.ANSWERED:
                    life.answer_again = self.answers(id, key)
                    self._desk.answered(life, at)
                elif each.missing:
                    year.when(year.later(at, 3), self.answers(id, key))

        return act

    # -- the latest ------------------------------------------------------------------------------------

    def latest(self, next_of: Callable[[str], str]) -> None:
        """Have the sheets go out that are out today; *next_of*: the id of a department's next meeting."""
        year = self._year
        for key, lines in lines_of_sheets().items():
            told = _LATEST.get(key)
            sent = self._instant(told) if told else year.now - timedelta(minutes=30)
            made = year.worked(year.day(sent), -1)
            for place, (topic, variant, fate) in enumerate(lines):
                where = variant if TOPIC[topic].varies else None
                origin = Origin.CONTACTS if place % 2 else Origin.COMPLAINT
                self._desk.file(Life(TOPIC[topic], where, made, fate, origin), 9.5 + place / 4)
            if told is None:
                year.when(sent, self._prepare(key, next_of))
                continue
            wished = year.today + timedelta(days=told.wished)
            wished = wished if told.by_day else year.worked(year.today, told.wished)
            year.when(sent, self._send_latest(key, next_of, wished, told))

    def _instant(self, told: _Latest) -> datetime:
        year = self._year
        if told.by_day:
            return year.at(year.today - timedelta(days=told.ago), 14)
        day = year.worked(year.today, -told.ago)
        if day >= year.today:
            is_on = year.calendar.is_working(year.today)
            return year.now - timedelta(minutes=40) if is_on else year.at(year.worked(year.today, -1), 16)
        return year.at(day, 14)

    def _send_latest(self, key: str, next_of: Callable[[str], str], wished: date, told: _Latest) -> Act:
        def act(db: Connection, at: datetime) -> None:
            year = self._year
            if department_id(key) not in to_send(db).ready:
                return
            sheet = self._send(db, key, next_of(key), wished, at)
            for ago, hour, then in (
                (told.signed, 15.5, self._sign(sheet.id, key)),
                (told.answered, 16.5, self.answers(sheet.id, key)),
            ):
                if ago is not None:
                    days = year.today - timedelta(days=ago)
                    day = days if told.by_day else year.worked(year.today, -ago)
                    year.when(year.at(day, hour), then)
            for line in kept_lines(db, sheet.id):
                life = self._desk.life(line.issue)
                if life is not None and life.fate.pause and life.fate.stop is State.RECEIVED:
                    year.when(year.at(year.worked(year.today, -1), 16), self._desk.pause_answer(life))

        return act

    def _prepare(self, key: str, next_of: Callable[[str], str]) -> Act:
        def act(db: Connection, at: datetime) -> None:
            year = self._year
            if department_id(key) in to_send(db).ready:
                wished = year.worked(year.today, 6)
                what = Making(next_of(key), year.today - timedelta(days=13), year.today, wished, "")
                make(db, [department_id(key)], what, acting=year.liaison, at=at)

        return act
