"""A page on a screen: its parts on the grid, each told what it needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.feed import Feed, FeedState
from supervisor.pages.announcement import weight
from supervisor.pages.legible import PageVerdict, places, verdict
from supervisor.pages.page import (
    AgentsPart,
    AnnouncementsPart,
    ClockPart,
    DayCurvePart,
    FigurePart,
    Page,
    Part,
    PicturePart,
    QueueTilesPart,
    RankedPart,
)
from supervisor.wallboard.fit import Viewing
from ui.pages.announcements import AnnouncementsWidget
from ui.pages.boards import AgentsWidget, TilesWidget
from ui.pages.clock import ClockWidget
from ui.pages.day_curve import DayCurveWidget
from ui.pages.figure import FigureWidget
from ui.pages.painted import PaintedPart
from ui.pages.part import Common, Material, PartWidget
from ui.pages.picture import PictureWidget
from ui.pages.ranked import RankedWidget
from ui.pages.unknown import UnknownWidget
from ui.wallboard.definitions import Definitions, true_at
from ui.wallboard.face import Widest, digit_height, widths

EVERYTHING = Changed(day=True)
WIDGETS: dict[type, type] = {
    QueueTilesPart: TilesWidget,
    FigurePart: FigureWidget,
    AgentsPart: AgentsWidget,
    RankedPart: RankedWidget,
    DayCurvePart: DayCurveWidget,
    AnnouncementsPart: AnnouncementsWidget,
    ClockPart: ClockWidget,
    PicturePart: PictureWidget,
}


def make_part(part: Part, common: Common, parent: QWidget) -> PartWidget:
    """The widget that shows *part*."""
    made: PartWidget = WIDGETS.get(type(part.shows), UnknownWidget)(part, common, parent)
    return made


class PageView(QWidget):
    """Shows one page, on a wall or in the editor. Parts that stay keep their widgets when the page changes.

    It is told of the board as every board is (`take`, `tick`). Figures are looked at once a second; tiles and
    agents hear of each change.
    """

    fitted = Signal()  # sizes are others now: ask `verdict` again

    def __init__(self, definitions: Definitions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.common = Common(definitions)
        self.page: Page | None = None
        self._parts: dict[str, tuple[Part, PartWidget]] = {}
        self._board: Board = EMPTY
        self._now: datetime | None = None
        self._waiting: Changed = EVERYTHING  # for the sighting, which looks once a second
        self._turned = 0

    # -- what is shown ------------------------------------------------------------------------------------

    def show_page(self, page: Page | None) -> None:
        """Show *page*, or a changed one in its place."""
        self.page = page
        self.common.page_id = page.id if page is not None else ""
        wanted = {part.id: part for part in page.parts} if page is not None else {}
        for part_id, (old, made) in list(self._parts.items()):
            if part_id not in wanted or type(wanted[part_id].shows) is not type(old.shows):
                del self._parts[part_id]
                made.widget().hide()
                made.widget().deleteLater()
        new: list[PartWidget] = []
        for part_id, part in wanted.items():
            if part_id not in self._parts:
                made = make_part(part, self.common, self)
                self._parts[part_id] = (part, made)
                if isinstance(made, PaintedPart):
                    made.sized.connect(self.fitted, Qt.ConnectionType.QueuedConnection)
                elif isinstance(made, TilesWidget):
                    made.fitted.connect(self.fitted)
                elif isinstance(made, AgentsWidget):
                    made.shown_changed.connect(self.fitted)
                new.append(made)
                continue
            old, made = self._parts[part_id]
            if old.shows != part.shows:
                made.show_part(part)
            self._parts[part_id] = (part, made)
        self._arrange()
        for made in new:
            if self._now is not None:
                made.take(self._board, EVERYTHING, self.common.feeds, self._now)
            made.widget().show()
        self._order_focus()
        self.fitted.emit()

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        first = self._now is None
        otherwise = self.common.feeds != feeds
        self._board, self._now = board, now
        self.common.feeds = feeds
        self._waiting |= changed
        if first or changed.day or otherwise:
            self._look(now)
        for _part, made in self._parts.values():
            if first or changed.day or otherwise or isinstance(made, TilesWidget | AgentsWidget):
                made.take(board, changed, feeds, now)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        if self._now is None:
            return
        self._now = now
        self._look(now)
        for _part, made in self._parts.values():
            made.tick(now)

    def _look(self, now: datetime) -> None:
        definitions = self.common.definitions
        begins = definitions.day_began(self._board, now)
        waiting, self._waiting = self._waiting, Changed()
        moments = {
            name: true_at(feed, now)
            for name, feed in self.common.feeds.items()
            if feed.state is not FeedState.LIVE
        }
        self.common.sighting.look(self._board, waiting, now, begins, definitions.codes, moments)

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.common.definitions = definitions
        self._waiting |= EVERYTHING
        if self._now is not None:
            self._look(self._now)
        for _part, made in self._parts.values():
            made.use(definitions)

    def set_viewing(self, viewing: Viewing, text_scale: float = 1.0) -> None:
        """For whom the type must be large enough."""
        self.common.viewing, self.common.text_scale = viewing, text_scale
        for _part, made in self._parts.values():
            made.set_viewing(viewing, text_scale)
        self.fitted.emit()

    def set_public(self, public: bool) -> None:
        """Show nobody by name."""
        self.common.public = public
        for _part, made in self._parts.values():
            made.set_public(public)

    def set_material(self, material: Material) -> None:
        """Show these announcements, pictures and past days."""
        self.common.material = material
        for _part, made in self._parts.values():
            made.heed_material()
        self.fitted.emit()

    # -- pages of the parts -------------------------------------------------------------------------------

    @property
    def pages(self) -> int:
        """How many pages the part with the most of them has."""
        return max((made.pages for _part, made in self._parts.values()), default=1)

    @property
    def turned(self) -> int:
        """Which of them is shown, from 0."""
        return min(self._turned, self.pages - 1)

    def turn_to(self, page: int) -> None:
        """Turn every part that has several pages to its page *page*; parts with fewer begin again."""
        self._turned = max(0, min(page, self.pages - 1))
        for _part, made in self._parts.values():
            if made.pages > 1:
                made.show_page(self._turned)

    # -- where it stands ----------------------------------------------------------------------------------

    def widget(self, part_id: str) -> PartWidget | None:
        """What shows the part *part_id*."""
        found = self._parts.get(part_id)
        return found[1] if found is not None else None

    def parts(self) -> list[PartWidget]:
        """What shows the parts."""
        return [made for _part, made in self._parts.values()]

    def part_box(self, part_id: str) -> QRect:
        """Where the part *part_id* stands; empty when there is none."""
        made = self.widget(part_id)
        return made.widget().geometry() if made is not None else QRect()

    def texts(self) -> list[str]:
        """Everything that is written on the page."""
        page = self.page
        return (
            [] if page is None else [text for part in page.parts for text in self._parts[part.id][1].texts()]
        )

    def verdict(self, viewing: Viewing | None = None) -> PageVerdict:
        """From how far the page can be read, as it stands here (or on another screen of these pixels)."""
        page = self.page if self.page is not None else Page("", "")
        queues = sum(not line.gone for line in self._board.queues.values())
        return verdict(
            page,
            max(1, self.width()),
            max(1, self.height()),
            viewing or self.common.viewing,
            queues=queues,
            digit=digit_height(),
            tile_widths=widths(Widest()),
            characters=[weight(one.text) for one in self.common.material.announcements],
            measured=None if viewing is not None else self._measured(),
        )

    def _measured(self) -> dict[str, float]:
        """The sizes at which parts were painted: they depend on what the parts say."""
        found: dict[str, float] = {}
        for part_id, (_part, made) in self._parts.items():
            if isinstance(made, PaintedPart) and made.em:
                found[part_id] = made.em
            elif isinstance(made, TilesWidget) and made.fit is not None:
                found[part_id] = made.fit.em
            elif isinstance(made, AgentsWidget):
                found[part_id] = made.em
        return found

    def _arrange(self) -> None:
        if self.page is None:
            return
        stand = places(self.page, self.width(), self.height())
        for part_id, (_part, made) in self._parts.items():
            at = stand[part_id]
            box = QRect(round(at.x), round(at.y), 0, 0)
            box.setRight(round(at.x + at.w) - 1)
            box.setBottom(round(at.y + at.h) - 1)
            made.widget().setGeometry(box)

    def _order_focus(self) -> None:
        """The tab key goes through the parts as they are read."""
        if self.page is None:
            return
        inside = [self._parts[part.id][1].widget() for part in self.page.parts]
        for one, following in pairwise(inside):
            QWidget.setTabOrder(one, following)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.fitted.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()
