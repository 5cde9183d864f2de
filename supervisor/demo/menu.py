"""The demo's voice menu, of which one level has nine items, and what happened at its nodes day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import Connection

from supervisor.demo.departments import department_id
from supervisor.ivr.count_store import import_counts
from supervisor.ivr.node import Node, NodeCount, NodeText
from supervisor.ivr.node_store import import_nodes
from supervisor.sources.simulated.centre import QUEUE_OF

LONG_LEVEL = "contract"
"""The node below which nine items stand."""
CALLS = 5200
"""Calls at the top on a working day."""
_CHANCE = 0.4  # of what chance would do: so that a measure that changed nothing is not felt by chance


@dataclass(frozen=True)
class _Node:
    """A node with what is pressed, the share of callers of its parent that come to it, where it leads."""

    key: str
    press: str
    zh: str
    en: str
    share: float
    below: tuple[_Node, ...] = ()
    queue: str = ""
    department: str = ""
    hangs_up: float = 0.06


_MENU = _Node(
    "top",
    "",
    "客服热线",
    "Hotline",
    1.0,
    (
        _Node(
            "bill",
            "1",
            "话费与账单",
            "Bills",
            0.27,
            (
                _Node("balance", "1", "余额查询", "Balance", 0.40),
                _Node("last_bill", "2", "上月账单", "Last bill", 0.24, department="billing"),
                _Node("points", "3", "积分", "Points", 0.08, department="billing"),
                _Node("bill_agent", "0", "人工服务", "Agent", 0.20, queue="billing"),
            ),
        ),
        _Node(
            LONG_LEVEL,
            "2",
            "套餐与合约",
            "Plans and contracts",
            0.24,
            (
                _Node("plan_now", "1", "当前套餐", "My plan", 0.16),
                _Node("plan_change", "2", "套餐变更", "Change the plan", 0.15, department="marketing"),
                _Node("data_pack", "3", "流量包", "Data packs", 0.12),
                _Node("family", "4", "亲情网", "Family circle", 0.04),
                _Node("campus", "5", "校园活动", "Students", 0.03, department="marketing"),
                _Node("spring", "6", "春季活动", "Spring campaign", 0.01, department="marketing"),
                _Node("term", "7", "合约到期查询", "End of the contract", 0.07),
                _Node("porting", "8", "携号转网", "Porting", 0.05, queue="porting"),
                _Node("plan_agent", "0", "人工服务", "Agent", 0.27, queue="plans"),
            ),
            hangs_up=0.10,
        ),
        _Node(
            "fault",
            "3",
            "宽带与故障",
            "Broadband and faults",
            0.26,
            (
                _Node("notice", "1", "区域公告", "Announcements", 0.30, department="network", hangs_up=0.22),
                _Node("repair", "2", "报障", "Tell a fault", 0.38, queue="broadband"),
                _Node("visit", "3", "上门进度", "When somebody comes", 0.16, department="field"),
            ),
        ),
        _Node(
            "roaming",
            "4",
            "国际与漫游",
            "Abroad",
            0.05,
            (
                _Node("roam_on", "1", "开通漫游", "Switch on roaming", 0.5, department="international"),
                _Node("roam_agent", "0", "人工服务", "Agent", 0.35, queue="roaming"),
            ),
        ),
        _Node("complain", "5", "投诉建议", "Complaints", 0.06, queue="complaints"),
        _Node("agent", "0", "人工服务", "Agent", 0.09, queue="billing"),
    ),
)


def node_id(key: str) -> str:
    """The id of a node of the demo's menu."""
    return f"demo-{key}"


def write_menu(
    db: Connection, language: str, first: date, today: date, rng: Random, *, at: datetime, who: str
) -> None:
    """Keep the menu, and the counts of the days from *first* up to yesterday."""
    nodes: list[Node] = []
    _laid_out(_MENU, "", 0, language, nodes)
    file = "menu.xlsx"
    import_nodes(db, nodes, (), file=file, at=at, who=who)
    counts: list[NodeCount] = []
    for later in range((today - first).days):
        day = first + timedelta(days=later)
        usual = CALLS * (1.0 if day.weekday() < 5 else 0.72) * rng.uniform(0.93, 1.07)
        _counted(_MENU, day, usual, rng, counts)
    import_counts(db, counts, file=file, at=at, who=who)


def _laid_out(told: _Node, parent: str, place: int, language: str, found: list[Node]) -> None:
    queue = QUEUE_OF[told.queue].names[language] if told.queue else ""
    department = department_id(told.department) if told.department else ""
    title = told.zh if language == "zh_CN" else told.en
    text = NodeText(queue=queue, department=department)
    found.append(Node(node_id(told.key), title, told.press, parent, place, text))
    for nth, below in enumerate(told.below):
        _laid_out(below, node_id(told.key), nth, language, found)


def _counted(told: _Node, day: date, usual: float, rng: Random, found: list[NodeCount]) -> None:
    """As many as chance makes of the *usual* number, here and below."""
    hits = max(0, round(rng.gauss(usual, _CHANCE * usual**0.5)))
    to_agent = round(hits * rng.uniform(0.94, 0.98)) if told.queue else 0
    hung_up = round(hits * told.hangs_up * rng.uniform(0.85, 1.15))
    found.append(NodeCount(node_id(told.key), day, hits, to_agent, min(hung_up, hits - to_agent)))
    for below in told.below:
        _counted(below, day, usual * below.share, rng, found)
