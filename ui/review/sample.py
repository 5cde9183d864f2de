"""A monthly review for pictures: made-up people at made-up work, judged by the same code as any other.

It loads numpy and scipy, as the work process does: for pictures and tests alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

import numpy as np

from supervisor.evidence.options import Options
from supervisor.evidence.panel import CellKey, Floats, Panel
from supervisor.evidence.procedure import weigh
from supervisor.evidence.unit import Unit
from supervisor.performance.kpi import BY_ID, Direction, Group, is_provisional
from supervisor.performance.kpi import Unit as KpiUnit
from supervisor.performance.own_kpi import OwnKpi, OwnTerm
from supervisor.review.asking import months_before
from supervisor.review.corrections import Correction
from supervisor.review.frozen import Freeze
from supervisor.review.matrix import matrix
from supervisor.review.monthly import MonthlyReview, Outage, ReviewQuestion, Standing
from supervisor.review.panels import kind_of
from supervisor.settings.tenure import USUAL_BANDS
from ui.review.stated_work import StatedTold
from ui.review.work import SIX, Known, MatrixTold, Offer

MONTHS = 6
KPIS = (*SIX, "acw", "qa_score")
_WEAK = 7  # every so manieth is truly weak in what its place says
_LAST = "Wang Li Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Hu Zhu Gao Lin He Guo Ma Luo"
_FIRST = "Wei Fang Na Min Jing Qiang Lei Yang Yan Yong Jun Jie Juan Tao Ming Lan"
_WORDS = {
    "zh_CN": {
        "skills": ("业务咨询", "投诉处理", "宽带与技术"),
        "teams": ("一组", "二组", "三组", "四组"),
        "last": tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"),
        "first": (
            "伟",
            "芳",
            "娜",
            "敏",
            "静",
            "丽",
            "强",
            "磊",
            "洋",
            "艳",
            "勇",
            "军",
            "杰",
            "娟",
            "涛",
            "明",
        ),
    },
    "en": {
        "skills": ("Enquiries", "Complaints", "Broadband & Tech"),
        "teams": ("Red", "Blue", "Green", "Amber"),
        "last": tuple(_LAST.split()),
        "first": tuple(_FIRST.split()),
    },
}
_SIZES = (46, 24, 32)
_MEANS = {  # usual value, how people differ, how much of it there is a month, at least, at most
    "fcr": (0.86, 0.030, 380.0, 0.845, None),
    "aht": (214.0, 0.10, 640.0, None, 228.0),
    "utilisation": (0.89, 0.03, 138.0 * 3600, 0.87, 0.95),
    "csat": (0.90, 0.03, 26.0, 0.88, None),
    "complaint_rate": (0.8, 0.5, 640.0, None, 1.0),
    "dispatch_rate": (0.062, 0.22, 640.0, None, 0.075),
    "acw": (31.0, 0.14, 640.0, None, None),
    "qa_score": (0.92, 0.03, 6.0 * 100, 0.90, None),
}


OWN_KPI = OwnKpi(
    "own_consults",
    "求助率",
    "Consultations",
    Group.EFFICIENCY,
    KpiUnit.SHARE,
    Direction.LOWER,
    (OwnTerm("n_consult"),),
    (OwnTerm("n_answered"),),
    "接话中求助他人的比例。",
    "Contacts in which somebody was consulted, of the handled ones.",
    version=1,
)
"""A KPI of a centre's own."""


@lru_cache(maxsize=4)
def sample_review(month: date, today: date, language: str, people: int = sum(_SIZES)) -> MonthlyReview:
    """The review of *month* of some hundred *people*; below a second, once."""
    pieces = months_before(month, MONTHS)
    standings = _standings(language, people)
    evidence = {}
    for at, kpi in enumerate(KPIS):
        panel = _panel(kpi, standings, [piece.first for piece in pieces], at)
        late = [is_provisional(BY_ID[kpi], piece.last, today) for piece in pieces]
        panel = Panel(**{**vars(panel), "provisional": np.array(late)})
        evidence[kpi] = weigh(panel, Options())
    outages = (Outage("aht", pieces[-2].first, 1.12),)
    return MonthlyReview(
        ReviewQuestion(month, today),
        tuple(piece.first for piece in pieces),
        standings,
        evidence,
        outages,
        left_out=3,
    )


def sample_known(month: date) -> Known:
    """Of when anything is known."""
    return Known(months_before(month, MONTHS)[0].first, months_before(month, 1)[0].last)


def sample_matrix(review: MonthlyReview, kpis: Sequence[str] | None = None) -> MatrixTold:
    """As the work process would answer."""
    offers = tuple(Offer(BY_ID[kpi], 0 if kpi == "acw" else len(review.units)) for kpi in review.evidence)
    return MatrixTold(matrix(review, kpis=kpis or KPIS), offers)


def sample_stated(review: MonthlyReview) -> StatedTold:
    """What was stated of the month, of which a few figures are others now."""
    month, at = review.question.month, datetime(2026, 11, 3, 1, 20, tzinfo=UTC)
    found = matrix(review, kpis=["fcr", "complaint_rate"])
    corrections = []
    for column in found.columns:
        for row in range(5, 40, 9):
            cell = found.cell(row, found.columns.index(column))
            if cell.values[-1] is not None and cell.denominator:
                less = (cell.numerator or 0.0) - 1
                old = BY_ID[column.kpi].scale * max(0.0, less) / cell.denominator
                one = found.rows[row]
                corrections.append(
                    Correction(
                        *(column.kpi, one.unit, one.name, month, old, cell.values[-1]),
                        *(cell.denominator, cell.denominator, cell.answer.value, cell.answer.value),
                        *(at, review.question.today),
                    )
                )
    freeze = Freeze(month, at, "li.na", tuple(review.evidence), "", False, (), 1)
    return StatedTold(month, freeze, tuple(corrections), len(corrections))


def _standings(language: str, people: int) -> tuple[Standing, ...]:
    words = _WORDS.get(language, _WORDS["en"])
    last, first, chinese = words["last"], words["first"], language == "zh_CN"
    found = []
    for at in range(people):
        part = at * sum(_SIZES) // people
        group = 0 if part < _SIZES[0] else 1 if part < _SIZES[0] + _SIZES[1] else 2
        one, other = last[at * 7 % len(last)], first[(at * 5 + at // 20) % len(first)]
        team, band = (at // 3) % 4, -1 if at % 5 else at // 5 % 2
        found.append(
            Standing(
                unit=Unit(f"p{at:04}", f"s{group}", "voice"),
                name=f"{one}{other}" if chinese else f"{other} {one}",
                number=str(10021 + at * 3),
                skill_name=words["skills"][group],
                team=f"t{team}",
                team_name=words["teams"][team],
                bands=(USUAL_BANDS[band].id,) * MONTHS,
                joined=date(2024 + at % 3, 1 + at % 12, 1),
                home=True,
            )
        )
    return tuple(sorted(found, key=lambda who: (who.unit.skill, who.name, who.unit.person)))


def _panel(kpi: str, standings: Sequence[Standing], months: Sequence[date], seed: int) -> Panel:
    """Sums of *kpi* as chance makes them of what each person is like."""
    usual, differ, volume, low, high = _MEANS[kpi]
    of, chance = BY_ID[kpi], np.random.default_rng(seed)
    units = tuple(one.unit for one in standings)
    cells = tuple(
        sorted({CellKey(u.skill, u.channel, s.bands[-1]) for u, s in zip(units, standings, strict=True)})
    )
    place = {cell: at for at, cell in enumerate(cells)}
    own = [place[CellKey(one.unit.skill, one.unit.channel, one.bands[-1])] for one in standings]
    shape = (len(units), len(months))
    better = 1.0 if low is not None else -1.0
    person = chance.standard_normal(shape[0])
    person[seed::_WEAK] = -2.2 * better
    n: Floats = np.maximum(2.0, volume * chance.uniform(0.75, 1.2, shape)).round()
    n[::17, -2] = 0.0  # on leave
    level = usual + person * (
        differ * (usual if differ >= 0.05 and kpi != "aht" else 1.0 if kpi != "aht" else usual)
    )
    level = np.clip(level, 0.02 * usual, 0.995 if usual < 1 and kpi != "complaint_rate" else None)[:, None]
    kind, square, variance, days = kind_of(of), None, None, None
    if kind == "rate":
        x: Floats = chance.binomial(n.astype(np.int64), np.broadcast_to(level, shape)).astype(np.float64)
    elif kind == "count":
        x = chance.poisson(n * level / of.scale).astype(np.float64)
    elif kind == "daily":
        x = n * np.clip(level + chance.normal(0, 0.008, shape), 0, 1)
        variance, days = np.full(shape, 0.03**2), np.where(n > 0, 21.0, 0.0)
    else:
        spread = 0.9 if kind == "time" else 0.06
        x = n * level * np.exp(chance.normal(0, spread / np.sqrt(np.maximum(n, 1)) + 0.02, shape))
        square = (x * x / np.maximum(n, 1) * (1 + spread**2))[:, :, None]
    none = np.full(shape, np.nan)
    return Panel(
        kpi=kpi,
        kind=kind,
        scale=of.scale,
        units=units,
        months=tuple(months),
        types=("",),
        cells=cells,
        x=x[:, :, None],
        n=n[:, :, None],
        cell=np.where(n > 0, np.array(own)[:, None], -1),
        low=none if low is None else np.full(shape, low),
        high=none if high is None else np.full(shape, high),
        margin=np.zeros(shape),
        x2=square,
        day_variance=variance,
        days=days,
    )
