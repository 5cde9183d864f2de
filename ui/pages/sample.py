"""What pages show beside the board, made up: for pictures of the demo centre, which has no database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from supervisor.live.board import EMPTY
from supervisor.live.fold import fold
from supervisor.live.past import WEEK, WEEKS, PastDay, days_of
from supervisor.live.rules import CountingRules
from supervisor.pages.announcement import Announcement, Terms, Urgency
from supervisor.pages.curve import summed
from supervisor.sources.simulated.simulation import Makings, day_until
from supervisor.words import language
from ui.pages.part import Material

_TEXTS = {
    "zh_CN": "# 消防演习\n**15:00** 东门集合，请佩戴工牌",
    "en": "# Fire drill\n**15:00**, east gate. Wear your badge.",
}


def sample_material(source: str, seed: int, day: date, now: datetime, rules: CountingRules) -> Material:
    """An announcement, and the last weeks of the demo centre."""
    text = _TEXTS.get(language(), _TEXTS["en"])
    said = Announcement("drill", text, now - timedelta(hours=1), None, Terms(urgency=Urgency.ATTENTION))
    return Material((said,), {}, {(): sample_past(source, seed, day, rules, language())})


@lru_cache(maxsize=4)  # some seconds
def sample_past(
    source: str, seed: int, day: date, rules: CountingRules, spoken: str, weeks: int = WEEKS
) -> tuple[PastDay, ...]:
    """The centre on the same weekday of the last weeks."""
    makings = Makings(source, rules.days, seed, spoken, 0.3)
    found: dict[tuple[str, str], list[PastDay]] = {}
    for week in range(1, weeks + 1):
        past = day - week * WEEK
        until = rules.days.ends(past) - timedelta(seconds=1)
        board, _changed = fold(EMPTY, day_until(makings, past, until), rules)
        for one in days_of(board):
            found.setdefault(one.key, []).append(one)
    return summed(found, ())
