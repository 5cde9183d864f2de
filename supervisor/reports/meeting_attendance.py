"""Who was invited to a meeting and who came."""

from __future__ import annotations

from supervisor.meetings.meeting import CAME_LABELS, Came
from supervisor.reports.meeting_pack import Pack
from supervisor.words import _
from supervisor.workbook.book import Marks, Sheet, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind


def attendance_sheet(pack: Pack) -> Sheet:
    """Departments with how many were invited and came; persons where names are told."""
    minutes = pack.minutes
    if minutes is not None:
        people = [(one.department, one.mark) for one in minutes.attendance]
        missing = minutes.missing
    else:
        names = pack.sitting.departments
        people = [(names.get(one.department, one.department), one) for one in pack.sitting.attendance]
        missing = tuple(names.get(id, id) for id in pack.sitting.missing)
    by_department: dict[str, list[Came]] = {}
    for department, mark in people:
        by_department.setdefault(department or _("The centre"), []).append(mark.came)
    counts = Table(
        "attendance",
        [
            Heading(_("Department")),
            Heading(_("Invited"), Kind.NUMBER),
            *(Heading(_(CAME_LABELS[came]), Kind.NUMBER) for came in Came if came is not Came.INVITED),
        ],
        [
            [name, len(came), *(came.count(each) for each in Came if each is not Came.INVITED)]
            for name, came in by_department.items()
        ],
        _("Attendance by department"),
        empty=_("Nobody is invited yet."),
    )
    parts: list[Text | Table] = []
    if missing:
        said = _("{label}: {value}").format(
            label=_("Nobody came, though issues are open"), value=_(", ").join(missing)
        )
        parts.append(Text([said], Voice.LEAD))
    parts.append(counts)
    if pack.say.without is None and people:
        tones = {_(CAME_LABELS[Came.ABSENT]): Tone.BAD, _(CAME_LABELS[Came.CAME]): Tone.GOOD}
        parts.append(
            Table(
                "people",
                [
                    Heading(_("Department")),
                    Heading(_("Person")),
                    Heading(_("Came")),
                    Heading(_("Substitute")),
                ],
                [
                    [name or _("The centre"), mark.person, _(CAME_LABELS[mark.came]), mark.substitute]
                    for name, mark in people
                ],
                _("Who was there"),
                marks=[Marks(2, tones)],
            )
        )
    return Sheet(_("Attendance"), parts, _("Attendance"), hint=_("Who was invited and who came"))
