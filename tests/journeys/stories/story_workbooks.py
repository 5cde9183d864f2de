"""A liaison's fortnight by workbooks: sheets go out, come back from two departments that work as people do,
are taken in and back; then the files for the meeting. What was written into cells is kept here, and the
database, the commands and the workbooks must say the same.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from supervisor.clock import SystemClock
from supervisor.issues import sheet_making, sheet_sending, store
from supervisor.issues.moves import Given
from supervisor.issues.number import check_digit
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.sheet import Sending
from supervisor.issues.sheet_told import Making
from supervisor.meetings import agenda_store, series_store
from supervisor.meetings import store as meetings
from supervisor.meetings.series import Every, Pattern, Person, Series
from supervisor.reports import schedule_store
from supervisor.reports.order import Order
from supervisor.reports.schedule import Every as Often
from supervisor.reports.schedule import Schedule
from supervisor.settings.centre import DemoClock
from supervisor.settings.places import places
from supervisor.storage.centre_settings import change_centre
from supervisor.storage.database import open_centre
from supervisor.templates import store as templates
from supervisor.words import _, said_in
from tests.desk import Work, work
from tests.issues.house import LIN, MONDAY, WISHED, departments, issue, move
from tests.office import needs_office
from tests.reports.monthly import month_centre
from tests.templates.workbooks import saved

pytestmark = needs_office

TUESDAY = datetime(2026, 12, 1, 8, tzinfo=UTC)  # the week after, four in the afternoon in Shanghai
MEETING = datetime(2026, 12, 2, 6, tzinfo=UTC)
OPEN = ("ready", "sent", "received", "confirmed", "answered", "working", "done", "verified")
REPLY = ("ours", "cause", "measure", "owner", "planned", "progress", "proposed", "remark")
FIRST_REPLY = "J"
OWN_COLUMN = "Ticket"
KPIS = {  # above and below the line, as SQL adds it up
    "Mean handle time": ("sum(talk_s) + sum(hold_s) + sum(acw_s)", "sum(n_answered)"),
    "First-contact resolution": ("sum(n_fcr_ok)", "sum(n_fcr_eligible)"),
    "Satisfaction": ("sum(n_csat_top2)", "sum(n_survey)"),
    "Hold rate": ("sum(n_held)", "sum(n_answered)"),
}


@dataclass(frozen=True)
class Line:
    """What a department does with the row of an issue: *cells* that it fills in, a note in its *own* column.
    Then: the *verdict*; after taking in the issue's *state*, the answer that stands, what a remark holds."""

    title: str
    cells: Mapping[str, str] = field(default_factory=dict)
    own: str = ""
    verdict: str = "nothing"
    state: str = "sent"
    answer: Mapping[str, Any] = field(default_factory=dict)
    remark: tuple[str, ...] = ()


PHONE = {"cause": "A new tariff table", "measure": "Load it again", "owner": "Chen Hao"}
WHOLE = {"cause": "A rule of 2019", "measure": "Drop it", "owner": "Wang Lei"}
LINES = {
    "billing": (
        Line(
            "Bills come late",
            {"ours": "Yes", **WHOLE, "planned": "2026-12-18"},
            "KD-7",
            "changes",
            "answered",
            {"ours": True, **WHOLE, "planned": "2026-12-18"},
            ("KD-7",),
        ),
        Line(
            "Wrong sum",
            {"ours": "Yes", "cause": "Nobody knows yet"},
            "",
            "incomplete",
            "confirmed",
            {"ours": True, "cause": "Nobody knows yet"},
        ),
        Line(  # meanwhile somebody was told another cause by telephone
            "Tariff not applied",
            {"ours": "Yes", **PHONE, "cause": "=1+1 old tables", "planned": "2026-12-11", "progress": "Half"},
            "",
            "conflict",
            "answered",
            {"ours": True, **PHONE, "planned": "2026-12-11", "progress": "Half"},
            ("=1+1 old tables",),
        ),
        Line(
            "Late letters",
            {"ours": "No", "proposed": "Network", "remark": "Theirs"},
            "",
            "changes",
            "ready",
            {"ours": False, "proposed": "Network", "remark": "Theirs"},
        ),
        Line("Too dear", {}, "KD-9", "comment_only", "sent", {}, ("KD-9",)),
        Line(  # its row is hidden, and its title was changed
            "Charged twice",
            {"ours": "yes", **WHOLE, "planned": "2026-12-24", "title": "Charged three times"},
            "",
            "changes",
            "answered",
            {"ours": True, **WHOLE, "planned": "2026-12-24"},
        ),
    ),
    "network": (
        Line(
            "割接停网未告知",
            {"ours": "是", "cause": "流程", "measure": "提前告知", "owner": "王强", "planned": "1月底"},
            "",
            "not_understood",
            "confirmed",
            {"ours": True, "cause": "流程", "measure": "提前告知", "owner": "王强"},
            ("1月底",),
        ),
        Line(
            "晚高峰网速慢",
            {"ours": "是", "cause": "拥塞", "measure": "扩容", "owner": "张三/李四", "planned": "2026-12-11"},
            "",
            "changes",
            "answered",
            {"ours": True, "cause": "拥塞", "measure": "扩容", "owner": "张三", "planned": "2026-12-11"},
            ("张三/李四",),
        ),
        Line("Fault tickets close late", {"ours": "是", "cause": "系统"}, "", "wrong_number"),
        Line(
            "电梯无信号",
            {"ours": "是", "cause": "无室分", "measure": "建设", "owner": "李强", "planned": "2026-12-25"},
            "",
            "changes",
            "answered",
            {"ours": True, "cause": "无室分", "measure": "建设", "owner": "李强", "planned": "2026-12-25"},
        ),
        Line("光猫断连"),  # not copied into the new workbook
        Line("光缆被挖断", {"remark": "已修复"}, "", "comment_only", "rejected", {}, ("已修复",)),
    ),
}
WRONG_AT, LOST_AT, OVER_AT = 2, 4, 5
PHONED_AT, RETURNED_AT = 2, 3


# -- the house, and who asks in it --------------------------------------------------------------------------


def prepare(url: str) -> dict[str, list[tuple[int, str]]]:
    """A past, two departments, their issues on sheets for a meeting; ids and numbers by department."""
    month_centre.fill(url)
    found: dict[str, list[tuple[int, str]]] = {}
    with open_centre(url) as centre, centre.write() as db:
        departments(db, "Billing", "Network")
        for department, lines in LINES.items():
            made = [issue(db, line.title, department) for line in lines]
            found[department] = [(one.id, one.number) for one in made]
        pattern = Pattern(Every.WEEK, 2, at=time(14))
        series = Series("", "Coordination", pattern, people=(Person("Lin"), Person("Li", "billing")))
        kept = series_store.save(db, series, acting=LIN, at=MONDAY)[1]
        meeting = meetings.plan(db, kept.id, MEETING, acting=LIN, at=MONDAY)[1]
        making = Making(meeting=meeting.id, wished=WISHED, covering="Please answer in time.")
        for sheet in sheet_making.make(db, None, making, acting=LIN, at=MONDAY)[1]:
            sheet_sending.send(db, sheet, Sending("Wang Lei", "e-mail"), acting=LIN, at=MONDAY)
        agenda_store.refresh(db, meeting.id, acting=LIN, at=MONDAY)
    return found


def meanwhile(url: str, of: Mapping[str, Sequence[tuple[int, str]]]) -> None:
    """What happens in the centre while the sheets are away: a call, and an issue that is not pursued."""
    at = datetime(2026, 11, 26, 3, tzinfo=UTC)
    with open_centre(url) as centre, centre.write() as db:
        answer = Answer(True, planned=date(2026, 12, 11), **PHONE)
        told = Reply("", of["billing"][PHONED_AT][0], "billing", answer, at, "lin", "Wang", "telephone")
        store.reply(db, told, acting=LIN, at=at)
        given = Given(reason="no means", risk_carrier="Wu", review_date=date(2027, 6, 1))
        move(db, of["network"][OVER_AT][0], "reject", given, at=at)


def it_is(url: str, now: datetime) -> None:
    """Have the centre's clock show *now*."""
    real = SystemClock().now()
    with open_centre(url) as centre, centre.write() as db:
        change_centre(db, {"demo": True, "demo_clock": DemoClock(real, now)}, at=real, who="lin")


def supervisor(*arguments: object) -> list[dict[str, Any]]:
    """`supervisor … --json` in a process of its own, as anybody runs it."""
    told = subprocess.run(
        [sys.executable, "-m", "supervisor", *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, f"{arguments}\n{told.stdout}\n{told.stderr}"
    return [json.loads(line) for line in told.stdout.splitlines()]


def sql(file: str, said: str, *values: Any) -> list[tuple[Any, ...]]:
    """What plain SQL finds in the database that is *file*."""
    with closing(sqlite3.connect(file)) as db:
        return db.execute(said, values).fetchall()


def history(file: str) -> dict[int, tuple[Any, ...]]:
    """All that happened to issues, by event."""
    return {
        row[0]: row[1:] for row in sql(file, "SELECT id, issue, at, who, kind, document FROM issue_event")
    }


def states(file: str) -> dict[int, str]:
    return dict(sql(file, "SELECT id, state FROM issue"))


def answers(file: str) -> dict[int, dict[str, Any]]:
    """What departments said last of each issue."""
    rows = sql(file, "SELECT issue, document FROM issue_reply ORDER BY at, id")
    return {issue: json.loads(document)["answer"] for issue, document in rows}


def remarks(file: str) -> Counter[tuple[int, str]]:
    """The remarks on issues."""
    rows = sql(file, "SELECT issue, document FROM issue_event WHERE kind = 'noted'")
    return Counter((issue, json.loads(document)["facts"]["text"]) for issue, document in rows)


# -- the departments ----------------------------------------------------------------------------------------


def first_row(path: Path) -> int:
    """The row of the first issue on a sheet, from 1."""
    cells = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return next(at for at, row in enumerate(cells, 1) if str(row[0]).startswith("WT-"))


def letter(name: str) -> str:
    return "B" if name == "title" else chr(ord(FIRST_REPLY) + REPLY.index(name))


def written(lines: Sequence[Line], first: int) -> list[str]:
    """The steps by which the cells of *lines* are filled in."""
    steps = []
    for row, line in enumerate(lines, first):
        for name, text in line.cells.items():
            is_day = name == "planned" and text[:2] == "20"
            how = "Formula" if is_day else "String"
            steps.append(f'sheet.getCellRangeByName("{letter(name)}{row}").{how} = "{text}"')
    return steps


def billing_works(sent: Path, stem: Path) -> Work:
    """Fills in, adds a row and a column, sorts, hides a row, saves as ods."""
    first, lines = first_row(sent), LINES["billing"]
    end = first + len(lines)  # the row that is added
    added = [
        f'sheet.getCellRangeByName("B{end}").String = "Kiosk prints nothing"',
        f'sheet.getCellRangeByName("{letter("cause")}{end}").String = "Paper"',
    ]
    place = ord(letter("remark")) - ord("A")  # the new column comes before the remarks
    column = chr(ord("A") + place)
    own = [f"sheet.Columns.insertByIndex({place}, 1)"]
    own.append(f'sheet.getCellRangeByName("{column}{first - 1}").String = "{OWN_COLUMN}"')
    own += [
        f'sheet.getCellRangeByName("{column}{row}").String = "{line.own}"'
        for row, line in enumerate(lines, first)
        if line.own
    ]
    sort = [f'SortDown(sheet.getCellRangeByName("A{first}:S{end}"))']
    hide = [f"sheet.Rows.getByIndex({first - 1}).IsVisible = False"]  # the last number: now the first row
    return Work(sent, stem, ("ods",), [*written(lines, first), *added, *own, *sort, *hide])


def network_works(sent: Path, stem: Path, numbers: Sequence[str]) -> Work:
    """Fills in, mistypes a number, copies what can be seen into a new workbook but for a row: xlsx."""
    first, lines = first_row(sent), LINES["network"]
    last = first + len(lines) - 1
    wrong = mistyped(numbers[WRONG_AT])
    steps = [
        *written(lines, first),
        f'sheet.getCellRangeByName("A{first + WRONG_AT}").String = "{wrong}"',
        f'book.CurrentController.select(sheet.getCellRangeByName("A{first - 1}:Q{last}"))',
        "copied = book.CurrentController.getTransferable()",
        "old = book",
        'book = Opened("private:factory/scalc")',
        "book.CurrentController.insertTransferable(copied)",
        "old.close(True)",
        f"book.Sheets.getByIndex(0).Rows.removeByIndex({LOST_AT + 1}, 1)",
    ]
    return Work(sent, stem, ("xlsx",), steps)


def mistyped(number: str) -> str:
    """*number* with another check digit."""
    assert check_digit(number[3:7] + number[8:13]) == number[-1]
    return number[:-1] + str((int(number[-1]) + 1) % 10)


# -- workbooks ----------------------------------------------------------------------------------------------


def cells(path: Path, sheet: str = "") -> list[list[Any]]:
    """The rows of a *sheet* of the workbook, or of all of them."""
    book = CalamineWorkbook.from_path(str(path))
    names = [sheet] if sheet else book.sheet_names
    return [row for name in names for row in book.get_sheet_by_name(name).to_python()]


def words(path: Path) -> set[str]:
    """Every text that stands in a cell."""
    return {cell for row in cells(path) for cell in row if isinstance(cell, str)}


def table(path: Path, sheet: str, *headings: str) -> list[dict[str, Any]]:
    """The rows below the first row with these *headings*, to the first that is empty in their columns."""
    rows = cells(path, sheet)
    at = next(place for place, row in enumerate(rows) if set(headings) <= set(row))
    found = []
    for row in rows[at + 1 :]:
        named = dict(zip(rows[at], row, strict=True))
        if all(named[heading] in ("", None) for heading in headings):
            break
        found.append(named)
    return found


def test_a_fortnight_by_workbooks(tmp_path: Path) -> None:
    url = places().database_url
    file = url.removeprefix("sqlite:///")
    of = prepare(url)
    ids = {name: [id for id, _number in found] for name, found in of.items()}
    numbers = {name: [number for _id, number in found] for name, found in of.items()}
    billing, network = numbers["billing"], numbers["network"]

    # Two sheets go out.
    it_is(url, MONDAY)
    out = {name: tmp_path / f"{name}.xlsx" for name in LINES}
    for name, code in (("billing", "en"), ("network", "zh_CN")):
        (sent,) = supervisor(
            *("sheet", "write", "--department", name.title(), "--meeting", "next"),
            *("--out", out[name], "--language", code),
        )
        assert (sent["issues"], sent["cut"]) == (numbers[name], 0)
    before = history(file)
    meanwhile(url, of)
    away = states(file)

    # They come back as people send them.
    back, copied = work(
        billing_works(out["billing"], tmp_path / "back"),
        network_works(out["network"], tmp_path / "新建", network),
    )
    it_is(url, TUESDAY)
    (looked,) = supervisor("sheet", "read", back, "--dry-run")
    wanted = [(number, line.verdict) for number, line in zip(billing, LINES["billing"], strict=True)]
    assert [(row["number"], row["verdict"]) for row in looked["rows"]] == [*reversed(wanted), ("", "new")]
    assert [row["hidden"] for row in looked["rows"]].count(True) == looked["rows"][0]["hidden"] == 1
    assert looked["missing"] == []
    told = {(row["number"], one["field"]): one["verdict"] for row in looked["rows"] for one in row["fields"]}
    assert told[billing[PHONED_AT], "cause"] == "conflict"
    assert {told[billing[PHONED_AT], name] for name in ("ours", "measure", "owner", "planned")} == {"alike"}
    assert told[billing[5], "title"] == "read_only"
    (looked,) = supervisor("sheet", "read", copied, "--dry-run")
    theirs = [(numbers["network"][at], line.verdict) for at, line in enumerate(LINES["network"])]
    del theirs[LOST_AT]
    assert [row["verdict"] for row in looked["rows"]] == [verdict for _number, verdict in theirs]
    assert looked["rows"][WRONG_AT]["nearest"] == network[WRONG_AT]
    assert looked["rows"][-1]["asks_reopen"]
    assert "李四" in looked["rows"][1]["fields"][3]["warning"]
    assert supervisor("sheet", "files") == [[]]
    assert history(file).keys() - before.keys() == {id for id in history(file) if id > max(before)}
    waiting = history(file)

    # All is taken in: every answer and remark stands where it belongs, and no other.
    result = tmp_path / "result.xlsx"
    (taken,) = supervisor("sheet", "read", back, "--take", "all", "--result", result)
    assert taken["took"]["incomplete"] == [billing[1]]
    check(file, ids, ("billing",), away)
    rows = table(result, "Result of reading", "Result of reading", "Number", OWN_COLUMN)
    assert [row["Number"] for row in rows] == [*reversed(billing), ""]
    said = {row["Number"]: row["Result of reading"].splitlines()[0] for row in rows}
    assert said[billing[4]] == "Kept as a comment."
    assert said[""] == "Not taken in."
    assert {said[billing[at]] for at in (0, 1, 2, 3, 5)} == {"Taken in."}
    (taken,) = supervisor("sheet", "read", copied, "--take", "all")
    check(file, ids, ("billing", "network"), away)
    assert waiting.items() <= history(file).items()
    done, kept = history(file), remarks(file)

    # What the second file said is taken back: as if it had never come, but for the history; and taken again.
    (undone,) = supervisor("sheet", "take-back", copied.name)
    assert undone["left"] == []
    check(file, ids, ("billing",), away, remarked=("billing", "network"))
    assert done.items() <= history(file).items()
    supervisor("sheet", "read", copied, "--take", "all")
    check(file, ids, ("billing", "network"), away, remarked=("billing", "network"))
    assert remarks(file) >= kept
    (files,) = supervisor("sheet", "files")
    assert {one["file"]: (one["state"], one["rows"]) for one in files} == {
        "back.ods": ("taken", 7),
        "新建.xlsx": ("taken", 5),
    }

    # Files for the meeting: as many rows as SQL counts.
    pack, listed = tmp_path / "pack.xlsx", tmp_path / "late.xlsx"
    supervisor("export", "meeting", "next", "--out", pack)
    stand = states(file)
    owned = {name: list(of_it) for name, of_it in ids.items()}
    owned["network"].append(owned["billing"].pop(RETURNED_AT))  # as Billing proposed
    open_ones = {name: [id for id in of_it if stand[id] in OPEN] for name, of_it in owned.items()}
    assert sum(map(len, open_ones.values())) == 11
    by_number = {id: number for found in of.values() for id, number in found}
    for name, wanted_ids in open_ones.items():
        (counted,) = sql(
            file, "SELECT count(*) FROM issue WHERE department = ? AND state <> 'rejected'", name
        )
        rows = table(pack, name.title(), "Number", "Title")
        assert len(rows) == counted[0] == len(wanted_ids)
        assert {row["Number"] for row in rows} == {by_number[id] for id in wanted_ids}
    rows = table(pack, "All issues", "Number", "Title", "Stands")
    assert len(rows) == 11
    # whoever has not answered by the wished day is late; who promised has time
    late = {by_number[id] for found in open_ones.values() for id in found if stand[id] != "answered"}
    assert {row["Number"] for row in rows if row["Stands"] == "Overdue"} == late
    assert {row["Number"] for row in table(pack, "Overdue", "Number", "Title")} == late
    (items,) = sql(file, "SELECT count(*) FROM meeting_item")
    agenda = [row for row in table(pack, "Agenda", "Number", "Matter") if row["Number"]]  # not the total
    assert {row["Number"] for row in agenda} == set(by_number.values())
    assert len(agenda) == items[0]
    supervisor("export", "issues", "--filter", "late", "--out", listed)
    (held,) = sql(file, "SELECT count(*) FROM issue WHERE search_text LIKE '%late%'")
    rows = table(listed, "All issues", "Number", "Title")
    assert sorted(row["Title"] for row in rows) == [
        "Bills come late",
        "Fault tickets close late",
        "Late letters",
    ]
    assert len(rows) == held[0]

    # The review in Chinese, and without names: what plain SQL adds up, frozen nowhere.
    review, nameless = tmp_path / "月度.xlsx", tmp_path / "nameless.xlsx"
    month = ("export", "review", "--month", "2026-10", "--language", "zh_CN")
    supervisor(*month, "--out", review)
    supervisor(*month, "--no-names", "--out", nameless)
    past = file.replace(".db", "-history.db")
    for path in (review, nameless):
        figures = {row[0]: row for row in kpi_rows(path)}
        for kpi, (above, below) in KPIS.items():
            ((x, n),) = sql(past, f"SELECT {above}, {below} FROM history_count WHERE day LIKE '2026-10-%'")
            with said_in("zh_CN"):
                title = _(kpi)
            assert [figures[title][1], figures[title][2]] == pytest.approx([x, n]), kpi
    said_there, said_not = words(review), words(nameless)
    names = {name for name, _team, _skill, _joined in month_centre.PEOPLE.values()}
    assert any("Ai Lin" in text for text in said_there)
    assert not [text for text in said_not if any(name in text for name in names)]
    assert not said_not & {f"88{at}0" for at in range(6)}

    # A form of their own is filled by the schedule, once.
    template = form(url)
    schedule = Schedule(
        "",
        "Every morning",
        Order("issues", template=template, language="en"),
        Often.DAY,
        str(tmp_path),
        datetime(2026, 11, 30, 20, tzinfo=UTC),
        pattern="morning",
    )
    with open_centre(url) as centre, centre.write() as db:
        schedule_store.save(db, schedule, at=schedule.since, who="lin")
    (due,) = supervisor("export", "due")
    assert supervisor("export", "due") == []
    sheet = openpyxl.load_workbook(due["file"]).worksheets[0]
    assert sheet["A1"].value == "Issues to be talked about: 11"
    filled = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(4, 15)}
    titles = dict(sql(file, "SELECT number, title FROM issue WHERE state <> 'rejected'"))
    assert filled == titles
    assert sheet["B15"].value == "=COUNTA(A4:A14)"
    log = Counter((one["what"], one["personal"]) for one in supervisor("export", "log"))
    assert log[("review", True)] == log[("review", False)] == 1
    assert log[("issues", False)] == 2


def check(
    file: str,
    ids: Mapping[str, Sequence[int]],
    taken: Sequence[str],
    away: Mapping[int, str],
    *,
    remarked: Sequence[str] = (),
) -> None:
    """That the database says what the files of departments that were *taken* said, and nothing else; remarks
    those of *remarked*, where a file was taken back."""
    stand, said, noted = states(file), answers(file), remarks(file)
    expected_states, expected = dict(away), {}
    for name, of_it in ids.items():
        for id, line in zip(of_it, LINES[name], strict=True):
            if name in taken:
                expected_states[id] = line.state
                if line.answer:
                    expected[id] = dict(line.answer)
            kept = [text for (issue, text), _count in noted.items() if issue == id]
            here = line.remark if name in (remarked or taken) else ()
            for words in here:
                assert any(words in text for text in kept), (line.title, words, kept)
            assert here or not kept, (line.title, kept)
    if "billing" not in taken:
        expected[ids["billing"][PHONED_AT]] = {"ours": True, **PHONE, "planned": "2026-12-11"}
    assert stand == expected_states
    assert said == expected


def kpi_rows(path: Path) -> list[list[Any]]:
    """KPI, numerator and denominator of each line of the appendix, whatever the sheet is called."""
    with said_in("zh_CN"):
        wanted = [_("KPI"), _("Numerator"), _("Denominator")]
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        at = next((place for place, row in enumerate(rows) if set(wanted) <= set(row)), None)
        if at is not None:
            places = [rows[at].index(word) for word in wanted]
            return [[row[place] for place in places] for row in rows[at + 1 :]]
    raise AssertionError(wanted)


def form(url: str) -> str:
    """The id of a house's own form, which is taken in."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "Issues to be talked about: {{rows}}"
    sheet["A3"], sheet["B3"], sheet["C3"] = "No.", "What", "Whose"
    sheet["A4"], sheet["B4"], sheet["C4"] = "{{Number}}", "{{Title}}", "{{Department}}: {{State}}"
    sheet["B5"] = "=COUNTA(A4:A4)"
    with open_centre(url) as centre, centre.write() as db:
        return templates.take_in(
            db, "form.xlsx", saved(book), name="Form", report="issues", language="en", at=MONDAY, who="lin"
        )[1].id
