"""The agenda of a meeting's pack: what is to be spoken of, when, and what was said of it last time."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from supervisor.meetings.agenda import Look
from supervisor.meetings.meeting import MeetingState, Outcome
from supervisor.meetings.series import SECTION_LABELS
from supervisor.meetings.wording import clock_said, outcome_said
from supervisor.reports.meeting_pack import Pack
from supervisor.words import DASH, _, clock_time, day, moment, ngettext, number
from supervisor.workbook.book import Cell, Sheet, Table, Text, Voice
from supervisor.workbook.cell import Heading, Kind


def agenda_sheet(pack: Pack) -> Sheet:
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
