"""The demo's coordination meetings: two series over a year, held, minuted, closed; the next ones planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from msgspec.structs import replace
from sqlalchemy import Connection

from supervisor.demo.departments import (
    CHAIR,
    DEPARTMENTS,
    LIAISON,
    MINUTES,
    QUALITY,
    contact,
    department_id,
)
from supervisor.demo.issue_acts import Desk
from supervisor.demo.issue_lives import Life
from supervisor.demo.issue_year import Act
from supervisor.demo.sheets import Sheets
from supervisor.issues import store as issues
from supervisor.issues.issue import Issue
from supervisor.issues.states import State
from supervisor.meetings import actions, closing, outcome_store, series_store, store
from supervisor.meetings.attendance_store import attendance, mark_attendance
from supervisor.meetings.dates import next_days
from supervisor.meetings.meeting import Came, Item, Meeting, Outcome, OutcomeKind
from supervisor.meetings.series import Every, Pattern, Person, Section, Series, Template

_Words = dict[str, str]
FORTNIGHT, MONTH = "demo-fortnight", "demo-month"


@dataclass(frozen=True)
class _Plan:
    id: str
    name: _Words
    departments: tuple[str, ...]
    at: time
    length: int
    place: _Words
    other: _Words


SERIES: tuple[_Plan, ...] = (
    _Plan(
        FORTNIGHT,
        {"zh_CN": "服务协同双周会", "en": "Service coordination, every two weeks"},
        ("billing", "network", "field", "it"),
        time(14),
        90,
        {"zh_CN": "三楼 302 会议室", "en": "Room 302"},
        {"zh_CN": "近两周来电热点通报", "en": "What people called about in the last two weeks"},
    ),
    _Plan(
        MONTH,
        {"zh_CN": "服务质量月度例会", "en": "Service quality, every month"},
        tuple(DEPARTMENTS),
        time(15),
        120,
        {"zh_CN": "一楼多功能厅", "en": "Hall on the ground floor"},
        {"zh_CN": "上月服务质量通报", "en": "Service quality of last month"},
    ),
)
_SUBSTITUTE = {"zh_CN": "副主任", "en": "Deputy of {name}"}
_ABSENT = {5: "network", -1: "it"}
"""Of which meetings of the fortnight (-1: the last one) a department stayed away."""


class Meetings:
    """Meetings of one year."""

    def __init__(self, desk: Desk, sheets: Sheets, days: int) -> None:
        self._desk, self._sheets, self._year = desk, sheets, desk.year
        self._words = desk.words
        self._since = self._year.today - timedelta(days=days - 12)
        self._days = {plan.id: self._days_of(plan) for plan in SERIES}
        self.planned: dict[str, str] = {}

    # -- when ------------------------------------------------------------------------------------------

    def _last(self) -> date:
        return self._year.worked(self._year.today, -5)

    def _pattern(self, plan: _Plan) -> Pattern:
        last = self._last()
        if plan.id == FORTNIGHT:
            since = last - timedelta(weeks=2 * 27)
            return Pattern(Every.TWO_WEEKS, last.weekday(), 1, plan.at, since)
        taken = {last.weekday(), self._year.today.weekday()}
        weekday = next(day for day in (1, 2, 3) if day not in taken)
        return Pattern(Every.MONTH_WEEKDAY, weekday, 2, plan.at)

    def _days_of(self, plan: _Plan) -> tuple[date, ...]:
        """Up to the next one to come."""
        days = next_days(self._pattern(plan), self._year.calendar, self._since, 40)
        held = tuple(day for day in days if day < self._year.today)
        return (*held, next(day for day in days if day >= self._year.today))

    def next_of(self, key: str) -> str:
        """The id of the next meeting that a department is asked to; "" where it is too near."""
        for plan in SERIES:
            if key in plan.departments and plan.id in self.planned:
                day = self._days[plan.id][-1]
                return self.planned[plan.id] if day >= self._year.worked(self._year.today, 4) else ""
        return ""

    # -- planned ---------------------------------------------------------------------------------------

    def begin(self, db: Connection, at: datetime) -> None:
        """Keep the series, and have their meetings be planned and held one after another."""
        year = self._year
        for plan in SERIES:
            people = tuple(
                Person(contact(key, year.language), department_id(key), f"{key}@example.com")
                for key in plan.departments
            )
            of_centre = tuple(Person(one.name[year.language]) for one in (CHAIR, LIAISON, MINUTES))
            series = Series(
                plan.id,
                plan.name[year.language],
                self._pattern(plan),
                tuple(map(department_id, plan.departments)) if plan.id == FORTNIGHT else (),
                (*of_centre, *people),
                Template(other=(plan.other[year.language],), least_severe=4 if plan.id == FORTNIGHT else 3),
                plan.place[year.language],
                CHAIR.name[year.language],
                MINUTES.name[year.language],
                plan.length,
            )
            series_store.save(db, series, acting=year.liaison, at=at)
            year.when(at + timedelta(minutes=5), self._plan(plan, 0))

    def _plan(self, plan: _Plan, nth: int) -> Act:
        def act(db: Connection, at: datetime) -> None:
            year, day = self._year, self._days[plan.id][nth]
            starts = year.at(day, plan.at.hour)
            _changes, meeting = store.plan(db, plan.id, starts, acting=year.liaison, at=at)
            if nth + 1 < len(self._days[plan.id]):
                self._sheets.before(plan.departments, meeting.id, day)
                year.when(starts, self._hold(plan, nth, meeting.id))
            else:
                self.planned[plan.id] = meeting.id

        return act

    def refresh(self, db: Connection, at: datetime) -> None:
        """Bring the agendas of those to come up to date."""
        for id in self.planned.values():
            store.refresh(db, id, acting=self._year.liaison, at=at)

    # -- held ------------------------------------------------------------------------------------------

    def _hold(self, plan: _Plan, nth: int, id: str) -> Act:
        def act(db: Connection, at: datetime) -> None:
            year = self._year
            by = year.acting(MINUTES)
            _changes, items = store.refresh(db, id, acting=year.liaison, at=at - timedelta(minutes=30))
            meeting = store.get(db, id)
            self._came(db, plan, nth, meeting, at)
            _changes, meeting = store.begin(db, id, meeting.version, acting=by, at=at)
            is_last = nth + 2 == len(self._days[plan.id])
            talk = _Talk(self, db, meeting, at, is_last and plan.id == FORTNIGHT)
            spent = {}
            for item in items:
                seconds = talk.about(item)
                if seconds:
                    spent[item.id] = seconds
            store.spend(db, spent, at=talk.at)
            now = store.get(db, id)
            closing.close(db, id, now.version, acting=by, at=talk.at + timedelta(minutes=4))
            year.when(year.later(at, 1, 9.5), self._plan(plan, nth + 1))

        return act

    def _came(self, db: Connection, plan: _Plan, nth: int, meeting: Meeting, at: datetime) -> None:
        year = self._year
        is_last = nth + 2 == len(self._days[plan.id])
        away = _ABSENT.get(-1 if is_last else nth, "") if plan.id == FORTNIGHT else ""
        marks = []
        for one in attendance(db, meeting.id):
            chance = year.rng.random()
            came, instead = Came.CAME, ""
            if one.department == department_id(away) or (one.department and chance < 0.05):
                came = Came.ABSENT
            elif one.department and chance < 0.12:
                came, instead = Came.SUBSTITUTE, _SUBSTITUTE[year.language].format(name=one.person)
            marks.append(replace(one, came=came, substitute=instead))
        mark_attendance(db, meeting.id, marks, acting=year.acting(MINUTES), at=at)

    @property
    def desk(self) -> Desk:
        """Where issues are acted on."""
        return self._desk


class _Talk:
    """A meeting that runs: items are spoken of one after another until the time is over."""

    def __init__(
        self, meetings: Meetings, db: Connection, meeting: Meeting, begins: datetime, leaves: bool
    ) -> None:
        self._desk, self._year = meetings.desk, meetings.desk.year
        self._words = meetings.desk.words
        self._db, self._meeting = db, meeting
        self._by = self._year.acting(MINUTES)
        self._ends = begins + timedelta(minutes=meeting.text.length)
        self._open_until = [-1, 0, 5] if leaves else []  # actions that stay open: due so many days from today
        self.at = begins

    def about(self, item: Item) -> float:
        """Speak of *item*; for how many seconds, 0 where its turn does not come."""
        if self.at >= self._ends:
            return 0.0
        rng = self._year.rng
        if not item.issue:
            self._note(item)
        else:
            issue = issues.get(self._db, item.issue)
            life = self._desk.life(issue.id)
            if life is None or not self._spoken(item, issue, life):
                return 0.0
        seconds = item.minutes * 60 * rng.uniform(0.5, 1.3)
        self.at += timedelta(seconds=seconds)
        return seconds

    def _spoken(self, item: Item, issue: Issue, life: Life) -> bool:
        rng, words = self._year.rng, self._words
        desk, kind = self._desk, OutcomeKind
        chance = rng.random()
        match issue.state:
            case State.ANSWERED if desk.wants(life, State.WORKING):
                if life.fate.ask_again and not life.asked_again and life.answer_again is not None:
                    life.asked_again = True
                    self._came(item, kind.ASK_AGAIN, words.unclear)
                    self._year.when(self._year.later(self.at, 3), life.answer_again)
                else:
                    self._came(item, kind.ACCEPTED)
                    desk.accepted(life, self.at)
                return True
            case State.VERIFIED if desk.wants(life, State.CLOSED) and chance < 0.85:
                self._came(item, kind.CLOSED, words.closed)
                desk.closed(life, self.at)
                return True
            case State.READY if issue.standing.ruling_wanted:
                if life.fate.unruled:
                    self._came(item, kind.NOT_DISCUSSED)
                else:
                    whose = department_id(life.topic.department)
                    self._came(item, kind.RULING, words.ruling, department=whose)
                return not life.fate.unruled
            case State.WORKING if self._open_until or item.section is Section.OVERDUE:
                self._of_measure(item, life, chance)
                return True
        if self._open_until and issue.facts.department:
            self._of_measure(item, life, chance)
        elif chance < 0.30:
            self._came(item, kind.DECISION, rng.choice(words.decided))
        elif chance < 0.47:
            self._action(item, QUALITY.name[self._year.language], "")
        elif chance < 0.72:
            self._note(item)
        else:
            if chance > 0.95:
                self._came(item, kind.NOT_DISCUSSED)
            return False
        return True

    def _of_measure(self, item: Item, life: Life, chance: float) -> None:
        year = self._year
        if life.fate.slow and not self._open_until and chance < 0.4:
            due = year.worked(year.day(self.at), 8)
            self._came(item, OutcomeKind.NEW_LIMIT, self._words.new_limit, due=due)
        elif self._open_until or chance < 0.8:
            key = life.topic.department
            self._action(item, contact(key, year.language), department_id(key))
        else:
            self._came(item, OutcomeKind.DECISION, year.rng.choice(self._words.decided))

    def _action(self, item: Item, owner: str, department: str) -> None:
        year, rng = self._year, self._year.rng
        day = year.day(self.at)
        left = self._open_until.pop(0) if self._open_until and department else None
        due = year.worked(day, rng.randrange(4, 9))
        if left is not None:
            due = max(day, year.today + timedelta(days=left))
        text = rng.choice(self._words.actions)
        one = self._came(item, OutcomeKind.ACTION, text, owner=owner, owner_department=department, due=due)
        if left is None:
            late = 0 if rng.random() < 0.8 else rng.randrange(1, 6)
            year.when(year.at(year.worked(due, late - 1), 16), self._finish(one))

    def _finish(self, one: Outcome) -> Act:
        def act(db: Connection, at: datetime) -> None:
            found = outcome_store.outcomes(db, one.meeting)
            now = next(each for each in found if each.id == one.id)
            if now.done_on is None:
                done = self._year.day(at)
                actions.finish(db, now, done, self._words.done, acting=self._year.liaison, at=at)

        return act

    def _came(
        self,
        item: Item,
        kind: OutcomeKind,
        text: str = "",
        *,
        owner: str = "",
        owner_department: str = "",
        due: date | None = None,
        department: str = "",
    ) -> Outcome:
        _changes, made = outcome_store.note(
            self._db,
            item.id,
            kind,
            text,
            owner=owner,
            owner_department=owner_department,
            due=due,
            department=department,
            acting=self._by,
            at=self.at,
        )
        return made

    def _note(self, item: Item) -> None:
        said = replace(item, notes=self._year.rng.choice(self._words.notes), discussed=True)
        store.change_item(self._db, said, acting=self._by, at=self.at)
