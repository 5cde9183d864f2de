"""What an issue rests on: each piece with what can be done with it; more is added by hand or dropped here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QStandardPaths, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.issues.evidence import FILE_LIMIT, Contacts, Evidence, File, Matter
from supervisor.issues.evidence_wording import matter_words, size_words
from supervisor.issues.speaker import Speaker
from supervisor.words import _, moment
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.issues.evidence_form import EvidenceForm, kind_actions
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import Pane
from ui.widgets.roomy import bring_into_sight


class EvidenceView(Pane):
    """`added` has matters with their notes, `files_added` paths of files to be kept, `removed` the piece that
    goes (a place where the issue was never saved), `save_wanted` the file to be saved."""

    added = Signal(object)  # tuple[tuple[Matter, str], ...]
    files_added = Signal(object)  # tuple[Path, ...]
    removed = Signal(object)  # Evidence | int
    save_wanted = Signal(object)  # File
    contacts_asked = Signal(object)  # Contacts

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pieces: tuple[Evidence | tuple[Matter, str], ...] = ()
        self._speak: Speaker | None = None
        self.setAcceptDrops(True)
        self.form: EvidenceForm | None = None
        self.add, self.add_file = QPushButton(self), QPushButton(self)
        self.menu = QMenu(self)
        self.add.setMenu(self.menu)
        self.help, self.none = QLabel(self), QLabel(self)
        for label in (self.help, self.none):
            label.setProperty("role", "small")
            label.setWordWrap(True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.SPACE_S)
        self.rows: list[QWidget] = []
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addWidget(self.add_file)
        row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_S)
        self._column.addLayout(self._rows)
        self._column.addWidget(self.none)
        self._column.addLayout(row)
        self._column.addWidget(self.help)
        self.add_file.clicked.connect(self.ask_files)
        self._say()

    def show_pieces(
        self, pieces: Sequence[Evidence], speak: Speaker, waiting: Sequence[tuple[Matter, str]] = ()
    ) -> None:
        """Show *pieces* that are kept, then those *waiting* for the issue to be saved."""
        self._pieces, self._speak = (*pieces, *waiting), speak
        for widget in self.rows:
            self._rows.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.rows = []
        for at, piece in enumerate(self._pieces):
            row = self._row(at, piece, speak)
            self._rows.addWidget(row)
            self.rows.append(row)
        self.none.setVisible(not self._pieces)

    def begin(self, kind: str) -> None:
        """Ask for a piece of *kind*."""
        self.leave_form()
        self.form = EvidenceForm(self._desk, kind, self)
        self._column.insertWidget(self._column.count() - 1, self.form)
        self.form.made.connect(self._made)
        self.form.cancelled.connect(self.leave_form)
        bring_into_sight(self.form)
        self.form.start()

    def leave_form(self) -> None:
        """Ask for nothing any more."""
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_files(self) -> None:
        """Ask for files to be kept."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, _("Add files"), folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.files_added.emit(tuple(map(Path, names))))
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        if paths:
            event.acceptProposedAction()
            self.files_added.emit(paths)

    def _made(self, matter: Matter, note: str) -> None:
        self.leave_form()
        self.added.emit(((matter, note),))

    def _row(self, at: int, piece: Evidence | tuple[Matter, str], speak: Speaker) -> QWidget:
        matter, note = (piece.matter, piece.note) if isinstance(piece, Evidence) else piece
        row = QFrame(self)
        said = QLabel(matter_words(matter, speak), row)
        said.setProperty("role", "strong")
        under = [note] if note else []
        if isinstance(piece, Evidence):
            under.append(
                _("added {moment} by {who}").format(
                    moment=moment(piece.at, speak.zone, speak.today), who=piece.who
                )
            )
        else:
            under.append(_("kept with the issue when it is saved"))
        method = getattr(matter, "method", "")
        below = QLabel(_(" · ").join([*([method] if method else []), *under]), row)
        below.setProperty("role", "small")
        buttons = FlowRow(row)
        for label in (said, below):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if isinstance(matter, Contacts):
            self._button(buttons, _("Show the contacts"), partial(self.contacts_asked.emit, matter), said)
        if isinstance(matter, File) and isinstance(piece, Evidence):
            self._button(buttons, _("Save as…"), partial(self.save_wanted.emit, matter), said)
        gone = piece if isinstance(piece, Evidence) else at
        self._button(buttons, _("Take away"), partial(self.removed.emit, gone), said)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (said, below, buttons):
            column.addWidget(widget)
        return row

    def _button(self, row: FlowRow, words: str, slot: object, about: QLabel) -> None:
        button = QPushButton(words, row)
        button.setProperty("role", "link")
        button.setAccessibleDescription(about.text())
        button.clicked.connect(slot)
        row.add(button)

    def _say(self) -> None:
        self.add.setText(_("Add evidence"))
        self.add_file.setText(_("Add files…"))
        self.menu.clear()
        for words, begin in kind_actions(self.begin):
            self.menu.addAction(words).triggered.connect(begin)
        self.help.setText(
            _("Files can be dropped here, each of at most {size}.").format(size=size_words(FILE_LIMIT))
        )
        self.none.setText(_("There is no evidence yet. Without any, say why in “No evidence, because”."))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
