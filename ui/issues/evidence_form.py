"""A piece of evidence that is added by hand: of which kind it is, and what must be known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.issues.evidence import (
    MOST_CONTACTS,
    ContactName,
    Contacts,
    Figure,
    ImportRow,
    Matter,
    QualityFinding,
    Recording,
)
from supervisor.performance.kpi import BY_ID, KPIS
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.widgets.attuned import AttunedFrame
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.text_area import TextArea


@dataclass
class _Kind:
    """*title* is marked; *build* makes the fields, *read* the matter, or a problem as a sentence."""

    title: str
    fields: dict[str, Field]
    read: Callable[[], Matter | str]


KINDS = {
    "figure": mark("A figure"),
    "contacts": mark("Contacts"),
    "quality": mark("A quality finding"),
    "recording": mark("A second of a recording"),
    "import": mark("A row of a file"),
}


class EvidenceForm(AttunedFrame):
    """`made` has the matter and the note; `cancelled` comes when somebody gave up."""

    made = Signal(object, str)  # Matter
    cancelled = Signal()

    def __init__(self, desk: IssuesDesk, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "drawer")
        self._desk, self._kind = desk, kind
        self.title, self.problem = QLabel(self), QLabel(self)
        self.title.setProperty("role", "lead")
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.note = QLineEdit(self)
        self.note.setMaxLength(1000)
        self.do_it, self.leave = QPushButton(self), QPushButton(self)
        self.do_it.setProperty("role", "primary")
        self.fields: dict[str, Field] = {}
        self._read: Callable[[], Matter | str] = {
            "figure": self._figure,
            "contacts": self._contacts,
            "quality": self._quality,
            "recording": self._recording,
            "import": self._import,
        }[kind]()
        self.fields["note"] = Field(mark("Note"), self.note, "", self)
        row = QHBoxLayout()
        row.addWidget(self.do_it)
        row.addWidget(self.leave)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.title)
        for field in self.fields.values():
            column.addWidget(field)
            if isinstance(field.editor, QLineEdit):
                field.editor.returnPressed.connect(self.decide)
        column.addWidget(self.problem)
        column.addLayout(row)
        self.do_it.clicked.connect(self.decide)
        self.leave.clicked.connect(self.cancelled)
        self._say()

    def start(self) -> None:
        """Give the keyboard to the first field."""
        next(iter(self.fields.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def decide(self) -> None:
        """Hand the piece over, when nothing is wrong."""
        days = [field.editor for field in self.fields.values() if isinstance(field.editor, DayLine)]
        found = next((day.problem for day in days if day.problem), None) or self._read()
        said = found if isinstance(found, str) else ""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))
        if not isinstance(found, str):
            self.made.emit(found, self.note.text().strip())

    def _line(self, name: str, label: str, help_text: str = "") -> QLineEdit:
        line = QLineEdit(self)
        line.setMaxLength(1000)
        self.fields[name] = Field(label, line, help_text, self)
        return line

    def _day(self, name: str, label: str) -> DayLine:
        line = DayLine(self)
        self.fields[name] = Field(label, line, "", self)
        return line

    def _figure(self) -> Callable[[], Matter | str]:
        kpi = ChoiceBox(self, free=True)
        kpi.offer((one.title, one.id) for one in KPIS)
        self.fields["kpi"] = Field(mark("Which figure"), kpi, "", self)
        value = self._line("value", mark("Value"), mark("As it was read: 91.3 %, 182, 2:41."))
        count = self._line("n", mark("Of how many"))
        since, until = self._day("since", mark("From")), self._day("until", mark("Until"))
        of = self._line("of", mark("Whose"), mark("The team, queue or skill group."))
        method = self._line("method", mark("How it was computed"), mark("With what was left out."))

        def read() -> Matter | str:
            shown, known = value.text().strip(), BY_ID.get(kpi.value)
            if not kpi.value:
                return _("Say which figure it is.")
            if not shown:
                return _("Say the value as it was read.")
            if not method.text().strip():
                return _("Say how it was computed, so that nobody has to guess later.")
            counted = count.text().strip().replace(",", "")
            if counted and not counted.replace(".", "", 1).isdigit():
                return _("“{text}” is no count.").format(text=counted)
            return Figure(
                kpi.value if known is not None else "",
                known.title if known is not None else kpi.value,
                amount_in(shown),
                shown,
                float(counted) if counted else None,
                since.day,
                until.day,
                of.text().strip(),
                method.text().strip(),
            )

        return read

    def _contacts(self) -> Callable[[], Matter | str]:
        source, names = ChoiceBox(self, free=True), TextArea(self, lines=4)
        known = [one.name for one in self._desk.centre.kept.sources]
        source.offer((one, one) for one in known)
        source.choose(known[0] if known else "")
        self.fields["source"] = Field(mark("Source"), source, "", self)
        self.fields["names"] = Field(
            mark("Contacts"), names, mark("Their numbers in the source, one a line."), self
        )
        how = self._line("how", mark("By what they were picked"))

        def read() -> Matter | str:
            said = [one.strip() for one in names.text.replace(",", "\n").splitlines()]
            found = list(dict.fromkeys(one for one in said if one))
            if not found:
                return _("Enter one contact at least.")
            if len(found) > MOST_CONTACTS:
                most = ngettext(
                    "No more than {n} contact is kept.", "No more than {n} contacts are kept.", MOST_CONTACTS
                )
                return most.format(n=number(MOST_CONTACTS))
            return Contacts(tuple(ContactName(source.value, one) for one in found), how.text().strip())

        return read

    def _quality(self) -> Callable[[], Matter | str]:
        title = self._line("title", mark("Form and item"))
        errors, looked = (
            self._line("errors", mark("Errors")),
            self._line("looked", mark("In how many evaluations")),
        )
        since, until = self._day("since", mark("From")), self._day("until", mark("Until"))

        def read() -> Matter | str:
            counts = errors.text().strip(), looked.text().strip()
            if not title.text().strip():
                return _("Say in which item of which form.")
            if not all(one.isdecimal() for one in counts):
                return _("Enter how many errors there were in how many evaluations.")
            return QualityFinding(
                "", "", title.text().strip(), int(counts[0]), int(counts[1]), since.day, until.day
            )

        return read

    def _recording(self) -> Callable[[], Matter | str]:
        path = self._line("path", mark("Call recording"), mark("As the centre names it; it is not opened."))
        at = self._line("at", mark("At"), mark("Minutes and seconds: 2:41."))
        contact = self._line("contact", mark("Contact"))

        def read() -> Matter | str:
            second = second_in(at.text())
            if not path.text().strip():
                return _("Say which recording it is.")
            if second is None:
                return _("“{text}” is no time; enter it like 2:41.").format(text=at.text().strip())
            return Recording(path.text().strip(), second, contact.text().strip())

        return read

    def _import(self) -> Callable[[], Matter | str]:
        file, sheet = self._line("file", mark("File")), self._line("sheet", mark("Worksheet"))
        row = self._line("row", mark("Row"))

        def read() -> Matter | str:
            if not file.text().strip():
                return _("Say which file it is.")
            if not row.text().strip().isdecimal():
                return _("Enter the number of the row.")
            return ImportRow(file.text().strip(), sheet.text().strip(), int(row.text()))

        return read

    def _say(self) -> None:
        self.title.setText(_(KINDS[self._kind]))
        self.setAccessibleName(self.title.text())
        self.do_it.setText(_("Add"))
        self.leave.setText(_("Cancel"))

    def _fit(self) -> None:
        """The fields fit themselves."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


def amount_in(text: str) -> float | None:
    """The number that *text* says: a share of "91.3 %", seconds of "2:41"; None where it says none."""
    said = text.strip().replace(",", "")
    try:
        if said.endswith(("%", "％")):
            return float(said[:-1].strip()) / 100
        if ":" in said:
            return second_in(said)
        return float(said)
    except ValueError:
        return None


def second_in(text: str) -> float | None:
    """The second that "2:41", "1:02:41" or "161" says; 0 for nothing, None where it is no time."""
    parts = text.strip().split(":") if text.strip() else ["0"]
    if len(parts) > 3 or not all(part.isdecimal() for part in parts):  # hours, minutes, seconds
        return None
    found = 0.0
    for part in parts:
        found = found * 60 + int(part)
    return found


def kind_actions(add: Callable[[str], None]) -> list[tuple[str, Callable[[], None]]]:
    """The kinds that can be added, each with what begins it."""
    return [(_(title), partial(add, kind)) for kind, title in KINDS.items()]
