"""What was typed and never saved, of the issue that is shown or of new ones: offered, gone on with, thrown
away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from supervisor.issues.draft import Draft
from supervisor.words import _, moment
from ui.asking import Reading
from ui.issues import issue_work
from ui.issues.desk import IssuesDesk

if TYPE_CHECKING:
    from ui.issues.issue_page import IssuePage


class DraftsOffered(QObject):
    """The text of an issue that is shown stands in its fields again; that of a new one waits in `new`."""

    def __init__(self, desk: IssuesDesk, page: IssuePage) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.new: tuple[Draft, ...] = ()
        self._reading = Reading(desk.centre, self._show)
        page.draft.go_on.connect(self.go_on)
        page.draft.throw.connect(self.throw)

    def read(self) -> None:
        """Look for new issues that were begun."""
        self._reading.read(issue_work.read_new_drafts, self._desk.centre.who)

    def tell(self) -> None:
        """Offer what there is."""
        page, today = self._page, self._desk.today
        editing, opened = page.editing, page.opened
        kept = editing.kept
        if opened is not None and opened.draft is not None and kept is opened.draft:
            when = moment(kept.saved_at, self._desk.zone, today)
            page.draft.offer(_("Unsaved text of {time} is shown here.").format(time=when))
        elif opened is None and self.new and (editing.base is None or not editing.is_dirty):
            title = str(self.new[0].typed.fields.get("title") or _("no title yet"))
            when = moment(self.new[0].saved_at, self._desk.zone, today)
            page.draft.offer(_("Unsaved text of {time}: “{title}”").format(time=when, title=title))
        else:
            page.draft.offer("")

    def go_on(self) -> None:
        """Go on with a new issue that was begun; of one that was saved the text is there already."""
        page = self._page
        if page.opened is None and self.new:
            draft, self.new = self.new[0], self.new[1:]
            page.resume(draft)
        else:
            page.editing.kept = None
            page.tell_state()

    def throw(self) -> None:
        """Throw the text away; what takes that back puts it back."""
        page = self._page
        if page.opened is not None or not self.new:
            page.moves.leave()
            page.body.leave_forms()
            page.body.history.clear_note()
            page.editing.discard(everything=True)
            return
        draft, self.new = self.new[0], self.new[1:]
        page.editing.drafts.drop(draft.id)

        def back() -> None:
            page.editing.drafts.keep(draft)
            self.new = (draft, *self.new)
            page.tell()

        self._desk.noticed.emit(_("What was typed was thrown away."), back)
        page.tell()

    def _show(self, drafts: tuple[Draft, ...]) -> None:
        editing = self._page.editing
        mine = editing.kept.id if editing.is_new and editing.kept is not None else ""
        self.new = tuple(one for one in drafts if one.id != mine)
        self._page.tell()
