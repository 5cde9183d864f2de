"""How the centre counts: the settings that decide what an event adds to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from supervisor.clock import BusinessDays
from supervisor.live.board import ContactKey
from supervisor.settings.centre import CentreSettings

VERSION = 2  # of what the fold counts; another one folds the day again


@dataclass(frozen=True)
class CountingRules:
    """Definitions in force. A board folded under other rules must be folded again from the day's start.

    *thresholds* overrides the source's own service-level threshold by (source, queue); a queue with neither
    takes *default_threshold_s*. Waits of at most *short_abandon_s* make an abandoned contact a short one.
    Entries that somebody *excluded* (source, contact, queue) are ghosts: nothing that is said of them counts.
    """

    days: BusinessDays = field(default_factory=lambda: BusinessDays(ZoneInfo("Asia/Shanghai")))
    default_threshold_s: int = 20
    short_abandon_s: float = 5.0
    thresholds: tuple[tuple[str, str, int], ...] = ()
    excluded: frozenset[ContactKey] = frozenset()

    def threshold_s(self, source: str, queue: str, of_source: int | None) -> int:
        """The threshold of *queue*: the centre's own, else the source's, else the default."""
        for of, name, seconds in self.thresholds:
            if of == source and name == queue:
                return seconds
        return of_source if of_source else self.default_threshold_s

    @property
    def fingerprint(self) -> str:
        """Tells whether two boards were counted alike: the definitions, and behind them who is excluded."""
        days = self.days
        told = (
            VERSION,
            days.zone.key,
            str(days.start),
            self.default_threshold_s,
            self.short_abandon_s,
            self.thresholds,
        )
        return " ".join((_digest(told), *sorted(map(_digest, self.excluded))))

    def added_to(self, fingerprint: str) -> frozenset[ContactKey] | None:
        """Whom these rules exclude and those of *fingerprint* do not; None when they differ otherwise.

        A board counted by those is one of these up to the moment at which the first of them was heard of.
        """
        definitions, *others = fingerprint.split(" ")
        ours = {_digest(key): key for key in self.excluded}
        if definitions != self.fingerprint.split(" ")[0] or not ours.keys() >= set(others):
            return None
        return frozenset(key for digest, key in ours.items() if digest not in others)


def _digest(told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def rules_of(settings: CentreSettings, excluded: Iterable[ContactKey] = ()) -> CountingRules:
    """How a centre with these *settings* counts, without the *excluded* entries."""
    return CountingRules(
        days=settings.days,
        default_threshold_s=settings.default_threshold_s,
        short_abandon_s=settings.short_abandon_s,
        thresholds=tuple((limit.source, limit.queue, limit.threshold_s) for limit in settings.thresholds),
        excluded=frozenset(excluded),
    )
