"""What orders of reports may name: people, meetings, saved filters; and what was made of them already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from supervisor.words import _, moment

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.reports.log import Exported
    from supervisor.templates.template import Template

MOST_MEETINGS = 200
LAST_MADE = 3


@dataclass(frozen=True)
class Known:
    """People as (said, id) by name, meetings likewise, the latest first; names of filters, usual ones first.
    *next_meeting*: the id of the one that runs or is held next, else of the last one. *templates*: users' own
    workbooks, by name."""

    people: tuple[tuple[str, str], ...] = ()
    meetings: tuple[tuple[str, str], ...] = ()
    next_meeting: str = ""
    filters: tuple[str, ...] = ()
    departments: tuple[tuple[str, str], ...] = ()
    templates: tuple[Template, ...] = ()


def read_known(db: Connection, who: str, today: date, zone: tzinfo) -> Known:
    """What *who* may name."""
    from supervisor.issues.department_store import all_departments
    from supervisor.issues.filter_store import all_filters
    from supervisor.issues.question import USUAL
    from supervisor.meetings.meeting import MeetingState
    from supervisor.meetings.reading import all_meetings
    from supervisor.meetings.series_store import all_series
    from supervisor.people.store import read_roll
    from supervisor.templates.store import all_templates

    roll = read_roll(db)
    people = sorted(
        (_("{name} ({number})").format(name=name, number=one.number) if one.number else name, one.id)
        for one in roll.persons.values()
        for name in (roll.called(one.id, today),)
    )
    series = {one.id: one.name for one in all_series(db)}
    found = [one for one in all_meetings(db) if one.state is not MeetingState.CANCELLED]
    to_come = [one.id for one in found if one.state in (MeetingState.PLANNED, MeetingState.RUNNING)]
    meetings = [
        (
            _("{day}  {title}").format(
                day=moment(one.starts_at, zone, today), title=one.text.title or series.get(one.series, "")
            ),
            one.id,
        )
        for one in found[:MOST_MEETINGS]
    ]
    return Known(
        tuple(people),
        tuple(meetings),
        to_come[-1] if to_come else (found[0].id if found else ""),
        (*(_(title) for title, _view in USUAL.values()), *(view.name for view in all_filters(db, who))),
        tuple((one.name, one.id) for one in all_departments(db)),
        all_templates(db),
    )


def read_last(db: Connection, report: str) -> tuple[Exported, ...]:
    """The last files of *report*, the latest first."""
    from supervisor.reports.log import exported

    return exported(db, what=report, most=LAST_MADE + 2)[:LAST_MADE]


def read_log(db: Connection) -> tuple[Exported, ...]:
    """What left the program, the latest first."""
    from supervisor.reports.log import exported

    return exported(db)
