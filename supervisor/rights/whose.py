"""Of whom figures are, for a log-in that sees some people alone: said wherever people are weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supervisor.rights.act import Act
from supervisor.rights.own import Rights
from supervisor.words import _, ngettext, number

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection


def people_seen(db: Connection, rights: Rights) -> int | None:
    """How many people the figures are of that whoever has *rights* sees today; None: of everybody, or no
    figures of people are seen at all."""
    if rights.sees_all_people or not rights.may(Act.SEE_FIGURES):
        return None
    return int(db.exec_driver_sql("SELECT count(*) FROM rights.people()").scalar_one())


def whose_words(people: int | None) -> str:
    """The sentence for as many *people*; "" where nothing is to be said."""
    if people is None:
        return ""
    if people == 0:
        return _("Of nobody: no team was given to your log-in. Ask whoever manages accounts.")
    return ngettext(
        "Of the {n} person of your teams. Figures of queues are of the whole centre.",
        "Of the {n} people of your teams. Figures of queues are of the whole centre.",
        people,
    ).format(n=number(people))
