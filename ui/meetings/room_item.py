"""One item as the room sees it: what customers say, what was said last time, how its clock stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from supervisor.issues.effect import Effect
from supervisor.issues.states import STATE_LABELS
from supervisor.meetings.meeting import Outcome
from supervisor.meetings.wording import clock_said, outcome_said
from supervisor.words import DASH, _, day, number
from ui import theme
from ui.meetings import sayings
from ui.meetings.effect_bars import EffectBars, effect_said
from ui.theme import State
from ui.widgets import signs

if TYPE_CHECKING:
    from supervisor.meetings.agenda import Look

SHRINKS = (1.0, 0.92, 0.84, 0.76, 0.68)
"""By what the type is made smaller until an item fits; what then does not is scrolled."""
PROSE = 0.82  # of long texts, which are read out: what was agreed, by when and how late is larger


class Sentence(QWidget):
    """A sign and a sentence in its state, of any size; wraps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = ""
        self.state: State | None = None
        self._em = 20
        self._weight = QFont.Weight.Normal
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(
        self, said: str, state: State | None, em: int, weight: QFont.Weight = QFont.Weight.Normal
    ) -> None:
        """Show *said*; without a *state* it is quiet and has no sign."""
        self.said, self.state, self._em, self._weight = said, state, em, weight
        self.setAccessibleName(said)
        self.updateGeometry()
        self.update()

    @property
    def _indent(self) -> float:
        return self._em * 1.15 if self.state is not None else 0.0

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        box = QRectF(0, 0, max(1.0, width - self._indent), 100_000)
        metrics = QFontMetricsF(theme.font(self._em, self._weight))
        return round(metrics.boundingRect(box, _WRAP, self.said or " ").height()) + 2

    def sizeHint(self) -> QSize:
        return QSize(self._em * 10, self.heightForWidth(max(self.width(), self._em * 10)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._em * 4, round(self._em * 1.3))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, em = theme.current(), QPainter(self), self._em
        if self.state is not None:
            side = em * 0.75
            box = QRectF(0, em * 0.36, side, side)
            signs.paint(painter, signs.OF_STATE[self.state], box, theme.colour(look.fill(self.state)))
        painter.setFont(theme.font(em, self._weight))
        urgent = self.state in (State.WARN, State.CRITICAL)
        ink = look.state_text(self.state) if urgent and self.state is not None else look.text
        painter.setPen(theme.colour(ink))
        painter.drawText(QRectF(self.rect()).adjusted(self._indent, 0, 0, 0), _WRAP, self.said)
        painter.end()


_WRAP = int(Qt.TextFlag.TextWordWrap)


class RoomItem(QScrollArea):
    """One item. Its type shrinks a little before it scrolls."""

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None, *, narrow: bool = False) -> None:
        """*narrow*: one column, for a drawer."""
        super().__init__(parent)
        self._zone = zone
        self._narrow = narrow
        self._look: Look | None = None
        self._outcomes: tuple[Outcome, ...] = ()
        self._today = date.min
        self._departments: dict[str, str] = {}
        self._em = 30
        self._built: tuple[object, ...] = ()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def shown(self) -> str:
        """Everything that is said, line by line."""
        inside = self.widget()
        if inside is None:
            return ""
        found = [one for one in inside.findChildren(QWidget) if isinstance(one, QLabel | Sentence)]
        return "\n".join(one.text() if isinstance(one, QLabel) else one.said for one in found)

    def show_item(
        self,
        look: Look | None,
        outcomes: Sequence[Outcome],
        departments: dict[str, str],
        today: date,
        em: int,
    ) -> None:
        """Show *look* with what was noted of it; *em* is the size of the type that the last row can read."""
        self._look, self._outcomes, self._today = look, tuple(outcomes), today
        self._departments, self._em = departments, em
        if (wanted := self._contents()) != self._built:
            self._built = wanted
            self.build()  # only then: whoever scrolled stays where they are

    def _contents(self) -> tuple[object, ...]:
        """Everything that is seen of the item: the seconds that it took are not."""
        look = self._look
        if look is None:
            return ("nothing",)
        clock = clock_said(look.reading, self._zone, self._today)
        issue = (look.issue.text, look.issue.state, look.issue.standing) if look.issue is not None else ()
        return (
            *(look.item.id, look.title, self._about(look), clock, look.item.notes, issue, look.answer),
            *(look.answer_owner, look.said_last, look.actions, look.effect, look.times),
            *(self._outcomes, tuple(self._departments.items()), self._today, self._em),
        )

    def build(self) -> None:
        """Make it anew, as large as fits."""
        room = self.viewport().height()
        for shrink in SHRINKS:
            inside = self._made(max(theme.BODY, round(self._em * shrink)))
            laid_out = inside.layout()
            high = laid_out.heightForWidth(self.viewport().width()) if laid_out is not None else 0
            if self._narrow or high <= room or shrink == SHRINKS[-1]:
                break
        if self._narrow:  # as high as it is: the drawer scrolls
            room = high
            self.setFixedHeight(high)
        inside.setMinimumHeight(high)
        scrolls = high > room
        bars = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bars)
        self.setWidget(inside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wider = event.oldSize().width() != event.size().width()
        if self._look is not None and (wider or not self._narrow):
            self.build()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._look is not None:
            self.build()

    # -- parts ----------------------------------------------------------------------------------------------

    def _made(self, em: int) -> QWidget:
        inside = QWidget()  # a child of nobody until it fits: it would be painted
        inside.setProperty("role", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, round(em * 0.4), 0)
        column.setSpacing(round(em * 0.35))
        look = self._look
        if look is None:
            column.addStretch(1)
            return inside
        column.addWidget(self._title(inside, look, em))
        if (about := self._about(look)) is not None:
            column.addWidget(self._label(inside, about, round(em * 0.66), muted=True))
        if look.reading is not None:
            line = Sentence(inside)
            said = clock_said(look.reading, self._zone, self._today)
            line.say(said, sayings.LIGHT_STATE[look.reading.light], em, QFont.Weight.DemiBold)
            column.addWidget(line)
        grid = QGridLayout()
        grid.setHorizontalSpacing(round(em * 1.2))
        grid.setVerticalSpacing(round(em * 0.2))
        grid.setColumnStretch(0, 1)
        if not self._narrow:
            grid.setColumnStretch(1, 1)
        left, right = self._left(inside, look, em), self._right(inside, look, em)
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, *((1, 0) if self._narrow else (0, 1)))
        column.addLayout(grid)
        if self._outcomes:
            column.addWidget(self._heading(inside, _("Noted now"), em))
            for outcome in self._outcomes:
                column.addWidget(self._sentence(inside, self._said(outcome), State.OK, em))
        column.addStretch(1)
        return inside

    def _title(self, parent: QWidget, look: Look, em: int) -> QLabel:
        label = self._label(parent, look.title, round(em * 1.25), weight=QFont.Weight.DemiBold)
        label.setAccessibleName(_("Item: {title}").format(title=look.title))
        return label

    def _about(self, look: Look) -> str | None:
        parts = [look.number]
        if look.department:
            parts.append(look.department)
        if look.joining:
            parts.append(_("with {departments}").format(departments=_(", ").join(look.joining)))
        if look.issue is not None:
            parts.append(_(STATE_LABELS[look.issue.state]))
        said = _(" · ").join(part for part in parts if part)
        return said or None

    def _left(self, parent: QWidget, look: Look, em: int) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(round(em * 0.15))
        says = look.issue.text.description if look.issue is not None else look.item.notes
        if says:
            title = _("What customers say") if look.issue is not None else _("Notes")
            column.addWidget(self._heading(parent, title, em))
            column.addWidget(self._label(parent, says, round(em * PROSE)))
        if look.issue is not None:
            column.addWidget(self._heading(parent, _("The department’s answer"), em))
            column.addWidget(self._label(parent, look.answer or _("No answer yet."), round(em * PROSE)))
            promised = look.issue.standing.promised
            facts = [look.answer_owner] if look.answer_owner else []
            if promised is not None:
                facts.append(_("promised for {day}").format(day=day(promised, self._today)))
                first = look.issue.standing.promised_first
                if first is not None and first != promised:
                    facts.append(_("at first for {day}").format(day=day(first, self._today)))
            if facts:
                column.addWidget(self._label(parent, _(" · ").join(facts), round(em * 0.75), muted=True))
        column.addStretch(1)
        return column

    def _right(self, parent: QWidget, look: Look, em: int) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(round(em * 0.15))
        last = look.said_last
        shown: set[str] = set()
        if last is not None:
            title = _("Last time, {day} (no. {n})").format(
                day=day(last.day, self._today), n=number(last.number)
            )
            column.addWidget(self._heading(parent, title, em))
            if not last.discussed and not last.outcomes:
                column.addWidget(self._label(parent, _("It was not its turn."), em))
            for outcome in last.outcomes:
                shown.add(outcome.id)
                column.addWidget(self._past(parent, outcome, em))
        elif look.times > 1:
            column.addWidget(self._heading(parent, _("Last time"), em))
            column.addWidget(self._label(parent, _("Nothing was noted."), em))
        rest = [one for one in look.actions if one.id not in shown]
        if rest:
            column.addWidget(self._heading(parent, _("Still open from before"), em))
            for outcome in rest:
                column.addWidget(self._past(parent, outcome, em))
        if isinstance(look.effect, Effect):
            column.addWidget(self._heading(parent, _("Contacts before and since"), em))
            bars = EffectBars(parent)
            bars.show_effect(look.effect, round(em * 0.8))
            column.addWidget(bars)
            column.addWidget(self._label(parent, effect_said(look.effect), round(em * 0.75), muted=True))
        column.addStretch(1)
        return column

    def _past(self, parent: QWidget, outcome: Outcome, em: int) -> Sentence:
        kept, state = sayings.kept_said(outcome, self._today)
        said = self._said(outcome, dated=not kept)
        return self._sentence(
            parent, _("{said}: {kept}").format(said=said, kept=kept) if kept else said, state, em
        )

    def _said(self, outcome: Outcome, *, dated: bool = True) -> str:
        return outcome_said(
            outcome, lambda id: self._departments.get(id, id) or DASH, self._today, dated=dated
        )

    def _sentence(self, parent: QWidget, said: str, state: State | None, em: int) -> Sentence:
        line = Sentence(parent)
        line.say(said, state, em)
        return line

    def _heading(self, parent: QWidget, said: str, em: int) -> QLabel:
        label = self._label(parent, said, round(em * 0.62), muted=True, weight=QFont.Weight.DemiBold)
        label.setContentsMargins(0, round(em * 0.25), 0, 0)
        return label

    def _label(
        self,
        parent: QWidget,
        said: str,
        px: int,
        *,
        muted: bool = False,
        weight: QFont.Weight = QFont.Weight.Normal,
    ) -> QLabel:
        label = QLabel(said, parent)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setFont(theme.font(max(theme.SMALL, px), weight))
        if muted:
            label.setProperty("role", "muted")
        return label
