"""Issues looked for in all their texts, by trigrams beside LIKE, and listed with their clocks."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select

from benchmarks.measure import Scale, interleaved
from benchmarks.peers import Peers
from benchmarks.report import Result, most
from supervisor.issues import query
from supervisor.issues.clock import Clock
from supervisor.issues.issue import Facts, Issue, Standing, Text
from supervisor.issues.question import IN_ORDER, IssueQuestion
from supervisor.issues.search import text_of
from supervisor.issues.search_index import matching
from supervisor.issues.states import ClockKind, State
from supervisor.storage.database import open_centre
from supervisor.storage.issue_tables import issue as table

NOW = datetime(2026, 3, 6, 2, 42, tzinfo=UTC)
WORDS = re.split(
    r" ",
    "流量 漫游 账单 查询 套餐 宽带 资费 退订 投诉 办理 积分 充值 信号 断网 短信 验证码 合约 停机 复机 国际 "
    "家庭 融合 装机 移机 滞纳金 发票 预存 优惠 到期 误扣 增值 业务 营业厅 上门 延迟",
)
LISTED = 3000
AT_ONCE = 500
LOOKED_FOR = {
    "six characters, few": "账单查询套餐",
    "a number": "WT-2026-00123",
    "four characters, a twentieth": "漫游账单",
    "two characters, nearly all (no trigram)": "漫游",
}


def run(scale: Scale, _peers: Peers) -> Result:
    count = scale.of(20_000, 400)
    result = Result(
        "issue_list", f"{count:,} issues looked through, {LISTED:,} listed", "LIKE over every row"
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        open_centre(f"sqlite:///{folder}/centre.db") as database,
    ):
        with database.write() as db:
            fill(db, count)
        with database.read() as db:
            for what, typed in LOOKED_FOR.items():
                _search(scale, result, db, what, typed)
            result.heading("the list")
            listed = IssueQuestion(states=IN_ORDER, ids=tuple(range(1, LISTED + 1)))
            taken = interleaved({"lines": lambda: _took(lambda: query.lines(db, listed, NOW))}, scale.rounds)
            result.add("lines with their clocks", taken["lines"].median, "s", goals=(most(1.0, "figure"),))
    return result


def fill(db: Connection, count: int) -> None:
    """*count* open issues of twelve departments, most with a clock that runs."""
    rng = Random(1)
    for first in range(1, count + 1, AT_ONCE):
        ids = range(first, min(first + AT_ONCE, count + 1))
        db.execute(insert(table), [_row(_issue(id, rng)) for id in ids])


def _issue(id: int, rng: Random) -> Issue:
    def words(count: int) -> str:
        return "".join(rng.choices(WORDS, k=count))

    state = rng.choice(IN_ORDER)
    began = NOW - timedelta(days=rng.randrange(1, 120), hours=rng.randrange(8))
    running = state not in (State.DRAFT, State.READY)
    return Issue(
        id,
        f"WT-2026-{id:05}-{id % 10}",
        words(6),
        state,
        Text(description=words(60), cause=words(20), correction=words(20)),
        Facts(department=f"d{id % 12}", category=words(1)),
        Standing((Clock(ClockKind.ANSWER, began, days=3 + id % 60),) if running else ()),
        began,
        "anna",
        began,
        version=1,
    )


def _row(of: Issue) -> dict[str, Any]:
    return {
        "id": of.id,
        "number": of.number,
        "title": of.title,
        "state": of.state.value,
        "department": of.facts.department,
        "category": of.facts.category,
        "severity": int(of.facts.severity),
        "internal": False,
        "made_at": of.made_at,
        "made_by": of.made_by,
        "changed_at": of.changed_at,
        "text": msgspec.to_builtins(of.text),
        "facts": msgspec.to_builtins(of.facts),
        "standing": msgspec.to_builtins(of.standing),
        "search_text": text_of(of),
        "version": of.version,
    }


def _search(scale: Scale, result: Result, db: Connection, what: str, typed: str) -> None:
    found = matching(db, typed)
    assert found is not None
    like = table.c.search_text.like(f"%{typed}%")
    taken = interleaved(
        {
            "like": lambda: _took(lambda: db.execute(select(table.c.id).where(like)).all()),
            "ours": lambda: _took(lambda: db.execute(select(table.c.id).where(found)).all()),
        },
        scale.rounds,
    )
    result.heading(what)
    result.add("LIKE", taken["like"].median * 1000, "ms")
    result.add("ours", taken["ours"].median * 1000, "ms", ratio=taken["ours"].ratio(taken["like"]))


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
