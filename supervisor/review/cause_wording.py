"""What seems to cause a gap, in words: the same in the window, in a workbook and on paper."""

from __future__ import annotations

from collections.abc import Sequence

from supervisor.evidence.cause import Contributions, Fact, Reading
from supervisor.words import _, mark, number

FACTS = {
    Fact.TALK_EVERYWHERE: mark("Talks longer, whatever it is about ({seconds} a contact)."),
    Fact.TALK_ON_TYPES: mark("Talks longer about {types} ({seconds} a contact)."),
    Fact.HOLD: mark("Customers are on hold longer, most of it with {types} ({seconds} a contact)."),
    Fact.AFTER_CONTACT: mark("Needs longer after the contact ({seconds} a contact)."),
    Fact.MIX: mark(
        "Gets longer contacts than the cell ({seconds} a contact): that is no matter of training."
    ),
    Fact.RUSHING: mark("Quicker in everything, and resolves less: rushing."),
    Fact.LONG_BUT_GOOD: mark("Takes longer, resolves more and customers are content: leave it alone."),
}


SHORT = {
    Fact.TALK_EVERYWHERE: mark("talk on all types {seconds}"),
    Fact.TALK_ON_TYPES: mark("talk about {types} {seconds}"),
    Fact.HOLD: mark("on hold {seconds}"),
    Fact.AFTER_CONTACT: mark("after the contact {seconds}"),
    Fact.MIX: mark("longer contacts {seconds}"),
    Fact.RUSHING: mark("rushing"),
    Fact.LONG_BUT_GOOD: mark("long, but good"),
}
"""The same in a few words, for a cell of a table."""


def short(facts: Sequence[Reading], types: Contributions | None = None) -> str:
    """What the parts of the handle time say and which types make most of a gap, in a few words."""
    said = []
    for one in facts:
        about = _(", ").join(one.types) or _("all types")
        said.append(_(SHORT[one.fact]).format(types=about, seconds=seconds(one.seconds)))
    named = [name for name in types.makers if name] if types is not None else []
    if types is not None and named and len(named) * 2 <= len(types.parts):
        said.append(_("most of it: {types}").format(types=_(", ").join(named)))
    return _("; ").join(said)


def readings(facts: Sequence[Reading]) -> str:
    """What the parts of the handle time say."""
    said = []
    for one in facts:
        types = _(", ").join(one.types) or _("all types")
        said.append(_(FACTS[one.fact]).format(types=types, seconds=seconds(one.seconds)))
    return " ".join(said)


def seconds(value: float) -> str:
    """A difference of seconds, with its sign."""
    sign = "+" if value > 0.05 else "−" if value < -0.05 else "±"
    return _("{seconds} s").format(seconds=f"{sign}{number(abs(value), 1)}")


def makers(types: Contributions | None) -> str:
    """On which types of contact most of a gap is made; "" where that is not known or nothing stands out."""
    named = [name for name in types.makers if name] if types is not None else []
    if types is None or not named:
        return ""
    if len(named) * 2 > len(types.parts):
        return _("It shows on most types of contact.")
    return _("Most of it comes from {types}.").format(types=_(", ").join(named))
