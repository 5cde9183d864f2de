"""What happened to an issue is said in a whole sentence, whatever it was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from supervisor.issues.clock import Clock, Extension, Light, Pause, Reading
from supervisor.issues.clock_wording import clock_words, promise_words
from supervisor.issues.event import Event, EventKind, Source
from supervisor.issues.evidence import ContactName, Contacts, Figure, File, Matter, Recording
from supervisor.issues.evidence_wording import matter_words, size_words
from supervisor.issues.issue import FIELDS, Criterion, Measured
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer
from supervisor.issues.states import MOVES, ClockKind
from supervisor.issues.wording import (
    ANSWER_LABELS,
    EVENT_LABELS,
    GIVEN_LABELS,
    Speaker,
    event_details,
    event_words,
    value_words,
    who_words,
)

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SPEAK = Speaker(
    lambda id: {"b": "Billing"}.get(id, id),
    ZoneInfo("Asia/Shanghai"),
    date(2026, 11, 22),
    issue=lambda id: f"WT-{id}",
)


def event(kind: EventKind, **facts: Any) -> Event:
    return Event(1, 7, AT, "Lin", kind, facts=facts)


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_has_a_sentence_even_where_little_is_known_of_it(kind: EventKind) -> None:
    said = event_words(event(kind), SPEAK)
    assert said[0].isupper()
    assert kind in EVENT_LABELS


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.name)
def test_every_move_says_from_where_to_where(move: Any) -> None:
    since = next(iter(move.since))
    said = event_words(event(EventKind.MOVED, move=move.name, since=since.value, to=move.to.value), SPEAK)
    assert said.startswith(move.title)
    assert "from “" in said


def test_everything_that_can_be_given_or_answered_has_a_word() -> None:
    assert set(GIVEN_LABELS) == set(Given.__struct_fields__)
    assert set(ANSWER_LABELS) == set(Answer.__struct_fields__)


def test_what_was_said_with_a_move_stands_below_it_line_by_line() -> None:
    given = msgspec.to_builtins(Given(owner="Wu", planned=date(2026, 12, 1), proposed_department="b"))
    moved = event(EventKind.MOVED, move="answer", since="received", to="answered", given=given)
    assert event_details(moved, SPEAK) == (
        "Whose it is, as they see it: Billing",
        "Owner of the measure: Wu",
        "Planned for: 2026-12-01",
    )


def test_an_edit_names_the_fields_and_says_both_values() -> None:
    fields = {"facts.department": ["", "b"], "facts.internal": [False, True], "title": ["Old", "New"]}
    edited = event(EventKind.EDITED, fields=fields)
    assert event_words(edited, SPEAK) == "Changed: Responsible department, Internal only, Title."
    assert event_details(edited, SPEAK) == (
        "Responsible department: “–” became “Billing”",
        "Internal only: “no” became “yes”",
        "Title: “Old” became “New”",
    )


@pytest.mark.parametrize("path", FIELDS)
def test_an_empty_field_is_a_dash_never_a_zero(path: str) -> None:
    assert value_words(path, None, SPEAK) == "–"


def test_a_criterion_is_a_sentence() -> None:
    criterion = Criterion(Measured.CATEGORY, "Bills", date(2026, 9, 1), date(2026, 9, 30), 28, 0.5)
    expected = (
        "Contacts of “Bills”: 28 days after the measure against 2026-09-01 to 2026-09-30; "
        "hoped for: 50 % of them or fewer"
    )
    assert value_words("facts.criterion", criterion, SPEAK) == expected
    assert value_words("facts.criterion", msgspec.to_builtins(criterion), SPEAK) == expected


def test_who_acted_for_whom_from_which_row_is_said() -> None:
    one = Event(
        1,
        7,
        AT,
        "Lin",
        EventKind.MOVED,
        role="liaison",
        department="b",
        source=Source("replies.xlsx", row=12),
    )
    assert who_words(one, SPEAK) == "Lin (Liaison) for Billing, from replies.xlsx, row 12"


@pytest.mark.parametrize(
    ("matter", "said"),
    [
        (Contacts((ContactName("pbx", "1"),), "abandoned, 1 November"), "1 contact (abandoned, 1 November)"),
        (
            Figure(
                "fcr",
                "First-contact resolution",
                0.7,
                "70.0 %",
                310,
                date(2026, 10, 1),
                date(2026, 10, 31),
                "Bills",
            ),
            "First-contact resolution 70.0 %, 2026-10-01 to 2026-10-31 (Bills, n = 310)",
        ),
        (Recording("/rec/1.wav", 83), "Recording /rec/1.wav at 1:23"),
        (File("bill.pdf", "0" * 64, 2_400_000), "File bill.pdf (2.3 MB)"),
    ],
)
def test_a_piece_of_evidence_is_one_line(matter: Matter, said: str) -> None:
    assert matter_words(matter, SPEAK) == said
    assert said in event_words(event(EventKind.EVIDENCE_ADDED, matter=msgspec.to_builtins(matter)), SPEAK)


def test_sizes_are_said_as_people_read_them() -> None:
    assert [size_words(one) for one in (12, 2048, 20 * 1024 * 1024)] == ["12 bytes", "2 KB", "20.0 MB"]


def reading(light: Light, days_left: int, *, provisional: bool = False) -> Reading:
    limit = datetime(2026, 11, 25, 10, tzinfo=UTC)
    return Reading(ClockKind.SOLUTION, light, limit, 0, 0, days_left, provisional, None)


def test_a_clock_says_how_late_it_is_in_words_and_what_was_promised_first() -> None:
    asked = Extension(AT, "Wu", "parts", date(2026, 11, 25), granted=True)
    clock = Clock(
        ClockKind.SOLUTION, AT, on=date(2026, 11, 20), first_on=date(2026, 11, 20), extensions=(asked,)
    )
    said = clock_words(reading(Light.RED, -3, provisional=True), clock, SPEAK.zone, SPEAK.today)
    assert said == (
        "Solution: Overdue by 3 working days · until 2026-11-25 (provisional) · "
        "promised first for 2026-11-20, now for 2026-11-25"
    )


def test_an_extension_that_was_only_asked_for_promises_nothing() -> None:
    asked = Extension(AT, "Wu", "parts", date(2026, 11, 25))
    clock = Clock(
        ClockKind.SOLUTION, AT, on=date(2026, 11, 20), first_on=date(2026, 11, 20), extensions=(asked,)
    )
    assert promise_words(clock) == ""


def test_a_paused_clock_says_for_whom_it_waits() -> None:
    clock = Clock(ClockKind.ANSWER, AT, pauses=(Pause(AT, "needs a sample", party="the bank"),))
    said = clock_words(reading(Light.PAUSED, 2), clock, SPEAK.zone, SPEAK.today)
    assert "Solution: Paused" in said
    assert "waiting for the bank: needs a sample" in said
