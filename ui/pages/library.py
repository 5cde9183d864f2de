"""What walls show, read from the centre and kept up to date: pages, announcements, pictures, past days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from sqlalchemy import Connection

from supervisor.live.board import QueueKey
from supervisor.live.past import WEEKS, PastDay, past_days
from supervisor.pages.announcement import Announcement
from supervisor.pages.curve import summed
from supervisor.pages.file import pictures_of
from supervisor.pages.page import DayCurvePart, Page
from supervisor.pages.shipped import shipped, shipped_page
from supervisor.pages.store import StoredPage, all_announcements, all_pages, picture_content
from supervisor.storage.changes import Changes
from supervisor.storage.database import open_journal
from ui.centre import OpenCentre
from ui.pages.part import NOTHING_YET, Material

AREAS = frozenset({"pages", "announcements", "pictures"})
PAST_AGAIN_MS = 10 * 60_000  # a collector that was down writes last weeks only when it starts
_KEEP, _SMOOTH = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
LARGEST_SIDE = 3840  # pixels: a picture is kept no larger than a wall


@dataclass(frozen=True)
class _Read:
    pages: tuple[StoredPage, ...]
    announcements: tuple[Announcement, ...]
    pictures: Mapping[str, bytes]


class PageLibrary(QObject):
    """The pages of the open centre and what they show. `changed` when something is another.

    Shipped pages are there without being stored. Pictures are decoded once; past days are read in the work
    process, and again when a new day begins.
    """

    changed = Signal()

    def __init__(self, centre: OpenCentre, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self.stored: tuple[StoredPage, ...] = ()
        self.is_read = not centre.url
        self.material: Material = NOTHING_YET
        self._images: dict[str, QImage] = {}
        self._demo_weeks = 0  # how many of the demo's last weeks were asked for
        self._past_of: tuple[date, frozenset[tuple[QueueKey, ...]]] | None = None
        self._again = QTimer(self)
        self._again.setInterval(PAST_AGAIN_MS)
        self._again.timeout.connect(self._read_past)
        centre.changed.connect(self._heed)
        centre.live.second.connect(self._heed_day)
        if centre.url:
            self._read()
            self._again.start()

    def close(self) -> None:
        """Read nothing more."""
        self._again.stop()

    def page(self, page_id: str) -> Page | None:
        """The page called *page_id*, shipped or made; None when it is gone."""
        made = next((one.page for one in self.stored if one.page.id == page_id), None)
        return made or shipped_page(page_id)

    def pages(self) -> tuple[Page, ...]:
        """Every page: the shipped ones, then those that people made, in their order."""
        return (*shipped(), *(one.page for one in self.stored))

    def _heed(self, changes: Changes) -> None:
        if changes & AREAS:
            self._read()

    def _read(self) -> None:
        known = frozenset(self._images)
        self._centre.jobs.read(_read, known).then(self._take)

    def _take(self, read: _Read) -> None:
        self.stored, self.is_read = read.pages, True
        pages = self.pages()
        wanted = pictures_of(pages)
        for digest, content in read.pictures.items():
            image = QImage.fromData(content)
            if max(image.width(), image.height()) > LARGEST_SIDE:
                image = image.scaled(LARGEST_SIDE, LARGEST_SIDE, _KEEP, _SMOOTH)
            self._images[digest] = image
        for digest in self._images.keys() - wanted:
            del self._images[digest]
        self.material = replace(self.material, announcements=read.announcements, pictures=dict(self._images))
        self.changed.emit()
        self._read_past()

    # -- past days ----------------------------------------------------------------------------------------

    def _heed_day(self, _now: object) -> None:
        day = self._centre.live.board.day
        if day is not None and (self._past_of is None or self._past_of[0] != day):
            self._read_past()

    def _read_past(self) -> None:
        day = self._centre.live.board.day
        if day is None or not self._centre.url or not self.is_read:
            return
        curves = frozenset(
            part.shows.queues
            for page in self.pages()
            for part in page.parts
            if isinstance(part.shows, DayCurvePart)
        )
        self._past_of = (day, curves)
        if self._centre.is_demo and self._centre.rights.everything and not self._demo_weeks:
            self._demo_weeks = 1
            self._make_demo_week()
        self._centre.jobs.compute(read_past, self._centre.url, day, curves).then(
            self._take_past,
            lambda _error: None,  # without last weeks a curve is a curve still
        )

    def _make_demo_week(self) -> None:
        """Have the demo's last weeks made up, one after another, where they are missing."""

        def made(was_missing: bool) -> None:
            if self._demo_weeks < WEEKS:
                self._demo_weeks += 1
                self._make_demo_week()
            if was_missing:
                self._read_past()

        job = self._centre.jobs.compute(make_demo_week, self._centre.url, self._demo_weeks)
        job.then(made, lambda _error: None)

    def _take_past(self, past: dict[tuple[QueueKey, ...], tuple[PastDay, ...]]) -> None:
        if past != self.material.past:
            self.material = replace(self.material, past=past)
            self.changed.emit()


def read_past(
    _report: Callable[[int, int], Any], url: str, day: date, curves: Collection[tuple[QueueKey, ...]]
) -> dict[tuple[QueueKey, ...], tuple[PastDay, ...]]:
    """The days of the last weeks for each of *curves*; in the work process."""
    with open_journal(url) as journal:
        days = past_days(journal, day)
    return {queues: summed(days, queues) for queues in curves}


def make_demo_week(_report: Callable[[int, int], Any], url: str, week: int) -> bool:
    """One of the demo's last weeks; in the work process."""
    from supervisor.demo.centre import past_week  # nobody else needs the simulation

    return past_week(url, week)


def _read(db: Connection, known: frozenset[str]) -> _Read:
    pages = all_pages(db)
    wanted = pictures_of(one.page for one in pages) - known
    found = {digest: picture_content(db, digest) for digest in sorted(wanted)}
    return _Read(
        pages, all_announcements(db), {digest: content for digest, content in found.items() if content}
    )
