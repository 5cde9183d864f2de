"""The single contacts behind a figure, one contact whole, and where in the week the work falls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from supervisor.clock import BusinessDays
from supervisor.facts.contact import Outcome
from supervisor.history.period import Period
from supervisor.people.roll import Roll

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from supervisor.history.queue_figures import QueueQuestion
    from supervisor.settings.centre import CentreSettings


class Sort(StrEnum):
    """By what a list of contacts is in order."""

    ENTERED = "entered"
    WAIT = "wait"
    TALK = "talk"


@dataclass(frozen=True)
class ContactQuestion:
    """Which contacts: those that entered in *period*, or, narrower, from *since* until before *until*.

    None is any. *person* is a person's id, *login* one of (source, login). *number* is the beginning or the
    end of the customer's number. *page* counts from 0.
    """

    period: Period
    since: datetime | None = None
    until: datetime | None = None
    queues: tuple[tuple[str, str], ...] | None = None
    person: str | None = None
    login: tuple[str, str] | None = None
    outcomes: tuple[Outcome, ...] | None = None
    number: str = ""
    channels: tuple[str, ...] | None = None
    wait_over_s: float | None = None
    sort: Sort = Sort.ENTERED
    descending: bool = True
    page: int = 0
    page_size: int = 200


@dataclass(frozen=True)
class ContactLine:
    """One stay of a contact in a queue. *agent* is the person's name, else the login, "" where nobody
    answered; seconds are None where they are unknown."""

    source: str
    contact: str
    queue: str
    channel: str
    type: str
    number: str
    entered: datetime
    left: datetime | None
    ended: datetime | None
    outcome: Outcome
    agent: str
    login: str
    wait_s: float | None
    ring_s: float | None
    talk_s: float | None
    hold_s: float | None
    acw_s: float | None
    ended_by: str
    detail: str
    position: int | None


@dataclass(frozen=True)
class ContactPage:
    """A page of the list, and how many there are in all (None: more than were counted)."""

    lines: tuple[ContactLine, ...]
    page: int
    total: int | None


@dataclass(frozen=True)
class RingLine:
    """A ring at an agent that nobody answered; *at* is when it ended."""

    queue: str
    agent: str
    login: str
    at: datetime
    ring_s: float | None
    outcome: str


@dataclass(frozen=True)
class Contact:
    """One contact whole: its stays in queues and its rings in order of time."""

    source: str
    contact: str
    number: str
    stays: tuple[ContactLine, ...]
    rings: tuple[RingLine, ...]


@dataclass(frozen=True)
class Heat:
    """Sums by weekday (rows, Monday first) and hour of the wall clock (24 columns).

    *days* is how many business days of the period fell on each weekday: sum ÷ days is a usual hour. Rates are
    made of `sums` as in `Figures`.
    """

    sums: dict[str, NDArray[np.float64]]
    days: NDArray[np.int64]


@dataclass(frozen=True)
class DayCurve:
    """Sums of a usual day, or of one: *starts* are minutes of the wall clock at which the pieces begin."""

    starts: tuple[int, ...]
    sums: dict[str, NDArray[np.float64]]
    days: int


def contacts(history: Connection, roll: Roll, days: BusinessDays, asked: ContactQuestion) -> ContactPage:
    """One page of the contacts that *asked* means."""
    raise NotImplementedError


def contact(
    history: Connection, roll: Roll, days: BusinessDays, source: str, name: str, at: datetime
) -> Contact | None:
    """The contact *name* of *source* that was in a queue about *at*, whole; None when none is kept."""
    raise NotImplementedError


def heat(history: Connection, roll: Roll, settings: CentreSettings, asked: QueueQuestion) -> Heat:
    """Weekday × hour of what *asked* means, all its queues together."""
    raise NotImplementedError


def day_curve(
    history: Connection, roll: Roll, settings: CentreSettings, asked: QueueQuestion, minutes: int = 30
) -> DayCurve:
    """The wall clock's day in pieces of *minutes* (15, 30 or 60), all days of *asked* added up."""
    raise NotImplementedError
