"""Whatever comes of a log-in is told whole, beside the buttons with which one goes on."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor.errors import AccountError, DatabaseError
from supervisor.rights.verdict import LoginVerdict
from supervisor.sentences.database import of_log_in
from supervisor.storage.login import Login
from supervisor.storage.refusal import _PATTERNS
from ui import language, theme
from ui.jobs import Jobs
from ui.joining.join_page import JoinPage
from ui.joining.set_up_page import SetUpPage
from ui.shots.joining import _no_database

LOGIN = Login("floor.example.com", "floor", "zhang.xiaoming")
KINDS = sorted({why for _reason, why, _pattern in _PATTERNS} | {"empty", "no_rights", "no_role"})
SAID = "a word of the server that is neither short nor in the language of whoever reads it"


@pytest.mark.parametrize("spoken", ["en", "zh_CN"])
def test_every_verdict_is_told_whole_at_large_text(spoken: str, dressed: QApplication, qtbot: QtBot) -> None:
    language.use(spoken)
    theme.use("dark", text_scale=2.0)
    page = JoinPage(Jobs(_no_database), LOGIN)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(1366, 768)
    with qtbot.waitExposed(page):
        page.show()
    cut = []
    for why in KINDS:
        if not of_log_in(LOGIN.url, why, ""):
            continue  # told by what is behind it
        page.show_verdict(LoginVerdict(LOGIN.url, DatabaseError(LOGIN.url, "refused", SAID, why)))
        for _turn in range(3):
            QApplication.processEvents()
        told = page.form.result
        if (
            told.heightForWidth(told.width()) > told.height() + 1
            or page.width() > 1366
            or page.height() > 768
        ):
            cut.append(why)
        elif (
            not page.form.host.editor.isVisible()
            or page.set_up.mapTo(page, page.set_up.rect().bottomLeft()).y() > 768
        ):
            cut.append(f"{why}: no room is left")
    assert not cut


def test_why_accounts_could_not_be_made_is_in_sight_at_large_text(
    dressed: QApplication, qtbot: QtBot
) -> None:
    theme.use("dark", text_scale=2.0)
    page = SetUpPage(Jobs(_no_database))  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(1366, 768)
    with qtbot.waitExposed(page):
        page.show()
    page.show_step(page.steps.index(page.accounts))
    page.accounts.refuse(AccountError("collector", "There is such an account."))
    for _turn in range(3):
        QApplication.processEvents()
    told = page.accounts.told
    assert told.visibleRegion().boundingRect().height() == told.height()
