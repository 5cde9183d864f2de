"""Departments: names are their own, what is used stays, every change can be undone."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import insert

from supervisor.errors import ChangedMeanwhileError, IssueError, NameTakenError
from supervisor.issues import department_store, store
from supervisor.issues.department import Department, Reach
from supervisor.issues.department_store import all_departments, called, uses
from supervisor.issues.sheet import SheetState
from supervisor.storage import undo
from supervisor.storage.database import Database
from supervisor.storage.issue_tables import issue_sheet
from tests.issues.house import LIN, MONDAY, departments, issue, later


def test_a_department_is_added_changed_retired_and_each_is_undone(centre: Database) -> None:
    with centre.write() as db:
        _changes, one = department_store.add(
            db, Department("", " 计费中心 ", words=("计费", "计费", "ＢＩＬＬＩＮＧ ")), acting=LIN, at=MONDAY
        )
        assert (one.name, one.words) == ("计费中心", ("计费", "ＢＩＬＬＩＮＧ"))
        changed = msgspec.structs.replace(one, reach=Reach(mail="a@example.com", head="Song Li"))
        _changes, changed = department_store.change(db, changed, acting=LIN, at=later())
        department_store.retire(db, changed, acting=LIN, at=later(2))
        assert [found.retired for found in all_departments(db)] == [True]
    seen = []
    for _step in range(3):
        with centre.write() as db:
            step = undo.last(db)
            assert step is not None
            undo.revert(db, step.id, at=later(3))
            seen.append([(found.retired, found.reach.head) for found in all_departments(db)])
    assert seen == [[(False, "Song Li")], [(False, "")], []]


@pytest.mark.parametrize("name", ["Billing", " billing", "BILLING", "Ｂｉｌｌｉｎｇ", "money", "Mo ney"])
def test_no_two_departments_share_a_name_or_another_name(sqlite: Database, name: str) -> None:
    with sqlite.write() as db:
        one = Department("", "Billing", words=("Money",))
        department_store.add(db, one, acting=LIN, at=MONDAY)
    for other in (Department("", name), Department("", "Other", words=(name,))):
        with pytest.raises(NameTakenError), sqlite.write() as db:
            department_store.add(db, other, acting=LIN, at=MONDAY)


@pytest.mark.parametrize(
    "wrong",
    [
        Department("", " "),
        Department("", "x" * 81),
        Department("", "Billing", Reach(mail="nobody")),
        Department("", "Billing", Reach(head_mail="a b@example.com")),
        Department("", "Billing", calendar="gone"),
    ],
)
def test_a_department_that_cannot_be_kept_is_refused(sqlite: Database, wrong: Department) -> None:
    with pytest.raises(IssueError), sqlite.write() as db:
        department_store.add(db, wrong, acting=LIN, at=MONDAY)


def test_a_department_that_is_spoken_of_is_not_removed(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing", "Network", "Shops", "Legal")
        one = issue(db, "Charged twice", "billing")
        facts = msgspec.structs.replace(one.facts, joining=("network",))
        store.edit(db, one, msgspec.structs.replace(one, facts=facts), acting=LIN, at=later())
        db.execute(
            insert(issue_sheet).values(
                id="s", number="GT", department="shops", state=SheetState.DRAFT, document={}, version=1
            )
        )
        assert [bool(uses(db, id)) for id in ("billing", "network", "shops", "legal")] == [
            True,
            True,
            True,
            False,
        ]
        found = {department.id: department for department in all_departments(db)}
    for id in ("billing", "network", "shops"):
        with pytest.raises(IssueError), sqlite.write() as db:
            department_store.remove(db, found[id], acting=LIN, at=later())
    with sqlite.write() as db:
        department_store.remove(db, found["legal"], acting=LIN, at=later())
        assert "legal" not in {department.id for department in all_departments(db)}


def test_who_read_an_older_one_does_not_write_over_it(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db, "Billing")
        (one,) = all_departments(db)
        department_store.change(
            db, msgspec.structs.replace(one, reach=Reach(head="Song Li")), acting=LIN, at=MONDAY
        )
    with pytest.raises(ChangedMeanwhileError), sqlite.write() as db:
        department_store.retire(db, one, acting=LIN, at=MONDAY)


def test_a_department_is_found_by_any_of_its_names_however_written() -> None:
    known = (Department("a", "计费中心", words=("Billing", "计费")), Department("b", "Network"))
    assert called(known, "ＢＩＬＬＩＮＧ") is known[0]
    assert called(known, " net work") is known[1]
    assert called(known, "") is None
    assert called(known, "Legal") is None
