"""The review as documents for other programs: plain JSON, values in the KPI's unit, shares 0 to 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

from supervisor.evidence.cause import Fact
from supervisor.evidence.options import Answer
from supervisor.evidence.unit import Unit
from supervisor.performance.kpi import BY_ID, Group
from supervisor.review.cause import Profile, SharedProfile
from supervisor.review.corrections import Correction
from supervisor.review.decisions import Decided
from supervisor.review.derivation import Derivation, MonthStep
from supervisor.review.entries import CellFinding, Entry, KpiList, Nature, TrainingList
from supervisor.review.matrix import Matrix
from supervisor.review.monthly import Outage, Standing
from supervisor.words import _

LONGEST_DIGITS = 6


def who_document(one: Standing) -> dict[str, Any]:
    """Whose figures they are."""
    return {
        "agent": one.name,
        "number": one.number or None,
        "person": one.unit.person,
        "skill": one.skill_name or None,
        "channel": one.unit.channel or None,
        "team": one.team_name or None,
        "tenure": one.bands[-1] or None,
    }


def nameless(documents: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """The same for wider circulation: persons by their *labels*, without what would tell who they are."""
    return [
        {**one, "agent": labels[one["person"]], "number": None, "person": None, "team": None, "tenure": None}
        for one in documents
    ]


def labels_of(persons: Iterable[str], random: Random) -> dict[str, str]:
    """A label for each person, in an order that says nothing of them."""
    drawn = sorted(set(persons))
    random.shuffle(drawn)
    return {person: _("Person {n}").format(n=at) for at, person in enumerate(drawn, 1)}


def list_document(found: TrainingList, today: date) -> dict[str, Any]:
    """What stands above the entries of all lists."""
    return {
        "month": _month(found.month),
        "months": [_month(month) for month in found.months],
        "as_of": today.isoformat(),
        "strict": found.strict,
        "left_out": found.left_out,
        "lists": [kpi_list_document(one) for one in found.lists],
    }


def kpi_list_document(one: KpiList) -> dict[str, Any]:
    """One KPI's list without its entries."""
    share = one.expected_wrong / one.listed if one.listed else None
    return {
        "kpi": one.kpi,
        "listed": one.listed,
        "expected_wrong": rounded(one.expected_wrong),
        "expected_wrong_share": rounded(share),
        "wrong_share_limit": one.wrong_share,
        "classes": {tally.answer.value: tally.count for tally in one.tallies},
        "units": one.units,
        "judged": one.judged,
        "without_target": one.without_target,
        "evidence_months": one.window,
        "reliability": rounded(one.reliability),
        "tells_apart": one.tells_apart,
        "provisional": one.provisional,
        "seated": one.seated,
        "common": [cell_document(cell) for cell in one.cells if cell.nature is Nature.COMMON],
        "outages": [outage_document(outage) for outage in one.outages],
    }


def cell_document(cell: CellFinding) -> dict[str, Any]:
    """What a cell shares."""
    return {
        "skill": cell.skill_name or None,
        "channel": cell.channel or None,
        "tenure": cell.band or None,
        "nature": cell.nature.value,
        "people": cell.units,
        "probability_common": rounded(cell.p_common),
        "mean": rounded(cell.mean),
        "target": rounded(cell.target),
        "gap": rounded(cell.gap),
        "share_off": rounded(cell.share_off),
        "share_off_of_a_sound_group": cell.design_share,
        "heterogeneity_p": rounded(cell.q_p),
        "i2": rounded(cell.i2),
    }


def outage_document(one: Outage) -> dict[str, Any]:
    """A month in which everybody was off for once."""
    return {"kpi": one.kpi, "month": _month(one.month), "factor": rounded(one.factor)}


def entry_document(
    entry: Entry, cause: Profile | None = None, categories: Sequence[str] = (), decided: Decided | None = None
) -> dict[str, Any]:
    """One entry. *raw*, *n*, *fair_value* and the target are of the review month; *volume* is the n of the
    evidence."""
    last = entry.months[-1]
    return {
        **who_document(entry.who),
        "kpi": entry.kpi,
        "class": entry.answer.value,
        "months_off": entry.off_months,
        "months_of": entry.run_of,
        "raw": rounded(last.value),
        "n": rounded(last.denominator),
        "fair_value": rounded(last.fair),
        "target_low": rounded(last.at_least),
        "target_high": rounded(last.at_most),
        "level": rounded(entry.level),
        "low": rounded(entry.level_low),
        "high": rounded(entry.level_high),
        "probability_off": rounded(entry.p_off),
        "probability_off_by_margin": rounded(entry.p_margin),
        "bar": rounded(entry.bar),
        "probability_beyond_bar": rounded(entry.p_bar),
        "reliability": rounded(entry.reliability),
        "volume": rounded(entry.volume),
        "more_needed": rounded(entry.more),
        "common": entry.common,
        "gap": rounded(entry.gap),
        "gap_common": rounded(entry.gap_common),
        "gap_own": rounded(entry.gap_own),
        "listed": entry.listed,
        "seated": entry.seated,
        "provisional": last.provisional,
        "cause": cause_words(cause) if cause else None,
        "categories": list(categories),
        "decision": decided.decision.value if decided else None,
    }


def cause_words(cause: Profile | SharedProfile) -> list[str]:
    """The causes as stable words: what handle time shows ("hold", "mix" …), then the types of contact that
    make most of the gap ("type: bill"), "all_types" where that is most of them."""
    of = BY_ID.get(cause.kpi)
    about_time = of is not None and of.group in (Group.EFFICIENCY, Group.VOLUME)
    found = [fact.fact.value for fact in cause.facts if about_time or fact.fact in _BEYOND_TIME]
    if cause.types is not None:
        named = [f"type: {name}" for name in cause.types.makers if name]
        found += ["all_types"] if len(named) * 2 > len(cause.types.parts) else named
    return found


_BEYOND_TIME = (Fact.RUSHING, Fact.LONG_BUT_GOOD)  # they say something of other figures too


def derivation_document(found: Derivation) -> dict[str, Any]:
    """Every step of one answer with its numbers."""
    cell, place = found.cell, found.place
    return {
        **entry_document(found.entry),
        "months": [_month_document(month) for month in found.months],
        "scatter": {
            "scale": cell.kind.value,
            "people": cell.units,
            "mean": rounded(cell.mean),
            "between_people": rounded(cell.between),
            "between_months": rounded(cell.month),
            "by_chance": rounded(cell.sampling),
            "borrowed": cell.borrowed,
        },
        "own_share": rounded(found.shrink),
        "floor": rounded(found.floor),
        "group": cell_document(found.finding) if found.finding else None,
        "list": None
        if place is None
        else {
            "mean_wrong_up_to_here": rounded(place.up_to_here),
            "limit": place.wrong_share,
            "listed": place.listed,
            "expected_wrong": rounded(place.expected_wrong),
        },
        "rule_months": found.rule_months,
        "rule_hit": found.hit,
    }


def _month_document(month: MonthStep) -> dict[str, Any]:
    return {
        "month": _month(month.month),
        "numerator": rounded(month.numerator),
        "denominator": rounded(month.denominator),
        "value": rounded(month.value),
        "types": [
            {
                "type": one.type or None,
                "numerator": rounded(one.numerator),
                "denominator": rounded(one.denominator),
                "value": rounded(one.value),
                "usual": rounded(one.reference),
                "expected": rounded(one.expected),
            }
            for one in month.types
        ],
        "month_factor": rounded(month.factor),
        "month_shift": rounded(month.shift),
        "expected": rounded(month.expected),
        "usual": rounded(month.standard),
        "fair_value": rounded(month.fair),
        "standard_error": rounded(month.error),
        "target_low": rounded(month.at_least),
        "target_high": rounded(month.at_most),
        "off": month.off,
        "evidence": month.in_window,
        "provisional": month.provisional,
        "outage": month.outage,
    }


def matrix_documents(shown: Matrix) -> list[dict[str, Any]]:
    """A document a person: every KPI with its months, sums, interval, target and answer."""
    found = []
    for row, who in enumerate(shown.rows):
        cells = {}
        for column, of in enumerate(shown.columns):
            cell = shown.cell(row, column)
            if cell.denominator is None and cell.answer is Answer.NO_VERDICT:
                continue
            cells[of.kpi] = {
                "values": [rounded(value) for value in cell.values],
                "numerator": rounded(cell.numerator),
                "denominator": rounded(cell.denominator),
                "low": rounded(cell.low),
                "high": rounded(cell.high),
                "target_low": rounded(cell.at_least),
                "target_high": rounded(cell.at_most),
                "missed": list(cell.missed),
                "off": list(cell.off),
                "months_off": cell.off_months,
                "months_of": cell.run_of,
                "class": cell.answer.value,
                "provisional": cell.provisional,
            }
        found.append({**who_document(who), "kpis": cells})
    return found


def correction_document(one: Correction) -> dict[str, Any]:
    """A stated figure that is another one now."""
    return {
        "kpi": one.kpi,
        "agent": one.name,
        "person": one.unit.person,
        "month": _month(one.month),
        "old": rounded(one.old),
        "old_n": rounded(one.old_n),
        "new": rounded(one.new),
        "new_n": rounded(one.new_n),
        "old_class": one.old_answer or None,
        "new_class": one.new_answer or None,
        "stated_at": one.stated_at.isoformat(),
        "noticed": one.noticed.isoformat(),
    }


def decision_document(one: Decided, names: Mapping[Unit, str]) -> dict[str, Any]:
    """A decision with what the list said then."""
    return {
        "month": _month(one.about.month),
        "kpi": one.about.kpi,
        "agent": names.get(one.about.unit, one.about.unit.person),
        "decision": one.decision.value,
        "reason": one.reason or None,
        "until": one.until.isoformat() if one.until else None,
        "class_then": one.said.answer or None,
        "at": one.at.isoformat(),
        "who": one.who,
    }


def known_kpi(said: str, known: Sequence[str]) -> str | None:
    """The id of the KPI that somebody calls *said*, by id or title; None when none of *known* is."""
    wanted = said.strip().casefold()
    for kpi in known:
        titles = {kpi.casefold(), BY_ID[kpi].title.casefold()} if kpi in BY_ID else {kpi.casefold()}
        if wanted in titles:
            return kpi
    return None


def _month(first: date) -> str:
    return f"{first:%Y-%m}"


def rounded(value: float | None) -> float | int | None:
    """Six digits are more than any figure bears; whole numbers stay whole."""
    if value is None:
        return None
    found = round(value, LONGEST_DIGITS)
    return int(found) if found == int(found) else found
