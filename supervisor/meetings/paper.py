"""Agenda and minutes as lines to be shown and printed, which do not look alike: an agenda says what will be
spoken of and when, minutes what was decided and who does what by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from supervisor.meetings.minutes import Minutes
from supervisor.meetings.store import Sitting


class PaperKind(StrEnum):
    """Which of the two."""

    AGENDA = "agenda"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Table:
    """*columns* are headings; *rows* have as many cells; *widths* are shares of the page, in sum 1. *wide*:
    the column that takes what is left."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Part:
    """A part under its *heading* ("" none): paragraphs of *lines*, then a *table*. *issue*: what it is about
    (0 nothing). *level* 1 or 2."""

    heading: str
    lines: tuple[str, ...] = ()
    table: Table | None = None
    issue: int = 0
    level: int = 1


@dataclass(frozen=True)
class Paper:
    """A whole paper, in the language in use: *facts* are pairs of label and value under the title, *stamp*
    what tells its version ("" none), *foot* the line at the bottom of each page."""

    kind: PaperKind
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    stamp: str = ""
    foot: str = ""


def agenda_text(sitting: Sitting, zone: ZoneInfo, today: date) -> Paper:
    """What is to be spoken of, with minutes and times of day."""
    raise NotImplementedError


def minutes_text(minutes: Minutes, today: date) -> Paper:
    """What was decided and who does what by when; words of people are as they were frozen."""
    raise NotImplementedError


def plain(paper: Paper) -> str:
    """*paper* as plain text, for mails, calendars and the command line."""
    raise NotImplementedError
