"""A department's answers, typed in for it: a table that takes what is pasted, saved as one step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QObject,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from supervisor.issues.department import Department
from supervisor.issues.moves import NEED_LABELS
from supervisor.issues.sheet_told import Entered
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.issues.answers_model import (
    AFTER,
    CAUSE,
    DAYS,
    DONE_ON,
    FIELD,
    LONG,
    MEASURE,
    NO,
    OURS,
    OWNER,
    PLANNED,
    PROGRESS,
    PROPOSED,
    REMARK,
    TITLE,
    YES,
    AnswersModel,
    Index,
    typed_from,
)
from ui.issues.questions import WAYS
from ui.issues.sheets_work import SheetRead
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.field import Field
from ui.widgets.role import put_role

WIDTHS = {
    TITLE: 190,
    AFTER: 150,
    OURS: 100,
    CAUSE: 150,
    MEASURE: 170,
    OWNER: 96,
    PLANNED: 104,
    PROGRESS: 150,
    DONE_ON: 124,
    PROPOSED: 150,
    REMARK: 110,
}
LONGEST_LINE = 300
KEEP_MS = 800
"""So long after the last word, what is typed is kept."""


class AnswersView(QWidget):
    """`save_asked` gives the answers by issue, who said them and how. Ctrl+S saves."""

    save_asked = Signal(object, str, str)
    typed = Signal()  # something else stands there than a moment ago, and nobody has typed for another

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.help = QLabel(self)
        self.help.setProperty("role", "muted")
        self.said_by = QLineEdit(self)
        self.said_by.setMaxLength(LONGEST_LINE)
        self.how = ChoiceBox(self, free=True)
        self.fields = {
            "said_by": Field(mark("Said by"), self.said_by),
            "how": Field(mark("How we know"), self.how),
        }
        self.model = AnswersModel(self)
        self.table = AnswersTable(self.model, self)
        self.told = QLabel(self)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self.help, self.told):
            label.setWordWrap(True)
        self.save, self.discard = QPushButton(self), QPushButton(self)
        self.save.setProperty("role", "primary")
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_M)
        head.addWidget(self.help, 2)
        for field in self.fields.values():
            head.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_S)
        foot.addWidget(self.save)
        foot.addWidget(self.discard)
        foot.addWidget(self.told, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self._waiting: tuple[SheetRead, Sequence[Department]] | None = None
        self._after = QTimer(self)
        self._after.setSingleShot(True)
        self._after.setInterval(0)
        self._after.timeout.connect(self._show_waiting)
        self.table.itemDelegate().closeEditor.connect(lambda *_of: self._after.start())
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(KEEP_MS)
        self._pause.timeout.connect(self.typed)
        self.model.typed.connect(self._judge)
        self.model.typed.connect(self._pause.start)
        self.save.clicked.connect(self.keep)
        self.discard.clicked.connect(self.model.forget)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.keep)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.retranslate()
        self._judge()

    # -- what is shown --------------------------------------------------------------------------------------

    def show_read(self, read: SheetRead, departments: Sequence[Department]) -> None:
        """Show the lines of a sheet; what is typed for them stays. While a cell is written, it waits."""
        if self.table.is_editing:
            self._waiting = read, departments
            return
        self._waiting = None
        told, at = read.told, self.table.currentIndex()
        row, column = at.row(), at.column()
        kept = {issue: (typed_from(row.now), typed_from(row.over)) for issue, row in read.typed.items()}
        self.model.show(told.lines, told.issues, read.answers, departments, kept)
        if not self.said_by.text():
            signing, sending = told.sheet.text.signing, told.sheet.text.sending
            self.said_by.setText(signing.by or sending.to or told.sheet.text.head.contact)
        self.table.resizeRowsToContents()
        if row >= 0 and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(row, column))

    def _show_waiting(self) -> None:
        """A cell is no longer written: show what came meanwhile."""
        if self._waiting is not None and not self.table.is_editing:
            self.show_read(*self._waiting)

    def begin(self, read: SheetRead, departments: Sequence[Department]) -> None:
        """Show another sheet: nothing of the one before is left."""
        self.table.commit()
        self.said_by.clear()
        self.told.clear()
        self.model.show((), {}, {}, ())
        self.show_read(read, departments)

    def show_entered(self, entered: Sequence[Entered]) -> None:
        """Say what came of what was saved: how many are answered, and of which something is missing."""
        short = [one for one in entered if one.missing]
        whole = len(entered) - len(short)
        lines = [ngettext("{n} was taken in.", "{n} were taken in.", whole).format(n=number(whole))]
        lines += [
            _("{number} is not answered yet; missing: {needs}.").format(
                number=one.issue.number, needs=_("; ").join(_(NEED_LABELS[need]) for need in one.missing)
            )
            for one in short
        ]
        self._say_told("\n".join(lines), error=False)

    def refuse(self, said: str) -> None:
        """Say why nothing was saved."""
        self._say_told(said, error=True)

    # -- hands ----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Give the keyboard to the first cell that can be filled in."""
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, OURS))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Have what is typed saved, when all of it can be read."""
        self.table.commit()
        problems = self.model.problems
        if problems:
            row = min(problems)
            self.table.setCurrentIndex(self.model.index(row, PLANNED))
            self.refuse(
                _("{number}: {problem}").format(number=self.model.lines[row].number, problem=problems[row])
            )
            return
        if self.model.is_dirty:
            self.save_asked.emit(self.model.answers, self.said_by.text().strip(), self.how.value.strip())

    def _judge(self) -> None:
        count = len(self.model.changed)
        for button in (self.save, self.discard):
            button.setEnabled(count > 0)
        said = ngettext("Save {n} answer", "Save {n} answers", count).format(n=number(count))
        self.save.setText(said if count else _("Save answers"))

    def _say_told(self, said: str, *, error: bool) -> None:
        self.told.setText(said)
        put_role(self.told, "error" if error else "muted")

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _(
                "What the department answered, typed or pasted from its table: Enter edits a cell, Tab goes "
                "on, Ctrl+V pastes rows, Ctrl+S saves all as one step."
            )
        )
        self.how.offer([(_(one), _(one)) for one in WAYS])
        if not self.how.value:
            self.how.choose(_(WAYS[1]))
        self.discard.setText(_("Discard"))
        self.save.setToolTip(_("Ctrl+S"))
        self.table.setAccessibleName(_("Answers of the department"))
        self._judge()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._pause.isActive():
            self._pause.stop()
            self.typed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, REMARK)


class AnswersTable(QTableView):
    """Typing begins to write, Enter and F2 edit, Tab then goes to the next cell, Delete empties, Ctrl+C and
    Ctrl+V copy and paste cells as spreadsheets do."""

    def __init__(self, model: AnswersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.answers = model
        self.setItemDelegate(_Cells(model, self))
        self.setTabKeyNavigation(False)  # Tab leaves the table; while a cell is written it goes to the next
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionResized.connect(lambda *_of: self.resizeRowsToContents())
        model.modelReset.connect(self.resizeRowsToContents)
        model.dataChanged.connect(lambda first, _last: self.resizeRowToContents(first.row()))
        self._fit()

    @property
    def is_editing(self) -> bool:
        """Whether a cell is being written."""
        return self.state() is QAbstractItemView.State.EditingState

    def commit(self) -> None:
        """Take over what is being typed in a cell."""
        editor = self.indexWidget(self.currentIndex()) or self.viewport().findChild(
            QWidget, "cell", Qt.FindChildOption.FindDirectChildrenOnly
        )
        if editor is not None and self.is_editing:
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.is_editing
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing and not event.modifiers():
            self.edit(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not editing:
            for index in self.selectedIndexes():
                self.answers.put(index.row(), index.column(), "")
        else:
            super().keyPressEvent(event)

    def _copy(self) -> None:
        chosen = self.selectedIndexes()
        if not chosen:
            return
        lines, columns = {one.row() for one in chosen}, {one.column() for one in chosen}
        rows = [
            [self.answers.shown(row, column) for column in range(min(columns), max(columns) + 1)]
            for row in range(min(lines), max(lines) + 1)
        ]
        QGuiApplication.clipboard().setText(
            "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows)
        )

    def _paste(self) -> None:
        """Cells from the current one on; what does not fit beside the table is left out."""
        index = self.currentIndex()
        if not index.isValid():
            return
        cells = cells_of(QGuiApplication.clipboard().text())
        last = index
        for down, row in enumerate(cells):
            for right, text in enumerate(row):
                at, column = index.row() + down, index.column() + right
                if at < self.answers.rowCount() and column in FIELD:
                    self.answers.put(at, column, text)
                    last = self.answers.index(at, column)
        chosen = self.selectionModel()
        chosen.select(last, QItemSelectionModel.SelectionFlag.Select)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.resizeRowsToContents()  # only now is known how wide letters are

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        for column, wide in WIDTHS.items():
            self.setColumnWidth(column, theme.current().px(wide))
        self.verticalHeader().setMinimumSectionSize(theme.current().px(theme.ROW_HEIGHT))
        self.resizeRowsToContents()


class _Cells(QStyledItemDelegate):
    """Yes or no and departments are chosen, days and names are lines, long things are written in a field of
    several lines (Shift+Enter begins a new one)."""

    def __init__(self, model: AnswersModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._answers = model

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = index.column()
        editor: QWidget
        if column == OURS:
            box = ChoiceBox(parent)
            box.offer([("", ""), (_("yes"), YES), (_("no"), NO)])
            editor = box
        elif column == PROPOSED:
            names = ChoiceBox(parent, free=True)
            names.offer([(one.name, one.name) for one in self._answers.departments if not one.retired])
            editor = names
        elif column in LONG:
            area = QPlainTextEdit(parent)
            area.setTabChangesFocus(True)
            editor = area
        else:
            line = QLineEdit(parent)
            line.setMaxLength(LONGEST_LINE)
            if column in DAYS:
                line.setPlaceholderText(_("yyyy-mm-dd"))
            editor = line
        editor.setObjectName("cell")
        editor.setAccessibleName(str(index.model().headerData(column, Qt.Orientation.Horizontal)))
        return editor

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        wide = view.columnWidth(index.column()) if isinstance(view, QTableView) else 0
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        around = QRect(0, 0, max(1, wide - 2 * theme.SPACE_L), 100_000)
        flags = Qt.TextFlag.TextWordWrap.value | Qt.TextFlag.TextWrapAnywhere.value
        font = theme.desk_font(theme.BODY, QFont.Weight.DemiBold)  # as what is not saved yet is written
        high = QFontMetrics(font).boundingRect(around, flags, text).height()
        return QSize(wide, high + 2 * theme.SPACE_S)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        room = option.rect
        if isinstance(editor, QPlainTextEdit):
            least = editor.fontMetrics().lineSpacing() * 4
            room.setHeight(max(room.height(), least))
        editor.setGeometry(room)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, ChoiceBox):
            editor.choose(text, text)
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
            editor.selectAll()
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, ChoiceBox):
            model.setData(index, editor.value)
        elif isinstance(editor, QPlainTextEdit):
            model.setData(index, editor.toPlainText())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(editor, QPlainTextEdit) and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.type() is QEvent.Type.KeyPress and enter and not event.modifiers():
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
                return True
        return super().eventFilter(editor, event)


def cells_of(text: str) -> list[list[str]]:
    """What a spreadsheet puts on the clipboard as cells: tabs between cells, a line a row, quotation marks
    around what holds either."""
    rows: list[list[str]] = [[]]
    cell, at, quoted = "", 0, False
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    while at < len(text):
        char = text[at]
        if quoted:
            if char == '"' and text[at + 1 : at + 2] == '"':
                cell += '"'
                at += 1
            elif char == '"':
                quoted = False
            else:
                cell += char
        elif char == '"' and not cell:
            quoted = True
        elif char in "\t\n":
            rows[-1].append(cell)
            cell = ""
            if char == "\n":
                rows.append([])
        else:
            cell += char
        at += 1
    if cell or rows[-1]:
        rows[-1].append(cell)
    return [row for row in rows if row]


def _quoted(cell: str) -> str:
    special = any(char in cell for char in '\t\n"')
    return '"' + cell.replace('"', '""') + '"' if special else cell
