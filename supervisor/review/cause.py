"""Where somebody's gap comes from: mix of contacts, talk, hold, after-contact work, types of contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from supervisor.evidence.unit import Unit
from supervisor.review.monthly import MonthlyReview

TIME_KPIS = ("att", "mean_hold", "acw")
"""Handle time is split by these panels of the review: their numerators are talk, hold and after-contact
seconds by type; all are divided by the handled contacts of `att`. Without one of them there is no split."""


class Sign(StrEnum):
    """How somebody's level stands to the usual member of the own group: beyond doubt (90 %) or not."""

    HIGH = "high"
    LOW = "low"
    USUAL = "usual"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class TimePart:
    """*seconds* of the gap in handle time per contact that *part* makes: mix, talk, hold or acw
    (after-contact work); *everywhere*: its time is longer on (nearly) every
    type of contact, so it is no matter of one."""

    part: str
    seconds: float
    everywhere: bool


@dataclass(frozen=True)
class TimeSplit:
    """Handle time per contact against the peers of the same cell; the *parts* add up to own − peers.
    *by_type*: (type, seconds) without the mix, the largest first."""

    own: float
    peers: float
    parts: tuple[TimePart, ...]
    by_type: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class TypePart:
    """What one type of contact makes of the gap to the group's usual rates, in the KPI's unit: negative pulls
    the value down. *n* contacts, *own* and *usual* rate; *cumulated*: share of the gap up to here, of those
    that pull the same way (0 to 1)."""

    type: str
    n: float
    own: float | None
    usual: float | None
    contribution: float
    cumulated: float | None


@dataclass(frozen=True)
class Profile:
    """Facts from which a kind of training is proposed. *signs* by KPI; *time* for handle time where its parts
    are known; *types*: the largest part first, () where types are not told; *makers*: the types that make
    80 % of the gap."""

    kpi: str
    unit: Unit
    signs: Mapping[str, Sign]
    time: TimeSplit | None
    types: tuple[TypePart, ...]
    makers: tuple[str, ...]


def profile(review: MonthlyReview, kpi: str, unit: Unit) -> Profile:
    """What is known of the cause of *unit*'s gap in *kpi*, over the months of its evidence.

    Raises UnknownNameError when the review knows no such unit or KPI.
    """
    raise NotImplementedError
