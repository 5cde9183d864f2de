"""What is done to the clock that runs for a department: paused, given a later day, given another limit. Pure:
time and calendars are arguments.

An answer may wait for the centre alone, a measure for a named third party: nobody's clock waits for himself.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from supervisor.issues import clock
from supervisor.issues.clock import Clock, Extension, Frame, Pause, Waiting
from supervisor.issues.event import Acting, Event, EventKind
from supervisor.issues.issue import Issue
from supervisor.issues.moves import happened, refused, role_of
from supervisor.issues.states import ClockKind, Role
from supervisor.people.likeness import plainly
from supervisor.words import _

ASKS = frozenset({Role.LIAISON, Role.DEPARTMENT, Role.IMPORT, Role.CHAIR, Role.MANAGER})
"""Who may ask for a later day."""
PAUSES = frozenset({Role.LIAISON, Role.CHAIR, Role.MANAGER})
"""Who may pause a clock and let it go on."""
RULES = frozenset({Role.CHAIR, Role.MANAGER})
"""Who grants a later day, sets another limit, says whose an issue is."""

_with = msgspec.structs.replace


def current(issue: Issue) -> Clock | None:
    """The clock that runs for the department: of the answer, or of the solution; None where neither does."""
    clocks = issue.standing.clocks
    return clock.running(clocks, ClockKind.ANSWER) or clock.running(clocks, ClockKind.SOLUTION)


def asked(one: Clock) -> Extension | None:
    """The later day that was asked for and not ruled on yet."""
    return next((each for each in reversed(one.extensions) if each.granted is None), None)


def paused(
    issue: Issue, pause: Pause, own: frozenset[str], *, acting: Acting, at: datetime
) -> tuple[Issue, Event]:
    """*issue* with its clock paused; *own*: the words for the responsible department, which is never waited
    for. Raises MoveRefusedError."""
    role = _role(issue, acting, PAUSES)
    one = _running(issue)
    since = happened(issue, pause.since, at)
    reason, party = pause.reason.strip(), pause.party.strip()
    if not reason:
        raise refused(issue, _("Say why the clock is to be paused."))
    if pause.expected is None or pause.expected <= at:
        raise refused(issue, _("Say until when is waited: a time to come."))
    if one.kind is ClockKind.ANSWER and pause.waiting is not Waiting.CENTRE:
        raise refused(issue, _("The clock of the answer is paused only while the department waits for us."))
    if one.kind is ClockKind.SOLUTION and pause.waiting is not Waiting.THIRD:
        raise refused(issue, _("The clock of the solution is paused only while a third party is waited for."))
    if pause.waiting is Waiting.THIRD and not party:
        raise refused(issue, _("Name the third party that is waited for."))
    if party and plainly(party) in {plainly(name) for name in own}:
        raise refused(issue, _("The responsible department cannot be waited for: it is its clock."))
    last = max((each.ends(at) for each in one.pauses), default=one.started)
    if any(each.is_on(at) for each in one.pauses) or since < last:
        raise refused(issue, _("The clock is paused at that time already."))
    wanted = Pause(since, reason, pause.waiting, party, pause.expected)
    after = _put(issue, one, _with(one, pauses=(*one.pauses, wanted)), since, at)
    facts = {"clock": one.kind.value, "pause": msgspec.to_builtins(wanted)}
    return after, _event(issue, EventKind.PAUSED, acting, role, since, at, facts)


def pause_ended(issue: Issue, *, acting: Acting, at: datetime) -> tuple[Issue, Event]:
    """*issue* with its clock going on. Raises MoveRefusedError."""
    role = _role(issue, acting, PAUSES)
    one = _running(issue)
    then = happened(issue, None, at)
    on = next((each for each in reversed(one.pauses) if each.is_on(then)), None)
    if on is None:
        raise refused(issue, _("The clock is not paused."))
    ended = _with(on, until=then)
    pauses = tuple(ended if each is on else each for each in one.pauses)
    facts = {"clock": one.kind.value, "pause": msgspec.to_builtins(ended)}
    after = _put(issue, one, _with(one, pauses=pauses), then, at)
    return after, _event(issue, EventKind.PAUSE_ENDED, acting, role, then, at, facts)


def extension_asked(
    issue: Issue, until: date, reason: str, *, acting: Acting, at: datetime, frame: Frame
) -> tuple[Issue, Event]:
    """*issue* with a later day asked for, which must be before its limit is over. Raises MoveRefusedError."""
    role = _role(issue, acting, ASKS)
    one = _running(issue)
    then = happened(issue, None, at)
    calendar = frame.calendar(one.calendar)
    limit = clock.limit_of(one, calendar, then)
    if not reason.strip():
        raise refused(issue, _("Say why more time is needed."))
    if asked(one) is not None:
        raise refused(issue, _("A later day was asked for already, and is still to be ruled on."))
    if then > limit:
        raise refused(issue, _("The limit is over. A later day must be asked for before it."))
    if until <= limit.astimezone(calendar.zone).date():
        raise refused(issue, _("The day asked for is not later than the limit."))
    wanted = Extension(then, acting.who, reason.strip(), until)
    after = _put(issue, one, _with(one, extensions=(*one.extensions, wanted)), then, at)
    facts = {"clock": one.kind.value, "until": until.isoformat(), "reason": wanted.reason}
    return after, _event(issue, EventKind.EXTENSION_ASKED, acting, role, then, at, facts)


def extension_ruled(
    issue: Issue, granted: bool, *, acting: Acting, at: datetime, frame: Frame
) -> tuple[Issue, Event]:
    """*issue* with the later day granted or refused. A granted one is counted. Raises MoveRefusedError."""
    role = _role(issue, acting, RULES)
    one = _running(issue)
    then = happened(issue, None, at)
    wanted = asked(one)
    if wanted is None:
        raise refused(issue, _("No later day was asked for."))
    before = clock.limit_of(one, frame.calendar(one.calendar), then)
    ruled = _with(wanted, granted=granted, ruled_by=acting.who, ruled_at=then)
    changed = _with(one, extensions=tuple(ruled if each is wanted else each for each in one.extensions))
    after = issue
    if granted:
        changed = _agreed(changed, wanted.until, then)
        counters = issue.standing.counters
        after = _promised(after, one.kind, wanted.until)
        counted = _with(after.standing, counters=_with(counters, extensions=counters.extensions + 1))
        after = _with(after, standing=counted)
    facts = {
        "clock": one.kind.value,
        "until": wanted.until.isoformat(),
        "granted": granted,
        "before": msgspec.to_builtins(before),
    }
    event = _event(issue, EventKind.EXTENSION_RULED, acting, role, then, at, facts)
    return _put(after, one, changed, then, at), event


def promised(
    issue: Issue, on: date, reason: str, *, acting: Acting, at: datetime, frame: Frame
) -> tuple[Issue, Event]:
    """*issue* with another limit, which a meeting or a manager sets; the first one stays visible. Raises
    MoveRefusedError."""
    role = _role(issue, acting, RULES)
    one = _running(issue)
    then = happened(issue, None, at)
    calendar = frame.calendar(one.calendar)
    if on < then.astimezone(calendar.zone).date():
        raise refused(issue, _("The new limit lies in the past. Choose another day."))
    before = clock.limit_of(one, calendar, then)
    changed = _agreed(one, on, then)
    facts = {
        "clock": one.kind.value,
        "on": on.isoformat(),
        "before": msgspec.to_builtins(before),
        "reason": reason.strip(),
    }
    event = _event(issue, EventKind.PROMISED, acting, role, then, at, facts)
    return _put(_promised(issue, one.kind, on), one, changed, then, at), event


def ruled(issue: Issue, department: str, reason: str, *, acting: Acting, at: datetime) -> tuple[Issue, Event]:
    """*issue*, which came back twice, given to *department* (id) by the chair. Raises MoveRefusedError."""
    if not issue.standing.ruling_wanted:
        raise refused(issue, _("It did not come back twice: nothing is to be ruled on."))
    if Role.CHAIR not in acting.roles or acting.department:
        raise refused(issue, _("Only the chair rules whose an issue is."))
    if not department:
        raise refused(issue, _("Say whose it is."))
    if not reason.strip():
        raise refused(issue, _("Say why it is theirs."))
    then = happened(issue, None, at)
    facts = {"department": department, "before": issue.facts.department, "reason": reason.strip()}
    after = _with(
        issue,
        facts=_with(issue.facts, department=department),
        standing=_with(issue.standing, ruling_wanted=False, moved_at=then),
        changed_at=at,
    )
    return after, _event(issue, EventKind.RULED, acting, Role.CHAIR, then, at, facts)


def _role(issue: Issue, acting: Acting, roles: frozenset[Role]) -> Role:
    if not acting.roles & roles:
        raise refused(issue, _("That is not for your role."))
    if acting.department and Role.DEPARTMENT not in roles:
        raise refused(issue, _("That is never done on behalf of a department."))
    return role_of(acting, roles)


def _running(issue: Issue) -> Clock:
    one = current(issue)
    if one is None:
        raise refused(issue, _("No clock runs for a department."))
    return one


def _agreed(one: Clock, on: date, then: datetime) -> Clock:
    """*one* with the day *on* for its limit, and a pause that is on now going on from here."""
    return _with(one, days=None, on=on, agreed_at=then)


def _promised(issue: Issue, kind: ClockKind, on: date) -> Issue:
    """The day that the department promised, where it is the solution's."""
    if kind is not ClockKind.SOLUTION:
        return issue
    standing = issue.standing
    first = standing.promised_first or on
    return _with(issue, standing=_with(standing, promised=on, promised_first=first))


def _put(issue: Issue, one: Clock, by: Clock, then: datetime, at: datetime) -> Issue:
    clocks = clock.replaced(issue.standing.clocks, one, by)
    standing = _with(issue.standing, clocks=clocks, moved_at=then)
    return _with(issue, standing=standing, changed_at=at)


def _event(
    issue: Issue,
    kind: EventKind,
    acting: Acting,
    role: Role,
    then: datetime,
    at: datetime,
    facts: dict[str, Any],
) -> Event:
    if then != at:
        facts = facts | {"entered": msgspec.to_builtins(at)}
    return Event(0, issue.id, then, acting.who, kind, role.value, acting.department, facts, acting.source)
