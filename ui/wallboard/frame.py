"""What stands around a board: its name and the clock above, the band of a dead feed, the dots below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from supervisor.live.feed import Cause, Feed, FeedState
from supervisor.words import _, clock_time, day, moment
from ui import theme
from ui.calling import Calling, Line, calling
from ui.theme import State
from ui.wallboard.face import digit_height
from ui.wallboard.tile import level_state
from ui.widgets import signs
from ui.widgets.feed_words import feed_state, feeds_summary
from ui.widgets.signs import OF_STATE


class _Strip(QWidget):
    """A painted strip, as high as its type asks for."""

    LINES = 1.7  # height in sizes of its type

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._px = theme.current().px(theme.LEAD)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch.changed.connect(self.update)

    def set_px(self, px: int) -> None:
        """Write in type of *px* pixels."""
        if px != self._px:
            self._px = px
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, round(self._px * self.LINES))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _baseline(self, px: float) -> float:
        return (self.height() + digit_height() * px) / 2


class Masthead(_Strip):
    """The wall's own header: page, health of the feeds in words, the centre's clock; DEMO where it is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = self._count = self._clock = self._date = self._health = ""
        self._state: State | None = None
        self._demo = False
        self._calling: Calling | None = None
        self._call_box = QRectF()

    def follow_alarms(self, told: Calling = calling) -> None:
        """Say the worst alarm that no tile shows, and how many others there are; for live boards alone."""
        self._calling = told
        told.changed.connect(self._tell)
        told.turned.connect(self._flash)
        self._tell()

    def _flash(self, _lit: bool) -> None:
        if self._line is not None and self._line.calls and self.isVisible():
            self.update(self._call_box.toAlignedRect().adjusted(-1, -1, 1, 1))

    @property
    def _line(self) -> Line | None:
        """The alarm that is said: one that asks for somebody before others, the worst first."""
        lines = self._calling.lines if self._calling is not None else ()
        return max(lines, key=lambda line: (line.calls, line.level), default=None)

    @property
    def _alarm_words(self) -> str:
        line = self._line
        if line is None or self._calling is None:
            return ""
        words = line.words
        if line.calls and self._calling.still:
            words = _("{word}!").format(word=words)
        if more := len(self._calling.lines) - 1:
            words = _("{what} (+{n})").format(what=words, n=more)
        return words

    def show_page(self, title: str, page: int, pages: int) -> None:
        """Name the page; with several of them, which of how many (from 0)."""
        count = f"{page + 1} / {pages}" if pages > 1 else ""
        if (title, count) != (self._title, self._count):
            self._title, self._count = title, count
            self._tell()

    def show_time(self, now: datetime, zone: tzinfo) -> None:
        """Show the centre's wall clock."""
        clock = clock_time(now, zone, seconds=True)
        if clock != self._clock:
            self._clock, self._date = clock, day(now.astimezone(zone).date())
            self._tell()

    def show_feeds(self, feeds: Mapping[str, Feed], zone: tzinfo, now: datetime) -> None:
        """Say how the feeds are; a dead one has its band, and is not named twice."""
        dead = any(feed.state is FeedState.DEAD for feed in feeds.values())
        said = ("", None) if dead else feeds_summary(feeds, zone, now)
        if said != (self._health, self._state):
            self._health, self._state = said
            self._tell()

    def show_demo(self, demo: bool) -> None:
        """Mark a centre that is made up."""
        if demo != self._demo:
            self._demo = demo
            self._tell()

    def texts(self) -> list[str]:
        """What is written, from left to right."""
        demo = _("DEMO") if self._demo else ""
        said = (self._title, self._count, demo, self._alarm_words, self._health, self._date, self._clock)
        return [text for text in said if text]

    def _tell(self) -> None:
        self.setAccessibleName(", ".join(self.texts()))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme.current(), QPainter(self)
        px, small = self._px, max(1, round(self._px * 0.62))
        bold, plain = theme.font(px, QFont.Weight.Bold), theme.font(small)
        y = self._baseline(px)
        gap = 0.7 * px

        right = self.width() - QFontMetricsF(bold).horizontalAdvance(self._clock)
        painter.setFont(bold)
        painter.setPen(theme.colour(look.text))
        painter.drawText(QPointF(right, y), self._clock)
        painter.drawText(QPointF(0, y), self._title)
        left = QFontMetricsF(bold).horizontalAdvance(self._title) + gap

        painter.setFont(plain)
        metrics = QFontMetricsF(plain)
        painter.setPen(theme.colour(look.muted))
        if self._count:
            painter.drawText(QPointF(left, y), self._count)
            left += metrics.horizontalAdvance(self._count) + gap
        right -= gap + metrics.horizontalAdvance(self._date)
        painter.drawText(QPointF(right, y), self._date)
        if self._demo:
            left = self._paint_demo(painter, left, y, small) + gap
        if self._health:
            right = self._paint_health(painter, left, right - 1.2 * gap, y, small)
        if self._line is not None:
            self._paint_alarm(painter, self._line, left, right - gap, y, small)
        painter.end()

    def _paint_alarm(
        self, painter: QPainter, line: Line, left: float, right: float, y: float, px: int
    ) -> None:
        """Sign and words of an alarm, from *left* on; the sign flashes while nobody has taken it on."""
        look, state = theme.current(), level_state(line.level)
        size = 0.75 * px
        if state is None or right - left < 4 * size:
            return
        font = theme.font(px, QFont.Weight.Bold if line.calls else QFont.Weight.Normal)
        self._call_box = QRectF(left, y - digit_height() * px / 2 - size / 2, size, size)
        ink = look.fill(state) if line.calls else look.muted
        if not line.calls or self._calling is None or self._calling.lit:
            signs.paint(painter, OF_STATE[state], self._call_box, theme.colour(ink))
        x = left + 1.5 * size
        painter.setFont(font)
        painter.setPen(theme.colour(look.state_text(state) if line.calls else look.muted))
        words = QFontMetricsF(font).elidedText(self._alarm_words, Qt.TextElideMode.ElideRight, right - x)
        painter.drawText(QPointF(x, y), words)

    def _paint_demo(self, painter: QPainter, left: float, y: float, px: int) -> float:
        """The mark of a made-up centre; returns where it ends."""
        look = theme.current()
        font = theme.font(px, QFont.Weight.Bold)
        wide = QFontMetricsF(font).horizontalAdvance(_("DEMO"))
        high, pad = digit_height() * px, 0.45 * px
        y -= digit_height() * (self._px - px) / 2  # its middle is the title's
        box = QRectF(left, y - high - pad, wide + 2 * pad, high + 2 * pad)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(look.warn))
        painter.drawRoundedRect(box, 0.25 * px, 0.25 * px)
        painter.setFont(font)
        painter.setPen(theme.colour(look.on_warn))
        painter.drawText(QPointF(left + pad, y), _("DEMO"))
        return box.right()

    def _paint_health(self, painter: QPainter, left: float, right: float, y: float, px: int) -> float:
        """Sign and words of the feeds, ending at *right*, quiet while all is live; where they begin."""
        look = theme.current()
        font = theme.font(px, QFont.Weight.Normal if self._state is None else QFont.Weight.Bold)
        metrics = QFontMetricsF(font)
        size = 0.75 * px
        text = metrics.elidedText(self._health, Qt.TextElideMode.ElideRight, right - left - 2 * size)
        x = right - metrics.horizontalAdvance(text)
        ink = look.muted if self._state is None else look.state_text(self._state)
        box = QRectF(x - 1.5 * size, y - digit_height() * px / 2 - size / 2, size, size)
        sign_ink = look.muted if self._state is None else look.fill(self._state)
        signs.paint(painter, OF_STATE[self._state or State.OK], box, theme.colour(sign_ink))
        painter.setFont(font)
        painter.setPen(theme.colour(ink))
        painter.drawText(QPointF(x, y), text)
        return box.left()


class FeedBand(_Strip):
    """Across the page, once, while a source is not heard: which, since when, and what that means."""

    LINES = 2.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ""
        self._aside: tuple[str, ...] = ()
        self._state = State.CRITICAL
        self.hide()

    def show_feeds(self, feeds: Mapping[str, Feed], zone: tzinfo, now: datetime) -> None:
        """Show the dead among *feeds*; nothing while there is none."""
        dead = {name: feed for name, feed in feeds.items() if feed.state is FeedState.DEAD}
        said = band_sentence(dead, zone, now)
        if said != self._said:
            self._said = said
            self.setAccessibleName(said)
            self.setToolTip(said)
        states = {feed_state(feed) for feed in dead.values()}
        self._state = State.STALE if states == {State.STALE} else State.CRITICAL
        self.setVisible(bool(dead))
        self.update()

    def show_aside(self, *aside: str) -> None:
        """Say *aside* at the right end: what the band covers and must still be seen."""
        if aside != self._aside:
            self._aside = aside
            self.update()

    @property
    def text(self) -> str:
        """What the band says; "" while it is not shown."""
        return self._said

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme.current(), QPainter(self)
        px = self._px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(look.fill(self._state)))
        painter.drawRoundedRect(self.rect(), theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        ink = theme.colour(look.on_fill(self._state))
        pad, size = 0.6 * px, 0.7 * px
        box = QRectF(pad, (self.height() - size) / 2, size, size)
        signs.paint(painter, OF_STATE[self._state], box, ink)
        painter.setPen(ink)
        font = theme.font(px, QFont.Weight.Bold)
        painter.setFont(font)
        right = self.width() - pad
        for text in reversed(self._aside):
            right -= QFontMetricsF(font).horizontalAdvance(text)
            painter.drawText(QPointF(right, self._baseline(px)), text)
            right -= 1.2 * pad
        left = pad + 1.6 * size
        text = self._said
        while QFontMetricsF(font).horizontalAdvance(text) > right - left and px > 0.6 * self._px:
            px -= 1
            font = theme.font(px, QFont.Weight.Bold)
        painter.setFont(font)
        text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QPointF(left, self._baseline(px)), text)
        painter.end()


def band_sentence(dead: Mapping[str, Feed], zone: tzinfo, now: datetime) -> str:
    """Which sources are not heard, since when, and what that means for the figures; "" for none."""
    if not dead:
        return ""
    if len(dead) > 1:
        said, _state = feeds_summary(dead, zone, now)
        return _("{what}: {names}").format(what=said, names=_(", ").join(dead))
    name, feed = next(iter(dead.items()))
    at = feed.since or feed.heard_at
    said = {
        Cause.COLLECTOR: _("The collector of {source} has given no sign of life since {time}"),
        Cause.DATABASE: _("The database is away: nothing is known of {source} since {time}"),
        Cause.STOPPED: _("Nobody has listened to {source} since {time}: the collector was ended"),
        Cause.ENDED: _("The recording {source} came to its end at {time}"),
        Cause.NEVER: (
            _("Nobody has listened to {source} yet")
            if at is None
            else _("Nobody has listened to {source} since {time}")
        ),
    }.get(feed.cause) or (
        _("{source} has not answered yet") if at is None else _("{source} has not answered since {time}")
    )
    said = said.format(source=name, time=_time(at, zone, now))
    if feed.reason:
        said = _("{what} ({reason})").format(what=said, reason=_(feed.reason))
    if at is None:
        return _("{what}.").format(what=said)
    return _("{what}. The figures are from then.").format(what=said)


def _time(at: datetime | None, zone: tzinfo, now: datetime) -> str:
    """The time of day; with its day when that is not today."""
    if at is None or at.astimezone(zone).date() == now.astimezone(zone).date():
        return clock_time(at, zone, seconds=True)
    return moment(at, zone, now.astimezone(zone).date())


class PageDots(_Strip):
    """Which page is shown, of how many, and from how far it can be read; a click turns to a page."""

    LINES = 2.2

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page, self._pages, self._note = 0, 1, ""

    def show_page(self, page: int, pages: int) -> None:
        """Page *page* of *pages* (from 0) is shown; a single page has no dots."""
        self._page, self._pages = page, pages
        self._tell()

    def say(self, note: str) -> None:
        """Say *note* beside the dots."""
        self._note = note
        self._tell()

    def texts(self) -> list[str]:
        """What is written."""
        return [self._note] if self._note else []

    def _tell(self) -> None:
        dots = ""
        if self._pages > 1:
            dots = _("Page {page} of {pages}").format(page=self._page + 1, pages=self._pages)
        self.setAccessibleName(". ".join(part for part in (dots, self._note) if part))
        self.setToolTip(_("Page Up and Page Down turn the pages.") if self._pages > 1 else "")
        self.setVisible(bool(dots or self._note))
        self.update()

    def _centres(self) -> list[float]:
        pitch = 1.5 * self._px
        wide = pitch * (self._pages - 1)
        first = self.width() / 2 - wide / 2
        if self._note:  # a long note pushes them aside
            said = QFontMetricsF(theme.font(self._px)).horizontalAdvance(self._note)
            first = max(first, min(said + 1.5 * pitch, self.width() - wide - 0.5 * pitch))
        return [first + pitch * number for number in range(self._pages)]

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme.current(), QPainter(self)
        painter.setFont(theme.font(self._px))
        painter.setPen(theme.colour(look.muted))
        room = self._centres()[0] - 1.5 * self._px if self._pages > 1 else self.width()
        note = QFontMetricsF(painter.font()).elidedText(self._note, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(0, self._baseline(self._px)), note)
        if self._pages > 1:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            size = 0.32 * self._px
            for number, x in enumerate(self._centres()):
                here = number == self._page
                painter.setBrush(theme.colour(look.text) if here else Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.colour(look.text if here else look.muted), 1.5))
                painter.drawEllipse(QPointF(x, self.height() / 2), size, size)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for number, x in enumerate(self._centres()):
            if self._pages > 1 and abs(event.position().x() - x) <= 0.75 * self._px:
                self.asked.emit(number)
                return
