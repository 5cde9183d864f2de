"""The roles that a shared centre knows; each is a role of PostgreSQL's, of which an account is a member."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from supervisor.words import mark


class DatabaseRole(StrEnum):
    """What somebody is to a shared centre. One account may have several."""

    VIEWER = "viewer"  # a wall: boards without names, and nothing else
    SUPERVISOR = "supervisor"  # of the own teams
    MANAGER = "manager"
    LIAISON = "liaison"
    QUALITY = "quality"
    DEPARTMENT = "department"  # another department's reader: its own lines
    ADMINISTRATOR = "administrator"  # people, roles, sources, settings; nobody's figures
    SERVICE = "service"  # the collector and its watch


PEOPLE = tuple(role for role in DatabaseRole if role is not DatabaseRole.SERVICE)
"""The roles that people (and walls) have."""

ROLE_TITLES = {
    DatabaseRole.VIEWER: mark("Viewer (wall screens)"),
    DatabaseRole.SUPERVISOR: mark("Supervisor"),
    DatabaseRole.MANAGER: mark("Manager"),
    DatabaseRole.LIAISON: mark("Liaison"),
    DatabaseRole.QUALITY: mark("Quality"),
    DatabaseRole.DEPARTMENT: mark("Department reader"),
    DatabaseRole.ADMINISTRATOR: mark("Administrator"),
    DatabaseRole.SERVICE: mark("Collector service"),
}

ROLE_MEANINGS = {
    DatabaseRole.VIEWER: mark("Boards without names, and nothing else."),
    DatabaseRole.SUPERVISOR: mark("The floor, and the people and figures of the own teams."),
    DatabaseRole.MANAGER: mark("Everything about people, figures, issues and reports of the whole centre."),
    DatabaseRole.LIAISON: mark("Issues, sheets and meetings, of the own departments where some are named."),
    DatabaseRole.QUALITY: mark(
        "Forms, judged contacts and their figures, of the own teams where some are named."
    ),
    DatabaseRole.DEPARTMENT: mark("The lines that were sent to the own department, to read."),
    DatabaseRole.ADMINISTRATOR: mark("People, roles, sources and settings; nobody’s figures."),
    DatabaseRole.SERVICE: mark("What the collector and its watch need. No person logs in as it."),
}


def sees_everybody(roles: Collection[DatabaseRole], teams: Collection[str]) -> bool:
    """Whether the names and figures of people that *roles* let one see are not bounded by *teams*."""
    return DatabaseRole.MANAGER in roles or (DatabaseRole.QUALITY in roles and not teams)
