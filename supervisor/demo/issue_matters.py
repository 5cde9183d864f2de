"""What the demo's issues rest on: contacts that are there, figures, findings, recordings, a file, a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import Connection

from supervisor.clock import BusinessDays
from supervisor.demo.drawn import drawn_day
from supervisor.demo.issue_lives import Life
from supervisor.demo.issue_year import Year
from supervisor.demo.weaknesses import TYPES, Past
from supervisor.facts.contact import Entry
from supervisor.issues import file_store
from supervisor.issues.evidence import (
    Common,
    ContactName,
    Contacts,
    Figure,
    ImportRow,
    Matter,
    QualityFinding,
    Recording,
)
from supervisor.issues.issue import Origin
from supervisor.sources.simulated.people import Agent

SOURCE = "demo"
DRAWN_DAYS = (2, 9)
"""Of so many days ago are the contacts that issues name: of the last 14 days each is kept."""
_MOST = 14

Drawn = Mapping[date, Sequence[Entry]]

_ITEMS = (
    ("knowledge", {"zh_CN": "答复准确、完整", "en": "The answer is right and complete"}),
    ("solution", {"zh_CN": "给出可行的解决办法", "en": "Offered a way that works"}),
    ("promise", {"zh_CN": "承诺合规", "en": "Promises as the rules allow"}),
)
_FIGURES = (
    ("fcr", {"zh_CN": "一次解决率", "en": "Resolved at first contact"}, 0.62, 0.80, True),
    ("complaint_rate", {"zh_CN": "投诉率", "en": "Complaint rate"}, 0.006, 0.021, False),
    ("dispatch_rate", {"zh_CN": "派单率", "en": "Work-order rate"}, 0.08, 0.19, False),
    ("csat", {"zh_CN": "满意度", "en": "Satisfaction"}, 0.71, 0.84, True),
)
_METHOD = {
    "zh_CN": "按来电类型“{type}”筛选，全部班组，工作日与休息日合计。",
    "en": "Contacts of the type “{type}”, all teams, working days and days off together.",
}
_FILE = {"zh_CN": "客户名单-{nth}.csv", "en": "customers-{nth}.csv"}
_SHEET = {"zh_CN": ("投诉日报.xlsx", "明细"), "en": ("complaints of the day.xlsx", "Details")}
_HOW = {"zh_CN": "{day}，类型“{type}”，已接通", "en": "{day}, type “{type}”, answered"}
_NOTE = {"zh_CN": "抽听三通，情况一致。", "en": "Listened to three of them: the same each time."}
_COMMON = {"zh_CN": ("一次解决率", "宽带与技术"), "en": ("Resolved at first contact", "Broadband & Tech")}


def drawn_contacts(
    agents: Sequence[Agent], past: Past, days: BusinessDays, seed: int, language: str
) -> Drawn:
    """The contacts of a few days, as the demo's past has them."""
    found = {}
    for ago in DRAWN_DAYS:
        day = past.today - timedelta(days=ago)
        found[day] = drawn_day(agents, past, days, day, seed=seed, language=language).entries
    return found


def matters(
    db: Connection, life: Life, year: Year, drawn: Drawn, *, nth: int
) -> tuple[tuple[Matter, str], ...]:
    """What the *nth* issue rests on when it is made, each with a note; nothing for one that came up in a
    meeting."""
    if life.origin is Origin.MEETING:
        return ()
    rng, language, made = year.rng, year.language, life.made
    about = TYPES[life.topic.type][language]
    found: list[tuple[Matter, str]] = []
    of_day = next((day for day in sorted(drawn, reverse=True) if day < made), None)
    if of_day is not None and life.topic.type != "other":
        found.append((_contacts(drawn[of_day], of_day, about, rng, language), _NOTE[language]))
    kind = nth % 5
    if life.origin is Origin.QUALITY or kind == 1:
        found.append((_finding(made, rng, language), ""))
    if kind in (0, 2) or not found:
        found.append((_figure(made, about, rng, language), ""))
    if kind == 3:
        path = f"{made:%Y/%m/%d}/{6000 + rng.randrange(400)}-{rng.randrange(10**6):06d}.wav"
        found.append((Recording(path, float(rng.randrange(20, 400)), source=SOURCE), ""))
    if life.origin is Origin.IMPORT:
        file, sheet = _SHEET[language]
        found.append((ImportRow(file, sheet, 2 + rng.randrange(60)), ""))
    if nth % 17 == 4:
        rows = "".join(f"{made},{about},{rng.randrange(10**8):08d}\n" for _row in range(12))
        kept = file_store.keep(
            db, _FILE[language].format(nth=nth), f"day,type,number\n{rows}".encode(), at=year.at(made, 9)
        )
        found.append((kept, ""))
    if life.origin is Origin.TRAINING:
        title, group = _COMMON[language]
        month = (made.replace(day=1) - timedelta(days=1)).replace(day=1)
        found.append((Common("fcr", title, group, month, 17, 24, "71 %"), ""))
    return tuple(found)


def _contacts(entries: Sequence[Entry], day: date, about: str, rng: Random, language: str) -> Contacts:
    fitting = [one for one in entries if one.type == about and one.login]
    some = sorted(rng.sample(fitting, min(_MOST, len(fitting))), key=lambda one: one.entered_ms)
    names = tuple(ContactName(SOURCE, one.contact, one.queue, _instant(one.entered_ms)) for one in some)
    return Contacts(names, _HOW[language].format(day=day, type=about))


def _finding(made: date, rng: Random, language: str) -> QualityFinding:
    item, title = _ITEMS[rng.randrange(len(_ITEMS))]
    looked = rng.randrange(40, 160)
    errors = round(looked * rng.uniform(0.08, 0.3))
    since, until = made - timedelta(days=28), made - timedelta(days=1)
    return QualityFinding("demo-voice", item, title[language], errors, looked, since, until)


def _figure(made: date, about: str, rng: Random, language: str) -> Figure:
    kpi, title, low, high, _rises = _FIGURES[rng.randrange(len(_FIGURES))]
    value, n = rng.uniform(low, high), rng.randrange(180, 2400)
    since, until = made - timedelta(days=30), made - timedelta(days=1)
    method = _METHOD[language].format(type=about)
    return Figure(kpi, title[language], round(value, 4), f"{value:.1%}", n, since, until, about, method)


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
