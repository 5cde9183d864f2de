"""A talk in the drawer: what it was about, what was agreed and what came of it; below it the person's log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import escape

import msgspec
from PySide6.QtCore import QDate, QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.people.draft import new_id
from supervisor.training import wording
from supervisor.training.coaching import (
    LOG_LABELS,
    LONGEST,
    RESULT_LABELS,
    LogEntry,
    Result,
    Said,
    Talk,
    problem,
)
from supervisor.words import _, day, mark, ngettext, number
from ui import theme
from ui.training.person_box import FoundBox
from ui.training.work import Listed, known_kpis
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar

LOOK_AGAIN_DAYS = 14
NOTE_LINES = 5


class TalkView(Pane):
    """`save_asked` gives the talks as they shall be (several new ones after a course), `remove_asked` the one
    that goes."""

    save_asked = Signal(object)
    remove_asked = Signal(object)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listed = Listed(date.min)
        self._today = date.min
        self._talk: Talk | None = None
        self._read: tuple[Talk, ...] = ()
        self._persons: tuple[str, ...] = ()  # of several new talks; () is the one in the box
        self._log: tuple[LogEntry, ...] = ()
        self.several = QLabel(self)
        self.several.setProperty("role", "strong")
        self.several.setWordWrap(True)
        self.person = FoundBox(self)
        self.kpi, self.result = QComboBox(self), QComboBox(self)
        for box in (self.kpi, self.result):
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.held, self.follow, self.looked = QDateEdit(self), QDateEdit(self), QDateEdit(self)
        for edit in (self.held, self.follow, self.looked):
            edit.setCalendarPopup(True)
            edit.setDisplayFormat("yyyy-MM-dd")
        self.again = QCheckBox(self)
        self.coach, self.aim, self.result_note = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.notes = QPlainTextEdit(self)
        self.notes.setTabChangesFocus(True)
        for line in (self.coach, self.aim, self.result_note):
            line.setMaxLength(LONGEST)
        self.course = QLabel(self)
        self.course.setProperty("role", "muted")
        self.course.setWordWrap(True)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.log_title, self.log = QLabel(self), QLabel(self)
        self.log_title.setProperty("role", "strong")
        self.log.setWordWrap(True)
        self.log.setTextFormat(Qt.TextFormat.RichText)
        self.log.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.remove = QPushButton(self)
        self.bar = SaveBar(self, self.remove)
        self.save, self.discard = self.bar.save, self.bar.discard
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        self.fields = {
            "person": Field(mark("Person"), self.person),
            "kpi": Field(mark("KPI"), self.kpi),
            "held": Field(mark("Day of the talk"), self.held),
            "coach": Field(mark("Coach"), self.coach),
            "notes": Field(mark("What was said"), self.notes),
            "aim": Field(mark("What was agreed"), self.aim),
            "again": Field(mark("Look again on a day"), self.again),
            "follow": Field(mark("Follow-up"), self.follow),
            "result": Field(mark("What came of it"), self.result),
            "looked": Field(mark("Looked at on"), self.looked),
            "note": Field(mark("In words"), self.result_note),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.course)
        column.addWidget(self.several)
        for field in self.fields.values():
            column.addWidget(field)
        for widget in (self.problem, self.bar, self.log_title, self.log):
            column.addWidget(widget)
        column.addStretch(1)
        self.notes.setFixedHeight(theme.current().px(22 * NOTE_LINES))

    def _wire(self) -> None:
        for line in (self.coach, self.aim, self.result_note):
            line.textEdited.connect(lambda _text: self._judge())
        self.notes.textChanged.connect(self._judge)
        for box in (self.kpi, self.result, self.person):
            box.currentIndexChanged.connect(lambda _at: self._judge())
        for edit in (self.held, self.follow, self.looked):
            edit.dateChanged.connect(lambda _day: self._judge())
        self.again.toggled.connect(lambda _on: self._judge())
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self._discard)
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self._talk))

    # -- what is shown --------------------------------------------------------------------------------------

    def show_listed(self, listed: Listed) -> None:
        """People and courses as they now are."""
        self._listed = listed
        with QSignalBlocker(self.person):
            self.person.offer(
                (
                    _("{name} ({number})").format(name=one.name, number=one.number)
                    if one.number
                    else one.name,
                    one.id,
                )
                for one in listed.people
            )

    def begin(
        self, today: date, coach: str, *, persons: Sequence[str] = (), kpi: str = "", course: str = ""
    ) -> None:
        """A new talk, or one with each of *persons*."""
        several = tuple(persons) if len(persons) > 1 else ()
        one = persons[0] if len(persons) == 1 else ""
        talk = Talk(new_id(), one, today, coach, kpi, today + timedelta(days=LOOK_AGAIN_DAYS), course=course)
        self._show(talk, today, several)

    def show_talk(self, talk: Talk, today: date) -> None:
        """A talk as it was noted."""
        self._show(talk, today, ())

    def show_log(self, entries: Sequence[LogEntry]) -> None:
        """What was done about the figures of the person."""
        self._log = tuple(entries)
        self._tell_log()

    def refuse(self, said: str) -> None:
        """Say why it could not be kept."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    @property
    def talk(self) -> Talk | None:
        """The talk that is shown, as it was read."""
        return self._talk

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        return self._talk is not None and self.typed != self._read

    def _show(self, talk: Talk, today: date, persons: tuple[str, ...]) -> None:
        self._talk, self._today, self._persons = None, today, persons
        self._log = ()
        said = talk.said
        self.person.choose(talk.person or None)
        if talk.person and self.person.found != talk.person:  # somebody who has left
            self.person.addItem(self._listed.called(talk.person), talk.person)
            self.person.choose(talk.person)
        self._choose(self.kpi, talk.kpi)
        self._choose(self.result, said.result)
        follow = talk.follow_up_on or today + timedelta(days=LOOK_AGAIN_DAYS)
        looked = said.result_on or today
        for edit, of in ((self.held, talk.held_on), (self.follow, follow), (self.looked, looked)):
            edit.setDate(QDate(of.year, of.month, of.day))
        self.again.setChecked(talk.follow_up_on is not None)
        self.coach.setText(talk.coach)
        self.notes.setPlainText(said.notes)
        self.aim.setText(said.aim)
        self.result_note.setText(said.result_note)
        self._talk = talk
        self._read = self.typed
        kept = talk.version > 0
        self.fields["person"].setVisible(not persons)
        self.person.setEnabled(not kept)
        for name in ("result", "looked", "note"):
            self.fields[name].setVisible(kept)
        self.remove.setVisible(kept)
        self.refuse("")
        self._tell()
        self._judge()

    def _choose(self, box: QComboBox, wanted: object) -> None:
        at = next((at for at in range(box.count()) if box.itemData(at) == wanted), -1)
        if at < 0 and isinstance(wanted, str) and box is self.kpi:
            box.addItem(wording.kpi_name(wanted), wanted)
            at = box.count() - 1
        box.setCurrentIndex(at)

    @property
    def typed(self) -> tuple[Talk, ...]:
        """The talks as they stand in the form: one, or one with each of several people."""
        talk = self._talk
        if talk is None:
            return ()
        result = Result(self.result.currentData() or Result.OPEN)
        told = result is not Result.OPEN
        said: Said = msgspec.structs.replace(
            talk.said,
            notes=self.notes.toPlainText().strip()[:LONGEST],
            aim=self.aim.text().strip(),
            result=result,
            result_on=_day(self.looked) if told else None,
            result_note=self.result_note.text().strip() if told else "",
        )
        person = self.person.found
        one = replace(
            talk,
            person=person if isinstance(person, str) else "",
            held_on=_day(self.held),
            coach=self.coach.text().strip(),
            kpi=self.kpi.currentData() or "",
            follow_up_on=_day(self.follow) if self.again.isChecked() else None,
            done=told,
            said=said,
        )
        if not self._persons:
            return (one,)
        return tuple(
            replace(one, person=person, id=f"{talk.id}{at}") for at, person in enumerate(self._persons)
        )

    # -- hands ----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Have it saved, when nothing is wrong."""
        typed = self.typed
        wrong = next((said for one in typed if (said := problem(one))), "")
        self.refuse(wrong)
        if typed and not wrong and (self.is_dirty or not typed[0].version):
            self.save_asked.emit(typed)

    def _discard(self) -> None:
        if self._talk is not None and self._talk.version and self.is_dirty:
            self._show(self._talk, self._today, ())
        else:
            self.given_up.emit()

    def _judge(self) -> None:
        if self._talk is None:
            return
        self.fields["follow"].setVisible(self.again.isChecked())
        told = bool(self.result.currentData())
        kept = self._talk.version > 0
        for name in ("looked", "note"):
            self.fields[name].setVisible(kept and told)
        if not self.problem.isHidden():
            self.refuse(next((said for one in self.typed if (said := problem(one))), ""))
        self.save.setEnabled(self.is_dirty or not kept)

    # -- words ----------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        talk = self._talk
        row = self._listed.course(talk.course) if talk is not None and talk.course else None
        self.course.setText(
            _("Proposed after the course “{title}”").format(title=row.course.title) if row is not None else ""
        )
        self.course.setVisible(row is not None)
        count = len(self._persons)
        self.several.setText(
            ngettext("A talk with {names}", "Talks with {n} people, one each: {names}", count).format(
                n=number(count), names=_(", ").join(map(self._listed.called, self._persons))
            )
            if count
            else ""
        )
        self.several.setVisible(bool(count))
        self._tell_log()

    def _tell_log(self) -> None:
        muted = theme.current().muted
        lines = []
        for one in self._log:
            head = _(" · ").join(
                part for part in (day(one.day, self._today), _(LOG_LABELS[one.kind]), one.who) if part
            )
            more = escape(one.more).replace("\n", "<br>")
            lines.append(
                f"<p style='margin:0 0 8px 0'><span style='color:{muted}'>{escape(head)}</span>"
                f"<br>{escape(one.what)}{f'<br>{more}' if more else ''}</p>"
            )
        self.log.setText("".join(lines))
        for label in (self.log, self.log_title):
            label.setVisible(bool(lines))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for box, choices in (
            (self.kpi, [(_("none in particular"), ""), *((one.title, one.id) for one in known_kpis())]),
            (self.result, [(_(RESULT_LABELS[one]), one) for one in Result]),
        ):
            chosen = box.currentData()
            with QSignalBlocker(box):
                box.clear()
                for said, of in choices:
                    box.addItem(said, of)
                self._choose(box, chosen if chosen is not None else "")
        self.remove.setText(_("Remove the talk"))
        self.log_title.setText(_("What was done about this person’s figures"))
        self._tell()
        self._judge()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() is QEvent.Type.StyleChange:
            self.notes.setFixedHeight(theme.current().px(22 * NOTE_LINES))
            self._tell_log()
        super().changeEvent(event)


def _day(edit: QDateEdit) -> date:
    of = edit.date()
    return date(of.year(), of.month(), of.day())
