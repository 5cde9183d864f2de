"""Issues out of a file: chosen, previewed row by row, taken in as drafts."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from supervisor.errors import SupervisorError
from supervisor.words import _, day, language, ngettext, number, use_language
from ui.issues.desk import IssuesDesk
from ui.widgets.file_ask import ask_for_file
from ui.widgets.file_preview import VERDICT_WORDS, FilePreview, in_order, summary

if TYPE_CHECKING:  # it comes with readers of workbooks
    from supervisor.issues.intake import IssueRow, IssueSheet

STORE = "supervisor.issues.intake_store"


class Intake(QObject):
    """`begin` asks for a file; nothing is written before somebody has seen what it would add."""

    def __init__(self, desk: IssuesDesk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.dialog: QFileDialog | None = None
        self.preview: FilePreview | None = None

    def begin(self) -> None:
        """Ask which file is to be read."""
        self.dialog = ask_for_file(self._page, _("Import issues"), self.read)

    def read(self, path: Path) -> None:
        """Read *path* and show what it would add."""
        centre = self._desk.centre
        job = centre.jobs.compute(_read, centre.url, path, self._desk.now, centre.who, language())
        job.then(self.show_preview, self._refuse)

    def show_preview(self, read: IssueSheet) -> None:
        """Show what the file would add."""
        if read.problem:
            said = _("{file}: {problem}").format(file=read.file, problem=read.problem)
            self._desk.noticed.emit(said, None)
            return
        many = len(read.good)
        counts = {name: sum(row.verdict.value == name for row in read.rows) for name in VERDICT_WORDS}
        self.preview = FilePreview(
            _("Import issues"),
            summary(read.file, **counts),
            read.unread,
            [_("Row"), _("Verdict"), _("Title"), _("Department"), _("First seen"), _("Remark")],
            [self._texts(row) for row in sorted(read.rows, key=_order)],
            ngettext("Take in {n} issue", "Take in {n} issues", many).format(n=number(many)),
            can_take=bool(many),
            parent=self._page,
        )
        self.preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.preview.taken.connect(partial(self._take_in, read))
        self.preview.open()

    def _take_in(self, read: IssueSheet) -> None:
        many = len(read.good)
        said = ngettext("{n} issue was taken in as a draft.", "{n} issues were taken in as drafts.", many)
        acting = self._desk.acting()
        self._desk.do(said.format(n=number(many)), STORE, "take_in", read.good, acting=acting)

    def _refuse(self, error: SupervisorError) -> None:
        self._desk.centre.jobs.refused.emit(error)

    def _texts(self, row: IssueRow) -> tuple[str, ...]:
        found = row.issue
        said = ("", "", "")
        if found is not None:
            facts = found.facts
            name = self._desk.known.department(facts.department) if facts.department else ""
            said = (found.title, name, day(facts.first_seen) if facts.first_seen else "")
        return number(row.number), _(VERDICT_WORDS[row.verdict.value]), *said, row.problem


def _order(row: IssueRow) -> tuple[int, int]:
    return in_order(row.verdict.value, row.number)


def _read(report: Any, url: str, path: Path, at: datetime, who: str, spoken: str) -> IssueSheet:
    """In the work process: what the file would add."""
    from supervisor.issues import intake, intake_store
    from supervisor.storage.database import open_centre

    use_language(spoken)
    with open_centre(url) as database, database.read() as db:
        there = intake_store.there(db)
        report(0, 1)
        return intake.read_file(path, there, at=at, who=who)
