"""What is done with the chosen issues together: something is set in each, or each is moved."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.issues import bulk_change
from supervisor.issues.bulk_change import FOR_MANY, MOST, BulkChange, Outcome
from supervisor.issues.issue import SEVERITY_LABELS, Severity
from supervisor.issues.line import IssueLine
from supervisor.issues.moves import NEED_LABELS
from supervisor.issues.states import Move
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.issues.known import Known
from ui.widgets.attuned import AttunedFrame
from ui.widgets.table.flow import Flow

SHOWN_REFUSED = 5


class What(StrEnum):
    """What can be set in many."""

    DEPARTMENT = "department"
    SEVERITY = "severity"
    CATEGORY = "category"
    ADD_TAG = "add_tag"
    REMOVE_TAG = "remove_tag"
    INTERNAL = "internal"


_TYPED = frozenset({What.CATEGORY, What.ADD_TAG})
LABELS = {
    What.DEPARTMENT: mark("Responsible department"),
    What.SEVERITY: mark("Severity"),
    What.CATEGORY: mark("Business category"),
    What.ADD_TAG: mark("Add a tag"),
    What.REMOVE_TAG: mark("Remove a tag"),
    What.INTERNAL: mark("Internal only"),
}


def refusals(outcome: Outcome) -> str:
    """Those that stayed as they were, and why, a line each; "" where there are none."""
    if not outcome.refused:
        return ""
    count = len(outcome.refused)
    said = [
        ngettext("{n} issue stays as it is:", "{n} issues stay as they are:", count).format(n=number(count))
    ]
    said += [
        _("{number}: {why}").format(number=one.number or one.id, why=one.why)
        for one in outcome.refused[:SHOWN_REFUSED]
    ]
    if (more := count - SHOWN_REFUSED) > 0:
        said.append(ngettext("and {n} more", "and {n} more", more).format(n=number(more)))
    return "\n".join(said)


class BulkBar(AttunedFrame):
    """`changed` has a BulkChange, `moved` the name of a move and its text. Esc takes back what was begun."""

    changed = Signal(object)
    moved = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[IssueLine, ...] = ()
        self._known = Known()
        self._move: Move | None = None
        self._busy = False
        self.who = QLabel(self)
        self.who.setProperty("role", "muted")
        self.what = QComboBox(self)
        self.value, self.words = QComboBox(self), QComboBox(self)
        self.words.setEditable(True)
        self.values = QStackedWidget(self)
        self.values.addWidget(self.value)
        self.values.addWidget(self.words)
        self.set = QPushButton(self)
        self.move_button = QPushButton(self)
        self.menu = QMenu(self)
        self.move_button.setMenu(self.menu)
        self.text = QLineEdit(self)
        self.text.setMaxLength(2000)
        self.do_it, self.leave = QPushButton(self), QPushButton(self)
        self.do_it.setProperty("role", "primary")
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        for box in (self.what, self.value, self.words):
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = Flow(theme.SPACE_S)
        for widget in (
            self.who,
            self.what,
            self.values,
            self.set,
            self.move_button,
            self.text,
            self.do_it,
            self.leave,
        ):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.what.activated.connect(lambda _at: self._offer())
        self.set.clicked.connect(self._set)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.text.returnPressed.connect(self._do)
        self.do_it.clicked.connect(self._do)
        self.leave.clicked.connect(self.fold)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.fold)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.fold()
        self._say()
        self._fit()
        self.hide()

    # -- what is shown --------------------------------------------------------------------------------------

    def show_known(self, known: Known) -> None:
        """Departments and categories that can be set."""
        self._known = known
        self._offer()

    def show_chosen(self, lines: Sequence[IssueLine]) -> None:
        """*lines* are chosen; the bar is there when there are any."""
        if [line.id for line in lines] != [line.id for line in self._lines]:
            self.fold()
        self._lines = tuple(lines)
        self.setVisible(bool(lines))
        self._count()
        if What(self.what.currentData() or What.SEVERITY) is What.REMOVE_TAG:
            self._offer()

    def show_busy(self, busy: bool) -> None:
        """Whether what was asked for is being done: nothing else is begun meanwhile."""
        self._busy = busy
        for widget in (self.set, self.move_button, self.do_it):
            widget.setEnabled(not busy)
        self._count()

    def refuse(self, said: str) -> None:
        """Say what was wrong."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def moves(self) -> list[tuple[Move, int]]:
        """The moves that can be done with some of the chosen ones, and with how many."""
        found = [(move, sum(line.state in move.since for line in self._lines)) for move in FOR_MANY]
        return [(move, count) for move, count in found if count]

    # -- what the person does -------------------------------------------------------------------------------

    def _offer(self) -> None:
        """The values of what is chosen to be set."""
        what = What(self.what.currentData() or What.DEPARTMENT)
        typed = what in _TYPED
        box = self.words if typed else self.value
        box.clear()
        match what:
            case What.DEPARTMENT:
                for department in self._known.departments:
                    if not department.retired:
                        box.addItem(department.name, department.id)
                box.addItem(_("none yet"), "")
            case What.SEVERITY:
                for severity in Severity:
                    box.addItem(_(SEVERITY_LABELS[severity]), int(severity))
            case What.INTERNAL:
                box.addItem(_("may not go to departments"), True)
                box.addItem(_("may go to departments"), False)
            case What.CATEGORY:
                box.addItems(self._known.categories)
            case What.REMOVE_TAG | What.ADD_TAG:
                box.addItems(sorted({tag for line in self._lines for tag in line.tags}))
        if typed:
            box.setEditText("")
        self.values.setCurrentWidget(box)
        said = _(LABELS[what])
        box.setAccessibleName(said)

    def _set(self) -> None:
        what = What(self.what.currentData())
        typed = self.words.currentText().strip()
        chosen = self.value.currentData()
        wanted: BulkChange | None = None
        match what:
            case What.DEPARTMENT if isinstance(chosen, str):
                wanted = BulkChange(department=chosen)
            case What.SEVERITY if chosen:
                wanted = BulkChange(severity=Severity(chosen))
            case What.INTERNAL:
                wanted = BulkChange(internal=bool(chosen))
            case What.CATEGORY if typed:
                wanted = BulkChange(category=typed)
            case What.ADD_TAG if typed:
                wanted = BulkChange(add_tags=(typed,))
            case What.REMOVE_TAG if self.value.currentText():
                wanted = BulkChange(remove_tags=(self.value.currentText(),))
        if wanted is None:
            self.refuse(_("Say what is to be set."))
            (self.words if what in _TYPED else self.value).setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._are_few():
            self.problem.hide()
            self.changed.emit(wanted)

    def _fill_menu(self) -> None:
        self.menu.clear()
        for move, count in self.moves():
            said = _("{move} ({count})").format(move=_(move.title), count=number(count))
            self.menu.addAction(said, partial(self.start, move))
        if self.menu.isEmpty():
            self.menu.addAction(_("Nothing can be done with them together.")).setEnabled(False)

    def start(self, move: Move) -> None:
        """Begin to move them: the text is asked for where one is needed."""
        self.refuse("")
        need = bulk_change.text_of(move)
        self._move = move
        self.text.setVisible(need is not None)
        self.do_it.setText(_(move.title))
        self.do_it.show()
        self.leave.show()
        self._show_settings(False)
        if need is not None:
            self.text.setPlaceholderText(
                _("{what} (Enter does it, Esc lets it be)").format(what=_(NEED_LABELS[need]))
            )
            self.text.setAccessibleName(_(NEED_LABELS[need]))
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.do_it.setFocus(Qt.FocusReason.OtherFocusReason)

    def fold(self) -> None:
        """As if nothing had been begun."""
        had = self._move is not None and any(
            widget.hasFocus() for widget in (self.text, self.do_it, self.leave)
        )
        self._move = None
        self.text.clear()
        for widget in (self.text, self.do_it, self.leave, self.problem):
            widget.hide()
        self._show_settings(True)
        if had:
            self.move_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_settings(self, shown: bool) -> None:
        for widget in (self.what, self.values, self.set, self.move_button):
            widget.setVisible(shown)

    def _do(self) -> None:
        move = self._move
        if move is None:
            return
        if bulk_change.text_of(move) is not None and not self.text.text().strip():
            self.refuse(_("This is needed."))
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._are_few():
            self.problem.hide()
            self.moved.emit(move.name, self.text.text().strip())

    def _are_few(self) -> bool:
        if self._busy:
            return False
        few = len(self._lines) <= MOST
        if not few:
            self.refuse(_("At most {n} can be changed at once. Choose fewer.").format(n=number(MOST)))
        return few

    # -- words and sizes ------------------------------------------------------------------------------------

    def _count(self) -> None:
        said = ngettext("{n} chosen:", "{n} chosen:", len(self._lines))
        self.who.setText(_("Being changed…") if self._busy else said.format(n=number(len(self._lines))))

    def _say(self) -> None:
        at = max(0, self.what.currentIndex())
        self.what.clear()
        for what, title in LABELS.items():
            self.what.addItem(_(title), what.value)
        self.what.setCurrentIndex(at)
        self.what.setAccessibleName(_("What is set in the chosen issues"))
        self.set.setText(_("Set"))
        self.set.setToolTip(_("Set it in all that are chosen; one step that can be undone"))
        self.move_button.setText(_("Move"))
        self.move_button.setToolTip(_("Move all that are chosen; one step that can be undone"))
        self.leave.setText(_("Cancel"))
        if self._move is not None:
            self.do_it.setText(_(self._move.title))
        self._offer()
        self._count()

    def _fit(self) -> None:
        scale = theme.current().px
        self.values.setFixedWidth(scale(190))
        self.text.setFixedWidth(scale(360))
        high = self.text.sizeHint().height()
        for widget in (self.what, self.values):
            widget.setFixedHeight(high)
