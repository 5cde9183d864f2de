"""What is done with an open issue besides typing and moving: evidence, files, links, limits, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from supervisor.errors import SupervisorError
from supervisor.issues.callback import Promise
from supervisor.issues.evidence import Contacts, Evidence, File, Matter
from supervisor.issues.issue import Issue
from supervisor.issues.link import Link
from supervisor.sentences.error import sentence
from supervisor.words import _, ngettext, number
from ui.asking import Reading
from ui.issues import issue_work
from ui.issues.issue_in_hand import IssueInHand
from ui.issues.limits_view import RULING
from ui.widgets.export_dialog import ExportDialog, export_once
from ui.widgets.leaving import Chosen, Format, Leaving, Taking, TakingByJob, places_of

STORE = "supervisor.issues.store"


class IssueActs(QObject):
    """Does what the parts of the page ask for; each is a step of its own."""

    def __init__(self, hand: IssueInHand) -> None:
        super().__init__(hand.window)
        self._hand, self._desk, self._body = hand, hand.desk, hand.body
        desk, body, editing = hand.desk, hand.body, hand.editing
        self._names = Reading(desk.centre, body.links.show_choices)
        body.evidence.added.connect(self.add_evidence)
        body.evidence.files_added.connect(self.add_files)
        body.evidence.removed.connect(self.remove_evidence)
        body.evidence.save_wanted.connect(self.ask_where_to)
        body.evidence.contacts_asked.connect(self.show_contacts)
        body.history.note_asked.connect(self.note)
        for view in (body.links, body.likely):
            view.opened.connect(desk.issue_wanted)
        body.links.unlink_asked.connect(self.unlink)
        body.links.other.looked_at.connect(lambda: self._names.read(issue_work.read_all_names))
        body.limits.wanted.connect(lambda what: self._with(lambda issue: body.limits.begin(issue, what)))
        body.limits.simple.connect(self._simple)
        body.head.rule.clicked.connect(lambda: self._with(lambda issue: body.limits.begin(issue, RULING)))
        body.replies.asked.connect(
            lambda: self._with(lambda issue: body.replies.begin(issue, editing.begun.get("reply")))
        )
        body.replies.typed.connect(lambda given: editing.note_begun("reply", given))
        body.history.note.textEdited.connect(editing.note_remark)
        body.calls.opened.connect(desk.callback_opened)
        body.promise.clicked.connect(lambda: self._with(self._promise))

    @property
    def _issue(self) -> Issue | None:
        return self._hand.issue

    def _with(self, what: Any) -> None:
        if self._issue is not None:
            what(self._issue)

    def _do(self, said: str, name: str, *arguments: Any) -> None:
        self._desk.do(said, STORE, name, *arguments, acting=self._desk.acting(), failed=self._refuse)

    def _refuse(self, error: SupervisorError) -> None:
        self._body.say_problem(sentence(error))

    def _promise(self, issue: Issue) -> None:
        promise = Promise("", about=issue.title, owner=self._desk.centre.who)
        self._desk.callback_wanted.emit(promise, issue.id)

    # -- evidence -------------------------------------------------------------------------------------------

    def add_evidence(self, matters: Sequence[tuple[Matter, str]]) -> None:
        """Add pieces; those of a new issue are kept with it."""
        editing = self._hand.editing
        if editing.is_new:
            self._put_matters((*editing.matters, *matters))
        elif self._issue is not None:
            self._add_to(self._issue, matters)

    def _add_to(self, issue: Issue, matters: Sequence[tuple[Matter, str]]) -> None:
        said = ngettext(
            "{n} piece of evidence was added.", "{n} pieces of evidence were added.", len(matters)
        )
        self._do(said.format(n=number(len(matters))), "add_evidence", issue.id, tuple(matters))

    def add_files(self, paths: Sequence[Path]) -> None:
        """Keep the files at *paths*, then add them to the issue that is shown now."""
        editing, issue = self._hand.editing, self._issue
        new = editing.base if editing.is_new else None

        def add(result: tuple[object, tuple[Matter, ...]]) -> None:
            matters = tuple((one, "") for one in result[1])
            if issue is not None:
                self._add_to(issue, matters)
            elif editing.base is new:
                self._put_matters((*editing.matters, *matters))
            else:
                self._body.say_problem(_("The files were not added: the new issue is not shown any more."))

        if issue is not None or new is not None:
            job = self._desk.centre.jobs.write(issue_work.keep_files, tuple(paths), at=self._desk.now)
            job.then(add, self._refuse)

    def remove_evidence(self, piece: Evidence | int) -> None:
        """Take a piece away, or one that waits for a new issue, by its place."""
        if isinstance(piece, Evidence):
            self._do(_("A piece of evidence was taken away."), "remove_evidence", piece)
        else:
            kept = self._hand.editing.matters
            self._put_matters((*kept[:piece], *kept[piece + 1 :]))

    def _put_matters(self, matters: tuple[tuple[Matter, str], ...]) -> None:
        editing = self._hand.editing
        editing.matters = matters
        editing.note_edit()
        self._body.evidence.show_pieces((), self._hand.speak, matters)

    def ask_where_to(self, file: File) -> ExportDialog:
        """Ask where *file* is to be saved; it is never opened from here."""
        desk, name = self._desk, Path(file.name)
        filled = places_of(name.stem, name=self._issue.number if self._issue is not None else "")
        leaving = Leaving(
            "attachment", name.name, filled, "{report}", (Format.AS_IS,), suffix=name.suffix, opens=False
        )

        def take(chosen: Chosen) -> Taking:
            jobs, path = desk.centre.jobs, chosen.path
            said = _("The file was saved as {file}.").format(file=path.name)
            return TakingByJob(jobs, jobs.read(issue_work.save_file, file, path), path, lambda _done: said)

        return export_once(leaving, take, self._body, machine=desk.machine, noticed=desk.noticed)

    def show_contacts(self, matter: Contacts) -> None:
        """Show these contacts in the history, as far as it keeps them one by one."""
        from supervisor.history.contacts import ContactQuestion
        from supervisor.history.period import Period

        times = [one.at for one in matter.contacts if one.at is not None]
        if not times:
            self._body.say_problem(
                _("It is not known when these contacts came, so they cannot be looked up.")
            )
            return
        days = self._desk.centre.days
        asked = ContactQuestion(
            Period(days.day(min(times)), days.day(max(times))),
            named=tuple(dict.fromkeys((one.source, one.contact) for one in matter.contacts)),
        )
        about = matter.how or _("Evidence of {number}").format(
            number=self._issue.number if self._issue else ""
        )
        self._desk.contacts_wanted.emit(asked, about)

    # -- others ---------------------------------------------------------------------------------------------

    def link(self, one: int, other: int, kind: str) -> None:
        """Say that two issues have to do with each other."""
        self._do(_("The issues were linked."), "link", one, other, kind)

    def unlink(self, link: Link) -> None:
        """Take a link away."""
        self._do(_("The link was removed."), "unlink", link.issue, link.other, link.kind.value)

    def watch(self) -> None:
        """Watch the issue, or no longer."""
        issue = self._issue
        if issue is None:
            return
        who = self._desk.centre.who
        on = who not in issue.standing.watchers
        said = _("You watch {number}.") if on else _("You do not watch {number} any more.")
        self._do(said.format(number=issue.number), "watch", issue.id, who, on)

    def note(self, text: str) -> None:
        """A remark in the history, which stays."""
        if self._issue is None or not self._desk.centre.url:
            return

        def done(_result: object) -> None:
            self._body.history.clear_note()
            self._hand.editing.note_remark("")
            self._desk.noticed.emit(_("The remark was kept."), None)

        job = self._desk.centre.jobs.write(
            issue_work.note, self._issue.id, text, acting=self._desk.acting(), at=self._desk.now
        )
        job.then(done, self._refuse)

    def _simple(self, name: str, said: str, arguments: tuple[Any, ...]) -> None:
        if self._issue is not None:
            self._do(said, name, self._issue.id, self._issue.version, *arguments)
