"""Pictures of issues across departments, their sheets, call-backs, reminders, the voice menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from ui.shots.standing import (
    DAY,
    Shot,
    settle,
)
from ui.window import MainWindow


def _reminding(tab: str, step: str = "") -> Callable[[MainWindow], QWidget]:
    """Call-backs or reminders; *step*: what is open in them."""

    def then(window: MainWindow) -> QWidget:
        from ui.issues import reminder_sample, sample
        from ui.issues.callbacks_page import CallbacksPage
        from ui.issues.reminders_page import WENT, RemindersPage
        from ui.issues.screen import IssuesScreen

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page, desk = screen.show_tab(tab), screen.desk
        desk.show(sample.sample_known(DAY))
        if not desk.centre.kept.sources:
            return window
        match page:
            case CallbacksPage():
                page.show_callbacks(reminder_sample.sample_callbacks(desk.now))
                if step == "new":
                    page.begin()
                elif step:
                    page.table.select("c0")
                    wanted = page.table.row("c0")  # it may have been current before: then nothing is selected
                    assert wanted is not None  # noqa: S101
                    page.open(wanted)
            case RemindersPage():
                page.show_told(reminder_sample.sample_told(desk.now))
                if step == "letter":
                    row = next(one for one in page.due.arrangement.rows.values() if one.letter is not None)
                    page.due.select(row.reminder.key)
                    page.open(row)
                elif step == "ladder":
                    page.show_ladder()
                elif step == "mail":
                    page.show_mail()
                elif step == "went":
                    page.view.setCurrentIndex(WENT)
                    page.view.activated.emit(WENT)
        return window

    return then


def _issues(tab: str = "list", step: str = "") -> Callable[[MainWindow], QWidget]:
    """The list of issues, or their board; *step*: what is done in it."""

    def then(window: MainWindow) -> QWidget:
        from supervisor.issues.states import MOVE
        from ui.issues import sample
        from ui.issues.board_page import BoardPage
        from ui.issues.list_page import ListPage
        from ui.issues.list_work import Listed
        from ui.issues.screen import IssuesScreen

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page, desk = screen.show_tab(tab), screen.desk
        if not desk.centre.kept.sources:
            if isinstance(page, ListPage | BoardPage):
                page.show_listed(Listed(page.question, none_yet=True))
            return window
        desk.show(sample.sample_known(DAY))
        lines = sample.sample_lines(desk.now)
        assert isinstance(page, ListPage | BoardPage)  # noqa: S101
        page.show_listed(Listed(page.question, tuple(line for line in lines if line.is_open)))
        if step == "move":
            issue = next(one for one in sample.sample_issues(desk.now) if one.state == "confirmed")
            page.pane.show_move(issue, MOVE["answer"], 2)
        elif step == "bulk" and isinstance(page, ListPage):
            page.table.view.selectAll()
        elif step == "none" and isinstance(page, ListPage):
            page.bar.show_text("5G 套餐")
            page.show_listed(Listed(page.question))
        return window

    return then


def _issue(step: str = "") -> Callable[[MainWindow], QWidget]:
    """One issue: in mid-life, or *step*: "new", "conflict", "reply", "written"."""

    def then(window: MainWindow) -> QWidget:
        from supervisor.issues.evidence import Seed
        from ui.issues import issue_sample, sample
        from ui.issues.issue_editing import conflict_rows
        from ui.issues.issue_page import IssuePage
        from ui.issues.screen import IssuesScreen
        from ui.widgets.merge_dialog import MergeDialog, Side

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page, desk = screen.show_tab("issue"), screen.desk
        assert isinstance(page, IssuePage)  # noqa: S101
        if not desk.centre.kept.sources:
            return window
        desk.show(sample.sample_known(DAY))
        if step == "new":
            page.begin(Seed(title=issue_sample.sample_proposals(desk.now)[1].past.title))
            page.body.likely.show_proposals(issue_sample.sample_proposals(desk.now))
            return window
        page.show_opened(issue_sample.sample_opened(desk.now))
        if step == "written":
            page.turn_texts()
        elif step == "reply":
            page.body.replies.begin(issue_sample.sample_opened(desk.now).issue)
        elif step == "conflict":
            error = issue_sample.sample_conflict(desk.now)
            dialog = MergeDialog(error.what, conflict_rows(error, page.speak), page)
            dialog.choose(0, Side.MINE)
            dialog.show()
            return dialog
        return window

    return then


def _sheets(step: str = "") -> Callable[[MainWindow], QWidget]:
    """Sheets; *step*: what is open there."""

    def then(window: MainWindow) -> QWidget:
        from ui.issues import sample, sheet_sample
        from ui.issues.screen import IssuesScreen
        from ui.issues.sheets_page import SheetsPage

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page, desk = screen.show_tab("sheets"), screen.desk
        if not desk.centre.kept.sources:
            return window
        desk.show(sample.sample_known(DAY))
        assert isinstance(page, SheetsPage)  # noqa: S101
        read = sheet_sample.sample_sheets
        page.show_read(sheet_sample.sample_nothing_sent(desk.now) if step == "none" else read(desk.now))
        if step == "make":
            page.begin()
        elif step in ("draft", "send"):
            page.open("")
            page.view.show_read(sheet_sample.sample_draft(desk.now))
            if step == "send":
                page.view.ask_send()
        elif step in ("signed", "answers"):
            page.open("")
            page.view.show_read(sheet_sample.sample_signed(desk.now))
            if step == "answers":
                page.view.show_answers()
        return window

    return then


def _menu(opened: str = "") -> Callable[[MainWindow], QWidget]:
    """The voice menu, with what is *opened* beside or over it."""

    def then(window: MainWindow) -> QWidget:
        from ui.issues import menu_sample, sample
        from ui.issues.menu_files import MenuPreview
        from ui.issues.menu_page import MenuPage
        from ui.issues.screen import IssuesScreen

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page = screen.show_tab("menu")
        assert isinstance(page, MenuPage)  # noqa: S101
        screen.desk.show(sample.sample_known(DAY))
        if not screen.desk.centre.kept.sources:
            return window
        menu = menu_sample.sample_menu(DAY)
        page.show_menu(menu)
        if opened == "import":
            page.files.show_menu(menu_sample.sample_menu_file(menu))
            assert isinstance(page.files.preview, MenuPreview)  # noqa: S101
            return page.files.preview
        if opened:
            page.table.select(opened)
            row = page.table.row(opened)
            assert row is not None  # noqa: S101
            page.open(row)
        return window

    return then


def _effect(state: str = "fell") -> Callable[[MainWindow], QWidget]:
    """An issue's effect: it fell, nothing is seen, or its window still runs."""

    def then(window: MainWindow) -> QWidget:
        from ui.issues import issue_sample, menu_sample, sample
        from ui.issues.issue_page import IssuePage
        from ui.issues.screen import IssuesScreen

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page, desk = screen.show_tab("issue"), screen.desk
        assert isinstance(page, IssuePage)  # noqa: S101
        desk.show(sample.sample_known(DAY))
        issue = menu_sample.sample_issue(DAY - timedelta(days=9 if state == "waiting" else 30))
        page.show_opened(replace(issue_sample.sample_opened(desk.now), issue=issue))
        effect = menu_sample.sample_effect(DAY, issue, ratio=0.45 if state == "fell" else 0.95)
        page.body.effect.show_answer(effect)
        settle()
        page.body.ensureWidgetVisible(page.body.sections["history"])
        page.body.ensureWidgetVisible(page.body.sections["effect"])
        return window

    return then


SHOTS = {
    "issues": Shot("issues", then=_issues()),
    "issues-bulk": Shot("issues", then=_issues(step="bulk")),
    "issues-move": Shot("issues", then=_issues(step="move")),
    "issues-none": Shot("issues", then=_issues(step="none")),
    "issues-empty": Shot("issues", empty=True, then=_issues()),
    "issue": Shot("issues", then=_issue()),
    "issue-written": Shot("issues", then=_issue("written")),
    "issue-reply": Shot("issues", then=_issue("reply")),
    "issue-new": Shot("issues", then=_issue("new")),
    "issue-conflict": Shot("issues", then=_issue("conflict")),
    "issue-empty": Shot("issues", empty=True, then=_issue()),
    "board": Shot("issues", then=_issues("board")),
    "menu": Shot("issues", then=_menu()),
    "menu-node": Shot("issues", then=_menu("paper")),
    "menu-import": Shot("issues", then=_menu("import")),
    "menu-empty": Shot("issues", empty=True, then=_menu()),
    "effect": Shot("issues", then=_effect()),
    "effect-unchanged": Shot("issues", then=_effect("unchanged")),
    "effect-waiting": Shot("issues", then=_effect("waiting")),
    "board-move": Shot("issues", then=_issues("board", "move")),
    "board-empty": Shot("issues", empty=True, then=_issues("board")),
    "sheets": Shot("issues", then=_sheets()),
    "sheets-make": Shot("issues", then=_sheets("make")),
    "sheets-none": Shot("issues", then=_sheets("none")),
    "sheets-empty": Shot("issues", empty=True, then=_sheets()),
    "sheet-draft": Shot("issues", then=_sheets("draft")),
    "sheet-send": Shot("issues", then=_sheets("send")),
    "sheet-signed": Shot("issues", then=_sheets("signed")),
    "sheet-answers": Shot("issues", then=_sheets("answers")),
    "callbacks": Shot("issues", then=_reminding("callbacks")),
    "callback": Shot("issues", then=_reminding("callbacks", "open")),
    "callback-new": Shot("issues", then=_reminding("callbacks", "new")),
    "callbacks-empty": Shot("issues", empty=True, then=_reminding("callbacks")),
    "reminders": Shot("issues", then=_reminding("reminders")),
    "reminder-letter": Shot("issues", then=_reminding("reminders", "letter")),
    "reminders-went": Shot("issues", then=_reminding("reminders", "went")),
    "reminder-ladder": Shot("issues", then=_reminding("reminders", "ladder")),
    "reminder-mail": Shot("issues", then=_reminding("reminders", "mail")),
}
