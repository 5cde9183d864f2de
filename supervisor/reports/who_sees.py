"""Who may see what, as a workbook: each account with what it sees, each person with who sees their figures,
each role with what it may do. As the rights stand; who really looked is told by the log of looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo

from supervisor.rights.account import Account
from supervisor.rights.act import ACT_TITLES, MAY, Act
from supervisor.rights.places import Places
from supervisor.rights.role import PEOPLE, ROLE_TITLES
from supervisor.rights.wording import doubts, seen
from supervisor.words import _, moment, number
from supervisor.workbook.book import About, Book, Sheet, Table, Text, Voice
from supervisor.workbook.cell import Heading, Kind

YES = "●"


def book(
    accounts: Iterable[Account],
    places: Places,
    *,
    at: datetime,
    zone: tzinfo,
    who: str,
    centre: str,
    named: bool = True,
    standing: Callable[[Account], str] = lambda one: _("Can log in") if one.can_login else _("Cannot log in"),
) -> Book:
    """The workbook of the *accounts* in use. Not *named*: people of the centre stand under their employee
    numbers alone. *standing* says whether somebody can log in by an account."""
    used = [one for one in accounts if not one.retired]
    title = _("Who may see what")
    sheets = (
        Sheet(_("Accounts"), (_accounts(used, places, standing),), title=title, frozen=2),
        Sheet(
            _("People"), (_people(used, places, named=named),), title=_("Who sees whose figures"), frozen=2
        ),
        Sheet(_("Roles"), (*_whole(used), _roles()), title=_("What each role may do")),
    )
    made = moment(at, zone)
    what = _("What the database lets each account see, as it stands at {moment}.").format(moment=made)
    return Book(
        title,
        sheets,
        About(what, zone=str(zone), made_by=who, made_at=made, centre=centre),
        cover=False,
    )


def _accounts(used: list[Account], places: Places, standing: Callable[[Account], str]) -> Table:
    rows = []
    for one in used:
        scopes = one.roles, one.teams, one.departments
        rows.append(
            (
                one.login,
                one.name,
                _(", ").join(_(ROLE_TITLES[role]) for role in ROLE_TITLES if role in one.roles),
                _(", ").join(places.called(one.teams)),
                _(", ").join(places.called(one.departments)),
                len(one.sees(places)),
                " ".join(seen(*scopes, places)),
                " ".join(doubts(*scopes, places)),
                standing(one),
            )
        )
    headings = [
        *(Heading(_("Log-in name")), Heading(_("Name")), Heading(_("Roles"), wrap=True)),
        *(Heading(_("Teams"), wrap=True), Heading(_("Departments"), wrap=True)),
        Heading(_("People it sees"), Kind.NUMBER),
        *(Heading(_("What it sees"), wrap=True), Heading(_("Doubtful"), wrap=True), Heading(_("Log-in"))),
    ]
    return Table("accounts", headings, rows, ids=(0,), empty=_("There is no account."))


def _people(used: list[Account], places: Places, *, named: bool) -> Table:
    by_team: dict[str, list[str]] = {}
    for one in used:
        if not one.sees_everybody:
            for id in one.sees(places):
                by_team.setdefault(id, []).append(f"{one.name} ({one.login})")
    within: dict[str, list[str]] = {}
    for team in places.teams.values():
        for id in team.people:
            within.setdefault(id, []).append(team.name)
    all_seeing = sum(one.sees_everybody for one in used)
    rows = [
        (
            number_,
            *((name,) if named else ()),
            _(", ").join(sorted(within.get(id, ()))),
            _(", ").join(sorted(by_team.get(id, ()))),
            len(by_team.get(id, ())) + all_seeing,
        )
        for id, name, number_ in places.people
    ]
    headings = [
        Heading(_("Employee number")),
        *([Heading(_("Name"))] if named else []),
        *(Heading(_("Teams"), wrap=True), Heading(_("Seen by, for the team"), wrap=True)),
        Heading(_("Accounts in all"), Kind.NUMBER),
    ]
    note = _("{n} more accounts see everybody; they stand on the sheet of the roles.").format(
        n=number(all_seeing)
    )
    return Table("people", headings, rows, note=note, ids=(0,), empty=_("There is nobody yet."))


def _whole(used: list[Account]) -> tuple[Text, ...]:
    names = _(", ").join(f"{one.name} ({one.login})" for one in used if one.sees_everybody) or _("nobody")
    return (
        Text((_("The figures of everybody are seen by: {names}").format(names=names),)),
        Text((_("Nobody else sees any, and walls see nobody by name."),), Voice.NOTE),
    )


def _roles() -> Table:
    headings = [Heading(_("What")), *(Heading(_(ROLE_TITLES[role])) for role in PEOPLE)]
    rows = [(_(ACT_TITLES[act]), *(YES if role in MAY[act] else "" for role in PEOPLE)) for act in Act]
    return Table("roles", headings, rows)
