"""A department in the drawer: who is written to there, by which calendar it works, what else it is called."""

from __future__ import annotations

import re

import msgspec
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.issues.department import Department, Reach
from supervisor.words import _, mark
from ui import theme
from ui.widgets.attuned import Attuned
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar

NOTE_LINES = 3
LONGEST_LINE = 300
LONGEST_NOTE = 2000
NEW = Department("", "")
_BETWEEN = re.compile(r"[,;，；、\n]+")


class DepartmentForm(Attuned, Pane):
    """`save_asked` gives the department as it shall be. Ctrl+S saves."""

    save_asked = Signal(object)
    retire_asked = Signal(object)
    bring_back_asked = Signal(object)
    remove_asked = Signal(object)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._department = NEW
        self._calendars: dict[str, str] = {}
        self._shown = False
        self.name, self.words = QLineEdit(self), QLineEdit(self)
        self.contact, self.mail, self.phone = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.head, self.head_mail = QLineEdit(self), QLineEdit(self)
        self.calendar = QComboBox(self)
        self.calendar.setMinimumContentsLength(12)
        self.calendar.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.note = QPlainTextEdit(self)
        self.note.setTabChangesFocus(True)
        self.fields = {
            "name": Field(mark("Name"), self.name),
            "words": Field(
                mark("Other names"),
                self.words,
                mark("Under which sheets and minutes call it, separated by commas."),
            ),
            "contact": Field(mark("Contact there"), self.contact),
            "mail": Field(mark("E-mail of the contact"), self.mail),
            "phone": Field(mark("Telephone of the contact"), self.phone),
            "head": Field(mark("Head"), self.head, mark("Gets copies of written reminders.")),
            "head_mail": Field(mark("E-mail of the head"), self.head_mail),
            "calendar": Field(mark("Works by the calendar"), self.calendar),
            "note": Field(mark("Note"), self.note),
        }
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.retire, self.remove = QPushButton(self), QPushButton(self)
        self.bar = SaveBar(self, self.retire, self.remove)
        self.save, self.discard = self.bar.save, self.bar.discard
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for field in self.fields.values():
            column.addWidget(field)
        column.addWidget(self.problem)
        column.addWidget(self.bar)
        column.addStretch(1)
        self._fit()

    def _wire(self) -> None:
        for line in self._lines():
            line.setMaxLength(LONGEST_LINE)
            line.textEdited.connect(lambda _text: self._judge())
            line.returnPressed.connect(self.keep)
        self.note.textChanged.connect(self._judge)
        self.calendar.currentIndexChanged.connect(lambda _at: self._judge())
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self._discard)
        self.retire.clicked.connect(self._retire)
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self._department))

    def _lines(self) -> tuple[QLineEdit, ...]:
        return (self.name, self.words, self.contact, self.mail, self.phone, self.head, self.head_mail)

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def department(self) -> Department:
        """The department that is shown, as it was read."""
        return self._department

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        return self._shown and self.typed != self._department

    def show_calendars(self, calendars: dict[str, str]) -> None:
        """Offer *calendars*: their names by id, "" the centre's own."""
        self._calendars = calendars
        self._offer()

    def show_department(self, department: Department) -> None:
        """Show *department* as it was read; `NEW` for one that is to be made."""
        self._shown = False
        self._department = department
        reach = department.reach
        for line, text in zip(
            self._lines(),
            (
                department.name,
                _(", ").join(department.words),
                reach.contact,
                reach.mail,
                reach.phone,
                reach.head,
                reach.head_mail,
            ),
            strict=True,
        ):
            line.setText(text)
        with QSignalBlocker(self.note):
            self.note.setPlainText(reach.note)
        self._offer()
        self._shown = True
        self.refuse("")
        kept = department.version > 0
        self.retire.setVisible(kept)
        self.remove.setVisible(kept)
        self._say_retire()
        self._judge()

    def refuse(self, said: str) -> None:
        """Say why it could not be kept."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    @property
    def typed(self) -> Department:
        """The department as it stands in the form."""
        old = self._department
        reach = Reach(
            contact=self.contact.text().strip(),
            mail=self.mail.text().strip(),
            phone=self.phone.text().strip(),
            head=self.head.text().strip(),
            head_mail=self.head_mail.text().strip(),
            note=self.note.toPlainText().strip()[:LONGEST_NOTE],
        )
        return msgspec.structs.replace(
            old,
            name=self.name.text().strip(),
            words=tuple(word.strip() for word in _BETWEEN.split(self.words.text()) if word.strip()),
            reach=reach,
            calendar=str(self.calendar.currentData() or ""),
        )

    # -- hands ----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Have it saved, when nothing is wrong."""
        if not self.name.text().strip():
            self.fields["name"].show_problem(_("Give the department a name."))
            self.name.setFocus()
            return
        self.fields["name"].show_problem("")
        if self.is_dirty:
            self.save_asked.emit(self.typed)

    def _discard(self) -> None:
        if self._department.version and self.is_dirty:
            self.show_department(self._department)
        else:
            self.given_up.emit()

    def _retire(self) -> None:
        asked = self.bring_back_asked if self._department.retired else self.retire_asked
        asked.emit(self._department)

    def _judge(self) -> None:
        if self._shown:
            self.save.setEnabled(self.is_dirty)

    # -- words ----------------------------------------------------------------------------------------------

    def _offer(self) -> None:
        """The calendars in the box; one that is gone stays there, by its id, until another is chosen."""
        chosen = str(self.calendar.currentData() or "") if self._shown else self._department.calendar
        with QSignalBlocker(self.calendar):
            self.calendar.clear()
            self.calendar.addItem(_("The contact centre’s own"), "")
            for id, name in self._calendars.items():
                self.calendar.addItem(name, id)
            if self.calendar.findData(chosen) < 0:
                self.calendar.addItem(chosen, chosen)
            self.calendar.setCurrentIndex(self.calendar.findData(chosen))

    def _say_retire(self) -> None:
        self.retire.setText(_("Bring back") if self._department.retired else _("Retire"))
        self.retire.setToolTip(
            _("Issues are given to it again.")
            if self._department.retired
            else _("Nothing new goes there; what it has is followed on.")
        )

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.remove.setText(_("Remove"))
        self.remove.setToolTip(_("Possible as long as no issue, sheet or meeting speaks of it."))
        self._say_retire()
        self._offer()

    def _fit(self) -> None:
        self.note.setFixedHeight(theme.current().px(22 * NOTE_LINES))
