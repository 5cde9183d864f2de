"""The centre's rules for breaks in force, and the times at which none may begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from supervisor.clock import BusinessDays
from supervisor.settings.breaks import BreakBlock, BreakCode, BreakKind
from supervisor.settings.centre import CentreSettings
from supervisor.wallboard.breaks import break_codes


@dataclass(frozen=True)
class Blocked:
    """A stretch of time in which no break of a kind may begin: from *begins* to *ends*, which is free again.

    *shift_changes* are those that it lies around; none when only other blocked times make it.
    """

    begins: datetime
    ends: datetime
    shift_changes: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class BreakRules:
    """What the centre has set. *codes* are by the source's word, case folded; *team_cap* is None for any
    number. A shift is the business day of *days*: there is no roster yet that would say better."""

    codes: Mapping[str, BreakCode] = field(default_factory=dict)
    team_cap: int | None = None
    shift_changes: tuple[time, ...] = ()
    margin: timedelta = timedelta(minutes=30)
    blocks: tuple[BreakBlock, ...] = ()
    days: BusinessDays = field(default_factory=lambda: BusinessDays(ZoneInfo("Asia/Shanghai")))

    @classmethod
    def of(cls, settings: CentreSettings) -> BreakRules:
        """The rules that the centre has set."""
        return cls(
            break_codes(settings.break_codes),
            settings.break_team_cap or None,
            settings.shift_changes,
            timedelta(minutes=settings.shift_margin_min),
            settings.break_blocks,
            settings.days,
        )

    def code(self, word: str | None) -> BreakCode:
        """What the source's *word* means; one that the centre has not set counts as a short break."""
        known = self.codes.get((word or "").casefold())
        return known if known is not None else BreakCode(word or "", BreakKind.BREAK)

    def day_begins(self, now: datetime) -> datetime:
        """When the shift began in which *now* lies: the business day."""
        return self.days.begins(self.days.day(now))

    def blocked(self, code: BreakCode, now: datetime) -> Blocked | None:
        """The blocked time in which *now* lies, as far as it goes; None when a break of *code* may begin."""
        for stretch in self._stretches(code, now):
            if stretch.begins <= now < stretch.ends:
                return stretch
        return None

    def next_blocked(self, code: BreakCode, now: datetime) -> Blocked | None:
        """The next blocked time to begin, within a day from *now*; None when none does."""
        for stretch in self._stretches(code, now):
            if now < stretch.begins <= now + timedelta(days=1):
                return stretch
        return None

    def _stretches(self, code: BreakCode, now: datetime) -> list[Blocked]:
        """The blocked times around *now* in order, those that touch put together."""
        today = self.days.local(now).date()
        single: list[Blocked] = []
        for days in range(-2, 3):
            single += self._of_date(code, today + timedelta(days=days))
        merged: list[Blocked] = []
        for stretch in sorted(single, key=lambda stretch: stretch.begins):
            if merged and stretch.begins <= merged[-1].ends:
                last = merged[-1]
                changes = (*last.shift_changes, *stretch.shift_changes)
                merged[-1] = Blocked(last.begins, max(last.ends, stretch.ends), changes)
            else:
                merged.append(stretch)
        return merged

    def _of_date(self, code: BreakCode, of: date) -> Iterator[Blocked]:
        """The blocked times that begin on, or lie around a shift change of, the date *of*."""
        if code.kind is BreakKind.WELLBEING:
            return
        if code.is_counted and self.margin:
            for change in self.shift_changes:
                at = self._instant(of, change)
                yield Blocked(at - self.margin, at + self.margin, (at,))
        for block in self.blocks:
            if block.weekdays and of.weekday() not in block.weekdays:
                continue
            if code.kind not in block.kinds if block.kinds else not code.is_counted:
                continue
            until = of if block.ends > block.begins else of + timedelta(days=1)
            yield Blocked(self._instant(of, block.begins), self._instant(until, block.ends))

    def _instant(self, of: date, at: time) -> datetime:
        return datetime.combine(of, at, self.days.zone).astimezone(UTC)
