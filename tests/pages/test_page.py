"""Pages as the editor changes them, and as they are stored."""

from __future__ import annotations

import json
from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.pages.edit import (
    add,
    blank,
    change,
    copy_of,
    fits,
    move,
    put,
    queues_of,
    remove,
    resize,
    set_grid,
    upright,
    with_queues,
)
from supervisor.pages.page import (
    KINDS,
    AgentsPart,
    ClockPart,
    DayCurvePart,
    FigurePart,
    Page,
    Part,
    PicturePart,
    QueueTilesPart,
    RankedPart,
    UnknownPart,
    from_json,
    normal,
    room,
    to_json,
)
from supervisor.pages.shipped import IDS, shipped, shipped_page
from supervisor.wallboard.catalogue import metric
from supervisor.wallboard.scope import CENTRE, Scope

SALES, BILLING = ("pbx", "Sales"), ("pbx", "Billing")

shows = st.sampled_from(
    [
        QueueTilesPart((SALES,)),
        FigurePart("offered.today", Scope.queue(BILLING), "Today"),
        AgentsPart(("Morning",), (SALES,), "team"),
        RankedPart("answer_rate.recent", "queues", 3, "best"),
        DayCurvePart("offered", (SALES, BILLING)),
        ClockPart(zone="Europe/Berlin"),
        PicturePart("a" * 64, "fill", "A logo"),
        UnknownPart("hologram", {"kind": "hologram", "depth": 3}),
    ]
)
sides = st.integers(-3, 16)
parts = st.builds(Part, st.sampled_from(["a", "b", "c", "d", ""]), sides, sides, sides, sides, shows)
pages = st.builds(
    Page, st.just("p"), st.text(max_size=9), sides, sides, st.lists(parts, max_size=9).map(tuple)
)


def is_sound(page: Page) -> bool:
    inside = all(
        part.x >= 0
        and part.y >= 0
        and part.w >= 1
        and part.h >= 1
        and part.x + part.w <= page.columns
        and part.y + part.h <= page.rows
        for part in page.parts
    )
    apart = not any(one.overlaps(other) for one, other in combinations(page.parts, 2))
    return inside and apart and len({part.id for part in page.parts}) == len(page.parts)


def page_of(*places: tuple[int, int, int, int]) -> Page:
    """Parts a, b, c … at these places."""
    made = (Part("abcdef"[n], *place, ClockPart()) for n, place in enumerate(places))
    return Page("p", "Page", parts=tuple(made))


def place(page: Page, part_id: str) -> tuple[int, int, int, int]:
    part = page.part(part_id)
    assert part is not None
    return part.x, part.y, part.w, part.h


@given(pages)
def test_whatever_a_file_says_a_page_is_sound(page: Page) -> None:
    assert is_sound(normal(page))


@given(pages)
def test_putting_a_sound_page_in_order_changes_nothing(page: Page) -> None:
    once = normal(page)

    assert normal(once) == once


@given(pages.map(normal))
def test_a_page_survives_its_way_through_a_file(page: Page) -> None:
    assert from_json(json.loads(json.dumps(to_json(page)))) == page


@given(pages.map(normal), st.data())
def test_whatever_the_editor_does_the_page_stays_sound_and_keeps_its_parts(
    page: Page, data: st.DataObject
) -> None:
    for _step in range(data.draw(st.integers(1, 4))):
        if not page.parts:
            return
        part = data.draw(st.sampled_from(page.parts))
        x, y, w, h = (data.draw(sides) for _ in range(4))
        after = put(page, part.id, x, y, w, h, push=data.draw(st.booleans()))
        assert is_sound(after)
        assert {one.id for one in after.parts} == {one.id for one in page.parts}
        page = after


@given(pages.map(normal), st.integers(1, 12), st.integers(1, 12))
def test_a_free_place_is_free(page: Page, w: int, h: int) -> None:
    found = room(page, w, h)

    if found is None:
        assert all(page.at(x, y) for x in range(page.columns) for y in range(page.rows))
    else:
        assert not any(Part("", *found, ClockPart()).overlaps(part) for part in page.parts)


@given(pages.map(normal), st.integers(1, 48), st.integers(1, 48))
def test_another_grid_makes_another_sound_page(page: Page, columns: int, rows: int) -> None:
    after = set_grid(page, columns, rows)

    assert is_sound(after)
    assert (after.columns, after.rows) == (columns, rows)


def test_a_finer_grid_leaves_every_part_where_it_is() -> None:
    after = set_grid(page_of((0, 0, 6, 4), (6, 4, 6, 4)), 24, 16)

    assert (place(after, "a"), place(after, "b")) == ((0, 0, 12, 8), (12, 8, 12, 8))


def test_a_part_is_held_inside_the_page() -> None:
    page = page_of((0, 0, 3, 2))

    assert place(move(page, "a", 99, -4), "a") == (9, 0, 3, 2)
    assert place(resize(page, "a", 99, 99), "a") == (0, 0, 12, 8)
    assert place(resize(page, "a", 0, -1), "a") == (0, 0, 1, 1)


def test_a_part_does_not_go_over_another_unless_it_may_push() -> None:
    page = page_of((0, 0, 3, 2), (3, 0, 3, 2))

    assert move(page, "a", 2, 0) is page
    assert not fits(page, "a", 2, 0, 3, 2)
    pushed = move(page, "a", 2, 0, push=True)
    assert (place(pushed, "a"), place(pushed, "b")) == ((2, 0, 3, 2), (3, 2, 3, 2))


def test_what_is_pushed_pushes_in_turn() -> None:
    page = page_of((0, 0, 3, 2), (3, 0, 3, 2), (3, 2, 3, 2))

    after = move(page, "a", 2, 0, push=True)

    assert (place(after, "b"), place(after, "c")) == ((3, 2, 3, 2), (3, 4, 3, 2))


def test_a_part_that_lands_on_one_of_its_size_changes_places_with_it() -> None:
    page = page_of((0, 0, 3, 2), (3, 0, 3, 2))

    after = move(page, "a", 3, 0, push=True)

    assert (place(after, "a"), place(after, "b")) == ((3, 0, 3, 2), (0, 0, 3, 2))


def test_where_nothing_gives_way_nothing_moves() -> None:
    page = page_of((0, 0, 6, 8), (6, 0, 6, 8))

    assert resize(page, "a", 7, 8, push=True) is page


def test_a_new_part_takes_the_first_free_place_and_shrinks_when_it_must() -> None:
    page, clock = add(blank("Page"), ClockPart())
    assert clock is not None
    assert place(page, clock.id) == (0, 0, 3, 1)
    page, tiles = add(page, QueueTilesPart())
    assert tiles is not None
    assert place(page, tiles.id) == (3, 0, 8, 6)
    page, agents = add(page, AgentsPart())
    assert agents is not None
    assert is_sound(page)


def test_a_full_page_takes_no_more() -> None:
    full = page_of((0, 0, 12, 8))

    assert add(full, ClockPart()) == (full, None)


def test_a_part_can_be_changed_and_taken_away() -> None:
    page = page_of((0, 0, 3, 2), (3, 0, 3, 2))
    changed = change(page, "b", RankedPart())

    assert [part.kind for part in changed.parts] == ["clock", "ranked"]
    assert [part.id for part in remove(changed, "a").parts] == ["b"]
    assert remove(page, "z") is page


def test_a_copy_is_another_page_with_the_same_parts() -> None:
    page = page_of((0, 0, 3, 2), (3, 0, 3, 2))
    copy = copy_of(page, "Page 2")

    assert copy.id != page.id
    assert [(part.x, part.shows) for part in copy.parts] == [(part.x, part.shows) for part in page.parts]
    assert not {part.id for part in copy.parts} & {part.id for part in page.parts}


def test_what_a_newer_version_made_is_kept_as_it_came() -> None:
    said = to_json(page_of((0, 0, 3, 2), (3, 0, 3, 2)))
    said["parts"][0]["shows"] = {"kind": "hologram", "depth": 3}
    said["parts"][1]["shows"] = {"kind": "ranked", "of": "aisles"}

    page = from_json(said)

    assert [type(part.shows) for part in page.parts] == [UnknownPart, UnknownPart]
    assert [part.kind for part in page.parts] == ["hologram", "ranked"]
    assert to_json(page) == said


def test_an_option_that_a_newer_version_added_does_no_harm() -> None:
    said = to_json(page_of((0, 0, 3, 2)))
    said["parts"][0]["shows"]["seconds"] = True

    assert isinstance(from_json(said).parts[0].shows, ClockPart)


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        {"version": 1},
        to_json(page_of((0, 0, 1, 1))) | {"parts": "none"},
        to_json(page_of()) | {"title": "x" * 300},
    ],
)
def test_what_is_no_page_is_refused(said: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        from_json(said)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_known_by_its_name_in_the_file(kind: str) -> None:
    part = Part("a", 0, 0, 1, 1, KINDS[kind]())

    assert part.kind == kind
    assert from_json(to_json(Page("p", "", parts=(part,)))).parts == (part,)


def test_the_queues_that_a_page_names_can_be_told_and_exchanged() -> None:
    page = normal(
        Page(
            "p",
            "",
            parts=(
                Part("a", 0, 0, 2, 2, QueueTilesPart((SALES,))),
                Part("b", 2, 0, 2, 2, FigurePart("waiting", Scope.queue(BILLING))),
                Part("c", 4, 0, 2, 2, FigurePart("ready", Scope.team("Billing"))),
                Part("d", 6, 0, 2, 2, FigurePart("ready", CENTRE)),
            ),
        )
    )
    assert queues_of(page) == {SALES, BILLING}

    other = with_queues(page, {SALES: ("asterisk", "Sales"), BILLING: ("asterisk", "Accounts")})

    assert queues_of(other) == {("asterisk", "Sales"), ("asterisk", "Accounts")}
    assert other.part("c") == page.part("c")


def test_the_shipped_pages_are_sound_and_name_metrics_that_exist() -> None:
    for page in shipped():
        assert page == normal(page)
        for part in page.parts:
            if isinstance(part.shows, FigurePart | RankedPart):
                assert metric(part.shows.metric) is not None
    assert [page.id for page in shipped()] == list(IDS)
    assert shipped_page("mine") is None


@given(pages.map(normal))
def test_a_page_for_an_upright_screen_is_sound_and_has_the_same_parts(page: Page) -> None:
    after = upright(page)

    assert is_sound(after)
    assert {part.id: part.shows for part in after.parts} == {part.id: part.shows for part in page.parts}


def test_on_an_upright_screen_the_right_half_comes_below_the_left() -> None:
    page = page_of((0, 0, 3, 2), (3, 0, 3, 2), (6, 0, 6, 2), (0, 2, 12, 6))

    after = upright(page)

    assert (after.columns, after.rows) == (12, 10)
    assert [place(after, part) for part in "abcd"] == [
        (0, 0, 6, 2),
        (6, 0, 6, 2),
        (0, 2, 12, 2),
        (0, 4, 12, 6),
    ]


def test_a_part_that_grows_onto_the_place_of_another_throws_nothing_over_a_third() -> None:
    tiles = QueueTilesPart()
    rows = (Part("a", 0, 0, 1, 1, tiles), Part("b", 0, 1, 1, 1, tiles), Part("c", 0, 5, 1, 5, tiles))
    page = Page("p", "", 1, 10, rows)
    assert put(page, "a", 0, 5, 1, 5, push=True) == page  # not exchanged: c would lie over b
