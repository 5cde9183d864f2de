"""One issue on one page: what it is, what was done about it, how far it is."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.issues import merge
from supervisor.issues.draft import Draft
from supervisor.issues.evidence import Seed
from supervisor.issues.issue import Facts, Issue, Origin, Standing, Text
from supervisor.issues.likeness import Proposal
from supervisor.issues.speaker import Speaker
from supervisor.issues.states import State
from supervisor.sentences.error import sentence
from supervisor.words import _, clock_time
from ui.asking import Reading
from ui.issues import issue_work
from ui.issues.desk import IssuesDesk
from ui.issues.draft_offer import DraftOffer
from ui.issues.drafts_offered import DraftsOffered
from ui.issues.issue_acts import IssueActs
from ui.issues.issue_bar import IssueBar
from ui.issues.issue_body import IssueBody
from ui.issues.issue_head import named
from ui.issues.issue_in_hand import IssueInHand
from ui.issues.issue_moves import IssueMoves
from ui.issues.issue_work import Opened
from ui.widgets.empty_state import EmptyState
from ui.widgets.lead import Lead

LIKELY_MS = 400  # after the last letter of a title
_LIKE_PATHS = ("title", "facts.category", "facts.node")


class IssuePage(QWidget):
    """Shows an issue (`open`), or begins one (`begin`).

    Ctrl+S saves, Esc goes back to the list, F2 shows the texts as they are meant or to be typed in, F6 goes
    to the next part, Ctrl+M to what can be done, Alt+Page Up and Down to the neighbours in the list.
    """

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = 0
        self.bar, self.body, self.empty = IssueBar(self), IssueBody(desk, self), EmptyState(self)
        self.draft = DraftOffer(self)
        self._hand = IssueInHand(desk, self.body, self)
        self.editing = self._hand.editing
        self.acts, self.moves = IssueActs(self._hand), IssueMoves(self._hand)
        self.drafts = DraftsOffered(self._hand, self.moves, self.draft)
        self._reading = Reading(desk.centre, self._show_read)
        self._likely = Reading(desk.centre, self._show_likely)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LIKELY_MS)
        self._soon.timeout.connect(self._look_for_likely)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.bar, 0), (self.draft, 0), (self.body, 1), (self.empty, 1)):
            column.addWidget(part, stretch)
        self._lead = Lead(self, self.empty.button)
        self._wire()
        self.tell()

    def _wire(self) -> None:
        body, bar, desk = self.body, self.bar, self._desk
        for form in (body.texts, body.facts):
            form.edited.connect(self._note_edit)
        body.texts.toggled.connect(lambda writing: bar.say_way(writing=writing))
        self.editing.told.connect(self.tell_state)
        self.editing.refused.connect(self._refuse)
        self.editing.saved.connect(self._was_saved)
        self.moves.done.connect(self.read)
        self.drafts.resumed.connect(self.resume)
        self.drafts.changed.connect(self.tell)
        self.acts.linked.connect(self._soon.start)
        body.likely.left.connect(lambda: body.sections["texts"].start())
        self.empty.button.clicked.connect(lambda: self.begin(Seed()))
        for button, slot in (
            (bar.save, self.save),
            (bar.discard, self._discard),
            (bar.way, self.turn_texts),
            (bar.back, self.leave),
            (bar.previous, partial(self.turn, -1)),
            (bar.next, partial(self.turn, 1)),
        ):
            button.clicked.connect(lambda _on=False, slot=slot: slot())
        bar.copy_number.triggered.connect(lambda: self._copy(title=False))
        bar.copy_link.triggered.connect(lambda: self._copy(title=True))
        bar.pdf.triggered.connect(lambda: self._paper("ask_where_to"))
        bar.paper.triggered.connect(lambda: self._paper("print"))
        bar.watch.triggered.connect(self.acts.watch)
        for keys, called in (
            ("Ctrl+S", self.save),
            ("F2", self.turn_texts),
            ("F6", partial(body.turn, 1)),
            ("Shift+F6", partial(body.turn, -1)),
            ("Ctrl+M", body.head.open_menu),
            ("Alt+PgUp", partial(self.turn, -1)),
            ("Alt+PgDown", partial(self.turn, 1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, called)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        desk.changed.connect(self._heed)
        desk.read_again.connect(self._say_known)

    @property
    def opened(self) -> Opened | None:
        """The issue as it was read last; None: nothing, or a new issue."""
        return self._hand.opened

    @property
    def speak(self) -> Speaker:
        """What sentences about this issue need."""
        return self._hand.speak

    # -- coming and going -----------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The page is about to be shown."""
        self.drafts.read()
        if self._wanted:
            self.read()

    def open(self, id: int) -> None:
        """Show the issue *id*."""
        if id != self._wanted or self.editing.is_new:
            self._forget()
            self._wanted = id
        self.read()

    def resume(self, draft: Draft) -> None:
        """Go on with a new issue that was begun and never saved."""
        self._forget()
        self._wanted = 0
        self.editing.begin(self._empty_issue(), draft)
        self._begin_new()

    def begin(self, seed: Seed) -> None:
        """Begin a new issue with what *seed* knows."""
        self._forget()
        self._wanted = 0
        self.editing.begin(
            self._empty_issue(), mine=self._seeded(seed), matters=[(one, "") for one in seed.matters]
        )
        self._begin_new()
        if self.editing.is_dirty:
            self.editing.note_edit()
        self.drafts.read()

    def leave(self) -> None:
        """Back to the list; what is typed is kept."""
        self.editing.drafts.flush()
        self._desk.tab_wanted.emit("list")

    def turn(self, by: int) -> None:
        """Show the next issue of the list, or the one before."""
        order = self._desk.order
        if self._wanted in order:
            at = order.index(self._wanted) + by
            if 0 <= at < len(order):
                self._desk.issue_wanted.emit(order[at])

    def _forget(self) -> None:
        self.editing.forget()
        self.moves.leave()
        self.body.leave_forms()
        self._hand.opened = None
        self.body.likely.show_proposals(())

    def _begin_new(self) -> None:
        """The forms of an issue that was never saved."""
        self.body.texts.show_way(writing=True)
        mine = self.editing.mine
        if mine is not None:
            self.body.show_new(mine, self.editing.matters, self.speak)
            self.acts.show_wanted_links()
        self.tell()
        self._look_for_likely()
        self.body.texts.entries["title"].field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _empty_issue(self) -> Issue:
        now = self._desk.now
        facts = Facts()
        return Issue(0, "", "", State.DRAFT, Text(), facts, Standing(), now, self._desk.centre.who, now)

    def _seeded(self, seed: Seed) -> Issue:
        values: dict[str, Any] = {
            "title": seed.title,
            "text.description": seed.description,
            "facts.category": seed.category,
            "facts.node": seed.node,
            "facts.first_seen": seed.first_seen,
            "facts.last_seen": seed.last_seen,
        }
        if seed.source in set(Origin):
            values["facts.origin"] = Origin(seed.source)
        return merge.put(self._empty_issue(), values)

    # -- what is read ---------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the issue again."""
        if self._wanted:
            self._reading.read(issue_work.read_issue, self._wanted, self._desk.centre.who)

    def _heed(self, changes: frozenset[str]) -> None:
        if self._wanted and changes & {"issues", "callbacks"} and self.isVisible():
            self.read()

    def _show_read(self, opened: Opened | int) -> None:
        if isinstance(opened, Opened):
            if opened.issue.id == self._wanted:
                self.show_opened(opened)
        elif opened == self._wanted:
            self._show_gone()

    def _show_gone(self) -> None:
        """The issue is there no more; what is typed about it can still be read and copied."""
        said = _("The issue is not there any more: its making was undone.")
        if self.editing.is_dirty:
            self.body.say_problem(said)
        else:
            self._forget()
            self._wanted = 0
            self._desk.noticed.emit(said, None)
            self.tell()

    def show_opened(self, opened: Opened) -> None:
        """Show an issue as it was read."""
        self._wanted = opened.issue.id
        first = self.opened is None or self.opened.issue.id != opened.issue.id
        self._hand.opened = opened
        if first:
            self.editing.begin(opened.issue, opened.draft)
            self.body.texts.show_way(writing=self.editing.is_dirty)
        else:
            self.editing.take(opened.issue)
        self.body.show_opened(opened, self.speak)
        self.tell()
        if first:
            self.body.history.note.setText(self.editing.note)
            if self.isVisible():
                self.body.start()
            self.moves.go_on()

    # -- typing ---------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save what is typed, when nothing is wrong with it."""
        self._hand.save()

    def turn_texts(self) -> None:
        """Show the texts in the other way."""
        texts = self.body.texts
        if texts.is_writing:
            texts.show_way(writing=False)
        else:
            texts.write()

    def _note_edit(self) -> None:
        self.editing.note_edit()
        if self.editing.is_new or (self.opened is not None and self.opened.issue.state is State.DRAFT):
            self._soon.start()

    def _was_saved(self, issue: Issue) -> None:
        self.body.texts.show_way(writing=False)
        self._wanted = issue.id
        self.read()

    def _refuse(self, error: SupervisorError) -> None:
        self.body.say_problem(sentence(error))

    def _discard(self) -> None:
        """Throw the fields away that are not saved; a new issue's evidence, too."""
        self.editing.discard()
        if self.editing.is_new:
            self.body.evidence.show_pieces((), self.speak, self.editing.matters)
            self.acts.show_wanted_links()

    # -- what looks like it ---------------------------------------------------------------------------------

    def _look_for_likely(self) -> None:
        mine = self.editing.mine
        if mine is not None and any(merge.value(mine, path) for path in _LIKE_PATHS):
            asked = mine.title, mine.facts.category, mine.facts.node
            self._likely.read(issue_work.read_likely, *asked, mine.id)

    def _show_likely(self, found: tuple[Proposal, ...]) -> None:
        if self.editing.base is not None:
            linked = {id for id, _kind in self.editing.links}
            for link in self.opened.links if self.opened is not None else ():
                linked |= {link.issue, link.other}
            self.body.likely.show_proposals([one for one in found if one.past.id not in linked])

    # -- words ----------------------------------------------------------------------------------------------

    def _copy(self, *, title: bool) -> None:
        if self.opened is not None:
            issue = self.opened.issue
            QGuiApplication.clipboard().setText(named(issue) if title else issue.number)

    def _paper(self, what: str) -> None:
        if self.opened is not None:
            from ui.issues.issue_paper import IssuePaper

            getattr(IssuePaper(self._desk, self.opened, self.speak, self), what)()

    def tell(self) -> None:
        """Say anew what is shown, and whether something is unsaved."""
        there = self.editing.base is not None
        self.bar.setVisible(there)
        self.body.setVisible(there)
        self.empty.setVisible(not there)
        self.empty.say(_("No issue is open. Choose one from the list, or begin one."), _("Begin an issue"))
        self._lead.part = self.body if there else self.empty.button
        issue = self.editing.base
        if issue is not None:
            self.bar.title.setText(named(issue))
        known = self.opened is not None
        for button in (self.bar.previous, self.bar.next):
            button.setVisible(known and bool(self._desk.order))
        self.bar.more.setVisible(known)
        if self.opened is not None:
            on = self._desk.centre.who in self.opened.issue.standing.watchers
            self.bar.watch.setText(_("Do not watch it any more") if on else _("Watch it"))
        self.tell_state()

    def tell_state(self) -> None:
        """Say whether something is unsaved."""
        editing, zone = self.editing, self._desk.zone
        dirty = editing.is_dirty
        self.bar.save.setEnabled(dirty or editing.is_new)
        self.bar.discard.setVisible(dirty)
        said = ""
        if dirty and editing.kept is not None:
            time = clock_time(editing.kept.saved_at, zone)
            said = _("Not saved yet; what you typed is kept since {time}.").format(time=time)
        elif dirty:
            said = _("Not saved yet")
        elif editing.is_new:
            said = _("A new issue; it is filed as a draft when it is saved.")
        self.bar.show_state(said, unsaved=dirty)
        self.drafts.tell()

    def _say_known(self) -> None:
        self.body.say_known()
        if self.opened is not None:
            self.show_opened(self.opened)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.editing.drafts.flush()  # the window may be about to close

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.bar.say_way(writing=self.body.texts.is_writing)
            self.tell()
