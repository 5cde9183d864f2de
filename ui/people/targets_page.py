"""The targets: one table for every KPI, edited in place, with filters, and to and from workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.imports.columns import Verdict
from supervisor.people.person import holds
from supervisor.performance import target_sheet as sheet
from supervisor.performance.kpi import KPIS
from supervisor.performance.target import Cell, Target, TargetRow
from supervisor.performance.target_edit import Editing
from supervisor.performance.target_sheet import Known, TargetSheet
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import _, language, moment, ngettext, number
from supervisor.workbook.table import Written
from ui import theme
from ui.people import targets_work as work
from ui.people.desk import PeopleDesk
from ui.people.targets_model import Index, TargetsModel
from ui.people.targets_preview import TargetsPreview
from ui.people.targets_work import Wanted
from ui.people.work import People
from ui.rights import guard
from ui.widgets.empty_state import EmptyState
from ui.widgets.export_dialog import OneExport
from ui.widgets.file_ask import ask_for_file
from ui.widgets.lead import Lead
from ui.widgets.leaving import Chosen, Taking, TakingByJob, as_file
from ui.widgets.table.flow import Flow

ANY = None
WIDTHS = {
    sheet.KPI: 220,
    sheet.SKILL: 140,
    sheet.BAND: 90,
    sheet.CHANNEL: 76,
    sheet.SINCE: 84,
    sheet.UNTIL: 84,
    sheet.DIRECTION: 120,
    sheet.LOW: 74,
    sheet.HIGH: 74,
    sheet.UNIT: 84,
    sheet.MARGIN: 66,
    sheet.NOTE: 200,
}
USUAL_WIDTH = 110
HEEDED = frozenset({"targets"})


class _Choices(QStyledItemDelegate):
    """A cell with few possible words is chosen from a list; the others are written."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        choices = model.editing.choices(index.column()) if isinstance(model, TargetsModel) else {}
        if not choices:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        box.addItems(list(choices.values()))
        box.activated.connect(partial(self._choose, box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentText(index.data(Qt.ItemDataRole.EditRole))
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        text = editor.currentText() if isinstance(editor, QComboBox) else editor.property("text") or ""
        if isinstance(model, TargetsModel) and text != index.data(Qt.ItemDataRole.EditRole):
            model.setData(index, text)

    def _choose(self, box: QComboBox, _place: int) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)


class TargetsPage(QWidget):
    """What is aimed at. Whatever is written is one step, saved at once; Ctrl+Z takes it back."""

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known = Known()
        self._is_read = False
        self.model = TargetsModel(Editing(self._known))
        self.kpi, self.skill, self.band = QComboBox(self), QComboBox(self), QComboBox(self)
        self.channel, self.month = QComboBox(self), QComboBox(self)
        self.filters = (self.kpi, self.skill, self.band, self.channel, self.month)
        self.add, self.remove = QPushButton(self), QPushButton(self)
        self.take_out, self.take_in = QPushButton(self), QPushButton(self)
        self.count = QLabel(self)
        self.count.setProperty("role", "small")
        self.count.setMinimumHeight(self.kpi.sizeHint().height())
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.view = QTableView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Choices(self.view))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setTabKeyNavigation(False)  # Tab leaves the table, the arrows move in it
        self.view.setWordWrap(False)
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.empty = EmptyState(self)
        self.dialog: QFileDialog | None = None
        self.out = OneExport(desk.machine, self)
        self.out.noticed.connect(desk.noticed)
        self.preview: TargetsPreview | None = None
        self._lead = Lead(self, self.view)
        self._lay_out()
        self._wire()
        guard(desk.centre, Act.SET_TARGETS, self.add, self.remove, self.take_in)
        self._say()
        self.read()

    def _lay_out(self) -> None:
        bar = Flow(theme.SPACE_S)
        for box in (*self.filters, self.count):
            bar.addWidget(box)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        for button in (self.add, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.take_in, self.take_out):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(bar)
        column.addWidget(self.view, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        stops = (
            *self.filters,
            self.view,
            self.empty.button,
            self.add,
            self.remove,
            self.take_in,
            self.take_out,
        )
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _wire(self) -> None:
        self.model.wanted.connect(self.save)
        self.model.refused.connect(self._refuse)
        self.model.modelReset.connect(self._show_count)
        for box in self.filters:
            box.activated.connect(self._filter)
        self.add.clicked.connect(self.add_row)
        self.empty.button.clicked.connect(self.add_row)
        self.remove.clicked.connect(self.remove_rows)
        self.take_out.clicked.connect(self.ask_where_to)
        self.take_in.clicked.connect(self.ask_for_file)
        self._desk.centre.changed.connect(self._heed)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Copy), self.copy),
            (QKeySequence(QKeySequence.StandardKey.Paste), self.paste),
            (QKeySequence("Ctrl+Delete"), self.remove_rows),
            (QKeySequence("Ctrl+N"), self.add_row),
        ):
            shortcut = QShortcut(keys, self.view, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    # -- reading --------------------------------------------------------------------------------------------

    def show_people(self, people: People) -> None:
        """Groups and bands may have other names."""
        self._known = Known.of(people.roll)
        self.model.show_rows(self.model.saved, Editing(self._known))
        self._fill_filters()

    def read(self) -> None:
        """Read the targets again."""
        if self._desk.centre.url:
            self._desk.centre.jobs.read(work.read).then(self.show_targets)

    def show_targets(self, rows: Sequence[TargetRow]) -> None:
        """Show *rows*, keeping the cell that the keyboard stands on."""
        at = self.view.currentIndex()
        self._is_read = True
        self.model.show_rows(rows)
        self._fill_filters()
        again = self.model.index(min(at.row(), self.model.rowCount() - 1), at.column())
        if again.isValid():
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.view.selectionModel().setCurrentIndex(again, flag)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED:
            self.read()

    # -- filters --------------------------------------------------------------------------------------------

    def _fill_filters(self) -> None:
        months = {row.cell.since for row in self.model.saved if row.cell.since is not None}
        months |= {self._desk.today.replace(day=1)}
        channels = {each.value: _(label) for each, label in sheet.CHANNEL_LABELS.items()}
        kpis = {row.cell.kpi for row in self.model.saved}
        offered: tuple[tuple[QComboBox, str, Mapping[Any, str]], ...] = (
            (self.kpi, _("All KPIs"), {kpi.id: kpi.title for kpi in KPIS if kpi.id in kpis}),
            (self.skill, _("All skill groups"), dict(self._known.skills)),
            (self.band, _("All tenure bands"), dict(self._known.bands)),
            (self.channel, _("All channels"), dict(channels)),
            (self.month, _("All months"), {month: f"{month:%Y-%m}" for month in sorted(months)}),
        )
        for box, everything, choices in offered:
            chosen = box.currentData()
            box.clear()
            box.addItem(everything, ANY)
            for meant, said in choices.items():
                box.addItem(said, meant)
            box.setCurrentIndex(max(0, box.findData(chosen)) if chosen is not None else 0)
        self._filter()

    def _filter(self, _place: int = 0) -> None:
        kpi, skill, band, channel, month = (box.currentData() for box in self.filters)

        def lets_through(row: TargetRow) -> bool:
            cell = row.cell
            return (
                kpi in (ANY, cell.kpi)
                and (skill is ANY or cell.skill in ("", skill))
                and (band is ANY or cell.band in ("", band))
                and (channel is ANY or cell.channel in ("", channel))
                and (month is ANY or holds(cell.since, row.until, _day(month)))
            )

        self.model.filter(lets_through)

    def _show_count(self) -> None:
        shown, there = self.model.rowCount(), len(self.model.saved)
        self.count.setText(
            _("{n} of {all}").format(n=number(shown), all=number(there))
            if shown != there
            else ngettext("{n} target", "{n} targets", there).format(n=number(there))
        )
        empty = self._is_read and not shown and not there
        self.view.setVisible(not empty)
        self.empty.setVisible(empty)
        for button in (self.add, self.remove):
            button.setVisible(not empty)
        self._lead.part = self.empty.button if empty else self.view

    # -- steps ----------------------------------------------------------------------------------------------

    def add_row(self) -> None:
        """A new row, for what the filters show; it is saved when it is whole."""
        kpi, skill, band, channel, month = (box.currentData() for box in self.filters)
        row = TargetRow(Cell(kpi or "aht", skill or "", band or "", channel or "", month), Target())
        self.problem.hide()
        place = self.model.index(self.model.add(row), sheet.KPI)
        self.view.setFocus()
        self.view.setCurrentIndex(place)
        self.view.scrollTo(place)

    def remove_rows(self) -> None:
        """Away with the rows that are chosen."""
        self.model.remove(sorted({index.row() for index in self.view.selectedIndexes()}))

    def copy(self) -> None:
        """The chosen cells, as a spreadsheet takes them."""
        cells = [(index.row(), index.column()) for index in self.view.selectedIndexes()]
        QGuiApplication.clipboard().setText(self.model.texts(cells))

    def paste(self) -> None:
        """What a spreadsheet gave, from the chosen cell on; one value for all the chosen cells alike."""
        text = QGuiApplication.clipboard().text().rstrip("\r\n")
        texts = [line.rstrip("\r").split("\t") for line in text.split("\n")]
        chosen = self.view.selectedIndexes()
        at = self.view.currentIndex()
        if chosen:
            top, left = min(one.row() for one in chosen), min(one.column() for one in chosen)
            if len(texts) == len(texts[0]) == 1 and len(chosen) > 1:
                down = len({one.row() for one in chosen})
                across = len({one.column() for one in chosen})
                texts = [texts[0] * across for _row in range(down)]
        else:
            top, left = max(0, at.row()), max(0, at.column())
        self.problem.hide()
        self.model.write(top, left, texts)

    def save(self, wanted: list[Wanted], file: str = "") -> None:
        """Write these changes as one step."""
        self.problem.hide()
        centre = self._desk.centre
        at, who = centre.live.clock.now(), centre.who
        job = centre.jobs.write(work.save, wanted, at=at, who=who, file=file)
        job.then(partial(self._saved, len(wanted)), self._not_saved)

    def _saved(self, many: int, result: tuple[object, int | None]) -> None:
        if result[1] is not None:
            said = ngettext("{n} target was changed.", "{n} targets were changed.", many)
            back = partial(self._desk.take_back, result[1])
            self._desk.noticed.emit(said.format(n=number(many)), back)
        self.read()

    def _not_saved(self, error: SupervisorError) -> None:
        self._refuse(sentence(error))
        self.read()

    def _refuse(self, why: str) -> None:
        self.problem.setText(why)
        self.problem.show()

    # -- files ----------------------------------------------------------------------------------------------

    def ask_where_to(self) -> None:
        """Ask where to the targets go."""
        self.out.ask(as_file("targets", _("Targets")), self._take)

    def _take(self, chosen: Chosen) -> Taking:
        """Write the rows that are shown."""
        centre, rows = self._desk.centre, [line.row for line in self.model.lines if line.old is not None]
        zone = centre.zone
        about = [
            (_("Made at"), moment(centre.live.clock.now(), zone)),
            (_("Made by"), centre.who),
            (_("Rows"), number(len(rows))),
        ]
        job = centre.jobs.compute(
            work.write_file, chosen.path, rows, self._known, about, str(zone), language()
        )
        return TakingByJob(centre.jobs, job, chosen.path, _written)

    def ask_for_file(self) -> None:
        """Ask which file is to be read."""
        self.dialog = ask_for_file(self, _("Import"), self.read_file)

    def read_file(self, path: Path) -> None:
        """Read *path* and show what it would change; nothing is written before somebody says so."""
        centre = self._desk.centre
        job = centre.jobs.compute(work.read_file, path, self._known, self.model.saved, language())
        job.then(self.show_preview, lambda error: self._refuse(sentence(error)))

    def show_preview(self, read: TargetSheet) -> None:
        """Show what the file would change."""
        if read.problem:
            self._refuse(read.problem)
            return
        self.preview = TargetsPreview(read, Editing(self._known), self)
        self.preview.taken.connect(partial(self._take_in, read))
        self.preview.open()

    def _take_in(self, read: TargetSheet) -> None:
        old = {one.row: one.old for one in read.rows if one.verdict in (Verdict.NEW, Verdict.CHANGED)}
        self.save([Wanted(old[row], row) for row in read.good], file=read.file)

    # -- words ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        for box, said in zip(
            self.filters,
            (_("KPI"), _("Skill group"), _("Tenure band"), _("Channel"), _("Month")),
            strict=True,
        ):
            box.setAccessibleName(said)
            box.setToolTip(said)
        self.view.setAccessibleName(_("Targets"))
        self.add.setText(_("Add a target"))
        self.add.setToolTip(_("A new row for what the filters show (Ctrl+N)"))
        self.remove.setText(_("Remove"))
        self.remove.setToolTip(_("Remove the chosen rows (Ctrl+Delete)"))
        self.take_out.setText(_("Export…"))
        self.take_in.setText(_("Import…"))
        self.empty.say(
            _(
                "There is no target yet, so nothing is judged. Add targets here, or read them from a "
                "workbook: export the empty table to have its columns."
            ),
            _("Add a target"),
        )
        self.model.show_rows(self.model.saved, Editing(self._known))
        self._fill_filters()
        self._fit()

    def _fit(self) -> None:
        style = theme.current()
        self.view.verticalHeader().setDefaultSectionSize(style.px(theme.ROW_HEIGHT))
        header = self.view.horizontalHeader()
        for column in range(len(sheet.TITLES)):
            wanted = style.px(WIDTHS.get(column, USUAL_WIDTH))
            self.view.setColumnWidth(column, max(wanted, header.sectionSizeHint(column)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)


def _written(written: Written) -> str:
    said = ngettext("{n} target was written to {file}.", "{n} targets were written to {file}.", written.rows)
    return said.format(n=number(written.rows), file=written.path.name)


def _day(month: object) -> date:
    assert isinstance(month, date)  # noqa: S101
    return month
