"""Base → file → now: the table of conflict rules once more, by hand, for each kind of field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from supervisor.issues.reply import Answer
from supervisor.roundtrip.judge import judge
from supervisor.roundtrip.verdict import Choices, Empty, FieldVerdict, RowVerdict
from tests.roundtrip.sheets import KEY, TODAY, Case, a_file, a_row, an_export, sent_issue, sent_row, stands

A, B, C = "a text", "another text", "a third text"
EMPTY = None

# base, file, now; the verdict, what stands afterwards, whether the file's text is kept as a comment
TABLE = [
    (A, A, A, FieldVerdict.SAME, A, False),
    (A, A, B, FieldVerdict.SAME, B, False),
    (A, A, EMPTY, FieldVerdict.SAME, EMPTY, False),
    (EMPTY, EMPTY, EMPTY, FieldVerdict.SAME, EMPTY, False),
    (EMPTY, EMPTY, B, FieldVerdict.SAME, B, False),
    (A, B, A, FieldVerdict.TAKE, B, False),
    (EMPTY, B, EMPTY, FieldVerdict.TAKE, B, False),
    (A, B, B, FieldVerdict.ALIKE, B, False),
    (EMPTY, B, B, FieldVerdict.ALIKE, B, False),
    (A, B, C, FieldVerdict.CONFLICT, C, True),
    (EMPTY, B, C, FieldVerdict.CONFLICT, C, True),
    (A, B, EMPTY, FieldVerdict.CONFLICT, EMPTY, True),
    (A, EMPTY, A, FieldVerdict.EMPTIED, A, False),
    (A, EMPTY, B, FieldVerdict.EMPTIED, B, False),
    (A, EMPTY, EMPTY, FieldVerdict.EMPTIED, EMPTY, False),
]

VALUES = {
    "cause": {A: "late print", B: "wrong rule", C: "old form"},
    "measure": {A: "print\ndaily", B: "change\nthe rule", C: "new form"},
    "owner": {A: "Li Na", B: "Wang Lei", C: "Zhou"},
    "planned": {A: date(2026, 12, 8), B: date(2026, 12, 15), C: date(2026, 12, 22)},
    "proposed": {A: "Network", B: "Shops", C: "Billing"},
    "remark": {A: "1", B: "2", C: "3"},
}


def answer(field: str, value: Any) -> Answer:
    return Answer() if value is EMPTY else Answer(**{field: VALUES[field][value]})


@pytest.mark.parametrize("field", VALUES)
@pytest.mark.parametrize(("base", "file", "now", "verdict", "after", "kept"), TABLE)
def test_each_field_follows_the_table(
    field: str,
    base: str | None,
    file: str | None,
    now: str | None,
    verdict: FieldVerdict,
    after: str | None,
    kept: bool,
) -> None:
    came = None if file is EMPTY else VALUES[field][file]

    row = Case(answer(field, base), answer(field, now), {field: came}).row

    told = {one.field: one.verdict for one in row.fields}
    assert told == ({} if verdict is FieldVerdict.SAME else {field: verdict})
    assert row.answer == answer(field, after)
    assert [one.field for one in row.kept] == ([field] if kept else [])


YES, NO = True, False


@pytest.mark.parametrize(
    ("base", "file", "now", "verdict", "after"),
    [
        (None, "是", None, FieldVerdict.TAKE, YES),
        (None, "否", None, FieldVerdict.TAKE, NO),
        (YES, "Yes", None, FieldVerdict.SAME, None),
        (YES, "no", YES, FieldVerdict.TAKE, NO),
        (YES, "no", NO, FieldVerdict.ALIKE, NO),
        (None, "no", YES, FieldVerdict.CONFLICT, YES),
        (NO, None, NO, FieldVerdict.EMPTIED, NO),
        (None, "perhaps", None, FieldVerdict.NOT_UNDERSTOOD, None),
    ],
)
def test_yes_and_no_follow_it_in_words_of_every_language(
    base: bool | None, file: str | None, now: bool | None, verdict: FieldVerdict, after: bool | None
) -> None:
    row = Case(Answer(ours=base), Answer(ours=now), {"ours": file}).row

    told = {one.verdict for one in row.fields if one.field == "ours"}
    assert told == (set() if verdict is FieldVerdict.SAME else {verdict})
    assert row.answer.ours is after


def test_a_conflict_shows_three_values_and_is_settled_by_field() -> None:
    case = Case(Answer(cause="a", owner="b"), Answer(cause="c", owner="d"), {"cause": "x", "owner": "y"})
    kept_now = case.row
    file_wins = Case(
        case.base, case.now, case.reply, choices=Choices(take_file=frozenset({(KEY, "cause")}))
    ).row

    assert kept_now.verdict is file_wins.verdict is RowVerdict.CONFLICT
    shown = next(one for one in kept_now.fields if one.field == "cause")
    assert (shown.base, shown.file, shown.now, shown.place) == ("a", "x", "c", "K7")
    assert (kept_now.answer, kept_now.comment) == (Answer(cause="c", owner="d"), "Cause: x\nOwner: y")
    assert (file_wins.answer, file_wins.comment) == (Answer(cause="x", owner="d"), "Owner: y")


@pytest.mark.parametrize(
    ("empty", "now", "after", "verdict"),
    [
        (None, "a", "a", FieldVerdict.EMPTIED),
        (Empty.UNCHANGED, "a", "a", FieldVerdict.EMPTIED),
        (Empty.CLEAR, "a", "", FieldVerdict.EMPTIED),
        (Empty.CLEAR, "newer", "newer", FieldVerdict.CONFLICT),  # nobody there has seen it
    ],
)
def test_an_emptied_cell_clears_only_what_is_said_to_be_cleared(
    empty: Empty | None, now: str, after: str, verdict: FieldVerdict
) -> None:
    case = Case(Answer(cause="a"), Answer(cause=now), {"cause": None}, choices=Choices(empty=empty))

    assert case.row.answer.cause == after
    assert [one.verdict for one in case.row.fields] == [verdict]
    assert case.preview.asks_empty is (empty is None)


def test_a_column_that_was_taken_away_empties_nothing() -> None:
    row = sent_row(sent_issue(1), Answer(cause="a", owner="b"))
    sent, now = an_export(row), stands(sent_issue(1), answers={(1, "bill"): Answer(cause="a", owner="b")})
    file = a_file(a_row(row, cause=None, owner=None), sent=sent, columns=("number", "title", "owner"))

    preview = judge(file, sent, now, today=TODAY)

    assert [one.field for one in preview.rows[0].fields] == ["owner"]


def test_a_read_only_cell_is_not_taken_and_becomes_a_comment_by_choice() -> None:
    case = Case(reply={"title": "They are wrong, too", "owner": "Li"})
    chosen = Case(reply=case.reply, choices=Choices(comments=frozenset({(KEY, "title")})))

    assert {one.field: one.verdict for one in case.row.fields} == {
        "owner": FieldVerdict.TAKE,
        "title": FieldVerdict.READ_ONLY,
    }
    assert case.row.comment == ""
    assert chosen.row.comment == "Title: They are wrong, too"


@pytest.mark.parametrize(
    ("sent", "came"),
    [
        ("two\nlines", "two\r\nlines"),
        ("blanks at the end", "blanks at the end "),
        ("=1+1 is dear", "'=1+1 is dear"),
        ("2026-11-27", date(2026, 11, 27)),
    ],
)
def test_what_a_program_makes_of_a_text_is_no_change(sent: str, came: Any) -> None:
    row = sent_row(sent_issue(1), wished=sent)
    export = an_export(row)

    preview = judge(a_file(a_row(row, wished=came), sent=export), export, stands(sent_issue(1)), today=TODAY)

    assert preview.rows[0].verdict is RowVerdict.NOTHING
