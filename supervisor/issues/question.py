"""Which issues are listed, and how: a question that can be kept under a name."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.issues.clock import Light
from supervisor.issues.issue import Origin, Severity
from supervisor.issues.states import OPEN, State
from supervisor.words import mark

_Line = Annotated[str, msgspec.Meta(max_length=300)]

LONGEST_NAME = 80
"""Characters of a filter's name."""


class IssueQuestion(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that is asked must hold; several values of one kind are alternatives, none of them: any.

    *lights* are those of the most urgent running clock. *mine*: made by who asks; *watching*: watched by who
    asks; with both, either. *since* days are of the centre's calendar and with *until*, both of them
    included. *ids*: these alone. *meeting* is the id of one on whose agenda the issue stands.
    """

    states: tuple[State, ...] = ()
    departments: tuple[str, ...] = ()  # ids; "" none yet
    categories: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    lights: tuple[Light, ...] = ()
    tags: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    nodes: tuple[str, ...] = ()
    text: _Line = ""
    mine: bool = False
    watching: bool = False
    internal: bool | None = None
    returned: bool = False  # at least once
    reopened: bool = False
    extension_asked: bool = False  # and not ruled on
    made_since: date | None = None
    made_until: date | None = None
    changed_since: date | None = None
    changed_until: date | None = None
    closed_since: date | None = None
    closed_until: date | None = None
    meeting: str = ""
    recurrence_of: int | None = None
    ids: tuple[int, ...] | None = None


class By(StrEnum):
    """What issues stand together by."""

    STATE = "state"
    DEPARTMENT = "department"
    LIGHT = "light"
    SEVERITY = "severity"
    CATEGORY = "category"


BY_LABELS = {
    By.STATE: mark("State"),
    By.DEPARTMENT: mark("Department"),
    By.LIGHT: mark("Clock"),
    By.SEVERITY: mark("Severity"),
    By.CATEGORY: mark("Business category"),
}

IN_ORDER = tuple(state for state in State if state in OPEN)
"""The open states as an issue goes through them."""


class View(msgspec.Struct, frozen=True, omit_defaults=True):
    """A way of looking at the list: its *question*, the names of the shown *columns* in order (none: as they
    are), what rows stand together by, and the columns by which they are put in order (descending or not).
    """

    question: IssueQuestion = IssueQuestion()
    columns: tuple[str, ...] = ()
    group: str = ""
    sort: tuple[tuple[str, bool], ...] = ()


class SavedView(msgspec.Struct, frozen=True):
    """A view under a *name*; *who* "" is everybody. *version* 0: never saved."""

    id: str
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]
    view: View = View()
    who: str = ""
    version: int = 0


OPEN_ONES = "open"
OVERDUE = "overdue"
TO_SEND = "to_send"
TO_ACCEPT = "to_accept"
TO_VERIFY = "to_verify"
MINE = "mine"
EVERYTHING = "everything"

USUAL: dict[str, tuple[str, View]] = {
    OPEN_ONES: (mark("Open issues"), View(IssueQuestion(states=IN_ORDER), group=By.STATE)),
    OVERDUE: (
        mark("Overdue issues"),
        View(IssueQuestion(states=IN_ORDER, lights=(Light.RED,)), group=By.DEPARTMENT),
    ),
    TO_SEND: (mark("To send"), View(IssueQuestion(states=(State.READY,)), group=By.DEPARTMENT)),
    TO_ACCEPT: (mark("Answered: to accept"), View(IssueQuestion(states=(State.ANSWERED,)))),
    TO_VERIFY: (mark("To verify"), View(IssueQuestion(states=(State.DONE,)))),
    MINE: (mark("My issues"), View(IssueQuestion(states=IN_ORDER, mine=True, watching=True))),
    EVERYTHING: (mark("All issues"), View()),
}
"""The views that need no saving: name, marked title, view."""
