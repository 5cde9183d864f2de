"""A telephone system goes away and comes back: the figures grow old in sight, and are live again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor.clock import SystemClock
from supervisor.live.feed import FeedState
from supervisor.settings.places import places
from supervisor.storage.database import open_centre
from supervisor.storage.sources import add_source
from tests.journeys.stories.stage import LONG_MS, console, picture
from tests.ui.served import SECRET, USER, Served
from ui.sources.page import SourcesPage
from ui.theme import State
from ui.wallboard.screen import QueuesScreen


@pytest.fixture
def asterisk() -> Iterator[Served]:
    served = Served().start()
    yield served
    served.stop()


def test_a_lost_source(
    qtbot: QtBot, qapp: QApplication, asterisk: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PBX_PASSWORD", SECRET)
    url = places().database_url
    with open_centre(url) as database, database.write() as db:
        options = {"host": "127.0.0.1", "port": asterisk.port, "username": USER, "tls": False}
        add_source(
            db, "pbx", "asterisk", options, secret_env="PBX_PASSWORD", at=SystemClock().now(), who="story"
        )
    with console(qtbot) as it:
        window, centre = it.window, it.centre
        assert centre is not None
        live = centre.live

        def state() -> FeedState | None:
            feed = live.feeds.get("pbx")
            return feed.state if feed else None

        qtbot.waitUntil(lambda: state() is FeedState.LIVE and bool(live.board.queues), timeout=LONG_MS)
        page = window.page("wallboard")
        assert isinstance(page, QueuesScreen)
        key = next(iter(live.board.queues))
        qtbot.waitUntil(lambda: page.tiles.view(key) is not None)
        assert page.band.isHidden()
        assert not window.bar.demo.isVisible()
        picture(window, "lost-1-live")

        asterisk.die()
        qtbot.waitUntil(lambda: state() is FeedState.DEAD, timeout=LONG_MS)
        qtbot.waitUntil(lambda: not page.tiles.view(key).live, timeout=LONG_MS)  # type: ignore[union-attr]
        assert any("as of" in text for text in page.tiles.texts(key))
        assert page.band.isVisible()
        assert "no data since" in window.bar.feeds.text()
        assert len(live.board.queues) > 0
        picture(window, "lost-2-dead")
        sources = window.show_page("sources")
        assert isinstance(sources, SourcesPage)
        assert sources.cards["pbx"].sign.state is State.CRITICAL
        picture(window, "lost-3-sources")

        asterisk.come_back()
        qtbot.waitUntil(lambda: state() is FeedState.LIVE, timeout=LONG_MS)
        window.show_page("wallboard")
        qtbot.waitUntil(lambda: page.tiles.view(key).live, timeout=LONG_MS)  # type: ignore[union-attr]
        assert page.band.isHidden()
        picture(window, "lost-4-live-again")
