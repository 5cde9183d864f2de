"""The reports about people: figures of the stores they come from, and no name where none may stand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from msgspec.structs import replace as changed

from supervisor.errors import ReportError, UnknownNameError
from supervisor.evidence.options import Answer
from supervisor.history.period import Period
from supervisor.performance.kpi import BY_ID
from supervisor.quality.asking import (
    DeductionQuestion,
    ask_agreement,
    ask_deductions,
    ask_exempt,
    ask_sampling,
)
from supervisor.quality.evaluation import COUNTED, score
from supervisor.quality.evaluation_store import EvaluationQuestion, evaluations
from supervisor.quality.form_store import all_versions
from supervisor.reports import agent, courses, quality, training_list
from supervisor.reports.asked import Asked
from supervisor.reports.book_of import book_of
from supervisor.reports.catalogue import report_of
from supervisor.reports.months import last_months, months_back
from supervisor.review.asking import ask_review
from supervisor.review.entries import training_list as entries_of
from supervisor.review.monthly import ReviewQuestion
from supervisor.review.wording import LETTERS
from supervisor.storage.database import open_centre
from supervisor.training.asking import ask_outcome
from supervisor.training.course_store import participants
from supervisor.workbook.book import Book, Chart, Sheet
from tests.reports import staff
from tests.reports.reading import rows, texts
from tests.training.made import PEOPLE, TODAY, TRAINED

SECTIONS = ("training", "effects", "issues", "measures")


@pytest.fixture(scope="module")
def url(module_url: str) -> str:
    staff.fill(module_url)
    return module_url


def made(url: str, name: str, *, named: bool = True) -> Book:
    """A report, or a section of the monthly review as a book of its own."""
    wanted = staff.asked_of(url, name, named=named, person="1008")
    if name not in SECTIONS:
        return book_of(report_of(name), wanted)
    return Book(name, section(name, wanted), wanted.about(name))


def section(name: str, wanted: Asked) -> tuple[Sheet, ...]:
    sheets = import_module(f"supervisor.reports.monthly.{name}").sheet(wanted)
    return sheets if isinstance(sheets, tuple) else (sheets,)


REPORTS = (*SECTIONS, "training-list", "courses", "agent", "quality")


# -- laws of all of them ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REPORTS)
def test_without_names_nobody_is_named_and_nothing_that_was_said_in_confidence_is_told(
    url: str, name: str
) -> None:
    said = list(texts(made(url, name, named=False)))
    for of in (*staff.NAMES, *staff.TYPED):
        alone = re.compile(rf"(?<![0-9A-Za-z]){re.escape(of)}(?![0-9A-Za-z])")
        assert not [text for text in said if alone.search(text)], of
    assert not [text for text in said if staff.HURRIED in text]
    assert not [text for text in said if "Between us" in text]


@pytest.mark.parametrize("name", REPORTS)
def test_tables_are_as_wide_as_their_headings_and_charts_draw_columns_that_there_are(
    url: str, name: str
) -> None:
    for named in (True, False):
        book = made(url, name, named=named)
        tables = {one.name: one for one in book.tables}
        assert len(tables) == len(book.tables)
        for one in book.tables:
            titles = [heading.title for heading in one.headings]
            assert len(set(titles)) == len(titles), (one.name, titles)
            assert {len(row) for row in one.rows} <= {len(titles)}, one.name
            assert all(marks.column < len(titles) for marks in one.marks), one.name
        for sheet in book.sheets:
            for part in sheet.parts:
                if isinstance(part, Chart):
                    wide = len(tables[part.table].headings)
                    drawn = [at for one in part.series for at in (one.column, one.plus, one.minus)]
                    assert all(at is None or at < wide for at in (part.x, *drawn)), part.title


def test_labels_stand_for_the_same_person_in_all_sheets_of_a_book(url: str) -> None:
    book = made(url, "training-list", named=False)
    of = {row["Person"] for row in rows(book, "evidence")}
    assert {row["Person"] for row in rows(book, "training_list")} == of
    assert all(re.fullmatch(r"Person \d+", label) for label in of)


# -- the training list --------------------------------------------------------------------------------------


def test_the_training_list_tells_who_is_listed_with_the_evidence_of_the_review(url: str) -> None:
    review = ask_review(url, ReviewQuestion(staff.MONTH, TODAY))
    told = entries_of(review)
    entries = [
        entry
        for one in told.lists
        for entry in one.entries
        if entry.answer is not Answer.OPEN and (entry.listed or not entry.common)
    ]
    assert entries
    book = training_list.book(staff.asked_of(url, "training-list"))
    found = {(row["KPI"], row["Person"]): row for row in rows(book, "evidence")}
    assert len(found) == len(entries)
    for entry in entries:
        row = found[BY_ID[entry.kpi].title, entry.who.name]
        last = entry.months[-1]
        assert row["Class"] == LETTERS[entry.answer]
        assert (row["Numerator 2026-05"], row["Denominator 2026-05"]) == (last.numerator, last.denominator)
        assert row["2026-05"] == last.value == pytest.approx(last.numerator / last.denominator)  # type: ignore[operator]
        assert row["Fair 2026-05"] == last.fair
        assert row["True level"] == entry.level
        assert 0.001 <= row["Off target, probably"] <= 0.999
    kpis = {row["KPI"]: row for row in rows(book, "training_kpis")}
    for one in told.lists:
        row = kpis[BY_ID[one.kpi].title]
        assert row["Names proven"] == one.listed
        assert row["Expected wrong names"] == one.expected_wrong
        assert row["Class A"] == sum(entry.answer is Answer.CONFIRMED for entry in one.entries)


def test_whoever_is_counted_in_a_class_but_stands_in_no_row_is_told(url: str) -> None:
    book = training_list.book(staff.asked_of(url, "training-list"))
    counted = sum(
        row[f"Class {LETTERS[answer]}"]
        for row in rows(book, "training_kpis")
        for answer in LETTERS
        if answer is not Answer.OPEN and f"Class {LETTERS[answer]}" in row
    )
    missing = counted - len(rows(book, "evidence"))
    assert missing > 0
    (said,) = {line for line in texts(book) if "in no row of the list" in line}
    assert said.startswith(f"{missing} entries")


def test_a_sheet_a_team_and_a_coach_hold_the_rows_of_the_list_alone(url: str) -> None:
    book = training_list.book(staff.asked_of(url, "training-list"))
    of_teams = [one for one in book.tables if one.name.startswith("team_")]
    asks = [row for row in rows(book, "training_list") if row["Class"] != LETTERS[Answer.UNPROVEN]]
    assert sum(len(list(one.rows)) for one in of_teams) == len(asks)
    assert [row["Person"] for row in rows(book, "coach_1")] == [staff.CALLED]


# -- courses ------------------------------------------------------------------------------------------------


def test_effects_are_those_of_the_course_and_its_parts_add_up(url: str) -> None:
    outcome = ask_outcome(url, "c1", TODAY)
    for name in ("courses", "effects"):
        (row,) = rows(made(url, name), "course_effects")
        assert (row["Trained"], row["Compared"]) == (outcome.trained, outcome.compared)
        assert row["Effect"] == pytest.approx(100 * (outcome.effect or 0))
        parts = row["Expected regression"] + row["Change of everybody"] + row["Effect"]
        assert row["Before and after"] == pytest.approx(parts)
        assert row["Effect from"] < row["Effect"] < row["Effect to"]
        assert row["Verdict"] == "It helped"


def test_people_of_a_course_stand_with_forecast_and_value_after_trained_first(url: str) -> None:
    with open_centre(url) as centre, centre.read() as db:
        everybody = participants(db, "c1")
    found = rows(courses.book(staff.asked_of(url, "courses")), "people_1")
    assert len(found) == len(everybody)
    assert Counter(row["Part"] for row in found)["Trained"] == len(TRAINED)
    assert [row["Part"] for row in found[: len(TRAINED)]] == ["Trained"] * len(TRAINED)
    after = {one.name: one.after for one in ask_outcome(url, "c1", TODAY).people}
    assert {row["Person"]: row["After"] for row in found} == after


BOTH = ["Tariffs anew", "By Agent 3"]  # of April and of June


@pytest.mark.parametrize(
    ("month", "told"), [(3, []), (4, BOTH[:1]), (6, BOTH), (7, BOTH[1:])], ids=lambda one: str(one)
)
def test_a_course_stands_in_three_reviews_from_the_month_on_in_which_it_ended(
    url: str, month: int, told: list[str]
) -> None:
    order = changed(staff.order("effects"), month=date(2026, month, 1))
    wanted = replace(staff.asked_of(url, "effects"), order=order)
    book = Book("effects", section("effects", wanted), wanted.about("effects"))
    assert [row["Course"] for row in rows(book, "course_effects")] == told


def test_three_months_back_may_be_last_year() -> None:
    assert months_back(date(2026, 1, 1), 2) == date(2025, 11, 1)
    assert last_months(date(2026, 1, 9), 2) == [date(2025, 12, 1), date(2026, 1, 1)]


# -- one agent ----------------------------------------------------------------------------------------------


def test_the_page_of_an_agent_tells_the_months_with_what_was_fair_to_expect(url: str) -> None:
    book = agent.book(staff.asked_of(url, "agent", person=staff.CALLED))
    row = next(one for one in rows(book, "agent_kpis") if one["KPI"] == BY_ID["fcr"].title)
    months = [one for one in rows(book, "agent_months") if one["KPI"] == BY_ID["fcr"].title]
    assert [one["Month"] for one in months] == ["2026-02", "2026-03", "2026-04", "2026-05"]
    for one in months:
        assert one["Value"] == pytest.approx(one["Numerator"] / one["Denominator"])
        assert row[one["Month"]] == one["Value"]
    assert row["2025-12"] is None
    assert row["n"] == months[-1]["Denominator"]
    # 8 types of tariffs and bills in equal parts: what a usual colleague has is the mean of all
    assert months[-1]["Fair to expect"] == pytest.approx(0.87, abs=0.05)
    log = rows(book, "agent_log")
    assert {one["Kind"] for one in log} >= {"Talk", "Course", "Decided"}


def test_a_page_says_whom_it_needs_and_takes_the_last_whole_month(url: str) -> None:
    wanted = staff.asked_of(url, "agent")
    with pytest.raises(ReportError):
        agent.book(wanted)
    with pytest.raises(UnknownNameError):
        agent.book(staff.asked_of(url, "agent", person="Nobody"))
    order = changed(staff.order("agent", person=PEOPLE[1]), month=None)
    found = agent.book(replace(wanted, order=order))
    assert found.about.period.endswith("2026-05")


# -- quality ------------------------------------------------------------------------------------------------


def test_quality_sums_up_the_evaluations_and_their_losses(url: str) -> None:
    book = quality.book(staff.asked_of(url, "quality"))
    with open_centre(url) as centre, centre.read() as db:
        found = evaluations(db, EvaluationQuestion(staff.FIRST, staff.LAST))
        versions = {one.id: one for one in all_versions(db)}
    scores = [score(versions[one.form_version].content, one.judgement.answers) for one in found]
    (form,) = rows(book, "quality_forms")
    assert form["Judged"] == len(found) == sum(one.state in COUNTED for one in found)
    assert form["Points given"] == sum(one.given for one in scores)
    assert form["Score"] == pytest.approx(
        sum(one.given for one in scores) / sum(one.possible for one in scores)
    )
    assert form["With a fatal error"] == sum(one.fatal for one in scores)
    assert len(rows(book, "evaluations")) == len(found)
    losses = ask_deductions(url, DeductionQuestion(Period(staff.FIRST, staff.LAST))).deductions
    told = rows(book, "deductions")
    assert [row["Errors"] for row in told] == [one.errors for one in losses.items if one.errors or one.lost]
    assert sum(row["Errors"] for row in told) == losses.errors
    assert [row["Together"] for row in told] == sorted(row["Together"] for row in told)
    assert told[0]["Share of errors"] == pytest.approx(told[0]["Errors"] / losses.errors)
    by_team: Counter[str] = Counter()
    for row in rows(book, "deductions_by_team"):
        by_team[row["Item"]] += row["Errors"]
    assert all(row["Errors"] >= by_team[row["Item"]] for row in told)


def test_raters_appeals_plan_and_exemptions_are_told_as_they_stand(url: str) -> None:
    book = quality.book(staff.asked_of(url, "quality"))
    raters = {row["Rater"]: row for row in rows(book, "raters")}
    assert {name: row["Forms"] for name, row in raters.items()} == {"Rater Luo": 7, "Rater Fan": 6}
    said = ask_agreement(url, "s1").agreement
    bias = {row["Rater"]: row["Leniency, points of 100"] for row in rows(book, "calibration_raters")}
    assert bias == {one.rater: pytest.approx(100 * (one.bias or 0)) for one in said.raters}
    (appealed,) = rows(book, "appeals")
    assert (appealed["Agent"], appealed["Ruling"], appealed["Why"]) == (
        staff.CALLED,
        "to be ruled on",
        staff.HURRIED,
    )
    planned = ask_sampling(url, staff.FIRST)
    assert sum(row["Forms planned"] for row in rows(book, "forms_planned")) == sum(
        one.planned for one in planned
    )
    assert len(rows(book, "exemptions")) == len(ask_exempt(url, TODAY))
    (measure,) = rows(book, "quality_measures")
    assert (measure["Owner"], measure["Status"]) == ("Owner Song", "Overdue")


SHARED = ("forms_planned", "deductions", "quality_measures", "calibration_raters", "calibration_items")


@pytest.mark.parametrize("named", [True, False])
def test_the_review_tells_of_quality_what_the_quality_report_tells(url: str, named: bool) -> None:
    wanted = staff.asked_of(url, "review", named=named)
    section_6 = Book("6", section("quality", wanted), wanted.about("6"))
    report = quality.book(staff.asked_of(url, "quality", named=named))
    for name in SHARED:
        told, other = (sorted(map(str, rows(book, name))) for book in (section_6, report))
        assert told, name
        if named:
            assert told == other, name
    said = "\n".join(texts(section_6))
    assert "1 of 13 forms were appealed" in said
    assert ("Owner Song" in said) is named
    assert ("Rater Luo" in said) is named


# -- measures -----------------------------------------------------------------------------------------------


def test_measures_of_last_month_say_what_became_of_them(url: str) -> None:
    book = made(url, "measures")
    found = {row["Kind"]: row for row in rows(book, "measures")}
    assert set(found) == {"Training list", "Quality measure", "Meeting action", "Course", "Talk"}
    decided = found["Training list"]
    assert (decided["What"], decided["Owner"], decided["Standing"]) == (
        "Accepted",
        "Judge Wei",
        "Not done yet",
    )
    assert decided["State"] == "course “By Agent 3”"  # which is still to run
    assert decided["Concerns"].startswith(staff.CALLED)
    assert "level" in decided["Measured result"]
    assert found["Quality measure"]["Standing"] == "Overdue"
    assert found["Meeting action"]["Standing"] == "Overdue"
    assert found["Course"]["Got better"] == "yes"
    counts = rows(book, "measure_counts")
    assert sum(row["All"] for row in counts) == len(rows(book, "measures"))
    assert all(
        row["All"] == row["Done"] + row["Not done yet"] + row["Overdue"] + row["Dropped"] for row in counts
    )
    planned = {row["Kind"]: row for row in rows(book, "plan")}
    assert planned["Course"]["Due"] == date(2026, 6, 10)
    assert planned["Talk"]["Due"] == date(2026, 6, 20)


def test_hot_enquiries_are_the_contacts_by_type(url: str) -> None:
    book = made(url, "issues")
    told = {row["Type of contact"]: row for row in rows(book, "hot_types")}
    days = len([at for at in range(0, (TODAY - date(2026, 2, 1)).days, 3) if _in_may(at)])
    assert {name: row["Contacts"] for name, row in told.items()} == {
        "tariff": days * 60 * len(PEOPLE),
        "bill": days * 60 * len(PEOPLE),
    }
    assert sum(row["Share"] for row in told.values()) == pytest.approx(1)
    flow = {row["Month"]: row for row in rows(book, "issue_flow")}
    assert flow["2026-05"]["New"] == 2
    ledger = rows(book, "issue_ledger")
    assert {row["Title"] for row in ledger} == {"Agent 2 was told nothing", "Between us"}


def _in_may(at: int) -> bool:
    return (date(2026, 2, 1) + timedelta(days=at)).month == 5


# -- an empty centre ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [one for one in REPORTS if one != "agent"])
def test_where_nothing_happened_sentences_stand_for_tables(sqlite_url: str, name: str) -> None:
    book = made(sqlite_url, name)
    known: dict[str, Any] = {one.name: one for one in book.tables}
    assert book.sheets
    for one in book.tables:
        assert list(one.rows) or one.empty, one.name
    for sheet in book.sheets:
        for part in sheet.parts:
            assert not isinstance(part, Chart) or list(known[part.table].rows), part.title


def test_instants_are_aware(url: str) -> None:
    for name in REPORTS:
        for one in made(url, name).tables:
            for row in one.rows:
                assert all(cell.tzinfo is not None for cell in row if isinstance(cell, datetime)), one.name
