"""What is typed is kept, and files are: nothing that somebody gave is lost or named in vain."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from supervisor.errors import ConflictError, KeptFileError
from supervisor.issues import draft_store, evidence, file_store, store
from supervisor.issues.draft import Draft, Typed, applied, typed
from supervisor.issues.evidence import Figure
from supervisor.issues.issue import CauseKind, Criterion, Measured
from supervisor.issues.merge import put
from supervisor.issues.moves import Given
from supervisor.storage import undo
from supervisor.storage.areas import versions
from supervisor.storage.database import Database
from tests.issues.acting import ANNA, AT, draft_issue
from tests.issues.rows import an_issue

CRITERION = Criterion(Measured.CATEGORY, "Bills", date(2026, 1, 1), date(2026, 1, 31))


def test_what_was_typed_comes_back_into_the_form_whatever_it_was() -> None:
    base = an_issue(7, category="Bills", tags=("a",))
    mine = put(
        base,
        {
            "title": "Bills come late",
            "text.description": "x" * 30_000,  # too long to be saved, not to be kept
            "facts.cause_kind": CauseKind.SYSTEM,
            "facts.criterion": CRITERION,
            "facts.tags": ("a", "b"),
            "facts.last_seen": date(2026, 3, 1),
        },
    )
    kept = msgspec.convert(msgspec.to_builtins(typed(base, mine)), Typed)
    assert kept.base == base
    assert applied(base, kept) == mine


def test_a_draft_leaves_out_what_this_version_cannot_read() -> None:
    base = an_issue(7)
    read = applied(base, Typed(fields={"facts.mood": 3, "facts.severity": "bad", "title": "Late"}))
    assert read == put(base, {"title": "Late"})


def test_a_draft_is_kept_over_and_over_by_whom_types_and_is_no_step(centre: Database) -> None:
    with centre.write() as db:
        one = Draft("", 0, "anna", AT, Typed(fields={"title": "Bi"}))
        one = msgspec.structs.replace(one, id=draft_store.id_of(0, "anna"))
        other = Draft(draft_store.id_of(7, "ben"), 7, "ben", AT, Typed(moves={"reject": Given(reason="n")}))
        assert draft_store.keep(db, one) == draft_store.AREA
        draft_store.keep(db, other)
        matters = ((Figure("aht", "AHT", 300.0, "5:00"), "March"),)
        longer = msgspec.structs.replace(
            one, saved_at=AT + timedelta(seconds=5), typed=Typed(fields={"title": "Bills"}, matters=matters)
        )
        draft_store.keep(db, longer)
        assert draft_store.drafts(db, "anna") == (longer,)
        assert draft_store.draft_of(db, 7, "ben") == other
        assert draft_store.draft_of(db, 7, "anna") is None
        assert versions(db)["issue_drafts"] == 1  # one transaction is one piece of news
        assert undo.last(db) is None
        draft_store.discard(db, one.id)
        assert draft_store.discard(db, one.id) == frozenset()
        assert draft_store.drafts(db, "anna") == ()


def test_a_draft_outlives_a_conflict(sqlite: Database) -> None:
    with sqlite.write() as db:
        base = draft_issue(db)
        mine = put(base, {"title": "Mine"})
        draft_store.keep(db, Draft(draft_store.id_of(base.id, "ben"), base.id, "ben", AT, typed(base, mine)))
        store.edit(db, base, put(base, {"title": "Theirs"}), acting=ANNA, at=AT)
    with pytest.raises(ConflictError), sqlite.write() as db:
        store.edit(db, base, mine, acting=ANNA, at=AT)
    with sqlite.read() as db:
        kept = draft_store.draft_of(db, base.id, "ben")
        assert kept is not None
        assert kept.typed.base is not None
        assert applied(kept.typed.base, kept.typed) == mine


def test_a_file_comes_back_as_it_was_and_is_kept_once(centre: Database) -> None:
    with centre.write() as db:
        one = file_store.keep(db, "list.pdf", b"%PDF \x00\xff", at=AT)
        other = file_store.keep(db, "的" * 300 + ".pdf", b"%PDF \x00\xff", at=AT)
        assert one.hash == other.hash
        assert len(other.name) == 255
        assert other.name.endswith(".pdf")
        assert file_store.read(db, other) == b"%PDF \x00\xff"


def test_a_file_too_large_empty_or_gone_says_so(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_store, "FILE_LIMIT", 10)
    with sqlite.write() as db:
        for content, reason in ((b"x" * 11, "too_large"), (b"", "empty")):
            with pytest.raises(KeptFileError) as error:
                file_store.keep(db, "a", content, at=AT)
            assert error.value.reason == reason
        kept = file_store.keep(db, "a", b"x" * 10, at=AT)
        file_store.clean(db, AT + timedelta(days=1))
        with pytest.raises(KeptFileError) as error:
            file_store.read(db, kept)
        assert error.value.reason == "missing"


def test_cleaning_takes_no_file_that_anything_names(centre: Database) -> None:
    with centre.write() as db:
        named, removed, typing, unused, young = (
            file_store.keep(db, f"{at}.txt", f"file {at}".encode(), at=AT + timedelta(days=at == 4))
            for at in range(5)
        )
        issue = draft_issue(db)
        store.add_evidence(db, issue.id, [(named, ""), (removed, "")], acting=ANNA, at=AT)
        piece = next(each for each in store.evidence(db, issue.id) if each.matter == removed)
        store.remove_evidence(db, piece, acting=ANNA, at=AT)  # the history names it still
        draft_store.keep(db, Draft("d", 0, "anna", AT, Typed(matters=((typing, ""),))))
        assert file_store.clean(db, AT + timedelta(hours=1)) == 1
        for each in (named, removed, typing, young):
            assert file_store.read(db, each)
        with pytest.raises(KeptFileError):
            file_store.read(db, unused)
    assert evidence.FILE_LIMIT == 20 * 1024 * 1024
