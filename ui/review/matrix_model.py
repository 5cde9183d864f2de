"""The rows of the matrix as they stand: filtered, in order, under the headings of their groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from supervisor.evidence.unit import Unit
from supervisor.performance.amount import amount
from supervisor.performance.kpi import Kpi
from supervisor.review.matrix import EVERYBODY, Cell, Filter, Matrix
from supervisor.review.monthly import Standing
from supervisor.words import _, mark, ngettext, number
from ui.review import matrix_words
from ui.widgets.table.column import by_sound

Index: TypeAlias = QModelIndex | QPersistentModelIndex

NAME, TEAM, BAND, WORK = range(4)
FIXED = (mark("Full name"), mark("Team"), mark("Tenure"), mark("Work"))
"""Titles of the columns that stay in sight; those of KPIs follow."""

_SOME = 300  # people of a group tell what is usual in it
_INSIDE = 0.02  # of the values on either side that may lie beyond the small line's ends

_NOWHERE = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_ABOUT = int(Qt.ItemDataRole.ToolTipRole)


class Sorting(NamedTuple):
    """By which column people stand within their group: the index of a fixed one, or a KPI's id."""

    by: int | str = NAME
    descending: bool = False


class Group(NamedTuple):
    """People of one skill group in one channel: only they are compared. *rows* in their order."""

    key: tuple[str, str]
    title: str
    rows: tuple[int, ...]


class Pooled(NamedTuple):
    """A KPI of a group's shown people together: summed first, divided then. *off* of *judged* missed."""

    value: float | None
    denominator: float
    judged: int
    off: int


class Range(NamedTuple):
    """What the small lines of one KPI in one group reach from and to, so that they can be compared."""

    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Range:
        """The range of *values*, without the few that lie far out."""
        known = sorted(value for value in values if value == value)  # not NaN
        if not known:
            return cls(0.0, 1.0)
        out = int(len(known) * _INSIDE)
        low, high = known[out], known[-1 - out]
        return cls(low, high) if high > low else cls(low - 0.5, low + 0.5)

    def place(self, value: float) -> float:
        """Where *value* lies: 0 at the low end, 1 at the high one."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


class MatrixModel(QAbstractTableModel):
    """Lines are rows of the matrix, or headings (below zero: −1 is of the first group)."""

    told_anew = Signal()  # other figures or other words, not only another order

    def __init__(self, band_name: Callable[[str], str] = str, parent: QObject | None = None) -> None:
        """*band_name* gives what a tenure band is called."""
        super().__init__(parent)
        self._band_name = band_name
        self.matrix: Matrix | None = None
        self.kpis: tuple[Kpi, ...] = ()  # of the columns
        self.groups: tuple[Group, ...] = ()
        self.lines: list[int] = []
        self.heads: list[int] = []  # the lines of headings
        self.folded: set[tuple[str, str]] = set()
        self.sorting = Sorting()
        self.which = EVERYBODY
        self._fixed: list[tuple[str, ...]] = []
        self._pooled: dict[tuple[int, int], Pooled] = {}
        self._row_of: dict[tuple[str, str, str], int] = {}  # by what a Unit is made of
        self._line_of: list[int] = []  # by row; −1 when it is not shown
        self._group_of: list[int] = []  # by row, into `_everybody`
        self._everybody: list[list[int]] = []  # the rows of each group, whatever is filtered
        self._ranges: dict[tuple[int, int], Range] = {}

    # -- what is shown --------------------------------------------------------------------------------------

    def show_matrix(self, matrix: Matrix, kpis: Sequence[Kpi]) -> None:
        """Show *matrix*, whose columns are *kpis*."""
        self.beginResetModel()
        self.matrix, self.kpis = matrix, tuple(kpis)
        self._row_of = {_key(one.unit): row for row, one in enumerate(matrix.rows)}
        places: dict[tuple[str, str], int] = {}
        self._group_of = [
            places.setdefault((one.unit.skill, one.unit.channel), len(places)) for one in matrix.rows
        ]
        self._everybody = [[] for _group in places]
        for row, group in enumerate(self._group_of):
            self._everybody[group].append(row)
        self._ranges.clear()
        self._say()
        self._arrange()
        self.told_anew.emit()
        self.endResetModel()

    def filter(self, which: Filter) -> None:
        """Show these alone."""
        if which != self.which:
            self.which = which
            self._anew()

    def sort_by(self, sorting: Sorting) -> None:
        """Put the people of each group in this order; who has no value comes last."""
        if sorting != self.sorting:
            self.sorting = sorting
            self._anew()

    def fold(self, line: int) -> None:
        """Show the people under the heading at *line*, or hide them."""
        key = self.groups[-1 - self.lines[line]].key
        self.folded ^= {key}
        self._anew()

    def say_again(self) -> None:
        """Another language."""
        self._say()
        self.told_anew.emit()
        self._anew()

    def _anew(self) -> None:
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def _say(self) -> None:
        rows = self.matrix.rows if self.matrix is not None else ()
        bands, works = {"": ""}, dict[tuple[str, str], str]()
        self._fixed = []
        for one in rows:
            band, work = one.bands[-1], (one.skill_name, one.unit.channel)
            if band not in bands:
                bands[band] = self._band_name(band)
            if work not in works:
                works[work] = matrix_words.work_of(one)
            self._fixed.append((one.name, one.team_name, bands[band], works[work]))

    def _arrange(self) -> None:
        self._pooled.clear()
        rows = self.matrix.rows if self.matrix is not None else ()
        key, lets = self._sort_key(), self.which.lets
        everybody = self.which == EVERYBODY
        groups = []
        for of in self._everybody:
            shown = of if everybody else [row for row in of if lets(rows[row])]
            if not shown:
                continue
            keys = {row: key(row) for row in shown}
            known = [row for row in shown if keys[row] is not None]
            known.sort(key=keys.__getitem__, reverse=self.sorting.descending)
            unknown = [row for row in shown if keys[row] is None] if len(known) < len(shown) else []
            unit = rows[shown[0]].unit
            groups.append(Group((unit.skill, unit.channel), self._fixed[shown[0]][WORK], (*known, *unknown)))
        self.groups = tuple(groups)
        self.lines, self.heads = [], []
        for at, group in enumerate(self.groups):
            self.heads.append(len(self.lines))
            self.lines.append(-1 - at)
            if group.key not in self.folded:
                self.lines += group.rows
        self._line_of = [-1] * len(rows)
        for line, row in enumerate(self.lines):
            if row >= 0:
                self._line_of[row] = line

    def _sort_key(self) -> Callable[[int], Any]:
        by, fixed = self.sorting.by, self._fixed
        if isinstance(by, int):
            sounds = [(by_sound(texts[by]), by_sound(texts[NAME])) if texts[by] else None for texts in fixed]
            return sounds.__getitem__
        at = next((at for at, kpi in enumerate(self.kpis) if kpi.id == by), None)
        if at is None or self.matrix is None:
            return lambda row: by_sound(fixed[row][NAME])
        values = self.matrix.columns[at].value[-1]
        return lambda row: values[row] if values[row] == values[row] else None  # not NaN

    # -- lines ----------------------------------------------------------------------------------------------

    @property
    def shown(self) -> int:
        """How many rows the filter leaves."""
        return sum(len(group.rows) for group in self.groups)

    def row(self, line: int) -> int | None:
        """The matrix's row at *line*; None for a heading."""
        found = self.lines[line] if 0 <= line < len(self.lines) else -1
        return found if found >= 0 else None

    def standing(self, line: int) -> Standing | None:
        """Who stands at *line*; None for a heading."""
        row = self.row(line)
        return self.matrix.rows[row] if row is not None and self.matrix is not None else None

    def group(self, line: int) -> Group | None:
        """The group whose heading stands at *line*."""
        found = self.lines[line] if 0 <= line < len(self.lines) else 0
        return self.groups[-1 - found] if found < 0 else None

    def kpi(self, column: int) -> Kpi | None:
        """The KPI of *column*; None for one of FIXED."""
        at = column - len(FIXED)
        return self.kpis[at] if 0 <= at < len(self.kpis) else None

    def cell(self, line: int, column: int) -> Cell | None:
        """The cell; None for headings and fixed columns."""
        row, at = self.row(line), column - len(FIXED)
        if row is None or self.matrix is None or not 0 <= at < len(self.kpis):
            return None
        return self.matrix.cell(row, at)

    def fixed(self, row: int) -> tuple[str, ...]:
        """What stands in the columns that stay in sight."""
        return self._fixed[row]

    def line_of(self, unit: Unit) -> int | None:
        """Where *unit* stands; None when it is not shown."""
        row = self._row_of.get(_key(unit))
        line = self._line_of[row] if row is not None else -1
        return line if line >= 0 else None

    def range_of(self, row: int, at: int) -> Range:
        """Between what the small lines of the KPI in column *at* are drawn in the group of *row*: one measure
        for all who are compared, which stays whatever is filtered."""
        group = self._group_of[row]
        found = self._ranges.get((group, at))
        if found is None:
            assert self.matrix is not None  # noqa: S101 - there is a row
            of, rows = self.matrix.columns[at], self._everybody[group]
            some = rows[:: max(1, len(rows) // _SOME)]
            series = (*of.value, of.at_least, of.at_most)
            found = Range.of([values[one] for values in series for one in some])
            self._ranges[group, at] = found
        return found

    def pooled(self, group: int, at: int) -> Pooled:
        """The KPI in column *at* of those shown in *group*."""
        found = self._pooled.get((group, at))
        if found is None:
            found = self._pooled[group, at] = self._pool(self.groups[group].rows, at)
        return found

    def _pool(self, rows: Sequence[int], at: int) -> Pooled:
        assert self.matrix is not None  # noqa: S101 - there are rows
        column = self.matrix.columns[at]
        above = below = 0.0
        judged = off = 0
        numerator, denominator, missed = column.numerator, column.denominator, column.missed[-1]
        for row in rows:
            n = denominator[row]
            if n == n:  # not NaN
                below += n
                above += numerator[row]
            if missed[row] >= 0:
                judged += 1
                off += missed[row]
        value = self.kpis[at].scale * above / below if below > 0 else None
        return Pooled(value, below, judged, off)

    # -- as Qt asks -----------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(FIXED) + len(self.kpis)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role == _DISPLAY:
            return self.text(index.row(), index.column())
        if role == _SPOKEN:
            return self.spoken(index.row(), index.column())
        if role == _ABOUT:
            return self.about(index.row(), index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return self.title(section)
        kpi = self.kpi(section)
        return matrix_words.about_kpi(kpi) if role == _ABOUT and kpi is not None else None

    def title(self, column: int) -> str:
        """A column's title."""
        kpi = self.kpi(column)
        return kpi.title if kpi is not None else _(FIXED[column])

    def text(self, line: int, column: int) -> str:
        """What a cell says, as it is copied."""
        kpi = self.kpi(column)
        group = self.group(line)
        if group is not None:
            if kpi is None:
                return self.head_words(group) if column == NAME else ""
            return amount(kpi, self.pooled(-1 - self.lines[line], column - len(FIXED)).value)
        row = self.row(line)
        if row is None:
            return ""
        if kpi is None:
            return self._fixed[row][column]
        cell = self.cell(line, column)
        return amount(kpi, cell.values[-1]) if cell is not None else ""

    def spoken(self, line: int, column: int) -> str:
        """A cell for who cannot see it: whose it is comes first, as keys go from one person to the next."""
        kpi, cell, who = self.kpi(column), self.cell(line, column), self.standing(line)
        if kpi is None or cell is None or who is None:
            return self.text(line, column)
        return _("{who}. {said}").format(who=who.name, said=matrix_words.spoken(kpi, cell))

    def about(self, line: int, column: int) -> str:
        """All that is behind a cell."""
        kpi, group = self.kpi(column), self.group(line)
        if group is not None:
            return self._about_group(group, line, column)
        who, cell = self.standing(line), self.cell(line, column)
        if kpi is not None and cell is not None and who is not None and self.matrix is not None:
            return matrix_words.about(kpi, who, cell, self.matrix.months)
        if who is None:
            return ""
        band = self._band_name(who.bands[-1])
        return "\n".join(part for part in (who.name, who.number, who.team_name, band) if part)

    def _about_group(self, group: Group, line: int, column: int) -> str:
        kpi = self.kpi(column)
        if kpi is None:
            return _("{group}: only people of one skill group and channel are compared.").format(
                group=group.title
            )
        found = self.pooled(-1 - self.lines[line], column - len(FIXED))
        return matrix_words.about_group(
            kpi, group.title, found.value, found.denominator, found.off, found.judged
        )

    def head_words(self, group: Group) -> str:
        """A heading."""
        count = ngettext("{n} person", "{n} people", len(group.rows)).format(n=number(len(group.rows)))
        return f"{group.title}  {count}"


def _key(unit: Unit) -> tuple[str, str, str]:
    return unit.person, unit.skill, unit.channel  # hashed far faster than the unit itself
