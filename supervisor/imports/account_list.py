"""A list of accounts in anybody's file: log-in name, name, person, roles, teams, departments, valid until,
note, start password.

A column that is not there changes nothing of accounts that there are; an empty cell of one that is there
means none. Nothing is written here: `rights/account_steps.py` takes a list in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from supervisor.imports.columns import Columns, Verdict, columns_of, left_over, unguarded
from supervisor.imports.document import open_document
from supervisor.imports.grid import Cell, Grid, Row, shown
from supervisor.imports.header import body
from supervisor.imports.values import Refused, Unit, read
from supervisor.imports.values import sentence as refused_sentence
from supervisor.rights.account import LOGIN_FLAWS, Account, login_flaw
from supervisor.rights.accounts import all_accounts, taken_logins
from supervisor.rights.own import login
from supervisor.rights.password import STRENGTH_WORDS, Strength, strength
from supervisor.rights.places import Place, Places, read_places
from supervisor.rights.role import PEOPLE, ROLE_TITLES, DatabaseRole
from supervisor.words import _, everywhere, mark

LOGIN, NAME, PERSON, ROLES, TEAMS, DEPARTMENTS, UNTIL, NOTE, PASSWORD = range(9)
TITLES = (
    mark("Log-in name"),
    mark("Name"),
    mark("Person"),
    mark("Roles"),
    mark("Teams"),
    mark("Departments"),
    mark("Valid until"),
    mark("Note"),
    mark("Start password"),
)
_OTHERS: Mapping[int, tuple[str, ...]] = {
    LOGIN: ("login", "user", "username", "account", "账号", "登录名", "用户名"),
    NAME: ("full name", "姓名"),
    PERSON: ("employee", "employee number", "staff number", "人员", "员工", "工号", "员工编号"),
    ROLES: ("role", "角色"),
    TEAMS: ("team", "班组"),
    DEPARTMENTS: ("department", "部门"),
    UNTIL: ("expires", "expiry", "有效期", "有效期至", "到期日", "截止日期"),
    NOTE: ("remark", "备注"),
    PASSWORD: ("password", "initial password", "密码", "口令", "初始密码", "初始口令", "起始密码"),
}
LONGEST_NAME = 200
BETWEEN = "; "
"""What stands between several in a cell that we write."""

_APART = re.compile(r"[;；|\n]+")
_LESS_APART = re.compile(r"[,，、]+")


@dataclass(frozen=True)
class AccountRow:
    """Row *number* of the file: the *account* as it would be (None, with *problem* a sentence and *why* its
    reason alone, where it cannot be taken), and *old* as it stands (None: it is new). *login* and *name* are
    as the row says them, *password* is the start password that the file gives. *remark*: what of the row is
    not taken, as a sentence."""

    number: int
    verdict: Verdict
    account: Account | None = None
    problem: str = ""
    old: Account | None = None
    login: str = ""
    password: str = field(default="", repr=False)
    remark: str = ""
    why: str = ""
    name: str = ""

    @property
    def begins(self) -> bool:
        """Whether somebody logs in by it for the first time, or again."""
        back = self.old is not None and self.old.retired and self.verdict is Verdict.CHANGED
        return back or self.verdict is Verdict.NEW


@dataclass(frozen=True)
class AccountList:
    """A file of accounts as it was read; *unread* are the titles of columns that are not ours."""

    file: str
    rows: tuple[AccountRow, ...] = ()
    unread: tuple[str, ...] = ()
    problem: str = ""

    def of(self, verdict: Verdict) -> tuple[Account, ...]:
        """The accounts of the rows that would do this."""
        return tuple(row.account for row in self.rows if row.verdict is verdict and row.account is not None)

    @property
    def counts(self) -> Counter[Verdict]:
        """How many rows would do what."""
        return Counter(row.verdict for row in self.rows)

    @property
    def beginning(self) -> tuple[AccountRow, ...]:
        """The rows whose accounts have no password yet: new ones, and those that are brought back."""
        return tuple(row for row in self.rows if row.begins)

    @property
    def retired(self) -> int:
        """How many rows are of accounts that are retired."""
        return sum(row.old is not None and row.old.retired for row in self.rows)


@dataclass(frozen=True)
class Centre:
    """What a list is read against. *taken*: log-in names of the server that are no accounts; *who* reads it,
    who cannot take the own right away; *bring_back*: retired accounts that are in it are to be used again."""

    accounts: tuple[Account, ...]
    places: Places
    zone: tzinfo = UTC
    taken: Collection[str] = ()
    who: str = ""
    bring_back: bool = False

    @classmethod
    def of(cls, db: Connection, today: date, zone: tzinfo, *, bring_back: bool) -> Centre:
        """As it stands in the database, for the one who is connected."""
        own = taken_logins(db), login(db), bring_back
        return cls(all_accounts(db), read_places(db, today), zone, *own)


@dataclass(frozen=True)
class TakenIn:
    """A list was taken in by *step* (None: nothing was to be changed); *given* start passwords."""

    step: int | None
    given: int


def read_file(path: Path, centre: Centre) -> AccountList:
    """What the file at *path* (any kind of sheet) would change. Raises ImportFileError."""
    with open_document(path) as document:
        return read_grid(document.grid(), centre, file=path.name)


def read_grid(grid: Grid, centre: Centre, *, file: str = "") -> AccountList:
    """The same of a sheet that is open."""
    columns = columns_of(grid, TITLES, _OTHERS)
    if columns is None or LOGIN not in columns.places:
        return AccountList(
            file, problem=_("There are no accounts in it: the column “Log-in name” is needed.")
        )
    known = {one.login: one for one in centre.accounts}
    seen: dict[str, int] = {}
    rows = []
    for line in _lines(grid, columns, known):
        login = columns.text(line.cells, LOGIN)
        if login in seen:
            again = _("Row {row} tells of the same account already.").format(row=seen[login])
            rows.append(_bad(line.number, login, again, name=columns.text(line.cells, NAME)))
            continue
        seen[login] = line.number
        rows.append(_judged(line, login, columns, known.get(login), centre))
    return AccountList(file, tuple(rows), columns.unread)


def role_called(word: str, roles: Iterable[DatabaseRole] = PEOPLE) -> DatabaseRole | None:
    """The role of *roles* that *word* names: its title in any language of ours, or its stable word."""
    plain = word.strip().casefold()
    for role in roles:
        titles = [title.casefold() for title in everywhere(ROLE_TITLES[role])]
        short = [re.split(r"\s*[(（]", title)[0] for title in titles]
        if plain in (role.value, *titles, *short):
            return role
    return None


def texts(account: Account, places: Places, zone: tzinfo) -> dict[int, str]:
    """What a list says of *account*, by column, as `read_grid` understands it; without a password."""
    roles = [_(ROLE_TITLES[role]) for role in ROLE_TITLES if role in account.roles]
    until = _day(account, zone)
    return {
        LOGIN: account.login,
        NAME: account.name,
        PERSON: _said_person(account.person, places),
        ROLES: BETWEEN.join(roles),
        TEAMS: BETWEEN.join(_said_places(account.teams, places.teams)),
        DEPARTMENTS: BETWEEN.join(_said_places(account.departments, places.departments)),
        UNTIL: until.isoformat() if until is not None else "",
        NOTE: account.note,
    }


def differences(row: AccountRow, centre: Centre) -> tuple[tuple[str, str, str], ...]:
    """What the row would change, as a column's title, what stands there and what would; of a new account
    what it gives."""
    if row.account is None or row.verdict is Verdict.SAME:
        return ()
    new = texts(row.account, centre.places, centre.zone)
    back = row.old is not None and row.old.retired
    again = ((_("Log-in"), _("Retired"), _("Can log in")),) if back else ()
    old = texts(row.old, centre.places, centre.zone) if row.old is not None else dict.fromkeys(new, "")
    told = ((_(TITLES[at]), old[at], new[at]) for at in new if at != LOGIN and old[at] != new[at])
    return (*again, *told)


# -- how ----------------------------------------------------------------------------------------------------


class _BadCellError(Exception):
    """A cell that cannot be taken; what is wrong, as a sentence."""


def _lines(grid: Grid, columns: Columns, known: Mapping[str, Account]) -> Iterator[Row]:
    lines = list(body(grid, columns.header))
    yield from lines
    for line in left_over(grid, columns.header, {line.number for line in lines}):
        login = columns.text(line.cells, LOGIN)
        if login in known or login_flaw(login) is None:  # a row with nothing but a log-in name is no note
            yield line


def _judged(line: Row, login: str, columns: Columns, old: Account | None, centre: Centre) -> AccountRow:
    cells = {at: columns.cell(line.cells, at) for at in columns.places}
    try:
        account = _account(login, cells, old, centre)
        given, begins = _text(cells.get(PASSWORD)), old is None or old.retired
        if begins and given and strength(given, login, account.name) is Strength.REFUSED:
            raise _BadCellError(_(STRENGTH_WORDS[Strength.REFUSED]))
    except _BadCellError as error:
        return _bad(line.number, login, str(error), old, _text(cells.get(NAME)))
    verdict = Verdict.NEW if old is None else Verdict.SAME if account == old else Verdict.CHANGED
    if begins:
        return AccountRow(line.number, verdict, account, old=old, login=login, password=given)
    remark = _("It has a password already: the one in the file is not taken.") if given else ""
    return AccountRow(line.number, verdict, account, old=old, login=login, remark=remark)


def _account(login: str, cells: Mapping[int, Cell], old: Account | None, centre: Centre) -> Account:
    flaw = login_flaw(login) if old is None else None
    if flaw is not None:
        raise _BadCellError(_(LOGIN_FLAWS[flaw]))
    if old is None and login in centre.taken:
        raise _BadCellError(_("There is a log-in of that name in this server already. Choose another one."))
    if old is not None and old.retired and not centre.bring_back:
        raise _BadCellError(_("The account is retired: bring it back first."))
    found = old if old is not None else Account(login)
    changes: dict[str, object] = {"retired": False}
    name = _text(cells.get(NAME))
    if len(name) > LONGEST_NAME:
        raise _BadCellError(_("Give the account a name of up to 200 letters."))
    if name or old is None:
        changes["name"] = name or login
    if PERSON in cells:
        changes["person"] = _person(_text(cells[PERSON]), found.person, centre.places)
    if ROLES in cells:
        changes["roles"] = _roles(cells[ROLES], found)
    if TEAMS in cells:
        missing = _("There is no team called “{name}”.")
        changes["teams"] = _places(cells[TEAMS], centre.places.teams, found.teams, missing)
    if DEPARTMENTS in cells:
        missing = _("There is no department called “{name}”.")
        departments = centre.places.departments
        changes["departments"] = _places(cells[DEPARTMENTS], departments, found.departments, missing)
    if UNTIL in cells:
        changes["valid_until"] = _until(cells[UNTIL], found, centre.zone)
    if NOTE in cells:
        changes["note"] = _text(cells[NOTE])
    account = msgspec.structs.replace(found, **changes)
    if login == centre.who and DatabaseRole.ADMINISTRATOR not in account.roles:
        raise _BadCellError(_("Nobody takes their own right to manage accounts away: ask another one."))
    return account


def _person(word: str, old: str | None, places: Places) -> str | None:
    if not word:
        return None
    if old is not None and word.casefold() in (old.casefold(), _said_person(old, places).casefold()):
        return old  # perhaps somebody who has left since
    plain = word.casefold()
    found = [id for id, _name, mark in places.people if mark and plain == mark.casefold()]
    found = found or [id for id, name, _mark in places.people if plain in (id.casefold(), name.casefold())]
    if len(found) > 1:
        raise _BadCellError(_("There are several called “{name}”.").format(name=word))
    if not found:
        raise _BadCellError(_("There is nobody called “{name}” in the centre.").format(name=word))
    return found[0]


def _said_person(id: str | None, places: Places) -> str:
    """Somebody's name where nobody else has it, else the employee number or the id."""
    name = places.person(id)
    same = [one for one in places.people if one[1] == name]
    if len(same) < 2:
        return name
    return next((mark for one, _name, mark in same if one == id and mark), id or "")


def _roles(cell: Cell, old: Account) -> frozenset[DatabaseRole]:
    offered = (*PEOPLE, *(role for role in old.roles if role not in PEOPLE))  # no list makes a service
    roles = set()
    for word in _parts(cell, lambda word: role_called(word, offered) is not None):
        role = role_called(word, offered)
        if role is None:
            known = _(", ").join(_(ROLE_TITLES[one]) for one in PEOPLE)
            raise _BadCellError(_("“{name}” is no role; there is: {known}.").format(name=word, known=known))
        roles.add(role)
    return frozenset(roles)


def _places(cell: Cell, places: Mapping[str, Place], old: frozenset[str], missing: str) -> frozenset[str]:
    """Those that *cell* names; one that is there no more can stay, but not be given anew."""
    offered: dict[str, set[str]] = {}
    for one in places.values():
        if not one.retired or one.id in old:
            for word in (one.name, one.id):
                offered.setdefault(word.casefold(), set()).add(one.id)
    for id in old - places.keys():
        offered.setdefault(id.casefold(), set()).add(id)
    chosen: set[str] = set()
    for word in _parts(cell, lambda word: word.casefold() in offered):
        found = offered.get(word.casefold(), set())
        if len(found) > 1 and (kept := found & old):
            found = kept
        if len(found) > 1:
            raise _BadCellError(_("There are several called “{name}”.").format(name=word))
        if not found:
            raise _BadCellError(missing.format(name=word))
        chosen |= found
    return frozenset(chosen)


def _said_places(ids: frozenset[str], places: Mapping[str, Place]) -> list[str]:
    return sorted(places[id].name if id in places else id for id in ids)


def _parts(cell: Cell, known: Callable[[str], bool]) -> list[str]:
    """The names in *cell*: a comma parts them where it is in none of them."""
    words: list[str] = []
    for word in _APART.split(unguarded(shown(cell))):
        plain = " ".join(word.split())
        words += [plain] if known(plain) else [part.strip() for part in _LESS_APART.split(plain)]
    return [word for word in words if word]


def _until(cell: Cell, old: Account, zone: tzinfo) -> datetime | None:
    day = read(cell, Unit.DATE)
    if isinstance(day, Refused):
        raise _BadCellError(refused_sentence(day, _(TITLES[UNTIL])))
    if not isinstance(day, date):
        return None
    if day == _day(old, zone):
        return old.valid_until
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _day(account: Account, zone: tzinfo) -> date | None:
    return account.valid_until.astimezone(zone).date() if account.valid_until is not None else None


def _text(cell: Cell) -> str:
    return unguarded(" ".join(shown(cell).split()))


def _bad(number: int, login: str, said: str, old: Account | None = None, name: str = "") -> AccountRow:
    problem = _("Row {row} ({name}): {problem}").format(row=number, name=login or "–", problem=said)
    return AccountRow(number, Verdict.BAD, problem=problem, old=old, login=login, why=said, name=name)
