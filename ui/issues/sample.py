"""A centre's issues for pictures: eight departments, some forty issues in every state, clocks of every
colour."""

# ruff: noqa: E501  # one issue a line

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from supervisor.issues.clock import Clock, Frame, Pause, Verdict, Waiting
from supervisor.issues.department import Department, Reach
from supervisor.issues.issue import (
    CauseKind,
    Counters,
    Criterion,
    Facts,
    Issue,
    Measured,
    Origin,
    Severity,
    Standing,
    Text,
)
from supervisor.issues.line import IssueLine, Names, line_of, most_urgent
from supervisor.issues.states import ClockKind, State
from supervisor.ivr.node import Node
from supervisor.words import language
from supervisor.workdays.calendar import WorkCalendar
from ui.issues.known import Known

ZONE = ZoneInfo("Asia/Shanghai")
WHO = ("周敏", "Zhou Min")

DEPARTMENTS = (
    ("billing", ("计费中心", "Billing"), ("王磊", "Wang Lei"), ("宋立", "Song Li")),
    ("network", ("网络部", "Networks"), ("李强", "Li Qiang"), ("高峰", "Gao Feng")),
    ("market", ("市场部", "Marketing"), ("陈思", "Chen Si"), ("许可", "Xu Ke")),
    ("it", ("信息技术部", "Information technology"), ("赵晨", "Zhao Chen"), ("罗毅", "Luo Yi")),
    ("field", ("装维中心", "Field service"), ("孙浩", "Sun Hao"), ("邓平", "Deng Ping")),
    ("shops", ("渠道管理部", "Shops and dealers"), ("吴佳", "Wu Jia"), ("谢宁", "Xie Ning")),
    ("legal", ("法务合规部", "Legal and compliance"), ("郑文", "Zheng Wen"), ("韩雪", "Han Xue")),
    ("roaming", ("国际业务部", "International services"), ("冯涛", "Feng Tao"), ("曹颖", "Cao Ying")),
)

CATEGORIES = (
    ("话费争议", "Bill disputed"),
    ("网络质量", "Network quality"),
    ("套餐办理", "Plans"),
    ("宽带装维", "Broadband fitting"),
    ("信息安全", "Data protection"),
    ("国际漫游", "Roaming"),
)

NODES = (("ivr-bill", "1", ("账单查询", "Bills")), ("ivr-fault", "2", ("故障报修", "Faults")))


class _Spec(NamedTuple):
    title: tuple[str, str]
    department: int
    category: int
    severity: int
    state: State
    began: int  # days ago
    more: str = ""  # what is special: paused, returned, extended, reopened, internal, back


_S = State
_SPECS = (
    _Spec(("月初账单重复扣收来电显示费", "Caller display is charged twice at the start of a month"), 0, 0, 1, _S.WORKING, 40, "late extended"),
    _Spec(("国际漫游流量提醒晚到两小时", "Roaming data warnings arrive two hours late"), 7, 5, 2, _S.WORKING, 22, "today"),
    _Spec(("地铁三号线沿线掉话", "Calls drop along metro line 3"), 1, 1, 1, _S.WORKING, 30, "paused"),
    _Spec(("老套餐转新套餐被告知需到营业厅", "Customers are sent to a shop to change an old plan"), 2, 2, 3, _S.WORKING, 12, "calm"),
    _Spec(("自助退订短信回复失败", "Cancelling by text message fails"), 3, 2, 2, _S.WORKING, 18, "soon"),
    _Spec(("宽带移机超过承诺时限", "Moving broadband takes longer than promised"), 4, 3, 2, _S.WORKING, 35, "reopened late"),
    _Spec(("电子发票抬头无法修改", "The name on an e-invoice cannot be changed"), 0, 0, 3, _S.WORKING, 16, "calm"),
    _Spec(("合约到期前未提醒", "No word before a contract ends"), 2, 2, 3, _S.ANSWERED, 9, "calm"),
    _Spec(("流量不清零规则口径不一", "What is told about unused data differs"), 2, 2, 2, _S.ANSWERED, 7, "soon"),
    _Spec(("充值到账延迟", "Top-ups arrive late"), 3, 0, 2, _S.ANSWERED, 8, "calm"),
    _Spec(("装维人员未按预约时间上门", "Technicians miss their appointment"), 4, 3, 2, _S.ANSWERED, 10, "returned"),
    _Spec(("代理商承诺赠品未兑现", "Gifts that dealers promised do not come"), 5, 2, 2, _S.CONFIRMED, 6, "late"),
    _Spec(("夜间短信验证码收不到", "Codes by text message do not come at night"), 1, 1, 1, _S.CONFIRMED, 3, "today"),
    _Spec(("携号转网审核退回无理由", "Porting is refused without a reason"), 6, 2, 2, _S.CONFIRMED, 5, "paused"),
    _Spec(("营业厅补卡要求与热线口径不同", "Shops ask for other papers than the hotline says"), 5, 2, 3, _S.CONFIRMED, 2, "calm"),
    _Spec(("实名信息变更后服务被停", "Service stops after a change of name"), 3, 4, 1, _S.RECEIVED, 4, "late"),
    _Spec(("积分兑换页面打不开", "The page of points does not open"), 3, 2, 3, _S.RECEIVED, 2, "today"),
    _Spec(("家庭宽带晚高峰网速低", "Home broadband is slow in the evening"), 1, 1, 2, _S.RECEIVED, 1, "calm returned"),
    _Spec(("漫游地图提示资费错误", "The roaming map shows a wrong price"), 7, 5, 3, _S.RECEIVED, 3, "today"),
    _Spec(("信用额度调整未告知", "Credit limits change without a word"), 0, 0, 2, _S.SENT, 3, "late"),
    _Spec(("推销电话以客服名义拨打", "Sales calls are made in the name of the service"), 6, 4, 1, _S.SENT, 1, "today"),
    _Spec(("五星用户专席排队过长", "Best customers wait too long"), 2, 2, 3, _S.SENT, 0, "calm"),
    _Spec(("装机材料费解释不清", "Costs of material are not explained"), 4, 3, 3, _S.SENT, 0, "calm"),
    _Spec(("境外紧急停机无渠道", "No way to block a card from abroad"), 7, 5, 2, _S.SENT, 2, "late"),
    _Spec(("短信提醒用语生硬", "Text messages sound harsh"), 2, 2, 4, _S.READY, 1),
    _Spec(("滞纳金减免规则不透明", "When late fees are waived is unclear"), 0, 0, 3, _S.READY, 2, "returned"),
    _Spec(("光猫更换押金退还慢", "Deposits for modems are returned late"), 4, 3, 3, _S.READY, 0),
    _Spec(("网上营业厅登录频繁失效", "The web shop logs customers out"), 3, 4, 2, _S.READY, 3, "ruling"),
    _Spec(("语音菜单账单查询层级过深", "Bills are too deep in the voice menu"), 3, 0, 3, _S.DRAFT, 0, "node"),
    _Spec(("老年用户不会用视频客服", "Older customers cannot use video service"), 2, 2, 4, _S.DRAFT, 1),
    _Spec(("班组反映系统查询缓慢", "Agents say that look-ups are slow"), 3, 4, 3, _S.DRAFT, 2, "internal"),
    _Spec(("预存话费返还规则投诉增多", "More complaints about returned deposits"), -1, 0, 3, _S.DRAFT, 0),
    _Spec(("停机保号恢复不及时", "Parked numbers are not put back in time"), 0, 2, 2, _S.DONE, 45, "calm"),
    _Spec(("欠费停机误停", "Lines are cut off by mistake"), 0, 0, 1, _S.DONE, 60, "late ineffective"),
    _Spec(("小区弱覆盖投诉集中", "Weak signal in one housing estate"), 1, 1, 2, _S.DONE, 50, "soon"),
    _Spec(("流量包叠加顺序错误", "Data packs are used up in the wrong order"), 0, 0, 2, _S.VERIFIED, 70),
    _Spec(("门户首页资费公示过期", "The prices on the start page are old"), 2, 2, 3, _S.VERIFIED, 55),
    _Spec(("挂失后仍产生费用", "Costs arise after a loss was reported"), 0, 0, 1, _S.CLOSED, 120),
    _Spec(("暴雨期间报修无人接听", "Nobody answers fault reports in heavy rain"), 4, 3, 1, _S.CLOSED, 150, "back"),
    _Spec(("营业厅排队叫号错乱", "Queue numbers in shops are mixed up"), 5, 2, 3, _S.CLOSED, 110),
    _Spec(("客户希望免费换机", "Customers want new telephones for nothing"), 2, 2, 4, _S.REJECTED, 60),
    _Spec(("账单重复扣费（另一来源）", "Charged twice (from another source)"), 0, 0, 2, _S.MERGED, 38),
)  # fmt: skip


def said(words: tuple[str, str]) -> str:
    """Chinese or English, as is spoken."""
    return words[0] if language().startswith("zh") else words[1]


def sample_frame(today: date) -> Frame:
    """The calendar of the centre: five days a week, next year not published yet."""
    own = WorkCalendar("centre", "", ZONE, provisional=frozenset({today.year + 1}))
    return Frame({"": own, "centre": own})


def sample_departments() -> tuple[Department, ...]:
    """Eight departments, by name."""
    made = [
        Department(id, said(name), Reach(said(contact), f"{id}@example.com", head=said(head)), version=1)
        for id, name, contact, head in DEPARTMENTS
    ]
    return tuple(sorted(made, key=lambda each: each.name))


def sample_nodes() -> tuple[Node, ...]:
    """Two nodes of the voice menu."""
    return tuple(Node(id, said(title), key, place=at, version=1) for at, (id, key, title) in enumerate(NODES))


def sample_known(today: date) -> Known:
    """What every tab knows of this centre."""
    departments = sample_departments()
    return Known(
        departments,
        sample_nodes(),
        tuple(sorted(said(each) for each in CATEGORIES)),
        sample_frame(today),
        {each.id: each for each in departments},
    )


def sample_issues(now: datetime) -> tuple[Issue, ...]:
    """The issues as they stand at *now*, oldest number first."""
    ordered = sorted(_SPECS, key=lambda spec: -spec.began)
    return tuple(_issue(at, spec, now) for at, spec in enumerate(ordered, 1))


def sample_lines(now: datetime) -> tuple[IssueLine, ...]:
    """The issues as lines of the list, the most urgent first."""
    today = now.astimezone(ZONE).date()
    frame = sample_frame(today)
    names = Names(
        {each.id: each.name for each in sample_departments()},
        {each.id: each.title for each in sample_nodes()},
    )
    made = []
    for issue in sample_issues(now):
        answered = None
        if issue.text.correction:
            answered = (issue.made_at + timedelta(days=4), issue.text.correction)
        made.append(line_of(issue, frame, now, names, answered))
    return tuple(most_urgent(made))


def _issue(id: int, spec: _Spec, now: datetime) -> Issue:
    today = now.astimezone(ZONE).date()
    made_at = _at(today - timedelta(days=spec.began + 2), 10, id % 50)
    answered = spec.state in _ANSWERED
    sent = spec.state not in (State.DRAFT, State.READY)
    promised = today + timedelta(days=_LEFT.get(_mood(spec), 10)) if answered else None
    first = None
    if promised is not None:
        first = promised - timedelta(days=14) if "extended" in spec.more else promised
    over = spec.state in (State.CLOSED, State.REJECTED, State.MERGED)
    return Issue(
        id,
        f"WT-{made_at:%Y}-{id:05}-{'0123456789X'[id * 7 % 11]}",
        said(spec.title),
        spec.state,
        Text(
            description=said(
                (
                    "客户来电反映：" + spec.title[0] + "。坐席按现有口径解释后客户仍不认可。",
                    f"Customers say: {spec.title[1].lower()}. What agents may say does not satisfy them.",
                )
            ),
            cause=said(("系统规则与公示不一致", "The system’s rule is not what was published"))
            if answered
            else "",
            containment=said(
                ("先致歉并登记，承诺两日内回复", "Apologise, note it, promise word in two days")
            ),
            correction=said(("修正规则并重新核对受影响客户", "Mend the rule, check who was affected"))
            if answered
            else "",
        ),
        Facts(
            category=said(CATEGORIES[spec.category]),
            node="ivr-bill" if "node" in spec.more else "",
            origin=list(Origin)[id % len(Origin)],
            severity=Severity(spec.severity),
            department=DEPARTMENTS[spec.department][0] if spec.department >= 0 else "",
            cause_kind=CauseKind.SYSTEM if answered else None,
            affected_a_week=float(5 + id * 3),
            first_seen=made_at.date() - timedelta(days=6),
            last_seen=made_at.date(),
            wished=today + timedelta(days=3) if sent and not over else None,
            measure_owner=said(DEPARTMENTS[spec.department][2]) if answered else "",
            criterion=_criterion(spec, made_at.date()) if answered else None,
            internal="internal" in spec.more,
            tags=(said(("月初", "Start of month")),) if spec.category == 0 else (),
        ),
        Standing(
            clocks=_clocks(spec, today),
            counters=Counters(
                meetings=min(4, spec.began // 14),
                returns=2 if "ruling" in spec.more else int("returned" in spec.more),
                extensions=int("extended" in spec.more),
                not_effective=int("ineffective" in spec.more),
                reopened=int("reopened" in spec.more),
                recurrences=int("back" in spec.more),
            ),
            promised_first=first,
            promised=promised,
            done_on=today - timedelta(days=12) if spec.state in _DONE else None,
            ruling_wanted="ruling" in spec.more,
            watchers=(said(WHO),) if id % 4 == 0 else (),
        ),
        made_at,
        said(WHO) if id % 3 else said(("林燕", "Lin Yan")),
        min(now, made_at + timedelta(days=spec.began)),
        made_at + timedelta(days=spec.began) if over else None,
        version=3,
    )


_DONE = frozenset({State.DONE, State.VERIFIED, State.CLOSED})
_ANSWERED = _DONE | {State.ANSWERED, State.WORKING}
_LEFT = {"late": -6, "today": 0, "soon": 1, "calm": 16}
"""Days from today to the limit."""


def _mood(spec: _Spec) -> str:
    return next((word for word in spec.more.split() if word in _LEFT), "calm")


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


def _criterion(spec: _Spec, made: date) -> Criterion:
    return Criterion(
        Measured.CATEGORY,
        said(CATEGORIES[spec.category]),
        made - timedelta(days=30),
        made,
        target=0.5,
        judge=said(("郑红", "Zheng Hong")),
        written_at=_at(made, 11),
        written_by=said(WHO),
    )


def _clocks(spec: _Spec, today: date) -> tuple[Clock, ...]:
    """The clocks that ran before the state, stopped, and the one that runs in it."""
    began = today - timedelta(days=spec.began)
    sign, answer = ClockKind.SIGN_FOR, ClockKind.ANSWER
    match spec.state:
        case State.DRAFT | State.READY | State.REJECTED | State.MERGED:
            return ()
        case State.SENT:
            return _runs(sign, began, spec, today), Clock(answer, _at(began, 10), days=5)
        case State.RECEIVED | State.CONFIRMED:
            return _over(sign, began, 1), _runs(answer, began, spec, today)
    before: tuple[Clock, ...] = (_over(sign, began, 1), _over(answer, began, 3))
    if spec.state in (State.ANSWERED, State.WORKING):
        return *before, _runs(ClockKind.SOLUTION, began + timedelta(days=3), spec, today)
    before = (*before, _over(ClockKind.SOLUTION, began, 20))
    if spec.state is State.DONE:
        return *before, _runs(ClockKind.VERIFICATION, today - timedelta(days=12), spec, today)
    return *before, _over(ClockKind.VERIFICATION, began + timedelta(days=21), 20)


def _runs(kind: ClockKind, began: date, spec: _Spec, today: date) -> Clock:
    on = today + timedelta(days=_LEFT[_mood(spec)])
    pauses: tuple[Pause, ...] = ()
    if "paused" in spec.more:
        party = said(("铁塔公司", "the tower company"))
        why = said(("等待基站扩容", "Waiting for more capacity of the mast"))
        since = _at(today - timedelta(days=2), 9)
        pauses = (Pause(since, why, Waiting.THIRD, party, _at(today + timedelta(days=5), 18)),)
    first = on - timedelta(days=14) if "extended" in spec.more else on
    return Clock(kind, _at(min(began, on), 10), on=on, first_on=first, pauses=pauses)


def _over(kind: ClockKind, began: date, days: int) -> Clock:
    end = _at(began + timedelta(days=days), 16)
    in_time = began.day % 4 != 0
    limit = end + timedelta(hours=2) if in_time else end - timedelta(hours=6)
    verdict = Verdict(end, limit, days * 8 * 3600.0, in_time, "centre", 1)
    return Clock(kind, _at(began, 10), days=days, stopped=end, verdicts=(verdict,))
