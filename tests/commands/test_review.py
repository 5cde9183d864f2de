"""`supervisor training-list` and `supervisor review …`: from counts in a database to what a manager reads."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from supervisor.clock import SystemClock
from supervisor.history import batch as batches
from supervisor.history.names import Names
from supervisor.performance.target import Cell, Target, TargetRow
from supervisor.performance.target_store import Change, change_targets
from supervisor.rights.access_log import looks
from supervisor.rights.look import What
from supervisor.settings.centre import DemoClock
from supervisor.storage.centre_settings import change_centre
from supervisor.storage.database import open_centre, open_history
from supervisor.storage.history_tables import history_count
from tests.commands.command_line import documents, run
from tests.training.made import PEOPLE, write_people

NOW = datetime(2026, 5, 20, 4, tzinfo=UTC)
AT: dict[str, Any] = {"at": NOW, "who": "li"}
MARCH = ("--month", "2026-03")
MONTHS = (date(2026, 1, 14), date(2026, 2, 11), date(2026, 3, 11))
TYPES = {"tariff": 0.9, "bill": 0.8}  # usually resolved
WEAK = PEOPLE[4]  # on bills


def write_counts(url: str, days: tuple[date, ...] = MONTHS, weak: str = WEAK) -> None:
    fields = ("n_answered", "n_fcr_eligible", "n_fcr_ok", "n_survey", "n_csat_top2")
    with open_history(url) as history, history.write() as db:
        names = Names()
        number = batches.begin(db, batches.Kind.LOG, "crm", at=NOW, who="li")
        source = names.number(db, "source", "", "crm")
        logins = names.numbers(db, "login", "crm", set(PEOPLE))
        queue = names.number(db, "queue", "crm", "billing")
        types = names.numbers(db, "type", "crm", set(TYPES))
        rows = []
        for month, day in enumerate(days):
            for at, who in enumerate(PEOPLE):
                for kind, usual in TYPES.items():
                    share = usual + 0.01 * ((at + month) % 4 - 1.5)
                    if who == weak and kind == "bill":
                        share -= 0.15
                    key = (day, "D", source, logins[who], "voice", queue, types[kind])
                    content = 8 if who == PEOPLE[7] and month else 11
                    rows.append((*key, 500, 400, round(400 * share), 12, content))
        columns = ("day", "span", "source", "login", "channel", "queue", "type", *fields)
        batches.write(db, history_count, columns, rows, number)
        batches.note(db, number, state=batches.State.DONE, at=NOW)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("review")
    made = f"sqlite:///{folder}/centre.db"
    with open_centre(made) as centre, open_history(made):
        write_people(centre)
        wanted = [TargetRow(Cell("fcr"), Target(low=0.83)), TargetRow(Cell("csat"), Target(low=0.85))]
        with centre.write() as db:
            change_centre(db, {"demo": True, "demo_clock": DemoClock(SystemClock().now(), NOW)}, **AT)
            change_targets(db, [Change(None, row) for row in wanted], **AT)
    write_counts(made)
    return made


def test_programs_get_the_list_with_what_it_rests_on_and_what_seems_to_cause_it(url: str) -> None:
    head, *entries = documents(run("training-list", *MARCH, "--database", url, "--json"))

    of_kpi = {one["kpi"]: one for one in head["lists"]}
    assert (head["month"], head["as_of"], set(of_kpi)) == ("2026-03", "2026-05-20", {"fcr", "csat"})
    assert of_kpi["fcr"]["listed"] == 1
    assert of_kpi["fcr"]["expected_wrong_share"] <= 0.1
    (weak,) = [one for one in entries if one["class"] == "A"]
    assert (weak["agent"], weak["kpi"], weak["months_off"], weak["common"]) == ("Agent 4", "fcr", 3, False)
    assert weak["raw"] == pytest.approx(0.775, abs=0.01)
    assert weak["low"] < weak["level"] < weak["high"] < 0.83
    assert weak["probability_off"] > 0.99
    assert weak["n"] == 800
    assert weak["cause"] == ["type: bill"]
    assert weak["categories"][0] == "product_fcr"


def test_a_spreadsheet_gets_a_line_an_entry_and_a_person_a_table(url: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("training-list", *MARCH, "--database", url, "--csv").stdout)))
    assert [row["agent"] for row in rows if row["class"] == "A"] == ["Agent 4"]
    assert rows[0]["cause"] == "type: bill"

    shown = run("review", "list", *MARCH, "--kpi", "First-contact resolution", "--database", url).stdout
    assert "Agent 4" in shown
    assert "Expected wrong names: 0.0 of 1." in shown
    assert "Satisfaction" not in shown


def test_without_names_nothing_tells_who_somebody_is(url: str) -> None:
    asked = ("training-list", *MARCH, "--kpi", "fcr", "--without-names", "--database", url)
    _head, *entries = documents(run(*asked, "--json"))
    (weak,) = [one for one in entries if one["class"] == "A"]
    assert weak["agent"].startswith("Person ")
    assert (weak["number"], weak["person"], weak["team"]) == (None, None, None)
    for told in (run(*asked, "--csv"), run(*asked), run("review", "show", *asked[1:])):
        assert told.exit_code == 0
        assert "Agent " not in told.stdout
        assert "1004" not in told.stdout


def test_the_matrix_holds_everybody_with_sums_and_interval(url: str) -> None:
    _head, *people = documents(run("review", "show", *MARCH, "--database", url, "--json"))
    assert len(people) == len(PEOPLE)
    csat = next(one for one in people if one["agent"] == "Agent 7")["kpis"]["csat"]
    assert (csat["numerator"], csat["denominator"], csat["months_off"]) == (16, 24, 2)
    assert csat["low"] < csat["values"][-1] < csat["high"]


def test_why_goes_from_the_sums_to_the_answer_and_the_look_is_logged(url: str) -> None:
    told = run("review", "why", "1004", "fcr", *MARCH, "--database", url).stdout
    steps = [line for line in told.splitlines() if line[:1].isdigit()]
    assert steps[0] == "1. What was counted"
    assert steps[-1].endswith("Answer")
    assert "A Confirmed" in told
    (document,) = documents(run("review", "why", "Agent 4", "fcr", *MARCH, "--database", url, "--json"))
    assert [one["type"] for one in document["months"][-1]["types"]] == ["bill", "tariff"]
    with open_centre(url) as centre, centre.read() as db:
        line, *_before = looks(db)
    assert (line.look.what, line.look.people, line.look.by) == (What.DERIVATION, ("p04",), "review why")
    assert (line.look.about, line.look.kpi, line.times) == ("2026-03", "fcr", 2)
    unknown = run("review", "why", "Agent 99", "fcr", *MARCH, "--database", url)
    assert (unknown.exit_code, "Agent 99" in unknown.stderr) == (1, True)


def test_a_decision_stands_beside_the_entry_from_then_on(url: str) -> None:
    refused = run("review", "decide", "1004", "fcr", "refused", *MARCH, "--database", url)
    assert refused.exit_code == 1
    assert "Say why it is refused." in refused.stderr
    run("review", "decide", "1004", "fcr", "accepted", *MARCH, "--database", url)
    _head, *entries = documents(
        run("training-list", *MARCH, "--kpi", "fcr", "--strict", "--database", url, "--json")
    )
    assert [one["decision"] for one in entries] == ["accepted"]


def test_stated_figures_are_held_against_what_is_known_later(url: str) -> None:
    assert "Stated: 2 KPIs of 12 people." in run("review", "freeze", *MARCH, "--database", url).stdout
    again = run("review", "freeze", *MARCH, "--database", url)
    assert again.exit_code == 1
    assert "Reopen it first" in again.stderr
    same = run("review", "corrections", *MARCH, "--database", url)
    assert "Every stated figure is still the same." in same.stdout

    write_counts(url, days=(date(2026, 3, 12),), weak=PEOPLE[5])

    found = documents(run("review", "corrections", *MARCH, "--database", url, "--json"))
    assert {(one["kpi"], one["month"]) for one in found} == {("fcr", "2026-03"), ("csat", "2026-03")}
    assert len(found) == 2 * len(PEOPLE)
    never = run("review", "corrections", "--month", "2026-02", "--database", url)
    assert (never.exit_code, "2026-03" in never.stderr) == (1, True)
    anew = run("review", "freeze", *MARCH, "--reopen", "late counts", "--database", url)
    assert anew.exit_code == 0


def test_kpis_of_any_days_are_told_by_whom_one_asks(url: str) -> None:
    days = ("--from", "2026-01-01", "--to", "2026-02-28", "--kpi", "csat", "--database", url)
    head, *lines = documents(run("kpi", *days, "--by", "agent", "--json"))
    assert (head["from"], head["unknown_logins"]) == ("2026-01-01", 0)
    seven = next(line for line in lines if line["name"] == "Agent 7")
    assert (seven["numerator"], seven["denominator"], seven["provisional"]) == (38, 48, False)
    (whole,) = csv.DictReader(io.StringIO(run("kpi", *days, "--csv").stdout))
    assert (whole["by"], whole["kpi"], whole["denominator"]) == ("centre", "csat", str(12 * 48))
    shown = run("kpi", *days, "--by", "skill").stdout
    assert "Billing" in shown
    assert run("kpi", *days, "--kpi", "cheer").exit_code == 1
