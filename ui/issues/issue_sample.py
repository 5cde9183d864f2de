"""One issue in mid-life for pictures: returned once, answered, extended, with evidence of several kinds; what
a new one looks like; and what two people made of one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from supervisor.errors import ConflictError
from supervisor.issues import merge
from supervisor.issues.event import Event, EventKind, Source
from supervisor.issues.evidence import (
    ContactName,
    Contacts,
    Evidence,
    Figure,
    File,
    Matter,
    QualityFinding,
    Recording,
)
from supervisor.issues.issue import Counters, Issue
from supervisor.issues.likeness import Likeness, Past, Proposal
from supervisor.issues.link import Link, LinkKind
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.states import State
from ui.issues.issue_work import Named, Opened
from ui.issues.sample import WHO, said, sample_issues

_DESCRIPTION = (
    "客户每月 1 日至 5 日来电，称**来电显示费被扣两次**，营业厅答复不一：\n\n"
    "- 一处说系统会自动退\n- 另一处说要次月申请\n\n预付费客户因此停机。",
    "Customers call on the first days of a month: **caller display is charged twice**. Shops say different "
    "things:\n\n- one says it is paid back by itself\n- another says to apply in the next month\n\n"
    "Prepaid customers are cut off by it.",
)
_CONTAINMENT = (
    "先致歉，登记退费工单，承诺 2 个工作日内到账；不要让客户去营业厅。",
    "Apologise, open a refund order, promise the money within 2 working days; send nobody to a shop.",
)
_CAUSE = (
    "套餐迁移脚本把旧功能费与新套餐内含功能同时计费。",
    "The script that moves plans bills the old option and the one that the new plan contains.",
)
_CORRECTION = (
    "迁移脚本去重，补退 9 月、10 月多收费用。",
    "The script drops the double one; September and October are paid back.",
)


def sample_opened(now: datetime) -> Opened:
    """Somewhere between the answer and its being done."""
    issue = _issue(now)
    return Opened(
        issue,
        _evidence(now),
        _replies(now, issue),
        _events(now, issue),
        (Link("1", issue.id, 2, LinkKind.RELATED, now, said(WHO)),),
        {
            2: Named(
                2,
                "WT-2026-00002-5",
                said(("国际漫游流量提醒晚到两小时", "Roaming data warnings arrive two hours late")),
            )
        },
        (issue.id,),
    )


def sample_proposals(now: datetime) -> tuple[Proposal, ...]:
    """What a new issue looks like."""
    back = Past(
        91,
        "WT-2025-00091-3",
        said(("账单重复扣收来电显示费", "Caller display is charged twice")),
        State.CLOSED,
        closed_at=now - timedelta(days=61),
    )
    same = Past(
        1,
        "WT-2026-00001-7",
        said(("月初账单重复扣收来电显示费", "Caller display is charged twice at the start of a month")),
        State.WORKING,
    )
    return (
        Proposal(same, (Likeness.TITLE,), 0.7),
        Proposal(back, (Likeness.TITLE, Likeness.CATEGORY), 0.6),
    )


def sample_conflict(now: datetime) -> ConflictError:
    """Two fields that two people changed."""
    base = _issue(now)
    theirs = merge.put(
        base,
        {
            "text.cause": said(
                ("计费系统与 CRM 的功能费规则不一致。", "Billing and CRM have other rules for options.")
            ),
            "facts.affected_a_week": 180.0,
        },
    )
    mine = merge.put(base, {"text.cause": said(_CAUSE) + " (SQ-4418)", "facts.affected_a_week": 140.0})
    paths = merge.conflicts(base, theirs, mine)
    return ConflictError(base.number, paths, paths, base, theirs, mine)


def _issue(now: datetime) -> Issue:
    issue = next(one for one in sample_issues(now) if one.state is State.WORKING and one.standing.promised)
    text = msgspec.structs.replace(
        issue.text,
        description=said(_DESCRIPTION),
        containment=said(_CONTAINMENT),
        cause=said(_CAUSE),
        correction=said(_CORRECTION),
        impact=said(
            ("每周约 160 人次，退费 2.1 万元。", "Some 160 customers a week; 21,000 yuan paid back.")
        ),
    )
    facts = msgspec.structs.replace(
        issue.facts, affected_a_week=160.0, joining=("it",), tags=(said(("账单", "bills")),)
    )
    standing = msgspec.structs.replace(issue.standing, counters=Counters(meetings=4, returns=1, extensions=1))
    return msgspec.structs.replace(issue, text=text, facts=facts, standing=standing)


def _evidence(now: datetime) -> tuple[Evidence, ...]:
    today = now.date()
    names = tuple(ContactName("demo", f"c{at}", "", now - timedelta(days=at)) for at in range(37))
    figure = Figure(
        "fcr",
        said(("一次解决率", "First-contact resolution")),
        0.612,
        "61.2 %",
        1840,
        today - timedelta(days=40),
        today - timedelta(days=10),
        said(("话费争议", "Bill disputed")),
        said(("七天内同一客户未再来电", "nobody called again within seven days")),
    )
    matters: tuple[Matter, ...] = (
        Contacts(names, said(("话费争议，11 月 1 日至 5 日", "Bill disputed, 1 to 5 November"))),
        figure,
        QualityFinding(
            "f",
            "i",
            said(("通话质检：费用解释", "Calls: fees explained")),
            14,
            62,
            today - timedelta(days=60),
            today - timedelta(days=30),
        ),
        Recording("2026/11/03/0931-7714.wav", 83, "c12"),
        File(said(("退费清单.xlsx", "refunds.xlsx")), "0" * 64, 182_000),
    )
    return tuple(
        Evidence(f"e{at}", matter, now - timedelta(days=20 - at), said(WHO), version=1)
        for at, matter in enumerate(matters)
    )


def _replies(now: datetime, issue: Issue) -> tuple[Reply, ...]:
    planned = issue.standing.promised_first or now.date()
    answer = Answer(True, said(_CAUSE), said(_CORRECTION), said(("王磊", "Wang Lei")), planned)
    at, who = now - timedelta(days=15), said(WHO)
    return (
        Reply(
            "r1",
            issue.id,
            issue.facts.department,
            answer,
            at,
            who,
            said(("王磊", "Wang Lei")),
            said(("邮件", "E-mail")),
        ),
    )


def _events(now: datetime, issue: Issue) -> tuple[Event, ...]:
    who, department = said(WHO), issue.facts.department
    found: list[Event] = []

    def note(
        days: int, kind: EventKind, *, of: str = "", source: Source | None = None, **facts: object
    ) -> None:
        role = "liaison" if kind is EventKind.MOVED else ""
        at = (now - timedelta(days=days)).replace(tzinfo=UTC)
        found.append(Event(len(found) + 1, issue.id, at, who, kind, role, of, facts, source or Source()))

    def move(days: int, name: str, since: str, to: str, *, of: str = "", **given: object) -> None:
        note(days, EventKind.MOVED, of=of, move=name, since=since, to=to, given=given)

    note(38, EventKind.MADE)
    move(37, "make_ready", "draft", "ready")
    move(34, "send", "ready", "sent")
    move(
        33, "return", "sent", "ready", of="it", return_reason="cause_elsewhere", proposed_department="billing"
    )
    move(31, "send", "ready", "sent")
    move(30, "receive", "sent", "received", of=department, how=said(("电话", "Telephone")))
    owner = said(("王磊", "Wang Lei"))
    move(15, "answer", "received", "answered", of=department, owner=owner, planned="2026-11-13")
    note(14, EventKind.DISCUSSED, said=said(("接受答复", "The answer is accepted")))
    move(14, "accept", "answered", "working", decision=said(("接受", "Accepted")))
    note(
        11,
        EventKind.EXTENSION_ASKED,
        until="2026-11-20",
        reason=said(("补退需要分批", "Refunds go out in parts")),
    )
    note(10, EventKind.EXTENSION_RULED, until="2026-11-20", granted=True)
    note(2, EventKind.EDITED, fields={"facts.affected_a_week": [120, 160]})
    note(1, EventKind.NOTED, text=said(("已电话催办。", "Called them about it.")))
    return tuple(found)
