"""What the published holidays say otherwise than a calendar: each day is taken over or left."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from supervisor.words import WEEKDAYS, _, language, mark, ngettext, number
from supervisor.workdays.calendar import (
    DAY_KIND_LABELS,
    Day,
)
from supervisor.workdays.from_holidays import Proposal, name_of
from ui import theme
from ui.issues.calendars_work import Refreshed

HEADERS = (mark("Date"), mark("Weekday"), mark("As it stands"), mark("As published"))


class ProposalsDialog(QDialog):
    """`taken` gives the days that are wanted as published. What somebody entered here is not ticked."""

    taken = Signal(object)  # dict[date, Day | None]

    def __init__(self, found: Refreshed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.found = found
        self.setWindowTitle(_("Published holidays of {year}").format(year=found.year))
        self.resize(880, 520)
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        count = len(found.proposals)
        said = ngettext(
            "{n} day is published otherwise than it stands in “{name}”. Ticked days are taken over; what "
            "somebody entered here is not ticked.",
            "{n} days are published otherwise than they stand in “{name}”. Ticked days are taken over; what "
            "somebody entered here is not ticked.",
            count,
        ).format(n=number(count), name=found.calendar.name)
        if not count:
            said = _("“{name}” has every day of {year} as it is published now.").format(
                name=found.calendar.name, year=found.year
            )
        if found.provisional:
            said += " " + _("The arrangement of this year is not published yet: it stays provisional.")
        self.summary.setText(said)
        self.table = QTableWidget(count, len(HEADERS), self)
        self.table.setHorizontalHeaderLabels([_(title) for title in HEADERS])
        self.table.setAccessibleName(self.windowTitle())
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        for row, one in enumerate(found.proposals):
            self._fill(row, one)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)  # contents leave out the tick
        self.table.setColumnWidth(0, theme.current().px(140))
        header.setSectionResizeMode(len(HEADERS) - 1, QHeaderView.ResizeMode.Stretch)
        self.table.itemChanged.connect(lambda _item: self._judge())
        self.take, self.leave = QPushButton(self), QPushButton(_("Cancel"), self)
        self.take.setProperty("role", "primary")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.take)
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        page.setSpacing(theme.SPACE_M)
        page.addWidget(self.summary)
        page.addWidget(self.table, 1)
        page.addLayout(buttons)
        self.take.clicked.connect(self._take)
        self.leave.clicked.connect(self.reject)
        self._judge()

    @property
    def wanted(self) -> dict[date, Day | None]:
        """The ticked days as they are published."""
        return {
            one.day: one.new
            for row, one in enumerate(self.found.proposals)
            if (item := self.table.item(row, 0)) is not None and item.checkState() is Qt.CheckState.Checked
        }

    @property
    def settles(self) -> bool:
        """Whether the year is published now and was provisional."""
        return self.found.year in self.found.calendar.provisional and not self.found.provisional

    def _fill(self, row: int, one: Proposal) -> None:
        texts = (one.day.isoformat(), _(WEEKDAYS[one.day.weekday()]), said(one.old), said(one.new))
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column == 0:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                ticked = Qt.CheckState.Unchecked if one.by_hand else Qt.CheckState.Checked
                item.setCheckState(ticked)
            self.table.setItem(row, column, item)

    def _judge(self) -> None:
        many = len(self.wanted)
        self.take.setText(ngettext("Take over {n} day", "Take over {n} days", many).format(n=number(many)))
        if not many and self.settles:
            self.take.setText(_("No longer provisional"))
        self.take.setEnabled(bool(many) or self.settles)

    def _take(self) -> None:
        self.taken.emit(self.wanted)
        self.accept()


def said(day: Day | None) -> str:
    """A day in words, with who entered it."""
    if day is None:
        return _("as its weekday")
    parts = [_(DAY_KIND_LABELS[day.kind]), name_of(day, language())]
    if not day.source.startswith("holidays "):
        parts.append(_("entered here") if day.source == "hand" else day.source)
    return _(" · ").join(part for part in parts if part)
