"""By which definitions figures are counted: one log has five service levels and two answer rates.

Every figure that leaves the program names the definitions that it was counted by (`Definition.sentences`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from supervisor.words import _, mark, ngettext


class ServiceLevel(StrEnum):
    """What a service level divides by what; the boundary of the threshold T is in time."""

    WITHOUT_SHORT = "without-short"  # answered ≤ T ÷ (settled − abandoned ≤ S): ours
    OFFERED = "offered"  # answered ≤ T ÷ settled
    WITHOUT_ABANDONED = "without-abandoned"  # answered ≤ T ÷ (settled − abandoned ≤ T)
    WITH_ABANDONED = "with-abandoned"  # (answered + abandoned) ≤ T ÷ settled
    ANSWERED = "answered"  # answered ≤ T ÷ answered


class OfferedBy(StrEnum):
    """What is counted as offered."""

    CONTACT = "contact"  # a contact counts once a queue and business day, where it first entered
    ENTRY = "entry"  # each entry into a queue


class AnswerRate(StrEnum):
    """What an answer rate divides by."""

    SETTLED = "settled"  # answered ÷ (offered − unfinished)
    WITHOUT_SHORT = "without-short"  # answered ÷ (offered − unfinished − abandoned ≤ S)


@dataclass(frozen=True)
class Definition:
    """How contacts are counted and rates are made.

    *threshold_s* None: each queue's own, else the centre's; a line of several queues then adds up what was in
    time by each queue's own. *within* are further times of which it is counted how many were answered within
    them. *short_s* None: the centre's short-abandon limit. Unfinished entries are in no rate.
    """

    service_level: ServiceLevel = ServiceLevel.WITHOUT_SHORT
    answer_rate: AnswerRate = AnswerRate.SETTLED
    offered_by: OfferedBy = OfferedBy.ENTRY
    threshold_s: int | None = None
    short_s: float | None = None
    within: tuple[int, ...] = ()


USUAL = Definition()

SERVICE_LEVELS: dict[ServiceLevel, str] = {
    ServiceLevel.WITHOUT_SHORT: mark("answered in time ÷ (offered − short abandons)"),
    ServiceLevel.OFFERED: mark("answered in time ÷ offered"),
    ServiceLevel.WITHOUT_ABANDONED: mark("answered in time ÷ (offered − abandoned in time)"),
    ServiceLevel.WITH_ABANDONED: mark("(answered in time + abandoned in time) ÷ offered"),
    ServiceLevel.ANSWERED: mark("answered in time ÷ answered"),
}
ANSWER_RATES: dict[AnswerRate, str] = {
    AnswerRate.SETTLED: mark("answered ÷ offered"),
    AnswerRate.WITHOUT_SHORT: mark("answered ÷ (offered − short abandons)"),
}
OFFERED: dict[OfferedBy, str] = {
    OfferedBy.ENTRY: mark("each entry into a queue counts"),
    OfferedBy.CONTACT: mark("a contact counts once a queue and day, where it first entered"),
}


def sentences(definition: Definition, threshold_s: int | None, short_s: float) -> dict[str, str]:
    """*definition* as a person reads it, by what it defines; *threshold_s* None: each queue has its own."""
    limit = (
        _("each queue’s own threshold")
        if threshold_s is None
        else ngettext("{n} second", "{n} seconds", threshold_s).format(n=threshold_s)
    )
    return {
        "offered": _(OFFERED[definition.offered_by]),
        "answer_rate": _(ANSWER_RATES[definition.answer_rate]),
        "service_level": _("{formula}; in time: within {limit}").format(
            formula=_(SERVICE_LEVELS[definition.service_level]), limit=limit
        ),
        "short": _("abandoned within {n} s").format(n=f"{short_s:g}"),
        "by": _("by when contacts entered; those not settled yet are in no rate"),
    }
