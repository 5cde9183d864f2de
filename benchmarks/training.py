"""Whom the monthly review lists in made-up centres, where it is known who is off: beside spreadsheets."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from benchmarks.measure import Scale
from benchmarks.peers import Peers
from benchmarks.report import Result, least, most
from benchmarks.training_effects import WAYS as TELLING
from benchmarks.training_effects import Effects, look
from benchmarks.training_large import large
from benchmarks.training_ways import WAYS, Scores
from benchmarks.training_world import AGENTS, BANDS, GROUPS, KPIS, WorldKpi, centre
from supervisor.evidence.panel import Kind
from supervisor.evidence.procedure import weigh

CENTRES = 24
ALL = frozenset(kpi.id for kpi in KPIS)
BASE = "worst 10 % this month"
SHORT = {
    "one target for all, raw, 3 months running": "one target 3x",
    "own target, raw, 3 months running": "own target 3x",
    BASE: "worst 10 %",
    "recommended": "recommended",
    "10 % of seats by evidence": "10 % by evidence",
}
NULL_WAYS = ("one target for all, raw, 3 months running", "own target, raw, 3 months running", BASE)


@dataclass
class Ordinary:
    """What was found in ordinary centres."""

    scores: Scores = field(default_factory=Scores)
    idle: dict[str, Effects] = field(default_factory=dict)  # trainings that do nothing
    real: dict[str, Effects] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)  # processor time of a centre


@dataclass
class Alike:
    """Shares of people listed on at least one KPI where nobody is weak, by way."""

    listed: dict[str, list[float]] = field(default_factory=dict)


@dataclass
class WeakGroup:
    """Cells of the weak group called common, and of the others; by KPI."""

    found: dict[str, list[float]] = field(default_factory=dict)
    false: dict[str, list[float]] = field(default_factory=dict)
    one_by_one: list[float] = field(default_factory=list)

    @property
    def all_found(self) -> float:
        return float(np.mean([value for values in self.found.values() for value in values]))

    @property
    def all_false(self) -> float:
        return float(np.mean([value for values in self.false.values() for value in values]))


def ordinary(centres: int, effects_of: Collection[str] = ALL) -> Ordinary:
    """People differ, and 30 % of each cell miss their target. *effects_of*: KPIs that some are trained in."""
    done = Ordinary()
    for seed in range(centres):
        made = centre(seed)
        began = time.process_time()
        found = {kpi.id: weigh(made.before[kpi.id]) for kpi in KPIS}
        done.seconds.append(time.process_time() - began)
        for kpi in KPIS:
            done.scores.add(kpi, found[kpi.id], made.truth[kpi.id])
            if kpi.id in effects_of:
                for real, into in ((False, done.idle), (True, done.real)):
                    kept = into.setdefault(kpi.id, Effects())
                    look(made, kpi, found[kpi.id], real=real, seed=seed, into=kept)
    return done


def alike(centres: int) -> Alike:
    """Nobody differs from anybody, and everybody is half a deviation better than the target."""
    done = Alike()
    for seed in range(centres):
        made = centre(1_000_000 + seed, alike=True)
        anybody = {way: np.zeros(AGENTS, dtype=np.bool_) for way in (*NULL_WAYS, "recommended", "listed")}
        for kpi in KPIS:
            found, truth = weigh(made.before[kpi.id]), made.truth[kpi.id]
            for way in (*NULL_WAYS, "recommended"):
                anybody[way] |= WAYS[way](found, truth)
            anybody["listed"] |= found.listed
        for way, people in anybody.items():
            done.listed.setdefault(way, []).append(float(people.mean()))
    return done


def weak_group(centres: int) -> WeakGroup:
    """One group is worse as a whole, by one and a half deviations."""
    done = WeakGroup()
    for seed in range(centres):
        weak = seed % GROUPS
        made = centre(2_000_000 + seed, weak_group=weak)
        theirs = np.arange(GROUPS * BANDS) // BANDS == weak
        for kpi in KPIS:
            found = weigh(made.before[kpi.id])
            done.found.setdefault(kpi.id, []).extend(found.shared.common[theirs].astype(float).tolist())
            done.false.setdefault(kpi.id, []).extend(found.shared.common[~theirs].astype(float).tolist())
            done.one_by_one.append(float(found.seated[made.group == weak].mean()))
    return done


def run(scale: Scale, _peers: Peers) -> Result:
    centres = scale.centres or scale.of(CENTRES, 2)
    result = Result(
        "training",
        f"training list: {centres} made-up centres of {AGENTS} people x {len(KPIS)} KPIs with a known truth",
        f"“{BASE}”",
    )
    found = ordinary(centres)
    _pooled(result, found.scores, centres)
    _by_kpi(result, found.scores)
    _effects(result, found)
    _alike(result, alike(centres))
    _weak(result, weak_group(centres))
    result.heading("how long it takes (processor time)")
    what = f"{AGENTS} people x {len(KPIS)} KPIs x 3 months"
    result.add(what, float(np.median(found.seconds)), "s", goals=(most(0.4),))
    people = scale.of(5000, 500)
    result.add(f"{people} people x 12 KPIs x 3 months", large(people, 12), "s", goals=(most(1.0),))
    return result


def _pooled(result: Result, scores: Scores, centres: int) -> None:
    result.heading("precision of the names, all KPIs together")
    base = scores.pooled[BASE].precision
    for way, score in scores.pooled.items():
        goals = {"recommended": (least(0.87),), "10 % of seats by evidence": (least(0.89),)}.get(way, ())
        wrong = (score.names - score.right) / centres
        result.add(
            way,
            score.precision,
            ratio=score.precision / base,
            goals=goals,
            remark=f"{score.names / centres:.0f} names a centre, {wrong:.0f} wrong; "
            f"recall {score.recall:.3f}, of those far off {score.recall_far:.3f}",
        )
    ours, evidence = scores.pooled["recommended"], scores.pooled["evidence alone"]
    result.add("recall of “recommended”", ours.recall, goals=(least(0.48),))
    wrong = 100 * (1 - evidence.precision)
    result.add("wrong names at q = 10 %", wrong, "%", goals=(least(7), most(15)), remark="evidence alone")


def _by_kpi(result: Result, scores: Scores) -> None:
    result.heading("precision of “recommended” by KPI (remark: precision / recall of each way)")
    for kpi in KPIS:
        told = []
        for way, short in SHORT.items():
            score = scores.by_kpi[way, kpi.id]
            told.append(f"{short} {score.precision:.2f}/{score.recall:.2f}")
        ours, base = scores.by_kpi["recommended", kpi.id].precision, scores.by_kpi[BASE, kpi.id].precision
        reliable = float(np.mean(scores.reliability[kpi.id]))
        remark = f"reliability {reliable:.2f}; " + ", ".join(told)
        result.add(kpi.id, ours, ratio=ours / base, remark=remark)


def _effects(result: Result, found: Ordinary) -> None:
    result.heading("what a training seems to do, less what it does (mean and deviation over centres)")
    for kpi in KPIS:
        for real, effects in ((False, found.idle[kpi.id]), (True, found.real[kpi.id])):
            unit, times = _unit(kpi)
            told = [
                f"{way} {times * effects.mean(way):+.2f} ({times * effects.deviation(way):.2f})"
                for way in TELLING
            ]
            result.add(
                f"{kpi.id}, {'a real one' if real else 'one that does nothing'}: forecast is off by",
                abs(times * effects.mean("forecast")),
                unit,
                goals=(most(0.2),) if kpi.id == "fcr" else (),
                remark=", ".join(told),
            )


def _unit(kpi: WorldKpi) -> tuple[str, float]:
    if kpi.kind is Kind.TIME:
        return "s", 1.0
    return ("per 1,000", 1.0) if kpi.kind is Kind.COUNT else ("points", 100.0)


def _alike(result: Result, found: Alike) -> None:
    result.heading("people listed on any KPI where nobody is weak")
    base = float(np.mean(found.listed[BASE]))
    for way, shares in found.listed.items():
        share = 100 * float(np.mean(shares))
        ours = way in ("recommended", "listed")
        what = "evidence" if way == "listed" else way
        result.add(what, share, "%", ratio=share / 100 / base, goals=(most(1.0),) if ours else ())


def _weak(result: Result, found: WeakGroup) -> None:
    result.heading("one group is weak as a whole")
    by_kpi = ", ".join(f"{kpi} {100 * float(np.mean(values)):.0f}" for kpi, values in found.found.items())
    result.add("its cells called common", 100 * found.all_found, "%", goals=(least(95),), remark=by_kpi)
    by_kpi = ", ".join(f"{kpi} {100 * float(np.mean(values)):.1f}" for kpi, values in found.false.items())
    result.add("other cells called common", 100 * found.all_false, "%", goals=(most(5),), remark=by_kpi)
    result.add("its people listed one by one", 100 * float(np.mean(found.one_by_one)), "%", remark="a KPI")
