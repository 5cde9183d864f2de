"""Where everything stands on a tile: positions measured once a layout, so that painting only draws.

A tile becomes lists of texts by face and ink, and of shapes; the widget draws them grouped by face, because
changing the face costs more than drawing the text (docs: performance of the screen).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPolygonF

from supervisor.wallboard.fit import FIGURE, LONGEST, PRINT, WAITING, Fit, Form
from supervisor.wallboard.levels import Level
from supervisor.words import DASH, _, pgettext
from ui import theme
from ui.theme import State, Theme
from ui.wallboard.surface import Text
from ui.wallboard.tile import RateWords, Slot, TileView, level_word
from ui.widgets.signs import OF_STATE, Sign

EDGE = 0.3  # width of the edge, in em
PAD = 0.62  # from the edge to the text, in em
LEAST_NAME = 0.74  # a long name shrinks to this, for all tiles of the page alike, before it is cut
STAFF_GAP = 0.42  # between the figures of the staff, in em
MOST_NAME = 11.0  # em: no layout is made wider for a longer name; it is cut


class Face(IntEnum):
    """The faces of a tile; the widget sets each once a paint."""

    WAITING = 0
    LONGEST = 1
    FIGURE = 2
    NAME = 3
    PRINT = 4
    PRINT_STRONG = 5


_SIZE = {
    Face.WAITING: WAITING,
    Face.LONGEST: LONGEST,
    Face.FIGURE: FIGURE,
    Face.NAME: FIGURE,
    Face.PRINT: PRINT,
    Face.PRINT_STRONG: PRINT,
}
_WEIGHT = {
    Face.WAITING: QFont.Weight.Bold,
    Face.LONGEST: QFont.Weight.Normal,
    Face.FIGURE: QFont.Weight.Bold,
    Face.NAME: QFont.Weight.Bold,
    Face.PRINT: QFont.Weight.Normal,
    Face.PRINT_STRONG: QFont.Weight.Bold,
}


@dataclass
class Drawn:
    """One tile at its place. *tick* is what changes each second, inside *tick_box* alone."""

    view: TileView
    box: QRectF
    name: str = ""  # as shown: perhaps cut
    texts: list[Text] = field(default_factory=list)
    tick: list[Text] = field(default_factory=list)
    tick_at: tuple[Face, QPointF, bool] = (Face.LONGEST, QPointF(), False)  # the bool: ends there
    tick_box: QRectF = field(default_factory=QRectF)
    fills: list[tuple[QRectF, str, float]] = field(default_factory=list)  # box, ink, radius
    bars: dict[str, list[QRectF]] = field(default_factory=dict)  # by ink
    tick_fills: list[tuple[QRectF, str, float]] = field(default_factory=list)
    signs: list[tuple[Sign, QRectF, str]] = field(default_factory=list)
    lines: list[tuple[QPolygonF, str]] = field(default_factory=list)
    call_box: QRectF = field(default_factory=QRectF)  # of the sign that flashes while somebody is asked for
    zones: dict[Slot, QRectF] = field(default_factory=dict)
    area: QRect = field(init=False)  # *box* in whole pixels: each paint asks every tile for it

    def __post_init__(self) -> None:
        self.area = self.box.toAlignedRect()


@lru_cache(maxsize=64)
def _metrics(px: int, weight: QFont.Weight) -> QFontMetricsF:
    return QFontMetricsF(theme.font(px, weight))


@lru_cache(maxsize=4096)
def _advance(px: int, weight: QFont.Weight, text: str) -> float:
    return _metrics(px, weight).horizontalAdvance(text)


@lru_cache(maxsize=1)
def digit_height() -> float:
    """Height of the face's digits in em, as it is drawn."""
    return _metrics(1000, QFont.Weight.Normal).tightBoundingRect("0").height() / 1000.0


def in_em(face: Face, text: str) -> float:
    """Width of *text* in em of the tile."""
    return _advance(1000, _WEIGHT[face], text) * _SIZE[face] / 1000.0


@dataclass(frozen=True)
class Widest:
    """The widest texts on a page; a layout is made for them and holds until a wider one comes."""

    waiting: str = "88"
    longest: str = "88:88"
    counts: str = "888 / 888"
    staff: str = "88"
    name: float = 3.0  # in em
    staff_row: float = 8.0  # in em

    def with_views(self, views: Iterable[TileView]) -> Widest:
        """At least as wide as every text of *views*, in whole digits."""
        waiting, longest, counts, staff = self.waiting, self.longest, self.counts, self.staff
        name, staff_row = self.name, self.staff_row
        for view in views:
            name = max(name, min(MOST_NAME, in_em(Face.NAME, view.name)))
            staff_row = max(staff_row, _staff_width(view))
            waiting = max(waiting, eights(view.waiting), key=len)
            longest = max(longest, eights(view.longest), key=len)
            staff = max(staff, "8" * len(str(max(view.ready, view.handling, view.on_break))), key=len)
            for rate in (view.rate, view.recent, view.service):
                if rate is not None:
                    counts = max(counts, eights(rate.counts), key=len)
        return Widest(waiting, longest, counts, staff, name, staff_row)


def eights(text: str) -> str:
    """*text* with every digit an 8: as wide, since all digits are, and the same for all running times."""
    return text.translate(_ALL_EIGHTS)


_ALL_EIGHTS = str.maketrans("0123456789", "8888888888")


def _rate_words() -> list[str]:
    return [
        _("answered today"),
        _("as of {time}").format(time="88:88:88"),
        _("last 30 min"),
        _("within {threshold} s").format(threshold="88"),
    ]


def _rate_value() -> str:
    return "100.0 %"


def _badge_words() -> list[str]:
    return [*(level_word(level) for level in Level), _("no data"), _("late")]


def widths(widest: Widest) -> dict[Form, float]:
    """What each form needs in em for its widest texts in the language in use."""
    pads = EDGE + 2 * PAD
    words = max(in_em(Face.PRINT, word) for word in _rate_words())
    second = _second_column(widest)
    rates = second + words + 0.5 + in_em(Face.PRINT, widest.counts)
    top = second + max(in_em(Face.LONGEST, widest.longest), in_em(Face.PRINT, _("longest wait")))
    name = LEAST_NAME * widest.name
    head = name + 0.3 + max(in_em(Face.PRINT_STRONG, word) for word in _badge_words()) + _BADGE
    full = pads + max(rates, widest.staff_row, top, head)
    columns = line_columns(widest)
    line = EDGE + PAD + name + sum(columns.values()) + _COLUMN_GAP * len(columns) + 0.3
    return {Form.FULL: full, Form.COMPACT: full, Form.LINE: line}


def _second_column(widest: Widest) -> float:
    """Where the longest wait and the words of the rates begin, in em from the tile's first column."""
    return max(
        in_em(Face.WAITING, widest.waiting) + 0.6,
        in_em(Face.PRINT, pgettext("contacts", "waiting")) + 0.6,
        in_em(Face.FIGURE, _rate_value()) + 0.4,
    )


def _staff_width(view: TileView) -> float:
    """Width of the staff's line in em, in whole digits."""
    wide = 3 * (_SIGN + 0.15 + 0.15) + 2 * STAFF_GAP
    for count, words in (
        (view.ready, view.ready_words),
        (view.handling, view.handling_words),
        (view.on_break, view.break_words),
    ):
        wide += in_em(Face.PRINT_STRONG, eights(str(count))) + in_em(Face.PRINT, words)
    if view.over:
        wide += 0.22 + _SIGN + 0.12 + in_em(Face.PRINT_STRONG, eights(view.over_words)) + 0.1
    return wide


_SIGN = 0.46  # a sign beside small print, in em
_BADGE = 1.2  # a badge without its word, in em
_COLUMN_GAP = 0.6  # between the columns of lines, in em


def line_columns(widest: Widest) -> dict[Slot, float]:
    """Widths of the columns right of the name, in em."""

    def wide(face: Face, text: str, heading: str) -> float:
        return max(in_em(face, text), in_em(Face.PRINT, heading))

    return {
        Slot.WAITING: wide(Face.FIGURE, widest.waiting, pgettext("contacts", "waiting")),
        Slot.LONGEST: wide(Face.FIGURE, widest.longest, _("longest wait")),
        Slot.ANSWER_RATE: max(
            wide(Face.FIGURE, _rate_value(), _("answered today")),
            in_em(Face.PRINT, widest.counts),
            in_em(Face.PRINT_STRONG, f"88.8 % {_('last 30 min')}"),
        ),
        Slot.STAFF: wide(Face.FIGURE, widest.staff, pgettext("agents", "ready")),
    }


def more_line_columns(widest: Widest) -> dict[Slot, float]:
    """Widths of the columns that follow those where there is room for both, in em."""
    words = {Slot.HANDLING: pgettext("agents", "handling"), Slot.BREAK: pgettext("agents", "break")}
    return {
        slot: max(
            in_em(Face.FIGURE, widest.staff), in_em(Face.PRINT, word), in_em(Face.PRINT_STRONG, _over("88"))
        )
        for slot, word in words.items()
    }


def _over(count: object) -> str:
    return _("{count} over").format(count=count)


class Layout:
    """Where everything stands on the tiles of one page grid, for one look and one language."""

    def __init__(self, fit: Fit, look: Theme, widest: Widest, names: Iterable[str]) -> None:
        self.fit = fit
        self.look = look
        self.widest = widest
        em = fit.em
        self._px = {face: max(1, round(size * em)) for face, size in _SIZE.items()}
        columns = line_columns(widest)
        more = more_line_columns(widest)
        spare = fit.cell_w - widths(widest)[Form.LINE] * em
        if fit.form is Form.LINE and spare >= (sum(more.values()) + len(more) * _COLUMN_GAP) * em:
            columns |= more
        self._columns = {slot: width * em for slot, width in columns.items()}
        self._badge = max((self._wide(Face.PRINT_STRONG, word) for word in _badge_words()), default=0.0)
        self._badge += _BADGE * em
        self._px[Face.NAME] = self._name_px(names)
        self.fonts = [theme.font(self._px[face], _WEIGHT[face]) for face in Face]
        self._second = _second_column(widest) * em
        self._names: dict[tuple[str, bool], str] = {}

    def _wide(self, face: Face, text: str) -> float:
        return _advance(self._px[face], _WEIGHT[face], text)

    def _name_px(self, names: Iterable[str]) -> int:
        """One size for every name of the page: the largest at which all fit, but not below LEAST_NAME."""
        full = self._px[Face.FIGURE]
        room = self._name_room(True)
        widest = max((_advance(full, _WEIGHT[Face.NAME], name) for name in names), default=0.0)
        if widest <= room:
            return full
        return max(round(full * LEAST_NAME), int(full * room / widest))

    def _name_room(self, badge: bool) -> float:
        em = self.fit.em
        if self.fit.form is Form.LINE:
            return self._line_right(Slot.WAITING) - self._columns[Slot.WAITING] - 0.4 * em - (EDGE + PAD) * em
        inner = self.fit.cell_w - (EDGE + 2 * PAD) * em
        return inner - (self._badge + 0.3 * em if badge else 0.0)

    def name(self, name: str, badge: bool) -> str:
        """*name* as it is shown: whole, or cut with "…" where there is no room for it."""
        key = (name, badge)
        if key not in self._names:
            metrics = _metrics(self._px[Face.NAME], _WEIGHT[Face.NAME])
            room = self._name_room(badge)
            whole = metrics.horizontalAdvance(name) <= room + 0.5
            self._names[key] = name if whole else metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        return self._names[key]

    def box(self, place: int) -> QRectF:
        """The box of the tile at *place* on its page, from the page's top left."""
        fit = self.fit
        row, column = divmod(place, fit.columns)
        if fit.form is Form.LINE:  # lines run down a column, as one reads a list
            column, row = divmod(place, fit.rows)
        return QRectF(
            round(column * (fit.cell_w + fit.gap)),
            round(fit.top + row * (fit.cell_h + fit.row_gap)),
            round(fit.cell_w),
            round(fit.cell_h),
        )

    def headings(self) -> list[Text]:
        """The common headings above the lines; none for tiles."""
        if self.fit.form is not Form.LINE:
            return []
        em, made = self.fit.em, []
        words = {
            Slot.WAITING: pgettext("contacts", "waiting"),
            Slot.LONGEST: _("longest wait"),
            Slot.ANSWER_RATE: _("answered today"),
            Slot.STAFF: pgettext("agents", "ready"),
            Slot.HANDLING: pgettext("agents", "handling"),
            Slot.BREAK: pgettext("agents", "break"),
        }
        for column in range(self.fit.columns):
            left = round(column * (self.fit.cell_w + self.fit.gap))
            for slot in self._columns:
                right = left + self._line_right(slot)
                made.append(self._right(Face.PRINT, "muted", right, 0.7 * em, words[slot]))
        return made

    def draw(self, view: TileView, place: int) -> Drawn:
        """*view* as the tile at *place*."""
        drawn = Drawn(view, self.box(place))
        if self.fit.form is Form.LINE:
            self._draw_line(drawn)
        else:
            self._draw_tile(drawn)
        return drawn

    # -- texts --------------------------------------------------------------------------------------------

    def _left(self, face: Face, ink: str, x: float, y: float, text: str) -> Text:
        return Text(face, ink, QPointF(x, y), text)

    def _right(self, face: Face, ink: str, right: float, y: float, text: str) -> Text:
        return Text(face, ink, QPointF(right - self._wide(face, text), y), text)

    def _figure(
        self,
        drawn: Drawn,
        face: Face,
        state: State | None,
        x: float,
        y: float,
        text: str,
        *,
        ink: str | None = None,
        tick: bool = False,
    ) -> None:
        """A figure that is perhaps the reason of the tile's state: then in its colour, or on it where the
        colour cannot be read as text."""
        ink = ink or ("text" if drawn.view.live else "stale_text")
        texts, fills = (drawn.tick, drawn.tick_fills) if tick else (drawn.texts, drawn.fills)
        if state is not None and drawn.view.live:
            if self.look.dark:
                ink = state.value
            else:
                px = self._px[face]
                pad, high = 0.14 * px, digit_height() * px
                wide = self._wide(face, text)
                box = QRectF(x - pad, y - high - 0.8 * pad, wide + 2 * pad, high + 1.6 * pad)
                fills.append((box, state.value, 0.12 * px))
                ink = f"on_{state.value}"
        texts.append(self._left(face, ink, x, y, text))

    def _reads(self, state: State) -> bool:
        """Whether the colour of *state* can be read as text: amber cannot on a light ground."""
        return self.look.dark or state is not State.WARN

    def _badge_at(self, drawn: Drawn, right: float, baseline: float) -> None:
        """The state's sign and word on its colour, ending at *right*."""
        view, em = drawn.view, self.fit.em
        if view.state is None:
            return
        wide = self._wide(Face.PRINT_STRONG, view.badge)
        high = digit_height() * PRINT * em
        pad = 0.25 * em
        sign = high * 1.1
        box_w = wide + sign + 0.2 * em + 2 * pad
        middle = baseline - digit_height() * em / 2
        box = QRectF(right - box_w, middle - 0.46 * em, box_w, 0.92 * em)
        live = view.live
        if live:
            drawn.fills.append((box, view.state.value, 0.2 * em))
        ink = f"on_{view.state.value}" if live else "stale_text"
        sign_box = QRectF(box.left() + pad, middle - sign / 2, sign, sign)
        self._sign(drawn, sign_box, ink)
        x = box.left() + pad + sign + 0.2 * em
        drawn.texts.append(self._left(Face.PRINT_STRONG, ink, x, middle + high / 2, view.badge))

    @staticmethod
    def _sign(drawn: Drawn, box: QRectF, ink: str) -> None:
        """The sign of the tile's state, alone where it may flash."""
        if drawn.view.state is None:
            return
        drawn.signs.append((OF_STATE[drawn.view.state], box, ink))
        if drawn.view.calls:
            drawn.call_box = box

    def tick(self, drawn: Drawn) -> None:
        """Say the running wait of *drawn* anew: the only part of a tile that changes by itself."""
        view = drawn.view
        face, at, ends = drawn.tick_at
        x = at.x() - self._wide(face, view.longest) if ends else at.x()
        ink = None
        if view.longest == DASH:
            ink = "faint" if view.live else "stale_text"
        drawn.tick.clear()
        drawn.tick_fills.clear()
        self._figure(drawn, face, view.longest_state, x, at.y(), view.longest, ink=ink, tick=True)

    # -- the tile -----------------------------------------------------------------------------------------

    def _draw_tile(self, drawn: Drawn) -> None:
        view, box, em = drawn.view, drawn.box, self.fit.em
        full = self.fit.form is Form.FULL
        digit = digit_height()
        left, right = box.left() + (EDGE + PAD) * em, box.right() - PAD * em
        spare = max(0.0, box.height() - self.fit.form.value * em)
        print_ink = "muted" if view.live else "stale_print"

        top = box.top()
        y = top + (0.6 + digit) * em
        drawn.name = self.name(view.name, view.state is not None)
        drawn.texts.append(self._left(Face.NAME, "text", left, y, drawn.name))
        self._badge_at(drawn, right, y)
        drawn.zones[Slot.NAME] = QRectF(box.left(), top, box.width(), y + 0.3 * em - top)

        y += (0.72 + WAITING * digit) * em + spare * 0.15
        second = left + self._second
        quiet = "faint" if view.live else "stale_text"
        waiting_ink = quiet if view.waiting == "0" else None
        self._figure(drawn, Face.WAITING, None, left - 0.08 * em, y, view.waiting, ink=waiting_ink)
        drawn.tick_at = (Face.LONGEST, QPointF(second, y), False)
        self.tick(drawn)
        drawn.tick_box = QRectF(
            second - 0.3 * em, y - LONGEST * em, right - second + 0.6 * em, (LONGEST + 0.24) * em
        )
        labels = y + 0.72 * em
        drawn.texts.append(self._left(Face.PRINT, print_ink, left, labels, view.waiting_words))
        drawn.texts.append(self._left(Face.PRINT, print_ink, second, labels, view.longest_words))
        figures_top = y - WAITING * digit * em - 0.2 * em
        drawn.zones[Slot.WAITING] = QRectF(box.left(), figures_top, second - box.left(), labels - figures_top)
        drawn.zones[Slot.LONGEST] = QRectF(second, figures_top, box.right() - second, labels - figures_top)

        y = labels + (0.65 + digit) * em + spare * 0.2
        self._rate_row(drawn, Slot.ANSWER_RATE, view.rate, None, Face.FIGURE, left, right, y)
        y += 0.82 * em
        if full:
            self._rate_row(drawn, Slot.SERVICE_LEVEL, view.service, None, Face.PRINT_STRONG, left, right, y)
            y += 0.78 * em
            if view.recent is not None:
                self._recent_row(drawn, view.recent, left, right, y)
            chart = QRectF(left, y + 0.42 * em, right - left, 1.5 * em + spare * 0.65)
            self._course(drawn, chart)
            drawn.zones[Slot.COURSE] = chart
            y = chart.bottom()
        elif view.recent is not None:
            self._recent_row(drawn, view.recent, left, right, y)
        else:
            self._rate_row(drawn, Slot.SERVICE_LEVEL, view.service, None, Face.PRINT_STRONG, left, right, y)

        bottom = box.bottom() - 0.55 * em
        bar_h = 0.16 * em
        staff = bottom - (bar_h + 0.3 * em if full else 0.0)
        self._staff(drawn, left, staff)
        if full:
            self._bar(drawn, QRectF(left, bottom - bar_h, right - left, bar_h))
        staff_top = staff - 0.7 * em
        drawn.zones[Slot.STAFF] = QRectF(box.left(), staff_top, box.width(), box.bottom() - staff_top)

    def _rate_row(
        self,
        drawn: Drawn,
        slot: Slot,
        rate: RateWords,
        state: State | None,
        face: Face,
        left: float,
        right: float,
        y: float,
    ) -> None:
        em, live = self.fit.em, drawn.view.live
        ink = None if rate.counts else ("faint" if live else "stale_text")
        self._figure(drawn, face, state, left, y, rate.value, ink=ink)
        words_x = left + self._second
        drawn.texts.append(self._left(Face.PRINT, "muted" if live else "stale_print", words_x, y, rate.words))
        drawn.texts.append(self._right(Face.PRINT, "text" if live else "stale_print", right, y, rate.counts))
        drawn.zones[slot] = QRectF(left, y - 0.8 * em, right - left, em)

    def _recent_row(self, drawn: Drawn, rate: RateWords, left: float, right: float, y: float) -> None:
        state = drawn.view.recent_state
        self._rate_row(drawn, Slot.RECENT, rate, state, Face.PRINT_STRONG, left, right, y)

    def _staff(self, drawn: Drawn, left: float, y: float) -> None:
        view, em, x = drawn.view, self.fit.em, left
        ink = "text" if view.live else "stale_text"
        muted = "muted" if view.live else "stale_print"
        sign = _SIGN * em
        middle = y - digit_height() * PRINT * em / 2
        for which, count, words in (
            (Sign.DISC, view.ready, view.ready_words),
            (Sign.HALF, view.handling, view.handling_words),
            (Sign.CUP, view.on_break, view.break_words),
        ):
            sign_box = QRectF(x, middle - sign / 2, sign, sign)
            drawn.signs.append((which, sign_box, ink if count else muted))
            x += sign + 0.15 * em
            drawn.texts.append(self._left(Face.PRINT_STRONG, ink, x, y, str(count)))
            x += self._wide(Face.PRINT_STRONG, str(count)) + 0.15 * em
            drawn.texts.append(self._left(Face.PRINT, muted, x, y, words))
            x += self._wide(Face.PRINT, words) + STAFF_GAP * em
        if view.over:
            x -= (STAFF_GAP - 0.22) * em
            if view.live and not self.look.dark:
                wide = sign + 0.12 * em + self._wide(Face.PRINT_STRONG, view.over_words)
                chip = QRectF(x - 0.05 * em, middle - 0.37 * em, wide + 0.25 * em, 0.74 * em)
                drawn.fills.append((chip, "warn", 0.12 * em))
                x += 0.07 * em
                ink = "on_warn"
            elif view.live:
                ink = "warn"
            drawn.signs.append((Sign.TRIANGLE, QRectF(x, middle - sign / 2, sign, sign), ink))
            x += sign + 0.12 * em
            drawn.texts.append(self._left(Face.PRINT_STRONG, ink, x, y, view.over_words))

    def _bar(self, drawn: Drawn, box: QRectF) -> None:
        """One segment each for ready, handling and break; what is between them is left as ground."""
        view = drawn.view
        parts = [
            (view.ready, "bar_ready"),
            (view.handling, "bar_handling"),
            (view.between, "bar_between"),
            (view.on_break - view.over, "bar_break"),
            (view.over, "warn"),
        ]
        total = sum(count for count, _ink in parts)
        if not total:
            drawn.bars.setdefault("line", []).append(box)
            return
        gap = max(1.0, 0.05 * self.fit.em)
        shown = [(count, ink) for count, ink in parts if count > 0]
        room = box.width() - gap * (len(shown) - 1)
        x = box.left()
        for count, ink in shown:
            wide = room * count / total
            segment = QRectF(x, box.top(), wide, box.height())
            drawn.bars.setdefault(ink if view.live else "stale_bar", []).append(segment)
            x += wide + gap

    def _course(self, drawn: Drawn, box: QRectF) -> None:
        """The day by quarter hour: bars of arrivals below, above them the answer rate from 50 to 100 %."""
        course = drawn.view.course
        if not course:
            return
        step = box.width() / max(len(course), drawn.view.course_span)
        rates = box
        most = max((arrivals for arrivals, _rate in course), default=0) or 1
        gap = 1.0 if step >= 4 else 0.0
        ink = "chart_bar" if drawn.view.live else "stale_bar"
        left, bottom, unit = box.left(), box.bottom(), 0.8 * box.height() / most
        drawn.bars[ink] = drawn.bars.get(ink, []) + [
            QRectF(
                left + place * step, bottom - max(1.0, unit * arrivals), step - gap, max(1.0, unit * arrivals)
            )
            for place, (arrivals, _rate) in enumerate(course)
            if arrivals
        ]
        target = rates.bottom() - max(0.0, (drawn.view.target - 0.5) / 0.5) * rates.height()
        drawn.bars["chart_target"] = [QRectF(rates.left(), round(target), rates.width(), 1.0)]
        run: list[QPointF] = []
        line = "chart_line" if drawn.view.live else "stale_text"
        for place, (_arrivals, rate) in enumerate(course):
            if rate is None:
                self._end_run(drawn, run, line, step)
                run = []
                continue
            share = min(1.0, max(0.0, (rate - 0.5) / 0.5))
            run.append(QPointF(rates.left() + (place + 0.5) * step, rates.bottom() - share * rates.height()))
        self._end_run(drawn, run, line, step)

    @staticmethod
    def _end_run(drawn: Drawn, run: list[QPointF], ink: str, step: float) -> None:
        if len(run) == 1:  # a lone quarter hour is a dash, or nobody would see it
            at = run[0]
            run = [QPointF(at.x() - step / 3, at.y()), QPointF(at.x() + step / 3, at.y())]
        if run:
            drawn.lines.append((QPolygonF(run), ink))

    # -- the line -----------------------------------------------------------------------------------------

    def _line_right(self, slot: Slot) -> float:
        """The right end of the column of *slot*, from the line's left."""
        em = self.fit.em
        right = self.fit.cell_w - 0.3 * em
        for other in reversed(self._columns):
            if other is slot:
                return right
            right -= self._columns[other] + _COLUMN_GAP * em
        return right

    def _draw_line(self, drawn: Drawn) -> None:
        view, box, em = drawn.view, drawn.box, self.fit.em
        digit = digit_height()
        left = box.left() + (EDGE + PAD) * em
        middle = box.center().y()
        y = middle + (digit / 2 - 0.355) * em
        small = y + 0.73 * em
        ink = "muted" if view.live else "stale_print"
        drawn.name = self.name(view.name, False)
        drawn.texts.append(self._left(Face.NAME, "text", left, y - 0.02 * em, drawn.name))
        if view.state is not None:
            sign = _SIGN * em
            state_ink = view.state.value if view.live else "stale_text"
            word_ink = state_ink if self._reads(view.state) else "text"
            sign_y = small - digit * PRINT * em / 2 - sign / 2
            self._sign(drawn, QRectF(left, sign_y, sign, sign), state_ink)
            drawn.texts.append(
                self._left(Face.PRINT_STRONG, word_ink, left + sign + 0.15 * em, small, view.badge)
            )
            if view.live:
                edge = QRectF(box.left(), box.top() + 1, EDGE * em, box.height() - 2)
                drawn.bars[view.state.value] = [edge]
        rights = {slot: box.left() + self._line_right(slot) for slot in self._columns}
        quiet = "faint" if view.live else "stale_text"
        waiting_ink = quiet if view.waiting == "0" else None
        self._line_figure(drawn, Slot.WAITING, None, rights, y, view.waiting, ink=waiting_ink)
        drawn.tick_at = (Face.FIGURE, QPointF(rights[Slot.LONGEST], y), True)
        self.tick(drawn)
        self._line_zone(drawn, Slot.LONGEST, rights)
        rate_ink = None if view.rate.counts else quiet
        self._line_figure(drawn, Slot.ANSWER_RATE, None, rights, y, view.rate.value, ink=rate_ink)
        right = rights[Slot.ANSWER_RATE]
        if view.recent is not None and view.recent_state is not None:
            reason_ink = view.recent_state.value if self._reads(view.recent_state) else "text"
            said = f"{view.recent.value} {view.recent.words}"
            drawn.texts.append(self._right(Face.PRINT_STRONG, reason_ink, right, small, said))
        else:
            said = view.rate.counts if view.live else view.rate.words
            drawn.texts.append(self._right(Face.PRINT, ink, right, small, said))
        self._line_figure(drawn, Slot.STAFF, None, rights, y, str(view.ready))
        if Slot.BREAK in self._columns:
            self._line_figure(drawn, Slot.HANDLING, None, rights, y, str(view.handling))
            self._line_figure(drawn, Slot.BREAK, None, rights, y, str(view.on_break))
            if view.over:
                word_ink = ("warn" if self.look.dark else "text") if view.live else "stale_print"
                word = self._right(Face.PRINT_STRONG, word_ink, rights[Slot.BREAK], small, view.over_words)
                drawn.texts.append(word)
                sign = _SIGN * em
                sign_y = small - (digit * PRINT * em + sign) / 2
                sign_box = QRectF(word.at.x() - sign - 0.12 * em, sign_y, sign, sign)
                drawn.signs.append((Sign.TRIANGLE, sign_box, "warn" if view.live else "stale_print"))
        drawn.tick_box = drawn.zones[Slot.LONGEST].adjusted(-0.2 * em, 0, 0.2 * em, 0)
        drawn.zones[Slot.NAME] = QRectF(
            box.left(), box.top(), drawn.zones[Slot.WAITING].left() - box.left(), box.height()
        )
        drawn.bars["line"] = [QRectF(left, box.bottom() - 1, box.right() - left, 1.0)]

    def _line_figure(
        self,
        drawn: Drawn,
        slot: Slot,
        state: State | None,
        rights: dict[Slot, float],
        y: float,
        text: str,
        *,
        ink: str | None = None,
    ) -> None:
        left = rights[slot] - self._wide(Face.FIGURE, text)
        self._figure(drawn, Face.FIGURE, state, left, y, text, ink=ink)
        self._line_zone(drawn, slot, rights)

    def _line_zone(self, drawn: Drawn, slot: Slot, rights: dict[Slot, float]) -> None:
        wide = self._columns[slot]
        drawn.zones[slot] = QRectF(rights[slot] - wide, drawn.box.top(), wide, drawn.box.height())
