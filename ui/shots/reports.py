"""Pictures of what leaves: reports, their log, and the dialog that asks where to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from ui.shots.standing import Shot
from ui.window import MainWindow


def _reports(
    tab: str = "make", *, report: str = "review", opened: bool = False
) -> Callable[[MainWindow], QWidget | None]:
    """A tab of the reports page with a sample's log; *report*: the one that is chosen; *opened*: with a row
    beside the table."""

    def then(window: MainWindow) -> QWidget | None:
        from supervisor.reports.order import Order
        from ui.reports import sample
        from ui.reports.log_page import LogPage
        from ui.reports.make_page import MakePage
        from ui.reports.schedules_page import SchedulesPage
        from ui.reports.screen import ReportsScreen
        from ui.reports.templates_page import TemplatesPage

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
            case SchedulesPage() if known:
                page.show_listed(sample.sample_schedules(now))
                if opened:
                    page.open(page.listed.schedules[0])
                    page.form.show_times(tuple(page.listed.next.values())[:2], page.listed.schedules[0])
            case TemplatesPage() if known:
                page.show_templates(sample.sample_templates(now))
                if opened:
                    page.open(sample.sample_templates(now)[1])
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
    page.export.order(Order("review", month=month))
    return page.export.dialog


def _table(window: MainWindow) -> QWidget | None:
    """The dialog of a table about people."""
    from ui.floor.agents import AgentsSection
    from ui.widgets.table.export import Exporter

    section = window.ways.show_section("agents")
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
    "reports-schedules": Shot("reports", then=_reports("schedules")),
    "reports-schedules-empty": Shot("reports", empty=True, then=_reports("schedules")),
    "reports-schedule": Shot("reports", then=_reports("schedules", opened=True)),
    "reports-templates": Shot("reports", then=_reports("templates")),
    "reports-templates-empty": Shot("reports", empty=True, then=_reports("templates")),
    "reports-template": Shot("reports", then=_reports("templates", opened=True)),
    "reports-export": Shot("reports", then=_asked),
    "export-table": Shot("floor", then=_table),
}
