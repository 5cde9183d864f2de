"""Settings: this computer and the centre; departments of the house; which days are worked; who may do what.
For whoever sets up and sees neither floor nor issues, also the rules of alarms and of reminders.

A further tab is a line in `TABS` and a case in `make`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from supervisor.rights.act import Act
from supervisor.words import mark
from ui import theme
from ui.accounts.desk import AccountsDesk
from ui.centre import OpenCentre
from ui.issues.place import DeskPlace
from ui.machine import Machine
from ui.settings.page import SettingsPage
from ui.widgets.tabbed import Tab

TABS = (
    Tab("general", mark("General")),
    Tab("departments", mark("Departments"), frozenset({Act.SEE_ISSUES})),
    Tab("calendars", mark("Working days"), frozenset({Act.SEE_ISSUES, Act.SET_CENTRE})),
    Tab("alarm-rules", mark("Alarm rules"), frozenset({Act.SET_ALARMS}), instead=Act.SEE_FLOOR),
    Tab("reminders", mark("Reminders"), frozenset({Act.SET_CENTRE}), instead=Act.RUN_ISSUES),
    Tab("accounts", mark("Accounts"), frozenset({Act.SET_ACCOUNTS}), shared=True),
    Tab("looks", mark("Who looked"), frozenset({Act.SEE_LOG}), shared=True),
)
OF_ACCOUNTS = ("accounts", "looks")
OF_THEIR_OWN = ("general", "alarm-rules", "reminders")
"""What is done there is taken back by its own line alone."""


class SetupScreen(DeskPlace):
    """The Settings page. Ctrl+Z and Ctrl+Shift+Z take back and do again what was done to departments, days
    and accounts."""

    tone_wanted = Signal(object)  # Level
    join_wanted = Signal()
    share_wanted = Signal()
    issue_wanted = Signal(int)

    def __init__(
        self,
        centre: OpenCentre,
        machine: Machine,
        readable: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        """*readable* says from how far the wall can be read."""
        super().__init__("setup", mark("Settings"), TABS, centre, machine, parent)
        self._centre, self._readable = centre, readable
        self.accounts = AccountsDesk(centre, machine, self)
        self.accounts.noticed.connect(self.noticed)
        self.desk.issue_wanted.connect(self.issue_wanted)
        self.begin()

    def make(self, name: str) -> QWidget:
        match name:
            case "departments":
                from ui.issues.departments_page import DepartmentsPage

                return DepartmentsPage(self.desk, self.into)
            case "calendars":
                from ui.issues.calendars_page import CalendarsPage

                return CalendarsPage(self.desk, self.into)
            case "alarm-rules":
                return self._alarm_rules()
            case "reminders":
                from ui.issues.reminder_settings import ReminderSettingsPage

                return ReminderSettingsPage(self.desk, self.into)
            case "accounts":
                from ui.accounts.accounts_page import AccountsPage

                return AccountsPage(self.accounts, self.into)
            case "looks":
                from ui.accounts.looks_page import LooksPage

                return LooksPage(self.accounts, self.into)
        general = SettingsPage(self._centre, self._machine, self._readable, self.into)
        general.noticed.connect(self.noticed)
        general.tone_wanted.connect(self.tone_wanted)
        general.this_computer.join_wanted.connect(self.join_wanted)
        general.this_computer.share_wanted.connect(self.share_wanted)
        return general

    def _alarm_rules(self) -> QWidget:
        """The rules, for whoever has no floor to see them under."""
        from ui.alarms.rules_page import RulesPage

        rules = RulesPage(self._centre, self._machine, self.into)
        rules.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        rules.noticed.connect(self.noticed)
        rules.heed()
        self._centre.live.second.connect(rules.tick)
        return rules

    def arrive(self, name: str, page: QWidget) -> None:
        if name in ("departments", "calendars"):
            self.desk.read()
        if name not in OF_THEIR_OWN:
            super().arrive(name, page)

    def undo(self) -> None:
        if self.current in OF_ACCOUNTS:
            self.accounts.undo()
        elif self.current not in OF_THEIR_OWN:
            super().undo()

    def redo(self) -> None:
        if self.current in OF_ACCOUNTS:
            self.accounts.redo()
        elif self.current not in OF_THEIR_OWN:
            super().redo()
