"""What agents came to in the past: their contacts, their time, and every count that is kept of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from supervisor.history.figures import Figures, Line
from supervisor.history.period import Every, Period
from supervisor.history.whose import EVERYBODY, Filter, Telling
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings


@dataclass(frozen=True)
class AgentQuestion:
    """What is asked of agents; *every* is a day or longer. *spans*: with each sign-in."""

    period: Period
    every: Every = Every.WHOLE
    whose: Filter = EVERYBODY
    spans: bool = False


@dataclass(frozen=True)
class SignIn:
    """A stretch of being signed in; *began* None: before the log begins, *ended* None: it lasts."""

    line: int
    queue: str
    began: datetime
    ended: datetime | None


@dataclass(frozen=True)
class AgentAnswer:
    """A line for each person, by name, then for logins behind whom nobody is known."""

    figures: Figures
    sign_ins: tuple[SignIn, ...] = ()
    twice: tuple[Telling, ...] = field(default=())

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.figures.lines


def agent_figures(
    history: Connection, roll: Roll, settings: CentreSettings, asked: AgentQuestion
) -> AgentAnswer:
    """The answer to *asked*: every field of facts/fields.py that anybody told as a column of its name, time
    by state ("state:break") and by break code ("break:lunch")."""
    raise NotImplementedError
