"""The beginning of an evaluation in the drawer: whose contact, which, by which form."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.people.draft import new_id
from supervisor.performance.target_sheet import CHANNEL_LABELS
from supervisor.quality.evaluation import Evaluation
from supervisor.quality.form import fits
from supervisor.quality.sampling import Candidate, begun, form_for
from supervisor.words import _, day, duration, mark
from ui import theme
from ui.asking import Asking
from ui.quality import work
from ui.quality.desk import QualityDesk
from ui.quality.person_box import FormBox, PersonBox
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.pane import Pane

DRAWN = 8


def candidate_words(one: Candidate) -> str:
    """A contact that may be judged, in words."""
    parts = [f"{day(one.day)} {one.at:%H:%M}", one.queue, one.type, duration(one.talk_s), one.contact]
    return _(" · ").join(part for part in parts if part)


class BeginPage(Pane):
    """Ctrl+D draws contacts of the person by lot; Enter begins."""

    began = Signal(object)  # Evaluation, a draft that was never saved

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asking = Asking(desk.centre, self)
        self._turn = 0
        self.person, self.form = PersonBox(), FormBox()
        self.contact = QComboBox()
        self.contact.setEditable(True)
        self.contact.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.contact.setMinimumContentsLength(12)
        self.contact.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.day, self.channel, self.rater = DayLine(), QComboBox(), QLineEdit()
        self.fields = {
            "person": Field(mark("Whose contact"), self.person),
            "contact": Field(
                mark("Contact"),
                self.contact,
                mark("Its name at the source; drawn ones are in the list. It may stay empty."),
            ),
            "day": Field(mark("Day of the contact"), self.day),
            "channel": Field(mark("Channel"), self.channel),
            "form": Field(mark("Quality form"), self.form),
            "rater": Field(mark("Rater"), self.rater),
        }
        self.draw = QPushButton(self)
        self.drawn = QLabel(self)
        self.drawn.setProperty("role", "small")
        self.drawn.setWordWrap(True)
        self.begin = QPushButton(self)
        self.begin.setProperty("role", "primary")
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.fields["person"])
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        row.addWidget(self.draw)
        row.addWidget(self.drawn, 1)
        column.addLayout(row)
        for name in ("contact", "day", "channel", "form", "rater"):
            column.addWidget(self.fields[name])
        buttons = QHBoxLayout()
        buttons.addWidget(self.begin)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)

    def _wire(self) -> None:
        self.draw.clicked.connect(self.draw_contacts)
        self.begin.clicked.connect(self.start)
        self.contact.activated.connect(lambda at: self._take(self.contact.itemData(at)))
        self.day.returnPressed.connect(self.start)
        self.rater.returnPressed.connect(self.start)
        self.person.activated.connect(lambda _at: self._forget_drawn())
        for name in ("person", "day", "rater"):
            self.fields[name].left.connect(partial(self._calm, name))

    def ask(self, candidate: Candidate | None = None) -> None:
        """Begin anew, with the contact that is to be judged where it is known."""
        known = self._desk.known
        self.person.show_people(known)
        self.form.show_forms(known.offered)
        self.rater.setText(self._desk.rater)
        self._forget_drawn()
        for field in self.fields.values():
            field.show_problem("")
        if candidate is None:
            self.person.choose("")
            self.day.show_day(self._desk.today)
            return
        self.person.choose(candidate.person)
        self.show_drawn((candidate,))

    # -- contacts -------------------------------------------------------------------------------------------

    def draw_contacts(self) -> None:
        """Some contacts of the person, by lot; once more: others."""
        person = self.person.person
        if not person:
            self.fields["person"].show_problem(_("Say whose contact it is."))
            self.person.setFocus()
            return
        self._turn += 1
        seed = f"{person} {self._desk.today} {self._turn}"
        self._asking.ask(self.show_drawn, work.draw, self._desk.period, {person: DRAWN}, seed)

    def show_drawn(self, drawn: tuple[Candidate, ...]) -> None:
        """Offer these contacts, and take the first."""
        self.contact.clear()
        for one in drawn:
            self.contact.addItem(candidate_words(one), one)
        self.drawn.setText(
            ""
            if drawn
            else _("No contact of this person is left in the period that is looked at, or none is kept.")
        )
        self._take(drawn[0] if drawn else None)

    def _forget_drawn(self) -> None:
        self.contact.clear()
        self.contact.setEditText("")
        self.drawn.setText("")

    def _take(self, one: Candidate | None) -> None:
        if one is None:
            return
        known = self._desk.known
        self.day.show_day(one.day)
        self.channel.setCurrentIndex(max(0, self.channel.findData(one.channel)))
        chosen = known.latest(self.form.form)
        if chosen is None or not fits(chosen.content, one.channel):
            found = form_for(known.forms, known.versions, one.channel, one.day)
            self.form.choose(found.form if found is not None else self.form.form)

    def _chosen(self) -> Candidate | None:
        at = self.contact.currentIndex()
        if at >= 0 and self.contact.itemText(at) == self.contact.currentText():
            found = self.contact.itemData(at)
            return found if isinstance(found, Candidate) else None
        return None

    # -- beginning ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin the evaluation, when everything that it needs is said."""
        known, person = self._desk.known, self.person.person
        wrong = {
            "person": "" if person else _("Say whose contact it is."),
            "day": self.day.problem or ("" if self.day.text().strip() else _("Say the day of the contact.")),
            "rater": "" if self.rater.text().strip() else _("Say who judges."),
        }
        if not wrong["day"] and self.day.day is not None and self.day.day > self._desk.today:
            wrong["day"] = _("That day is still to come.")
        for name, said in wrong.items():
            self.fields[name].show_problem(said)
        first = next((name for name, said in wrong.items() if said), None)
        if first is not None:
            self.fields[first].editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        on = self.day.day or self._desk.today
        version = known.in_force(self.form.form, on)
        if version is None:
            self.fields["form"].show_problem(_("There is no form yet."))
            return
        one = self._chosen()
        self._desk.note_rater(self.rater.text())
        now = self._desk.centre.live.clock.now()
        if one is not None and one.person == person:
            self.began.emit(begun(one, version, self.rater.text().strip(), now))
            return
        draft = Evaluation(
            new_id(),
            version.id,
            person,
            str(self.channel.currentData() or ""),
            known.skill(person, on),
            on,
            self.contact.currentText().strip(),
            self.rater.text().strip(),
            now,
        )
        self.began.emit(draft)

    def _calm(self, name: str) -> None:
        if self.fields[name].problem and self.fields[name].editor.property("text"):
            self.fields[name].show_problem("")

    # -- words ----------------------------------------------------------------------------------------------

    def title(self) -> tuple[str, str]:
        """What the drawer is called."""
        return _("New evaluation"), ""

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        chosen = self.channel.currentData()
        self.channel.clear()
        self.channel.addItem(_("unknown"), "")
        for channel, label in CHANNEL_LABELS.items():
            self.channel.addItem(_(label), channel.value)
        self.channel.setCurrentIndex(max(0, self.channel.findData(chosen)))
        self.draw.setText(_("Draw contacts"))
        self.draw.setToolTip(_("Some contacts of the person by lot; once more for others (Ctrl+D)"))
        self.draw.setShortcut("Ctrl+D")
        self.begin.setText(_("Begin"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        (self.begin if self.person.person else self.person).setFocus(event.reason())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
