"""What is said of each unit: the rule and the evidence together; and who has a seat."""

from __future__ import annotations

import numpy as np

from supervisor.evidence.options import Answer
from supervisor.evidence.panel import Bools, Floats
from supervisor.evidence.rule import Rule

_ORDER = tuple(Answer)
_AT = {answer: at for at, answer in enumerate(_ORDER)}


def answers(rule: Rule, listed: Bools, can_say: Bools, asked: int) -> tuple[Answer, ...]:
    """*can_say*: there are a target and a level."""
    nearly = rule.judged & (rule.missed >= asked - 1) & ~rule.hit
    found = np.full(listed.shape, _AT[Answer.FINE])
    found[listed] = _AT[Answer.WARNING]
    found[nearly] = np.where(listed, _AT[Answer.LIKELY], _AT[Answer.OPEN])[nearly]
    found[rule.hit] = np.where(listed, _AT[Answer.CONFIRMED], _AT[Answer.UNPROVEN])[rule.hit]
    found[~can_say | (~rule.judged & ~listed)] = _AT[Answer.NO_VERDICT]
    return tuple(_ORDER[at] for at in found.tolist())


def seated(answer: tuple[Answer, ...], benefit: Floats, seats: int | None) -> Bools:
    """Who is taught when *seats* are limited: confirmed ones first, then likely ones, by expected benefit."""
    place = np.array([_AT[one] for one in answer], dtype=np.int64)
    wanted = np.isin(place, (_AT[Answer.CONFIRMED], _AT[Answer.LIKELY]))
    if seats is None or int(wanted.sum()) <= seats:
        return np.asarray(wanted, dtype=np.bool_)
    chosen = np.flatnonzero(wanted)
    order = chosen[np.lexsort((-np.nan_to_num(benefit[chosen], nan=-np.inf), place[chosen]))]
    found = np.zeros(len(answer), dtype=np.bool_)
    found[order[: max(seats, 0)]] = True
    return found
