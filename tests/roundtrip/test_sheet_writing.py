"""A communication sheet as a file: what a department finds in it; nothing of it is lost or computed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from supervisor.errors import FileError, IssueError, ProofError
from supervisor.issues import sheet_making, sheet_sending, sheet_store, store
from supervisor.issues.moves import Given
from supervisor.issues.number import parse
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.sheet import Sending
from supervisor.issues.sheet_told import Making
from supervisor.roundtrip import export
from supervisor.roundtrip.export import exported, exports_of, said_in_cells, write_sheet
from supervisor.roundtrip.layout import DEFINED_NAME, HIDDEN, PROPERTY, SENT_COLUMNS
from supervisor.roundtrip.reading import read_file
from supervisor.roundtrip.sheet_book import SheetBook, tidy
from supervisor.roundtrip.writing import write_workbook
from supervisor.storage.database import Database, open_centre
from supervisor.storage.report_tables import sheet_export
from supervisor.words import said_in
from tests.issues.house import LIN, MONDAY, WISHED, departments, issue, later
from tests.roundtrip.workbooks import (
    COLUMN,
    EXPORT,
    HEADING,
    SHEET,
    issue_number,
    parts,
    row,
    sheet_book,
    written,
)

NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("=+-@\t\r\n'\"<>&,;|\u3000\u00a0\u200b\x00\x0b\x1b\ufffe\U00020000_xA"),
    ),
    max_size=60,
)
SPOKEN = st.one_of(
    NASTY,
    st.sampled_from(
        [
            "=1+1",
            "{=A1}",
            "http://example.com",
            "_x0041_",
            "_x000D_\r\n",
            "#N/A",
            "00012",
            "1e5",
            "a" * 40_000,
        ]
    ),
)


@settings(max_examples=25)
@given(st.lists(st.tuples(SPOKEN, SPOKEN, SPOKEN), min_size=1, max_size=4), st.sampled_from(["en", "zh_CN"]))
@example([("A title", "\ufeff \u2003 said", " \ufeff")], "en")
def test_whatever_stands_on_a_sheet_is_read_back_from_its_file(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, str]], code: str
) -> None:
    rows = [
        row(
            at,
            title=title,
            description=said,
            first_sent="2026-10-01",
            answer=Answer(at % 2 == 0, tidy(said), tidy(title), planned=date(2026, 12, 8), remark=tidy(more)),
            reminder=at % 2 == 0,
        )
        for at, (title, said, more) in enumerate(texts, 1)
    ]
    content = written(tmp_path_factory.mktemp("sheet"), sheet_book(rows), code=code)
    read = read_file("back.xlsx", content)

    assert (read.export, read.sheet_number, read.format, read.notes) == (EXPORT, SHEET, "xlsx", ())
    assert [one.text("number") for one in read.rows] == [one.number for one in rows]
    with said_in(code):
        for sent, back in zip(rows, read.rows, strict=True):
            assert {name: back.text(name) for name in said_in_cells(sent)} == said_in_cells(sent)
    for each in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows():
        assert all(cell.data_type != "f" for cell in each)  # no text became a formula


def test_a_department_finds_lists_notes_and_colours_and_nothing_locked(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(tmp_path, sheet_book([row(1), row(2, reminder=True)]))))
    sheet, guide, hidden = book.worksheets

    assert [one.sheet_state for one in book.worksheets] == ["visible", "visible", "veryHidden"]
    assert hidden.title == HIDDEN
    assert [cell.value for cell in hidden[1]][:3] == [EXPORT, 1, SHEET]
    assert book.custom_doc_props[PROPERTY].value == EXPORT
    assert book.defined_names[DEFINED_NAME].value == f'"{EXPORT}"'
    assert sheet.freeze_panes == f"C{HEADING + 1}"
    assert sheet.auto_filter.ref == f"A{HEADING}:Q{HEADING + 2}"
    assert sheet.column_dimensions["R"].hidden
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, int(sheet.page_setup.fitToHeight)) == (1, 0)
    assert sheet.print_title_rows == f"${HEADING}:${HEADING}"
    assert not sheet.protection.sheet
    rules = {next(iter(rule.sqref.ranges)).min_col: rule for rule in sheet.data_validations.dataValidation}
    assert rules[COLUMN["ours"]].type == "list"
    assert rules[COLUMN["proposed"]].formula1.startswith("'How to fill in'!")
    planned = rules[COLUMN["planned"]]
    assert (planned.type, planned.errorStyle) == ("date", "warning")
    for rule in rules.values():
        assert 0 < len(rule.promptTitle) <= 32
        assert 0 < len(rule.prompt) <= 255
    told, asked = sheet.cell(HEADING + 1, COLUMN["title"]), sheet.cell(HEADING + 1, COLUMN["cause"])
    assert told.fill.fgColor.rgb != asked.fill.fgColor.rgb
    assert told.protection.locked
    assert not asked.protection.locked
    reminder = sheet.cell(HEADING + 2, COLUMN["number"])
    assert reminder.fill.fgColor.rgb not in (told.fill.fgColor.rgb, asked.fill.fgColor.rgb)
    said = [str(cell.value) for each in guide.iter_rows() for cell in each if cell.value]
    assert {"Yes", "No", "Network", "Shops", "Example: It is yours"} <= set(said)


def test_rows_show_all_that_was_sent_and_still_grow(tmp_path: Path) -> None:
    sheet = parts(written(tmp_path, sheet_book([row(1, description="long " * 100), row(2)])))
    rows = sheet["xl/worksheets/sheet1.xml"].split(b"<row ")[1:]
    tall, low = rows[HEADING].split(b">")[0], rows[HEADING + 1].split(b">")[0]
    assert b"customHeight" not in tall + low  # a height that was chosen by hand would stay as it is
    assert _height(tall) > 3 * _height(low)


def _height(tag: bytes) -> float:
    return float(tag.split(b'ht="')[1].split(b'"')[0])


def test_a_protected_sheet_has_no_password_and_open_cells_to_fill_in(tmp_path: Path) -> None:
    content = written(tmp_path, sheet_book([row(1)]), protect=True)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.autoFilter  # false: it is allowed
    assert not sheet.protection.formatRows
    assert not sheet.cell(HEADING + 1, COLUMN["measure"]).protection.locked


def test_a_long_covering_text_stands_whole_on_the_second_sheet(tmp_path: Path) -> None:
    long = "Dear colleagues. " * 120
    book = openpyxl.load_workbook(io.BytesIO(written(tmp_path, sheet_book([row(1)], covering=long))))
    assert book.worksheets[0]["A4"].value == "The covering text stands on the sheet “How to fill in”."
    assert long.strip() in [cell.value for each in book.worksheets[1].iter_rows() for cell in each]
    assert read_file("x", written(tmp_path, sheet_book([row(1)], covering=long))).title_row == HEADING + 1


def filled(db: Connection) -> str:
    """A sheet (id) in preparation to Billing with two issues."""
    departments(db, "Billing", "Network")
    issue(db, "Bills come late", "billing")
    issue(db, "Wrong sum", "billing")
    _changes, sheets = sheet_making.make(db, ("billing",), Making(wished=WISHED), acting=LIN, at=MONDAY)
    return sheets[0].id


def made(url: str) -> tuple[Database, str]:
    """The same in a centre of its own."""
    centre = open_centre(url)
    with centre.write() as db:
        return centre, filled(db)


def test_a_written_sheet_is_kept_with_all_that_it_says_under_a_number_of_its_own(
    centre: Database, tmp_path: Path
) -> None:
    with centre.write() as db:
        id = filled(db)
        changes, sent, file = write_sheet(db, id, tmp_path / "a", who="lin", at=MONDAY, language="zh_CN")
        _changes, again, _file = write_sheet(
            db, id, tmp_path / "b.xlsx", who="lin", at=later(), language="en"
        )
        assert changes
        assert parse(sent.number) == sent.number
        assert (sent.number, again.number) == ("DC-2026-00001-4", "DC-2026-00002-3")
        assert file.path == tmp_path / "a.xlsx"
        assert file.rows == 2
        assert exported(db, sent.number) == sent
        assert [one.number for one in exports_of(db, id)] == [again.number, sent.number]
        assert {one.values["title"] for one in sent.rows} == {"Bills come late", "Wrong sum"}
        assert {one.values["state"] for one in again.rows} == {"New"}
        assert set(sent.rows[0].values) == {column.field for column in SENT_COLUMNS}
        assert read_file("a.xlsx", file.path.read_bytes()).hash == sent.hash


def test_what_a_department_answered_stands_in_its_file_already(sqlite_url: str, tmp_path: Path) -> None:
    centre, id = made(sqlite_url)
    with centre, centre.write() as db:
        _changes, sheet = sheet_sending.send(
            db, sheet_store.get(db, id), Sending(how="e-mail"), acting=LIN, at=MONDAY
        )
        first = sheet_store.kept_lines(db, id)[0]
        answer = Answer(ours=True, cause="An old rule", measure="", owner="Li Na", planned=date(2026, 12, 8))
        said = Reply("", first.issue, "billing", answer, later(), "lin", "Wang Lei", "phone")
        store.reply(db, said, acting=LIN, at=later())
        _changes, sent, file = write_sheet(
            db, sheet.id, tmp_path / "a.xlsx", who="lin", at=later(2), language="en"
        )
        (row_sent,) = [one for one in sent.rows if one.issue == first.issue]
        assert row_sent.answer == answer
        back = {one.text("number"): one for one in read_file("a", file.path.read_bytes()).rows}
        read = back[first.number]
        assert [read.text(name) for name in ("ours", "cause", "owner")] == ["Yes", "An old rule", "Li Na"]
        assert read.cells["planned"].value == date(2026, 12, 8)


def test_a_sheet_that_is_sent_after_it_was_written_knows_its_file(sqlite_url: str, tmp_path: Path) -> None:
    centre, id = made(sqlite_url)
    with centre, centre.write() as db:
        _changes, sent, _file = write_sheet(db, id, tmp_path / "a.xlsx", who="lin", at=MONDAY, language="en")
        _changes, frozen = sheet_sending.send(
            db, sheet_store.get(db, id), Sending(how="e-mail"), acting=LIN, at=MONDAY
        )
        assert frozen.text.sending.file_hash == sent.hash != ""


def test_a_sheet_that_was_changed_after_it_was_written_does_not_claim_that_file(
    sqlite_url: str, tmp_path: Path
) -> None:
    centre, id = made(sqlite_url)
    with centre, centre.write() as db:
        write_sheet(db, id, tmp_path / "a.xlsx", who="lin", at=MONDAY, language="en")
        sheet = sheet_store.get(db, id)
        gone = sheet_store.kept_lines(db, id)[0].issue
        _changes, sheet = sheet_making.take_off(db, sheet, [gone], acting=LIN, at=MONDAY)
        _changes, frozen = sheet_sending.send(db, sheet, Sending(how="e-mail"), acting=LIN, at=MONDAY)
        assert frozen.text.sending.file_hash == ""


def test_a_text_that_no_cell_can_hold_is_cut_and_counted(sqlite_url: str, tmp_path: Path) -> None:
    with open_centre(sqlite_url) as centre, centre.write() as db:
        departments(db, "Billing")
        kept = issue(db, "Long", "billing", ready=False)
        text = msgspec.structs.replace(kept.text, description="很" * 20_000, symptom="长" * 20_000)
        store.edit(db, kept, msgspec.structs.replace(kept, text=text), acting=LIN, at=MONDAY)
        store.move(db, kept.id, store.get(db, kept.id).version, "make_ready", Given(), acting=LIN, at=MONDAY)
        _changes, sheets = sheet_making.make(db, None, Making(wished=WISHED), acting=LIN, at=MONDAY)
        _changes, sent, file = write_sheet(
            db, sheets[0].id, tmp_path / "a.xlsx", who="lin", at=MONDAY, language="en"
        )
        assert file.cut == 1
        assert len(sent.rows[0].values["description"]) == 32_767


def test_a_file_that_does_not_say_what_it_should_is_not_kept(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(path: Path, book: SheetBook, *, protect: bool) -> None:
        row_sent = msgspec.structs.replace(book.sent.rows[0], answer=Answer(remark="not said"))
        rows = (row_sent, *book.sent.rows[1:])
        write_workbook(path, replace(book, sent=msgspec.structs.replace(book.sent, rows=rows)))

    monkeypatch.setattr(export, "write_workbook", wrong)
    centre, id = made(sqlite_url)
    with centre, pytest.raises(ProofError), centre.write() as db:
        write_sheet(db, id, tmp_path / "a.xlsx", who="lin", at=MONDAY, language="en")
    assert list(tmp_path.glob("*.xlsx")) == []


def test_where_the_file_cannot_be_written_nothing_is_kept(sqlite_url: str, tmp_path: Path) -> None:
    centre, id = made(sqlite_url)
    with centre:
        with pytest.raises(FileError), centre.write() as db:
            write_sheet(db, id, tmp_path / "no" / "a.xlsx", who="lin", at=MONDAY, language="en")
        with centre.write() as db:
            assert db.execute(select(sheet_export.c.id)).all() == []
            sheet_making.void(db, sheet_store.get(db, id), acting=LIN, at=MONDAY)
        with pytest.raises(IssueError, match="void"), centre.write() as db:
            write_sheet(db, id, tmp_path / "a.xlsx", who="lin", at=MONDAY, language="en")
    assert list(tmp_path.glob("*.xlsx")) == []


def test_numbers_of_issues_keep_their_form(tmp_path: Path) -> None:
    read = read_file("x", written(tmp_path, sheet_book([row(1)])))
    assert read.rows[0].text("number") == issue_number(1)
    assert read.rows[0].cells["version"].value == 3
