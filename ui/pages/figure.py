"""One figure, as large as its place: what it is, its value, and of what, when and how many."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from supervisor.pages.legible import FIGURE_PRINT, figure_em
from supervisor.pages.page import FigurePart
from supervisor.pages.standing import standing
from supervisor.wallboard.catalogue import Period, metric
from supervisor.wallboard.scope import Scope, ScopeKind, Sight
from supervisor.words import DASH, _, number
from ui.pages.painted import BOLD, STATE_OF, PaintedPart, width_em
from ui.theme import State
from ui.wallboard.agent_groups import LEAST_PUBLIC
from ui.wallboard.face import digit_height
from ui.wallboard.tile import level_word

SIDE = 0.3  # from the edge to the text, in sizes of the value


@dataclass(frozen=True)
class FigureView:
    """What the part says. *note*: of what and when, or since when it is no longer true."""

    title: str
    value: str
    note: str
    counts: str
    meaning: str
    state: State | None = None
    word: str = ""
    live: bool = True


class FigureWidget(PaintedPart):
    """One metric of one scope; its formula in words is its tooltip."""

    def _view(self) -> FigureView:
        shows = self.part.shows
        assert isinstance(shows, FigurePart)  # noqa: S101
        known = metric(shows.metric)
        if known is None:
            title = shows.title or shows.metric
            return FigureView(title, DASH, _("made by a newer version"), "", "", live=False)
        title, meaning = shows.title or _(known.label), _(known.meaning)
        sight = self.common.sighting.sight(shows.scope)
        of = scope_name(shows.scope)
        if sight is None:
            return FigureView(title, DASH, _("{name}: not there").format(name=of) if of else "", "", meaning)
        if self.common.public and tells_on_people(sight):
            return FigureView(title, DASH, _("{name}: hidden").format(name=of), "", meaning)
        figure = known.of(sight)
        stale = self.stale_words(sight.sources)
        period = "" if known.period is Period.NOW else known.period.words
        note = stale or " · ".join(part for part in (of, period) if part) or known.period.words
        counts = ""
        if figure.rate is not None and figure.rate.whole:
            counts = f"{number(figure.rate.part)} / {number(figure.rate.whole)}"
        elif figure.n is not None:
            counts = f"n = {number(figure.n)}"
        threshold = self.common.definitions.rules.default_threshold_s
        line = self.common.sighting.board.queues.get((shows.scope.source, shows.scope.name))
        if line is not None:
            threshold = line.threshold_s
        level = standing(known, figure, self.common.definitions.targets, threshold)
        state = None if stale else STATE_OF.get(level)
        word = level_word(level) if state is not None else ""
        return FigureView(title, known.said(figure), note, counts, meaning, state, word, not stale)

    def _summary(self, view: FigureView) -> tuple[str, str]:
        self.setToolTip("\n".join(part for part in (view.title, view.meaning) if part))
        said = ", ".join(part for part in (view.value, view.counts, view.note, view.word) if part)
        return view.title, said

    def _paint(self, painter: QPainter, box: QRectF, view: FigureView) -> None:
        self.card(painter, view.state)
        em = min(self.most_em, figure_em(box.width(), box.height(), max(2.4, width_em(view.value, BOLD))))
        self.em = em
        small = max(self.least_print, FIGURE_PRINT * em)
        side, digit = SIDE * em, digit_height()
        room = box.width() - 2 * side
        # the three lines stand together in the middle of the card
        high = small * 1.35 + em * 1.05 + small * 1.35
        top = box.top() + max(0.12 * em, (box.height() - high) / 2)
        ink = "text" if view.live else "stale_text"
        used, note = 0.0, view.note
        if view.state is not None:
            size = 0.8 * small
            word = view.word
            if (width_em(view.title, BOLD) + width_em(word, BOLD)) * small + 2.5 * size > room:
                word = ""  # it stands below instead
                note = " · ".join(part for part in (view.word, view.note) if part)
            used = width_em(word, BOLD) * small + 1.5 * size
            x = box.right() - side - used
            self.sign(painter, view.state, QRectF(x, top + 0.5 * small - size / 2 + 0.05 * small, size, size))
            word_ink = "text" if not self.dark and view.state is State.WARN else view.state.value
            self.put(painter, QPointF(x + 1.4 * size, top + small), word, small, word_ink, BOLD)
        title_ink = "text" if view.live else "stale_print"
        self.put(
            painter,
            QPointF(box.left() + side, top + small),
            view.title,
            small,
            title_ink,
            BOLD,
            room=room - used - 0.4 * small,
        )
        baseline = top + 1.3 * small + 0.2 * em + digit * em
        self.put(painter, QPointF(box.left() + side, baseline), view.value, em, ink, BOLD)
        note_at = QPointF(box.left() + side, baseline + 0.22 * em + small * 0.95)
        note_ink = "muted" if view.live else "stale_print"
        said = " · ".join(part for part in (view.counts, note) if part)
        self.put(painter, note_at, said, small * 0.9, note_ink, room=room)


def scope_name(scope: Scope) -> str:
    """Of what a figure is: a queue's or a team's name, "" for the whole centre."""
    return "" if scope.kind is ScopeKind.CENTRE else scope.name


def tells_on_people(sight: Sight) -> bool:
    """Whether a figure of this scope would tell on single people: a team so small that counts are names."""
    return sight.scope.kind is ScopeKind.TEAM and (
        sight.staff.signed_in + sight.staff.offline + sight.staff.unknown < LEAST_PUBLIC
    )
