"""Performance: three months of figures about people, who is to be trained in what, and whether it helped.

A further tab is a line in `TABS` and a case in `make`: its page gets the desk and its parent. Whatever tab
asks how an answer came about (`ReviewDesk.derivation_wanted`) has it told in the drawer beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton, QWidget

from supervisor.evidence.unit import Unit
from supervisor.performance.kpi import BY_ID
from supervisor.words import _, mark
from ui import theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.review.derivation_view import DerivationView
from ui.review.desk import ReviewDesk
from ui.review.stated_view import StatedView
from ui.training.desk import TrainingDesk
from ui.widgets.drawer import WithDrawer
from ui.widgets.icon import icon
from ui.widgets.lead import Lead
from ui.widgets.tabbed import Tab, TabbedPlace
from ui.widgets.whose_line import WhoseLine

TABS = (
    Tab("matrix", mark("Review")),
    Tab("list", mark("Training list")),
    Tab("person", mark("One person")),
    Tab("courses", mark("Courses")),
    Tab("coaching", mark("Coaching")),
    Tab("kpis", mark("KPIs")),
)


class ReviewScreen(TabbedPlace):
    """The Performance page. Ctrl+Left and Ctrl+Right go to the months before and after."""

    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None
    issue_wanted = Signal(object)  # Seed: an issue is to be made
    import_wanted = Signal()
    targets_wanted = Signal()
    contacts_wanted = Signal(object, str)  # ContactQuestion, and what it is about in words

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__("performance", mark("Performance"), TABS, centre, machine, parent)
        self.desk = ReviewDesk(centre, machine, self)
        self.training = TrainingDesk(centre, machine, self)
        self._of = QLabel(self)
        self._of.setProperty("role", "muted")
        self.month = QComboBox(self)
        self.earlier, self.later = QToolButton(self), QToolButton(self)
        self.earlier.setIcon(icon("chevron-left"))
        self.later.setIcon(icon("chevron-right"))
        self.head.setContentsMargins(0, 0, theme.SPACE_L, 0)
        self.head.setSpacing(theme.SPACE_S)
        for widget in (self._of, self.earlier, self.month, self.later):
            self.head.addWidget(widget)
        self.split = WithDrawer(self.stack, "review", machine, self)
        self.derivation = DerivationView(self.desk, self.split.drawer.pages)
        self.stated = StatedView(self.desk, self.split.drawer.pages)
        for page in (self.derivation, self.stated):
            self.split.drawer.pages.addWidget(page)
        self._lead = Lead(self.stack, self.stack)
        self.column.addWidget(WhoseLine(centre, self))
        self.column.addWidget(self.split, 1)
        self._wire()
        self.begin()
        self.desk.read()

    def _wire(self) -> None:
        desk = self.desk
        desk.noticed.connect(self.noticed)
        desk.issue_wanted.connect(self.issue_wanted)
        desk.import_wanted.connect(self.import_wanted)
        desk.targets_wanted.connect(self.targets_wanted)
        desk.contacts_wanted.connect(self.contacts_wanted)
        desk.tab_wanted.connect(self._come_to)
        desk.derivation_wanted.connect(self.show_derivation)
        desk.chosen_changed.connect(self._follow)
        desk.asked_changed.connect(self._tell_again)
        desk.facts_changed.connect(self._tell_again)
        desk.stated_wanted.connect(self.show_stated)
        desk.course_wanted.connect(self.plan_course)
        self.training.noticed.connect(self.noticed)
        self.training.talks_wanted.connect(self.propose_talks)
        self.derivation.titled.connect(partial(self._say_title, self.derivation))
        self.stated.titled.connect(partial(self._say_title, self.stated))
        desk.asked_changed.connect(self._show_months)
        desk.known_changed.connect(self._show_months)
        self.month.activated.connect(lambda at: desk.show_month(self.month.itemData(at)))
        self.earlier.clicked.connect(lambda: desk.turn_month(-1))
        self.later.clicked.connect(lambda: desk.turn_month(1))
        self.keys("Ctrl+Left", lambda: desk.turn_month(-1))
        self.keys("Ctrl+Right", lambda: desk.turn_month(1))

    def make(self, name: str) -> QWidget:
        match name:
            case "list":
                from ui.review.list_page import ListPage

                return ListPage(self.desk, self.into)
            case "kpis":
                from ui.review.kpis_page import KpisPage

                return KpisPage(self.desk, self.into)
            case "courses":
                from ui.training.courses_page import CoursesPage

                return CoursesPage(self.training, self.into)
            case "coaching":
                from ui.training.coaching_page import CoachingPage

                return CoachingPage(self.training, self.into)
            case "person":
                from ui.review.person_page import PersonPage

                return PersonPage(self.desk, self.into)
        from ui.review.matrix_page import MatrixPage

        return MatrixPage(self.desk, self.into)

    def arrive(self, name: str, page: QWidget) -> None:
        self._lead.part = page
        if name not in ("matrix", "list"):
            self.split.close_drawer()

    def show_derivation(self, unit: Unit, kpi: str) -> None:
        """Tell beside the table how the answer for *unit* in *kpi* came about."""
        self.split.drawer.show_page(self.derivation, BY_ID[kpi].title)
        self.split.open_drawer()
        self.derivation.ask(unit, kpi)

    def plan_course(self, kpi: str, units: Sequence[Unit]) -> None:
        """Go to the courses, and begin one of *kpi* for *units*, as the review says why."""
        from ui.training.courses_page import CoursesPage

        page = self.show_tab("courses")
        if isinstance(page, CoursesPage):
            page.plan(kpi, units, self.desk.question)

    def propose_talks(self, proposed: tuple[str, str, tuple[str, ...]]) -> None:
        """Go to the coaching, and begin talks: after which course, about which KPI, with whom."""
        from ui.training.coaching_page import CoachingPage

        course, kpi, persons = proposed
        page = self.show_tab("coaching")
        if isinstance(page, CoachingPage):
            page.begin(persons, kpi, course)

    def show_stated(self) -> None:
        """Tell beside the table what was stated of the month, and what is otherwise now."""
        self.split.drawer.show_page(self.stated, _("Stated figures"), f"{self.desk.month:%Y-%m}")
        self.split.open_drawer(focus=True)
        self.stated.ask()

    def _is_told(self, page: QWidget) -> bool:
        """Whether *page* is what the drawer shows."""
        return self.split.is_open and self.split.drawer.pages.currentWidget() is page

    def _say_title(self, page: QWidget, title: str, under: str) -> None:
        if self._is_told(page):
            self.split.drawer.say_title(title, under)

    def _follow(self) -> None:
        """The keyboard moves on in the table: what is told moves with it."""
        if self._is_told(self.derivation) and self.desk.unit is not None and self.desk.kpi:
            self.derivation.ask(self.desk.unit, self.desk.kpi)

    def _tell_again(self) -> None:
        if self._is_told(self.derivation):
            self.derivation.ask_again()
        elif self._is_told(self.stated):
            self.stated.ask()

    def _come_to(self, name: str) -> None:
        if self.has_tab(name):
            self.show_tab(name)

    def _show_months(self) -> None:
        months = self.desk.months
        if [self.month.itemData(at) for at in range(self.month.count())] != list(months):
            self.month.clear()
            for month in months:
                self.month.addItem(f"{month:%Y-%m}", month)
        at = months.index(self.desk.month)
        self.month.setCurrentIndex(at)
        self.later.setEnabled(at > 0)
        self.earlier.setEnabled(at < len(months) - 1)

    def _fit_head(self) -> None:
        """Where large text leaves no room, the month says what it is in its tip alone."""
        rest = sum(one.sizeHint().width() for one in (self.tabs, self.earlier, self.month, self.later))
        self._of.setVisible(rest + self._of.sizeHint().width() + 6 * theme.SPACE_L <= self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.desk.is_read:
            self.desk.read()  # another process may have written

    def retranslate(self) -> None:
        super().retranslate()
        self._of.setText(_("Review of"))
        self._of.setBuddy(self.month)
        self.month.setAccessibleName(_("The month under review"))
        self.month.setToolTip(_("The month under review"))
        size = theme.current().px(theme.ICON)
        for button, said in (
            (self.earlier, _("The month before (Ctrl+Left)")),
            (self.later, _("The month after (Ctrl+Right)")),
        ):
            button.setToolTip(said)
            button.setAccessibleName(said)
            button.setIconSize(QSize(size, size))
        self._show_months()
        self._fit_head()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.retranslate()
