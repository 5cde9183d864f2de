"""Call-backs and reminders for pictures, of the centre of `sample`."""

from __future__ import annotations

from datetime import datetime, timedelta

from supervisor.issues.callback import Callback, Promise, due
from supervisor.issues.letters import letters
from supervisor.issues.reminded import Record, Told
from supervisor.issues.reminder_store import Due
from supervisor.issues.reminding import reminders
from supervisor.settings.issues import USUAL_LADDER, Reminding, Way
from supervisor.words import language
from ui.issues.reminder_work import Told as Answer
from ui.issues.sample import ZONE, said, sample_departments, sample_frame, sample_issues

CALLS = (
    (("138 0013 8000", "138 0013 8000"), ("退费何时到账", "when the refund arrives"), 6, 1),
    (("刘女士", "Ms Liu"), ("宽带换位置的上门时间", "when somebody comes to move the line"), 3, 0),
    (
        ("139 5512 7788", "139 5512 7788"),
        ("国际漫游费的核对结果", "what came of checking the roaming bill"),
        2,
        2,
    ),
    (("赵先生", "Mr Zhao"), ("投诉处理的答复", "an answer to the complaint"), 0, 0),
)
AGENTS = (("陈静", "Chen Jing"), ("李明", "Li Ming"))


def sample_callbacks(now: datetime) -> tuple[Callback, ...]:
    """Five promises: overdue, due today, soon, calm, and one that was kept."""
    calendar = sample_frame(now.astimezone(ZONE).date()).calendar("")
    made = []
    for at, (customer, about, days, tries) in enumerate(CALLS):
        promised = now - timedelta(days=days, hours=1)
        said_of = Promise(
            said(customer), said(about), said(AGENTS[at % 2]), said(AGENTS[at % 2]),
            attempts=tuple(now - timedelta(hours=5 + one) for one in range(tries)),
        )  # fmt: skip
        made.append(Callback(f"c{at}", said_of, promised, due(calendar, promised, 2), version=1))
    kept = Promise(
        said(("吴女士", "Ms Wu")), said(("补寄发票", "the invoice that was lost")),
        said(AGENTS[0]), said(AGENTS[0]),
        outcome=said(("已寄出，客户满意", "Sent; the customer is content")), done_by=said(AGENTS[0]),
    )  # fmt: skip
    promised = now - timedelta(days=6)
    made.append(
        Callback("c9", kept, promised, due(calendar, promised, 2), promised + timedelta(days=1), version=1)
    )
    return tuple(made)


def sample_told(now: datetime) -> Answer:
    """What would go out, and what went."""
    departments = {one.id: one for one in sample_departments()}
    issues = [one for one in sample_issues(now) if one.is_open]
    found = reminders(
        issues,
        departments,
        sample_frame(now.astimezone(ZONE).date()),
        USUAL_LADDER,
        frozenset(),
        now,
        at_any_hour=True,
    )
    reminding = Reminding(False, language(), ("ops@example.com",))
    centre = said(("示例客服中心", "Sample centre"))
    made = letters(found, departments, reminding, centre=centre, sender=centre, zone=ZONE)
    records = tuple(
        Record(
            f"r{at}",
            one.id,
            now - timedelta(days=1 + at),
            (Told.SENT, Told.SENT, Told.FAILED, Told.SHOWN)[at % 4],
            {
                "number": one.number,
                "title": one.title,
                "clock": "answer",
                "way": (Way.HEAD, Way.CONTACT, Way.HEAD, Way.DESK)[at % 4].value,
                "to": [f"{one.facts.department}@example.com"] if at % 4 != 3 else [],
            },
        )
        for at, one in enumerate(issues[:8])
    )
    return Answer(Due(made, tuple(one for one in found if one.rung.way is Way.DESK)), records)
