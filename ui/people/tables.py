"""A person's groups and logins from day to day, as rows that are edited in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidgetItem,
    QWidget,
)

from supervisor.people.draft import new_id
from supervisor.people.person import Group, GroupKind, LoginUse, Membership
from supervisor.words import _, mark
from ui import theme
from ui.settings.edit_table import EditTable
from ui.widgets.day_line import day_in, day_problem

KIND_WORDS = {
    GroupKind.TEAM: mark("Team"),
    GroupKind.SKILL: mark("Skill group"),
    GroupKind.DEPARTMENT: mark("Department"),
}
LEAST_ROWS, MOST_ROWS = 2, 7
_ID = Qt.ItemDataRole.UserRole
_VERSION, _GROUP = _ID + 1, _ID + 2


class DatedTable(EditTable):
    """Rows that hold from a day until before another."""

    def __init__(
        self, headers: Sequence[str], stretched: Sequence[int], parent: QWidget | None = None
    ) -> None:
        self._headers = tuple(headers)
        super().__init__(len(headers), parent)
        self._since, self._until = len(headers) - 2, len(headers) - 1
        self.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        self.title.setProperty("role", "small")
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        for column in range(len(headers)):
            mode = QHeaderView.ResizeMode.Stretch if column in stretched else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(column, mode)
        triggers = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(
            triggers.SelectedClicked
            | triggers.DoubleClicked
            | triggers.EditKeyPressed
            | triggers.AnyKeyPressed
        )
        self.first.clicked.connect(self.add)
        self.second.clicked.connect(self.remove)
        self.table.itemChanged.connect(lambda _item: self._tell())
        self.table.itemSelectionChanged.connect(self._show_removable)

    @property
    def is_filled(self) -> bool:
        """Whether there is a row."""
        return self.table.rowCount() > 0

    def add(self) -> None:
        """One more row, with the keyboard in it."""
        raise NotImplementedError

    def remove(self) -> None:
        """The row on which the keyboard stands goes."""
        row = self.table.currentRow()
        if row >= 0:
            self.table.removeRow(row)
            self._fit()
            self._tell()

    def stops(self) -> list[QWidget]:
        """What Tab comes to, in order."""
        return [self.table, self.first, self.second]

    def _tell(self) -> None:
        self.judge()
        self.edited.emit()

    def _show_removable(self) -> None:
        self.second.setEnabled(self.table.currentRow() >= 0)

    def _put_days(self, row: int, since: object, until: object) -> None:
        for column, day in ((self._since, since), (self._until, until)):
            self.table.setItem(row, column, QTableWidgetItem("" if day is None else str(day)))

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text().strip() if item is not None else ""

    def _days_wrong(self, row: int) -> str:
        for column in (self._since, self._until):
            if said := day_problem(self._text(row, column)):
                return _("Row {n}: {problem}").format(n=row + 1, problem=said)
        since, until = day_in(self._text(row, self._since)), day_in(self._text(row, self._until))
        if since is not None and until is not None and until <= since:
            return _("Row {n}: the end comes before the beginning.").format(n=row + 1)
        return ""

    def _say(self) -> None:
        self.table.setHorizontalHeaderLabels([_(word) for word in self._headers])
        tip = _("The first day on which it no longer holds. Empty: no end is known.")
        if (item := self.table.horizontalHeaderItem(self._until)) is not None:
            item.setToolTip(tip)
        tip = _("The first day on which it holds. Empty: as far back as anybody knows.")
        if (item := self.table.horizontalHeaderItem(self._since)) is not None:
            item.setToolTip(tip)
        self.second.setText(_("Remove the row"))
        self._fit()

    def _fit(self) -> None:
        look = theme.current()
        high = look.px(theme.ROW_HEIGHT + 2)
        self.table.verticalHeader().setDefaultSectionSize(high)
        rows = min(MOST_ROWS, max(LEAST_ROWS, self.table.rowCount()))
        self.table.setFixedHeight(high * rows + look.px(theme.ROW_HEIGHT) + 4)
        for column in (self._since, self._until):
            self.table.horizontalHeader().resizeSection(column, look.px(104))


class GroupDelegate(QStyledItemDelegate):
    """Lets a group be chosen in its cell: Enter, F2 or a click opens the list."""

    def __init__(self, table: MembershipTable) -> None:
        super().__init__(table)
        self._of = table

    def createEditor(
        self,
        parent: QWidget,
        _option: QStyleOptionViewItem,
        _index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        combo = QComboBox(parent)
        combo.setProperty("role", "cell")
        combo.setAccessibleName(_("Group"))
        for group in self._of.groups:
            combo.addItem(group_words(group), group.id)
        combo.activated.connect(lambda _place: self._take(combo))
        QTimer.singleShot(0, combo, combo.showPopup)
        return combo

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(index.data(_GROUP))))

    def setModelData(
        self, editor: QWidget, _model: object, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if isinstance(editor, QComboBox):
            self._of.choose(index.row(), editor.currentData())

    def _take(self, combo: QComboBox) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo)


class MembershipTable(DatedTable):
    """The groups of a person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.groups: tuple[Group, ...] = ()
        super().__init__((mark("Group"), mark("From"), mark("Until")), (0,), parent)
        self.table.setItemDelegateForColumn(0, GroupDelegate(self))
        self._say()
        self._show_removable()

    def show_memberships(self, memberships: Iterable[Membership], groups: Iterable[Group]) -> None:
        """Put *memberships* into the rows, each to be one of *groups*; nobody is told that it was edited."""
        order = {kind: place for place, kind in enumerate(GroupKind)}
        self.groups = tuple(sorted(groups, key=lambda one: (order[one.kind], one.name)))
        kinds = {one.id: order[one.kind] for one in self.groups}
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        for one in sorted(
            memberships, key=lambda one: (kinds.get(one.group, 9), str(one.since or ""), one.group)
        ):
            self._append(one)
        self.table.blockSignals(False)
        self._fit()
        self._show_removable()
        self.first.setEnabled(bool(self.groups))
        self.judge()

    def memberships(self, person: str) -> list[Membership]:
        """What stands in the rows; only to be asked when `judge` found it good."""
        found = []
        for row in range(self.table.rowCount()):
            item = self.table.item(row, 0)
            assert item is not None  # noqa: S101
            found.append(
                Membership(
                    item.data(_ID),
                    person,
                    item.data(_GROUP),
                    day_in(self._text(row, self._since)),
                    day_in(self._text(row, self._until)),
                    item.data(_VERSION),
                )
            )
        return found

    def choose(self, row: int, group: str) -> None:
        """The group of a row is the one with this id."""
        item = self.table.item(row, 0)
        if item is not None and item.data(_GROUP) != group:
            item.setData(_GROUP, group)
            item.setText(self._words(group))

    def add(self) -> None:
        if not self.groups:
            return
        self.table.blockSignals(True)
        self._append(Membership(new_id(), "", self.groups[0].id))
        self.table.blockSignals(False)
        self._fit()
        row = self.table.rowCount() - 1
        self.table.setCurrentCell(row, 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _append(self, one: Membership) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        item = QTableWidgetItem(self._words(one.group))
        for role, value in ((_ID, one.id), (_VERSION, one.version), (_GROUP, one.group)):
            item.setData(role, value)
        self.table.setItem(row, 0, item)
        self._put_days(row, one.since, one.until)

    def _words(self, group: str) -> str:
        return next((group_words(one) for one in self.groups if one.id == group), group)

    def _wrong(self) -> str:
        for row in range(self.table.rowCount()):
            if said := self._days_wrong(row):
                return said
        return ""

    def _say(self) -> None:
        super()._say()
        self.title.setText(_("Groups from day to day"))
        self.help.setText(_("There is no group yet: add teams and skill groups in the tab Groups."))
        self.table.setAccessibleName(_("Groups from day to day"))
        self.first.setText(_("Add a group"))
        self.table.blockSignals(True)
        for row in range(self.table.rowCount()):
            if (item := self.table.item(row, 0)) is not None:
                item.setText(self._words(item.data(_GROUP)))
        self.table.blockSignals(False)

    def _fit(self) -> None:
        super()._fit()
        self.help.setVisible(not self.groups)


class LoginTable(DatedTable):
    """The logins of a person at the sources."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((mark("Source"), mark("Login name"), mark("From"), mark("Until")), (0, 1), parent)
        self._sources: tuple[str, ...] = ()
        self._say()
        self._show_removable()

    def show_uses(self, uses: Iterable[LoginUse], sources: Iterable[str]) -> None:
        """Put *uses* into the rows; *sources* are offered. Nobody is told that it was edited."""
        self._sources = tuple(sources)
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        for use in uses:
            self._append(use)
        self.table.blockSignals(False)
        self._fit()
        self._show_removable()
        self.judge()

    def uses(self, person: str) -> list[LoginUse]:
        """What stands in the rows; only to be asked when `judge` found it good."""
        found = []
        for row in range(self.table.rowCount()):
            item = self.table.item(row, self._since)
            assert item is not None  # noqa: S101
            found.append(
                LoginUse(
                    item.data(_ID),
                    self._text(row, 0),
                    self._text(row, 1),
                    person,
                    day_in(self._text(row, self._since)),
                    day_in(self._text(row, self._until)),
                    item.data(_VERSION),
                )
            )
        return found

    def add(self) -> None:
        self.table.blockSignals(True)
        first = self._sources[0] if self._sources else ""
        self._append(LoginUse(new_id(), first, "", ""))
        self.table.blockSignals(False)
        self._fit()
        row = self.table.rowCount() - 1
        self.table.setCurrentCell(row, 1)
        if (item := self.table.item(row, 1)) is not None:
            self.table.editItem(item)
        self._tell()

    def _append(self, use: LoginUse) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        self.table.setItem(row, 0, QTableWidgetItem(use.source))
        self.table.setItem(row, 1, QTableWidgetItem(use.login))
        self._put_days(row, use.since, use.until)
        item = self.table.item(row, self._since)
        assert item is not None  # noqa: S101
        item.setData(_ID, use.id)
        item.setData(_VERSION, use.version)

    def _wrong(self) -> str:
        for row in range(self.table.rowCount()):
            if not self._text(row, 0) or not self._text(row, 1):
                return _("Row {n}: enter the source and the login, or remove the row.").format(n=row + 1)
            if said := self._days_wrong(row):
                return said
        return ""

    def _say(self) -> None:
        super()._say()
        self.title.setText(_("Logins from day to day"))
        self.help.hide()
        self.table.setAccessibleName(_("Logins from day to day"))
        self.first.setText(_("Add a login"))


def group_words(group: Group) -> str:
    """A group with its kind: "Team: Billing 1"."""
    return _("{kind}: {name}").format(kind=_(KIND_WORDS[group.kind]), name=group.name)
