"""The demo's promised call-backs, each as far as one can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from supervisor.demo.departments import SUPERVISORS
from supervisor.demo.issue_acts import Desk
from supervisor.demo.issue_year import Act
from supervisor.issues import callback_store
from supervisor.issues.callback import Callback, Promise, due

_Words = dict[str, str]


@dataclass(frozen=True)
class _Call:
    """A promise of *ago* working days ago, due in so many working *days* from then; *tried* in vain so many
    times; *made* after so many working days (None: not yet). *topic* of the issue that it belongs to."""

    customer: str
    about: _Words
    ago: int
    days: int
    tried: int = 0
    made: int | None = None
    topic: str = ""


CALLS: tuple[_Call, ...] = (
    _Call(
        "138****0412", {"zh_CN": "退费到账时间", "en": "when the money comes back"}, 2, 2, 1, None, "autopay"
    ),
    _Call(
        "139****7735", {"zh_CN": "上门改约时间", "en": "another time for the visit"}, 6, 3, 2, None, "no_show"
    ),
    _Call("李女士", {"zh_CN": "合同副本", "en": "a copy of the contract"}, 4, 2),
    _Call(
        "136****2290", {"zh_CN": "网速复测结果", "en": "speed measured again"}, 1, 4, topic="evening_speed"
    ),
    _Call("137****5518", {"zh_CN": "漫游费用明细", "en": "roaming charges in detail"}, 0, 2),
    _Call("王先生", {"zh_CN": "专票进度", "en": "how far the invoice is"}, 1, 2, 1),
    _Call("135****6604", {"zh_CN": "套餐变更是否生效", "en": "whether the plan has changed"}, 9, 2, 0, 1),
    _Call("150****3127", {"zh_CN": "违约金计算", "en": "how the penalty is computed"}, 14, 2, 1, 2),
    _Call("158****9081", {"zh_CN": "补卡办理地点", "en": "where to have a new card"}, 18, 2, 0, 2),
    _Call("186****4470", {"zh_CN": "光猫更换", "en": "another modem"}, 22, 3, 2, 6),
    _Call("188****1256", {"zh_CN": "投诉处理结果", "en": "what came of the complaint"}, 30, 2, 0, 5),
    _Call("133****8862", {"zh_CN": "信号复测", "en": "signal measured again"}, 41, 2, 0, 1),
)
_REACHED = {"zh_CN": "已联系客户，客户认可。", "en": "Spoken to; content."}


def promise_calls(desk: Desk, days: int) -> None:
    """Have the calls be promised, tried and made, those of the last *days*."""
    year = desk.year
    for call in CALLS:
        at = year.at(year.worked(year.today, -call.ago), 9.25)
        if at > year.now or call.ago == 0:
            at = year.now - timedelta(minutes=25)
        if (year.today - year.day(at)).days < days:
            year.when(at, _promised(desk, call))


def _promised(desk: Desk, call: _Call) -> Act:
    year = desk.year

    def act(db: Connection, at: datetime) -> None:
        by = SUPERVISORS[(call.ago + call.days) % 2].name[year.language]
        issue = next((id for id, life in desk.lives.items() if life.topic.key == call.topic), 0)
        said = Promise(call.customer, call.about[year.language], by, by)
        until = due(year.calendar, at, call.days)
        _changes, kept = callback_store.promise(db, said, at, until, issue=issue, at=at, who=by)
        for nth in range(call.tried):
            year.when(at + timedelta(hours=3 + 20 * nth), _tried(kept.id, by))
        if call.made is not None:
            year.when(year.later(at, call.made, 15), _made(kept.id, by, _REACHED[year.language]))

    return act


def _now(db: Connection, id: str) -> Callback:
    return callback_store.get(db, id)


def _tried(id: str, by: str) -> Act:
    def act(db: Connection, at: datetime) -> None:
        callback_store.tried(db, _now(db, id), at=at, who=by)

    return act


def _made(id: str, by: str, outcome: str) -> Act:
    def act(db: Connection, at: datetime) -> None:
        callback_store.made(db, _now(db, id), outcome, at=at, who=by)

    return act
