"""A table of made-up agents, for the tests of the desk table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from ui.machine import Machine
from ui.theme import State
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind, Look

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
STATES = (("ready", "Ready"), ("break", "Break"))


@dataclass(frozen=True)
class Agent:
    login: str
    name: str
    team: str = "A"
    state: str = "ready"
    since: datetime = NOON
    contacts: int = 0
    rate: float | None = None


def columns() -> list[Column[Agent]]:
    return [
        Column("name", "Name", lambda a: a.name, stretch=True, look=_look),
        Column("team", "Team", lambda a: a.team),
        Column(
            "time",
            "Time in state",
            lambda a, now: (now - a.since).total_seconds(),
            Kind.DURATION,
            running=True,
            sort=lambda a: -a.since.timestamp(),
        ),
        Column("contacts", "Contacts", lambda a: a.contacts, Kind.NUMBER),
        Column("rate", "Answered", lambda a: a.rate, Kind.SHARE, tip="answered ÷ offered"),
        Column("login", "Login", lambda a: a.login, hidden=True),
    ]


def _look(agent: Agent) -> Look:
    return Look(Sign.CUP, State.WARN) if agent.state == "break" else Look(Sign.DISC)


def total(agents: Sequence[Agent]) -> Agent:
    return Agent("", "Total", "", since=NOON, contacts=sum(agent.contacts for agent in agents))


def table(machine: Machine | None = None, parent: QWidget | None = None, **more: object) -> DeskTable[Agent]:
    made: DeskTable[Agent] = DeskTable(
        "agents",
        columns(),
        key=lambda a: a.login,
        title="Agents",
        facets=[
            Facet("state", "State", lambda a: (a.state,), fixed=STATES),
            Facet("team", "Team", lambda a: (a.team,)),
        ],
        groupings=[Grouping("team", "Team", lambda a: a.team.split("+"))],
        machine=machine,
        parent=parent,
        **more,  # type: ignore[arg-type]
    )
    made.tick(NOON)
    return made


def some() -> list[Agent]:
    return [
        Agent("1", "Anna", "A", "ready", NOON - timedelta(seconds=90), 7, 0.5),
        Agent("2", "Ben", "B", "break", NOON - timedelta(seconds=30), 3),
        Agent("3", "Cem", "A", "ready", NOON - timedelta(seconds=10), 5, 0.9),
        Agent("4", "Dana", "B", "ready", NOON, 5, 0.7),
    ]


def names(of: DeskTable[Agent]) -> list[str]:
    """The lines as they stand: rows by name, headings as [title]."""
    said = []
    for line in of.arrangement.lines:
        row = of.row(line.key)
        said.append(f"[{line.group}]" if line.head else row.name if row else "?")
    return said
