"""By what sentences about an issue name departments, menu nodes, other issues, sheets and meetings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from supervisor.issues.speaker import Speaker
from supervisor.words import _, moment
from ui.issues.desk import IssuesDesk
from ui.issues.facts_form import node_path
from ui.issues.issue_work import Opened


def speaker(desk: IssuesDesk, **named: Callable[[Any], str]) -> Speaker:
    """The departments and menu nodes of *desk*; *named*: other things."""
    return Speaker(desk.known.department, desk.zone, desk.today, node=lambda id: node_path(desk, id), **named)


def speaker_of(desk: IssuesDesk, opened: Opened | None) -> Speaker:
    """What *opened* speaks of besides."""
    if opened is None:
        return speaker(desk)

    def number(id: int) -> str:
        found = opened.named.get(id)
        return found.number if found is not None else str(id)

    def meeting(id: str) -> str:
        found = opened.meetings.get(id)
        if found is None:
            return _("a meeting")
        when = moment(found[1], desk.zone, desk.today)
        return _("{series}, {when}").format(series=found[0], when=when)

    return speaker(desk, issue=number, meeting=meeting, sheet=lambda id: opened.sheets.get(id, _("a sheet")))
