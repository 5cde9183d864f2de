"""`supervisor quality …`: a form goes out, evaluations come in, and what they come to is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from supervisor.facts.contact import Entry, Outcome, Told
from supervisor.history import entries
from supervisor.history.names import Names
from supervisor.people.person import Person
from supervisor.people.store import add_person
from supervisor.performance.target import Cell, Target, TargetRow
from supervisor.performance.target_store import Change, change_targets
from supervisor.quality.calibration import Meeting, Session, SharedContact, SharedRating
from supervisor.quality.calibration_store import rate, save_session
from supervisor.quality.form_store import add_form
from supervisor.quality.usual import VOICE
from supervisor.storage.database import open_centre, open_history
from tests.commands.command_line import documents, run
from tests.quality.making import FORM, answers

NOW = datetime(2026, 5, 20, 4, tzinfo=UTC)
MAY = date(2026, 5, 1)


@pytest.fixture
def url(sqlite_url: str) -> str:
    """A centre with two people, a small form and a bigger one, and ten contacts of Anna on 4 May."""
    with open_centre(sqlite_url) as centre, centre.write() as db:
        add_person(db, Person("anna", "Anna", "1001"), logins=[("pbx", "a1")], at=NOW, who="li")
        add_person(db, Person("ben", "Ben", "1002"), at=NOW, who="li")
        _form, version = add_form(db, "Calls", FORM, since=MAY, at=NOW, who="li")
        add_form(db, "More", VOICE.content, since=MAY, at=NOW, who="li")
        change_targets(db, [Change(None, TargetRow(Cell("fatal_rate"), Target(high=0.05)))], at=NOW, who="li")
        meeting = Meeting((SharedContact("c1"),), ("li", "wang"))
        session, _ = save_session(db, Session("s", "May", MAY, version.id, meeting), at=NOW, who="li")
        rate(db, session, [SharedRating("s", "c1", "li", 1, answers())], at=NOW, who="li")
    at = int(datetime(2026, 5, 4, 2, tzinfo=UTC).timestamp() * 1000)
    told = [
        Entry(f"c{n}", "q", at + n * 3_600_000, Outcome.ANSWERED, login="a1", talk_s=60.0, over=True)
        for n in range(10)
    ]
    with open_history(sqlite_url) as history, history.write() as db:
        entries.write(db, Names(), "pbx", told, Told.LOG, 1)
    return sqlite_url


def test_a_form_goes_out_comes_back_filled_in_and_is_told(url: str, tmp_path: Path) -> None:
    (calls, _more) = documents(run("quality", "forms", "--json", "--database", url))[0]
    assert calls["versions"][0]["items"][1] == {
        "id": "answer",
        "section": "talk",
        "name_zh": "答复准确",
        "name_en": "Right answer",
        "severity": "critical",
        "points": 60.0,
        "answer": "yes_no",
        "may_not_apply": False,
    }
    path = tmp_path / "calls.xlsx"
    assert "several: Calls, More" in run("quality", "template", "--out", str(path), "--database", url).output
    run("quality", "template", "--out", str(path), "--form", "Calls", "--database", url)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    for said in (
        {"Contact": "c1", "Employee number": "1001", "Right answer": "no"},
        {"Contact": "c2", "Employee number": "1001"},
        {"Contact": "c3", "Employee number": "1009"},
    ):
        usual = {"Kept secrets": "yes", "Right answer": "yes", "Order in order": "yes", "Tone": 20}
        row = {"Day of the contact": date(2026, 5, 4), "Rater": "li", "Channel": "Voice"} | usual | said
        sheet.append([row.get(title) for title in titles])
    book.save(path)

    arguments = ("quality", "import", str(path), "--form", "Calls", "--database", url)
    tried = run(*arguments, "--dry-run")
    assert "2 new, 0 changed, 0 as they stand, 1 left out." in tried.output
    assert "Row 4: nobody here is “1009”." in tried.output
    assert "2 new" in run(*arguments).output
    (again,) = documents(run(*arguments, "--json"))
    assert [row["verdict"] for row in again["rows"]] == ["same", "same", "bad"]

    period = ("--from", "2026-05-01", "--to", "2026-05-31", "--database", url)
    told = documents(run("quality", "evaluations", *period, "--json"))
    assert {(one["contact"], one["score"], tuple(one["errors"])) for one in told} == {
        ("c1", 0.4, ("answer",)),
        ("c2", 1.0, ()),
    }
    assert "Anna" in run("quality", "evaluations", *period).output
    run("quality", "evaluations", *period, "--form", "Calls", "--out", str(tmp_path / "out.xlsx"))
    assert load_workbook(tmp_path / "out.xlsx").worksheets[0].max_row == 3

    (scored,) = documents(run("quality", "scores", "--adjusted", *period, "--json"))
    assert (scored["name"], scored["forms"], scored["score"], scored["adjusted"]) == ("Anna", 2, 0.7, None)

    (lost,) = documents(run("quality", "deductions", *period, "--json"))
    worst = lost["items"][0]
    assert (worst["item"], worst["errors"], worst["n"], worst["concentrated"]) == ("answer", 1, 2, True)
    assert (lost["before_from"], lost["before_to"]) == ("2026-04-01", "2026-04-30")
    assert "Right answer *" in run("quality", "deductions", *period).output

    (anna,) = documents(run("quality", "sampling", "--month", "2026-05", "--database", url, "--json"))
    assert (anna["name"], anna["planned"], anna["done"], anna["missing"]) == ("Anna", 8, 2, 6)
    drawn = documents(run("quality", "sampling", "--month", "2026-05", "--draw", "--json", "--database", url))
    assert len(drawn) == 6
    assert not {"c1", "c2"} & {one["contact"] for one in drawn}

    kpis = documents(run("agents", "--json", *period))
    assert [(one["name"], one["n_form"], one["score_sum"]) for one in kpis[1:] if "n_form" in one] == [
        ("Anna", 2, 140.0)
    ]


def test_who_may_be_exempt_is_told_with_the_reasons(url: str) -> None:
    assert documents(run("quality", "exempt", "--no-review", "--json", "--database", url)) == []


def test_a_calibration_is_told_as_far_as_it_is(url: str) -> None:
    assert documents(run("quality", "agreement", "--json", "--database", url)) == [
        [{"id": "s", "title": "May", "held_on": "2026-05-01"}]
    ]
    (said,) = documents(run("quality", "agreement", "May", "--json", "--database", url))
    assert said["alpha"] is None
    assert said["acceptance"] == "unknown"
    assert said["missing"] == [{"contact": "c1", "rater": "wang"}]
    assert "Right answer" in run("quality", "agreement", "May", "--database", url).output
    unknown = run("quality", "agreement", "June", "--database", url)
    assert unknown.exit_code == 1
    assert "There is: May." in unknown.output
