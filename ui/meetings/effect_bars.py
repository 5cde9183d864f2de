"""Contacts a day before a measure and since, as two bars that can be read across a room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from supervisor.issues.effect import VERDICT_LABELS, Effect
from supervisor.words import _, number, pgettext
from ui import theme

LINES = 2
LINE_HIGH = 1.7  # in em
LABEL_WIDE = 3.6
FIGURE_WIDE = 3.4


def effect_said(effect: Effect) -> str:
    """The figures before and since, with what they say."""
    verdict = _(VERDICT_LABELS[effect.verdict])
    said = _("{before} a day before, {after} a day since: {verdict}").format(
        before=number(effect.before.rate, 1), after=number(effect.after.rate, 1), verdict=verdict
    )
    if effect.ratio is None or effect.low is None or effect.high is None:
        return said
    return _("{said} ({ratio} times; {low} to {high})").format(
        said=said, ratio=number(effect.ratio, 2), low=number(effect.low, 2), high=number(effect.high, 2)
    )


class EffectBars(QWidget):
    """Two bars with their figures; what they say stands beside them in words, elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._effect: Effect | None = None
        self._em = 20
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_effect(self, effect: Effect | None, em: int) -> None:
        """Draw *effect* with type of *em* pixels; nothing for None."""
        self._effect, self._em = effect, em
        self.setVisible(effect is not None)
        self.setAccessibleName(effect_said(effect) if effect is not None else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._em * 14, round(self._em * LINE_HIGH * LINES))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._em * 9, round(self._em * LINE_HIGH * LINES))

    def paintEvent(self, _event: QPaintEvent) -> None:
        effect = self._effect
        if effect is None:
            return
        look, painter, em = theme.current(), QPainter(self), self._em
        rates = (effect.before.rate, effect.after.rate)
        most = max((rate for rate in rates if rate is not None), default=0.0) or 1.0
        painter.setFont(theme.font(em, QFont.Weight.DemiBold))
        room = self.width() - em * (LABEL_WIDE + FIGURE_WIDE)
        words = pgettext("measure", "before"), pgettext("measure", "since")
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        for place, (word, rate) in enumerate(zip(words, rates, strict=True)):
            y = place * em * LINE_HIGH
            painter.setPen(theme.colour(look.muted))
            painter.drawText(QRectF(0, y, em * LABEL_WIDE, em * LINE_HIGH), middle, word)
            wide = room * rate / most if rate is not None else 0.0
            bar = QRectF(em * LABEL_WIDE, y + em * 0.3, max(1.0, wide), em * 1.1)
            painter.fillRect(bar, theme.colour(look.line_strong if place == 0 else look.accent))
            painter.setPen(theme.colour(look.text))
            figure = QRectF(bar.right() + em * 0.4, y, em * FIGURE_WIDE, em * LINE_HIGH)
            painter.drawText(figure, middle, number(rate, 1))
        painter.end()
