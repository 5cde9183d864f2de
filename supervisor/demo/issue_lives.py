"""The issues of the demo's year, each with what is to become of it: most by lot, some to be seen today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from supervisor.demo.issue_year import Act
from supervisor.demo.topic import AREAS, LANGUAGES, PLANS, Said, Topic
from supervisor.demo.topics_of_contracts import TOPICS as _CONTRACTS
from supervisor.demo.topics_of_lines import TOPICS as _LINES
from supervisor.demo.topics_of_money import TOPICS as _MONEY
from supervisor.demo.topics_of_systems import TOPICS as _SYSTEMS
from supervisor.issues.issue import Origin
from supervisor.issues.states import State

TOPICS: tuple[Topic, ...] = (*_MONEY, *_CONTRACTS, *_LINES, *_SYSTEMS)
TOPIC = {topic.key: topic for topic in TOPICS}

MENDED_TOPIC = "remote_box"
"""The issue whose effect shows in the contacts (`weaknesses.MENDED_TYPE`)."""
UNMENDED_TOPIC = "ivr_menu"
"""The one whose measure changed nothing."""
UNMENDED_DAYS = 43
CAME_BACK_TOPIC = "order_stuck"
"""The one that was closed and came back within 90 days."""

_ORIGINS = (
    Origin.COMPLAINT,
    Origin.COMPLAINT,
    Origin.SUPERVISOR,
    Origin.QUALITY,
    Origin.CONTACTS,
    Origin.CONTACTS,
    Origin.IMPORT,
    Origin.MEETING,
)


@dataclass(frozen=True)
class Fate:
    """What is to become of an issue: it goes on until it is *stop*. *returned* so often; *ask_again*: its
    first answer is not enough; *slow* working days it is late with its measure. *planned*: the day that is
    promised, in working days from today (None: by lot); *extension* "granted", "refused" or "asked";
    *pause*: it waits for a third party. *unruled*: nobody rules whose it is.
    """

    stop: State = State.CLOSED
    returned: int = 0
    ask_again: bool = False
    slow: int = 0
    planned: int | None = None
    extension: str = ""
    pause: bool = False
    ineffective: bool = False
    reopened: bool = False
    restored: bool = False
    internal: bool = False
    unruled: bool = False
    unknown_owner: bool = False  # its answer names nobody


@dataclass
class Life:
    """An issue to be: its topic, which of its variants (None: it has none), when it is made, its fate; its
    *id* once it is. *of*: what it is for, where something else speaks of it."""

    topic: Topic
    variant: int | None
    made: date
    fate: Fate
    origin: Origin = Origin.SUPERVISOR
    of: str = ""
    id: int = 0
    returns: int = 0
    asked_again: bool = False
    was_ineffective: bool = False
    was_reopened: bool = False
    planned: date | None = None
    over: bool = False
    answer_again: Act | None = None  # what has its department answer once more

    def said(self, language: str) -> Said:
        """Its words."""
        return self.topic.said(language)

    def title(self, language: str) -> str:
        """What it is called, with where or of which plan."""
        title = self.said(language).title
        if self.variant is None:
            return title
        names = AREAS if self.topic.varies == "area" else PLANS
        name = names[self.variant % len(names)][LANGUAGES.index(language)]
        return f"{name}：{title}" if language == "zh_CN" else f"{title} ({name})"


def drawn_lives(today: date, rng: Random, *, count: int, days: int) -> list[Life]:
    """Issues by lot, made from *days* to 60 days ago: most are over by now."""
    last = min(60, days // 2)
    keys = [topic.key for topic in TOPICS if topic.key not in (MENDED_TOPIC, UNMENDED_TOPIC)]
    found = []
    used: dict[str, int] = {}
    for nth in range(count):
        if nth % len(keys) == 0:
            rng.shuffle(keys)
        topic = TOPIC[keys[nth % len(keys)]]
        used[topic.key] = used.get(topic.key, -1) + 1
        ago = days - (days - last) * (nth + rng.random()) / count
        at = rng.random()
        fate = Fate(
            stop=State.REJECTED if at < 0.06 else State.MERGED if at < 0.11 else State.CLOSED,
            returned=1 if 0.11 < at < 0.19 else 2 if at > 0.97 else 0,
            ask_again=0.19 < at < 0.27,
            slow=rng.randrange(1, 9) if 0.27 < at < 0.40 else 0,
            extension="granted" if 0.40 < at < 0.47 else "refused" if 0.47 <= at < 0.50 else "",
            pause=0.50 < at < 0.54,
            ineffective=0.54 < at < 0.59,
            reopened=0.59 < at < 0.62,
            unknown_owner=0.62 < at < 0.66,
        )
        if fate.extension and fate.stop is not State.CLOSED:
            fate = Fate(stop=fate.stop)
        variant = used[topic.key] if topic.varies else None
        origin = rng.choice(_ORIGINS)
        found.append(Life(topic, variant, today - timedelta(days=round(ago)), fate, origin))
    return found


def _life(key: str, today: date, ago: int, fate: Fate, *, variant: int = 7, of: str = "") -> Life:
    topic = TOPIC[key]
    origin = Origin.COMPLAINT if ago % 2 else Origin.CONTACTS
    return Life(topic, variant if topic.varies else None, today - timedelta(days=ago), fate, origin, of)


_S = State


def told_lives(today: date) -> list[Life]:
    """The issues of which something is to be seen today."""
    working = _S.WORKING
    wanted = (
        # under way, with a clock of every colour
        ("evening_speed", 62, Fate(working, planned=14), 3, ""),
        ("double_charge", 58, Fate(working, planned=9), 6, ""),
        ("renewal", 70, Fate(working, planned=1), 0, ""),
        ("dealer_promise", 66, Fate(working, planned=0), 4, "today"),
        ("voice_break", 64, Fate(working, planned=-1), 8, ""),
        ("autopay", 60, Fate(working, planned=-3), 0, ""),
        ("app_login", 71, Fate(working, planned=-8), 0, ""),
        ("late_install", 57, Fate(working, planned=-2), 5, ""),
        ("fiber_cut", 55, Fate(working, planned=6, pause=True), 2, ""),
        ("indoor_4g", 59, Fate(working, planned=4, extension="asked"), 9, ""),
        ("crm_slow", 63, Fate(working, planned=5, extension="granted"), 0, ""),
        ("no_show", 61, Fate(working, planned=-4, extension="refused"), 6, ""),
        ("roam_open", 72, Fate(working, planned=7, ask_again=True), 0, ""),
        ("shop_refuses", 74, Fate(working, planned=11, ineffective=False), 1, ""),
        # done, and verified
        ("outage_notice", 75, Fate(_S.DONE, planned=-12), 2, ""),
        ("sim", 75, Fate(_S.DONE, planned=-9), 0, ""),
        ("repeat_repair", 73, Fate(_S.DONE, planned=-15), 7, ""),
        ("promo_page", 75, Fate(_S.VERIFIED, planned=-21), 5, ""),
        ("bill_differs", 74, Fate(_S.VERIFIED, planned=-19), 4, ""),
        # whose it is
        ("cross_border", 66, Fate(_S.READY, returned=2, unruled=True), 0, "ruling"),
        ("cabling_fee", 68, Fate(working, returned=1, planned=8), 3, ""),
        # rejected and merged, late ones
        ("game_delay", 50, Fate(_S.REJECTED), 0, ""),
        ("queue_shop", 57, Fate(_S.REJECTED), 3, ""),
        ("gift", 47, Fate(_S.REJECTED, restored=True), 0, ""),
        ("evening_speed", 40, Fate(_S.MERGED), 3, ""),
        ("app_login", 44, Fate(_S.MERGED), 0, ""),
        # for the contact centre alone
        ("points", 20, Fate(_S.READY, internal=True), 0, ""),
        ("robot", 9, Fate(_S.DRAFT, internal=True), 0, ""),
        # not sent yet
        ("privacy_words", 4, Fate(_S.DRAFT), 0, ""),
        ("old_modem", 2, Fate(_S.DRAFT), 5, ""),
        ("late_bill", 1, Fate(_S.DRAFT), 0, ""),
    )
    found = [_life(key, today, ago, fate, variant=variant, of=of) for key, ago, fate, variant, of in wanted]
    found += [
        _life(MENDED_TOPIC, today, 88, Fate(_S.VERIFIED), of="mended"),
        _life(UNMENDED_TOPIC, today, 86, Fate(_S.DONE), of="unmended"),
        _life(CAME_BACK_TOPIC, today, 89, Fate(_S.CLOSED), variant=2, of="went"),
        _life(CAME_BACK_TOPIC, today, 21, Fate(working, planned=10), variant=2, of="came"),
    ]
    return found


def lines_of_sheets() -> dict[str, Sequence[tuple[str, int, Fate]]]:
    """What is on the latest sheets, by department: topic, variant and where it stops."""
    return {
        "network": (
            ("outage_notice", 6, Fate(_S.ANSWERED)),
            ("indoor_4g", 1, Fate(_S.RECEIVED)),
            ("evening_speed", 8, Fate(_S.CONFIRMED)),
        ),
        "international": (
            ("roam_price", 0, Fate(_S.ANSWERED)),
            ("idd_block", 0, Fate(_S.ANSWERED)),
        ),
        "marketing": (
            ("promo_sms", 2, Fate(_S.RECEIVED)),
            ("price_words", 0, Fate(_S.RECEIVED, pause=True)),
        ),
        "field": (
            ("old_modem", 3, Fate(_S.SENT)),
            ("repeat_repair", 2, Fate(_S.SENT)),
        ),
        "shops": (
            ("dealer_port", 6, Fate(_S.RECEIVED)),
            ("shop_refuses", 8, Fate(_S.CONFIRMED)),
        ),
        "billing": (
            ("invoice", 0, Fate(_S.CONFIRMED)),
            ("roaming_bill", 0, Fate(_S.RECEIVED)),
        ),
        "it": (
            ("ivr_hangup", 0, Fate(_S.SENT)),
            ("order_stuck", 5, Fate(_S.SENT)),
            ("app_usage", 0, Fate(_S.SENT)),
        ),
        "legal": (
            ("penalty", 0, Fate(_S.READY)),
            ("minors", 0, Fate(_S.READY)),
        ),
    }
