"""A made-up centre whose people's true levels are known: to see whom a procedure picks, how often rightly.

500 people in four skill groups and three tenure bands work six types of contact, each with a mix of their
own; people differ, their months differ, and every group has good and bad months. Targets are set for each
cell so that 30 % of its people truly miss them. How much people and months differ is nobody's measurement:
it is set so that three months tell people apart about as well as is usual (see `KPIS`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import special

from supervisor.evidence.panel import Bools, CellKey, Floats, Ints, Kind, Panel, Unit

AGENTS, GROUPS, BANDS, TYPES = 500, 4, 3, 6
MONTHS = 6  # three before the review, three after it
CONTACTS = 2040.0  # a month
MISS = 0.30  # of each cell's people truly miss their target
PARTIAL = 0.08  # of months are cut short
TYPE_NAMES = ("tariff", "bill", "fault", "roaming", "network", "other")
CHANNEL = "voice"


@dataclass(frozen=True)
class WorldKpi:
    """*usual*: a mean person's value, *sd* between people, *apart*: how far
    groups and bands are from each other (1: much like people), *month* of one person's months, *shock* of a
    group's month, *margin* of a material miss; relative to the mean where *relative*. *volume*: trials a
    month. *reliable*: of three months, by these numbers. *effect*: of a real training."""

    id: str
    kind: Kind
    higher: bool
    scale: float
    usual: float
    sd: float
    apart: float
    month: float
    shock: float
    margin: float
    volume: float
    reliable: float
    effect: float
    relative: bool = False
    types: bool = True


KPIS = (
    WorldKpi("fcr", Kind.RATE, True, 1.0, 0.86, 0.03, 1.5, 0.0133, 0.004, 0.01, 1330, 0.91, 0.02),
    WorldKpi("aht", Kind.TIME, False, 1.0, 215.0, 0.11, 2.5, 0.039, 0.01, 0.03, CONTACTS, 0.95, 0.06, True),
    WorldKpi(
        "utilisation",
        Kind.DAILY,
        True,
        1.0,
        0.84,
        0.03,
        0.5,
        0.0175,
        0.005,
        0.01,
        20,
        0.85,
        0.02,
        False,
        False,
    ),
    WorldKpi("csat", Kind.RATE, True, 1.0, 0.915, 0.03, 0.3, 0.005, 0.005, 0.01, 25, 0.42, 0.03),
    WorldKpi(
        "complaints",
        Kind.COUNT,
        False,
        1000.0,
        0.00115,
        0.5,
        1.0,
        0.15,
        0.06,
        0.15,
        CONTACTS,
        0.62,
        0.3,
        True,
    ),
    WorldKpi("dispatch", Kind.RATE, False, 1.0, 0.06, 0.22, 3.0, 0.09, 0.02, 0.05, CONTACTS, 0.90, 0.1, True),
    WorldKpi("qa", Kind.RATE, True, 1.0, 0.92, 0.037, 0.0, 0.0, 0.005, 0.01, 6, 0.25, 0.04, False, False),
)


@dataclass(frozen=True)
class Truth:
    """Of one KPI, in its unit: true *level* at the group's usual mix, *target*, who is truly *off*, who by
    more than the margin (*far*), all (units,); *sign* 1 where higher is better, else −1."""

    level: Floats
    target: Floats
    off: Bools
    far: Bools
    sign: float
    one_target: float


@dataclass(frozen=True)
class Centre:
    """*group*, *band*, *cell* (units,); panels of the months before and after the review, and the truth."""

    group: Ints
    band: Ints
    cell: Ints
    before: dict[str, Panel]
    truth: dict[str, Truth]
    _levels: dict[str, Floats]
    _world: _World

    def after(self, kpi: WorldKpi, trained: Bools, effect: float) -> Panel:
        """The three months after the review, in which *trained* are better by *effect*."""
        return self._world.panel(kpi, self._levels[kpi.id], range(3, MONTHS), trained, effect)


def centre(
    seed: int, *, alike: bool = False, weak_group: int | None = None, kpis: tuple[WorldKpi, ...] = KPIS
) -> Centre:
    """Centre number *seed*. *alike*: nobody differs from anybody, all are half a usual deviation better than
    their target; *weak_group*: everybody there is 1.5 deviations worse than the targets were made for."""
    world = _World(np.random.default_rng([5, seed]), weak_group)
    before, truth, levels = {}, {}, {}
    for kpi in kpis:
        level, target = world.levels(kpi, alike)
        levels[kpi.id] = level
        sign = 1.0 if kpi.higher else -1.0
        gap = sign * (target - level)
        far = gap > (kpi.margin * target if kpi.relative else kpi.margin)
        wanted = float(np.quantile(sign * level, MISS) * sign)
        truth[kpi.id] = Truth(kpi.scale * level, kpi.scale * target, gap > 0, far, sign, kpi.scale * wanted)
        world.targets[kpi.id] = kpi.scale * target
        before[kpi.id] = world.panel(kpi, level, range(3), np.zeros(AGENTS, dtype=np.bool_), 0.0)
    return Centre(world.group, world.band, world.cell, before, truth, levels, world)


class _World:
    """What all KPIs of a centre share: who is where, how many contacts of which type; and the dice."""

    def __init__(self, dice: np.random.Generator, weak_group: int | None) -> None:
        self._dice, self._weak = dice, weak_group
        self.group = dice.integers(0, GROUPS, AGENTS)
        self.band = dice.choice(BANDS, AGENTS, p=(0.25, 0.30, 0.45))
        self.cell = self.group * BANDS + self.band
        self.targets: dict[str, Floats] = {}
        self._shock: dict[str, Floats] = {}
        self._noise: dict[str, Floats] = {}
        self.mix = dice.dirichlet(np.full(TYPES, 6.0), GROUPS)  # (groups, types)
        own = np.stack([dice.dirichlet(60 * self.mix[group]) for group in self.group])
        part = np.where(
            dice.random((AGENTS, MONTHS)) < PARTIAL, dice.uniform(0.2, 0.8, (AGENTS, MONTHS)), 1.0
        )
        self.part = part
        pace = np.exp(dice.normal(0, 0.1, (AGENTS, 1)))
        self.contacts = dice.poisson((CONTACTS * pace * part)[:, :, None] * own[:, None, :])
        self._types: dict[str, Floats] = {}
        self.units = tuple(
            Unit(f"{at:03}", f"g{group}", CHANNEL) for at, group in enumerate(self.group.tolist())
        )
        self.cells = tuple(
            CellKey(f"g{group}", CHANNEL, f"b{band}") for group in range(GROUPS) for band in range(BANDS)
        )

    def levels(self, kpi: WorldKpi, alike: bool) -> tuple[Floats, Floats]:
        """True levels and targets as bare ratios (units,)."""
        dice, sign = self._dice, 1.0 if kpi.higher else -1.0
        groups = dice.normal(0, 0.7, GROUPS)
        bands = sign * np.array([-0.9, -0.2, 0.3])
        cell = kpi.apart * (groups[self.group] + bands[self.band])
        own = np.zeros(AGENTS) if alike else dice.normal(0, 1, AGENTS)
        level = self._value(kpi, cell, own)
        target = np.zeros(AGENTS)
        for at in range(GROUPS * BANDS):
            here = self.cell == at
            if here.any():
                target[here] = np.quantile(sign * level[here], MISS) * sign
        if alike:
            target = self._value(kpi, cell - 0.5 * sign, own)
        if self._weak is not None:
            weak = self._value(kpi, cell - 1.5 * sign, own)
            level = np.where(self.group == self._weak, weak, level)
        return level, target

    def _value(self, kpi: WorldKpi, cell: Floats, own: Floats) -> Floats:
        """Values of people *own* deviations from the mean of their *cell*; shares have few very good ones and
        a longer tail of weak ones (Beta), times and counts are log-normal."""
        if kpi.relative:
            sd = float(np.sqrt(np.log1p(kpi.sd**2)))
            return np.asarray(kpi.usual * np.exp(sd * (cell + own)))
        mean = np.clip(kpi.usual + kpi.sd * cell, 0.3, 0.97)
        if not own.any():
            return mean
        weight = mean * (1 - mean) / kpi.sd**2 - 1
        return np.asarray(special.betaincinv(mean * weight, (1 - mean) * weight, special.ndtr(own)))

    def _of_types(self, kpi: WorldKpi) -> Floats:
        """How types differ (groups, types): 1 at the group's mix. Rates stay below 1."""
        if kpi.id not in self._types:
            spread = {"fcr": 0.05, "csat": 0.04, "aht": 0.3, "complaints": 0.4, "dispatch": 0.5}[kpi.id]
            found = np.exp(self._dice.normal(0, spread, TYPES))
            self._types[kpi.id] = found / (self.mix @ found)[:, None]
        return self._types[kpi.id]

    def panel(self, kpi: WorldKpi, level: Floats, months: range, trained: Bools, effect: float) -> Panel:
        dice, count = self._dice, len(months)
        shape = (AGENTS, count)
        if kpi.id not in self._shock:
            self._shock[kpi.id] = dice.normal(0, kpi.shock, (GROUPS, MONTHS))
        noise = (
            dice.normal(0, kpi.month, shape) + self._shock[kpi.id][self.group][:, months.start : months.stop]
        )
        better = np.where(trained, effect if kpi.higher else -effect, 0.0)[:, None]
        if kpi.relative:
            now = level[:, None] * np.exp(noise) * (1 + better)
        else:
            now = np.clip(level[:, None] + noise + better, 0.0, 1.0)
        part = self.part[:, months.start : months.stop]
        x2 = day_variance = days = None
        if kpi.kind is Kind.DAILY:
            days = np.maximum(np.rint(kpi.volume * part), 1.0)
            each = 0.055
            seconds = days * 8 * 3600.0
            n = seconds[:, :, None]
            x = n * (now + dice.normal(0, 1, shape) * each / np.sqrt(days))[:, :, None]
            day_variance = each**2 * np.where(
                days > 1, dice.chisquare(np.maximum(days - 1, 1)) / np.maximum(days - 1, 1), np.nan
            )
        elif not kpi.types:
            n = dice.binomial(int(kpi.volume), np.clip(part, 0, 1))[:, :, None].astype(np.float64)
            x = dice.binomial(n.astype(np.int64), now[:, :, None]).astype(np.float64)
        else:
            contacts = self.contacts[:, months.start : months.stop]
            n = self._some(kpi, contacts).astype(np.float64)
            of_type = now[:, :, None] * self._of_types(kpi)[self.group][:, None, :]
            if kpi.kind is Kind.RATE:
                x = dice.binomial(n.astype(np.int64), np.clip(of_type, 0, 1)).astype(np.float64)
            elif kpi.kind is Kind.COUNT:
                x = dice.poisson(n * of_type).astype(np.float64)
            else:
                each = 0.8 * of_type
                x = np.maximum(n * of_type + dice.normal(0, 1, n.shape) * np.sqrt(n) * each, n)
                x2 = x * x / np.maximum(n, 1) + np.maximum(n - 1, 0) * each**2
        types = TYPE_NAMES if kpi.types else ("",)
        target = np.repeat(self.targets[kpi.id][:, None], count, axis=1)
        none = np.full(shape, np.nan)
        worked = n.sum(axis=2) > 0
        return Panel(
            kpi=kpi.id,
            kind=kpi.kind,
            scale=kpi.scale,
            units=self.units,
            months=tuple(date(2026, 7 + month, 1) for month in months),
            types=types,
            cells=self.cells,
            x=x,
            n=n,
            cell=np.where(worked, self.cell[:, None], -1),
            low=target if kpi.higher else none,
            high=none if kpi.higher else target,
            margin=kpi.margin * target if kpi.relative else np.full(shape, kpi.scale * kpi.margin),
            x2=x2,
            day_variance=day_variance,
            days=days,
        )

    def _some(self, kpi: WorldKpi, contacts: Ints) -> Ints:
        """The trials of *kpi* among the contacts."""
        if kpi.volume == CONTACTS:
            return contacts
        return np.asarray(self._dice.binomial(contacts, kpi.volume / CONTACTS))
