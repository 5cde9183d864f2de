"""The centre's settings: the same on every screen. `live/rules.py` makes counting rules of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from supervisor.clock import BusinessDays, Clock, ShiftedClock, SystemClock
from supervisor.settings.breaks import (
    USUAL_BREAKS,
    BreakBlock,
    BreakCode,
    blocks_last,
    changes_differ,
    codes_differ,
)
from supervisor.settings.declared import says
from supervisor.settings.issues import (
    USUAL_LIMITS,
    USUAL_REMINDING,
    Limits,
    MailServer,
    Reminding,
    limits_fit,
    reminding_fits,
    server_fits,
)
from supervisor.settings.quality import USUAL_FORMS, FormsAMonth, forms_fit
from supervisor.settings.tenure import USUAL_BANDS, TenureBand, bands_rise
from supervisor.words import _, mark


def _is_zone(name: str) -> str | None:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown, a folder of zones, no possible name
        return _("a time zone such as Asia/Shanghai")
    return None


class QueueThreshold(NamedTuple):
    """The service-level threshold of one queue, in the centre's own definition."""

    source: str
    queue: str
    threshold_s: Annotated[int, msgspec.Meta(ge=1, le=86400)]


@dataclass(frozen=True)
class DemoClock:
    """The demo centre's clock read *shows* when the machine's read *real*, and runs *speed* times as fast."""

    real: Annotated[datetime, msgspec.Meta(tz=True)]
    shows: Annotated[datetime, msgspec.Meta(tz=True)]
    speed: Annotated[float, msgspec.Meta(gt=0)] = 1.0

    def clock(self) -> Clock:
        return ShiftedClock(self.real, self.shows, self.speed)


@dataclass(frozen=True)
class CentreSettings:
    """How the centre counts and names things: the same on every screen. `live/rules.py` makes rules of it."""

    centre_name: Annotated[
        str, says(mark("Name of the centre"), mark("Stands on every board and report."))
    ] = ""
    time_zone: Annotated[
        str,
        says(mark("Time zone"), mark("In which the centre’s days begin and end."), check=_is_zone),
    ] = "Asia/Shanghai"
    day_start: Annotated[
        time,
        says(
            mark("Start of the day"),
            mark("When a new business day begins; 04:00 keeps a night shift in one day."),
        ),
    ] = time(0, 0)
    default_threshold_s: Annotated[
        int,
        says(
            mark("Service-level threshold"),
            mark("Answered within this time is in time, where neither the queue nor its source has its own."),
            unit="s",
            least=1,
            most=86400,
        ),
    ] = 20
    short_abandon_s: Annotated[
        float,
        says(
            mark("Short abandon"),
            mark("Who hangs up within this time does not count against the service level."),
            unit="s",
            least=0,
            most=300,
        ),
    ] = 5.0
    thresholds: Annotated[
        tuple[QueueThreshold, ...],
        says(
            mark("Thresholds by queue"),
            mark("Service-level thresholds of single queues, before their source’s."),
        ),
    ] = ()
    answer_rate_target: Annotated[
        float,
        says(mark("Target: answer rate"), mark("Share of offered contacts to answer."), least=0, most=1),
    ] = 0.93
    service_level_target: Annotated[
        float,
        says(
            mark("Target: service level"),
            mark("Share of contacts to answer within the threshold."),
            least=0,
            most=1,
        ),
    ] = 0.80
    min_contacts_for_colour: Annotated[
        int,
        says(
            mark("Contacts before colours"),
            mark("With fewer contacts a rate is no evidence yet, and takes no colour."),
            least=0,
            most=100_000,
        ),
    ] = 30
    queue_order: Annotated[
        tuple[tuple[str, str], ...],
        says(
            mark("Order of queues"), mark("Source and queue, as the wall shows them; others follow behind.")
        ),
    ] = ()
    tenure_bands: Annotated[
        tuple[TenureBand, ...],
        says(
            mark("Tenure bands"),
            mark("How long people have been with the centre, in steps by which targets may differ."),
            check=bands_rise,
        ),
    ] = USUAL_BANDS
    break_codes: Annotated[
        tuple[BreakCode, ...],
        says(
            mark("Break codes"),
            mark("What the sources’ words for breaks mean, and how long each may last."),
            check=codes_differ,
        ),
    ] = USUAL_BREAKS
    break_team_cap: Annotated[
        int,
        says(
            mark("On break at once, per team"),
            mark("How many of one team may be on breaks that count at the same time; 0 for any number."),
            least=0,
            most=1000,
        ),
    ] = 0
    shift_changes: Annotated[
        tuple[time, ...],
        says(
            mark("Shift changes"),
            mark("Times of the day at which shifts change, such as 14:00; no break that counts around them."),
            check=changes_differ,
        ),
    ] = ()
    shift_margin_min: Annotated[
        int,
        says(
            mark("Around a shift change"),
            mark("So long before and after a shift change no break that counts may begin."),
            unit="min",
            least=0,
            most=240,
        ),
    ] = 30
    break_blocks: Annotated[
        tuple[BreakBlock, ...],
        says(
            mark("Blocked times"),
            mark("Other times at which no break may begin."),
            check=blocks_last,
        ),
    ] = ()
    journal_keep_days: Annotated[
        int,
        says(
            mark("Live events are kept"),
            mark("After this many days the journal forgets; reports keep their own figures."),
            unit="d",
            least=2,
            most=3660,
        ),
    ] = 31
    contacts_keep_days: Annotated[
        int,
        says(
            mark("Single contacts are kept"),
            mark(
                "After this many days the history keeps the counts of contacts, and no longer each of them."
            ),
            unit="d",
            least=31,
            most=36_600,
        ),
    ] = 400
    numbers_keep_days: Annotated[
        int,
        says(
            mark("Customers’ numbers are kept"),
            mark("After this many days the history forgets the numbers that contacts came from."),
            unit="d",
            least=1,
            most=36_600,
        ),
    ] = 92
    source_precedence: Annotated[
        tuple[str, ...],
        says(
            mark("Whose counts come first"),
            mark(
                "Sources whose counts of an agent’s day stand before those of others that tell the same; "
                "without them the sheet imported last counts, and before what was counted of single contacts."
            ),
        ),
    ] = ()
    forms_a_month: Annotated[
        FormsAMonth,
        says(
            mark("Quality forms a month"),
            mark("How many contacts of a person are judged a month: of new, of other and of exempt people."),
            check=forms_fit,
        ),
    ] = USUAL_FORMS
    issue_limits: Annotated[
        Limits,
        says(
            mark("Limits of issues"),
            mark(
                "Days to sign for, to answer, to solve, to verify, to call back, in this order: working "
                "days, but for those to verify."
            ),
            check=limits_fit,
        ),
    ] = USUAL_LIMITS
    issue_reminding: Annotated[
        Reminding,
        says(
            mark("Reminders"),
            mark("Who is reminded of an issue when its limit comes near or is over, and in which words."),
            check=reminding_fits,
        ),
    ] = USUAL_REMINDING
    mail_server: Annotated[
        MailServer,
        says(
            mark("Mail server"), mark("Hands reminders to departments on; none: no mail."), check=server_fits
        ),
    ] = MailServer()  # noqa: RUF009  # frozen
    demo: Annotated[bool, says(mark("Demo"), mark("Nothing in this database is real."), hidden=True)] = False
    demo_clock: Annotated[
        DemoClock | None,
        says(mark("Demo clock"), mark("Where the demo’s time began, and its speed."), hidden=True),
    ] = None
    demo_seed: Annotated[
        int, says(mark("Demo seed"), mark("The same seed makes the same demo day."), hidden=True)
    ] = 1

    @property
    def days(self) -> BusinessDays:
        """The centre's business days."""
        return BusinessDays(ZoneInfo(self.time_zone), self.day_start)

    def clock(self) -> Clock:
        """The clock that this centre lives by: the machine's, or the demo's own."""
        return self.demo_clock.clock() if self.demo and self.demo_clock else SystemClock()
