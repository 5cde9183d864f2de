"""The reports that can leave the program, each declared once: its words and what it must be told."""

from __future__ import annotations

from dataclasses import dataclass

from supervisor.errors import UnknownNameError
from supervisor.reports.order import Ask
from supervisor.rights.act import Act
from supervisor.words import mark


@dataclass(frozen=True)
class Report:
    """A report. *name* is stable (commands, schedules, logs); *asks* what it must be told; *personal*: it has
    figures of people, whose export is logged and whose names can be left out; *act*: who may see what is in
    it. Its module has ``book(asked) -> Book`` (`book_of`)."""

    name: str
    title: str
    explained: str
    asks: Ask
    act: Act
    personal: bool = False
    optional: bool = False  # what it asks may stay empty


REPORTS = (
    Report(
        "review",
        mark("Monthly review"),
        mark("Twelve sections with charts: what the month came to, why, and what is to be done."),
        Ask.MONTH,
        Act.SEE_FIGURES,
        personal=True,
    ),
    Report(
        "training-list",
        mark("Training list"),
        mark("Whom to train in what, with the evidence, decisions and owners."),
        Ask.MONTH,
        Act.SEE_FIGURES,
        personal=True,
    ),
    Report(
        "courses",
        mark("Effects of courses"),
        mark("What became of those who were trained, beside those who were not."),
        Ask.MONTH,
        Act.SEE_FIGURES,
        personal=True,
    ),
    Report(
        "agent",
        mark("Page of one agent"),
        mark("Six months of one person’s figures, each beside what was fair to expect."),
        Ask.PERSON,
        Act.SEE_FIGURES,
        personal=True,
    ),
    Report(
        "quality",
        mark("Quality report"),
        mark("What was judged, where points were lost, who owns the measures, how raters agree."),
        Ask.SPAN,
        Act.SEE_QUALITY,
        personal=True,
    ),
    Report(
        "day",
        mark("Day report of the floor"),
        mark("Queues by half-hours, who gave up, breaks: one business day."),
        Ask.DAY,
        Act.SEE_FLOOR,
        personal=True,
    ),
    Report(
        "alarms",
        mark("Alarm report"),
        mark("What rang, how long it stood, who acted, and which rules only make noise."),
        Ask.SPAN,
        Act.SEE_FLOOR,
    ),
    Report(
        "data-check",
        mark("Data-check report"),
        mark("What cannot be true in the data of a period, and where it came from."),
        Ask.SPAN,
        Act.CHECK_DATA,
        personal=True,
    ),
    Report(
        "meeting",
        mark("Meeting pack"),
        mark(
            "Agenda, issues by department, what is overdue, what was decided last; minutes once it is closed."
        ),
        Ask.MEETING,
        Act.SEE_ISSUES,
    ),
    Report(
        "issues",
        mark("Issue list"),
        mark("Issues by any filter, with clocks, owners and what departments answered."),
        Ask.FILTER,
        Act.SEE_ISSUES,
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
