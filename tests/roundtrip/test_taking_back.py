"""Taking back what a file brought: what is still as it was left is put back, what was changed later stays."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from supervisor.errors import ReturnedFileError
from supervisor.issues import sheet_sending, sheet_store, store
from supervisor.issues.event import EventKind
from supervisor.issues.issue import Issue
from supervisor.issues.merge import FIELDS, put, value
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer
from supervisor.issues.sheet import SheetState, Signing
from supervisor.issues.states import State
from supervisor.roundtrip import store as files
from supervisor.roundtrip.returned import FileState
from supervisor.roundtrip.verdict import Choices
from supervisor.storage.database import Database
from tests.issues.house import LIN, move
from tests.roundtrip.desk import Desk, a_desk
from tests.roundtrip.sheets import FULL, a_row


def edit(desk: Desk, id: int, **fields: Any) -> None:
    """Somebody changes an issue here."""
    base = store.get(desk.db, id)
    mine = put(base, {name.replace("__", "."): given for name, given in fields.items()})
    store.edit(desk.db, base, mine, acting=LIN, at=desk.later())


def plain(issue: Issue) -> Issue:
    """Without what every change changes."""
    return msgspec.structs.replace(issue, version=0)


def test_all_is_put_back_and_the_history_tells_of_it(centre: Database) -> None:
    with centre.write() as db:
        desk = a_desk(db)
        before = store.all_issues(db)
        rows = [a_row(row, 7 + at, extra={"Room": "B"}, **FULL) for at, row in enumerate(desk.sent.rows)]
        looked = desk.look(desk.file(*rows))
        taken = desk.take(looked)
        told = [len(store.events(db, id)) for id in desk.ids]

        back = desk.back(looked.id)

        assert (back.put_back, back.left) == (taken.answered, ())
        assert list(map(plain, store.all_issues(db))) == list(map(plain, before))
        assert store.replies(db, desk.ids[0]) == ()
        assert sheet_store.get(db, desk.sheet.id).text.files_back == ()
        kept = files.get(db, looked.id)
        assert (kept.state, kept.taken, kept.last) == (FileState.UNDONE, frozenset(), None)
        assert (kept.told.takings[0].undone_by, kept.told.takings[0].left) == ("lin", ())
        for id, count in zip(desk.ids, told, strict=True):
            events = store.events(db, id)
            assert len(events) == count + 1
            assert events[-1].kind is EventKind.UNDONE
        with pytest.raises(ReturnedFileError, match="Nothing was taken in"):
            desk.back(looked.id)
        assert desk.take(desk.look(desk.read[looked.id])).answered == taken.answered  # once more
        assert any(one.kind is EventKind.NOTED for one in store.events(db, desk.ids[0])[count:])


def test_a_field_that_was_changed_since_stays_and_is_told(centre: Database) -> None:
    with centre.write() as db:
        desk = a_desk(db)
        looked = desk.look(desk.file(a_row(desk.sent.rows[0], 7, **FULL)))
        desk.take(looked)
        edit(desk, desk.ids[0], text__cause="Another rule", title="Renamed")

        back = desk.back(looked.id)

        one = store.get(db, desk.ids[0])
        assert (one.text.cause, one.title) == ("Another rule", "Renamed")
        assert (one.text.correction, one.facts.measure_owner, one.state) == ("", "", State.SENT)
        assert (one.standing.promised, one.standing.clocks[0].is_running) == (None, True)
        assert back.left == (f"{one.number}: changed since, and left as it is: Cause.",)
        assert store.events(db, one.id)[-1].facts["text"].endswith(back.left[0])
        assert files.get(db, looked.id).told.takings[0].left == back.left
        assert store.replies(db, one.id) == ()


def test_an_issue_that_moved_on_keeps_its_state_and_clocks(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        looked = desk.look(
            desk.file(*(a_row(row, 7 + at, **FULL) for at, row in enumerate(desk.sent.rows[:2])))
        )
        desk.take(looked)
        move(db, desk.ids[0], "accept", Given(decision="agreed"), at=desk.later())
        stood = store.get(db, desk.ids[0])

        back = desk.back(looked.id)

        first, second = store.all_issues(db, desk.ids[:2])
        assert (first.state, first.standing) == (State.WORKING, stood.standing)
        assert (first.text.cause, second.state) == ("", State.SENT)
        assert back.left == (f"{first.number}: changed since, and left as it is: State and clocks.",)


def test_who_watches_and_what_was_discussed_hinders_nothing(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        looked = desk.look(desk.file(a_row(desk.sent.rows[0], 7, **FULL)))
        desk.take(looked)
        store.watch(db, desk.ids[0], "mo", True, acting=LIN, at=desk.later())
        store.discuss(db, desk.ids[0], "m1", acting=LIN, at=desk.later())

        back = desk.back(looked.id)

        one = store.get(db, desk.ids[0])
        assert (one.state, back.left) == (State.SENT, ())
        assert (one.standing.watchers, one.standing.counters.meetings) == (("mo",), 1)


def test_a_later_answer_stays(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        looked = desk.look(desk.file(a_row(desk.sent.rows[0], 7, remark="x")))
        desk.take(looked)
        desk.answer(desk.ids[0], Answer(remark="by telephone"))

        desk.back(looked.id)

        assert [one.answer for one in store.replies(db, desk.ids[0])] == [Answer(remark="by telephone")]
        assert store.get(db, desk.ids[0]).state is State.RECEIVED


def test_a_draft_that_was_worked_on_stays_and_an_untouched_one_goes(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        rows = [a_row("", 7 + at, title=f"New {at}") for at in range(3)]
        looked = desk.look(desk.file(*rows))
        keys = frozenset(one.key for one in looked.rows)
        made = desk.take(looked, Choices(rows=keys, make=keys)).made
        edited, noted, _untouched = (store.by_number(db, number) for number in made)
        edit(desk, edited.id, title="Worked on")
        store.note(db, noted.id, "seen", acting=LIN, at=desk.later())

        back = desk.back(looked.id)

        assert {one.number for one in store.all_issues(db)} >= set(made[:2])
        assert made[2] not in {one.number for one in store.all_issues(db)}
        assert len(store.evidence(db, edited.id)) == len(store.evidence(db, noted.id)) == 1
        assert [said.split(" ")[0] for said in back.left] == list(made[:2])
        assert back.put_back == (made[2],)


def test_a_sheet_that_was_signed_for_since_loses_the_file_alone(sqlite: Database) -> None:
    with sqlite.write() as db:
        desk = a_desk(db)
        looked = desk.look(desk.file(a_row(desk.sent.rows[0], 7, remark="x")))
        desk.take(looked)
        sheet = sheet_store.get(db, desk.sheet.id)
        sheet_sending.sign(db, sheet, Signing("Zhou", desk.later(), "mail"), acting=LIN, at=desk.later())

        desk.back(looked.id)

        after = sheet_store.get(db, desk.sheet.id)
        assert (after.state, after.text.files_back) == (SheetState.SIGNED, ())
        assert after.text.signing.by == "Zhou"


# -- a law --------------------------------------------------------------------------------------------------

EDITS = {
    "text.cause": "edited cause",
    "text.correction": "edited measure",
    "facts.measure_owner": "Edited",
    "text.impact": "edited impact",
    "facts.tags": ("edited",),
}
REPLIES: tuple[dict[str, Any], ...] = (
    {},
    FULL,
    {"cause": "short"},
    {"ours": "No", "proposed": "Network", "remark": "theirs"},
    {"ours": "No"},
    {"planned": "soon", "owner": "A/B"},
)
Later = tuple[str, int, str]
LATER = st.lists(
    st.tuples(
        st.sampled_from(("edit", "edit", "edit", "accept", "watch")),
        st.integers(0, 2),
        st.sampled_from(sorted(EDITS)),
    ),
    max_size=6,
)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a story takes a tenth of a second
)
@given(
    replies=st.lists(st.integers(0, len(REPLIES) - 1), min_size=3, max_size=3),
    earlier=st.lists(st.integers(0, 2), max_size=2),
    later=LATER,
)
def test_taking_in_and_back_leaves_every_field_as_it_was_but_those_changed_later(
    sqlite: Database, replies: list[int], earlier: list[int], later: list[Later]
) -> None:
    with sqlite.write() as db:
        point = db.begin_nested()
        desk = a_desk(db)
        for which in earlier:
            desk.answer(desk.ids[which], Answer(cause=f"told {which}", owner="Told"))
        rows = [a_row(row, 7 + at, **REPLIES[replies[at]]) for at, row in enumerate(desk.sent.rows)]
        looked = desk.look(desk.file(*rows))
        before = {one.id: one for one in store.all_issues(db)}
        if not any(one.replies or one.kept for one in looked.rows):
            point.rollback()
            return
        desk.take(looked)
        assert [desk.last(row.issue) for row in looked.rows] == [row.answer for row in looked.rows]
        noted = [store.events(db, row.issue) for row in looked.rows]
        told = ["".join(str(one.facts.get("text", "")) for one in events) for events in noted]
        assert all(row.comment in said for row, said in zip(looked.rows, told, strict=True))
        again = desk.look(desk.read[looked.id])
        assert not any(row.replies or row.kept for row in again.rows)  # once is enough
        taken = {one.id: one for one in store.all_issues(db)}
        kept = {id: len(store.events(db, id)) for id in desk.ids}
        for name, which, path in later:
            do_later(desk, name, desk.ids[which], path)
        stood = {one.id: one for one in store.all_issues(db)}

        back = desk.back(looked.id)

        after = {one.id: one for one in store.all_issues(db)}
        for id in desk.ids:
            changed = []
            for path in FIELDS:
                was, made, later_on = (value(of[id], path) for of in (before, taken, stood))
                is_left = later_on != made
                changed.append(is_left and was != made)
                if path == "facts.department":  # goes with how it stands
                    continue
                assert value(after[id], path) == (later_on if is_left else was), (id, path)
            moved = stood[id].state is not taken[id].state
            assert after[id].state is (stood[id].state if moved else before[id].state)
            expected = stood[id] if moved else before[id]
            assert after[id].standing.clocks == expected.standing.clocks
            assert after[id].standing.watchers == stood[id].standing.watchers
            was_moved = moved and taken[id].state is not before[id].state
            was_told = any(said.startswith(after[id].number) for said in back.left)
            assert was_told is (any(changed) or was_moved)
            assert len(store.events(db, id)) >= kept[id]  # history only grows
            assert [one for one in store.replies(db, id) if one.file] == []
        point.rollback()


def do_later(desk: Desk, name: str, id: int, path: str) -> None:
    one = store.get(desk.db, id)
    if name == "edit":
        edit(desk, id, **{path.replace(".", "__"): EDITS[path]})
    elif name == "watch":
        store.watch(desk.db, id, "mo", True, acting=LIN, at=desk.later())
    elif one.state is State.ANSWERED:
        move(desk.db, id, "accept", Given(decision="agreed"), at=desk.later())
