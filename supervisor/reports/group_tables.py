"""What whole groups share: whose a weakness is, and courses for common causes."""

from __future__ import annotations

from collections.abc import Sequence

from supervisor.reports.figures import figure, probable, title
from supervisor.reports.training_listing import ABOUT_TIME, Listing
from supervisor.review import wording
from supervisor.review.cause import shared_profile
from supervisor.review.cause_wording import short
from supervisor.review.entries import (
    DESIGN_SHARE,
    CellFinding,
    Nature,
)
from supervisor.training.category import advice, name, profile_of, proposed
from supervisor.training.course import CourseState
from supervisor.words import _, language, number, share
from supervisor.workbook.book import Cell, Chart, ChartKind, Part, Series, Table, Tone
from supervisor.workbook.cell import Heading, Kind

_NATURE_TONES = {Nature.COMMON: Tone.BAD, Nature.INDIVIDUAL: Tone.WATCH, Nature.NONE: Tone.GOOD}

_NAMED = 3
_NATURES = (Nature.COMMON, Nature.INDIVIDUAL, Nature.NONE, Nature.UNKNOWN)


def nature_table(found: Listing) -> Table:
    """A row a KPI: in how many groups the weakness is common, in how many single people's, and which."""
    rows: list[list[Cell]] = []
    for one in found.told.lists:
        if not one.cells:
            continue
        groups: dict[Nature, list[str]] = {nature: [] for nature in Nature}
        for cell in one.cells:
            groups[cell.nature].append(_cell(found, cell))
        rows.append(
            [
                title(one.kpi),
                *(len(groups[nature]) for nature in _NATURES),
                *(_some(sorted(groups[nature])) for nature in _NATURES[:2]),
            ]
        )
    rows.sort(key=lambda row: _notable(row), reverse=True)
    return Table(
        "natures",
        [
            Heading(_("KPI")),
            *(Heading(_(wording.NATURE_LABELS[nature]), Kind.NUMBER) for nature in _NATURES),
            Heading(_("Common in"), wrap=True),
            Heading(_("Individual in"), wrap=True),
        ],
        rows,
        title=_("Common or individual: whose the weakness is, group by group"),
        note=_(
            "Common: the usual member of the group is off target, so it is no matter of single people. "
            "Individual: single people are, the group is not."
        ),
        empty=_("No group has a target."),
    )


def parts(found: Listing) -> list[Part]:
    """What whole groups share: courses for common causes; then all groups, KPI by KPI, drawn where one is
    weak."""
    chart = nature_chart(found)
    return [common_table(found), *([chart] if chart else []), nature_table(found)]


def nature_chart(found: Listing) -> Chart | None:
    """The same, drawn: of the KPIs in which there is a weakness; None where there is none."""
    of = [{cell.nature for cell in one.cells} for one in found.told.lists]
    weak = sum(bool(natures & {Nature.COMMON, Nature.INDIVIDUAL}) for natures in of)
    if not weak:
        return None
    return Chart(
        ChartKind.BAR,
        _("Groups in which a weakness is common, and in which it is that of single people"),
        "natures",
        0,
        [
            Series(at, _(wording.NATURE_LABELS[nature]), tone=_NATURE_TONES[nature])
            for at, nature in enumerate(_NATURES[:2], 1)
        ],
        y_title=_("Groups"),
        rows=weak,
        tall=weak > 8,
    )


def _some(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    if len(names) <= _NAMED + 1:
        return _("; ").join(names)
    more = number(len(names) - _NAMED)
    return _("{names} and {count} more").format(names=_("; ").join(names[:_NAMED]), count=more)


def _notable(row: Sequence[Cell]) -> tuple[int, int]:
    common, single = row[1], row[2]
    return (common if isinstance(common, int) else 0, single if isinstance(single, int) else 0)


def common_table(found: Listing) -> Table:
    """Courses for common causes: a row a group and KPI."""
    rows: list[list[Cell]] = []
    for one, cell in found.common:
        told = shared_profile(found.review, one.kpi, cell)
        count, types = (len(told.types.makers), len(told.types.parts)) if told.types else (0, 0)
        facts = [fact.fact.value for fact in told.facts]
        of = profile_of({}, makers=count, types=types, off=one.kpi, facts=facts)
        kinds = proposed(found.categories, of, one.kpi)
        cause = short(told.facts if one.kpi in ABOUT_TIME else (), told.types)
        rows.append(
            [
                title(one.kpi),
                cell.units,
                figure(one.kpi, cell.mean),
                figure(one.kpi, cell.target),
                probable(cell.p_common),
                _cell(found, cell),
                cause,
                cell.share_off,
                cell.confirmed,
                len(told.invited) or None,
                _(": ").join((name(kinds[0], language()), advice(kinds[0]))) if kinds else "",
                found.people.text(planned_course(found, one.kpi)),
            ]
        )
    return Table(
        "common_causes",
        [
            Heading(_("KPI")),
            Heading(_("People"), Kind.NUMBER),
            Heading(_("Mean"), Kind.NUMBER),
            Heading(_("Target"), Kind.NUMBER),
            Heading(_("Common, probably"), Kind.SHARE),
            Heading(_("Group"), wrap=True),
            Heading(_("Cause"), wrap=True),
            Heading(_("Expected off"), Kind.SHARE),
            Heading(_("Confirmed one by one"), Kind.NUMBER),
            Heading(_("To invite first"), Kind.NUMBER),
            Heading(_("Proposed course"), wrap=True),
            Heading(_("Registered course"), wrap=True),
        ],
        rows,
        title=_("Courses for common causes"),
        note=_("Of a sound group {share} are expected off, whatever the target.").format(
            share=share(DESIGN_SHARE)
        ),
        empty=_("No group is off target as a whole."),
    )


def planned_course(found: Listing, kpi: str) -> str:
    """The title of a course of *kpi* that is still to run or runs; "" none."""
    live = (CourseState.PLANNED, CourseState.RUNNING)
    return next(
        (one.title for one in found.courses if one.kpi == kpi and one.state_on(found.people.on) in live), ""
    )


def _cell(found: Listing, cell: CellFinding) -> str:
    """What a group is called; without the channel where its people have but one."""
    channels = {each.channel for one in found.told.lists for each in one.cells if each.skill == cell.skill}
    channel = cell.channel if len(channels) > 1 else ""
    parts = (cell.skill_name, channel, found.people.band(cell.band))
    return _(" · ").join(part for part in parts if part)
