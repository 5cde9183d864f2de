"""Each check of the facts finds the fault that was planted, and nothing where all is as it should be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from supervisor.datacheck import store
from supervisor.datacheck.finding import EXAMPLES, Example, Finding, Kind, Severity
from supervisor.datacheck.wording import example, meaning, reminder, sentence, summary, title
from supervisor.people.person import Group, GroupKind, LoginUse, Membership, Person
from supervisor.storage.database import Database
from tests.datacheck.planted import FIRST, LAST, NOW, SETTINGS, TODAY, Facts, at, checked, days, of, roll

DAY = FIRST + timedelta(days=8)
ZONE = SETTINGS.days.zone


def found(history: Database, kind: Kind, people: object = None) -> Finding:
    one = of(kind, checked(history, people))  # type: ignore[arg-type]
    assert one is not None, f"{kind} was not found"
    assert title(kind)
    assert meaning(kind)
    assert sentence(one)
    assert all(example(kind, each, ZONE) != "–" for each in one.examples)
    return one


def clean(history: Database, kind: Kind, people: object = None) -> bool:
    return of(kind, checked(history, people)) is None  # type: ignore[arg-type]


def test_facts_as_they_should_be_have_nothing_found_in_them(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.busy(days())
        for day in days():
            facts.span(at(day, 8), at(day, 18), queue=0)
            facts.span(at(day, 12), at(day, 13), "break", queue=0, code="lunch")
            facts.count(day, n_offered=36, n_answered=36, talk_s=3600.0, handle_s=3600.0)
            facts.count(day, channel="x", signed_s=36_000.0, break_s=3_600.0)
        facts.ring(at(DAY, 9, 0, 21), f"{DAY:%m%d}.9.0")
        facts.segment(at(FIRST, 0), at(LAST, 23))
    result = checked(history)
    assert [one for one in result.findings if one.kind is not Kind.CODE_UNKNOWN] == []
    assert result.entries == 28 * 36
    assert result.counts == 28 * 2


# -- duplicates ---------------------------------------------------------------------------------------------


def test_a_contact_that_stands_twice_seconds_apart_is_found(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.entry(at(DAY), "c1")
        facts.entry(at(DAY, second=0.4), "c1", told=1)
    one = found(history, Kind.CONTACT_TWICE)
    assert one.count == 1
    assert one.examples == (Example("pbx", "support", "c1", at_ms=at(DAY), other_ms=at(DAY, second=0.4)),)


def test_a_customer_who_left_and_came_back_is_no_duplicate(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.entry(at(DAY), "c1", outcome="abandoned", left_ms=at(DAY, second=2), ended_ms=None)
        facts.entry(at(DAY, second=3), "c1")
        facts.entry(at(DAY, minute=30), "c1")  # and again, transferred back
    assert clean(history, Kind.CONTACT_TWICE)


def test_a_contact_that_two_sources_tell_is_found(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.entry(at(DAY), "c1")
        facts.entry(at(DAY, second=1), "c1", source="other")
        facts.entry(at(DAY, 11), "c2")
        facts.entry(at(DAY, 11, second=1), "c2", source="other", queue="elsewhere")  # by chance
    one = found(history, Kind.CONTACT_IN_TWO_SOURCES)
    assert one.count == 1
    assert (one.examples[0].source, one.examples[0].other) == ("pbx", "other")


def test_a_day_that_two_sources_tell_is_found_and_is_no_fault(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.count(DAY, n_answered=5)
        facts.count(DAY, source="sheet", login="Anna", n_answered=6)
        facts.count(DAY + timedelta(days=1), n_answered=5)
        facts.count(DAY + timedelta(days=1), source="sheet", login="Anna", n_survey=6)  # of another kind
    one = found(history, Kind.COUNTED_TWICE)
    assert one.severity is Severity.NOTE
    assert one.count == 1
    assert one.examples[0].day == DAY
    assert one.examples[0].field == "contacts"
    assert one.examples[0].name == "Anna"


def test_a_login_that_went_to_another_person_makes_no_day_twice(history: Database) -> None:
    uses = [
        LoginUse("l1", "pbx", "1001", "p1", None, DAY),
        LoginUse("l3", "pbx", "1001", "p2", DAY),
        LoginUse("l2", "sheet", "Anna", "p1"),
        LoginUse("l4", "sheet", "Ben", "p2"),
    ]
    people = roll(persons=[Person("p1", "Anna"), Person("p2", "Ben")], logins=uses)
    with history.write() as db:
        facts = Facts(db)
        facts.count(DAY, n_answered=5)
        facts.count(DAY, source="sheet", login="Anna", n_answered=6)
    assert clean(history, Kind.COUNTED_TWICE, people)


# -- gaps ---------------------------------------------------------------------------------------------------


def test_a_day_without_facts_is_found_and_a_sunday_is_none(history: Database) -> None:
    open_days = days(weekdays=range(6))
    with history.write() as db:
        Facts(db).busy((day for day in open_days if day != DAY), hours=(10,), each=1)
    one = found(history, Kind.SILENT_DAY)
    assert [each.day for each in one.examples] == [DAY]
    assert one.source == "pbx"


def test_a_sheet_that_lacks_a_day_is_found_by_its_counts(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        for day in days(weekdays=range(5)):
            if day != DAY:
                facts.count(day, source="sheet", login="Anna", n_answered=5)
    assert [each.day for each in found(history, Kind.SILENT_DAY).examples] == [DAY]


def test_hours_without_contacts_are_found_as_one_stretch(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.busy(day for day in days() if day != DAY)
        facts.busy([DAY], hours=(11,))
    one = found(history, Kind.SILENT_HOUR)
    assert one.count == 1
    assert (one.examples[0].at_ms, one.examples[0].other_ms) == (at(DAY, 9), at(DAY, 11))
    assert clean(history, Kind.SILENT_DAY)


def test_an_hour_of_few_contacts_may_be_silent(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.busy((day for day in days() if day != DAY), each=2)
        facts.busy([DAY], hours=(11,), each=2)
    assert clean(history, Kind.SILENT_HOUR)


def test_a_hole_between_two_files_of_a_log_is_found(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.segment(at(FIRST), at(DAY, 10))
        facts.segment(at(DAY, 14), at(DAY, 20))
        facts.segment(at(DAY, 20, 5), at(LAST, 20))  # a quiet quarter of an hour is no hole
    one = found(history, Kind.LOG_HOLE)
    assert one.count == 1
    assert (one.examples[0].at_ms, one.examples[0].other_ms) == (at(DAY, 10), at(DAY, 14))


# -- orphans ------------------------------------------------------------------------------------------------


def test_a_line_without_its_contact_is_found(history: Database) -> None:
    with history.write() as db:
        Facts(db).stray(at(DAY), "c9")
        Facts(db).stray(at(FIRST - timedelta(days=9)), "c8")  # of another time
    one = found(history, Kind.STRAY_LINE)
    assert [each.contact for each in one.examples] == ["c9"]


def test_a_ring_without_its_contact_is_found(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.entry(at(DAY), "c1")
        facts.ring(at(DAY, second=5), "c1")
        facts.ring(at(DAY, second=7), "c9")
    one = found(history, Kind.RING_ALONE)
    assert [(each.contact, each.login) for each in one.examples] == [("c9", "1001")]


def test_what_never_ended_is_found_when_a_day_is_over(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.entry(at(DAY), "c1", outcome="waiting", left_ms=None, ended_ms=None, over=0)
        facts.span(at(DAY, 8), None)
    assert [each.contact for each in found(history, Kind.CONTACT_OPEN).examples] == ["c1"]
    assert [each.field for each in found(history, Kind.SPAN_OPEN).examples] == ["signed_in"]


def test_what_lasts_since_an_hour_is_no_orphan(history: Database) -> None:
    hour_ago = round(NOW.timestamp() * 1000) - 3_600_000
    with history.write() as db:
        facts = Facts(db)
        facts.entry(hour_ago, "c1", outcome="waiting", left_ms=None, ended_ms=None, over=0)
        facts.span(hour_ago, None)
    assert clean(history, Kind.CONTACT_OPEN)
    assert clean(history, Kind.SPAN_OPEN)


@pytest.mark.parametrize(("until", "wrong"), [(None, True), (DAY, False)])
def test_a_membership_that_outlives_its_person_is_found(
    history: Database, until: date | None, wrong: bool
) -> None:
    people = roll(
        persons=[Person("p1", "Anna", joined=FIRST, left=DAY)],
        memberships=[Membership("m1", "p1", "g1", None, until)],
    )
    one = of(Kind.GROUP_AFTER_LEAVING, checked(history, people))
    assert (one is not None) is wrong


def test_work_under_the_login_of_somebody_who_had_left_is_found(history: Database) -> None:
    people = roll(persons=[Person("p1", "Anna", joined=FIRST, left=DAY)])
    with history.write() as db:
        Facts(db).count(DAY - timedelta(days=1), n_answered=3)
    assert clean(history, Kind.FACTS_AFTER_LEAVING, people)
    with history.write() as db:
        facts = Facts(db)
        facts.count(DAY, n_answered=3)
        facts.count(DAY + timedelta(days=1), n_answered=3)
    one = found(history, Kind.FACTS_AFTER_LEAVING, people)
    assert [(each.day, each.n) for each in one.examples] == [(DAY, 2)]


# -- impossible values --------------------------------------------------------------------------------------


def test_times_and_counts_below_zero_are_found(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.entry(at(DAY), "c1", wait_s=-3.0)
        facts.span(at(DAY, 9), at(DAY, 8))
        facts.count(DAY, n_rona=-1)
        facts.entry(at(DAY, 11), "c2", wait_s=0.0)
    one = found(history, Kind.NEGATIVE_TIME)
    assert one.count == 3
    assert {(each.field, each.n) for each in one.examples} == {
        ("wait_s", -3),
        ("signed_in", -3600),
        ("n_rona", -1),
    }


def test_times_of_more_than_a_day_are_found(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.entry(at(DAY), "c1", talk_s=90_000.0)
        facts.span(at(DAY, 8), at(DAY + timedelta(days=2), 8))
        facts.count(DAY, signed_s=90_001.0)
        facts.count(DAY, login="1002", signed_s=90_000.0)  # when the clock is put back
    assert {each.field for each in found(history, Kind.ENDLESS_TIME).examples} == {
        "talk_s",
        "signed_in",
        "signed_s",
    }


def test_a_part_that_is_more_than_the_whole_is_found(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.count(DAY, n_offered=5, n_answered=6)
        facts.count(DAY, login="1002", n_offered=6, n_answered=6, n_survey=3, n_csat_top2=4)
        facts.count(DAY, login="1003", n_answered=6)  # nobody said how many were offered
    one = found(history, Kind.PART_OVER_WHOLE)
    assert {(each.field, each.n, each.other_n) for each in one.examples} == {
        ("n_answered n_offered", 6, 5),
        ("n_csat_top2 n_survey", 4, 3),
    }


def test_more_break_than_time_signed_in_is_found(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.count(DAY, signed_s=3600.0, break_s=3700.0)
        facts.count(DAY, login="1002", signed_s=3600.0, break_s=3630.0)  # a sheet in whole minutes
    one = found(history, Kind.BREAK_OVER_SIGNED_IN)
    assert [(each.login, each.n, each.other_n) for each in one.examples] == [("1001", 3700, 3600)]


def test_two_sign_ins_that_overlap_are_found(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.span(at(DAY, 8), at(DAY, 12))
        facts.span(at(DAY, 12), at(DAY, 18))
    assert clean(history, Kind.SIGNED_IN_TWICE)
    with history.write() as db:
        Facts(db).span(at(DAY, 11), at(DAY, 11, 30))
    one = found(history, Kind.SIGNED_IN_TWICE)
    assert [(each.at_ms, each.other_ms) for each in one.examples] == [(at(DAY, 11), at(DAY, 12))]


def test_what_lies_ahead_of_now_is_found_whatever_time_is_looked_at(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.entry(at(TODAY + timedelta(days=300)), "c1")
        facts.count(TODAY + timedelta(days=1), n_answered=1)
        facts.count(TODAY, n_answered=1)
    assert found(history, Kind.FUTURE).count == 2


# -- names --------------------------------------------------------------------------------------------------


def test_a_login_that_nobody_knows_is_found_with_its_work(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.entry(at(DAY), "c1", login="1009")
        facts.count(DAY, login="1010", n_answered=3)
        facts.entry(at(DAY, 11), "c2", login="1001")
    one = found(history, Kind.LOGIN_UNKNOWN)
    assert {each.login for each in one.examples} == {"1009", "1010"}


def test_a_login_that_is_left_out_of_all_figures_is_known(history: Database) -> None:
    people = roll(logins=[LoginUse("l1", "pbx", "1009", None)])
    with history.write() as db:
        Facts(db).entry(at(DAY), "c1", login="1009")
    assert clean(history, Kind.LOGIN_UNKNOWN, people)


def test_work_of_a_login_before_its_person_had_it_is_found(history: Database) -> None:
    people = roll(logins=[LoginUse("l1", "pbx", "1001", "p1", since=DAY)])
    with history.write() as db:
        Facts(db).entry(at(DAY - timedelta(days=1)), "c1")
    assert [each.day for each in found(history, Kind.LOGIN_UNKNOWN, people).examples] == [
        DAY - timedelta(days=1)
    ]


def test_a_queue_without_a_skill_and_a_skill_without_a_queue_are_found(history: Database) -> None:
    people = roll(skills=[])
    with history.write() as db:
        Facts(db).entry(at(DAY), "c1")
    assert [each.queue for each in found(history, Kind.QUEUE_WITHOUT_SKILL, people).examples] == ["support"]
    assert [each.name for each in found(history, Kind.SKILL_WITHOUT_QUEUE, people).examples] == ["Support"]
    assert clean(history, Kind.QUEUE_WITHOUT_SKILL)
    assert clean(history, Kind.SKILL_WITHOUT_QUEUE)


def test_a_break_code_that_the_settings_do_not_know_is_found(history: Database) -> None:
    known = SETTINGS.break_codes[0].code
    with history.write() as db:
        facts = Facts(db)
        facts.span(at(DAY, 12), at(DAY, 13), "break", code=known)
        facts.span(at(DAY, 14), at(DAY, 15), "break", code="fishing")
    assert [each.other for each in found(history, Kind.CODE_UNKNOWN).examples] == ["fishing"]


# -- people -------------------------------------------------------------------------------------------------


def test_people_without_a_team_or_a_joining_date_are_found(history: Database) -> None:
    people = roll(
        persons=[
            Person("p1", "Anna", joined=FIRST),
            Person("p2", "Ben"),
            Person("p3", "Cem", joined=FIRST, left=FIRST),  # not there any more
        ],
        groups=[Group("g1", GroupKind.TEAM, "Red")],
    )
    assert [each.name for each in found(history, Kind.NO_TEAM, people).examples] == ["Ben"]
    assert [each.name for each in found(history, Kind.NO_JOINING_DATE, people).examples] == ["Ben"]


def test_a_number_that_two_people_have_is_found(history: Database) -> None:
    people = roll(persons=[Person("p1", "Anna", "7"), Person("p2", "Ben", "7"), Person("p3", "Cem", "")])
    one = found(history, Kind.SAME_NUMBER, people)
    assert [(each.name, each.other) for each in one.examples] == [("Anna, Ben", "7")]


# -- the whole ----------------------------------------------------------------------------------------------


def test_the_first_are_kept_and_all_are_counted(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        for n in range(EXAMPLES + 5):
            facts.entry(at(DAY, 9, n), f"c{n}", talk_s=-1.0)
    one = found(history, Kind.NEGATIVE_TIME)
    assert one.count == EXAMPLES + 5
    assert len(one.examples) == EXAMPLES


def test_the_gravest_come_first(history: Database) -> None:
    with history.write() as db:
        facts = Facts(db)
        facts.entry(at(DAY), "c1", talk_s=-1.0, login="1009")
        facts.span(at(DAY, 14), at(DAY, 15), "break", code="fishing")
    severities = [one.severity for one in checked(history).findings]
    assert severities == sorted(severities, key=list(Severity).index)
    assert {Severity.WRONG, Severity.NOTE} <= set(severities)


def test_a_check_is_kept_and_comes_back_as_it_was(history: Database) -> None:
    with history.write() as db:
        Facts(db).entry(at(DAY), "c1", talk_s=-1.0)
    result = checked(history)
    with history.write() as db:
        assert store.latest(db) is None
        assert store.due(db, TODAY).due
        number = store.save(db, result)
        kept = store.latest(db)
    assert kept is not None
    assert kept.id == number
    assert kept.findings == result.findings
    assert "1 wrong" in summary(kept)


def test_the_next_check_is_due_three_months_after_the_last_day_looked_at(history: Database) -> None:
    with history.write() as db:
        store.save(db, checked(history))
        assert not store.due(db, LAST + timedelta(days=92)).due
        due = store.due(db, LAST + timedelta(days=93))
    assert due.due
    assert "2026-09-02" in reminder(due, ZONE)
