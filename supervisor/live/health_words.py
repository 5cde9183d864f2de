"""How a collector is, in words."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from supervisor.live.health import Health
from supervisor.live.sign import ALIVE_S, Role
from supervisor.words import _, clock_time, duration, number


def one_line(health: Health, steady_s: float, zone: tzinfo | None = None) -> str:
    """How the collector of *health* is, in some sentences of one line; *steady_s* is the machine's clock that
    nobody sets, *zone* in which times are told (None: this machine's)."""
    silence_s = steady_s - health.steady_s
    if not -1.0 <= silence_s <= ALIVE_S:
        return _("The collector (process {pid}) has given no sign of life for {duration}.").format(
            pid=health.pid, duration=duration(max(0.0, silence_s))
        )
    said = [_role(health, zone)]
    if health.is_stuck:
        said.append(_("Its writer stands still: it will be started again."))
    if health.away_since is not None:
        said.append(
            _("The database has not answered since {time}.").format(time=_time(health.away_since, zone))
        )
    if health.waiting_bytes:
        said.append(_waits(health, zone))
    if health.problem:
        said.append(_("Problem: {problem}.").format(problem=_(health.problem)))
    if health.silent:
        said.append(_("Not heard: {sources}.").format(sources=", ".join(health.silent)))
    return " ".join(said)


def size(count: int) -> str:
    """A number of bytes as people read it."""
    if count < 1_000_000:
        return _("{number} kB").format(number=number(max(1, round(count / 1000))))
    return _("{number} MB").format(number=number(count / 1_000_000, 1))


def _role(health: Health, zone: tzinfo | None) -> str:
    sources = ", ".join(health.sources)
    since = _time(health.since, zone)
    if not sources:
        return _("It has no telephone system to listen to since {time}.").format(time=since)
    if health.role is Role.WORKING:
        return _("Works for {sources} since {time}.").format(sources=sources, time=since)
    if health.covers_since is None:
        return _("Stands by for {sources} since {time}; it does not hear everything yet.").format(
            sources=sources, time=since
        )
    return _("Stands by for {sources} since {time}; it could take over at any moment.").format(
        sources=sources, time=since
    )


def _waits(health: Health, zone: tzinfo | None) -> str:
    since = _time(health.waiting_since or health.at, zone)
    if health.disk_bytes:
        return _("{size} wait since {time}, {disk} of them on disk.").format(
            size=size(health.waiting_bytes), time=since, disk=size(health.disk_bytes)
        )
    return _("{size} wait since {time}.").format(size=size(health.waiting_bytes), time=since)


def _time(at: datetime, zone: tzinfo | None) -> str:
    return clock_time(at, zone or datetime.now(UTC).astimezone().tzinfo or UTC, seconds=True)
