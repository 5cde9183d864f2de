"""The whole procedure: what its answers rest on, and that no panel is too poor for it."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.evidence.auditor import auditors_check
from supervisor.evidence.evidence import Answer, Evidence, Options
from supervisor.evidence.fair import fair_values
from supervisor.evidence.panel import CellKey, Floats, Kind, Panel, Unit
from supervisor.evidence.procedure import weigh
from tests.evidence.panels import months, panel

MAY_BE_INFINITE = ("floor_half", "floor_most")  # where people do not differ no volume suffices


def centre(units: int = 60, count: int = 3, *, spread: float = 0.03, seed: int = 1, each: int = 400) -> Panel:
    """People of one cell who differ by *spread*, against a target that three in ten miss."""
    dice = np.random.default_rng(seed)
    level = dice.normal(0.86, spread, units)
    x = dice.binomial(each, np.clip(level, 0, 1)[:, None], (units, count)).astype(np.float64)
    return panel(x, float(each), low=0.845)


# -- fair values --------------------------------------------------------------------------------------------


def test_a_bad_month_of_everybody_is_taken_out_of_each() -> None:
    seconds = np.full((10, 3), 200.0) * np.linspace(0.9, 1.1, 10)[:, None]
    seconds[:, 1] *= 1.2
    fair = fair_values(panel(seconds * 100, 100.0, kind=Kind.TIME), Kind.TIME, 3, 8)

    assert fair.value == pytest.approx(np.repeat(fair.value[:, :1], 3, axis=1))
    assert fair.month_factor[0, 1] / fair.month_factor[0, 0] == pytest.approx(1.2)


def test_one_bad_month_of_two_people_is_not_called_everybodys() -> None:
    seconds = np.array([[200.0, 260, 200], [200, 200, 200]])
    fair = fair_values(panel(seconds * 100, 100.0, kind=Kind.TIME), Kind.TIME, 3, 8)

    assert fair.value[0, 1] > 235
    assert fair.value[1, 1] > 180


def test_rare_types_of_contact_are_looked_at_as_one() -> None:
    n = np.tile(np.array([500.0, 0.4, 0.6]), (10, 3, 1))
    x = n * np.array([0.9, 1.0, 0.0])
    fair = fair_values(panel(x, n), Kind.RATE, 3, 8)

    assert fair.reference[0, 1] == fair.reference[0, 2] == pytest.approx(0.4)
    assert fair.expected.sum() == pytest.approx(x.sum())


def test_points_that_may_be_negative_are_shifted_and_not_multiplied() -> None:
    """Promoters less detractors is called a share of the answers, but is none."""
    x = np.array([[-4.0, 6, 2], [-10, 0, -4], [2, 12, 8]] * 4)
    found = weigh(panel(x, 40.0, scale=100, low=0.0))

    assert found.fair == pytest.approx(np.repeat(found.fair[:, :1], 3, axis=1))
    assert found.standard[0] == pytest.approx(100 * x.sum() / (40 * 36))
    assert np.isfinite(found.level).all()


def test_a_month_out_of_all_limits_counts_for_nothing_usual() -> None:
    dice = np.random.default_rng(2)
    events = dice.poisson(5.0, (40, 6)).astype(np.float64)
    events[:, 4] = dice.poisson(11.0, 40)
    found = weigh(panel(events, 2000.0, kind=Kind.COUNT, scale=1000, high=3.0), Options(window=3))

    assert found.outage.tolist() == [False, False, False, False, True, False]
    assert found.standard[0] == pytest.approx(2.5, abs=0.15)
    assert not found.shared.common[0]


def test_an_outage_shows_in_small_groups_together() -> None:
    """Twelve groups of four people, each with some six complaints a month."""
    dice = np.random.default_rng(3)
    events = dice.poisson(1.5, (48, 6)).astype(np.float64)
    events[:, 3] = dice.poisson(4.0, 48)
    one = panel(events, 1000.0, kind=Kind.COUNT, scale=1000)
    groups = tuple(Unit(unit.person, f"skill {at % 12}", "voice") for at, unit in enumerate(one.units))
    cells = tuple(CellKey(f"skill {at}", "voice", "") for at in range(12))
    cell = np.repeat((np.arange(48) % 12)[:, None], 6, axis=1)

    assert np.flatnonzero(weigh(replace(one, units=groups, cells=cells, cell=cell)).outage).tolist() == [3]


# -- levels and lists ---------------------------------------------------------------------------------------


def test_the_unit_is_told_in_its_own_unit() -> None:
    minutes = centre()
    hundred = replace(minutes, scale=100.0, low=100 * minutes.low, margin=100 * minutes.margin)

    one, other = weigh(minutes), weigh(hundred)

    assert other.level == pytest.approx(100 * one.level)
    assert other.p_off == pytest.approx(one.p_off)
    assert other.answer == one.answer


def test_seconds_or_minutes_are_the_same_people() -> None:
    dice = np.random.default_rng(7)
    own = 200 * np.exp(dice.normal(0, 0.1, (40, 1, 1)) + dice.normal(0, 0.04, (40, 3, 1)))
    x = 500 * own
    seconds = panel(x[:, :, 0], 500.0, kind=Kind.TIME, high=210.0, x2=1.7 * x * x / 500)
    minutes = panel(x[:, :, 0] / 60, 500.0, kind=Kind.TIME, high=3.5, x2=1.7 * x * x / 500 / 3600)

    one, other = weigh(seconds), weigh(minutes)

    assert 0.9 < float(np.median(one.reliability)) < 1
    assert other.level * 60 == pytest.approx(one.level)
    assert other.p_off == pytest.approx(one.p_off)
    assert other.answer == one.answer


def test_six_months_are_looked_at_where_three_tell_too_little() -> None:
    assert weigh(centre(count=6)).window == 3
    assert weigh(centre(count=6, each=20)).window == 6
    assert weigh(centre(count=4, each=20)).window == 4
    assert weigh(centre(count=6, each=20), Options(window=2)).window == 2
    six = centre(count=6, each=20)
    empty = np.where(np.arange(6)[None, :, None] < 2, 0.0, 1.0)  # nobody told anything of two months
    assert weigh(replace(six, x=six.x * empty, n=six.n * empty)).window == 4


def test_where_people_do_not_differ_nobody_is_told_apart() -> None:
    """The rule is hit by some; what is said is that this volume shows no difference."""
    found = weigh(centre(spread=0.0, each=25, units=200, seed=3))

    assert found.hit.any()
    assert not found.listed.any()
    assert not found.told_apart.any()
    assert {found.answer[at] for at in np.flatnonzero(found.hit)} == {Answer.UNPROVEN}
    assert np.isnan(found.more).all()


def test_without_a_target_there_is_no_verdict_but_a_level() -> None:
    without = centre()
    found = weigh(replace(without, low=np.full_like(without.low, np.nan)))

    assert set(found.answer) == {Answer.NO_VERDICT}
    assert np.isnan(found.p_off).all()
    assert np.isfinite(found.level).all()


def test_both_ends_of_a_band_are_missed() -> None:
    middle = centre(units=100)
    found = weigh(replace(middle, low=np.full((100, 3), 0.82), high=np.full((100, 3), 0.90)))

    low, high = int(found.level.argmin()), int(found.level.argmax())
    assert found.p_off[[low, high]].min() > 0.95
    assert (found.target[low], found.target[high]) == (0.82, 0.90)
    assert found.gap_common + found.gap_own == pytest.approx(
        np.where(found.target == 0.82, 0.82 - found.level, found.level - 0.90)
    )


def test_a_margin_asks_for_more() -> None:
    plain = centre()
    found = weigh(replace(plain, margin=np.full_like(plain.margin, 0.01)))

    assert (found.p_margin < found.p_off).all()


def test_few_people_borrow_what_their_group_differs_by() -> None:
    few = centre(units=60)
    band = np.zeros((60, 3), dtype=np.int64)
    band[:5] = 1
    cells = (CellKey("skill", "voice", "band 0"), CellKey("skill", "voice", "band 1"))
    found = weigh(replace(few, cell=band, cells=cells))

    assert found.parts.borrowed.tolist() == [False, True]
    assert found.parts.between[1] == pytest.approx(found.parts.between[0], rel=0.3)


def test_few_new_people_of_a_group_that_is_off_are_off_with_it() -> None:
    """Everybody has the same outdated article; one of the new ones is much worse still."""
    dice = np.random.default_rng(6)
    level = np.append(dice.normal(0.81, 0.01, 40), [0.82, 0.82, 0.72])
    x = dice.binomial(800, level[:, None], (43, 3)).astype(np.float64)
    band = np.repeat((np.arange(43) >= 40).astype(np.int64)[:, None], 3, axis=1)
    found = weigh(panel(x, 800.0, low=0.85, cell=band))

    assert found.shared.common.tolist() == [True, True]
    assert found.bar[40] == pytest.approx(0.81, abs=0.005)
    assert found.p_off[40:].min() > 0.95
    assert found.listed[40:].tolist() == [False, False, True]


def test_more_answers_would_decide_what_is_open_and_do() -> None:
    """With as many more as it said, and like those so far, the level is as sure as was asked."""
    open_ = centre(units=120, each=60)
    found = weigh(open_)
    at = int(np.flatnonzero(np.isfinite(found.more) & (found.p_off > 0.6))[0])
    own = (open_.x[at].sum() / open_.n[at].sum()).item()
    n = open_.n.copy()
    n[at] += found.more[at] / 3
    x = np.where(n > open_.n, n * own, open_.x)

    assert weigh(replace(open_, x=x, n=n)).p_off[at] == pytest.approx(0.9, abs=0.03)


def test_seats_go_to_the_confirmed_first_and_there_where_most_is_to_be_won() -> None:
    many = weigh(centre(units=200))
    confirmed = [at for at, answer in enumerate(many.answer) if answer is Answer.CONFIRMED]
    likely = [at for at, answer in enumerate(many.answer) if answer is Answer.LIKELY]
    assert len(confirmed) > 10
    assert likely

    assert np.flatnonzero(many.seated).tolist() == sorted(confirmed + likely)
    ten = weigh(centre(units=200), Options(seats=10))
    assert set(np.flatnonzero(ten.seated)) <= set(confirmed)
    assert ten.seated.sum() == 10
    out = [at for at in confirmed if not ten.seated[at]]
    assert ten.benefit[ten.seated].min() >= ten.benefit[out].max()


def test_the_auditors_check_is_stricter_and_names_nobody_else() -> None:
    """It knows nothing of how the others are, so it takes everybody for innocent."""
    found = weigh(centre(units=200, each=1000))

    checked = auditors_check(found) <= 0.10
    assert not (checked & ~found.listed).any()
    assert checked.sum() > 0.5 * found.listed.sum()


# -- any panel ----------------------------------------------------------------------------------------------


@st.composite
def panels(draw: st.DrawFn) -> Panel:
    """Of any kind: months and types without volume, people without targets, all equal, one month, nobody."""
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    kind = draw(st.sampled_from(Kind))
    units, count, types = draw(st.integers(0, 12)), draw(st.integers(1, 7)), draw(st.integers(1, 3))
    groups, bands = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    volume, share = draw(st.sampled_from((0.5, 5, 300))), draw(st.sampled_from((0.0, 0.001, 0.5, 0.9, 1.0)))
    shape = (units, count, types)
    n = dice.poisson(volume, shape) * (dice.random(shape) < draw(st.sampled_from((0.5, 1.0))))
    x: Floats
    if kind is Kind.RATE:
        x = dice.binomial(n, share).astype(np.float64)
    elif kind is Kind.COUNT:
        x = dice.poisson(n * share).astype(np.float64)
    elif draw(st.booleans()):
        x = n * 200.0 * share
    else:
        x = n * dice.normal(200, 50, shape) * draw(st.sampled_from((-1.0, 1e-3, 1.0, 1e6)))
    group = dice.integers(0, groups, units)
    cell = group[:, None] * bands + dice.integers(0, bands, (units, count if draw(st.booleans()) else 1))
    cell = np.where(dice.random((units, count)) < 0.1, -1, np.broadcast_to(cell, (units, count)))
    whole = (units, count)
    scale = draw(st.sampled_from((1.0, 100.0, 1000.0)))
    target = scale * draw(st.sampled_from((-5.0, 0.0, 0.5, 0.9, 1.0, 200.0)))

    def wanted(value: float) -> Floats:
        told = dice.random(whole) < draw(st.sampled_from((0.0, 0.5, 1.0)))
        return np.where(told, value, np.nan)

    squares = x * x / np.maximum(n, 1) * draw(st.sampled_from((0.0, 1.0, 1.5)))
    return Panel(
        kpi="kpi",
        kind=kind,
        scale=scale,
        units=tuple(Unit(f"{at}", f"{group[at]}", "voice") for at in range(units)),
        months=months(count),
        types=tuple(str(at) for at in range(types)),
        cells=tuple(
            CellKey(f"{skill}", "voice", f"{band}") for skill in range(groups) for band in range(bands)
        ),
        x=x,
        n=n.astype(np.float64),
        cell=cell,
        low=wanted(target),
        high=wanted(1.2 * target),
        margin=np.full(whole, np.nan),
        x2=np.where(dice.random(shape) < 0.1, np.nan, squares) if draw(st.booleans()) else None,
        day_variance=dice.random(whole) * 0.01 if draw(st.booleans()) else None,
        days=dice.integers(0, 20, whole).astype(np.float64),
    )


def of_units(found: Evidence) -> dict[str, Floats]:
    names = ("p_off", "level", "level_low", "level_high", "reliability", "p_bar", "run", "missed", "gap_own")
    return {name: np.asarray(getattr(found, name), dtype=np.float64) for name in names}


@settings(max_examples=40)
@given(given_=panels(), window=st.sampled_from((None, 1, 6)), asked=st.integers(2, 6))
def test_any_panel_gives_finite_answers_or_none(given_: Panel, window: int | None, asked: int) -> None:
    with np.errstate(all="raise", under="ignore"):
        found = weigh(given_, Options(window=window, rule_months=asked))
        auditors_check(found)

    for field in fields(found):
        value = getattr(found, field.name)
        if isinstance(value, np.ndarray) and field.name not in MAY_BE_INFINITE:
            assert not np.isinf(value).any(), field.name
    for value in (found.p_off, found.p_margin, found.p_bar, found.reliability, found.shrink):
        told = value[np.isfinite(value)]
        assert ((told >= 0) & (told <= 1)).all()
    assert len(found.answer) == len(given_.units)
    assert not found.listed[~np.isfinite(found.p_off)].any()


@settings(max_examples=20)
@given(given_=panels(), seed=st.integers(0, 1000))
def test_the_order_of_the_people_changes_nothing(given_: Panel, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(given_.units))

    def turned(values: Floats | None) -> Floats | None:
        return None if values is None else values[order]

    other = replace(
        given_,
        units=tuple(given_.units[at] for at in order),
        **{name: turned(getattr(given_, name)) for name in
           ("x", "n", "cell", "low", "high", "margin", "x2", "day_variance", "days")},
    )  # fmt: skip
    one, two = of_units(weigh(given_)), of_units(weigh(other))

    for name, values in one.items():
        np.testing.assert_allclose(two[name], values[order], rtol=1e-5, atol=1e-7, err_msg=name)
