"""Pages, announcements and pictures in the centre's database: every change a step that can be undone."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, PictureError, UnknownNameError
from supervisor.pages.announcement import MOST_CHARACTERS, Announcement, Terms
from supervisor.pages.page import Page, from_json, normal, to_json
from supervisor.storage import areas, undo
from supervisor.storage.centre import announcement, picture, undo_row, wall_page
from supervisor.storage.changes import Changes
from supervisor.words import mark

log = logging.getLogger(__name__)

PAGES = Changes({"pages"})
ANNOUNCEMENTS = Changes({"announcements"})
PICTURES = Changes({"pictures"})
MOST_PAGES = 200
MOST_PICTURE = 5_000_000  # bytes


# -- pages ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StoredPage:
    """A page that people made, at *place* of their list, as read at *version*."""

    page: Page
    place: int
    version: int
    changed_at: datetime
    changed_by: str


def all_pages(db: Connection) -> tuple[StoredPage, ...]:
    """Every page that people made, in their order; one that cannot be read is left out and logged."""
    found = []
    for row in db.execute(select(wall_page).order_by(wall_page.c.place, wall_page.c.id)):
        try:
            page = from_json(row.page)
        except msgspec.ValidationError:
            log.warning("the page %s cannot be read and is left out", row.id)
            continue
        page = msgspec.structs.replace(page, id=row.id)
        found.append(StoredPage(page, row.place, row.version, row.changed_at, row.changed_by))
    return tuple(found)


def save_page(db: Connection, page: Page, *, version: int, at: datetime, who: str) -> Changes:
    """Write *page*, read at *version*; 0 makes a new one, last in the list.

    Raises ChangedMeanwhileError, having written nothing, when somebody else saved or took it away since.
    """
    page = normal(page)
    name = "change_page" if version else "add_page"
    with undo.step(db, name, {"title": page.title}, PAGES, at=at, who=who) as step:
        step.save(wall_page, page.id)
        values = {"page": to_json(page), "changed_at": at, "changed_by": who}
        if version:
            there = (wall_page.c.id == page.id) & (wall_page.c.version == version)
            done = db.execute(update(wall_page).where(there).values(version=version + 1, **values))
            if done.rowcount != 1:
                raise ChangedMeanwhileError(mark("page"), page.title)
        else:
            _insert_page(db, page, values)
    return PAGES


def add_pages(db: Connection, pages: Iterable[Page], *, at: datetime, who: str) -> Changes:
    """Add *pages* behind the others, as one step (an imported file)."""
    new = [normal(page) for page in pages]
    with undo.step(db, "add_pages", {"count": str(len(new))}, PAGES, at=at, who=who) as step:
        for page in new:
            step.save(wall_page, page.id)
            _insert_page(db, page, {"page": to_json(page), "changed_at": at, "changed_by": who})
    return PAGES


def _insert_page(db: Connection, page: Page, values: Mapping[str, Any]) -> None:
    last = db.execute(select(func.coalesce(func.max(wall_page.c.place), -1))).scalar_one()
    try:
        db.execute(insert(wall_page).values(id=page.id, place=last + 1, version=1, **values))
    except IntegrityError as error:
        raise ChangedMeanwhileError(mark("page"), page.title) from error


def delete_page(db: Connection, page_id: str, *, version: int, at: datetime, who: str) -> Changes:
    """Take the page away that was read at *version*. Raises ChangedMeanwhileError, having written nothing."""
    row = db.execute(select(wall_page).where(wall_page.c.id == page_id)).one_or_none()
    title = str(row.page.get("title", "")) if row is not None else page_id
    with undo.step(db, "delete_page", {"title": title}, PAGES, at=at, who=who) as step:
        step.save(wall_page, page_id)
        there = (wall_page.c.id == page_id) & (wall_page.c.version == version)
        if db.execute(delete(wall_page).where(there)).rowcount != 1:
            raise ChangedMeanwhileError(mark("page"), title)
    return PAGES


def order_pages(db: Connection, ids: Iterable[str], *, at: datetime, who: str) -> Changes:
    """Put the pages in the order of *ids*; pages that are not named stay behind them, in their order.

    Raises UnknownNameError when one of *ids* is not there (any more).
    """
    rows = db.execute(select(wall_page.c.id, wall_page.c.place).order_by(wall_page.c.place, wall_page.c.id))
    places = {row.id: row.place for row in rows}
    first = list(dict.fromkeys(ids))
    for page_id in first:
        if page_id not in places:
            raise UnknownNameError(mark("page"), page_id)
    wanted = first + [page_id for page_id in places if page_id not in set(first)]
    with undo.step(db, "order_pages", {}, PAGES, at=at, who=who) as step:
        for place, page_id in enumerate(wanted):
            if places[page_id] != place:
                step.save(wall_page, page_id)
                db.execute(
                    update(wall_page)
                    .where(wall_page.c.id == page_id)
                    .values(place=place, version=wall_page.c.version + 1, changed_at=at, changed_by=who)
                )
    return PAGES


# -- announcements ----------------------------------------------------------------------------------------


def all_announcements(db: Connection) -> tuple[Announcement, ...]:
    """Every announcement, the newest first; options of a newer version fall back to the usual ones."""
    found = []
    rows = db.execute(select(announcement).order_by(announcement.c.begins_at.desc(), announcement.c.id))
    for row in rows:
        try:
            terms = msgspec.convert(row.options, Terms)
        except msgspec.ValidationError:
            log.warning("the terms of announcement %s cannot be read", row.id)
            terms = Terms()
        found.append(Announcement(row.id, row.text, row.begins_at, row.ends_at, terms, row.version))
    return tuple(found)


def save_announcement(db: Connection, one: Announcement, *, at: datetime, who: str) -> Changes:
    """Write *one*, as read at its version; 0 makes a new one.

    Raises ChangedMeanwhileError, having written nothing.
    """
    facts = {"text": _headline(one.text)}
    name = "change_announcement" if one.version else "add_announcement"
    with undo.step(db, name, facts, ANNOUNCEMENTS, at=at, who=who) as step:
        step.save(announcement, one.id)
        values = {
            "text": one.text[:MOST_CHARACTERS],
            "begins_at": one.begins_at,
            "ends_at": one.ends_at,
            "options": msgspec.to_builtins(one.terms),
            "changed_at": at,
            "changed_by": who,
        }
        if one.version:
            there = (announcement.c.id == one.id) & (announcement.c.version == one.version)
            done = db.execute(update(announcement).where(there).values(version=one.version + 1, **values))
            if done.rowcount != 1:
                raise ChangedMeanwhileError(mark("announcement"), facts["text"])
        else:
            try:
                db.execute(insert(announcement).values(id=one.id, version=1, **values))
            except IntegrityError as error:
                raise ChangedMeanwhileError(mark("announcement"), facts["text"]) from error
    return ANNOUNCEMENTS


def delete_announcement(db: Connection, one: Announcement, *, at: datetime, who: str) -> Changes:
    """Take *one* away, as it was read. Raises ChangedMeanwhileError, having written nothing."""
    facts = {"text": _headline(one.text)}
    with undo.step(db, "delete_announcement", facts, ANNOUNCEMENTS, at=at, who=who) as step:
        step.save(announcement, one.id)
        there = (announcement.c.id == one.id) & (announcement.c.version == one.version)
        if db.execute(delete(announcement).where(there)).rowcount != 1:
            raise ChangedMeanwhileError(mark("announcement"), facts["text"])
    return ANNOUNCEMENTS


def _headline(text: str) -> str:
    """The beginning of a text, for the line that names a step."""
    line = next((line.strip("#*- ").strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= 40 else line[:39] + "…"


# -- pictures ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PictureRecord:
    """A picture in the database; *kind* is "png", "jpeg" or "webp"."""

    digest: str
    name: str
    kind: str
    size: int
    at: datetime
    who: str


def picture_kind(content: bytes) -> str | None:
    """What kind of picture *content* begins as, by its own bytes; None when it is none that we show.

    No SVG: it is a program as much as a picture, and may load what it names.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return None


def digest_of(content: bytes) -> str:
    """What a picture is called: the SHA-256 of its bytes."""
    return hashlib.sha256(content).hexdigest()


def add_picture(db: Connection, name: str, content: bytes, *, at: datetime, who: str) -> tuple[str, Changes]:
    """Keep *content*; its digest, and what changed. The same picture twice is one.

    Raises PictureError when it is too large or no PNG, JPEG or WebP.
    """
    kind = checked_picture(name, content)
    digest = digest_of(content)
    if db.execute(select(picture.c.digest).where(picture.c.digest == digest)).first() is None:
        row = {"digest": digest, "name": name[:200], "kind": kind, "content": content, "at": at, "who": who}
        with suppress(IntegrityError), db.begin_nested():  # somebody else may keep it just now
            db.execute(insert(picture).values(**row))
        areas.note(db, PICTURES)
    return digest, PICTURES


def checked_picture(name: str, content: bytes) -> str:
    """The kind of the picture *content*. Raises PictureError."""
    if len(content) > MOST_PICTURE:
        raise PictureError(name, "too_large", len(content))
    kind = picture_kind(content)
    if kind is None:
        raise PictureError(name, "unknown_kind", len(content))
    return kind


def all_pictures(db: Connection) -> tuple[PictureRecord, ...]:
    """Every picture without its content, the newest first."""
    columns = (picture.c.digest, picture.c.name, picture.c.kind, picture.c.at, picture.c.who)
    rows = db.execute(
        select(*columns, func.length(picture.c.content).label("size")).order_by(
            picture.c.at.desc(), picture.c.digest
        )
    )
    return tuple(PictureRecord(row.digest, row.name, row.kind, row.size, row.at, row.who) for row in rows)


def picture_content(db: Connection, digest: str) -> bytes | None:
    """The bytes of a picture; None when it is not there."""
    found: bytes | None = db.execute(
        select(picture.c.content).where(picture.c.digest == digest)
    ).scalar_one_or_none()
    return found


def forget_pictures(db: Connection) -> int:
    """Take away the pictures that no page shows, not even one that an undo would bring back; how many."""
    named = str([row.page for row in db.execute(select(wall_page.c.page))])
    named += str([tuple(row) for row in db.execute(select(undo_row.c.before, undo_row.c.after))])
    gone = [digest for digest in db.execute(select(picture.c.digest)).scalars() if digest not in named]
    if gone:
        db.execute(delete(picture).where(picture.c.digest.in_(gone)))
        areas.note(db, PICTURES)
    return len(gone)
