"""The weeks around a measure: contacts a working day, the means before and since, and the day in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from supervisor.issues.effect_answer import EffectAnswer, Part, Week
from supervisor.words import DASH, _, day, mark, ngettext, number
from ui import theme
from ui.theme import Theme
from ui.widgets.charts.canvas import Canvas, Spot
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.measure import Measure, axis_of

PART_LABELS = {
    Part.BEFORE: mark("baseline"),
    Part.BETWEEN: mark("neither"),
    Part.AFTER: mark("window"),
    Part.LATER: mark("later"),
}


@dataclass(frozen=True)
class EffectPicture:
    """*title* and the line *about* it, and the answer that is drawn; None: nothing is known yet."""

    title: str
    about: str = ""
    answer: EffectAnswer | None = None


class EffectChart(Chart):
    """A point for each week, hollow where it lies in neither baseline nor window."""

    by_x = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = EffectPicture("")

    def show_picture(self, picture: EffectPicture) -> None:
        """Draw *picture* in place of the last one."""
        self._picture = picture
        self.draw_anew()

    def title(self) -> str:
        return self._picture.title

    def summary(self) -> str:
        return self._picture.about

    def usual_height(self, look: Theme) -> int:
        return look.px(220)

    def draw(self, canvas: Canvas) -> Sequence[Spot]:
        picture, answer = self._picture, self._picture.answer
        rest = canvas.top(picture.title, picture.about)
        weeks = () if answer is None else answer.weeks
        if answer is None or not any(week.rate is not None for week in weeks):
            canvas.empty(_("Nothing is known of this time."))
            return ()
        measure = Measure(lambda value: number(value, 1))
        means = self._means(answer)
        target = self._target(means, answer)
        values = [week.rate for week in weeks]
        axis = axis_of([*values, *(mean for mean in means.values()), target], measure, zero=True)
        named = [
            (_("before {rate}").format(rate=number(means[Part.BEFORE], 1)), means[Part.BEFORE]),
            (_("since {rate}").format(rate=number(means[Part.AFTER], 1)), means[Part.AFTER]),
            (_("target ≤ {rate}").format(rate=number(target, 1)), target),
        ]
        named = [(words, value) for words, value in named if value is not None]
        right = canvas.room_beside(words for words, _value in named)
        below = canvas.line_height + theme.SPACE_XS
        ground = canvas.ground(rest, axis, measure, right=right, below=below)
        wide = ground.width() / len(weeks)
        xs = [ground.left() + wide * (at + 0.5) for at in range(len(weeks))]
        self._shades(canvas, ground, weeks, wide)
        look = canvas.look
        if target is not None:
            canvas.target(ground, canvas.y(ground, axis, target))
        for part, mean in means.items():
            at = [x for x, week in zip(xs, weeks, strict=True) if week.part is part]
            if mean is not None and at:
                y = canvas.y(ground, axis, mean)
                canvas.painter.setPen(canvas.pen(look.muted, 1.4, dashes=(4, 3)))
                canvas.painter.drawLine(QPointF(at[0] - wide / 2, y), QPointF(at[-1] + wide / 2, y))
        points = [
            None if rate is None else QPointF(x, canvas.y(ground, axis, rate))
            for x, rate in zip(xs, values, strict=True)
        ]
        canvas.line(points, canvas.pen(look.accent, 2))
        for point, week in zip(points, weeks, strict=True):
            if point is not None:
                canvas.mark(point, None, hollow=week.part not in (Part.BEFORE, Part.AFTER))
        self._in_force(canvas, ground, weeks, wide, answer.asked.done_on)
        canvas.labels_below(ground, [(x, _short(week.first)) for x, week in zip(xs, weeks, strict=True)])
        beside = [
            (canvas.y(ground, axis, value), words, look.text if value == target else look.muted)
            for words, value in named
            if value is not None
        ]
        canvas.beside(ground.right() + theme.SPACE_S, ground, beside)
        return [
            Spot(f"{week.first.isoformat()}", words_of(week), point or QPointF(x, ground.bottom()))
            for week, point, x in zip(weeks, points, xs, strict=True)
        ]

    def _means(self, answer: EffectAnswer) -> dict[Part, float | None]:
        """The means of baseline and window, over the days that are known."""
        found: dict[Part, float | None] = {}
        for part in (Part.BEFORE, Part.AFTER):
            of = [week for week in answer.weeks if week.part is part]
            days = sum(week.days for week in of)
            found[part] = sum(week.count for week in of) / days if days else None
        if answer.effect is None:
            found[Part.AFTER] = None  # a part of the window misleads
        return found

    def _target(self, means: dict[Part, float | None], answer: EffectAnswer) -> float | None:
        before, share = means[Part.BEFORE], answer.asked.criterion.target
        return None if before is None or share is None else before * share

    def _shades(self, canvas: Canvas, ground: QRectF, weeks: Sequence[Week], wide: float) -> None:
        """The ground of baseline and window, with their names."""
        for part in (Part.BEFORE, Part.AFTER):
            at = [place for place, week in enumerate(weeks) if week.part is part]
            if not at:
                continue
            left = ground.left() + wide * at[0]
            shade = QRectF(left, ground.top(), wide * len(at), ground.height())
            canvas.painter.fillRect(shade, theme.colour(canvas.look.hover, 0.7))
            words = canvas.fitted(_(PART_LABELS[part]), shade.width() - theme.SPACE_S)
            y = ground.bottom() - canvas.line_height / 2
            canvas.say(left + theme.SPACE_XS, y, words, canvas.look.faint)

    def _in_force(
        self, canvas: Canvas, ground: QRectF, weeks: Sequence[Week], wide: float, done: date | None
    ) -> None:
        """The line of the day since when the measure is in force."""
        at = next(
            (place for place, week in enumerate(weeks) if done is not None and week.first >= done), None
        )
        if at is None or done is None:
            return
        x = ground.left() + wide * at
        canvas.painter.setPen(canvas.pen(canvas.look.text, 1.4))
        canvas.painter.drawLine(QPointF(x, ground.top()), QPointF(x, ground.bottom()))
        words = _("in force {day}").format(day=_short(done))
        room = ground.right() - x
        align = "left" if room > canvas.wide(words) + theme.SPACE_S else "right"
        shift = theme.SPACE_XS if align == "left" else -theme.SPACE_XS
        canvas.say(x + shift, ground.top() + canvas.line_height / 2, words, canvas.look.text, align)


def words_of(week: Week) -> str:
    """All of a week: its days, where it lies, its rate and its count."""
    span = _("{first} to {last}").format(first=day(week.first), last=day(week.last))
    if not week.days:
        return f"{span}\n{_(PART_LABELS[week.part])}\n{DASH}"
    counts = ngettext(
        "{count} contacts on {n} working day", "{count} contacts on {n} working days", week.days
    ).format(count=number(week.count), n=number(week.days))
    rate = _("{rate} a working day").format(rate=number(week.rate, 1))
    return f"{span}\n{_(PART_LABELS[week.part])}\n{rate}\n{counts}"


def _short(of: date) -> str:
    return f"{of:%m-%d}"
