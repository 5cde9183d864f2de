"""Questions about courses that read the history: for work processes and commands, which load numpy."""

from __future__ import annotations

from datetime import date

from supervisor.training.course import Course, Participant, Yardstick
from supervisor.training.outcome import CourseOutcome, ForecastQuestion, Known


def ask_forecasts(url: str, question: ForecastQuestion) -> tuple[tuple[Known, ...], tuple[Yardstick, ...]]:
    """Everybody's value before and shrunken level on the day of the question, by skill group, channel and
    name, with the yardsticks that they were measured by: both are kept with the course."""
    raise NotImplementedError


def prepared(
    url: str, course: Course, people: tuple[Participant, ...], today: date
) -> tuple[Course, tuple[Participant, ...]]:
    """*course* as it is to be registered on *today*: with yardsticks, with the forecasts of *people*, and
    with all colleagues at the same work who are on no course of that KPI as its comparison (none with a
    waiting list). Pass the result to `course_store.register`."""
    raise NotImplementedError


def ask_outcome(url: str, course: str, today: date) -> CourseOutcome:
    """The effect of a course as the history says on *today*; of a judged one the numbers are those that were
    stated. Raises UnknownNameError."""
    raise NotImplementedError
