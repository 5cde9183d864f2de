"""What a rule would have called today: one sentence, a strip of the day, and the alarms one by one."""

from __future__ import annotations

from datetime import timedelta, tzinfo

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from supervisor.alarms.rehearsal import Rehearsal, Rehearsed
from supervisor.alarms.report import BEARABLE
from supervisor.alarms.sentences import level_word, place_name
from supervisor.wallboard.catalogue import Figure, metric
from supervisor.wallboard.levels import Level
from supervisor.words import _, clock_time, duration, ngettext, number
from ui import theme
from ui.alarms.summary import level_state

LISTED = 6


def rehearsal_words(found: Rehearsal, zone: tzinfo) -> str:
    """How many alarms, how bad, and for how long, in one or two sentences."""
    count = len(found.alarms)
    facts = {"begins": clock_time(found.since, zone), "ends": clock_time(found.until, zone)}
    if not count:
        return _("Today from {begins} to {ends} this rule would have raised no alarm.").format(**facts)
    said = ngettext(
        "Today from {begins} to {ends} this rule would have raised {n} alarm",
        "Today from {begins} to {ends} this rule would have raised {n} alarms",
        count,
    ).format(**facts, n=number(count))
    if found.actions:
        said += ngettext(", {n} of them “act now”", ", {n} of them “act now”", found.actions).format(
            n=number(found.actions)
        )
    rate = found.per_10_min
    parts = [
        _("{what}.").format(what=said),
        _("One or more stood for {duration} in all; {rate} came per 10 minutes.").format(
            duration=duration(found.seconds), rate=number(rate, 2)
        ),
    ]
    if rate is not None and rate > BEARABLE:
        parts.append(_("That is more than one person bears."))
    return " ".join(parts)


def rehearsed_words(alarm: Rehearsed, found: Rehearsal, zone: tzinfo) -> str:
    """One of them: when, where, how bad."""
    watched = metric(found.rule.metric)
    ends = clock_time(alarm.closed_at, zone) if alarm.closed_at else _("now")
    worst = watched.said(Figure(alarm.worst)) if watched is not None else number(alarm.worst)
    return _("{begins}–{ends}  {place}: {level}, worst {value}").format(
        begins=clock_time(alarm.opened_at, zone),
        ends=ends,
        place=place_name(alarm.place),
        level=level_word(alarm.peak),
        value=worst,
    )


class DayStrip(QWidget):
    """The day from left to right, and where alarms would have stood; hours are ticks below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Rehearsal | None = None
        self._zone: tzinfo | None = None

    def show_rehearsal(self, found: Rehearsal, zone: tzinfo) -> None:
        """Show what was *found*."""
        self._found, self._zone = found, zone
        self.setAccessibleName(rehearsal_words(found, zone))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme.current().px(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        found, zone = self._found, self._zone
        if found is None or zone is None or found.until <= found.since:
            return
        look, painter = theme.current(), QPainter(self)
        high, print_high = look.px(14), look.px(theme.SMALL)
        span = (found.until - found.since).total_seconds()

        def x(seconds: float) -> float:
            return seconds / span * (self.width() - 1)

        painter.fillRect(QRectF(0, high, self.width(), 1), theme.colour(look.line_strong))
        for level in (Level.ATTENTION, Level.ACTION):  # the worse ones on top
            state = level_state(level)
            if state is None:
                continue
            ink = theme.colour(look.fill(state))
            for alarm in found.alarms:
                if alarm.peak is level:
                    begins = x((alarm.opened_at - found.since).total_seconds())
                    ends = x(((alarm.closed_at or found.until) - found.since).total_seconds())
                    tall = high if level is Level.ACTION else high * 0.6  # not by colour alone
                    painter.fillRect(QRectF(begins, high - tall, max(2.0, ends - begins), tall), ink)
        painter.setFont(theme.desk_font(theme.SMALL - 1))
        painter.setPen(theme.colour(look.muted))
        hours = max(1, round(span / 3600 / max(1, self.width() / look.px(60)) + 0.5))
        local = found.since.astimezone(zone)
        tick = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        while tick <= found.until:
            if tick.hour % hours == 0:
                at = x((tick - found.since).total_seconds())
                painter.drawLine(QPointF(at, high), QPointF(at, high + 3))
                words = f"{tick:%H}"
                box = QRectF(at - 20, high + 3, 40, print_high + 4)
                if box.right() <= self.width() + 8:
                    painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)
            tick += timedelta(hours=1)
        painter.end()


class RehearsalView(QFrame):
    """While the day is gone through a thin bar runs, and the last result stays.

    *listed*, the alarms one by one, stands where whoever shows this has room for it.
    """

    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._title = QLabel(self)
        self._title.setProperty("role", "muted")
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.strip = DayStrip(self)
        self.listed = QLabel(self)
        self.listed.setProperty("role", "small")
        self.listed.setWordWrap(True)
        self.listed.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.stop = QPushButton(self)
        self.stop.setProperty("role", "link")
        self.stop.clicked.connect(self.stop_asked)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.bar)
        for widget in (self.said, self.strip):
            column.addWidget(widget)
        self.strip.hide()
        self.listed.hide()
        self.show_running(None)
        self.say()

    def show_running(self, done: tuple[int, int] | None) -> None:
        """How far it is; None: nothing is under way."""
        self.bar.setVisible(done is not None)
        self.stop.setVisible(done is not None)
        if done is not None:
            self.bar.setRange(0, max(1, done[1]))
            self.bar.setValue(done[0])

    def show_words(self, words: str) -> None:
        """Say *words* in place of a result."""
        self.said.setText(words)
        self.strip.hide()
        self.listed.hide()

    def show_rehearsal(self, found: Rehearsal, zone: tzinfo, before: int | None) -> None:
        """Show what was *found*; *before*: how many the rule as it is saved would have raised."""
        words = rehearsal_words(found, zone)
        if before is not None:
            words += " " + ngettext("As it is saved: {n}.", "As it is saved: {n}.", before).format(
                n=number(before)
            )
        self.said.setText(words)
        self.strip.show_rehearsal(found, zone)
        self.strip.show()
        lines = [rehearsed_words(alarm, found, zone) for alarm in found.alarms[-LISTED:]]
        if more := len(found.alarms) - len(lines):
            lines.insert(0, ngettext("{n} earlier", "{n} earlier", more).format(n=number(more)))
        self.listed.setText("\n".join(lines))
        self.listed.setVisible(bool(lines))

    def say(self) -> None:
        """Say everything again, in the language now in use."""
        self._title.setText(_("Tried on today so far"))
        self.stop.setText(_("Stop"))
        self.bar.setAccessibleName(_("How much of the day was gone through"))
