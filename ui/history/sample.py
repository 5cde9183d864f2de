"""A past for pictures: one day of the demo's, counted by the same code as any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from supervisor.demo.centre import create_demo
from supervisor.demo.past import write_past
from supervisor.history.agent_figures import AgentQuestion
from supervisor.history.contacts import Contact, ContactPage, ContactQuestion
from supervisor.history.period import Every
from supervisor.history.queue_figures import COLUMNS
from supervisor.history.whose import Filter
from supervisor.settings.centre import CentreSettings
from ui.history import work
from ui.history.asked import Asked, Days
from ui.history.queues_page import of_line
from ui.history.work import Known, PersonTold, Series, Told, Week

SHOWN = Asked(Days.YESTERDAY, every=Every.HALF)
WEEK = (1.04, 1.0, 0.97, 0.99, 1.02, 0.82, 0.74)


@dataclass(frozen=True)
class Sample:
    """What the history page would be answered on a day after which one day is known."""

    known: Known
    told: Told
    series: Series
    week: Week
    agents: Told
    person: PersonTold
    contacts: ContactPage
    contact: Contact | None


@lru_cache(maxsize=2)
def sample_past(day: date, language: str) -> Sample:
    """The answers when it is *day*; some two seconds of work, once."""
    at = datetime.combine(day, time(11), CentreSettings().days.zone)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/demo.db"
        create_demo(url, at=at, language=language)
        write_past(url, first=day - timedelta(days=1))
        return _answers(url, day)


def _answers(url: str, day: date) -> Sample:
    def report(done: int, total: int) -> None:
        pass

    names = tuple(column.name for column in COLUMNS)
    period = SHOWN.period(day)
    agents = work.ask_agents(report, url, AgentQuestion(period))
    somebody = next(line for line, _values in agents.lines if line.id)
    contacts = work.ask_contacts(report, url, ContactQuestion(period, page_size=200))
    hours = work.ask_series(report, url, of_line(SHOWN.question(day, Every.HOUR), None), names)
    held = next((line for line in contacts.lines if line.hold_s), contacts.lines[0])
    return Sample(
        work.known(report, url),
        work.ask_queues(report, url, SHOWN.question(day)),
        work.ask_series(report, url, of_line(SHOWN.question(day, Every.HALF), None), names),
        _week(hours),
        agents,
        work.ask_person(
            report,
            url,
            AgentQuestion(period, Every.DAY, Filter(persons=(somebody.id,), unknown=False), spans=True),
        ),
        contacts,
        work.ask_contact(report, url, held.source, held.contact, held.entered),
    )


def _week(hours: Series) -> Week:
    """A week of days like the one that is known, busier and quieter."""
    counts = {name for name, of in hours.values.items() if name in ("offered", "answered", "abandoned")}
    values = {
        name: tuple(
            tuple(None if value is None else value * factor if name in counts else value for value in of[:24])
            for factor in WEEK
        )
        for name, of in hours.values.items()
    }
    return Week(values, ((1,) * 24,) * 7, hours.definitions)
