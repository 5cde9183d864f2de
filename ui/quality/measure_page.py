"""One item in the drawer: who made the errors, what is done about it, by whom, what came of it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.people.draft import new_id
from supervisor.quality.measure import STATUS_LABELS, Came, Measure, Plan, Status
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import DASH, _, day, mark, number, share
from ui import theme
from ui.quality.desk import QualityDesk
from ui.quality.losses_rows import LossRow, follow_up_words
from ui.rights import guard
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import Pane

ROLES = {Came.FEWER: "good", Came.MORE: "notice", Came.CANNOT_TELL: "muted"}


class MeasurePage(Pane):
    """Ctrl+S saves. `saved` comes when the measure is another."""

    saved = Signal()

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.row: LossRow | None = None
        self._groups: dict[str, str] = {}
        self._busy = False
        self.about = QLabel(self)
        self.groups = QLabel(self)
        self.groups.setProperty("role", "muted")
        self.cames = {came: QLabel(self) for came in Came}
        for came, label in self.cames.items():
            label.setProperty("role", ROLES[came])
            label.hide()
        self.others = QLabel(self)
        self.others.setProperty("role", "small")
        for text in (self.about, self.groups, *self.cames.values(), self.others):
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
        self.owner, self.what, self.note = QLineEdit(), QLineEdit(), QLineEdit()
        self.due, self.since = DayLine(), DayLine()
        self.status = QComboBox()
        self.fields = {
            "owner": Field(mark("Owner"), self.owner, mark("Who sees to it.")),
            "due": Field(mark("Due"), self.due),
            "status": Field(mark("Status"), self.status),
            "what": Field(mark("What is done"), self.what),
            "since": Field(
                mark("Begins on"),
                self.since,
                mark("From this day on errors are held against the time before it."),
            ),
            "note": Field(mark("Note"), self.note),
        }
        self._unsaved = QLabel(self)
        self._unsaved.setProperty("role", "small")
        self._unsaved.setWordWrap(True)
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.save, self.discard, self.remove = QPushButton(self), QPushButton(self), QPushButton(self)
        self.save.setProperty("role", "primary")
        buttons = FlowRow(self)
        for button in (self.save, self.discard, self.remove):
            buttons.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.about, self.groups, *self.cames.values(), *self.fields.values()):
            column.addWidget(widget)
        for part in (self._unsaved, self._problem, buttons, self.others):
            column.addWidget(part)
        column.addStretch(1)
        for line in (self.owner, self.what, self.note, self.due, self.since):
            line.textEdited.connect(lambda _text: self._show_unsaved())
            line.returnPressed.connect(self.keep)
        self.status.activated.connect(lambda _at: self._show_unsaved())
        for name in ("due", "since"):
            self.fields[name].left.connect(self._judge_days)
        self.save.clicked.connect(self.keep)
        self.discard.clicked.connect(self._fill)
        self.remove.clicked.connect(self.forget)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.keep)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        guard(desk.centre, Act.JUDGE, self.save, self.remove)
        self.retranslate()

    def minimumSizeHint(self) -> QSize:
        """Fields count with the height that they wish for: the layout gives it them, and would take it from
        the longest sentence."""
        least, column = super().minimumSizeHint(), self.layout()
        high = column.totalHeightForWidth(max(self.width(), least.width())) if column is not None else 0
        return QSize(least.width(), max(least.height(), high))

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def problem(self) -> str:
        """What is wrong, as it is shown; "" when nothing is."""
        return "" if self._problem.isHidden() else self._problem.text()

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self.row is not None and not self._busy and self._typed() != self._texts()

    def show_row(self, row: LossRow, groups: dict[str, str]) -> None:
        """Show an item; *groups* are the names of the groups that are told apart."""
        kept = self.is_dirty and self.row is not None and self.row.id == row.id
        self.row, self._groups, self._busy = row, groups, False
        if not kept:
            self._fill()
        self._say_all()

    def start(self, name: str) -> None:
        """Put the cursor into a field."""
        self.fields[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _measure(self) -> Measure | None:
        return self.row.measure if self.row is not None else None

    def _texts(self) -> tuple[str, ...]:
        one = self._measure
        if one is None:
            return ("", "", Status.OPEN.value, "", "", "")
        plan = one.plan
        days = [of.isoformat() if of is not None else "" for of in (one.due, plan.since)]
        return (one.owner, days[0], one.status.value, plan.what, days[1], plan.note)

    def _typed(self) -> tuple[str, ...]:
        lines = (self.owner.text(), self.due.text(), str(self.status.currentData()))
        return (*lines, self.what.text(), self.since.text(), self.note.text())

    def _fill(self) -> None:
        owner, due, status, what, since, note = self._texts()
        self.owner.setText(owner)
        self.due.setText(due)
        self.status.setCurrentIndex(self.status.findData(status))
        self.what.setText(what)
        self.since.setText(since)
        self.note.setText(note)
        self._judge_days()
        self._say_problem("")
        self._show_unsaved()

    def _show_unsaved(self) -> None:
        dirty = self.is_dirty
        self._unsaved.setText(_("Not saved yet") if dirty else "")
        self._unsaved.setVisible(dirty)
        self.save.setEnabled(dirty)
        self.discard.setVisible(dirty)
        self.remove.setVisible(self._measure is not None and not dirty)

    def _judge_days(self) -> bool:
        for name, line in (("due", self.due), ("since", self.since)):
            self.fields[name].show_problem(line.problem)
        return not (self.due.problem or self.since.problem)

    # -- decisions ------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Save what is typed."""
        if self.row is None or not self.is_dirty or not self._judge_days():
            return
        old, key = self._measure, self.row.loss.key
        status = Status(self.status.currentData())
        done = old.plan.done_on if old is not None else None
        over = status in (Status.DONE, Status.DROPPED)
        done = (done or self._desk.today) if over else None
        plan = msgspec.structs.replace(
            old.plan if old is not None else Plan(),
            what=self.what.text().strip(),
            note=self.note.text().strip(),
            since=self.since.day,
            done_on=done,
        )
        new = replace(
            old or Measure(new_id(), *key, ""),
            owner=self.owner.text().strip(),
            due=self.due.day,
            status=status,
            plan=plan,
        )
        self._say_problem("")
        self._busy = True
        said = _("The measure for “{item}” was saved.").format(item=self.row.name)
        self._desk.do(
            said,
            "measure_store",
            "save_measure",
            new,
            item=self.row.name,
            then=self._done,
            failed=self._refused,
        )

    def forget(self) -> None:
        """Away with the measure."""
        one = self._measure
        if self.row is None or one is None:
            return
        said = _("The measure for “{item}” was removed.").format(item=self.row.name)
        self._busy = True
        self._desk.do(
            said,
            "measure_store",
            "remove_measure",
            one,
            item=self.row.name,
            then=self._done,
            failed=self._refused,
        )

    def _done(self, one: Measure | None) -> None:
        self._busy = False
        if self.row is not None and (one is None or one.item == self.row.loss.key[1]):
            self.row = replace(self.row, measure=one, came=None)
            self._fill()
            self._say_all()
        self.saved.emit()

    def _refused(self, error: SupervisorError) -> None:
        self._busy = False
        self._say_problem(sentence(error))
        self._show_unsaved()

    # -- words ----------------------------------------------------------------------------------------------

    def title(self) -> tuple[str, str]:
        """What the drawer is called."""
        return (self.row.name, self.row.form_name) if self.row is not None else ("", "")

    def _say_problem(self, said: str) -> None:
        self._problem.setText(said)
        self._problem.setVisible(bool(said))

    def _say_all(self) -> None:
        row = self.row
        if row is None:
            return
        loss = row.loss
        said = _("{errors} errors in {n} times judged ({rate}); in the time before {before}.").format(
            errors=number(loss.errors),
            n=number(loss.n),
            rate=share(loss.rate),
            before=share(loss.rate_before) if loss.rate_before is not None else DASH,
        )
        self.about.setText(said)
        parts = [
            _("{group} {rate} ({errors} of {n})").format(
                group=self._groups.get(group) or _("no group"),
                rate=share(errors / n if n else None),
                errors=number(errors),
                n=number(n),
            )
            for group, (errors, n) in sorted(
                loss.by_group.items(), key=lambda one: self._groups.get(one[0]) or ""
            )
        ]
        self.groups.setText("\n".join(parts))
        self.groups.setVisible(bool(parts))
        if row.came is not None and row.measure is not None:
            said = follow_up_words(row.came, self._desk, row.measure.plan.since)
            self.cames[row.came.came].setText(said)
        for came, label in self.cames.items():
            label.setVisible(row.came is not None and row.came.came is came)
        others = [one for one in loss.measures if row.measure is None or one.id != row.measure.id]
        self.others.setText(
            "\n".join(
                _("Earlier: {what} ({owner}, {status}, due {due})").format(
                    what=one.plan.what or DASH,
                    owner=one.owner,
                    status=_(STATUS_LABELS[one.status]),
                    due=day(one.due, self._desk.today),
                )
                for one in others
            )
        )
        self.others.setVisible(bool(others))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        chosen = self.status.currentData()
        self.status.clear()
        for status, label in STATUS_LABELS.items():
            self.status.addItem(_(label), status.value)
        self.status.setCurrentIndex(max(0, self.status.findData(chosen)))
        self.save.setText(_("Save"))
        self.save.setToolTip(_("Save the measure (Ctrl+S)"))
        self.discard.setText(_("Discard"))
        self.remove.setText(_("Remove"))
        self._say_all()
        self._show_unsaved()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.owner.setFocus(event.reason())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
