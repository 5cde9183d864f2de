"""Ways of picking people to be trained: those of spreadsheets, and ours; and how right each is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from benchmarks.training_world import Truth, WorldKpi
from supervisor.evidence.discovery import longest_list
from supervisor.evidence.evidence import Answer, Evidence
from supervisor.evidence.panel import Bools, Floats

SEATS = 50  # a KPI: one in ten


@dataclass
class Score:
    """What a way picked, added over decisions: *names*, how many are *right*; how many are *off* in
    truth, *far* off, and how many of these were named (*right_far*)."""

    names: int = 0
    right: int = 0
    off: int = 0
    right_far: int = 0
    far: int = 0

    def add(self, picked: Bools, truth: Truth) -> None:
        self.names += int(picked.sum())
        self.right += int((picked & truth.off).sum())
        self.off += int(truth.off.sum())
        self.right_far += int((picked & truth.far).sum())
        self.far += int(truth.far.sum())

    @property
    def precision(self) -> float:
        return self.right / self.names if self.names else float("nan")

    @property
    def recall(self) -> float:
        return self.right / self.off if self.off else float("nan")

    @property
    def recall_far(self) -> float:
        return self.right_far / self.far if self.far else float("nan")


Way = Callable[[Evidence, Truth], Bools]


def _worse(values: Floats, limit: Floats | float, truth: Truth) -> Bools:
    with np.errstate(invalid="ignore"):
        return np.asarray(truth.sign * values < truth.sign * limit)


def _all_months(values: Floats, limit: Floats | float, truth: Truth) -> Bools:
    return np.asarray(_worse(values, limit, truth).all(axis=1))


def _worst(values: Floats, sign: float) -> Bools:
    found = np.zeros(len(values), dtype=np.bool_)
    found[np.argsort(np.nan_to_num(sign * values, nan=np.inf), kind="stable")[:SEATS]] = True
    return found


def _pooled(evidence: Evidence) -> Floats:
    panel = evidence.panel
    n = panel.n.sum(axis=(1, 2))
    return np.asarray(panel.scale * panel.x.sum(axis=(1, 2)) / np.where(n > 0, n, np.nan))


def _mean_below(evidence: Evidence, truth: Truth) -> Bools:
    return _worse(_pooled(evidence), truth.target, truth)


def _answered(evidence: Evidence, *wanted: Answer) -> Bools:
    return np.array([answer in wanted for answer in evidence.answer])


def _most_probable(evidence: Evidence, _truth: Truth) -> Bools:
    return _worst(evidence.p_off, -1.0)


WAYS: dict[str, Way] = {
    "one target for all, raw, 3 months running": lambda e, t: _all_months(e.panel.value(), t.one_target, t),
    "own target, raw, 3 months running": lambda e, t: _all_months(e.panel.value(), t.target[:, None], t),
    "own target, raw mean of 3 months": _mean_below,
    "worst 10 % this month": lambda e, t: _worst(e.panel.value()[:, -1], t.sign),
    "worst 10 % of 3 months": lambda e, t: _worst(_pooled(e), t.sign),
    "fair values, 3 months running": lambda e, _t: e.hit,
    "evidence alone": lambda e, _t: longest_list(e.p_off, e.options.wrong_share),
    "recommended": lambda e, _t: _answered(e, Answer.CONFIRMED, Answer.LIKELY),
    "strict": lambda e, _t: _answered(e, Answer.CONFIRMED),
    "10 % of seats by evidence": _most_probable,
}


@dataclass
class Scores:
    """By way, and by way and KPI."""

    pooled: dict[str, Score] = field(default_factory=dict)
    by_kpi: dict[tuple[str, str], Score] = field(default_factory=dict)
    reliability: dict[str, list[float]] = field(default_factory=dict)

    def add(self, kpi: WorldKpi, evidence: Evidence, truth: Truth, ways: Iterable[str] = WAYS) -> None:
        self.reliability.setdefault(kpi.id, []).append(float(np.nanmedian(evidence.reliability)))
        for way in ways:
            picked = WAYS[way](evidence, truth)
            self.pooled.setdefault(way, Score()).add(picked, truth)
            self.by_kpi.setdefault((way, kpi.id), Score()).add(picked, truth)
