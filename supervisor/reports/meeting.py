"""The pack of a coordination meeting: before it the agenda, once it is closed the minutes; with it the issues
of its departments, what is overdue, what came of last time, and who comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from msgspec.structs import replace
from sqlalchemy import Connection

from supervisor.issues.clock import Light
from supervisor.issues.question import IN_ORDER, IssueQuestion
from supervisor.issues.states import State
from supervisor.meetings.actions import ACTION_LABELS, ActionLine, ActionState, actions
from supervisor.meetings.agenda import Look
from supervisor.meetings.closing import versions
from supervisor.meetings.meant import meant
from supervisor.meetings.meeting import (
    CAME_LABELS,
    MEETING_LABELS,
    OUTCOME_LABELS,
    Came,
    MeetingState,
    Outcome,
    OutcomeKind,
)
from supervisor.meetings.minutes import Minutes, without_names
from supervisor.meetings.paper import minutes_text
from supervisor.meetings.reading import past_of
from supervisor.meetings.series import SECTION_LABELS
from supervisor.meetings.store import Sitting, all_meetings, sitting
from supervisor.meetings.wording import clock_said, meeting_name, meeting_on, outcome_said
from supervisor.reports.asked import Asked
from supervisor.reports.issue_tables import (
    DEPARTMENT,
    Listed,
    Saying,
    departments_of,
    issue_table,
    read,
    totals,
    totals_chart,
)
from supervisor.reports.issues import definitions
from supervisor.reports.nameless import nameless
from supervisor.words import DASH, _, clock_time, day, moment, ngettext, number
from supervisor.workbook.book import Book, Cell, Marks, Sheet, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind

_TOLD = tuple(state for state in IN_ORDER if state is not State.DRAFT)
"""States of which departments know."""


@dataclass(frozen=True)
class Pack:
    """What goes into it. *minutes*: the latest version, None before the meeting was closed; *before*: the
    meeting of the series that was closed last before it, with *acts* of that one, and *older* actions that
    are still open; *issues* are the open ones that its departments know of."""

    sitting: Sitting
    minutes: Minutes | None
    before: Sitting | None
    acts: tuple[ActionLine, ...]
    older: tuple[ActionLine, ...]
    issues: tuple[Listed, ...]
    say: Saying

    @property
    def name(self) -> str:
        """How the meeting is called."""
        return self.say.text(meeting_name(self.sitting.meeting, self.sitting.series.name))


def book(asked: Asked) -> Book:
    """The pack of the order's meeting: its id, its number, "next" or "last". Raises UnknownNameError."""
    with asked.centre() as db:
        pack = _read(db, asked)
    sheets = [
        _minutes(pack, pack.minutes) if pack.minutes is not None else _agenda(pack),
        *([_outcomes(pack, pack.minutes)] if pack.minutes is not None else []),
        _totals(pack),
        *_issue_sheets(pack),
        _overdue(pack),
        _last_time(pack),
        _attendance(pack),
    ]
    meeting = pack.sitting.meeting
    title = _("Minutes and papers: {meeting}") if pack.minutes is not None else _("Meeting pack: {meeting}")
    as_of = _("as of {moment}").format(moment=moment(asked.now, asked.zone, asked.today))
    held = day(pack.say.local(meeting.starts_at), asked.today)
    lines = (
        (_("Meeting"), pack.say.text(meeting_on(meeting, pack.sitting.series, asked.zone))),
        (_("State of the meeting"), _(MEETING_LABELS[meeting.state])),
        *definitions(),
    )
    about = asked.about(
        _("Meeting pack"),
        _("{day}; lists {as_of}").format(day=held, as_of=as_of),
        _("Open issues that departments know of; internal ones are left out"),
        lines,
    )
    return Book(title.format(meeting=pack.name), sheets, about)


def _read(db: Connection, asked: Asked) -> Pack:
    one = meant(all_meetings(db), asked.order.meeting or "next", asked.zone)
    now = sitting(db, one.id, at=asked.now)
    kept = versions(db, one.id) if one.state is MeetingState.CLOSED else ()
    past = past_of(db, one)
    before = sitting(db, past.last.id, at=asked.now) if past.last is not None else None
    acts = actions(db, at=asked.now, meeting=before.meeting.id) if before is not None else ()
    told = {line.action.id for line in acts}
    open_ids = {action.id for action in past.open_actions} - told
    still = actions(db, at=asked.now, open_only=True) if open_ids else ()
    question = IssueQuestion(states=_TOLD, departments=now.series.departments, internal=False)
    without = None if asked.order.named else nameless(db)
    return Pack(
        now,
        kept[-1] if kept else None,
        before,
        acts,
        tuple(line for line in still if line.action.id in open_ids),
        read(db, question, asked.now, asked.who),
        Saying(asked.zone, asked.today, without),
    )


# -- the agenda ---------------------------------------------------------------------------------------------


def _agenda(pack: Pack) -> Sheet:
    """What is to be spoken of and when, in its order."""
    now, say = pack.sitting, pack.say
    spoken = say.without is None and any(item.speaker for item in now.items)
    headings = [
        Heading(_("Time")),
        Heading(_("Part of the agenda")),
        Heading(_("Number")),
        Heading(_("Matter"), wrap=True),
        Heading(_("Department")),
        *([Heading(_("Speaker"))] if spoken else []),
        Heading(_("Minutes planned"), Kind.NUMBER),
        Heading(
            _("Times on the agenda"), Kind.NUMBER, tip=_("At how many meetings of the series, with this one.")
        ),
        Heading(_("Clock"), wrap=True),
        Heading(_("Said last time"), wrap=True),
        Heading(_("Open actions"), wrap=True),
    ]
    rows: list[list[Cell]] = []
    for item in sorted(now.items, key=lambda each: each.place):
        look = now.looks[item.id]
        rows.append(
            [
                clock_time(now.budget.starts.get(item.id), say.zone),
                _(SECTION_LABELS[item.section]),
                look.number,
                say.text(look.title),
                look.department,
                *([item.speaker] if spoken else []),
                item.minutes,
                look.times,
                clock_said(look.reading, say.zone, say.today),
                _said_last(pack, look),
                "\n".join(_action(pack, look)),
            ]
        )
    blank: list[Cell] = [""] * len(headings)
    blank[3], blank[6 if spoken else 5] = _("Planned"), now.budget.planned
    table = Table(
        "agenda",
        headings,
        rows,
        total=blank if rows else None,
        ids=(2,),
        empty=_("Nothing is on the agenda."),
    )
    parts: list[Text | Table] = [Text([_agenda_lead(pack)], Voice.LEAD), Text([_facts(pack)]), table]
    if now.meeting.text.note.strip():
        parts.append(
            Text([say.text(line) for line in now.meeting.text.note.strip().splitlines()], Voice.NOTE)
        )
    return Sheet(
        _("Agenda"),
        parts,
        _("Agenda: {meeting}").format(meeting=pack.name),
        upright=False,
        hint=_("What is to be spoken of, when, and what was said last time"),
    )


def _agenda_lead(pack: Pack) -> str:
    now = pack.sitting
    if now.meeting.state is MeetingState.CANCELLED:
        return _("This meeting does not take place.")
    said = ngettext(
        "{n} matter, {planned} of {length} minutes",
        "{n} matters, {planned} of {length} minutes",
        len(now.items),
    ).format(n=number(len(now.items)), planned=number(now.budget.planned), length=number(now.budget.length))
    if not now.budget.over:
        return said
    return _("{said}: {over} more than the meeting has").format(said=said, over=number(now.budget.over))


def _facts(pack: Pack) -> str:
    """When, where, who leads."""
    meeting, say = pack.sitting.meeting, pack.say
    text, ends = meeting.text, meeting.starts_at + timedelta(minutes=meeting.text.length)
    facts = [
        (_("When"), f"{moment(meeting.starts_at, say.zone, say.today)}–{clock_time(ends, say.zone)}"),
        (_("Venue"), text.place or DASH),
    ]
    if say.without is None:
        facts += [(_("Chair"), text.chair or DASH), (_("Minute-taker"), text.minute_taker or DASH)]
    said = (_("{label}: {value}").format(label=label, value=value) for label, value in facts)
    return _(" · ").join(said)


def _said_last(pack: Pack, look: Look) -> str:
    """What came of it when it last came to anything."""
    then, names = look.said_last, pack.sitting.departments
    if then is None:
        return ""
    when = day(then.day, pack.say.today)
    if not then.discussed:
        return _("{day}: not discussed").format(day=when)
    hidden = pack.say.without is not None
    lines = []
    for outcome in then.outcomes:
        one = _no_owner(outcome) if hidden else outcome
        lines.append(outcome_said(one, lambda id: names.get(id, id), pack.say.today))
    lines += then.notes.strip().splitlines() if then.notes.strip() else []
    return pack.say.text(_("{day}: {what}").format(day=when, what="\n".join(lines) or DASH))


def _no_owner(outcome: Outcome) -> Outcome:
    return replace(outcome, owner="", who="")


def _action(pack: Pack, look: Look) -> list[str]:
    """The actions of a matter that are still open."""
    names = pack.sitting.departments
    lines = []
    for one in look.actions:
        owner = "" if pack.say.without is not None else one.owner
        whose = owner or names.get(one.owner_department, one.owner_department) or DASH
        lines.append(
            _("{who}: {what}, by {day}").format(
                who=whose, what=pack.say.text(one.text), day=day(one.due, pack.say.today)
            )
        )
    return lines


# -- the minutes --------------------------------------------------------------------------------------------


def _frozen(pack: Pack, minutes: Minutes) -> Minutes:
    return minutes if pack.say.without is None else without_names(minutes, pack.say.without)


def _minutes(pack: Pack, minutes: Minutes) -> Sheet:
    """What was decided, in the words in which it was frozen: read down the page, not across."""
    told = _frozen(pack, minutes)
    paper = minutes_text(told, pack.say.today)
    hidden = (_("Chair"), _("Minute-taker")) if pack.say.without is not None else ()
    parts: list[Text | Table] = [
        Text([paper.stamp], Voice.NOTE),
        Text(
            [
                _("{label}: {value}").format(label=label, value=value)
                for label, value in paper.facts
                if label not in hidden
            ]
        ),
        _who_does_what(told),
    ]
    for part in paper.parts:
        if part.table is not None:
            continue  # who does what: above, with real dates
        if part.heading:
            parts.append(Text([part.heading], Voice.HEAD if part.level == 1 else Voice.LEAD))
        if part.lines:
            parts.append(Text(part.lines))
    return Sheet(
        _("Minutes"),
        parts,
        _("Minutes: {meeting}").format(meeting=pack.name),
        upright=True,
        hint=_("Version {n}: what was decided, who does what by when").format(n=number(minutes.number)),
    )


def _who_does_what(minutes: Minutes) -> Table:
    named = any(one.owner for then in minutes.items for one in then.outcomes)
    rows: list[list[Cell]] = [
        [
            minutes.departments.get(one.owner_department, one.owner_department),
            *([one.owner] if named else []),
            one.text,
            one.due,
            then.number or then.title,
        ]
        for then in minutes.items
        for one in then.outcomes
        if one.kind is OutcomeKind.ACTION
    ]
    return Table(
        "whatnext",
        [
            Heading(_("Department")),
            *([Heading(_("Owner"))] if named else []),
            Heading(_("Does what"), wrap=True),
            Heading(_("By when"), Kind.DAY),
            Heading(_("Matter"), wrap=True),
        ],
        sorted(rows, key=lambda row: (str(row[0]), str(row[-2]))),
        _("Who does what by when"),
        empty=_("No action was agreed on."),
    )


def _outcomes(pack: Pack, minutes: Minutes) -> Sheet:
    """What came of each item, one row each, as it was frozen."""
    told = _frozen(pack, minutes)
    named = pack.say.without is None
    rows: list[list[Cell]] = [
        [
            then.number,
            then.title,
            then.department,
            then.state_said,
            _(OUTCOME_LABELS[one.kind]),
            one.text,
            *([one.owner] if named else []),
            told.departments.get(
                one.owner_department or one.department, one.owner_department or one.department
            ),
            one.due,
        ]
        for then in told.items
        for one in then.outcomes
    ]
    table = Table(
        "outcomes",
        [
            Heading(_("Number")),
            Heading(_("Matter"), wrap=True),
            Heading(_("Department")),
            Heading(_("State then")),
            Heading(_("Kind of outcome")),
            Heading(_("In words"), wrap=True),
            *([Heading(_("Owner"))] if named else []),
            Heading(_("Whose")),
            Heading(_("By when"), Kind.DAY),
        ],
        rows,
        ids=(0,),
        empty=_("Nothing was noted."),
    )
    return Sheet(
        _("Decisions and actions"),
        [table],
        _("Decisions and actions of this meeting"),
        hint=_("One row each, to filter"),
    )


# -- issues -------------------------------------------------------------------------------------------------


def _totals(pack: Pack) -> Sheet:
    table = totals(pack.issues)
    several = len(departments_of(pack.issues)) > 1
    return Sheet(
        _("Departments"),
        [table, totals_chart(table)] if several else [table],
        _("Open issues by department and state"),
        hint=_("How many are in which state"),
    )


def _issue_sheets(pack: Pack) -> list[Sheet]:
    found = [
        Sheet(
            _("All issues"),
            [
                issue_table(
                    "issues", pack.issues, pack.say, empty=_("No issue is open that a department knows of.")
                )
            ],
            _("Open issues of all departments"),
            frozen=2,
            hint=_("The list, the most urgent first"),
        )
    ]
    for place, (_id, name, theirs) in enumerate(departments_of(pack.issues), 1):
        found.append(
            Sheet(
                name,
                [issue_table(f"department{place}", theirs, pack.say, but=(DEPARTMENT,))],
                _("Open issues: {department}").format(department=name),
                frozen=2,
                hint=ngettext("{n} issue", "{n} issues", len(theirs)).format(n=number(len(theirs))),
            )
        )
    return found


def _overdue(pack: Pack) -> Sheet:
    late = [one for one in pack.issues if one.line.light is Light.RED]
    return Sheet(
        _("Overdue"),
        [issue_table("overdue", late, pack.say, empty=_("Nothing is overdue."))],
        _("Overdue issues, the longest first"),
        frozen=2,
        hint=ngettext("{n} issue", "{n} issues", len(late)).format(n=number(len(late))),
    )


# -- last time ----------------------------------------------------------------------------------------------


def _last_time(pack: Pack) -> Sheet:
    """Decisions and actions of the meeting before, and how they stand now."""
    before, say = pack.before, pack.say
    if before is None:
        said = [Text([_("No meeting of this series was closed before.")], Voice.LEAD)]
        return Sheet(_("Last time"), said, _("Last time"), hint=_("What was decided, and how it stands"))
    named = say.without is None
    by_action = {line.action.id: line for line in pack.acts}
    rows: list[list[Cell]] = []
    for item in before.items:
        look = before.looks[item.id]
        for one in before.outcomes.get(item.id, ()):
            line = by_action.get(one.id)
            rows.append(
                [
                    look.number,
                    say.text(look.title),
                    look.department,
                    _(OUTCOME_LABELS[one.kind]),
                    say.text(one.text),
                    *([one.owner] if named else []),
                    one.due,
                    one.done_on,
                    _(ACTION_LABELS[line.state]) if line is not None else "",
                    line.days_over if line is not None else None,
                    say.text(one.result),
                ]
            )
    when = day(say.local(before.meeting.starts_at), say.today)
    table = Table(
        "lasttime",
        [
            Heading(_("Number")),
            Heading(_("Matter"), wrap=True),
            Heading(_("Department")),
            Heading(_("Kind of outcome")),
            Heading(_("In words"), wrap=True),
            *_action_headings(named),
        ],
        rows,
        _("Decisions and actions of {day}").format(day=when),
        marks=[Marks(8 if named else 7, _action_tones())],
        ids=(0,),
        empty=_("Nothing was noted."),
    )
    parts: list[Text | Table] = [Text([_kept(pack.acts)], Voice.LEAD), table]
    if pack.older:
        parts.append(_older(pack.older, say))
    return Sheet(
        _("Last time"), parts, _("Last time"), upright=False, hint=_("What was decided, and how it stands")
    )


def _kept(acts: Sequence[ActionLine]) -> str:
    if not acts:
        return _("No action was agreed on.")
    done = sum(line.action.done_on is not None for line in acts)
    late = sum(line.state is ActionState.OVERDUE for line in acts)
    return _("{done} of {n} actions done, {late} overdue").format(
        done=number(done), n=number(len(acts)), late=number(late)
    )


def _older(lines: Sequence[ActionLine], say: Saying) -> Table:
    named = say.without is None
    return Table(
        "olderactions",
        [
            Heading(_("Agreed on"), Kind.DAY),
            Heading(_("Number")),
            Heading(_("Matter"), wrap=True),
            Heading(_("Does what"), wrap=True),
            Heading(_("Whose")),
            *_action_headings(named),
        ],
        [
            [
                line.meeting_day,
                line.issue_number,
                say.text(line.title),
                say.text(line.action.text),
                line.department,
                *([line.action.owner] if named else []),
                line.action.due,
                line.action.done_on,
                _(ACTION_LABELS[line.state]),
                line.days_over,
                say.text(line.action.result),
            ]
            for line in lines
        ],
        _("Actions of earlier meetings that are still open"),
        marks=[Marks(8 if named else 7, _action_tones())],
        ids=(1,),
    )


def _action_headings(named: bool) -> list[Heading]:
    return [
        *([Heading(_("Owner"))] if named else []),
        Heading(_("By when"), Kind.DAY),
        Heading(_("Done on"), Kind.DAY),
        Heading(_("Status")),
        Heading(_("Days overdue"), Kind.NUMBER, tip=_("Working days since it was due.")),
        Heading(_("Result"), wrap=True),
    ]


def _action_tones() -> dict[str, Tone]:
    return {
        _(ACTION_LABELS[state]): tone
        for state, tone in (
            (ActionState.OVERDUE, Tone.BAD),
            (ActionState.TODAY, Tone.WATCH),
            (ActionState.DONE, Tone.GOOD),
            (ActionState.DONE_LATE, Tone.WATCH),
        )
    }


# -- who comes ----------------------------------------------------------------------------------------------


def _attendance(pack: Pack) -> Sheet:
    """Departments with how many were invited and came; persons where names are told."""
    minutes = pack.minutes
    if minutes is not None:
        people = [(one.department, one.mark) for one in minutes.attendance]
        missing = minutes.missing
    else:
        names = pack.sitting.departments
        people = [(names.get(one.department, one.department), one) for one in pack.sitting.attendance]
        missing = tuple(names.get(id, id) for id in pack.sitting.missing)
    by_department: dict[str, list[Came]] = {}
    for department, mark in people:
        by_department.setdefault(department or _("The centre"), []).append(mark.came)
    counts = Table(
        "attendance",
        [
            Heading(_("Department")),
            Heading(_("Invited"), Kind.NUMBER),
            *(Heading(_(CAME_LABELS[came]), Kind.NUMBER) for came in Came if came is not Came.INVITED),
        ],
        [
            [name, len(came), *(came.count(each) for each in Came if each is not Came.INVITED)]
            for name, came in by_department.items()
        ],
        _("Attendance by department"),
        empty=_("Nobody is invited yet."),
    )
    parts: list[Text | Table] = []
    if missing:
        said = _("{label}: {value}").format(
            label=_("Nobody came, though issues are open"), value=_(", ").join(missing)
        )
        parts.append(Text([said], Voice.LEAD))
    parts.append(counts)
    if pack.say.without is None and people:
        tones = {_(CAME_LABELS[Came.ABSENT]): Tone.BAD, _(CAME_LABELS[Came.CAME]): Tone.GOOD}
        parts.append(
            Table(
                "people",
                [
                    Heading(_("Department")),
                    Heading(_("Person")),
                    Heading(_("Came")),
                    Heading(_("Substitute")),
                ],
                [
                    [name or _("The centre"), mark.person, _(CAME_LABELS[mark.came]), mark.substitute]
                    for name, mark in people
                ],
                _("Who was there"),
                marks=[Marks(2, tones)],
            )
        )
    return Sheet(_("Attendance"), parts, _("Attendance"), hint=_("Who was invited and who came"))
