"""What the tests of sheets share: a way to look, judge, write and count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from supervisor.facts.fields import NAMES as FIELD_NAMES
from supervisor.history.names import Names
from supervisor.imports import apply as applying
from supervisor.imports import preview as previewing
from supervisor.imports.ending import never
from supervisor.imports.mapping import Mapping
from supervisor.imports.seen import Choices, Preview, Result
from supervisor.storage.database import open_history
from supervisor.storage.history_tables import history_count
from tests.imports.made import Told

NOW = datetime(2026, 4, 1, 2, tzinfo=UTC)


def quiet(done: int, total: int) -> None:
    """Hears how far the work is."""
    assert 0 <= done <= total


class Desk:
    """Somebody at a centre who reads sheets."""

    def __init__(self, url: str) -> None:
        self.url = url

    def propose(self, path: Path, source: str = "acd", **changes: Any) -> Mapping:
        found = previewing.look(quiet, path, self.url, source=source)
        mapping = previewing.best(found)
        assert mapping is not None
        return replace(mapping, **changes)

    def preview(self, path: Path, mapping: Mapping, choices: Choices | None = None) -> Preview:
        return previewing.preview(quiet, path, mapping, self.url, choices=choices, now=NOW)

    def read(
        self,
        path: Path,
        mapping: Mapping | None = None,
        choices: Choices | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> Result:
        mapping, choices = mapping or self.propose(path), choices or Choices()
        given = quiet, self.url, path, mapping, choices
        return applying.apply(*given, who="anna", at=NOW, cancelled=cancelled)

    def undo(self, number: int) -> Any:
        return applying.undo(self.url, number, who="anna", at=NOW)

    def counts(self, source: str | None = None) -> dict[tuple[Any, ...], dict[str, float]]:
        """What the history counts: by day, span, login, channel, queue, type and source."""
        with open_history(self.url) as history, history.read() as db:
            names = Names()
            found = {}
            for row in db.execute(select(history_count)):
                if source is not None and names.text(db, row.source) != source:
                    continue
                key = (row.day, row.span, names.text(db, row.login), row.channel)
                values = {name: getattr(row, name) for name in FIELD_NAMES if getattr(row, name) is not None}
                source_name = names.text(db, row.source)
                found[(*key, names.text(db, row.queue), names.text(db, row.type), source_name)] = values
        return found

    def told(self, source: str | None = None) -> dict[tuple[Any, str], dict[str, float]]:
        """The same, by day and login, as `made` counts."""
        sums = Told()
        for key, values in self.counts(source).items():
            sums.add(key[0], key[2], **values)
        return sums.by


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Somebody at a centre of nothing yet, on each engine in turn."""
    return Desk(database_url)
