"""A KPI's formula as people read it: 1,000 × complaints ÷ contacts handled."""

from __future__ import annotations

from collections.abc import Sequence

from supervisor.facts.fields import BY_NAME as FIELDS
from supervisor.performance.kpi import OTHER_SUMS, Kpi, Term
from supervisor.words import _, number


def formula(kpi: Kpi) -> str:
    """What is divided by what, in words."""
    above, below = side(kpi.numerator), side(kpi.denominator)
    if len(kpi.numerator) > 1:
        above = _("({sum})").format(sum=above)
    if len(kpi.denominator) > 1:
        below = _("({sum})").format(sum=below)
    said = _("{above} ÷ {below}").format(above=above, below=below)
    if kpi.scale != 1.0:
        said = _("{times} × {formula}").format(times=number(kpi.scale), formula=said)
    return said


def side(terms: Sequence[Term]) -> str:
    """A numerator or denominator: its sums, added up."""
    said = ""
    for term in terms:
        name = _sum(term.name)
        size = abs(term.factor)
        if size != 1.0:
            name = _("{times} × {formula}").format(times=f"{size:g}", formula=name)
        if not said:
            said = f"− {name}" if term.factor < 0 else name
        else:
            said = f"{said} {'−' if term.factor < 0 else '+'} {name}"
    return said


def _sum(name: str) -> str:
    field = FIELDS.get(name)
    return _(field.label if field else OTHER_SUMS.get(name, name))
