"""Whether somebody's contacts need be listened to no more than a floor of forms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

MONTHS = 6
"""So many months of forms are looked at."""
HIGHEST_CHANCE = 0.05
FLOOR_FORMS = 2
MOST_FORMS = 100_000


class Against(StrEnum):
    """What speaks against an exemption."""

    FATAL_ERRORS = "fatal_errors"  # the rate seen is above the limit
    UNPROVEN = "unproven"  # it is not, but too few forms prove it
    CONFIRMED = "confirmed"  # off target beyond doubt in a KPI (class A)
    COMPLAINT = "complaint"  # a valid complaint: ends an exemption at once


@dataclass(frozen=True)
class Prior:
    """What is believed of a fatal-error rate before any form: as if *fatal* of *fatal* + *good* forms had
    been fatal. The usual one is Jeffreys'."""

    fatal: float = 0.5
    good: float = 0.5


@dataclass(frozen=True)
class Exemption:
    """*allowed*, or what speaks *against* it; *chance*: that the true rate of fatal errors is above the limit
    (0 to 1; None where the counts make no sense). *floor*: so many forms a month are looked at all the same.
    *more*: so many further forms without a fatal error would prove it; 0 where it is proven, None where none
    would."""

    allowed: bool
    against: tuple[Against, ...]
    fatal: int
    forms: int
    chance: float | None
    more: int | None
    floor: int


JEFFREYS = Prior()


def exemption(
    fatal: int,
    forms: int,
    *,
    limit: float,
    confirmed: bool,
    complaints: int,
    prior: Prior = JEFFREYS,
    highest_chance: float = HIGHEST_CHANCE,
    floor: int = FLOOR_FORMS,
) -> Exemption:
    """Whether an exemption is allowed after *fatal* of *forms* with a fatal error in the last six months,
    where a rate of *limit* (0 to 1) is borne. *confirmed*: in class A for any KPI; *complaints*: valid ones
    in that time. Nobody is exempted by this: it proposes."""
    chance = chance_above(fatal, forms, limit, prior=prior)
    against = []
    if chance is None or chance > highest_chance:
        against.append(Against.FATAL_ERRORS if forms > 0 and fatal > limit * forms else Against.UNPROVEN)
    if confirmed:
        against.append(Against.CONFIRMED)
    if complaints > 0:
        against.append(Against.COMPLAINT)
    more = needed_forms(fatal, forms, limit, prior=prior, highest_chance=highest_chance)
    return Exemption(not against, tuple(against), fatal, forms, chance, more, floor)


def chance_above(fatal: int, forms: int, limit: float, *, prior: Prior = JEFFREYS) -> float | None:
    """The probability (0 to 1) that the true fatal-error rate is above *limit*; None where *fatal* is no part
    of *forms*."""
    from scipy.special import betainc

    if not (0 <= fatal <= forms and 0 <= limit <= 1):
        return None
    above = 1 - float(betainc(prior.fatal + fatal, prior.good + forms - fatal, limit))
    return None if math.isnan(above) else above


def needed_forms(
    fatal: int,
    forms: int,
    limit: float,
    *,
    prior: Prior = JEFFREYS,
    highest_chance: float = HIGHEST_CHANCE,
) -> int | None:
    """So many further forms, all without a fatal error, until the chance is at most *highest_chance*; None
    where a hundred thousand are not enough."""

    def proven(more: int) -> bool:
        chance = chance_above(fatal, forms + more, limit, prior=prior)
        return chance is not None and chance <= highest_chance

    low, high = 0, MOST_FORMS
    if fatal > forms or not proven(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if proven(middle) else (middle + 1, high)
    return low
