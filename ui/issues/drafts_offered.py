"""What was typed and never saved, of the issue that is shown or of new ones: offered, gone on with, thrown
away."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from supervisor.issues.draft import Draft
from supervisor.words import _, moment
from ui.asking import Reading
from ui.issues import issue_work
from ui.issues.draft_offer import DraftOffer
from ui.issues.issue_in_hand import IssueInHand
from ui.issues.issue_moves import IssueMoves


class DraftsOffered(QObject):
    """The text of an issue that is shown stands in its fields again; that of a new one waits in `new`.

    `changed` comes when another thing is to be offered, `resumed` with a new issue that is gone on with.
    """

    changed = Signal()
    resumed = Signal(object)  # Draft

    def __init__(self, hand: IssueInHand, moves: IssueMoves, offer: DraftOffer) -> None:
        super().__init__(hand.window)
        self._hand, self._desk, self._moves, self._offer = hand, hand.desk, moves, offer
        self.new: tuple[Draft, ...] = ()
        self._reading = Reading(hand.desk.centre, self._show)
        offer.go_on.connect(self.go_on)
        offer.throw.connect(self.throw)

    def read(self) -> None:
        """Look for new issues that were begun."""
        self._reading.read(issue_work.read_new_drafts, self._desk.centre.who)

    def tell(self) -> None:
        """Offer what there is."""
        offer, today = self._offer.offer, self._desk.today
        editing, opened = self._hand.editing, self._hand.opened
        kept = editing.kept
        if opened is not None and opened.draft is not None and kept is opened.draft:
            when = moment(kept.saved_at, self._desk.zone, today)
            offer(_("Unsaved text of {time} is shown here.").format(time=when))
        elif opened is None and self.new and (editing.base is None or not editing.is_dirty):
            title = str(self.new[0].typed.fields.get("title") or _("no title yet"))
            when = moment(self.new[0].saved_at, self._desk.zone, today)
            offer(_("Unsaved text of {time}: “{title}”").format(time=when, title=title))
        else:
            offer("")

    def go_on(self) -> None:
        """Go on with a new issue that was begun; of one that was saved the text is there already."""
        if self._hand.opened is None and self.new:
            draft, self.new = self.new[0], self.new[1:]
            self.resumed.emit(draft)
        else:
            self._hand.editing.kept = None
            self.changed.emit()

    def throw(self) -> None:
        """Throw the text away; what takes that back puts it back."""
        editing, body = self._hand.editing, self._hand.body
        if self._hand.opened is not None or not self.new:
            self._moves.leave()
            body.leave_forms()
            body.history.note.clear()
            editing.discard(everything=True)
            return
        draft, self.new = self.new[0], self.new[1:]
        editing.drafts.drop(draft.id)

        def back() -> None:
            editing.drafts.keep(draft)
            self.new = (draft, *self.new)
            self.changed.emit()

        self._desk.noticed.emit(_("What was typed was thrown away."), back)
        self.changed.emit()

    def _show(self, drafts: tuple[Draft, ...]) -> None:
        editing = self._hand.editing
        mine = editing.kept.id if editing.is_new and editing.kept is not None else ""
        self.new = tuple(one for one in drafts if one.id != mine)
        self.changed.emit()
