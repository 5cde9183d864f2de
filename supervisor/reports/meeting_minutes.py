"""The minutes of a meeting's pack, once it is closed, and what came of each matter."""

from __future__ import annotations

from supervisor.meetings.meeting import OUTCOME_LABELS, OutcomeKind
from supervisor.meetings.minutes import Minutes, without_names
from supervisor.meetings.paper import minutes_text
from supervisor.reports.meeting_pack import Pack
from supervisor.words import _, number
from supervisor.workbook.book import Cell, Sheet, Table, Text, Voice
from supervisor.workbook.cell import Heading, Kind


def _frozen(pack: Pack, minutes: Minutes) -> Minutes:
    return minutes if pack.say.without is None else without_names(minutes, pack.say.without)


def minutes_sheet(pack: Pack, minutes: Minutes) -> Sheet:
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


def outcomes_sheet(pack: Pack, minutes: Minutes) -> Sheet:
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
