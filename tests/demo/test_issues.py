"""The demo's issues: what is written down to be there is there, by an account of its own, and only once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from supervisor.demo.centre import create_demo
from supervisor.demo.departments import DEPARTMENTS
from supervisor.demo.drawn import drawn_day
from supervisor.demo.issue_lives import TOPICS, UNMENDED_DAYS
from supervisor.demo.issue_tables import forget_issues
from supervisor.demo.issue_year import Year
from supervisor.demo.issues import Size, write_issues
from supervisor.demo.meetings import FORTNIGHT, MONTH
from supervisor.demo.menu import LONG_LEVEL, node_id
from supervisor.demo.past import write_past
from supervisor.demo.topic import LANGUAGES
from supervisor.demo.weaknesses import MENDED_DAYS, MENDED_SHARE, MENDED_TYPE, TYPES, Past
from supervisor.issues import store
from supervisor.issues.clock import Light, read
from supervisor.issues.effect_answer import EffectState, question_of
from supervisor.issues.effect_asking import ask_effect
from supervisor.issues.issue import Issue
from supervisor.issues.sheet import SheetState
from supervisor.issues.sheet_store import listed
from supervisor.issues.sheet_told import Listed
from supervisor.issues.states import OPEN, State
from supervisor.ivr import node_store
from supervisor.ivr.tree import Tree
from supervisor.meetings import actions, closing
from supervisor.meetings import store as meetings
from supervisor.settings.centre import CentreSettings
from supervisor.sources.simulated.people import agents
from supervisor.storage import undo
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre

TODAY = date(2026, 11, 19)  # a Thursday
AT = datetime(2026, 11, 19, 3, tzinfo=UTC)
PEOPLE = agents(1)
PAST = Past(PEOPLE, TODAY)
SMALL = Size(drawn=4, days=92)
LEAST = Size(drawn=5, days=40, told=False)
DAYS = CentreSettings().days


def write(url: str, size: Size = SMALL) -> None:
    write_issues(url, DAYS, PEOPLE, PAST, seed=1, language="en", size=size)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = f"sqlite:///{tmp_path_factory.mktemp('demo')}/demo.db"
    create_demo(made, at=AT, language="en")
    write(made)
    return made


@pytest.fixture
def db(url: str) -> Iterator[Connection]:
    with open_centre(url) as centre, centre.read() as connection:
        yield connection


def now(db: Connection) -> datetime:
    clock = load_centre(db).demo_clock
    assert clock is not None
    return clock.shows


def of_state(db: Connection, state: State) -> list[Issue]:
    return [one for one in store.all_issues(db) if one.state is state]


def rows(db: Connection, asked: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.execute(text(asked))]


def test_there_are_eight_departments_and_issues_in_every_state(db: Connection) -> None:
    (count,) = rows(db, "SELECT count(*), count(DISTINCT calendar) FROM issue_department")
    assert count == (8, 3)
    assert {state for (state,) in rows(db, "SELECT DISTINCT state FROM issue")} == {
        one.value for one in State
    }
    assert {(one.key, one.department in DEPARTMENTS) for one in TOPICS} == {(one.key, True) for one in TOPICS}
    assert len(TOPICS) >= 40


def test_clocks_stand_in_every_colour(db: Connection) -> None:
    frame, at = store.frame(db), now(db)
    seen = {
        read(clock, frame.calendar(clock.calendar), at).light
        for issue in store.all_issues(db)
        if issue.is_open
        for clock in issue.standing.clocks
    }
    assert seen == set(Light)


def test_what_is_rare_is_there(db: Connection) -> None:
    issues = store.all_issues(db)
    counters = [one.standing.counters for one in issues]
    (ruling,) = [one for one in issues if one.standing.ruling_wanted]
    assert ruling.standing.counters.returns == 2
    assert ruling.state is State.READY
    assert sum(one.recurrences for one in counters) == 1
    assert sum(one.facts.internal for one in issues) == 2
    granted = {one.granted for issue in issues for clock in issue.standing.clocks for one in clock.extensions}
    assert granted == {True, False, None}
    kinds = {kind for (kind,) in rows(db, "SELECT DISTINCT kind FROM issue_evidence")}
    assert {"contacts", "figure", "quality", "recording", "file"} <= kinds
    for one in of_state(db, State.REJECTED):
        assert one.standing.risk_carrier
        assert one.standing.review_on
    survivors = {one.standing.merged_into for one in of_state(db, State.MERGED)}
    assert survivors <= {one.id for one in issues}


def test_the_sheets_that_are_out_stand_as_the_page_says(db: Connection) -> None:
    latest: dict[str, Listed] = {}
    for one in listed(db, now(db)):
        latest.setdefault(one.sheet.department, one)
    found = {id.removeprefix("demo-"): (one.state, one.lines, one.answered) for id, one in latest.items()}
    assert found == {
        "network": (SheetState.SIGNED, 3, 1),
        "international": (SheetState.BACK, 2, 2),
        "marketing": (SheetState.SIGNED, 2, 0),
        "field": (SheetState.SENT, 2, 0),
        "shops": (SheetState.SIGNED, 2, 0),
        "billing": (SheetState.SIGNED, 2, 0),
        "it": (SheetState.SENT, 3, 0),
        "legal": (SheetState.DRAFT, 2, 0),
    }


def test_carried_over_is_what_the_meeting_before_left(db: Connection) -> None:
    """Counted from the documents of the minutes, by hand."""
    carried = 0
    for series in (FORTNIGHT, MONTH):
        held = [one for one in meetings.all_meetings(db, series) if one.state == "closed"]
        held.sort(key=lambda one: one.starts_at)
        before: set[int] = set()
        times: Counter[int] = Counter()
        for one in held:
            minutes = json.loads(
                str(rows(db, f"SELECT document FROM meeting_minutes WHERE meeting = '{one.id}'")[0][0])
            )
            items = [then["item"] for then in minutes["items"] if then["item"].get("issue")]
            on = {item["issue"] for item in items}
            left = {item["issue"] for item in items if item.get("discussed") is not True}
            assert {issue for issue in before if store.get(db, issue).state in OPEN} <= on
            for item in items:
                times[item["issue"]] += 1
                assert item.get("times", 1) == times[item["issue"]]
            carried += len(before & on)
            before = left
    assert carried > 3


def test_a_department_stayed_away_and_actions_are_open(db: Connection) -> None:
    last = max(
        (one for one in meetings.all_meetings(db, FORTNIGHT) if one.state == "closed"),
        key=lambda one: one.starts_at,
    )
    assert "Information technology" in closing.versions(db, last.id)[-1].missing
    states = [one.state for one in actions.actions(db, at=now(db), meeting=last.id, open_only=True)]
    assert {actions.ActionState.OVERDUE, actions.ActionState.OPEN} <= set(states)
    planned = [one for one in meetings.all_meetings(db) if one.state == "planned"]
    assert {one.series for one in planned} == {FORTNIGHT, MONTH}
    for one in planned:
        assert one.starts_at > now(db)
        assert meetings.sitting(db, one.id, at=now(db)).items


def test_one_level_of_the_menu_is_too_long(db: Connection) -> None:
    tree = Tree(node_store.all_nodes(db))
    assert len(tree.by_id) == 25
    assert len(tree.level(node_id(LONG_LEVEL))) == 9


def test_the_measure_in_the_menu_changed_nothing(url: str, db: Connection) -> None:
    (one,) = [
        each
        for each in of_state(db, State.DONE)
        if each.facts.criterion and each.facts.criterion.by == "node"
    ]
    question = question_of(one, TODAY)
    assert question is not None
    assert (TODAY - (question.done_on or TODAY)).days == UNMENDED_DAYS
    criterion = question.criterion
    assert criterion.written_at is not None
    assert criterion.written_at.date() < (question.done_on or TODAY)
    answer = ask_effect(None, url, question)
    assert answer.state is EffectState.JUDGED
    assert answer.effect is not None
    assert answer.effect.verdict == "no_change"


def test_of_what_was_mended_fewer_contacts_come_and_all_others_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = date.fromordinal(TODAY.toordinal() - 5)
    days, about = CentreSettings().days, TYPES[MENDED_TYPE]["en"]
    now = drawn_day(PEOPLE, PAST, days, day, seed=1, language="en").entries
    monkeypatch.setattr(Past, "is_mended", lambda _past, _day: False)
    usual = drawn_day(PEOPLE, PAST, days, day, seed=1, language="en").entries
    monkeypatch.undo()
    assert [one for one in now if one.type != about] == [one for one in usual if one.type != about]
    fewer = 1 - sum(one.type == about for one in now) / sum(one.type == about for one in usual)
    assert fewer == pytest.approx(MENDED_SHARE, abs=0.06)
    assert PAST.is_mended(date.fromordinal(TODAY.toordinal() - MENDED_DAYS))
    assert not PAST.is_mended(date.fromordinal(TODAY.toordinal() - MENDED_DAYS - 1))


def test_nobody_is_offered_to_undo_it(db: Connection) -> None:
    assert not rows(db, "SELECT id FROM undo_step WHERE name NOT LIKE '%settings%' AND name != 'add_source'")
    step = undo.last(db)
    assert step is None or step.name in ("change_settings", "add_source")


def told(url: str) -> dict[str, list[tuple[object, ...]]]:
    with open_centre(url) as centre, centre.read() as db:
        return {
            "issues": rows(
                db, "SELECT number, title, state, department, changed_at FROM issue ORDER BY number"
            ),
            "events": rows(db, "SELECT kind, count(*) FROM issue_event GROUP BY kind ORDER BY kind"),
            "meetings": rows(db, "SELECT series, starts_at, state FROM meeting ORDER BY 1, 2"),
            "outcomes": rows(db, "SELECT kind, count(*) FROM meeting_outcome GROUP BY kind ORDER BY kind"),
            "sheets": rows(db, "SELECT number, department, state FROM issue_sheet ORDER BY number"),
            "calls": rows(db, "SELECT promised_at, due_at, done_at FROM issue_callback ORDER BY 1, 2, 3"),
            "counts": rows(db, "SELECT count(*), sum(hits) FROM ivr_count"),
        }


def test_cut_off_and_begun_again_nothing_is_there_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (f"sqlite:///{tmp_path}/{name}.db" for name in ("one", "other"))
    for each in (one, other):
        create_demo(each, at=AT, language="en")
    write(one, LEAST)
    go_on, times = Year.go_on, 0

    def cut_off(year: Year) -> bool:
        nonlocal times
        times += 1
        if times > 1:
            raise KeyboardInterrupt
        return go_on(year)

    monkeypatch.setattr(Year, "go_on", cut_off)
    with pytest.raises(KeyboardInterrupt):
        write(other, LEAST)
    monkeypatch.undo()
    assert told(other)["counts"] == told(one)["counts"]
    assert 0 < len(told(other)["meetings"]) < len(told(one)["meetings"])
    write(other, LEAST)
    assert told(other) == told(one)
    with open_centre(other) as centre, centre.write() as db:
        forget_issues(db)
    assert not told(other)["issues"]


def test_the_past_has_issues_first_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr("supervisor.demo.past.write_issues", lambda url, *_rest, **_more: written.append(url))
    url = f"sqlite:///{tmp_path}/demo.db"
    create_demo(url, at=AT, language="en")
    assert write_past(url, most=1)
    assert write_past(url, first=date.fromordinal(TODAY.toordinal() - 1), most=1)
    assert written == [url]


def test_the_page_about_the_demo_tells_of_the_measures() -> None:
    page = (Path(__file__).parents[2] / "docs" / "demo.md").read_text()
    assert f"for the last {MENDED_DAYS} days" in page
    assert f"{MENDED_SHARE:.0%}"[:-1] + " in a hundred fewer" in page
    assert f"recorded anew {UNMENDED_DAYS} days" in " ".join(page.split())


def test_every_topic_is_told_in_both_languages() -> None:
    for topic in TOPICS:
        for language in LANGUAGES:
            said = topic.said(language)
            assert all((said.title, said.says, said.cause, said.measure))
