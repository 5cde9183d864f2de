"""Rows of returned files taken in, in the database: as one step, with all that follows, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import func, select

from supervisor.errors import ChangedMeanwhileError, MoveRefusedError, ReturnedFileError
from supervisor.issues import file_store, sheet_making, sheet_store, store
from supervisor.issues.event import Acting, EventKind
from supervisor.issues.evidence import ImportRow
from supervisor.issues.issue import Issue
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer
from supervisor.issues.sheet_told import Making
from supervisor.issues.states import Role, State
from supervisor.roundtrip import store as files
from supervisor.roundtrip.returned import FileCell, FileState
from supervisor.roundtrip.taking import takeable
from supervisor.roundtrip.verdict import Choices, Empty, RowVerdict
from supervisor.storage import step_titles, undo
from supervisor.storage.database import Database
from supervisor.storage.issue_tables import issue_reply
from tests.issues.house import LIN, MONDAY, WISHED, departments, issue, move
from tests.roundtrip.desk import Desk, a_desk, exported
from tests.roundtrip.sheets import FULL, a_row, wt

WHOLE = Answer(True, "A rule", "Change it", "Wang Lei", date(2026, 12, 8))
BEGIN = "Sheet|"


def test_a_whole_answer_is_the_departments_entered_from_file_and_row(centre: Database) -> None:
    with centre.write() as db:
        desk = a_desk(db)
        rows = [a_row(row, 7 + at, **(FULL if at < 2 else {})) for at, row in enumerate(desk.sent.rows)]
        looked = desk.look(desk.file(*rows))

        taken = desk.take(looked)

        first, second, third = store.all_issues(db, desk.ids)
        assert (first.state, second.state, third.state) == (State.ANSWERED, State.ANSWERED, State.SENT)
        assert (first.text.cause, first.facts.measure_owner) == ("A rule", "Wang Lei")
        assert taken.answered == (first.number, second.number)
        (reply,) = store.replies(db, first.id)
        assert (reply.answer, reply.department, reply.file, reply.row, reply.sheet, reply.said_by) == (
            WHOLE,
            "billing",
            "back.xlsx",
            7,
            desk.sheet.id,
            "Wang Lei",
        )
        own = [one for one in store.events(db, first.id) if one.source.file]
        assert [one.kind for one in own] == [EventKind.REPLIED] + [EventKind.MOVED] * 3
        assert [one.facts.get("move") for one in own[1:]] == ["receive", "confirm", "answer"]
        assert {(one.who, one.role, one.department) for one in own} == {("lin", "import", "billing")}
        assert own[0].source.cells == ("J7", "K7", "L7", "M7", "N7")
        step = undo.last(db)
        assert step is not None
        assert step_titles.title(step) == "Take in answers from back.xlsx (2)"
        assert sheet_store.get(db, desk.sheet.id).text.files_back == (files.get(db, looked.id).hash,)


def test_the_same_file_again_does_nothing(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        file = desk.file(a_row(desk.sent.rows[0], 7, **FULL))
        looked = desk.look(file)
        desk.take(looked)

        again = desk.look(file)
        assert again.id == looked.id
        assert [one.verdict for one in again.rows] == [RowVerdict.NOTHING]
        with pytest.raises(ReturnedFileError, match=r"was read already, on .* by lin\."):
            desk.take(again, Choices(rows=frozenset({BEGIN + "7"})))
        assert len(files.all_files(db)) == 1
        assert len(store.replies(db, desk.ids[0])) == 1


def test_rows_that_were_left_out_first_can_be_taken_later(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        file = desk.file(*(a_row(row, 7 + at, **FULL) for at, row in enumerate(desk.sent.rows)))
        desk.take(desk.look(file), Choices(rows=frozenset({BEGIN + "7"})))

        taken = desk.take(desk.look(file), Choices(rows=frozenset({BEGIN + "7", BEGIN + "8"})))

        assert taken.rows == (BEGIN + "8",)
        assert files.get(db, taken.file).taken == {BEGIN + "7", BEGIN + "8"}


def test_what_has_no_place_stays_as_a_remark_that_names_its_cells_and_is_not_repeated(
    sqlite: Database,
) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        reply = FULL | {"planned": "1月底", "owner": "张三/李四", "cause": FileCell("late", comment="ask")}
        row = a_row(desk.sent.rows[0], 7, extra={"Room": "B 12"}, **reply)
        taken = desk.take(desk.look(desk.file(row)))

        (remark,) = (one for one in store.events(db, desk.ids[0]) if one.kind is EventKind.NOTED)
        assert remark.facts["text"].split("\n") == [
            "Owner: 张三/李四",
            "Planned for: 1月底",
            "Room: B 12",
            "Note on “Cause”: ask",
        ]
        assert remark.source.cells == ("M7", "N7", "Z7", "K7")
        assert store.get(db, desk.ids[0]).state is State.CONFIRMED  # no day yet
        assert taken.commented == (desk.sent.rows[0].number,)
        more = a_row(desk.sent.rows[0], 7, extra={"Room": "B 12"}, **reply | {"remark": "one thing more"})
        desk.take(desk.look(desk.file(more)))
        assert sum(one.kind is EventKind.NOTED for one in store.events(db, desk.ids[0])) == 1
        assert desk.last(desk.ids[0]).remark == "one thing more"


def test_not_ours_goes_back_only_with_a_department_and_a_reason(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        replies = (
            {"ours": "No", "proposed": "Network", "remark": "their line"},
            {"ours": "No", "proposed": "Network"},
            {"ours": "No", "remark": "not us"},
        )
        rows = [a_row(row, 7 + at, **replies[at]) for at, row in enumerate(desk.sent.rows)]
        taken = desk.take(desk.look(desk.file(*rows)))

        first, second, third = store.all_issues(db, desk.ids)
        assert (first.state, first.facts.department) == (State.READY, "network")
        assert (second.state, second.facts.department) == (State.RECEIVED, "billing")
        assert (third.state, third.facts.department) == (State.RECEIVED, "billing")
        assert taken.incomplete == (second.number, third.number)
        missing = [store.events(db, one.id)[-2].facts.get("missing") for one in (second, third)]
        assert missing == [["reason"], ["proposed_department"]]


def test_an_issue_that_is_over_gets_a_comment_or_is_opened_again(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        closed, rejected, other = desk.ids
        for id in (closed, other):
            desk.answer(id, WHOLE)
            for name, given in (
                ("accept", Given(decision="x")),
                ("finish", Given(done_what="x", in_force=date(2026, 11, 23))),
                ("verify", Given(finding="x")),
                ("close", Given()),
            ):
                move(db, id, name, given, at=desk.later())
        no = Given(reason="x", risk_carrier="Wu", review_date=date(2027, 1, 1))
        move(db, rejected, "reject", no, at=desk.later())
        rows = [a_row(row, 7 + at, remark=f"again {at}") for at, row in enumerate(desk.sent.rows)]
        looked = desk.look(desk.file(*rows))
        all_rows = frozenset(one.key for one in looked.rows)
        choices = Choices(rows=all_rows, reopen=frozenset({BEGIN + "7", BEGIN + "8"}))

        taken = desk.take(looked, choices)

        assert [one.verdict for one in looked.rows] == [RowVerdict.COMMENT_ONLY] * 3
        assert [one.state for one in store.all_issues(db, desk.ids)] == [
            State.WORKING,
            State.READY,
            State.CLOSED,
        ]
        assert taken.reopened == taken.answered == (wt_of(desk, 0), wt_of(desk, 1))
        assert taken.commented == (wt_of(desk, 2),)
        assert desk.last(closed).remark == "again 0"
        assert store.evidence(db, closed)[-1].matter == ImportRow("back.xlsx", "Sheet", 7)
        assert store.events(db, other)[-1].facts["text"] == "Remark: again 2"


def wt_of(desk: Desk, at: int) -> str:
    return desk.sent.rows[at].number


def test_a_row_without_an_issue_becomes_a_draft_with_all_that_stands_in_it(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        row = a_row(
            "",
            9,
            extra={"Room": "B 12"},
            title="Too loud",
            description="Shops are loud",
            cause="music",
            measure="less",
            owner="Zhao",
            remark="soon",
        )
        looked = desk.look(desk.file(row, a_row(wt(900), 10, remark="only this")))
        keys = frozenset(one.key for one in looked.rows)

        assert takeable(looked, Choices()) == frozenset()
        taken = desk.take(looked, Choices(rows=keys, make=keys))

        first, second = (store.by_number(db, number) for number in taken.made)
        assert (first.title, first.state, first.facts.department) == ("Too loud", State.DRAFT, "billing")
        assert (first.text.cause, first.text.correction) == ("music", "less")
        told = ("Shops are loud", "Owner: Zhao", "Remark: soon", "Room: B 12")
        assert all(one in first.text.description for one in told)
        assert second.title == "only this"
        assert wt(900) in second.text.description
        assert [one.matter for one in store.evidence(db, first.id)] == [ImportRow("back.xlsx", "Sheet", 9)]


def test_wrong_numbers_and_contradictions_are_never_taken_with_all(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        number = desk.sent.rows[0].number
        wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
        rows = (
            a_row(wrong, 7, remark="x"),
            a_row(desk.sent.rows[1], 8, remark="a"),
            a_row(desk.sent.rows[1], 9, remark="b"),
        )
        looked = desk.look(desk.file(*rows))

        assert takeable(looked, Choices()) == frozenset()
        with pytest.raises(ReturnedFileError, match="No row is chosen that can be taken in"):
            desk.take(looked, Choices(rows=frozenset({BEGIN + "7"})))
        both = desk.take(looked, Choices(rows=frozenset({BEGIN + "8", BEGIN + "9"})))
        assert (both.answered, both.commented) == ((), (desk.sent.rows[1].number,))
        assert desk.last(desk.ids[1]) == Answer()


def test_what_was_changed_since_it_was_looked_at_is_not_taken(centre: Database) -> None:
    with centre.write() as db:
        desk = a_desk(db)
        looked = desk.look(
            desk.file(*(a_row(row, 7 + at, cause="x") for at, row in enumerate(desk.sent.rows)))
        )
        desk.answer(desk.ids[0], Answer(cause="by telephone"))
        count = db.execute(select(func.count()).select_from(issue_reply)).scalar_one()

        with pytest.raises(ChangedMeanwhileError), db.begin_nested():
            desk.take(looked)

        assert db.execute(select(func.count()).select_from(issue_reply)).scalar_one() == count
        assert files.get(db, looked.id).state is FileState.READ
        assert desk.take(looked, Choices(rows=frozenset({BEGIN + "8"}))).rows == (BEGIN + "8",)


def test_another_departments_rows_are_taken_as_theirs_once_that_is_confirmed(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        other = issue(db, "Not on this sheet", "network")
        looked = desk.look(desk.file(a_row(other.number, 7, cause="x")))
        chosen = Choices(rows=frozenset({BEGIN + "7"}))

        assert looked.asks_department
        with pytest.raises(ReturnedFileError, match="another department"):
            desk.take(looked, chosen)
        desk.take(looked, replace(chosen, other_department=True))
        (reply,) = store.replies(db, other.id)
        assert (reply.department, reply.answer.cause) == ("network", "x")


def test_a_cleared_cell_clears_the_answer_and_a_kept_one_does_not(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        desk.answer(desk.ids[0], Answer(cause="a", remark="b"))
        desk.export()
        file = desk.file(a_row(desk.sent.rows[0], 7, remark=None, progress="c"))
        looked = desk.look(file)
        rows = frozenset({BEGIN + "7"})

        assert looked.asks_empty
        desk.take(looked, Choices(rows=rows))
        assert desk.last(desk.ids[0]) == Answer(cause="a", remark="b", progress="c")
        desk.back(looked.id)
        desk.take(desk.look(file), Choices(rows=rows, empty=Empty.CLEAR))
        assert desk.last(desk.ids[0]) == Answer(cause="a", progress="c")


def test_whoever_may_not_enter_answers_takes_nothing_in(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        looked = desk.look(desk.file(a_row(desk.sent.rows[0], 7, **FULL)))

        with pytest.raises(MoveRefusedError), db.begin_nested():
            desk.take(looked, acting=Acting("mo", frozenset({Role.SUPERVISOR})))

        assert store.get(db, desk.ids[0]).state is State.SENT
        assert desk.take(looked, acting=Acting("lin", frozenset({Role.IMPORT}))).answered


def test_a_file_that_was_only_looked_at_is_kept_and_never_cleaned(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        looked = desk.look(desk.file(a_row(desk.sent.rows[0], 7, **FULL)))

        assert file_store.clean(db, desk.now + timedelta(days=900)) == 0
        kept = files.get(db, looked.id)
        assert files.content(db, kept) == repr(desk.read[looked.id]).encode()
        assert (kept.state, kept.told.counts) == (FileState.READ, {"changes": 1})
        assert undo.last(db, areas=frozenset({"returned_files"})) is None


def test_everything_that_was_done_can_be_undone_and_done_again_with_the_usual_button(
    sqlite: Database,
) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        looked = desk.look(desk.file(*(a_row(row, 7 + at, **FULL) for at, row in enumerate(desk.sent.rows))))
        before = store.all_issues(db)
        desk.take(looked)
        after = store.all_issues(db)
        step = undo.last(db)
        assert step is not None

        undo.revert(db, step.id, at=desk.later())
        assert [replace_version(one) for one in store.all_issues(db)] == list(map(replace_version, before))
        assert files.get(db, looked.id).state is FileState.READ
        undo.redo(db, step.id, at=desk.later())
        assert [replace_version(one) for one in store.all_issues(db)] == list(map(replace_version, after))
        assert files.get(db, looked.id).state is FileState.TAKEN


def test_a_sheet_that_was_written_into_a_file_is_not_unmade(centre: Database) -> None:
    with centre.write() as db:
        departments(db, "Billing")
        issue(db, "Late", "billing")
        (draft,) = sheet_making.make(db, ["billing"], Making(wished=WISHED), acting=LIN, at=MONDAY)[1]
        made = undo.last(db)
        exported(db, draft, MONDAY)

        assert made is not None
        with pytest.raises(ChangedMeanwhileError), db.begin_nested():
            undo.revert(db, made.id, at=MONDAY)

        assert sheet_store.get(db, draft.id).number == draft.number


def replace_version(issue: Issue) -> Issue:
    return msgspec.structs.replace(issue, version=0)
