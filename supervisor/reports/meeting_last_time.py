"""What the meeting before decided, how that stands now, and what is still open of earlier ones."""

from __future__ import annotations

from collections.abc import Sequence

from supervisor.meetings.actions import ACTION_LABELS, ActionLine, ActionState
from supervisor.meetings.meeting import OUTCOME_LABELS
from supervisor.reports.issue_tables import Saying
from supervisor.reports.meeting_pack import Pack
from supervisor.words import _, day, number
from supervisor.workbook.book import Cell, Marks, Sheet, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind


def last_time_sheet(pack: Pack) -> Sheet:
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
