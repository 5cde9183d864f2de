"""Two people write the same issue: what does not meet is joined, what meets is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.errors import ConflictError
from supervisor.issues.issue import FIELDS, CauseKind, Issue, Severity
from supervisor.issues.merge import changed, conflicts, joined, put, value
from tests.issues.rows import an_issue

BASE = an_issue(1, "Bills", description="late", tags=("a",))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["Bills", "Late bills", "Wrong bills"]),
    "text.description": st.sampled_from(["late", "wrong"]),
    "text.cause": st.sampled_from(["", "sorted late"]),
    "facts.severity": st.sampled_from(Severity),
    "facts.cause_kind": st.sampled_from([None, *CauseKind]),
    "facts.tags": st.sampled_from([("a",), ("a", "b"), ()]),
}
ISSUES = st.fixed_dictionaries({}, optional=VALUES).map(lambda values: put(BASE, values))


def test_every_field_can_be_read_and_put() -> None:
    assert put(BASE, {path: value(BASE, path) for path in FIELDS}) == BASE


@given(ISSUES, ISSUES)
def test_what_each_changed_is_in_what_is_joined_or_is_named(theirs: Issue, mine: Issue) -> None:
    met = conflicts(BASE, theirs, mine)
    assert set(met) == {
        path
        for path in VALUES
        if value(BASE, path) not in (value(theirs, path), value(mine, path))
        and value(theirs, path) != value(mine, path)
    }
    if met:
        with pytest.raises(ConflictError) as error:
            joined(BASE, theirs, mine)
        assert error.value.paths == met
        assert (error.value.base, error.value.theirs, error.value.mine) == (BASE, theirs, mine)
        return
    both = joined(BASE, theirs, mine)
    for path in FIELDS:
        one = mine if path in changed(BASE, mine) else theirs
        assert value(both, path) == value(one, path)
    assert both == joined(BASE, mine, theirs)


@given(ISSUES)
def test_what_nobody_else_changed_is_saved_as_it_is(mine: Issue) -> None:
    assert joined(BASE, BASE, mine) == mine
    assert joined(BASE, mine, BASE) == mine
    assert joined(BASE, mine, mine) == mine
