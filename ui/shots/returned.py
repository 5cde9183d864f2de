"""Pictures of sheets that came back, and of the workbooks that go out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from ui.shots.standing import DAY, Shot
from ui.window import MainWindow


def _returned(step: str = "") -> Callable[[MainWindow], QWidget]:
    """The list of returned files; *step*: what is open there."""

    def then(window: MainWindow) -> QWidget:
        from supervisor.roundtrip.verdict import RowVerdict
        from ui.issues import returned_sample, sample
        from ui.issues.screen import IssuesScreen
        from ui.roundtrip.returned_page import ReturnedPage

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page, desk = screen.show_tab("returned"), screen.desk
        assert isinstance(page, ReturnedPage)  # noqa: S101
        if not desk.centre.kept.sources:
            return window
        desk.show(sample.sample_known(DAY))
        page.show_files(returned_sample.sample_files(desk.now))
        if not step:
            return window
        opened = returned_sample.sample_opened(desk.now)
        page.show_one(opened)
        if step == "headings":
            page.view.ask_headings()
        elif step in tuple(RowVerdict):
            row = next(one for one in opened.preview.rows if one.verdict == step)
            page.view.table.select(row.key)
            page.view.show_row(row.key)
        return window

    return then


def _workbook() -> Callable[[MainWindow], QWidget]:
    """The workbooks that were made of a sheet."""

    def then(window: MainWindow) -> QWidget:
        from supervisor.issues.number import number
        from supervisor.roundtrip.sent import Sent
        from ui.issues import sample, sheet_sample
        from ui.issues.screen import IssuesScreen
        from ui.issues.sheets_page import SheetsPage

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page, desk = screen.show_tab("sheets"), screen.desk
        assert isinstance(page, SheetsPage)  # noqa: S101
        desk.show(sample.sample_known(DAY))
        page.show_read(sheet_sample.sample_sheets(desk.now))
        page.open("")
        page.view.show_read(sheet_sample.sample_signed(desk.now))
        page.view.ask_workbook()
        who = sample.said(sample.WHO)
        page.view.workbook_form.show_exports(
            tuple(
                Sent(number("DC", DAY.year, at), "", "", "", desk.now - timedelta(days=ago), who, 1, "en", ())
                for at, ago in ((31, 1), (24, 6))
            )
        )
        return window

    return then


SHOTS = {
    "returned": Shot("issues", then=_returned()),
    "returned-empty": Shot("issues", empty=True, then=_returned()),
    "returned-file": Shot("issues", then=_returned("file")),
    "returned-conflict": Shot("issues", then=_returned("conflict")),
    "returned-date": Shot("issues", then=_returned("not_understood")),
    "returned-twice": Shot("issues", then=_returned("twice")),
    "returned-headings": Shot("issues", then=_returned("headings")),
    "sheet-workbook": Shot("issues", then=_workbook()),
}
