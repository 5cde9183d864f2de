"""An issue: what customers suffer from, whose it is, what is done about it, how far that is."""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Annotated

import msgspec

from supervisor.issues.clock import Clock
from supervisor.issues.states import OPEN, State
from supervisor.words import mark

_Aware = Annotated[datetime, msgspec.Meta(tz=True)]
_Line = Annotated[str, msgspec.Meta(max_length=300)]
_Text = Annotated[str, msgspec.Meta(max_length=20_000)]


class Origin(StrEnum):
    """Where an issue came from."""

    COMPLAINT = "complaint"
    QUALITY = "quality"
    IVR = "ivr"
    SUPERVISOR = "supervisor"
    MEETING = "meeting"
    IMPORT = "import"
    CONTACTS = "contacts"
    TRAINING = "training"


ORIGIN_LABELS = {
    Origin.COMPLAINT: mark("Complaint"),
    Origin.QUALITY: mark("Quality finding"),
    Origin.IVR: mark("Complaint about the menu"),
    Origin.SUPERVISOR: mark("Supervisor"),
    Origin.MEETING: mark("Meeting"),
    Origin.IMPORT: mark("Sheet taken in"),
    Origin.CONTACTS: mark("List of contacts"),
    Origin.TRAINING: mark("Common weakness"),
}


class Severity(IntEnum):
    """How bad it is; 1 is worst."""

    CRITICAL = 1
    SERIOUS = 2
    NOTICEABLE = 3
    SLIGHT = 4


SEVERITY_LABELS = {
    Severity.CRITICAL: mark("Grave"),
    Severity.SERIOUS: mark("Serious"),
    Severity.NOTICEABLE: mark("Noticeable"),
    Severity.SLIGHT: mark("Slight"),
}


class CauseKind(StrEnum):
    """What kind of cause it has."""

    WORDING = "wording"  # what customers are told differs
    PROCESS = "process"
    SYSTEM = "system"
    PUBLICITY = "publicity"
    PEOPLE = "people"
    THIRD_PARTY = "third_party"


CAUSE_LABELS = {
    CauseKind.WORDING: mark("What is told to customers"),
    CauseKind.PROCESS: mark("Process"),
    CauseKind.SYSTEM: mark("System"),
    CauseKind.PUBLICITY: mark("Publicity"),
    CauseKind.PEOPLE: mark("People"),
    CauseKind.THIRD_PARTY: mark("Third party"),
}


class Measured(StrEnum):
    """By which contacts an effect is seen."""

    CATEGORY = "category"
    QUEUE = "queue"
    NODE = "node"


class Criterion(msgspec.Struct, frozen=True, omit_defaults=True):
    """By what success is judged, written down before the measure: contacts of *by* = *value*, in the
    baseline *since* to *until* (with it), and in *window_days* after the measure is in force. *target* is
    the share of the baseline's rate that is hoped for (0.5: half as many)."""

    by: Measured
    value: str
    since: date
    until: date
    window_days: Annotated[int, msgspec.Meta(ge=7, le=366)] = 28
    target: float | None = None
    judge: str = ""  # somebody else than who carries out
    written_at: _Aware | None = None
    written_by: str = ""


class Counters(msgspec.Struct, frozen=True, omit_defaults=True):
    """How often what happened to an issue."""

    meetings: int = 0
    returns: int = 0
    extensions: int = 0
    not_effective: int = 0
    reopened: int = 0
    recurrences: int = 0


class Text(msgspec.Struct, frozen=True, omit_defaults=True):
    """What people write, each a field of its own: conflicts are settled by field. Markdown, but for lines."""

    description: _Text = ""  # what customers say
    symptom: _Text = ""
    impact: _Text = ""
    severity_reason: _Line = ""
    no_evidence_because: _Line = ""
    cause: _Text = ""
    containment: _Text = ""  # what agents say until then
    knowledge_link: _Line = ""
    correction: _Text = ""
    prevention: _Text = ""


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What people enter besides text."""

    category: _Line = ""  # as the type of contact is called
    product: _Line = ""
    node: str = ""  # id of a menu node
    origin: Origin = Origin.SUPERVISOR
    severity: Severity = Severity.NOTICEABLE
    department: str = ""  # id
    contact: _Line = ""  # who there, where it is not the department's usual contact
    joining: tuple[str, ...] = ()
    cause_kind: CauseKind | None = None
    affected_a_week: float | None = None
    first_seen: date | None = None
    last_seen: date | None = None
    wished: date | None = None
    measure_owner: _Line = ""
    criterion: Criterion | None = None
    internal: bool = False  # may not go to departments
    tags: tuple[_Line, ...] = ()


class Standing(msgspec.Struct, frozen=True, omit_defaults=True):
    """What only moves and clocks change. *moved_at*: when the last move, pause or new limit took place, which
    may be long before it was entered."""

    clocks: tuple[Clock, ...] = ()
    moved_at: _Aware | None = None
    counters: Counters = Counters()
    promised_first: date | None = None
    promised: date | None = None
    done_on: date | None = None  # since when the measure is in force
    review_on: date | None = None  # of a rejected one
    risk_carrier: str = ""
    ruling_wanted: bool = False  # returned twice: the chair says whose it is
    recurrence_of: int | None = None
    merged_into: int | None = None
    watchers: tuple[str, ...] = ()


class Issue(msgspec.Struct, frozen=True):
    """An issue as it stands. *id* 0 and *number* "": never saved. *version* rises with every change."""

    id: int
    number: str
    title: Annotated[str, msgspec.Meta(max_length=200)]
    state: State
    text: Text
    facts: Facts
    standing: Standing
    made_at: _Aware
    made_by: str
    changed_at: _Aware
    closed_at: _Aware | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in OPEN


FIELDS: dict[str, str] = {
    "title": mark("Title"),
    "text.description": mark("What customers say"),
    "text.symptom": mark("Symptom"),
    "text.impact": mark("Impact"),
    "text.severity_reason": mark("Why so severe"),
    "text.no_evidence_because": mark("No evidence, because"),
    "text.cause": mark("Cause"),
    "text.containment": mark("What agents say until then"),
    "text.knowledge_link": mark("Link to the knowledge base"),
    "text.correction": mark("Correction"),
    "text.prevention": mark("Prevention"),
    "facts.category": mark("Category"),
    "facts.product": mark("Product"),
    "facts.node": mark("Menu node"),
    "facts.origin": mark("Origin"),
    "facts.severity": mark("Severity"),
    "facts.department": mark("Responsible department"),
    "facts.contact": mark("Contact there"),
    "facts.joining": mark("Joining departments"),
    "facts.cause_kind": mark("Kind of cause"),
    "facts.affected_a_week": mark("Customers affected a week"),
    "facts.first_seen": mark("First seen"),
    "facts.last_seen": mark("Last seen"),
    "facts.wished": mark("Answer wished by"),
    "facts.measure_owner": mark("Owner of the measure"),
    "facts.criterion": mark("Success criterion"),
    "facts.internal": mark("Internal only"),
    "facts.tags": mark("Tags"),
}
"""What people edit, by path, with its word: history, conflicts and columns speak of fields by these."""
