"""A view of the list taken apart: what the database is asked, and what the table filters by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from supervisor.issues.clock import Light
from supervisor.issues.issue import Origin, Severity
from supervisor.issues.question import IN_ORDER, IssueQuestion
from supervisor.issues.states import OPEN, State

Chosen = Mapping[str, Iterable[str]]


def base_of(question: IssueQuestion) -> IssueQuestion:
    """What the database is asked: open issues or all, and all that the table has no filter for."""
    only_open = bool(question.states) and set(question.states) <= OPEN
    return replace(
        question,
        states=IN_ORDER if only_open else (),
        departments=(),
        severities=(),
        categories=(),
        lights=(),
        tags=(),
        origins=(),
    )


def chosen_of(question: IssueQuestion) -> dict[str, frozenset[str]]:
    """What the table filters by, facet by facet."""
    all_open = set(question.states) == OPEN
    return {
        "state": frozenset() if all_open else frozenset(state.value for state in question.states),
        "department": frozenset(question.departments),
        "severity": frozenset(str(int(each)) for each in question.severities),
        "category": frozenset(question.categories),
        "light": frozenset(light.value for light in question.lights),
        "tag": frozenset(question.tags),
        "origin": frozenset(origin.value for origin in question.origins),
    }


def joined(base: IssueQuestion, chosen: Chosen) -> IssueQuestion:
    """The question that asks for what is shown: *base*, and what is *chosen* in the table."""
    states = {value: State(value) for value in chosen.get("state", ())}
    lights = {light.value: light for light in Light}
    return replace(
        base,
        states=tuple(state for state in State if state.value in states) or base.states,
        departments=tuple(sorted(chosen.get("department", ()))),
        severities=tuple(Severity(int(value)) for value in sorted(chosen.get("severity", ()))),
        categories=tuple(sorted(chosen.get("category", ()))),
        lights=tuple(lights[value] for value in sorted(chosen.get("light", ())) if value in lights),
        tags=tuple(sorted(chosen.get("tag", ()))),
        origins=tuple(Origin(value) for value in sorted(chosen.get("origin", ()))),
    )
