"""Whatever is done to issues in the database, undoing it puts back what was, and the history tells of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from supervisor.errors import SupervisorError
from supervisor.issues import running, store
from supervisor.issues.clock import Pause, Waiting
from supervisor.issues.evidence import Figure
from supervisor.issues.issue import Issue
from supervisor.issues.merge import put
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.states import MOVES, ClockKind
from supervisor.storage import undo
from supervisor.storage.database import Database, open_centre
from tests.issues.acting import ANNA, AT, NEEDED, departments, draft_issue, go, gone

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def centre_of_all(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all examples: each has an issue of its own."""
    file = tmp_path_factory.mktemp("laws") / "floor.db"
    shutil.copy(_sqlite_template / "template.db", file)
    with open_centre(f"sqlite:///{file}") as centre:
        with centre.write() as db:
            departments(db)
        yield centre


def _edit(db: Connection, one: Issue) -> None:
    store.edit(db, one, put(one, {"title": f"{one.title}.", "facts.tags": ("x",)}), acting=ANNA, at=AT)


def _evidence(db: Connection, one: Issue) -> None:
    store.add_evidence(db, one.id, [(Figure("aht", "AHT", 3.0, "3"), "")], acting=ANNA, at=AT)


def _pause(db: Connection, one: Issue) -> None:
    current = running.current(one)
    waiting = Waiting.CENTRE if current and current.kind is ClockKind.ANSWER else Waiting.THIRD
    pause = Pause(AT, "r", waiting, "carrier", AT + DAY)
    store.pause(db, one.id, one.version, pause, acting=ANNA, at=AT)


def _reply(db: Connection, one: Issue) -> None:
    answer = Answer(ours=True, cause="c", measure="m", owner="Li", planned=date(2026, 3, 9))
    reply = Reply("", one.id, one.facts.department, answer, AT, "anna", said_by="Li")
    store.reply(db, reply, acting=ANNA, at=AT)


def _link(db: Connection, one: Issue) -> None:
    store.link(db, one.id, 1, "recurrence", acting=ANNA, at=AT)


def _move(name: str) -> Callable[[Connection, Issue], None]:
    given = NEEDED.get(name, {}) | ({"survivor": 1} if name == "merge" else {})

    def move(db: Connection, one: Issue) -> None:
        store.move(db, one.id, one.version, name, Given(**given), acting=ANNA, at=AT)

    return move


ACTS: dict[str, Callable[[Connection, Issue], None]] = {
    "edit": _edit,
    "evidence": _evidence,
    "pause": _pause,
    "end_pause": lambda db, one: _none(store.end_pause(db, one.id, one.version, acting=ANNA, at=AT)),
    "ask": lambda db, one: _none(
        store.ask_extension(db, one.id, one.version, date(2026, 5, 1), "r", acting=ANNA, at=AT)
    ),
    "grant": lambda db, one: _none(store.rule_extension(db, one.id, one.version, True, acting=ANNA, at=AT)),
    "promise": lambda db, one: _none(
        store.promise(db, one.id, one.version, date(2026, 4, 1), "r", acting=ANNA, at=AT)
    ),
    "reply": _reply,
    "link": _link,
    "discuss": lambda db, one: _none(store.discuss(db, one.id, "m", acting=ANNA, at=AT)),
    **{move.name: _move(move.name) for move in MOVES},
}


def _none(_of: object) -> None:
    return None


def _all(db: Connection, one: int) -> tuple[object, ...]:
    """All that is kept of the issue and of the one that it may be linked with, but versions and history."""
    issues = [msgspec.structs.replace(each, version=0) for each in store.all_issues(db, [1, one])]
    pieces = [msgspec.structs.replace(each, version=0) for each in store.evidence(db, one)]
    replies = [msgspec.structs.replace(each, version=0) for each in store.replies(db, one)]
    return issues, pieces, replies, store.links(db, one), len(store.evidence(db, 1))


@settings(max_examples=25)
@given(st.lists(st.sampled_from(sorted(ACTS)), min_size=4, max_size=14), st.integers(0, 6))
def test_undoing_puts_back_what_was_and_adds_one_event_to_each_issue_that_it_touched(
    centre_of_all: Database, acts: list[str], far: int
) -> None:
    path = ("make_ready", "send", "receive", "answer", "accept", "finish")[:far]
    with centre_of_all.write() as db:
        if not store.all_issues(db, [1]):
            go(db, draft_issue(db, "The other"), "make_ready")
        one = gone(db, draft_issue(db), *path).id
        stood = [_all(db, one)]
        steps = []
        for name in acts:
            last = undo.last(db)
            try:
                with db.begin_nested():
                    ACTS[name](db, store.get(db, one))
            except SupervisorError:
                assert undo.last(db) == last  # refused: nothing was written
                assert _all(db, one) == stood[-1]
                continue
            step = undo.last(db)
            assert step is not None
            if step != last:
                steps.append(step)
                stood.append(_all(db, one))
        for step, before in zip(reversed(steps), reversed(stood[:-1]), strict=True):
            count = len(store.events(db, one))
            undo.revert(db, step.id, at=AT + DAY)
            assert _all(db, one) == before
            (told,) = store.events(db, one)[count:]
            assert (told.kind.value, told.facts["of"]) == ("undone", step.id)
        for step, after in zip(steps, stood[1:], strict=True):
            undo.redo(db, step.id, at=AT + DAY)
            assert _all(db, one) == after
