"""Opening hours as a line: what is understood, and that it comes back."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.workdays.calendar import USUAL_SPANS, Span, week_problem
from supervisor.workdays.hours_text import spans_in, spans_text


@pytest.mark.parametrize(
    "text", ["09:00–12:00, 13:00–18:00", "9-12 13-18", "9:00~12:00；13:00到18:00", "0900-1200、1300至1800"]
)
def test_hours_are_understood_as_people_write_them(text: str) -> None:
    assert spans_in(text) == USUAL_SPANS


@pytest.mark.parametrize(
    "text", ["nine to five", "9-12 11-18", "18-9", "9-25", "24:00-24:00", "9-12-18", "9"]
)
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # what it says is for the form alone
        spans_in(text)


def test_nothing_is_a_day_off_and_midnight_is_the_end_of_a_day() -> None:
    assert spans_in("  ") == ()
    assert spans_in("00:00-24:00") == ((time(0), time(0)),)
    assert spans_text(((time(0), time(0)),)) == "00:00–24:00"


@given(st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True).map(sorted))
def test_what_is_written_is_read_as_it_was(minutes: list[int]) -> None:
    clock = [time(minute // 60 % 24, minute % 60) for minute in minutes]
    spans: tuple[Span, ...] = tuple(zip(clock[::2], clock[1::2], strict=False))
    assert spans_in(spans_text(spans)) == spans
    assert not week_problem((spans, *((),) * 6))
