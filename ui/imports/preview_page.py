"""What each row of a sheet would come to, before anything is written; and who its names are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.facts.fields import BY_NAME, Unit
from supervisor.imports.mapping import roles
from supervisor.imports.seen import Choices, Preview
from supervisor.imports.verdict import (
    BAD,
    TAKEN,
    VERDICT_LABELS,
    Line,
    Verdict,
    flaw_sentence,
    problem_sentence,
)
from supervisor.words import DASH, _, day, duration, mark, moment, ngettext, number
from ui import theme
from ui.imports.desk import DataDesk
from ui.imports.names_view import NamesView
from ui.widgets.flow_row import FlowRow
from ui.widgets.roomy import ShownAlone
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Kind, Look
from ui.widgets.table.flow import Flow

ALL, WARNED, NAMES = "all", "warned", "names"
NOTES_SHOWN = 5


@dataclass(frozen=True)
class LineRow:
    """A line of the preview; *taken* as things stand."""

    line: Line
    taken: bool

    @property
    def key(self) -> tuple[str, int]:
        return self.line.sheet, self.line.row


class PreviewPage(QWidget):
    """Space takes a row or leaves it; chips show the rows of one verdict."""

    back_wanted = Signal()
    apply_wanted = Signal(object)  # Choices
    again_wanted = Signal(object)  # Choices: judged anew with them
    save_wanted = Signal(object)  # Choices: the rows to correct as a workbook

    def __init__(self, desk: DataDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._seen: Preview | None = None
        self._choices = Choices()
        self._shown = ALL
        self._notes_whole = False
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.notes = QLabel(self)
        self.notes.setWordWrap(True)
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.notes.setProperty("role", "notice")
        self.more = QPushButton(self)
        self.more.setProperty("role", "link")
        self.chips = FlowRow(self)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        self.table: DeskTable[LineRow] = DeskTable(
            "data.preview",
            self._columns(),
            key=lambda row: row.key,
            title=mark("Rows of the sheet"),
            faded=lambda row: not row.taken and row.line.verdict not in BAD,
            counted=lambda count: ngettext("{n} row", "{n} rows", count).format(n=number(count)),
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self.names = NamesView(desk, self)
        self.pages = ShownAlone(self)
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.names)
        self.toggle = QPushButton(self)
        self.keep_old = QCheckBox(self)
        self.again = QCheckBox(self)
        self.back = QPushButton(self)
        self.save = QPushButton(self)
        self.apply = QPushButton(self)
        self.apply.setProperty("role", "primary")
        self._lay_out()
        self._wire()
        self.retranslate()

    def _columns(self) -> list[Column[LineRow]]:
        return [
            Column("row", mark("Row"), lambda row: row.line.row, Kind.NUMBER, width=60),
            Column("sheet", mark("Worksheet"), lambda row: row.line.sheet, width=90, hidden=True),
            Column("verdict", mark("Verdict"), _verdict, width=150, look=_look),
            Column("who", mark("Who"), _who, width=140),
            Column("day", mark("Day"), lambda row: row.line.day, Kind.DAY, width=92),
            Column(
                "what",
                mark("What it says"),
                lambda row: self._what(row.line),
                about=lambda row: self._about(row.line),
                width=380,
                stretch=True,
            ),
        ]

    def _lay_out(self) -> None:
        deciding = Flow(theme.SPACE_S)
        for widget in (self.back, self.save, self.toggle, self.keep_old, self.again):
            deciding.addWidget(widget)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_S)
        foot.addLayout(deciding, 1)
        foot.addWidget(self.apply, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.summary)
        column.addWidget(self.notes)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.chips)
        column.addWidget(self.pages, 1)
        column.addLayout(foot)

    def _wire(self) -> None:
        self.back.clicked.connect(self.back_wanted)
        self.save.clicked.connect(lambda: self.save_wanted.emit(self.choices))
        self.apply.clicked.connect(lambda: self.apply_wanted.emit(self.choices))
        self.toggle.clicked.connect(self.take_or_leave)
        self.more.clicked.connect(self._show_notes_whole)
        self.again.toggled.connect(self._say_buttons)
        self.keep_old.toggled.connect(self._say_buttons)
        self.names.chosen.connect(self._choose_name)
        self.table.opened.connect(lambda _row: self.take_or_leave())
        keys = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table.view, self.take_or_leave)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._desk.exports(self.table, people=True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.apply.isEnabled():
            self.apply.setFocus(event.reason())
        else:
            (self.names if self._shown == NAMES else self.table).setFocus(event.reason())

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def choices(self) -> Choices:
        """What the person has decided."""
        return replace(self._choices, keep_old=self.keep_old.isChecked(), again=self.again.isChecked())

    def begin(self, seen: Preview) -> None:
        """Show a preview of a file or a mapping that was not shown before."""
        self._choices, self._shown, self._notes_whole = Choices(), ALL, False
        self.keep_old.setChecked(False)
        self.again.setChecked(False)
        self.show_preview(seen)

    def show_preview(self, seen: Preview) -> None:
        """Show what the rows come to now."""
        self._seen = seen
        self._show_rows()
        self.names.show_names(seen.names)
        if self._shown == NAMES and not seen.names:
            self._shown = ALL
        self._say()
        self._show_chip()

    def _show_rows(self) -> None:
        if self._seen is None:
            return
        self.table.tick(self._desk.centre.live.clock.now())
        self.table.show_rows([LineRow(line, self._is_taken(line)) for line in self._seen.lines])

    def _is_taken(self, line: Line) -> bool:
        place = (line.sheet, line.row)
        if line.verdict is Verdict.TWICE_DIFFERENT:
            return place in self._choices.chosen
        return line.verdict in TAKEN and place not in self._choices.skip

    def _show_chip(self) -> None:
        named = self._shown == NAMES
        self.pages.setCurrentWidget(self.names if named else self.table)
        self.toggle.setEnabled(not named)
        match self._shown:
            case "all":
                self.table.set_filter(None)
            case "warned":
                self.table.set_filter(lambda row: any(one.warning for one in row.line.problems))
            case "names":
                pass
            case verdict:
                self.table.set_filter(lambda row: row.line.verdict == verdict)

    def show_chip(self, name: str) -> None:
        """Show the rows of that verdict, "all", those "warned" of, or the "names"."""
        self._shown = name
        if (button := self.buttons.get(name)) is not None:
            button.setChecked(True)
        self._show_chip()

    # -- what the person says -------------------------------------------------------------------------------

    def take_or_leave(self) -> None:
        """The selected rows are taken, or left, the other way than the first of them was."""
        rows = [row for row in self.table.selected() if row.line.verdict in (*TAKEN, Verdict.TWICE_DIFFERENT)]
        if not rows:
            return
        take = not rows[0].taken
        skip, chosen = set(self._choices.skip), set(self._choices.chosen)
        for row in rows:
            if row.line.verdict is Verdict.TWICE_DIFFERENT:
                chosen -= {row.key, (row.line.sheet, row.line.twin or 0)}
                chosen |= {row.key} if take else set()
            else:
                skip ^= {row.key} if (row.key in skip) is take else set()
        self._choices = replace(self._choices, skip=frozenset(skip), chosen=frozenset(chosen))
        self._show_rows()
        self._say_buttons()

    def _choose_name(self, kind: str, text: str, given: str | None) -> None:
        names = tuple(one for one in self._choices.names if one[:2] != (kind, text))
        if given is not None:
            names = (*names, (kind, text, given))
        self._choices = replace(self._choices, names=names)
        self.again_wanted.emit(self.choices)

    # -- words ----------------------------------------------------------------------------------------------

    def _what(self, line: Line) -> str:
        said = [
            f"{self._field(one.field)} {_told(one.field, one.old)} → {_told(one.field, one.new)}"
            for one in line.changes
        ]
        if line.verdict is Verdict.TWICE_DIFFERENT and line.twin is not None:
            said.append(_("Row {row} says something else of the same.").format(row=number(line.twin)))
        elif line.verdict is Verdict.TWICE_SAME and line.twin is not None:
            said.append(_("As row {row}.").format(row=number(line.twin)))
        said += [problem_sentence(one) for one in line.problems]
        if line.unknown:
            said.append(_("Nobody has said who {names} is.").format(names=_(", ").join(line.unknown)))
        return _("; ").join(said)

    def _about(self, line: Line) -> str:
        batches = {one.batch for one in line.changes if one.batch}
        said = self._what(line).replace(_("; "), "\n")
        if batches:
            told = _(", ").join(str(one) for one in sorted(batches))
            said += "\n" + _("What stands there was told by import {numbers}.").format(numbers=told)
        return said

    def _field(self, name: str) -> str:
        if name in BY_NAME:
            return _(BY_NAME[name].label)
        shape = self._seen.mapping.shape if self._seen is not None else None
        return next((_(one.label) for one in roles(shape) if one.name == name), name) if shape else name

    def _say(self) -> None:
        seen = self._seen
        if seen is None:
            return
        self.summary.setText(_summary(seen))
        self._say_notes(seen)
        self._say_chips(seen)
        self.again.setVisible(seen.before is not None)
        changed = seen.count(Verdict.CHANGED)
        self.keep_old.setVisible(bool(changed))
        self._say_buttons()

    def _say_notes(self, seen: Preview) -> None:
        notes = self._notes(seen)
        shown = notes if self._notes_whole else notes[:NOTES_SHOWN]
        self.notes.setText("\n".join(shown))
        self.notes.setVisible(bool(notes))
        self.more.setVisible(len(shown) < len(notes))
        left = len(notes) - len(shown)
        self.more.setText(ngettext("{n} more", "{n} more", left).format(n=number(left)))

    def _show_notes_whole(self) -> None:
        self._notes_whole = True
        if self._seen is not None:
            self._say_notes(self._seen)

    def _notes(self, seen: Preview) -> list[str]:
        notes = [flaw_sentence(flaw, seen.mapping) for flaw in seen.flaws]
        if seen.before is not None:
            notes.append(
                _("The same file was already read {at}, as import {number}.").format(
                    at=moment(seen.before.begun_at, self._desk.zone), number=seen.before.id
                )
            )
        for total in seen.totals:
            if total.agrees is False:
                wrong = _("; ").join(
                    _("{column}: it says {said}, the rows make {read}").format(
                        column=column, said=_value(said), read=_value(read)
                    )
                    for column, said, read in total.differs
                )
                notes.append(
                    _("The total in row {row} does not agree. {differs}").format(row=total.row, differs=wrong)
                )
        notes += [problem_sentence(one) for one in seen.warnings]
        if seen.not_read:
            notes.append(_("Worksheets not read: {names}").format(names=_(", ").join(seen.not_read)))
        for sheet in seen.sheets:
            if sheet.not_read:
                notes.append(
                    _("Columns of “{sheet}” that are not read: {names}").format(
                        sheet=sheet.name or seen.path.name, names=_(", ").join(sheet.not_read)
                    )
                )
        shown, counted = len(seen.lines), sum(count for _verdict, count in seen.counts)
        if shown < counted:
            notes.append(
                _("{n} rows are shown, the first of each verdict; all {all} are counted.").format(
                    n=number(shown), all=number(counted)
                )
            )
        return notes

    def _say_chips(self, seen: Preview) -> None:
        for button in self.buttons.values():
            self._group.removeButton(button)
        self.chips.clear()
        self.buttons = {}
        total = sum(count for _verdict, count in seen.counts)
        chips = [(ALL, _("all"), total)]
        chips += [(str(one), _(VERDICT_LABELS[one]), seen.count(one)) for one in Verdict if seen.count(one)]
        if seen.warned:
            chips.append((WARNED, _("with a doubt"), seen.warned))
        if seen.names:
            unknown = sum(one.standing == "unknown" for one in seen.names)
            said = _("names, {n} unknown").format(n=number(unknown)) if unknown else _("names")
            chips.append((NAMES, said, len(seen.names)))
        for name, said, count in chips:
            button = QPushButton(_("{title} ({count})").format(title=said, count=number(count)), self.chips)
            button.setProperty("role", "chip")
            button.setCheckable(True)
            button.setChecked(name == self._shown)
            button.clicked.connect(partial(self.show_chip, name))
            self._group.addButton(button)
            self.chips.add(button)
            self.buttons[name] = button
        if self._shown not in self.buttons:
            self.show_chip(ALL)
        self._order_tabs()

    def _order_tabs(self) -> None:
        chain: Sequence[QWidget] = (self.more, *self.buttons.values(), self.table.bar)
        for one, other in itertools.pairwise(chain):
            self.setTabOrder(one, other)

    @property
    def takes(self) -> int:
        """How many rows would be taken as things stand."""
        seen = self._seen
        if seen is None:
            return 0
        verdicts = {(line.sheet, line.row): line.verdict for line in seen.lines}
        count = sum(seen.count(one) for one in TAKEN) + len(self._choices.chosen)
        if self.keep_old.isChecked():
            count -= seen.count(Verdict.CHANGED)
        for place in self._choices.skip:
            verdict = verdicts.get(place)
            count -= verdict in TAKEN and not (self.keep_old.isChecked() and verdict is Verdict.CHANGED)
        return max(0, count)

    def _say_buttons(self) -> None:
        seen = self._seen
        takes = self.takes
        self.apply.setText(ngettext("Take {n} row in", "Take {n} rows in", takes).format(n=number(takes)))
        known = seen is not None and seen.before is not None and not self.again.isChecked()
        self.apply.setEnabled(bool(takes) and not known)
        bad = sum(seen.count(one) for one in BAD) if seen is not None else 0
        self.save.setVisible(bool(bad))
        self.save.setText(
            ngettext("Save {n} row to correct…", "Save {n} rows to correct…", bad).format(n=number(bad))
        )

    @property
    def rows_title(self) -> str:
        """What the rows to correct are called as a workbook."""
        stem = self._seen.path.stem if self._seen is not None else ""
        return _("{file}, to correct.xlsx").format(file=stem).removesuffix(".xlsx")

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.back.setText(_("Back to the columns"))
        self.toggle.setText(_("Take or leave"))
        self.toggle.setToolTip(_("The selected rows (Space)"))
        self.keep_old.setText(_("Leave what differs as it stands"))
        self.again.setText(_("Read it again"))
        self.table.say_empty(_("No row has this verdict."), "")
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _verdict(row: LineRow) -> str:
    said = _(VERDICT_LABELS[row.line.verdict])
    if row.line.verdict in TAKEN and not row.taken:
        return _("{verdict}, not taken").format(verdict=said)
    if row.line.verdict is Verdict.TWICE_DIFFERENT and row.taken:
        return _("{verdict}: this one").format(verdict=said)
    return said


def _look(row: LineRow) -> Look | None:
    if row.line.verdict in BAD and not row.taken:
        return Look(Sign.SQUARE, theme.State.CRITICAL)
    if any(one.warning for one in row.line.problems):
        return Look(Sign.TRIANGLE, theme.State.WARN)
    return None


def _who(row: LineRow) -> str:
    line = row.line
    return " · ".join(part for part in (line.login, line.name if line.name != line.login else "") if part)


def _value(value: float | str | None) -> str:
    if value is None:
        return DASH
    if isinstance(value, str):
        return value or DASH
    return number(value, 0 if float(value).is_integer() else 2)


def _told(field: str, value: float | str | None) -> str:
    seconds = field in BY_NAME and BY_NAME[field].unit is Unit.SECONDS
    return duration(value) if seconds and isinstance(value, int | float) else _value(value)


def _summary(seen: Preview) -> str:
    said = [
        _("{file}, read as “{mapping}” of {source}.").format(
            file=seen.path.name, mapping=seen.mapping.name, source=seen.mapping.source or DASH
        )
    ]
    if seen.first_day is not None and seen.last_day is not None:
        said.append(_("From {first} to {last}.").format(first=day(seen.first_day), last=day(seen.last_day)))
    new, changed, same = seen.writes
    said.append(
        _("In the history: {new} new, {changed} changed, {same} as it was.").format(
            new=number(new), changed=number(changed), same=number(same)
        )
    )
    agreeing = sum(total.agrees is True for total in seen.totals)
    if agreeing:
        said.append(
            ngettext(
                "The total in the sheet agrees with its rows.",
                "{n} totals in the sheet agree with their rows.",
                agreeing,
            ).format(n=number(agreeing))
        )
    return " ".join(said)
