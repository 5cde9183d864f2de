"""Which profile of figures speaks for which kind of training: a table that the centre edits.

A profile says of some figures whether they are higher or lower than is usual for the same work, or about
there. The first row that fits is proposed; nothing is ever decided here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.performance.kpi import BY_ID, Direction
from supervisor.words import _, mark

LONGEST = 500

_Text = Annotated[str, msgspec.Meta(max_length=LONGEST)]


class Mark(StrEnum):
    """A figure that a profile speaks of."""

    AHT = "aht"
    TALK = "talk"
    HOLD = "hold"
    ACW = "acw"
    FCR = "fcr"
    CSAT = "csat"
    ACCURACY = "accuracy"  # quality: what was said is right
    MANNER = "manner"  # quality: how it was said
    DISPATCH = "dispatch"
    COMPLAINTS = "complaints"
    UTILISATION = "utilisation"


MARK_LABELS: Mapping[Mark, str] = {
    Mark.AHT: mark("Handle time"),
    Mark.TALK: mark("Talk time"),
    Mark.HOLD: mark("Hold time"),
    Mark.ACW: mark("After-contact time"),
    Mark.FCR: mark("First-contact resolution"),
    Mark.CSAT: mark("Satisfaction"),
    Mark.ACCURACY: mark("Quality: accuracy"),
    Mark.MANNER: mark("Quality: manner"),
    Mark.DISPATCH: mark("Work orders"),
    Mark.COMPLAINTS: mark("Complaints"),
    Mark.UTILISATION: mark("Utilisation"),
}


class Sign(StrEnum):
    """How a figure lies to what is usual for the same work."""

    HIGH = "high"
    LOW = "low"
    USUAL = "usual"


SIGN_LABELS: Mapping[Sign, str] = {
    Sign.HIGH: mark("higher than usual"),
    Sign.USUAL: mark("as usual"),
    Sign.LOW: mark("lower than usual"),
}

_MARK_OF_KPI: Mapping[str, tuple[Mark, bool]] = {  # and whether more of it is less of the mark
    "aht": (Mark.AHT, False),
    "att": (Mark.TALK, False),
    "hold_rate": (Mark.HOLD, False),
    "mean_hold": (Mark.HOLD, False),
    "acw": (Mark.ACW, False),
    "fcr": (Mark.FCR, False),
    "csat": (Mark.CSAT, False),
    "qa_score": (Mark.ACCURACY, False),
    "fatal_rate": (Mark.ACCURACY, True),
    "critical_rate": (Mark.ACCURACY, True),
    "noncritical_rate": (Mark.MANNER, True),
    "dispatch_rate": (Mark.DISPATCH, False),
    "complaint_rate": (Mark.COMPLAINTS, False),
    "utilisation": (Mark.UTILISATION, False),
    "adherence": (Mark.UTILISATION, False),
}
_TIMES = frozenset({Mark.AHT, Mark.TALK, Mark.HOLD, Mark.ACW})
_QUALITY = frozenset({Mark.ACCURACY, Mark.MANNER})
_MARKS_ABOUT: Mapping[str, frozenset[Mark]] = {
    "aht": _TIMES,
    "att": frozenset({Mark.AHT, Mark.TALK}),
    "acw": frozenset({Mark.ACW}),
    **dict.fromkeys(("hold_rate", "mean_hold"), frozenset({Mark.HOLD})),
    **dict.fromkeys(("contacts_per_hour", "contacts_per_day"), _TIMES),
    **dict.fromkeys(("fcr", "fcr_said", "fcr_asked"), frozenset({Mark.FCR})),
    **dict.fromkeys(("csat", "csat_mean", "nps"), frozenset({Mark.CSAT, Mark.MANNER})),
    **dict.fromkeys(("complaint_rate", "complaint_valid_rate"), frozenset({Mark.COMPLAINTS})),
    **dict.fromkeys(("dispatch_rate", "dispatch_wrong_rate"), frozenset({Mark.DISPATCH})),
    **dict.fromkeys(("utilisation", "adherence"), frozenset({Mark.UTILISATION})),
    **dict.fromkeys(("qa_score", "fatal_rate", "critical_rate", "noncritical_rate"), _QUALITY),
}
"""Of which marks a KPI is a sign."""
_TURNED = {Sign.HIGH: Sign.LOW, Sign.LOW: Sign.HIGH, Sign.USUAL: Sign.USUAL}
_FEW_TYPES = 2


class Spread(StrEnum):
    """On which types of contact it shows."""

    ONE = "one"  # one or two types make the most of it
    ALL = "all"


SPREAD_LABELS: Mapping[Spread, str] = {
    Spread.ONE: mark("on few types"),
    Spread.ALL: mark("on all types"),
}


@dataclass(frozen=True)
class Profile:
    """Somebody's figures as signs; what is not in *signs* is unknown. *spread* None: not known."""

    signs: Mapping[Mark, Sign]
    spread: Spread | None = None


def profile_of(
    signs: Mapping[str, str],
    *,
    makers: int = 0,
    types: int = 0,
    off: str = "",
    facts: Collection[str] = (),
) -> Profile:
    """The profile of somebody whose figures stand as *signs* say ("high", "low", "usual" by KPI, anything
    else is unknown).

    Most of the gap is made by so many *makers* of all *types* of contact; 0: not known. *off*: the KPI that
    misses its target, which is no usual figure even where all miss it. *facts* of the handle time
    (evidence/cause.py, Fact) say better than types where talk is long.
    """
    known = {sign.value: sign for sign in Sign}
    found: dict[Mark, Sign] = {}
    for kpi, said in signs.items():
        if kpi in _MARK_OF_KPI and str(said) in known:
            of, turned = _MARK_OF_KPI[kpi]
            sign = _TURNED[known[str(said)]] if turned else known[str(said)]
            if found.get(of, Sign.USUAL) is Sign.USUAL:  # what stands out in one of several KPIs does
                found[of] = sign
    if off in _MARK_OF_KPI and BY_ID[off].direction is not Direction.BAND:
        of, turned = _MARK_OF_KPI[off]
        bad = Sign.LOW if BY_ID[off].direction is Direction.HIGHER else Sign.HIGH
        found[of] = _TURNED[bad] if turned else bad
    few = makers <= _FEW_TYPES and makers * 2 < max(types, 3)
    spread = None if not makers or types < 2 else Spread.ONE if few else Spread.ALL
    if Mark.TALK in _MARKS_ABOUT.get(off, ()) and facts:
        spread = Spread.ONE if "talk_on_types" in facts else Spread.ALL
    return Profile(found, spread)


class Category(msgspec.Struct, frozen=True, omit_defaults=True):
    """A kind of training. *name_zh*, *name_en*: as the centre calls it; both "" for one that came with the
    program and has its usual name. It fits a profile in which every one of *signs* is as said (any of those
    named), and whose *spread* is that (None: any). *advice*: what to do, in words."""

    id: str
    name_zh: _Text = ""
    name_en: _Text = ""
    signs: dict[Mark, tuple[Sign, ...]] = msgspec.field(default_factory=dict)
    spread: Spread | None = None
    advice: _Text = ""
    retired: bool = False


@dataclass(frozen=True)
class CategoryRow:
    """A category at its *place* in the table; *version* 0: never saved."""

    category: Category
    place: int
    version: int = 0


_A, _B = (Sign.HIGH,), (Sign.LOW,)

USUAL: tuple[Category, ...] = (
    Category("leave_alone", signs={Mark.AHT: _A, Mark.FCR: _A, Mark.CSAT: _A}),
    Category("rushing", signs={Mark.TALK: _B, Mark.FCR: _B}),
    Category("manner", signs={Mark.MANNER: _B}),
    Category("accuracy", signs={Mark.ACCURACY: _B}),
    Category("product", signs={Mark.TALK: _A}, spread=Spread.ONE),
    Category("knowledge_base", signs={Mark.HOLD: _A}),
    Category("steering", signs={Mark.TALK: _A}),
    Category("templates", signs={Mark.ACW: _A}),
    Category("dispatch", signs={Mark.DISPATCH: _A}),
    Category("presence", signs={Mark.UTILISATION: _B}),
    Category("promises", signs={Mark.DISPATCH: _B, Mark.FCR: _B}),
    Category("complaints", signs={Mark.COMPLAINTS: _A}),
    Category("product_fcr", signs={Mark.FCR: _B}, spread=Spread.ONE),
    Category("resolution", signs={Mark.FCR: _B}),
    Category("satisfaction", signs={Mark.CSAT: _B}),
)
"""The table of a centre that has none of its own, in its order: the first that fits is proposed."""

_USUAL_NAMES: Mapping[str, str] = {
    "leave_alone": mark("Leave alone: quality before volume"),
    "rushing": mark("Takes too little time"),
    "manner": mark("Manner and tone"),
    "accuracy": mark("Accuracy of what is said"),
    "product": mark("Product knowledge of a type"),
    "knowledge_base": mark("Knowledge base, system, permissions"),
    "steering": mark("Steering the conversation"),
    "templates": mark("Templates and order entry"),
    "dispatch": mark("When a work order is needed"),
    "presence": mark("Breaks and times"),
    "promises": mark("Promises without a work order"),
    "complaints": mark("Handling what turns into complaints"),
    "product_fcr": mark("Solving contacts of a type"),
    "resolution": mark("Solving at the first contact"),
    "satisfaction": mark("Satisfaction"),
}
_USUAL_ADVICE: Mapping[str, str] = {
    "leave_alone": mark("Takes longer, and customers are content and do not come back: nothing to train."),
    "rushing": mark(
        "Talks short, and customers call again: practise listening to the end and checking back."
    ),
    "manner": mark("Listen to contacts together, and practise how things are said."),
    "accuracy": mark("Go through what was said wrong, with the sources where the right answer stands."),
    "product": mark("Long on one type of contact alone: teach that product."),
    "knowledge_base": mark(
        "Looks things up while the customer waits: teach finding them, or mend what is there."
    ),
    "steering": mark("Long on every type of contact: practise leading the conversation."),
    "templates": mark("Long after the contact: templates, order entry, typing."),
    "dispatch": mark("Opens orders that others solve at once: go through when an order is needed."),
    "presence": mark("No matter of a course: ask what takes the time, and agree on breaks."),
    "promises": mark("Opens few orders, and customers come back: go through what needs an order."),
    "complaints": mark("Go through the complaints together, and practise the moments before them."),
    "product_fcr": mark("Customers come back on one type of contact: teach that one."),
    "resolution": mark("Customers come back on every type: practise finding out what they need."),
    "satisfaction": mark("Listen to contacts with poor replies together, beside some with good ones."),
}


def name(category: Category, language: str) -> str:
    """What a person reads who speaks *language*: as the centre calls it, else its usual name."""
    own = (category.name_zh, category.name_en)
    if any(own):
        chinese, english = own
        return (chinese or english) if language.startswith("zh") else (english or chinese)
    return _(_USUAL_NAMES[category.id]) if category.id in _USUAL_NAMES else category.id


def advice(category: Category) -> str:
    """What to do, in words; "" where nobody said."""
    usual = _USUAL_ADVICE.get(category.id)
    return category.advice or (_(usual) if usual else "")


def fits(category: Category, profile: Profile) -> bool:
    """Whether *profile* is one that *category* is for; a figure that is unknown is never as said."""
    if category.retired or not (category.signs or category.spread):
        return False
    if category.spread is not None and profile.spread is not category.spread:
        return False
    return all(profile.signs.get(of) in wanted for of, wanted in category.signs.items())


def proposed(table: Iterable[Category], profile: Profile, kpi: str = "") -> tuple[Category, ...]:
    """All categories that fit, in the table's order, and speak of what *kpi* shows ("": of anything): the
    first is proposed, the others are offered."""
    found = [category for category in table if fits(category, profile)]
    about = _MARKS_ABOUT.get(kpi)
    return tuple(one for one in found if about is None or not about.isdisjoint(one.signs))


def problem(table: Sequence[Category]) -> str:
    """Why *table* cannot be kept, as a sentence; "" when it can."""
    for category in table:
        if not (category.name_zh or category.name_en or category.id in _USUAL_NAMES):
            return _("Give every category a name.")
        if not (category.signs or category.spread) and not category.retired:
            return _("“{name}” says nothing of any figure, so it would never be proposed.").format(
                name=name(category, "en")
            )
    if len({category.id for category in table}) < len(table):
        return _("A category stands there twice.")
    return ""
