"""The first few queues or teams by a metric; places change so seldom that a reader finds them again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from supervisor.pages.legible import PAD, RANKED_HEAD, ROW_H, ranked_em
from supervisor.pages.page import RankedPart
from supervisor.pages.standing import standing
from supervisor.wallboard.catalogue import Metric, Period, Side, metric
from supervisor.wallboard.fit import PRINT
from supervisor.wallboard.levels import Level
from supervisor.wallboard.scope import Scope
from supervisor.words import _, number
from ui.pages.figure import tells_on_people
from ui.pages.painted import BOLD, STATE_OF, PaintedPart, width_em
from ui.theme import State
from ui.wallboard.face import digit_height
from ui.wallboard.tile import level_word

HOLDS = timedelta(seconds=15)  # so long places stay as they are, whatever the figures do


@dataclass(frozen=True)
class Row:
    """One place of the list."""

    name: str
    value: str
    counts: str
    state: State | None
    word: str
    live: bool


@dataclass(frozen=True)
class RankedView:
    """What the list says; *note*: by what and of when."""

    title: str
    note: str
    meaning: str
    rows: tuple[Row, ...]


class RankedWidget(PaintedPart):
    """The worst or the best few. Values go on each second, places at most every 15 s."""

    _order: tuple[Scope, ...] = ()
    _ranked_at: datetime | None = None
    _ranked_for: RankedPart | None = None

    def _view(self) -> RankedView:
        shows = self.part.shows
        assert isinstance(shows, RankedPart)  # noqa: S101
        known = metric(shows.metric)
        if known is None:
            return RankedView(shows.title or shows.metric, _("made by a newer version"), "", ())
        usual = _("{metric}: highest") if self._descending(known, shows) else _("{metric}: lowest")
        title = shows.title or usual.format(metric=_(known.label))
        rows = tuple(row for scope in self._places(known, shows) if (row := self._row(known, scope)))
        sights = [self.common.sighting.sight(scope) for scope in self._order]
        stale = self.stale_words({name for sight in sights if sight is not None for name in sight.sources})
        note = stale or (known.period.words if known.period is not Period.NOW else "")
        return RankedView(title, note, _(known.meaning), rows)

    def _places(self, known: Metric, shows: RankedPart) -> tuple[Scope, ...]:
        assert self.now is not None  # noqa: S101
        held = self._ranked_at is not None and timedelta() <= self.now - self._ranked_at < HOLDS
        if held and shows == self._ranked_for and self._order:
            return self._order
        self._ranked_at, self._ranked_for = self.now, shows
        sighting = self.common.sighting
        scopes = sighting.queues() if shows.of == "queues" else sighting.teams()
        valued: list[tuple[float, int, Scope]] = []
        for place, scope in enumerate(scopes):
            sight = sighting.sight(scope)
            if sight is None or scope.kind not in known.scopes:
                continue
            if self.common.public and tells_on_people(sight):
                continue
            figure = known.of(sight)
            if figure.value is not None and not self._too_few(figure.n):
                valued.append((figure.value, place, scope))
        sign = -1 if self._descending(known, shows) else 1
        valued.sort(key=lambda one: (sign * one[0], one[1]))
        if known.worse is not Side.BELOW and sign < 0:
            valued = [one for one in valued if one[0] > 0]  # nobody is worst with nothing at all
        self._order = tuple(scope for _value, _place, scope in valued[: shows.top])
        return self._order

    @staticmethod
    def _descending(known: Metric, shows: RankedPart) -> bool:
        worst_is_low = known.worse is Side.BELOW
        return (shows.side == "worst") is not worst_is_low

    def _too_few(self, n: int | None) -> bool:
        """Whether a rate rests on too few contacts to be ranked by."""
        return n is not None and n < min(10, self.common.definitions.targets.min_contacts)

    def _row(self, known: Metric, scope: Scope) -> Row | None:
        sight = self.common.sighting.sight(scope)
        if sight is None:
            return None
        figure = known.of(sight)
        stale = bool(self.stale_words(sight.sources))
        line = self.common.sighting.board.queues.get((scope.source, scope.name))
        rules = self.common.definitions.rules
        threshold = rules.default_threshold_s if line is None else line.threshold_s
        level = standing(known, figure, self.common.definitions.targets, threshold)
        state = None if stale or level is Level.NORMAL else STATE_OF[level]
        counts = ""
        if figure.rate is not None:
            counts = f"{number(figure.rate.part)} / {number(figure.rate.whole)}"
        word = level_word(level) if state is not None else ""
        return Row(scope.name, known.said(figure), counts, state, word, not stale)

    def _summary(self, view: RankedView) -> tuple[str, str]:
        self.setToolTip("\n".join(part for part in (view.title, view.meaning) if part))
        said = [
            f"{place}. {row.name} {row.value} {row.word}".strip() for place, row in enumerate(view.rows, 1)
        ]
        return view.title, _("; ").join(said) or _("Nothing to rank.")

    def _paint(self, painter: QPainter, box: QRectF, view: RankedView) -> None:
        self.card(painter)
        shows = self.part.shows
        assert isinstance(shows, RankedPart)  # noqa: S101
        values = max([3.0, *(width_em(row.value, BOLD) for row in view.rows)])
        names = min(7.0, max([4.0, *(width_em(row.name) for row in view.rows)]))
        em = min(self.most_em, ranked_em(box.width(), box.height(), shows.top, names + values + 1.6))
        self.em = em
        small = max(self.least_print, PRINT * em)
        side, digit = PAD * em, digit_height()
        left, right = box.left() + side, box.right() - side
        y = box.top() + 0.45 * em + small * 0.9
        note_w = self.put(painter, QPointF(right, y), view.note, small, "muted", right=True)
        room = right - left - note_w - 0.5 * small
        self.put(painter, QPointF(left, y), view.title, small, "text", BOLD, room=room)
        if not view.rows:
            y = box.top() + (RANKED_HEAD + 0.9) * em
            self.put(painter, QPointF(left, y), _("Nothing to rank."), small, "muted", room=right - left)
            return
        pitch = min(1.35 * ROW_H * em, (box.height() - RANKED_HEAD * em) / max(1, shows.top))
        top = box.top() + RANKED_HEAD * em
        spare = right - left - names * em - values * em - 1.6 * em
        for place, row in enumerate(view.rows):
            y = top + place * pitch + (pitch + digit * em) / 2 - 0.05 * em
            if place:
                painter.setPen(self.inks["line"])
                line_y = round(top + place * pitch) + 0.5
                painter.drawLine(QPointF(left, line_y), QPointF(right, line_y))
            ink = "text" if row.live else "stale_text"
            value_w = self.put(painter, QPointF(right, y), row.value, em, ink, BOLD, right=True)
            x = right - value_w - 0.5 * em
            if row.state is not None:
                size = 0.62 * em
                self.sign(painter, row.state, QRectF(x - size, y - digit * em / 2 - size / 2, size, size))
                x -= size + 0.35 * em
            if row.counts and spare > width_em(row.counts) * small:
                x -= self.put(painter, QPointF(x, y), row.counts, small, "muted", right=True) + 0.4 * em
            self.put(painter, QPointF(left, y), row.name, em, ink, room=x - left)
