"""Screens name intervals, verdicts and signals: that loads no arrays."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import supervisor.evidence

FOLDER = Path(supervisor.evidence.__file__).parent
HEAVY = {"numpy", "scipy", "pandas", "supervisor.evidence.panel", "supervisor.evidence.evidence"}


def loaded(statements: list[ast.stmt]) -> set[str]:
    names = set()
    for one in statements:
        if isinstance(one, ast.Import):
            names |= {alias.name for alias in one.names}
        elif isinstance(one, ast.ImportFrom):
            names.add(one.module or "")
    return names


@pytest.mark.parametrize(
    "name",
    [
        "agreement",
        "cause",
        "effect",
        "exempt",
        "funnel",
        "intervals",
        "resampling",
        "segmented",
        "series",
        "trend",
    ],
)
def test_it_is_imported_without_arrays(name: str) -> None:
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    assert not {module for module in loaded(tree.body) if module.split(".")[0] in HEAVY or module in HEAVY}


@pytest.mark.parametrize("name", ["agreement", "series", "trend"])
def test_it_runs_without_arrays(name: str) -> None:
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    inner = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    assert not {module for module in loaded(inner) if module.split(".")[0] in HEAVY or module in HEAVY}
