"""The rules of rows, each with a worked case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from supervisor.issues.reply import Answer
from supervisor.issues.states import State
from supervisor.roundtrip.judge import NO_CHOICES, judge
from supervisor.roundtrip.now import ReadBefore
from supervisor.roundtrip.returned import FileCell, FileNote, NoteKind
from supervisor.roundtrip.verdict import Choices, FieldVerdict, Preview, RowVerdict
from tests.roundtrip.sheets import (
    FULL,
    KEY,
    SENT_AT,
    TODAY,
    Case,
    a_file,
    a_row,
    an_export,
    sent_issue,
    sent_row,
    stands,
    wt,
)

ONE, TWO, THREE = sent_issue(1), sent_issue(2), sent_issue(3)
ROWS = tuple(map(sent_row, (ONE, TWO, THREE)))
SENT = an_export(*ROWS)
NOW = stands(ONE, TWO, THREE)


def looked(
    *rows: Any, choices: Choices = NO_CHOICES, now: Any = NOW, sent: Any = SENT, **parts: Any
) -> Preview:
    return judge(a_file(*rows, sent=sent, **parts), sent, now, choices, today=TODAY)


def test_a_whole_answer_will_change_its_issue() -> None:
    row = Case(reply=FULL).row

    assert row.verdict is RowVerdict.CHANGES
    assert row.answer == Answer(True, "A rule", "Change it", "Wang Lei", date(2026, 12, 8))
    assert (row.comment, row.says) == ("", ())


def test_sorted_rows_go_to_their_own_issues() -> None:
    rows = [a_row(ROWS[at], 7 + place, remark=str(at)) for place, at in enumerate((2, 0, 1))]

    preview = looked(*rows)

    assert [(one.issue, one.answer.remark) for one in preview.rows] == [(3, "2"), (1, "0"), (2, "1")]


def test_a_row_that_says_nothing_new_does_nothing() -> None:
    preview = looked(*(a_row(row, 7 + at) for at, row in enumerate(ROWS)))

    assert [one.verdict for one in preview.rows] == [RowVerdict.NOTHING] * 3
    assert not any(one.replies or one.kept or one.fields for one in preview.rows)


def test_a_wrong_check_digit_is_refused_and_the_nearest_number_named() -> None:
    typed = wt(1)[:-1] + str((int(wt(1)[-1]) + 1) % 10)

    preview = looked(a_row(typed, 7, **FULL), a_row(ROWS[1], 8))

    (row, _other) = preview.rows
    assert (row.verdict, row.nearest, row.issue, row.replies) == (RowVerdict.WRONG_NUMBER, wt(1), 0, False)
    assert preview.missing == (wt(1), wt(3))
    assert any(wt(1) in said for said in row.says)


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("WT-2026-00021-2", ""),  # far from all
        ("WT-2026-0O001-" + wt(1)[-1], wt(1)),  # a letter O
        ("WT-2026-00020-" + wt(2)[-1], wt(2)),  # two digits changed places
    ],
)
def test_what_was_meant_is_only_ever_suggested(typed: str, nearest: str) -> None:
    (row,) = looked(a_row(typed, 7, remark="x")).rows

    assert row.verdict is RowVerdict.WRONG_NUMBER
    assert (row.issue, row.replies) == (0, False)
    assert row.nearest == nearest or not nearest


@pytest.mark.parametrize("typed", [lambda n: n.lower(), lambda n: n.replace("-", ""), lambda n: f" {n} "])
def test_a_number_is_known_however_it_is_typed(typed: Any) -> None:
    (row,) = looked(a_row(ROWS[0], 7, number=typed(wt(1)), remark="x")).rows

    assert (row.issue, row.answer.remark) == (1, "x")


def test_an_unknown_number_and_no_number_are_candidates_for_new_issues() -> None:
    rows = [
        a_row(wt(900), 7, title="Menu is long", cause="?"),
        a_row("", 8, title="Too loud", remark="in shops"),
        a_row("our own 1", 9, title="Too cold"),
    ]

    preview = looked(*rows)

    assert [one.verdict for one in preview.rows] == [RowVerdict.NEW] * 3
    assert [one.title for one in preview.rows] == ["Menu is long", "Too loud", "Too cold"]
    assert {one.raw for one in preview.rows[1].fields} == {"Too loud", "in shops"}


def test_the_same_number_twice_with_the_same_reply_is_taken_once() -> None:
    first, again = looked(
        a_row(ROWS[0], 7, **FULL), a_row(ROWS[0], 8, extra={"Seen by": "Zhao"}, **FULL)
    ).rows

    assert (first.verdict, first.replies) == (RowVerdict.CHANGES, True)
    assert again.replies is False
    assert again.says == ("It says the same as row 7; it is taken once.",)
    assert again.comment == "Seen by: Zhao"  # what only the second says is not lost


def test_the_same_reply_in_other_words_is_the_same() -> None:
    first = a_row(ROWS[0], 7, ours="是", planned="2026年12月8日")
    again = a_row(ROWS[0], 8, ours="Yes", planned=date(2026, 12, 8))

    assert [one.replies for one in looked(first, again).rows] == [True, False]


def test_the_same_number_twice_with_different_replies_waits_for_a_choice() -> None:
    rows = (a_row(ROWS[0], 7, remark="a"), a_row(ROWS[0], 8, remark="b"))

    unsaid = looked(*rows)
    both = looked(*rows, choices=Choices(rows=frozenset({KEY, "Sheet|8"})))
    second = looked(*rows, choices=Choices(rows=frozenset({"Sheet|8"})))

    assert [one.verdict for one in unsaid.rows] == [RowVerdict.TWICE] * 2
    assert not any(one.replies for one in (*unsaid.rows, *both.rows))
    assert [one.comment for one in unsaid.rows] == ["Remark: a", "Remark: b"]
    assert [one.verdict for one in second.rows] == [RowVerdict.TWICE, RowVerdict.CHANGES]
    assert second.rows[1].answer.remark == "b"
    assert unsaid.rows[0].like == ("Sheet|8",)


def test_a_doubled_row_in_which_nobody_wrote_contradicts_nothing() -> None:
    first, again = looked(a_row(ROWS[0], 7), a_row(ROWS[0], 8, remark="b")).rows

    assert (first.verdict, again.verdict) == (RowVerdict.NOTHING, RowVerdict.CHANGES)
    before = sent_row(ONE, Answer(True, planned=date(2026, 12, 8)))
    sent, now = an_export(before), stands(ONE, answers={(1, "bill"): before.answer})
    shown = {"ours": "是", "planned": date(2026, 12, 8)}  # as it was sent, in another language
    first, again = looked(a_row(before, 7, **shown), a_row(before, 8, remark="b"), sent=sent, now=now).rows
    assert (first.verdict, again.replies) == (RowVerdict.NOTHING, True)


def test_what_an_issue_that_is_over_or_elsewhere_was_answered_already_is_no_news() -> None:
    said = Answer(cause="A rule")
    for issue in (sent_issue(1, state=State.CLOSED), sent_issue(1, department="net")):
        row = Case(reply={"cause": "A rule"}, now=said, issue=issue).row
        assert (row.verdict, row.comment, row.asks_reopen) == (RowVerdict.NOTHING, "", False)


def test_a_row_that_is_missing_is_no_answer_and_deletes_nothing() -> None:
    now = stands(ONE, TWO, THREE, answers={(2, "bill"): Answer(cause="told by telephone")})

    preview = looked(a_row(ROWS[0], 7), now=now)

    assert preview.missing == (wt(2), wt(3))
    assert [one.issue for one in preview.rows] == [1]


def test_what_is_said_of_a_merged_issue_goes_to_the_one_in_which_it_lives_on() -> None:
    merged = sent_issue(1, state=State.MERGED, merged_into=2)
    last = sent_issue(2, state=State.MERGED, merged_into=3)

    (row,) = looked(a_row(ROWS[0], 7, remark="x"), now=stands(merged, last, THREE)).rows

    assert (row.issue, row.number, row.answer.remark) == (3, wt(3), "x")
    assert row.says == (f"{wt(1)} was merged: the answer goes to {wt(3)}, in which it lives on.",)


def test_two_rows_that_go_to_the_same_survivor_differently_wait_for_a_choice() -> None:
    merged = sent_issue(1, state=State.MERGED, merged_into=2)

    preview = looked(a_row(ROWS[0], 7, cause="a"), a_row(ROWS[1], 8, cause="b"), now=stands(merged, TWO))

    assert [one.verdict for one in preview.rows] == [RowVerdict.TWICE] * 2


@pytest.mark.parametrize("state", [State.CLOSED, State.REJECTED])
def test_what_is_said_of_an_issue_that_is_over_is_a_comment_and_it_is_asked_whether_to_reopen(
    state: State,
) -> None:
    case = Case(reply=FULL, issue=sent_issue(1, state=state))
    reopened = Case(reply=FULL, issue=case.issue, choices=Choices(reopen=frozenset({KEY}))).row

    row = case.row
    assert (row.verdict, row.replies, row.asks_reopen) == (RowVerdict.COMMENT_ONLY, False, True)
    assert row.comment.split("\n") == [
        "Ours?: Yes",
        "Cause: A rule",
        "Measure: Change it",
        "Owner: Wang Lei",
        "Planned for: 2026-12-08",
    ]
    assert (reopened.verdict, reopened.replies, reopened.comment) == (RowVerdict.CHANGES, True, "")


def test_another_departments_issue_on_this_sheet_needs_a_yes() -> None:
    theirs = sent_issue(9, department="net")
    now = stands(ONE, theirs)
    (row,) = looked(a_row(wt(9), 7, remark="x"), now=now).rows
    yes = looked(a_row(wt(9), 7, remark="x"), now=now, choices=Choices(other_department=True))

    assert (row.asks_department, row.department) == (True, "net")
    assert "Network" in row.says[0]
    assert (yes.rows[0].asks_department, yes.asks_department) == (False, False)


def test_a_sheet_of_another_department_than_expected_needs_a_yes() -> None:
    now = replace(NOW, expected="net")

    preview = looked(a_row(ROWS[0], 7, remark="x"), now=now)

    assert preview.asks_department
    assert "It is a sheet of Billing, not of Network." in preview.says
    assert not looked(a_row(ROWS[0], 7, remark="x"), now=replace(NOW, expected="bill")).asks_department


def test_an_issue_that_went_to_another_department_since_gets_a_comment_only() -> None:
    (row,) = looked(
        a_row(ROWS[0], 7, remark="x"), now=stands(sent_issue(1, department="net"), TWO, THREE)
    ).rows

    assert (row.verdict, row.replies, row.comment) == (RowVerdict.COMMENT_ONLY, False, "Remark: x")
    assert row.asks_department is False


def test_a_department_that_joins_is_heard() -> None:
    now = stands(sent_issue(1, department="net", joining=("bill",)), TWO, THREE)

    (row,) = looked(a_row(ROWS[0], 7, cause="x"), now=now).rows

    assert (row.verdict, row.department, row.answer.cause) == (RowVerdict.CHANGES, "bill", "x")


def test_an_older_sheet_is_compared_with_what_was_sent_with_it() -> None:
    later = ReadBefore("DC-2026-00002-3", SENT_AT + timedelta(days=7), SENT_AT + timedelta(days=9), "lin")
    now = stands(ONE, answers={(1, "bill"): Answer(cause="newer")}, read=(later,))

    preview = looked(a_row(ROWS[0], 7, cause="older"), now=now)

    assert any("older than DC-2026-00002-3" in said for said in preview.says)
    assert preview.rows[0].fields[0].verdict is FieldVerdict.CONFLICT
    assert preview.rows[0].fields[0].base is None


@pytest.mark.parametrize(
    ("reply", "verdict", "lacks"),
    [
        ({"proposed": "Network", "remark": "their line"}, RowVerdict.CHANGES, ""),
        ({"proposed": "Network"}, RowVerdict.INCOMPLETE, "the reason"),
        ({"remark": "not us"}, RowVerdict.INCOMPLETE, "the department"),
        ({}, RowVerdict.INCOMPLETE, "the department"),
        ({"proposed": "Billing", "remark": "us?"}, RowVerdict.INCOMPLETE, "the department"),
    ],
)
def test_not_ours_needs_a_department_and_a_reason(
    reply: dict[str, Any], verdict: RowVerdict, lacks: str
) -> None:
    row = Case(reply={"ours": "No"} | reply).row

    assert row.verdict is verdict
    assert lacks in " ".join(row.says)
    assert bool(lacks) is bool(row.says)


def test_an_unknown_department_that_is_proposed_is_named() -> None:
    row = Case(reply={"ours": "No", "proposed": "Nobody", "remark": "x"}).row

    assert "“Nobody”" in next(one.warning for one in row.fields if one.field == "proposed")


@pytest.mark.parametrize("lacking", ["owner", "planned", "cause", "measure"])
def test_an_answer_without_one_of_its_parts_is_incomplete(lacking: str) -> None:
    row = Case(reply={name: value for name, value in FULL.items() if name != lacking}).row

    assert (row.verdict, row.replies) == (RowVerdict.INCOMPLETE, True)
    assert len(row.says) == 1


def test_what_the_issue_has_already_is_not_asked_again() -> None:
    issue = sent_issue(1, cause="known", correction="agreed", promised=date(2026, 12, 8))

    assert Case(reply={"owner": "Li"}, issue=issue).row.verdict is RowVerdict.CHANGES


@pytest.mark.parametrize(
    ("day", "warned"),
    [
        (date(2026, 11, 25), "is past"),
        (date(2026, 12, 6), "no working day"),  # a Sunday
        (date(2026, 12, 10), "was promised a call"),
        (date(2026, 12, 8), ""),
    ],
)
def test_odd_days_are_taken_with_a_warning(day: date, warned: str) -> None:
    row = Case(reply=FULL | {"planned": day}, stands={"promises": {1: date(2026, 12, 9)}}).row

    (planned,) = (one for one in row.fields if one.field == "planned")
    assert (planned.verdict, row.answer.planned) == (FieldVerdict.TAKE, day)
    assert warned in planned.warning
    assert bool(planned.warning) is bool(warned)


@pytest.mark.parametrize("said", ["1月底", "尽快", "2024-02-30", "3/4/2026", "下周", "46000", "TBD"])
def test_a_day_that_is_not_understood_is_kept_and_asked_for(said: str) -> None:
    case = Case(reply=FULL | {"planned": said})
    told = Case(reply=case.reply, choices=Choices(dates=((KEY, "planned", date(2027, 1, 29)),))).row

    row = case.row
    assert (row.verdict, row.answer.planned) == (RowVerdict.NOT_UNDERSTOOD, None)
    assert (row.answer.cause, row.comment) == ("A rule", f"Planned for: {said}")
    assert said in next(one.wrong for one in row.fields if one.field == "planned")
    assert (told.verdict, told.answer.planned) == (RowVerdict.CHANGES, date(2027, 1, 29))
    assert told.comment == f"Planned for: {said}"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (datetime(2026, 12, 8), date(2026, 12, 8)),  # noqa: DTZ001 - as a sheet has it
        ("2026-12-8", date(2026, 12, 8)),
        ("2026/12/8", date(2026, 12, 8)),
        ("2026.12.8", date(2026, 12, 8)),
        ("2026年12月8日", date(2026, 12, 8)),
        ("20261208", date(2026, 12, 8)),
        (20261208.0, date(2026, 12, 8)),
        ("２０２６－１２－８", date(2026, 12, 8)),
        ("25/12/2026", date(2026, 12, 25)),
        ("12/25/2026", date(2026, 12, 25)),
    ],
)
def test_days_are_understood_as_people_write_them(said: Any, meant: date) -> None:
    row = Case(reply={"planned": said}).row

    assert row.answer.planned == meant
    assert "nearest" not in row.fields[0].warning


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("12月8日", date(2026, 12, 8)),
        ("1月5日", date(2027, 1, 5)),
        ("10月5号", date(2026, 10, 5)),
        ("12/25", date(2026, 12, 25)),
    ],
)
def test_a_day_without_a_year_is_the_nearest_and_marked_as_guessed(said: str, meant: date) -> None:
    row = Case(reply={"planned": said}).row

    assert row.answer.planned == meant
    assert f"{meant} is the nearest to the day of sending" in row.fields[0].warning


@pytest.mark.parametrize("said", ["张三/李四", "张三、李四", "张三，李四", "张三和李四", "张三\n李四"])
def test_of_two_people_in_one_cell_the_first_is_the_owner_and_the_other_joins(said: str) -> None:
    row = Case(reply=FULL | {"owner": said}).row

    assert row.answer.owner == "张三"
    assert row.comment == f"Owner: {said}"
    assert "joining: 李四." in next(one.warning for one in row.fields if one.field == "owner")


@pytest.mark.parametrize("said", ["李和平", "欧阳和平", "张三（计费/二组）", "Anderson"])
def test_one_person_is_not_parted(said: str) -> None:
    row = Case(reply={"owner": said}).row

    assert (row.answer.owner, row.comment) == (said, "")


def test_several_owners_that_stand_there_already_are_no_change() -> None:
    both = Answer(owner="张三/李四")

    assert Case(both, both, {}).row.verdict is RowVerdict.NOTHING


def test_a_formula_without_a_value_is_an_error_and_not_an_empty_cell() -> None:
    cell = FileCell(None, "=VLOOKUP(A7,Old!A:B,2,0)")
    row = Case(Answer(cause="a"), Answer(cause="a"), {"cause": cell, "remark": "x"}).row

    assert row.verdict is RowVerdict.NOT_UNDERSTOOD
    assert (row.answer.cause, row.answer.remark) == ("a", "x")
    assert row.comment == "Cause: =VLOOKUP(A7,Old!A:B,2,0)"


def test_a_picture_is_an_error_and_what_stands_with_it_is_kept() -> None:
    pictured = FileCell(None, '=DISPIMG("ID_1",1)', picture=True)
    beside = FileCell("see picture", picture=True)

    row = Case(reply={"measure": pictured, "cause": beside}).row

    told = {one.field: (one.verdict, one.wrong, one.warning) for one in row.fields}
    assert told["measure"][0] is FieldVerdict.NOT_UNDERSTOOD
    assert "picture" in told["measure"][1]
    assert "picture" in told["cause"][2]
    assert (row.answer.cause, row.comment) == ("see picture", 'Measure: =DISPIMG("ID_1",1)')


@pytest.mark.parametrize("shown", ["#DIV/0!", "#REF!", "#N/A"])
def test_what_a_spreadsheet_shows_for_an_error_is_no_answer(shown: str) -> None:
    row = Case(reply={"progress": shown}).row

    assert (row.verdict, row.replies) == (RowVerdict.NOT_UNDERSTOOD, False)
    assert row.comment == f"Progress or result: {shown}"


def test_what_a_formula_computed_is_taken_with_a_word() -> None:
    row = Case(reply={"cause": FileCell("late", "=B2")}).row

    assert (row.answer.cause, row.fields[0].verdict) == ("late", FieldVerdict.TAKE)
    assert "formula" in row.fields[0].warning


def test_columns_of_their_own_and_notes_on_cells_become_comments_once() -> None:
    extra = {"Room": "B 12", "Priority": 1.0}
    cause = FileCell("late", comment="ask Zhou first")
    case = Case(reply={"cause": cause}, extra=extra)
    noted = {1: frozenset({("extra:Room", "B 12"), ("note:cause", "ask Zhou first")})}
    again = Case(reply=case.reply, extra=extra, stands={"noted": noted})

    assert case.row.comment == "Room: B 12\nPriority: 1\nNote on “Cause”: ask Zhou first"
    assert again.row.comment == "Priority: 1"


def test_a_text_that_is_too_long_is_cut_and_kept_whole_beside() -> None:
    row = Case(reply={"cause": "x" * 20_001, "owner": "y" * 301}).row

    assert (len(row.answer.cause), len(row.answer.owner)) == (20_000, 300)
    assert {one.field: len(one.text) for one in row.kept} == {"cause": 20_001, "owner": 301}
    msgspec.convert(msgspec.to_builtins(row.answer), Answer)


def test_a_file_without_its_export_is_compared_with_the_latest_that_had_the_issue() -> None:
    old = an_export(sent_row(ONE, Answer(cause="old")), number="DC-2026-00001-6")
    new = an_export(
        sent_row(ONE, Answer(cause="new")), number="DC-2026-00002-3", at=SENT_AT + timedelta(days=7)
    )
    theirs = an_export(
        sent_row(ONE, Answer(cause="x")), department="net", at=datetime(2026, 12, 9, tzinfo=UTC)
    )
    now = stands(
        ONE, TWO, answers={(1, "bill"): Answer(cause="new")}, exports=(old, new, theirs), sheet_department=""
    )

    rows = (a_row(ROWS[0], 7, cause="mine", version=None), a_row(ROWS[1], 8, cause="first", version=None))
    preview = looked(*rows, now=now, sent=None)

    assert [(one.fields[0].base, one.fields[0].verdict) for one in preview.rows] == [
        ("new", FieldVerdict.TAKE),
        (None, FieldVerdict.TAKE),
    ]
    assert any("does not say which export" in said for said in preview.says)
    assert preview.missing == ()


def test_a_copied_row_that_still_says_its_version_is_compared_with_that_export() -> None:
    at_3 = msgspec.structs.replace(sent_row(ONE, Answer(cause="old")), version=3)
    at_5 = msgspec.structs.replace(sent_row(ONE, Answer(cause="new")), version=5)
    exports = (an_export(at_3), an_export(at_5, at=SENT_AT + timedelta(days=7)))
    now = stands(ONE, answers={(1, "bill"): Answer(cause="new")}, exports=exports)

    (row,) = looked(a_row(at_3, 7, cause="mine"), now=now, sent=None).rows

    assert (row.fields[0].base, row.fields[0].verdict) == ("old", FieldVerdict.CONFLICT)


def test_the_file_as_it_was_sent_says_so_and_each_note_of_a_file_is_said() -> None:
    notes = tuple(FileNote(kind, 2, ("C7", "D9")) for kind in NoteKind)
    file = a_file(a_row(ROWS[0]), sent=SENT, notes=notes)
    sent = msgspec.structs.replace(SENT, hash=file.hash)

    says = judge(file, sent, NOW, today=TODAY).says

    assert says[0] == "It is the file as it was sent: nobody wrote anything into it."
    assert len(set(says)) == 1 + len(NoteKind)
    unknown = judge(file, None, NOW, today=TODAY).says
    assert sum("export" in said for said in unknown if "different" not in said) == 1
    assert not any("{" in said for said in says)


def test_an_issue_in_no_need_of_an_answer_is_never_incomplete() -> None:
    issue = sent_issue(1, state=State.WORKING)

    assert Case(reply={"progress": "half", "cause": "x"}, issue=issue).row.verdict is RowVerdict.CHANGES
