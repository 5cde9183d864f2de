"""What every part of a page is as a widget, and what the parts of one page have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from supervisor.live.board import Board, Changed, QueueKey
from supervisor.live.feed import Feed
from supervisor.live.past import PastDay
from supervisor.pages.announcement import Announcement
from supervisor.pages.page import Part
from supervisor.pages.sighting import Sighting
from supervisor.wallboard.fit import DESK, Viewing
from ui.wallboard.definitions import Definitions


@dataclass(frozen=True)
class Material:
    """What pages show beside the live board: announcements, pictures by their digest, and past days.

    *past* are the days of the same weekday before today, by the queues that a day curve names (() is all of
    the centre), the queues of a day already added up.
    """

    announcements: tuple[Announcement, ...] = ()
    pictures: Mapping[str, QImage] = field(default_factory=dict)
    past: Mapping[tuple[QueueKey, ...], tuple[PastDay, ...]] = field(default_factory=dict)


NOTHING_YET = Material()


@dataclass
class Common:
    """What the parts of one page share. The page's view keeps it; parts read it when they are told to."""

    definitions: Definitions
    sighting: Sighting = field(default_factory=Sighting)
    material: Material = NOTHING_YET
    feeds: Mapping[str, Feed] = field(default_factory=dict)
    viewing: Viewing = DESK
    text_scale: float = 1.0
    public: bool = False
    page_id: str = ""


class PartWidget(Protocol):
    """A part of a page. It reads `Common` and is told when something in it is another."""

    def widget(self) -> QWidget:
        """Itself, as what can be laid out."""
        ...

    def show_part(self, part: Part) -> None:
        """Show *part*, which is of the same kind, from now on."""
        ...

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        ...

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        ...

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        ...

    def set_viewing(self, viewing: Viewing, scale: float) -> None:
        """For whom the type must be large enough: screen and distance, and the desk's text scale."""
        ...

    def set_public(self, public: bool) -> None:
        """Show nobody by name."""
        ...

    def heed_material(self) -> None:
        """Announcements, pictures or past days are others now."""
        ...

    @property
    def pages(self) -> int:
        """How many pages of its own it has, for what does not fit on one."""
        ...

    def show_page(self, page: int) -> None:
        """Turn to its own page *page*, from 0; modulo `pages`."""
        ...

    def texts(self) -> list[str]:
        """Everything that is written on it, from the top."""
        ...
