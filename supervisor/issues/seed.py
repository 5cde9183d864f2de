"""What an issue begins with when it is made where its evidence is seen: a list of contacts, a finding, a
figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import msgspec

from supervisor.clock import BusinessDays
from supervisor.history.contacts import ContactLine
from supervisor.history.period import Period
from supervisor.issues.evidence import MOST_CONTACTS, Common, ContactName, Contacts, QualityFinding, Seed
from supervisor.issues.issue import Origin
from supervisor.live.board import Abandoned
from supervisor.performance.kpi import Kpi
from supervisor.quality.deductions import ItemLoss
from supervisor.review import wording
from supervisor.review.entries import CellFinding
from supervisor.words import _, ngettext, number


def of_contacts(lines: Sequence[ContactLine], days: BusinessDays, how: str) -> Seed:
    """An issue about *lines*; *how* says by what they were picked. At most `MOST_CONTACTS` are kept; the
    category is that of all, where they have one in common."""
    named = tuple(ContactName(one.source, one.contact, one.queue, one.entered) for one in lines)
    types = {one.type for one in lines}
    return _of(named, days, how, Origin.CONTACTS, category=next(iter(types)) if len(types) == 1 else "")


def of_abandoned(queue: tuple[str, str], gone: Sequence[Abandoned], days: BusinessDays) -> Seed:
    """An issue about customers of *queue* (source, name) who gave up."""
    source, name = queue
    named = tuple(ContactName(source, one.contact, name, one.since) for one in gone)
    seed = _of(named, days, _("Gave up in {queue}").format(queue=name), Origin.CONTACTS)
    return msgspec.structs.replace(seed, title=_("Customers give up in {queue}").format(queue=name))


def of_loss(loss: ItemLoss, form: str, period: Period, language: str) -> Seed:
    """An issue about an item of a quality *form* (its name) in which points are lost."""
    name = loss.name(language)
    finding = QualityFinding(
        loss.key[0],
        loss.key[1],
        _("{form}: {item}").format(form=form, item=name) if form else name,
        loss.errors,
        loss.n,
        period.first,
        period.last,
    )
    return Seed(
        title=name,
        source=Origin.QUALITY.value,
        matters=(finding,),
        first_seen=period.first,
        last_seen=period.last,
    )


def of_common(kpi: Kpi, cell: CellFinding, group: str, month: date) -> Seed:
    """An issue about what the people of a cell share, as the training list of *month* found it; *group* is
    the cell's name."""
    shared = wording.shared(kpi, cell)
    matter = Common(kpi.id, kpi.title, group, month, cell.confirmed, cell.units, shared)
    return Seed(
        title=_("{kpi} of {group}").format(kpi=kpi.title, group=group),
        description=shared,
        source=Origin.TRAINING.value,
        matters=(matter,),
        last_seen=month,
    )


def _of(
    named: tuple[ContactName, ...], days: BusinessDays, how: str, origin: Origin, category: str = ""
) -> Seed:
    kept = named[:MOST_CONTACTS]
    seen = [days.day(one.at) for one in named if one.at is not None]
    queues = Counter(one.queue for one in named)
    where = queues.most_common(1)[0][0] if len(queues) == 1 else ""
    if len(kept) < len(named):
        how = _("{how} (the first {n} of {all})").format(how=how, n=number(len(kept)), all=number(len(named)))
    title = ngettext("{n} contact", "{n} contacts", len(named)).format(n=number(len(named)))
    return Seed(
        title=_("{contacts} in {queue}").format(contacts=title, queue=where) if where else title,
        category=category,
        source=origin.value,
        matters=(Contacts(kept, how),),
        first_seen=min(seen, default=None),
        last_seen=max(seen, default=None),
    )
