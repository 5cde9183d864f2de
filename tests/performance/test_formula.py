"""Formulas in words."""

from __future__ import annotations

import pytest

from supervisor.performance.formula import formula
from supervisor.performance.kpi import BY_ID, KPIS, Direction, Group, Kpi, Term, Unit


@pytest.mark.parametrize(
    ("kpi", "said"),
    [
        ("fcr", "First contacts without a repeat ÷ First contacts that count"),
        ("complaint_rate", "1,000 × Complaints ÷ Contacts handled"),
        ("utilisation", "(On contacts + Ready) ÷ Signed in"),
        ("nps", "100 × (Promoters − Detractors) ÷ Answers about recommending"),
        ("shrinkage", "(Paid time − On contacts − Ready) ÷ Paid time"),
        ("contacts_per_day", "Contacts handled ÷ Days present"),
    ],
)
def test_a_formula_names_its_sums(kpi: str, said: str) -> None:
    assert formula(BY_ID[kpi]) == said


def test_a_term_counted_more_than_once_says_so() -> None:
    own = Kpi(
        "own_x",
        "X",
        Group.EFFICIENCY,
        Unit.SHARE,
        Direction.LOWER,
        (Term("n_rona", -0.5), Term("n_held", 2)),
        (Term("n_answered"),),
        "",
    )
    assert formula(own) == "(− 0.5 × Rings not answered + 2 × Contacts held) ÷ Contacts handled"


def test_every_formula_can_be_said() -> None:
    assert all("÷" in formula(kpi) for kpi in KPIS)
