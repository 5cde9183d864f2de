"""`supervisor queues` and `supervisor agents`: the past for people, for programs and for spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from supervisor.settings.centre import CentreSettings
from supervisor.storage.centre import login_use, person
from supervisor.storage.database import open_centre, open_history
from tests.commands.command_line import documents, run
from tests.history.past import answered, gone, write

NOON = datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
DAY = ("--from", "2026-03-10")
EVIL = "=cmd|' /C calc'!A0"


@pytest.fixture
def centre_url(database_url: str) -> str:
    with open_history(database_url) as history:
        stays = [answered(f"a{n}", "q", NOON + timedelta(minutes=n), 5 + n, "anna") for n in range(20)]
        write(history, CentreSettings(), [*stays, gone("g", EVIL, NOON, 40)])
    with open_centre(database_url) as centre, centre.write() as db:
        db.execute(person.insert().values(id="p1", name="Anna Q", number="77", version=1))
        db.execute(login_use.insert().values(id="1", source="pbx", login="anna", person="p1", version=1))
    return database_url


def test_programs_read_the_definitions_first_and_then_line_by_line(centre_url: str) -> None:
    head, *lines = documents(
        run("queues", *DAY, "--threshold", "10", "--threshold", "15", "--service-level", "offered",
            "--database", centre_url, "--json")
    )  # fmt: skip
    assert (head["service_level"], head["threshold_s"], head["every"]) == ("offered", 10, "whole")
    assert "10 seconds" in head["definitions"]["service_level"]
    total = lines[0]
    assert (total["of"], total["offered"], total["answered"], total["abandoned"]) == ("total", 21, 20, 1)
    assert (total["within_10"], total["within_15"]) == (6, 11)
    assert total["service_level"] == pytest.approx(6 / 21, abs=1e-6)
    assert total["longest_wait_s"] == 40
    assert total["from"] == "2026-03-10T00:00:00+08:00"
    assert {(line["of"], line["name"]) for line in lines[1:]} == {("queue", "q"), ("queue", EVIL)}


def test_a_day_is_cut_as_finely_as_was_asked(centre_url: str) -> None:
    _head, *lines = documents(
        run("queues", *DAY, "--every", "30m", "--queue", "q", "--database", centre_url, "--json")
    )
    mine = [line for line in lines if line["of"] == "queue"]
    assert len(mine) == 48
    assert [line["offered"] for line in mine if line["offered"]] == [20]
    assert sum(line["offered"] for line in mine) == 20


def test_a_person_reads_a_table_with_the_definitions_under_it(centre_url: str) -> None:
    result = run("queues", *DAY, "--database", centre_url)
    assert result.exit_code == 0
    assert "Queues, 2026-03-10" in result.stdout
    assert "95.2\u00a0%" in result.stdout  # a figure does not break
    assert "Service level: answered in time ÷ (offered − short abandons); in time: within 20 seconds" in (
        result.stdout
    )


def test_no_name_becomes_a_formula_in_a_text_file(centre_url: str) -> None:
    result = run("queues", *DAY, "--database", centre_url, "--csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {row["name"] for row in rows} == {"", "q", f"'{EVIL}"}
    assert rows[0]["answered"] == "20"
    assert rows[0]["median_wait_s"] == "14"
    assert next(row for row in rows if row["name"] == "q")["longest_wait_abandoned_s"] == ""
    assert "service_level:" in rows[0]["definitions"]


def test_agents_are_told_with_their_time_and_whom_nobody_knows_as_the_login(centre_url: str) -> None:
    head, anna, *_rest = documents(run("agents", *DAY, "--database", centre_url, "--json"))
    assert (head["from"], head["told_twice"]) == ("2026-03-10", [])
    assert (anna["of"], anna["name"], anna["n_answered"], anna["talk_s"]) == ("person", "Anna Q", 20, 2000)
    assert anna["mean_talk_s"] == 100
    for said in ("Anna Q", "77"):
        _head, only = documents(run("agents", *DAY, "--agent", said, "--database", centre_url, "--json"))
        assert only == anna
    table = run("agents", *DAY, "--database", centre_url).stdout
    assert "Anna Q" in table
    assert "1:40" in table
    rows = list(csv.DictReader(io.StringIO(run("agents", *DAY, "--database", centre_url, "--csv").stdout)))
    assert [(row["name"], row["n_answered"]) for row in rows] == [("Anna Q", "20")]


def test_what_cannot_be_answered_is_said_in_a_sentence(centre_url: str) -> None:
    at = ("--database", centre_url)
    assert run("queues", "--from", "2026-03-10", "--to", "2026-03-09", *at).exit_code == 2
    assert run("queues", *DAY, "--every", "minute", *at).exit_code == 2
    assert run("agents", *DAY, "--every", "30m", *at).exit_code == 2
    assert run("queues", *DAY, "--service-level", "best", *at).exit_code == 2
    assert run("queues", *DAY, "--json", "--csv", *at).exit_code == 2
    missing = run("queues", *DAY, "--queue", "nowhere", *at)
    assert missing.exit_code == 1
    assert "nowhere" in missing.stderr
    assert run("agents", *DAY, "--agent", "Nobody", *at).exit_code == 1


def test_a_day_of_which_nothing_is_told_has_no_lines(centre_url: str) -> None:
    _head, *lines = documents(run("queues", "--from", "2026-01-01", "--database", centre_url, "--json"))
    assert [(line["of"], line["offered"]) for line in lines] == [("total", None)]
    assert len(documents(run("agents", "--from", "2026-01-01", "--database", centre_url, "--json"))) == 1
