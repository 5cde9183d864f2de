"""A voice menu for pictures: a level with too many items, counts of four weeks, issues; effects, a record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from supervisor.issues.effect import DayCount
from supervisor.issues.effect_answer import EffectAnswer, EffectQuestion, answer_of
from supervisor.issues.issue import Criterion, Facts, Issue, Measured, Standing, Text
from supervisor.issues.record import Of, Record
from supervisor.issues.states import State
from supervisor.ivr.figures import figures
from supervisor.ivr.node import Node, NodeCount, NodeText
from supervisor.ivr.tree import Tree
from ui.issues.menu_work import MenuRead, NodeIssue
from ui.issues.sample import said

if TYPE_CHECKING:
    from supervisor.ivr.menu_sheet import MenuSheet

_TREE: tuple[tuple[str, str, str, tuple[str, str], float], ...] = (
    ("top", "", "", ("10086 主菜单", "10086 main menu"), 1.0),
    ("bill", "1", "top", ("话费与账单", "Bills"), 0.31),
    ("balance", "1", "bill", ("余额查询", "Balance"), 0.46),
    ("paper", "2", "bill", ("账单查询", "Look at a bill"), 0.28),
    ("dispute", "3", "bill", ("话费争议", "Bill disputed"), 0.17),
    ("data", "2", "top", ("流量与套餐", "Data and plans"), 0.22),
    ("left", "1", "data", ("剩余流量", "Data left"), 0.52),
    ("plan", "2", "data", ("办理套餐", "Change the plan"), 0.33),
    ("fault", "3", "top", ("故障报修", "Faults"), 0.11),
    ("fibre", "1", "fault", ("宽带故障", "Broadband"), 0.61),
    ("mobile", "2", "fault", ("手机信号", "Mobile signal"), 0.27),
    ("roaming", "4", "top", ("国际漫游", "Roaming"), 0.04),
    ("port", "5", "top", ("携号转网", "Taking a number along"), 0.02),
    ("points", "6", "top", ("积分服务", "Points"), 0.05),
    ("card", "7", "top", ("补卡换卡", "SIM cards"), 0.06),
    ("firm", "8", "top", ("集团客户", "Companies"), 0.03),
    ("agent", "0", "top", ("人工服务", "An agent"), 0.19),
    ("old", "9", "top", ("彩铃业务", "Ring-back tones"), 0.0),
)


def sample_menu(today: date) -> MenuRead:
    """A menu with one hotline, counted up to the day before *today*."""
    chance = Random(11)
    nodes = tuple(
        Node(id, said(title), key, parent, at, NodeText(), retired=id == "old", version=1)
        for at, (id, key, parent, title, _share) in enumerate(_TREE)
    )
    last = today - timedelta(days=1)
    counts: list[NodeCount] = []
    for back in range(56):
        day = last - timedelta(days=back)
        hits = {"": 21_000 * (0.8 if day.weekday() > 4 else 1.0) * chance.uniform(0.93, 1.07)}
        for id, _key, parent, _title, part in _TREE:
            grown = 1.25 if id == "dispute" and back < 28 else 1.0
            hits[id] = hits[parent] * part * grown * chance.uniform(0.95, 1.05)
            if part:
                to_agent = hits[id] * (0.9 if id == "agent" else 0.12)
                counts.append(NodeCount(id, day, int(hits[id]), int(to_agent), int(hits[id] * 0.03)))
    first = last - timedelta(days=27)
    found = figures(
        nodes, [one for one in counts if one.day >= first], [one for one in counts if one.day < first]
    )
    issues = {
        "paper": (
            NodeIssue(
                29,
                "WT-2026-00029-4",
                said(("语音菜单账单查询层级过深", "Bills are too deep in the voice menu")),
                State.DRAFT,
            ),
            NodeIssue(
                12, "WT-2026-00012-9", said(("账单语音播报过快", "The bill is read too fast")), State.CLOSED
            ),
        )
    }
    departments = {"billing": said(("计费中心", "Billing"))}
    return MenuRead(Tree(nodes).ordered(), found, issues, departments, first, last)


def sample_menu_file(menu: MenuRead) -> MenuSheet:
    """A file that changes, adds and lacks something, with a row that cannot be taken."""
    from supervisor.imports.grid import grid_of
    from supervisor.ivr.menu_sheet import read_grid

    tree = Tree(menu.nodes)
    top = tree.by_id["top"].title
    rows: list[list[str]] = [["Path", "Key", "Queue", "Department"], [top, "", "", ""]]
    for node in tree.ordered():
        if node.parent and not node.retired and node.id != "points":
            path = " / ".join(tree.path(node.id))
            rows.append([path, "4" if node.id == "dispute" else node.key, "", ""])
    rows.append([f"{top} / {said(('老年专线', 'Older customers'))}", "*", "", ""])
    rows.append([f"{top} / {said(('投诉', 'Complaints'))}", "#", "", "?"])
    return read_grid(grid_of(rows), menu.nodes, menu.departments, file="ivr-2026-11.xlsx")


def sample_issue(done: date, category: str = "") -> Issue:
    """An issue whose measure is in force since *done*, with a criterion of eight weeks before."""
    at = datetime(done.year, done.month, done.day, 1, tzinfo=UTC)
    criterion = Criterion(
        Measured.CATEGORY,
        category or said(("话费争议", "Bill disputed")),
        done - timedelta(days=63),
        done - timedelta(days=8),
        28,
        0.6,
        said(("何伟", "He Wei")),
        at - timedelta(days=30),
        said(("周敏", "Zhou Min")),
    )
    return Issue(
        7,
        "WT-2026-00007-1",
        said(("月初账单重复扣收来电显示费", "Caller display is charged twice at the start of a month")),
        State.DONE,
        Text(),
        Facts(department="billing", criterion=criterion, measure_owner=said(("王磊", "Wang Lei"))),
        Standing(done_on=done),
        at,
        said(("周敏", "Zhou Min")),
        at,
        version=3,
    )


def sample_effect(today: date, issue: Issue, *, ratio: float = 0.45) -> EffectAnswer:
    """What eight weeks before and the weeks since say, with a wave at the start of each month."""
    chance = Random(5)
    criterion, done = issue.facts.criterion, issue.standing.done_on
    assert criterion is not None  # noqa: S101  # the sample's has both
    assert done is not None  # noqa: S101
    last = min(today - timedelta(days=1), done + timedelta(days=criterion.window_days - 1))
    days = []
    for at in range((last - criterion.since).days + 1):
        day = criterion.since + timedelta(days=at)
        if day.weekday() > 4:
            continue
        wave = 1.9 if day.day <= 5 else 1.0
        mean = 34 * wave * (ratio if day >= done else 1.0)
        days.append(
            DayCount(
                day, max(0, round(chance.gauss(mean, mean**0.5 * 1.2))), 2600 * chance.uniform(0.95, 1.05)
            )
        )
    return answer_of(EffectQuestion(criterion, today, done, issue.facts.measure_owner), days)


def sample_record(department: str, first: date, last: date) -> Record:
    """A department that answers in time and keeps most of its promises."""
    return Record(
        department,
        first,
        last,
        sent=14,
        signed=Of(13, 14),
        answered=Of(11, 13),
        promises=Of(6, 8),
        first_promises=Of(4, 8),
        granted=Of(3, 4),
        returned=2,
        theirs=1,
        effective=Of(5, 7),
        came_back=Of(1, 6),
        young=4,
        open_now=5,
        overdue_now=1,
    )
