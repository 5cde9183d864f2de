"""Mending what a check found, by steps that can be taken back: batches of the history, steps of people.

Each mend is planned first, which writes nothing and says what it would do; done, it plans anew within its own
transaction, so that it works on what stands then. Whoever mended facts derives what is counted of them
(`history/derive.py`), and takes a mend of the history back as any import (`history/batch.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, or_, select, tuple_

from supervisor.datacheck.duplicates import contacts_twice
from supervisor.datacheck.finding import EXAMPLES, Example, Finding, Kind
from supervisor.datacheck.impossible import DAY_S, TIMES, bad_times
from supervisor.datacheck.look import Look
from supervisor.datacheck.names import logins_unknown
from supervisor.datacheck.orphans import open_contacts, open_spans
from supervisor.facts.agent_time import State as AgentState
from supervisor.facts.agent_time import What
from supervisor.facts.contact import Outcome, Told
from supervisor.facts.fields import NAMES as FIELD_NAMES
from supervisor.history import batch as batches
from supervisor.history import partitions
from supervisor.history.stale import mark_stale
from supervisor.people import store as people
from supervisor.people.likeness import Why
from supervisor.people.person import Membership
from supervisor.people.unknown import Seen, unknown
from supervisor.storage.changes import Changes
from supervisor.storage.history_tables import history_count, history_entry, history_mark, history_span
from supervisor.words import _, mark, ngettext, number

CHUNK = 2_000  # keys in one question
LOST = "lost"  # how such a contact ended

_SURE = frozenset({Why.NUMBER, Why.LOGIN, Why.NAME, Why.WRITTEN})
_MARK = ("at_ms", "source", "seq", "login", "queue", "what", "code")
# a row must be whole where its columns must hold something, even when it only changes
_NEEDED = ("outcome", "over", "told")
_ENDS = {AgentState.SIGNED_IN.value: What.REMOVE, AgentState.BREAK.value: What.UNPAUSE}


class Mend(StrEnum):
    """What can be mended by itself."""

    DUPLICATES = "duplicates"
    CONTACTS = "contacts"
    SPANS = "spans"
    TIMES = "times"
    LOGINS = "logins"
    MEMBERSHIPS = "memberships"


MENDS = {
    Kind.CONTACT_TWICE: Mend.DUPLICATES,
    Kind.CONTACT_OPEN: Mend.CONTACTS,
    Kind.SPAN_OPEN: Mend.SPANS,
    Kind.NEGATIVE_TIME: Mend.TIMES,
    Kind.ENDLESS_TIME: Mend.TIMES,
    Kind.LOGIN_UNKNOWN: Mend.LOGINS,
    Kind.GROUP_AFTER_LEAVING: Mend.MEMBERSHIPS,
}
"""What mends each kind of finding, where something does."""

OF_PEOPLE = frozenset({Mend.LOGINS, Mend.MEMBERSHIPS})
"""Mends that change people and no facts: `mend_people` does them, the others `mend_history`."""

LABELS = {
    Mend.DUPLICATES: mark("Take duplicates away"),
    Mend.CONTACTS: mark("Close contacts as lost"),
    Mend.SPANS: mark("End agents’ time"),
    Mend.TIMES: mark("Make impossible values unknown"),
    Mend.LOGINS: mark("Say who stands behind logins"),
    Mend.MEMBERSHIPS: mark("End memberships"),
}
"""What a button says, marked."""


@dataclass(frozen=True)
class Plan:
    """What *mend* would do to *count* things, the first of which are *examples*."""

    mend: Mend
    count: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Mended:
    """What was done: *batch* of the history can be taken back; 0 where there was nothing to do."""

    count: int
    batch: int = 0


def mend_of(found: Finding) -> Mend | None:
    """What mends a finding; None where only a person can."""
    return MENDS.get(found.kind)


def plan(look: Look, mend: Mend) -> Plan:
    """What *mend* would do within the time looked at. Writes nothing."""
    match mend:
        case Mend.DUPLICATES:
            told = [Example(contact=key[3], at_ms=key[0]) for key in _losing(look)]
        case Mend.CONTACTS:
            told = [
                Example(contact=row.contact, at_ms=row.at_ms)
                for row in look.db.execute(open_contacts(look).order_by("at_ms"))
            ]
        case Mend.SPANS:
            told = [
                Example(login=look.text(span.login), at_ms=span.began_ms, other_ms=end, field=span.state)
                for span, end in _ending(look)
            ]
        case Mend.TIMES:
            told = [
                Example(contact=row.contact, at_ms=row.entered_ms)
                for row in look.db.execute(_bad_entries(look))
            ]
            told += [
                Example(login=look.text(row.login), day=row.day) for row in look.db.execute(_bad_counts(look))
            ]
        case Mend.LOGINS:
            told = [
                Example(source=one.source, login=one.login, name=look.roll.persons[one.person].name)
                for one in _assignable(look)
            ]
        case Mend.MEMBERSHIPS:
            told = [
                Example(name=look.roll.persons[one.person].name, group=one.group, day=left)
                for one, left in _outliving(look)
            ]
    return Plan(mend, len(told), tuple(told[:EXAMPLES]))


def said(plan: Plan) -> str:
    """What it would do, as a sentence."""
    n = plan.count
    if not n:
        return _("There is nothing to do.")
    match plan.mend:
        case Mend.DUPLICATES:
            text = ngettext(
                "Takes {n} contact away that stands twice; the row that knows more stays.",
                "Takes {n} contacts away that stand twice; the rows that know more stay.",
                n,
            )
        case Mend.CONTACTS:
            text = ngettext(
                "Closes {n} contact as lost; no wait and no talk is made up for it.",
                "Closes {n} contacts as lost; no wait and no talk is made up for them.",
                n,
            )
        case Mend.SPANS:
            text = ngettext(
                "Ends {n} stretch of an agent’s time at the agent’s last sign of life on that day.",
                "Ends {n} stretches of agents’ time, each at the agent’s last sign of life on that day.",
                n,
            )
        case Mend.TIMES:
            text = ngettext(
                "Makes the impossible values of {n} contact or count unknown.",
                "Makes the impossible values of {n} contacts and counts unknown.",
                n,
            )
        case Mend.LOGINS:
            text = ngettext(
                "Says who stands behind {n} login that is somebody’s name, number or login elsewhere.",
                "Says who stands behind {n} logins that are somebody’s name, number or login elsewhere.",
                n,
            )
        case Mend.MEMBERSHIPS:
            text = ngettext(
                "Ends {n} membership with its person’s day of leaving.",
                "Ends {n} memberships with their persons’ days of leaving.",
                n,
            )
    back = _("It can be taken back.")
    return _("{sentence} {another}").format(sentence=text.format(n=number(n)), another=back)


def mend_history(look: Look, mend: Mend, *, at: datetime, who: str) -> Mended:
    """Do *mend* to the facts; *look* holds a write of the history. The hours concerned are stale then."""
    batch = batches.begin(look.db, batches.Kind.MENDING, "", at=at, who=who, mapping=mend.value)
    match mend:
        case Mend.DUPLICATES:
            count = _drop_duplicates(look, batch)
        case Mend.CONTACTS:
            count = _close_contacts(look, batch)
        case Mend.SPANS:
            count = _end_spans(look, batch)
        case Mend.TIMES:
            count = _forget_times(look, batch)
        case _:
            raise ValueError(f"{mend} changes people")
    state = batches.State.DONE if count else batches.State.CANCELLED
    batches.note(look.db, batch, state=state, at=at, facts={"rows": count, "changed": count})
    return Mended(count, batch if count else 0)


def mend_people(look: Look, centre: Connection, mend: Mend, *, at: datetime, who: str) -> Changes:
    """Do *mend* to people, as one step that can be undone; *centre* is a write of the centre's database,
    *look* a read of the history."""
    match mend:
        case Mend.LOGINS:
            assigned = _assignable(look)
            if not assigned:
                return Changes()
            return people.assign_logins(centre, assigned, at=at, who=who)
        case Mend.MEMBERSHIPS:
            outliving = list(_outliving(look))
            if not outliving:
                return Changes()
            groups = dict.fromkeys(look.roll.groups[one.group].name for one, _left in outliving)
            facts = {"count": str(len(outliving)), "group": ", ".join(groups)}
            with people.change(centre, "leave_group", facts, at=at, who=who) as draft:
                for one, left in outliving:
                    if one.since is not None and one.since >= left:
                        draft.end_membership(one)
                    else:
                        draft.change_membership(replace(one, until=left))
            return people.AREA
        case _:
            raise ValueError(f"{mend} changes facts")


# -- contacts that stand twice ------------------------------------------------------------------------------


def _losing(look: Look) -> list[tuple[int, int, int, str]]:
    """Keys (entered_ms, source, queue, contact) of the rows that know less of a contact that stands twice."""
    entry = history_entry.c
    instants: dict[tuple[int, int, str], set[int]] = defaultdict(set)
    for row in look.db.execute(contacts_twice(look)):
        instants[row.source, row.queue, row.contact] |= {row.at_ms, row.other_ms}
    keys = [(ms, *of) for of, found in instants.items() for ms in sorted(found)]
    key = tuple_(entry.entered_ms, entry.source, entry.queue, entry.contact)
    knows: dict[tuple[int, int, int, str], tuple[bool, bool, bool]] = {}
    for chunk in _chunks(keys):
        question = select(
            entry.entered_ms, entry.source, entry.queue, entry.contact, entry.over, entry.told, entry.talk_s
        )
        for row in look.db.execute(question.where(key.in_(chunk))):
            of_log = bool(row.told & Told.LOG)
            knows[tuple(row)[:4]] = bool(row.over), of_log, row.talk_s is not None
    losing = []
    for of, found in instants.items():
        those = sorted((ms, *of) for ms in found)
        best = max(those, key=lambda place: (*knows[place], -place[0]))
        losing += [place for place in those if place != best]
    return sorted(losing)


def _drop_duplicates(look: Look, batch: int) -> int:
    keys = _losing(look)
    if keys:
        batches.drop(look.db, history_entry, keys, batch)
        _stale(look, ((source, ms) for ms, source, _queue, _contact in keys))
    return len(keys)


# -- what never ended ---------------------------------------------------------------------------------------


def _close_contacts(look: Look, batch: int) -> int:
    found = open_contacts(look).with_only_columns(
        history_entry.c.entered_ms,
        history_entry.c.source,
        history_entry.c.queue,
        history_entry.c.contact,
        history_entry.c.outcome,
        history_entry.c.told,
    )
    rows = [
        (
            row.entered_ms,
            row.source,
            row.queue,
            row.contact,
            Outcome.LOST.value if row.outcome == Outcome.WAITING.value else row.outcome,
            LOST,
            1,
            row.told,
        )
        for row in look.db.execute(found)
    ]
    columns = ("entered_ms", "source", "queue", "contact", "outcome", "ended_by", "over", "told")
    if rows:
        batches.write(look.db, history_entry, columns, rows, batch)
        _stale(look, ((row[1], row[0]) for row in rows))
    return len(rows)


def _ending(look: Look) -> list[tuple[Any, int]]:
    """Each stretch without an end, and when its agent last gave a sign of life on that business day."""
    span, entry, marks = history_span.c, history_entry.c, history_mark.c
    columns = (span.began_ms, span.source, span.login, span.state, span.queue, span.batch, span.told)
    found = []
    days = look.settings.days
    for row in look.db.execute(open_spans(look).with_only_columns(*columns).order_by(span.began_ms)):
        if row.batch == batches.DERIVED and row.state not in _ENDS:
            continue
        day = days.day(datetime.fromtimestamp(row.began_ms / 1000, UTC))
        until = round(days.ends(day).timestamp() * 1000)
        signs = [row.began_ms]
        for table, at in ((entry, func.coalesce(entry.ended_ms, entry.left_ms)), (marks, marks.at_ms)):
            own = (table.source == row.source) & (table.login == row.login)
            begun = table.entered_ms if table is entry else table.at_ms
            within = (begun >= row.began_ms) & (begun < until)
            signs.append(look.db.execute(select(func.max(at)).where(own, within)).scalar_one() or 0)
        found.append((row, min(until, max(signs))))
    return found


def _end_spans(look: Look, batch: int) -> int:
    ending = _ending(look)
    told = [
        (row.began_ms, row.source, row.login, row.state, row.queue, end, row.told)
        for row, end in ending
        if row.batch != batches.DERIVED
    ]
    if told:
        columns = ("began_ms", "source", "login", "state", "queue", "ended_ms", "told")
        batches.write(look.db, history_span, columns, told, batch)
    lines = []
    next_seq: dict[tuple[int, int], int] = {}
    for row, end in ending:
        if row.batch == batches.DERIVED:  # made of the log's lines: one more line ends it
            place = row.source, end
            if place not in next_seq:
                there = (history_mark.c.source == row.source) & (history_mark.c.at_ms == end)
                last = look.db.execute(select(func.max(history_mark.c.seq)).where(there)).scalar_one()
                next_seq[place] = 0 if last is None else last + 1
            lines.append((end, row.source, next_seq[place], row.login, row.queue, _ENDS[row.state].value, 0))
            next_seq[place] += 1
    if lines:
        partitions.ensure(look.db, min(line[0] for line in lines), max(line[0] for line in lines))
        batches.write(look.db, history_mark, _MARK, lines, batch)
    _stale(look, ((row.source, ms) for row, end in ending for ms in (row.began_ms, end)))
    return len(ending)


# -- impossible values --------------------------------------------------------------------------------------


def _bad_entries(look: Look) -> Any:
    entry = history_entry.c
    key = (entry.entered_ms, entry.source, entry.queue, entry.contact)
    columns = (entry[name] for name in (*_NEEDED, *TIMES))
    return select(*key, *columns).where(look.entries(), bad_times(True) | bad_times(False))


def _bad_counts(look: Look) -> Any:
    """Counts that were told, not derived, with a value below zero."""
    count = history_count.c
    key = [column.name for column in history_count.primary_key.columns]
    below = or_(*(count[name] < 0 for name in FIELD_NAMES))
    columns = (count[name] for name in (*key, *FIELD_NAMES))
    return select(*columns).where(look.counts(), count.batch != batches.DERIVED, below)


def _forget_times(look: Look, batch: int) -> int:
    entries = [
        (*row[:7], *(None if value is None or value < 0 or value > DAY_S else value for value in row[7:]))
        for row in look.db.execute(_bad_entries(look))
    ]
    if entries:
        columns = ("entered_ms", "source", "queue", "contact", *_NEEDED, *TIMES)
        batches.write(look.db, history_entry, columns, entries, batch)
        _stale(look, ((row[1], row[0]) for row in entries))
    key = [column.name for column in history_count.primary_key.columns]
    counts = [
        (*row[: len(key)], *(None if value is None or value < 0 else value for value in row[len(key) :]))
        for row in look.db.execute(_bad_counts(look))
    ]
    if counts:
        batches.write(look.db, history_count, (*key, *FIELD_NAMES), counts, batch)
    return len(entries) + len(counts)


# -- people -------------------------------------------------------------------------------------------------


def _assignable(look: Look) -> list[people.Assigning]:
    """Logins that nobody knows and that can be one person's only."""
    seen = [Seen(one.source, one.login) for one in logins_unknown(look)]
    found = []
    for one in unknown(look.roll, seen):
        sure = {suggestion.person for suggestion in one.suggestions if suggestion.why in _SURE}
        if not one.partly and len(sure) == 1:
            found.append(people.Assigning(one.seen.source, one.seen.login, sure.pop()))
    return found


def _outliving(look: Look) -> Iterator[tuple[Membership, date]]:
    for person in look.roll.persons.values():
        if person.left is None or person.left > look.last_day:
            continue
        for one in look.roll.memberships.get(person.id, ()):
            if one.until is None or one.until > person.left:
                yield one, person.left


# -- together -----------------------------------------------------------------------------------------------


def _stale(look: Look, changed: Iterable[tuple[int, int]]) -> None:
    instants: dict[int, set[int]] = defaultdict(set)
    for source, at_ms in changed:
        instants[source].add(at_ms)
    for source, found in instants.items():
        mark_stale(look.db, source, found)


def _chunks(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
