"""A screen as a wall: pages that turn by themselves, large enough for the farthest seat, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QPalette, QResizeEvent, QScreen
from PySide6.QtWidgets import QApplication, QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from supervisor.clock import Clock, SystemClock
from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.feed import Feed
from supervisor.pages.edit import upright
from supervisor.pages.page import Page
from supervisor.pages.rotation import Turn, go, hold, left_s, let_go, step
from supervisor.pages.shipped import shipped_page
from supervisor.wallboard.fit import Viewing
from supervisor.words import _, clock_time, ngettext, number
from ui import theme
from ui.pages.boards import AgentsWidget, TilesWidget
from ui.pages.page_view import PageView
from ui.pages.part import NOTHING_YET, Material
from ui.pages.pin_prompt import PinPrompt
from ui.wallboard.definitions import Definitions
from ui.wallboard.frame import FeedBand, Masthead, PageDots

CURSOR_HIDES_MS = 3000
MOST_DOTS = 24
EVERYTHING = Changed(day=True)


@dataclass(frozen=True)
class WallChoice:
    """How the wall is set up: the screen's diagonal, the farthest seat, whether nobody is named, and whether
    keys and mouse may end it (*pin* is what is kept of the PIN, "" without one)."""

    inches: float = 55.0
    distance_m: float = 8.0
    public: bool = False
    locked: bool = False
    pin: str = ""


@dataclass(frozen=True)
class Shown:
    """A page, and for how many seconds it is shown; 0: until somebody turns it."""

    page: Page
    seconds: int = 20


class WallWindow(QWidget):
    """Pages on a whole screen. Page Up and Page Down turn them, the space bar holds one, F11 or Esc ends it.

    The cursor hides while nobody moves it. The footer says from how far the page can be read, or which part
    of it cannot. A locked wall ends with its PIN, or with the program.
    """

    closed = Signal()

    def __init__(
        self,
        definitions: Definitions,
        choice: WallChoice,
        pages: Sequence[Shown],
        *,
        first: str = "",
        clock: Clock | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """*pages*, at least one, in their order; *first* is the id of the one that is shown first, as soon as
        it is among them."""
        super().__init__(parent, Qt.WindowType.Window)
        self.first = first
        self._awaits_first = bool(first)
        self.definitions = definitions
        self._choice = choice
        self._clock = (
            clock or SystemClock()
        )  # of the people before the wall: a demo in a hurry turns no faster
        self._screen_px: QSize | None = None
        self._now: datetime | None = None
        self._board: Board = EMPTY
        self._feeds: Mapping[str, Feed] = {}
        self._material: Material = NOTHING_YET
        self._shown: list[Shown] = []
        self._views: dict[str, PageView] = {}  # by the page's id: a page may come up twice in a round
        self._waiting: dict[str, Changed] = {}  # what each page out of sight does not know yet
        self._may_close = not choice.locked
        self.head = Masthead(self)
        self.head.follow_alarms()
        self.band = FeedBand(self)
        self.dots = PageDots(self)
        self.stack = QStackedWidget(self)
        self.prompt = PinPrompt(self)
        self.prompt.opened.connect(self._leave)
        self._column = QVBoxLayout(self)
        top = QGridLayout()
        top.addWidget(self.head, 0, 0)
        top.addWidget(self.band, 0, 0)  # over the head, so that no part moves when a source dies
        self._column.addLayout(top)
        self._column.addWidget(self.stack, 1)
        self._column.addWidget(self.dots)
        self.dots.asked.connect(self._asked)
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(CURSOR_HIDES_MS)
        self._still.timeout.connect(self._hide_cursor)
        for widget in (self, self.head, self.stack, self.dots):
            widget.setMouseTracking(True)
        self.setAutoFillBackground(True)
        theme.watch.changed.connect(self._restyle)
        self._turn = Turn(0, self._clock.now())
        self.show_pages(pages)
        self._restyle()
        self.retranslate()
        self.head.show_demo(definitions.demo)

    # -- what is shown ------------------------------------------------------------------------------------

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        self._board, self._feeds, self._now = board, feeds, now
        self._waiting = {page: waits | changed for page, waits in self._waiting.items()}
        self._give()
        self._show_head()

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self._now = now
        turned = step(self._turn, self._seconds, self.view.pages, self._clock.now())
        if turned != self._turn:
            self._turn = turned
            self._show_turn()
        self.view.tick(now)
        self._show_time()
        if self.prompt.isVisible():
            self.prompt.tick()

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.definitions = definitions
        for view in self._views.values():
            view.use(definitions)
        self.head.show_demo(definitions.demo)

    def set_choice(self, choice: WallChoice) -> None:
        """The wall is set up otherwise."""
        self._choice = choice
        self._may_close = not choice.locked
        for view in self._views.values():
            view.set_public(choice.public)
        self._resize_type()

    def set_material(self, material: Material) -> None:
        """Announcements, pictures and past days are others now."""
        self._material = material
        for view in self._views.values():
            view.set_material(material)
        self._show_pages()

    def show_pages(self, pages: Sequence[Shown]) -> None:
        """Turn through *pages*, at least one; the page that is shown stays, if it is one of them."""
        pages = list(pages)
        if pages == self._shown:
            return
        here = self.page_id if self._shown else ""
        if self._awaits_first and any(shown.page.id == self.first for shown in pages):
            here, self._awaits_first = self.first, False  # it was just read
        place = next((place for place, shown in enumerate(pages) if shown.page.id == here), 0)
        stays = bool(self._shown) and pages[place].page.id == self.page_id
        self._turn = replace(self._turn, place=place, sub=self._turn.sub if stays else 0)
        self._shown = pages
        for shown in pages:
            page = shown.page
            view = self._views.get(page.id)
            if view is None:
                view = self._views[page.id] = PageView(self.definitions, self.stack)
                view.setMouseTracking(True)
                view.set_public(self._choice.public)
                view.set_material(self._material)
                view.fitted.connect(self._show_pages)
                self.stack.addWidget(view)
                self._waiting[page.id] = EVERYTHING
            if view.page != (fitting := self._fitting(page)):
                view.show_page(fitting)
                for part in view.parts():
                    widget = part.viewport() if isinstance(part, AgentsWidget) else part.widget()
                    widget.setMouseTracking(True)  # or the cursor would stay hidden over it
        for page_id in self._views.keys() - {shown.page.id for shown in pages}:
            view = self._views.pop(page_id)
            del self._waiting[page_id]
            self.stack.removeWidget(view)
            view.deleteLater()
        self._resize_type()
        self._show_turn()

    @property
    def view(self) -> PageView:
        """The page in sight."""
        return self._views[self.page_id]

    @property
    def tiles(self) -> TilesWidget | None:
        """The first queue tiles on the page in sight."""
        return next((part for part in self.view.parts() if isinstance(part, TilesWidget)), None)

    @property
    def grid(self) -> AgentsWidget | None:
        """The first agent grid on the page in sight."""
        return next((part for part in self.view.parts() if isinstance(part, AgentsWidget)), None)

    @property
    def turn(self) -> Turn:
        """Which page is in sight, and since when."""
        return self._turn

    @property
    def page_id(self) -> str:
        """The page in sight."""
        return self._shown[min(self._turn.place, len(self._shown) - 1)].page.id

    @property
    def _seconds(self) -> list[float]:
        return [float(shown.seconds) or math.inf for shown in self._shown]

    @property
    def _subs(self) -> list[int]:
        return [max(1, self._views[shown.page.id].pages) for shown in self._shown]

    def _fitting(self, page: Page) -> Page:
        """*page* as this screen stands: upright or lying."""
        size = self._screen_px or self.size()
        return upright(page) if size.height() > size.width() else page

    def _give(self) -> None:
        """Let the page in sight know what has changed since it was last seen."""
        if self._now is None:
            return
        page = self.page_id
        changed, self._waiting[page] = self._waiting[page], Changed()
        self.view.take(self._board, changed, self._feeds, self._now)

    # -- turning ------------------------------------------------------------------------------------------

    @property
    def steps(self) -> int:
        """How many pages there are, the pages' own pages counted."""
        return sum(self._subs)

    @property
    def page(self) -> int:
        """Which of them is shown, from 0."""
        return sum(self._subs[: self._turn.place]) + min(self._turn.sub, self._subs[self._turn.place] - 1)

    def turn_by(self, steps: int) -> None:
        """Turn *steps* pages on, or back."""
        self._turn = go(self._turn, steps, self._subs, self._clock.now())
        self._show_turn()

    def show_page(self, page: int) -> None:
        """Turn to page *page* of `steps`, or to the nearest one that there is."""
        self.turn_by(max(0, min(page, self.steps - 1)) - self.page)

    def hold(self, held: bool) -> None:
        """Keep the page in sight, or let the pages turn again."""
        self._turn = (hold if held else let_go)(self._turn, self._clock.now())
        self._show_pages()

    def _asked(self, page: int) -> None:
        if not self._choice.locked:
            self.show_page(page)

    def _show_turn(self) -> None:
        view = self.view
        self.stack.setCurrentWidget(view)
        self._give()
        view.turn_to(self._turn.sub)
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_pages()

    def _show_pages(self) -> None:
        if any(shown.page.id not in self._views for shown in self._shown):
            return  # they are being made
        subs = self._subs
        self.dots.show_page(self.page, min(MOST_DOTS, sum(subs)))
        sub = min(self._turn.sub, subs[self._turn.place] - 1)
        self.head.show_page(self._shown[self._turn.place].page.title, sub, subs[self._turn.place])
        self.dots.say(" · ".join([part for part in (self._readable(), self._rhythm()) if part]))

    def _readable(self) -> str:
        """From how far the page can be read, or what of it cannot."""
        verdict = self.view.verdict()
        said = verdict.sentences()
        text = said[0] if said else ""
        if len(said) > 1:
            more = len(said) - 1
            others = ngettext("{n} more part is too small.", "{n} more parts are too small.", more)
            text = f"{text} {others.format(n=more)}"
        small = [part.print_m for part in verdict.parts if part.print_m is not None]
        if verdict.legible and small:
            text = _("Figures readable to {far} m, small print to {near} m").format(
                far=number(verdict.readable_m or 0.0, 1), near=number(min(small), 1)
            )
        if self._choice.public:
            text = " · ".join([part for part in (text, _("Names are hidden")) if part])
        return text

    def _rhythm(self) -> str:
        """How pages turn, where there are several."""
        if self.steps <= 1:
            return ""
        if self._turn.held:
            return _("held: the space bar lets go")
        seconds = self._shown[self._turn.place].seconds
        if not seconds:
            return ""
        return ngettext("{n} second a page", "{n} seconds a page", seconds).format(n=seconds)

    def left_s(self) -> float | None:
        """In how many seconds the page turns; None when it does not."""
        left = left_s(self._turn, self._seconds, self._clock.now())
        return None if left is None or math.isinf(left) or self.steps <= 1 else left

    def _show_head(self) -> None:
        if self._now is not None:
            zone = self.definitions.zone
            self._show_time()
            self.head.show_feeds(self._feeds, zone, self._now)
            self.band.show_feeds(self._feeds, zone, self._now)

    def _show_time(self) -> None:
        if self._now is not None:
            zone = self.definitions.zone
            self.head.show_time(self._now, zone)
            demo = (_("DEMO"),) if self.definitions.demo else ()
            self.band.show_aside(*demo, clock_time(self._now, zone, seconds=True))

    # -- where it is --------------------------------------------------------------------------------------

    def open_on(self, geometry: QRect, screen: QScreen | None = None) -> None:
        """Fill the screen at *geometry*."""
        self._screen_px = geometry.size()
        if screen is not None:
            self.setScreen(screen)
        self.setGeometry(geometry)
        self.showFullScreen()
        self.activateWindow()
        self._show_turn()
        if self._choice.locked:
            self._hide_cursor()
        else:
            self._still.start()

    def end(self) -> None:
        """Close it, locked or not: the program ends, or somebody chose other walls."""
        self._may_close = True
        self.close()

    def _leave(self) -> None:
        """The PIN was right."""
        self._may_close = True
        self.close()

    # -- look ---------------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.colour(theme.current().ground))
        self.setPalette(palette)

    def _resize_type(self) -> None:
        """Type for the size of the screen: what is far away is larger."""
        size = self._screen_px or self.size()
        viewing = Viewing(
            self._choice.inches, self._choice.distance_m, math.hypot(size.width(), size.height())
        )
        # by the shorter side too, or a screen that stands upright has no room for the words of the head
        side = max(1, min(self.height(), round(self.width() * 0.75)))
        head = max(theme.TITLE, round(side / 27))
        self.head.set_px(head)
        self.band.set_px(round(head * Masthead.LINES / FeedBand.LINES))
        self.dots.set_px(max(theme.SMALL, round(side / 68)))
        margin = max(theme.SPACE_M, round(side / 54))
        self._column.setContentsMargins(margin, margin // 2, margin, margin // 2)
        self._column.setSpacing(margin // 2)
        for shown in self._shown:
            view, page = self._views[shown.page.id], self._fitting(shown.page)
            if view.page != page:
                view.show_page(page)
        for view in self._views.values():
            view.set_viewing(viewing, 1.0)
        self._show_pages()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.setWindowTitle(_("Wallboard"))
        self._shown = [
            replace(shown, page=shipped_page(shown.page.id) or shown.page) for shown in self._shown
        ]
        self._show_pages()
        self._show_head()

    # -- Qt -----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resize_type()
        self.prompt.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() is QEvent.Type.ActivationChange and self._is_pushed_back():
            QTimer.singleShot(0, self, self._come_back)
        super().changeEvent(event)

    def _is_pushed_back(self) -> bool:
        return not self._may_close and self.isVisible() and not self.isActiveWindow()

    def _come_back(self) -> None:
        """Something else took the front: a locked wall takes it back, unless another wall has it."""
        if self._is_pushed_back() and not any(window.isActiveWindow() for window in self._walls()):
            self.raise_()
            self.activateWindow()

    @staticmethod
    def _walls() -> list[QWidget]:
        return [window for window in QApplication.topLevelWidgets() if isinstance(window, WallWindow)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self._ask_to_leave()
        elif self._choice.locked:
            event.accept()  # nothing else does anything
        elif key == Qt.Key.Key_PageDown:
            self.turn_by(1)
        elif key == Qt.Key.Key_PageUp:
            self.turn_by(-1)
        elif key == Qt.Key.Key_Space:
            self.hold(not self._turn.held)
        else:
            super().keyPressEvent(event)

    def _ask_to_leave(self) -> None:
        if self._may_close:
            self.close()
        else:
            self.unsetCursor()
            self.prompt.ask(self._choice.pin)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._choice.locked:
            self.unsetCursor()
            self._still.start()
        super().mouseMoveEvent(event)

    def _hide_cursor(self) -> None:
        self.setCursor(Qt.CursorShape.BlankCursor)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close and event.spontaneous():  # Alt+F4, or the window manager's menu
            event.ignore()
            self._ask_to_leave()
            return
        self._still.stop()
        super().closeEvent(event)
        self.closed.emit()
