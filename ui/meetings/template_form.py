"""How an agenda is made: its parts, how many minutes an item of each gets, what stands on every one."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from supervisor.issues.issue import SEVERITY_LABELS, Severity
from supervisor.meetings.series import SECTION_LABELS, USUAL_MINUTES, Section, Template
from supervisor.words import _, mark
from ui import theme
from ui.widgets.field import Field
from ui.widgets.text_area import TextArea


class TemplateForm(QWidget):
    """`edited` comes with every change of a person's."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._template = Template()
        self.head = QLabel(self)
        self.head.setProperty("role", "strong")
        self.wanted = {section: QCheckBox(self) for section in Section}
        self.minutes = {section: QSpinBox(self) for section in Section}
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_M)
        grid.setVerticalSpacing(theme.SPACE_XS)
        for row, section in enumerate(Section):
            box, spin = self.wanted[section], self.minutes[section]
            spin.setRange(1, 600)
            grid.addWidget(box, row, 0)
            grid.addWidget(spin, row, 1)
            box.toggled.connect(spin.setEnabled)
            box.clicked.connect(self.edited)
            spin.valueChanged.connect(lambda _value: self.edited.emit())
        grid.setColumnStretch(0, 1)
        self.other = TextArea(self, lines=3)
        self.other.textChanged.connect(self.edited)
        self.least = QComboBox(self)
        for severity in reversed(Severity):
            self.least.addItem("", int(severity))
        self.least.activated.connect(lambda _at: self.edited.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.head)
        column.addLayout(grid)
        column.addWidget(
            Field(
                mark("On every agenda"), self.other, mark("One matter a line: what is spoken of each time.")
            )
        )
        column.addWidget(Field(mark("Issues that come onto the agenda"), self.least))
        self.retranslate()

    def show_template(self, template: Template) -> None:
        """Show *template*."""
        self._template = template
        for section in Section:
            on = section in template.sections
            box, spin = self.wanted[section], self.minutes[section]
            for widget in (box, spin):
                widget.blockSignals(True)
            box.setChecked(on)
            spin.setEnabled(on)
            spin.setValue(template.minutes.get(section, USUAL_MINUTES[section]))
            for widget in (box, spin):
                widget.blockSignals(False)
        self.other.blockSignals(True)
        self.other.show_text("\n".join(template.other))
        self.other.blockSignals(False)
        self.least.setCurrentIndex(max(0, self.least.findData(template.least_severe)))

    @property
    def template(self) -> Template:
        """As it is entered."""
        return replace(
            self._template,
            sections=tuple(section for section in Section if self.wanted[section].isChecked()),
            minutes={section: self.minutes[section].value() for section in Section},
            other=tuple(line.strip()[:300] for line in self.other.text.splitlines() if line.strip()),
            least_severe=int(self.least.currentData()),
        )

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.head.setText(_("Parts of the agenda, and minutes for each item"))
        for section in Section:
            name = _(SECTION_LABELS[section])
            self.wanted[section].setText(name)
            said = _("Minutes: {part}").format(part=name)
            self.minutes[section].setAccessibleName(said)
            self.minutes[section].lineEdit().setAccessibleName(said)
        for at in range(self.least.count()):
            severity = Severity(self.least.itemData(at))
            words = _(SEVERITY_LABELS[severity])
            said = (
                _("all") if severity is Severity.SLIGHT else _("{severity} or worse").format(severity=words)
            )
            self.least.setItemText(at, said)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
