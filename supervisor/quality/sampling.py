"""Whose contacts are still to be judged this month, and which: drawn by lot, spread over types and hours."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b

from supervisor.people.draft import new_id
from supervisor.people.person import GroupKind
from supervisor.people.roll import Roll
from supervisor.quality.evaluation import COUNTED, Evaluation, Judgement, State
from supervisor.quality.form import Form, FormVersion, fits
from supervisor.quality.form import at as in_force_at
from supervisor.settings.quality import FormsAMonth

HOURS_APART = 4
"""Contacts of so many hours of the day are of one kind: early, midday, late, night."""


@dataclass(frozen=True)
class SamplingLine:
    """One person's month: forms *planned*, *done* and begun (*drafts*). *is_new*: in the first tenure band at
    its end; *exempt*: few are enough. *name* tells namesakes apart."""

    person: str
    name: str
    number: str
    team: str
    team_name: str
    is_new: bool
    exempt: bool
    planned: int
    done: int
    drafts: int

    @property
    def missing(self) -> int:
        """So many are still to be judged."""
        return max(0, self.planned - self.done)


def sampling(
    roll: Roll,
    month: date,
    evaluations: Iterable[Evaluation],
    forms: FormsAMonth,
    *,
    persons: Iterable[str],
    exempt: Container[str] = frozenset(),
    told: Mapping[str, float] | None = None,
) -> tuple[SamplingLine, ...]:
    """The month that begins with *month* of *persons* (those with contacts in it), by team and name.

    *told*: forms by person as the history counts them, where sheets tell more than was entered here. Somebody
    who joins or leaves within the month gets the part of the plan that the days there are of it.
    """
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    done: Counter[str] = Counter()
    drafts: Counter[str] = Counter()
    for one in evaluations:
        if month <= one.contact_day <= last:
            (done if one.state in COUNTED else drafts)[one.person] += 1
    found = []
    for key in persons:
        person = roll.persons.get(key)
        if person is None:
            continue
        begins = max(month, person.joined or month)
        ends = min(last, (person.left or last + timedelta(days=1)) - timedelta(days=1))
        share = max(0, (ends - begins).days + 1) / ((last - month).days + 1)
        band = roll.band(key, max(begins, ends))
        is_new = len(roll.bands) > 1 and band is not None and band.id == roll.bands[0].id
        wanted = forms.exempt if key in exempt else forms.new if is_new else forms.others
        team = next(iter(roll.groups_of(key, GroupKind.TEAM, max(begins, ends))), None)
        found.append(
            SamplingLine(
                key,
                roll.called(key, last),
                person.number,
                team.id if team else "",
                team.name if team else "",
                is_new,
                key in exempt,
                math.ceil(wanted * share - 1e-9),
                max(done[key], round((told or {}).get(key, 0))),
                drafts[key],
            )
        )
    return tuple(sorted(found, key=lambda line: (line.team_name, line.name, line.person)))


@dataclass(frozen=True)
class Candidate:
    """A contact that may be judged; *at* by the centre's clock on the wall."""

    source: str
    contact: str
    at: datetime
    day: date
    person: str
    channel: str
    queue: str
    skill: str
    type: str
    talk_s: float | None

    @property
    def kind(self) -> tuple[str, int]:
        """Type of contact and part of the day."""
        return self.type, self.at.hour // HOURS_APART


def draw(
    candidates: Sequence[Candidate],
    wanted: Mapping[str, int],
    *,
    seed: str,
    judged: Container[tuple[str, str]] = frozenset(),
) -> tuple[Candidate, ...]:
    """By lot, of each person so many contacts as *wanted* (fewer where there are fewer), in order of time.

    None of *judged* (source, contact; a source of "" is any). First one of each kind (type and part of the
    day), the kinds in an order drawn by lot in which a kind's chance grows with its contacts, then a second
    of each, and so on. The same candidates and *seed* draw the same, in whatever order they come.
    """
    of_person: dict[str, list[Candidate]] = defaultdict(list)
    for one in candidates:
        known = (one.source, one.contact) in judged or ("", one.contact) in judged
        if wanted.get(one.person, 0) > 0 and not known:
            of_person[one.person].append(one)
    drawn: list[Candidate] = []
    for person in sorted(of_person):
        own = {(one.source, one.contact): one for one in sorted(of_person[person], key=_order)}
        lots = [(_lot(seed, one), one) for one in own.values()]
        turn: Counter[tuple[str, int]] = Counter()
        turns = []
        for lot, one in sorted(lots, key=lambda pair: pair[0]):
            turns.append((turn[one.kind], lot, one))
            turn[one.kind] += 1
        turns.sort(key=lambda told: told[:2])
        drawn += [one for _turn, _lot, one in turns[: wanted[person]]]
    return tuple(sorted(drawn, key=lambda one: (one.person, *_order(one))))


def _lot(seed: str, one: Candidate) -> bytes:
    """A contact's lot: evenly spread, and the same whatever other contacts there are."""
    return blake2b(f"{seed}\n{one.source}\n{one.contact}".encode(), digest_size=8).digest()


def _order(one: Candidate) -> tuple[datetime, str, str]:
    return one.at, one.source, one.contact


def begun(one: Candidate, version: FormVersion, rater: str, at: datetime) -> Evaluation:
    """An empty draft about the contact, for *rater* to fill in."""
    judgement = Judgement(source=one.source, contact_at=one.at.astimezone(UTC))
    return Evaluation(
        new_id(),
        version.id,
        one.person,
        one.channel,
        one.skill,
        one.day,
        one.contact,
        rater,
        at,
        State.DRAFT,
        judgement,
    )


def form_for(
    forms: Iterable[Form], versions: Sequence[FormVersion], channel: str, day: date
) -> FormVersion | None:
    """The version by which a contact of *channel* on *day* is judged: of a form for this channel before one
    for any, by name; None where no form fits."""
    fitting = [
        (not version.content.channels, form.name, version)
        for form in forms
        if not form.retired
        and (version := in_force_at(tuple(versions), form.id, day)) is not None
        and fits(version.content, channel)
    ]
    return min(fitting, key=lambda told: told[:2], default=(True, "", None))[2]


def drafts_of(evaluations: Iterable[Evaluation]) -> tuple[Evaluation, ...]:
    """Those that are begun and not final."""
    return tuple(one for one in evaluations if one.state is State.DRAFT)
