"""A year of issues in a made-up house, done by the program's stores and told to a tally day by day."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from benchmarks.issue_tally import ASKED, WORKED, Due, One, Tally, Wait, day_of, utc, worked_after
from supervisor.issues import department_store, sheet_making, sheet_sending, sheet_store, store
from supervisor.issues.clock import Pause, Waiting
from supervisor.issues.department import Department
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.issue import Facts, Issue, Severity, Standing, Text
from supervisor.issues.merge import put
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer
from supervisor.issues.sheet import Sending, Sheet, Signing
from supervisor.issues.sheet_told import Making
from supervisor.issues.states import State
from supervisor.meetings import actions, closing, outcome_store, series_store
from supervisor.meetings import store as meetings
from supervisor.meetings.meeting import OutcomeKind
from supervisor.meetings.series import Every, Pattern, Series
from supervisor.storage import undo
from supervisor.storage.database import Database

LIN = Acting("lin", EVERYTHING)
_WORDS = (
    "账单",
    "宽带",
    "套餐",
    "余额",
    "停机",
    "流量",
    "bill",
    "broadband",
    "refund",
    "menu",
    "password",
    "invoice",
)
_TELL = (
    "查询不到",
    "重复扣费",
    "晚到",
    "打不开",
    "说法不一致",
    "late again",
    "charged twice",
    "cannot be opened",
)


@dataclass(frozen=True)
class Size:
    """How big the year is; *discussed*: how many items a meeting has time for."""

    issues: int = 3000
    departments: int = 12
    meetings: int = 50
    discussed: int = 240
    seed: int = 1


class Year:
    """The story. `play` does it in *centre*; what it comes to by plain sums is in `tally`; *differ* holds
    each agenda that was not as the tally says."""

    def __init__(self, centre: Database, size: Size) -> None:
        self.centre, self.size, self.tally = centre, size, Tally()
        self.differ: list[str] = []
        self.now = utc(WORKED[0], 9)
        self._draw = random.Random(size.seed)
        self._names = [f"d{at}" for at in range(size.departments)]
        self._todo: dict[date, list[tuple[int, Callable[[Connection, datetime], None]]]] = defaultdict(list)
        self._sheets: dict[str, Sheet] = {}
        self._series = ""

    # -- time --

    def _later(self, days: int, hour: int, act: Callable[[Connection, datetime], None]) -> None:
        self._todo[worked_after(day_of(self.now), days)].append((hour, act))

    def _chance(self, share: float) -> bool:
        return self._draw.random() < share

    def play(self) -> None:
        """From the first working day of 2025 on, a meeting a week."""
        with self.centre.write() as db:
            self._begin(db)
        weeks: dict[tuple[int, int], date] = {}
        for day in WORKED:
            weeks.setdefault(day.isocalendar()[:2], day)
        held = sorted(weeks.values())[1 : 1 + self.size.meetings]
        days = [day for day in WORKED if day <= held[-1] and day.year == 2025]
        made = 0
        for at, day in enumerate(days):
            wanted = self.size.issues * (at + 1) // len(days) - made
            made += wanted
            with self.centre.write() as db:
                self._day(db, day, wanted, meeting=day in held)
        self.now = utc(days[-1], 17)

    def _begin(self, db: Connection) -> None:
        departments = [Department(id, f"部门 {id}", words=(id,)) for id in self._names]
        department_store.save_all(db, departments, acting=LIN, at=self.now)
        series = Series("", "协调会", Pattern(Every.WEEK, 0, at=time(14)), length=120)
        self._series = series_store.save(db, series, acting=LIN, at=self.now)[1].id

    def _day(self, db: Connection, day: date, new: int, *, meeting: bool) -> None:
        for hour in (9, 10, 11):
            self._do(db, day, hour)
        self.now = utc(day, 11, 30)
        for _each in range(new):
            self._file(db)
        if meeting:
            self.now = utc(day, 13)
            self._send(db)
            self._meet(db, day)
        for hour in (16, 17):
            self._do(db, day, hour)

    def _do(self, db: Connection, day: date, hour: int) -> None:
        self.now = utc(day, hour)
        for at, act in self._todo[day]:
            if at == hour:
                act(db, self.now)

    # -- one issue --

    def _move(self, db: Connection, one: One, name: str, given: Given) -> None:
        kept = store.get(db, one.id)
        store.move(db, one.id, kept.version, name, given, acting=LIN, at=self.now)
        one.events += 1

    def _file(self, db: Connection) -> None:
        draw, at = self._draw, self.now
        title = f"{draw.choice(_WORDS)}{draw.choice(_TELL)} {draw.choice(_WORDS)} {len(self.tally.issues)}"
        department, internal = draw.choice(self._names), self._chance(0.01)
        severity = draw.choice((1, 2, 3, 3, 4))
        text = Text(
            description=f"客户反映{title}。" * draw.randint(1, 6), no_evidence_because="heard on the floor"
        )
        facts = Facts(
            category=draw.choice(_WORDS),
            department=department,
            severity=Severity(severity),
            internal=internal,
        )
        new = Issue(0, "", title, State.DRAFT, text, facts, Standing(), at, "lin", at)
        kept = store.add(db, new, acting=LIN, at=at)[1]
        one = self.tally.issues[kept.id] = One(kept.id, department, severity, at, internal)
        closed = [each for each in self.tally.issues.values() if each.state == "closed"]
        if closed and self._chance(0.04):
            self._recur(db, one, draw.choice(closed))
        if self._chance(0.03):
            self._edit(db, one)
        if self._chance(0.02):
            self._later(1, 10, lambda db, at: self._drop(db, one))
        elif self._chance(0.97):
            self._ready(db, one)

    def _recur(self, db: Connection, one: One, before: One) -> None:
        store.link(db, one.id, before.id, "recurrence", acting=LIN, at=self.now)
        one.recurrence_of = before.id
        one.events += 1
        before.events += 1
        before.came_back_on.append(day_of(one.made))
        each: One | None = before
        while each is not None:
            each.counters["recurrences"] += 1
            each = self.tally.issues.get(each.recurrence_of)

    def _edit(self, db: Connection, one: One) -> None:
        kept = store.get(db, one.id)
        store.edit(db, kept, put(kept, {"text.symptom": f"symptom {one.id}"}), acting=LIN, at=self.now)
        one.events += 1
        if self._chance(0.5):
            self._take_back(db, one)

    def _take_back(self, db: Connection, one: One) -> undo.Step:
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=self.now, who="lin")
        one.events += 1
        return step

    def _drop(self, db: Connection, one: One) -> None:
        if one.state in ("draft", "ready"):
            self._move(db, one, "drop", Given(reason="not worth it"))
            one.state = "rejected"

    def _ready(self, db: Connection, one: One) -> None:
        self._move(db, one, "make_ready", Given())
        one.state = "ready"
        if self._chance(0.02):
            step = self._take_back(db, one)
            undo.redo(db, step.id, at=self.now, who="lin")
            one.events += 1

    # -- sheets --

    def _send(self, db: Connection) -> None:
        mine = [one for one in self.tally.issues.values() if one.state == "ready"]
        fresh = [one for one in mine if not one.internal and not one.ruling]
        if not fresh:
            return
        owed = (*ASKED, "answered", "working")
        wished = worked_after(day_of(self.now), self._draw.choice((2, 3, 5)))
        made = sheet_making.make(db, None, Making(wished=wished), acting=LIN, at=self.now)[1]
        assert sorted(one.department for one in made) == sorted({one.department for one in fresh})
        for sheet in made:
            frozen = sheet_sending.send(
                db, sheet, Sending(to="contact", how="mail"), acting=LIN, at=self.now
            )[1]
            self._sheets[sheet.id] = frozen
            self.tally.sheets += 1
            own = [one for one in fresh if one.department == sheet.department]
            late = [one for one in self.tally.issues.values() if one.department == sheet.department]
            self.tally.lines["new"] += len(own)
            self.tally.lines["reminder"] += sum(one.state in owed and not one.internal for one in late)
            for one in own:
                one.state, one.sheet = "sent", sheet.id
                one.events += 1
                one.log.append(("send", one.department, self.now, None))
                one.start("sign_for", self.now, days=1)
                one.start("answer", self.now, on=wished)
                self._later(self._draw.choice((2, 3, 3, 4, 5, 7, 12)), 10, self._answering(one, sheet.id))
            self._later(self._draw.choice((1, 1, 1, 2, 3)), 9, self._signing(sheet.id))

    def _signing(self, id: str) -> Callable[[Connection, datetime], None]:
        def sign(db: Connection, at: datetime) -> None:
            signing = Signing("contact", at, "mail")
            sheet_sending.sign(db, self._sheets[id], signing, acting=LIN, at=at)
            for one in self.tally.issues.values():
                if one.sheet == id and one.state == "sent":
                    one.state = "received"
                    one.events += 1
                    one.stop("sign_for", at, one.department)
                    if self._chance(0.06):
                        self._pause(db, one, "answer", Waiting.CENTRE, at)

        return sign

    def _pause(self, db: Connection, one: One, kind: str, waiting: Waiting, at: datetime) -> None:
        kept, until = store.get(db, one.id), utc(worked_after(day_of(at), 2), 15)
        pause = Pause(at, "data wanted", waiting, "the carrier", until)
        store.pause(db, one.id, kept.version, pause, acting=LIN, at=at)
        run = one.run(kind)
        assert run is not None
        run.waits.append(Wait(at, until))
        one.events += 1

    def _answering(self, one: One, sheet: str) -> Callable[[Connection, datetime], None]:
        def answer(db: Connection, at: datetime) -> None:
            if one.state not in ASKED or one.sheet != sheet:
                return
            other = self._draw.choice([each for each in self._names if each != one.department])
            if one.counters["returns"] < 2 and self._chance(0.08):
                said = Answer(ours=False, proposed=other, remark="not ours")
            elif self._chance(0.08):
                said = Answer(
                    ours=True, cause="a rule", measure=f"change it ({day_of(at)})"
                )  # nobody, and no day
            else:
                planned = worked_after(day_of(at), self._draw.choice((5, 8, 10, 15)))
                said = Answer(
                    ours=True,
                    cause="a rule",
                    measure=f"change it ({day_of(at)})",
                    owner="Zhou",
                    planned=planned,
                )
            entered = sheet_sending.answer(
                db, sheet_store.get(db, sheet), {one.id: said}, said_by="Zhou", how="mail", acting=LIN, at=at
            )[1]
            assert [each.issue.id for each in entered] == [one.id]
            self._answered(one, said, other, at, sheet)

        return answer

    def _answered(self, one: One, said: Answer, other: str, at: datetime, sheet: str) -> None:
        mine = one.department
        one.events += 1
        if said.ours is False:
            one.stop("sign_for", at, mine)
            one.log.append(("return", mine, at, None))
            one.counters["returns"] += 1
            one.events += 1
            one.state = "ready"
            if one.counters["returns"] >= 2:
                one.ruling = True
            else:
                one.department = other
            return
        if one.state == "sent":
            one.stop("sign_for", at, mine)
            one.state = "received"
            one.events += 1
        if one.state == "received":
            one.state = "confirmed"
            one.events += 1
        if said.planned is None:
            self._later(3, 10, self._answering(one, sheet))
            return
        one.stop("answer", at, mine)
        one.log.append(("answer", mine, at, None))
        one.state = "answered"
        one.events += 1
        one.start("solution", at, on=said.planned)
        one.promised_first = one.promised_first or said.planned
        self._later(
            max(
                1,
                len([d for d in WORKED if day_of(at) < d <= said.planned])
                + self._draw.choice((-3, -1, 0, 0, 1, 4)),
            ),
            11,
            self._finishing(one),
        )

    # -- the measure --

    def _finishing(self, one: One) -> Callable[[Connection, datetime], None]:
        def finish(db: Connection, at: datetime) -> None:
            run = one.run("solution")
            if one.state in ("answered", *ASKED, "ready"):
                self._later(2, 11, self._finishing(one))  # nobody accepted it yet
            if one.state != "working" or run is None:
                return
            if not run.is_late(at) and not run.waits and self._chance(0.12):
                self._pause(db, one, "solution", Waiting.THIRD, at)
                self._later(3, 11, self._finishing(one))
                return
            if not run.is_late(at) and run.agreed is None and self._chance(0.2):
                self._extend(db, one, at)
                return
            given = Given(done_what="changed", in_force=day_of(at))
            self._move(db, one, "finish", given)
            one.stop("solution", at, one.department)
            one.log.append(("finish", one.department, at, None))
            one.state = "done"
            one.start("verification", at, on=day_of(at) + timedelta(days=30))
            self._later(self._draw.choice((3, 5, 8)), 16, self._verifying(one))

        return finish

    def _extend(self, db: Connection, one: One, at: datetime) -> None:
        run = one.run("solution")
        assert run is not None
        until = worked_after(day_of(run.limit(at)), 5)
        kept = store.get(db, one.id)
        store.ask_extension(db, one.id, kept.version, until, "more time", acting=LIN, at=at)
        granted = self._chance(0.7)
        kept = store.get(db, one.id)
        store.rule_extension(db, one.id, kept.version, granted, acting=LIN, at=at)
        one.events += 2
        one.log.append(("extension", one.department, at, granted))
        if granted:
            run.days, run.on, run.agreed = None, until, at
            one.counters["extensions"] += 1
        self._later(4, 11, self._finishing(one))

    def _verifying(self, one: One) -> Callable[[Connection, datetime], None]:
        def verify(db: Connection, at: datetime) -> None:
            if one.state != "done":
                return
            if self._chance(0.8):
                self._move(db, one, "verify", Given(finding="half as many", effective=True))
                one.log.append(("verify", "", at, None))
                one.stop("verification", at)
                one.state = "verified"
                return
            self._move(db, one, "not_effective", Given(still_wrong="as many"))
            one.log.append(("not_effective", "", at, None))
            one.stop("verification", at)
            one.resume("solution", at)
            one.counters["not_effective"] += 1
            one.state = "working"
            self._later(4, 11, self._finishing(one))

        return verify

    def _reopening(self, one: One) -> Callable[[Connection, datetime], None]:
        def reopen(db: Connection, at: datetime) -> None:
            if one.state != "closed":
                return
            self._move(db, one, "reopen", Given(newer_evidence=day_of(at)))
            one.counters["reopened"] += 1
            one.came_back_on.append(day_of(at))
            one.promised_first = None
            one.state = "working"
            one.start("solution", at, days=20)
            self._later(8, 11, self._finishing(one))

        return reopen

    # -- meetings --

    def _meet(self, db: Connection, day: date) -> None:
        tally = self.tally
        self.now = utc(day, 13, 30)
        starts = utc(day, 14)
        one = meetings.plan(db, self._series, starts, acting=LIN, at=self.now)[1]
        expected = tally.agenda(self.now)
        begun = meetings.begin(db, one.id, one.version, acting=LIN, at=starts)[1]
        items = meetings.sitting(db, one.id, at=starts).items
        found = {item.issue: (item.section.value, item.times) for item in items}
        if found != expected:
            wrong = {id: (found.get(id), expected.get(id)) for id in found.keys() | expected.keys()}
            self.differ.append(f"{day}: {[each for each in wrong.items() if each[1][0] != each[1][1]][:4]}")
        self.now = utc(day, 14, 30)
        discussed = set()
        for item in items[: self.size.discussed]:
            if self._speak(db, tally.issues[item.issue], item.id):
                discussed.add(item.issue)
        self.now = utc(day, 15)
        closing.close(db, one.id, begun.version, acting=LIN, at=self.now)
        for id in discussed:
            tally.issues[id].counters["meetings"] += 1
            tally.issues[id].events += 1
        tally.on_agendas.update(list(found))
        tally.left = frozenset(found.keys() - discussed)
        tally.began = starts
        tally.meetings += 1

    def _speak(self, db: Connection, one: One, item: str) -> bool:
        """Say something of *item*, or not; whether it was discussed."""
        at = self.now

        def note(kind: OutcomeKind, text: str = "", **more: object) -> str:
            kept = outcome_store.note(db, item, kind, text, acting=LIN, at=at, **more)[1]  # type: ignore[arg-type]
            one.events += kind is not OutcomeKind.NOT_DISCUSSED
            return kept.id

        run = one.run("solution")
        if self._chance(0.06):
            note(OutcomeKind.NOT_DISCUSSED)
            return False
        if one.ruling:
            other = self._draw.choice(self._names)
            note(OutcomeKind.RULING, "theirs", department=other)
            one.log.append(("ruled", other, at, None))
            one.department, one.ruling = other, False
        elif one.state == "answered" and self._chance(0.85):
            note(OutcomeKind.ACCEPTED)
            one.state = "working"
        elif one.state == "answered":
            note(OutcomeKind.ASK_AGAIN, "not what was asked")
            one.state = "received"
            one.drop(at, "solution")
            one.resume("answer", at)
            self._later(3, 10, self._answering(one, one.sheet))
        elif one.state == "verified":
            note(OutcomeKind.CLOSED)
            one.log.append(("close", "", at, None))
            one.state = "closed"
            if self._chance(0.08):
                self._later(10, 16, self._reopening(one))
        elif one.state == "working" and run is not None and run.is_late(at) and self._chance(0.4):
            due = worked_after(day_of(at), 5)
            note(OutcomeKind.NEW_LIMIT, "one more week", due=due)
            run.days, run.on, run.agreed = None, due, at
            one.promised_first = one.promised_first or due
        elif self._chance(0.3):
            self._act(
                db,
                one,
                note(OutcomeKind.ACTION, "see to it", owner="Zhou", due=day_of(at) + timedelta(days=9)),
            )
        else:
            note(OutcomeKind.DECISION, "wait")
        if one.state in (*ASKED, "working") and self._chance(0.015):
            self._end(db, one)
        return True

    def _act(self, db: Connection, one: One, id: str) -> None:
        action = Due(id, one.id, day_of(self.now) + timedelta(days=9))
        self.tally.actions.append(action)

        def done(db: Connection, at: datetime) -> None:
            kept = next(
                each.action for each in actions.actions(db, at=at, open_only=True) if each.action.id == id
            )
            actions.finish(db, kept, day_of(at), "seen to", acting=LIN, at=at)
            action.done = day_of(at)

        if self._chance(0.9):
            self._later(self._draw.choice((3, 6, 9, 14)), 17, done)

    def _end(self, db: Connection, one: One) -> None:
        """It is not pursued, or lives on in another."""
        others = [each for each in self.tally.issues.values() if each.is_open and each.id != one.id]
        if others and self._chance(0.5):
            other = self._draw.choice(others)
            self._move(db, one, "merge", Given(survivor=other.id))
            other.events += 1
            one.state = "merged"
        else:
            given = Given(
                reason="no means", risk_carrier="Wu", review_date=day_of(self.now) + timedelta(days=90)
            )
            self._move(db, one, "reject", given)
            one.state = "rejected"
        one.drop(self.now)
