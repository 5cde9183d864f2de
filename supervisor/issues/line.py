"""One issue as a line of the list and a card of the board: plain values, its clock as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from supervisor.issues.clock import Clock, Frame, Light, Reading, read
from supervisor.issues.issue import Counters, Issue, Origin, Severity
from supervisor.issues.question import By
from supervisor.issues.reply import Answer
from supervisor.issues.states import OPEN, State

ANSWER_LENGTH = 200
"""Characters of an answer that a line shows."""

URGENCY = (Light.RED, Light.TODAY, Light.AMBER, Light.GREEN, Light.PAUSED, Light.OVER)
"""The lights, the most urgent one first."""


@dataclass(frozen=True, slots=True)
class IssueLine:
    """*reading* is of the most urgent clock that has not ended; None where none runs. *party*: for whom is
    waited while it is paused, until *pause_ends* (None: no end is known). *promised_first* is the day that
    the department promised first, *promised* the one that holds. *answered_at* and *answer*: when it answered
    last and what it said, one line. *age_days* are calendar days since it was made, until it was closed."""

    id: int
    number: str
    title: str
    state: State
    severity: Severity
    department: str  # id
    department_name: str
    category: str
    node: str  # id
    node_title: str
    product: str
    origin: Origin
    internal: bool
    tags: tuple[str, ...]
    joining: tuple[str, ...]  # names
    owner: str  # of the measure
    contact: str
    reading: Reading | None
    party: str
    pause_ends: datetime | None
    extension_until: date | None  # asked for and not ruled on
    wished: date | None
    promised_first: date | None
    promised: date | None
    counters: Counters
    ruling_wanted: bool
    recurrence_of: int | None
    answered_at: datetime | None
    answer: str
    made_at: datetime
    made_by: str
    changed_at: datetime
    closed_at: datetime | None
    age_days: int
    watchers: tuple[str, ...]
    version: int

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in OPEN

    @property
    def light(self) -> Light | None:
        """How its clock stands; None where none runs."""
        return self.reading.light if self.reading is not None else None

    @property
    def is_overdue(self) -> bool:
        """Whether its clock has run out."""
        return self.light is Light.RED


@dataclass(frozen=True)
class Names:
    """How departments and menu nodes are called, by id."""

    departments: Mapping[str, str] = field(default_factory=dict)
    nodes: Mapping[str, str] = field(default_factory=dict)


def line_of(
    issue: Issue,
    frame: Frame,
    now: datetime,
    names: Names,
    answered: tuple[datetime, str] | None = None,
) -> IssueLine:
    """*issue* as it stands at *now*; *answered*: when its department answered last, and what it said."""
    facts, standing = issue.facts, issue.standing
    clock, reading = running(standing.clocks, frame, now)
    pause = clock.pauses[-1] if clock is not None and clock.pauses else None
    if reading is None or reading.light is not Light.PAUSED:
        pause = None
    zone = frame.calendar("").zone
    asked = [each.until for each in clock.extensions if each.granted is None] if clock is not None else []
    answered_at, answer = answered if answered is not None else (None, "")
    return IssueLine(
        id=issue.id,
        number=issue.number,
        title=issue.title,
        state=issue.state,
        severity=facts.severity,
        department=facts.department,
        department_name=names.departments.get(facts.department, facts.department),
        category=facts.category,
        node=facts.node,
        node_title=names.nodes.get(facts.node, facts.node),
        product=facts.product,
        origin=facts.origin,
        internal=facts.internal,
        tags=facts.tags,
        joining=tuple(names.departments.get(id, id) for id in facts.joining),
        owner=facts.measure_owner,
        contact=facts.contact,
        reading=reading,
        party=pause.party if pause is not None else "",
        pause_ends=pause.expected if pause is not None else None,
        extension_until=asked[-1] if asked else None,
        wished=facts.wished,
        promised_first=standing.promised_first,
        promised=standing.promised,
        counters=standing.counters,
        ruling_wanted=standing.ruling_wanted,
        recurrence_of=standing.recurrence_of,
        answered_at=answered_at,
        answer=answer,
        made_at=issue.made_at,
        made_by=issue.made_by,
        changed_at=issue.changed_at,
        closed_at=issue.closed_at,
        age_days=max(0, (_day(issue.closed_at or now, zone) - _day(issue.made_at, zone)).days),
        watchers=standing.watchers,
        version=issue.version,
    )


def running(
    clocks: Iterable[Clock], frame: Frame, now: datetime
) -> tuple[Clock, Reading] | tuple[None, None]:
    """The most urgent of the clocks that have not ended, as it stands at *now*."""
    found = [
        (clock, read(clock, frame.calendar(clock.calendar), now)) for clock in clocks if clock.is_running
    ]
    if not found:
        return None, None
    return min(found, key=lambda pair: urgency(pair[1]))


def said(answer: Answer) -> str:
    """What an answer says, in one line: how far it is, else the measure, else the cause."""
    parts = (answer.progress, answer.measure, answer.cause, answer.remark)
    line = " ".join(next(filter(None, parts), "").split())
    return line if len(line) <= ANSWER_LENGTH else line[: ANSWER_LENGTH - 1] + "…"


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


@dataclass(frozen=True)
class Group:
    """Lines that stand together: *key* is a state's, a light's or a severity's value ("" no clock runs), a
    department's id, a category."""

    key: str
    lines: tuple[IssueLine, ...]

    @property
    def overdue(self) -> int:
        """How many of them are overdue."""
        return sum(line.is_overdue for line in self.lines)


def key_of(line: IssueLine, by: By) -> str:
    """The key of the group in which *line* stands."""
    match by:
        case By.STATE:
            return line.state.value
        case By.DEPARTMENT:
            return line.department
        case By.LIGHT:
            return line.light.value if line.light is not None else ""
        case By.SEVERITY:
            return str(line.severity.value)
        case By.CATEGORY:
            return line.category


_STATES = {state.value: place for place, state in enumerate(State)}
_LIGHTS = {light.value: place for place, light in enumerate(URGENCY)}


def grouped(lines: Iterable[IssueLine], by: By) -> tuple[Group, ...]:
    """*lines* in groups, states as an issue goes through them, the worst light and severity first, else by
    name; what has none comes last. Lines stay in their order."""
    found: dict[str, list[IssueLine]] = {}
    for line in lines:
        found.setdefault(key_of(line, by), []).append(line)
    groups = [Group(key, tuple(members)) for key, members in found.items()]
    return tuple(sorted(groups, key=lambda group: _place(group, by)))


def _place(group: Group, by: By) -> tuple[bool, int, str]:
    match by:
        case By.STATE:
            return False, _STATES[group.key], ""
        case By.LIGHT:
            return False, _LIGHTS.get(group.key, len(_LIGHTS)), ""
        case By.SEVERITY:
            return False, int(group.key), ""
        case By.DEPARTMENT:
            return not group.key, 0, group.lines[0].department_name
        case By.CATEGORY:
            return not group.key, 0, group.key


def urgency(reading: Reading | None) -> tuple[int, float]:
    """What lines are put in order by: the most urgent first, of two alike the one with the earlier limit;
    without a clock last."""
    if reading is None:
        return len(URGENCY), 0.0
    return URGENCY.index(reading.light), reading.limit.timestamp()


def most_urgent(lines: Sequence[IssueLine]) -> list[IssueLine]:
    """*lines* with the most urgent first, of two alike the more severe, then the older one."""
    return sorted(lines, key=lambda line: (*urgency(line.reading), line.severity, line.id))
