"""Panels of KPIs: whose work a count is, which sums are divided, what was wanted, how days differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from supervisor.evidence.unit import Kind, Unit
from supervisor.history.grain import Grain
from supervisor.history.period import Period
from supervisor.people.person import Group, GroupKind, Membership, Person
from supervisor.people.roll import Roll
from supervisor.performance.credit import Credit
from supervisor.performance.kpi import BY_ID
from supervisor.performance.target import Cell, Glide, Target, TargetRow
from supervisor.review.panels import kind_of, panel_of
from supervisor.review.work import Work, credited, settle

FEBRUARY, MARCH = Period(date(2026, 2, 1), date(2026, 2, 28)), Period(date(2026, 3, 1), date(2026, 3, 31))
ROLL = Roll(
    [Person("p1", "Anna", joined=date(2020, 1, 1)), Person("p2", "Ben", joined=date(2026, 2, 1))],
    [Group("g1", GroupKind.SKILL, "Billing"), Group("g2", GroupKind.SKILL, "Tech")],
    [Membership("m1", "p1", "g1"), Membership("m2", "p2", "g2")],
)
Told = tuple[str, Period, str, str, str, dict[str, float]]  # person, piece, channel, skill, type, counts


def grain(*rows: Told, pieces: tuple[Period, ...] = (FEBRUARY, MARCH)) -> Grain:
    fields = tuple(sorted({name for row in rows for name in row[5]}))

    def words(at: int) -> tuple[str, ...]:
        return ("", *sorted({str(row[at]) for row in rows} - {""}))

    channels, skills, types = words(2), words(3), words(4)

    def numbers(found: list[int]) -> Any:
        return np.array(found, dtype=np.int64)

    return Grain(
        fields,
        ("p1", "p2"),
        pieces,
        channels,
        skills,
        types,
        numbers([("p1", "p2").index(row[0]) for row in rows]),
        numbers([pieces.index(row[1]) for row in rows]),
        numbers([channels.index(row[2]) for row in rows]),
        numbers([skills.index(row[3]) for row in rows]),
        numbers([types.index(row[4]) for row in rows]),
        np.array([[row[5].get(name, 0.0) for row in rows] for name in fields]),
        np.array([[name in row[5] for row in rows] for name in fields]),
    )


def work(*rows: Told, targets: tuple[TargetRow, ...] = (), days: Grain | None = None) -> Work:
    found = grain(*rows)
    units, unit, home = settle(found, ROLL)
    none = grain(pieces=tuple(Period(day, day) for day in (*FEBRUARY.days, *MARCH.days)))
    return Work((FEBRUARY, MARCH), units, found, unit, home, days or none, ROLL, targets, date(2026, 5, 1))


def at(of: Work, person: str, skill: str, channel: str) -> int:
    return of.row_of[Unit(person, skill, channel)]


CALLS: Told = ("p1", MARCH, "voice", "g1", "tariff", {"n_answered": 90, "talk_s": 900, "n_held": 9})


@pytest.mark.parametrize(
    ("kpi", "kind"),
    [
        ("fcr", Kind.RATE),
        ("aht", Kind.TIME),
        ("mean_hold", Kind.TIME),
        ("utilisation", Kind.DAILY),
        ("contacts_per_hour", Kind.DAILY),
        ("contacts_per_day", Kind.DAILY),
        ("csat", Kind.RATE),
        ("csat_mean", Kind.MEAN),
        ("qa_score", Kind.MEAN),
        ("complaint_rate", Kind.COUNT),
        ("fatal_rate", Kind.RATE),
        ("attendance", Kind.RATE),
    ],
)
def test_how_a_kpi_scatters_follows_from_what_it_is_made_of(kpi: str, kind: Kind) -> None:
    assert kind_of(BY_ID[kpi]) is kind


def test_what_names_no_skill_group_goes_where_the_person_did_most_of_the_work_that_month() -> None:
    of = work(
        ("p1", FEBRUARY, "voice", "g1", "", {"n_answered": 50}),
        ("p1", MARCH, "voice", "g1", "", {"n_answered": 10}),
        ("p1", MARCH, "voice", "g2", "", {"n_answered": 40}),
        ("p1", FEBRUARY, "voice", "", "", {"n_survey": 5, "n_csat_top2": 4}),
        ("p1", MARCH, "voice", "", "", {"n_survey": 7, "n_csat_top2": 7}),
    )
    n = panel_of(of, BY_ID["csat"]).n.sum(axis=2)
    assert n[at(of, "p1", "g1", "voice")].tolist() == [5, 0]
    assert n[at(of, "p1", "g2", "voice")].tolist() == [0, 7]


def test_a_channel_in_which_nothing_was_handled_stays_its_own() -> None:
    of = work(CALLS, ("p1", MARCH, "chat", "", "", {"n_survey": 3, "n_csat_top2": 2}))
    assert panel_of(of, BY_ID["csat"]).n[at(of, "p1", "g1", "chat")].sum() == 3


def test_somebody_without_contacts_is_put_down_to_the_skill_group_of_the_roll() -> None:
    of = work(("p2", MARCH, "voice", "", "", {"n_form": 2, "n_fatal_form": 1}))
    assert of.units == (Unit("p2", "g2", "voice"),)


def test_time_signed_in_and_what_is_divided_by_it_are_the_whole_persons() -> None:
    of = work(
        ("p1", MARCH, "voice", "g1", "", {"n_answered": 30, "handle_s": 3000.0}),
        ("p1", MARCH, "chat", "g1", "", {"n_answered": 10, "handle_s": 1000.0}),
        ("p1", MARCH, "", "", "", {"signed_s": 8000.0, "ready_s": 2000.0}),
    )
    value = panel_of(of, BY_ID["utilisation"]).value()
    assert value[at(of, "p1", "g1", "voice"), 1] == pytest.approx(6000 / 8000)
    assert np.isnan(value[at(of, "p1", "g1", "chat"), 1])


def test_a_sum_that_nobody_told_is_no_nought() -> None:
    of = work(CALLS, ("p2", MARCH, "chat", "g2", "", {"n_answered": 20}))
    value = panel_of(of, BY_ID["hold_rate"]).value()
    assert value[at(of, "p1", "g1", "voice"), 1] == pytest.approx(0.1)
    assert np.isnan(value[at(of, "p2", "g2", "chat"), 1])


def test_whoever_drew_no_complaint_has_none_in_a_month_whose_complaints_were_told() -> None:
    of = work(
        CALLS,
        ("p2", FEBRUARY, "voice", "g2", "tariff", {"n_answered": 50}),
        ("p2", MARCH, "voice", "g2", "tariff", {"n_answered": 50}),
        ("p1", MARCH, "voice", "g1", "tariff", {"n_complaint": 1}),
    )
    value = panel_of(of, BY_ID["complaint_rate"]).value()
    assert value[at(of, "p2", "g2", "voice"), 1] == 0
    assert np.isnan(value[at(of, "p2", "g2", "voice"), 0])  # nobody told of February's
    assert value[at(of, "p1", "g1", "voice"), 1] == pytest.approx(1000 / 90)


def test_types_are_kept_apart_where_both_sums_know_them_and_put_together_where_one_does_not() -> None:
    apart = panel_of(work(CALLS), BY_ID["hold_rate"])
    assert apart.types == ("tariff",)
    bare: Told = ("p1", MARCH, "voice", "g1", "", {"n_dispatch": 3})
    together = panel_of(work(CALLS, bare), BY_ID["dispatch_rate"])
    assert together.types == ("",)
    assert together.value()[0, 1] == pytest.approx(3 / 90)


def test_one_quality_form_is_one_answer_however_many_points_it_has() -> None:
    of = work(
        ("p1", MARCH, "voice", "g1", "", {"n_form": 2, "score_sum": 150, "score_max": 200, "score_s2": 11700})
    )
    panel = panel_of(of, BY_ID["qa_score"])
    assert panel.value()[0, 1] == pytest.approx(0.75)
    assert panel.n[0, 1].sum() == 2
    assert panel.x2 is not None
    assert panel.x2[0, 1, 0] == pytest.approx(0.9**2 + 0.6**2)


def test_squares_that_were_not_told_are_taken_from_those_that_were() -> None:
    of = work(
        ("p1", MARCH, "voice", "g1", "t", {"n_answered": 10, "talk_s": 1000.0, "talk_s2": 150_000.0}),
        ("p2", MARCH, "voice", "g2", "t", {"n_answered": 20, "talk_s": 4000.0}),
    )
    panel = panel_of(of, BY_ID["att"])
    assert panel.x2 is not None
    assert panel.x2[at(of, "p2", "g2", "voice"), 1, 0] == pytest.approx(1.5 * 4000**2 / 20)


def test_days_that_differ_make_a_months_share_uncertain() -> None:
    days = [MARCH.first + timedelta(days=n) for n in range(4)]
    pieces = tuple(Period(day, day) for day in (*FEBRUARY.days, *MARCH.days))
    shares = [0.8, 0.9, 0.85, 0.95]
    daily = grain(
        *(
            ("p1", Period(day, day), "", "", "", {"scheduled_s": 100.0, "adhered_s": 100 * share})
            for day, share in zip(days, shares, strict=True)
        ),
        pieces=pieces,
    )
    of = work(CALLS, ("p1", MARCH, "", "", "", {"scheduled_s": 400.0, "adhered_s": 350.0}), days=daily)
    panel = panel_of(of, BY_ID["adherence"])
    assert panel.day_variance is not None
    assert panel.days is not None
    assert panel.days[0, 1] == 4
    assert panel.day_variance[0, 1] == pytest.approx(np.var(shares, ddof=1))


def test_the_target_of_the_own_cell_is_wanted_and_new_people_are_led_to_it() -> None:
    wanted = Target(high=600, glide=Glide(start=900, half_life_weeks=3))
    rows = (
        TargetRow(Cell("aht", skill="g1"), Target(high=500, margin=10)),
        TargetRow(Cell("aht", skill="g2"), wanted),
    )
    of = work(
        ("p1", MARCH, "voice", "g1", "", {"n_answered": 10, "handle_s": 4000.0}),
        ("p2", MARCH, "voice", "g2", "", {"n_answered": 10, "handle_s": 4000.0}),
        targets=rows,
    )
    panel = panel_of(of, BY_ID["aht"])
    anna, ben = at(of, "p1", "g1", "voice"), at(of, "p2", "g2", "voice")
    assert (panel.high[anna, 1], panel.margin[anna, 1]) == (500, 10)
    assert np.isnan(panel.low[anna, 1])
    middle = (date(2026, 3, 16) - date(2026, 2, 1)).days / 7
    assert panel.high[ben, 1] == pytest.approx(600 + 300 * 2 ** (-middle / 3))
    assert panel.cell[anna, 0] == -1  # Anna did nothing in February
    assert panel.cells[panel.cell[ben, 1]].band == of.bands["p2"][1] == "New"


def test_courses_are_counted_at_the_persons_home() -> None:
    of = replace(
        work(CALLS), courses=({}, {"p1": {"n_invited": 2, "n_attended": 1, "n_sat": None, "n_passed": None}})
    )
    panel = panel_of(of, BY_ID["attendance"])
    assert panel.value()[at(of, "p1", "g1", "voice"), 1] == 0.5
    assert not panel_of(of, BY_ID["pass_rate"]).n.any()


def test_hours_credited_for_teaching_stand_in_place_of_what_sheets_told_of_them() -> None:
    told = grain(("p1", MARCH, "", "", "", {"signed_s": 9000.0, "credited_s": 100.0}))
    found = credited(told, [Credit("p1", date(2026, 3, 1), 3600)])
    assert found.field("credited_s")[0].tolist() == [3600]
    half = grain(
        (
            "p1",
            Period(date(2026, 3, 1), date(2026, 3, 15)),
            "",
            "",
            "",
            {"signed_s": 9000.0, "credited_s": 0.0},
        ),
        pieces=(Period(date(2026, 3, 1), date(2026, 3, 15)),),
    )
    found = credited(half, [Credit("p1", date(2026, 3, 1), 3100)])
    assert found.field("credited_s")[0].tolist() == [pytest.approx(1500)]
