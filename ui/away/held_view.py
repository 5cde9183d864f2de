"""What could not be saved while the database was away: to be read, saved, copied or thrown away."""

from __future__ import annotations

from datetime import tzinfo
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import ChangedMeanwhileError, ConflictError, SupervisorError
from supervisor.sentences.error import sentence
from supervisor.words import _, mark
from ui import theme
from ui.away.band import since
from ui.held import Held
from ui.jobs import Jobs
from ui.widgets.role import put_role

PLACES = {  # by a part of the module that was to write
    "issues": mark("Issues"),
    "roundtrip": mark("Issues"),
    "workdays": mark("Issues"),
    "ivr": mark("Issues"),
    "meetings": mark("Meetings"),
    "quality": mark("Quality"),
    "training": mark("Performance"),
    "review": mark("Performance"),
    "performance": mark("Performance"),
    "people": mark("People"),
    "alarms": mark("Alarms"),
    "pages": mark("Wall pages"),
    "imports": mark("Data"),
    "datacheck": mark("Data"),
    "reports": mark("Reports"),
    "templates": mark("Reports"),
    "sources": mark("Sources"),
    "exclusions": mark("Sources"),
    "settings": mark("Settings"),
    "centre_settings": mark("Settings"),
}


class HeldView(QDialog):
    """One line a change, what was typed below. Saving is the write that was held: where somebody else has
    saved since, it is refused as always, and stays here."""

    # a ConflictError: both changed the same fields; whoever can let people choose does
    conflict_met = Signal(object)

    def __init__(self, jobs: Jobs, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._zone = jobs, zone
        self._under_way: Held | None = None
        self._next: list[Held] = []
        self._problems: dict[str, str] = {}  # by the file's name
        self.about, self.state = QLabel(self), QLabel(self)
        for label in (self.about, self.state):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.list = QListWidget(self)
        self.list.setUniformItemSizes(False)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.addWidget(self.list)
        parts.addWidget(self.text)
        parts.setChildrenCollapsible(False)
        self.save, self.save_all, self.copy, self.discard, self.leave = (QPushButton(self) for _b in range(5))
        self.save.setProperty("role", "primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        for button in (self.discard, self.copy):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.leave, self.save_all, self.save):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.about)
        column.addWidget(parts, 1)
        column.addWidget(self.state)
        column.addLayout(buttons)
        self.list.currentItemChanged.connect(lambda *_items: self._show_one())
        self.save.clicked.connect(self.save_one)
        self.save_all.clicked.connect(self.save_everything)
        self.copy.clicked.connect(self._copy)
        self.discard.clicked.connect(self.discard_one)
        self.leave.clicked.connect(self.reject)
        jobs.held_changed.connect(self._read)
        jobs.away_changed.connect(self._enable)
        self.finished.connect(self.deleteLater)
        look = theme.current()
        self.resize(look.px(760), look.px(480))
        self._say()
        self._read()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def current(self) -> Held | None:
        """The change in whose line the keyboard stands."""
        item = self.list.currentItem()
        held: Held | None = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return held

    def save_one(self) -> None:
        """Save the one that is chosen."""
        if self.current is not None:
            self._begin([self.current])

    def save_everything(self) -> None:
        """Save all, in the order in which they were given."""
        self._begin([self._held(row) for row in range(self.list.count())])

    def discard_one(self) -> None:
        """Throw the chosen one away; asked twice, for nothing takes it back."""
        held = self.current
        if held is None:
            return
        if self.discard.property("sure") != held.path.name:
            self.discard.setProperty("sure", held.path.name)
            self.discard.setText(_("Throw it away for good"))
            return
        self._jobs.forget_held(held)

    # -- saving ---------------------------------------------------------------------------------------------

    def _begin(self, wanted: list[Held]) -> None:
        if self._under_way is None:
            self._next = wanted
            self._go_on()

    def _go_on(self) -> None:
        self._under_way = self._next.pop(0) if self._next else None
        self._enable()
        if (held := self._under_way) is None:
            self._read()
            return
        job = self._jobs.write_held(held)
        if job is None:
            self._problems[held.path.name] = _(
                "This version of the program cannot save it any more. Copy the text, and enter it anew."
            )
            self._go_on()
            return
        job.then(partial(self._was_saved, held), partial(self._was_refused, held))

    def _was_saved(self, held: Held, _result: object) -> None:
        self._problems.pop(held.path.name, None)
        self._go_on()

    def _was_refused(self, held: Held, error: SupervisorError) -> None:
        said = sentence(error)
        if isinstance(error, ChangedMeanwhileError):
            said = _(
                "Somebody else has changed the same thing since. Look how it stands now; what you typed can "
                "be copied."
            )
        self._problems[held.path.name] = said
        if isinstance(error, ConflictError):
            self.conflict_met.emit(error)
        self._go_on()

    # -- what is shown --------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
            self._read()
        super().changeEvent(event)

    def _held(self, row: int) -> Held:
        held: Held = self.list.item(row).data(Qt.ItemDataRole.UserRole)
        return held

    def _read(self) -> None:
        if self._under_way is not None:
            return
        at = max(0, self.list.currentRow())
        self.list.clear()
        for held in self._jobs.held or ():
            item = QListWidgetItem(self._line(held))
            item.setData(Qt.ItemDataRole.UserRole, held)
            self.list.addItem(item)
        if not self.list.count():
            if self.isVisible():
                self.accept()
            return
        self.list.setCurrentRow(min(at, self.list.count() - 1))
        self._show_one()

    def _line(self, held: Held) -> str:
        first = next((text.strip().splitlines()[0] for text in held.texts), "")
        if len(first) > 60:
            first = _("{beginning}…").format(beginning=first[:60])
        parts = [since(held.at, self._zone), _(place_of(held)), *((first,) if first else ())]
        return "  ·  ".join(parts)

    def _show_one(self) -> None:
        held = self.current
        self.discard.setProperty("sure", None)
        self.discard.setText(_("Throw away…"))
        self.text.setPlainText("\n\n".join(held.texts) if held is not None else "")
        problem = self._problems.get(held.path.name, "") if held is not None else ""
        if held is not None and held.doubt and not problem:
            problem = _(
                "The connection was cut while this was being saved, and the database cannot tell whether "
                "it has it. Look before you save it again."
            )
        self.state.setText(problem)
        put_role(self.state, "error" if problem else "muted")
        self.state.setVisible(bool(problem))
        self._enable()

    def _enable(self, _away: object = None) -> None:
        may = self._jobs.away is None and self._under_way is None
        self.save.setEnabled(may and self.current is not None)
        self.save_all.setEnabled(may and self.list.count() > 1)
        self.discard.setEnabled(self._under_way is None and self.current is not None)
        self.copy.setEnabled(bool(self.text.toPlainText()))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _say(self) -> None:
        self.setWindowTitle(_("Not saved yet"))
        self.about.setText(
            _(
                "The database was away when these were to be saved. Save them now, one by one or all in "
                "their order; what somebody else has changed since is not overwritten."
            )
        )
        self.save.setText(_("Save"))
        self.save_all.setText(_("Save all"))
        self.copy.setText(_("Copy the text"))
        self.discard.setText(_("Throw away…"))
        self.leave.setText(_("Close"))


def place_of(held: Held) -> str:
    """The place of the program from which it was given, unmarked."""
    for part in held.place.split("."):
        if part in PLACES:
            return PLACES[part]
    return mark("Supervisor console")
