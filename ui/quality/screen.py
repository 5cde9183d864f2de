"""Quality: contacts judged by forms, where points are lost, whether raters agree, who is judged how often.

A further tab is a line in `TABS` and a case in `make`: its page gets the desk and its parent.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton, QWidget

from supervisor.quality.sampling import Candidate
from supervisor.words import _, mark
from ui import theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.quality.desk import QualityDesk
from ui.widgets.icon import icon
from ui.widgets.tabbed import Tab, TabbedPlace
from ui.widgets.whose_line import WhoseLine

TABS = (
    Tab("evaluations", mark("Evaluations")),
    Tab("losses", mark("Lost points")),
    Tab("calibration", mark("Calibration")),
    Tab("sampling", mark("Sampling")),
    Tab("forms", mark("Forms and items")),
)
TIMELESS = frozenset({"forms", "calibration"})  # tabs that are of no period


class QualityScreen(TabbedPlace):
    """The Quality page. Ctrl+Left and Ctrl+Right go to the times before and after."""

    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None
    issue_wanted = Signal(object)  # Seed: an issue is to be made
    targets_wanted = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__("quality", mark("Quality"), TABS, centre, machine, parent)
        self.desk = QualityDesk(centre, machine, self)
        self._timeless = False
        self._of = QLabel(self)
        self._of.setProperty("role", "muted")
        self.period = QComboBox(self)
        self.earlier, self.later = QToolButton(self), QToolButton(self)
        self.earlier.setIcon(icon("chevron-left"))
        self.later.setIcon(icon("chevron-right"))
        self.head.setContentsMargins(0, 0, theme.SPACE_L, 0)
        self.head.setSpacing(theme.SPACE_S)
        for widget in (self._of, self.earlier, self.period, self.later):
            self.head.addWidget(widget)
        self.column.insertWidget(1, WhoseLine(centre, self))
        self._wire()
        self.begin()
        self.desk.read()

    def _wire(self) -> None:
        desk = self.desk
        desk.noticed.connect(self.noticed)
        desk.issue_wanted.connect(self.issue_wanted)
        desk.targets_wanted.connect(self.targets_wanted)
        desk.tab_wanted.connect(self._come_to)
        desk.judge_wanted.connect(self.judge)
        desk.read_again.connect(lambda _listed: self._show_period())
        desk.judged.connect(self._show_period)
        self.period.activated.connect(lambda at: desk.show_period(self.period.itemData(at)))
        self.earlier.clicked.connect(lambda: desk.turn(1))
        self.later.clicked.connect(lambda: desk.turn(-1))
        self.keys("Ctrl+Left", lambda: desk.turn(1))
        self.keys("Ctrl+Right", lambda: desk.turn(-1))

    def make(self, name: str) -> QWidget:
        match name:
            case "losses":
                from ui.quality.losses_page import LossesPage

                return LossesPage(self.desk, self.into)
            case "calibration":
                from ui.quality.calibration_page import CalibrationPage

                return CalibrationPage(self.desk, self.into)
            case "sampling":
                from ui.quality.sampling_page import SamplingPage

                return SamplingPage(self.desk, self.into)
            case "forms":
                from ui.quality.forms_page import FormsPage

                return FormsPage(self.desk, self.into)
        from ui.quality.evaluations_page import EvaluationsPage

        return EvaluationsPage(self.desk, self.into)

    def arrive(self, name: str, page: QWidget) -> None:
        self._timeless = name in TIMELESS
        self._fit_head()
        page.arrive()  # type: ignore[attr-defined]  # every page of this place has it

    def judge(self, candidate: Candidate) -> None:
        """Go to the evaluations, and begin one of this contact."""
        from ui.quality.evaluations_page import EvaluationsPage

        page = self.show_tab("evaluations")
        if isinstance(page, EvaluationsPage):
            page.begin(candidate)

    def _come_to(self, name: str) -> None:
        if self.has_tab(name):
            self.show_tab(name)

    def _show_period(self) -> None:
        choices, which = self.desk.choices, self.desk.which
        if [self.period.itemData(at) for at in range(self.period.count())] != list(choices):
            self.period.clear()
            for one in choices:
                self.period.addItem("", one)
        for at, one in enumerate(choices):
            said = one if "-" in one else _("Last {n} days").format(n=one)
            if self.period.itemText(at) != said:
                self.period.setItemText(at, said)
        at = choices.index(which) if which in choices else 0
        self.period.setCurrentIndex(at)
        self.later.setEnabled(at > 0)
        self.earlier.setEnabled(at < len(choices) - 1)

    def _fit_head(self) -> None:
        """Where large text leaves no room beside the tabs, the list of times is enough."""
        whole = (self.tabs, self._of, self.earlier, self.period, self.later)
        wanted = sum(one.sizeHint().width() for one in whole) + 5 * theme.SPACE_S
        narrow = wanted > self.width()
        for widget in (self._of, self.earlier, self.later):
            widget.setVisible(not self._timeless and not narrow)
        self.period.setVisible(not self._timeless)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.desk.is_read:
            self.desk.read()  # midnight may have passed

    def retranslate(self) -> None:
        super().retranslate()
        self._of.setText(_("Contacts of"))
        self._of.setBuddy(self.period)
        self.period.setAccessibleName(_("The time that is looked at"))
        size = theme.current().px(theme.ICON)
        for button, said in (
            (self.earlier, _("The time before (Ctrl+Left)")),
            (self.later, _("The time after (Ctrl+Right)")),
        ):
            button.setToolTip(said)
            button.setAccessibleName(said)
            button.setIconSize(QSize(size, size))
        self._show_period()
        self._fit_head()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.retranslate()
