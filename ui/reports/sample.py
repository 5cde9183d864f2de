"""A log and names, for pictures of the reports without a database."""

from __future__ import annotations

from datetime import datetime, timedelta

from supervisor.reports.log import Exported, Facts
from supervisor.words import _, language
from ui.reports.known import Known

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
