"""How something leaves the program: what it is called, where it goes, as what; then how far it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal, SignalInstance
from PySide6.QtGui import QDesktopServices, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import FileError, SupervisorError
from supervisor.reports.naming import PLACES, free
from supervisor.sentences.error import sentence
from supervisor.words import LANGUAGES, _, language, mark, number
from ui import theme
from ui.machine import Machine
from ui.widgets.column_picks import ColumnPicks
from ui.widgets.export_memory import Remembered
from ui.widgets.export_place import ExportPlace, documents
from ui.widgets.field import Field
from ui.widgets.leaving import (
    FORMAT_WORDS,
    Chosen,
    Format,
    Leaving,
    Taken,
    Taking,
    TakingHere,
    places_of,
)
from ui.widgets.roomy import Roomy
from ui.widgets.table import memory
from ui.widgets.time_left import TimeLeft

LANGUAGE_WORDS = {"zh_CN": "简体中文", "en": "English"}  # each in its own
WIDE, WIDE_WITH_COLUMNS, HIGH = 560, 860, 600
MOST_OF_SCREEN = 0.94


class ExportDialog(QDialog):
    """Asks, then has *take* make the file. Enter writes, Esc leaves it; what is under way goes on meanwhile.

    `noticed` says what was done, also when the dialog was left; `begun` and `ended` tell of the work,
    `progressed` how far it is.
    """

    noticed = Signal(str, object)  # what was done, and None: a file is not taken back
    begun = Signal()
    progressed = Signal(int, int)
    ended = Signal()

    def __init__(
        self,
        leaving: Leaving,
        take: Callable[[Chosen], Taking],
        machine: Machine | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.leaving, self._take, self._machine = leaving, take, machine
        self._key = f"export {leaving.name}"
        self._kept = Remembered.of(memory.recall(machine, self._key))
        self.taking: Taking | None = None
        self.taken: Taken | None = None
        self._instead: Path | None = None
        self._time_left = TimeLeft()
        self.setWindowTitle(_("Export: {what}").format(what=leaving.title))
        pattern = self._kept.pattern or leaving.pattern
        self.place = ExportPlace(leaving.places, pattern, machine, self, once=True)
        self.columns = ColumnPicks(leaving.columns, self._ticked(), self) if leaving.columns else None
        self._make_choices()
        self._make_outcome()
        self._lay_out()
        self._wire()
        self._recall()
        self._judge()

    # -- what it is made of ---------------------------------------------------------------------------------

    def _make_choices(self) -> None:
        leaving = self.leaving
        self.format, self.language = QComboBox(self), QComboBox(self)
        for kind in leaving.formats:
            self.format.addItem(_(FORMAT_WORDS[kind]), kind.value)
        for code in LANGUAGES:
            self.language.addItem(LANGUAGE_WORDS[code], code)
        self.guard, self.named, self.opened = QCheckBox(self), QCheckBox(self), QCheckBox(self)
        self.shown_rows, self.every_row = QRadioButton(self), QRadioButton(self)
        self._rows = QButtonGroup(self)
        for button in (self.shown_rows, self.every_row):
            self._rows.addButton(button)
        if leaving.rows is not None:
            shown, known = (number(many) for many in leaving.rows)
            self.shown_rows.setText(_("Rows that are shown ({n})").format(n=shown))
            self.every_row.setText(_("All rows ({n})").format(n=known))
        for button in (self.shown_rows, self.every_row):
            button.setVisible(leaving.rows is not None and leaving.rows[0] != leaving.rows[1])
        self.format_field = Field(mark("Format"), self.format, parent=self)
        self.format_field.setVisible(len(leaving.formats) > 1)
        self.guard_field = Field(
            mark("Keep texts from being computed"),
            self.guard,
            mark("An apostrophe stands before texts that a spreadsheet would take for a formula."),
            self,
        )
        self.named_field = Field(
            mark("With names"),
            self.named,
            mark("Without: no name, login or number, and the order is by chance."),
            self,
        )
        self.named_field.setVisible(leaving.personal)
        self.language_field = Field(mark("Language"), self.language, parent=self)
        self.language_field.setVisible(leaving.languages)
        self.opened.setText(_("Open it afterwards"))
        self.opened.setVisible(leaving.opens)

    def _make_outcome(self) -> None:
        self.problem, self.outcome, self.doing = (
            QLabel(self),
            QLabel(self),
            QLabel(_("Making the file"), self),
        )
        self.problem.setProperty("role", "error")
        self.outcome.setProperty("role", "strong")
        for label in (self.problem, self.outcome):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.hide()
        self.left, self.target = QLabel(self), QLabel(self)
        self.left.setProperty("role", "muted")
        self.target.setTextFormat(Qt.TextFormat.PlainText)
        self.target.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.doing.text())
        self.instead = QPushButton(self)
        self.instead.setProperty("role", "link")
        self.instead.hide()
        self.open_file, self.show_folder = (
            QPushButton(_("Open"), self),
            QPushButton(_("Show in folder"), self),
        )
        self.leave, self.write = QPushButton(self), QPushButton(self)
        self.meanwhile = QPushButton(_("Go on meanwhile"), self)
        self.meanwhile.setToolTip(_("Leave this dialog: the file is written behind the scenes (Esc)"))
        self.write.setProperty("role", "primary")
        for button in (self.open_file, self.show_folder, self.leave, self.write, self.meanwhile):
            button.setAutoDefault(False)
        self.write.setDefault(True)

    def _lay_out(self) -> None:
        title = QLabel(self.leaving.title, self)
        title.setProperty("role", "lead")
        title.setWordWrap(True)
        about = QLabel(self.leaving.about, self)
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        about.setVisible(bool(self.leaving.about))
        self.form = QWidget(self)
        choices = QVBoxLayout(self.form)
        choices.setContentsMargins(0, 0, theme.SPACE_S, 0)
        choices.setSpacing(theme.SPACE_M)
        for widget in (
            *(self.place, self.format_field, self.guard_field, self.language_field, self.named_field),
            *(self.shown_rows, self.every_row, self.opened),
        ):
            choices.addWidget(widget)
        choices.addStretch(1)
        self.around = QWidget(self)
        row = QHBoxLayout(self.around)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_L)
        row.addWidget(self.form, 3)
        if self.columns is not None:
            row.addWidget(self.columns, 2)
        self.progress = QWidget(self)
        work = QHBoxLayout(self.progress)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(theme.SPACE_M)
        work.addWidget(self.doing)
        work.addWidget(self.bar, 1)
        work.addWidget(self.left)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        for button in (self.open_file, self.show_folder):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.leave, self.meanwhile, self.write):
            buttons.addWidget(button)
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        page.setSpacing(theme.SPACE_M)
        page.addWidget(title)
        page.addWidget(about)
        self.room = Roomy(self.around, self)
        page.addWidget(self.room, 1)
        for label in (self.problem, self.target, self.outcome):
            page.addWidget(label)
        page.addWidget(self.instead, 0, Qt.AlignmentFlag.AlignLeft)
        page.addWidget(self.progress)
        page.addLayout(buttons)

    def _wire(self) -> None:
        self.place.changed.connect(self._judge)
        self.format.currentIndexChanged.connect(lambda _at: self._heed_format())
        self.named.toggled.connect(self._heed_names)
        self.language.currentIndexChanged.connect(lambda _at: self._heed_language())
        if self.columns is not None:
            self.columns.changed.connect(self._judge)
        self.write.clicked.connect(self.begin)
        self.leave.clicked.connect(self._press_leave)
        self.meanwhile.clicked.connect(self.hide)
        self.instead.clicked.connect(self._take_instead)
        self.open_file.clicked.connect(self._open)
        self.show_folder.clicked.connect(self._show_folder)

    def _recall(self) -> None:
        kept = self._kept
        self.format.setCurrentIndex(max(0, self.format.findData(kept.format)))
        self.language.setCurrentIndex(max(0, self.language.findData(kept.language or language())))
        self.guard.setChecked(kept.guard)
        self.named.setChecked(kept.named)
        self.opened.setChecked(kept.opened)
        every = kept.every_row and self.leaving.rows is not None
        (self.every_row if every else self.shown_rows).setChecked(True)
        self._heed_format()
        self._heed_language()
        self._heed_names(self.named.isChecked())

    def _ticked(self) -> list[str]:
        """The columns that were ticked last; those that were not known then, as they are shown."""
        kept = self._kept
        return [
            one.name
            for one in self.leaving.columns
            if one.name in kept.columns or (one.shown and one.name not in kept.left_out)
        ]

    # -- choosing -------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> Chosen:
        """What is chosen now."""
        leaving = self.leaving
        return Chosen(
            self.place.path,
            Format(self.format.currentData()),
            named=self.named.isChecked() or not leaving.personal,
            language=str(self.language.currentData()) if leaving.languages else "",
            every_row=leaving.rows is not None and self.every_row.isChecked(),
            columns=self.columns.ticked if self.columns is not None else (),
            guard=self.guard.isChecked(),
        )

    def choose_format(self, wanted: Format) -> None:
        """Have it as *wanted*, where that is offered."""
        if (at := self.format.findData(wanted.value)) >= 0:
            self.format.setCurrentIndex(at)

    def _heed_format(self) -> None:
        chosen = Format(self.format.currentData())
        self.guard_field.setVisible(self.leaving.guards and chosen is Format.TEXT)
        self.place.end_with(chosen.suffix or self.leaving.suffix)
        for widget in (self.language_field, self.named_field):
            wanted = self.leaving.languages if widget is self.language_field else self.leaving.personal
            widget.setVisible(wanted and chosen is not Format.PAGES)  # pages are as they are seen

    def _heed_language(self) -> None:
        if self.leaving.languages and self.leaving.places_in is not None:
            self.place.show_places(self.leaving.places_in(str(self.language.currentData())))

    def _heed_names(self, named: bool) -> None:
        if self.columns is not None and self.leaving.personal:
            self.columns.allow_names(named)

    def _judge(self) -> None:
        """Show what can be done as things stand."""
        running, done = self.taking is not None, self.taken is not None
        self.room.setVisible(not running and not done)
        self.target.setVisible(running)
        self.progress.setVisible(running)
        self.meanwhile.setVisible(running)
        self.write.setVisible(not running and not done)
        some = self.columns is None or bool(self.columns.ticked)
        self.write.setEnabled(not self.place.problem and some)
        self.write.setText(_("Replace the file") if self.place.is_there else _("Export"))
        self.open_file.setVisible(done and self.leaving.opens)
        self.show_folder.setVisible(done)
        self.leave.setText(_("Close") if done else _("Cancel"))

    # -- writing --------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Write the file as it was chosen."""
        if self.taking is not None or not self.write.isEnabled():
            return
        self._keep()
        for widget in (self.problem, self.instead):
            widget.hide()
        self._time_left = TimeLeft()
        self.left.clear()
        self.bar.setRange(0, 0)
        self.taking = taking = self._take(self.chosen)
        taking.setParent(self)
        taking.progressed.connect(self._show_progress)
        taking.done.connect(self._was_done)
        taking.failed.connect(self._was_refused)
        self.target.setText(str(self.chosen.path))
        self._judge()
        self._fit()
        self.meanwhile.setFocus(Qt.FocusReason.OtherFocusReason)
        self.begun.emit()

    def cancel(self) -> None:
        """Have no file; what stood at its place is as it was."""
        if self.taking is not None:
            self.taking.cancel()
            self._end()
            self._fit()
            self.write.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(min(done, total))
        self.left.setText(self._time_left.said(done, total) or self.left.text())
        self.progressed.emit(done, total)

    def _was_done(self, taken: Taken) -> None:
        self.taken = taken
        self._end()
        self.outcome.setText(taken.said)
        self.outcome.show()
        self._fit()
        then = self.open_file if self.leaving.opens else self.show_folder
        then.setFocus(Qt.FocusReason.OtherFocusReason)
        self.noticed.emit(taken.said, None)
        opens = self.leaving.opens and self.opened.isChecked()
        if opens:
            self._open()
        if opens or self.isHidden():
            self.accept()

    def _fit(self) -> None:
        """While something is chosen, as large as that needs; what is said of the work needs a few lines."""
        look, page = theme.current(), self.layout()
        room = self.screen().availableSize() * MOST_OF_SCREEN
        wide = min(look.px(WIDE_WITH_COLUMNS if self.columns is not None else WIDE), room.width())
        high = look.px(HIGH)
        if self.room.isHidden() and page is not None:
            wide = min(wide, look.px(WIDE))
            page.activate()
            high = page.totalHeightForWidth(wide)
        self.resize(wide, min(high, room.height()))

    def _was_refused(self, error: SupervisorError) -> None:
        self._end()
        self.problem.setText(sentence(error))
        self.problem.show()
        self._instead = self._offered(error)
        self.instead.setVisible(self._instead is not None)
        if self._instead is not None:
            self.instead.setText(self._instead_said(self._instead))
            self.instead.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()
        if self.isHidden():
            self.open()

    def _end(self) -> None:
        if self.taking is not None:
            self.taking.deleteLater()
            self.taking = None
        self._judge()
        self.ended.emit()

    def _offered(self, error: SupervisorError) -> Path | None:
        """Where it could go instead."""
        if not isinstance(error, FileError) or error.reason == "full":
            return None
        path = self.place.path
        if path.exists():
            return free(path)
        home = next((one for one in (documents(), Path.home()) if one.is_dir() and one != path.parent), None)
        return free(home / path.name) if home is not None else None

    def _instead_said(self, path: Path) -> str:
        if path.parent == self.place.path.parent:
            return _("Write it as “{name}”").format(name=path.name)
        return _("Write it into {folder}").format(folder=path.parent)

    def _take_instead(self) -> None:
        if self._instead is not None:
            self.place.go_to(self._instead)
            self.begin()

    def _keep(self) -> None:
        """Remember what was chosen; a name without a place to fill in is of this time alone."""
        chosen, leaving, kept = self.chosen, self.leaving, self._kept
        typed = self.place.pattern.text().strip()
        filled = any(f"{{{place}}}" in typed for place in PLACES)
        self._kept = Remembered(
            (typed if typed != leaving.pattern else "") if filled else kept.pattern,
            chosen.format.value,
            chosen.language if chosen.language != language() else "",
            named=self.named.isChecked(),
            guard=chosen.guard,
            every_row=self.every_row.isChecked(),
            opened=self.opened.isChecked(),
            columns=chosen.columns,
            left_out=tuple(one.name for one in leaving.columns if one.name not in chosen.columns),
        )
        memory.keep(self._machine, self._key, self._kept.kept())
        self.place.keep()

    # -- leaving --------------------------------------------------------------------------------------------

    def _press_leave(self) -> None:
        if self.taking is not None:
            self.cancel()
        else:
            self.reject()

    def reject(self) -> None:
        if self.taking is not None:
            self.hide()  # it goes on meanwhile
        else:
            super().reject()

    def _open(self) -> None:
        if self.taken is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.taken.path)))

    def _show_folder(self) -> None:
        if self.taken is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.taken.path.parent)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()  # the one that the keyboard stands on, not the one that writes
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        super().showEvent(event)
        if self.taken is None and self.taking is None:
            self.place.called.setFocus(Qt.FocusReason.OtherFocusReason)


class OneExport(QObject):
    """Asks for one file at a time: a dialog that was left while it writes comes back."""

    noticed = Signal(str, object)  # what was done, and None: a file is not taken back

    def __init__(self, machine: Machine | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._machine, self._parent = machine, parent
        self.dialog: ExportDialog | None = None

    def ask(self, leaving: Leaving, take: Callable[[Chosen], Taking]) -> ExportDialog:
        """Ask where *leaving* goes, and have *take* make the file."""
        dialog = self.dialog
        if dialog is None:
            self.dialog = dialog = ExportDialog(leaving, take, self._machine, self._parent)
            dialog.noticed.connect(self.noticed)
            dialog.finished.connect(self._forget)
        dialog.open()
        return dialog

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def export_once(
    leaving: Leaving,
    take: Callable[[Chosen], Taking],
    parent: QWidget,
    *,
    machine: Machine | None,
    noticed: Callable[[str, object], object] | SignalInstance,
) -> ExportDialog:
    """Ask where *leaving* goes, this once, and have *take* make the file."""
    out = OneExport(machine, parent)
    out.noticed.connect(noticed)
    dialog = out.ask(leaving, take)
    dialog.finished.connect(out.deleteLater)
    return dialog


def export_pages(
    name: str,
    title: str,
    write: Callable[[Path], str],
    parent: QWidget,
    *,
    machine: Machine | None,
    noticed: Callable[[str, object], object],
    kind: Format = Format.PAGES,
) -> ExportDialog:
    """Ask where something goes that the screen itself writes, called *title*; *write* says what was done, or
    raises FileError. *name*: what choices are remembered by."""
    return export_once(
        Leaving(name, title, places_of(title), "{report}", (kind,)),
        lambda chosen: TakingHere(lambda: write(chosen.path), chosen.path),
        parent,
        machine=machine,
        noticed=noticed,
    )
