"""The tenure bands: how long people have been with the centre, in steps by which targets may differ."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.settings.tenure import TenureBand, bands_rise
from supervisor.words import _, mark, number
from ui import theme
from ui.people.desk import PeopleDesk
from ui.people.work import People
from ui.rights import guard
from ui.settings.edit_table import EditTable
from ui.settings.work import change
from ui.widgets.save_bar import UnsavedBar

CHINESE, ENGLISH, BELOW, PEOPLE = range(4)
HEADERS = (mark("Chinese"), mark("English"), mark("Fewer than, days"), mark("People"))
WIDEST = 720
MOST_DAYS = 20_000


class BandsTable(EditTable):
    """A row for each band, rising; the last one is for everybody else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(len(HEADERS), parent)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (BELOW, PEOPLE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.first.clicked.connect(self._add)
        self.second.clicked.connect(self._remove)
        self.table.itemChanged.connect(self._heed)
        self._say()

    def show_bands(self, bands: tuple[TenureBand, ...]) -> None:
        """Put *bands* into the rows; nobody is told that they were edited."""
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        for band in bands:
            self._insert(self.table.rowCount(), band)
        self.table.blockSignals(False)
        self._fit()
        self.judge()

    def show_counts(self, counts: dict[str, int]) -> None:
        """How many people are in each band, by its id."""
        self.table.blockSignals(True)
        for row in range(self.table.rowCount()):
            item = self.table.item(row, PEOPLE)
            if item is not None:
                item.setText(number(counts.get(self._text(row, ENGLISH), 0)))
        self.table.blockSignals(False)

    def bands(self) -> tuple[TenureBand, ...]:
        """What stands in the rows; only to be asked when `judge` found it good."""
        return tuple(
            TenureBand(self._text(row, CHINESE), self._text(row, ENGLISH), _days(self._text(row, BELOW)))
            for row in range(self.table.rowCount())
        )

    def _insert(self, row: int, band: TenureBand) -> None:
        self.table.insertRow(row)
        below = "" if band.below_days is None else str(band.below_days)
        for column, text in ((CHINESE, band.name_zh), (ENGLISH, band.name_en), (BELOW, below), (PEOPLE, "")):
            item = QTableWidgetItem(text)
            if column in (BELOW, PEOPLE):
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if column == PEOPLE:
                item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
            self.table.setItem(row, column, item)

    def _add(self) -> None:
        row = max(0, self.table.rowCount() - 1)
        before = _days(self._text(row - 1, BELOW)) if row else 0
        self.table.blockSignals(True)
        self._insert(row, TenureBand("", "", (before or 0) + 90))
        self.table.blockSignals(False)
        self._fit()
        self.table.setCurrentCell(row, CHINESE)
        if (item := self.table.item(row, CHINESE)) is not None:
            self.table.editItem(item)
        self.edited.emit()

    def _remove(self) -> None:
        row = self.table.currentRow()
        if row >= 0 and self.table.rowCount() > 1:
            self.table.removeRow(row)
            self.judge()
            self._fit()
            self.edited.emit()

    def _heed(self, _item: QTableWidgetItem) -> None:
        self.judge()
        self.edited.emit()

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text().strip() if item is not None else ""

    def _wrong(self) -> str:
        last = self.table.rowCount() - 1
        for row in range(last + 1):
            if not self._text(row, CHINESE) or not self._text(row, ENGLISH):
                return _("Row {n}: enter both names.").format(n=row + 1)
            text = self._text(row, BELOW)
            if row == last and text:
                return _("Row {n}: the last band is for everybody else; leave its days empty.").format(
                    n=row + 1
                )
            if row != last and not 1 <= (_days(text) or 0) <= MOST_DAYS:
                return _("Row {n}: “{value}” is no number of days; enter 1 to 20000.").format(
                    n=row + 1, value=text
                )
        if (expected := bands_rise(self.bands())) is not None:
            return _("Expected are {expected}.").format(expected=expected)
        return ""

    def _say(self) -> None:
        self.title.setText(_("Tenure bands"))
        self.help.setText(
            _(
                "A person is in the first band whose days have not passed since the day of joining; the last "
                "band is for everybody else. Whoever has no day of joining is in none."
            )
        )
        self.table.setHorizontalHeaderLabels([_(word) for word in HEADERS])
        self.table.setAccessibleName(_("Tenure bands"))
        self.first.setText(_("Add a band"))
        self.second.setText(_("Remove the band"))

    def _fit(self) -> None:
        height = theme.current().px(theme.ROW_HEIGHT + 4)
        self.table.verticalHeader().setDefaultSectionSize(height)
        self.table.setFixedHeight(height * (max(4, self.table.rowCount()) + 1))


class BandsPage(QWidget):
    """The bands in force, to be edited and saved as one step."""

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[TenureBand, ...] = ()
        self.bands = BandsTable(self)
        self.bands.setMaximumWidth(theme.current().px(WIDEST))
        self.unsaved = UnsavedBar(self)
        inside = QVBoxLayout()
        inside.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        inside.addWidget(self.bands)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inside, 1)
        column.addWidget(self.unsaved)
        self.bands.edited.connect(lambda: self._show_unsaved())
        self.unsaved.save_asked.connect(self.keep)
        self.unsaved.discard_asked.connect(self.forget)
        self.setFocusProxy(self.bands.table)
        guard(desk.centre, Act.SET_CENTRE, self.unsaved.save)
        self._say()
        self.forget()

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        return bool(self.bands.problem) or self.bands.bands() != self._shown

    def show_people(self, people: People) -> None:
        """The bands may be others now, and so may be who is in them; what is typed stays."""
        if not self.is_dirty:
            self.forget()
        counts: dict[str, int] = {}
        for row in people.persons:
            band = people.roll.band(row.id, people.day) if row.here else None
            if band is not None:
                counts[band.id] = counts.get(band.id, 0) + 1
        self.bands.show_counts(counts)
        self._show_unsaved()

    def forget(self) -> None:
        """Show the bands in force."""
        self._shown = self._desk.centre.kept.settings.tenure_bands
        self.bands.show_bands(self._shown)
        self._show_unsaved()

    def keep(self) -> None:
        """Save the bands."""
        if not self.is_dirty or not self.bands.judge():
            return
        centre = self._desk.centre
        wanted = self.bands.bands()
        self.unsaved.save.setEnabled(False)
        centre.jobs.write(
            change,
            {"tenure_bands": wanted},
            centre.kept.versions,
            at=centre.live.clock.now(),
            who=centre.who,
        ).then(partial(self._saved, wanted), self._refused)

    def _saved(self, wanted: tuple[TenureBand, ...], result: tuple[object, int | None]) -> None:
        self.unsaved.save.setEnabled(True)
        self._shown = wanted
        self._show_unsaved()
        step = result[1]
        undo = None if step is None else partial(self._desk.take_back, step)
        self._desk.noticed.emit(_("The tenure bands were saved."), undo)

    def _refused(self, error: SupervisorError) -> None:
        self.unsaved.save.setEnabled(True)
        self._show_unsaved(sentence(error))

    def _show_unsaved(self, problem: str = "") -> None:
        self.unsaved.tell(self.is_dirty, _("Not saved yet."), problem)

    def _say(self) -> None:
        self._show_unsaved()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)


def _days(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
