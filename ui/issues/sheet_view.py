"""One sheet: prepared beside how it will look on paper; sent, signed for and answered."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.issues.sheet import SHEET_LABELS, Sending, Sheet, SheetState, Signing
from supervisor.issues.sheet_told import Entered, Told
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import _, day, moment, ngettext, number
from ui import theme
from ui.asking import Reading
from ui.issues import sheets_work
from ui.issues.answers_view import AnswersView
from ui.issues.desk import IssuesDesk
from ui.issues.sheet_draft import SheetDraft, as_kept
from ui.issues.sheet_forms import SendForm, SignForm
from ui.issues.sheet_lines import LineRow, lines_table, rows_of
from ui.issues.sheet_paper import SheetPaper
from ui.issues.sheet_preview import SheetPreview, ask_where_to, print_paper
from ui.issues.sheets_work import SheetRead
from ui.rights import guard
from ui.roundtrip.sheet_workbook import SheetWorkbook
from ui.widgets.flow_row import FlowRow
from ui.widgets.icon import icon
from ui.widgets.lead import Lead
from ui.widgets.pane import Pane
from ui.widgets.roomy import Roomy
from ui.widgets.table.export import Exporter

MAKING, SENDING = "supervisor.issues.sheet_making", "supervisor.issues.sheet_sending"
PAPER_MS = 250


class SheetView(QWidget):
    """Esc goes back to the list; Delete takes a line off; Ctrl+P prints, Ctrl+S saves what is typed."""

    back_asked = Signal()

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._read: SheetRead | None = None
        self._wanted = ""
        self._answers_wanted = False
        self._busy = False
        self._kept: dict[int, tuple[dict[str, str], dict[str, str]]] = {}  # what was kept last of answers
        self._reading = Reading(desk.centre, self.show_read)
        self._paper = QTimer(self)  # is laid out anew when nobody types
        self._paper.setSingleShot(True)
        self._paper.setInterval(PAPER_MS)
        self._paper.timeout.connect(self._show_paper)
        self.back = QToolButton(self)
        self.back.setIcon(icon("arrow-left"))
        self.title, self.under, self.note = QLabel(self), QLabel(self), QLabel(self)
        self.title.setProperty("role", "lead")
        self.under.setProperty("role", "muted")
        self.note.setProperty("role", "muted")
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        for label in (self.title, self.under, self.note, self.problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self.send, self.sign, self.fill, self.void = (QPushButton(self) for _at in range(4))
        self.print, self.pdf, self.workbook = (QPushButton(self) for _at in range(3))
        self.send.setProperty("role", "primary")
        self.void.setProperty("role", "link")
        self.add = QToolButton(self)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add_menu = QMenu(self.add)
        self.add.setMenu(self.add_menu)
        self.send_form, self.sign_form = SendForm(self), SignForm(desk, self)
        self.workbook_form = SheetWorkbook(desk.centre, desk.machine, self)
        for form in self._forms:
            form.hide()
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab("")
        self.tabs.addTab("")
        self.pages = QStackedWidget(self)
        self.side = Pane(self)
        self.draft = SheetDraft(self.side)
        self.table = lines_table(desk, self._fill_menu, self.side)
        self.preview = SheetPreview(self)
        self.answers = AnswersView(self)
        self._lay_out()
        self._wire()
        guard(
            desk.centre, Act.RUN_ISSUES, self.send, self.sign, self.fill, self.void, self.add, self.draft.save
        )
        self.retranslate()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.under)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        actions = FlowRow(self)
        doing = (self.send, self.sign, self.fill, self.add)
        for button in (*doing, self.workbook, self.print, self.pdf, self.void):
            actions.add(button)
        side = QVBoxLayout(self.side)
        side.setContentsMargins(0, 0, theme.SPACE_S, 0)
        side.setSpacing(theme.SPACE_S)
        side.addWidget(self.note)
        side.addWidget(self.draft)
        side.addWidget(self.table, 1)
        self.table.setMinimumHeight(theme.current().px(220))
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.addWidget(Roomy(self.side, self))
        self.split.addWidget(self.preview)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(5)
        self.split.setStretchFactor(0, 5)
        self.split.setStretchFactor(1, 6)
        self.split.setSizes([560, 640])
        self.pages.addWidget(self.split)
        self.pages.addWidget(self.answers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(actions)
        for widget in (self.problem, *self._forms):
            column.addWidget(widget)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        self._lead = Lead(self, self.table)
        self._fit()

    def _wire(self) -> None:
        desk = self._desk
        self.back.clicked.connect(self.back_asked)
        self.send.clicked.connect(self.ask_send)
        self.sign.clicked.connect(self.ask_sign)
        self.fill.clicked.connect(self._fill)
        self.table.filled.connect(self._fill)
        self.void.clicked.connect(self._void)
        self.print.clicked.connect(self._print)
        self.pdf.clicked.connect(self._pdf)
        self.send_form.send_asked.connect(self._send)
        self.send_form.cancelled.connect(self._close_forms)
        self.sign_form.sign_asked.connect(self._sign)
        self.sign_form.cancelled.connect(self._close_forms)
        self.workbook.clicked.connect(self.ask_workbook)
        self.workbook_form.cancelled.connect(self._close_forms)
        self.workbook_form.noticed.connect(desk.noticed)
        self.tabs.currentChanged.connect(self._turn)
        self.table.opened.connect(lambda row: desk.issue_wanted.emit(row.line.issue))
        self.draft.save.clicked.connect(self.keep)
        self.draft.edited.connect(self._paper.start)
        self.draft.discarded.connect(self._show_paper)
        self.answers.save_asked.connect(self._answer)
        self.answers.typed.connect(self._keep_typed)
        for keys, slot, whole in (
            (QKeySequence(QKeySequence.StandardKey.Print), self._print, self),
            (QKeySequence(QKeySequence.StandardKey.Save), self.keep, self.side),
            (QKeySequence(QKeySequence.StandardKey.Delete), self._take_off_chosen, self.table.view),
        ):
            shortcut = QShortcut(keys, whole, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        exporter = Exporter(self.table, desk.centre.jobs, zone=lambda: desk.zone, who=desk.centre.who)
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that is shown, as it was read."""
        return self._read.told.sheet if self._read is not None else None

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        return self.draft.is_changed or self.answers.model.is_dirty

    def open(self, id: str, *, answers: bool = False) -> None:
        """Show the sheet *id*, its *answers* first if it is out."""
        if id != self._wanted:
            self.answers.table.commit()
            self._keep_typed()
            if self.draft.is_changed:
                self.keep()
            self._read = None
            self.draft.forget()
            self._close_forms()
        self._wanted, self._answers_wanted = id, answers
        self.read()

    def read(self) -> None:
        """Read it again."""
        if self._wanted:
            self._reading.read(sheets_work.read_sheet, self._wanted, self._desk.now, self._desk.centre.who)

    def show_read(self, read: SheetRead) -> None:
        """Show a sheet as it was read; what is being typed stays."""
        told, before = read.told, self._read
        sheet = told.sheet
        if self._wanted and sheet.id != self._wanted:
            return  # another is wanted meanwhile
        self._wanted = sheet.id
        same = before is not None and before.told.sheet.id == sheet.id
        self._read = read
        departments = self._desk.known.departments
        if same:
            self.answers.show_read(read, departments)
        else:
            self.answers.begin(read, departments)
            self._kept = self.answers.model.kept
            self.refuse("")
            self.tabs.setCurrentIndex(0)
        self.draft.show_sheet(sheet, read.meetings)
        self.table.tick(self._desk.now)
        self.table.show_rows(rows_of(told))
        self._show_paper()
        self._tell()
        if self._answers_wanted and sheet.is_frozen:
            self._answers_wanted = False
            self.show_answers()

    def show_answers(self) -> None:
        """Show the table of answers."""
        self.tabs.setCurrentIndex(1)
        self.answers.start()

    def refuse(self, said: str) -> None:
        """Say why something could not be done."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def _show_paper(self) -> None:
        read = self._read
        if read is not None:
            sheet = self.draft.typed or read.told.sheet
            self.preview.show_paper(SheetPaper(sheet, read.told.lines, self._desk.zone))

    def _tell(self) -> None:
        """Say what the sheet is and what can be done with it."""
        if self._read is None:
            return
        told = self._read.told
        sheet, text = told.sheet, told.sheet.text
        name = text.head.department or self._desk.known.department(sheet.department)
        self.title.setText(_("{number} · {department}").format(number=sheet.number, department=name))
        today, zone = self._desk.today, self._desk.zone
        parts = [_(SHEET_LABELS[sheet.state])]
        if text.head.meeting:
            parts.append(text.head.meeting)
        if text.wished is not None:
            parts.append(_("answers wished by {day}").format(day=day(text.wished, today)))
        if sheet.sent_at is not None:
            how = text.sending
            who = _("sent {when} to {name} ({how}) by {who}") if how.to else _("sent {when} ({how}) by {who}")
            parts.append(
                who.format(
                    when=moment(sheet.sent_at, zone, today), name=how.to, how=how.how, who=how.issued_by
                )
            )
        if text.signing.at is not None:
            parts.append(
                _("signed for by {name}, {when}").format(
                    name=text.signing.by, when=moment(text.signing.at, zone, today)
                )
            )
        self.under.setText(_(" · ").join(parts))
        draft, out = sheet.state is SheetState.DRAFT, sheet.is_frozen
        self.send.setVisible(draft)
        self.sign.setVisible(sheet.state is SheetState.SENT or (out and text.signing.at is None))
        self.fill.setVisible(draft and bool(told.gone or told.more))
        self.add.setVisible(draft and bool(told.more))
        self.void.setVisible(draft)
        self.draft.setVisible(draft)
        self.tabs.setVisible(out)
        self.send.setEnabled(bool(told.lines))
        self.workbook.setVisible(sheet.state is not SheetState.VOID)
        self.workbook.setEnabled(bool(told.lines))
        self.sign.setProperty("role", "primary" if self.sign.isVisibleTo(self) else "")
        self.note.setText("\n".join(_notes(told)))
        self.note.setVisible(bool(self.note.text()))
        self.add_menu.clear()
        for issue, reminder in told.more:
            said = _("{number} {title}").format(number=issue.number, title=issue.title)
            if reminder:
                said = _("{issue} (reminder)").format(issue=said)
            self.add_menu.addAction(said, partial(self._put_on, issue.id))
        if not out:
            self.tabs.setCurrentIndex(0)

    # -- hands ----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Save what is typed on a draft."""
        if not self.draft.judge():
            return
        typed = self.draft.typed
        if typed is not None and self.draft.is_changed:
            self._do(
                _("Sheet {number} was saved.").format(number=typed.number), MAKING, "change", as_kept(typed)
            )

    def _keep_typed(self) -> None:
        """Keep what is typed as answers, so that nothing is lost, whatever happens."""
        sheet, centre = self.sheet, self._desk.centre
        if sheet is None or not sheet.is_frozen or not centre.url:
            return
        kept = self.answers.model.kept
        if kept != self._kept:
            self._kept = kept
            centre.jobs.keep(
                f"answers to a sheet {sheet.id}",
                sheets_work.keep_typed,
                sheet.id,
                kept,
                who=centre.who,
                at=self._desk.now,
            )

    def ask_send(self) -> None:
        """Ask how it goes out."""
        read = self._read
        if read is None or read.told.sheet.state is not SheetState.DRAFT:
            return
        if self.draft.is_changed:
            self.refuse(_("Save what is typed first, or discard it."))
            return
        self._close_forms()
        self.refuse("")
        self.send_form.begin(read.told.sheet, sum(not line.reminder for line in read.told.lines))
        self.send_form.show()
        self.send_form.start()

    def ask_sign(self) -> None:
        """Ask who signed for it."""
        if self.sheet is not None and self.sheet.is_frozen:
            self._close_forms()
            self.refuse("")
            self.sign_form.begin(self.sheet)
            self.sign_form.show()
            self.sign_form.start()

    def ask_workbook(self) -> None:
        """Show which workbooks were made of it, to write one more."""
        read = self._read
        if read is None:
            return
        self._close_forms()
        if self.draft.is_changed:
            self.refuse(_("Save what is typed first, or discard it."))
            return
        self.refuse("")
        sheet = read.told.sheet
        name = sheet.text.head.department or self._desk.known.department(sheet.department)
        self.workbook_form.show()
        self.workbook_form.begin(sheet, name, len(read.told.lines))

    @property
    def _forms(self) -> tuple[SendForm, SignForm, SheetWorkbook]:
        return self.send_form, self.sign_form, self.workbook_form

    def _close_forms(self) -> None:
        for form in self._forms:
            form.hide()
        if self.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _send(self, sending: Sending) -> None:
        read = self._read
        if read is not None:
            sheet = read.told.sheet
            name = sheet.text.head.department
            self._do(
                _("Sheet {number} went to {name}.").format(number=sheet.number, name=name),
                SENDING,
                "send",
                as_kept(sheet),
                sending,
                seen=read.told.seen,
            )

    def _sign(self, signing: Signing) -> None:
        if self.sheet is not None:
            self._do(
                _("Sheet {number} was signed for.").format(number=self.sheet.number),
                SENDING,
                "sign",
                self.sheet,
                signing,
            )

    def _answer(self, answers: dict[int, object], said_by: str, how: str) -> None:
        sheet = self.sheet
        if sheet is None or self._busy:
            return
        self._busy = True
        count = len(answers)
        self._desk.do(
            ngettext("{n} answer was entered.", "{n} answers were entered.", count).format(n=number(count)),
            SENDING,
            "answer",
            sheet,
            answers,
            said_by=said_by,
            how=how,
            acting=self._desk.acting(),
            then=self._was_answered,
            failed=self._answer_was_refused,
        )

    def _was_answered(self, entered: tuple[Entered, ...]) -> None:
        self._busy = False
        self.answers.show_entered(entered or ())
        self.read()

    def _answer_was_refused(self, error: SupervisorError) -> None:
        self._busy = False
        self.answers.refuse(sentence(error))

    def _void(self) -> None:
        if self.sheet is not None:
            self._do(
                _("Sheet {number} is void.").format(number=self.sheet.number),
                MAKING,
                "void",
                as_kept(self.sheet),
            )

    def _fill(self) -> None:
        if self.sheet is not None:
            self._do(
                _("Sheet {number} is up to date.").format(number=self.sheet.number),
                MAKING,
                "fill",
                as_kept(self.sheet),
            )

    def _put_on(self, issue: int) -> None:
        if self.sheet is not None:
            self._do(
                _("It is on sheet {number}.").format(number=self.sheet.number),
                MAKING,
                "put_on",
                as_kept(self.sheet),
                (issue,),
            )

    def _take_off(self, issues: tuple[int, ...]) -> None:
        if self.sheet is not None and issues:
            self._do(
                ngettext(
                    "{n} line was taken off sheet {number}.",
                    "{n} lines were taken off sheet {number}.",
                    len(issues),
                ).format(n=number(len(issues)), number=self.sheet.number),
                MAKING,
                "take_off",
                as_kept(self.sheet),
                issues,
            )

    def _take_off_chosen(self) -> None:
        if self.sheet is not None and self.sheet.state is SheetState.DRAFT:
            self._take_off(tuple(row.line.issue for row in self.table.selected()))

    def _do(self, said: str, store: str, name: str, *args: object, **more: object) -> None:
        if self._busy:
            return
        self._busy = True
        self._desk.do(
            said,
            store,
            name,
            *args,
            acting=self._desk.acting(),
            then=self._was_done,
            failed=self._was_refused,
            **more,
        )

    def _was_done(self, _result: object) -> None:
        self._busy = False
        self.refuse("")
        self._close_forms()
        self.read()

    def _was_refused(self, error: SupervisorError) -> None:
        self._busy = False
        shown = next((form for form in (self.send_form, self.sign_form) if form.isVisible()), None)
        if shown is not None:
            shown.refuse(sentence(error))
        else:
            self.refuse(sentence(error))
        self.read()

    def _fill_menu(self, row: LineRow, menu: QMenu) -> None:
        menu.addAction(_("Show the issue"), partial(self._desk.issue_wanted.emit, row.line.issue))
        if self.sheet is not None and self.sheet.state is SheetState.DRAFT:
            menu.addAction(_("Take off the sheet"), partial(self._take_off, (row.line.issue,)))

    def _print(self) -> None:
        if self.sheet is not None and self.preview.paper is not None:
            print_paper(self.sheet, self.preview.paper, self)

    def _pdf(self) -> None:
        if self.sheet is not None and self.preview.paper is not None:
            ask_where_to(self._desk, self.sheet, self.preview.paper, self)

    def _turn(self, at: int) -> None:
        self.pages.setCurrentIndex(at)
        if at == 1:
            self.answers.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_asked.emit()
        else:
            super().keyPressEvent(event)

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        said = _("Back to the list (Esc)")
        self.back.setToolTip(said)
        self.back.setAccessibleName(said)
        self.send.setText(_("Send…"))
        self.sign.setText(_("Signed for…"))
        self.fill.setText(_("Bring up to date"))
        self.fill.setToolTip(
            _("Put on it what belongs there and is missing, take off what no longer belongs there.")
        )
        self.add.setText(_("Put an issue on it"))
        self.workbook.setText(_("Workbook…"))
        self.workbook.setToolTip(_("For the department to fill in and send back"))
        self.print.setText(_("Print…"))
        self.print.setToolTip(_("Ctrl+P"))
        self.pdf.setText(_("Save as PDF…"))
        self.void.setText(_("Void it"))
        self.void.setToolTip(_("It is not sent after all: its issues are free for another sheet."))
        self.tabs.setTabText(0, _("Lines and paper"))
        self.tabs.setTabText(1, _("Answers of the department"))
        self.table.say_empty(_("Nothing is on this sheet."), _("Bring up to date"))
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()
            self._show_paper()
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        size = theme.current().px(theme.ICON)
        self.back.setIconSize(QSize(size, size))


def _notes(told: Told) -> list[str]:
    """What is not as it should be with a draft."""
    found = []
    if told.gone:
        names = _(", ").join(one.number for one in told.gone)
        found.append(_("No longer to be sent, and therefore not on it: {issues}.").format(issues=names))
    if told.more:
        count = len(told.more)
        found.append(
            ngettext("{n} more issue could be on it.", "{n} more issues could be on it.", count).format(
                n=number(count)
            )
        )
    return found
