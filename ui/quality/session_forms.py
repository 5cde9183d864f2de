"""A calibration that is planned or changed, and the ratings that are entered for it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.people.draft import new_id
from supervisor.quality.asking import AgreementAnswer
from supervisor.quality.calibration import ROUNDS, Meeting, Session, SharedContact, SharedRating
from supervisor.quality.evaluation import score
from supervisor.quality.sampling import Candidate
from supervisor.sentences.error import sentence
from supervisor.words import _, mark
from ui import theme
from ui.asking import Asking
from ui.quality import work
from ui.quality.answer_sheet import AnswerSheet
from ui.quality.desk import QualityDesk
from ui.quality.evaluation_page import score_words
from ui.quality.person_box import FormBox
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import Pane

DRAWN = 10


class SessionForm(Pane):
    """Ctrl+S saves."""

    saved = Signal(str)  # the session's id
    left = Signal()

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asking = Asking(desk.centre, self)
        self._session: Session | None = None
        self._known: dict[str, SharedContact] = {}
        self._turn = 0
        self.title, self.day, self.form = QLineEdit(), DayLine(), FormBox()
        self.contacts, self.raters, self.note = QPlainTextEdit(), QLineEdit(), QLineEdit()
        self.contacts.setTabChangesFocus(True)
        self.fields = {
            "title": Field(mark("Title"), self.title),
            "day": Field(mark("Held on"), self.day),
            "form": Field(mark("Quality form"), self.form),
            "contacts": Field(
                mark("Contacts that everybody judges"),
                self.contacts,
                mark("One a line; ten or more tell more."),
            ),
            "raters": Field(mark("Raters"), self.raters, mark("Two at least, separated by commas.")),
            "note": Field(mark("Note"), self.note),
        }
        self.draw = QPushButton(self)
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.save, self.cancel = QPushButton(self), QPushButton(self)
        self.save.setProperty("role", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_S, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        for name in ("title", "day", "form", "contacts"):
            column.addWidget(self.fields[name])
        row = QHBoxLayout()
        row.addWidget(self.draw)
        row.addStretch(1)
        column.addLayout(row)
        for name in ("raters", "note"):
            column.addWidget(self.fields[name])
        column.addWidget(self._problem)
        buttons = FlowRow(self)
        for button in (self.save, self.cancel):
            buttons.add(button)
        column.addWidget(buttons)
        column.addStretch(1)
        self.draw.clicked.connect(self.draw_contacts)
        self.save.clicked.connect(self.keep)
        self.cancel.clicked.connect(self.left)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.keep)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.retranslate()

    @property
    def problem(self) -> str:
        """What is wrong, as it is shown; "" when nothing is."""
        return "" if self._problem.isHidden() else self._problem.text()

    def ask(self, session: Session | None = None) -> None:
        """Plan a new calibration, or change *session*; its form stays."""
        self._session = session
        known, today = self._desk.known, self._desk.today
        self.form.show_forms(known.offered)
        self.fields["form"].setVisible(session is None)
        self._tell("")
        for field in self.fields.values():
            field.show_problem("")
        if session is None:
            self._known = {}
            self.title.setText(_("Calibration {month}").format(month=f"{today:%Y-%m}"))
            self.day.show_day(today)
            self.contacts.clear()
            self.raters.setText(", ".join(known.raters[:6]))
            self.note.clear()
            return
        meeting = session.meeting
        self._known = {one.name: one for one in meeting.contacts}
        self.title.setText(session.title)
        self.day.show_day(session.held_on)
        self.contacts.setPlainText("\n".join(self._known))
        self.raters.setText(", ".join(meeting.raters))
        self.note.setText(meeting.note)

    def draw_contacts(self) -> None:
        """Contacts of the period that is looked at, by lot, each of somebody else."""
        known = self._desk.known
        people = [
            person.id
            for person in known.roll.persons.values()
            if person.left is None or known.day < person.left
        ]
        self._turn += 1
        seed = f"{known.day} {self._turn}"
        self._asking.ask(self.show_drawn, work.draw, self._desk.period, dict.fromkeys(people, 1), seed)

    def show_drawn(self, drawn: tuple[Candidate, ...]) -> None:
        """Take these contacts, at most as many as are wanted."""
        if not drawn:
            self._tell(_("No contact is kept of the time that is looked at in the other tabs."))
            return
        step = max(1, len(drawn) // DRAWN)
        for one in drawn[::step][:DRAWN]:
            self._known[one.contact] = SharedContact(one.contact, one.source, one.at, one.person)
        self.contacts.setPlainText("\n".join(self._known))

    def keep(self) -> None:
        """Save the calibration."""
        self.fields["day"].show_problem(self.day.problem)
        if self.day.problem:
            return
        names = [line.strip() for line in self.contacts.toPlainText().splitlines() if line.strip()]
        raters = [one.strip() for one in self.raters.text().replace("，", ",").replace("、", ",").split(",")]
        meeting = Meeting(
            tuple(self._known.get(name) or SharedContact(name) for name in names),
            tuple(dict.fromkeys(one for one in raters if one)),
            self.note.text().strip(),
        )
        on = self.day.day or self._desk.today
        if self._session is not None:
            session = replace(self._session, title=self.title.text().strip(), held_on=on, meeting=meeting)
        else:
            version = self._desk.known.in_force(self.form.form, on)
            if version is None:
                self._tell(_("There is no form yet."))
                return
            session = Session(new_id(), self.title.text().strip(), on, version.id, meeting)
        self._tell("")
        self._desk.do(
            _("The calibration “{title}” was saved.").format(title=session.title),
            "calibration_store",
            "save_session",
            session,
            then=lambda made: self.saved.emit(made.id),
            failed=lambda error: self._tell(sentence(error)),
        )

    def _tell(self, said: str) -> None:
        self._problem.setText(said)
        self._problem.setVisible(bool(said))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.draw.setText(_("Draw contacts"))
        self.draw.setToolTip(_("Ten contacts by lot, each of somebody else"))
        self.save.setText(_("Save"))
        self.save.setToolTip(_("Save the calibration (Ctrl+S)"))
        self.cancel.setText(_("Cancel"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.title.setFocus(event.reason())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()


class RatingForm(Pane):
    """What one rater says to one contact. Ctrl+Enter saves and goes on to the next that is missing."""

    saved = Signal()
    left = Signal()

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._answer: AgreementAnswer | None = None
        self._busy = False
        self.rater, self.contact, self.round = QComboBox(), QComboBox(), QComboBox()
        self.fields = {
            "rater": Field(mark("Rater"), self.rater),
            "contact": Field(mark("Contact"), self.contact),
            "round": Field(mark("Round"), self.round),
        }
        self.sheet = AnswerSheet(self)
        self.score = QLabel(self)
        self.score.setProperty("role", "strong")
        self.unsaved = QLabel(self)
        self.unsaved.setProperty("role", "small")
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        self._problem.hide()
        for text in (self.score, self.unsaved, self._problem):
            text.setWordWrap(True)
        self.save, self.cancel = QPushButton(self), QPushButton(self)
        self.save.setProperty("role", "primary")
        self._lay_out()
        for box in (self.rater, self.contact, self.round):
            box.activated.connect(lambda _at: self._show())
        self.sheet.edited.connect(self._note)
        self.save.clicked.connect(self.keep)
        self.cancel.clicked.connect(self.left)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, self.keep)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_M)
        for name, stretch in (("rater", 2), ("contact", 3), ("round", 2)):
            head.addWidget(self.fields[name], stretch, Qt.AlignmentFlag.AlignTop)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumHeight(200)
        scroll.setWidget(self.sheet)
        bar = QFrame(self)
        bar.setProperty("role", "save-bar")
        below = QVBoxLayout(bar)
        below.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        below.setSpacing(theme.SPACE_S)
        buttons = FlowRow(bar)
        for button in (self.save, self.cancel):
            buttons.add(button)
        for part in (self.score, self.unsaved, self._problem, buttons):
            below.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_S, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        column.addWidget(bar)

    @property
    def problem(self) -> str:
        """What is wrong, as it is shown; "" when nothing is."""
        return "" if self._problem.isHidden() else self._problem.text()

    @property
    def is_dirty(self) -> bool:
        """Whether answers are given that are not saved."""
        before = self._before()
        given = tuple(one for one in self.sheet.answers if one.is_given or one.note)
        return bool(self._answer) and not self._busy and given != (before.answers if before else ())

    def ask(self, answer: AgreementAnswer) -> None:
        """Enter ratings of this calibration, the first that is missing."""
        self._answer = answer
        meeting = answer.session.meeting
        for box, names in (
            (self.rater, meeting.raters),
            (self.contact, tuple(one.name for one in meeting.contacts)),
        ):
            box.clear()
            box.addItems(list(names))
        missing = answer.agreement.missing
        own = next((one for one in missing if one[1] == self._desk.rater), None)
        first = own or next(iter(missing), None)
        if first is not None:
            self.contact.setCurrentText(first[0])
            self.rater.setCurrentText(first[1])
        self.round.setCurrentIndex(0)
        self._show()

    def show_answer(self, answer: AgreementAnswer) -> None:
        """Somebody may have rated meanwhile."""
        if self._answer is not None and answer.session.id == self._answer.session.id and not self.is_dirty:
            self._answer = answer
            self._show()

    def _before(self) -> SharedRating | None:
        if self._answer is None:
            return None
        key = (self.contact.currentText(), self.rater.currentText(), self.round.currentData())
        found = (one for one in self._answer.ratings if (one.contact, one.rater, one.round) == key)
        return next(found, None)

    def _show(self) -> None:
        if self._answer is None:
            return
        before = self._before()
        self.sheet.show_form(
            self._answer.form_version.content, before.answers if before is not None else (), writable=True
        )
        self._tell("")
        self._note()

    def _note(self) -> None:
        if self._answer is None:
            return
        reached = score(self._answer.form_version.content, self.sheet.answers)
        self.score.setText(score_words(reached))
        self.unsaved.setText(_("Not saved yet") if self.is_dirty else "")
        self.unsaved.setVisible(self.is_dirty)

    def keep(self) -> None:
        """Save the rating."""
        answer = self._answer
        if answer is None or self._busy:
            return
        before = self._before()
        rating = SharedRating(
            answer.session.id,
            self.contact.currentText(),
            self.rater.currentText(),
            int(self.round.currentData()),
            self.sheet.answers,
            before.version if before is not None else 0,
        )
        self._tell("")
        self._busy = True
        said = _("The rating of {contact} by {rater} was saved.")
        self._desk.do(
            said.format(contact=rating.contact, rater=rating.rater),
            "calibration_store",
            "rate",
            answer.session,
            (rating,),
            then=lambda _nothing: self._done(rating),
            failed=self._refused,
        )

    def _done(self, rating: SharedRating) -> None:
        self._busy = False
        answer = self._answer
        if answer is None:
            return
        ratings = (
            *(one for one in answer.ratings if one.key != rating.key),
            replace(rating, version=rating.version + 1),
        )
        self._answer = replace(answer, ratings=ratings)
        names = [self.contact.itemText(at) for at in range(self.contact.count())]
        rated = {one.contact for one in ratings if (one.rater, one.round) == (rating.rater, rating.round)}
        nxt = next((name for name in names if name not in rated), None)
        if nxt is not None:
            self.contact.setCurrentText(nxt)
        self._show()
        self.sheet.start()
        self.saved.emit()

    def _refused(self, error: SupervisorError) -> None:
        self._busy = False
        self._tell(sentence(error))
        self._note()

    def _tell(self, said: str) -> None:
        self._problem.setText(said)
        self._problem.setVisible(bool(said))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        chosen = self.round.currentData()
        self.round.clear()
        for one in ROUNDS:
            said = _("First, to compare raters") if one == 1 else _("Second, weeks later")
            self.round.addItem(said, one)
        self.round.setCurrentIndex(max(0, self.round.findData(chosen)))
        self.save.setText(_("Save and go on"))
        self.save.setToolTip(_("Save the rating and go on to the next contact (Ctrl+Enter)"))
        self.cancel.setText(_("Back"))
        self._note()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.sheet.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
