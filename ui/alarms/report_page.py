"""How many alarms there were in a week, beside what people bear; which come again and again, or never go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from supervisor.alarms.alarm import Alarm
from supervisor.alarms.report import (
    BEARABLE,
    CHATTER,
    FLOOD,
    AlarmReport,
    Chatter,
    Frequent,
    Stood,
    alarm_report,
    week_of,
)
from supervisor.alarms.rule import FEED
from supervisor.alarms.sentences import cause_name, place_name, title
from supervisor.reports.order import Order
from supervisor.words import DASH, _, day, duration, mark, moment, ngettext, number, share
from ui import theme
from ui.alarms import work
from ui.alarms.work import Past
from ui.centre import OpenCentre
from ui.jobs import Job
from ui.machine import Machine
from ui.theme import State
from ui.widgets.report_export import ReportButton
from ui.widgets.state_sign import StateSign

MOST = 50_000
TWO_CARDS = 860  # pixels at text scale 1 in which two cards stand beside each other
WEEKS = (mark("This week so far"), mark("Last week"), mark("The week before"), mark("Three weeks ago"))


def mean_words(report: AlarmReport) -> tuple[str, str, State | None]:
    """Alarms per 10 minutes: the figure, what it is to be held against, and whether it is too much."""
    said = _("alarms per 10 minutes; up to {n} is comfortable").format(n=number(BEARABLE))
    state = None if report.is_bearable else State.WARN
    return number(report.mean, 2), said, state


def worst_words(report: AlarmReport, zone: ZoneInfo) -> tuple[str, str, State | None]:
    """The most in any 10 minutes."""
    if report.worst_at is None:
        return number(report.worst), _("in the worst 10 minutes"), None
    said = _("in the worst 10 minutes, from {time} on; more than {n} nobody can answer").format(
        time=moment(report.worst_at, zone, report.until.astimezone(zone).date()), n=number(FLOOD)
    )
    return number(report.worst), said, State.WARN if report.worst > FLOOD else None


def flood_words(report: AlarmReport) -> tuple[str, str, State | None]:
    """How many of the periods were floods."""
    floods = report.floods
    said = ngettext(
        "flood: 10 minutes with more than {n} alarms, of {all} such periods; under 1 % is good",
        "floods: 10 minutes with more than {n} alarms, of {all} such periods; under 1 % is good",
        floods.part,
    ).format(n=number(FLOOD), all=number(floods.whole))
    return number(floods.part), said, State.WARN if (floods.value or 0) >= 0.01 else None


def answered_words(report: AlarmReport) -> tuple[str, str, State | None]:
    """How many somebody took on, and how soon."""
    taken = report.acknowledged
    if report.to_acknowledge_s is None:
        return number(taken.part), _("of {all} acknowledged").format(all=number(taken.whole)), None
    said = _("of {all} acknowledged, half of them within {median}, nine in ten within {p90}").format(
        all=number(taken.whole),
        median=duration(report.to_acknowledge_s[0]),
        p90=duration(report.to_acknowledge_s[1]),
    )
    return number(taken.part), said, None


def stale_words(report: AlarmReport) -> tuple[str, str, State | None]:
    """How many stood for more than a day."""
    said = ngettext(
        "stood for more than a day; fewer than 5 is good",
        "stood for more than a day; fewer than 5 is good",
        report.stale,
    )
    return number(report.stale), said, State.WARN if report.stale >= 5 else None


def key_words(alarm: Alarm) -> str:
    """A cause and its place, as they are told again and again."""
    if alarm.is_feed or len(alarm.symptoms) <= 1:
        return title(alarm)
    return _("{what}: {place}").format(what=cause_name(alarm.cause), place=place_name(alarm.place))


class Bar(QWidget):
    """A bar from zero, as long as its share of the longest."""

    def __init__(self, part: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = min(1.0, max(0.0, part))
        self.setMinimumWidth(80)

    def sizeHint(self) -> QSize:
        return QSize(160, theme.current().px(12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme.current(), QPainter(self)
        high = look.px(10)
        top = (self.height() - high) / 2
        painter.fillRect(QRectF(0, top, 1, high), theme.colour(look.line_strong))
        ink = theme.colour(look.muted)
        painter.fillRect(QRectF(0, top, max(1.0, self._part * self.width()), high), ink)
        painter.end()


class ReportPage(QWidget):
    """The alarm system's own report; Ctrl+C copies it as text."""

    rule_wanted = Signal(str)

    noticed = Signal(str, object)

    def __init__(
        self, centre: OpenCentre, machine: Machine | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._centre = centre
        self._job: Job | None = None
        self._stale = True
        self._sides: QBoxLayout | None = None
        self.report: AlarmReport | None = None
        self.week = QComboBox(self)
        for words in WEEKS:
            self.week.addItem(_(words))
        self._of = QLabel(self)
        self._of.setProperty("role", "muted")
        self._of.setBuddy(self.week)
        self._span = QLabel(self)
        self._span.setProperty("role", "muted")
        self.copy_button = QPushButton(self)
        self.copy_button.clicked.connect(self.copy)
        self.export = ReportButton(centre, machine, "alarms", mark("Report…"), self._order, self)
        self.export.noticed.connect(self.noticed)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self._of)
        head.addWidget(self.week)
        head.addWidget(self._span)
        head.addStretch(1)
        head.addWidget(self.copy_button)
        head.addWidget(self.export)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        self.week.activated.connect(self.read)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self, self.copy)
        copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        centre.alarms.changed.connect(self._heed)
        self.setFocusProxy(self.week)
        self.retranslate()

    def _order(self) -> Order | None:
        if self.report is None:
            return None
        days = self._centre.days
        last = self.report.until - timedelta(microseconds=1)
        return Order("alarms", since=days.day(self.report.since), until=days.day(last))

    @property
    def _zone(self) -> ZoneInfo:
        return self._centre.zone

    def _heed(self) -> None:
        self._stale = True
        if self.isVisible():
            self.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.read()

    def tick(self, now: datetime) -> None:
        """A report does not run."""

    def read(self, _index: int = 0) -> None:
        """Read the alarms of the week that is chosen."""
        self._stale = False
        if self._job is not None:
            self._job.cancel()
        days, now = self._centre.days, self._centre.live.clock.now()
        since, until = week_of(days.day(now) - timedelta(days=7 * self.week.currentIndex()), days)
        until = min(until, now)
        self._job = self._centre.jobs.read(work.past, since, until, MOST)
        self._job.then(lambda past: self.show_past(past, since, until))

    def show_past(self, past: Past, since: datetime, until: datetime) -> None:
        """Show the report over the alarms that were read."""
        self._job = None
        self.report = alarm_report(past.alarms, since, until, self._centre.days)
        self._show()

    # -- what is said ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        report = self.report
        if report is None:
            return
        zone = self._zone
        today = self._centre.live.clock.now().astimezone(zone).date()
        self._span.setText(
            _("{begins} to {ends}").format(
                begins=moment(report.since, zone, today), ends=moment(report.until, zone, today)
            )
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_L)
        column.addWidget(self._figures(report))
        row = self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(theme.SPACE_L)
        left, right = QVBoxLayout(), QVBoxLayout()
        for side in (left, right):
            side.setSpacing(theme.SPACE_L)
            row.addLayout(side, 1)
        left.addWidget(self._frequent(report.frequent))
        left.addWidget(self._days(report))
        left.addStretch(1)
        right.addWidget(self._chattering(report.chattering))
        right.addWidget(self._longest(report.longest))
        right.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self._turn_sides()
        self._scroll.setWidget(inside)

    def _turn_sides(self) -> None:
        """Cards beside each other where there is room for two, else below each other."""
        if self._sides is not None:
            wide = self.width() >= theme.current().px(TWO_CARDS)
            turned = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
            self._sides.setDirection(turned)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn_sides()

    def _figures(self, report: AlarmReport) -> QWidget:
        card, column = _card(_("How many they were"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_M)
        grid.setVerticalSpacing(theme.SPACE_S)
        grid.setColumnStretch(2, 1)
        for row, (figure, said, state) in enumerate(self.figures(report)):
            number_label = QLabel(figure)
            number_label.setProperty("role", "title")
            grid.addWidget(number_label, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if state is not None:
                sign = StateSign()
                sign.show_state(state)
                grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignCenter)
                said = _("{what} – too many").format(what=said)
            grid.addWidget(_text(said), row, 2)
        column.addLayout(grid)
        return card

    def figures(self, report: AlarmReport) -> list[tuple[str, str, State | None]]:
        """Each figure, what it is to be held against, and whether it is too much."""
        total = ngettext("alarm with a sound", "alarms with a sound", report.activations)
        if report.notes:
            notes = ngettext("{n} note without", "{n} notes without", report.notes)
            total = _("{alarms}, and {notes}").format(
                alarms=total, notes=notes.format(n=number(report.notes))
            )
        return [
            mean_words(report),
            (number(report.activations), total, None),
            worst_words(report, self._zone),
            flood_words(report),
            stale_words(report),
            answered_words(report),
        ]

    def _frequent(self, frequent: Sequence[Frequent]) -> QWidget:
        card, column = _card(_("The most frequent ones"))
        if not frequent:
            column.addWidget(_text(_("There was none."), "muted"))
            return card
        made = sum(each.times for each in frequent) / max(1, frequent[0].share.whole)
        column.addWidget(_text(_("These make {share} of all.").format(share=share(made)), "muted"))
        grid = _grid()
        for row, each in enumerate(frequent):
            link = self._link(each.last)
            grid.addWidget(link, row, 0)
            grid.addWidget(Bar(each.times / frequent[0].times), row, 1)
            count = ngettext("{n} time, {share}", "{n} times, {share}", each.times)
            count = count.format(n=number(each.times), share=share(each.share.value))
            grid.addWidget(_text(count, wrap=False), row, 2, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
        return card

    def _days(self, report: AlarmReport) -> QWidget:
        card, column = _card(_("Day by day"))
        grid = _grid()
        most = max((count for _day, count in report.per_day), default=0)
        today = self._centre.live.clock.now().astimezone(self._zone).date()
        for row, (of, count) in enumerate(report.per_day):
            grid.addWidget(_text(day(of, today), wrap=False), row, 0)
            grid.addWidget(Bar(count / most if most else 0.0), row, 1)
            grid.addWidget(_text(number(count), wrap=False), row, 2, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
        return card

    def _chattering(self, chattering: Sequence[Chatter]) -> QWidget:
        card, column = _card(_("Those that come and go"))
        if not chattering:
            said = _("None came {n} times within half an hour.").format(n=number(CHATTER))
            column.addWidget(_text(said, "muted"))
            return card
        said = _(
            "A longer delay, a wider deadband or a cooldown calms them: open the rule and try it on the day."
        )
        column.addWidget(_text(said, "muted"))
        grid = _grid()
        for row, each in enumerate(chattering):
            grid.addWidget(self._link(each.last), row, 0)
            count = ngettext("{n} time from {time} on", "{n} times from {time} on", each.times)
            when = moment(each.at, self._zone, self._centre.live.clock.now().astimezone(self._zone).date())
            grid.addWidget(_text(count.format(n=number(each.times), time=when)), row, 1)
        column.addLayout(grid)
        return card

    def _longest(self, longest: Sequence[Stood]) -> QWidget:
        card, column = _card(_("Those that stood longest"))
        if not longest:
            column.addWidget(_text(_("There was none."), "muted"))
            return card
        grid = _grid()
        most = longest[0].seconds or 1.0
        for row, each in enumerate(longest):
            grid.addWidget(self._link(each.alarm), row, 0)
            grid.addWidget(Bar(each.seconds / most), row, 1)
            said = duration(each.seconds)
            if each.is_open:
                said = _("{duration}, open").format(duration=said)
            grid.addWidget(_text(said, wrap=False), row, 2, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
        return card

    def _link(self, alarm: Alarm) -> QWidget:
        """What it was; pressed, it opens the rule behind it."""
        rule = alarm.symptoms[0].rule if alarm.symptoms else FEED if alarm.is_feed else ""
        button = QPushButton(key_words(alarm))
        button.setProperty("role", "link")
        button.setToolTip(_("Open its rule"))
        button.setEnabled(bool(rule))
        button.clicked.connect(lambda _on=False: self.rule_wanted.emit(rule))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        row.addStretch(1)
        return holder

    def as_text(self) -> str:
        """The report as text, one line a figure."""
        report = self.report
        if report is None:
            return ""
        lines = [self._span.text()]
        lines += [f"{figure}\t{said}" for figure, said, _state in self.figures(report)]
        lines += ["", _("The most frequent ones")]
        lines += [f"{key_words(each.last)}\t{number(each.times)}" for each in report.frequent] or [DASH]
        lines += ["", _("Those that come and go")]
        lines += [f"{key_words(each.last)}\t{number(each.times)}" for each in report.chattering] or [DASH]
        lines += ["", _("Those that stood longest")]
        lines += [f"{key_words(each.alarm)}\t{duration(each.seconds)}" for each in report.longest] or [DASH]
        return "\n".join(lines)

    def copy(self) -> None:
        """Put the report on the clipboard, as text."""
        QGuiApplication.clipboard().setText(self.as_text())

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._of.setText(_("Week"))
        self.week.setAccessibleName(_("Week"))
        self._scroll.setAccessibleName(_("How many"))
        self.copy_button.setText(_("Copy"))
        for place, words in enumerate(WEEKS):
            self.week.setItemText(place, _(words))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.StyleChange and self.report is not None:
            self.update()
        super().changeEvent(event)


def _card(title_words: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_L)
    column.setSpacing(theme.SPACE_S)
    column.addWidget(_text(title_words, "lead"))
    return card, column


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.SPACE_M)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(1, 1)
    return grid


def _text(words: str, role: str = "", *, wrap: bool = True) -> QLabel:
    label = QLabel(words)
    if role:
        label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    return label
