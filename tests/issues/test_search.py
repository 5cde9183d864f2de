from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select, text, update

from supervisor.issues import store
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.search import folded, text_of, without_phones, words_of
from supervisor.issues.search_index import matching
from supervisor.storage import undo
from supervisor.storage.database import Database, open_centre
from supervisor.storage.issue_tables import issue, issue_department, ivr_node
from tests.issues.rows import NOW, an_issue, put


def found(db: Connection, typed: str) -> set[int]:
    condition = matching(db, typed)
    assert condition is not None
    return set(db.execute(select(issue.c.id).where(condition)).scalars())


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("流量费", {1}),
        ("流量", {1, 2}),  # two characters have no trigram
        ("费", {1}),
        ("流量 漫游", {2}),  # each word
        ("漫游 流量包", set()),
        ("ROAMING", {2}),
        ("ｒｏａｍｉｎｇ", {2}),
        ("WT-2024-00003-8", {3}),
        ("wt2024000038", {3}),
        ("ＷＴ２０２４００００３", {3}),
        ("2024–00003", {3}),  # another dash
        ("100%", {3}),
        ("0%_x", {3}),
        ("_x", {3}),
        ("%", {3}),
        ('say "no"', {3}),
        ('"no', {3}),
        ("OR", {3}),  # no syntax of a search
        ("NEAR(", {3}),
        ("网络部", {1}),
        ("传输", {1}),  # as sheets call that department
        ("账单查询", {2}),  # the menu node's title
        ("anna", {1, 2}),
        ("13800138000", set()),
    ],
)
def test_what_is_typed_is_found_as_it_is_written(full: Database, typed: str, ids: set[int]) -> None:
    with full.read() as db:
        assert found(db, typed) == ids


@pytest.fixture(scope="module")
def full(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = shutil.copy(_sqlite_template / "template.db", tmp_path_factory.mktemp("search") / "floor.db")
    with open_centre(f"sqlite:///{path}") as database:
        with database.write() as db:
            fill(db)
        yield database


def fill(db: Connection) -> None:
    db.execute(
        insert(issue_department).values(
            id="net", name="网络部", retired=False, document={"words": ["传输中心"]}, version=1
        )
    )
    db.execute(
        insert(ivr_node).values(
            id="bill", place=1, key="1", title="账单查询", retired=False, document={}, version=1
        )
    )
    put(
        db,
        an_issue(1, "流量费用争议", department="net", description="请回电 138 0013 8000"),
        an_issue(2, "流量漫游 Roaming", node="bill", tags=("漫游",)),
        an_issue(
            3,
            "100%_x",
            number="WT-2024-00003-8",
            cause='They say "no", or NEAR(x)',
            made_by="ben",
        ),
    )


def test_the_same_is_found_on_a_server(postgresql_url: str) -> None:
    with open_centre(postgresql_url) as database:
        with database.write() as db:
            fill(db)
        with database.read() as db:
            for typed, ids in (
                ("流量费", {1}),
                ("流量 漫游", {2}),
                ("0%_x", {3}),
                ("\\", set()),
                ("wt2024000038", {3}),
                ("传输", {1}),
                ('"no', {3}),
            ):
                assert found(db, typed) == ids, typed


def test_nothing_typed_asks_nothing(full: Database) -> None:
    with full.read() as db:
        assert matching(db, " \u3000\t") is None


def test_the_index_follows_rows_that_come_change_and_go(sqlite_url: str) -> None:
    with open_centre(sqlite_url) as database, database.write() as db:
        put(db, an_issue(1, "first words"), an_issue(2, "other words"))
        db.execute(update(issue).where(issue.c.id == 1).values(search_text="second thoughts", version=2))
        assert found(db, "first") == set()
        assert found(db, "second") == {1}
        db.execute(delete(issue).where(issue.c.id == 1))
        assert found(db, "second") == set()
        assert found(db, "other") == {2}
        db.execute(text("INSERT INTO issue_search (issue_search, rank) VALUES ('integrity-check', 1)"))


def test_what_was_taken_back_is_found_as_it_was(sqlite: Database) -> None:
    with sqlite.write() as db:
        put(db, an_issue(1, "roaming"), an_issue(2, "billing"))
        first = store.get(db, 1)
        store.edit(db, first, replace(first, title="porting"), acting=Acting("anna", EVERYTHING), at=NOW)
        assert (found(db, "roaming"), found(db, "porting")) == (set(), {1})
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=NOW)
        assert (found(db, "roaming"), found(db, "porting")) == ({1}, set())
        undo.redo(db, step.id, at=NOW)
        assert (found(db, "roaming"), found(db, "porting")) == (set(), {1})
        db.execute(text("INSERT INTO issue_search (issue_search, rank) VALUES ('integrity-check', 1)"))


@settings(max_examples=60)
@given(typed=st.text("流量费aA0-%_\"'*( ", min_size=1, max_size=5))
def test_the_index_finds_what_stands_in_the_text(texts: Database, typed: str) -> None:
    words = words_of(typed)
    with texts.read() as db:
        if not words:
            assert matching(db, typed) is None
            return
        kept = db.execute(select(issue.c.id, issue.c.search_text)).all()
        wanted = {id for id, kept in kept if all(any(way in kept for way in ways) for ways in words)}
        assert found(db, typed) == wanted


@pytest.fixture(scope="module")
def texts(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = shutil.copy(_sqlite_template / "template.db", tmp_path_factory.mktemp("texts") / "floor.db")
    rng = random.Random(7)
    with open_centre(f"sqlite:///{path}") as database:
        with database.write() as db:
            put(db, *(an_issue(id, "".join(rng.choices("流量费aA0-%_\"'*( ", k=12))) for id in range(1, 120)))
        yield database


@pytest.mark.parametrize(
    "number",
    [
        "13800138000",
        "138 0013 8000",
        "+86 138-0013-8000",
        "010-62345678",
        "+4915112345678",
        "(0755) 8234 5678",
    ],
)
def test_a_customers_telephone_number_is_not_searched(number: str) -> None:
    assert without_phones(folded(f"请回电{number}，谢谢")).split() == ["请回电", ",谢谢"]


@pytest.mark.parametrize(
    "kept", ["2024-03-05", "WT-2024-00012-7", "199元", "订单 202403051234567890", "1:30"]
)
def test_days_numbers_and_prices_are_searched(kept: str) -> None:
    assert without_phones(folded(kept)) == folded(kept)


def test_what_departments_answered_is_searched() -> None:
    answer = Answer(cause="计费规则", measure="改版", owner="王工", remark="见附件")
    reply = Reply("r", 1, "net", answer, datetime(2024, 5, 1, tzinfo=UTC), "anna", said_by="李主任")
    said = text_of(an_issue(1), [reply])
    assert all(word in said for word in ("计费规则", "改版", "王工", "见附件", "李主任"))
