"""What became of a contact, in words."""

from __future__ import annotations

from supervisor.facts.contact import Outcome
from supervisor.words import mark

OUTCOME_WORDS = {
    Outcome.ANSWERED: mark("Answered"),
    Outcome.ABANDONED: mark("Abandoned"),
    Outcome.TIMED_OUT: mark("Timed out"),
    Outcome.KEY: mark("Left by key"),
    Outcome.EMPTY: mark("Left empty queue"),
    Outcome.WITHDRAWN: mark("Withdrawn"),
    Outcome.LOST: mark("Lost"),
    Outcome.UNKNOWN: mark("Left, reason unknown"),
    Outcome.WAITING: mark("Not settled yet"),
}
