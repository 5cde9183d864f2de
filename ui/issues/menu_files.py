"""The voice menu and its counts as files: written where somebody says, read and previewed before anything is
changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.sentences.error import sentence
from supervisor.words import DASH, _, language, mark, moment, ngettext, number
from ui.issues import menu_work as work
from ui.issues.desk import IssuesDesk
from ui.issues.menu_work import MenuRead
from ui.widgets.export_dialog import OneExport
from ui.widgets.file_ask import ask_for_file
from ui.widgets.file_preview import VERDICT_WORDS, FilePreview, in_order, summary
from ui.widgets.leaving import Chosen, Taking, TakingByJob, as_file

if TYPE_CHECKING:  # they come with readers of workbooks
    from supervisor.ivr.count_sheet import CountRow, CountSheet
    from supervisor.ivr.menu_sheet import MenuRow, MenuSheet
    from supervisor.ivr.node import Node, NodeCount
    from supervisor.workbook.table import Written

VERDICTS = ("new", "changed", "same", "bad")
GONE = mark("Not in the file")


class MenuPreview(FilePreview):
    """What a file of the menu would do; `leave_out` says whether what it lacks is taken out."""

    def __init__(self, read: MenuSheet, parent: QWidget | None = None) -> None:
        rows = sorted(read.rows, key=lambda one: in_order(one.verdict.value, one.number))
        gone = [("", _(GONE), " / ".join(path), "") for _node, path in read.gone]
        many = len(read.good)
        super().__init__(
            _("Import the menu"),
            summary(read.file, **_counts(read.rows)),
            read.unread,
            [_("Row"), _("Verdict"), _("Node"), _("What changes")],
            [*(_menu_texts(one) for one in rows), *gone],
            ngettext("Take in {n} node", "Take in {n} nodes", many).format(n=number(many)),
            can_take=bool(many),
            parent=parent,
        )
        self._many = many
        self.leave_out = QCheckBox(
            ngettext(
                "Take {n} node out of the menu that is not in the file",
                "Take {n} nodes out of the menu that are not in the file",
                len(gone),
            ).format(n=number(len(gone))),
            self,
        )
        self.leave_out.setVisible(bool(gone))
        self.leave_out.toggled.connect(lambda on: self.take.setEnabled(on or bool(self._many)))
        page = self.layout()
        assert isinstance(page, QVBoxLayout)  # noqa: S101  # the dialog's own
        page.insertWidget(page.count() - 1, self.leave_out)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


class MenuFiles(QObject):
    """`refused` comes with what is wrong."""

    refused = Signal(str)

    def __init__(self, desk: IssuesDesk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.dialog: QFileDialog | None = None
        self.out = OneExport(desk.machine, page)
        self.out.noticed.connect(desk.noticed)
        self.preview: FilePreview | None = None

    # -- out ------------------------------------------------------------------------------------------------

    def ask_where_to(self, menu: MenuRead) -> None:
        """Ask where the tree is to be written."""
        self.out.ask(as_file("ivr", _("Voice menu")), partial(self._take_out, menu))

    def _take_out(self, menu: MenuRead, chosen: Chosen) -> Taking:
        """Write the tree."""
        centre, zone = self._desk.centre, self._desk.zone
        about = [(_("Made at"), moment(self._desk.now, zone)), (_("Made by"), centre.who)]
        job = centre.jobs.compute(
            work.write_menu, chosen.path, menu.nodes, menu.departments, about, str(zone), language()
        )
        return TakingByJob(centre.jobs, job, chosen.path, _written)

    # -- in -------------------------------------------------------------------------------------------------

    def ask_for_menu(self, menu: MenuRead) -> None:
        """Ask which file of the tree is to be read."""
        self._ask(partial(self.read_menu, menu))

    def read_menu(self, menu: MenuRead, path: Path) -> None:
        """Read *path* and show what it would change; nothing is written before somebody says so."""
        centre = self._desk.centre
        job = centre.jobs.compute(work.read_menu_file, path, menu.nodes, menu.departments, language())
        job.then(self.show_menu, self._refuse)

    def show_menu(self, read: MenuSheet) -> None:
        """Show what a file would change of the menu."""
        if read.problem:
            self.refused.emit(_("{file}: {problem}").format(file=read.file, problem=read.problem))
            return
        preview = MenuPreview(read, self._page)
        preview.taken.connect(lambda: self._take_menu(read, gone=preview.leave_out.isChecked()))
        self.preview = preview
        preview.open()

    def _take_menu(self, read: MenuSheet, *, gone: bool) -> None:
        taken: tuple[Node, ...] = tuple(node for node, _path in read.gone) if gone else ()
        many = len(read.good) + len(taken)
        said = ngettext("{n} node was taken in.", "{n} nodes were taken in.", many)
        self._desk.do(
            said.format(n=number(many)),
            work.STORE,
            "import_nodes",
            read.good,
            taken,
            file=read.file,
            who=self._desk.centre.who,
            failed=self._refuse,
        )

    def ask_for_counts(self, menu: MenuRead) -> None:
        """Ask which file of counts is to be read."""
        self._ask(partial(self.read_counts, menu))

    def read_counts(self, menu: MenuRead, path: Path) -> None:
        """Read *path* and show what it would change."""
        centre = self._desk.centre
        job = centre.jobs.compute(work.read_count_file, centre.url, path, menu.nodes, language())
        job.then(self.show_counts, self._refuse)

    def show_counts(self, read: CountSheet) -> None:
        """Show what a file would change of the counts."""
        if read.problem:
            self.refused.emit(_("{file}: {problem}").format(file=read.file, problem=read.problem))
            return
        rows = sorted(read.rows, key=lambda one: in_order(one.verdict.value, one.number))
        many = len(read.good)
        self.preview = FilePreview(
            _("Import counts of the menu"),
            summary(read.file, **_counts(read.rows)),
            read.unread,
            [_("Row"), _("Verdict"), _("Node"), _("Day"), _("What changes")],
            [_count_texts(one) for one in rows],
            ngettext("Take in {n} count", "Take in {n} counts", many).format(n=number(many)),
            can_take=bool(many),
            parent=self._page,
        )
        self.preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.preview.taken.connect(partial(self._take_counts, read))
        self.preview.open()

    def _take_counts(self, read: CountSheet) -> None:
        many = len(read.good)
        said = ngettext("{n} count was taken in.", "{n} counts were taken in.", many)
        self._desk.do(
            said.format(n=number(many)),
            work.COUNTS,
            "import_counts",
            read.good,
            file=read.file,
            who=self._desk.centre.who,
            failed=self._refuse,
        )

    def _refuse(self, error: SupervisorError) -> None:
        self.refused.emit(sentence(error))

    def _ask(self, chosen: Callable[[Path], None]) -> None:
        self.dialog = ask_for_file(self._page, _("Import"), chosen)


def _counts(rows: Sequence[MenuRow] | Sequence[CountRow]) -> dict[str, int]:
    return {name: sum(one.verdict.value == name for one in rows) for name in VERDICTS}


def _menu_texts(one: MenuRow) -> tuple[str, str, str, str]:
    what = one.problem
    if one.node is not None and one.old is not None and one.verdict.value == "changed":
        pairs = (
            (_("Title"), one.old.title, one.node.title),
            (_("Key"), one.old.key, one.node.key),
            (_("Queue"), one.old.text.queue, one.node.text.queue),
            (_("What is said"), one.old.text.prompt, one.node.text.prompt),
            (_("Note"), one.old.text.note, one.node.text.note),
        )
        changed = [f"{title} {old or DASH} → {new or DASH}" for title, old, new in pairs if old != new]
        if one.old.text.department != one.node.text.department:
            changed.append(_("Department"))
        if one.old.retired:
            changed.append(_("taken into the menu again"))
        what = _("; ").join(changed)
    elif one.node is not None and one.verdict.value == "new" and one.node.key:
        what = _("Key {key}").format(key=one.node.key)
    return number(one.number), _(VERDICT_WORDS[one.verdict.value]), " / ".join(one.path), what


def _count_texts(one: CountRow) -> tuple[str, str, str, str, str]:
    what = one.problem
    if one.count is not None:
        what = _said(one.count)
        if one.old is not None and one.verdict.value == "changed":
            what = f"{_said(one.old)} → {what}"
    day = one.count.day.isoformat() if one.count is not None else ""
    return number(one.number), _(VERDICT_WORDS[one.verdict.value]), one.node, day, what


def _said(count: NodeCount) -> str:
    return _("{hits} hits, {agent} to an agent, {hung} hung up").format(
        hits=number(count.hits), agent=number(count.to_agent), hung=number(count.hung_up)
    )


def _written(written: Written) -> str:
    said = ngettext("{n} node was written to {file}.", "{n} nodes were written to {file}.", written.rows)
    return said.format(n=number(written.rows), file=written.path.name)
