"""The reports that can leave the program, each declared once: its words and what it must be told."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from supervisor.errors import UnknownNameError
from supervisor.reports.order import Ask
from supervisor.words import mark

if TYPE_CHECKING:
    from supervisor.reports.asked import Asked
    from supervisor.workbook.book import Book


@dataclass(frozen=True)
class Report:
    """A report. *name* is stable (commands, schedules, logs); *asks* what it must be told; *personal*: it has
    figures of people, whose export is logged and whose names can be left out. Its module has
    ``book(asked) -> Book``."""

    name: str
    title: str
    explained: str
    asks: Ask
    personal: bool = False
    optional: bool = False  # what it asks may stay empty

    def book(self, asked: Asked) -> Book:
        """What it says, of everything that was told until now. Raises what its module raises."""
        from supervisor.reports.counted import count_what_is_new  # who only lists reports counts nothing

        count_what_is_new(asked.url)
        made: Book = import_module(f"supervisor.reports.{self.name.replace('-', '_')}").book(asked)
        return made


REPORTS = (
    Report(
        "review",
        mark("Monthly review"),
        mark("Twelve sections with charts: what the month came to, why, and what is to be done."),
        Ask.MONTH,
        personal=True,
    ),
    Report(
        "training-list",
        mark("Training list"),
        mark("Whom to train in what, with the evidence, decisions and owners."),
        Ask.MONTH,
        personal=True,
    ),
    Report(
        "courses",
        mark("Effects of courses"),
        mark("What became of those who were trained, beside those who were not."),
        Ask.MONTH,
        personal=True,
    ),
    Report(
        "agent",
        mark("Page of one agent"),
        mark("Six months of one person’s figures, each beside what was fair to expect."),
        Ask.PERSON,
        personal=True,
    ),
    Report(
        "quality",
        mark("Quality report"),
        mark("What was judged, where points were lost, who owns the measures, how raters agree."),
        Ask.SPAN,
        personal=True,
    ),
    Report(
        "day",
        mark("Day report of the floor"),
        mark("Queues by half-hours, who gave up, breaks: one business day."),
        Ask.DAY,
        personal=True,
    ),
    Report(
        "alarms",
        mark("Alarm report"),
        mark("What rang, how long it stood, who acted, and which rules only make noise."),
        Ask.SPAN,
    ),
    Report(
        "data-check",
        mark("Data-check report"),
        mark("What cannot be true in the data of a period, and where it came from."),
        Ask.SPAN,
        personal=True,
    ),
    Report(
        "meeting",
        mark("Meeting pack"),
        mark(
            "Agenda, issues by department, what is overdue, what was decided last; minutes once it is closed."
        ),
        Ask.MEETING,
    ),
    Report(
        "issues",
        mark("Issue list"),
        mark("Issues by any filter, with clocks, owners and what departments answered."),
        Ask.FILTER,
        optional=True,
    ),
)
BY_NAME = {report.name: report for report in REPORTS}


def report_of(name: str) -> Report:
    """The report called *name*. Raises UnknownNameError."""
    found = BY_NAME.get(name)
    if found is None:
        raise UnknownNameError(mark("report"), name)
    return found
