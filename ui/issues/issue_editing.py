"""What is typed about the issue of the page: kept as a draft all the while, saved as one step, never lost."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from supervisor.errors import ConflictError, SupervisorError
from supervisor.issues import merge
from supervisor.issues.draft import Draft, applied, typed
from supervisor.issues.evidence import Matter
from supervisor.issues.issue import FIELDS, Issue
from supervisor.issues.link import Wanted
from supervisor.issues.moves import Given
from supervisor.issues.speaker import Speaker
from supervisor.issues.wording import value_words
from supervisor.words import _
from ui.issues.desk import IssuesDesk
from ui.issues.issue_drafts import IssueDrafts
from ui.issues.speaking import speaker
from ui.widgets.merge_dialog import MergeDialog, MergeRow, Side


class Form(Protocol):
    """What shows fields of an issue and reads them back."""

    def show_issue(self, issue: Issue, *, but: frozenset[str] = frozenset()) -> None: ...
    def values(self) -> dict[str, Any]: ...
    def unread(self) -> frozenset[str]: ...


class IssueEditing(QObject):
    """`told` comes when it is another thing that is unsaved, or kept; `saved` with the issue after saving;
    `refused` with an error.

    *base* is the issue as it was read when the typing began: what differs from it in the forms is mine.
    """

    told = Signal()
    saved = Signal(object)  # Issue
    refused = Signal(object)  # SupervisorError

    def __init__(self, desk: IssuesDesk, forms: Sequence[Form], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._forms, self._window = desk, tuple(forms), parent
        self.base: Issue | None = None
        self.matters: tuple[tuple[Matter, str], ...] = ()  # of a new issue, to be kept with it
        self.links: tuple[Wanted, ...] = ()  # likewise
        self.begun: dict[str, Given] = {}  # what was typed of moves, by their names, and of a "reply"
        self.note = ""  # a remark that was typed
        self.kept: Draft | None = None  # as it was kept last
        self.dialog: MergeDialog | None = None
        self._began: dict[str, Any] = {}
        self._draft_id = ""
        self._busy = False
        self.drafts = IssueDrafts(desk.centre, self)
        self.drafts.kept.connect(self._was_kept)
        self.drafts.refused.connect(self.refused)

    # -- what is typed --------------------------------------------------------------------------------------

    def begin(
        self,
        issue: Issue,
        draft: Draft | None = None,
        *,
        mine: Issue | None = None,
        matters: Sequence[tuple[Matter, str]] = (),
        links: Sequence[Wanted] = (),
    ) -> None:
        """Type about *issue*: with what *draft* has, or with what *mine* has already."""
        if draft is not None:
            issue = draft.typed.base or issue
            mine, matters, links = applied(issue, draft.typed), draft.typed.matters, draft.typed.links
        self.base, self.kept = issue, draft
        self.matters, self.links = tuple(matters), tuple(links)
        self.begun = dict(draft.typed.moves) if draft is not None else {}
        self.note = draft.typed.note if draft is not None else ""
        self._draft_id = (
            draft.id if draft is not None else f"{issue.id}|{self._who}" if issue.id else uuid.uuid4().hex
        )
        self._show(issue)
        self._began = self._values()
        if mine is not None:
            self._show(mine)
        self.told.emit()

    def take(self, issue: Issue) -> None:
        """The issue as it now stands: what nobody types in is shown anew; what is typed stays, and stands
        against what was read before until it is saved."""
        if not self.is_dirty:
            begun, note, kept = self.begun, self.note, self.kept
            self.begin(issue)
            self.begun, self.note, self.kept = begun, note, kept

    def forget(self) -> None:
        """Nothing is shown; what is typed is kept."""
        self.drafts.flush()
        self.base = None

    @property
    def _who(self) -> str:
        return self._desk.centre.who

    @property
    def mine(self) -> Issue | None:
        """The issue as it stands in the forms."""
        return None if self.base is None else merge.put(self.base, self._typed())

    @property
    def is_new(self) -> bool:
        """Whether the issue was never saved."""
        return self.base is not None and not self.base.id

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved."""
        if self.base is None:
            return False
        kept_with_it = self.matters or self.links
        return bool(self._typed() or kept_with_it or any(form.unread() for form in self._forms))

    def note_edit(self) -> None:
        """Somebody typed: have it kept soon."""
        base, mine = self.base, self.mine
        if base is None or mine is None:
            return
        if self.is_dirty or self.begun or self.note:
            what = typed(base, mine, is_new=not base.id)
            beside = {"matters": self.matters, "links": self.links}
            what = msgspec.structs.replace(what, **beside, moves=self.begun, note=self.note)
            self.drafts.keep(Draft(self._draft_id, base.id, self._who, self._desk.now, what))
        else:
            self.drafts.drop(self._draft_id)
            self.kept = None
        self.told.emit()

    def note_begun(self, name: str, given: Given | None) -> None:
        """Somebody typed in the form of the move *name* (None: it was done, or given up)."""
        if given is not None:
            self.begun = self.begun | {name: given}
        elif name not in self.begun:
            return
        else:
            self.begun = {one: said for one, said in self.begun.items() if one != name}
        self.note_edit()

    def note_remark(self, text: str) -> None:
        """Somebody typed a remark for the history."""
        if text.strip() != self.note:
            self.note = text.strip()
            self.note_edit()

    def discard(self, *, everything: bool = False) -> None:
        """Throw away the fields that are not saved, or *everything*: moves and remarks that were begun, too.
        What takes it back puts it back."""
        base, mine, matters, links = self.base, self.mine, self.matters, self.links
        begun, note = self.begun, self.note
        if base is None or mine is None:
            return
        self.drafts.drop(self._draft_id)
        self.begin(base)
        if not everything:
            self.begun, self.note = begun, note
            self.note_edit()

        def back() -> None:
            if self.base is not None and self.base.id == base.id:
                self.begin(base, mine=mine, matters=matters, links=links)
                self.begun, self.note = begun, note
                self.note_edit()

        self._desk.noticed.emit(_("What was typed was thrown away."), back)

    # -- saving ---------------------------------------------------------------------------------------------

    def save(self, then: Callable[[Issue], None] | None = None) -> None:
        """Save what is typed as one step, then call *then* with the issue."""
        base, mine = self.base, self.mine
        if base is None or mine is None or self._busy or not self._desk.centre.url:
            return
        if base.id and not self.is_dirty:
            if then is not None:
                then(base)
            return
        self._save(base, mine, then)

    def _save(self, base: Issue, mine: Issue, then: Callable[[Issue], None] | None) -> None:
        self._busy = True
        self.drafts.flush()
        of = self._draft_id
        arguments: tuple[Any, ...] = (base, mine) if base.id else (mine, self.matters, self.links)
        said = _("{number} was saved.").format(number=base.number)
        if not base.id:
            said = _("The issue was filed as a draft.")
        self._desk.do(
            said,
            "supervisor.issues.store",
            "edit" if base.id else "add",
            *arguments,
            acting=self._desk.acting(),
            then=lambda issue: self._was_saved(of, mine, issue, then),
            failed=lambda error: self._was_refused(error, then),
        )

    def _was_saved(self, of: str, mine: Issue, issue: Issue, then: Callable[[Issue], None] | None) -> None:
        self._busy = False
        if self.base is None or self._draft_id != of:  # another one was turned to meanwhile: it stays
            self.drafts.drop(of)
            return
        now = self.mine
        later = {}
        if now is not None:  # what was typed while it was being saved
            later = {path: merge.value(now, path) for path in merge.changed(mine, now)}
        begun, remark = self.begun, self.note
        self.drafts.drop(self._draft_id)
        self.begin(issue, mine=merge.put(issue, later) if later else None)
        self.begun, self.note = begun, remark
        if later or begun or remark:
            self.note_edit()
        self.saved.emit(issue)
        if then is not None:
            then(issue)

    def _was_refused(self, error: SupervisorError, then: Callable[[Issue], None] | None) -> None:
        self._busy = False
        if isinstance(error, ConflictError):
            self._ask(error, then)
        else:
            self.refused.emit(error)

    def _ask(self, error: ConflictError, then: Callable[[Issue], None] | None) -> None:
        """Let whoever sits here choose between what both changed."""
        base, theirs, mine = error.base, error.theirs, error.mine
        assert isinstance(base, Issue)  # noqa: S101
        assert isinstance(theirs, Issue)  # noqa: S101
        assert isinstance(mine, Issue)  # noqa: S101
        dialog = MergeDialog(theirs.number, conflict_rows(error, self.speak), self._window)
        dialog.settled.connect(lambda chosen: self._settle(base, theirs, mine, chosen, then))
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()

    def _settle(
        self,
        base: Issue,
        theirs: Issue,
        mine: Issue,
        chosen: dict[str, Side],
        then: Callable[[Issue], None] | None,
    ) -> None:
        values = {path: merge.value(mine, path) for path in merge.changed(base, mine) if path not in chosen}
        of = {Side.BASE: base, Side.MINE: mine, Side.THEIRS: theirs}
        values |= {path: merge.value(of[side], path) for path, side in chosen.items()}
        self._save(theirs, merge.put(theirs, values), then)

    def _closed(self, _how: int) -> None:
        self.dialog = None

    @property
    def speak(self) -> Speaker:
        """What sentences about this centre's issues need."""
        return speaker(self._desk)

    def _was_kept(self, draft: Draft) -> None:
        if draft.id == self._draft_id:
            self.kept = draft
            self.told.emit()

    def _show(self, issue: Issue) -> None:
        for form in self._forms:
            form.show_issue(issue)

    def _values(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for form in self._forms:
            found |= form.values()
        return found

    def _typed(self) -> dict[str, Any]:
        """The fields that a person changed: an editor may show a value other than it was kept."""
        began = self._began
        return {path: value for path, value in self._values().items() if value != began.get(path, _NOTHING)}


_NOTHING = object()


def conflict_rows(error: ConflictError, speak: Speaker) -> list[MergeRow]:
    """The fields of *error* with their three values in words."""

    def said(issue: object, path: str) -> str:
        return value_words(path, merge.value(issue, path), speak) if isinstance(issue, Issue) else ""

    return [
        MergeRow(
            path, _(FIELDS[path]), said(error.base, path), said(error.theirs, path), said(error.mine, path)
        )
        for path in error.paths
    ]
