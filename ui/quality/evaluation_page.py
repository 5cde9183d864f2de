"""One evaluation in the drawer: filled in by keyboard, then read, appealed, ruled on."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from functools import partial

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.performance.target_sheet import channel_name
from supervisor.quality.evaluation import STATE_LABELS, Appeal, Evaluation, Score, State, score
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import DASH, _, day, mark, moment, ngettext, share
from ui import theme
from ui.quality.answer_sheet import AnswerSheet
from ui.quality.desk import QualityDesk
from ui.quality.drafts import Drafts
from ui.quality.work import Opened
from ui.rights import guard
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import Pane


class Mode(StrEnum):
    """What is done with the evaluation."""

    READ = "read"
    FILL = "fill"
    APPEAL = "appeal"
    RULE = "rule"


def score_words(reached: Score) -> str:
    """What the answers come to so far, in words."""
    parts = []
    if reached.share is None:
        parts.append(_("No score yet"))
    else:
        parts.append(
            _("{share}: {given:g} of {possible:g} points").format(
                share=share(reached.share), given=reached.given, possible=reached.possible
            )
        )
    fatal = len(reached.errors) - reached.critical - reached.noncritical
    for count, said in (
        (fatal, ngettext("{n} fatal error", "{n} fatal errors", fatal)),
        (reached.critical, ngettext("{n} critical", "{n} critical", reached.critical)),
        (reached.noncritical, ngettext("{n} non-critical", "{n} non-critical", reached.noncritical)),
    ):
        if count:
            parts.append(said.format(n=count))
    if reached.missing:
        count = len(reached.missing)
        parts.append(ngettext("{n} item open", "{n} items open", count).format(n=count))
    elif reached.passed is not None:
        parts.append(_("passed") if reached.passed else _("not passed"))
    return _(" · ").join(parts)


class EvaluationPage(QWidget):
    """Ctrl+Enter finishes (or says the appeal, or the ruling). Drafts are saved as they grow."""

    finished = Signal(str)  # the id of an evaluation that is final now
    gone = Signal()  # there is nothing to be shown any more
    titled = Signal(str, str)  # title and the line under it

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.mode = Mode.READ
        self.opened: Opened | None = None
        self._unsaved = False
        self._busy = False
        self.drafts = Drafts(desk.centre, self)
        self.about = QLabel(self)
        self.about.setProperty("role", "muted")
        self.past = QLabel(self)
        self.past.setProperty("role", "notice")
        self.fatal = QLabel(self)
        self.fatal.setProperty("role", "error")
        for text in (self.about, self.past, self.fatal):
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
        self.sheet = AnswerSheet(self)
        self.comment, self.again = QLineEdit(), QLineEdit()
        self.by, self.why = QLineEdit(), QLineEdit()
        self.fields = {
            "comment": Field(mark("Comment"), self.comment),
            "again": Field(
                mark("Why once more"),
                self.again,
                mark("This rater judged the contact with this form already."),
            ),
            "by": Field(mark("Who does not agree"), self.by),
            "why": Field(mark("Why"), self.why),
        }
        self._commented = QLabel(self)
        self._commented.setWordWrap(True)
        self._commented.setTextFormat(Qt.TextFormat.PlainText)
        self.score = QLabel(self)
        self.score.setProperty("role", "strong")
        self.score.setWordWrap(True)
        self.kept = QLabel(self)
        self.kept.setProperty("role", "small")
        self.kept.setWordWrap(True)
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.do_it, self.leave = QPushButton(self), QPushButton(self)
        self.do_it.setProperty("role", "primary")
        self.appeal, self.rule, self.remove = QPushButton(self), QPushButton(self), QPushButton(self)
        self._lay_out()
        self._wire()
        guard(desk.centre, Act.JUDGE, self.do_it, self.appeal, self.rule, self.remove)
        self.retranslate()

    def _lay_out(self) -> None:
        inner = Pane(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (
            *(self.about, self.past, self.fatal, self.fields["by"], self.fields["why"]),
            *(self.sheet, self._commented, self.fields["comment"], self.fields["again"]),
        ):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumHeight(160)
        scroll.setWidget(inner)
        bar = QFrame(self)
        bar.setProperty("role", "save-bar")
        below = QVBoxLayout(bar)
        below.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        below.setSpacing(theme.SPACE_S)
        self._buttons = FlowRow(bar)
        for button in (self.do_it, self.leave, self.appeal, self.rule, self.remove):
            self._buttons.add(button)
        for part in (self.score, self.kept, self._problem, self._buttons):
            below.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE_S)
        whole.addWidget(scroll, 1)
        whole.addWidget(bar)

    def _wire(self) -> None:
        self.sheet.edited.connect(self._note_edit)
        for line in (self.comment, self.again):
            line.textEdited.connect(lambda _text: self._note_edit())
        self.drafts.saved.connect(self._was_kept)
        self.drafts.refused.connect(self._was_not_kept)
        self.do_it.clicked.connect(self.decide)
        self.leave.clicked.connect(self.give_up)
        self.appeal.clicked.connect(partial(self._begin, Mode.APPEAL))
        self.rule.clicked.connect(partial(self._begin, Mode.RULE))
        self.remove.clicked.connect(self.forget)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, self.decide)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def evaluation(self) -> Evaluation | None:
        """What is shown, as it was read or as it is filled in."""
        return self.opened.evaluation if self.opened is not None else None

    @property
    def problem(self) -> str:
        """What is wrong, as it is shown; "" when nothing is."""
        return "" if self._problem.isHidden() else self._problem.text()

    @property
    def is_unsaved(self) -> bool:
        """Whether something would be lost: answers that are not saved, an appeal or a ruling begun."""
        return self._unsaved or self.mode in (Mode.APPEAL, Mode.RULE)

    def show_evaluation(self, opened: Opened) -> None:
        """Show an evaluation; a draft is gone on with."""
        self._leave_draft()
        one = opened.evaluation
        self.opened = opened
        self._unsaved = self._busy = False
        self.fields["again"].setVisible(bool(one.judgement.again))
        self._say_problem("")
        self.comment.setText(one.judgement.comment)
        self.again.setText(one.judgement.again)
        self._enter(Mode.FILL if one.state is State.DRAFT else Mode.READ)

    def clear(self) -> None:
        """Show nothing; what was typed is saved."""
        self._leave_draft()
        self.opened = None

    def _enter(self, mode: Mode) -> None:
        self.mode = mode
        self._fill()
        self._say_all()

    def _fill(self) -> None:
        if self.opened is None:
            return
        one = self.opened.evaluation
        writable = self.mode in (Mode.FILL, Mode.RULE)
        self.sheet.show_form(self.opened.form_version.content, one.judgement.answers, writable=writable)
        self.fields["comment"].setVisible(self.mode is Mode.FILL)
        self._commented.setText(one.judgement.comment)
        self._commented.setVisible(self.mode is not Mode.FILL and bool(one.judgement.comment))
        self.fields["by"].setVisible(self.mode is Mode.APPEAL)
        self.fields["why"].setVisible(self.mode in (Mode.APPEAL, Mode.RULE))

    def _leave_draft(self) -> None:
        """Whatever comes next, what was answered so far is saved."""
        if self.mode is Mode.FILL and self._unsaved:
            self.drafts.flush()

    # -- filling in -----------------------------------------------------------------------------------------

    def _note_edit(self) -> None:
        if self.opened is None:
            return
        if self.mode is Mode.RULE:
            self._show_score()
            return
        if self.mode is not Mode.FILL or self._busy:
            return
        one = self._as_filled(self.opened.evaluation)
        self.opened = replace(self.opened, evaluation=one)
        self._unsaved = True
        self._say_problem("")
        self.drafts.keep(one)
        self._show_score()
        self.kept.setText(_("Not saved yet"))

    def _as_filled(self, one: Evaluation) -> Evaluation:
        judgement = msgspec.structs.replace(
            one.judgement,
            answers=self.sheet.answers,
            comment=self.comment.text().strip(),
            again=self.again.text().strip() if not self.fields["again"].isHidden() else "",
        )
        return replace(one, judgement=judgement)

    def _was_kept(self, saved: Evaluation) -> None:
        one = self.evaluation
        if self.opened is None or one is None or one.id != saved.id:
            return
        self.opened = replace(self.opened, evaluation=replace(one, version=saved.version))
        if one.judgement == saved.judgement:
            self._unsaved = False
            now = self._desk.centre.live.clock.now()
            self.kept.setText(_("Saved as a draft at {time}").format(time=moment(now, self._desk.zone)[-5:]))

    def _was_not_kept(self, draft: Evaluation, error: SupervisorError) -> None:
        if self.evaluation is not None and self.evaluation.id == draft.id:
            self._say_problem(sentence(error))
        else:
            self._desk.centre.jobs.refused.emit(error)

    # -- decisions ------------------------------------------------------------------------------------------

    def decide(self) -> None:
        """Do what the first button says."""
        if self.opened is None or self._busy or not self._desk.centre.url:
            return
        match self.mode:
            case Mode.FILL:
                self._unsaved = False  # finishing saves everything
                self.drafts.forget_waiting(self.opened.evaluation.id)
                self._busy = True
                self.drafts.settle(self._finish)
            case Mode.APPEAL:
                self._send_appeal(self.opened.evaluation)
            case Mode.RULE:
                self._send_ruling(self.opened.evaluation)

    def _finish(self) -> None:
        if self.opened is None:
            return
        one = self.opened.evaluation
        one = replace(one, version=self.drafts.version(one))
        self._desk.do(
            _("The evaluation of {name} is final.").format(name=self._name(one)),
            "evaluation_store",
            "finish",
            one,
            person=self._name(one),
            then=self._was_finished,
            failed=self._refused,
        )

    def _was_finished(self, one: Evaluation) -> None:
        self.drafts.forget(one.id)
        self._changed(one)
        self.finished.emit(one.id)

    def _refused(self, error: SupervisorError) -> None:
        """What is wrong is told; where a contact is judged a second time, why can be said."""
        self._busy = False
        self._say_problem(sentence(error))
        if self.opened is None or self.mode is not Mode.FILL:
            return
        reached = score(self.opened.form_version.content, self.sheet.answers)
        if reached.missing:
            self.sheet.start(reached.missing[0])
        elif self.opened.evaluation.contact and reached.share is not None:
            self.fields["again"].show()
            self.again.setFocus(Qt.FocusReason.OtherFocusReason)
        self.drafts.keep(self.opened.evaluation)

    def _begin(self, mode: Mode) -> None:
        """Begin an appeal, or the ruling on it."""
        if self.opened is None:
            return
        self.by.setText(self._name(self.opened.evaluation) if mode is Mode.APPEAL else "")
        self.why.clear()
        self._say_problem("")
        self._enter(mode)
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def _send_appeal(self, one: Evaluation) -> None:
        self._busy = True
        self._desk.do(
            _("The appeal was noted; the evaluation counts as it is until somebody rules."),
            "evaluation_store",
            "appeal",
            one,
            self.why.text(),
            by=self.by.text().strip() or self._name(one),
            person=self._name(one),
            then=self._changed,
            failed=self._refused,
        )

    def _send_ruling(self, one: Evaluation) -> None:
        answers = self.sheet.answers
        changed = answers != one.judgement.answers
        self._busy = True
        self._desk.do(
            _("The evaluation was changed after the appeal.") if changed else _("The answers stand."),
            "evaluation_store",
            "rule",
            one,
            self.why.text(),
            answers=answers if changed else None,
            person=self._name(one),
            then=self._changed,
            failed=self._refused,
        )

    def _changed(self, one: Evaluation) -> None:
        self._busy = False
        if self.opened is not None and self.opened.evaluation.id == one.id:
            self.mode = Mode.READ
            self.show_evaluation(replace(self.opened, evaluation=one))
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_up(self) -> None:
        """Throw the draft away, or leave the appeal or the ruling."""
        if self.opened is None or self._busy:
            return
        if self.mode is not Mode.FILL:
            self._say_problem("")
            self._enter(Mode.READ)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._unsaved = False
        self.drafts.forget_waiting(self.opened.evaluation.id)
        self._busy = True
        self.drafts.settle(self._drop)

    def _drop(self) -> None:
        from ui.quality import work

        one = self.evaluation
        self._busy = False
        if one is None:
            return
        one = replace(one, version=self.drafts.version(one))
        self.drafts.forget(one.id)
        self.opened = None
        if one.version:
            self._desk.centre.jobs.write(work.drop_draft, one)
        self._desk.noticed.emit(_("The draft was thrown away."), partial(self._take_up, one))
        self.gone.emit()

    def _take_up(self, one: Evaluation) -> None:
        """The draft that was thrown away is wanted after all."""
        self.drafts.keep(replace(one, version=0))

    def forget(self) -> None:
        """Remove an evaluation that is final."""
        one = self.evaluation
        if one is None or self._busy:
            return
        self._busy = True
        self._desk.do(
            _("The evaluation of {name} was removed.").format(name=self._name(one)),
            "evaluation_store",
            "remove",
            one,
            person=self._name(one),
            then=self._was_removed,
            failed=self._refused,
        )

    def _was_removed(self, _nothing: object) -> None:
        self._busy = False
        self.opened = None
        self.gone.emit()

    def _name(self, one: Evaluation) -> str:
        return self._desk.known.called(one.person)

    # -- words ----------------------------------------------------------------------------------------------

    def title(self) -> tuple[str, str]:
        """What the drawer is called."""
        one = self.evaluation
        if self.opened is None or one is None:
            return "", ""
        form = self._desk.known.form(self.opened.form_version.form)
        under = _("{form}, version {number}").format(
            form=form.name if form is not None else DASH, number=self.opened.form_version.number
        )
        return self._name(one), under

    def _say_problem(self, said: str) -> None:
        self._problem.setText(said)
        self._problem.setVisible(bool(said))

    def _say_all(self) -> None:
        one = self.evaluation
        if one is None:
            return
        today, zone = self._desk.today, self._desk.zone
        parts = [_(STATE_LABELS[one.state]), day(one.contact_day, today)]
        if one.judgement.contact_at is not None:
            parts[1] = moment(one.judgement.contact_at, zone, today)
        if one.channel:
            parts.append(channel_name(one.channel))
        parts.append(
            _("contact {contact}").format(contact=one.contact) if one.contact else _("contact unknown")
        )
        parts.append(_("judged by {rater}").format(rater=one.rater))
        if one.state is not State.DRAFT:
            parts.append(moment(one.evaluated_at, zone, today))
        self.about.setText(_(" · ").join(parts))
        self.past.setText("\n".join(self._appeal_words(appeal) for appeal in one.judgement.appeals))
        self.past.setVisible(bool(one.judgement.appeals))
        words = {
            Mode.FILL: (_("Finish"), _("Throw the draft away")),
            Mode.APPEAL: (_("Note the appeal"), _("Cancel")),
            Mode.RULE: (_("Save the ruling"), _("Cancel")),
        }.get(self.mode, ("", ""))
        self.do_it.setText(words[0])
        self.do_it.setToolTip(_("{what} (Ctrl+Enter)").format(what=words[0]) if words[0] else "")
        self.leave.setText(words[1])
        reading = self.mode is Mode.READ
        for button in (self.do_it, self.leave):
            button.setVisible(not reading)
        self.appeal.setVisible(reading and one.state in (State.FINAL, State.CHANGED))
        self.rule.setVisible(reading and one.state is State.APPEALED)
        self.remove.setVisible(reading)
        if self.mode is Mode.RULE:
            self.kept.setText(_("Change the answers that were wrong, or leave them as they are; say why."))
        elif self.mode is Mode.FILL:
            self.kept.setText(
                _("Y yes, N no, A does not apply, arrows to other items, Enter a note.")
                if not self._unsaved
                else _("Not saved yet")
            )
        else:
            self.kept.setText("")
        self._show_score()
        self.titled.emit(*self.title())

    def _show_score(self) -> None:
        if self.opened is None:
            return
        reached = score(self.opened.form_version.content, self.sheet.answers)
        self.score.setText(score_words(reached))
        self.fatal.setText(_("A fatal error: the whole form is worth nothing."))
        self.fatal.setVisible(reached.fatal)
        self.kept.setVisible(bool(self.kept.text()) or self.mode is Mode.FILL)

    def _appeal_words(self, one: Appeal) -> str:
        zone, today = self._desk.zone, self._desk.today
        said = _("{who} did not agree ({when}): {why}").format(
            who=one.by, when=moment(one.at, zone, today), why=one.why
        )
        if one.ruled_at is None:
            return said
        ruled = (
            _("{who} changed the answers ({when}): {why}")
            if one.accepted
            else _("{who} let the answers stand ({when}): {why}")
        )
        return f"{said}\n" + ruled.format(
            who=one.ruled_by, when=moment(one.ruled_at, zone, today), why=one.ruling
        )

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for button, said in (
            (self.appeal, _("Appeal…")),
            (self.rule, _("Rule on the appeal…")),
            (self.remove, _("Remove")),
        ):
            button.setText(said)
        self._say_all()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.mode is Mode.FILL:
            self.sheet.start()
        else:
            buttons = (self.do_it, self.appeal, self.rule, self.remove)
            first = next((one for one in buttons if not one.isHidden()), None)
            if first is not None:
                first.setFocus(event.reason())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._leave_draft()  # the window may be about to close

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
