"""Accounts: who may log in to the shared centre, as what, and for which teams and departments."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from supervisor.errors import SupervisorError
from supervisor.rights.account import Account
from supervisor.rights.role import ROLE_TITLES, DatabaseRole
from supervisor.sentences.error import sentence
from supervisor.words import _, mark, moment, ngettext, number
from ui.accounts import work
from ui.accounts.account_form import NEW, AccountForm
from ui.accounts.desk import STEPS, AccountsDesk
from ui.accounts.many_form import ManyForm
from ui.accounts.password_forms import PasswordForm, ShownOnce
from ui.theme import State
from ui.widgets.lead import Lead
from ui.widgets.signs import OF_STATE
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind, Look
from ui.widgets.table_page import TablePage

if TYPE_CHECKING:  # they come with readers of workbooks
    from supervisor.imports.account_list import TakenIn
    from ui.accounts.list_dialog import ListDialog
    from ui.accounts.list_files import AccountFiles

IN_USE, LOCKED, RETIRED = "in_use", "locked", "retired"
STANDINGS = ((IN_USE, mark("Can log in")), (LOCKED, mark("Cannot log in")), (RETIRED, mark("Retired")))
_WORDS = dict(STANDINGS)
DOUBT = "doubt"
DOUBTS = ((DOUBT, mark("Doubtful")),)
WORK = "ui.accounts.work"
NAMED = 6  # of several that are changed at once


class AccountsPage(TablePage):
    """Enter opens an account beside the table, or all that are selected; Insert begins a new one."""

    def __init__(self, desk: AccountsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = ""
        self.new, self.many = QPushButton(self._main), QPushButton(self._main)
        self.take_in, self.overview = QPushButton(self._main), QPushButton(self._main)
        self.files: AccountFiles | None = None
        self.list: ListDialog | None = None
        self.setAcceptDrops(True)
        self.table: DeskTable[Account] = DeskTable(
            "accounts",
            self._columns(),
            key=lambda one: one.login,
            title=mark("Accounts"),
            facets=[
                Facet("standing", mark("Log-in"), lambda one: (standing(one, desk),), fixed=STANDINGS),
                Facet(
                    "doubt", mark("Doubtful"), lambda one: (DOUBT if self._doubts(one) else "",), fixed=DOUBTS
                ),
                Facet(
                    "role",
                    mark("Role"),
                    lambda one: tuple(role.value for role in _ordered(one.roles)) or ("",),
                    words=lambda value: _(ROLE_TITLES[DatabaseRole(value)]) if value else _("none"),
                ),
                Facet("team", mark("Team"), lambda one: desk.places.called(one.teams) or (_("none"),)),
                Facet(
                    "department",
                    mark("Department"),
                    lambda one: desk.places.called(one.departments) or (_("none"),),
                ),
            ],
            groupings=[
                Grouping("role", mark("Role"), lambda one: (roles_said(one) or _("none"),)),
                Grouping("team", mark("Team"), lambda one: desk.places.called(one.teams) or (_("none"),)),
            ],
            sort=[("login", False)],
            search=lambda one: " ".join((one.login, one.name, desk.places.person(one.person), one.note)),
            menu=self._fill_menu,
            faded=lambda one: one.retired,
            counted=lambda count: ngettext("{n} account", "{n} accounts", count).format(n=number(count)),
            machine=desk.machine,
            parent=self._main,
        )
        drawer = self.stand(desk, self.overview, self.take_in, self.many, self.new, people=True)
        self.form, self.together = AccountForm(drawer), ManyForm(drawer)
        self.other, self.once = PasswordForm(drawer), ShownOnce(drawer)
        for page in (self.form, self.together, self.other, self.once):
            drawer.pages.addWidget(page)
        self._leads += (
            Lead(self.form, self.form.name),
            Lead(self.together, self.together.how),
            Lead(self.other, self.other.password.first),
            Lead(self.once, self.once.copy),
        )
        self._wire()
        self.retranslate()

    def _wire(self) -> None:
        desk, form = self._desk, self.form
        desk.read_again.connect(self.show_accounts)
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self.begin)
        self.new.clicked.connect(self.begin)
        self.many.clicked.connect(self.change_selected)
        self.take_in.clicked.connect(lambda: self.ask_list())
        self.overview.clicked.connect(self.ask_overview)
        form.save_asked.connect(self._save)
        form.retire_asked.connect(lambda one: self._retire((one,)))
        form.bring_back_asked.connect(self._bring_back)
        form.password_asked.connect(self.ask_password)
        form.given_up.connect(self.split.close_drawer)
        self.together.save_asked.connect(self._save_many)
        self.together.retire_asked.connect(self._retire)
        self.together.given_up.connect(self.split.close_drawer)
        self.other.save_asked.connect(self._give_password)
        self.other.given_up.connect(self.split.close_drawer)
        self.once.done.connect(self.split.close_drawer)
        self.key("Insert", self.begin)
        self.key("Ctrl+O", self.ask_list)

    def _columns(self) -> Sequence[Column[Account]]:
        desk = self._desk

        def doubtful(one: Account) -> Look | None:
            return Look(OF_STATE[State.WARN], State.WARN) if self._doubts(one) else None

        def look(one: Account) -> Look | None:
            locked = not one.retired and standing(one, desk) == LOCKED
            return Look(OF_STATE[State.WARN], State.WARN) if locked else None

        return [
            Column("login", mark("Log-in name"), lambda one: one.login, width=150),
            Column("name", mark("Name"), lambda one: one.name, width=130, stretch=True),
            Column(
                "person", mark("Person"), lambda one: desk.places.person(one.person), width=110, quiet=True
            ),
            Column(
                "roles", mark("Roles"), roles_said, about=self._doubts, look=doubtful, width=190, stretch=True
            ),
            Column(
                "teams", mark("Teams"), lambda one: _(", ").join(desk.places.called(one.teams)), width=150
            ),
            Column(
                "departments",
                mark("Departments"),
                lambda one: _(", ").join(desk.places.called(one.departments)),
                width=130,
            ),
            Column(
                "standing",
                mark("Log-in"),
                lambda one: _(_WORDS[standing(one, desk)]),
                look=look,
                width=110,
            ),
            Column(
                "until",
                mark("Valid until"),
                lambda one: one.valid_until.astimezone(desk.zone).date() if one.valid_until else None,
                Kind.DAY,
                text=lambda one: (
                    one.valid_until.astimezone(desk.zone).date().isoformat() if one.valid_until else ""
                ),
                width=90,
                hidden=True,
            ),
            Column(
                "connected",
                mark("Connected"),
                lambda one: one.connected,
                Kind.NUMBER,
                tip=mark("How many connections it has to the database at this moment."),
                text=lambda one: number(one.connected) if one.connected else "",
                width=90,
            ),
            Column(
                "seen",
                mark("Last active"),
                lambda one: one.last_seen,
                Kind.TIME,
                tip=mark("When it last looked at somebody’s figures or changed something, as far as known."),
                text=lambda one: moment(one.last_seen, desk.zone, desk.today) if one.last_seen else "",
                width=120,
                quiet=True,
            ),
            Column("note", mark("Note"), lambda one: one.note, width=140, quiet=True, hidden=True),
        ]

    def _doubts(self, one: Account) -> str:
        """What is probably not meant so."""
        from supervisor.rights.wording import doubts

        if one.retired:
            return ""
        return " ".join(doubts(one.roles, one.teams, one.departments, self._desk.places))

    # -- what is shown --------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The tab is shown: connections and last looks are read again."""
        self._desk.read()

    def show_accounts(self) -> None:
        """The accounts as they now are."""
        desk = self._desk
        self.form.offer(desk.places, frozenset(one.login for one in desk.accounts), desk.zone)
        self.table.tick(desk.now)
        self.table.use_zone(desk.zone)
        self.table.show_rows(desk.accounts)
        if self._wanted and self.table.select(self._wanted):
            self._wanted = ""
        shown = self.form.account
        if not self._is_shown(self.form) or self.form.is_dirty or not shown.version:
            return
        again = desk.account(shown.login)
        if again is not None and again.version != shown.version:
            self._show(again)

    def open(self, account: Account) -> None:
        """Show *account* beside the table."""
        if len(self.table.selected()) > 1:
            self.change_selected()
            return
        self._show(account)
        self.split.open_drawer(focus=True)

    def begin(self) -> None:
        """A new account."""
        if not self._desk.is_read:
            return
        if not (self.form.account.version == 0 and self.form.is_dirty):
            self.form.show_account(NEW)
        self._open(self.form, _("A new account"))
        self.form.login.setFocus(Qt.FocusReason.OtherFocusReason)

    def change_selected(self) -> None:
        """Give roles and scopes to all that are selected."""
        rows = [one for one in self.table.selected() if not one.retired]
        if not rows and self.table.current is not None:
            rows = [self.table.current]
        if not rows:
            self._desk.noticed.emit(_("Choose the accounts in the table first."), None)
            return
        self.together.show_accounts(rows, self._desk.places)
        count = ngettext("{n} account", "{n} accounts", len(rows)).format(n=number(len(rows)))
        names = _(", ").join(one.name for one in rows[:NAMED])
        under = names if len(rows) <= NAMED else _("{beginning}…").format(beginning=names)
        self._open(self.together, count, under)

    def ask_password(self, account: Account) -> None:
        """Ask for another password of *account*."""
        self.other.show_account(account)
        self._open(self.other, _("New password"), account.name)
        self.other.password.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_list(self, path: Path | None = None) -> None:
        """Ask for a list of accounts from a file; *path*: it was dropped here."""
        from ui.accounts.list_dialog import ListDialog

        if not self._desk.is_read:
            return
        if self.list is None:
            self.list = ListDialog(self._desk, self._files(), self)
            self.list.taken_in.connect(self._was_taken_in)
            self.list.destroyed.connect(self._forget_list)
            self.list.open()
        if path is not None:
            self.list.open_file(path)

    def ask_overview(self) -> None:
        """Ask where the workbook of who may see what goes."""
        if self._desk.is_read:
            self._files().ask_overview()

    def _files(self) -> AccountFiles:
        from ui.accounts.list_files import AccountFiles

        if self.files is None:
            self.files = AccountFiles(self._desk, self)
        return self.files

    def _was_taken_in(self, taken: TakenIn, said: str) -> None:
        back = partial(self._desk.take_back, taken.step) if taken.step is not None else None
        self._desk.noticed.emit(said, back)

    def _forget_list(self) -> None:
        self.list = None

    def _open(self, page: QWidget, title: str, under: str = "") -> None:
        self.split.drawer.show_page(page, title, under)
        self.split.open_drawer(focus=True)

    def _is_shown(self, page: QWidget) -> bool:
        return self.split.is_open and self.split.drawer.pages.currentWidget() is page

    def _move_on(self, account: Account | None) -> None:
        if account is not None and self._is_shown(self.form) and not self.form.is_dirty:
            self._show(account)

    def _show(self, account: Account) -> None:
        self.form.show_account(account)
        self.split.drawer.show_page(self.form, account.name, account.login)

    # -- hands ----------------------------------------------------------------------------------------------

    def _save(self, account: Account, password: str | None) -> None:
        if account.version:
            said = _("The account of {name} was saved.").format(name=account.name)
            self._desk.do(
                said, STEPS, "change", [account], **self._who(), then=self._was_saved, failed=self._refuse
            )
            return
        said = _("An account was made for {name}.").format(name=account.name)
        then = partial(self._was_made, account, password)
        self._desk.do(said, STEPS, "make", account, password, **self._who(), then=then, failed=self._refuse)

    def _save_many(self, accounts: tuple[Account, ...]) -> None:
        form, count = self.together, len(accounts)
        said = ngettext("{n} account was changed.", "{n} accounts were changed.", count).format(
            n=number(count)
        )
        self._desk.do(
            said,
            WORK,
            "change_many",
            accounts,
            roles=form.roles.roles,
            teams=form.teams.chosen,
            departments=form.departments.chosen,
            take=form.takes,
            **self._who(),
            then=lambda _nothing: self.split.close_drawer(),
            failed=self._refuse,
        )

    def _retire(self, accounts: tuple[Account, ...]) -> None:
        count = len(accounts)
        said = (
            _("The account of {name} was retired.").format(name=accounts[0].name)
            if count == 1
            else ngettext("{n} account was retired.", "{n} accounts were retired.", count).format(
                n=number(count)
            )
        )
        self._desk.do(
            said,
            STEPS,
            "retire",
            accounts,
            **self._who(),
            then=lambda _nothing: self.split.close_drawer(),
            failed=self._refuse,
        )

    def _bring_back(self, account: Account) -> None:
        back = msgspec.structs.replace(account, retired=False)
        said = _("The account of {name} can be used again; give it roles and a password.")
        self._desk.do(
            said.format(name=account.name),
            STEPS,
            "change",
            [back],
            **self._who(),
            then=self._was_saved,
            failed=self._refuse,
        )

    def _give_password(self, login: str, password: str) -> None:
        job = self._desk.centre.jobs.write(
            work.give_password, login, password, at=self._desk.now, who=self._desk.centre.who
        )
        job.then(partial(self._was_given, login, password), self._refuse)

    def _was_given(self, login: str, password: str, _changes: object) -> None:
        account = self._desk.account(login)
        name = account.name if account is not None else login
        self.other.password.clear()
        self._desk.noticed.emit(_("{name} has a new password.").format(name=name), None)
        self.show_once(name, password)

    def _was_made(self, account: Account, password: str | None, _nothing: object) -> None:
        self._wanted = account.login
        self.form.show_account(NEW)
        self._desk.read()
        if password is not None:
            self.show_once(account.name, password)
        else:
            self.split.close_drawer()

    def show_once(self, name: str, password: str) -> None:
        """Show the *password* of *name*, which nobody can look up again."""
        self.once.show_password(password)
        self._open(self.once, _("The password of {name}").format(name=name))

    def _was_saved(self, _nothing: object) -> None:
        login = self.form.account.login
        shown = self._desk.account(login)
        if shown is not None:
            self.form.show_account(self.form.typed)  # what was typed stands, until it is read again
        self._desk.read()

    def _refuse(self, error: SupervisorError) -> None:
        shown = next((page for page in (self.form, self.together, self.other) if self._is_shown(page)), None)
        if shown is not None:
            shown.refuse(sentence(error))
        else:
            self._desk.centre.jobs.refused.emit(error)

    def _who(self) -> dict[str, str]:
        return {"who": self._desk.centre.who}

    def _fill_menu(self, account: Account, menu: QMenu) -> None:
        menu.addAction(_("Change…"), partial(self.open, account))
        if account.retired:
            menu.addAction(_("Bring back"), partial(self._bring_back, account))
            return
        menu.addAction(_("New password…"), partial(self.ask_password, account))
        rows = [one for one in self.table.selected() if not one.retired] or [account]
        menu.addAction(_("Retire"), partial(self._retire, tuple(rows)))

    # -- dropping -------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from ui.accounts.list_dialog import dropped

        if self._desk.is_read and dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from ui.accounts.list_dialog import dropped

        if (path := dropped(event)) is not None:
            event.acceptProposedAction()
            self.ask_list(path)

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _(
                "Who may log in to this centre, and what the database lets them see. What you change holds "
                "at once, also for who is logged in."
            )
        )
        self.new.setText(_("New account…"))
        self.new.setToolTip(_("Insert"))
        self.take_in.setText(_("Import a list…"))
        self.take_in.setToolTip(_("Accounts from a workbook or a text file (Ctrl+O); or drop one here"))
        self.overview.setText(_("Who may see what…"))
        self.overview.setToolTip(_("A workbook of what each account sees, and of who sees whose figures"))
        self.many.setText(_("Change the selected…"))
        self.many.setToolTip(_("Roles, teams and departments of several accounts at once"))
        self.table.say_empty(_("There is no account yet but the database’s owner."), _("New account…"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()


def roles_said(account: Account) -> str:
    """The roles of an account as a person reads them, in their usual order."""
    return _(", ").join(_(ROLE_TITLES[role]) for role in _ordered(account.roles))


def standing(account: Account, desk: AccountsDesk) -> str:
    """Whether somebody can log in by it now."""
    if account.retired:
        return RETIRED
    return IN_USE if account.can_login and not is_over(account, desk) else LOCKED


def is_over(account: Account, desk: AccountsDesk) -> bool:
    """Whether its password has run out."""
    return account.valid_until is not None and account.valid_until <= desk.now


def _ordered(roles: frozenset[DatabaseRole]) -> list[DatabaseRole]:
    return [role for role in DatabaseRole if role in roles]
