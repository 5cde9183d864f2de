"""`supervisor account …` on a real shared centre, and lists of accounts from files."""

from __future__ import annotations

import csv
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openpyxl import Workbook, load_workbook

from supervisor.people import store as people
from supervisor.people.person import Group, GroupKind, Person
from supervisor.reports.log import exported
from supervisor.rights import account_steps
from supervisor.rights.access_log import note_look
from supervisor.rights.look import What, look_at
from supervisor.rights.role import DatabaseRole as R
from supervisor.storage import step_titles, undo
from supervisor.storage.database import open_centre
from supervisor.storage.migrate import HOLD_OFF_ALL
from tests.commands.command_line import documents, run
from tests.rights.test_account_steps import proves, verifier_of
from tests.shared_centre import OWNER, SharedCentre

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Office:
    """A shared centre with two teams, and an administrator's way into it."""

    def __init__(self, shared: SharedCentre) -> None:
        self.shared = shared
        self.url = shared.as_role(R.ADMINISTRATOR, login="chief")

    def run(self, *arguments: str, typed: str | None = None) -> Any:
        return run("account", *arguments, "--database", self.url, typed=typed)

    def people_of(self, login: str) -> list[str]:
        with self.shared.psql(self.shared.url_as(login)) as own:
            return sorted(name for (name,) in own.execute("SELECT name FROM person"))


@pytest.fixture
def office(shared_centre: SharedCentre) -> Office:
    owner: Any = {"at": NOW, "who": OWNER}
    with open_centre(shared_centre.url) as own, own.write() as db:
        for id, name in (("one", "第一组"), ("two", "Second")):
            people.add_group(db, Group(id, GroupKind.TEAM, name), **owner)
        for id, name, team in (("a", "Anna", "one"), ("b", "Ben", "two")):
            people.add_person(db, Person(id, name), groups=[team], **owner)
    return Office(shared_centre)


def test_an_account_is_made_changed_given_a_password_and_retired(office: Office) -> None:
    told = office.run("add", "zhang.li", "--name", "Zhang Li", "--role", "supervisor", "--team", "第一组")
    assert "people and figures of 第一组 (1 person)" in told.stdout
    assert proves(verifier_of("zhang.li"), told.stdout.split("once: ")[1].strip())
    assert office.people_of("zhang.li") == ["Anna"]

    (document,) = documents(office.run("scope", "zhang.li", "--team", "second", "--json"))
    assert (document["teams"], document["roles"]) == (["Second"], ["supervisor"])
    assert office.people_of("zhang.li") == ["Ben"]

    mine = "a new one, mine 春"
    office.run("password", "zhang.li", "--ask-password", typed=f"{mine}\n{mine}\n")
    assert proves(verifier_of("zhang.li"), mine)

    assert office.run("retire", "zhang.li").exit_code == 0
    with pytest.raises(psycopg.OperationalError):
        office.people_of("zhang.li")
    (_chief, document) = documents(office.run("list", "--json"))
    assert (document["login"], document["retired"]) == ("zhang.li", True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "Zhang Li"), "small letters"),
        (("add", "zhang", "--role", "superuser"), "superuser"),
        (("add", "zhang", "--team", "Third"), "Third"),
        (("add", "chief"), "already"),
        (("change", "nobody", "--name", "x"), "nobody"),
        (("change", "chief", "--role", "viewer"), "Nobody takes their own right"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    office: Office, arguments: tuple[str, ...], said: str
) -> None:
    refused = office.run(*arguments)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert [one["roles"] for one in documents(office.run("list", "--json"))] == [["administrator"]]


def test_a_list_of_a_centre_is_taken_in_whole_and_the_same_list_twice_changes_nothing(
    office: Office, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["账号", "姓名", "角色", "班组"])
    for at in range(40):
        sheet.append([f"s{at}", f"Supervisor {at}", "班长", "第一组、second" if at % 2 else "第一组"])
    sheet.append(["Bad Name", "x", "班长", "第一组"])
    sheet.append(["s99", "x", "wizard", "第一组"])
    book.save(tmp_path / "list.xlsx")
    file, passwords = str(tmp_path / "list.xlsx"), tmp_path / "passwords.csv"

    dry = office.run("import", file, "--dry-run")
    assert "40 new, 0 changed, 0 as they stand, 2 left out." in dry.stdout
    assert "“wizard” is no role" in dry.stderr
    assert len(documents(office.run("list", "--json"))) == 1

    office.run("import", file, "--passwords", str(passwords))
    assert office.people_of("s3") == ["Anna", "Ben"]
    assert office.people_of("s4") == ["Anna"]
    with passwords.open(encoding="utf-8-sig", newline="") as kept:
        rows = list(csv.reader(kept))
    assert len(rows) == 41
    assert proves(verifier_of("s7"), next(password for login, _name, password in rows if login == "s7"))
    assert stat.S_IMODE(passwords.stat().st_mode) == 0o600

    assert "0 new, 0 changed, 40 as they stand" in office.run("import", file).stdout


def test_passwords_are_never_written_over_a_file_and_then_no_account_is_made(
    office: Office, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text("login,name\nnew.one,New\n", encoding="utf-8")
    (tmp_path / "there.csv").write_text("mine", encoding="utf-8")
    refused = office.run("import", str(tmp_path / "list.csv"), "--passwords", str(tmp_path / "there.csv"))
    assert refused.exit_code == 1
    assert (tmp_path / "there.csv").read_text(encoding="utf-8") == "mine"
    assert len(documents(office.run("list", "--json"))) == 1


def test_who_looked_is_told_by_command(office: Office) -> None:
    office.run("add", "zhang.li", "--role", "supervisor", "--team", "第一组")
    (line,) = documents(office.run("looks", "--who", "chief", "--json"))
    assert (line["what"], line["about"], line["did"]) == ("account", "zhang.li", "make")
    assert "zhang.li" in office.run("looks").stdout


def test_old_lines_of_the_log_are_forgotten_by_the_owner_alone(office: Office) -> None:
    old, recent = datetime.now(UTC) - timedelta(days=1200), datetime.now(UTC) - timedelta(days=300)
    with open_centre(office.shared.url) as own, own.write() as db:
        for at in (old, recent):
            note_look(db, look_at(What.PERSON, ["a"]), at=at, who=OWNER)
    arguments = ("database", "forget-looks", "--database")
    assert run(*arguments, office.url).exit_code == 1
    assert run(*arguments, office.shared.url).stdout == "1 line was forgotten.\n"
    assert run(*arguments, office.shared.url, "--older-than-days", "100").exit_code == 2
    found = documents(office.run("looks", "--days", "2000", "--json"))
    looked = [datetime.fromisoformat(one["first"]) for one in found if one["what"] == "person"]
    assert looked == [recent]


def test_a_centre_of_ones_own_has_no_accounts(sqlite_url: str) -> None:
    refused = run("account", "list", "--database", sqlite_url)
    assert refused.exit_code == 1
    assert "no accounts" in refused.stderr


def test_a_list_is_one_step_and_what_it_made_comes_back_from_retirement_when_that_is_said(
    office: Office, tmp_path: Path
) -> None:
    file, sheet = tmp_path / "list.csv", tmp_path / "passwords.xlsx"
    file.write_text(
        "login,roles,password\nnew.one,班长,\nnew.two,manager,given and long 7\n", encoding="utf-8"
    )
    office.run("import", str(file))
    with open_centre(office.url) as own, own.write() as db:
        step = undo.last(db, "chief")
        assert step is not None
        assert step_titles.title(step) == "Take in the accounts of list.csv"
        account_steps.take_back_step(db, step, at=NOW, who="chief")
    documents_of = {one["login"]: one for one in documents(office.run("list", "--json"))}
    assert [documents_of[login]["retired"] for login in ("new.one", "new.two")] == [True, True]

    assert "bring it back first" in office.run("import", str(file)).stderr
    office.run("import", str(file), "--bring-back", "--passwords", str(sheet))
    rows = load_workbook(sheet)["Start passwords"].iter_rows(values_only=True)
    told = {row[0]: row[2] for row in rows if row[0] in ("new.one", "new.two")}
    assert told["new.two"] == "given and long 7"
    for login, password in told.items():
        assert proves(verifier_of(login), str(password))
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    assert list(tmp_path.glob(".~*")) == []


def test_the_form_of_a_centre_reads_as_it_stands_and_an_overview_names_who_sees_whom(
    office: Office, tmp_path: Path
) -> None:
    office.run("add", "zhang.li", "--role", "supervisor", "--team", "第一组", "--valid-until", "2027-01-01")
    office.run("form", str(tmp_path / "form.xlsx"))
    assert (
        "0 new, 0 changed, 2 as they stand, 0 left out"
        in office.run("import", str(tmp_path / "form.xlsx")).stdout
    )
    office.run("overview", str(tmp_path / "who.xlsx"))
    people_sheet = load_workbook(tmp_path / "who.xlsx")["People"].iter_rows(values_only=True)
    seen_by = {row[1]: row[3] for row in people_sheet if row[1] in ("Anna", "Ben")}
    assert seen_by == {"Anna": "zhang.li (zhang.li)", "Ben": None}
    with open_centre(office.shared.url) as own, own.read() as db:
        assert {line.what for line in exported(db)} == {"accounts_form", "who_sees"}


def test_who_stands_in_the_way_is_disconnected(office: Office) -> None:
    office.run("add", "floor.one", "--name", "Floor", "--role", "supervisor")
    with office.shared.psql(office.shared.url_as("floor.one")) as floor:
        floor.execute(HOLD_OFF_ALL.encode())  # every writer waits for it
        assert "1 connection was ended." in office.run("disconnect", "floor.one").stdout
        with pytest.raises(psycopg.errors.AdminShutdown):
            floor.execute("SELECT 1")
    assert office.run("disconnect", "nobody").exit_code == 1
