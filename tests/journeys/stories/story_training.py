"""Four months of a small centre: sheets by commands, targets by a workbook in the window, the review, who is
on its list and why, figures stated and corrected, a course and what came of it.

Every number is compared with sums that were added up here while the sheets were written.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor.clock import SystemClock
from supervisor.settings.centre import DemoClock
from supervisor.settings.places import places
from supervisor.storage.centre_settings import change_centre
from supervisor.storage.database import open_centre
from tests.commands.command_line import documents, run
from tests.journeys.stories.stage import LONG_MS, console, picture
from ui.people.screen import PeopleScreen
from ui.people.targets_page import TargetsPage
from ui.review.list_page import ListPage
from ui.review.list_rows import ListRow
from ui.review.matrix_page import MatrixPage
from ui.review.screen import ReviewScreen

EVIL = "=1+1<b>Eve</b>"  # what a sheet may call somebody: text, wherever it comes to stand
NAMES = ("李强", "Tom Baker", "Noah Jones", "胡斌", EVIL, *(f"员工{at}" for at in range(5, 14)))
NUMBERS = tuple(f"{at:04}" for at in range(1, len(NAMES) + 1))
WEAK, HARD = 1, 2  # resolves fewer bills; has the hard contacts, and is quick on each type
TRAINED = range(9, 13)
MONTHS = tuple(date(2026, month, 1) for month in (1, 2, 3, 4))
APRIL = ("--month", "2026-04")
TYPES = {"bill": (180.0, 0.86), "fault": (420.0, 0.80)}  # usual seconds, usual share resolved
EFFECT, SINCE = 0.08, date(2026, 5, 12)

Row = dict[str, Any]


@dataclass
class Told:
    """What the sheets say, by person, type of contact and month."""

    sums: dict[tuple[int, str, date], Counter[str]] = field(default_factory=dict)

    def of(self, who: int | None, month: date, kind: str | None = None) -> Counter[str]:
        found: Counter[str] = Counter()
        for (person, type_, of), sums in self.sums.items():
            if of == month and who in (None, person) and kind in (None, type_):
                found.update(sums)
        return found


def days(month: date) -> list[date]:
    return [month + timedelta(days=ahead) for ahead in (1, 5, 8, 12, 15, 19, 22, 26)]


def write_counts(
    path: Path, told: Told, when: Iterable[date], only: int | None = None, less: int = 0
) -> None:
    """A sheet of agents' days. *less* contacts fewer were resolved than was told before: a correction."""
    book = xlsxwriter.Workbook(str(path))
    sheet, day_format = book.add_worksheet("counts"), book.add_format({"num_format": "yyyy-mm-dd"})
    fields = ("n_answered", "talk_s", "hold_s", "acw_s", "n_fcr_eligible", "n_fcr_ok")
    for column, title in enumerate(("day", "login", "channel", "type", *fields)):
        sheet.write(0, column, title)
    row = 0
    for day in when:
        month = day.replace(day=1)
        for who, number in enumerate(NUMBERS):
            if only not in (None, who):
                continue
            for place, (kind, (seconds, share)) in enumerate(TYPES.items()):
                row += 1
                n = (20, 60)[place] if who == HARD else (60, 20)[place]
                pace = 0.9 if who == HARD else 1 + 0.02 * ((who * 5 + day.day) % 5 - 2)
                share += 0.01 * ((who * 3 + day.day + place) % 5 - 2)
                share -= 0.14 if who == WEAK and kind == "bill" else 0
                share += EFFECT if who in TRAINED and day >= SINCE else 0
                talk, acw = round(n * seconds * pace), n * 20
                resolved = round(n * share) - (less if kind == "bill" else 0)
                values = (n, talk, 0, acw, n, resolved)
                sheet.write_datetime(row, 0, datetime(day.year, day.month, day.day), day_format)  # noqa: DTZ001
                for column, text in enumerate((number, "voice", kind), 1):
                    sheet.write_string(row, column, text)
                for column, value in enumerate(values, 4):
                    sheet.write_number(row, column, value)
                sums = told.sums.setdefault((who, kind, month), Counter())
                if less:
                    sums["n_fcr_ok"] -= less if kind == "bill" else 0
                else:
                    sums.update(dict(zip(fields, values, strict=True)))
    book.close()


def write_people(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet, when = book.add_worksheet("人员"), book.add_format({"num_format": "yyyy-mm-dd"})
    for column, title in enumerate(("姓名", "工号", "班组", "技能组", "入职日期", "登录名")):
        sheet.write_string(0, column, title)
    for row, (number, name) in enumerate(zip(NUMBERS, NAMES, strict=True), 1):
        for column, text in ((0, name), (1, number), (2, f"{row % 2 + 1}组"), (3, "话费"), (5, number)):
            sheet.write_string(row, column, text)
        sheet.write_datetime(row, 4, datetime(2023, 3, row), when)  # noqa: DTZ001
    book.close()


def write_targets(path: Path) -> None:
    """The workbook of targets as it comes back to us: one row calls a KPI what nobody does."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("目标")
    rows = (
        ("KPI", "First month", "At least", "At most"),
        ("First-contact resolution", "2026-01", 0.82, ""),
        ("平均处理时长", "2026-01", "", 290),
        ("一次就好率", "2026-01", 0.9, ""),
    )
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    book.close()


def supervisor(*arguments: object) -> list[Row]:
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


def ask(*arguments: object) -> list[Row]:
    """The same in this process: numpy is loaded once for all."""
    return documents(run(*map(str, arguments), "--json"))


def it_is(now: datetime | None) -> None:
    """Have the centre's clock stand at *now*; None: the computer's again."""
    with open_centre(places().database_url) as centre, centre.write() as db:
        clock = None if now is None else DemoClock(SystemClock().now(), now)
        change_centre(db, {"demo": now is not None, "demo_clock": clock}, at=SystemClock().now(), who="li")


def rows_of(page: ListPage) -> list[ListRow]:
    assert page.table is not None
    return list(page.table.arrangement.rows.values())


def check_months(told: Told, people: Mapping[str, Row]) -> int:
    """That everybody's figures of the review month and the two before it are the sums' ratios."""
    compared = 0
    for who, name in enumerate(NAMES):
        of = people[name]["kpis"]
        for at, month in enumerate(MONTHS[-3:]):
            sums = told.of(who, month)
            handled = sums["talk_s"] + sums["acw_s"]
            assert of["fcr"]["values"][at] == pytest.approx(
                sums["n_fcr_ok"] / sums["n_fcr_eligible"], abs=1e-6
            )
            assert of["aht"]["values"][at] == pytest.approx(handled / sums["n_answered"], abs=1e-5)
            compared += 2
        assert (of["fcr"]["numerator"], of["fcr"]["denominator"]) == (
            sums["n_fcr_ok"],
            sums["n_fcr_eligible"],
        )
    return compared


def fair_resolution(told: Told, who: int) -> float:
    """April's fair value by hand: own sum over what the group would have had with the same contacts, times
    what is usual, with the three months of the evidence for what is usual.
    """
    window = MONTHS[-3:]
    whole = {kind: Counter[str]() for kind in TYPES}
    for month in window:
        for kind in TYPES:
            whole[kind].update(told.of(None, month, kind))
    usual = {kind: sums["n_fcr_ok"] / sums["n_fcr_eligible"] for kind, sums in whole.items()}
    everybody = sum(sums["n_fcr_eligible"] for sums in whole.values())
    standard = sum(usual[kind] * sums["n_fcr_eligible"] / everybody for kind, sums in whole.items())

    def expected(of: int | None) -> float:
        return sum(usual[kind] * told.of(of, MONTHS[-1], kind)["n_fcr_eligible"] for kind in TYPES)

    factor = told.of(None, MONTHS[-1])["n_fcr_ok"] / expected(None)
    return standard * told.of(who, MONTHS[-1])["n_fcr_ok"] / (factor * expected(who))


def test_from_sheets_to_the_list_to_a_course_and_its_effect(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    told = Told()
    write_people(tmp_path / "人员.xlsx")
    write_counts(tmp_path / "counts.xlsx", told, [day for month in MONTHS for day in days(month)])
    write_targets(tmp_path / "targets.xlsx")
    (taken,) = supervisor("import", "table", tmp_path / "人员.xlsx", "--source", "acd")
    assert taken["rows"] == {"new": len(NAMES)}
    (taken,) = ask("import", "table", tmp_path / "counts.xlsx", "--source", "acd")
    assert sum(taken["rows"].values()) == len(NAMES) * len(TYPES) * len(MONTHS) * 8

    # Targets come from a workbook, in the window; the row that is wrong is left out and said.
    with console(qtbot) as it:
        window = it.window
        window.activateWindow()
        screen = window.show_page("people")
        assert isinstance(screen, PeopleScreen)
        page = screen.show_tab("targets")
        assert isinstance(page, TargetsPage)
        qtbot.waitUntil(lambda: page._known.skills != {}, timeout=LONG_MS)
        page.read_file(tmp_path / "targets.xlsx")
        qtbot.waitUntil(lambda: getattr(page, "preview", None) is not None, timeout=LONG_MS)
        preview = page.preview
        assert preview is not None
        wrong = preview.table.item(0, 3)
        assert "2" in preview.take.text()
        assert wrong is not None
        assert "一次就好率" in wrong.text()
        qtbot.mouseClick(preview.take, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: len(page.model.saved) == 2, timeout=LONG_MS)

        review = window.show_page("performance")
        assert isinstance(review, ReviewScreen)
        matrix = review.show_tab("matrix")
        assert isinstance(matrix, MatrixPage)
        model = matrix.table.model
        qtbot.waitUntil(lambda: model.matrix is not None and len(model.matrix.rows) == 14, timeout=LONG_MS)
        assert model.matrix is not None
        assert model.matrix.month == MONTHS[-1]
        columns = {column.kpi: at for at, column in enumerate(model.matrix.columns)}
        for row, one in enumerate(model.matrix.rows):
            sums = told.of(NAMES.index(one.name), MONTHS[-1])
            cell = model.matrix.cell(row, columns["fcr"])
            assert (cell.numerator, cell.denominator) == (sums["n_fcr_ok"], sums["n_fcr_eligible"]), one.name
        picture(window, "training-1-matrix")
        shown = review.show_tab("list")
        assert isinstance(shown, ListPage)
        qtbot.waitUntil(lambda: shown.found is not None and shown.found.kpi == "fcr", timeout=LONG_MS)
        assert shown.found is not None
        assert [one.who.name for one in shown.found.entries if one.listed] == [NAMES[WEAK]]
        assert shown.table is not None
        shown.table.view.setFocus()
        shown.table.view.selectAll()
        qtbot.waitUntil(lambda: bool(shown.chosen_rows()), timeout=LONG_MS)
        qtbot.mouseClick(shown.decide.accept, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: any(row.decided for row in rows_of(shown)), timeout=LONG_MS)
        picture(window, "training-2-list")

    # Commands say the same, and the arithmetic is that of the sums.
    it_is(datetime(2026, 5, 10, 4, tzinfo=UTC))
    _head, *rows = ask("review", "show", *APRIL)
    people = {row["agent"]: row for row in rows}
    assert set(people) == set(NAMES)
    assert {row["skill"] for row in rows} == {"话费"}
    assert check_months(told, people) == 84
    head, *entries = supervisor("training-list", *APRIL)
    listed = {one["kpi"]: one["listed"] for one in head["lists"]}
    assert (listed["fcr"], listed["aht"]) == (1, 0)
    (weak,) = [one for one in entries if one["class"] == "A"]
    assert (weak["agent"], weak["number"], weak["months_off"], weak["months_of"]) == (
        "Tom Baker",
        "0002",
        3,
        3,
    )
    assert weak["cause"] == ["type: bill"]
    assert weak["decision"] == "accepted"
    assert weak["fair_value"] == pytest.approx(fair_resolution(told, WEAK), abs=1e-6)
    raw = people[NAMES[HARD]]["kpis"]["aht"]
    assert raw["values"][-1] > 290, "the hard contacts look slow"
    assert raw["class"] == "fine", "and are no fault"
    (centre,) = ask("kpi", "--from", "2026-04-01", "--to", "2026-04-30", "--kpi", "fcr")[1:]
    everybody = told.of(None, MONTHS[-1])
    assert (centre["numerator"], centre["denominator"]) == (
        everybody["n_fcr_ok"],
        everybody["n_fcr_eligible"],
    )
    teams = ask("kpi", "--from", "2026-04-01", "--to", "2026-04-30", "--kpi", "fcr", "--by", "team")[1:]
    assert sum(one["numerator"] for one in teams) == everybody["n_fcr_ok"]
    lines = run("kpi", "--from", "2026-04-01", "--to", "2026-04-30", "--by", "agent", "--csv").stdout
    cells = [cell for row in csv.reader(lines.splitlines()) for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")], "a spreadsheet would compute it"
    assert [cell for cell in cells if cell.endswith(EVIL)]
    assert run("training-list", *APRIL, "--without-names").exit_code == 0

    # What was stated stays so; a sheet that comes late shows as a correction, of that one alone.
    assert run("review", "freeze", *APRIL, "--note", "经营分析会").exit_code == 0
    assert ask("review", "corrections", *APRIL) == []
    before = told.of(0, MONTHS[-1])
    write_counts(tmp_path / "late.xlsx", told, days(MONTHS[-1])[:2], only=0, less=3)
    ask("import", "table", tmp_path / "late.xlsx", "--source", "acd")
    now = told.of(0, MONTHS[-1])
    assert now["n_fcr_ok"] == before["n_fcr_ok"] - 6
    corrected = [one for one in ask("review", "corrections", *APRIL) if one["month"] == "2026-04"]
    assert [(one["kpi"], one["agent"]) for one in corrected] == [("fcr", "李强")]
    assert corrected[0]["old"] == pytest.approx(before["n_fcr_ok"] / before["n_fcr_eligible"], abs=1e-6)
    assert corrected[0]["new"] == pytest.approx(now["n_fcr_ok"] / now["n_fcr_eligible"], abs=1e-6)

    # A course is registered before it runs; its effect is what came beyond the forecast, less the others'.
    plan = {
        "title": "话费争议",
        "kpi": "fcr",
        "first_day": "2026-05-11",
        "people": [NUMBERS[at] for at in TRAINED],
        "reason": "培训名单",
        "window_days": 28,
        "least": 0.02,
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan), "utf-8")
    (course,) = ask("course", "register", tmp_path / "plan.json")
    assert (course["number"], course["state"], course["registered_late"]) == (1, "planned", False)
    write_counts(tmp_path / "may.xlsx", told, [SINCE + timedelta(days=ahead) for ahead in range(27)])
    ask("import", "table", tmp_path / "may.xlsx", "--source", "acd")
    it_is(datetime(2026, 6, 20, 4, tzinfo=UTC))
    (effect,) = ask("course", "effect", 1)
    moved: dict[str, list[float]] = {"trained": [], "comparison": []}
    for one in effect["people"]:
        moved[one["arm"]].append(one["after"] - one["forecast"])
    assert (
        (len(moved["trained"]), len(moved["comparison"]))
        == (effect["trained"], effect["compared"])
        == (4, 10)
    )
    by_hand = sum(moved["trained"]) / 4 - sum(moved["comparison"]) / 10
    assert effect["effect"] == pytest.approx(by_hand, abs=2e-6)
    assert effect["effect"] == pytest.approx(EFFECT, abs=0.01)
    assert effect["verdict"] == "helped"
    it_is(None)
