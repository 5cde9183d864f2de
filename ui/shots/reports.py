"""Pictures of what leaves: reports, their log, and the dialog that asks where to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from ui.shots.standing import Shot
from ui.window import MainWindow


def _reports(tab: str = "make", *, report: str = "review") -> Callable[[MainWindow], QWidget | None]:
    """A tab of the reports page with a sample's log; *report*: the one that is chosen."""

    def then(window: MainWindow) -> QWidget | None:
        from supervisor.reports.order import Order
        from ui.reports import sample
        from ui.reports.log_page import LogPage
        from ui.reports.make_page import MakePage
        from ui.reports.screen import ReportsScreen

        screen = window.show_page("reports")
        assert isinstance(screen, ReportsScreen)  # noqa: S101
        page, now = screen.show_tab(tab), screen.desk.now
        known = bool(screen.desk.centre.kept.sources)
        match page:
            case MakePage():
                page.choose(Order(report))
                if known:
                    page.show_known(sample.sample_known())
                    page.show_last(sample.sample_log(now))
            case LogPage() if known:
                page.show_log(sample.sample_log(now))
        return window

    return then


def _asked(window: MainWindow) -> QWidget | None:
    """The dialog of a report, ordered from where people look for it."""
    from supervisor.reports.order import Order
    from ui.reports.make_page import MakePage
    from ui.reports.screen import ReportsScreen

    screen = window.show_page("reports")
    assert isinstance(screen, ReportsScreen)  # noqa: S101
    page = screen.show_tab("make")
    assert isinstance(page, MakePage)  # noqa: S101
    month = screen.desk.today.replace(day=1) - timedelta(days=1)
    page.export.ask(Order("review", month=month))
    return page.export.dialog


def _table(window: MainWindow) -> QWidget | None:
    """The dialog of a table about people."""
    from ui.floor.agents import AgentsSection
    from ui.widgets.table.export import Exporter

    section = window.show_section("agents")
    assert isinstance(section, AgentsSection)  # noqa: S101
    exporter = section.table.findChild(Exporter)
    assert isinstance(exporter, Exporter)  # noqa: S101
    exporter.ask()
    return exporter.dialog


SHOTS = {
    "reports": Shot("reports", then=_reports()),
    "reports-person": Shot("reports", then=_reports(report="agent")),
    "reports-issues": Shot("reports", then=_reports(report="issues")),
    "reports-log": Shot("reports", then=_reports("log")),
    "reports-log-empty": Shot("reports", empty=True, then=_reports("log")),
    "reports-export": Shot("reports", then=_asked),
    "export-table": Shot("floor", then=_table),
}
