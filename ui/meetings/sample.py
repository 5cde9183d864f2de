"""A coordination meeting for pictures and tests: a series, the next meeting with its agenda, one that is
closed, and the actions of both."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from supervisor.issues.clock import Light, Reading
from supervisor.issues.department import Department
from supervisor.issues.effect import Effect, EffectVerdict, Side
from supervisor.issues.issue import Facts, Issue, Standing, Text
from supervisor.issues.states import STATE_LABELS, ClockKind, State
from supervisor.meetings.actions import ActionLine, ActionState
from supervisor.meetings.agenda import Budget, Look, Said
from supervisor.meetings.meeting import (
    Attendance,
    Came,
    Item,
    Meeting,
    MeetingState,
    MeetingText,
    Outcome,
    OutcomeKind,
)
from supervisor.meetings.minutes import ClockThen, ItemThen, Minutes, PersonThen
from supervisor.meetings.series import Every, Pattern, Person, Section, Series, Template
from supervisor.meetings.sitting import Sitting
from supervisor.words import _, language
from ui.issues.known import Known
from ui.meetings.told import Listed, MeetingRow
from ui.meetings.work import Told

ZONE = ZoneInfo("Asia/Shanghai")


def said(chinese: str, english: str) -> str:
    """Chinese or English, as is spoken."""
    return chinese if language().startswith("zh") else english


def departments() -> dict[str, str]:
    """Names of departments by id."""
    return {
        "bill": said("计费中心", "Billing"),
        "net": said("网络维护部", "Network maintenance"),
        "market": said("市场部", "Marketing"),
        "web": said("电子渠道部", "Online channels"),
    }


def known() -> Known:
    """What all pages know."""
    found = tuple(Department(id, name, version=1) for id, name in departments().items())
    return Known(found, by_id={one.id: one for one in found})


def series() -> tuple[Series, ...]:
    """Every second Wednesday, and a monthly one."""
    people = (
        Person(said("李明", "Li Ming"), ""),
        Person(said("秦岚", "Qin Lan"), ""),
        Person(said("周杰", "Zhou Jie"), "bill"),
        Person(said("吴敏", "Wu Min"), "net"),
        Person(said("何伟", "He Wei"), "market"),
        Person(said("林燕", "Lin Yan"), "web"),
    )
    return (
        Series(
            "s1",
            said("服务质量协调会", "Service coordination"),
            Pattern(Every.TWO_WEEKS, 1, 1, time(14, 0), date(2026, 1, 6)),
            ("bill", "net", "market", "web"),
            people,
            Template(other=(said("下期重点", "Focus of the next weeks"),)),
            said("三楼会议室", "Room 301"),
            said("李明", "Li Ming"),
            said("秦岚", "Qin Lan"),
            60,
            version=1,
        ),
        Series(
            "s2",
            said("语音菜单月会", "Voice menu, monthly"),
            Pattern(Every.MONTH_WEEKDAY, 3, 1, time(10, 0)),
            ("web",),
            people[:2],
            place=said("小会议室", "Small room"),
            chair=said("李明", "Li Ming"),
            length=30,
            version=1,
        ),
    )


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def meetings(today: date) -> tuple[Meeting, ...]:
    """The next one, the last one, one of the other series."""
    one, two = series()
    next_text = MeetingText(
        place=one.place, chair=one.chair, minute_taker=one.minute_taker, length=45, number=21
    )
    last_text = MeetingText(
        place=one.place, chair=one.chair, minute_taker=one.minute_taker, length=60, number=20, closings=1
    )
    return (
        Meeting("m21", "s1", _at(today + timedelta(days=1), 14), MeetingState.PLANNED, next_text, 1),
        Meeting("m20", "s1", _at(today - timedelta(days=13), 14), MeetingState.CLOSED, last_text, 3),
        Meeting(
            "v9",
            "s2",
            _at(today + timedelta(days=10), 10),
            MeetingState.PLANNED,
            MeetingText(place=two.place, chair=two.chair, length=30, number=9),
            1,
        ),
    )


def _reading(kind: ClockKind, light: Light, limit: date, left: int) -> Reading:
    at = _at(limit, 18)
    return Reading(kind, light, at, 0.0, left * 32_400.0, left, False, None)


def _outcome(id: str, item: str, kind: OutcomeKind, at: datetime, text: str, **more: object) -> Outcome:
    return Outcome(id, "m20", item, kind, at, said("秦岚", "Qin Lan"), text=text, version=1, **more)  # type: ignore[arg-type]


def _look(
    place: int,
    section: Section,
    number: int,
    minutes: int,
    title: str,
    *,
    state: State = State.SENT,
    department: str = "",
    says: str = "",
    reading: Reading | None = None,
    answer: str = "",
    owner: str = "",
    promised: date | None = None,
    promised_first: date | None = None,
    times: int = 1,
    last: Said | None = None,
    effect: Effect | None = None,
    carried: str = "",
    meeting: str = "m21",
) -> Look:
    item = Item(
        f"{meeting}-{place}",
        meeting,
        place,
        section,
        number,
        "" if number else title,
        minutes,
        owner,
        times=times,
        carried_from=carried,
        version=1,
    )
    called = f"WT-2026-{number:05d}-{number % 9}" if number else ""
    issue = None
    if number:
        at = datetime(2026, 9, 1, 2, tzinfo=UTC)
        issue = Issue(
            number,
            called,
            title,
            state,
            Text(description=says),
            Facts(department=department),
            Standing(promised=promised, promised_first=promised_first),
            at,
            "qin",
            at,
            version=3,
        )
    return Look(
        item,
        title,
        called,
        issue,
        departments().get(department, ""),
        times=times,
        said_last=last,
        actions=tuple(one for one in last.outcomes if one.kind is OutcomeKind.ACTION) if last else (),
        reading=reading,
        readings=(reading,) if reading else (),
        answer=answer,
        answer_owner=owner,
        effect=effect,
    )


def looks(today: date) -> tuple[Look, ...]:
    """The agenda of the next meeting, in its order."""
    on = today - timedelta(days=13)
    then = _at(on, 14, 20)
    zhou, wu, he, lin = (one.name for one in series()[0].people[2:])
    agreed = _outcome(
        "o1",
        "m20-1",
        OutcomeKind.ACTION,
        then,
        said("上线短信去重，给出上线记录", "Put the check live and show the record"),
        owner=zhou,
        owner_department="bill",
        due=today - timedelta(days=3),
        issue=11,
    )
    decided = _outcome(
        "o2",
        "m20-1",
        OutcomeKind.DECISION,
        then,
        said("上线前暂停二次推送", "Until then nothing is sent a second time"),
        issue=11,
    )
    effect = Effect(
        Side(902, 22, 61_000), Side(388, 20, 55_800), EffectVerdict.FELL, 0.47, 0.4, 0.56, 0.45, 0.96, 820.0
    )
    return (
        _look(
            1,
            Section.OVERDUE,
            11,
            8,
            said("月初账单短信重复推送", "The bill is sent twice by text message at the start of the month"),
            state=State.WORKING,
            department="bill",
            says=said(
                "每月 1 至 3 日，客户收到两到三条内容相同的账单短信，担心被重复扣费，来电核实。",
                "On the first three days of the month customers get the same bill two or three times, fear "
                "that they were charged twice, and ring.",
            ),
            reading=_reading(ClockKind.SOLUTION, Light.RED, today - timedelta(days=6), -4),
            answer=said(
                "短信平台重试没有去重；本月 20 日前上线去重。",
                "The gateway tries again without looking whether the message went out; a check goes live by "
                "the 20th.",
            ),
            owner=zhou,
            promised=today - timedelta(days=6),
            promised_first=today - timedelta(days=20),
            times=4,
            last=Said("m20", on, 20, True, (decided, agreed)),
        ),
        _look(
            2,
            Section.RETURNED_TWICE,
            14,
            10,
            said("宽带移机预约后无人上门", "Nobody comes after a move of the line was booked"),
            state=State.READY,
            department="net",
            says=said("预约时间过后没有联系，改约也找不到人。", "Nobody calls after the hour has passed."),
            reading=_reading(ClockKind.ANSWER, Light.TODAY, today, 0),
            times=2,
        ),
        _look(
            3,
            Section.TO_ACCEPT,
            17,
            5,
            said("“首月免费”宣传与实际不符", "“First month free” is not what is charged"),
            state=State.ANSWERED,
            department="market",
            says=said("宣传页写首月免费，账单按天收费。", "The page says free; the bill counts the days."),
            reading=_reading(ClockKind.SOLUTION, Light.GREEN, today + timedelta(days=14), 10),
            answer=said(
                "宣传页少写了条件；修改页面并给已投诉客户退费。",
                "The page left the condition out; it is changed, and who complained is paid back.",
            ),
            owner=he,
            promised=today + timedelta(days=14),
            promised_first=today + timedelta(days=14),
        ),
        _look(
            4,
            Section.NO_ANSWER,
            19,
            3,
            said("App 登录验证码收不到", "The code for signing in to the app does not come"),
            state=State.RECEIVED,
            department="web",
            says=said("夜间收不到验证码，白天正常。", "It does not come at night; by day it does."),
            reading=_reading(ClockKind.ANSWER, Light.AMBER, today + timedelta(days=1), 1),
        ),
        _look(
            5,
            Section.NEW,
            22,
            5,
            said("按 3 键后菜单循环", "After key 3 the menu goes round in a circle"),
            department="web",
            says=said("客户反复听到同一段录音。", "Customers hear the same message again and again."),
            reading=_reading(ClockKind.SIGN_FOR, Light.PAUSED, today + timedelta(days=2), 2),
        ),
        _look(
            6,
            Section.TO_VERIFY,
            8,
            3,
            said("夜间断网无公告", "Nothing is said of outages at night"),
            state=State.DONE,
            department="net",
            says=said("断网后来电等待长。", "Long waits after outages."),
            reading=_reading(ClockKind.VERIFICATION, Light.GREEN, today + timedelta(days=9), 7),
            answer=said("断网 10 分钟内更新语音公告。", "The announcement is changed within ten minutes."),
            owner=wu,
            promised=today - timedelta(days=21),
            times=3,
            effect=effect,
        ),
        _look(
            7,
            Section.CARRIED,
            0,
            6,
            said("部门接口人名单更新", "Who is to be spoken to in each department"),
            owner=lin,
            carried="m20",
            times=2,
        ),
        _look(8, Section.OTHER, 0, 10, series()[0].template.other[0]),
    )


def attendance(came: Came = Came.INVITED, meeting: str = "m21") -> tuple[Attendance, ...]:
    """Who was invited, and whether they came; of the network nobody."""
    return tuple(
        Attendance(
            f"{meeting}|{one.department}|{one.name}",
            meeting,
            one.name,
            one.department,
            Came.ABSENT if came is Came.CAME and one.department == "net" else came,
            version=1,
        )
        for one in series()[0].people
    )


def sitting(today: date, *, running: bool = False) -> Sitting:
    """The next meeting; *running*: under way for 14 minutes, of the first item something was noted."""
    meeting = meetings(today)[0]
    shown = looks(today)
    came = Came.INVITED
    outcomes: dict[str, tuple[Outcome, ...]] = {}
    if running:
        came = Came.CAME
        began = datetime(today.year, today.month, today.day, 2, 28, tzinfo=UTC)
        meeting = msgspec.structs.replace(
            meeting,
            starts_at=began,
            state=MeetingState.RUNNING,
            text=msgspec.structs.replace(meeting.text, began_at=began),
            version=2,
        )
        outcomes = {
            "m21-1": (
                _outcome(
                    "n1",
                    "m21-1",
                    OutcomeKind.ACTION,
                    began,
                    said("周五前提供上线记录", "Show the record of going live"),
                    owner=series()[0].people[2].name,
                    owner_department="bill",
                    due=today + timedelta(days=4),
                    issue=11,
                ),
            )
        }
    items = tuple(one.item for one in shown)
    starts, at = {}, meeting.starts_at
    for item in items:
        starts[item.id] = at
        at += timedelta(minutes=item.minutes)
    planned = sum(item.minutes for item in items)
    return Sitting(
        meeting,
        series()[0],
        items,
        {one.item.id: one for one in shown},
        outcomes,
        attendance(came),
        Budget(planned, meeting.text.length, max(0, planned - meeting.text.length), starts),
        ("net",) if running else (),
        (),
        departments(),
    )


def minutes(today: date) -> Minutes:
    """The minutes of the last meeting."""
    meeting = meetings(today)[1]
    found = looks(today)
    last = found[0].said_last
    items = tuple(
        ItemThen(
            msgspec.structs.replace(one.item, discussed=at < 6, meeting="m20"),
            one.title,
            one.number,
            one.issue.state.value if one.issue else "",
            _(STATE_LABELS[one.issue.state]) if one.issue else "",
            3 if one.issue else None,
            one.department,
            owner=one.answer_owner,
            measure=one.answer,
            promised=one.issue.standing.promised if one.issue else None,
            promised_first=one.issue.standing.promised_first if one.issue else None,
            clocks=(ClockThen("solution", "red", one.reading.limit, said("整改：逾期", "Solution: overdue")),)
            if one.reading
            else (),
            times=max(1, one.times - 1),
            outcomes=last.outcomes if last and at == 0 else (),
            carried=at != 2,
        )
        for at, one in enumerate(found)
    )
    return Minutes(
        meeting,
        1,
        meeting.starts_at + timedelta(minutes=64),
        said("秦岚", "Qin Lan"),
        series()[0].name,
        ZONE.key,
        items,
        tuple(PersonThen(one, departments().get(one.department, "")) for one in attendance(Came.CAME, "m20")),
        (departments()["net"],),
        58,
        departments=departments(),
    )


def listed(today: date) -> Listed:
    """All series, meetings and actions."""
    by_id = {one.id: one for one in series()}
    counts = {"m21": (8, 50, 0), "m20": (9, 58, 2), "v9": (0, 0, 0)}
    rows = tuple(
        MeetingRow(one, by_id[one.series], *counts.get(one.id, (0, 0, 0))) for one in meetings(today)
    )
    begins = meetings(today)[0].starts_at
    starts = {
        "s1": tuple(begins + timedelta(weeks=2 * at) for at in range(5)),
        "s2": tuple(begins + timedelta(days=9 + 28 * at) for at in range(5)),
    }
    return Listed(series(), rows, actions(today), starts)


def actions(today: date) -> tuple[ActionLine, ...]:
    """What was agreed: overdue, open, done."""
    meeting = meetings(today)[1]
    on = meeting.starts_at.astimezone(ZONE).date()
    zhou, wu, he, lin = (one.name for one in series()[0].people[2:])
    made = (
        ("a1", zhou, "bill", -3, None, said("上线短信去重", "Put the check of text messages live"), 11),
        ("a2", wu, "net", 4, None, said("给出移机预约的责任分工", "Say who books moves of lines"), 14),
        ("a3", he, "market", 11, None, said("改宣传页并列出退费名单", "Change the page; list refunds"), 17),
        ("a4", lin, "web", -9, -10, said("核对验证码通道日志", "Look into the log of codes"), 19),
        ("a5", wu, "net", -12, -8, said("断网公告模板", "A text for outages"), 8),
    )
    states = {
        "a1": ActionState.OVERDUE,
        "a4": ActionState.DONE,
        "a5": ActionState.DONE_LATE,
    }
    issues = {one.issue.id: one for one in looks(today) if one.issue}
    found = []
    for id, owner, department, due, done, text, issue in made:
        outcome = _outcome(
            id,
            "m20-1",
            OutcomeKind.ACTION,
            meeting.starts_at,
            text,
            owner=owner,
            owner_department=department,
            due=today + timedelta(days=due),
            done_on=today + timedelta(days=done) if done is not None else None,
            issue=issue,
        )
        state = states.get(id, ActionState.OPEN)
        found.append(
            ActionLine(
                outcome,
                state,
                on,
                meeting.text.number,
                series()[0].name,
                issues[issue].number,
                issues[issue].title,
                departments()[department],
                2 if state is ActionState.OVERDUE else None,
            )
        )
    return tuple(found)


def told(today: date, *, running: bool = False) -> Told:
    """The next meeting with its papers, and the minutes of the last one as if they were its own."""
    from supervisor.meetings.paper import agenda_text, minutes_text

    found, last = sitting(today, running=running), minutes(today)
    return Told(found, agenda_text(found, ZONE, today), ((last, minutes_text(last, today)),))
