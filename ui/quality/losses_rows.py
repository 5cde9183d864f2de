"""The items in which points are lost, as lines of the table and as words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from supervisor.quality.deductions import By, Deductions, ItemLoss
from supervisor.quality.form import SEVERITY_LABELS, Severity
from supervisor.quality.measure import CAME_LABELS, STATUS_LABELS, FollowUp, Measure
from supervisor.words import DASH, _, day, language, mark, ngettext, number, share
from ui import theme
from ui.quality.desk import QualityDesk
from ui.widgets.signs import OF_STATE, Sign
from ui.widgets.table import Column, Kind, Look


@dataclass(frozen=True)
class LossRow:
    """An item: what was found, the measure that is shown with it (the open one that is due first, else the
    last), what came of it."""

    loss: ItemLoss
    form_name: str
    by: By
    today: date
    measure: Measure | None = None
    came: FollowUp | None = None

    @property
    def id(self) -> str:
        """By which chart and table know it."""
        return "/".join(self.loss.key)

    @property
    def name(self) -> str:
        return self.loss.name(language())

    @property
    def overdue(self) -> bool:
        return self.measure is not None and self.measure.is_overdue(self.today)


def rows_of(
    found: Deductions, forms: Mapping[str, str], came: Mapping[str, FollowUp], today: date
) -> tuple[LossRow, ...]:
    """A row an item."""
    rows = []
    for loss in found.items:
        measure = shown_measure(loss.measures)
        rows.append(
            LossRow(
                loss,
                forms.get(loss.key[0], ""),
                found.by,
                today,
                measure,
                came.get(measure.id) if measure is not None else None,
            )
        )
    return tuple(rows)


def shown_measure(measures: tuple[Measure, ...]) -> Measure | None:
    """Of several the open one that is due first, else the one that was due last."""
    standing = [one for one in measures if one.is_open]
    if standing:
        return min(standing, key=lambda one: (one.due is None, one.due or date.min))
    return max(measures, key=lambda one: (one.due or date.min, one.id), default=None)


def severity_look(row: LossRow) -> Look | None:
    """The sign of an item's class."""
    match row.loss.severity:
        case Severity.FATAL:
            return Look(OF_STATE[theme.State.CRITICAL], None)
        case Severity.CRITICAL:
            return Look(OF_STATE[theme.State.WARN], None)
    return None


def _status_look(row: LossRow) -> Look | None:
    return Look(OF_STATE[theme.State.WARN], theme.State.WARN) if row.overdue else None


def status_words(row: LossRow) -> str:
    """How far the measure is."""
    if row.measure is None:
        return DASH
    said = _(STATUS_LABELS[row.measure.status])
    return _("{status}, overdue").format(status=said) if row.overdue else said


def change_words(row: LossRow) -> str:
    """The rate against the time before, in points."""
    now, before = row.loss.rate, row.loss.rate_before
    if now is None or before is None:
        return DASH
    return points_changed(now - before)


def points_changed(by: float) -> str:
    """A change of a share in percentage points, with its sign."""
    points = round(by * 100, 1)
    return f"{points:+.1f}".replace("-", "−") if points else "0.0"


def columns() -> list[Column[LossRow]]:
    """The table beside the chart."""
    return [
        Column(
            "item",
            mark("Item"),
            lambda row: row.name,
            look=lambda row: Look(Sign.DISC, None) if row.loss.main else None,
            about=lambda row: _("One of the few that make 80 % of the errors") if row.loss.main else "",
            stretch=True,
            width=170,
        ),
        Column("errors", mark("Errors"), lambda row: row.loss.errors, Kind.NUMBER, width=62),
        Column(
            "n",
            mark("Times judged"),
            lambda row: row.loss.n,
            Kind.NUMBER,
            tip=mark("So often the item was looked at and did apply."),
            width=66,
        ),
        Column("rate", mark("Error rate"), lambda row: row.loss.rate, Kind.SHARE, width=78),
        Column(
            "change",
            mark("Change"),
            lambda row: (
                None
                if row.loss.rate is None or row.loss.rate_before is None
                else (row.loss.rate - row.loss.rate_before) * 100
            ),
            Kind.NUMBER,
            text=change_words,
            unit=mark("pp"),
            tip=mark("The error rate against the time before, in percentage points."),
            digits=1,
            width=84,
        ),
        Column("share", mark("Share"), lambda row: row.loss.share, Kind.SHARE, width=70),
        Column("cumulated", mark("Together"), lambda row: row.loss.cumulated, Kind.SHARE, width=78),
        Column("lost", mark("Points lost"), lambda row: row.loss.lost, Kind.NUMBER, hidden=True),
        Column("persons", mark("People"), lambda row: row.loss.persons, Kind.NUMBER, hidden=True, width=66),
        Column(
            "class",
            mark("Class"),
            lambda row: _(SEVERITY_LABELS[row.loss.severity]),
            look=severity_look,
            width=104,
        ),
        Column("form", mark("Quality form"), lambda row: row.form_name or None, hidden=True, width=120),
        Column(
            "owner",
            mark("Owner"),
            lambda row: row.measure.owner if row.measure is not None else None,
            width=90,
        ),
        Column(
            "due",
            mark("Due"),
            lambda row: row.measure.due if row.measure is not None else None,
            Kind.DAY,
            width=92,
        ),
        Column("status", mark("Status"), status_words, look=_status_look, width=110),
        Column(
            "measure",
            mark("Measure"),
            lambda row: row.measure.plan.what or None if row.measure is not None else None,
            stretch=True,
            width=140,
        ),
        Column(
            "came",
            mark("What came of it"),
            lambda row: _(CAME_LABELS[row.came.came]) if row.came is not None else None,
            hidden=True,
            width=150,
        ),
    ]


def loss_words(row: LossRow) -> str:
    """All that is known of an item, a line each: what the chart says of it."""
    loss = row.loss
    lines = [
        row.name,
        _("{errors} errors in {n} times judged: {rate}").format(
            errors=number(loss.errors), n=number(loss.n), rate=share(loss.rate)
        ),
    ]
    if loss.rate_before is not None:
        lines.append(_("In the time before: {rate}").format(rate=share(loss.rate_before)))
    people = ngettext("{n} person", "{n} people", loss.persons).format(n=number(loss.persons))
    lines.append(_("Points lost: {points}; {people}").format(points=number(loss.lost), people=people))
    return "\n".join(lines)


def follow_up_words(came: FollowUp, desk: QualityDesk, since: date | None) -> str:
    """What came of a measure, in words."""
    lines = [
        _("Before {day}: {errors} errors in {n} ({rate}); since then {later} in {m} ({later_rate}).").format(
            day=day(since, desk.today),
            errors=number(came.before_errors),
            n=number(came.before),
            rate=share(came.rate_before),
            later=number(came.after_errors),
            m=number(came.after),
            later_rate=share(came.rate_after),
        )
    ]
    if came.change is not None and came.interval is not None:
        lines.append(
            _("Change: {change} points; by chance alone it may be anywhere from {low} to {high}.").format(
                change=points_changed(came.change),
                low=points_changed(came.interval.low),
                high=points_changed(came.interval.high),
            )
        )
    lines.append(_(CAME_LABELS[came.came]))
    lines.append(
        _(
            "An item that was picked as the worst gets somewhat better by itself: a small change proves "
            "little."
        )
    )
    return "\n".join(line.strip() for line in lines)
