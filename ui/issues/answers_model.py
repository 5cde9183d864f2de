"""What is typed for a department: a row a line of its sheet, a column a thing it was asked, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QWidget

from supervisor.issues.department import Department
from supervisor.issues.issue import Issue
from supervisor.issues.moves import NEED_LABELS
from supervisor.issues.reply import Answer
from supervisor.issues.sheet import SheetLine
from supervisor.issues.sheet_told import UNANSWERED, lacking
from supervisor.issues.states import STATE_LABELS, State
from supervisor.people.likeness import plainly
from supervisor.words import DASH, _, mark
from ui import theme
from ui.widgets.day_line import day_in, day_problem

Index = QModelIndex | QPersistentModelIndex
TITLE, AFTER, OURS, CAUSE, MEASURE, OWNER, PLANNED, PROGRESS, DONE_ON, PROPOSED, REMARK = range(11)
TITLES = {
    TITLE: mark("Issue"),
    AFTER: mark("What follows"),
    OURS: mark("Is it theirs"),
    CAUSE: mark("Cause"),
    MEASURE: mark("Measure"),
    OWNER: mark("Owner"),
    PLANNED: mark("Planned for"),
    PROGRESS: mark("Progress or result"),
    DONE_ON: mark("In force since"),
    PROPOSED: mark("Whose it is instead"),
    REMARK: mark("Remark"),
}
FIELD = {
    OURS: "ours",
    CAUSE: "cause",
    MEASURE: "measure",
    OWNER: "owner",
    PLANNED: "planned",
    PROGRESS: "progress",
    DONE_ON: "done_on",
    PROPOSED: "proposed",
    REMARK: "remark",
}
DAYS = frozenset({PLANNED, DONE_ON})
LONG = frozenset({CAUSE, MEASURE, PROGRESS, REMARK})
YES, NO = "yes", "no"
_YES = {"yes", "y", "是", "对", "1", "√", "true", "ja"}
_NO = {"no", "n", "否", "不是", "非", "0", "×", "x", "false", "nein"}


@dataclass(frozen=True)
class Typed:
    """The columns of one line as they stand there, days and yes or no as text."""

    ours: str = ""
    cause: str = ""
    measure: str = ""
    owner: str = ""
    planned: str = ""
    progress: str = ""
    done_on: str = ""
    proposed: str = ""
    remark: str = ""

    @property
    def problem(self) -> str:
        """What cannot be read, as a sentence; "" when all can."""
        return day_problem(self.planned) or day_problem(self.done_on)

    @property
    def answer(self) -> Answer:
        """What it says; only to be asked when there is no problem."""
        return Answer(
            {YES: True, NO: False}.get(self.ours),
            self.cause.strip(),
            self.measure.strip(),
            self.owner.strip(),
            day_in(self.planned),
            self.progress.strip(),
            day_in(self.done_on),
            self.proposed.strip(),
            self.remark.strip(),
        )


def typed_of(answer: Answer) -> Typed:
    """*answer* as it stands in the table."""
    return Typed(
        {True: YES, False: NO, None: ""}[answer.ours],
        answer.cause,
        answer.measure,
        answer.owner,
        answer.planned.isoformat() if answer.planned is not None else "",
        answer.progress,
        answer.done_on.isoformat() if answer.done_on is not None else "",
        answer.proposed,
        answer.remark,
    )


def typed_from(columns: Mapping[str, str]) -> Typed:
    """What was kept of a line; columns that this version does not know are left out."""
    return Typed(**{name: columns[name] for name in FIELD.values() if name in columns})


class AnswersModel(QAbstractTableModel):
    """`typed` comes whenever something else stands there than was read."""

    typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[SheetLine, ...] = ()
        self.issues: Mapping[int, Issue] = {}
        self.departments: tuple[Department, ...] = ()
        self._read: list[Typed] = []
        self._now: list[Typed] = []

    def show(
        self,
        lines: Sequence[SheetLine],
        issues: Mapping[int, Issue],
        answers: Mapping[int, Answer],
        departments: Sequence[Department],
        kept: Mapping[int, tuple[Typed, Typed]] | None = None,
    ) -> None:
        """Show *lines* with what was entered last; what is being typed stays. *kept*: what was typed before,
        and over what, by issue: it stands again where nothing else was entered meanwhile."""
        read = [typed_of(answers.get(line.issue, Answer())) for line in lines]
        mine = {
            line.issue: (old, now) for line, old, now in zip(self.lines, self._read, self._now, strict=True)
        }
        now = []
        for line, fresh in zip(lines, read, strict=True):
            old, typed = mine.get(line.issue, (fresh, fresh))
            before = (kept or {}).get(line.issue)
            if line.issue not in mine and before is not None and before[1] == fresh:
                typed = before[0]
            now.append(typed if typed != old else fresh)
        if (tuple(lines), read, now) == (self.lines, self._read, self._now) and issues == self.issues:
            return  # the cell that the keyboard stands on stays
        self.beginResetModel()
        self.lines, self.issues, self.departments = tuple(lines), issues, tuple(departments)
        self._read, self._now = read, now
        self.endResetModel()
        self.typed.emit()

    def forget(self) -> None:
        """What is typed is given up: what was read stands again."""
        self.beginResetModel()
        self._now = list(self._read)
        self.endResetModel()
        self.typed.emit()

    # -- what is typed --------------------------------------------------------------------------------------

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        return self._now != self._read

    @property
    def changed(self) -> tuple[int, ...]:
        """The rows in which something else stands than was read."""
        return tuple(
            at for at, (old, now) in enumerate(zip(self._read, self._now, strict=True)) if old != now
        )

    @property
    def problems(self) -> dict[int, str]:
        """What cannot be read, by row."""
        return {at: said for at in self.changed if (said := self._now[at].problem)}

    @property
    def answers(self) -> dict[int, Answer]:
        """The answers that are new or another, by issue; only to be asked when there are no problems."""
        return {self.lines[at].issue: self._now[at].answer for at in self.changed}

    @property
    def kept(self) -> dict[int, tuple[dict[str, str], dict[str, str]]]:
        """What is typed and not saved, and what stood there, by issue and as plain text."""
        return {self.lines[at].issue: (asdict(self._now[at]), asdict(self._read[at])) for at in self.changed}

    def at(self, row: int) -> Typed:
        """What stands in *row*."""
        return self._now[row]

    def put(self, row: int, column: int, text: str) -> None:
        """Write *text* into a cell, as if it were typed there."""
        self.setData(self.index(row, column), text)

    def after(self, row: int) -> str:
        """What follows when the row is saved as it stands, in words."""
        typed, line = self._now[row], self.lines[row]
        issue = self.issues.get(line.issue)
        if typed.problem:
            return typed.problem
        if issue is None:
            return ""
        if typed == self._read[row] and (typed == Typed() or issue.state not in UNANSWERED):
            return _(STATE_LABELS[issue.state])
        answer = typed.answer
        if issue.state not in UNANSWERED:
            done = issue.state is State.WORKING and answer.done_on is not None
            return _("It is done; to be verified") if done else _("Is kept as a reply")
        if answer.ours is False:
            return self._back(answer)
        if not (answer.cause or answer.measure or answer.owner or answer.planned):
            return _("Is kept as a reply")
        missing = lacking(issue, answer)
        if not missing:
            return _(STATE_LABELS[State.ANSWERED])
        needs = _("; ").join(_(NEED_LABELS[need]) for need in missing)
        return _("Not answered yet. Still missing: {needs}").format(needs=needs)

    def _back(self, answer: Answer) -> str:
        if not answer.proposed:
            return _("Say whose it is instead")
        known = {plainly(word) for one in self.departments for word in (one.name, *one.words)}
        if plainly(answer.proposed) not in known:
            return _("Goes back; “{name}” is no department that we know").format(name=answer.proposed)
        return _("Goes back, with {name} proposed").format(name=answer.proposed)

    # -- what a view asks -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return _(TITLES[section]) if orientation is Qt.Orientation.Horizontal else section + 1
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return found | Qt.ItemFlag.ItemIsEditable if index.column() in FIELD else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self.shown(row, column)
            case Qt.ItemDataRole.EditRole:
                return getattr(self._now[row], FIELD[column]) if column in FIELD else None
            case Qt.ItemDataRole.FontRole:
                changed = column in FIELD and self._differs(row, column)
                return theme.desk_font(theme.BODY, QFont.Weight.DemiBold) if changed else None
            case Qt.ItemDataRole.ForegroundRole:
                return self._ink(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return _("{title}: {text}").format(
                    title=_(TITLES[column]), text=self.shown(row, column) or _("empty")
                )
        return None

    def shown(self, row: int, column: int) -> str:
        """What a cell says."""
        line = self.lines[row]
        if column == TITLE:
            title = _("{title} (reminder)").format(title=line.title) if line.reminder else line.title
            return f"{title}\n{line.number}"
        if column == AFTER:
            return self.after(row) or DASH
        text: str = getattr(self._now[row], FIELD[column])
        return {YES: _("yes"), NO: _("no")}.get(text, text) if column == OURS else text

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, column = index.row(), index.column()
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or column not in FIELD:
            return False
        text = str(value).strip()
        if column == OURS:
            text = _ours(text)
        elif column in DAYS and not day_problem(text):
            found = day_in(text)
            text = found.isoformat() if found is not None else ""
        if text == getattr(self._now[row], FIELD[column]):
            return False
        self._now[row] = replace(self._now[row], **{FIELD[column]: text})
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(TITLES) - 1))
        self.typed.emit()
        return True

    def _differs(self, row: int, column: int) -> bool:
        return bool(getattr(self._now[row], FIELD[column]) != getattr(self._read[row], FIELD[column]))

    def _ink(self, row: int, column: int) -> QColor | None:
        look, typed = theme.current(), self._now[row]
        wrong = column in DAYS and bool(day_problem(getattr(typed, FIELD[column])))
        if wrong or (column == AFTER and typed.problem):
            return theme.colour(look.critical)
        return theme.colour(look.muted) if column == AFTER else None


def _ours(text: str) -> str:
    """Yes or no, however it is written; nothing for anything else."""
    plain = plainly(text)
    if plain in _YES or plain == plainly(_("yes")):
        return YES
    return NO if plain in _NO or plain == plainly(_("no")) else ""
