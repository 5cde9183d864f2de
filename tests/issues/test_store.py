"""Issues in the database: each write a step that can be undone, and events that stay; two people at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import insert, select

from supervisor.errors import (
    ChangedMeanwhileError,
    ConflictError,
    IssueError,
    MoveRefusedError,
    NumberError,
    UnknownNameError,
)
from supervisor.history.names import Names
from supervisor.issues import store
from supervisor.issues.clock import Pause, Waiting
from supervisor.issues.event import EVERYTHING, Acting, EventKind, Source
from supervisor.issues.evidence import ContactName, Contacts, Figure
from supervisor.issues.issue import Criterion, Issue, Measured, Severity, Text
from supervisor.issues.link import LinkKind, Wanted, with_link
from supervisor.issues.merge import put
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.states import Role, State
from supervisor.storage import step_titles, undo
from supervisor.storage.areas import versions
from supervisor.storage.database import Database, open_centre, open_history
from supervisor.storage.issue_tables import issue as table
from supervisor.storage.issue_tables import issue_callback, issue_event
from tests.issues.acting import ANNA, AT, departments, draft_issue, go, gone
from tests.issues.rows import an_issue

DAY = timedelta(days=1)
FIGURE = Figure("aht", "Handle time", 312.0, "5:12", until=date(2026, 2, 28))
TO_WORK = ("make_ready", "send", "receive", "confirm", "answer", "accept")


def kinds(db: object, issue: Issue) -> list[str]:
    return [event.kind.value for event in store.events(db, issue.id)]  # type: ignore[arg-type]


def test_a_new_issue_comes_back_as_it_was_kept_on_both_engines(centre: Database) -> None:
    contacts = Contacts(
        (ContactName("pbx", "c1", "Bills", AT - 3 * DAY), ContactName("pbx", "c2")), "Bills, May"
    )
    given = an_issue(
        0,
        " Bills are late ",
        description="账单晚了",
        category="Bills",
        tags=("spring",),
        severity=Severity.SERIOUS,
        criterion=Criterion(Measured.CATEGORY, "Bills", date(2026, 1, 1), date(2026, 1, 31)),
        watchers=("ben",),
        promised=date(2026, 1, 1),  # only moves say such things
        state=State.CLOSED,
    )
    with centre.write() as db:
        changes, kept = store.add(db, given, [(FIGURE, "March"), (contacts, "")], acting=ANNA, at=AT)
    with centre.read() as db:
        assert changes == store.AREA
        assert (kept.number, kept.title, kept.state, kept.version) == (
            *("WT-2026-00001-4", "Bills are late", State.DRAFT, 1),
        )
        assert store.get(db, kept.id) == kept == store.by_number(db, "wt 2026 1 4".replace(" 1 ", " 00001 "))
        assert kept.standing.watchers == ("ben",)
        assert kept.standing.promised is None
        assert kept.facts.criterion is not None
        assert (kept.facts.criterion.written_at, kept.facts.criterion.written_by) == (AT, "anna")
        found = {each.matter: each for each in store.evidence(db, kept.id)}
        assert found[FIGURE].note == "March"
        assert found[FIGURE].seen == date(2026, 2, 28)
        assert found[contacts].seen == date(2026, 2, 27)
        assert kinds(db, kept) == ["made", "evidence_added", "evidence_added"]
        assert versions(db)["issues"] == 1
        assert store.categories(db) == ("Bills",)
        assert "账单晚了" in db.execute(select(table.c.search_text)).scalar_one()


def test_a_new_issue_is_linked_in_the_step_that_keeps_it(centre: Database) -> None:
    with centre.write() as db:
        first, second, undone = (draft_issue(db) for _ in range(3))
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=AT)
        links: tuple[Wanted, ...] = ()
        for other, kind in (
            (undone, LinkKind.RELATED),
            (first, LinkKind.RECURRENCE),
            (second, LinkKind.RELATED),
            (second, LinkKind.RECURRENCE),
        ):
            links = with_link(links, other.id, kind)
        assert links == ((undone.id, LinkKind.RELATED), (second.id, LinkKind.RECURRENCE))
        _changes, kept = store.add(db, an_issue(0, "Again"), links=links, acting=ANNA, at=AT)
        assert [(one.issue, one.other, one.kind) for one in store.links(db, kept.id)] == [
            (kept.id, second.id, LinkKind.RECURRENCE)
        ]
        assert store.get(db, kept.id) == kept
        assert kept.standing.recurrence_of == second.id
        assert store.get(db, second.id).standing.counters.recurrences == 1
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=AT)
        assert store.links(db, second.id) == ()
        assert store.get(db, second.id).standing.counters.recurrences == 0


def test_categories_are_those_of_contacts_and_of_issues(database_url: str) -> None:
    with open_centre(database_url) as centre:
        with centre.write() as db:
            draft_issue(db, category="Bills")
        with open_history(database_url) as history, history.write() as past:
            Names().numbers(past, "type", "pbx", ["Faults", "Bills"])
            Names().numbers(past, "queue", "pbx", ["support"])
        with centre.read() as db:
            assert store.categories(db) == ("Bills", "Faults")


def test_what_was_never_given_and_what_cannot_be_kept_is_said(sqlite: Database) -> None:
    with sqlite.write() as db:
        with pytest.raises(UnknownNameError):
            store.get(db, 7)
        with pytest.raises(UnknownNameError):
            store.by_number(db, "WT-2026-00001-4")
        with pytest.raises(NumberError):
            store.by_number(db, "WT-2026-00001-5")
        for wrong in (an_issue(0, " "), an_issue(0, "x" * 201), an_issue(0, "x", description="x" * 20_001)):
            with pytest.raises(IssueError):
                store.add(db, wrong, acting=ANNA, at=AT)
        assert store.all_issues(db) == ()


def test_each_step_undone_puts_the_issue_back_and_adds_an_event_and_so_does_doing_it_again(
    centre: Database,
) -> None:
    with centre.write() as db:
        departments(db)
        issue = draft_issue(db)
        stood = [issue]
        for name in TO_WORK:
            issue = go(db, issue, name)
            stood.append(issue)
        pause = Pause(AT, "parts", Waiting.THIRD, "The carrier", AT + 9 * DAY)
        store.pause(db, issue.id, issue.version, pause, acting=ANNA, at=AT)
        stood.append(store.get(db, issue.id))
        count = len(store.events(db, issue.id))
        steps = []
        for before in reversed(stood[:-1]):
            step = undo.last(db)
            assert step is not None
            steps.append(step)
            assert step_titles.title(step) != step.name
            undo.revert(db, step.id, at=AT + DAY)
            now = store.get(db, issue.id)
            assert msgspec.structs.replace(now, version=before.version) == before
            assert now.version > before.version
        assert kinds(db, issue)[count:] == ["undone"] * 7
        told = store.events(db, issue.id)[-1]
        assert (told.facts["of"], told.facts["kind"], told.facts["move"]) == (
            *(steps[-1].id, "moved", "make_ready"),
        )
        assert told.at == AT + DAY
        for step in reversed(steps):
            undo.redo(db, step.id, at=AT + DAY)
        assert msgspec.structs.replace(store.get(db, issue.id), version=0) == msgspec.structs.replace(
            stood[-1], version=0
        )
        assert kinds(db, issue)[count + 7 :] == ["redone"] * 7


def test_a_move_of_an_older_version_is_refused_and_writes_nothing(sqlite: Database) -> None:
    with sqlite.write() as db:
        issue = draft_issue(db)
        go(db, issue, "make_ready")
        count = len(store.events(db, issue.id))
        with pytest.raises(ChangedMeanwhileError):
            go(db, issue, "drop")
        assert len(store.events(db, issue.id)) == count


def test_what_fails_in_the_middle_leaves_nothing_half_done(centre: Database) -> None:
    with centre.write() as db:
        departments(db)
        issue = draft_issue(db)
        other = draft_issue(db, "Bills are wrong")

    def half() -> None:
        with centre.write() as db:
            store.add_evidence(db, issue.id, [(FIGURE, "")], acting=ANNA, at=AT)
            gone(db, issue, "make_ready", "send")
            _answered(db, issue, Answer(ours=True, cause="c"))
            raise MemoryError  # the machine stops here

    with pytest.raises(MemoryError):
        half()
    with centre.write() as db:
        assert store.all_issues(db) == (issue, other)
        assert store.evidence(db, issue.id) == ()
        assert store.replies(db, issue.id) == ()
        assert kinds(db, issue) == ["made"]


def test_two_who_change_different_fields_are_joined(sqlite: Database) -> None:
    with sqlite.write() as db:
        base = draft_issue(db)
        store.edit(db, base, put(base, {"title": "Theirs"}), acting=Acting("ben", EVERYTHING), at=AT)
        mine = put(base, {"text.impact": "many", "facts.tags": ("a",)})
        changes, kept = store.edit(db, base, mine, acting=ANNA, at=AT)
        assert changes == store.AREA
        assert (kept.title, kept.text.impact, kept.facts.tags) == ("Theirs", "many", ("a",))
        last = store.events(db, base.id)[-1]
        assert last.facts["fields"] == {"text.impact": ["", "many"], "facts.tags": [[], ["a"]]}
        assert store.edit(db, base, base, acting=ANNA, at=AT) == (frozenset(), kept)


def test_two_who_change_the_same_field_are_told_base_theirs_and_mine(sqlite: Database) -> None:
    with sqlite.write() as db:
        base = draft_issue(db)
        same = put(base, {"text.impact": "both"})
        _changes, theirs = store.edit(db, base, put(same, {"title": "Theirs"}), acting=ANNA, at=AT)
        mine = put(same, {"title": "Mine", "text.cause": "c"})
        with pytest.raises(ConflictError) as error:
            store.edit(db, base, mine, acting=ANNA, at=AT)
        found = error.value
        assert (found.paths, found.fields) == (("title",), ("Title",))
        assert (found.base, found.theirs, found.mine) == (base, theirs, mine)
        assert store.get(db, base.id) == theirs
        # the one who chose saves on top of what stands now
        _changes, kept = store.edit(db, theirs, put(mine, {"title": "Both"}), acting=ANNA, at=AT)
        assert (kept.title, kept.text.cause) == ("Both", "c")


def test_who_answers_and_by_what_success_is_judged_cannot_be_changed_behind_ones_back(
    sqlite: Database,
) -> None:
    early = Criterion(Measured.CATEGORY, "Bills", date(2026, 1, 1), date(2026, 1, 31))
    late = Criterion(Measured.CATEGORY, "Bills", date(2026, 2, 1), date(2026, 2, 28))
    with sqlite.write() as db:
        departments(db)
        sent = gone(db, draft_issue(db), "make_ready", "send")
        with pytest.raises(MoveRefusedError):
            store.edit(db, sent, put(sent, {"facts.department": "net"}), acting=ANNA, at=AT)
        _changes, sent = store.edit(db, sent, put(sent, {"facts.criterion": early}), acting=ANNA, at=AT)
        done = gone(db, sent, "receive", "answer", "accept", "finish")
        for other in (late, None):
            with pytest.raises(MoveRefusedError):
                store.edit(db, done, put(done, {"facts.criterion": other}), acting=ANNA, at=AT)
        bare = gone(db, draft_issue(db), *TO_WORK, "finish")
        # forgotten until now: better late than never, and it says when
        _changes, kept = store.edit(
            db, bare, put(bare, {"facts.criterion": late}), acting=ANNA, at=AT + 3 * DAY
        )
        assert kept.facts.criterion is not None
        assert kept.facts.criterion.written_at == AT + 3 * DAY


def test_evidence_that_is_taken_away_is_told_and_does_not_disturb_who_writes(sqlite: Database) -> None:
    with sqlite.write() as db:
        issue = draft_issue(db, no_evidence_because="")
        store.add_evidence(db, issue.id, [(FIGURE, "n")], acting=ANNA, at=AT)
        ready = go(db, issue, "make_ready")  # as it was read before the evidence came
        (piece,) = store.evidence(db, issue.id)
        store.remove_evidence(db, piece, acting=ANNA, at=AT)
        assert store.evidence(db, issue.id) == ()
        assert store.events(db, issue.id)[-1].facts["matter"] == msgspec.to_builtins(FIGURE)
        with pytest.raises(ChangedMeanwhileError):
            store.remove_evidence(db, piece, acting=ANNA, at=AT)
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=AT)
        assert len(store.evidence(db, ready.id)) == 1


def test_a_merged_issue_gives_its_evidence_and_watchers_away_and_both_keep_their_history(
    centre: Database,
) -> None:
    with centre.write() as db:
        one, other = draft_issue(db, watchers=("ben",)), draft_issue(db, watchers=("cem", "ben"))
        store.add_evidence(db, one.id, [(FIGURE, "n")], acting=ANNA, at=AT)
        call = {"promised_at": AT, "due_at": AT + DAY, "document": {"customer": "Li"}, "version": 1}
        db.execute(insert(issue_callback).values(id="c1", issue=one.id, **call))
        given = Given(survivor=other.id)
        _changes, merged = store.move(db, one.id, one.version, "merge", given, acting=ANNA, at=AT)
        assert (merged.state, merged.standing.merged_into) == (State.MERGED, other.id)
        assert store.evidence(db, one.id) == ()
        assert [each.matter for each in store.evidence(db, other.id)] == [FIGURE]
        assert store.get(db, other.id).standing.watchers == ("cem", "ben")
        assert db.execute(select(issue_callback.c.issue)).scalars().all() == [other.id]
        assert kinds(db, one) == ["made", "evidence_added", "moved"]
        assert kinds(db, other) == ["made", "linked"]
        third = draft_issue(db)
        with pytest.raises(MoveRefusedError):  # it is over itself
            store.move(db, third.id, 1, "merge", Given(survivor=one.id), acting=ANNA, at=AT)
        undone = [step for step in (undo.last(db, areas=frozenset({"issues"})),) if step]
        undo.revert(db, undone[0].id, at=AT)  # the third
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=AT)
        assert len(store.evidence(db, one.id)) == 1
        assert kinds(db, other)[-1] == kinds(db, one)[-1] == "undone"


def test_a_recurrence_is_counted_with_all_that_it_came_back_from(sqlite: Database) -> None:
    with sqlite.write() as db:
        first, second, third = (draft_issue(db) for _ in range(3))
        store.link(db, second.id, first.id, "recurrence", acting=ANNA, at=AT)
        store.link(db, third.id, second.id, "recurrence", acting=ANNA, at=AT)
        counts = [each.standing.counters.recurrences for each in store.all_issues(db)]
        assert counts == [2, 1, 0]
        for one, other in ((first, third), (first, first), (third, first), (third, second)):
            with pytest.raises(MoveRefusedError):
                store.link(db, one.id, other.id, "recurrence", acting=ANNA, at=AT)
        assert [(each.issue, each.other) for each in store.links(db, second.id)] == [
            *((second.id, first.id), (third.id, second.id)),
        ]
        store.unlink(db, third.id, second.id, "recurrence", acting=ANNA, at=AT)
        assert [each.standing.counters.recurrences for each in store.all_issues(db)] == [1, 0, 0]
        store.link(db, third.id, first.id, "related", acting=ANNA, at=AT)
        assert kinds(db, third)[1:] == ["linked", "unlinked", "linked"]


def test_an_answer_does_all_that_it_says_each_an_event_of_its_own(centre: Database) -> None:
    with centre.write() as db:
        departments(db)
        issue = gone(db, draft_issue(db), "make_ready", "send")
        whole = Answer(
            ours=True, cause="sorted late", measure="sort early", owner="Li", planned=date(2026, 3, 9)
        )
        reply = Reply(
            "r1", issue.id, "bill", whole, AT + DAY, "anna", said_by="Li", how="mail", file="a.xlsx"
        )
        acting = Acting("anna", frozenset({Role.IMPORT}), source=Source("a.xlsx", row=7))
        _changes, after = store.reply(db, reply, acting=acting, at=AT + 2 * DAY)
        assert after.state is State.ANSWERED
        assert after == store.get(db, issue.id)
        assert (after.text.cause, after.standing.promised) == ("sorted late", date(2026, 3, 9))
        assert store.replies(db, issue.id) == (msgspec.structs.replace(reply, version=1),)
        last = store.events(db, issue.id)[-4:]
        assert [event.facts.get("move", event.kind.value) for event in last] == [
            *("replied", "receive", "confirm", "answer"),
        ]
        assert {(event.at, event.role, event.department, event.source.row) for event in last} == {
            (AT + DAY, "import", "bill", 7)
        }
        assert "sorted late" in db.execute(select(table.c.search_text)).scalar_one()
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=AT + 2 * DAY)  # all of it at once
        told = [event.id for event in last]
        assert store.events(db, issue.id)[-1].facts["events"] == told
        assert store.get(db, issue.id).state is State.SENT
        assert store.replies(db, issue.id) == ()


def _answered(db: object, issue: Issue, answer: Answer, **more: object) -> Issue:
    given = {"said_by": "Li", "how": "mail"} | more
    reply = Reply(f"r{issue.id}-{issue.version}", issue.id, "bill", answer, AT, "anna", **given)  # type: ignore[arg-type]
    return store.reply(db, reply, acting=ANNA, at=AT)[1]  # type: ignore[arg-type]


def test_an_answer_without_owner_or_day_leaves_the_issue_with_the_department_and_says_so(
    sqlite: Database,
) -> None:
    with sqlite.write() as db:
        departments(db)
        issue = gone(db, draft_issue(db), "make_ready", "send")
        after = _answered(db, issue, Answer(cause="c", measure="m"))
        assert after.state is State.RECEIVED
        told = next(event for event in store.events(db, issue.id) if event.kind is EventKind.REPLIED)
        assert told.facts["missing"] == ["owner", "planned"]
        assert _answered(
            db, after, Answer(owner="Li", cause="c", measure="m", planned=date(2026, 3, 9))
        ).state is (State.ANSWERED)


def test_an_answer_not_ours_returns_the_issue_where_it_says_whose_it_is(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db)
        for proposed, state, department in (
            ("network", State.READY, "net"),
            ("the moon", State.READY, ""),  # nobody is called so: somebody chooses
            ("", State.RECEIVED, "bill"),
            ("Billing", State.RECEIVED, "bill"),  # themselves: that is no return
        ):
            issue = gone(db, draft_issue(db), "make_ready", "send")
            after = _answered(db, issue, Answer(ours=False, proposed=proposed))
            assert (after.state, after.facts.department) == (state, department)
            assert after.standing.counters.returns == (state is State.READY)


def test_what_is_said_to_be_done_finishes_what_is_under_way_and_nothing_else(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db)
        done = Answer(progress="mended", done_on=date(2026, 3, 2))
        working = gone(db, draft_issue(db), *TO_WORK)
        assert _answered(db, working, done).state is State.DONE
        answered = gone(db, draft_issue(db), *TO_WORK[:-1])
        assert _answered(db, answered, done).state is State.ANSWERED  # nobody has accepted it
        later = Answer(progress="soon", done_on=date(2026, 3, 3))
        assert _answered(db, gone(db, draft_issue(db), *TO_WORK), later).state is State.WORKING


def test_who_has_no_part_in_answers_does_not_enter_them(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db)
        issue = gone(db, draft_issue(db), "make_ready", "send")
        reply = Reply("r", issue.id, "bill", Answer(ours=True), AT, "ben")
        with pytest.raises(MoveRefusedError):
            store.reply(db, reply, acting=Acting("ben", frozenset({Role.QUALITY})), at=AT)
        early = msgspec.structs.replace(reply, at=AT - DAY)
        with pytest.raises(MoveRefusedError):  # before it was sent
            store.reply(db, early, acting=ANNA, at=AT)
        assert store.replies(db, issue.id) == ()


def test_a_departments_contact_answers_and_writes_nothing_else(sqlite: Database) -> None:
    li = Acting("li", frozenset({Role.DEPARTMENT}), "bill")
    with sqlite.write() as db:
        departments(db)
        issue = gone(db, draft_issue(db), "make_ready", "send")
        for act in (
            lambda: store.add(db, an_issue(0, "x"), acting=li, at=AT),
            lambda: store.edit(db, issue, put(issue, {"title": "x"}), acting=li, at=AT),
            lambda: store.add_evidence(db, issue.id, [(FIGURE, "")], acting=li, at=AT),
            lambda: store.link(db, issue.id, 1, "related", acting=li, at=AT),
        ):
            with pytest.raises(MoveRefusedError):
                act()
        reply = Reply("", issue.id, "bill", Answer(ours=True), AT, "li", said_by="Li")
        assert store.reply(db, reply, acting=li, at=AT)[1].state is State.CONFIRMED


def test_the_chair_rules_on_what_came_back_twice_before_it_goes_out_again(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db)
        issue = gone(db, draft_issue(db), "make_ready", "send", "return", "send")
        issue = go(db, issue, "return", proposed_department="Billing")
        with pytest.raises(MoveRefusedError):
            go(db, issue, "send")
        with pytest.raises(MoveRefusedError):
            store.edit(db, issue, put(issue, {"facts.department": "shop"}), acting=ANNA, at=AT)
        liaison = Acting("anna", frozenset({Role.LIAISON}))
        with pytest.raises(MoveRefusedError):
            store.rule(db, issue.id, issue.version, "shop", "they sort", acting=liaison, at=AT)
        store.rule(db, issue.id, issue.version, "shop", "they sort", acting=ANNA, at=AT)
        sent = go(db, store.get(db, issue.id), "send")
        assert (sent.state, sent.facts.department) == (State.SENT, "shop")


def test_discussing_counts_and_a_remark_stays(sqlite: Database) -> None:
    with sqlite.write() as db:
        issue = draft_issue(db)
        for meeting in ("m1", "m2"):
            store.discuss(db, issue.id, meeting, "wait", acting=ANNA, at=AT)
        assert store.get(db, issue.id).standing.counters.meetings == 2
        step = undo.last(db)
        store.note(db, issue.id, " heard of it ", acting=ANNA, at=AT)
        assert undo.last(db) == step  # a remark is no step
        assert store.events(db, issue.id)[-1].facts == {"text": "heard of it"}
        found = store.events_between(db, AT, AT + DAY, [EventKind.DISCUSSED])
        assert [event.facts["meeting"] for event in found] == ["m1", "m2"]
        store.watch(db, issue.id, "ben", True, acting=ANNA, at=AT)
        assert store.get(db, issue.id).standing.watchers == ("ben",)
        store.watch(db, issue.id, "ben", False, acting=ANNA, at=AT)
        assert store.get(db, issue.id).standing.watchers == ()


def test_what_a_later_version_wrote_is_left_alone(sqlite: Database) -> None:
    with sqlite.write() as db:
        issue, other = draft_issue(db), draft_issue(db)
        db.execute(table.update().where(table.c.id == other.id).values(state="frozen"))
        new = {"issue": issue.id, "at": AT, "who": "x", "kind": "sung", "document": {}}
        db.execute(insert(issue_event).values(**new))
        assert store.all_issues(db) == (issue,)
        assert kinds(db, issue) == ["made"]
        assert store.events_of(db, [issue.id, 99])[99] == ()


def test_what_cannot_be_seen_in_a_title_is_a_blank(centre: Database) -> None:
    with centre.write() as db:
        kept = draft_issue(db, "Bills\x00 are\nlate\t", category="Bi\x00lls")
        assert (kept.title, kept.facts.category) == ("Bills  are late", "Bi lls")
        changed = put(kept, {"title": "\x00Two\x00lines", "text.symptom": "a\x00b\nc"})
        after = store.edit(db, kept, changed, acting=ANNA, at=AT)[1]
    assert (after.title, after.text.symptom) == ("Two lines", "a\x00b\nc")


def test_the_number_is_of_the_year_that_it_is_at_the_centre(sqlite: Database) -> None:
    with sqlite.write() as db:
        at = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai
        _changes, kept = store.add(db, an_issue(0, "x"), acting=ANNA, at=at)
        assert kept.number.startswith("WT-2027-00001-")
        assert kept.text == Text()


def test_several_consoles_at_once_get_numbers_of_their_own_and_one_move_wins(centre: Database) -> None:
    with centre.write() as db:
        shared = draft_issue(db)

    def work(at: int) -> list[str]:
        found = []
        for _each in range(3):
            with centre.write() as db:
                found.append(draft_issue(db, f"Issue {at}").number)
        try:
            with centre.write() as db:
                go(db, shared, "make_ready")
        except ChangedMeanwhileError:
            return found
        return [*found, "moved"]

    with ThreadPoolExecutor(4) as pool:
        done = [number for found in pool.map(work, range(4)) for number in found]
    assert done.count("moved") == 1
    numbers = sorted(number for number in done if number != "moved")
    assert [number[:13] for number in numbers] == [f"WT-2026-{at:05}" for at in range(2, 14)]
    with centre.read() as db:
        assert kinds(db, shared) == ["made", "moved"]
