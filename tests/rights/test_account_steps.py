"""Accounts as an administrator changes them, on a real server, and as whoever has one meets the change."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import psycopg
import pytest

from supervisor.errors import AccountError, ChangedMeanwhileError, SupervisorError
from supervisor.people import store as people
from supervisor.people.person import Group, GroupKind, Person
from supervisor.rights import account_steps as steps
from supervisor.rights import accounts
from supervisor.rights.access_log import looks
from supervisor.rights.account import Account
from supervisor.rights.look import What
from supervisor.rights.role import DatabaseRole as R
from supervisor.storage import undo
from supervisor.storage.database import Database, open_centre
from supervisor.storage.step_titles import title
from tests.shared_centre import OWNER, SharedCentre, postgresql_admin

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Office:
    """An administrator's seat at a shared centre with two teams of two people."""

    def __init__(self, shared: SharedCentre, database: Database, login: str) -> None:
        self.shared, self.database, self.login = shared, database, login
        self.by: Any = {"at": NOW, "who": login}

    def make(self, login: str, *roles: R, password: str | None = None, teams: tuple[str, ...] = ()) -> None:
        made = Account(login, login.title(), roles=frozenset(roles), teams=frozenset(teams))
        with self.database.write() as db:
            steps.make(db, made, password, **self.by)

    def account(self, login: str) -> Account:
        with self.database.read() as db:
            return accounts.one_account(db, login)

    def change(self, account: Account) -> None:
        with self.database.write() as db:
            steps.change(db, [account], **self.by)

    def people_of(self, login: str) -> list[str]:
        with self.shared.psql(self.shared.url_as(login)) as own:
            return sorted(name for (name,) in own.execute("SELECT name FROM person"))


@pytest.fixture
def office(shared_centre: SharedCentre) -> Iterator[Office]:
    owner: Any = {"at": NOW, "who": OWNER}
    with open_centre(shared_centre.url) as own, own.write() as db:
        for group in ("one", "two"):
            people.add_group(db, Group(group, GroupKind.TEAM, group), **owner)
        for place, name in enumerate(("Anna", "Ben", "Cem", "Dora")):
            team = "one" if place < 2 else "two"
            people.add_person(db, Person(name.lower(), name), groups=[team], **owner)
    url = shared_centre.as_role(R.ADMINISTRATOR)
    with open_centre(url) as database:
        yield Office(shared_centre, database, shared_centre.login_of(url))


def test_a_supervisor_of_one_team_reads_that_team_and_nobody_else(office: Office) -> None:
    office.make("floor_one", R.SUPERVISOR, teams=("one",))
    office.make("floor_none", R.SUPERVISOR)

    assert office.people_of("floor_one") == ["Anna", "Ben"]
    assert office.people_of("floor_none") == []


def proves(verifier: str, password: str) -> bool:
    """Whether a client that knows *password* passes, as RFC 5802 has it: by the key of the salted one."""
    iterations, salt = verifier.split("$")[1].split(":")
    stored = verifier.split("$")[2].split(":")[0]
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), int(iterations))
    key = hmac.digest(salted, b"Client Key", "sha256")
    return base64.b64encode(hashlib.sha256(key).digest()).decode() == stored


def verifier_of(login: str) -> str:
    with postgresql_admin() as admin:
        row = admin.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [login]).fetchone()
    assert row is not None
    return str(row[0])


def test_the_password_that_was_given_is_the_one_that_lets_in(office: Office) -> None:
    office.make("floor_one", R.SUPERVISOR, password="Reißverschluss 7, 二楼")
    assert proves(verifier_of("floor_one"), "Reißverschluss 7, 二楼")
    assert not proves(verifier_of("floor_one"), "Reißverschluss 7")

    with open_centre(office.shared.url_as("floor_one")) as own, own.write() as db:
        accounts.set_own_password(db, "floor_one", "another one")
    assert proves(verifier_of("floor_one"), "another one")

    with office.database.write() as db:
        accounts.set_password(db, "floor_one", "a third one")
    assert proves(verifier_of("floor_one"), "a third one")


def test_teams_hold_with_the_next_query_and_roles_with_the_next_connection(office: Office) -> None:
    """Whose roles change is cut off at once: what was prepared would go on by the former rules."""
    office.make("floor_one", R.SUPERVISOR, teams=("one",))
    with office.shared.psql(office.shared.url_as("floor_one")) as sitting:
        assert len(sitting.execute("SELECT name FROM person").fetchall()) == 2
        one = office.account("floor_one")
        office.change(msgspec.structs.replace(one, teams=frozenset({"two"})))
        assert [name for (name,) in sitting.execute("SELECT name FROM person ORDER BY 1")] == ["Cem", "Dora"]
        office.change(msgspec.structs.replace(office.account("floor_one"), roles=frozenset({R.VIEWER})))
        with pytest.raises(psycopg.errors.AdminShutdown):
            sitting.execute("SELECT name FROM person")
    with office.shared.psql(office.shared.url_as("floor_one")) as sitting:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sitting.execute("SELECT name FROM person")
        office.change(msgspec.structs.replace(office.account("floor_one"), roles=frozenset()))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sitting.execute("SELECT name FROM centre_setting")
    with pytest.raises(psycopg.OperationalError, match="CONNECT"):
        office.shared.psql(office.shared.url_as("floor_one"))


def test_a_change_is_taken_back_and_done_again_and_never_over_somebody_elses(office: Office) -> None:
    office.make("floor_one", R.SUPERVISOR, teams=("one",))
    one = office.account("floor_one")
    both = frozenset({R.SUPERVISOR, R.QUALITY})
    office.change(msgspec.structs.replace(one, name="Otto", roles=both, teams=frozenset({"two"})))

    with office.database.write() as db:
        step = undo.last(db, office.login)
        assert step is not None
        assert title(step) == "Change the account of Otto"
        steps.take_back_step(db, step, **office.by)
    now = office.account("floor_one")
    assert (now.name, now.roles, now.teams) == (one.name, one.roles, one.teams)

    with office.database.write() as db:
        undone = undo.last_undone(db, office.login)
        assert undone is not None
        steps.do_again_step(db, undone, **office.by)
    now = office.account("floor_one")
    assert (now.name, now.roles, now.teams) == ("Otto", both, frozenset({"two"}))

    with office.database.write() as db:
        again = undo.last(db, office.login)
        assert again is not None
        accounts.change(db, msgspec.structs.replace(now, name="Somebody else’s word"))
    with pytest.raises(ChangedMeanwhileError), office.database.write() as db:
        steps.take_back_step(db, again, **office.by)


def test_a_retired_account_comes_back_with_its_roles_and_without_its_password(office: Office) -> None:
    office.make("floor_one", R.SUPERVISOR, teams=("one",), password="secret one")
    with office.database.write() as db:
        steps.retire(db, [accounts.one_account(db, "floor_one")], **office.by)
    with pytest.raises(psycopg.OperationalError):
        office.people_of("floor_one")

    with office.database.write() as db:
        step = undo.last(db, office.login)
        assert step is not None
        _changes, said = steps.take_back_step(db, step, **office.by)
    assert said == ("Floor_One: the former password is gone, give a new one.",)
    assert office.people_of("floor_one") == ["Anna", "Ben"]
    with postgresql_admin() as admin:
        kept = admin.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'floor_one'").fetchone()
    assert kept == (None,)


def test_making_an_account_is_taken_back_by_retiring_it(office: Office) -> None:
    office.make("floor_one", R.MANAGER)
    with office.database.write() as db:
        step = undo.last(db, office.login)
        assert step is not None
        steps.take_back_step(db, step, **office.by)
    one = office.account("floor_one")
    assert (one.retired, one.roles, one.can_login) == (True, frozenset(), False)


def test_the_last_administrator_cannot_be_locked_out(office: Office) -> None:
    me = office.account(office.login)
    ways = (
        msgspec.structs.replace(me, roles=frozenset({R.VIEWER})),
        msgspec.structs.replace(me, retired=True),
        msgspec.structs.replace(me, valid_until=datetime(2020, 1, 1, tzinfo=UTC)),
    )
    for changed in ways:
        with pytest.raises(AccountError) as refused, office.database.write() as db:
            accounts.change(db, changed)
        assert "last administrator" in refused.value.why
    office.make("second", R.ADMINISTRATOR)
    for changed in ways[:2]:
        with pytest.raises(AccountError) as refused:
            office.change(changed)
        assert "Nobody takes their own right" in refused.value.why
    with open_centre(office.shared.url_as("second")) as second, second.write() as db:
        steps.change(db, [ways[0]], at=NOW, who="second")
    former = office.shared.psql(office.shared.url_as(office.login))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        former.execute("SELECT * FROM rights.accounts()")


def test_an_administrator_makes_no_superuser_and_touches_neither_the_owner_nor_foreign_roles(
    office: Office,
) -> None:
    with office.shared.psql(office.shared.url_as(office.login)) as own:
        for statement in (
            "CREATE ROLE mine SUPERUSER",
            "CREATE ROLE mine LOGIN",
            f"ALTER ROLE {office.login} CREATEROLE",
            f"GRANT shared_owner TO {office.login}",
            "SELECT rights.put_role('mine', NULL)",
            f"SELECT rights.put_roles('{office.login}', '{{manager}}')",
            "UPDATE account SET retired = true",
            "DELETE FROM account",
            "INSERT INTO account_scope VALUES ('x', 'y', 'team', 'one')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                own.execute(statement.encode())
    for login in ("shared_owner", "postgres"):
        with pytest.raises(SupervisorError), office.database.write() as db:
            accounts.set_password(db, login, "taken over")
        with pytest.raises(AccountError), office.database.write() as db:
            accounts.make(db, Account(login, "The owner"), "taken over")


def test_nobody_but_an_administrator_changes_accounts(office: Office) -> None:
    url = office.shared.as_role([R.MANAGER, R.SUPERVISOR])
    with open_centre(url) as own, pytest.raises(SupervisorError), own.write() as db:
        accounts.make(db, Account("mine", "Mine", roles=frozenset({R.MANAGER})), None)
    with open_centre(url) as own, pytest.raises(SupervisorError), own.read() as db:
        accounts.all_accounts(db)


def test_everybody_but_a_wall_knows_whom_to_ask(office: Office) -> None:
    office.make("chief", R.ADMINISTRATOR)
    for role, known in ((R.SUPERVISOR, True), (R.DEPARTMENT, True), (R.VIEWER, False)):
        with open_centre(office.shared.as_role(role)) as own, own.read() as db:
            assert ("Chief" in accounts.administrators(db)) is known


def test_what_was_changed_stands_in_the_log_and_is_nobodys_look(office: Office) -> None:
    office.make("floor_one", R.SUPERVISOR, teams=("one",))
    with office.database.read() as db:
        (line,) = looks(db, who=office.login)
    assert (line.look.what, line.look.did, line.look.about) == (What.ACCOUNT, "make", "floor_one")
    assert '"supervisor"' in line.look.facts
