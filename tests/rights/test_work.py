"""The work of each role by the program's own stores: what a role is there for, the grants let it do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import ProgrammingError

from supervisor.alarms import store as alarms
from supervisor.alarms.shipped import shipped
from supervisor.errors import ChangedMeanwhileError, DatabaseError
from supervisor.history.names import Names
from supervisor.issues import evidence_store, file_store
from supervisor.issues import store as issues
from supervisor.issues.department_store import save_all
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.evidence import Figure
from supervisor.issues.issue import Issue
from supervisor.issues.moves import Given
from supervisor.pages.edit import blank
from supervisor.pages.store import all_pages, save_page
from supervisor.people import store as people
from supervisor.people.person import Person
from supervisor.quality.evaluation_store import finish
from supervisor.quality.form_store import add_form
from supervisor.reports.log import Facts, exported, note_export
from supervisor.rights.own import own_rights
from supervisor.settings.centre import CentreSettings
from supervisor.storage import areas, undo
from supervisor.storage.bulk import insert_rows
from supervisor.storage.centre_settings import load_centre, save_centre
from supervisor.storage.database import Database, open_centre, open_history, open_journal
from supervisor.storage.history_tables import history_count
from supervisor.storage.sources import add_source, all_sources, change_source, get_source
from supervisor.training.coaching_store import all_talks, remove_talk, save_talk
from tests.alarms.floors import NINE, Desk, rule, waiting
from tests.issues.acting import AT, DEPARTMENTS
from tests.issues.rows import an_issue
from tests.quality.making import DAY, FORM, NOW, evaluation
from tests.rights.plain_client import FILL
from tests.shared_centre import SharedCentre
from tests.training.test_coaching import TALK

FORBIDDEN = (DatabaseError, ProgrammingError)


@contextmanager
def opened(
    centre: SharedCentre, role: str, teams: tuple[str, ...] = (), departments: tuple[str, ...] = ()
) -> Iterator[tuple[Database, str]]:
    """The centre as a new account with *role*, and its log-in."""
    url = centre.as_role(role, teams=teams, departments=departments)
    with open_centre(url) as database:
        yield database, centre.login_of(url)


@pytest.fixture
def centre(shared_centre: SharedCentre) -> SharedCentre:
    shared_centre.psql().execute(FILL)
    with open_centre(shared_centre.url) as owner, owner.write() as db:
        save_all(db, DEPARTMENTS, acting=Acting("owner", EVERYTHING), at=AT)
    return shared_centre


def test_a_viewers_console_opens_and_follows(centre: SharedCentre) -> None:
    url = centre.as_role("viewer")
    with open_centre(url) as database, database.read() as db:
        load_centre(db)
        assert own_rights(db).roles == {"viewer"}
        all_sources(db)
        all_pages(db)
        areas.versions(db)
        alarms.open_alarms(db, NINE)
        alarms.all_rules(db, CentreSettings())
    with open_journal(url) as journal, journal.read() as db:
        db.exec_driver_sql("SELECT id, events FROM journal_batch WHERE id > 0")
        db.exec_driver_sql("SELECT board FROM snapshot")
    with open_history(url):
        pass
    with open_centre(url) as database, pytest.raises(FORBIDDEN), database.write() as db:
        areas.note(db, {"pages"})


def test_a_supervisor_talks_with_own_people_and_takes_it_back(centre: SharedCentre) -> None:
    with opened(centre, "supervisor", teams=("north",)) as (database, who):
        with database.write() as db:
            save_talk(db, replace(TALK, person="anna"), at=NOW, who=who)
        with database.read() as db:
            assert {talk.person for talk in all_talks(db)} <= {"anna", "dina"}
            assert TALK.id in {talk.id for talk in all_talks(db)}
            step = undo.last(db, who)
        assert step is not None
        with database.write() as db:
            undo.revert(db, step.id, at=NOW)
        with database.write() as db:
            undo.redo(db, step.id, at=NOW)
            [talk] = [talk for talk in all_talks(db) if talk.id == TALK.id]
            remove_talk(db, talk, at=NOW, who=who)
        for person in ("ben", "nobody"):
            with pytest.raises(FORBIDDEN), database.write() as db:
                save_talk(db, replace(TALK, id="t2", person=person), at=NOW, who=who)
        with pytest.raises(FORBIDDEN), database.write() as db:
            save_talk(db, replace(TALK, id="t3", person="anna"), at=NOW, who="somebody")


def test_nobody_undoes_what_another_did(centre: SharedCentre) -> None:
    with opened(centre, "manager") as (theirs, they), opened(centre, "manager") as (mine, me):
        with theirs.write() as db:
            people.add_person(db, Person("fay", "Fay"), at=NOW, who=they)
        with mine.read() as db:
            assert undo.last(db) is None
            assert undo.last(db, me) is None


def test_an_alarm_is_kept_by_the_service_and_taken_by_a_supervisor(centre: SharedCentre) -> None:
    desk = Desk(rule())
    with opened(centre, "service") as (service, _who), opened(centre, "supervisor") as (mine, me):
        desk.look(0, waiting(20))
        with service.write() as db:
            alarms.apply(db, desk.happened)
        with mine.read() as db:
            [alarm] = alarms.open_alarms(db, NINE)
        with mine.write() as db:
            alarms.acknowledge(db, [alarm.id], who=me, at=NINE + timedelta(seconds=5))
        with mine.read() as db:
            assert alarms.open_alarms(db, NINE)[0].acknowledged_by == me
        desk.look(60, waiting(0))
        with service.write() as db:
            alarms.apply(db, desk.happened[1:])
        with mine.write() as db:
            alarms.shelve(db, "many", NINE, what="Many", reason="", who=me, at=NINE)
        with pytest.raises(FORBIDDEN), mine.write() as db:
            alarms.save_rule(db, shipped(CentreSettings())[0], version=0, at=NINE, who=me)


def test_a_supervisor_makes_a_wall_page_and_an_administrator_too(centre: SharedCentre) -> None:
    for role in ("supervisor", "administrator", "manager"):
        with opened(centre, role) as (database, who), database.write() as db:
            save_page(db, blank(role), version=0, at=NOW, who=who)


def filed(database: Database, who: str, **parts: Any) -> Issue:
    with database.write() as db:
        new = an_issue(0, "Bills are late", made_by=who, no_evidence_because="seen by all", **parts)
        return issues.add(db, new, acting=Acting(who, EVERYTHING), at=AT)[1]


@pytest.mark.parametrize("role", ["supervisor", "quality", "liaison", "manager"])
def test_an_issue_is_filed_with_evidence_and_a_file_and_undone(centre: SharedCentre, role: str) -> None:
    with opened(centre, role) as (database, who):
        issue = filed(database, who)
        figure = Figure("aht", "Handle time", 312.0, "5:12")
        with database.write() as db:
            file_store.keep(db, "list.csv", b"1,2,3", at=AT)
            evidence_store.add_evidence(db, issue.id, [(figure, "")], acting=Acting(who, EVERYTHING), at=AT)
        with database.read() as db:
            assert len(issues.evidence(db, issue.id)) == 1
            step = undo.last(db, who)
        assert step is not None
        with database.write() as db:
            undo.revert(db, step.id, at=AT)


def test_a_liaison_of_one_department_files_and_sends_to_it_alone(centre: SharedCentre) -> None:
    with opened(centre, "liaison", departments=("bill",)) as (database, who):
        acting = Acting(who, EVERYTHING)
        with database.write() as db:
            new = an_issue(
                0, "Late", made_by=who, no_evidence_because="x", department="bill", category="Bills"
            )
            issue = issues.add(db, new, acting=acting, at=AT)[1]
            issues.move(db, issue.id, issue.version, "make_ready", Given(), acting=acting, at=AT)
        with pytest.raises(FORBIDDEN), database.write() as db:
            issues.add(db, an_issue(0, "Late", made_by=who, department="net"), acting=acting, at=AT)
        with database.write() as db:
            file_store.keep(db, "reply.xlsx", b"reply", at=datetime.now(UTC))


def test_quality_judges_people_of_its_teams(centre: SharedCentre) -> None:
    with opened(centre, "quality", teams=("north",)) as (database, who):
        with database.write() as db:
            version = add_form(db, "Voice", FORM, since=DAY, at=NOW, who=who)[1]
        with database.write() as db:
            finish(db, evaluation("e1", version.id), person="Anna", at=NOW, who=who)
        other = replace(evaluation("e2", version.id), person="ben")
        with pytest.raises(FORBIDDEN), database.write() as db:
            finish(db, other, person="Ben", at=NOW, who=who)


def test_an_administrator_sets_sources_settings_and_people_up(centre: SharedCentre) -> None:
    with opened(centre, "administrator") as (database, who):
        with database.write() as db:
            add_source(db, "pbx", "asterisk", {"host": "h"}, secret_env="X", at=NOW, who=who)
        with database.read() as db:
            found = get_source(db, "pbx")
        assert (found.options, found.secret_env) == ({"host": "h"}, "X")
        with database.write() as db:
            change_source(db, "pbx", {"host": "i"}, secret_env=None, version=1, at=NOW, who=who)
        with pytest.raises(ChangedMeanwhileError), database.write() as db:
            change_source(db, "pbx", {}, secret_env=None, version=1, at=NOW, who=who)
        with database.write() as db:
            save_centre(db, "centre_name", "North", at=NOW, who=who)
            people.add_person(db, Person("gus", "Gus"), at=NOW, who=who)
        with database.write() as db:
            alarms.save_rule(db, shipped(CentreSettings())[0], version=0, at=NOW, who=who)
        for table in ("history_count", "coaching", "issue", "quality_evaluation", "review_decision"):
            with pytest.raises(FORBIDDEN), database.read() as db:
                db.exec_driver_sql(f"SELECT * FROM {table}")
    with opened(centre, "manager") as (database, _who), database.read() as db:
        assert get_source(db, "pbx").options == {}


def test_facts_come_in_through_manager_and_service_alone(centre: SharedCentre) -> None:
    row = ("2024-06-01", "D", 1, 101, "voice", 2, 0, 5, 0)
    columns = ("day", "span", "source", "login", "channel", "queue", "type", "n_offered", "batch")
    for place, role in enumerate(("manager", "service", "supervisor", "quality")):
        with open_history(centre.as_role(role)) as history:
            if role in ("manager", "service"):
                with history.write() as db:
                    insert_rows(db, history_count, columns, [(*row[:6], place, *row[7:])])
                    Names().number(db, "login", "s", f"new {role}")
            else:
                with pytest.raises((*FORBIDDEN, psycopg.Error)), history.write() as db:
                    insert_rows(db, history_count, columns, [(*row[:6], place, *row[7:])])


def test_who_takes_figures_along_is_noted_and_sees_the_own_lines(centre: SharedCentre) -> None:
    for role in ("supervisor", "liaison", "quality", "department", "manager"):
        with opened(centre, role) as (database, who):
            with database.write() as db:
                note_export(db, what="x", who=who, at=NOW, personal=True, facts=Facts())
            with database.read() as db:
                seen = {line.who for line in exported(db)}
            assert who in seen
            assert (len(seen) > 1) is (role == "manager")
    with opened(centre, "administrator") as (database, _who), database.read() as db:
        assert len(exported(db)) == 5
