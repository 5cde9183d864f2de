"""What holds of sheets whatever is done in whatever order: counted anew from the history of each issue."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from supervisor.errors import SupervisorError
from supervisor.issues import sheet_making, sheet_sending, sheet_store, store
from supervisor.issues.event import Event, EventKind
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer
from supervisor.issues.sheet import Sending, Sheet, SheetLine, SheetState, Signing
from supervisor.issues.sheet_filling import to_send
from supervisor.issues.sheet_told import Making
from supervisor.issues.states import State
from supervisor.storage import undo
from supervisor.storage.database import Database
from tests.issues.house import LIN, MONDAY, departments, issue

OWNERS = ("billing", "network")
ISSUES = 4
Act = tuple[str, int]


def answered_by_history(events: tuple[Event, ...], sheet: str) -> bool:
    """Whether the department has answered what *sheet* asked about an issue, told from its *events* alone."""
    found, since = False, False
    undone = {event.facts["step"] for event in events if event.kind is EventKind.UNDONE}
    assert not undone  # undoing is told by another test
    for event in events:
        if event.kind is not EventKind.MOVED:
            continue
        name = event.facts["move"]
        if name == "send":
            here = event.facts["given"].get("sheet") == sheet
            if since and not here:
                return True  # sent anew by a later one
            since = here
        elif since and name in ("answer", "return", "drop", "reject", "merge"):
            found = True
        elif since and name == "ask_again":
            found = False
    return found


class House:
    """Everything that may be done to sheets, one act an hour; what is refused changes nothing."""

    def __init__(self, db: Connection) -> None:
        self.db, self.now = db, MONDAY
        departments(db, "Billing", "Network")
        self.ids = [issue(db, f"Issue {at}", OWNERS[at % 2]).id for at in range(ISSUES)]
        self.sent: dict[str, tuple[Sheet, tuple[SheetLine, ...]]] = {}

    def act(self, name: str, which: int) -> None:
        self.now += timedelta(hours=1)
        point = self.db.begin_nested()
        try:
            getattr(self, name)(which, self.now)
            point.commit()
        except SupervisorError:
            point.rollback()

    def make(self, which: int, at: datetime) -> None:
        what = Making(wished=at.date() + timedelta(days=4))
        sheet_making.make(self.db, [OWNERS[which % 2]], what, acting=LIN, at=at)

    def send(self, which: int, at: datetime) -> None:
        drafts = [one for one in sheet_store.all_sheets(self.db) if one.state is SheetState.DRAFT]
        if drafts:
            draft = drafts[which % len(drafts)]
            _changes, sheet = sheet_sending.send(self.db, draft, Sending("x", "mail"), acting=LIN, at=at)
            self.sent[sheet.id] = sheet, sheet_store.kept_lines(self.db, sheet.id)

    def sign(self, which: int, at: datetime) -> None:
        sheet_sending.sign(self.db, self._out(which), Signing("Wang", at, "telephone"), acting=LIN, at=at)

    def answer(self, which: int, at: datetime) -> None:
        full = Answer(True, "c", "m", "o", at.date() + timedelta(days=9))
        short = Answer(True, "c")
        not_ours = Answer(ours=False, proposed=OWNERS[(which + 1) % 2])
        said = (full, short, not_ours)[which % 3]
        sheet_sending.answer(self.db, self._out(which), {self.ids[which % ISSUES]: said}, acting=LIN, at=at)

    def ask_again(self, which: int, at: datetime) -> None:
        self._move(which, "ask_again", Given(reason="That was not asked."), at)

    def reject(self, which: int, at: datetime) -> None:
        if which % 4 == 0:  # seldom, or soon nothing is left
            given = Given(reason="no", risk_carrier="Xu", review_date=at.date() + timedelta(days=90))
            self._move(which, "reject", given, at)

    def void(self, which: int, at: datetime) -> None:
        drafts = [one for one in sheet_store.all_sheets(self.db) if one.state is SheetState.DRAFT]
        if drafts:
            sheet_making.void(self.db, drafts[which % len(drafts)], acting=LIN, at=at)

    def _move(self, which: int, name: str, given: Given, at: datetime) -> None:
        one = store.get(self.db, self.ids[which % ISSUES])
        store.move(self.db, one.id, one.version, name, given, acting=LIN, at=at)

    def _out(self, which: int) -> Sheet:
        if not self.sent:
            raise SupervisorError
        return sheet_store.get(self.db, list(self.sent)[which % len(self.sent)])

    def check(self) -> None:
        for id, (sheet, lines) in self.sent.items():
            assert sheet_store.kept_lines(self.db, id) == lines
            kept = sheet_store.get(self.db, id)
            assert (kept.text.covering, kept.text.head) == (sheet.text.covering, sheet.text.head)
            assert kept.sent_at == sheet.sent_at
        for row in sheet_store.listed(self.db, self.now):
            if row.sheet.id not in self.sent:
                continue
            own = [line.issue for line in self.sent[row.sheet.id][1] if not line.reminder]
            by_history = [answered_by_history(store.events(self.db, one), row.sheet.id) for one in own]
            assert (row.lines, row.answered) == (len(own), sum(by_history))
            assert (row.state is SheetState.BACK) == (bool(own) and all(by_history))
        found = to_send(self.db)
        ready = {one.id for some in found.ready.values() for one in some}
        held = {one.id for one, _why in found.held}
        states = {one.id: one.state for one in store.all_issues(self.db)}
        assert ready | held == {id for id, state in states.items() if state is State.READY}
        assert not ready & held


ACTS = ("make", "send", "sign", "answer", "answer", "answer", "ask_again", "reject", "void")


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a story takes a second: none is made shorter
)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 11)), max_size=16))
def test_sheets_stay_as_sent_and_count_as_the_history_tells(sqlite: Database, acts: list[Act]) -> None:
    first: list[Act] = [("make", 0), ("send", 0), ("make", 1)]
    with sqlite.write() as db:
        point = db.begin_nested()
        house = House(db)
        for name, which in first + acts:
            house.act(name, which)
        house.check()
        point.rollback()  # the next story begins with nothing


def test_whatever_was_done_with_sheets_is_undone_to_where_it_began(sqlite: Database) -> None:
    with sqlite.write() as db:
        house = House(db)
        before = [one.state for one in store.all_issues(db)]
        steps = undo.last(db)
        assert steps is not None
        for name, which in (("make", 0), ("send", 0), ("sign", 0), ("answer", 0), ("answer", 2)):
            house.act(name, which)
        assert [one.state for one in store.all_issues(db)] != before
        while (step := undo.last(db)) is not None and step.id != steps.id:
            undo.revert(db, step.id, at=house.now)
        assert [one.state for one in store.all_issues(db)] == before
        assert sheet_store.all_sheets(db) == ()
        assert to_send(db).count == ISSUES
