"""What a person sees of an unexpected error: what happened, where the report is, what to do now."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.crash import Crash
from supervisor.errors import SupervisorError
from supervisor.sentences.error import sentence
from supervisor.words import _, ngettext
from ui import theme

WIDTH = 640
LINES = 8  # of the report, before it is scrolled


class CrashDialog(QDialog):
    """One error; the program goes on behind it. Others that come meanwhile are counted, not stacked."""

    quit_wanted = Signal()

    def __init__(self, crash: Crash, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Something went wrong"))
        self._report = crash.report
        self._others = 0
        self._title = QLabel(_("Something went wrong in the program"), self)
        self._title.setProperty("role", "title")
        self._said = QLabel(self._advice(), self)
        self._said.setWordWrap(True)
        self._count = QLabel(self)
        self._count.setProperty("role", "muted")
        self._count.hide()
        self.report = QPlainTextEdit(_text(crash), self)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setAccessibleName(_("The report"))
        self.report.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES)
        self.copy = QPushButton(_("Copy the report"), self)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report.toPlainText()))
        self.folder = QPushButton(_("Open its folder"), self)
        self.folder.clicked.connect(self._open_folder)
        self.folder.setVisible(self._report is not None)
        self.go_on = QPushButton(_("Continue"), self)
        self.go_on.setProperty("role", "primary")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self.accept)
        self.quit = QPushButton(_("Quit the program"), self)
        self.quit.clicked.connect(self.quit_wanted)
        self.quit.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        buttons.addWidget(self.go_on)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.folder)
        buttons.addStretch(1)
        buttons.addWidget(self.quit)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_XL, theme.SPACE_XL, theme.SPACE_XL, theme.SPACE_XL)
        column.setSpacing(theme.SPACE_L)
        column.addWidget(self._title)
        column.addWidget(self._said)
        column.addWidget(self.report, 1)
        column.addWidget(self._count)
        column.addLayout(buttons)
        self.setMinimumWidth(theme.current().px(WIDTH))
        self.go_on.setFocus()

    def count_another(self) -> None:
        """One more error came while this one is shown."""
        self._others += 1
        self._count.setText(
            ngettext(
                "{n} more error since. Its report lies beside this one.",
                "{n} more errors since. Their reports lie beside this one.",
                self._others,
            ).format(n=self._others)
        )
        self._count.show()

    def _advice(self) -> str:
        said = _(
            "It is a fault of the program, not yours. You can go on working; if figures look wrong or a page "
            "no longer answers, start the program again. Nothing that was saved is lost."
        )
        if self._report is None:
            return said
        told = _(
            "The report below says what happened. Send it to whoever looks after the program: it holds no "
            "passwords. It lies in {file}."
        ).format(file=self._report)
        return f"{said}\n\n{told}"

    def _open_folder(self) -> None:
        if self._report is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._report.parent)))


class CrashDesk(QObject):
    """Takes unexpected errors from any thread and shows them on the screen's, one dialog at a time."""

    quit_wanted = Signal()
    told = Signal(object)  # SupervisorError that nobody took: it needs a line, not a dialog
    _came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Crash] = deque()
        self.dialog: CrashDialog | None = None
        self.window: QWidget | None = None  # in front of which it is shown
        self._came.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def take(self, crash: Crash) -> None:
        """Show *crash*; may be called in any thread."""
        self._waiting.append(crash)
        self._came.emit()

    @Slot()
    def _show(self) -> None:
        if not self._waiting:
            return
        crash = self._waiting.popleft()
        if isinstance(crash.error, SupervisorError):
            self.told.emit(crash.error)
        elif self.dialog is not None:
            self.dialog.count_another()
        else:
            dialog = CrashDialog(crash, self.window)
            dialog.quit_wanted.connect(self.quit_wanted)
            dialog.finished.connect(self._forget)
            self.dialog = dialog
            dialog.open()

    @Slot()
    def _forget(self) -> None:
        self.dialog = None


def _text(crash: Crash) -> str:
    """The report, or what is known when it could not be written."""
    if crash.report is not None:
        try:
            return Path(crash.report).read_text(encoding="utf-8")
        except OSError:
            pass
    if isinstance(crash.error, SupervisorError):
        return sentence(crash.error)
    return f"{crash.where}: {type(crash.error).__name__}: {crash.error}"
