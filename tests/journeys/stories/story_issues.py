"""A liaison's fortnight by keyboard alone: from contacts to an issue that is closed, and comes back.

What was done is counted here as it is typed; the pages, the database and the commands must say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from supervisor.clock import FixedClock
from supervisor.issues import sheet_store, store
from supervisor.issues.department import Department, Reach
from supervisor.issues.department_store import save_all
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.issue import Issue
from supervisor.issues.moves import NEED_LABELS
from supervisor.issues.states import State
from supervisor.meetings import series_store
from supervisor.meetings import store as meetings
from supervisor.meetings.meeting import MeetingState
from supervisor.meetings.series import Every, Pattern, Person, Series
from supervisor.settings.places import places
from supervisor.storage.database import open_centre
from supervisor.words import _
from tests.commands.command_line import documents, run
from tests.history.recorded import RECORDINGS, RUNS, truth
from tests.journeys.stories.stage import LONG_MS, console, picture
from ui import language
from ui.history.asked import Asked, Days
from ui.history.contacts_page import ContactsPage
from ui.history.screen import HistoryScreen
from ui.issues.answers_model import OURS
from ui.issues.issue_page import IssuePage
from ui.issues.list_page import ListPage
from ui.issues.screen import IssuesScreen
from ui.issues.sheets_page import SheetsPage
from ui.meetings.meeting_view import MeetingView
from ui.meetings.meetings_page import MeetingsPage
from ui.meetings.room import RoomWindow
from ui.meetings.screen import MeetingsScreen

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
MOST_TABS = 150
LIN = Acting("lin", EVERYTHING)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """That hour of March 2026 in Shanghai."""
    return datetime(2026, 3, day, hour - 8, minute, tzinfo=UTC)


class Desk:
    """Whoever sits at the console, with a keyboard and nothing else."""

    def __init__(self, bot: QtBot, window: Any, centre: Any) -> None:
        self.bot, self.window, self.centre = bot, window, centre

    def until(self, true: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(true()), timeout=LONG_MS)

    def tell_time(self, at: datetime) -> None:
        self.centre.live.clock = FixedClock(at)

    @property
    def focus(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, key: Qt.Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.bot.keyClick(self.focus, key, how)

    def type(self, text: str) -> None:
        self.bot.keyClicks(self.focus, text)

    def reach(self, wanted: QWidget | Callable[[], QWidget | None]) -> None:
        """Come to a widget by Tab; a callable where it is made anew when something was read."""
        seen: list[str] = []
        for _each in range(MOST_TABS):
            QApplication.processEvents()  # what a layout takes in is shown with the next turn
            widget = wanted if isinstance(wanted, QWidget) else wanted()
            if widget is not None and QApplication.focusWidget() is widget:
                return
            text = getattr(self.focus, "text", str)
            seen.append(f"{type(self.focus).__name__} {self.focus.accessibleName() or text()}")
            self.press(Key.Key_Tab)
        raise AssertionError(f"no way by Tab to {widget}; there are {seen[:60]}")

    def choose(self, wanted: QWidget | Callable[[], QWidget | None]) -> None:
        self.reach(wanted)
        self.press(Key.Key_Space)

    # -- places --

    def issues(self, tab: str) -> Any:
        screen = self.window.show_page("issues")
        assert isinstance(screen, IssuesScreen)
        self.until(lambda: screen.desk.is_read and screen.desk.known.departments)
        return screen.show_tab(tab)

    def issue(self, id: int) -> IssuePage:
        """The page of the issue *id*, found by its number in the finder of the whole program."""
        self.window.ways.show_issue(id)
        page = self.issues("issue")
        assert isinstance(page, IssuePage)
        self.until(lambda: page.opened is not None and page.opened.issue.id == id)
        page.body.start()
        return page

    def kept(self, id: int) -> Issue:
        with open_centre(places().database_url) as centre, centre.read() as db:
            return store.get(db, id)

    def move(self, id: int, name: str, *said: str) -> None:
        """Do the move *name* by its button, answering what is asked in order."""
        page = self.issue(id)
        self.until(lambda: name in page.body.head.buttons)
        before = self.kept(id).version
        self.choose(lambda: page.body.head.buttons.get(name))
        self.until(lambda: page.moves.form is not None)
        form = page.moves.form
        assert form is not None
        asked = {question.name: question for question in form.questions}
        for name_said in said:
            name_of, _sign, text = name_said.partition("=")
            self.reach(asked[name_of].editor)
            self.type(text)
        self.press(Key.Key_Return, CTRL)
        self.until(lambda: page.moves.form is None or page.moves.form.problem.text())
        assert page.moves.form is None, page.moves.form.problem.text()
        self.until(lambda: page.opened is not None and page.opened.issue.version > before)


def prepare() -> tuple[str, str]:
    """What the house has before: two departments and a meeting on Wednesdays."""
    with open_centre(places().database_url) as centre, centre.write() as db:
        departments = [
            Department("bill", "Billing", Reach("Ms Li", "li@bill.example")),
            Department("net", "Network", Reach("Mr Wu", "wu@net.example")),
        ]
        save_all(db, departments, acting=LIN, at=on(2, 9))
        series = Series(
            "",
            "Coordination",
            Pattern(Every.WEEK, 2, at=time(14)),
            people=(Person("Lin"), Person("Li", "bill"), Person("Wu", "net")),
        )
        return departments[0].id, series_store.save(db, series, acting=LIN, at=on(2, 9))[1].id


@pytest.mark.parametrize("tongue", ["en", "zh_CN"])
def test_a_fortnight_from_contacts_to_a_recurrence(
    qtbot: QtBot, qapp: QApplication, home: Any, tongue: str
) -> None:
    logs = [RECORDINGS / each / "queue_log" for each in RUNS]
    assert run("import", "queue-log", *map(str, logs), "--source", "pbx").exit_code == 0
    prepare()
    with console(qtbot) as it:
        language.use(tongue)
        window = it.window
        window.activateWindow()
        desk = Desk(qtbot, window, it.centre)
        desk.tell_time(on(2, 9, 30))
        first = from_contacts(desk)
        second, third = (typed(desk, title) for title in ("Letters come late", "Calls drop at night"))
        picture(window, f"issues-1-{tongue}")
        for id in (first, second, third):
            made_ready(desk, id)
        sheet = sheets_sent(desk, on(2, 10), 3)
        signed_and_answered(desk, sheet, on(3, 10), (first, second, third))
        assert [desk.kept(id).state for id in (first, second, third)] == [
            State.ANSWERED,
            State.CONFIRMED,
            State.READY,
        ]
        assert desk.kept(third).facts.department == "net"
        sheets_sent(desk, on(4, 9), 1)
        meeting(desk, on(4, 14), {first: "K", second: "DA", third: "X"}, [1, 1, 1], tongue)
        assert desk.kept(first).state is State.WORKING

        desk.tell_time(on(9, 10))
        desk.move(first, "finish", "done_what=The letter was mended", "in_force=2026-03-09")
        desk.tell_time(on(11, 10))
        desk.move(first, "verify", "finding=Half as many contacts")
        meeting(desk, on(11, 14), {first: "C", second: "X", third: "D"}, [2, 2, 2], tongue)
        assert desk.kept(first).state is State.CLOSED
        desk.tell_time(on(13, 10))
        came_back(desk, first)
        picture(window, f"issues-4-{tongue}")
        listed(desk)
    figures(first, second, third)


def from_contacts(desk: Desk) -> int:
    """Three contacts of the history become evidence of a new issue."""
    past = desk.window.show_page("history")
    assert isinstance(past, HistoryScreen)
    day = desk.centre.kept.rules.days.day(datetime.fromtimestamp(truth("small-basic")["first"], UTC))
    past.desk.ask(Asked(Days.CHOSEN, day, day))
    page = past.show_tab("contacts")
    assert isinstance(page, ContactsPage)
    desk.until(lambda: len(page.table.arrangement.rows) > 3)
    view = page.table.view
    view.setFocus()
    desk.press(Key.Key_Home, CTRL)
    for _each in range(2):
        desk.press(Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(page.table.selected()) == 3
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), view.mapToGlobal(QPoint()))
    QApplication.postEvent(view.viewport(), asked)  # what the menu key sends
    desk.until(lambda: QApplication.activePopupWidget() is not None)
    menu: Any = QApplication.activePopupWidget()
    at = next(place for place, action in enumerate(menu.actions()) if "3" in action.text())
    menu.setActiveAction(menu.actions()[at])
    desk.bot.keyClick(menu, Key.Key_Return)
    issue_page = desk.issues("issue")
    desk.until(lambda: issue_page.editing.is_new and len(issue_page.body.evidence.rows) == 1)
    title = issue_page.body.texts.form.entries["title"].field.editor
    desk.reach(title)
    desk.press(Key.Key_A, CTRL)
    desk.type("Nobody tells what the fee is for")
    return saved(desk, issue_page)


def typed(desk: Desk, title: str) -> int:
    page = desk.issues("issue")
    desk.press(Key.Key_N, CTRL)
    desk.until(lambda: page.editing.is_new)
    desk.reach(page.body.texts.form.entries["title"].field.editor)
    desk.type(title)
    desk.press(Key.Key_Tab)
    desk.type("They say so every day")
    return saved(desk, page)


def saved(desk: Desk, page: IssuePage) -> int:
    desk.press(Key.Key_S, CTRL)
    desk.until(lambda: page.opened is not None and not page.editing.is_new)
    assert page.opened is not None
    return page.opened.issue.id


def made_ready(desk: Desk, id: int) -> None:
    """Evidence, or why there is none; the department typed into the facts."""
    page = desk.issue(id)
    box = page.body.facts.entries["facts.department"].field.editor
    desk.reach(box)
    desk.type("Billing")
    desk.press(Key.Key_Tab)
    desk.press(Key.Key_S, CTRL)
    desk.until(lambda: desk.kept(id).facts.department == "bill")
    desk.until(lambda: page.opened is not None and page.opened.issue.facts.department == "bill")
    assert page.opened is not None
    said = ["category=Fees"]
    if not page.opened.evidence:
        said.append("no_evidence_because=Heard on the floor")
    desk.move(id, "make_ready", *said)


def sheets_sent(desk: Desk, at: datetime, count: int) -> str:
    desk.tell_time(at)
    page = desk.issues("sheets")
    assert isinstance(page, SheetsPage)
    desk.until(lambda: page._is_read and page.read.to_send.count == count)
    page.table.setFocus()
    desk.press(Key.Key_Insert)
    desk.press(Key.Key_Return, CTRL)
    desk.until(lambda: drafts() == 1)
    id: str = next(one.id for one in sheets() if one.state.value == "draft")
    desk.until(lambda: id in page.table.arrangement.rows or page.shows_one)
    if not page.shows_one:
        page.table.select(id)
        page.table.view.setFocus()
        desk.press(Key.Key_Return)
    view = page.view
    desk.until(lambda: view.sheet is not None and view.sheet.id == id and view.preview.paper is not None)
    desk.choose(view.send)
    desk.press(Key.Key_Return)
    desk.until(lambda: drafts() == 0 and view.sheet is not None and view.sheet.is_frozen)
    return id


def sheets() -> tuple[Any, ...]:
    with open_centre(places().database_url) as centre, centre.read() as db:
        return sheet_store.all_sheets(db)


def drafts() -> int:
    return sum(one.state.value == "draft" for one in sheets())


def signed_and_answered(desk: Desk, id: str, at: datetime, issues: tuple[int, int, int]) -> None:
    """One complete answer, one without an owner, one that is given back; as rows of a spreadsheet."""
    desk.tell_time(at)
    page = desk.issues("sheets")
    view = page.view
    assert view.sheet is not None
    assert view.sheet.id == id
    desk.choose(view.sign)
    desk.press(Key.Key_Return, CTRL)
    desk.until(lambda: desk.kept(issues[0]).state is State.RECEIVED)
    desk.until(lambda: view.sheet is not None and view.sheet.state.value == "signed")
    view.show_answers()
    said = {
        issues[0]: "yes\tA rule\tChange the letter\tMs Li\t2026-03-13",
        issues[1]: "yes\tA rule\tSend sooner",
        issues[2]: "no\t\t\t\t\t\t\tNetwork",
    }
    rows = [said[line.issue] for line in view.answers.model.lines]
    desk.reach(view.answers.table)
    view.answers.table.setCurrentIndex(view.answers.model.index(0, OURS))
    QGuiApplication.clipboard().setText("\r\n".join(rows))
    desk.press(Key.Key_V, CTRL)
    assert [view.answers.model.at(row).ours for row in range(3)] == [
        rows[row][:3].strip() for row in range(3)
    ]
    desk.press(Key.Key_S, CTRL)
    desk.until(lambda: view.answers.told.text())
    assert desk.kept(issues[0]).state is State.ANSWERED, view.answers.told.text()
    for need in ("owner", "planned"):
        word = next(label for name, label in NEED_LABELS.items() if name.value == need)
        desk.until(lambda word=word: _(word) in view.answers.told.text())
    desk.press(Key.Key_Escape)
    picture(desk.window, "issues-2")


def meeting(desk: Desk, at: datetime, keys: dict[int, str], times: list[int], tongue: str) -> None:
    """Planned, held and closed by keys; *keys* are pressed for each issue."""
    desk.tell_time(at)
    screen = desk.window.show_page("meetings")
    assert isinstance(screen, MeetingsScreen)
    page = screen.show_tab("meetings")
    assert isinstance(page, MeetingsPage)
    desk.until(lambda: page.listed.series)
    page.table.view.setFocus()
    before = held()
    if page._view is not None and page.stack.currentWidget() is page._view:
        desk.bot.keyClick(page._view, Key.Key_Escape)
        page.table.view.setFocus()
    desk.press(Key.Key_N, CTRL)
    desk.until(lambda: len(held()) == len(before) + 1)
    (id,) = [one for one in held() if one not in before]
    desk.until(
        lambda: page._view is not None and page.view.meeting is not None and page.view.meeting.id == id
    )
    view = page.view
    assert isinstance(view, MeetingView)
    desk.until(lambda: len(view.agenda.agenda.items) == len(keys))
    assert [item.times for item in sitting(id, at).items] == times
    desk.choose(view.begin)
    desk.until(lambda: view.room is not None and view.room.is_running)
    room = view.room
    assert room is not None
    desk.until(lambda: room._sitting is not None)
    for item in sitting(id, at).items:
        room.go(-100)
        while room.here != item.id:
            desk.bot.keyClick(room, Key.Key_Right)
        for count, key in enumerate(keys[item.issue], 1):
            noted(desk, room, key)
            desk.until(lambda item=item, count=count: len(sitting(id, at).outcomes[item.id]) == count)
            desk.until(lambda: not room.note.is_open)
    picture(room, f"issues-3-room-{tongue}")
    desk.bot.keyClick(room, Key.Key_Escape)
    desk.until(lambda: view.room is None)
    window = desk.window
    window.activateWindow()
    desk.until(view.close_it.isVisible)
    view.agenda.setFocus()
    desk.choose(view.close_it)
    desk.until(view.reason.isVisible)
    desk.choose(view.reason.do)
    desk.until(lambda: held()[id] is MeetingState.CLOSED)
    desk.until(lambda: view.minutes.which.count() == 2)


def noted(desk: Desk, room: RoomWindow, key: str) -> None:
    desk.bot.keyClick(room, getattr(Key, f"Key_{key}"))
    if key == "X":
        return
    bar = room.note
    if key in "DA":
        desk.bot.keyClicks(bar.text, "Look into it")
    if key == "A":
        bar.owner.clear()
        desk.bot.keyClicks(bar.owner, "Li")
        desk.bot.keyClicks(bar.due, "+5")
    if bar.is_open:
        desk.bot.keyClick(bar.text, Key.Key_Return)


def held() -> dict[str, MeetingState]:
    with open_centre(places().database_url) as centre, centre.read() as db:
        return {one.id: one.state for one in meetings.all_meetings(db)}


def sitting(id: str, at: datetime) -> Any:
    with open_centre(places().database_url) as centre, centre.read() as db:
        return meetings.sitting(db, id, at=at)


def came_back(desk: Desk, before: int) -> None:
    """The same is heard again: a new issue that says of which it is the recurrence."""
    page = desk.issues("issue")
    desk.press(Key.Key_N, CTRL)
    desk.until(lambda: page.editing.is_new)
    desk.reach(page.body.texts.form.entries["title"].field.editor)
    desk.type("Nobody tells what the fee is for")
    desk.until(lambda: before in page.body.likely.buttons)
    desk.choose(lambda: page.body.likely.buttons.get(before))
    desk.until(lambda: not page.body.likely.buttons)
    again = saved(desk, page)
    desk.until(lambda: desk.kept(again).standing.recurrence_of == before)


def listed(desk: Desk) -> None:
    """The list has what is open, and nothing else."""
    page = desk.issues("list")
    assert isinstance(page, ListPage)
    desk.until(lambda: len(page.table.arrangement.rows) == 3)


def told(*arguments: str) -> list[Any]:
    """What a command says: one document with all, or one a line."""
    found = documents(run(*arguments, "--json"))
    return found[0] if len(found) == 1 and isinstance(found[0], list) else found


def figures(*mine: int) -> None:
    """What the commands say is what was done."""
    first, second, third = mine
    with open_centre(places().database_url) as centre, centre.read() as db:
        kept = {one.id: one for one in store.all_issues(db)}
        kinds = [event.facts.get("move", event.kind.value) for event in store.events(db, first)]
        turned = [one.id for one in meetings.all_meetings(db)]
    assert len(kept) == 4
    fourth = kept[max(kept)]
    numbers = {one.number: one for one in kept.values()}
    rows = {row["number"]: row for row in told("issues", "list", "--all")}
    assert {number: row["state"] for number, row in rows.items()} == {
        kept[first].number: "closed",
        kept[second].number: "confirmed",
        kept[third].number: "sent",
        fourth.number: "draft",
    }
    asked = ("meetings", "returns", "recurrences", "extensions", "reopened", "not_effective")
    counted = {
        numbers[number].id: tuple(row["counters"].get(name, 0) for name in asked)
        for number, row in rows.items()
    }
    assert counted == {
        first: (2, 0, 1, 0, 0, 0),
        second: (1, 0, 0, 0, 0, 0),
        third: (1, 1, 0, 0, 0, 0),
        fourth.id: (0, 0, 0, 0, 0, 0),
    }
    assert [each for each in kinds if each not in ("edited", "evidence_added", "discussed")] == [
        "made",
        "make_ready",
        "send",
        "receive",
        "replied",
        "confirm",
        "answer",
        "accept",
        "finish",
        "verify",
        "close",
        "linked",
    ]
    found = told("meetings", "list")
    closed = {row["id"]: (row["state"], row["minutes_versions"]) for row in found}
    assert closed == dict.fromkeys(turned, ("closed", 1))
    assert len(turned) == 2
    assert told("calendar", "show")
