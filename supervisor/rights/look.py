"""A look at figures of people: which figures, whose. Plain values, so that screens make them too."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.words import mark

MOST_NAMED = 200
"""So many people are named in a line; of more it says how many they were, and counts as a look at all."""

_Short = Annotated[str, msgspec.Meta(max_length=400)]


class What(StrEnum):
    """Which figures were looked at."""

    PERSON = "person"
    MATRIX = "matrix"
    TRAINING_LIST = "training_list"
    DERIVATION = "derivation"
    STATED = "stated"
    AGENTS = "agents"
    EVALUATIONS = "evaluations"
    SAMPLING = "sampling"
    COURSE = "course"
    TALKS = "talks"
    ACCOUNT = "account"  # no look: somebody changed an account (functions.sql writes it)


WHAT_TITLES = {
    What.PERSON: mark("A person’s page"),
    What.MATRIX: mark("Review matrix"),
    What.TRAINING_LIST: mark("Training list"),
    What.DERIVATION: mark("How a figure came about"),
    What.STATED: mark("Stated figures of a month"),
    What.AGENTS: mark("Figures of agents"),
    What.EVALUATIONS: mark("Judged contacts"),
    What.SAMPLING: mark("Sampling plan and exemptions"),
    What.COURSE: mark("Effect of a course"),
    What.TALKS: mark("Talks"),
    What.ACCOUNT: mark("Account changed"),
}


class Look(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whose figures: *people* (ids, sorted; none where they were more than MOST_NAMED), *count* of them;
    *about* says which (a month, a course), *kpi* is the id of the one KPI that was looked at, *by* the name
    of the command where it was one. Of an account that was changed: *about* is its log-in name, *did* a
    stable word, *facts* what it was made (as JSON)."""

    what: What
    people: tuple[str, ...] = ()
    count: int = 0
    about: _Short = ""
    kpi: _Short = ""
    by: _Short = ""
    did: _Short = ""
    facts: str = ""

    @property
    def is_wide(self) -> bool:
        """Whether more people were seen than are named."""
        return self.count > len(self.people)


def look_at(what: What, people: Iterable[str], *, about: str = "", kpi: str = "", by: str = "") -> Look:
    """A look at figures of *people*, each counted once."""
    ids = sorted(set(people))
    named = tuple(ids) if len(ids) <= MOST_NAMED else ()
    return Look(what, named, len(ids), about[:400], kpi[:400], by[:400])
