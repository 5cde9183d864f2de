"""Announcements: when they are due, and what of their Markdown is shown."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.pages.announcement import (
    MOST_BLOCKS,
    MOST_CHARACTERS,
    Announcement,
    Block,
    Hours,
    Span,
    Terms,
    Urgency,
    blocks,
    due,
    plain,
    weight,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # noon in Shanghai
NIGHT = Hours(time(22), time(6))


def announced(**terms: object) -> Announcement:
    return Announcement("a", "Fire drill", FRIDAY - timedelta(days=30), None, Terms(**terms))  # type: ignore[arg-type]


def test_an_announcement_is_shown_from_its_beginning_until_its_end() -> None:
    one = Announcement("a", "Fire drill", FRIDAY, FRIDAY + timedelta(hours=1))

    assert not one.is_due(FRIDAY - timedelta(seconds=1), SHANGHAI)
    assert one.is_due(FRIDAY, SHANGHAI)
    assert one.is_due(FRIDAY + timedelta(minutes=59), SHANGHAI)
    assert not one.is_due(FRIDAY + timedelta(hours=1), SHANGHAI)


@pytest.mark.parametrize(
    ("terms", "shown"),
    [
        ({"weekdays": (4,)}, True),
        ({"weekdays": (0, 1)}, False),
        ({"hours": Hours(time(9), time(12))}, False),
        ({"hours": Hours(time(12), time(13))}, True),
        ({"hours": NIGHT}, False),
        ({"pages": ("queues",)}, True),
        ({"pages": ("agents",)}, False),
    ],
)
def test_days_hours_and_pages_are_the_centres(terms: dict[str, object], shown: bool) -> None:
    assert announced(**terms).is_due(FRIDAY, SHANGHAI, "queues") is shown


def test_the_hours_after_midnight_belong_to_the_night_before() -> None:
    friday_night = announced(weekdays=(4,), hours=NIGHT)

    saturday_at_three = FRIDAY + timedelta(hours=15)
    friday_at_three = FRIDAY - timedelta(hours=9)
    assert friday_night.is_due(saturday_at_three, SHANGHAI)
    assert not friday_night.is_due(friday_at_three, SHANGHAI)


def test_the_urgent_come_first_then_the_newest() -> None:
    old, new, urgent = (
        Announcement(name, name, FRIDAY - timedelta(days=days), None, Terms(urgency=level))
        for name, days, level in (
            ("old", 3, Urgency.NOTE),
            ("new", 1, Urgency.NOTE),
            ("fire", 9, Urgency.ACTION),
        )
    )

    assert [one.id for one in due([old, urgent, new], FRIDAY, SHANGHAI)] == ["fire", "new", "old"]


def test_headings_lists_and_emphasis_are_understood() -> None:
    said = "# Praise\n\nThank you, **Anna** and *Ben*\nfor yesterday.\n\n- Calls: 98 %\n2. Chats\n---\nBye"

    assert blocks(said) == (
        Block((Span("Praise"),), level=1),
        Block(
            (
                Span("Thank you, "),
                Span("Anna", bold=True),
                Span(" and "),
                Span("Ben", italic=True),
                Span("\n"),
                Span("for yesterday."),
            )
        ),
        Block((Span("Calls: 98 %"),), bullet="•"),
        Block((Span("Chats"),), bullet="2."),
        Block((Span("Bye"),)),
    )


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("See [the plan](https://example.com/a)", "See the plan"),
        ("![a cat](https://example.com/cat.png)", "a cat"),
        ("![](file:///etc/passwd)", ""),
        ("<img src='x'><b>no</b>", "<img src='x'><b>no</b>"),
        ("snake_case_name stays", "snake_case_name stays"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("\\*not bold\\*", "*not bold*"),
        ("`code`", "code"),
        ("**粗体**和*斜体*", "粗体和斜体"),
    ],
)
def test_nothing_can_be_followed_and_nothing_else_is_markup(said: str, shown: str) -> None:
    assert plain(said) == shown


@given(st.text(alphabet="ab*_#[]()!\\`<- \n1.\ue000", max_size=200))
def test_any_text_can_be_shown(said: str) -> None:
    for block in blocks(said):
        assert all(span.text for span in block.spans)
        assert "\ue000" not in block.text


def test_a_text_without_end_is_cut() -> None:
    assert sum(len(block.text) for block in blocks("x" * 10_000)) == MOST_CHARACTERS
    assert len(blocks("- x\n" * 1000)) == MOST_BLOCKS


def test_a_chinese_character_takes_the_room_of_two() -> None:
    assert weight("消防演习消防演习消防演习") == 24
    assert weight("") == 0
