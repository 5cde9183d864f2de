"""What the editor has done on the database thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from supervisor.errors import PagesFileError, PictureError
from supervisor.live.board import QueueKey
from supervisor.pages.announcement import Announcement
from supervisor.pages.file import Matched, matched, packed, pictures_of, read
from supervisor.pages.page import Page
from supervisor.workbook.file import replacing

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.pages.store import StoredPage
    from supervisor.storage.changes import Changes


@dataclass(frozen=True)
class Kept:
    """What the centre has: its own pages, its announcements, and the pictures that either may show."""

    pages: tuple[StoredPage, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def read_kept(db: Connection, known: frozenset[str]) -> Kept:
    """Everything the editor shows; of the pictures that pages show only those that are not *known* yet."""
    from supervisor.pages.store import all_announcements, all_pages, picture_content

    pages = all_pages(db)
    wanted = pictures_of(stored.page for stored in pages) - known
    found = {digest: picture_content(db, digest) for digest in sorted(wanted)}
    pictures = {digest: content for digest, content in found.items() if content is not None}
    return Kept(pages, all_announcements(db), pictures)


def keep_picture(db: Connection, file: Path, *, at: datetime, who: str) -> tuple[Changes, tuple[str, bytes]]:
    """Keep the picture in *file*; its digest and its bytes. Raises PictureError."""
    from supervisor.pages.store import MOST_PICTURE, add_picture

    try:
        size = file.stat().st_size
        if size > MOST_PICTURE:
            raise PictureError(file.name, "too_large", size)
        content = file.read_bytes()
    except OSError as error:
        raise PictureError(file.name, "unreadable", 0) from error
    digest, changes = add_picture(db, file.name, content, at=at, who=who)
    return changes, (digest, content)


def bring_in(
    db: Connection,
    file: Path,
    queues: frozenset[QueueKey],
    *,
    at: datetime,
    who: str,
) -> tuple[Changes, tuple[Matched, int | None]]:
    """Add the pages of *file*, made ready for a centre with *queues*, as one step; and the step's number.

    Raises PagesFileError.
    """
    from supervisor.pages.store import add_pages, add_picture, all_pages
    from ui.steps import step

    try:
        found = read(file)
    except OSError as error:
        raise PagesFileError(file.name, "unreadable") from error
    titles = [stored.page.title for stored in all_pages(db)]
    ready = matched(found, queues, titles, {})
    for name, content in found.pictures.values():
        add_picture(db, name, content, at=at, who=who)
    changes, number = step(db, add_pages, ready.pages, at=at, who=who)
    return changes | {"pictures"}, (ready, number)


def carry_out(db: Connection, pages: tuple[Page, ...], file: Path, *, at: datetime) -> Path:
    """Write *pages* and their pictures to *file*, all at once or not at all. Raises FileError."""
    from supervisor.pages.store import all_pictures, picture_content

    names = {record.digest: record.name for record in all_pictures(db)}
    contents = {digest: picture_content(db, digest) for digest in pictures_of(pages)}
    pictures = {
        digest: (names.get(digest, ""), content)
        for digest, content in contents.items()
        if content is not None
    }
    with replacing(file) as beside:
        beside.write_bytes(packed(pages, pictures, at))
    return file
