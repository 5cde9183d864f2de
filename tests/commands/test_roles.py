"""Commands on a shared centre: who acts is the log-in, and what a role may not do ends with a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from supervisor.issues import department_store
from supervisor.issues.department import Department
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.people import store as people
from supervisor.people.person import Group, GroupKind, Person
from supervisor.rights.role import DatabaseRole
from supervisor.storage.database import open_centre
from supervisor.storage.issue_tables import issue, issue_event
from tests.commands.command_line import documents, run
from tests.issues.house import MONDAY
from tests.shared_centre import SharedCentre

ADD = ("issues", "add", "Bills are wrong", "--no-evidence-because", "heard on the floor")


@pytest.mark.parametrize(
    ("role", "command", "said"),
    [
        (DatabaseRole.VIEWER, ADD, "file issues and add evidence"),
        (DatabaseRole.VIEWER, ("issues", "list"), "see issues and meetings"),
        (DatabaseRole.DEPARTMENT, ("queues", "--from", "2026-11-02"), "see the history of queues"),
        (DatabaseRole.LIAISON, ("review", "show", "--month", "2026-10"), "see people’s figures"),
        (
            DatabaseRole.SUPERVISOR,
            ("source", "add", "asterisk", "pbx", "--host", "h", "--username", "u", "--password-env", "P"),
            "connect telephone systems",
        ),
        (DatabaseRole.ADMINISTRATOR, ADD, "file issues and add evidence"),
    ],
)
def test_what_a_role_may_not_do_is_one_sentence_that_names_the_right(
    role: DatabaseRole, command: tuple[str, ...], said: str, shared_centre: SharedCentre
) -> None:
    result = run(*command, "--database", shared_centre.as_role(role))
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Ask whoever manages accounts" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_what_is_done_is_noted_as_the_log_in_with_its_roles(shared_centre: SharedCentre) -> None:
    with open_centre(shared_centre.url) as centre, centre.write() as db:
        everybody = Acting("owner", EVERYTHING)
        department_store.add(db, Department("billing", "Billing"), acting=everybody, at=MONDAY)
    url = shared_centre.as_role(DatabaseRole.SUPERVISOR)
    login = shared_centre.login_of(url)
    added = run(*ADD, "--department", "Billing", "--category", "Bills", "--database", url)
    assert added.exit_code == 0, added.stderr
    with open_centre(shared_centre.url) as centre, centre.read() as db:
        number = db.execute(select(issue.c.number)).scalar_one()
        assert db.execute(select(issue.c.made_by)).scalar_one() == login
        assert set(db.execute(select(issue_event.c.who)).scalars()) == {login}

    refused = run("issues", "move", number, "send", "--as", "liaison", "--database", url)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Your role (Supervisor) may not act as Liaison.")
    moved = run("issues", "move", number, "make_ready", "--database", url)
    assert "is not for your role" in moved.stderr  # it is the liaison's to say what goes out
    liaison = shared_centre.as_role(DatabaseRole.LIAISON)
    moved = run("issues", "move", number, "make_ready", "--database", liaison)
    assert moved.exit_code == 0, moved.stderr


@pytest.mark.parametrize("command", [("review", "show"), ("review", "list")])
def test_a_review_of_some_people_alone_says_of_how_many(
    command: tuple[str, ...], shared_centre: SharedCentre
) -> None:
    by: Any = {"at": MONDAY, "who": "owner"}
    with open_centre(shared_centre.url) as centre, centre.write() as db:
        people.add_group(db, Group("one", GroupKind.TEAM, "One"), **by)
        for name in ("Anna", "Ben", "Cem"):
            groups = ["one"] if name != "Cem" else []
            people.add_person(db, Person(name.lower(), name), groups=groups, **by)
    own = shared_centre.as_role(DatabaseRole.SUPERVISOR, teams=["one"])
    told = run(*command, "--month", "2026-10", "--database", own, "--language", "en")
    assert told.stdout.startswith("Of the 2 people of your teams."), told.stderr
    manager = shared_centre.as_role(DatabaseRole.MANAGER)
    assert "of your teams" not in run(*command, "--month", "2026-10", "--database", manager).stdout
    (head,) = documents(run(*command, "--month", "2026-10", "--json", "--database", own))
    assert head["of_people"] == 2
