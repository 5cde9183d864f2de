"""Lines of a source's log, in the order of one file, into the history: each once, whoever told it before.

A file is walked through with a place in what is known: inside a stretch whose lines are all there (they are
passed over), or at the end of one, which grows. Only whole instants are compared, so a cut within a second
costs nothing. All that `take` does belongs to the caller's transaction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from supervisor.facts.agent_time import Mark, What
from supervisor.facts.contact import Entry, Told
from supervisor.history import entries as writing
from supervisor.history import log_open
from supervisor.history.log_segments import Segment, Stretch, align, digests, remove, save, segments
from supervisor.history.names import Names
from supervisor.sources.asterisk.queue_log_facts import QueueLogFacts
from supervisor.storage.history_tables import (
    history_bad,
    history_entry,
    history_mark,
    history_name,
    history_ring,
    history_stray,
)

UNREADABLE = "log_line"
"""What history_bad says of a line that makes no sense."""

_STAMP = re.compile(rb"(?:\xef\xbb\xbf)?(\d{9,11})(\.\d{1,9})?\|")


def instant(raw: bytes) -> int | None:
    """The instant that a line tells, in ms; None where it tells none."""
    found = _STAMP.match(raw)
    if found is None:
        return None
    whole, part = found.groups()
    return int(whole) * 1000 if part is None else round(float(whole + part) * 1000)


def last_instant(lines: Sequence[bytes]) -> int:
    """The place at which the lines of the last instant begin; 0 when all are of one, or none tells any."""
    at = None
    for place in range(len(lines) - 1, -1, -1):
        told = instant(lines[place])
        if told is None:
            continue
        if at is None:
            at = told
        elif told != at:
            return place + 1
    return 0


class LogTaking:
    """Takes the lines of one file after another of *source*, as a part of *batch*.

    After an exception the object is of no use: what it holds was not written.
    """

    def __init__(self, source: str, batch: int, stretches: list[Stretch] | None = None) -> None:
        """*stretches* are those that the batch has added already, when it goes on."""
        self.stretches = [] if stretches is None else stretches
        self.counts: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self._source = source
        self._batch = batch
        self._names = Names()
        self._forget()

    def _forget(self) -> None:
        self._facts: QueueLogFacts | None = None
        self._own: int | None = None  # the segment that we are in
        self._inside = False  # …before its end, where all is known
        self._since: int | None = None  # the instant before, of this file
        self._growing: Stretch | None = None
        self._file, self._line, self._place = "", 0, 0
        self._raws: Sequence[bytes] = ()

    def begin(self, file: str) -> None:
        """*file* comes now, from its begin."""
        self._forget()
        self._file = file

    def begin_again(self, db: Connection, file: str, last_ms: int, last: list[str]) -> None:
        """*file* goes on from where it was read to: its last line was of *last_ms*, and *last* its stretch's
        lines of that instant."""
        self.begin(file)
        self._since = last_ms
        for segment in segments(db, self._source):
            if segment.first_ms <= last_ms <= segment.last_ms:
                self._own = segment.id
                self._inside = True
                if segment.last_ms == last_ms and segment.last == last:
                    self._leave(db, segment)
                return

    def take(
        self,
        db: Connection,
        lines: Sequence[bytes],
        line: int,
        place: int,
        raws: Sequence[bytes],
        *,
        ends: bool,
    ) -> None:
        """Take *lines*, of which the first is number *line* of its file and begins at byte *place*; *raws*
        are they as they stand there. *ends*: nothing comes behind them for now; else they end with a whole
        instant."""
        self._line, self._place, self._raws = line, place, raws
        known = segments(db, self._source)
        own = next((segment for segment in known if segment.id == self._own), None)
        low = next((at for raw in lines if (at := instant(raw)) is not None), None)
        if low is None:  # nothing that tells a time
            self._note_bad(db, lines, range(len(lines)))
            return
        high = next(at for raw in reversed(lines) if (at := instant(raw)) is not None)
        since = low if own is None else min(low, own.last_ms)
        free = not any(
            segment is not own and segment.first_ms <= high and segment.last_ms >= since for segment in known
        )
        if own is not None and self._inside and own.first_ms < low and high < own.last_ms:
            self.counts["known"] += len(lines)
        elif free and (own is None or not self._inside):
            self._new(db, own, range(len(lines)), lines)
        else:
            self._walk(db, known, own, lines, ends)
        self._since = high
        self._flush(db)

    def end(self, db: Connection) -> None:
        """The file has no more for now: what later files told of the stays that are open is taken in."""
        own = next((one for one in segments(db, self._source) if one.id == self._own), None)
        if own is None or self._inside or self._facts is None:
            return
        if any(one.first_ms >= own.last_ms and one is not own for one in segments(db, self._source)):
            start_ms = log_open.start_since(db, self._names, self._source, own.last_ms, including=False)
            self._go_on(db, own.last_ms, start_ms, ())
            self._flush(db)

    @property
    def last(self) -> tuple[int | None, bool]:
        """The number of the segment that we are in, and whether we are at its end."""
        return self._own, not self._inside

    @property
    def since_ms(self) -> int | None:
        """The last instant of the file that was taken."""
        return self._since

    # Through instants

    def _walk(
        self, db: Connection, known: list[Segment], own: Segment | None, lines: Sequence[bytes], ends: bool
    ) -> None:
        fresh: list[int] = []  # places of new lines that follow what `own` holds
        for at_ms, low, high in _instants(lines):
            lines_end = not (ends and high == len(lines))
            lines_begin = self._since is not None and self._since < at_ms
            self._since = at_ms
            if own is not None and self._inside:
                if at_ms < own.last_ms:
                    self.counts["known"] += high - low
                    continue
                if at_ms > own.last_ms:
                    self._leave(db, own)
            if own is None or not self._inside:
                other = next(
                    (one for one in known if one is not own and one.first_ms <= at_ms <= one.last_ms), None
                )
                if own is not None:
                    for one in list(known):
                        if one is not own and own.last_ms < one.first_ms and one.last_ms < at_ms:
                            self._grow(db, own, fresh, lines)
                            self._join(db, known, own, one, [], lines)
                            self._leave(db, own)
                if other is None:
                    fresh.extend(range(low, high))
                    if own is None:
                        own = self._grow(db, None, fresh, lines)
                        known.append(own)
                    continue
                if own is not None:
                    self._grow(db, own, fresh, lines)
                before, behind = _beside(other, at_ms, lines[low:high], lines_begin, lines_end)
                own = self._join(db, known, own, other, [low + place for place in before], lines)
            else:
                before, behind = _beside(own, at_ms, lines[low:high], lines_begin, lines_end)
                if before:  # the file begins with its first instant, and before it
                    behind = before + behind
                    before = []
            if at_ms != own.last_ms:  # it contradicts what is known: what is known stands
                behind = []
            self.counts["known"] += high - low - len(before) - len(behind)
            if behind:
                self._leave(db, own)
                fresh.extend(low + place for place in behind)
        if own is not None:
            self._grow(db, own, fresh, lines)

    def _grow(self, db: Connection, own: Segment | None, fresh: list[int], lines: Sequence[bytes]) -> Segment:
        grown = self._new(db, own, list(fresh), lines) if fresh else own
        assert grown is not None  # noqa: S101  # these lines tell a time
        fresh.clear()
        return grown

    def _join(
        self,
        db: Connection,
        known: list[Segment],
        own: Segment | None,
        other: Segment,
        before: list[int],
        lines: Sequence[bytes],
    ) -> Segment:
        """Come to *other*, whose lines are known; *before* are new ones of its first instant."""
        start_ms = log_open.start_since(db, self._names, self._source, other.first_ms, including=True)
        if before:
            own = self._before(db, own, other, before, lines)
        if own is None:
            own = other
        else:
            if self._growing is not None:
                self._growing.before = other.first_ms
            self._go_on(db, own.last_ms, start_ms, other.first if other.first_ms == own.last_ms else ())
            self._flush(db)
            if own.first_ms == other.first_ms:
                own.first = own.first + other.first
            if other.last_ms >= own.last_ms:
                together = own.last_ms == other.last_ms
                own.last = own.last + other.last if together else other.last
                own.last_ms = other.last_ms
            remove(db, other)
            if other in known:
                known.remove(other)
            save(db, self._source, own)
        self._facts, self._growing = None, None
        self._own, self._inside = own.id, True
        return own

    def _leave(self, db: Connection, own: Segment) -> None:
        """Come to the end of *own*, which grows from here on."""
        self._flush(db)
        self._facts = QueueLogFacts(
            log_open.going_on(db, self._names, self._source, own.last_ms, own.last_ms + 999)
        )
        self._facts.prime(own.last_ms, *log_open.told_of_instant(db, self._names, self._source, own.last_ms))
        self._inside = False
        self._growing = None

    def _go_on(self, db: Connection, since_ms: int, start_ms: int | None, same: Collection[str]) -> None:
        if self._facts is None:
            return
        going_on = self._facts.going_on
        self._flush(db)
        further: list[Entry] = []
        log_open.go_on(db, self._names, self._source, going_on, since_ms, start_ms, same, further.append)
        self._write_entries(db, further)

    # New lines

    def _before(
        self,
        db: Connection,
        own: Segment | None,
        other: Segment,
        places: Sequence[int],
        lines: Sequence[bytes],
    ) -> Segment:
        """New lines of the first instant of *other*, in front of those that are known: these make room."""
        scratch = QueueLogFacts()
        scratch.take([lines[place] for place in places])
        _make_room(db, self._names, self._source, self._batch, other.first_ms, scratch)
        grown = self._new(db, own, places, lines)
        assert grown is not None  # noqa: S101  # these lines tell a time
        return grown

    def _new(
        self, db: Connection, own: Segment | None, places: Sequence[int], lines: Sequence[bytes]
    ) -> Segment | None:
        """Take the lines at *places*, which follow what *own* holds, or begin a segment."""
        fresh = lines if len(places) == len(lines) else [lines[place] for place in places]
        first_ms = next((at for raw in fresh if (at := instant(raw)) is not None), None)
        if first_ms is None:
            self._note_bad(db, fresh, places)
            return own
        facts = self._facts
        if facts is None:
            facts = QueueLogFacts(
                log_open.going_on(db, self._names, self._source, first_ms, first_ms - 1), doubtful=True
            )
            self._facts = facts
        facts.last_ms = None
        facts.take(fresh)
        for bad in facts.bad:
            self._bad(db, places[bad.place], bad.text)
        facts.bad = []
        self.counts["lines"] += len(fresh)
        last_ms = first_ms if facts.last_ms is None else facts.last_ms
        head = _digests(_leading(fresh, first_ms))
        begins = last_instant(fresh)
        tail = _digests(fresh[begins:])
        if begins and instant(fresh[begins]) != last_ms:  # the clock was set back
            tail = digests(raw for raw in fresh if instant(raw) == last_ms)
        if own is None:
            own = Segment(first_ms, last_ms, head, tail)
            self._growing = Stretch(first_ms, last_ms, head, tail)
            self.stretches.append(self._growing)
        else:
            if self._growing is None:
                self._growing = Stretch(first_ms, last_ms, head, tail, own.last_ms)
                self.stretches.append(self._growing)
            else:
                _extend(self._growing, first_ms, last_ms, head, tail, one=begins == 0)
            _extend(own, first_ms, last_ms, head, tail, one=begins == 0)
        save(db, self._source, own)
        self._own, self._inside = own.id, False
        return own

    def _note_bad(self, db: Connection, lines: Sequence[bytes], places: Sequence[int]) -> None:
        facts = QueueLogFacts()
        facts.take(lines)
        for bad in facts.bad:
            self._bad(db, places[bad.place], bad.text)
        self.counts["lines"] += len(lines)

    def bad(self, db: Connection, line: int, place: int, text: str) -> None:
        """Note that line number *line* of the file, at byte *place*, makes no sense."""
        self.counts["bad"] += 1
        db.execute(
            insert(history_bad).values(
                batch=self._batch,
                file=self._file,
                line=line,
                place=place,
                value=text.replace("\0", ""),
                problem=UNREADABLE,
            )
        )

    def _bad(self, db: Connection, place: int, text: str) -> None:
        byte = self._place + sum(len(raw) + 1 for raw in self._raws[:place])
        self.bad(db, self._line + place, byte, text)

    # Writing

    def _flush(self, db: Connection) -> None:
        facts = self._facts
        if facts is None:
            return
        source, names, batch = self._source, self._names, self._batch
        self._write_entries(db, facts.entries)
        written = writing.write_rings(db, names, source, facts.rings, Told.LOG, batch)
        self.counts["rings"] += written.new
        written = writing.write_marks(db, names, source, facts.marks, batch)
        self.counts["marks"] += written.new
        if facts.strays:
            self.counts["strays"] += len(facts.strays)
            db.execute(
                insert(history_stray),
                [
                    {
                        "source": source,
                        "contact": stray.contact,
                        "at_ms": stray.at_ms,
                        "line": stray.line,
                        "batch": batch,
                    }
                    for stray in facts.strays
                ],
            )
        self.skipped += facts.skipped
        facts.skipped.clear()
        facts.forget()

    def _write_entries(self, db: Connection, entries: list[Entry]) -> None:
        if not entries:
            return
        written = writing.write(db, self._names, self._source, entries, Told.LOG, self._batch)
        self.counts["new"] += written.new
        self.counts["changed"] += written.changed
        self.counts["same"] += written.same


def _extend(
    grown: Segment | Stretch, first_ms: int, last_ms: int, head: list[str], tail: list[str], *, one: bool
) -> None:
    """Let *grown* hold lines that follow its own; *one*: they are all of one instant."""
    if grown.first_ms == grown.last_ms == first_ms:
        grown.first = grown.first + head
    if one and grown.last_ms == last_ms:
        grown.last = grown.last + tail
    elif last_ms >= grown.last_ms:
        grown.last = tail
    grown.last_ms = max(grown.last_ms, last_ms)


def _beside(
    segment: Segment, at_ms: int, lines: Sequence[bytes], lines_begin: bool, lines_end: bool
) -> tuple[list[int], list[int]]:
    """Which of the *lines* of an instant come before what *segment* knows of it, and which behind.

    One that makes no sense goes with the line before it, or with the first that does.
    """
    if at_ms not in (segment.first_ms, segment.last_ms):
        return [], []
    timed = [place for place, raw in enumerate(lines) if instant(raw) is not None]
    at_first = at_ms == segment.first_ms
    before, behind = align(
        segment.first if at_first else segment.last,
        _digests(lines),
        known_begins=not at_first,
        known_ends=segment.last_ms > at_ms,
        lines_begin=lines_begin,
        lines_end=lines_end,
    )
    of = [max(0, sum(told <= place for told in timed) - 1) for place in range(len(lines))]
    return (
        [place for place in range(len(lines)) if of[place] in before],
        [place for place in range(len(lines)) if of[place] in behind],
    )


def _digests(lines: Iterable[bytes]) -> list[str]:
    return digests(raw for raw in lines if instant(raw) is not None)


def _instants(lines: Sequence[bytes]) -> Iterator[tuple[int, int, int]]:
    """Runs of lines of one instant: the instant, and from which place to which. What tells none belongs to
    the run before it, or to the first."""
    begin, at_ms = 0, None
    for place, raw in enumerate(lines):
        told = instant(raw)
        if told is None or told == at_ms:
            continue
        if at_ms is not None:
            yield at_ms, begin, place
            begin = place
        at_ms = told
    if at_ms is not None:
        yield at_ms, begin, len(lines)


def _leading(lines: Sequence[bytes], first_ms: int) -> list[bytes]:
    found: list[bytes] = []
    for raw in lines:
        if (told := instant(raw)) is not None and told != first_ms:
            break
        found.append(raw)
    return found


def _make_room(
    db: Connection, names: Names, source: str, batch: int, at_ms: int, facts: QueueLogFacts
) -> None:
    """Let the known facts of the second *at_ms* come behind those of *facts*, which an older file tells."""
    number = names.number(db, "source", "", source)
    if facts.marks:
        of = history_mark.c
        said = {row.id: row.text for row in db.execute(select(history_name))}
        later = [
            Mark(
                row.at_ms,
                row.seq + len(facts.marks),
                said.get(row.login, ""),
                said.get(row.queue, ""),
                What(row.what),
                said.get(row.code, ""),
            )
            for row in db.execute(select(history_mark).where(of.source == number, of.at_ms == at_ms))
        ]
        writing.write_marks(db, names, source, later, batch)
    fresh = [entry for entry in facts.entries if not _stands(db, names, source, number, entry)]
    for table, column, keys in (
        (history_entry, "entered_ms", Counter((one.contact, one.queue, "") for one in fresh)),
        (history_ring, "at_ms", Counter((one.contact, one.queue, one.login) for one in facts.rings)),
    ):
        for (contact, queue, login), count in keys.items():
            _shift(db, table, column, names, source, number, (contact, queue, login), count, at_ms)


def _stands(db: Connection, names: Names, source: str, number: int, entry: Entry) -> bool:
    """Whether *entry* is there already: a later batch had completed it when its own was taken back."""
    of = history_entry.c
    found = select(of.contact).where(
        of.source == number,
        of.contact == entry.contact,
        of.queue == names.number(db, "queue", source, entry.queue),
        of.entered_ms == entry.entered_ms,
        of.number == entry.number,
        of.position.is_not_distinct_from(entry.position),
    )
    return db.execute(found).first() is not None


def _shift(
    db: Connection,
    table: Any,
    column: str,
    names: Names,
    source: str,
    number: int,
    key: tuple[str, str, str],
    count: int,
    at_ms: int,
) -> None:
    contact, queue, login = key
    instants = table.c[column]
    where = [
        table.c.source == number,
        table.c.contact == contact,
        table.c.queue == names.number(db, "queue", source, queue),
        instants.between(at_ms, at_ms + 999),
        table.c.told.bitwise_and(int(Told.LOG)) != 0,
    ]
    if login:
        where.append(table.c.login == names.number(db, "login", source, login))
    there = db.execute(select(instants).where(*where).order_by(instants.desc())).scalars().all()
    for at in there:
        db.execute(update(table).where(*where, instants == at).values({column: at + count}))
