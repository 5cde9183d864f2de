"""By what facts are counted: the rules that the centre's settings make."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from supervisor.clock import BusinessDays
from supervisor.settings.breaks import BreakCode
from supervisor.settings.centre import CentreSettings

SHORT_S = 10.0
"""A contact whose talk is shorter is a short one (kpi.md §2.1)."""


@dataclass(frozen=True)
class DeriveRules:
    """By what facts are counted. *short_s*: talks below it are short contacts."""

    days: BusinessDays
    break_codes: tuple[BreakCode, ...]
    short_s: float = SHORT_S

    @property
    def text(self) -> str:
        """What of them the derived rows depend on."""
        kinds = sorted((code.code.casefold(), code.kind.value) for code in self.break_codes)
        said = (self.days.zone.key, self.days.start.isoformat(), self.short_s, kinds)
        return msgspec.json.encode(said).decode()


def derive_rules(settings: CentreSettings) -> DeriveRules:
    """The rules that the centre's settings make."""
    return DeriveRules(settings.days, settings.break_codes)
