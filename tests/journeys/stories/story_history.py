"""The past brought into an empty centre: logs, surveys and people by commands, logins adopted in the window.

Every figure that a command prints or the window shows is compared with what was counted beside it: the
recordings' truth, and the surveys while they were written.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor.settings.centre import CentreSettings
from supervisor.settings.places import places
from tests.history.recorded import INTERFACES, RECORDINGS, RUNS, truth
from tests.imports import made
from tests.journeys.stories.stage import LONG_MS, console, picture
from ui.history.agents_page import AgentsPage as PastAgents
from ui.history.asked import Asked, Days
from ui.history.queues_page import QueuesPage
from ui.history.screen import HistoryScreen
from ui.people.agents_page import AgentsPage
from ui.people.screen import PeopleScreen
from ui.people.unknown_page import UnknownPage

DAY = CentreSettings().days.day(datetime.fromtimestamp(truth("small-basic")["first"], UTC))
NUMBERS = {"0012": "李强", "0013": "Tom Baker", "0014": "Noah Jones", "0015": "胡斌"}
WORDS = {"非常满意": 5, "满意": 4, "一般": 3, "不满意": 2, "非常不满意": 1}
QUEUE_SUMS = {  # as commands and pages call it: as the truth does
    "entries": "offered",
    "answered": "answered",
    "abandoned": "abandoned",
    "abandoned_short": "abandoned_within_5s",
    "timed_out": "timed_out",
    "left_by_key": "exit_key",
    "left_empty": "exit_empty",
    "withdrawn": "withdrawn",
    "lost": "unfinished_waiting",  # the exchange was restarted, and later killed
    "talks": "talk_ended",
    "talk_s": "talk_sum_s",
    "wait_answered_s": "wait_answered_sum_s",
    "rings_not_answered": "ring_no_answer",
}
AGENT_SUMS = {"n_answered": "answered", "talk_s": "talk_s", "n_transfer": "transferred", "n_rona": "rna"}
STILL_S = {("Noah Jones", "小休"): -38, ("李强", "Auto-Pause"): 7}
"""Breaks that were not over with the log: the truth counts them until the recording ended, the history until
the last line, or until the exchange was next started."""

Row = dict[str, Any]


def supervisor(*arguments: object, code: int = 0) -> list[Row]:
    """What `supervisor *arguments* --json` prints, run as anybody runs it."""
    told = subprocess.run(
        [sys.executable, "-m", "supervisor", *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert told.returncode == code, f"{arguments}\n{told.stdout}\n{told.stderr}"
    return [json.loads(line) for line in told.stdout.splitlines()]


def by_name(rows: Iterable[Row]) -> dict[str, Row]:
    """The lines of figures by whose they are; the one of all of them is ""."""
    return {row["name"] or "": row for row in rows if "of" in row and "signed_in" not in row}


def summed(kind: str, name: str, field: str) -> float:
    return sum(truth(run)[kind].get(name, {}).get(field) or 0 for run in RUNS)


def breaks_told(name: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for run in RUNS:
        found.update(truth(run)["agents"].get(name, {}).get("pause_s_by_reason_any_queue", {}))
    for (whose, code), seconds in STILL_S.items():
        if whose == name:
            found[code] += seconds
    return +found


def check_queues(rows: Mapping[str, Mapping[str, Any]]) -> int:
    """That *rows* are the truth, number by number; how many were compared."""
    names = {name for run in RUNS for name, of in truth(run)["queues"].items() if of["offered"]}
    assert set(rows) == names | {""}
    compared = 0
    for ours, theirs in QUEUE_SUMS.items():
        for name in names:
            assert (rows[name][ours] or 0) == summed("queues", name, theirs), (name, ours)
            compared += 1
        assert rows[""][ours] == sum(summed("queues", name, theirs) for name in names), ours
    for name in names:
        for ours, theirs in (
            ("longest_wait_answered_s", "wait_answered_max_s"),
            ("longest_wait_abandoned_s", "wait_abandoned_max_s"),
        ):
            told = [truth(run)["queues"].get(name, {}).get(theirs) for run in RUNS]
            assert rows[name][ours] == max((one for one in told if one is not None), default=None), name
            compared += 1
    return compared


def check_agents(rows: Mapping[str, Mapping[str, Any]]) -> int:
    """As above. The two whom the logs name by their telephone as well are one person each."""
    compared = 0
    for name in {name for run in RUNS for name in truth(run)["agents"]}:
        for ours, theirs in AGENT_SUMS.items():
            assert (rows[name][ours] or 0) == summed("agents", name, theirs), (name, ours)
            compared += 1
        breaks = {key[6:]: value for key, value in rows[name].items() if key.startswith("break:") and value}
        assert breaks == breaks_told(name), name
        compared += len(breaks)
    return compared


def surveys(path: Path) -> dict[str, Counter[str]]:
    """A survey tool's text file in GBK, an answer a row; what it says, by employee number."""
    told: dict[str, Counter[str]] = {}
    lines = [["评价编号", "通话时间", "坐席工号", "坐席姓名", "满意度评价", "是否解决"]]
    people = [*NUMBERS.items(), ("0099", "没人认识")]
    for count in range(240):
        number, name = people[count * 7 % len(people)]
        word = [*WORDS, "未评价"][count * 5 % 6 if count % 11 else 0]
        solved = "" if word == "未评价" else "是" if count % 3 else "否"
        clock = f"{DAY:%Y/%m/%d} {8 + count % 10:02}:{count % 60:02}:{count * 13 % 60:02}"
        lines.append([f"PJ{count:06}", clock, number, name, word, solved])
        sums = told.setdefault(number, Counter())
        sums["n_survey_sent"] += 1
        if word != "未评价":
            score = WORDS[word]
            sums.update(n_survey=1, csat_sum=score, csat_s2=score**2, n_csat_top2=int(score >= 4))
            sums.update(n_fcr_asked=1, n_fcr_asked_ok=int(solved == "是"))
    made.write_text(path, lines, "gbk")
    return told


def people(path: Path) -> None:
    """The sheet of the staff office: four people; two of them have a login for their telephone, too."""
    phones = {name: interface for interface, name in INTERFACES.items()}
    book = xlsxwriter.Workbook(str(path))
    sheet, when = book.add_worksheet("人员"), book.add_format({"num_format": "yyyy-mm-dd"})
    for column, title in enumerate(("姓名", "工号", "班组", "入职日期", "登录名")):
        sheet.write(0, column, title)
    for row, (number, name) in enumerate(NUMBERS.items(), 1):
        logins = f"{name}；{phones[name]}" if name in phones else name
        for column, text in enumerate((name, number, "一组" if row % 2 else "二组")):
            sheet.write_string(row, column, text)
        sheet.write_datetime(row, 3, datetime(2025, 3, row, tzinfo=UTC).replace(tzinfo=None), when)
        sheet.write_string(row, 4, logins)
    book.close()


def figures(page: QueuesPage | PastAgents) -> dict[str, dict[str, Any]]:
    """What a page of the history shows, by whose it is."""
    assert page.table is not None
    return {row.line.name or "": dict(row.values) for row in page.table.arrangement.rows.values()}


def test_the_past_is_brought_in_and_is_the_same_everywhere(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    assert places().database_url.startswith("sqlite:")
    on = ("--from", DAY, "--to", DAY)

    # Logs, surveys and people come in by commands.
    logs = [RECORDINGS / run / "queue_log" for run in RUNS]
    (read,) = supervisor("import", "queue-log", *logs, "--source", "pbx")
    entered = sum(truth(run)["totals"]["offered"] for run in RUNS)
    assert (read["lines"], read["new"], read["bad_count"]) == (752, entered, 0)
    (again,) = supervisor("import", "queue-log", *logs, "--source", "pbx")
    assert (again["new"], again["batch"]) == (0, None)
    told = surveys(tmp_path / "评价.csv")
    (taken,) = supervisor("import", "table", tmp_path / "评价.csv", "--source", "survey")
    assert sum(taken["rows"].values()) == 240
    assert taken["not_read"] == []
    survey_import = taken["import"]
    people(tmp_path / "人员.xlsx")
    (taken,) = supervisor("import", "table", tmp_path / "人员.xlsx", "--source", "pbx")
    assert taken["rows"] == {"new": len(NUMBERS)}

    queues = by_name(supervisor("queues", *on))
    assert check_queues(queues) > 100
    quick = by_name(supervisor("queues", *on, "--threshold", 20, "--threshold", 30, "--source", "pbx"))
    for name in set(quick) - {""}:
        for limit in (20, 30):
            assert quick[name][f"within_{limit}"] == summed("queues", name, f"answered_within_{limit}s"), name

    # Whom nobody knows is adopted in the window, which shows the same figures.
    with console(qtbot) as it:
        window = it.window
        window.activateWindow()
        screen = window.show_page("people")
        assert isinstance(screen, PeopleScreen)
        unknown = screen.show_tab("unknown")
        assert isinstance(unknown, UnknownPage)
        others = {name for run in RUNS for name in truth(run)["agents"]} - set(NUMBERS.values())
        keys = {("pbx", name) for name in others} | {("survey", number) for number in told}
        qtbot.waitUntil(lambda: set(unknown.table.arrangement.rows) == keys, timeout=LONG_MS)
        picture(window, "history-1-unknown")
        unknown.table.view.setFocus()
        unknown.table.view.selectAll()
        qtbot.keyClick(unknown.table.view, Qt.Key.Key_A)  # the employee numbers
        left = {("pbx", name) for name in others} | {("survey", "0099")}
        qtbot.waitUntil(lambda: set(unknown.table.arrangement.rows) == left, timeout=LONG_MS)
        unknown.table.view.selectAll()
        qtbot.keyClick(unknown.table.view, Qt.Key.Key_P)
        qtbot.waitUntil(lambda: not unknown.table.arrangement.rows, timeout=LONG_MS)

        agents = screen.show_tab("agents")
        assert isinstance(agents, AgentsPage)
        qtbot.waitUntil(lambda: len(agents.table.arrangement.rows) == len(others) + 5, timeout=LONG_MS)
        shown = {row.name: row for row in agents.table.arrangement.rows.values()}
        assert set(shown) == others | set(NUMBERS.values()) | {"0099"}
        for place, (number, name) in enumerate(NUMBERS.items(), 1):
            person = shown[name]
            assert (person.number, person.joined, person.team) == (
                number,
                date(2025, 3, place),
                "一组" if place % 2 else "二组",
            )
        picture(window, "history-2-people")

        past = window.show_page("history")
        assert isinstance(past, HistoryScreen)
        past.desk.ask(Asked(Days.CHOSEN, DAY, DAY))
        page = past.show_tab("queues")
        assert isinstance(page, QueuesPage)
        qtbot.waitUntil(lambda: bool(page.table.arrangement.rows), timeout=LONG_MS)
        assert check_queues(figures(page)) > 100
        picture(window, "history-3-queues")
        theirs = past.show_tab("agents")
        assert isinstance(theirs, PastAgents)
        qtbot.waitUntil(lambda: len(figures(theirs)) == len(others) + 5, timeout=LONG_MS)
        seen = figures(theirs)
        assert check_agents(seen) > 80
        picture(window, "history-4-agents")

        # Commands say the same meanwhile, field by field.
        found = by_name(supervisor("agents", *on))
        assert check_agents(found) > 80
        assert set(found) == set(seen)
        for name, row in found.items():
            for field, value in seen[name].items():
                if field in row:
                    assert row[field] == pytest.approx(value, abs=1e-3), (name, field)
        for number, sums in told.items():
            row = found[NUMBERS.get(number, number)]
            assert {field: row[field] for field in sums} == sums, number

        # An import is taken back: only what it told is gone, here and there; and it comes again.
        (undone,) = supervisor("import", "undo", survey_import)
        assert undone["left_count"] == 0
        without = by_name(supervisor("agents", *on))
        assert "0099" not in without
        assert without["李强"].get("n_survey_sent") is None
        assert check_agents(without) > 80
        qtbot.waitUntil(lambda: "0099" not in figures(theirs), timeout=LONG_MS)
        (again,) = supervisor("import", "table", tmp_path / "评价.csv", "--source", "survey")
        assert by_name(supervisor("agents", *on)) == found
        qtbot.waitUntil(lambda: "0099" in figures(theirs), timeout=LONG_MS)
        states = {one["id"]: one["state"] for one in supervisor("import", "list")}
        assert states[survey_import] == "undone"
        assert states[again["import"]] == "done"
        assert states[read["batch"]] == "done"

    # Whoever was signed in when a recording ended never signed off, which is wrong from a day later on.
    (checked,) = supervisor("data", "check", *on, code=1)
    assert {one["kind"] for one in checked["findings"] if one["severity"] == "wrong"} == {"span_open"}
    assert "login_unknown" not in {one["kind"] for one in checked["findings"]}
    with pytest.raises(AssertionError):
        check_queues({**queues, "billing": {**queues["billing"], "answered": 1}})  # it does compare
