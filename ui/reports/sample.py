"""A log and names, for pictures of the reports without a database."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from supervisor.issues.evidence import File
from supervisor.reports.log import Exported, Facts
from supervisor.reports.order import Order
from supervisor.reports.schedule import Every, Schedule
from supervisor.reports.schedule_store import Outcome, Run
from supervisor.templates.template import Lost, Part, Template
from supervisor.words import _, language
from ui.reports.known import Known
from ui.reports.schedules_work import Listed

_WHO = {"zh_CN": ("李娜", "王伟", "赵敏"), "en": ("Li Na", "Wang Wei", "Zhao Min")}


def sample_known() -> Known:
    """Some people, meetings and filters."""
    who = _WHO.get(language(), _WHO["en"])
    people = tuple((f"{name} ({1007 + at * 35})", f"p{at}") for at, name in enumerate(who))
    meetings = ((_("Weekly coordination"), "m2"), (_("Weekly coordination") + " (2)", "m1"))
    return Known(people, meetings, "m2", (_("Open"),))


def sample_log(now: datetime) -> tuple[Exported, ...]:
    """What left in the last days, the latest first."""
    who = _WHO.get(language(), _WHO["en"])
    month = (now.date().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    lines = (
        ("review", "", 2, who[0], True, 3214, f"{_('Monthly review')} {month}.xlsx", "", ""),
        ("review", "", 3, who[0], False, 3214, f"{_('Monthly review')} {month} (2).xlsx", "", ""),
        ("quality.evaluations", _("Evaluations"), 20, who[1], True, 412, f"{_('Evaluations')}.xlsx", "", ""),
        (
            *("training-list", "", 26, who[2], True, 37, f"{_('Training list')} {month}.xlsx"),
            *(_("Called off."), ""),
        ),
        ("day", "", 28, who[1], True, 1108, f"{_('Day report of the floor')}.xlsx", "", "nightly"),
        ("issues", "", 50, who[2], False, 118, f"{_('Issue list')}.xlsx", "", ""),
    )
    return tuple(
        Exported(
            len(lines) - at,
            now - timedelta(hours=hours),
            name,
            what,
            personal,
            Facts(title=title, path=f"/home/li/Documents/{file}", rows=rows, sheets=3, schedule=schedule),
            failed,
        )
        for at, (what, title, hours, name, personal, rows, file, failed, schedule) in enumerate(lines)
    )


def sample_schedules(now: datetime) -> Listed:
    """Three schedules: one that was made, one that failed, one that is off."""
    folder = "/home/li/Documents"
    every = (
        (_("Monthly review"), "review", Every.MONTH, time(7, 0), True, True),
        (_("Day report of the floor"), "day", Every.DAY, time(5, 30), False, True),
        (_("Issue list"), "issues", Every.WEEK, time(8, 0), False, False),
    )
    found, last, coming = [], {}, {}
    for at, (name, report, often, hour, working, on) in enumerate(every):
        one = Schedule(
            f"s{at}",
            name,
            Order(report, language=language(), named=report == "day"),
            often,
            folder,
            now - timedelta(days=40),
            at=hour,
            working=working,
            on=on,
            version=1,
        )
        found.append(one)
        coming[one.id] = (now + timedelta(days=at + 1)).replace(hour=hour.hour, minute=hour.minute)
    begun = now - timedelta(hours=8)
    last["s0"] = Run("s0", begun, begun, begun, Outcome(f"{folder}/{_('Monthly review')} 2026-10.xlsx", 1794))
    why = _("There is no such folder.")
    last["s1"] = Run("s1", begun, begun, begun, Outcome(failed=why))
    return Listed(tuple(found), coming, last)


def sample_templates(now: datetime) -> tuple[Template, ...]:
    """Two forms of a company."""
    who = _WHO.get(language(), _WHO["en"])
    lost = (Lost(Part.SHAPES, 2), Lost(Part.MACROS, 1))
    return tuple(
        Template(
            f"t{at}",
            name,
            report,
            language(),
            File(f"{name}.xlsx", "0" * 64, 24_000),
            lost[: 2 * at],
            now - timedelta(days=9 * at + 2),
            who[at],
            1,
        )
        for at, (name, report) in enumerate(((_("Issue list"), "issues"), (_("Meeting pack"), "meeting")))
    )
