"""Questions about the past from where they are computed: a work process, a command.

Everything that a question needs is opened together: the history, who is who, how the centre counts, and the
months that an earlier question read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from supervisor.history.agent_figures import AgentAnswer, AgentQuestion, agent_figures
from supervisor.history.contacts import (
    Contact,
    ContactPage,
    ContactQuestion,
    DayCurve,
    Heat,
    contact,
    contacts,
    day_curve,
    heat,
)
from supervisor.history.figures import Figures
from supervisor.history.queue_figures import QueueQuestion, queue_figures
from supervisor.people.roll import Roll
from supervisor.people.store import read_roll
from supervisor.rights.own import Rights, own_rights
from supervisor.settings.centre import CentreSettings
from supervisor.settings.places import places
from supervisor.storage.areas import versions
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import history_url, open_centre, open_history

if TYPE_CHECKING:
    from datetime import datetime

    from supervisor.history.cube import Cube


@dataclass(frozen=True)
class Past:
    """What a question needs; valid within `opened`."""

    url: str
    history: Connection
    roll: Roll
    settings: CentreSettings
    eyes: object = None  # what else than the figures decides which of them are seen; None: nothing

    @property
    def cube(self) -> Cube:
        """The months that this process keeps; in a folder too, unless they are those of some people alone."""
        from supervisor.history.cube import Cube

        kept = _cubes.get(self.url)
        if kept is None or kept[0] != self.eyes:
            folder = cube_folder(self.url) if self.eyes is None else None
            kept = _cubes[self.url] = self.eyes, Cube(folder)
        return kept[1]


# What a work process keeps between two questions; each is checked against the database before it is used.
_cubes: dict[str, tuple[object, Cube]] = {}
_rolls: dict[str, tuple[dict[str, int], Roll]] = {}


@contextmanager
def opened(url: str) -> Iterator[Past]:
    """The past of the centre at *url*, as it is now. Raises DatabaseError."""
    with open_centre(url) as centre, centre.read() as db:
        settings, now = load_centre(db), versions(db)
        eyes = _eyes(own_rights(db), settings, now)
        kept = _rolls.get(url)
        roll = kept[1] if kept is not None and kept[0] == now else read_roll(db)
        _rolls[url] = now, roll
    with open_history(url) as history, history.read() as db:
        yield Past(url, db, roll, settings, eyes)


def _eyes(rights: Rights, settings: CentreSettings, now: dict[str, int]) -> object:
    """What else decides who is seen, where somebody sees some people alone: whose they are changes with the
    roles and scopes of the log-in, with teams, and with the day."""
    if rights.sees_all_people:
        return None
    today = settings.days.day(settings.clock().now())
    return rights, now.get("people"), now.get("accounts"), today


def cube_folder(url: str) -> Path:
    """Where months of counts are kept between processes: beside the file, or in this user's own folder."""
    at = history_url(url)
    if at.get_backend_name() == "sqlite":
        path = Path(str(at.database))
        return path.with_name(f"{path.stem}-months")
    digest = hashlib.sha256(at.set(password=None).render_as_string().encode()).hexdigest()[:16]
    return places().state / "months" / digest


def ask_queues(url: str, asked: QueueQuestion) -> Figures:
    """What queues came to."""
    with opened(url) as past:
        return queue_figures(past.history, past.roll, past.settings, asked)


def ask_agents(url: str, asked: AgentQuestion) -> AgentAnswer:
    """What agents came to."""
    with opened(url) as past:
        return agent_figures(past.history, past.roll, past.settings, asked, past.cube)


def ask_contacts(url: str, asked: ContactQuestion) -> ContactPage:
    """A page of single contacts."""
    with opened(url) as past:
        return contacts(past.history, past.roll, past.settings.days, asked)


def ask_contact(url: str, source: str, name: str, at: datetime) -> Contact | None:
    """One contact whole; see `contacts.contact`."""
    with opened(url) as past:
        return contact(past.history, past.roll, past.settings.days, source, name, at)


def ask_heat(url: str, asked: QueueQuestion) -> Heat:
    """Weekday × hour."""
    with opened(url) as past:
        return heat(past.history, past.roll, past.settings, asked)


def ask_day_curve(url: str, asked: QueueQuestion, minutes: int = 30) -> DayCurve:
    """The day in pieces."""
    with opened(url) as past:
        return day_curve(past.history, past.roll, past.settings, asked, minutes)
