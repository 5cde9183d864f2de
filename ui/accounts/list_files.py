"""Accounts as files that leave: the form of a list, and who may see what; each is noted before it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from supervisor.rights.account import Account
from supervisor.words import _, language, moment, ngettext, number
from supervisor.workbook.table import Written
from ui.accounts import list_work as work
from ui.accounts.desk import AccountsDesk
from ui.jobs import Job
from ui.widgets.export_dialog import ExportDialog, OneExport
from ui.widgets.leaving import Chosen, Format, Leaving, Taking, TakingByJob, places_of, rows_said
from ui.widgets.noted import Note, TakingNoted
from ui.widgets.table.export import PATTERN


class AccountFiles(QObject):
    """Asks through the dialog of every export."""

    def __init__(self, desk: AccountsDesk, page: QWidget) -> None:
        super().__init__(page)
        self._desk = desk
        self._page = page
        self.dialog: ExportDialog | None = None  # the last one

    def ask_form(self, parent: QWidget, *, filled: bool) -> ExportDialog:
        """Ask where the form goes: empty, or with the accounts there are."""
        used = tuple(one for one in self._desk.accounts if not one.retired) if filled else ()
        title = _("List of accounts") if filled else _("Form for a list of accounts")
        return self._ask(f"accounts form {filled}", title, parent, lambda chosen: self._form(used, chosen))

    def ask_overview(self) -> ExportDialog:
        """Ask where the workbook of who may see what goes."""
        about = _(
            "Each account with what the database lets it see, each person with who sees their figures, each "
            "role with what it may do: as it stands now."
        )
        return self._ask("who sees", _("Who may see what"), self._page, self._overview, about, personal=True)

    def _ask(
        self,
        name: str,
        title: str,
        parent: QWidget,
        take: Callable[[Chosen], Taking],
        about: str = "",
        *,
        personal: bool = False,
    ) -> ExportDialog:
        desk = self._desk
        places = places_of(title, when=desk.now.astimezone(desk.zone))
        leaving = Leaving(name, title, places, PATTERN, (Format.WORKBOOK,), about=about, personal=personal)
        out = OneExport(desk.machine, parent)
        out.noticed.connect(desk.noticed)
        self.dialog = out.ask(leaving, take)
        return self.dialog

    def _form(self, used: tuple[Account, ...], chosen: Chosen) -> Taking:
        desk, jobs = self._desk, self._desk.centre.jobs

        def begin() -> Job:
            made = desk.centre.who, moment(desk.now, desk.zone)
            return jobs.compute(
                work.write_form, chosen.path, used, desk.places, str(desk.zone), made, language()
            )

        if not used:
            return TakingByJob(jobs, begin(), chosen.path, lambda done: _form_said(done, 0))
        note = Note("accounts_form", _("List of accounts"), desk.centre.who, personal=True, rows=len(used))
        return TakingNoted(jobs, note, chosen.path, begin, lambda done: _form_said(done, len(used)))

    def _overview(self, chosen: Chosen) -> Taking:
        desk, jobs = self._desk, self._desk.centre.jobs
        used = tuple(one for one in desk.accounts if not one.retired)

        def begin() -> Job:
            return jobs.compute(
                *(work.write_overview, chosen.path, used, desk.places),
                at=desk.now,
                zone=str(desk.zone),
                who=desk.centre.who,
                centre=desk.centre.kept.settings.centre_name,
                named=chosen.named,
                language=language(),
            )

        rows = len(used) + len(desk.places.people)
        note = Note("who_sees", _("Who may see what"), desk.centre.who, personal=chosen.named, rows=rows)
        return TakingNoted(
            jobs, note, chosen.path, begin, lambda done: rows_said(done.rows, done.path, done.cut)
        )


def _form_said(written: Written, many: int) -> str:
    if not many:
        return _("The form was written to {file}.").format(file=written.path)
    said = ngettext("{n} account was written to {file}.", "{n} accounts were written to {file}.", many)
    return said.format(n=number(many), file=written.path)
