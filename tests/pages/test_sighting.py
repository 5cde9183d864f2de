"""Sights that are kept from look to look are those that a fresh look would give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from supervisor.live.board import EMPTY
from supervisor.live.fold import fold
from supervisor.live.rules import CountingRules
from supervisor.pages.sighting import OVERRUNS_EVERY_S, Sighting
from supervisor.sources.simulated.centre import break_codes as demo_codes
from supervisor.sources.simulated.simulation import Makings, Simulation, day_opens
from supervisor.wallboard.breaks import break_codes
from supervisor.wallboard.scope import CENTRE, Scope, sights

RULES = CountingRules()
DAY = date(2026, 11, 23)
CODES = break_codes(demo_codes())


def floor() -> Simulation:
    """The demo centre before its day begins."""
    return day_opens(Makings("demo", RULES.days, 4, "en", 0.4), DAY)


def test_looking_again_at_what_changed_is_as_good_as_looking_at_everything() -> None:
    simulation, kept = floor(), Sighting()
    begins = RULES.days.begins(DAY)
    board, changed = fold(EMPTY, simulation.introduction(), RULES)
    for step in range(60):
        minutes = 540 + 7 * step if step < 50 else 883 + step
        now = begins + timedelta(minutes=minutes, seconds=OVERRUNS_EVERY_S + step)
        board, changed = fold(board, simulation.advance(now), RULES)
        kept.look(board, changed, now, begins, CODES)

        for scope, sight in sights(board, now, begins, CODES).items():
            found = kept.sight(scope)
            assert found is not None
            if scope == CENTRE:  # its last half hour may lag by a few looks
                found = replace(found, recent=sight.recent)
            assert replace(found, at=now) == sight, scope


def test_what_is_not_on_the_board_has_no_sight() -> None:
    kept = Sighting()
    assert kept.sight(CENTRE) is None

    kept.look(EMPTY, None, RULES.days.begins(DAY), RULES.days.begins(DAY), CODES)

    assert kept.sight(Scope.queue(("demo", "Sales"))) is None
    assert kept.sight(Scope.team("Morning")) is None
    centre = kept.sight(CENTRE)
    assert centre is not None
    assert centre.waiting is None
