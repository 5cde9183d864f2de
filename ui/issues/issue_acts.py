"""What is done with an open issue besides typing and moving: evidence, files, links, limits, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from supervisor.errors import KeptHereError, SupervisorError
from supervisor.issues.callback import Promise
from supervisor.issues.evidence import Contacts, Evidence, File, Matter
from supervisor.issues.issue import Issue
from supervisor.issues.link import Link, LinkKind, Wanted, with_link
from supervisor.sentences.error import sentence
from supervisor.words import _, ngettext, number
from ui.asking import Reading
from ui.issues import issue_work
from ui.issues.issue_in_hand import IssueInHand
from ui.issues.issue_work import Named
from ui.issues.limits_view import RULING
from ui.widgets.export_dialog import ExportDialog, export_once
from ui.widgets.leaving import Chosen, Format, Leaving, Taking, TakingByJob, places_of

STORE = "supervisor.issues.store"


class IssueActs(QObject):
    """Does what the parts of the page ask for; each is a step of its own. `linked`: a new issue will have
    other links."""

    linked = Signal()

    def __init__(self, hand: IssueInHand) -> None:
        super().__init__(hand.window)
        self._hand, self._desk, self._body = hand, hand.desk, hand.body
        desk, body, editing = hand.desk, hand.body, hand.editing
        self._names = Reading(desk.centre, body.links.show_choices)
        self._wanted_names = Reading(desk.centre, self._show_wanted_links)
        body.evidence.added.connect(self.add_evidence)
        body.evidence.files_added.connect(self.add_files)
        body.evidence.removed.connect(self.remove_evidence)
        body.evidence.save_wanted.connect(self.ask_where_to)
        body.evidence.contacts_asked.connect(self.show_contacts)
        body.history.note_asked.connect(self.note)
        for view in (body.links, body.likely):
            view.opened.connect(desk.issue_wanted)
            view.link_asked.connect(self.link)
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

    def link(self, other: int, kind: str) -> None:
        """Say that the issue has to do with *other*: a new one from when it is filed."""
        editing = self._hand.editing
        if editing.is_new:
            self._put_links(with_link(editing.links, other, LinkKind(kind)))
        elif self._issue is not None:
            self._do(_("The issues were linked."), "link", self._issue.id, other, kind)

    def unlink(self, link: Link) -> None:
        """Take a link away."""
        if link.issue:
            self._do(_("The link was removed."), "unlink", link.issue, link.other, link.kind.value)
        else:
            self._put_links(tuple(one for one in self._hand.editing.links if one[0] != link.other))

    def _put_links(self, links: tuple[Wanted, ...]) -> None:
        editing = self._hand.editing
        editing.links = links
        editing.note_edit()
        self.show_wanted_links()
        self.linked.emit()

    def show_wanted_links(self) -> None:
        """Show what the new issue will be linked with."""
        wanted = {other for other, _kind in self._hand.editing.links}
        self._wanted_names.read(issue_work.read_names, wanted)

    def _show_wanted_links(self, found: tuple[Named, ...]) -> None:
        editing, desk = self._hand.editing, self._desk
        if editing.base is not None and editing.is_new:
            named = {one.id: one for one in found}
            links = [Link("", 0, other, kind, desk.now, desk.centre.who) for other, kind in editing.links]
            self._body.links.show_links(editing.base, links, named, ())

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
        issue = self._issue
        if issue is None or not self._desk.centre.url:
            return

        def done(_result: object) -> None:
            self._desk.noticed.emit(_("The remark was kept."), None)

        def failed(error: SupervisorError) -> None:
            here = self._issue is not None and self._issue.id == issue.id
            if isinstance(error, KeptHereError):
                self._refuse(error)
            elif here and not self._body.history.note.text():
                self._put_remark(text)
                self._refuse(error)
            else:
                said = _("The remark on {number} was not kept: “{text}” {why}")
                why = sentence(error)
                self._body.say_problem(said.format(number=issue.number, text=text, why=why))

        job = self._desk.centre.jobs.write(
            issue_work.note, issue.id, text, acting=self._desk.acting(), at=self._desk.now
        )
        self._put_remark("")  # at once: until it is kept another issue may be shown, with a remark of its own
        job.then(done, failed)

    def _put_remark(self, text: str) -> None:
        self._body.history.note.setText(text)
        self._hand.editing.note_remark(text)

    def _simple(self, name: str, said: str, arguments: tuple[Any, ...]) -> None:
        if self._issue is not None:
            self._do(said, name, self._issue.id, self._issue.version, *arguments)
