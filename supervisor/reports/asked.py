"""What a report is made from: the order, the centre as it is set up, and when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from supervisor.errors import ReportError
from supervisor.reports.catalogue import report_of
from supervisor.reports.order import Order
from supervisor.rights.own import own_rights
from supervisor.rights.whose import people_seen, whose_words
from supervisor.settings.centre import CentreSettings
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre
from supervisor.words import _, day, moment
from supervisor.workbook.book import About


@dataclass(frozen=True)
class Asked:
    """An *order* to the centre at *url*, by *who*, at *now*. ``told(done, total)`` says how far it is."""

    url: str
    order: Order
    settings: CentreSettings
    now: datetime
    who: str
    told: Callable[[int, int], None] = lambda done, total: None
    people: int | None = None  # of how many its figures are, where not of everybody (rights/whose.py)

    @property
    def zone(self) -> ZoneInfo:
        """The centre's time zone."""
        return self.settings.days.zone

    @property
    def today(self) -> date:
        """The business day of now."""
        return self.settings.days.day(self.now)

    @property
    def month(self) -> date:
        """The first of the month that is asked for. Raises ReportError."""
        if self.order.month is None:
            raise ReportError(self.order.report, _("Say which month."))
        return self.order.month.replace(day=1)

    @property
    def since(self) -> date:
        """The first day that is asked for. Raises ReportError."""
        if self.order.since is None:
            raise ReportError(self.order.report, _("Say which day it begins with."))
        return self.order.since

    @property
    def until(self) -> date:
        """The last day that is asked for, with it."""
        return self.order.until or self.since

    @contextmanager
    def centre(self) -> Iterator[Connection]:
        """One consistent view of the centre's database. Raises DatabaseError."""
        with open_centre(self.url) as centre, centre.read() as db:
            yield db

    def about(
        self, what: str, period: str = "", filter: str = "", lines: tuple[tuple[str, str], ...] = ()
    ) -> About:
        """What every report says of itself, and *lines* of its own."""
        if self.people is not None and report_of(self.order.report).personal:
            lines = ((_("People"), whose_words(self.people)), *lines)
        if not self.order.named:
            left_out = _("Left out, and the order is by chance. Who knows a small team may know.")
            lines = (*lines, (_("Names"), left_out))
        return About(
            what,
            period,
            filter,
            self.zone.key,
            self.who,
            moment(self.now, self.zone),
            self.settings.centre_name,
            lines=lines,
        )

    def days_said(self) -> str:
        """The days that are asked for, in words."""
        since, until = self.since, self.until
        if since == until:
            return day(since, date.min)
        return _("{since} – {until}").format(since=day(since, date.min), until=day(until, date.min))


def asked(
    url: str,
    order: Order,
    *,
    who: str,
    now: datetime | None = None,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Asked:
    """*order* to the centre at *url*; now is the centre's own where none is given. Raises DatabaseError."""
    with open_centre(url) as centre, centre.read() as db:
        settings = load_centre(db)
        people = people_seen(db, own_rights(db))
    return Asked(url, order, settings, now or settings.clock().now(), who, told, people)
