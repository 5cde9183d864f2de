"""Two collectors of one source, real processes and a real PostgreSQL: one works, the other stands by.

Whatever happens to one of them, the day counts what it counts when nothing does, contact by contact.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from supervisor.events import SourceDown, SourceUp
from supervisor.live.collecting.yielding import STEADY_S
from supervisor.live.journal import Journal
from supervisor.live.sign import Role, Sign
from supervisor.storage.database import open_centre, open_journal
from tests.lent import Lender
from tests.live.away import away, until
from tests.live.cluster import Cluster, own_cluster
from tests.live.netns import Cable, may_make_machines, other_machine
from tests.live.stage import Collectors, Result, at, result, settled, staged
from tests.sources.asterisk.played import excerpt

pytestmark = pytest.mark.journey

SECONDS, SPEED = 150.0, 40.0
RECORDING = excerpt("small-basic", SECONDS)


@pytest.fixture(scope="module")
def undisturbed(_postgresql_lender: Lender, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What one collector makes of the recording that nobody disturbs."""
    from tests import postgresql

    name = _postgresql_lender.lend()
    url = postgresql.url(name)
    try:
        with staged(url, RECORDING, SPEED, tmp_path_factory.mktemp("undisturbed")) as collectors:
            one = collectors.start(collectors.order("one"))
            collectors.until_working()
            collectors.playing.go()
            until(lambda: collectors.playing.is_over)
            collectors.finish(one)
            assert list((collectors.folder / "one" / "1" / "spool").iterdir()) == [], "nothing went to disk"
            return result(url)
    finally:
        _postgresql_lender.take_back(name)


@pytest.fixture
def collectors(postgresql_url: str, tmp_path: Path) -> Iterator[Collectors]:
    with staged(postgresql_url, RECORDING, SPEED, tmp_path) as made:
        yield made


def test_the_recording_is_worth_it(undisturbed: Result) -> None:
    assert sum(figures["answered"] for figures in undisturbed.totals.values()) > 20
    assert sum(figures["abandoned"] for figures in undisturbed.totals.values()) > 3
    assert len(undisturbed.contacts) == sum(figures["offered"] for figures in undisturbed.totals.values())


def the_same(collectors: Collectors, undisturbed: Result) -> None:
    """The day is over and counts what it should, and its agents do what they did."""
    until(lambda: collectors.playing.is_over)
    settled(lambda: result(collectors.url), undisturbed)
    until(lambda: result(collectors.url).agents == undisturbed.agents)


def test_the_working_one_is_killed(collectors: Collectors, undisturbed: Result) -> None:
    one, _, sign = collectors.both()
    collectors.playing.go()
    at(collectors.playing, 60)
    with collectors.taking_over_in_time():
        one.kill()
        one.wait()
        collectors.until_working(sign.collector)
    the_same(collectors, undisturbed)


def test_each_is_killed_in_its_turn(collectors: Collectors, undisturbed: Result) -> None:
    one, two, sign = collectors.both()
    collectors.playing.go()
    for seconds, name in ((30, "one"), (70, "two"), (110, "one")):
        at(collectors.playing, seconds)
        one.kill()
        one.wait()
        sign = collectors.until_working(sign.collector)
        one, two = two, collectors.start(collectors.order(name))
        collectors.until_standing_by()
    the_same(collectors, undisturbed)


def test_a_collector_is_killed_while_the_database_is_away_and_started_again(
    collectors: Collectors, undisturbed: Result
) -> None:
    one = collectors.start(collectors.order("one"))
    sign = collectors.until_working()
    collectors.playing.go()
    at(collectors.playing, 30)
    with away(collectors.url):
        at(collectors.playing, 100)

        def on_disk() -> bool:
            said = collectors.health("one")
            return said is not None and said.disk_bytes > 0

        collectors.playing.hold()
        until(on_disk)
        heard = collectors.health("one")
        assert heard is not None
        until(lambda: (said := collectors.health("one")) is not None and said.at > heard.at)
        until(_all_on_disk(collectors))
        one.kill()
        one.wait()
    collectors.start(collectors.order("one"))
    assert collectors.until_working().collector == sign.collector
    collectors.playing.go()
    the_same(collectors, undisturbed)
    assert list((collectors.folder / "one" / "1" / "spool").iterdir()) == []


def _all_on_disk(collectors: Collectors) -> Callable[[], bool]:
    def look() -> bool:
        said = collectors.health("one")
        return said is not None and 0 < said.waiting_bytes == said.disk_bytes

    return look


def test_the_disk_is_full_while_the_database_is_away(collectors: Collectors, undisturbed: Result) -> None:
    spool = collectors.folder / "one" / "1" / "spool"
    spool.mkdir(parents=True)
    small = f'mount -t tmpfs -o size=16k none {spool} && exec "$@"'
    if subprocess.run(["unshare", "-m", "sh", "-c", small, "sh", "true"], check=False).returncode:
        pytest.skip("no file system may be mounted here")
    collectors.start(collectors.order("one"), "unshare", "-m", "sh", "-c", small, "sh")
    collectors.until_working()
    collectors.playing.go()
    at(collectors.playing, 30)
    collectors.playing.hold()
    with away(collectors.url):
        collectors.playing.go()

        def is_told() -> bool:
            said = collectors.health("one")
            return said is not None and "no room" in said.problem and said.disk_bytes > 0

        until(is_told)
        at(collectors.playing, 140)
    the_same(collectors, undisturbed)
    until(lambda: (said := collectors.health("one")) is not None and not said.problem and not said.disk_bytes)


def test_the_clock_of_the_working_one_jumps_an_hour_forth_and_back(
    collectors: Collectors, undisturbed: Result, tmp_path: Path
) -> None:
    jump = tmp_path / "jump"
    one = collectors.start(collectors.order("one", jump=str(jump)))
    sign = collectors.until_working()
    collectors.start(collectors.order("two"))
    collectors.until_standing_by()
    collectors.playing.go()
    for seconds, by in ((30, "3600"), (70, "0"), (90, "-3600")):
        at(collectors.playing, seconds)
        _put(jump, by)
    at(collectors.playing, 110)
    one.kill()
    collectors.until_working(sign.collector)
    the_same(collectors, undisturbed)


def _put(file: Path, text: str) -> None:
    new = file.with_suffix(".new")
    new.write_text(text)
    new.replace(file)


def test_the_clock_of_the_working_one_is_an_hour_ahead(collectors: Collectors, undisturbed: Result) -> None:
    order = collectors.order("one")
    ahead = datetime.fromisoformat(order.shows) + timedelta(hours=1)
    one = collectors.start(collectors.order("one", shows=ahead.isoformat()))
    sign = collectors.until_working()
    collectors.start(collectors.order("two"))
    collectors.until_standing_by()
    collectors.playing.go()
    at(collectors.playing, 60)
    one.kill()
    collectors.until_working(sign.collector)
    the_same(collectors, undisturbed)


def test_only_the_working_ones_link_to_the_source_breaks(collectors: Collectors, undisturbed: Result) -> None:
    """It comes back at once, but the other has missed nothing."""
    door = collectors.playing.door()
    collectors.start(collectors.order("one", ports={"pbx": door.port}))
    first = collectors.until_working()
    collectors.start(collectors.order("two"))
    collectors.until_standing_by(steady_s=STEADY_S)
    collectors.playing.go()
    at(collectors.playing, 60)
    with collectors.taking_over_in_time():
        door.slam()
        second = collectors.until_working(first.collector)
    the_same(collectors, undisturbed)
    assert _links(collectors.url) == 1, "that the source was lost was told"

    collectors.playing.die()  # to both: nothing moves, and it is told
    until(lambda: _links(collectors.url) == 2)
    assert [one.collector for one in collectors.signs(Role.WORKING)] == [second.collector]


def _links(url: str) -> int:
    """How often it was told that the source is heard, or is not."""
    with open_journal(url) as db:
        journal = Journal(db)
        batches = journal.batches_after(0, 100_000)
    return sum(isinstance(event, SourceUp | SourceDown) for batch in batches for event in batch.events)


# A server of our own


@pytest.fixture
def cluster(_postgresql_server: None) -> Iterator[Cluster]:
    with own_cluster() as made:
        open_centre(made.url).close()
        open_journal(made.url).close()
        yield made


def test_the_database_is_killed_and_comes_back(cluster: Cluster, undisturbed: Result, tmp_path: Path) -> None:
    with staged(cluster.url, RECORDING, SPEED, tmp_path) as collectors:
        collectors.both()
        collectors.playing.go()
        for seconds in (40, 90):
            at(collectors.playing, seconds)
            cluster.kill()
            at(collectors.playing, seconds + 25)
            cluster.start()
        the_same(collectors, undisturbed)


@contextmanager
def far_apart(folder: Path) -> Iterator[tuple[Collectors, Sign, Cable, Cable]]:
    """Two collectors and a floor that plays; the one that works stands on a machine of its own. It, and its
    cables to the source and to the database."""
    if not may_make_machines():
        pytest.skip("no network namespaces may be made here")
    with other_machine() as machine:
        to_source, to_database = machine.cables
        with own_cluster(f"127.0.0.1,{to_database.ours}") as cluster:
            open_centre(cluster.url).close()
            open_journal(cluster.url).close()
            with staged(cluster.url, RECORDING, SPEED / 4, folder) as collectors:
                port = collectors.playing.door(to_source.ours).port
                order = collectors.order(
                    "one", url=cluster.at(to_database.ours), host=to_source.ours, ports={"pbx": port}
                )
                collectors.start(order, *machine.inside)
                first = collectors.until_working()
                collectors.start(collectors.order("two"))
                collectors.until_standing_by()
                collectors.playing.go()
                yield collectors, first, to_source, to_database


@pytest.mark.usefixtures("_postgresql_server")
def test_the_working_ones_machine_vanishes_from_the_databases_network(
    undisturbed: Result, tmp_path: Path
) -> None:
    with far_apart(tmp_path) as (collectors, first, _to_source, to_database):
        at(collectors.playing, 20)
        with collectors.taking_over_in_time():
            to_database.cut()
            second = collectors.until_working(first.collector)
        at(collectors.playing, 110)
        to_database.mend()

        collectors.until_standing_by(first.collector)
        assert [one.collector for one in collectors.signs(Role.WORKING)] == [second.collector]
        the_same(collectors, undisturbed)


@pytest.mark.usefixtures("_postgresql_server")
def test_only_the_working_ones_cable_to_the_source_is_cut(undisturbed: Result, tmp_path: Path) -> None:
    with far_apart(tmp_path) as (collectors, first, to_source, _to_database):
        collectors.until_standing_by(steady_s=STEADY_S)
        with collectors.taking_over_in_time():
            to_source.cut()
            second = collectors.until_working(first.collector)
        gave_way = until(lambda: collectors.signs(Role.STAND_BY))[0]
        assert (gave_way.collector, gave_way.covers_since) == (first.collector, None)
        assert "gave way" in gave_way.problem
        to_source.mend()

        assert not collectors.until_standing_by(first.collector).problem
        assert [one.collector for one in collectors.signs(Role.WORKING)] == [second.collector]
        the_same(collectors, undisturbed)
