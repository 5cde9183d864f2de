"""A form as it is filled in: an item a line, answered with one key; and the same to be read only."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import msgspec
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.quality.evaluation import SAID_LABELS, Answers, ItemAnswer, Said, is_error
from supervisor.quality.form import SEVERITY_LABELS, AnswerKind, Content, Item, Severity
from supervisor.words import DASH, _, language, mark, ngettext
from ui import theme
from ui.widgets.icon import icon
from ui.widgets.pane import Pane
from ui.widgets.signs import OF_STATE

SHORT = {Said.YES: mark("Yes"), Said.NO: mark("No"), Said.NOT_APPLICABLE: mark("n/a")}
KEYS = {
    Qt.Key.Key_Y: Said.YES,
    Qt.Key.Key_1: Said.YES,
    Qt.Key.Key_N: Said.NO,
    Qt.Key.Key_2: Said.NO,
    Qt.Key.Key_A: Said.NOT_APPLICABLE,
    Qt.Key.Key_3: Said.NOT_APPLICABLE,
}
STATES = {Severity.FATAL: theme.State.CRITICAL, Severity.CRITICAL: theme.State.WARN}


def points_said(points: float) -> str:
    """Points in words: without decimals where there are none."""
    return ngettext("{points:g} point", "{points:g} points", round(points)).format(points=points)


class ItemLine(QWidget):
    """One item. Y or 1 is yes, N or 2 no, A or 3 does not apply; Backspace takes the answer away, Enter
    begins a note (from points it goes on), up and down go to other items."""

    edited = Signal()
    moved = Signal(int)  # so many items further down
    came = Signal()  # the keyboard is in it

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self._answer = ItemAnswer(item.id)
        self._writable = True
        self.name = QLabel(item.name(language()), self)
        self.name.setWordWrap(True)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setToolTip(item.help(language()))
        self._kind = QLabel(self)
        self._kind.setProperty("role", "small")
        self._kind.setWordWrap(True)
        self.said = QLabel(self)
        self.said.setProperty("role", "strong")
        self.points = QLineEdit(self)
        self.points.setMaxLength(7)
        self.points.setVisible(item.kind is AnswerKind.GRADED)
        self._of = QLabel(self)
        self._of.setProperty("role", "muted")
        self.group = QButtonGroup(self)
        self.buttons: dict[Said, QPushButton] = {}
        for said in self._choices():
            button = self.buttons[said] = QPushButton(self)
            button.setCheckable(True)
            button.setProperty("role", "chip")
            self.group.addButton(button)
            button.clicked.connect(partial(self._choose, said))
            button.installEventFilter(self)
        self.annotate = QToolButton(self)
        self.annotate.setIcon(icon("note-edit-outline"))
        self.annotate.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.note = QLineEdit(self)
        self.note.hide()
        self._noted = QLabel(self)
        self._noted.setProperty("role", "muted")
        self._noted.setWordWrap(True)
        self._noted.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self.points.installEventFilter(self)
        self.note.installEventFilter(self)
        self.points.textEdited.connect(self._take_points)
        self.note.textEdited.connect(self._take_note)
        self.annotate.clicked.connect(self.begin_note)
        self.say()
        self.show_answer(None, writable=True)

    def _choices(self) -> Iterable[Said]:
        if self.item.kind is AnswerKind.YES_NO:
            yield from (Said.YES, Said.NO)
        if self.item.may_not_apply:
            yield Said.NOT_APPLICABLE

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self._kind)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_XS)
        row.addLayout(words, 1)
        centre = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self.said, 0, centre)
        for widget in (self.points, self._of, *self.buttons.values(), self.annotate):
            row.addWidget(widget, 0, centre)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._noted)
        column.addWidget(self.note)

    # -- what is answered -----------------------------------------------------------------------------------

    @property
    def answer(self) -> ItemAnswer:
        """What is answered; a note alone is kept, too."""
        return self._answer

    def show_answer(self, answer: ItemAnswer | None, *, writable: bool) -> None:
        """Show *answer* (None: nothing yet), to be changed or only to be read."""
        self._answer = answer or ItemAnswer(self.item.id)
        self._writable = writable
        self.note.setText(self._answer.note)
        self.note.setVisible(writable and bool(self._answer.note))
        self._show()

    def _show(self, *, typed: bool = False) -> None:
        answer = self._answer
        graded = self.item.kind is AnswerKind.GRADED
        self.group.setExclusive(False)  # an exclusive one keeps its last answer
        for said, button in self.buttons.items():
            button.setChecked(answer.said is said)
            button.setVisible(self._writable)
        self.group.setExclusive(True)
        self.points.setVisible(self._writable and graded)
        self._of.setVisible(self._writable and graded)
        if graded and not typed:
            self.points.setText("" if answer.points is None else f"{answer.points:g}")
        self.points.setProperty("problem", not self._points_fit())
        self.points.style().polish(self.points)
        self.annotate.setVisible(self._writable)
        self.said.setVisible(not self._writable)
        self.said.setText(self._said())
        self._noted.setText(answer.note)
        self._noted.setVisible(not self._writable and bool(answer.note))
        self._name_parts()

    def _said(self) -> str:
        answer = self._answer
        if not answer.is_given:
            return DASH
        if answer.said is not None:
            text = _(SAID_LABELS[answer.said])
        else:
            text = _("{points:g} of {most:g}").format(points=answer.points or 0.0, most=self.item.points)
        if answer.said is Said.NOT_APPLICABLE or not is_error(self.item, answer):
            return text
        state = STATES.get(self.item.severity, theme.State.STALE)
        return f"{OF_STATE[state].value} {text}"

    def _points_fit(self) -> bool:
        text = self.points.text().strip()
        if not text or self.item.kind is not AnswerKind.GRADED:
            return True
        return self._answer.points is not None and 0 <= self._answer.points <= self.item.points

    def _choose(self, said: Said, _checked: bool = True) -> None:
        if self._writable:
            self._set(said=said, points=None)

    def _take_points(self, text: str) -> None:
        points: float | None
        try:
            points = float(text.strip().replace(",", "."))
        except ValueError:
            points = None
        if points is not None and not 0 <= points <= self.item.points:
            points = None  # it is marked, and stays open
        self._set(said=None, points=points, typed=True)

    def _take_note(self, text: str) -> None:
        self._answer = msgspec.structs.replace(self._answer, note=text)
        self.edited.emit()

    def _set(self, *, said: Said | None, points: float | None, typed: bool = False) -> None:
        self._answer = msgspec.structs.replace(self._answer, said=said, points=points)
        self._show(typed=typed)
        self.edited.emit()

    def begin_note(self) -> None:
        """Put the cursor into the note."""
        self.note.show()
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- keys -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Give the keyboard to the answer."""
        if self.item.kind is AnswerKind.GRADED and self._answer.said is None:
            self.points.setFocus(Qt.FocusReason.OtherFocusReason)
            self.points.selectAll()
            return
        chosen = self.buttons.get(self._answer.said) if self._answer.said else None
        (chosen or next(iter(self.buttons.values()))).setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.gotFocus():
            self.came.emit()
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and self._take_key(watched, event)
        ):
            return True
        return super().eventFilter(watched, event)

    def _take_key(self, where: QObject, event: QKeyEvent) -> bool:
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
            return True
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if where is self.note:
            if enter:
                self.start()
            return enter
        if enter and where is self.points:
            self.moved.emit(1)
            return True
        if enter:
            self.begin_note()
            return True
        said = KEYS.get(key)
        if where is self.points:
            if not (event.text().isalpha() and key == Qt.Key.Key_A):
                return event.text().isalpha()  # figures are points here, letters nothing
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._set(said=None, points=None)
            self.start()
            return True
        elif self.item.kind is AnswerKind.GRADED and (event.text().isdigit() or event.text() in {".", ","}):
            self.points.setFocus(Qt.FocusReason.OtherFocusReason)
            self.points.setText(event.text())
            self._take_points(event.text())
            return True
        if said is None or said not in self.buttons:
            return False
        self._choose(said)
        self.moved.emit(1)
        return True

    # -- words ----------------------------------------------------------------------------------------------

    def say(self) -> None:
        """Say everything again, in the language now in use."""
        spoken, item = language(), self.item
        self.name.setText(item.name(spoken))
        self.name.setToolTip(item.help(spoken))
        parts = [_(SEVERITY_LABELS[item.severity])]
        if item.points:
            parts.append(points_said(item.points))
        self._kind.setText(_(" · ").join(parts))
        self._of.setText(f"/ {item.points:g}")
        for said, button in self.buttons.items():
            button.setText(_(SHORT[said]))
            button.setToolTip(_(SAID_LABELS[said]))
        self.annotate.setToolTip(_("Write a note (Enter)"))
        self.note.setPlaceholderText(_("What was heard, and where"))
        self._fit()
        self._name_parts()

    def _name_parts(self) -> None:
        """Who cannot see it hears which item it is, and how grave."""
        name = f"{self.item.name(language())}, {self._kind.text()}"
        for said, button in self.buttons.items():
            button.setAccessibleName(f"{_(SAID_LABELS[said])}: {name}")
        self.points.setAccessibleName(_("Points: {item}").format(item=name))
        self.points.setAccessibleDescription(_("Points from 0 to {most:g}.").format(most=self.item.points))
        self.note.setAccessibleName(_("Note: {item}").format(item=name))
        self.annotate.setAccessibleName(_("Write a note: {item}").format(item=name))

    def _fit(self) -> None:
        look = theme.current()
        self.points.setFixedWidth(look.px(44) + 2 * theme.SPACE_S)
        size = look.px(theme.ICON)
        self.annotate.setIconSize(QSize(size, size))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.say()
            self._show()
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()


class AnswerSheet(Pane):
    """All items of a form, section by section."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = Content()
        self.lines: list[ItemLine] = []
        self._heads: list[QLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        self._column.setSpacing(theme.SPACE_S)

    def show_form(self, content: Content, answers: Answers, *, writable: bool) -> None:
        """Show *answers* to the items of *content*, to be changed or only to be read."""
        if content is not self.content:
            self._build(content)
        given = {answer.item: answer for answer in answers}
        for line in self.lines:
            line.show_answer(given.get(line.item.id), writable=writable)

    def _build(self, content: Content) -> None:
        self.content = content
        while (taken := self._column.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self.lines, self._heads = [], []
        for section in content.sections:
            head = QLabel(section.name(language()), self)
            head.setProperty("role", "strong")
            head.setTextFormat(Qt.TextFormat.PlainText)
            self._heads.append(head)
            self._column.addWidget(head)
            for item in section.items:
                line = ItemLine(item, self)
                line.edited.connect(self.edited)
                line.moved.connect(partial(self._move, line))
                line.came.connect(partial(self._bring_into_sight, line))
                self.lines.append(line)
                self._column.addWidget(line)
        self._column.addStretch(1)

    @property
    def answers(self) -> Answers:
        """What is answered, in the order of the items."""
        return tuple(line.answer for line in self.lines if line.answer.is_given or line.answer.note)

    def start(self, item: str = "") -> None:
        """Give the keyboard to *item*; else to the first that is not answered yet, else to the first."""
        line = next((one for one in self.lines if one.item.id == item), None)
        line = line or next((one for one in self.lines if not one.answer.is_given), None)
        if line is None and self.lines:
            line = self.lines[0]
        if line is not None:
            line.start()

    def _move(self, line: ItemLine, by: int) -> None:
        at = min(max(self.lines.index(line) + by, 0), len(self.lines) - 1)
        self.lines[at].start()

    def _bring_into_sight(self, line: ItemLine) -> None:
        above = self.parentWidget()
        while above is not None:  # a drawer on a small screen scrolls as a whole, too
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(line, 0, theme.SPACE_XL)
            above = above.parentWidget()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            for head, section in zip(self._heads, self.content.sections, strict=True):
                head.setText(section.name(language()))
