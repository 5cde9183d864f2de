"""What each role of a shared centre sees: pictures in which not everything is there."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from supervisor.rights.role import DatabaseRole
from ui.shots.issues import SHOTS as OF_ISSUES
from ui.shots.performance import SHOTS as OF_PERFORMANCE
from ui.shots.standing import Shot
from ui.window import MainWindow


def _of(role: DatabaseRole) -> frozenset[DatabaseRole]:
    return frozenset({role})


def _sent(window: MainWindow) -> QWidget:
    from ui.issues.sheet_sample import sample_sent
    from ui.sent.screen import SentScreen
    from ui.sent.work import SentRead

    screen = window.show_page("sent")
    assert isinstance(screen, SentScreen)  # noqa: S101
    sent = sample_sent(screen.now)
    screen.show_read(SentRead(tuple(sent), {sheet.id: lines for sheet, lines in sent.items()}))
    return window


def _nothing_sent(window: MainWindow) -> QWidget:
    from ui.sent.screen import SentScreen
    from ui.sent.work import SentRead

    screen = window.show_page("sent")
    assert isinstance(screen, SentScreen)  # noqa: S101
    screen.show_read(SentRead((), {}))
    return window


def _general(window: MainWindow) -> QWidget:
    from ui.setup.screen import SetupScreen

    screen = window.show_page("settings")
    assert isinstance(screen, SetupScreen)  # noqa: S101
    screen.show_tab("general")
    return window


def _alarm_rules(window: MainWindow) -> QWidget:
    from ui.alarms.rules_page import RulesPage
    from ui.setup.screen import SetupScreen

    screen = window.show_page("settings")
    assert isinstance(screen, SetupScreen)  # noqa: S101
    page = screen.show_tab("alarm-rules")
    assert isinstance(page, RulesPage)  # noqa: S101
    page.show_rule(page.rows()[2].rule.id)
    return window


def _reminders(window: MainWindow) -> QWidget:
    from ui.setup.screen import SetupScreen

    screen = window.show_page("settings")
    assert isinstance(screen, SetupScreen)  # noqa: S101
    screen.show_tab("reminders")
    return window


def _agents(window: MainWindow) -> QWidget:
    window.ways.show_section("agents")
    return window


SHOTS: dict[str, Shot] = {
    "role-supervisor": Shot("floor", roles=_of(DatabaseRole.SUPERVISOR), then=_agents),
    "role-supervisor-review": replace(OF_PERFORMANCE["review"], roles=_of(DatabaseRole.SUPERVISOR)),
    "role-viewer": Shot("wallboard", roles=_of(DatabaseRole.VIEWER)),
    "role-department": Shot("sent", roles=_of(DatabaseRole.DEPARTMENT), then=_sent),
    "role-department-empty": Shot("sent", roles=_of(DatabaseRole.DEPARTMENT), then=_nothing_sent),
    "role-administrator": Shot("settings", roles=_of(DatabaseRole.ADMINISTRATOR), then=_general),
    "role-administrator-alarms": Shot("settings", roles=_of(DatabaseRole.ADMINISTRATOR), then=_alarm_rules),
    "role-administrator-reminders": Shot("settings", roles=_of(DatabaseRole.ADMINISTRATOR), then=_reminders),
    "role-supervisor-settings": Shot("settings", roles=_of(DatabaseRole.SUPERVISOR), then=_general),
    "role-supervisor-issue": replace(OF_ISSUES["issue"], roles=_of(DatabaseRole.SUPERVISOR)),
    "role-liaison": replace(OF_ISSUES["issues"], roles=_of(DatabaseRole.LIAISON)),
    "role-quality": replace(OF_PERFORMANCE["quality"], roles=_of(DatabaseRole.QUALITY)),
}
