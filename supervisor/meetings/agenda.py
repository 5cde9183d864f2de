"""How an agenda comes about: which issues come under which part, what is carried over, how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from supervisor.issues.clock import Frame, Light, Reading, read
from supervisor.issues.effect import Effect
from supervisor.issues.issue import Issue
from supervisor.issues.states import State
from supervisor.meetings.meeting import Item, Meeting, Outcome, OutcomeKind
from supervisor.meetings.series import USUAL_MINUTES, Section, Series


@dataclass(frozen=True)
class Past:
    """What earlier meetings of the series leave: *last*, the closed one before (None: there is none), its
    *items*, the *actions* of all of them that are still open, and how often each matter was on an agenda:
    *times* by `matter`."""

    last: Meeting | None = None
    items: tuple[Item, ...] = ()
    open_actions: tuple[Outcome, ...] = ()
    times: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)  # of other matters, by `matter`
    threads: Mapping[str, str] = field(default_factory=dict)  # item id of an earlier meeting: its `matter`


@dataclass(frozen=True)
class Line:
    """What the rules put on an agenda: as `Item`, before somebody touches it."""

    section: Section
    issue: int = 0
    title: str = ""
    minutes: int = 5
    times: int = 1
    carried_from: str = ""
    thread: str = ""


@dataclass(frozen=True)
class Budget:
    """How long an agenda takes: *planned* minutes of its items against the *length* of the meeting. *over*:
    minutes too many, 0 where it fits. *starts*: when each item begins if all keep their time, by item id."""

    planned: int
    length: int
    over: int
    starts: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What was said of a matter at an earlier meeting: *day*, the meeting's *number*, what was decided,
    promised and noted. *discussed* False: it was not its turn."""

    meeting: str
    day: date
    number: int
    discussed: bool
    outcomes: tuple[Outcome, ...] = ()
    notes: str = ""


@dataclass(frozen=True)
class Look:
    """An item as the room sees it, in plain values. *issue* None: another matter. *said_last*: at the last
    meeting at which it came to anything, *actions* all of its actions that are open still. *reading*: its
    running clock, the one that is nearest its limit; *readings* all that run. *figures*: before and after, in
    words, as they were stated, or as they are where somebody asked the history (`figures.seen`), which gives
    the *effect*, too. *times*: at how many meetings of the series, with this one."""

    item: Item
    title: str
    number: str = ""
    issue: Issue | None = None
    department: str = ""  # its name
    joining: tuple[str, ...] = ()
    times: int = 1
    said_last: Said | None = None
    actions: tuple[Outcome, ...] = ()
    reading: Reading | None = None
    readings: tuple[Reading, ...] = ()
    answer: str = ""  # the department's measure, or what it said last
    answer_owner: str = ""
    effect: Effect | None = None
    figures: tuple[str, ...] = ()


_URGENCY = (Light.RED, Light.TODAY, Light.AMBER, Light.GREEN, Light.PAUSED, Light.OVER)
_ASKED = frozenset({State.SENT, State.RECEIVED, State.CONFIRMED})
_ORDER = {section: place for place, section in enumerate(Section)}


def matter(item: Item) -> str:
    """What an item is about, the same at every meeting: its issue, or the thread of another matter."""
    return f"issue {item.issue}" if item.issue else f"thread {item.thread or item.id}"


def was_discussed(item: Item, came: Sequence[Outcome]) -> bool:
    """Whether *item* was spoken of: somebody says so, or something *came* of it or was noted."""
    if any(one.kind is not OutcomeKind.NOT_DISCUSSED for one in came):
        return True
    if came:
        return False
    return item.discussed if item.discussed is not None else bool(item.notes.strip())


def readings_of(issue: Issue, now: datetime, frame: Frame) -> tuple[Reading, ...]:
    """The clocks of *issue* that run, the most pressing first."""
    running = [clock for clock in issue.standing.clocks if clock.is_running]
    readings = [read(clock, frame.calendar(clock.calendar), now) for clock in running]
    return tuple(sorted(readings, key=lambda one: (_URGENCY.index(one.light), one.left_s)))


def fitting(
    issue: Issue, since: datetime | None, now: datetime, frame: Frame, *, seen: bool = False
) -> tuple[Section, ...]:
    """The parts of an agenda that *issue* fits by itself, in their order; none for drafts, for what is over
    and for what departments may not see. *since*: when the meeting before began (None: there was none, so
    that all is new); *seen*: it was on an agenda of the series."""
    if not issue.is_open or issue.state is State.DRAFT or issue.facts.internal:
        return ()
    made_since = since is None or issue.made_at > since
    late = any(one.light is Light.RED for one in readings_of(issue, now, frame))
    fits = {
        Section.OVERDUE: late,
        Section.RETURNED_TWICE: issue.standing.ruling_wanted,
        Section.TO_ACCEPT: issue.state is State.ANSWERED,
        Section.NO_ANSWER: issue.state in _ASKED,
        # what was a draft at the meeting before is new to this one
        Section.NEW: made_since or (issue.state is State.READY and not seen),
        # what is verified waits for the chair to close it
        Section.TO_VERIFY: issue.state in (State.DONE, State.VERIFIED),
    }
    return tuple(section for section in Section if fits.get(section, False))


def proposed(
    series: Series, issues: Iterable[Issue], past: Past, *, now: datetime, frame: Frame
) -> tuple[Line, ...]:
    """The agenda by the rules of *series*, in the order of its parts; *issues* are all that may come
    (closed ones, too, of which an action is still open)."""
    since = None if past.last is None else past.last.text.began_at or past.last.starts_at
    promised = {past.threads[one.item] for one in past.open_actions if one.item in past.threads}
    left = {matter(item) for item in past.items if item.discussed is not True}
    found: list[tuple[Line, tuple[float, ...]]] = []
    for issue in issues:
        key = f"issue {issue.id}"
        carried = key in promised or (key in left and issue.is_open)
        parts: tuple[Section, ...] = ()
        if _concerns(series, issue):
            seen = bool(past.times.get(key))
            wanted = fitting(issue, since, now, frame, seen=seen)
            parts = tuple(one for one in wanted if one in series.template.sections)
        if not parts and not carried:
            continue
        section = parts[0] if parts else Section.CARRIED
        line = _line(series, section, past, key, carried=carried, issue=issue.id)
        found.append((line, _rank(line, issue, readings_of(issue, now, frame))))
    found.extend((line, (-line.times,)) for line in _other_matters(series, past, promised | left))
    return tuple(line for line, _rank in sorted(found, key=lambda one: (_ORDER[one[0].section], one[1])))


def _concerns(series: Series, issue: Issue) -> bool:
    """Whether *issue* is one that the series speaks of by its departments and severities."""
    if issue.facts.severity > series.template.least_severe:
        return False
    theirs = {issue.facts.department, *issue.facts.joining}
    return not series.departments or bool(theirs & set(series.departments))


def _other_matters(series: Series, past: Past, carried: set[str]) -> Iterator[Line]:
    """What stands on every agenda of *series*, and other matters that are carried over."""
    left = {key: past.titles[key] for key in past.titles if key in carried}
    standing = [_folded(title) for title in series.template.other]
    for title in series.template.other:
        key = next((one for one, said in left.items() if _folded(said) == _folded(title)), "")
        yield _line(series, Section.OTHER, past, key, carried=bool(key), title=title)
    for key, title in left.items():
        if _folded(title) not in standing:
            yield _line(series, Section.CARRIED, past, key, carried=True, title=title)


def _line(
    series: Series, section: Section, past: Past, key: str, *, carried: bool, issue: int = 0, title: str = ""
) -> Line:
    minutes = series.template.minutes.get(section, USUAL_MINUTES[section])
    thread = "" if issue else key.removeprefix("thread ")
    return Line(
        section,
        issue,
        title,
        minutes,
        past.times.get(key, 0) + 1,
        past.last.id if carried and past.last is not None else "",
        thread,
    )


def _rank(line: Line, issue: Issue, readings: Sequence[Reading]) -> tuple[float, ...]:
    """Where it stands in its part: the longest overdue first there, else the worst, then the nearest
    limit."""
    limit = readings[0].limit.timestamp() if readings else float("inf")
    if line.section is Section.OVERDUE:
        return limit, issue.facts.severity, issue.id
    if line.section is Section.CARRIED:
        return -line.times, issue.facts.severity, limit, issue.id
    return issue.facts.severity, limit, issue.id


def refreshed(
    meeting: Meeting, items: Sequence[Item], lines: Sequence[Line], new_id: Callable[[], str]
) -> tuple[Item, ...]:
    """*items* brought up to date with *lines*: what fits no more goes, what is new comes, in the order of
    parts. What somebody added, took off, put into order, or gave other minutes, a speaker or a note,
    stays."""
    by_key = {_key(line): line for line in lines}
    kept = []
    for item in sorted(items, key=lambda one: one.place):
        line = by_key.pop(_key(item), None)
        if line is not None:
            kept.append(replace(item, section=line.section, times=line.times, carried_from=line.carried_from))
        elif item.by_hand or item.notes or item.speaker:
            kept.append(item)
    gone = {("issue", str(issue)) for issue in meeting.text.removed}
    gone |= {("title", _folded(title)) for title in meeting.text.removed_titles}
    new = [
        Item(
            new_id(),
            meeting.id,
            0,
            line.section,
            line.issue,
            line.title,
            line.minutes,
            times=line.times,
            carried_from=line.carried_from,
            thread=line.thread,
        )
        for key, line in by_key.items()
        if key not in gone and ("title", _folded(line.title)) not in gone
    ]
    if meeting.text.ordered:
        for item in new:
            _put_in(kept, item)
    else:
        ranks = {_key(line): place for place, line in enumerate(lines)}
        far = len(ranks)
        kept = sorted([*kept, *new], key=lambda one: (_ORDER[one.section], ranks.get(_key(one), far)))
    return tuple(replace(item, place=place) for place, item in enumerate(kept, 1))


def _put_in(items: list[Item], item: Item) -> None:
    """Put *item* behind the last one of its part, or of the parts before it."""
    before = [place for place, one in enumerate(items) if _ORDER[one.section] <= _ORDER[item.section]]
    items.insert(before[-1] + 1 if before else 0, item)


def put_in(items: Sequence[Item], item: Item) -> tuple[Item, ...]:
    """*items* with *item* at the end of its part, their places counted anew."""
    found = sorted(items, key=lambda one: one.place)
    _put_in(found, item)
    return tuple(replace(one, place=place) for place, one in enumerate(found, 1))


def _key(what: Item | Line) -> tuple[str, str]:
    if what.issue:
        return "issue", str(what.issue)
    return ("thread", what.thread) if what.thread else ("title", _folded(what.title))


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def budget(items: Sequence[Item], length: int, starts_at: datetime) -> Budget:
    """How long *items* take against *length* minutes."""
    starts, minutes = {}, 0
    for item in sorted(items, key=lambda one: one.place):
        starts[item.id] = starts_at + timedelta(minutes=minutes)
        minutes += item.minutes
    return Budget(minutes, length, max(0, minutes - length), starts)
