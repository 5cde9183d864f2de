"""The targets as rows that are edited in place, and ranges that are copied and pasted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from supervisor.performance import target_sheet as sheet
from supervisor.performance.kpi import BY_ID, DIRECTION_LABELS
from supervisor.performance.target import Cell, Target, TargetRow, problem
from supervisor.performance.target_edit import FIGURES, CellError, Editing
from supervisor.words import _
from ui import theme
from ui.people.targets_work import Wanted

Index = QModelIndex | QPersistentModelIndex
TOP = QModelIndex()


@dataclass(frozen=True)
class Line:
    """A row of the table: *old* as it stands in the database, None while it was never saved."""

    row: TargetRow
    old: TargetRow | None = None


class TargetsModel(QAbstractTableModel):
    """The targets that the filters let through. What is written is told by `wanted`; the rows change when
    they are read again."""

    wanted = Signal(object)  # list[Wanted]
    refused = Signal(str)  # why what was written cannot stand

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self.editing = editing
        self._saved: tuple[TargetRow, ...] = ()
        self._drafts: list[TargetRow] = []
        self._lets_through: Callable[[TargetRow], bool] = lambda _row: True
        self.lines: list[Line] = []

    @property
    def saved(self) -> tuple[TargetRow, ...]:
        """Every target that stands, whatever the filters say."""
        return self._saved

    def show_rows(self, rows: Sequence[TargetRow], editing: Editing | None = None) -> None:
        """Show what stands now; drafts that were saved meanwhile are drafts no more."""
        self._saved = tuple(rows)
        self.editing = editing or self.editing
        there = {(row.cell, row.target) for row in rows}
        self._drafts = [row for row in self._drafts if (row.cell, row.target) not in there]
        self._arrange()

    def filter(self, lets_through: Callable[[TargetRow], bool]) -> None:
        """Show only rows that *lets_through*; drafts are always shown."""
        self._lets_through = lets_through
        self._arrange()

    def add(self, row: TargetRow) -> int:
        """One more row, which is saved when it is whole; its place."""
        self._drafts.append(row)
        self._arrange()
        return len(self.lines) - 1

    def remove(self, places: Sequence[int]) -> None:
        """Away with the rows at these places."""
        lines = [self.lines[place] for place in places]
        gone = [line.row for line in lines if line.old is None]
        self._drafts = [row for row in self._drafts if not any(row is one for one in gone)]
        if gone:
            self._arrange()
        if stood := [Wanted(line.old, None) for line in lines if line.old is not None]:
            self.wanted.emit(stood)

    def _arrange(self) -> None:
        self.beginResetModel()
        self.lines = [Line(row, row) for row in self._saved if self._lets_through(row)]
        self.lines += [Line(row) for row in self._drafts]
        self.endResetModel()

    # -- Qt's questions -------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(sheet.TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.editing.text(line.row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (*FIGURES, sheet.HALF_LIFE):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and self._is_any(line.row, column):
            return theme.colour(theme.current().muted)
        if role == Qt.ItemDataRole.ToolTipRole:
            if line.old is None:
                return _("Not saved yet: {why}").format(why=problem(line.row))
            kpi = BY_ID.get(line.row.cell.kpi)
            if kpi and column == sheet.DIRECTION and line.row.target.direction is None:
                return _("As usual for the KPI: {direction}").format(
                    direction=_(DIRECTION_LABELS[kpi.direction])
                )
            return kpi.explained if kpi and column == sheet.KPI else None
        return None

    @staticmethod
    def _is_any(row: TargetRow, column: int) -> bool:
        cell = row.cell
        named = {sheet.SKILL: cell.skill, sheet.BAND: cell.band, sheet.CHANNEL: cell.channel}
        return named.get(column) == ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        right = section in FIGURES or section == sheet.HALF_LIFE
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation is Qt.Orientation.Horizontal and right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return _(sheet.TITLES[section])
        return "*" if self.lines[section].old is None else str(section + 1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() != sheet.UNIT else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        return self.write(index.row(), index.column(), [[str(value)]])

    # -- ranges ---------------------------------------------------------------------------------------------

    def texts(self, places: Sequence[tuple[int, int]]) -> str:
        """The cells at *places* (row, column) as a spreadsheet takes them: the least range that has them."""
        chosen = set(places)
        if not chosen:
            return ""
        rows = sorted({row for row, _column in chosen})
        columns = range(min(c for _r, c in chosen), max(c for _r, c in chosen) + 1)
        return "\n".join(
            "\t".join(
                self.editing.text(self.lines[row].row, column) if (row, column) in chosen else ""
                for column in columns
            )
            for row in rows
        )

    def write(self, top: int, left: int, texts: Sequence[Sequence[str]]) -> bool:
        """Write *texts* from a cell on, as one step; rows below the last are new ones. Nothing is written
        when one cell cannot stand: `refused` says which and why."""
        rows = [line.row for line in self.lines]
        old = [line.old for line in self.lines]
        touched = []
        for down, cells in enumerate(texts):
            place = top + down
            if place >= len(rows):
                like = rows[-1] if rows else TargetRow(Cell("csat"), Target())
                rows.append(replace(like, version=0))
                old.append(None)
            touched.append(place)
            for across, text in enumerate(cells):
                column = left + across
                if column >= len(sheet.TITLES):
                    break
                try:
                    rows[place] = self.editing.take(rows[place], column, text)
                except CellError as error:
                    where = _("Row {row}, {column}").format(row=place + 1, column=_(sheet.TITLES[column]))
                    self.refused.emit(f"{where}: {error}")
                    return False
        return self._offer([(place, old[place], rows[place]) for place in touched])

    def _offer(self, written: Sequence[tuple[int, TargetRow | None, TargetRow]]) -> bool:
        taken = {row.cell for row in self._saved} - {old.cell for _place, old, _row in written if old}
        wanted, unfinished = [], {}
        for place, old, row in written:
            wrong = problem(row)
            if row.cell in taken and (old is None or row.cell != old.cell) and not wrong:
                wrong = _("There is a target of that KPI for these people and this month already.")
            if wrong and old is not None:
                self.refused.emit(_("Row {row}: {why}").format(row=place + 1, why=wrong))
                return False
            if wrong:
                unfinished[place] = row
            else:
                taken.add(row.cell)
                wanted.append(Wanted(old, row))
        saved = len([line for line in self.lines if line.old is not None])
        for place, old, row in written:
            if old is None:  # kept as a draft until it stands in the database
                at = place - saved
                self._drafts[at : at + 1] = [row]
        if any(old is None for _place, old, _row in written):
            self._arrange()
        if unfinished:
            place, row = next(iter(unfinished.items()))
            why = problem(row) or _("There is a target of that KPI for these people and this month already.")
            self.refused.emit(_("Row {row} is not saved yet. {why}").format(row=place + 1, why=why))
        changed = [one for one in wanted if one.old is None or one.old != one.new]
        if changed:
            self.wanted.emit(changed)
        return True
