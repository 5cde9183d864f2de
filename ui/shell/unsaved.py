"""What waits on this computer to be saved, and what becomes of it where others changed the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from supervisor.errors import ConflictError

if TYPE_CHECKING:  # it comes after the first paint
    from ui.centre import OpenCentre


def show_held(centre: OpenCentre, show_issue: Callable[[int], None], over: QWidget) -> None:
    """Show what of *centre* waits, over the window *over*; *show_issue* goes to one that both changed."""
    from ui.away.held_view import HeldView

    view = HeldView(centre.jobs, centre.zone, over)
    view.conflict_met.connect(lambda error: _settle(centre, show_issue, error))
    view.open()


def _settle(centre: OpenCentre, show_issue: Callable[[int], None], error: ConflictError) -> None:
    """Where both changed an issue, let people choose where issues are edited: as a draft there."""
    from supervisor.issues.draft import Draft, typed
    from supervisor.issues.draft_store import id_of
    from supervisor.issues.issue import Issue
    from ui.issues.issue_drafts import write_draft

    base, mine = error.base, error.mine
    if not isinstance(base, Issue) or not isinstance(mine, Issue):
        return
    who = centre.who
    draft = Draft(id_of(base.id, who), base.id, who, centre.live.clock.now(), typed(base, mine))
    centre.jobs.write(write_draft, draft.id, draft).then(lambda _kept: show_issue(base.id))
