"""The training list: classes, what is shared, what cannot be told, seats, and every step to an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from supervisor.errors import UnknownNameError
from supervisor.evidence.options import Answer, Options
from supervisor.evidence.unit import Kind, Unit
from supervisor.history.period import Period
from supervisor.performance.kpi import BY_ID
from supervisor.review import wording
from supervisor.review.derivation import derive
from supervisor.review.entries import KpiList, Nature, entry_of, training_list
from supervisor.review.matrix import Filter
from supervisor.review.monthly import MonthlyReview, Outage
from tests.review.made import AHT, CSAT, FCR, NAMES, OCTOBER, SEPTEMBER, UNITS, panel, review


@pytest.fixture(scope="module")
def october() -> MonthlyReview:
    return review()


def of(found: MonthlyReview, kpi: str, **how: object) -> KpiList:
    (one,) = training_list(found, [kpi], **how).lists  # type: ignore[arg-type]
    return one


def named(one: KpiList) -> list[tuple[str, Answer]]:
    return [(entry.who.name, entry.answer) for entry in one.entries]


def test_the_slow_one_is_confirmed_with_every_number_that_proves_it(october: MonthlyReview) -> None:
    found = of(october, "aht")

    assert named(found) == [("Jin", Answer.CONFIRMED)]
    (jin,) = found.entries
    assert [(one.value, one.at_most, one.off) for one in jin.months] == [(260.0, 215.0, True)] * 3
    assert jin.level is not None
    assert jin.level_low is not None
    assert jin.level_high is not None
    assert 207 < jin.level_low < jin.level < jin.level_high < 270
    assert (jin.off_months, jin.run, jin.run_of, jin.volume) == (3, 3, 3, 5400)
    assert jin.gap == pytest.approx(jin.level - 215)
    assert (jin.listed, jin.seated, jin.more) == (True, True, None)
    assert (found.listed, found.units, found.judged, found.without_target) == (1, 8, 8, 0)
    assert found.expected_wrong == pytest.approx(0, abs=1e-6)


def test_a_weakness_of_all_is_common_and_the_gap_splits_exactly(october: MonthlyReview) -> None:
    found = of(october, "fcr")

    (cell,) = found.cells
    assert (cell.nature, cell.units, len(cell.persons)) == (Nature.COMMON, 8, 8)
    assert cell.gap == pytest.approx(0.04)
    assert cell.share_off == pytest.approx(1, abs=1e-3)
    for entry in found.entries:
        assert entry.common
        assert entry.gap_common is not None
        assert entry.gap_own is not None
        assert entry.gap == pytest.approx(entry.gap_common + entry.gap_own)
        assert entry.gap_common == pytest.approx(cell.gap)
    said = wording.shared(BY_ID["fcr"], cell)
    assert "81.0 %" in said
    assert "4.0 points" in said


def test_single_weak_people_in_a_sound_group_are_individual(october: MonthlyReview) -> None:
    found = of(october, "csat")
    assert found.cells[0].nature is Nature.INDIVIDUAL
    assert found.cells[0].confirmed == 2
    assert named(found) == [("Han", Answer.CONFIRMED), ("Du", Answer.CONFIRMED)]
    tally = next(one for one in found.tallies if one.answer is Answer.CONFIRMED)
    assert (tally.count, tally.expected_wrong) == (2, pytest.approx(found.expected_wrong))


def test_few_answers_say_cannot_tell_yet_and_how_many_more() -> None:
    few = replace(CSAT, x=CSAT.x / 2.5, n=CSAT.n / 2.5)
    found = of(review(few), "csat")

    han = next(entry for entry in found.entries if entry.who.name == "Han")
    assert han.answer is Answer.UNPROVEN
    assert not han.listed
    said = replace(han, more=25.0)
    assert wording.cannot_tell(BY_ID["csat"], said).startswith("Cannot tell yet: 25 survey answers more")
    assert han.more is not None
    assert han.more > 0


def test_a_measure_that_tells_nobody_apart_says_so_and_proves_nothing() -> None:
    alike = panel("qa_score", Kind.RATE, (0.88, 0.87, 0.89, 0.88, 0.87, 0.88, 0.89, 0.88), 6, low=0.9)
    found = of(review(alike), "qa_score")

    assert not found.tells_apart
    assert found.listed == 0
    assert {entry.answer for entry in found.entries} <= {Answer.UNPROVEN, Answer.OPEN}
    assert "does not tell people apart" in wording.reliability(found)


def test_the_strict_list_holds_the_confirmed_alone() -> None:
    months = [[0.92] * 3 for _name in NAMES[:6]] + [[0.70, 0.70, 0.70], [0.93, 0.66, 0.66]]
    found = review(panel("csat", Kind.RATE, (), 200, months=months, low=0.88))

    assert {Answer.CONFIRMED, Answer.LIKELY} <= {entry.answer for entry in of(found, "csat").entries}
    assert named(of(found, "csat", strict=True)) == [("Han", Answer.CONFIRMED)]


def test_seats_take_the_confirmed_first_and_then_whom_it_helps_most(october: MonthlyReview) -> None:
    assert of(october, "csat").seated is None
    one = of(october, "csat", seats=1)
    assert [(entry.who.name, entry.seated) for entry in one.entries] == [("Han", True), ("Du", False)]
    assert one.seated == 1
    asked = of(review(CSAT, options=Options(seats=1)), "csat")
    assert [entry.seated for entry in asked.entries] == [True, False]
    assert asked.seated == 1


def test_a_filter_takes_entries_out_and_leaves_what_is_proven(october: MonthlyReview) -> None:
    whole, part = of(october, "csat"), of(october, "csat", which=Filter(teams=frozenset({"south"})))
    assert [entry.who.name for entry in part.entries] == ["Han"]
    assert part.entries[0] == next(entry for entry in whole.entries if entry.who.name == "Han")
    assert (part.units, part.listed, part.expected_wrong) == (3, whole.listed, whole.expected_wrong)


def test_a_kpi_without_a_target_has_no_list_unless_it_is_asked_for() -> None:
    found = review(AHT, panel("acw", Kind.TIME, (20,) * 8, 1800))
    assert [one.kpi for one in training_list(found).lists] == ["aht"]
    acw = of(found, "acw")
    assert (acw.entries, acw.judged, acw.without_target, acw.cells) == ((), 0, 8, ())


def test_who_did_nothing_in_the_month_is_not_in_its_list() -> None:
    n = CSAT.n.copy()
    n[6, 2] = 0
    gone = review(replace(CSAT, n=n, x=np.where(n > 0, CSAT.x, 0.0)))
    assert "Han" not in [entry.who.name for entry in of(gone, "csat").entries]
    with_calls = replace(gone, evidence={**gone.evidence, **review(AHT).evidence})
    assert "Han" in [entry.who.name for entry in of(with_calls, "csat").entries], "no answers, but contacts"
    assert training_list(replace(gone, evidence={})).lists == ()


def test_an_outage_of_the_whole_centre_stands_beside_the_list_of_its_kpi(october: MonthlyReview) -> None:
    found = replace(october, outages=(Outage("aht", SEPTEMBER, 1.1),))
    told = training_list(found)
    assert [one.outages for one in told.lists] == [(), (Outage("aht", SEPTEMBER, 1.1),), ()]
    assert wording.outage(BY_ID["aht"], told.outages[0]).startswith(
        "In 2026-09 Mean handle time was 10.0 % higher"
    )


# -- derivation ---------------------------------------------------------------------------------------------


def test_every_step_of_an_answer_follows_from_the_one_before() -> None:
    by_type = replace(
        AHT,
        types=("query", "fault"),
        x=np.concatenate([AHT.x * 0.3, AHT.x * 0.7], axis=2),
        n=np.concatenate([AHT.n * 0.6, AHT.n * 0.4], axis=2),
        x2=None,
    )
    found = derive(review(by_type), "aht", UNITS[7], (("pbx", "fault"),))

    last = found.months[-1]
    assert [one.type for one in last.types] == ["query", "fault"]
    assert sum(one.numerator for one in last.types) == pytest.approx(last.numerator)
    assert sum(one.expected or 0 for one in last.types) == pytest.approx(last.expected)
    assert last.value == pytest.approx(last.numerator / last.denominator)
    assert last.expected is not None
    assert last.standard is not None
    assert last.fair == pytest.approx(last.standard * last.numerator / last.expected)
    assert found.place is not None
    assert found.place.up_to_here <= found.place.wrong_share
    assert (found.hit, found.listed, found.answer) == (True, True, Answer.CONFIRMED)
    assert last.contacts is not None
    assert last.contacts.period == Period(OCTOBER, date(2026, 10, 31))
    assert (last.contacts.person, last.contacts.channels) == ("jin", ("voice",))
    assert last.contacts.queues == (("pbx", "fault"),)


def test_a_mean_moves_by_points_where_others_move_by_a_factor() -> None:
    mean = panel("csat_mean", Kind.MEAN, (4.5, 4.4, 4.6, 4.5, 4.4, 4.5, 4.6, 3.9), 80, low=4.2)
    mean = replace(mean, x2=(mean.x / mean.n) ** 2 * mean.n + 0.5 * mean.n)
    last = derive(review(mean), "csat_mean", UNITS[7]).months[-1]

    assert (last.factor, last.shift) == (None, pytest.approx(0))
    assert last.standard is not None
    assert last.expected is not None
    assert last.fair == pytest.approx(last.standard + (last.numerator - last.expected) / last.denominator)


def test_what_is_no_work_on_contacts_has_none_behind_it() -> None:
    forms = derive(review(panel("fatal_rate", Kind.RATE, (0.1,) * 8, 6, high=0.05)), "fatal_rate", UNITS[0])
    assert [one.contacts for one in forms.months] == [None] * 3


def test_who_or_what_is_not_in_the_review_is_named(october: MonthlyReview) -> None:
    with pytest.raises(UnknownNameError):
        derive(october, "nps", UNITS[0])
    with pytest.raises(UnknownNameError):
        derive(october, "aht", Unit("nobody", "fault", "voice"))


def test_an_entry_can_be_looked_at_whatever_its_answer() -> None:
    entry = entry_of(review(FCR, AHT), "aht", 0)
    assert (entry.who.name, entry.answer, entry.listed) == ("Ai", Answer.FINE, False)
