"""The options of a part, as a form: one for each kind, filled with what the centre has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QCompleter,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from supervisor.live.board import Board, QueueKey
from supervisor.pages.page import (
    AgentsPart,
    AnnouncementsPart,
    ClockPart,
    DayCurvePart,
    FigurePart,
    PicturePart,
    QueueTilesPart,
    RankedPart,
    Shows,
    UnknownPart,
)
from supervisor.wallboard.catalogue import CATALOGUE, Metric, Period, metric
from supervisor.wallboard.scope import CENTRE, Scope, ScopeKind
from supervisor.words import _, mark
from ui import theme
from ui.widgets.field import Field, text_line

PICK_ROWS = 6  # that a list of queues shows before it scrolls


@dataclass(frozen=True)
class Choices:
    """What a part can be about in this centre."""

    queues: tuple[QueueKey, ...] = ()
    teams: tuple[str, ...] = ()

    @classmethod
    def of(cls, board: Board, ordered: Iterable[QueueKey]) -> Choices:
        """The queues of *board* in the order of *ordered*, and its teams by name."""
        teams = {agent.team for agent in board.agents.values() if agent.team}
        return cls(tuple(ordered), tuple(sorted(teams)))

    def queue_name(self, key: QueueKey) -> str:
        """The queue's name; with its source where two sources have one of that name."""
        twice = sum(name == key[1] for _source, name in self.queues) > 1
        return f"{key[1]} ({key[0]})" if twice else key[1]


class PickList(QListWidget):
    """Things to be ticked, in an order that can be changed with Alt+Up and Alt+Down, or by dragging.

    None ticked means all, which a line above it says.
    """

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.itemChanged.connect(lambda _item: self.picked.emit())
        self.model().rowsMoved.connect(lambda *_: self.picked.emit())

    def fill(self, words: Iterable[tuple[Any, str]], ticked: Iterable[Any]) -> None:
        """Offer *words* (value and text), those that are *ticked* first and in their order."""
        blocked = self.blockSignals(True)
        self.clear()
        known = dict(words)
        first = list(ticked)
        for value in [*first, *(value for value in known if value not in first)]:
            item = QListWidgetItem(known.get(value) or _gone(value))
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if value in first else Qt.CheckState.Unchecked)
            self.addItem(item)
        rows = min(PICK_ROWS, max(2, self.count()))
        self.setFixedHeight(rows * theme.current().px(theme.ROW_HEIGHT - 4) + 2 * theme.SPACE_XS)
        self.blockSignals(blocked)

    def ticked(self) -> tuple[Any, ...]:
        """The values that are ticked, in their order."""
        items = [self.item(row) for row in range(self.count())]
        return tuple(
            _value(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def keyPressEvent(self, event: Any) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(event.key(), 0)
        if by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            row = self.currentRow()
            if 0 <= row + by < self.count():
                blocked = self.blockSignals(True)
                self.insertItem(row + by, self.takeItem(row))
                self.setCurrentRow(row + by)
                self.blockSignals(blocked)
                self.picked.emit()
        else:
            super().keyPressEvent(event)


def _value(data: Any) -> Any:
    return tuple(data) if isinstance(data, list | tuple) else data  # Qt gives tuples back as lists


def _gone(value: Any) -> str:
    name = value[1] if isinstance(value, tuple) else str(value)
    return _("{name} (not there now)").format(name=name)


class PartOptions(QWidget):
    """The form of one part's options; `edited` brings what it shows after each change."""

    edited = Signal(object)  # Shows
    picture_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shows: Shows | None = None
        self._choices = Choices()
        self._reads: dict[str, Callable[[], Any]] = {}
        self._filling = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_M)

    @property
    def shows(self) -> Shows | None:
        return self._shows

    def show_part(self, shows: Shows, choices: Choices) -> None:
        """Edit *shows*; the fields stay while only their values are others."""
        if shows == self._shows and choices == self._choices:
            return
        same_fields = type(shows) is type(self._shows) and choices == self._choices
        if same_fields and self._read() == shows:
            self._shows = shows  # it came from here
            return
        self._shows, self._choices = shows, choices
        self._filling = True
        self._clear()
        self._fill(shows)
        self._column.addStretch(1)
        self._filling = False

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        shows, self._shows = self._shows, None
        if shows is not None:
            self.show_part(shows, self._choices)

    # -- the kinds ------------------------------------------------------------------------------------------

    def _fill(self, shows: Shows) -> None:
        match shows:
            case QueueTilesPart(queues=queues):
                self._queues("queues", queues)
            case FigurePart(metric=name, scope=scope, title=title):
                self._metric("metric", name, _about_any)
                self._scope("scope", scope, metric(name))
                self._title(title)
            case AgentsPart(teams=teams, queues=queues, by=by):
                self._pick("teams", mark("Teams"), [(name, name) for name in self._choices.teams], teams)
                self._queues("queues", queues)
                self._choose("by", mark("Together by"), _BY, by)
            case RankedPart(metric=name, of=of, top=top, side=side, title=title):
                self._choose("of", mark("List of"), _OF, of)
                kind = ScopeKind.TEAM if of == "teams" else ScopeKind.QUEUE
                self._metric("metric", name, lambda known: kind in known.scopes)
                self._choose("side", mark("First comes"), _SIDE, side)
                self._number("top", mark("Rows"), top, 1, 30)
                self._title(title)
            case DayCurvePart(series=series, queues=queues, title=title):
                self._choose("series", mark("Curve of"), _SERIES, series)
                self._queues("queues", queues)
                self._title(title)
            case AnnouncementsPart(seconds=seconds):
                self._number(
                    "seconds",
                    mark("Each for"),
                    seconds,
                    5,
                    600,
                    unit="s",
                    help_text=mark("When several are due, they take turns."),
                )
            case ClockPart(date=date, zone=zone, zone_label=label):
                self._check("date", mark("With the date"), date)
                self._zone("zone", zone)
                self._line("zone_label", mark("Its name on the wall"), label)
            case PicturePart(digest=digest, fit=fit, about=about):
                self._picture(digest)
                self._choose("fit", mark("In its place"), _FIT, fit)
                self._line(
                    "about",
                    mark("What it shows"),
                    about,
                    help_text=mark("For those who do not see it, and while it is not there."),
                )
            case UnknownPart():
                said = QLabel(
                    _("This part was made by a newer version of the program. It stays as it is."), self
                )
                said.setWordWrap(True)
                self._column.addWidget(said)

    def _queues(self, name: str, queues: tuple[QueueKey, ...]) -> None:
        words = [(key, self._choices.queue_name(key)) for key in self._choices.queues]
        self._pick(
            name,
            mark("Queues"),
            words,
            queues,
            help_text=mark(
                "Without any tick: all. Drag them, or use Alt and the arrows, to change the order."
            ),
        )

    def _metric(self, name: str, value: str, fits: Callable[[Metric], bool]) -> None:
        words = {
            known.name: _named(known) for known in CATALOGUE.values() if fits(known) or known.name == value
        }
        self._choose(name, mark("Figure"), words, value, help_text=_meaning(value))

    def _scope(self, name: str, scope: Scope, of: Metric | None) -> None:
        box = QComboBox(self)
        kinds = of.scopes if of is not None else frozenset(ScopeKind)
        scopes = [CENTRE]
        words = [_("The whole centre")]
        if ScopeKind.QUEUE in kinds:
            scopes += [Scope.queue(key) for key in self._choices.queues]
            words += [
                _("Queue {name}").format(name=self._choices.queue_name(key)) for key in self._choices.queues
            ]
        if ScopeKind.TEAM in kinds:
            scopes += [Scope.team(team) for team in self._choices.teams]
            words += [_("Team {name}").format(name=team) for team in self._choices.teams]
        if scope not in scopes:
            scopes.append(scope)
            words.append(_gone(scope.name))
        box.addItems(words)
        box.setCurrentIndex(scopes.index(scope))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.currentIndexChanged.connect(self._changed)
        self._add(name, mark("Of"), box, lambda: scopes[box.currentIndex()])

    def _picture(self, digest: str) -> None:
        button = QPushButton(_("Another picture…") if digest else _("Choose a picture…"), self)
        button.clicked.connect(self.picture_wanted)
        self._add("digest", mark("Picture"), button, lambda: digest)

    def _zone(self, name: str, zone: str) -> None:
        box = QComboBox(self)
        box.setEditable(True)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItems(["", *sorted(available_timezones())])
        box.setCurrentText(zone)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        known = available_timezones()
        completer = QCompleter(sorted(known), box)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        box.setCompleter(completer)

        def read() -> str:
            typed = box.currentText().strip()
            return typed if typed in known else ""

        box.currentTextChanged.connect(self._changed)
        self._add(
            name,
            mark("Second time zone"),
            box,
            read,
            help_text=mark("Such as Europe/Berlin; empty for none."),
        )

    # -- kinds of fields ------------------------------------------------------------------------------------

    def _title(self, title: str) -> None:
        self._line("title", mark("Title"), title, help_text=mark("Empty: what the figure is called."))

    def _line(self, name: str, label: str, value: str, *, help_text: str = "") -> None:
        line: QLineEdit = text_line()
        line.setText(value)
        line.setMaxLength(200)
        line.textEdited.connect(self._changed)
        self._add(name, label, line, line.text, help_text=help_text)

    def _number(
        self, name: str, label: str, value: int, least: int, most: int, *, unit: str = "", help_text: str = ""
    ) -> None:
        spin = QSpinBox(self)
        spin.setRange(least, most)
        spin.setValue(value)
        spin.setSuffix(f" {unit}" if unit else "")
        spin.valueChanged.connect(self._changed)
        self._add(name, label, spin, spin.value, help_text=help_text)

    def _check(self, name: str, label: str, value: bool) -> None:
        box = QCheckBox(self)
        box.setChecked(value)
        box.toggled.connect(self._changed)
        self._add(name, label, box, box.isChecked)

    def _choose(
        self, name: str, label: str, words: dict[str, str], value: str, *, help_text: str = ""
    ) -> None:
        box = QComboBox(self)
        for key, word in words.items():
            box.addItem(_(word), key)
        box.setCurrentIndex(max(0, box.findData(value)))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.currentIndexChanged.connect(self._changed)
        self._add(name, label, box, box.currentData, help_text=help_text)

    def _pick(
        self,
        name: str,
        label: str,
        words: Iterable[tuple[Any, str]],
        ticked: Iterable[Any],
        *,
        help_text: str = mark("Without any tick: all."),
    ) -> None:
        listed = PickList(self)
        listed.fill(words, ticked)
        listed.picked.connect(self._changed)
        self._add(name, label, listed, listed.ticked, help_text=help_text)

    def _add(
        self, name: str, label: str, editor: QWidget, read: Callable[[], Any], *, help_text: str = ""
    ) -> None:
        self._reads[name] = read
        field = Field(label, editor, help_text, self)
        self._column.addWidget(field)
        field.show()

    def _clear(self) -> None:
        self._reads.clear()
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _read(self) -> Shows | None:
        if self._shows is None or isinstance(self._shows, UnknownPart):
            return self._shows
        return replace(self._shows, **{name: read() for name, read in self._reads.items()})

    def _changed(self, *_what: object) -> None:
        if self._filling or self._shows is None:
            return
        before, after = self._shows, self._read()
        if after is None or after == before:
            return
        again = isinstance(after, FigurePart | RankedPart) and (
            _of_metric(after) != _of_metric(before)  # other scopes may be asked, and its meaning is another
        )
        if isinstance(after, FigurePart) and again:
            known = metric(after.metric)
            if known is not None and after.scope.kind not in known.scopes:
                after = replace(after, scope=CENTRE)
        if isinstance(after, RankedPart) and again:
            kind = ScopeKind.TEAM if after.of == "teams" else ScopeKind.QUEUE
            known = metric(after.metric)
            if known is not None and kind not in known.scopes:
                after = replace(after, metric="on_break")
        if again:
            self._shows = None
            self.show_part(after, self._choices)
        self._shows = after
        self.edited.emit(after)


def _of_metric(shows: Shows | None) -> tuple[str, ...]:
    match shows:
        case FigurePart(metric=name):
            return (name,)
        case RankedPart(metric=name, of=of):
            return (name, of)
        case _:
            return ()


def _about_any(_known: Metric) -> bool:
    return True


def _named(known: Metric) -> str:
    label = _(known.label)
    return label if known.period is Period.NOW else f"{label} · {known.period.words}"


def _meaning(name: str) -> str:
    known = metric(name)
    return known.meaning if known is not None else ""


_BY = {"auto": mark("Whatever fits"), "team": mark("Team"), "queue": mark("Queue")}
_OF = {"queues": mark("Queues"), "teams": mark("Teams")}
_SIDE = {"worst": mark("the worst"), "best": mark("the best")}
_SERIES = {
    "answer_rate": mark("Answer rate"),
    "service_level": mark("Service level"),
    "offered": mark("Offered"),
    "mean_wait": mark("Mean wait"),
}
_FIT = {"whole": mark("whole"), "fill": mark("filling it, cut at the edges")}
