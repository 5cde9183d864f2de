"""A template in the drawer: one that is about to be taken in, or one that was."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.reports.catalogue import REPORTS, report_of
from supervisor.reports.order import Order
from supervisor.templates.template import PART_LABELS, Lost, Template
from supervisor.words import DASH, _, language, mark, moment, number
from ui import theme
from ui.reports.templates_work import Looked
from ui.widgets.export_dialog import LANGUAGE_WORDS
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar


class TemplateForm(Pane):
    """`look_again` comes when a file is to be looked at for another report or language; `take_asked` and
    `rename_asked` give the name; `try_asked` wants the template filled, for the eyes."""

    look_again = Signal()
    take_asked = Signal(str)
    rename_asked = Signal(str)
    try_asked = Signal()
    remove_asked = Signal()
    given_up = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.looked: Looked | None = None
        self.template: Template | None = None
        self.is_dirty = False
        self.name = QLineEdit(self)
        self.name.setMaxLength(200)
        self.report, self.language = QComboBox(self), QComboBox(self)
        for report in REPORTS:
            self.report.addItem("", report.name)
        for code, said in LANGUAGE_WORDS.items():
            self.language.addItem(said, code)
        self.language.setCurrentIndex(max(0, self.language.findData(language())))
        self.file, self.found, self.lost, self.wrong = (QLabel(self) for _one in range(4))
        for label in (self.file, self.found, self.lost, self.wrong):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.file.setProperty("role", "muted")
        self.lost.setProperty("role", "notice")
        self.wrong.setProperty("role", "error")
        self.try_out = QPushButton(self)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.remove = QPushButton(self)
        self.bar = SaveBar(self, self.remove)
        self.fields = {
            "name": Field(mark("Name of the template"), self.name),
            "report": Field(mark("For this report"), self.report),
            "language": Field(
                mark("Language of its fields"),
                self.language,
                mark("Fields are called as the report’s headings, in this language."),
            ),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.file)
        for field in self.fields.values():
            column.addWidget(field)
        for widget in (self.found, self.wrong, self.lost):
            column.addWidget(widget)
        column.addWidget(self.try_out, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.problem)
        column.addWidget(self.bar)
        column.addStretch(1)
        self.name.textEdited.connect(lambda _text: self._touch())
        for box in (self.report, self.language):
            box.activated.connect(lambda _at: self.look_again.emit())
        self.try_out.clicked.connect(self.try_asked)
        self.bar.save_asked.connect(self._save)
        self.bar.discard_asked.connect(self.given_up)
        self.remove.clicked.connect(self.remove_asked)
        self.retranslate()

    @property
    def order(self) -> Order:
        """What the template is to be filled with, as it is chosen."""
        return Order(str(self.report.currentData()), language=str(self.language.currentData()))

    def show_looked(self, looked: Looked) -> None:
        """Show a file that is about to be taken in."""
        fresh = self.looked is None or self.looked.path != looked.path
        self.looked, self.template = looked, None
        if fresh:
            self.name.setText(looked.path.stem)
        self.is_dirty = True
        self.file.setText(str(looked.path))
        self._show(looked.lost, looked.fields, looked.wrong)
        for box in (self.report, self.language):
            box.setEnabled(True)
        self.try_out.hide()
        self.bar.call_save(mark("Take in"))
        self.bar.save.setEnabled(not looked.wrong)
        self.remove.hide()

    def show_template(self, template: Template) -> None:
        """Show one that was taken in."""
        self.looked, self.template = None, template
        self.is_dirty = False
        self.name.setText(template.name)
        self.report.setCurrentIndex(self.report.findData(template.report))
        self.language.setCurrentIndex(self.language.findData(template.language))
        self.file.setText(
            _("{file}, taken in by {who} on {time}").format(
                file=template.file.name, who=template.who or DASH, time=moment(template.at, self._zone)
            )
        )
        self._show(template.lost, (), ())
        for box in (self.report, self.language):
            box.setEnabled(False)
        self.try_out.show()
        self.bar.call_save("")
        self.bar.save.setEnabled(True)
        self.remove.show()

    def _show(self, lost: Sequence[Lost], fields: Sequence[str], wrong: Sequence[str]) -> None:
        self.refuse("")
        self.fields["name"].show_problem("")
        columns = _(", ").join(fields)
        self.found.setText(_("Columns in its repeated row: {fields}").format(fields=columns))
        self.found.setVisible(bool(fields))
        self.wrong.setText("\n".join(wrong))
        self.wrong.setVisible(bool(wrong))
        lines = [_("{what}: {n}").format(what=_(PART_LABELS[one.part]), n=number(one.count)) for one in lost]
        self.lost.setText("\n".join((_("A filled copy will not have:"), *lines)))
        self.lost.setVisible(bool(lost))

    def begin(self) -> None:
        """Give the keyboard to the name."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, said: str) -> None:
        """Say what is wrong; "" for nothing."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def _touch(self) -> None:
        self.is_dirty = True

    def _save(self) -> None:
        name = self.name.text().strip()
        self.fields["name"].show_problem("" if name else _("A template needs a name."))
        if not name:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.looked is not None and not self.looked.wrong:
            self.take_asked.emit(name)
        elif self.template is not None:
            self.rename_asked.emit(name)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.remove.setText(_("Remove"))
        for at in range(self.report.count()):
            self.report.setItemText(at, _(report_of(str(self.report.itemData(at))).title))
        self.try_out.setText(_("Look at it filled…"))
        if self.looked is not None:
            self.show_looked(self.looked)
        elif self.template is not None:
            self.show_template(self.template)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
