"""One field of a form: label above, help below, and what is wrong with it in words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from supervisor.words import _
from ui import theme


class Field(QWidget):
    """An editor with its words. *label* and *help_text* are marked words, said again in another language.

    `left` comes when the person leaves the editor: the moment to judge it and to `show_problem`.
    """

    left = Signal()

    def __init__(
        self, label: str, editor: QWidget, help_text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._words = (label, help_text)
        self._label = QLabel(self)
        self._label.setBuddy(editor)
        self._help = QLabel(self)
        self._help.setProperty("role", "small")
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        self._problem.hide()
        for text in (self._help, self._problem):
            text.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        if isinstance(editor, QCheckBox):
            self._label.hide()  # a check box says its own
        else:
            column.addWidget(self._label)
        column.addWidget(editor)
        column.addWidget(self._problem)
        column.addWidget(self._help)
        editor.installEventFilter(self)
        if isinstance(editor, QComboBox | QAbstractSpinBox):
            editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls the page, not the value
        if isinstance(editor, QAbstractSpinBox):
            editor.lineEdit().setTextMargins(theme.SPACE_S - 2, 0, 0, 0)  # the style sheet cannot
        self._measure = QLineEdit(self)  # never seen: its height is that of every editor of one line
        self._measure.hide()
        self._say()
        self._fit()

    @property
    def problem(self) -> str:
        """What is wrong, as it is shown; "" when nothing is."""
        return self._problem.text() if not self._problem.isHidden() else ""

    def show_problem(self, said: str) -> None:
        """Say what is wrong beside the editor; "" when all is well."""
        changed = said != self.problem
        self._problem.setText(said)
        self._problem.setVisible(bool(said))
        self.editor.setProperty("problem", bool(said))
        self.editor.style().polish(self.editor)
        self.editor.setAccessibleDescription(said or _(self._words[1]))
        if said and changed:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.editor, said))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor:
            if event.type() is QEvent.Type.FocusOut:
                self.left.emit()
            elif isinstance(event, QWheelEvent) and not self.editor.hasFocus():
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
            self.show_problem("")
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        if isinstance(self.editor, QAbstractSpinBox):
            self._measure.ensurePolished()
            self.editor.setFixedHeight(self._measure.sizeHint().height())

    def _say(self) -> None:
        label, help_text = (_(word) for word in self._words)
        self._label.setText(label)
        if isinstance(self.editor, QCheckBox):
            self.editor.setText(label)
        self.editor.setAccessibleName(label)
        self.editor.setAccessibleDescription(help_text)
        if isinstance(self.editor, QAbstractSpinBox):
            self.editor.lineEdit().setAccessibleName(label)
        self._help.setText(help_text)
        self._help.setVisible(bool(help_text))


def text_line(*, width: int = 0, secret: bool = False) -> QLineEdit:
    """A line to type in; *width* in average characters, 0 as wide as there is room. A *secret* shows dots."""
    line = QLineEdit()
    if secret:
        line.setEchoMode(QLineEdit.EchoMode.Password)
    if width:
        line.setMaximumWidth(theme.current().px(width * 8) + 2 * theme.SPACE_L)
    return line
