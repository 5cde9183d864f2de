"""The workbook in which a list of accounts is filled in: the columns, and what may stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from pathlib import Path

from supervisor.imports import account_list as columns
from supervisor.rights.account import Account
from supervisor.rights.places import Place, Places
from supervisor.rights.role import PEOPLE, ROLE_MEANINGS, ROLE_TITLES
from supervisor.words import _, mark
from supervisor.workbook.book import About, Book, Sheet, Table
from supervisor.workbook.cell import Heading
from supervisor.workbook.writing import Written, write_book

MEANINGS = {
    columns.LOGIN: mark("With what somebody logs in: small letters, figures, and . _ - @ between them."),
    columns.NAME: mark("Who it is; without one the account is called as its log-in name."),
    columns.PERSON: mark("Who of the people of the centre it is: an employee number or a name."),
    columns.ROLES: mark("What it may do; several with a semicolon between them."),
    columns.TEAMS: mark("Whose people it sees, as a supervisor or as quality; several with a semicolon."),
    columns.DEPARTMENTS: mark("Whose issues or lines it sees; several with a semicolon between them."),
    columns.UNTIL: mark("The first day on which the password no longer lets in; empty: for ever."),
    columns.NOTE: mark("What you want to remember about it."),
    columns.PASSWORD: mark(
        "For new accounts alone, of 10 letters or more. Leave it empty, and the program makes one up."
    ),
}
EXAMPLES = {
    columns.LOGIN: "zhang.li",
    columns.NAME: mark("Zhang Li"),
    columns.PERSON: "1004",
    columns.UNTIL: "2027-01-01",
    columns.NOTE: mark("Early shift"),
}


def write(
    path: Path, accounts: Iterable[Account], places: Places, zone: tzinfo, made: tuple[str, str] = ("", "")
) -> Written:
    """Write the form to *path* (.xlsx), with *accounts* in it, which may be none; *made*: by whom and when.
    What is read back is its first sheet. Raises FileError."""
    rows = []
    for account in accounts:
        said = columns.texts(account, places, zone)
        rows.append([said.get(at, "") for at in range(len(columns.TITLES))])
    headings = [Heading(_(title)) for title in columns.TITLES]
    ids = (columns.LOGIN, columns.PERSON, columns.UNTIL, columns.PASSWORD)
    filled = Table("accounts", headings, rows, ids=ids)
    title = _("List of accounts")
    sheets = (
        Sheet(_("Accounts"), (filled,), title=title, plain=True, frozen=1),
        Sheet(_("How to fill it in"), (_columns(places),), title=_("How to fill it in")),
        Sheet(_("Roles"), (_roles(),), title=_("Roles")),
        Sheet(_("Teams and departments"), (_names(places),), title=_("Teams and departments")),
    )
    about = About(title, made_by=made[0], made_at=made[1], zone=str(zone))
    return write_book(path, Book(title, sheets, about, cover=False), zone)


def _columns(places: Places) -> Table:
    examples = {at: _(said) for at, said in EXAMPLES.items()}
    examples[columns.ROLES] = _(ROLE_TITLES[PEOPLE[1]])
    examples[columns.TEAMS] = columns.BETWEEN.join(_first(places.teams.values(), 2))
    examples[columns.DEPARTMENTS] = columns.BETWEEN.join(_first(places.departments.values(), 1))
    rows = [(_(title), _(MEANINGS[at]), examples.get(at, "")) for at, title in enumerate(columns.TITLES)]
    headings = [Heading(_("Column")), Heading(_("What stands in it"), wrap=True), Heading(_("For instance"))]
    note = _(
        "An account that there is already is known by its log-in name. A column that you take away changes "
        "nothing of it; an empty cell of one that is there means none. Accounts that the list lacks stay."
    )
    return Table("columns", headings, rows, note=note, ids=(2,))


def _roles() -> Table:
    headings = [Heading(_("Role")), Heading(_("What it sees"), wrap=True)]
    return Table("roles", headings, [(_(ROLE_TITLES[role]), _(ROLE_MEANINGS[role])) for role in PEOPLE])


def _names(places: Places) -> Table:
    rows = [(_("Team"), one.name) for one in places.teams.values() if not one.retired]
    rows += [(_("Department"), one.name) for one in places.departments.values() if not one.retired]
    headings = [Heading(_("What it is")), Heading(_("Name"))]
    return Table("places", headings, rows, empty=_("There is no team and no department yet."))


def _first(places: Iterable[Place], most: int) -> Sequence[str]:
    return [one.name for one in places if not one.retired][:most]
