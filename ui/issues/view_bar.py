"""Which issues are listed: a usual or a kept filter, and what is looked for in all their texts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.issues.question import LONGEST_NAME, OPEN_ONES, USUAL, SavedView
from supervisor.words import _
from ui import theme
from ui.widgets.attuned import AttunedFrame
from ui.widgets.table.flow import Flow

LONGEST_SEARCH = 200
TYPED_MS = 200  # after the last letter, texts are looked through
SEARCH_WIDTH = 250
VIEW_WIDTH = 190


class ViewBar(AttunedFrame):
    """`view_chosen` has the name of a usual view or the id of a kept one. Down and Enter lead from what is
    looked for to what was found; Esc takes it back. Further widgets may stand behind (`add`)."""

    view_chosen = Signal(str)
    text_changed = Signal(str)
    left = Signal()  # the keyboard is to go to the issues
    save_asked = Signal(str, bool, bool)  # name, for everybody, in the place of the one that is shown
    remove_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[str, SavedView] = {}
        self.views = QComboBox(self)
        self.views.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(LONGEST_SEARCH)
        self.keep = QPushButton(self)
        self.menu = QMenu(self)
        self.keep.setMenu(self.menu)
        self.waiting = QLabel(self)
        self.waiting.setProperty("role", "muted")
        self.waiting.hide()
        self.name = QLineEdit(self)
        self.name.setMaxLength(LONGEST_NAME)
        self.everybody = QCheckBox(self)
        self.save, self.leave = QPushButton(self), QPushButton(self)
        self.save.setProperty("role", "primary")
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._lay_out()
        self._wire()
        self._fill()
        self.show_naming(False)
        self._say()
        self._fit()

    def _lay_out(self) -> None:
        self._row = Flow(theme.SPACE_S)
        self.add(self.views, self.search, self.keep, self.waiting)
        naming = Flow(theme.SPACE_S)
        for widget in (self.name, self.everybody, self.save, self.leave):
            naming.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(self._row)
        column.addLayout(naming)
        column.addWidget(self.problem)

    def _wire(self) -> None:
        self.views.activated.connect(lambda at: self.view_chosen.emit(self.views.itemData(at)))
        self.search.textChanged.connect(lambda _text: self._typed.start())
        self.search.installEventFilter(self)
        self.name.installEventFilter(self)
        self._typed.timeout.connect(self._find)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.name.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.leave.clicked.connect(lambda: self.show_naming(False))

    def add(self, *widgets: QWidget) -> None:
        """Let *widgets* stand behind."""
        for widget in widgets:
            self._row.addWidget(widget)

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def view(self) -> str:
        """The name of the usual view, or the id of the kept one, that is chosen."""
        return str(self.views.currentData() or OPEN_ONES)

    @property
    def kept(self) -> SavedView | None:
        """The kept view that is chosen; None where it is a usual one."""
        return self._kept.get(self.view)

    @property
    def text(self) -> str:
        """What is looked for."""
        return self.search.text().strip()

    def show_kept(self, kept: Sequence[SavedView]) -> None:
        """Offer *kept* beside the usual ones; the choice stays where it can."""
        if tuple(kept) != tuple(self._kept.values()):
            self._kept = {view.id: view for view in kept}
            self._fill()

    def show_view(self, name: str) -> bool:
        """Show that the view *name* is chosen; False where there is none of that name."""
        at = self.views.findData(name)
        if at >= 0:
            self.views.setCurrentIndex(at)
        return at >= 0

    def show_text(self, text: str) -> None:
        """Show that *text* is looked for; emits nothing."""
        self._typed.stop()
        if self.search.text() != text:
            self.search.blockSignals(True)
            self.search.setText(text)
            self.search.blockSignals(False)

    def start_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_naming(self, shown: bool, name: str = "", *, everybody: bool = False) -> None:
        """Ask for the name under which what is shown is kept, or ask no more."""
        for widget in (self.name, self.everybody, self.save, self.leave):
            widget.setVisible(shown)
        self.refuse("")
        self.name.setText(name)
        self.everybody.setChecked(everybody)
        if shown:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            self.name.selectAll()

    def refuse(self, said: str) -> None:
        """Say what is wrong with the name; "" when all is well."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    # -- what the person does -------------------------------------------------------------------------------

    def _find(self) -> None:
        self._typed.stop()
        self.text_changed.emit(self.text)

    def _save(self) -> None:
        if not self.name.text().strip():
            self.refuse(_("Give it a name."))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.save_asked.emit(self.name.text().strip(), self.everybody.isChecked(), False)

    def _fill_menu(self) -> None:
        self.menu.clear()
        kept = self.kept
        if kept is not None:
            self.menu.addAction(
                _("Save what is shown as “{name}”").format(name=kept.name),
                lambda: self.save_asked.emit(kept.name, not kept.who, True),
            )
        self.menu.addAction(_("Save as a new filter…"), lambda: self.show_naming(True))
        if kept is not None:
            self.menu.addSeparator()
            self.menu.addAction(_("Remove “{name}”").format(name=kept.name), self.remove_asked.emit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = event.key()
        if watched is self.name and key == Qt.Key.Key_Escape:
            self.show_naming(False)
            self.keep.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if watched is self.search:
            if key == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                self._find()
                return True
            if key in (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._find()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._typed.isActive():
            self._find()
        super().hideEvent(event)

    # -- words and sizes ------------------------------------------------------------------------------------

    def _fill(self) -> None:
        chosen = self.view
        self.views.clear()
        for name, (title, _view) in USUAL.items():
            self.views.addItem(_(title), name)
        if self._kept:
            self.views.insertSeparator(self.views.count())
        for id, kept in self._kept.items():
            said = kept.name if not kept.who else _("{name} (mine)").format(name=kept.name)
            self.views.addItem(said, id)
        self.views.setCurrentIndex(max(0, self.views.findData(chosen)))

    def _say(self) -> None:
        self._fill()
        self.views.setAccessibleName(_("Which issues"))
        self.views.setToolTip(_("Which issues are listed"))
        self.search.setPlaceholderText(_("Find in all texts (Ctrl+F)"))
        self.search.setAccessibleName(_("Find issues by number, text, department or person"))
        self.keep.setText(_("Keep"))
        self.keep.setAccessibleName(_("Keep this filter"))
        self.keep.setToolTip(_("Keep what is filtered, shown and grouped under a name"))
        self.waiting.setText(_("Reading…"))
        self.name.setPlaceholderText(_("Name of the filter"))
        self.name.setAccessibleName(_("Name of the filter"))
        self.everybody.setText(_("For everybody"))
        self.save.setText(_("Save"))
        self.leave.setText(_("Cancel"))

    def _fit(self) -> None:
        scale = theme.current().px
        self.search.setFixedWidth(scale(SEARCH_WIDTH))
        self.views.setMinimumWidth(scale(VIEW_WIDTH))
        self.name.setFixedWidth(scale(SEARCH_WIDTH))
        high = self.search.sizeHint().height()
        self.views.setFixedHeight(high)
