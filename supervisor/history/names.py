"""Names of sources, queues, logins, break codes and types of contact as numbers, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.storage.history_tables import history_name

Kind = Literal["source", "queue", "login", "code", "type"]
NONE = 0
"""The number of no name: "" has it."""


class Names:
    """Numbers of names, remembered; valid while the transaction that made new ones was not rolled back.

    After a rollback make a new one. One object serves one thread.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._texts: dict[int, tuple[str, str, str]] = {}

    def number(self, db: Connection, kind: Kind, source: str, text: str) -> int:
        """The number of the name *text* at *source* ("" for a source itself), made when there is none."""
        if not text:
            return NONE
        found = self._numbers.get((kind, source, text))
        return found if found is not None else self.numbers(db, kind, source, [text])[text]

    def numbers(self, db: Connection, kind: Kind, source: str, texts: Iterable[str]) -> dict[str, int]:
        """The numbers of all of *texts*; new ones in one statement."""
        wanted = dict.fromkeys(texts)
        missing = [text for text in wanted if text and (kind, source, text) not in self._numbers]
        if missing:
            self._read(db, kind, source)
            missing = [text for text in missing if (kind, source, text) not in self._numbers]
        if missing:
            dialect = postgresql if db.dialect.name == "postgresql" else sqlite
            rows = [{"kind": kind, "source": source, "text": text} for text in missing]
            db.execute(dialect.insert(history_name).on_conflict_do_nothing(), rows)
            self._read(db, kind, source)
        return {text: self._numbers[kind, source, text] if text else NONE for text in wanted}

    def text(self, db: Connection, number: int) -> str:
        """The name that has this *number*; "" for NONE."""
        return self.told(db, number)[2]

    def told(self, db: Connection, number: int) -> tuple[str, str, str]:
        """Kind, source and text of the name that has this *number*."""
        if number == NONE:
            return "", "", ""
        if number not in self._texts:
            self.read(db)
        return self._texts[number]

    def read(self, db: Connection) -> dict[int, tuple[str, str, str]]:
        """All names: number to kind, source and text."""
        for row in db.execute(select(history_name)):
            self._take(row.id, row.kind, row.source, row.text)
        return self._texts

    def _read(self, db: Connection, kind: str, source: str) -> None:
        of = (history_name.c.kind == kind) & (history_name.c.source == source)
        for row in db.execute(select(history_name).where(of)):
            self._take(row.id, row.kind, row.source, row.text)

    def _take(self, number: int, kind: str, source: str, text: str) -> None:
        self._numbers[kind, source, text] = number
        self._texts[number] = kind, source, text
