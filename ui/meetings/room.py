"""The room’s screen: one item at a time, large; outcomes are noted by single keys while people talk."""

from __future__ import annotations

import math
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeyEvent,
    QPalette,
    QResizeEvent,
    QScreen,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.meetings.meeting import MeetingState, OutcomeKind
from supervisor.meetings.series import SECTION_LABELS
from supervisor.wallboard.fit import Viewing
from supervisor.words import _, mark, number
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.meetings import sayings
from ui.meetings.note_bar import ISSUE, Note, NoteBar
from ui.meetings.room_head import RoomHead, spent_said
from ui.meetings.room_item import RoomItem
from ui.meetings.told import is_settled, people_of
from ui.widgets.table import memory

if TYPE_CHECKING:
    from supervisor.meetings.agenda import Look
    from supervisor.meetings.sitting import Sitting

SCREEN_INCHES, FARTHEST_M = 90.0, 8.0
ARC = 16.0  # minutes: what can just be read well
DIGIT_EM = 0.72
SAVE_SPENT_S = 20.0
MEMORY = "meeting room"
UNDONE_MS = 5000

NOTES: dict[str, tuple[str, str]] = {
    "D": (OutcomeKind.DECISION, mark("Decision")),
    "A": (OutcomeKind.ACTION, mark("Action")),
    "K": (OutcomeKind.ACCEPTED, mark("Accept the answer")),
    "N": (OutcomeKind.ASK_AGAIN, mark("Answer not enough")),
    "L": (OutcomeKind.NEW_LIMIT, mark("New limit")),
    "R": (OutcomeKind.RULING, mark("Ruling")),
    "C": (OutcomeKind.CLOSED, mark("Close the issue")),
    "X": (OutcomeKind.NOT_DISCUSSED, mark("Not discussed")),
    "I": (ISSUE, mark("New issue")),
}
OF_ISSUES = frozenset(
    {
        OutcomeKind.ACCEPTED,
        OutcomeKind.ASK_AGAIN,
        OutcomeKind.NEW_LIMIT,
        OutcomeKind.RULING,
        OutcomeKind.CLOSED,
    }
)
ON = frozenset({Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_PageDown})
BACK = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Backspace, Qt.Key.Key_PageUp})


class RoomWindow(QWidget):
    """Fills the screen. `note_asked` (item, Note) is answered by `kept` or `refused`; `spent` gives seconds
    by item. Esc leaves; what was being typed is kept on this computer until it is noted or dropped."""

    note_asked = Signal(str, object)
    spent = Signal(object)
    closed = Signal()

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._desk = desk
        self._sitting: Sitting | None = None
        self._place = 0
        self._since: datetime | None = None  # from when the item's time is not saved yet
        self.head = RoomHead(self)
        self.item = RoomItem(desk.zone, self)
        self.note = NoteBar(self)
        self.told = QLabel(self)
        self.told.setProperty("role", "muted")
        self.told.setWordWrap(True)
        self.told.hide()
        self.keys = QLabel(self)
        self.keys.setProperty("role", "muted")
        self.keys.setWordWrap(True)
        self.back, self.on, self.leave = (QPushButton(self) for _one in range(3))
        for button in (self.back, self.on, self.leave):
            button.setProperty("role", "quiet")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys are the room's; these are for the mouse
        self.help = QLabel(self)
        self.help.setTextFormat(Qt.TextFormat.PlainText)
        self.help.setProperty("role", "card")
        self.help.setAutoFillBackground(True)
        self.help.hide()
        foot = QHBoxLayout()
        foot.addWidget(self.keys, 1)
        for button in (self.back, self.on, self.leave):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.head)
        self._column.addWidget(self.item, 1)
        self._column.addWidget(self.told)
        self._column.addWidget(self.note)
        self._column.addLayout(foot)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(UNDONE_MS)
        self._quiet.timeout.connect(lambda: self.tell(""))
        self._wire()
        self._restyle()
        self.retranslate()

    def _wire(self) -> None:
        self.note.kept.connect(self._keep)
        self.note.typed.connect(self._remember)
        self.note.closed.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self.back.clicked.connect(partial(self.go, -1))
        self.on.clicked.connect(partial(self.go, 1))
        self.leave.clicked.connect(self.close)
        self._desk.noticed.connect(self._heed)  # a method: it ends with the room
        self._desk.centre.live.second.connect(self._tick)
        theme.watch.changed.connect(self._restyle)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_sitting(self, sitting: Sitting) -> None:
        """Show the meeting as it is now; the item in sight stays."""
        here, first = self.here, self._sitting is None
        self._sitting = sitting
        if first:
            here = str(self._recalled().get("item", ""))
        ids = [one.id for one in sitting.items]
        if here in ids:
            self._place = ids.index(here)
        elif self._place >= len(ids):
            self._place = max(0, len(ids) - 1)
        else:  # where nothing was noted yet
            left = (at for at, one in enumerate(ids) if not is_settled(sitting, one))
            self._place = next(left, 0) if not here else self._place
        self.note.use(people_of(sitting), dict(sitting.departments))
        self._show()

    def take_up(self) -> None:
        """Go on with what was being typed when the room was left, or the program ended."""
        typed = self._recalled().get("typed")
        if isinstance(typed, dict) and typed.get("kind") and self._recalled().get("item") == self.here:
            self.note.begin(str(typed["kind"]), self._desk.today, typed)

    @property
    def here(self) -> str:
        """The id of the item in sight; "" where there is none."""
        items = self._sitting.items if self._sitting is not None else ()
        return items[self._place].id if self._place < len(items) else ""

    @property
    def look(self) -> Look | None:
        """The item in sight."""
        return self._sitting.looks.get(self.here) if self._sitting is not None else None

    @property
    def is_running(self) -> bool:
        """Whether outcomes can be noted."""
        return self._sitting is not None and self._sitting.meeting.state is MeetingState.RUNNING

    def go(self, by: int) -> None:
        """To another item."""
        if self._sitting is None or self.note.is_open:
            return
        place = max(0, min(self._place + by, len(self._sitting.items) - 1))
        if place != self._place:
            self.save_spent()
            self._place = place
            self._show()
            self._remember({})
            if (look := self.look) is not None:
                words = f"{self.head.left}. {look.title}"
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _show(self) -> None:
        sitting, look = self._sitting, self.look
        if sitting is None:
            return
        if self._since is None and self.is_running:
            self._since = self._desk.now
        outcomes = sitting.outcomes.get(self.here, ())
        self.item.show_item(look, outcomes, dict(sitting.departments), self._desk.today, self._em)
        if look is None:
            self.head.say(_("Nothing is on the agenda."), "")
        else:
            settled = sum(is_settled(sitting, one.id) for one in sitting.items)
            left = _("Item {n} of {all}: {section}").format(
                n=number(self._place + 1),
                all=number(len(sitting.items)),
                section=_(SECTION_LABELS[look.item.section]),
            )
            done = _("{n} of {all} settled").format(n=number(settled), all=number(len(sitting.items)))
            parts = (sayings.times_said(look.times), look.item.speaker, done)
            self.head.say(left, _(" · ").join(part for part in parts if part))
        self._tick(self._desk.now)

    def _tick(self, now: datetime) -> None:
        sitting, look = self._sitting, self.look
        if sitting is None or not self.isVisible():
            return
        clocks = []
        if look is not None:
            spent_s = look.item.spent_s + self._unsaved_s(now)
            clocks.append((_("this item"), *spent_said(spent_s, look.item.minutes)))
        text = sitting.meeting.text
        if text.began_at is not None:
            until = text.ended_at or now
            taken_s = max(0.0, (until - text.began_at).total_seconds())
            clocks.append((_("meeting"), *spent_said(taken_s, text.length)))
        self.head.show_clocks(tuple(clocks))
        if self._unsaved_s(now) >= SAVE_SPENT_S:
            self.save_spent()

    def _unsaved_s(self, now: datetime) -> float:
        return max(0.0, (now - self._since).total_seconds()) if self._since is not None else 0.0

    def save_spent(self) -> None:
        """Hand over how long the item in sight was spoken of since the last time."""
        now = self._desk.now
        seconds = self._unsaved_s(now)
        self._since = now if self.is_running and self.isVisible() else None
        if seconds >= 1.0 and self.here:
            self.spent.emit({self.here: seconds})

    # -- hands ----------------------------------------------------------------------------------------------

    def begin_note(self, kind: str) -> None:
        """Note something of the item in sight."""
        look = self.look
        if not self.is_running:
            self.tell(_("The meeting has not begun: nothing can be noted. Leave with Esc and begin it."))
            return
        if kind != ISSUE and look is None:
            return
        if kind in OF_ISSUES and (look is None or look.issue is None):
            self.tell(_("This item is no issue: note a decision (D) or an action (A)."))
            return
        if kind == OutcomeKind.NOT_DISCUSSED:
            self.note_asked.emit(self.here, Note(kind))
            return
        typed: dict[str, Any] = {}
        if kind == OutcomeKind.ACCEPTED:
            typed = {"text": _("The answer is accepted.")}
        owner = look.answer_owner if look is not None else ""
        self.note.begin(kind, self._desk.today, typed, owner)

    def _keep(self, note: Note) -> None:
        self.note_asked.emit(self.here, note)

    def kept(self) -> None:
        """What was asked for is in the database."""
        if self.note.is_open:
            self.note.end()

    def refused(self, said: str) -> None:
        """It could not be kept."""
        if self.note.is_open:
            self.note.refuse(said)
        else:
            self.tell(said, wrong=True)

    def _heed(self, said: str, _back: object) -> None:
        self.tell(said)

    def tell(self, said: str, *, wrong: bool = False) -> None:
        """One line about what was done, or what is wrong."""
        self.told.setText(said)
        self.told.setVisible(bool(said))
        self.told.setProperty("role", "error" if wrong else "muted")
        self.told.style().polish(self.told)
        self.told.setFont(self.keys.font())  # the style sheet has its own, for who sits near
        if said:
            self._quiet.start()
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    # -- what this computer keeps ---------------------------------------------------------------------------

    def _recalled(self) -> dict[str, Any]:
        """What is kept of this meeting: the item in sight, and what was being typed."""
        kept = memory.recall(self._desk.machine, MEMORY)
        here = self._sitting.meeting.id if self._sitting is not None else ""
        return kept if kept.get("meeting") == here else {}

    def _remember(self, typed: dict[str, Any]) -> None:
        if self._sitting is not None:
            kept = {"meeting": self._sitting.meeting.id, "item": self.here, "typed": typed}
            memory.keep(self._desk.machine, MEMORY, kept)

    # -- keys -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        if not self.help.isHidden():
            self.help.hide()
            return
        if held & Qt.KeyboardModifier.ControlModifier:
            if key == Qt.Key.Key_Z and held & Qt.KeyboardModifier.ShiftModifier:
                self._desk.redo()
            elif key == Qt.Key.Key_Z:
                self._desk.undo()
            elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._scroll(1 if key == Qt.Key.Key_Down else -1)
            else:
                super().keyPressEvent(event)
        elif key in ON:
            self.go(1)
        elif key in BACK:
            self.go(-1)
        elif key == Qt.Key.Key_Home:
            self.go(-10_000)
        elif key == Qt.Key.Key_End:
            self.go(10_000)
        elif key == Qt.Key.Key_Escape:
            self.close()
        elif event.text() in ("?", "？") or key == Qt.Key.Key_F1:
            self.show_keys()
        elif (letter := event.text().upper()) in NOTES:
            self.begin_note(NOTES[letter][0])
        else:
            super().keyPressEvent(event)

    def _scroll(self, by: int) -> None:
        bar = self.item.verticalScrollBar()
        bar.setValue(bar.value() + by * self._em * 2)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()  # the item scrolls itself

    def show_keys(self) -> None:
        """What each key does; any key hides it."""
        lines = [f"{key}    {_(words)}" for key, (_kind, words) in NOTES.items()]
        more = (
            ("→ ↓ ␣", _("next item")),
            ("← ↑ ⌫", _("item before")),
            ("Home, End", _("first, last item")),
            ("Ctrl+↑ ↓", _("scroll")),
            ("Ctrl+Z", _("take back what was noted last")),
            ("Esc", _("leave the room’s screen")),
        )
        lines += ["", *(f"{key}    {words}" for key, words in more), "", _("Any key hides this.")]
        self.help.setText("\n".join(lines))
        self.help.setFont(theme.font(max(theme.BODY, round(self._em * 0.7))))
        margin = round(self._em * 0.8)
        self.help.setContentsMargins(margin, margin, margin, margin)
        self.help.adjustSize()
        self.help.move((self.width() - self.help.width()) // 2, (self.height() - self.help.height()) // 2)
        self.help.show()
        self.help.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.help.text()))

    # -- look -----------------------------------------------------------------------------------------------

    @property
    def _em(self) -> int:
        """The size of type that the last row of seats can read, where the screen is a usual projector's."""
        viewing = Viewing(SCREEN_INCHES, FARTHEST_M, math.hypot(self.width(), self.height()))
        least = theme.current().px(theme.LEAD)
        return max(least, min(math.ceil(viewing.px(ARC) / DIGIT_EM), round(self.height() / 15)))

    def open_on(self, screen: QScreen | None) -> None:
        """Fill *screen*."""
        if screen is not None:
            self.setScreen(screen)
            self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.activateWindow()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._since = self._desk.now if self.is_running else None
        self._fit()
        self.take_up()

    def _fit(self) -> None:
        em = self._em
        self.head.use_px(round(em * 0.82))
        self.note.use_px(round(em * 0.7))
        small = theme.font(max(theme.SMALL, round(em * 0.47)))
        for widget in (self.told, self.keys, self.back, self.on, self.leave):
            widget.setFont(small)
        margin = round(em * 0.7)
        self._column.setContentsMargins(margin, round(margin * 0.7), margin, round(margin * 0.5))
        self._column.setSpacing(round(em * 0.25))
        self._show()

    def _restyle(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.colour(theme.current().ground))
        self.setPalette(palette)
        if self._sitting is not None:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick(self._desk.now)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._quiet.stop()
        self.save_spent()
        self._since = None
        super().closeEvent(event)
        self.closed.emit()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.setWindowTitle(_("Meeting"))
        self.setAccessibleName(_("The room’s screen"))
        self.keys.setText(
            "   ".join(f"{key} {_(words)}" for key, (_kind, words) in NOTES.items()) + "   ? " + _("Keys")
        )
        for button, sign, said in (
            (self.back, "←", _("Item before")),
            (self.on, "→", _("Next item")),
            (self.leave, "✕", _("Leave (Esc)")),
        ):
            button.setText(sign)
            button.setToolTip(said)
            button.setAccessibleName(said)
        if self._sitting is not None:
            self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
