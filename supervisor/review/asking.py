"""The monthly review of a centre, asked from where it is computed: a work process, a command.

What was computed last is kept in the process, for as long as nothing was written that it could depend on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection

from supervisor.evidence.evidence import Evidence
from supervisor.evidence.procedure import weigh
from supervisor.history.asking import Past, opened
from supervisor.history.count_block import month_end
from supervisor.history.count_stamp import stamps
from supervisor.history.period import Period
from supervisor.people.person import GroupKind
from supervisor.performance.kpi import Kpi, Of
from supervisor.performance.own_kpi import load_own
from supervisor.performance.target_store import all_targets
from supervisor.quality.counting import bring_up_to_date
from supervisor.review.monthly import MonthlyReview, Outage, ReviewQuestion, Standing
from supervisor.review.panels import panel_of
from supervisor.review.work import Work, read_work
from supervisor.storage.areas import versions
from supervisor.storage.database import open_centre

_KEPT = 2  # reviews: the one on the screen, and the one before it


class _Kept(NamedTuple):
    url: str
    question: ReviewQuestion
    stamp: object
    review: MonthlyReview


class _Read(NamedTuple):
    key: object
    work: Work


_kept: list[_Kept] = []
_read: list[_Read] = []  # one: in a large centre counting takes most of a review, and weighing little
_COUNTED = ("centre_settings", "kpis", "people", "teaching_credits", "training")
"""Areas of the centre that counts and names come from; decisions change none of them."""
_HEEDED = (*_COUNTED, "targets")
"""The same, and what is wanted."""


def ask_review(url: str, question: ReviewQuestion) -> MonthlyReview:
    """The review that *question* asks for. Raises DatabaseError."""
    bring_up_to_date(url)
    with opened(url) as past, open_centre(url) as centre, centre.read() as db:
        areas = versions(db)
        stamp = [areas.get(area) for area in _HEEDED], stamps(past.history)
        for kept in _kept:
            if (kept.url, kept.stamp) == (url, stamp) and kept.question == question:
                return kept.review
        kpis = _asked_for(db, question)
        key = url, question.month, question.months, question.today, kpis, stamps(past.history)
        work = _work_of(past, db, question, kpis, (*key, [areas.get(area) for area in _COUNTED]))
        review = _review_of(work, question, kpis)
    _kept.insert(0, _Kept(url, question, stamp, review))
    del _kept[_KEPT:]
    return review


def make_review(past: Past, centre: Connection, question: ReviewQuestion) -> MonthlyReview:
    """The same of what is open."""
    kpis = _asked_for(centre, question)
    pieces = months_before(question.month, question.months)
    return _review_of(read_work(past, centre, pieces, kpis, question.today), question, kpis)


def _asked_for(centre: Connection, question: ReviewQuestion) -> tuple[Kpi, ...]:
    return tuple(kpi for kpi in judged(centre) if question.kpis is None or kpi.id in question.kpis)


def _work_of(
    past: Past, centre: Connection, question: ReviewQuestion, kpis: tuple[Kpi, ...], key: object
) -> Work:
    """What was done, as it was counted last where *key* says that it is still the same."""
    if _read and _read[0].key == key:
        return replace(_read[0].work, targets=all_targets(centre))
    _read.clear()  # two of a large centre need not be held
    pieces = months_before(question.month, question.months)
    work = read_work(past, centre, pieces, kpis, question.today)
    _read.append(_Read(key, work))
    return work


def _review_of(work: Work, question: ReviewQuestion, kpis: Sequence[Kpi]) -> MonthlyReview:
    pieces = work.pieces
    evidence: dict[str, Evidence] = {}
    for kpi in kpis:
        panel = panel_of(work, kpi)
        if panel.n.any():
            evidence[kpi.id] = weigh(panel, question.options_of.get(kpi.id, question.options))
    return MonthlyReview(
        question=question,
        months=tuple(piece.first for piece in pieces),
        units=standings(work),
        evidence=evidence,
        outages=tuple(one for kpi, found in evidence.items() for one in _outages(kpi, found)),
        left_out=work.grain.unknown_logins + len({unit.person for unit in work.units if not unit.skill}),
    )


def _outages(kpi: str, found: Evidence) -> list[Outage]:
    """The months in which everybody was out of the usual, with the groups' mean factor."""
    months = np.flatnonzero(found.outage).tolist()
    return [
        Outage(kpi, found.panel.months[at], float(np.nanmean(found.month_factor[:, at]))) for at in months
    ]


def judged(centre: Connection) -> tuple[Kpi, ...]:
    """The KPIs that speak of single people, the centre's own behind the usual ones."""
    return tuple(kpi for kpi in load_own(centre) if kpi.of is Of.AGENT)


def months_before(month: date, count: int) -> tuple[Period, ...]:
    """The *count* months that end with *month*, in order."""
    firsts = [month.replace(day=1)]
    while len(firsts) < count:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return tuple(Period(first, month_end(first)) for first in reversed(firsts))


def standings(work: Work) -> tuple[Standing, ...]:
    """Who each unit of *work* is."""
    roll = work.roll
    last = _last_pieces(work)
    found = []
    for at, unit in enumerate(work.units):
        piece = work.pieces[last.get(at, len(work.pieces) - 1)]
        day = min(piece.last, max(work.today, piece.first))
        skill = roll.groups.get(unit.skill)
        team = next(iter(roll.groups_of(unit.person, GroupKind.TEAM, day)), None)
        person = roll.persons[unit.person]
        found.append(
            Standing(
                unit=unit,
                name=roll.called(unit.person, day),
                number=person.number,
                skill_name=skill.name if skill else "",
                team=team.id if team else "",
                team_name=team.name if team else "",
                bands=work.bands[unit.person],
                joined=person.joined,
                home=False,
            )
        )
    homes = _homes(work)
    return tuple(replace(one, home=at in homes) for at, one in enumerate(found))


def _last_pieces(work: Work) -> dict[int, int]:
    """The last piece in which each unit did anything."""
    last: dict[int, int] = {}
    for unit, piece in zip(work.unit.tolist(), work.grain.piece.tolist(), strict=True):
        last[unit] = max(piece, last.get(unit, 0))
    return last


def _homes(work: Work) -> frozenset[int]:
    """The units that are their persons' homes, as of each one's last piece."""
    found = set()
    for row in work.home.tolist():
        known = [unit for unit in row if unit >= 0]
        if known:
            found.add(known[-1])
    return frozenset(found)
