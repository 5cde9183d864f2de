"""Sheets: what goes on them, that they stay as they were sent, and that each step is whole or not at all."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from sqlalchemy import Connection, func, select, text

from supervisor.errors import ChangedMeanwhileError, IssueError, MoveRefusedError
from supervisor.issues import department_store, sheet_making, sheet_sending, sheet_store, store
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer
from supervisor.issues.sheet import Sending, Sheet, SheetState, Signing
from supervisor.issues.sheet_filling import to_send
from supervisor.issues.sheet_told import Held, Making
from supervisor.issues.states import ClockKind, Need, State
from supervisor.storage import step_titles, undo
from supervisor.storage.database import Database
from supervisor.storage.issue_tables import issue as issue_table
from supervisor.storage.issue_tables import issue_event, issue_sheet_line
from tests.issues.house import LIN, MONDAY, WISHED, departments, issue, later, move

BY_MAIL = Sending(to="Wang Lei", how="e-mail")


def made(db: Connection, *departments: str, meeting: str = "") -> tuple[Sheet, ...]:
    what = Making(meeting, wished=WISHED, covering="Dear colleagues, please answer.")
    _changes, sheets = sheet_making.make(db, departments or None, what, acting=LIN, at=MONDAY)
    return sheets


def sent(db: Connection, sheet: Sheet) -> Sheet:
    _changes, frozen = sheet_sending.send(db, sheet, BY_MAIL, acting=LIN, at=MONDAY)
    return frozen


def signed(db: Connection, sheet: Sheet) -> Sheet:
    how = Signing("Wang Lei", later(2), "telephone")
    _changes, found = sheet_sending.sign(db, sheet, how, acting=LIN, at=later(3))
    return found


def states(db: Connection) -> list[str]:
    return [row.state for row in db.execute(select(issue_table.c.state).order_by(issue_table.c.id))]


def events(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(issue_event)).scalar_one()


FULL = Answer(ours=True, cause="A rule", measure="Change it", owner="Wang Lei", planned=date(2026, 12, 8))


def test_a_sheet_takes_what_is_ready_for_its_department_and_nothing_else(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing", "Network")
        mine = [issue(db, f"Mine {at}", "billing").number for at in range(3)]
        issue(db, "Draft", "billing", ready=False)
        secret = issue(db, "Secret", "billing", internal=True)
        issue(db, "Theirs", "network")
        (sheet,) = made(db, "billing")

        told = sheet_store.told(db, sheet.id, MONDAY)
        by_hand = db.execute(
            text(
                "SELECT number FROM issue WHERE state = 'ready' AND department = 'billing' AND NOT internal"
                " ORDER BY number"
            )
        ).scalars()

        assert sheet.number.startswith("GT-2026-00001-")
        assert [line.number for line in told.lines] == mine == list(by_hand)
        assert {one.id: why for one, why in to_send(db, besides=sheet.id).held} == {secret.id: Held.INTERNAL}


def test_sheets_for_all_are_made_at_once_and_each_department_has_its_own(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing", "Network", "Shops")
        for at in range(4):
            issue(db, f"Issue {at}", "billing" if at % 2 else "network")
        sheets = made(db)
        assert {one.department for one in sheets} == {"billing", "network"}
        assert to_send(db).count == 0  # an issue is on one sheet in preparation
        assert {why for _one, why in to_send(db).held} == {Held.DRAFTED}

        issue(db, "Late", "billing")
        (again,) = made(db)  # what came meanwhile joins the draft that there is
        assert again.id in {one.id for one in sheets}
        assert len(sheet_store.told(db, again.id, MONDAY).lines) == 3


def test_sending_moves_every_line_starts_the_clocks_and_is_one_step(centre: Database) -> None:
    with centre.write() as db:
        departments(db, "Billing")
        ids = [issue(db, f"Issue {at}", "billing").id for at in range(3)]
        (sheet,) = made(db)
        frozen = sent(db, sheet)
        assert frozen.state is SheetState.SENT
        assert frozen.sent_at == MONDAY
        for one in store.all_issues(db, ids):
            assert one.state is State.SENT
            kinds = {clock.kind for clock in one.standing.clocks if clock.is_running}
            assert kinds == {ClockKind.SIGN_FOR, ClockKind.ANSWER}

    with centre.write() as db:
        step = undo.last(db)
        assert step is not None
        assert step_titles.title(step) == f"Send sheet {sheet.number} to Billing"
        undo.revert(db, step.id, at=later())
        assert states(db) == ["ready"] * 3
        assert sheet_store.get(db, sheet.id).state is SheetState.DRAFT
        undo.redo(db, step.id, at=later())
        assert states(db) == ["sent"] * 3
        (listed,) = sheet_store.listed(db, later())
        assert (listed.state, listed.lines, listed.answered) == (SheetState.SENT, 3, 0)


def test_where_one_issue_cannot_be_sent_none_is(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        ids = [issue(db, f"Issue {at}", "billing").id for at in range(3)]
        (sheet,) = made(db)
        before, happened = states(db), events(db)
    moved = store.move

    def refuse_the_last(db: Connection, id: int, *args: object, **named: object) -> object:
        if id == ids[-1]:
            raise MoveRefusedError("it", "No.")
        return moved(db, id, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "move", refuse_the_last)
    with pytest.raises(MoveRefusedError), sqlite.write() as db:
        sent(db, sheet)
    with sqlite.read() as db:
        assert (states(db), events(db)) == (before, happened)
        assert sheet_store.get(db, sheet.id) == sheet
        assert sheet_store.told(db, sheet.id, MONDAY).sheet.sent_at is None


def test_what_was_sent_never_changes_whatever_happens_to_the_issue(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        one = issue(db, "Charged twice", "billing")
        (sheet,) = made(db)
        sheet = sent(db, sheet)
        before = sheet_store.kept_lines(db, sheet.id), sheet_store.get(db, sheet.id)

    with sqlite.write() as db:
        base = store.get(db, one.id)
        text = msgspec.structs.replace(base.text, description="Something else altogether")
        mine = msgspec.structs.replace(base, title="Another title", text=text)
        store.edit(db, base, mine, acting=LIN, at=later())
        move(db, one.id, "reject", Given(reason="no", risk_carrier="Xu", review_date=WISHED), at=later(2))
        (department,) = department_store.all_departments(db)
        renamed = msgspec.structs.replace(department, name="Money")
        department_store.change(db, renamed, acting=LIN, at=later(2))

    with sqlite.read() as db:
        assert (sheet_store.kept_lines(db, sheet.id), sheet_store.get(db, sheet.id)) == before
        told = sheet_store.told(db, sheet.id, later(3))
    assert told.lines[0].title == "Charged twice"
    assert told.lines[0].issue_version == one.version
    assert told.sheet.text.head.department == "Billing"
    for change in (
        lambda db: sheet_making.take_off(db, sheet, [one.id], acting=LIN, at=later(4)),
        lambda db: sheet_making.change(db, sheet, acting=LIN, at=later(4)),
        lambda db: sheet_making.void(db, sheet, acting=LIN, at=later(4)),
        lambda db: sheet_making.fill(db, sheet, acting=LIN, at=later(4)),
        lambda db: sheet_sending.send(db, sheet, BY_MAIL, acting=LIN, at=later(4)),
    ):
        with pytest.raises(IssueError), sqlite.write() as db:
            change(db)


def test_sending_is_not_undone_once_something_followed(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        ids = [issue(db, f"Issue {at}", "billing").id for at in range(2)]
        (sheet,) = made(db)
        sent(db, sheet)
        step = undo.last(db)
    assert step is not None
    with sqlite.write() as db:
        move(db, ids[0], "receive", Given(when=later(), how="telephone"), at=later())
    with pytest.raises(ChangedMeanwhileError), sqlite.write() as db:
        undo.revert(db, step.id, at=later(2))
    with sqlite.read() as db:
        assert states(db) == ["received", "sent"]
        assert sheet_store.get(db, sheet.id).state is SheetState.SENT


def test_a_sheet_is_sent_as_it_was_seen_or_not_at_all(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        one = issue(db, "Charged twice", "billing")
        (sheet,) = made(db)
        seen = sheet_store.told(db, sheet.id, MONDAY).seen
        base = store.get(db, one.id)
        store.edit(db, base, msgspec.structs.replace(base, title="Charged thrice"), acting=LIN, at=later())
    with pytest.raises(IssueError), sqlite.write() as db:
        sheet_sending.send(db, sheet, BY_MAIL, seen=seen, acting=LIN, at=later())
    with sqlite.write() as db:
        seen = sheet_store.told(db, sheet.id, MONDAY).seen
        sheet_sending.send(db, sheet, BY_MAIL, seen=seen, acting=LIN, at=later())
        assert sheet_store.kept_lines(db, sheet.id)[0].title == "Charged thrice"


def test_what_left_its_state_meanwhile_is_not_sent_and_is_no_longer_on_the_sheet(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        stays, goes = (issue(db, name, "billing") for name in ("Stays", "Goes"))
        (sheet,) = made(db)
        move(db, goes.id, "drop", Given(reason="settled"))
        told = sheet_store.told(db, sheet.id, MONDAY)
        assert [one.id for one in told.gone] == [goes.id]
        sent(db, sheet)
        assert [line.issue for line in sheet_store.kept_lines(db, sheet.id)] == [stays.id]


def test_nothing_is_sent_without_a_day_to_come_or_without_a_line(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        one = issue(db, "Charged twice", "billing")
        _changes, (sheet,) = sheet_making.make(db, None, Making(), acting=LIN, at=MONDAY)
    with pytest.raises(IssueError, match="wished"), sqlite.write() as db:
        sent(db, sheet)
    with sqlite.write() as db:
        past = msgspec.structs.replace(sheet.text, wished=date(2026, 11, 20))
        _changes, sheet = sheet_making.change(
            db, msgspec.structs.replace(sheet, text=past), acting=LIN, at=MONDAY
        )
    with pytest.raises(IssueError, match="over"), sqlite.write() as db:
        sent(db, sheet)
    with sqlite.write() as db:
        _changes, sheet = sheet_making.take_off(db, sheet, [one.id], acting=LIN, at=MONDAY)
        assert to_send(db).count == 1
    with pytest.raises(IssueError, match="Nothing"), sqlite.write() as db:
        sent(db, sheet)


def test_a_void_sheet_frees_its_lines_and_its_number_is_not_given_again(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        issue(db, "Charged twice", "billing")
        (sheet,) = made(db)
        sheet_making.void(db, sheet, acting=LIN, at=MONDAY)
        (other,) = made(db)
    assert (sheet.number[:13], other.number[:13]) == ("GT-2026-00001", "GT-2026-00002")


def test_making_a_sheet_is_not_undone_over_lines_that_came_later(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        issue(db, "One", "billing")
        (sheet,) = made(db)
        making = undo.last(db)
        other = issue(db, "Two", "billing")
        sheet_making.put_on(db, sheet, [other.id], acting=LIN, at=later())
    assert making is not None
    with pytest.raises(ChangedMeanwhileError), sqlite.write() as db:
        undo.revert(db, making.id, at=later(2))


def test_the_next_sheet_reminds_of_what_is_still_open_with_its_day_and_clock(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        old, answered, gone = (issue(db, name, "billing") for name in ("Old", "Answered", "Gone"))
        (first,) = made(db)
        first = signed(db, sent(db, first))
        sheet_sending.answer(db, first, {answered.id: FULL}, acting=LIN, at=later(4))
        move(
            db,
            gone.id,
            "reject",
            Given(reason="no", risk_carrier="Xu", review_date=WISHED),
            at=later(5),
        )
        new = issue(db, "New", "billing")
        _changes, (second,) = sheet_making.make(
            db, ["billing"], Making(wished=date(2026, 12, 8)), acting=LIN, at=later(24 * 7)
        )
        told = sheet_store.told(db, second.id, later(24 * 7))
    assert [(line.number, line.reminder) for line in told.lines] == [
        (new.number, False),
        (old.number, True),
        (answered.number, True),
    ]
    reminder = told.lines[1]
    assert reminder.first_sent == date(2026, 11, 23)
    assert "overdue" in reminder.said
    assert told.overdue == {old.id}
    assert "Change it" in told.lines[2].answer

    with sqlite.write() as db:  # a reminder is not sent anew
        before = store.get(db, old.id)
        sheet_sending.send(db, second, BY_MAIL, acting=LIN, at=later(24 * 7))
        assert store.get(db, old.id) == before


def test_signing_for_a_sheet_moves_all_its_lines_on_behalf_of_the_department(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        ids = [issue(db, f"Issue {at}", "billing").id for at in range(3)]
        (sheet,) = made(db)
        sheet = sent(db, sheet)
        move(db, ids[0], "confirm", Given(who="Wang Lei"), at=later(1))
        for wrong in (
            Signing("", later(2), "telephone"),
            Signing("Wang", later(99), "telephone"),
            Signing("Wang", later(-1), "telephone"),
        ):
            with pytest.raises(IssueError):
                sheet_sending.sign(db, sheet, wrong, acting=LIN, at=later(3))
        sheet = signed(db, sheet)
        assert states(db) == ["confirmed", "received", "received"]
        last = store.events(db, ids[1])[-1]
        assert (last.department, last.who, last.at) == ("billing", "lin", later(2))
        with pytest.raises(IssueError):
            signed(db, sheet)
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=later(4))
        assert states(db) == ["confirmed", "sent", "sent"]


def test_answers_are_one_step_and_a_sheet_is_back_when_all_lines_are_answered(centre: Database) -> None:
    with centre.write() as db:
        departments(db, "Billing", "Network")
        full, half, returned = (issue(db, name, "billing") for name in ("Full", "Half", "Returned"))
        (sheet,) = made(db)
        sheet = signed(db, sent(db, sheet))
        _changes, entered = sheet_sending.answer(
            db,
            sheet,
            {
                full.id: FULL,
                half.id: Answer(ours=True, cause="A rule", measure="Change it"),
                returned.id: Answer(ours=False, proposed="network"),
            },
            said_by="Wang Lei",
            how="e-mail",
            acting=LIN,
            at=later(5),
        )
        assert {one.issue.id: one.issue.state for one in entered} == {
            full.id: State.ANSWERED,
            half.id: State.CONFIRMED,
            returned.id: State.READY,
        }
        assert {one.issue.id: one.missing for one in entered} == {
            full.id: (),
            half.id: (Need.OWNER, Need.PLANNED),
            returned.id: (),
        }
        (listed,) = sheet_store.listed(db, later(6))
        assert (listed.state, listed.answered, listed.lines) == (SheetState.SIGNED, 2, 3)
        step = undo.last(db)
        assert step is not None
        assert step_titles.title(step) == f"Enter 3 answers of Billing to sheet {sheet.number}"

    with centre.write() as db:
        whole = Answer(True, "A rule", "Change it", "Wang Lei", date(2026, 12, 8))
        answers = {half.id: whole, full.id: FULL}  # what was entered before is not entered again
        _changes, entered = sheet_sending.answer(db, sheet, answers, acting=LIN, at=later(7))
        assert [one.issue.id for one in entered] == [half.id]
        assert sheet_store.told(db, sheet.id, later(8)).sheet.state is SheetState.BACK
        move(db, full.id, "ask_again", Given(reason="That was not asked."), at=later(9))
        assert sheet_store.told(db, sheet.id, later(10)).sheet.state is SheetState.SIGNED
        # The department stands by what it said: that is an answer, once.
        _changes, entered = sheet_sending.answer(db, sheet, {full.id: FULL}, acting=LIN, at=later(11))
        assert [one.issue.state for one in entered] == [State.ANSWERED]
        assert sheet_sending.answer(db, sheet, {full.id: FULL}, acting=LIN, at=later(12))[1] == ()


def test_a_refused_answer_leaves_the_others_unwritten(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        one = issue(db, "One", "billing")
        stranger = issue(db, "Stranger", "billing", ready=False)
        (sheet,) = made(db)
        sheet = sent(db, sheet)
        before = events(db)
    with pytest.raises(IssueError), sqlite.write() as db:
        sheet_sending.answer(db, sheet, {one.id: FULL, stranger.id: FULL}, acting=LIN, at=later(5))
    with sqlite.read() as db:
        assert events(db) == before
        assert store.replies(db, one.id) == ()


def test_an_issue_that_waits_for_a_ruling_goes_on_no_sheet(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing", "Network")
        one = issue(db, "Nobody's", "billing")
        for _time in range(2):
            (sheet,) = made(db)
            sheet = sent(db, sheet)
            no = Answer(ours=False, proposed="Network" if sheet.department == "billing" else "Billing")
            sheet_sending.answer(db, sheet, {one.id: no}, acting=LIN, at=MONDAY)
        assert store.get(db, one.id).standing.ruling_wanted
        found = to_send(db)
        assert (found.count, [why for _one, why in found.held]) == (0, [Held.RULING])
    with pytest.raises(IssueError), sqlite.write() as db:
        made(db)


def test_two_who_send_the_same_sheet_send_it_once(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        issue(db, "One", "billing")
        (sheet,) = made(db)
        sent(db, sheet)
    with pytest.raises(ChangedMeanwhileError), sqlite.write() as db:
        sent(db, sheet)
    with sqlite.read() as db:
        assert db.execute(select(func.count()).select_from(issue_sheet_line)).scalar_one() == 1
