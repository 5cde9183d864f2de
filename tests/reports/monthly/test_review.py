"""The monthly review of a small centre: against plain SQL, and what it owes whatever the month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text, update

from supervisor.errors import ReportError
from supervisor.history import count_stamp
from supervisor.reports import review
from supervisor.review.monthly import ReviewQuestion
from supervisor.review.stating import state_figures
from supervisor.storage.database import open_history
from supervisor.storage.history_tables import history_count
from supervisor.words import said_in
from supervisor.workbook.book import Book, Chart, Table
from supervisor.workbook.names import SHEET_NAME, sheet_name
from tests.reports.monthly.month_centre import NOW, OCTOBER, PEOPLE, SEPTEMBER, asked_of
from tests.reports.reading import rows, table, texts, total

KPIS = {  # by its title: numerator and denominator as SQL has them
    "Mean handle time": ("sum(talk_s) + sum(hold_s) + sum(acw_s)", "sum(n_answered)"),
    "Mean after-contact time": ("sum(acw_s)", "sum(n_answered)"),
    "Hold rate": ("sum(n_held)", "sum(n_answered)"),
    "First-contact resolution": ("sum(n_fcr_ok)", "sum(n_fcr_eligible)"),
    "Satisfaction": ("sum(n_csat_top2)", "sum(n_survey)"),
    "Response rate": ("sum(n_survey)", "sum(n_survey_sent)"),
    "Complaints (per 1,000)": ("sum(n_complaint)", "sum(n_answered)"),
    "Occupancy": ("sum(busy_s)", "sum(busy_s) + sum(ready_s)"),
    "Shrinkage": ("sum(paid_s) - sum(busy_s) - sum(ready_s)", "sum(paid_s)"),
}
MONTHS = {"": "2026-10-%", ", month before": "2026-09-%", ", a year ago": "2025-10-%"}


def sql(url: str, said: str, **values: Any) -> list[Any]:
    with open_history(url) as history, history.read() as db:
        return list(db.execute(text(said), values).one())


# -- the truth ----------------------------------------------------------------------------------------------


def test_every_kpi_is_what_plain_sql_adds_up(october: Book, small_url: str) -> None:
    found = {row["KPI"]: row for row in rows(october, "appendix_kpis")}
    for kpi, (above, below) in KPIS.items():
        for heading, month in MONTHS.items():
            x, n = sql(small_url, f"SELECT {above}, {below} FROM history_count WHERE day LIKE :m", m=month)
            row = found[kpi]
            told = row[f"Numerator{heading}"], row[f"Denominator{heading}"], row[f"Value{heading}"]
            scale = 1000 if "1,000" in kpi else 1
            assert told == pytest.approx((x, n, scale * x / n)), (kpi, heading)


def test_kpis_of_skill_groups_are_what_sql_adds_up_by_queue(october: Book, small_url: str) -> None:
    found = {
        row["Skill group"]: row for row in rows(october, "appendix_groups") if row["KPI"] == "Satisfaction"
    }
    for queue, name in (("bill", "Billing"), ("net", "Network")):
        x, n = sql(
            small_url,
            "SELECT sum(n_csat_top2), sum(n_survey) FROM history_count JOIN history_name"
            " ON history_name.id = history_count.queue WHERE text = :queue AND day LIKE '2026-10-%'",
            queue=queue,
        )
        assert (found[name]["Numerator"], found[name]["Denominator"]) == (x, n)


def test_the_days_of_queues_are_the_quarter_hours_of_the_database(october: Book, small_url: str) -> None:
    low = int(datetime(2026, 9, 30, 16, tzinfo=UTC).timestamp()) // 900
    contacts, answered = sql(
        small_url,
        "SELECT sum(contacts), sum(contacts_answered) FROM history_slot WHERE slot >= :low AND slot < :high",
        low=low,
        high=low + 31 * 96,
    )
    whole = total(october, "volume_days")
    assert (whole["Requests"], whole["Answered"]) == (contacts, answered)
    for name in ("days", "weekdays", "channels", "skills", "half_hours"):
        found = rows(october, f"volume_{name}")
        assert sum(row["Requests"] for row in found) == contacts, name
        assert sum(row["Answered"] for row in found) == answered, name
    days = {name: sum(d.weekday() == at for d in _october()) for at, name in enumerate(_WEEKDAYS)}
    usual = sum(row[name] * count for row in rows(october, "volume_heat") for name, count in days.items())
    assert usual == pytest.approx(contacts)
    assert sum(row["Requests"] for row in rows(october, "appendix_queues")) == contacts


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _october() -> list[date]:
    return [date(2026, 10, day) for day in range(1, 32)]


# -- laws ---------------------------------------------------------------------------------------------------


def test_the_parts_of_handle_time_add_up_to_its_change(october: Book) -> None:
    steps = [row["Seconds a contact"] for row in rows(october, "efficiency_change")]
    assert steps[0] + sum(steps[1:-1]) == pytest.approx(steps[-1])
    kpi = next(row for row in rows(october, "appendix_kpis") if row["KPI"] == "Mean handle time")
    assert (steps[0], steps[-1]) == pytest.approx((kpi["Value, month before"], kpi["Value"]))
    strata, whole = rows(october, "efficiency_strata"), total(october, "efficiency_strata")
    assert sum(row["Together, s"] for row in strata) == pytest.approx(steps[-1] - steps[0])
    assert whole["Together, s"] == pytest.approx(
        whole["Mix, s"] + whole["Talk, s"] + whole["Hold, s"] + whole["After contact, s"]
    )


def test_each_step_of_the_waterfall_stands_on_the_one_before(october: Book) -> None:
    level = 0.0
    for row in rows(october, "efficiency_change"):
        under, longer, shorter = row["Under the step"], row["Longer"] or 0.0, row["Shorter"] or 0.0
        if row["Month"] is None:
            assert level == pytest.approx(under if longer else under + shorter)
            level = under + longer
        else:
            level = row["Month"]


def test_groups_of_people_add_up_to_everybody(october: Book) -> None:
    assert (
        sum(row["Contacts"] for row in rows(october, "efficiency_groups"))
        == (total(october, "efficiency_groups")["Contacts"])
    )
    assert sum(row["People with contacts"] for row in rows(october, "people_bands")) == len(PEOPLE)
    moved = total(october, "people_teams")
    assert (
        moved["At the beginning"] + moved["Joined the centre"] - moved["Left the centre"]
        == moved["At the end"]
        == 6
    )


# -- what is said -------------------------------------------------------------------------------------------


def test_the_first_page_says_what_rose_and_why(october: Book) -> None:
    kpis = {row["KPI"]: row for row in rows(october, "summary_kpis")}
    handle = kpis["Mean handle time"]
    assert handle["Process limits"] == "Above"
    assert "talk time +" in handle["Cause of the change"]
    assert handle["Month on month"] == pytest.approx(handle["This month"] - handle["Month before"])
    assert kpis["Satisfaction"]["Verdict"] == "Met"
    assert kpis["Occupancy"]["Verdict"] == "–"  # no target: no verdict
    page = "\n".join(texts(Book("", october.sheets[:1], october.about)))
    assert "Everybody at once" in page
    assert "State the figures of 2026-10" in page
    assert october.sheets[0].whole


def test_teams_stand_in_a_funnel_around_the_mean_of_all(october: Book) -> None:
    teams = rows(october, "satisfaction_funnel")
    assert {row["Team"] for row in teams} == {"North", "South"}
    assert [row["n"] for row in teams] == sorted(row["n"] for row in teams)
    counted = total_of(teams, "Counted of n") / total_of(teams, "n")
    assert all(row["Mean"] == pytest.approx(counted) for row in teams)
    assert all(row["99.8 %, low"] < row["95 %, low"] < row["Mean"] for row in teams)


def total_of(found: list[dict[str, Any]], heading: str) -> float:
    return float(sum(row[heading] for row in found))


def test_who_learns_is_told_beside_the_path_to_the_target(october: Book) -> None:
    weeks = rows(october, "people_learning")
    assert weeks[0]["People"] == 1
    paths = [row["Path to the target, s"] for row in weeks if row["Path to the target, s"] is not None]
    assert paths == sorted(paths, reverse=True)
    batches = {row["Joined in"]: row["People"] for row in rows(october, "people_batches")}
    assert batches == {"2026-09": 1}


def test_resolution_is_told_with_its_method_and_window(october: Book) -> None:
    (method,) = rows(october, "satisfaction_methods")
    assert (method["Method"], method["Window"]) == ("By repeats", "7 days")


def test_the_voice_menu_stands_beside_people(october: Book) -> None:
    (root,) = rows(october, "volume_menu")
    assert (root["Callers"], root["To a person"], root["To a person, share"]) == (3100, 1860, 0.6)


# -- stated figures -----------------------------------------------------------------------------------------


def test_stated_figures_stay_and_what_changed_is_a_correction(own_url: str) -> None:
    question = ReviewQuestion(OCTOBER, NOW.date())
    state_figures(own_url, question, at=NOW, who="anna")
    first = {row["KPI"]: row for row in rows(review.book(asked_of(own_url)), "summary_kpis")}
    with open_history(own_url) as history, history.write() as db:
        late = history_count.c
        mine = (late.day == date(2026, 10, 5)) & late.n_survey.is_not(None)
        changed = db.execute(update(history_count).where(mine).values(n_csat_top2=0)).rowcount
        count_stamp.touch(db, {"2026-10"})
    assert changed
    book = review.book(asked_of(own_url))
    again = {row["KPI"]: row for row in rows(book, "summary_kpis")}
    assert again["Satisfaction"]["This month"] == first["Satisfaction"]["This month"]
    (correction,) = rows(book, "appendix_corrections")
    assert correction["Stated"] == first["Satisfaction"]["This month"]
    assert correction["Now"] < correction["Stated"]
    assert correction["Single figures"] == len(rows(book, "appendix_changes"))
    assert any("Satisfaction" in line and "→" in line for line in texts(book))
    names = {row["Person"] for row in rows(book, "appendix_changes")}
    assert names <= {name for name, *_more in PEOPLE.values()}
    november = datetime(2026, 12, 2, tzinfo=UTC)
    later = "\n".join(texts(review.book(asked_of(own_url, date(2026, 11, 1), now=november))))
    assert "2026-10: Satisfaction" in later  # corrections to last month's figures


# -- whatever the month -------------------------------------------------------------------------------------


def test_without_names_nobody_is_named(small_url: str, october: Book) -> None:
    names = {name for name, *_more in PEOPLE.values()} | {f"88{at}0" for at in range(6)}
    told = "\n".join(texts(review.book(asked_of(small_url, named=False))))
    assert not [name for name in names if name in told]
    assert "Ai Lin" in "\n".join(texts(october))


def _is_told(book: Book) -> None:
    """No empty table without a sentence, no chart of nothing, no name of a table twice."""
    tables: dict[str, Table] = {one.name: one for one in book.tables}
    assert len(tables) == len(book.tables)
    assert all(one.rows or one.empty for one in book.tables), [
        one.name for one in book.tables if not one.rows
    ]
    charts = [part for sheet in book.sheets for part in sheet.parts if isinstance(part, Chart)]
    assert all(tables[chart.table].rows for chart in charts)
    assert [sheet.name.split(" ")[0].split(".")[0] for sheet in book.sheets] == sorted(
        (sheet.name.split(" ")[0].split(".")[0] for sheet in book.sheets), key=int
    )
    assert {sheet.name.split(" ")[0].split(".")[0] for sheet in book.sheets} == {str(n) for n in range(1, 13)}


def test_all_twelve_sections_are_there_and_say_what_they_lack(
    october: Book, small_url: str, sqlite_url: str
) -> None:
    _is_told(october)
    _is_told(review.book(asked_of(sqlite_url)))  # an empty centre
    empty = review.book(asked_of(small_url, date(2026, 2, 1)))  # a month of which nobody told anything
    _is_told(empty)
    assert not table(empty, "summary_kpis").rows
    assert any("Nothing is known of 2026-02" in line for line in texts(empty))


def test_in_chinese_no_name_of_a_sheet_is_cut_and_no_table_has_a_long_title(small_url: str) -> None:
    with said_in("zh_CN"):
        book = review.book(asked_of(small_url))
    names = [sheet.name for sheet in book.sheets]
    assert [sheet_name(name, set()) for name in names] == names
    assert [one.title for one in book.tables if len(one.title) > SHEET_NAME] == []


def test_a_running_month_is_provisional(small_url: str) -> None:
    book = review.book(asked_of(small_url, date(2026, 11, 1)))
    _is_told(book)
    said = "\n".join(texts(book))
    assert "The month is not over" in said
    assert {row["State"] for row in rows(book, "appendix_kpis")} == {"May still change"}
    assert len(rows(book, "volume_days")) == 21  # up to yesterday


def test_a_month_that_has_not_begun_is_refused(small_url: str) -> None:
    with pytest.raises(ReportError):
        review.book(asked_of(small_url, date(2026, 12, 1)))


def test_september_stands_beside_october_as_it_stands_alone(small_url: str, october: Book) -> None:
    alone = {row["KPI"]: row for row in rows(review.book(asked_of(small_url, SEPTEMBER)), "appendix_kpis")}
    for row in rows(october, "appendix_kpis"):
        then = row["Numerator, month before"]
        assert then is None or then == pytest.approx(alone[row["KPI"]]["Numerator"])
