"""What a step is called, for the undo button."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import supervisor
from supervisor.storage.changes import Changes
from supervisor.storage.step_titles import title
from supervisor.storage.undo import Step
from supervisor.words import use_language

NINE = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
_NAMED = re.compile(r'step\(\s*(?:db|connection),\s*"(\w+)"')


_FACTS = (
    *("name", "names", "title", "text", "number", "other", "count", "file", "move", "kind", "person"),
    *("owner", "customer", "queue", "skill", "login", "group", "contact"),
)


def step(name: str, facts: dict[str, str]) -> Step:
    return Step(1, name, facts, Changes(), NINE, "anna", None)


def test_a_step_is_told_in_words() -> None:
    use_language("en")
    assert title(step("add_source", {"name": "support"})) == "Add source support"
    changed = step("change_settings", {"names": "centre_name gone_since demo_seed"})
    assert title(changed) == "Change Name of the centre, Demo seed"


def test_a_step_of_a_later_version_has_its_bare_name() -> None:
    assert title(step("paint_the_walls", {})) == "paint_the_walls"


def test_every_step_that_a_store_names_has_its_sentence() -> None:
    use_language("en")
    root = Path(supervisor.__file__).parent
    named = {name for file in root.rglob("*.py") for name in _NAMED.findall(file.read_text("utf-8"))}
    assert len(named) > 80  # the pattern still finds them
    assert [name for name in sorted(named) if title(step(name, dict.fromkeys(_FACTS, "x"))) == name] == []
