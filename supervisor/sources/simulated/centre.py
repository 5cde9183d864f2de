"""The demo centre as it stands on paper: its queues, teams and break codes, in Chinese and in English.

A mature service centre of a telephone company. The names are the centre's own content (what a real telephone
system would say), so they do not pass through the program's catalogues of words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

from supervisor.events import Channel
from supervisor.settings.breaks import BreakCode, BreakKind

# What the demo's telephone system calls each kind. Auto-Pause is its own word in every language.
BREAK_CODES: dict[BreakKind, dict[str, str]] = {
    BreakKind.SIGN_IN: {"zh_CN": "签入", "en": "Sign-in"},
    BreakKind.BREAK: {"zh_CN": "小休", "en": "Break"},
    BreakKind.MEAL: {"zh_CN": "用餐", "en": "Meal"},
    BreakKind.TRAINING: {"zh_CN": "培训", "en": "Training"},
    BreakKind.COACHING: {"zh_CN": "辅导", "en": "Coaching"},
    BreakKind.MEETING: {"zh_CN": "会议", "en": "Meeting"},
    BreakKind.WELLBEING: {"zh_CN": "情绪调节", "en": "Wellbeing"},
    BreakKind.FORCED: {"zh_CN": "Auto-Pause", "en": "Auto-Pause"},
}

# Minutes that the house allows for one break of a kind; the simulated agents know them and some overrun.
# The system's own Auto-Pause has none.
BREAK_LIMITS_MIN: dict[BreakKind, int] = {
    BreakKind.SIGN_IN: 5,
    BreakKind.BREAK: 10,
    BreakKind.MEAL: 45,
    BreakKind.TRAINING: 60,
    BreakKind.COACHING: 30,
    BreakKind.MEETING: 30,
    BreakKind.WELLBEING: 15,
}

# Minutes of a kind in one shift, and how many of a team may be on it at once.
BREAK_ALLOWANCES_MIN: dict[BreakKind, int] = {BreakKind.BREAK: 30, BreakKind.MEAL: 60}
BREAK_TEAM_CAPS: dict[BreakKind, int] = {BreakKind.COACHING: 2}
TEAM_CAP = 3  # on any break that counts
SHIFT_CHANGES = (time(8), time(14), time(22))

LANGUAGES = ("zh_CN", "en")


def break_codes() -> tuple[BreakCode, ...]:
    """What the demo's words for breaks mean, in each language it may speak: for the centre's settings."""
    found: dict[str, BreakCode] = {}
    for kind, words in BREAK_CODES.items():
        minutes = BREAK_LIMITS_MIN.get(kind)
        for code in words.values():
            name_zh = "系统置忙" if kind is BreakKind.FORCED else words["zh_CN"]
            name_en = "Paused by the system" if kind is BreakKind.FORCED else words["en"]
            limit_s = minutes * 60 if minutes else None
            allowance = BREAK_ALLOWANCES_MIN.get(kind)
            found[code.casefold()] = BreakCode(
                code,
                kind,
                limit_s,
                name_zh,
                name_en,
                allowance_s=allowance * 60 if allowance else None,
                team_cap=BREAK_TEAM_CAPS.get(kind),
            )
    return tuple(found.values())


def break_rules() -> dict[str, Any]:
    """How the demo's house regulates breaks: settings of the centre by name."""
    return {"break_codes": break_codes(), "break_team_cap": TEAM_CAP, "shift_changes": SHIFT_CHANGES}


@dataclass(frozen=True)
class QueuePlan:
    """One queue: what its customers want, how long it takes and how long they bear to wait.

    Times are means in seconds. *opens* and *closes* are hours of the centre's wall clock (*closes* past 24
    reaches into the next morning; 0 to 24 is all day). *patience_s* is the scale of the patience. A contact
    that waited *longest_wait_s* overflows to the queue keyed *overflow*; *transfer* is where agents send what
    is not theirs. *hard* is the share of contacts that leave an agent shaken.
    """

    key: str
    names: dict[str, str]
    channel: Channel
    threshold_s: int
    talk_s: float
    after_contact_s: float
    patience_s: float
    longest_wait_s: float
    opens: float
    closes: float
    overflow: str = ""
    transfer: str = ""
    hard: float = 0.002
    weight: float = 1.0  # how much sooner an agent who serves several takes this one's contacts


def _voice(
    key: str,
    zh: str,
    en: str,
    threshold_s: int,
    talk_s: float,
    after_contact_s: float,
    opens: float = 8,
    closes: float = 22,
    **more: object,
) -> QueuePlan:
    plan: dict[str, object] = {"patience_s": 240.0, "longest_wait_s": 270.0} | more
    return QueuePlan(
        key,
        {"zh_CN": zh, "en": en},
        Channel.VOICE,
        threshold_s,
        talk_s,
        after_contact_s,
        opens=opens,
        closes=closes,
        **plan,  # type: ignore[arg-type]
    )


QUEUES: tuple[QueuePlan, ...] = (
    _voice("billing", "话费查询", "Billing", 20, 165, 20, overflow="plans", transfer="complaints"),
    _voice("plans", "套餐办理", "Plans", 20, 220, 32, overflow="billing", transfer="porting"),
    _voice(
        "broadband",
        "宽带报障",
        "Broadband faults",
        20,
        270,
        38,
        0,
        24,
        overflow="tech",
        transfer="complaints",
    ),
    _voice("tech", "技术支持", "Tech support", 30, 320, 40, overflow="broadband", transfer="broadband"),
    _voice("complaints", "投诉受理", "Complaints", 20, 360, 65, transfer="billing", hard=0.05),
    _voice("vip", "VIP贵宾", "VIP", 15, 230, 30, 0, 24, overflow="business", hard=0.004, weight=1.6),
    _voice("business", "企业客户", "Business", 15, 290, 45, 8.5, 20, overflow="vip", transfer="tech"),
    _voice("porting", "携号转网", "Number porting", 30, 280, 40, overflow="plans", hard=0.01),
    _voice("roaming", "国际漫游", "Roaming", 20, 200, 25, overflow="billing"),
    _voice("night", "夜间值班", "Night desk", 30, 210, 25, 22, 32),
    QueuePlan(
        "webchat",
        {"zh_CN": "在线客服", "en": "Web chat"},
        Channel.CHAT,
        60,
        520,
        25,
        patience_s=330,
        longest_wait_s=420,
        opens=0,
        closes=24,
        overflow="messenger",
    ),
    QueuePlan(
        "messenger",
        {"zh_CN": "微信客服", "en": "Messenger chat"},
        Channel.MESSENGER,
        45,
        460,
        20,
        patience_s=330,
        longest_wait_s=420,
        opens=7.5,
        closes=23,
        overflow="webchat",
    ),
)

QUEUE_OF = {queue.key: queue for queue in QUEUES}


@dataclass(frozen=True)
class TeamPlan:
    """One team: how many agents at scale 1, and which queues they serve.

    *skills* are shares of the team and the queues of that share, the agents' own queue first. *shifts* are
    shares and keys of SHIFTS.
    """

    key: str
    names: dict[str, str]
    agents: int
    skills: tuple[tuple[float, tuple[str, ...]], ...]
    shifts: tuple[tuple[float, str], ...]
    chats_at_once: int = 1


@dataclass(frozen=True)
class ShiftPlan:
    """One shift by the wall clock, in hours; None is the edge of the business day.

    *meal* is when its agents go to eat: the hours between which the meals begin.
    """

    begins: float | None
    ends: float | None
    meal: tuple[float, float]


SHIFTS: dict[str, ShiftPlan] = {
    "early": ShiftPlan(7.75, 15.75, (11.0, 12.25)),
    "morning": ShiftPlan(8.0, 16.0, (11.0, 12.5)),
    "day": ShiftPlan(8.5, 17.5, (11.5, 13.0)),
    "late_day": ShiftPlan(9.5, 18.5, (12.0, 13.5)),
    "late": ShiftPlan(14.0, 22.0, (17.25, 18.75)),
    "evening": ShiftPlan(15.0, 22.5, (17.75, 19.25)),
    # The night's two crews change at the start of the business day, so that no shift belongs to two days.
    "before": ShiftPlan(None, None, (19.5, 20.5)),
    "after": ShiftPlan(None, None, (3.5, 4.5)),
}
NIGHT_SHIFT_H = 8.5

_OFFICE = (
    (0.18, "early"),
    (0.10, "morning"),
    (0.26, "day"),
    (0.17, "late_day"),
    (0.13, "late"),
    (0.16, "evening"),
)

TEAMS: tuple[TeamPlan, ...] = (
    TeamPlan(
        "billing1",
        {"zh_CN": "话费一组", "en": "Billing 1"},
        16,
        (
            (0.35, ("billing", "porting", "plans")),
            (0.35, ("billing", "complaints")),
            (0.3, ("billing", "roaming", "plans")),
        ),
        _OFFICE,
    ),
    TeamPlan(
        "billing2",
        {"zh_CN": "话费二组", "en": "Billing 2"},
        13,
        ((0.5, ("roaming", "porting")), (0.5, ("billing", "roaming", "complaints"))),
        _OFFICE,
    ),
    TeamPlan(
        "plans",
        {"zh_CN": "套餐转网组", "en": "Plans & Porting"},
        18,
        (
            (0.25, ("plans", "porting", "billing")),
            (0.2, ("plans", "complaints")),
            (0.35, ("porting", "roaming")),
            (0.2, ("plans", "roaming")),
        ),
        _OFFICE,
    ),
    TeamPlan(
        "broadband",
        {"zh_CN": "宽带组", "en": "Broadband"},
        14,
        ((0.6, ("broadband", "tech")), (0.4, ("broadband", "tech", "business"))),
        _OFFICE,
    ),
    TeamPlan(
        "tech",
        {"zh_CN": "技术支持组", "en": "Tech Support"},
        10,
        ((0.6, ("tech", "business")), (0.4, ("tech", "broadband"))),
        _OFFICE,
    ),
    TeamPlan(
        "complaints",
        {"zh_CN": "投诉处理组", "en": "Complaints"},
        11,
        ((0.6, ("complaints", "vip")), (0.4, ("complaints", "business"))),
        _OFFICE,
    ),
    TeamPlan(
        "key_accounts",
        {"zh_CN": "贵宾与企业组", "en": "VIP & Business"},
        12,
        ((0.5, ("vip", "business")), (0.5, ("business", "vip"))),
        _OFFICE,
    ),
    TeamPlan(
        "online",
        {"zh_CN": "在线服务组", "en": "Online"},
        14,
        ((0.55, ("webchat", "messenger")), (0.45, ("messenger", "webchat"))),
        (*((share * 0.64, shift) for share, shift in _OFFICE), (0.18, "before"), (0.14, "after")),
        chats_at_once=3,
    ),
    TeamPlan(
        "night",
        {"zh_CN": "夜班组", "en": "Night"},
        12,
        ((0.5, ("night", "vip")), (0.5, ("broadband", "night"))),
        ((0.5, "before"), (0.5, "after")),
    ),
)
