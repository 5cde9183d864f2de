"""What the demo's raters found in its contacts: evaluations item by item, drawn with the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from supervisor.demo.drawn import DrawnDay
from supervisor.demo.people import SKILL_OF_QUEUE, Colleague
from supervisor.demo.weaknesses import Past, Traits
from supervisor.events import EndedBy
from supervisor.facts.agent_time import State as Time
from supervisor.facts.contact import Entry, Outcome
from supervisor.quality.evaluation import Appeal, Evaluation, ItemAnswer, Judgement, Said, State
from supervisor.quality.form import AnswerKind, Content, Item, Severity
from supervisor.quality.usual import CHAT, VOICE
from supervisor.sources.simulated.centre import QUEUES

SOURCE = "demo"
FORMS_A_DAY = 0.30
SHORTEST_S = 20
FORM_OF = {"voice": ("demo-voice-1", VOICE.content), "chat": ("demo-chat-1", CHAT.content)}
"""Of calls, and of everything that is written: the form's version and what it asks."""

RATERS: dict[str, tuple[str, str, str]] = {
    "zh_CN": ("李敏", "王倩", "周强"),
    "en": ("Li Min", "Wang Qian", "Zhou Qiang"),
}
"""Who judges; the second is severe, the third lenient."""
SEVERITY = (1.0, 1.35, 0.65)
"""How many of the errors that are a matter of opinion each of them finds."""

CONCENTRATED = {"summary": 0.30, "knowledge": 0.10, "hold": 0.50, "template": 0.12}
"""In what share of the contacts to which they apply these items are errors: they make most of all errors."""
MEASURE_ITEM, MEASURE_DAYS, SINCE_MEASURE = "summary", 30, 0.16
"""What is done about, since so many days, and the share of errors since."""
CRITICAL, NONCRITICAL = 0.008, 0.010  # of the items that are not named
ORDER_WRONG = 0.10
APPLIES = {"order": 0.15}
APPEALED_DAYS = 3
_PLAN = {name: queue for queue in QUEUES for name in queue.names.values()}
_WHY_APPEALED = {
    "zh_CN": "客户已明确表示清楚，无需再次归纳。",
    "en": "The customer said that all was clear; there was nothing to sum up.",
}


def form_of(channel: str) -> tuple[str, Content]:
    """The version of the form by which contacts of *channel* are judged, and what it asks."""
    return FORM_OF["voice" if channel == "voice" else "chat"]


def judged(
    drawn: DrawnDay, people: Sequence[Colleague], past: Past, *, seed: int, language: str
) -> tuple[Evaluation, ...]:
    """The evaluations of contacts of the day *drawn*: the same for the same arguments."""
    rng = Random(f"{seed}:{drawn.day}:judged")
    answered: dict[str, list[Entry]] = defaultdict(list)
    for entry in drawn.entries:
        if entry.outcome is Outcome.ANSWERED and (entry.talk_s or 0) >= SHORTEST_S:
            answered[entry.login].append(entry)
    present = {span.login for span in drawn.spans if span.state is Time.SIGNED_IN}
    ago = (past.today - drawn.day).days
    found: list[Evaluation] = []
    for colleague in people:
        login = past.login(colleague.agent, drawn.day)
        if login not in present or drawn.day < colleague.joined or rng.random() >= FORMS_A_DAY:
            continue
        if not answered[login]:
            continue
        entry = rng.choice(answered[login])
        version, content = form_of(entry.channel)
        place = rng.randrange(3)
        answers = judgement(content, entry, past.traits(colleague.agent, drawn.day), place, ago, rng)
        at = datetime.fromtimestamp(entry.entered_ms / 1000, UTC)
        found.append(
            Evaluation(
                f"demo-{drawn.day:%Y%m%d}-{colleague.number}",
                version,
                colleague.id,
                entry.channel,
                f"demo-skill-{SKILL_OF_QUEUE[_PLAN[entry.queue].key]}",
                drawn.day,
                entry.contact,
                RATERS[language][place],
                max(at, min(at + timedelta(hours=rng.randrange(3, 40)), _eve(past))),
                State.FINAL,
                Judgement(answers, source=SOURCE, contact_at=at),
            )
        )
    return tuple(_appealed(found, language) if ago == APPEALED_DAYS else found)


def judgement(
    content: Content, entry: Entry, traits: Traits, place: int, ago: int, rng: Random
) -> tuple[ItemAnswer, ...]:
    """What the rater at *place* of RATERS says to a contact, *ago* days before the present one."""
    fatal = None
    if rng.random() < traits.fatal:
        fatal = "privacy" if rng.random() < 0.8 else "respect"
    return tuple(_answer(item, entry, item.id == fatal, SEVERITY[place], ago, rng) for item in content.items)


def _answer(item: Item, entry: Entry, is_fatal: bool, severity: float, ago: int, rng: Random) -> ItemAnswer:
    if item.severity is Severity.FATAL:
        at_s = round(rng.random() * (entry.talk_s or 0.0), 1) if is_fatal else None
        return ItemAnswer(item.id, Said.NO if is_fatal else Said.YES, at_s=at_s)
    if not applies(item, entry, rng):
        return ItemAnswer(item.id, Said.NOT_APPLICABLE)
    chance = chance_of(item, ago)
    if item.severity is Severity.NONCRITICAL:  # a matter of opinion
        chance *= severity
    error = rng.random() < chance
    if item.kind is AnswerKind.GRADED:
        less = 2.0 if error else 1.0 if rng.random() < 0.15 * severity else 0.0
        return ItemAnswer(item.id, points=item.points - less)
    at_s = round(rng.random() * (entry.talk_s or 0.0), 1) if error and entry.channel == "voice" else None
    return ItemAnswer(item.id, Said.NO if error else Said.YES, at_s=at_s)


def applies(item: Item, entry: Entry, rng: Random) -> bool:
    """Whether the item has anything to do with the contact."""
    if item.id == "hold":
        return bool(entry.hold_s)
    if item.id == "escalation":
        return entry.ended_by == EndedBy.TRANSFER.value
    return item.id not in APPLIES or rng.random() < APPLIES[item.id]


def chance_of(item: Item, ago: int) -> float:
    """In what share of the contacts to which it applies the item is an error, to a rater who is neither
    severe nor mild."""
    if item.id == MEASURE_ITEM and ago <= MEASURE_DAYS:
        return SINCE_MEASURE
    if item.id == "order":
        return ORDER_WRONG
    usual = CRITICAL if item.severity is Severity.CRITICAL else NONCRITICAL
    return CONCENTRATED.get(item.id, usual)


def _eve(past: Past) -> datetime:
    """Nothing was judged later than the day before the present one."""
    return datetime(past.today.year, past.today.month, past.today.day, tzinfo=UTC) - timedelta(hours=10)


def _appealed(found: list[Evaluation], language: str) -> list[Evaluation]:
    """The same, an appeal open against the first in which nobody summed up."""
    for place, one in enumerate(found):
        if any(said.item == MEASURE_ITEM and said.said is Said.NO for said in one.judgement.answers):
            when = one.evaluated_at + timedelta(hours=2)
            open_one = Appeal(one.person, when, _WHY_APPEALED[language])
            told = one.judgement
            said = Judgement(
                told.answers, source=told.source, contact_at=told.contact_at, appeals=(open_one,)
            )
            found[place] = Evaluation(
                *(one.id, one.form_version, one.person, one.channel, one.skill, one.contact_day, one.contact),
                *(one.rater, one.evaluated_at, State.APPEALED, said),
            )
            break
    return found
