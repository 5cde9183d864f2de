"""Pages, announcements and pictures in the database, on either engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from supervisor.errors import ChangedMeanwhileError, PictureError, UnknownNameError
from supervisor.pages.announcement import Announcement, Terms, Urgency
from supervisor.pages.edit import add, blank
from supervisor.pages.page import ClockPart, Page, PicturePart
from supervisor.pages.store import (
    MOST_PICTURE,
    add_pages,
    add_picture,
    all_announcements,
    all_pages,
    all_pictures,
    delete_announcement,
    delete_page,
    forget_pictures,
    order_pages,
    picture_content,
    save_announcement,
    save_page,
)
from supervisor.sentences.error import sentence
from supervisor.storage import areas, step_titles, undo
from supervisor.storage.database import Database

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def save(centre: Database, page: Page, version: int = 0) -> None:
    with centre.write() as db:
        save_page(db, page, version=version, at=NOON, who="anna")


def titles(centre: Database) -> list[str]:
    with centre.read() as db:
        return [stored.page.title for stored in all_pages(db)]


def take_back(centre: Database) -> str:
    with centre.write() as db:
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=NOON)
        return step_titles.title(step)


def test_a_page_comes_back_as_it_was_saved_and_new_ones_stand_last(centre: Database) -> None:
    page, _part = add(blank("Floor"), ClockPart(zone="Europe/Berlin"))
    save(centre, page)
    save(centre, blank("Billing"))

    with centre.read() as db:
        first, second = all_pages(db)
    assert (first.page, first.version, first.changed_by) == (page, 1, "anna")
    assert second.page.title == "Billing"


def test_a_change_can_be_taken_back_and_is_heard_by_others(centre: Database) -> None:
    page = blank("Floor")
    save(centre, page)
    save(centre, replace(page, title="The floor"), version=1)
    with centre.read() as db:
        assert areas.versions(db)["pages"] == 2

    assert take_back(centre) == "Change page The floor"
    assert titles(centre) == ["Floor"]


def test_whoever_saves_an_old_version_is_told_and_changes_nothing(centre: Database) -> None:
    page = blank("Floor")
    save(centre, page)
    save(centre, replace(page, title="Anna’s"), version=1)

    with pytest.raises(ChangedMeanwhileError):
        save(centre, replace(page, title="Ben’s"), version=1)
    with pytest.raises(ChangedMeanwhileError), centre.write() as db:
        delete_page(db, page.id, version=1, at=NOON, who="ben")
    assert titles(centre) == ["Anna’s"]


def test_a_deleted_page_comes_back_with_undo_where_it_stood(centre: Database) -> None:
    pages = [blank(title) for title in ("a", "b", "c")]
    with centre.write() as db:
        add_pages(db, pages, at=NOON, who="anna")
    with centre.write() as db:
        delete_page(db, pages[1].id, version=1, at=NOON, who="anna")
    assert titles(centre) == ["a", "c"]

    assert take_back(centre) == "Delete page b"
    assert titles(centre) == ["a", "b", "c"]


def test_pages_taken_in_together_go_together(centre: Database) -> None:
    with centre.write() as db:
        add_pages(db, [blank("a"), blank("b")], at=NOON, who="anna")

    take_back(centre)

    assert titles(centre) == []


def test_the_order_of_pages_is_what_the_user_made_it(centre: Database) -> None:
    pages = [blank(title) for title in ("a", "b", "c")]
    with centre.write() as db:
        add_pages(db, pages, at=NOON, who="anna")
    with centre.write() as db:
        order_pages(db, [pages[2].id], at=NOON, who="anna")
    assert titles(centre) == ["c", "a", "b"]

    take_back(centre)
    assert titles(centre) == ["a", "b", "c"]
    with pytest.raises(UnknownNameError), centre.write() as db:
        order_pages(db, ["gone"], at=NOON, who="anna")


def test_announcements_are_kept_changed_and_taken_back(centre: Database) -> None:
    one = Announcement(
        "x", "**Fire** drill", NOON, NOON + timedelta(hours=1), Terms(weekdays=(4,), urgency=Urgency.ACTION)
    )
    with centre.write() as db:
        save_announcement(db, one, at=NOON, who="anna")
    with centre.read() as db:
        (kept,) = all_announcements(db)
    assert (kept.text, kept.terms, kept.ends_at, kept.version) == (one.text, one.terms, one.ends_at, 1)

    with centre.write() as db:
        delete_announcement(db, kept, at=NOON, who="anna")
    with pytest.raises(ChangedMeanwhileError), centre.write() as db:
        save_announcement(db, kept, at=NOON, who="ben")
    assert take_back(centre) == "Delete the announcement “Fire** drill”"
    with centre.read() as db:
        assert [found.text for found in all_announcements(db)] == [one.text]


def test_the_same_picture_twice_is_one(centre: Database) -> None:
    with centre.write() as db:
        first, _changes = add_picture(db, "logo.png", PNG, at=NOON, who="anna")
    with centre.write() as db:
        second, _changes = add_picture(db, "again.png", PNG, at=NOON, who="ben")

    assert first == second
    with centre.read() as db:
        (record,) = all_pictures(db)
        assert (record.name, record.kind, record.size) == ("logo.png", "png", len(PNG))
        assert picture_content(db, first) == PNG
        assert picture_content(db, "f" * 64) is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PNG + bytes(MOST_PICTURE), "larger than 5 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG, JPEG or WebP"),
        (b"", "PNG, JPEG or WebP"),
    ],
)
def test_what_is_no_picture_is_refused_with_what_to_do(centre: Database, content: bytes, said: str) -> None:
    with pytest.raises(PictureError) as refused, centre.write() as db:
        add_picture(db, "logo.svg", content, at=NOON, who="anna")

    assert said in sentence(refused.value)


def test_pictures_that_nothing_names_any_more_can_be_cleared_away(centre: Database) -> None:
    with centre.write() as db:
        used, _ = add_picture(db, "used.png", PNG, at=NOON, who="anna")
        undone, _ = add_picture(db, "undone.png", PNG + b"1", at=NOON, who="anna")
        add_picture(db, "lost.png", PNG + b"2", at=NOON, who="anna")
    page, _part = add(blank("Floor"), PicturePart(used))
    gone, _part = add(blank("Gone"), PicturePart(undone))
    save(centre, page)
    save(centre, gone)
    with centre.write() as db:
        delete_page(db, gone.id, version=1, at=NOON, who="anna")

    with centre.write() as db:
        assert forget_pictures(db) == 1
    with centre.read() as db:
        assert {record.name for record in all_pictures(db)} == {"used.png", "undone.png"}
