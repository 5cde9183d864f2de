"""Issues in the centre's database: each write is one step that can be undone, and one event or more that
stay.

What belongs to issues but is no issue is kept by stores of its own; their functions are named here too, so
that whoever works with issues needs to know one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from supervisor.errors import ChangedMeanwhileError
from supervisor.issues import evidence_store, merge, moves
from supervisor.issues.categories import categories as categories
from supervisor.issues.clock_store import as_read
from supervisor.issues.clock_store import ask_extension as ask_extension
from supervisor.issues.clock_store import end_pause as end_pause
from supervisor.issues.clock_store import frame as frame
from supervisor.issues.clock_store import pause as pause
from supervisor.issues.clock_store import promise as promise
from supervisor.issues.clock_store import rule as rule
from supervisor.issues.clock_store import rule_extension as rule_extension
from supervisor.issues.department_store import all_departments, called
from supervisor.issues.event import Acting, Event, EventKind
from supervisor.issues.event_store import AREA, append
from supervisor.issues.event_store import events as events
from supervisor.issues.event_store import events_between as events_between
from supervisor.issues.event_store import events_of as events_of
from supervisor.issues.evidence import Matter
from supervisor.issues.evidence_store import add_evidence as add_evidence
from supervisor.issues.evidence_store import evidence as evidence
from supervisor.issues.evidence_store import remove_evidence as remove_evidence
from supervisor.issues.issue import Issue, Standing
from supervisor.issues.link import Link, LinkKind, Wanted
from supervisor.issues.moves import Given, may_write, refused
from supervisor.issues.number import ISSUE, next_number
from supervisor.issues.reply_store import reply as reply
from supervisor.issues.rows import all_issues as all_issues
from supervisor.issues.rows import by_number as by_number
from supervisor.issues.rows import check, get, hold, make, tidied, write
from supervisor.issues.rows import replies as replies
from supervisor.issues.states import MOVE, State
from supervisor.storage import undo
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_callback, issue_link
from supervisor.storage.undo import Doing
from supervisor.words import _, mark

__all__ = [
    "AREA",
    "add",
    "add_evidence",
    "all_issues",
    "ask_extension",
    "by_number",
    "categories",
    "discuss",
    "edit",
    "end_pause",
    "events",
    "events_between",
    "events_of",
    "evidence",
    "frame",
    "get",
    "link",
    "links",
    "move",
    "note",
    "pause",
    "promise",
    "remove_evidence",
    "replies",
    "reply",
    "rule",
    "rule_extension",
    "unlink",
    "watch",
]

_HERE = frozenset({State.DRAFT, State.READY, State.REJECTED})  # no department has it
_JUDGED = frozenset({State.DONE, State.VERIFIED, State.CLOSED})  # its measure is in force


def add(
    db: Connection,
    issue: Issue,
    matters: Sequence[tuple[Matter, str]] = (),
    links: Sequence[Wanted] = (),
    *,
    acting: Acting,
    at: datetime,
) -> tuple[Changes, Issue]:
    """Keep a new issue (id 0) as a draft, with pieces of evidence and their notes, and linked with others (as
    `link.with_link` puts them together; what is not there any more is left out); it as it was kept.

    Its number is of the centre's year of *at*. Raises IssueError for what cannot be kept.
    """
    may_write(acting, issue.title)
    issue = tidied(issue)
    check(issue)
    year = load_centre(db).days.day(at).year
    criterion = issue.facts.criterion
    if criterion is not None:
        criterion = msgspec.structs.replace(criterion, written_at=at, written_by=acting.who)
    new = msgspec.structs.replace(
        issue,
        id=0,
        number=next_number(db, ISSUE, year),
        state=State.DRAFT,
        facts=msgspec.structs.replace(issue.facts, criterion=criterion),
        standing=Standing(watchers=issue.standing.watchers),
        made_at=at,
        made_by=acting.who,
        changed_at=at,
        closed_at=None,
    )
    facts = {"number": new.number, "title": new.title}
    others = all_issues(db, [other for other, _kind in links])
    hold(db, [each.id for one in others for each in _ancestors(db, one)])
    with undo.step(db, "add_issue", facts, AREA, at=at, who=acting.who) as doing:
        kept = make(db, doing, new)
        append(db, [_event(kept.id, EventKind.MADE, acting, at, facts | {"of": issue.facts.origin})], doing)
        evidence_store.put(db, doing, kept, matters, acting=acting, at=at)
        for id, kind in links:
            for other in all_issues(db, [id]):
                kept = get(db, kept.id)
                _tie(db, doing, kept, other, kind, acting=acting, at=at)
    return AREA, get(db, kept.id) if links else kept


def edit(db: Connection, base: Issue, mine: Issue, *, acting: Acting, at: datetime) -> tuple[Changes, Issue]:
    """Save the fields in which *mine* differs from *base*, which is the issue as it was read.

    Where it was saved by somebody else since, what does not meet is joined; raises ConflictError (base,
    theirs, mine, the paths of the fields in which both differ), having written nothing, where it does.

    The department is changed by moves alone once it was sent. A criterion that nobody wrote before the
    measure was in force may still be written, and says when it was; one that was is never changed after it.
    Raises MoveRefusedError for that, IssueError for what cannot be kept.
    """
    hold(db, [base.id])  # who saves at the same moment is joined, too
    now = get(db, base.id)
    may_write(acting, now.number)
    after = merge.joined(base, now, mine)
    after = tidied(after)
    paths = merge.changed(now, after)
    if not paths:
        return Changes(), now
    check(after)
    _may_edit(now, paths)
    if "facts.criterion" in paths and after.facts.criterion is not None:
        stamped = msgspec.structs.replace(after.facts.criterion, written_at=at, written_by=acting.who)
        after = merge.put(after, {"facts.criterion": stamped})
    fields = {
        path: [msgspec.to_builtins(merge.value(now, path)), msgspec.to_builtins(merge.value(after, path))]
        for path in paths
    }
    after = msgspec.structs.replace(after, changed_at=at)
    event = _event(now.id, EventKind.EDITED, acting, at, {"fields": fields})
    with undo.step(db, "edit_issue", {"number": now.number}, AREA, at=at, who=acting.who) as doing:
        kept = write(db, doing, after, [event])
    return AREA, kept


def _may_edit(now: Issue, paths: Sequence[str]) -> None:
    if now.state is State.MERGED:
        raise refused(now, _("It lives on in another issue. Write there."))
    if "facts.department" in paths and (now.state not in _HERE or now.standing.ruling_wanted):
        raise refused(
            now,
            _("It came back twice: the chair must rule first whose it is.")
            if now.standing.ruling_wanted
            else _("A department has it. Enter that it was returned, then choose another."),
        )
    if "facts.criterion" in paths and now.state in _JUDGED and now.facts.criterion is not None:
        raise refused(
            now, _("The measure is in force: by what its success is judged cannot be changed any more.")
        )


def move(
    db: Connection, id: int, version: int, name: str, given: Given, *, acting: Acting, at: datetime
) -> tuple[Changes, Issue]:
    """Move the issue that was read at *version*. Raises MoveRefusedError or ChangedMeanwhileError."""
    if given.survivor is not None:
        hold(db, [id, given.survivor])
    issue = as_read(db, id, version)
    given = _department_known(db, name, given)
    survivor = _survivor(db, issue, given) if name == "merge" and given.survivor is not None else None
    count = evidence_store.how_many(db, id)
    after, event = moves.moved(issue, name, given, acting=acting, at=at, frame=frame(db), evidence=count)
    facts = {"number": issue.number, "move": MOVE[name].title}
    with undo.step(db, "move_issue", facts, AREA, at=at, who=acting.who) as doing:
        kept = write(db, doing, after, [event])
        if survivor is not None:
            _hand_over(db, doing, kept, survivor, acting=acting, at=at)
    return AREA, kept


def _department_known(db: Connection, name: str, given: Given) -> Given:
    """*given* with the id of the department that is proposed in words."""
    if name != "return" or given.department or not given.proposed_department.strip():
        return given
    departments = all_departments(db)
    words = given.proposed_department.strip()
    found = next((one for one in departments if one.id == words), None) or called(departments, words)
    return given if found is None else msgspec.structs.replace(given, department=found.id)


def _survivor(db: Connection, issue: Issue, given: Given) -> Issue:
    assert given.survivor is not None  # noqa: S101  # the caller looked
    survivor = get(db, given.survivor)
    if not survivor.is_open:
        raise refused(
            issue, _("{number} is over itself. Choose one that is open.").format(number=survivor.number)
        )
    return survivor


def _hand_over(
    db: Connection, doing: Doing, merged: Issue, survivor: Issue, *, acting: Acting, at: datetime
) -> None:
    """Evidence, watchers and what was promised to customers live on with *survivor*; each keeps its own
    history."""
    calls = issue_callback.c
    promised = db.execute(select(calls.id).where(calls.issue == merged.id)).scalars().all()
    doing.save_all(issue_callback, promised)
    theirs = update(issue_callback).where(calls.issue == merged.id)
    db.execute(theirs.values(issue=survivor.id, version=calls.version + 1))
    pieces = evidence_store.hand_over(db, doing, merged.id, survivor.id)
    watchers = tuple(dict.fromkeys((*survivor.standing.watchers, *merged.standing.watchers)))
    told = {"kind": "merged", "other": merged.id, "number": merged.number, "evidence": list(pieces)}
    standing = msgspec.structs.replace(survivor.standing, watchers=watchers)
    after = msgspec.structs.replace(survivor, standing=standing, changed_at=at)
    write(db, doing, after, [_event(survivor.id, EventKind.LINKED, acting, at, told)])


def discuss(
    db: Connection,
    id: int,
    meeting: str,
    said: str = "",
    *,
    acting: Acting,
    at: datetime,
    counts: bool = True,
) -> tuple[Changes, Issue]:
    """Note that the issue was on the table of *meeting* (id), and what was *said*; it is counted."""
    issue = get(db, id)
    counters = issue.standing.counters
    if counts:
        counters = msgspec.structs.replace(counters, meetings=counters.meetings + 1)
    standing = msgspec.structs.replace(issue.standing, counters=counters)
    after = msgspec.structs.replace(issue, standing=standing, changed_at=at)
    event = _event(id, EventKind.DISCUSSED, acting, at, {"meeting": meeting, "said": said})
    with undo.step(db, "discuss_issue", {"number": issue.number}, AREA, at=at, who=acting.who) as doing:
        kept = write(db, doing, after, [event])
    return AREA, kept


def note(db: Connection, id: int, text: str, *, acting: Acting, at: datetime) -> Changes:
    """A remark in the history: it stays, and no step takes it back."""
    issue = get(db, id)
    if not text.strip():
        raise refused(issue, _("The remark is empty."))
    append(db, [_event(issue.id, EventKind.NOTED, acting, at, {"text": text.strip()})], None)
    return AREA


def watch(db: Connection, id: int, who: str, on: bool, *, acting: Acting, at: datetime) -> Changes:
    """Let *who* be told what happens to the issue, or no longer."""
    issue = get(db, id)
    rest = tuple(one for one in issue.standing.watchers if one != who)
    standing = msgspec.structs.replace(issue.standing, watchers=(*rest, who) if on else rest)
    name = "watch_issue" if on else "unwatch_issue"
    with undo.step(db, name, {"number": issue.number}, AREA, at=at, who=acting.who) as doing:
        if standing != issue.standing:
            write(db, doing, msgspec.structs.replace(issue, standing=standing), [])
    return AREA


def links(db: Connection, id: int) -> tuple[Link, ...]:
    """What the issue has to do with others, oldest first."""
    mine = (issue_link.c.issue == id) | (issue_link.c.other == id)
    rows = db.execute(select(issue_link).where(mine).order_by(issue_link.c.at, issue_link.c.id))
    return tuple(Link(row.id, row.issue, row.other, LinkKind(row.kind), row.at, row.who) for row in rows)


def link(db: Connection, one: int, other: int, kind: str, *, acting: Acting, at: datetime) -> Changes:
    """Say that two have to do with each other: duplicate, recurrence (*one* is *other* come back),
    related. A recurrence is counted with all that it has come back from."""
    kind = LinkKind(kind)
    _hold_both(db, one, other)
    first, second = get(db, one), get(db, other)
    may_write(acting, first.number)
    if one == other:
        raise refused(first, _("An issue cannot be linked with itself."))
    key = _link_key(one, other, kind)
    facts = {"number": first.number, "other": second.number}
    with undo.step(db, "link_issues", facts, AREA, at=at, who=acting.who) as doing:
        doing.save(issue_link, key)
        if doing.before.get((issue_link.name, key)) is not None:
            raise refused(first, _("It is linked so with {number} already.").format(number=second.number))
        if kind is LinkKind.RECURRENCE:
            if first.standing.recurrence_of is not None:
                raise refused(first, _("It is the recurrence of another already. Unlink that first."))
            if one in {each.id for each in _ancestors(db, second)}:
                raise refused(first, _("They would be each other’s recurrence."))
        _tie(db, doing, first, second, kind, acting=acting, at=at)
    return AREA


def _tie(
    db: Connection, doing: Doing, first: Issue, second: Issue, kind: LinkKind, *, acting: Acting, at: datetime
) -> None:
    key = _link_key(first.id, second.id, kind)
    doing.save(issue_link, key)
    values = {"issue": first.id, "other": second.id, "kind": kind.value}
    db.execute(insert(issue_link).values(id=key, **values, at=at, who=acting.who, version=1))
    _linked(db, doing, first, second, kind, EventKind.LINKED, acting=acting, at=at)


def unlink(db: Connection, one: int, other: int, kind: str, *, acting: Acting, at: datetime) -> Changes:
    """Take a link back. Raises ChangedMeanwhileError where there is none."""
    kind = LinkKind(kind)
    _hold_both(db, one, other)
    first, second = get(db, one), get(db, other)
    may_write(acting, first.number)
    key = _link_key(one, other, kind)
    facts = {"number": first.number, "other": second.number}
    with undo.step(db, "unlink_issues", facts, AREA, at=at, who=acting.who) as doing:
        doing.save(issue_link, key)
        if db.execute(delete(issue_link).where(issue_link.c.id == key)).rowcount != 1:
            raise ChangedMeanwhileError(mark("link"), first.number)
        _linked(db, doing, first, second, kind, EventKind.UNLINKED, acting=acting, at=at)
    return AREA


def _link_key(one: int, other: int, kind: LinkKind) -> str:
    return f"{one}|{other}|{kind}"


def _hold_both(db: Connection, one: int, other: int) -> None:
    """Have two issues to ourselves, with all that the second has come back from."""
    hold(db, [one, *(each.id for each in _ancestors(db, get(db, other)))])


def _linked(
    db: Connection,
    doing: Doing,
    first: Issue,
    second: Issue,
    kind: LinkKind,
    what: EventKind,
    *,
    acting: Acting,
    at: datetime,
) -> None:
    """Tell both, and count a recurrence with all that it has come back from."""
    told = (
        _event(first.id, what, acting, at, {"kind": kind, "other": second.id, "number": second.number}),
        _event(
            second.id,
            what,
            acting,
            at,
            {"kind": kind, "other": first.id, "number": first.number, "back": True},
        ),
    )
    if kind is not LinkKind.RECURRENCE:
        append(db, told, doing)
        return
    came = what is EventKind.LINKED
    standing = msgspec.structs.replace(first.standing, recurrence_of=second.id if came else None)
    write(db, doing, msgspec.structs.replace(first, standing=standing, changed_at=at), told[:1])
    for each in _ancestors(db, second):
        counters = each.standing.counters
        counted = max(0, counters.recurrences + (1 if came else -1))
        counters = msgspec.structs.replace(counters, recurrences=counted)
        standing = msgspec.structs.replace(each.standing, counters=counters)
        events = told[1:] if each.id == second.id else ()
        write(db, doing, msgspec.structs.replace(each, standing=standing, changed_at=at), events)


def _ancestors(db: Connection, issue: Issue) -> Iterable[Issue]:
    """*issue* and what it has come back from, and that from."""
    seen: dict[int, Issue] = {}
    each: Issue | None = issue
    while each is not None and each.id not in seen:
        seen[each.id] = each
        before = each.standing.recurrence_of
        found = () if before is None else all_issues(db, [before])
        each = found[0] if found else None
    return tuple(seen.values())


def _event(id: int, kind: EventKind, acting: Acting, at: datetime, facts: Mapping[str, object]) -> Event:
    return Event(
        0, id, at, acting.who, kind, department=acting.department, facts=dict(facts), source=acting.source
    )
