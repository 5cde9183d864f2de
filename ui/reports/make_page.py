"""Make a report: which one at the left; at the right what it is told, and what was made of it last."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from supervisor.reports.catalogue import BY_NAME, REPORTS, Report
from supervisor.reports.order import Order
from supervisor.words import _
from ui import theme
from ui.asking import Reading
from ui.reports import known
from ui.reports.desk import ReportsDesk
from ui.reports.known import Known
from ui.reports.last_made import LastMade
from ui.reports.order_form import OrderForm
from ui.widgets.attuned import Attuned
from ui.widgets.lead import Lead
from ui.widgets.report_export import ReportExport
from ui.widgets.roomy import Roomy
from ui.widgets.table import memory

if TYPE_CHECKING:
    from supervisor.reports.log import Exported

MEMORY = "reports.make"
HEEDED = frozenset({"people", "meetings", "issue_filters", "departments", "templates"})
LIST_WIDTH, FORM_WIDTH = 230, 560


class MakePage(Attuned):
    """Up and Down choose a report, Enter and Ctrl+E export it, Ctrl+Left and Ctrl+Right turn its month."""

    def __init__(self, desk: ReportsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._knowing = Reading(desk.centre, self.show_known)
        self._lasting = Reading(desk.centre, self.show_last)
        self.list = QListWidget(self)
        for report in REPORTS:
            item = QListWidgetItem(self.list)
            item.setData(Qt.ItemDataRole.UserRole, report.name)
        self.title, self.explained = QLabel(self), QLabel(self)
        self.title.setProperty("role", "title")
        self.explained.setProperty("role", "muted")
        for label in (self.title, self.explained):
            label.setWordWrap(True)
        self.form = OrderForm(self)
        self.go = QPushButton(self)
        self.go.setProperty("role", "primary")
        self.go.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.last = LastMade(desk.zone, self)
        self.export = ReportExport(desk.centre, desk.machine, self)
        self._lay_out()
        self._wire()
        Lead(self, self.list)
        self.retranslate()
        self._recall()

    def _lay_out(self) -> None:
        inside = QWidget(self)
        inside.setMaximumWidth(theme.current().px(FORM_WIDTH))
        self._inside = inside
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.SPACE_L, 0, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.title, self.explained, self.form):
            column.addWidget(widget)
        column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        rule = QFrame(inside)
        rule.setProperty("role", "rule")
        column.addWidget(rule)
        column.addWidget(self.last)
        column.addStretch(1)
        around = QWidget(self)
        row = QHBoxLayout(around)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inside, 1)
        row.addStretch(0)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        whole.setSpacing(theme.SPACE_M)
        whole.addWidget(self.list)
        whole.addWidget(Roomy(around, self), 1)

    def _wire(self) -> None:
        desk = self._desk
        desk.changed.connect(self._heed)
        self.list.currentRowChanged.connect(lambda _row: self._show())
        self.list.itemDoubleClicked.connect(lambda _item: self.ask())  # some desks activate by one click
        self.go.clicked.connect(self.ask)
        self.form.changed.connect(self._keep)
        self.export.noticed.connect(desk.noticed)
        for keys, slot in (
            ("Ctrl+E", self.ask),
            ("Ctrl+Left", partial(self.form.month.turn, -1)),
            ("Ctrl+Right", partial(self.form.month.turn, 1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.list.installEventFilter(self)

    # -- reading --------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The page comes into sight."""
        self.form.show_today(self._desk.today)
        self.read()

    def read(self) -> None:
        """Read again what may be named, and what was made."""
        desk = self._desk
        self._knowing.read(known.read_known, desk.centre.who, desk.today, desk.zone)
        self._read_last()

    def show_known(self, found: Known) -> None:
        """Offer what was found."""
        self.form.show_known(found)

    def show_last(self, made: tuple[Exported, ...]) -> None:
        """Show what was made last of the chosen report."""
        self.last.show_made([one for one in made if one.what == self.report.name])

    def _read_last(self) -> None:
        self.last.show_made(())
        self._lasting.read(known.read_last, self.report.name)

    def _heed(self, changes: frozenset[str]) -> None:
        if not self.isVisible():
            return  # it is read when it is come to
        if changes & HEEDED:
            self.read()
        elif "exports" in changes:
            self._read_last()

    # -- choosing -------------------------------------------------------------------------------------------

    @property
    def report(self) -> Report:
        """The chosen one."""
        item = self.list.currentItem()
        return BY_NAME[item.data(Qt.ItemDataRole.UserRole)] if item is not None else REPORTS[0]

    def choose(self, order: Order) -> None:
        """Choose the report of *order*, with what is named in it."""
        names = [one.name for one in REPORTS]
        self.list.setCurrentRow(names.index(order.report) if order.report in names else 0)
        self.form.take(order)

    def ask(self) -> None:
        """Ask where the file goes."""
        if (order := self.form.order) is not None:
            self.export.order(order, about=self.form.about, worded=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.key() if isinstance(event, QKeyEvent) else None
        enter = pressed in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if watched is self.list and enter and event.type() is QEvent.Type.KeyPress:
            self.ask()
            return True
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        report = self.report
        self.title.setText(_(report.title))
        self.explained.setText(_(report.explained))
        self.form.show_report(report)
        self._read_last()
        self._keep()

    # -- memory and words -----------------------------------------------------------------------------------

    def _recall(self) -> None:
        kept = memory.recall(self._desk.machine, MEMORY)
        name, named = kept.get("report"), kept.get("named")
        self.form.show_today(self._desk.today)
        if isinstance(named, bool):
            self.form.named.setChecked(named)
        names = [one.name for one in REPORTS]
        self.list.setCurrentRow(names.index(name) if name in names else 0)

    def _keep(self) -> None:
        kept = {"report": self.report.name, "named": self.form.named.isChecked()}
        memory.keep(self._desk.machine, MEMORY, kept)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for row, report in enumerate(REPORTS):
            item = self.list.item(row)
            item.setText(_(report.title))
            item.setToolTip(_(report.explained))
        self.list.setAccessibleName(_("Reports"))
        self.title.setText(_(self.report.title))
        self.explained.setText(_(self.report.explained))
        self.go.setText(_("Export…"))
        self.go.setToolTip(_("Ask where the file goes, and make it (Ctrl+E)"))
        self.form.retranslate()
        self.last.retranslate()
        self._fit()

    def _fit(self) -> None:
        look = theme.current()
        widest = self.list.sizeHintForColumn(0) + 2 * theme.SPACE_L
        self.list.setFixedWidth(max(look.px(LIST_WIDTH), widest))
        self._inside.setMaximumWidth(look.px(FORM_WIDTH))
