"""Writes that are held on this computer."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from supervisor.issues.issue import Text
from supervisor.storage.changes import Changes
from ui.accounts.work import give_password
from ui.held import MOST, HeldWrites, mark_of
from ui.stepping import _do

AT = datetime(2026, 11, 23, 2, 40, tzinfo=UTC)


def save(db: object, *args: object, **kwargs: object) -> Changes:
    return Changes()


def test_each_log_in_and_each_database_has_its_own(tmp_path: Path) -> None:
    urls = [
        "postgresql://zhang:one@floor.example.com/floor",
        "postgresql://li@floor.example.com/floor",
        "postgresql://zhang@floor.example.com/other",
        "postgresql://zhang@/floor?host=/run/postgresql",
    ]
    for url in urls:
        HeldWrites(tmp_path, url).hold(save, (url,), {}, at=AT)
    assert [len(HeldWrites(tmp_path, url)) for url in urls] == [1, 1, 1, 1]
    assert len(HeldWrites(tmp_path, "postgresql://zhang:two@floor.example.com/floor?sslmode=require")) == 1


def test_only_what_is_new_in_a_thing_is_shown(tmp_path: Path) -> None:
    held = HeldWrites(tmp_path, "postgresql://a@b/c")
    base = Text(description="what stays", symptom="the old words")
    mine = Text(description="what stays", symptom="the new words")
    one = held.hold(save, ("supervisor.issues.store", "edit", "zhang", base, mine), {}, at=AT)
    assert one is not None
    assert one.texts == ("the new words",)
    assert one.place == "supervisor.issues.store"
    found = held.unpack(one)
    assert found is not None
    assert found[1][3:] == (base, mine)


@given(words=st.lists(st.text(min_size=1), max_size=4))
def test_the_same_work_has_the_same_mark_whenever_it_is_given(words: list[str]) -> None:
    assert mark_of(save, (words,), {"at": AT}) == mark_of(save, (list(words),), {"at": AT.replace(hour=9)})
    assert mark_of(save, (words,), {}) != mark_of(save, ([*words, "more"],), {})


def test_what_is_no_value_of_ours_is_neither_held_nor_read(tmp_path: Path) -> None:
    held = HeldWrites(tmp_path, "postgresql://a@b/c")
    assert held.hold(save, (lambda: None,), {}, at=AT) is None
    assert held.hold(lambda _db: Changes(), (), {}, at=AT) is None
    one = held.hold(save, ("one word",), {}, at=AT)
    assert one is not None
    head, _rest = one.path.read_bytes().split(b"\n", 1)
    one.path.write_bytes(head + b"\n" + pickle.dumps((print, {})))
    assert held.unpack(one) is None


def test_there_is_an_end_to_what_is_held(tmp_path: Path) -> None:
    held = HeldWrites(tmp_path, "postgresql://a@b/c")
    assert held.hold(save, ("x" * 9_000_000,), {}, at=AT) is None
    folder = held.hold(save, ("0",), {}, at=AT)
    assert folder is not None
    for place in range(1, MOST):
        (folder.path.parent / f"{place}.unsaved").write_bytes(folder.path.read_bytes())
    assert held.hold(save, ("one more",), {}, at=AT) is None
    assert held.hold(save, ("0",), {}, at=AT) is not None  # the same again needs no room


def test_a_password_is_never_held(tmp_path: Path) -> None:
    held = HeldWrites(tmp_path, "postgresql://a@b/c")
    step = ("supervisor.rights.account_steps", "make", "anna", "correct horse battery staple")
    assert held.hold(_do, step, {"at": AT}, at=AT) is None
    assert held.hold(give_password, ("anna", "correct horse battery staple"), {}, at=AT) is None
    assert not list(tmp_path.rglob("*.unsaved"))
