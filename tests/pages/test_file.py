"""Pages as files: what goes out comes back, and nothing that comes in is believed."""

from __future__ import annotations

import io
import json
import random
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from supervisor.errors import PagesFileError
from supervisor.pages.file import MOST_FILE, matched, packed, read, unpacked
from supervisor.pages.page import ClockPart, Page, Part, PicturePart, QueueTilesPart, to_json
from supervisor.pages.shipped import shipped
from supervisor.pages.store import MOST_PICTURE, digest_of
from supervisor.sentences.error import sentence

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
LOGO = digest_of(PNG)
SALES = ("pbx", "Sales")
PAGE = Page(
    "p",
    "Floor",
    parts=(
        Part("a", 0, 0, 4, 4, QueueTilesPart((SALES, ("pbx", "Billing")))),
        Part("b", 4, 0, 2, 2, PicturePart(LOGO)),
    ),
)


def zipped(**entries: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_json", ".json"), content)
    return made.getvalue()


def listing(**more: object) -> bytes:
    return json.dumps({"wallpages": 1, "pages": [to_json(PAGE)], "pictures": []} | more).encode()


def test_what_goes_out_comes_back_with_its_pictures(tmp_path: Path) -> None:
    file = tmp_path / "floor.wallpages"
    file.write_bytes(packed([PAGE, *shipped()], {LOGO: ("logo.png", PNG), "0" * 64: ("other", PNG)}, NOON))

    found = read(file)

    assert found.pages == (PAGE, *shipped())
    assert found.pictures == {LOGO: ("logo.png", PNG)}
    assert (found.lost, found.unknown) == (frozenset(), 0)


def test_the_same_pages_make_the_same_file() -> None:
    assert packed([PAGE], {LOGO: ("logo.png", PNG)}, NOON) == packed([PAGE], {LOGO: ("logo.png", PNG)}, NOON)


def test_a_picture_that_is_not_what_it_says_is_left_out() -> None:
    other = zipped(pages_json=listing(), **{f"pictures__{LOGO}": PNG + b"!"})

    assert unpacked(other, "x").lost == {LOGO}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04 no zip", "damaged"),
        (zipped(other_json=b"{}"), "damaged"),
        (zipped(pages_json=b"[]"), "damaged"),
        (zipped(pages_json=b"{"), "damaged"),
        (zipped(pages_json=listing(pages=[{"version": 1}])), "damaged"),
        (zipped(pages_json=listing(pages=[])), "empty"),
        (zipped(pages_json=listing(wallpages=9)), "newer"),
        (zipped(pages_json=b" " * 9_000_000), "too_large"),
        (zipped(pages_json=listing(), **{f"pictures__{LOGO}": bytes(MOST_PICTURE + 1)}), "too_large"),
    ],
)
def test_what_is_no_file_of_pages_is_refused_with_what_to_do(content: bytes, reason: str) -> None:
    with pytest.raises(PagesFileError) as refused:
        unpacked(content, "floor.wallpages")

    assert refused.value.reason == reason
    assert "floor.wallpages" in sentence(refused.value)


def test_a_file_cut_or_changed_anywhere_is_read_or_refused_and_never_anything_else() -> None:
    whole = packed([PAGE], {LOGO: ("logo.png", PNG)}, NOON)
    chance = random.Random(7)
    for _try in range(300):
        broken = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.4 else whole)
        for _place in range(chance.randrange(4)):
            if broken:
                broken[chance.randrange(len(broken))] = chance.randrange(256)
        with suppress(PagesFileError):
            unpacked(bytes(broken), "x")


def test_a_file_beyond_all_bounds_is_not_even_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.wallpages"
    with file.open("wb") as opened:
        opened.truncate(MOST_FILE + 1)

    with pytest.raises(PagesFileError) as refused:
        read(file)
    assert refused.value.reason == "too_large"


def test_queues_are_found_by_their_name_under_another_source_and_the_rest_is_told() -> None:
    found = unpacked(packed([PAGE], {}, NOON), "x")

    here = matched(found, [("asterisk", "sales"), ("asterisk", "Chat")], ["Floor"], {})

    assert here.called == {SALES: ("asterisk", "sales")}
    assert here.missing == (("pbx", "Billing"),)
    (page,) = here.pages
    assert (page.title, page.id != PAGE.id) == ("Floor (2)", True)
    assert page.parts[0].shows == QueueTilesPart((("asterisk", "sales"), ("pbx", "Billing")))


def test_the_user_can_say_which_queue_is_which() -> None:
    found = unpacked(packed([PAGE], {}, NOON), "x")
    chat = ("asterisk", "Chat")

    here = matched(found, [chat], [], {SALES: chat, ("pbx", "Billing"): chat})

    assert here.missing == ()
    assert here.pages[0].parts[0].shows == QueueTilesPart((chat, chat))


def test_a_page_that_names_no_queue_needs_none() -> None:
    page = Page("c", "Clock", parts=(Part("a", 0, 0, 1, 1, ClockPart()),))

    assert matched(unpacked(packed([page], {}, NOON), "x"), [], [], {}).missing == ()
