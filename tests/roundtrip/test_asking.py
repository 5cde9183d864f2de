"""A sheet goes out as a workbook, is filled in, comes back, is looked at, taken in, told of, taken back: the
whole way, as commands and windows go it."""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from supervisor.errors import ReturnedFileError, UnknownNameError
from supervisor.issues import sheet_making, sheet_sending, store
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer
from supervisor.issues.sheet import Sending
from supervisor.issues.sheet_told import Making
from supervisor.issues.states import State
from supervisor.roundtrip import asking
from supervisor.roundtrip.export import write_sheet
from supervisor.roundtrip.judge import NO_CHOICES
from supervisor.roundtrip.returned import FileState
from supervisor.roundtrip.verdict import Choices, RowVerdict
from supervisor.storage import step_titles, undo
from supervisor.storage.database import open_centre
from supervisor.workbook.writing import write_book
from tests.issues.house import LIN, MONDAY, WISHED, departments, issue, move
from tests.office import convert, needs_office
from tests.roundtrip.workbooks import COLUMN, edited

LATER = MONDAY + timedelta(hours=3)


@dataclass(frozen=True)
class Out:
    """A centre (its URL) whose sheet went out as a file, and the numbers of its issues."""

    url: str
    content: bytes
    numbers: tuple[str, ...]
    ids: tuple[int, ...]
    first: int  # row of the file

    def look(self, content: bytes, choices: Choices = NO_CHOICES, name: str = "back.xlsx") -> asking.Preview:
        preview = asking.look(self.url, name, content, who="lin", at=LATER, choices=choices)
        return pickle.loads(pickle.dumps(preview))  # noqa: S301 - it goes from process to process

    def take(self, looked: asking.Preview, choices: Choices | None = None) -> asking.Taken:
        rows = Choices(rows=asking.takeable(looked, NO_CHOICES))
        taken = asking.take(self.url, looked, choices or rows, acting=LIN, at=LATER + timedelta(hours=1))
        return pickle.loads(pickle.dumps(taken))  # noqa: S301


@pytest.fixture
def out(sqlite_url: str, tmp_path: Path) -> Out:
    with open_centre(sqlite_url) as centre, centre.write() as db:
        departments(db, "Billing", "Network")
        made = [issue(db, f"Issue {at}", "billing") for at in range(1, 5)]
        (draft,) = sheet_making.make(db, ["billing"], Making(wished=WISHED), acting=LIN, at=MONDAY)[1]
        sheet = sheet_sending.send(db, draft, Sending("Wang", "mail"), acting=LIN, at=MONDAY)[1]
        path = tmp_path / "out.xlsx"
        write_sheet(db, sheet.id, path, who="lin", at=MONDAY, language="zh_CN")
    content = path.read_bytes()
    cells = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    first = next(row for row in range(1, 30) if str(cells.cell(row, 1).value).startswith("WT-"))
    return Out(sqlite_url, content, tuple(one.number for one in made), tuple(one.id for one in made), first)


def fill(sheet: Worksheet, row: int, **values: object) -> None:
    for name, value in values.items():
        sheet.cell(row, COLUMN[name]).value = value  # type: ignore[assignment]


WHOLE = {
    "ours": "是",
    "cause": "旧规则",
    "measure": "修改规则",
    "owner": "王磊",
    "planned": date(2026, 12, 8),
}


def filled(out: Out) -> bytes:
    """As a department sends it back: the first and the last row changed places; one answered, one with a slip
    of the hand, one not theirs, one of their own."""

    def work(sheet: Worksheet) -> None:
        first, last = out.first, out.first + 3
        for column in range(1, len(COLUMN) + 1):
            one, other = sheet.cell(first, column), sheet.cell(last, column)
            one.value, other.value = other.value, one.value
        fill(sheet, last, **WHOLE)
        fill(sheet, first + 1, ours="否", proposed="Network", remark="不归我们")
        fill(sheet, first + 2, number=out.numbers[2][:-1] + "x", cause="?")
        fill(sheet, first, planned="尽快", owner="张三/李四")
        fill(sheet, last + 1, title="太吵", cause="音乐")

    return edited(out.content, work)


def verdicts(preview: asking.Preview) -> dict[str, RowVerdict]:
    return {row.number or row.title: row.verdict for row in preview.rows}


def test_the_whole_way_from_the_file_to_the_department_and_back(out: Out, tmp_path: Path) -> None:
    content = filled(out)
    one, two, three, four = out.numbers
    looked = out.look(content)

    assert verdicts(looked) == {
        one: RowVerdict.CHANGES,
        two: RowVerdict.CHANGES,
        three[:-1] + "x": RowVerdict.WRONG_NUMBER,
        four: RowVerdict.NOT_UNDERSTOOD,
        "太吵": RowVerdict.NEW,
    }
    assert looked.missing == (three,)
    assert next(row.nearest for row in looked.rows if row.verdict is RowVerdict.WRONG_NUMBER) == three
    taken = out.take(looked)
    assert set(taken.answered) == {one, two, four}
    with open_centre(out.url) as centre, centre.read() as db:
        states = [found.state for found in store.all_issues(db, out.ids)]
        assert states == [State.ANSWERED, State.READY, State.SENT, State.RECEIVED]
        assert store.replies(db, out.ids[0])[0].answer.owner == "王磊"
        (kept,) = asking.files(db)
        assert (kept.state, len(kept.taken), kept.told.language) == (FileState.TAKEN, 3, "zh_CN")
    again = out.look(content)
    assert "2026-11-23 14:00 by lin" in again.read_before
    with pytest.raises(ReturnedFileError):
        out.take(again, Choices(rows=frozenset(taken.rows)))

    book = asking.result(out.url, looked.id, who="lin", at=LATER)
    (table,) = book.tables
    assert [heading.title for heading in table.headings][2:4] == ["编号", "标题"]
    said = {row[2]: row[0] for row in table.rows}
    assert len(said) == 5
    assert str(said[four]).count("\n") >= 2
    path = write_book(tmp_path / "result.xlsx", book, LATER.tzinfo).path
    cells = openpyxl.load_workbook(path).worksheets[0]
    assert any(one == cell.value for row in cells.iter_rows() for cell in row)

    back = asking.take_back(out.url, looked.id, acting=LIN, at=LATER + timedelta(hours=2))
    assert (set(back.put_back), back.left) == ({one, two, four}, ())
    with open_centre(out.url) as centre, centre.read() as db:
        assert {found.state for found in store.all_issues(db, out.ids)} == {State.SENT}
    assert "taken back by lin" in out.look(content).read_before


def test_a_trial_keeps_nothing(out: Out) -> None:
    preview = asking.look(out.url, "a.xlsx", filled(out), who="lin", at=LATER, keep=False)
    book = asking.trial_result(out.url, "a.xlsx", filled(out), who="lin", at=LATER)

    assert len(preview.rows) == len(book.tables[0].rows) == 5
    with open_centre(out.url) as centre, centre.read() as db:
        assert asking.files(db) == ()
    with pytest.raises(UnknownNameError):
        asking.look_again(out.url, preview.id, at=LATER)


def test_choices_are_looked_at_again_without_the_file(out: Out) -> None:
    looked = out.look(filled(out))
    key = next(row.key for row in looked.rows if row.number == out.numbers[3])
    choices = Choices(rows=frozenset({key}), dates=((key, "planned", WISHED),))

    again = asking.look_again(out.url, looked.id, at=LATER, choices=choices)

    row = again.row(key)
    assert row is not None
    assert (row.answer, row.verdict) == (Answer(owner="张三", planned=WISHED), RowVerdict.INCOMPLETE)
    assert again.seen == looked.seen
    assert out.take(looked, choices).incomplete == (out.numbers[3],)


def test_a_renamed_heading_is_explained_once_and_known_from_then_on(out: Out) -> None:
    def rename(sheet: Worksheet) -> None:
        sheet.cell(out.first - 1, COLUMN["measure"]).value = "怎么办"
        fill(sheet, out.first, measure="打印")

    looked = out.look(edited(out.content, rename))
    assert looked.rows[0].comment == "怎么办: 打印"
    asking.explain(out.url, looked.id, {"怎么办": "measure"}, who="lin", at=LATER)

    again = asking.look_again(out.url, looked.id, at=LATER)
    assert (again.rows[0].answer.measure, again.rows[0].comment) == ("打印", "")
    with open_centre(out.url) as centre, centre.write() as db:
        step = undo.last(db)
        assert step is not None
        assert step_titles.title(step) == "Remember what headings stand for (1)"
        undo.revert(db, step.id, at=LATER)
    assert asking.look_again(out.url, looked.id, at=LATER).rows[0].comment == "怎么办: 打印"
    asking.explain(out.url, looked.id, {"怎么办": ""}, who="lin", at=LATER)  # not to be read


def test_rows_copied_into_a_new_workbook_are_their_departments_whoever_has_the_issue_now(out: Out) -> None:
    def wipe(sheet: Worksheet) -> None:
        fill(sheet, out.first, cause="mine")
        fill(sheet, out.first + 1, remark="theirs")
        fill(sheet, out.first + 2, number=out.numbers[2][:-1] + str((int(out.numbers[2][-1]) + 1) % 10))
        sheet.delete_rows(1, out.first - 2)

    book = openpyxl.load_workbook(io.BytesIO(edited(out.content, wipe)))
    copied = openpyxl.Workbook()
    target = copied.worksheets[0]
    for row in book.worksheets[0].iter_rows(max_col=len(COLUMN) - 1):
        target.append([cell.value for cell in row])
    saved = io.BytesIO()
    copied.save(saved)
    with open_centre(out.url) as centre, centre.write() as db:
        given = Given(return_reason="not_ours", proposed_department="Network", department="network")
        move(db, out.ids[1], "return", given, at=LATER)

    looked = asking.look(out.url, "copied.xlsx", saved.getvalue(), who="lin", at=LATER)

    one, two, wrong, *_rest = looked.rows
    assert (one.verdict, one.department, one.answer.cause) == (
        RowVerdict.INCOMPLETE,
        "billing",
        "mine",
    )
    assert (two.verdict, two.comment, two.asks_department) == (
        RowVerdict.COMMENT_ONLY,
        "Remark: theirs",
        False,
    )
    assert (wrong.verdict, wrong.nearest) == (RowVerdict.WRONG_NUMBER, out.numbers[2])
    assert any("Most of its issues were sent to Billing" in said for said in looked.says)


def test_a_file_that_cannot_be_had_says_why(tmp_path: Path, out: Out) -> None:
    with pytest.raises(ReturnedFileError, match="not there"):
        asking.content_of(tmp_path / "none.xlsx")
    with pytest.raises(ReturnedFileError):
        out.look(b"PK\x03\x04 no archive")
    with open_centre(out.url) as centre, centre.read() as db:
        assert asking.files(db) == ()


@needs_office
def test_whatever_libreoffice_saves_it_as_it_is_judged_alike(out: Out, tmp_path: Path) -> None:
    content = filled(out)
    path = tmp_path / "filled.xlsx"
    path.write_bytes(content)
    expected = out.look(content)

    for kind in ("ods", "xls"):
        (saved,) = convert([path], kind, tmp_path / kind)
        came = asking.look(out.url, saved.name, saved.read_bytes(), who="lin", at=LATER, keep=False)
        assert [(row.number, row.verdict, row.answer, row.comment) for row in came.rows] == [
            (row.number, row.verdict, row.answer, row.comment) for row in expected.rows
        ]
        assert came.missing == expected.missing
