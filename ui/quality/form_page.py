"""One form: its versions, its items edited in place, what keeps it from being used, in words."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.performance.target_sheet import CHANNEL_LABELS
from supervisor.quality.form import Form, FormVersion, Severity
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import _, day, mark, ngettext, number
from ui import theme
from ui.quality.desk import QualityDesk
from ui.quality.form_draft import ZH, FormDraft, Line, draft_of, moved, new_line
from ui.quality.item_table import ItemTable
from ui.rights import guard
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import Pane

NEW = Form("", "")


class FormPage(Pane):
    """Ctrl+S saves; in the table Ctrl+N adds an item, Alt+Up and Alt+Down move it, Ctrl+Delete removes it."""

    saved = Signal(str)  # the form's id
    gone = Signal()
    copy_wanted = Signal()

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.form: Form | None = None  # NEW: never saved
        self._versions: tuple[FormVersion, ...] = ()
        self._shown: FormVersion | None = None
        self._read = FormDraft()
        self.draft = FormDraft()
        self._since = ""
        self._busy = False
        self._filling = False
        self.about = QLabel(self)
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self.name, self.since = QLineEdit(), DayLine()
        self.passing, self.version = QDoubleSpinBox(), QComboBox()
        self.passing.setRange(0.1, 100)
        self.passing.setDecimals(1)
        self.passing.setSuffix(" %")
        self.fields = {
            "name": Field(mark("Name of the form"), self.name),
            "since": Field(mark("Holds from"), self.since),
            "passing": Field(mark("Passed from"), self.passing),
            "version": Field(mark("Version"), self.version),
        }
        self.channels = FlowRow(self)
        self._channels_said = QLabel(self)
        self._channels_said.setProperty("role", "small")
        self.chips: dict[str, QPushButton] = {}
        for channel in CHANNEL_LABELS:
            chip = self.chips[channel.value] = QPushButton(self.channels)
            chip.setCheckable(True)
            chip.setProperty("role", "chip")
            chip.clicked.connect(self._note)
            self.channels.add(chip)
        self.table = ItemTable(self)
        self.table.setMinimumHeight(180)
        self.add_item, self.add_section = QPushButton(self), QPushButton(self)
        self.up, self.down, self.away = QPushButton(self), QPushButton(self), QPushButton(self)
        self.help_zh, self.help_en = QLineEdit(), QLineEdit()
        self.helps = (
            Field(mark("What to look at, in Chinese"), self.help_zh),
            Field(mark("What to look at, in English"), self.help_en),
        )
        self.sums = QLabel(self)
        self.sums.setProperty("role", "strong")
        self.sums.setWordWrap(True)
        self.unsaved = QLabel(self)
        self.unsaved.setProperty("role", "small")
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        for text in (self.unsaved, self._problem):
            text.setWordWrap(True)
            text.hide()
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self.save, self.discard = QPushButton(self), QPushButton(self)
        self.save.setProperty("role", "primary")
        self.copy, self.retire, self.remove = QPushButton(self), QPushButton(self), QPushButton(self)
        self._lay_out()
        self._wire()
        guard(
            desk.centre,
            Act.SET_FORMS,
            self.add_item,
            self.add_section,
            self.up,
            self.down,
            self.away,
            self.save,
            self.copy,
            self.retire,
            self.remove,
        )
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_M)
        for name, stretch in (("name", 3), ("version", 2), ("since", 2), ("passing", 1)):
            head.addWidget(self.fields[name], stretch, Qt.AlignmentFlag.AlignTop)
        kinds = QHBoxLayout()
        kinds.setSpacing(theme.SPACE_S)
        kinds.addWidget(self._channels_said)
        kinds.addWidget(self.channels, 1)
        edits = FlowRow(self)
        for button in (self.add_item, self.add_section, self.up, self.down, self.away):
            edits.add(button)
        helps = QHBoxLayout()
        helps.setSpacing(theme.SPACE_M)
        for one in self.helps:
            helps.addWidget(one, 1)
        bar = QFrame(self)
        bar.setProperty("role", "save-bar")
        below = QVBoxLayout(bar)
        below.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        below.setSpacing(theme.SPACE_S)
        buttons = FlowRow(bar)
        for button in (self.save, self.discard, self.copy, self.retire, self.remove):
            buttons.add(button)
        for part in (self.sums, self.unsaved, self._problem, buttons):
            below.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_S, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.about)
        column.addLayout(head)
        column.addLayout(kinds)
        column.addWidget(self.table, 1)
        column.addWidget(edits)
        column.addLayout(helps)
        column.addWidget(bar)

    def _wire(self) -> None:
        for line in (self.name, self.since):
            line.textEdited.connect(lambda _text: self._note())
        self.fields["since"].left.connect(lambda: self.fields["since"].show_problem(self.since.problem))
        self.passing.valueChanged.connect(lambda _percent: self._note())
        self.version.activated.connect(lambda at: self._show_version(self.version.itemData(at)))
        self.table.lines.written.connect(self._write)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_help())
        for edit in (self.help_zh, self.help_en):
            edit.textEdited.connect(lambda _text: self._note_help())
        self.add_item.clicked.connect(lambda: self.add(section=False))
        self.add_section.clicked.connect(lambda: self.add(section=True))
        self.up.clicked.connect(lambda: self.move_line(-1))
        self.down.clicked.connect(lambda: self.move_line(1))
        self.away.clicked.connect(lambda: self.take_away())
        self.save.clicked.connect(lambda: self.keep())
        self.discard.clicked.connect(lambda: self.forget_changes())
        self.copy.clicked.connect(self.copy_wanted)
        self.retire.clicked.connect(lambda: self.turn_retired())
        self.remove.clicked.connect(lambda: self.forget_form())
        for keys, slot in (
            ("Ctrl+N", partial(self.add, section=False)),
            ("Alt+Up", partial(self.move_line, -1)),
            ("Alt+Down", partial(self.move_line, 1)),
            ("Ctrl+Delete", self.take_away),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.table, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.keep)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved; a new form is, always."""
        if self.form is None or self._busy:
            return False
        if self.form is NEW or self.draft != self._read:
            return True
        used = bool(self._versions) and self._versions[-1].used
        return not used and self.is_writable and self.since.text() != self._since

    @property
    def problem(self) -> str:
        """What is wrong, as it is shown; "" when nothing is."""
        return "" if self._problem.isHidden() else self._problem.text()

    @property
    def is_writable(self) -> bool:
        """Whether the newest version is shown: older ones stay as they are."""
        return not self._versions or self._shown is None or self._shown is self._versions[-1]

    def show_form(self, form: Form, versions: tuple[FormVersion, ...]) -> None:
        """Show a form by its newest version."""
        own = tuple(sorted((one for one in versions if one.form == form.id), key=lambda one: one.number))
        self.form, self._versions, self._busy = form, own, False
        self._fill_versions()
        if own:
            self._show_version(own[-1].id)

    def begin(self, draft: FormDraft) -> None:
        """Make a new form out of *draft*."""
        self.form, self._versions, self._shown, self._busy = NEW, (), None, False
        self._fill_versions()
        self._show_draft(draft, self._desk.today.isoformat())

    def _fill_versions(self) -> None:
        self.version.clear()
        for one in reversed(self._versions):
            said = _("Version {number}, from {day}").format(
                number=one.number, day=day(one.since, self._desk.today)
            )
            self.version.addItem(said, one.id)
        self.fields["version"].setVisible(bool(self._versions))

    def _show_version(self, id: str) -> None:
        found = next((one for one in self._versions if one.id == id), None)
        if found is None or self.form is None:
            return
        newest = found is self._versions[-1]
        if not newest and self.is_dirty:
            self.version.setCurrentIndex(0)
            self._desk.noticed.emit(_("Save or discard the changes first."), None)
            return
        self._shown = found
        self.version.setCurrentIndex(self.version.findData(id))
        since = found.since
        if newest and found.used:
            since = max(self._desk.today, found.since)  # a change makes the next version, from today on
        self._show_draft(draft_of(self.form.name, found.content), since.isoformat())

    def _show_draft(self, draft: FormDraft, since: str) -> None:
        self._read = self.draft = draft
        self._since = since
        self._filling = True
        self.name.setText(draft.name)
        self.since.setText(since)
        self.passing.setValue(draft.pass_percent)
        for channel, chip in self.chips.items():
            chip.setChecked(channel in draft.channels)
        self._filling = False
        self._tell_problem("")
        self._show_lines()
        if draft.lines and self.table.currentIndex().row() < 0:
            self.table.setCurrentIndex(self.table.lines.index(0, ZH))
        self._show_help()

    def _show_lines(self) -> None:
        self.table.lines.show_draft(self.draft, writable=self.is_writable)
        self.table.fit()
        self._show_state()

    def _show_state(self) -> None:
        writable, form = self.is_writable, self.form
        for widget in (self.name, self.since, self.passing, self.help_zh, self.help_en, *self.chips.values()):
            widget.setEnabled(writable)
        for button in (self.add_item, self.add_section):
            button.setEnabled(writable)
        at = self.table.currentIndex().row()
        for button in (self.up, self.down, self.away):
            button.setEnabled(writable and 0 <= at < len(self.draft.lines))
        dirty, wrong = self.is_dirty, self.draft.wrong
        self.save.setEnabled(dirty and not wrong and not self._busy)
        self.discard.setVisible(dirty)
        self.copy.setVisible(not dirty)
        self.retire.setVisible(form is not None and form is not NEW and not dirty)
        used = any(one.used for one in self._versions)
        self.remove.setVisible(form is not None and form is not NEW and not dirty and not used)
        self.sums.setText(self._sums())
        self.unsaved.setText(self._unsaved_words() if dirty else "")
        self.unsaved.setVisible(dirty)
        if dirty or not wrong:
            self._tell_problem("\n".join(wrong[:4]))
        self._say_about()

    def _sums(self) -> str:
        content = self.draft.content
        fatal = sum(item.severity is Severity.FATAL for item in content.items)
        critical = sum(item.severity is Severity.CRITICAL for item in content.items)
        many = len(content.items)
        points = content.points
        return _("{items}, {points} points; {fatal} fatal, {critical} critical, {others} others.").format(
            items=ngettext("{n} item", "{n} items", many).format(n=number(many)),
            points=number(points, 0 if points == round(points) else 1),
            fatal=number(fatal),
            critical=number(critical),
            others=number(many - fatal - critical),
        )

    def _unsaved_words(self) -> str:
        if self.form is NEW:
            return _("This form is not saved yet.")
        last = self._versions[-1]
        if last.used and self.draft.content != last.content:
            said = _(
                "Not saved yet. Version {number} was used already and stays: saving makes version {next}."
            )
            return said.format(number=last.number, next=last.number + 1)
        return _("Not saved yet.")

    # -- editing --------------------------------------------------------------------------------------------

    def _note(self, _checked: bool = False) -> None:
        if self._filling:
            return
        self.draft = replace(
            self.draft,
            name=self.name.text(),
            pass_percent=self.passing.value(),
            channels=frozenset(channel for channel, chip in self.chips.items() if chip.isChecked()),
        )
        self._show_state()

    def _write(self, row: int, line: Line) -> None:
        lines = list(self.draft.lines)
        lines[row] = line
        self.draft = replace(self.draft, lines=tuple(lines))
        self._show_lines()

    def add(self, *, section: bool) -> None:
        """A new line after the one on which the keyboard stands."""
        if not self.is_writable or self.form is None:
            return
        lines = list(self.draft.lines)
        at = self.table.currentIndex().row()
        at = at + 1 if 0 <= at < len(lines) else len(lines)
        if not lines and not section:
            lines.append(new_line(self.draft, self._versions, section=True))
            self.draft = replace(self.draft, lines=tuple(lines))
            at = 1
        lines.insert(at, new_line(self.draft, self._versions, section=section))
        self._set_lines(tuple(lines), at)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def move_line(self, by: int) -> None:
        """The line on which the keyboard stands goes up or down."""
        at = self.table.currentIndex().row()
        if self.is_writable and 0 <= at + by < len(self.draft.lines) and at >= 0:
            self._set_lines(moved(self.draft.lines, at, by), at + by)

    def take_away(self) -> None:
        """Away with the line on which the keyboard stands."""
        at = self.table.currentIndex().row()
        if self.is_writable and 0 <= at < len(self.draft.lines):
            lines = list(self.draft.lines)
            del lines[at]
            self._set_lines(tuple(lines), min(at, len(lines) - 1))

    def _set_lines(self, lines: tuple[Line, ...], at: int) -> None:
        column = max(0, self.table.currentIndex().column())
        self.draft = replace(self.draft, lines=lines)
        self._show_lines()
        if at >= 0:
            self.table.setCurrentIndex(self.table.lines.index(at, column))
        self._show_help()

    def _line(self) -> Line | None:
        at = self.table.currentIndex().row()
        return self.draft.lines[at] if 0 <= at < len(self.draft.lines) else None

    def _show_help(self) -> None:
        line = self._line()
        shown = line is not None and not line.is_section
        for field in self.helps:
            field.setVisible(shown)
        if line is not None and shown:
            for edit, text in ((self.help_zh, line.help_zh), (self.help_en, line.help_en)):
                if edit.text() != text:
                    edit.setText(text)
        self._show_state()

    def _note_help(self) -> None:
        line = self._line()
        if line is not None:
            line = replace(line, help_zh=self.help_zh.text(), help_en=self.help_en.text())
            self._write(self.table.currentIndex().row(), line)

    def forget_changes(self) -> None:
        """Show again what is saved."""
        if self.form is NEW:
            self.form = None
            self.gone.emit()
        elif self._versions:
            self._read = self.draft
            self._show_version(self._versions[-1].id)

    # -- steps ----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Save the form."""
        self.fields["since"].show_problem(self.since.problem)
        if not self.is_dirty or self.draft.wrong or self.since.problem or self.form is None:
            return
        since = self.since.day or self._desk.today
        name = self.draft.name.strip()
        self._busy = True
        self._tell_problem("")
        if self.form is NEW:
            said = _("The form “{name}” was made; it holds from {day}.").format(name=name, day=day(since))
            self._desk.do(
                said,
                "form_store",
                "add_form",
                name,
                self.draft.content,
                since=since,
                then=lambda made: self._done(made[0]),
                failed=self._refused,
            )
        elif name != self.form.name:
            self._desk.do(
                _("The form is called “{name}” now.").format(name=name),
                "form_store",
                "change_form",
                replace(self.form, name=name),
                then=self._save_content,
                failed=self._refused,
            )
        else:
            self._save_content(self.form)

    def _save_content(self, form: Form) -> None:
        latest, content = self._versions[-1], self.draft.content
        since = self.since.day or self._desk.today
        if content == latest.content and (latest.used or since == latest.since):
            self._done(form)
            return
        self._desk.do(
            _("The items of “{name}” were saved; they hold from {day}.").format(
                name=form.name, day=day(since, self._desk.today)
            ),
            "form_store",
            "save_content",
            form,
            latest,
            content,
            since=since,
            then=lambda _version: self._done(form),
            failed=self._refused,
        )

    def turn_retired(self) -> None:
        """The form is no longer offered; or it is again."""
        if self.form is None or self.form is NEW:
            return
        form = replace(self.form, retired=not self.form.retired)
        said = _("“{name}” is retired.") if form.retired else _("“{name}” is offered again.")
        self._busy = True
        self._desk.do(
            said.format(name=form.name),
            "form_store",
            "change_form",
            form,
            then=self._done,
            failed=self._refused,
        )

    def forget_form(self) -> None:
        """Remove a form that nothing was judged with."""
        if self.form is None or self.form is NEW:
            return
        said = _("The form “{name}” was removed.").format(name=self.form.name)
        self._busy = True
        self._desk.do(
            said, "form_store", "remove_form", self.form, then=self._was_removed, failed=self._refused
        )

    def _done(self, form: Form) -> None:
        self._busy = False
        self._read, self._since = self.draft, self.since.text()
        self.form = form
        self.saved.emit(form.id)
        self._show_state()

    def _was_removed(self, _nothing: object) -> None:
        self._busy = False
        self.form = None
        self.gone.emit()

    def _refused(self, error: SupervisorError) -> None:
        self._busy = False
        self._show_state()
        self._tell_problem(sentence(error))

    def _tell_problem(self, said: str) -> None:
        self._problem.setText(said)
        self._problem.setVisible(bool(said))

    # -- words ----------------------------------------------------------------------------------------------

    def _say_about(self) -> None:
        form, shown = self.form, self._shown
        said = ""
        if form is NEW:
            said = _("A new form")
        elif form is not None and shown is not None:
            if not self.is_writable:
                said = _("Version {number} is of the past: what was judged with it stays as it was judged.")
            elif shown.used:
                said = _("Version {number} was used already: a change makes the next version.")
            else:
                said = _("Nothing was judged with version {number} yet, so it can still be changed.")
            said = said.format(number=shown.number)
            if form.retired:
                said = _("{sentence} {another}").format(sentence=_("The form is retired."), another=said)
        self.about.setText(said)
        self.retire.setText(_("Offer again") if form is not None and form.retired else _("Retire"))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for channel, label in CHANNEL_LABELS.items():
            chip = self.chips[channel.value]
            chip.setText(_(label))
            chip.setAccessibleName(_("For contacts of the channel {name}").format(name=_(label)))
        self._channels_said.setText(_("For these channels (none: for any)"))
        for button, said, tip in (
            (self.add_item, _("Add an item"), _("A new item below (Ctrl+N)")),
            (self.add_section, _("Add a section"), _("A new section below")),
            (self.up, _("Up"), _("One place up (Alt+Up)")),
            (self.down, _("Down"), _("One place down (Alt+Down)")),
            (self.away, _("Remove the line"), _("Remove the line (Ctrl+Delete)")),
            (self.save, _("Save"), _("Save the form (Ctrl+S)")),
            (self.discard, _("Discard"), ""),
            (self.copy, _("Make a copy"), _("A new form with the same items")),
            (self.remove, _("Remove the form"), ""),
        ):
            button.setText(said)
            button.setToolTip(tip)
        self.table.setAccessibleName(_("Items of the form"))
        self._fill_versions()
        if self._shown is not None:
            self.version.setCurrentIndex(self.version.findData(self._shown.id))
        self._show_state()

    def focusInEvent(self, event: QFocusEvent) -> None:
        (self.table if self.draft.lines else self.name).setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
