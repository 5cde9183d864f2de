"""Agenda and minutes as lines to be shown and printed, which do not look alike: an agenda says what will be
spoken of and when, minutes what was decided and who does what by when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from supervisor.issues.states import ClockKind
from supervisor.meetings.meeting import OUTCOME_LABELS, Came, Outcome, OutcomeKind
from supervisor.meetings.minutes import ItemThen, Minutes, PersonThen
from supervisor.meetings.series import SECTION_LABELS
from supervisor.meetings.sitting import Sitting
from supervisor.meetings.wording import meeting_name
from supervisor.words import DASH, _, clock_time, day, moment, ngettext, number


class PaperKind(StrEnum):
    """Which of the two."""

    AGENDA = "agenda"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Table:
    """*columns* are headings; *rows* have as many cells; *widths* are shares of the page, in sum 1."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Part:
    """A part under its *heading* ("" none): paragraphs of *lines*, then a *table*. *issue*: what it is about
    (0 nothing). *level* 1 or 2."""

    heading: str
    lines: tuple[str, ...] = ()
    table: Table | None = None
    issue: int = 0
    level: int = 1


@dataclass(frozen=True)
class Paper:
    """A whole paper, in the language in use: *facts* are pairs of label and value under the title, *stamp*
    what tells its version ("" none), *foot* the line at the bottom of each page."""

    kind: PaperKind
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    stamp: str = ""
    foot: str = ""


# -- the agenda ---------------------------------------------------------------------------------------------

_AGENDA_WIDTHS = (0.09, 0.17, 0.38, 0.16, 0.12, 0.08)


def agenda_text(sitting: Sitting, zone: ZoneInfo, today: date) -> Paper:
    """What is to be spoken of, with minutes and times of day."""
    meeting, text, budget = sitting.meeting, sitting.meeting.text, sitting.budget
    name = meeting_name(meeting, sitting.series.name)
    ends = meeting.starts_at + timedelta(minutes=text.length)
    planned = _minutes(budget.planned)
    if budget.over:
        planned = _("{planned}: {over} more than the meeting has").format(
            planned=planned, over=_minutes(budget.over)
        )
    facts = (
        (_("When"), f"{moment(meeting.starts_at, zone, today)}–{clock_time(ends, zone)}"),
        (_("Venue"), text.place or DASH),
        (_("Chair"), text.chair or DASH),
        (_("Minute-taker"), text.minute_taker or DASH),
        (_("Invited"), _joined(mark.person for mark in sitting.attendance)),
        (_("Planned"), planned),
    )
    parts = []
    ordered = sorted(sitting.items, key=lambda item: item.place)
    for section, run in groupby(ordered, key=lambda item: item.section):
        rows = []
        for item in run:
            look = sitting.looks[item.id]
            title = f"{look.title} ({_times(item.times)})" if item.times > 1 else look.title
            rows.append(
                (
                    clock_time(budget.starts.get(item.id), zone),
                    look.number or DASH,
                    title,
                    look.department or DASH,
                    item.speaker or DASH,
                    _minutes(item.minutes),
                )
            )
        columns = (_("Time"), _("Number"), _("Matter"), _("Department"), _("Speaker"), _("Min."))
        parts.append(Part(_(SECTION_LABELS[section]), (), Table(columns, tuple(rows), _AGENDA_WIDTHS)))
    if text.note.strip():
        parts.append(Part(_("Note"), tuple(text.note.strip().splitlines())))
    foot = _("{meeting} · agenda as of {day}").format(meeting=name, day=day(today))
    return Paper(PaperKind.AGENDA, _("Agenda"), name, facts, tuple(parts), "", foot)


# -- the minutes --------------------------------------------------------------------------------------------

_ACTION_WIDTHS = (0.16, 0.44, 0.14, 0.26)


def minutes_text(minutes: Minutes, today: date) -> Paper:
    """What was decided and who does what by when; words of people are as they were frozen."""
    meeting, text = minutes.meeting, minutes.meeting.text
    zone, name = ZoneInfo(minutes.zone), meeting_name(minutes.meeting, minutes.series)
    began, ended = text.began_at or meeting.starts_at, text.ended_at
    held = moment(began, zone, today) + (f"–{clock_time(ended, zone)}" if ended is not None else "")
    facts = [
        (_("Held"), held),
        (_("Venue"), text.place or DASH),
        (_("Chair"), text.chair or DASH),
        (_("Minute-taker"), text.minute_taker or DASH),
        (_("Present"), _people(minutes, Came.CAME)),
        (_("Substitutes"), _people(minutes, Came.SUBSTITUTE)),
        (_("Absent"), _people(minutes, Came.ABSENT)),
    ]
    if minutes.missing:
        facts.append((_("Nobody came, though issues are open"), _joined(minutes.missing)))
    parts = [part for part in (_actions(minutes, today), *_items(minutes, today)) if part is not None]
    carried = tuple(_called(then) for then in minutes.items if then.carried)
    if carried:
        parts.append(Part(_("Carried over to the next meeting"), carried))
    stamp = _("Not closed yet")
    if minutes.number:
        stamp = _("Version {n}, closed {moment} by {who}").format(
            n=number(minutes.number), moment=moment(minutes.closed_at, zone), who=minutes.closed_by or DASH
        )
    if minutes.reason and minutes.number != 1:
        stamp = _("{version}. Opened again by {who}: {reason}").format(
            version=stamp, who=minutes.reopened_by or DASH, reason=minutes.reason
        )
    foot = _("{meeting} · minutes · {version}").format(meeting=name, version=stamp)
    return Paper(PaperKind.MINUTES, _("Minutes"), name, tuple(facts), tuple(parts), stamp, foot)


def _actions(minutes: Minutes, today: date) -> Part | None:
    """Who does what by when, first: it is what people look for."""
    rows = [
        (
            _owner(outcome, minutes),
            outcome.text,
            day(outcome.due, today),
            then.number or then.title,
        )
        for then in minutes.items
        for outcome in then.outcomes
        if outcome.kind is OutcomeKind.ACTION
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: row[0])
    columns = (_("Owner"), _("Does what"), _("By when"), _("Matter"))
    return Part(_("Who does what by when"), (), Table(columns, tuple(rows), _ACTION_WIDTHS))


def _items(minutes: Minutes, today: date) -> Iterable[Part]:
    """What came of each item that was spoken of, then in one part what was not."""
    spoken = [then for then in minutes.items if then.item.discussed]
    silent = [then for then in minutes.items if not then.item.discussed]
    if spoken:
        yield Part(_("What was said and decided"))
    for place, then in enumerate(spoken, 1):
        heading = _("{n}. {what}").format(n=number(place), what=_called(then))
        lines = [*_stood(then, today), *(_outcome(one, minutes, today) for one in then.outcomes)]
        if then.item.notes.strip():
            lines += then.item.notes.strip().splitlines()
        yield Part(heading, tuple(lines), issue=then.item.issue, level=2)
    if silent:
        yield Part(_("Not discussed"), tuple(_called(then) for then in silent))


def _stood(then: ItemThen, today: date) -> Iterable[str]:
    """How an issue stood: whose it is, its state, its clocks, what was promised, the figures."""
    if not then.item.issue:
        return
    about = [one for one in (then.department, then.state_said, then.owner) if one]
    if then.times > 1:
        about.append(_times(then.times))
    yield _(" · ").join(about)
    if then.promised is not None and all(one.kind != ClockKind.SOLUTION for one in then.clocks):
        if then.promised_first is not None and then.promised_first != then.promised:
            yield _("Promised first for {first}, now for {now}").format(
                first=day(then.promised_first, today), now=day(then.promised, today)
            )
        else:
            yield _("Promised for {day}").format(day=day(then.promised, today))
    for clock in then.clocks:
        yield clock.said
    yield from then.figures


def _outcome(outcome: Outcome, minutes: Minutes, today: date) -> str:
    label = _(OUTCOME_LABELS[outcome.kind])
    match outcome.kind:
        case OutcomeKind.ACTION:
            said = _("{who}: {what}, by {day}").format(
                who=_owner(outcome, minutes), what=outcome.text, day=day(outcome.due, today)
            )
        case OutcomeKind.NEW_LIMIT:
            said = _joined_words(day(outcome.due, today), outcome.text)
        case OutcomeKind.RULING:
            name = minutes.departments.get(outcome.department, outcome.department)
            said = _joined_words(name, outcome.text)
        case _:
            said = outcome.text
    return _("{label}: {value}").format(label=label, value=said) if said else label


def _owner(outcome: Outcome, minutes: Minutes) -> str:
    department = minutes.departments.get(outcome.owner_department, outcome.owner_department)
    if not department or not outcome.owner:
        return outcome.owner or department or DASH
    return _("{person} ({department})").format(person=outcome.owner, department=department)


def _people(minutes: Minutes, came: Came) -> str:
    """Those of whom *came* is said; where names are left out, how many of which department."""
    counted = Counter(_person(one) for one in minutes.attendance if one.mark.came is came)
    return _joined(
        said if n == 1 else _("{who} ({n})").format(who=said, n=number(n)) for said, n in counted.items()
    )


def _person(then: PersonThen) -> str:
    name = then.mark.person
    if not name:  # names are left out (`minutes.without_names`)
        return then.department or _("The centre")
    if then.mark.came is Came.SUBSTITUTE:
        name = _("{substitute} for {person}").format(substitute=then.mark.substitute, person=name)
    if not then.department:
        return name
    return _("{person} ({department})").format(person=name, department=then.department)


def _called(then: ItemThen) -> str:
    return f"{then.number} {then.title}".strip()


# -- both ---------------------------------------------------------------------------------------------------


def plain(paper: Paper) -> str:
    """*paper* as plain text, for mails, calendars and the command line."""
    lines = [_("{label}: {value}").format(label=paper.title, value=paper.subtitle)]
    lines += [paper.stamp] if paper.stamp else []
    lines += [_("{label}: {value}").format(label=label, value=value) for label, value in paper.facts]
    for part in paper.parts:
        lines += ["", part.heading] if part.heading else [""]
        lines += part.lines
        if part.table is not None:
            lines += [" · ".join(cell for cell in row if cell != DASH) for row in part.table.rows]
    return "\n".join(lines)


def _minutes(count: int) -> str:
    return ngettext("{n} min", "{n} min", count).format(n=number(count))


def _times(count: int) -> str:
    return _("{n} times on the agenda").format(n=number(count))


def _joined(names: Iterable[str]) -> str:
    return _(", ").join(names) or DASH


def _joined_words(*words: str) -> str:
    return _(" · ").join(word for word in words if word)
